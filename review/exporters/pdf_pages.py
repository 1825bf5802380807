"""Pages of a report in PDF: headings, rows of columns, findings beside a bar, and running text with marks."""

import re
from collections.abc import Sequence
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from abstraction.records import Assertion
from review.exporters.report_content import ADVICE, TITLES
from review.highlights import PRIOR, Highlight
from review.wording import element_family

Colour = tuple[int, int, int]
INK: Colour = (28, 36, 41)
TONES: dict[str, Colour] = {
    "soft": (84, 97, 109), "none": (84, 97, 109), "not_applicable": (84, 97, 109), "met": (27, 110, 60),
    "not_met": (163, 35, 27), "conflict": (163, 35, 27), "unknown": (143, 74, 0), "doubt": (143, 74, 0),
}  # fmt: skip
ACCENT: Colour = (15, 107, 107)
HAIR: Colour = (221, 227, 231)
# Family -> the line of its marks and their ground, as in the page of HTML.
FAMILIES: dict[str, tuple[Colour, Colour]] = {
    "liver": ((180, 83, 9), (247, 233, 220)), "extrahepatic": ((190, 45, 34), (248, 226, 224)),
    "treatment": ((29, 95, 180), (223, 233, 246)), "primary": ((107, 63, 176), (235, 227, 245)),
    "markers": ((11, 122, 75), (220, 239, 230)), "patient": ((81, 96, 110), (230, 234, 237)),
    "pathology": ((176, 36, 111), (246, 224, 236)), "other": ((104, 115, 125), (238, 240, 241)),
}  # fmt: skip
FAINT = (Assertion.HISTORICAL, Assertion.HYPOTHETICAL, Assertion.OTHER_EXPERIENCER)
MARGIN, BOTTOM, SIZE, SMALL, LEADING = 15, 18, 9.0, 8.0, 1.42
POINT, GAP = 0.3528, 3.0  # a point, and the room between columns, in millimetres
WORDS = re.compile(r"\s+|\S+")


class Pages(FPDF):
    """A4 pages in a font that is part of the program; letters it lacks are written as their number."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        folder = files("review") / "exporters" / "fonts"
        with as_file(folder) as fonts:
            self.add_font("sans", "", fonts / "DejaVuSans.ttf")
            self.add_font("sans", "B", fonts / "DejaVuSans-Bold.ttf")
            self.add_font("mono", "", fonts / "DejaVuSansMono.ttf")
        self._known = {name: frozenset(getattr(self.fonts[name], "cmap", ())) for name in ("sans", "mono")}
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, BOTTOM)
        self.c_margin = 0  # words stand where their ground is drawn
        self.ink()

    def footer(self) -> None:
        """What the report is not, and the number of the page."""
        self.set_y(-13)
        self.ink("soft", SMALL - 1)
        self.cell(self.epw - 20, 4, ADVICE)
        self.cell(20, 4, str(self.page), align="R")

    def shown(self, text: str, family: str = "sans") -> str:
        """The text in letters that the font has: others as [U+4E2D], tabs as spaces, other control characters left out."""
        known = self._known[family]
        plain = text.replace("\t", "    ").replace("\r\n", "\n").replace("\r", "\n")
        return "".join(
            one if one == "\n" or ord(one) in known else f"[U+{ord(one):04X}]" if one >= " " else "" for one in plain
        )

    def ink(self, tone: str = "", size: float = SIZE, bold: bool = False) -> None:
        """Write on in this tone and size."""
        self.set_font("sans", "B" if bold else "", size)
        self.set_text_color(*TONES.get(tone, INK))

    def leading(self) -> float:
        """Height of a line in millimetres."""
        return float(self.font_size_pt * LEADING * POINT)

    def wrapped(self, text: str, width: float) -> list[str]:
        """The lines that a text makes in this width (mm), in the ink that is set."""
        found = self.multi_cell(width, 4, text, align="L", dry_run=True, output=MethodReturnValue.LINES)
        return [str(line) for line in found] if isinstance(found, list) else []

    def room(self, height: float) -> None:
        """Go on to the next page where less than this height is left."""
        if self.get_y() + height > self.h - BOTTOM and self.get_y() > MARGIN:
            self.add_page()

    def page_title(self, text: str) -> None:
        """The title of a page."""
        self.ink(size=16, bold=True)
        self.multi_cell(0, 8, self.shown(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def notice(self, text: str) -> None:
        """A sentence in a frame."""
        self.ink(size=SMALL)
        self.set_draw_color(*TONES["unknown"])
        self.ln(1)
        self.c_margin = 2
        self.multi_cell(0, 7, self.shown(text), border=1, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.c_margin = 0
        self.ln(2)

    def heading(self, text: str) -> None:
        """A heading with a line below; what follows is not left alone on the next page."""
        self.room(26)
        self.ln(4)
        self.ink(size=12.5, bold=True)
        self.cell(0, 7, self.shown(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*ACCENT)
        self.set_line_width(0.5)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.set_line_width(0.2)
        self.ln(1)

    def small_heading(self, text: str) -> None:
        """A heading within a part."""
        self.room(20)
        self.ln(2)
        self.ink("soft", 9.5, bold=True)
        self.multi_cell(0, 5.5, self.shown(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def paragraph(self, text: str, small: bool = False) -> None:
        """Plain text."""
        self.ink("soft" if small else "", SMALL if small else SIZE)
        self.ln(1)
        self.multi_cell(0, self.leading(), self.shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def named(self, title: str, names: Sequence[str]) -> None:
        """A title and what stands under it; nothing where it is empty."""
        if names:
            self.paragraph(f"{title}: {'; '.join(names)}", small=True)

    def row(
        self,
        cells: Sequence[tuple[str, float]],
        *,
        tones: Sequence[str] = (),
        bold: bool = False,
        soft: bool = False,
        bold_from: int = 99,
        bold_to: int = 0,
        rule: bool = True,
        link: int | None = None,
    ) -> None:
        """Cells (text, width in mm) beside each other, as high as the highest; kept on one page where it fits on one."""
        inks = [
            (
                "soft" if soft else tones[at] if at < len(tones) else "",
                SMALL if soft else SIZE,
                bold or at >= bold_from or at < bold_to,
            )
            for at in range(len(cells))
        ]
        texts = [self.shown(text) for text, _ in cells]
        lines = []
        for (_, width), text, ink in zip(cells, texts, inks, strict=True):
            self.ink(*ink)
            lines.append(self.wrapped(text, width - GAP))
        self.ink()
        most = max(map(len, lines))
        self.room((most + 1) * self.leading())
        self.set_x(self.l_margin)
        for at in range(most):
            self.room(self.leading())
            left, top = self.l_margin, self.get_y()
            for (_, width), found, ink in zip(cells, lines, inks, strict=True):
                self.ink(*ink)
                self.set_xy(left, top + 0.7)
                self.cell(width, self.leading(), found[at] if at < len(found) else "", link=link or "")
                left += width
            self.ink()
            self.set_xy(self.l_margin, top + self.leading())
        self.ln(1.4)
        if rule:
            self.set_draw_color(*HAIR)
            self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())

    def finding(self, title: str, verdict: str, tone: str, lines: Sequence[tuple[str, str]]) -> None:
        """A rule with its verdict, and lines of text (with their tone) beside a bar."""
        width, left = self.epw - 4, self.l_margin + 4
        self.ink()
        heights = [len(self.wrapped(self.shown(text), width)) for text, _ in lines]
        self.room((sum(heights) + 2) * self.leading())
        self.ln(1.5)
        top, page = self.get_y(), self.page
        self.set_x(left)
        self.ink(bold=True)
        self.multi_cell(width - 30, self.leading(), self.shown(title), align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
        after = self.get_y() + self.leading()
        self.ink(tone, bold=True)
        self.cell(30, self.leading(), verdict, align="R")
        self.set_y(after)
        for text, told in lines:
            self.ink(told, SMALL if told == "soft" else SIZE)
            self.set_x(left)
            self.multi_cell(width, self.leading(), self.shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if self.page == page:
            self.set_fill_color(*TONES.get(tone, INK))
            self.rect(self.l_margin, top, 1, self.get_y() - top, style="F")

    def legend(self) -> None:
        """The colours of the marks."""
        self.ink(size=SMALL)
        self.ln(1)
        for family, title in TITLES.items():
            self.stretch(f" {title} ", *FAMILIES[family])
            self.cell(3, self.leading(), "")
        self.stretch(" denied ", *FAMILIES["other"], framed=True)
        self.ln(self.leading() + 1)

    def marked(self, passages: Sequence[tuple[str, Highlight | None]], *, table: bool) -> None:
        """Running text with marks, wrapped at words; the ends of lines are those of the text."""
        self.ink()
        family = "mono" if table else "sans"
        self.set_font(family, "", SMALL - 0.5 if table else SIZE)
        self.set_x(self.l_margin)
        for text, mark in passages:
            for number, line in enumerate(self.shown(text, family).split("\n")):
                if number:
                    self.next_line()
                self.flow(line, mark)
        self.next_line()

    def flow(self, text: str, mark: Highlight | None) -> None:
        """Words from where the line is, on as many lines as they need."""
        edge, begun = self.w - self.r_margin, ""
        for part in WORDS.findall(text):
            if self.get_x() + self.get_string_width(begun + part) > edge:
                self.stretch_marked(begun, mark)
                begun = ""
                if self.get_x() > self.l_margin:
                    self.next_line()
                if part.isspace():
                    continue
                while self.get_string_width(part) > self.epw:
                    fits = next(at for at in range(len(part), 0, -1) if self.get_string_width(part[:at]) <= self.epw)
                    self.stretch_marked(part[:fits], mark)
                    self.next_line()
                    part = part[fits:]
            begun += part
        self.stretch_marked(begun, mark)

    def next_line(self) -> None:
        """Down to the next line, on the next page where there is no room."""
        self.ln(self.leading())
        self.room(self.leading())

    def stretch_marked(self, text: str, mark: Highlight | None) -> None:
        """Words of one line as their mark wants them: its ground, a dotted frame where they are denied."""
        if mark is None or not text:
            self.cell(self.get_string_width(text), self.leading(), text)
            return
        line, ground = FAMILIES[element_family(mark.element)]
        faint = mark.assertion in FAINT or mark.element in PRIOR
        self.stretch(text, line, (245, 246, 247) if faint else ground, framed=mark.assertion is Assertion.ABSENT)

    def stretch(self, text: str, line: Colour, ground: Colour, *, framed: bool = False) -> None:
        """Words on a ground with a line below, or in a dotted frame."""
        width, height, left, top = self.get_string_width(text), self.leading(), self.get_x(), self.get_y()
        self.set_draw_color(*line)
        if framed:
            self.set_dash_pattern(0.4, 0.4)
            self.rect(left, top + 0.3, width, height - 0.6)
            self.set_dash_pattern()
        else:
            self.set_fill_color(*ground)
            self.rect(left, top + 0.3, width, height - 0.5, style="F")
            self.line(left, top + height - 0.3, left + width, top + height - 0.3)
        self.cell(width, height, text)
