"""Files that are one note each: Word documents and PDF files with a text layer -> their text, as lines."""

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from review.importers.archive import unsafe

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

MOST_PAGES = 500
AGAIN = "open it in the program it is from and save it again"
Wrong = tuple[str, str]


def word_text(source: Path | BytesIO) -> str | Wrong:
    """The paragraphs and tables of a .docx in their order, a row of a table on one line with tabs; or what is wrong with it."""
    from docx import Document

    wrong = unsafe(source)
    if wrong:
        return wrong
    try:
        return "\n".join(word_lines(Document(str(source) if isinstance(source, Path) else source)))
    except Exception:  # whatever a broken document makes the library raise; its words can quote the note
        return "cannot be read as a Word document", AGAIN


def word_lines(document: "Document") -> Iterator[str]:
    """Lines of a document."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from table_lines(block)
        else:
            yield block.text


def table_lines(table: "Table") -> Iterator[str]:
    """A line a row; a cell that spans columns once."""
    for row in table.rows:
        seen: list[object] = []
        cells = []
        for cell in row.cells:
            if cell._tc not in seen:
                seen.append(cell._tc)
                cells.append(" ".join(cell.text.split()))
        yield "\t".join(cells)


def pdf_text(source: Path | BytesIO) -> str | Wrong:
    """The text layer of a PDF, page after page; or what is wrong with it. Pictures of text are not read."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings can quote the file
    try:
        reader = PdfReader(source)
        if reader.is_encrypted and not reader.decrypt(""):
            return "protected by a password", "save it without a password"
        if len(reader.pages) > MOST_PAGES:
            return f"{len(reader.pages):,} pages, more than one note has", "split it into its documents"
        pages = [page.extract_text(extraction_mode="layout") for page in reader.pages]
    except FileNotDecryptedError:
        return "protected by a password", "save it without a password"
    except Exception:  # see above
        return "cannot be read as a PDF", AGAIN
    if not any(page.strip() for page in pages):
        return "has no text layer: a picture of a page", "run text recognition on it first, and check what it read"
    return "\n".join("\n".join(line.rstrip() for line in page.splitlines()) for page in pages)
