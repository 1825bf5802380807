"""The case report as PDF: the same words as the HTML, unknown letters written as their number, marks on coloured ground."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from registry.store import Registry
from review.exporters import report_pdf
from review.exporters.pdf_pages import FAMILIES, Pages
from review.exporters.report_content import report_of
from review.exporters.reviewed_cases import reviewed_cases
from review.rejection import UserError
from tests.review.exporters.clinical.exported import ODD


@pytest.fixture(scope="module")
def pdf(kept: Registry, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    out = tmp_path_factory.mktemp("pdf") / "report.pdf"
    assert report_pdf.write(kept, [ODD, "full"], out) == 2
    return PdfReader(out)


@pytest.fixture(scope="module")
def words(pdf: PdfReader) -> str:
    return squeezed(" ".join(page.extract_text() for page in pdf.pages))


def squeezed(text: str) -> str:
    """Letters without room between them: lines end elsewhere on paper."""
    return re.sub(r"\s+", "", text)


def test_the_words_are_those_of_the_report(kept: Registry, words: str) -> None:
    for review in reviewed_cases(kept, [ODD, "full"]):
        told = report_of(review)
        stated = [one for _, rows in told.families for one in rows]
        quoted = [one.quote for group in told.groups for one in group.findings]
        asked = [one.question for one in told.questions]
        for text in (*(one.label for one in stated), *quoted, *asked, *told.not_applicable, *told.said):
            assert squeezed(text)[:20] in words, text
    assert squeezed("corrected by Ada") in words
    assert squeezed("looked for, not stated") in words


def test_notes_are_whole_and_letters_the_font_lacks_are_told(words: str) -> None:
    assert squeezed("Three liver metastases: 31 mm in segment 6, 22 mm in segment 7 and 12 mm in segment 2.") in words
    assert "λ≥[U+4E2D][U+6587][U+1F642]" in words
    assert "longword" * 40 in words
    assert "\x07" not in words


def test_pages_have_numbers_the_advice_and_an_outline(pdf: PdfReader) -> None:
    for number, page in enumerate(pdf.pages, start=1):
        text = page.extract_text()
        assert "not medical advice" in text and str(number) in text.split()
    assert [one["/Title"] for one in pdf.outline] == [ODD, "full"]
    links = [note.get_object() for note in pdf.pages[0]["/Annots"]]
    targets = {pdf.get_page_number(link["/Dest"][0].get_object()) for link in links}
    assert len(targets) == 2 and 0 not in targets


def test_evidence_stands_on_coloured_ground(pdf: PdfReader) -> None:
    drawn = b"".join(page["/Contents"].get_object().get_data() for page in pdf.pages)
    for family in ("liver", "markers", "treatment"):
        colour = " ".join(f"{part / 255:.4f}".rstrip("0").rstrip(".") for part in FAMILIES[family][1])
        assert f"{colour} rg".encode() in drawn, family


def test_too_many_cases_for_one_file_are_refused(kept: Registry, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="201 cases are too many for one PDF, 200 are the most: name the cases"):
        report_pdf.write(kept, [str(number) for number in range(201)], tmp_path / "many.pdf")
    assert not list(tmp_path.iterdir())


def test_the_font_is_part_of_the_program() -> None:
    pages = Pages()
    assert pages.shown("a\tb\r\nc\x00 é ≤ ½ µ") == "a    b\nc é ≤ ½ µ"
    assert pages.shown("漢") == "[U+6F22]"
