"""What the import page shows of files that are not to be trusted: text and nothing else."""

import pytest

from app_pages.import_rows import column_table, finding_table, import_table, of_page, unmarked
from review.dry_run import Finding
from review.importers.table_head import Column
from review.imports import Import

EVIL = "<img src=x onerror=alert(1)>"


def test_names_and_places_are_escaped() -> None:
    run = Import("r" * 32, EVIL, "2024-03-01T10:00:00+00:00", False, (EVIL,), 3, "", 1, 0, 1, 1, None, None, ())
    shown = [
        finding_table([Finding("check", EVIL, EVIL, 1, (f"/tmp/up/{EVIL}",))], "/tmp/up/"),
        column_table([Column(EVIL, 1, EVIL, 3, 0)]),
        import_table([run]),
    ]
    for told in shown:
        assert EVIL not in told and "&lt;img src=x" in told
    assert "/tmp/up" not in shown[0]
    assert "and 3 more" in shown[2] and "not finished" in shown[2]


@pytest.mark.parametrize(
    "words", ["![x](http://away.example/x.png)", "[a](javascript:1) *b* _c_ `d`", ":red[x] $y$ <b>"]
)
def test_no_mark_of_a_word_is_read_as_markdown(words: str) -> None:
    told = unmarked(words)
    assert told.replace("\\", "") == words
    assert all(told[at - 1] == "\\" for at, one in enumerate(told) if one in "![]()*_`$<>:")


def test_options_of_the_command_line_have_the_words_of_the_page() -> None:
    assert of_page("say --date-order or --note-date") == "say the order of dates or the date"
    assert of_page("/a.csv: --encoding cp1252") == "/a.csv: the encoding cp1252"
