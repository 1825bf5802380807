"""A document inside a message: its kind and its bytes in base64 -> its text."""

import base64
import binascii
from html.parser import HTMLParser
from io import BytesIO

from review.importers.documents import Wrong, pdf_text, word_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre", "section"}
SILENT = {"script", "style", "head", "title"}


def decoded(kind: str, data: str) -> str | Wrong:
    """The text of an attachment; `kind` is its media type, `data` its bytes in base64."""
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return "its attachment is not valid base64", "export it again"
    media, _, parameters = kind.lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "') or "utf-8"
    match media.strip():
        case "text/plain" | "text/html" | "application/xhtml+xml" | "":
            try:
                text = content.decode(charset)
            except (LookupError, UnicodeDecodeError):
                return f"its attachment is not valid {charset[:20]}", "export it in UTF-8"
            return text if media.strip() in ("text/plain", "") else text_of_html(text)
        case "application/pdf":
            return pdf_text(BytesIO(content))
        case kind if kind == WORD:
            return word_text(BytesIO(content))
        case _:
            return "its attachment is of a kind that is not read", "export it as plain text, HTML, PDF or .docx"


class _Words(HTMLParser):
    """Collects the words of a page, a block on a line of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        if tag in BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def text_of_html(page: str) -> str:
    """The words of a page of HTML, a line a block."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    lines = (
        "\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip()
        for line in "".join(reader.parts).splitlines()
    )
    return "\n".join(line for line in lines if line)
