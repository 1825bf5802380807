"""The sample notes come back whole from each kind of file, and every file says the same about them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from abstraction.records import Note
from review.importers.columns import OWN, profile
from review.sources import Defaults, Rejection, read_notes
from tests.review.importers import written


def squeezed(text: str) -> list[str]:
    """The lines that hold words, blanks within them as one: what HTML and pages keep."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("name", written.TABLES)
def test_every_note_comes_back(name: str, tmp_path: Path) -> None:
    write, columns = written.TABLES[name]
    write(tmp_path / name)
    defaults = Defaults(columns=profile(columns) if columns else OWN)
    found = list(read_notes([tmp_path / name], defaults))
    assert [item for item in found if isinstance(item, Rejection)] == []
    expected = written.sample_notes()
    heads = [(note.note_id, note.case_id, note.note_type, note.note_date) for note in expected]
    notes = [item for item in found if isinstance(item, Note)]
    assert [(note.note_id, note.case_id, note.note_type, note.note_date) for note in notes] == heads
    for note, original in zip(notes, expected, strict=True):
        if name == "bundle.json":  # HTML keeps no blank lines
            assert squeezed(note.text) == squeezed(original.text)
        else:
            assert note.text == original.text.rstrip("\n") or note.text == original.text


def folders(tmp_path: Path) -> Iterator[tuple[Note, Path]]:
    """Where each of some sample notes would lie as a document."""
    for note in written.sample_notes()[:8]:
        folder = tmp_path / "notes" / note.case_id
        folder.mkdir(parents=True, exist_ok=True)
        yield note, folder / note.note_id.rpartition("/")[2]


def test_word_documents_hold_the_note(tmp_path: Path) -> None:
    expected = dict(folders(tmp_path))
    for note, path in expected.items():
        written.word(note, path.with_name(f"{path.name}.docx"))
    found = {item.note_id: item for item in read_notes([tmp_path / "notes"], Defaults()) if isinstance(item, Note)}
    assert set(found) == {note.note_id for note in expected}
    for note in expected:
        assert found[note.note_id].text.rstrip("\n") == note.text.rstrip("\n")


def test_a_table_of_a_word_document_is_a_line_a_row(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("CT liver 3 March 2024")
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(
        (one for row in table.rows for one in row.cells), ("Lesion", "Segment", "mm", "A", "IVa", "23"), strict=True
    ):
        cell.text = words
    table.rows[0].cells[0].merge(table.rows[0].cells[1])
    document.add_paragraph("No other lesion.")
    path = tmp_path / "c1" / "2024-03-03_ct.docx"
    path.parent.mkdir()
    document.save(str(path))
    [note] = read_notes([tmp_path], Defaults())
    assert isinstance(note, Note)
    assert note.text.splitlines()[-2:] == ["A\tIVa\t23", "No other lesion."]
    assert note.text.count("Lesion") == 1


def test_pdf_pages_hold_the_words_of_the_note(tmp_path: Path, browser: Browser) -> None:
    """Pages wrap the lines anew; every word is there, in its order."""
    page = browser.new_page()
    expected = dict(folders(tmp_path))
    for note, path in expected.items():
        body = note.text.replace("&", "&amp;").replace("<", "&lt;")
        page.set_content(f"<pre style='font: 11px monospace; white-space: pre-wrap'>{body}</pre>")
        page.pdf(path=path.with_name(f"{path.name}.pdf"), format="A4")
    page.close()
    found = {item.note_id: item for item in read_notes([tmp_path / "notes"], Defaults()) if isinstance(item, Note)}
    assert set(found) == {note.note_id for note in expected}
    for note in expected:
        assert found[note.note_id].text.split() == note.text.split()
