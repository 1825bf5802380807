"""The REDCap project: a dictionary that keeps every rule, and records that a reader of REDCap's own way finds the cases in."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from abstraction.records import CaseAbstraction, Lesion
from lexicons import load_elements
from registry.store import Registry
from review.exporters import redcap
from review.exporters.redcap_case import case_fields
from review.exporters.redcap_check import check_dictionary, check_ids
from review.exporters.redcap_field import DICTIONARY
from review.exporters.redcap_lesion import lesion_fields
from review.exporters.redcap_terms import code, field_name
from review.rejection import UserError

Record = dict[str, str]
STATES = {"nd": "notes_disagree", "ns": "not_stated", "fns": "found_not_stated", "": "not_asked"}


class Project:
    """What REDCap makes of the two files: fields, and records with the instances of the repeating form."""

    def __init__(self, folder: Path) -> None:
        with (folder / "dictionary.csv").open(encoding="ascii", newline="") as file:
            lines = list(csv.reader(file))
        assert len(lines[0]) == 18 and tuple(lines[0]) == DICTIONARY
        self.fields = {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
        assert len(self.fields) == len(lines) - 1
        with (folder / "import.csv").open(encoding="utf-8", newline="") as file:
            self.rows: list[Record] = list(csv.DictReader(file))
        self.columns = list(self.rows[0])

    def choices(self, name: str) -> dict[str, str]:
        offered = self.fields[name]["Choices, Calculations, OR Slider Labels"]
        return dict(one.split(", ", 1) for one in offered.split(" | "))  # type: ignore[misc]

    def columns_of(self, name: str) -> list[str]:
        boxed = self.fields[name]["Field Type"] == "checkbox"
        return [f"{name}___{code}" for code in self.choices(name)] if boxed else [name]

    def records(self) -> dict[str, Record]:
        return {row["record_id"]: row for row in self.rows if not row["redcap_repeat_instrument"]}


@pytest.fixture(scope="module")
def project(sample: Registry, tmp_path_factory: pytest.TempPathFactory) -> Project:
    path = tmp_path_factory.mktemp("redcap") / "out"
    assert redcap.write(sample, sample.case_ids(), path) == len(Project(path).rows)
    return Project(path)


def test_the_columns_of_the_import_are_those_that_redcap_makes_of_the_dictionary(project: Project) -> None:
    forms = list(dict.fromkeys(field["Form Name"] for field in project.fields.values()))
    expected = [
        column
        for form in forms
        for column in [
            *(
                one
                for name, field in project.fields.items()
                if field["Form Name"] == form
                for one in project.columns_of(name)
            ),
            f"{form}_complete",
        ]
    ]
    expected[1:1] = ["redcap_repeat_instrument", "redcap_repeat_instance"]
    assert project.columns == expected and len(set(expected)) == len(expected)
    assert forms[0] == "case_summary" and forms[-1] == "lesions"


def test_every_cell_is_one_that_its_field_takes(project: Project) -> None:
    for row in project.rows:
        for name, field in project.fields.items():
            cells = [row[column] for column in project.columns_of(name)]
            if field["Field Type"] == "checkbox":
                assert set(cells) <= {"0", "1"} or set(cells) == {""}
            elif field["Field Type"] == "radio":
                assert cells[0] in ("", *project.choices(name))
            else:
                fits(field, cells[0])
        assert {row[f"{form}_complete"] for form in ("case_summary", "liver", "lesions")} <= {"", "0", "1", "2"}


def fits(field: Record, cell: str) -> None:
    kind = field["Text Validation Type OR Show Slider Number"]
    pattern = {"integer": r"\d+", "number": r"\d+(\.\d+)?", "date_ymd": r"\d{4}-\d\d-\d\d", "": r"[^=+\-@\t\r].*"}[kind]
    assert cell == "" or re.fullmatch(pattern, cell), (field, cell)
    low, high = field["Text Validation Min"], field["Text Validation Max"]
    assert not cell or not low or float(cell) >= float(low)
    assert not cell or not high or float(cell) <= float(high)


def test_the_records_hold_the_cases(project: Project, reviewed_cases: dict[str, CaseAbstraction]) -> None:
    assert list(project.records()) == list(reviewed_cases)
    for case_id, record in project.records().items():
        case, read = reviewed_cases[case_id], dict(values_of(project, record))
        assert {element: (value, state) for element, (value, state) in read.items() if state == "stated"} == {
            element: (as_codes(value), "stated") for element, value in case.fields.items()
        }
        assert all(read[element][1] in ("stated", "notes_disagree") for element in case.conflicts)


def values_of(project: Project, record: Record) -> Any:
    """(Element, (value in codes, state)) of every element."""
    for element, known in load_elements().items():
        name = field_name(element) if known.kind not in ("map", "count") else element
        if known.kind == "category":
            state = STATES.get(record[name], "stated")
            yield element, (record[name] if state == "stated" else None, state)
        elif known.kind == "map":
            sites = {site: record[f"{element}_{site}"] for site in known.sites}
            stated = {site: word for site, word in sites.items() if word not in STATES}
            rest = {STATES[word] for word in sites.values() if word in STATES}
            yield element, (stated, "stated" if stated else "/".join(sorted(rest)))
        else:
            state = STATES.get(record[f"{name}_st"], record[f"{name}_st"])
            yield element, (cells_of(project, record, name, known.kind) if state == "stated" else None, state)
            if state != "stated":
                columns = [one for one in record if re.fullmatch(rf"{name}(___.*|_min|_max|_open|_many)?", one)]
                assert not any(record[one] for one in columns)


def cells_of(project: Project, record: Record, name: str, kind: str) -> Any:
    if kind == "count":
        assert record[f"{name}_open"] == ("0" if record[f"{name}_max"] else "1")
        return record[f"{name}_min"], record[f"{name}_max"], record[f"{name}_many"]
    if kind == "list":
        return {code for code in project.choices(name) if record[f"{name}___{code}"] == "1"}
    return record[name] if kind == "date" else float(record[name])


def as_codes(value: Any) -> Any:
    if isinstance(value, list):
        return {code(word) for word in value}
    if isinstance(value, dict) and "min" in value:
        return (
            str(value["min"]),
            "" if value["max"] is None else str(value["max"]),
            str(int(value.get("innumerable", False))),
        )
    if isinstance(value, dict):
        return {site: code(word) for site, word in value.items()}
    return value if isinstance(value, str) and value[0].isdigit() and len(value) > 3 else word_or_number(value)


def word_or_number(value: Any) -> Any:
    return code(value) if isinstance(value, str) else float(value)


def test_no_yes_unknown_and_the_kinds_of_nothing_have_codes_of_their_own(project: Project) -> None:
    records = project.records()
    assert records["case_002"]["lesion_list_complete"] == "0" and records["case_001"]["lesion_list_complete"] == ""
    assert records["case_001"]["braf_status"] == records["case_002"]["timing"] == "fns"
    third = records["case_003"]
    assert (third["ehd_lung"], third["ehd_bone"], third["ehd_brain"]) == ("9", "0", "ns")
    assert project.choices("ehd_lung")["9"] == "indeterminate" and project.choices("ehd_lung")["1"] == "present"
    assert records["case_009"]["liver_lesion_count_st"] == "nd"
    assert (
        records["case_004"]["liver_lesion_count_many"] == "1" and records["case_004"]["liver_lesion_count_open"] == "1"
    )
    assert records["case_001"]["liver_complete"] == "1" and records["case_012"]["liver_complete"] == "0"


def test_lesions_are_instances_of_a_repeating_form(project: Project, sample: Registry) -> None:
    for case_id, notes in sample.case_abstractions(sample.case_ids()).items():
        rows = [row for row in project.rows if row["record_id"] == case_id and row["redcap_repeat_instrument"]]
        assert [row["redcap_repeat_instance"] for row in rows] == [str(at + 1) for at in range(len(rows))]
        lesions = [(one.note.note_id, at, lesion) for one in notes for at, lesion in enumerate(one.lesions, start=1)]
        for row, (note_id, number, lesion) in zip(rows, lesions, strict=True):
            assert row["redcap_repeat_instrument"] == "lesions" and row["lesions_complete"] == "0"
            assert (row["lesion_note"], row["lesion_number"]) == (note_id, str(number))
            assert_lesion(row, lesion)
            once = [name for field, _ in case_fields()[1:] for name in field.columns()]
            assert not any(row[name] for name in once)


def assert_lesion(row: Record, lesion: Lesion) -> None:
    ticked = {one.removeprefix("lesion_segments___") for one, cell in row.items() if "___" in one and cell == "1"}
    assert ticked == set(lesion.segments)
    assert row["lesion_segments_st"] == ("stated" if lesion.segments else "ns")
    for name, size in (("lesion_size_mm", lesion.size_mm), ("lesion_prior_mm", lesion.prior_size_mm)):
        assert (float(row[name]) if row[name] else None, row[f"{name}_st"]) == (
            size,
            "ns" if size is None else "stated",
        )
    assert row["lesion_assertion"] == lesion.assertion.value


# --- the rules of REDCap, each broken once ----------------------------------------------------------------------------


def lines() -> list[list[str]]:
    fields = [*(field for field, _ in case_fields()), *lesion_fields()]
    return [list(DICTIONARY), *(field.line() for field in fields)]


def test_the_dictionary_keeps_the_rules() -> None:
    check_dictionary(lines())


BROKEN = {
    "a column too few": (0, 17, "Annotation", "the columns are not those"),
    "no record id": (1, 0, "case", "record_id: the first field is the id"),
    "a record id that is chosen": (1, 3, "radio", "record_id: the first field is the id"),
    "a capital letter": (2, 0, "Notes", "small letters, digits and single underscores"),
    "a digit in front": (2, 0, "1st", "small letters, digits and single underscores"),
    "two underscores": (2, 0, "notes__n", "small letters, digits and single underscores"),
    "a name too long": (2, 0, "n" * 27, "up to 26"),
    "a name twice": (2, 0, "first_note", "there are two fields of this name"),
    "a name that REDCap takes": (2, 0, "liver_complete", "REDCap makes a field of this name"),
    "a form with a space": (2, 1, "case summary", "do not stand together|another name than"),
    "a field in another form's place": (2, 1, "liver", "do not stand together"),
    "an unknown type": (2, 3, "number", "there is no type number"),
    "no label": (2, 4, "", "it has no label"),
    "choices of a text": (2, 5, "1, yes | 0, no", "choices belong to"),
    "an unknown validation": (2, 7, "digits", "no validation"),
    "limits of a date": (3, 8, "2020", "limits without a number"),
    "limits the wrong way round": (2, 9, "-1", "lower limit is above"),
    "an identifier that is yes": (2, 10, "yes", "Identifier"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_rule_is_found(broken: str) -> None:
    line, column, text, why = BROKEN[broken]
    given = lines()
    given[line][column] = text
    with pytest.raises(ValueError, match=why):
        check_dictionary(given)


@pytest.mark.parametrize(
    ("offered", "why"),
    [
        ("", "choices belong to"),
        ("yes", "a code of letters"),
        ("1, | 0, no", "a code of letters"),
        ("a b, yes", "a code of letters"),
        ("1, yes | 1, no", "a code stands twice"),
        ("A, yes", "in small letters"),
    ],
)
def test_broken_choices_are_found(offered: str, why: str) -> None:
    given = lines()
    [boxes] = [line for line in given if line[0] == "liver_segments"]
    boxes[5] = offered
    with pytest.raises(ValueError, match=why):
        check_dictionary(given)


@pytest.mark.parametrize(
    "case_id", ["=1", "+1", "-1", "@x", "a'b", 'a"b', "a&b", "a#b", "a+b", "x" * 101, "a|b", "a\\b"]
)
def test_a_case_that_cannot_be_a_record_is_told(case_id: str) -> None:
    with pytest.raises(UserError, match="cannot be a record of REDCap"):
        check_ids(["c1", case_id])


def test_cases_that_are_one_record_to_redcap_are_told() -> None:
    with pytest.raises(UserError, match="cases c1 and C1 are one record to REDCap"):
        check_ids(["c1", "c2", "C1"])
    check_ids(["c1", "c1", "Fall-7", "é"])
