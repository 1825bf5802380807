"""A note's type and date from its file name or its first lines; what is not clear is not told."""

import pytest

from abstraction.records import NoteType
from lexicons.note_types import DateExample, load_note_types
from review.note_header import date_of_text, type_of_name, type_of_text
from review.written_dates import DateOrder, date_of_name, written_dates

TYPES = load_note_types().types
FOUND = [(kind, head) for kind, told in TYPES.items() for head in told.found]
NOT_FOUND = [(kind, head) for kind, told in TYPES.items() for head in told.not_found]


def test_every_type_has_words() -> None:
    assert set(TYPES) == {kind.value for kind in NoteType}


@pytest.mark.parametrize(("kind", "head"), FOUND)
def test_a_title_tells_the_type(kind: str, head: str) -> None:
    assert type_of_text(head) == kind


@pytest.mark.parametrize(("kind", "head"), NOT_FOUND)
def test_what_only_looks_like_a_title_does_not(kind: str, head: str) -> None:
    assert type_of_text(head) != kind


@pytest.mark.parametrize("example", load_note_types().date_labels.examples, ids=lambda example: example.head[:40])
def test_the_first_lines_tell_the_date(example: DateExample) -> None:
    assert date_of_text(example.head, NoteType(example.note_type)) == example.date


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Patient seen today. Feels well.", None),
        ("", None),
        ("HISTORY: pathology of last year showed carcinoma", None),
        ("Pathology and radiology conference", None),
        ("\n\n   MRI LIVER  \n", "radiology"),
    ],
)
def test_a_title_that_speaks_of_no_type_or_of_two_tells_none(head: str, kind: str | None) -> None:
    assert type_of_text(head) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2024-03-02_ct_liver", "radiology"), ("opnote-2024", "operative"), ("Histology 14 Mar", "pathology"),
        ("clinic_letter", "oncology"), ("ct_pathology", None), ("note7", None), ("director", None),
    ],
)  # fmt: skip
def test_a_file_name_tells_the_type(name: str, kind: str | None) -> None:
    assert type_of_name(name) == kind


@pytest.mark.parametrize(
    ("name", "order", "day"),
    [
        ("2024-03-02_ct", None, "2024-03-02"), ("ct_20240302", None, "2024-03-02"), ("ct 14.03.2024", None, "2024-03-14"),
        ("ct 03.04.2024", None, None), ("ct 03.04.2024", DateOrder.DAY_FIRST, "2024-04-03"),
        ("ct 03.04.2024", DateOrder.MONTH_FIRST, "2024-03-04"), ("2 March 2024 ct", None, "2024-03-02"),
        ("2024-03-02_to_2024-03-05", None, None), ("2024-13-02", None, None), ("ct_mrn12345678", None, None), ("ct", None, None),
    ],
)  # fmt: skip
def test_a_file_name_tells_the_date(name: str, order: DateOrder | None, day: str | None) -> None:
    assert date_of_name(name, order) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 14 March 2024 and Mar 3, 2023", ["2024-03-14", "2023-03-03"]), ("1st of May", []), ("12/11/2020", [None]),
        ("31/12/2020 then 12/31/2020", ["2020-12-31", "2020-12-31"]), ("29 Feb 2023", [None]), ("03/03/2020", ["2020-03-03"]),
        ("ratio 3/12, pT3 2024-1", []), ("15/11/22", [None]),
    ],
)  # fmt: skip
def test_dates_as_they_are_written(text: str, found: list[str | None]) -> None:
    assert [date.iso for date in written_dates(text)] == found
