"""CSV, Parquet and Excel, read back by other programs, hold every case as the review shows it, and why a value is not there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import openpyxl
import pandas
import pytest

from abstraction.records import CaseAbstraction
from lexicons import load_elements
from registry.store import Registry
from review.exporters import excel
from review.exporters.formats import FORMATS
from review.exporters.tables import dictionary, tables

Rows = list[dict[str, Any]]
NAMES = [table.name for table in (*tables(), dictionary())]
KINDS = {table.name: {one.name: one.kind for one in table.columns} for table in (*tables(), dictionary())}


def by_pandas(path: Path) -> dict[str, Rows]:
    return {name: from_text(name, read_csv(path / f"{name}.csv")) for name in NAMES}


def read_csv(path: Path) -> Rows:
    return pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").to_dict("records")  # type: ignore[return-value]


def from_text(name: str, rows: Rows) -> Rows:
    """Cells of text as what they stand for: a mark of text taken off, numbers read, empty is nothing."""

    def cell(column: str, text: str) -> Any:
        if not text:
            return None
        return text.removeprefix("'") if KINDS[name][column] == "text" else json.loads(text)

    return [{column: cell(column, text) for column, text in row.items()} for row in rows]


def by_duckdb(path: Path) -> dict[str, Rows]:
    found = {}
    with duckdb.connect() as con:
        for name in NAMES:
            cursor = con.execute("SELECT * FROM read_parquet(?)", [str(path / f"{name}.parquet")])
            columns = [column[0] for column in cursor.description or ()]
            found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


def by_openpyxl(path: Path) -> dict[str, Rows]:
    book = openpyxl.load_workbook(path)
    assert sorted(book.sheetnames) == sorted(NAMES)
    found = {}
    for name in NAMES:
        columns, *rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
        assert {cell.data_type for row in book[name].iter_rows() for cell in row} <= {"s", "n", "inlineStr"}, (
            "no formula"
        )
        found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


READERS: dict[str, Callable[[Path], dict[str, Rows]]] = {"csv": by_pandas, "parquet": by_duckdb, "excel": by_openpyxl}


@pytest.fixture(scope="module", params=READERS)
def read(request: pytest.FixtureRequest, sample: Registry, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """The tables as another program reads them."""
    [form] = [form for form in FORMATS if form.name == request.param]
    path = tmp_path_factory.mktemp("tables") / "out.xlsx"
    written = form.write(sample, sample.case_ids(), path)
    found = READERS[form.name](path)
    assert written == sum(len(rows) for name, rows in found.items() if name != "dictionary")
    return found


Cases = dict[str, CaseAbstraction]


def test_a_row_a_case_holds_its_values(read: dict[str, Rows], reviewed_cases: Cases) -> None:
    assert [row["case_id"] for row in read["cases"]] == list(reviewed_cases)
    for row in read["cases"]:
        case = reviewed_cases[row["case_id"]]
        assert {name: sorted_list(value) for name, value in wide_fields(row).items()} == plain_fields(case)
        days = [note.note.note_date for note in case.notes]
        assert (row["notes"], row["first_note"], row["last_note"]) == (len(days), min(days), max(days))


def test_a_row_a_case_and_element_holds_its_values(read: dict[str, Rows], reviewed_cases: Cases) -> None:
    assert [(row["case_id"], row["element"]) for row in read["values"]] == [
        (case_id, element) for case_id in reviewed_cases for element in load_elements()
    ]
    for case_id, case in reviewed_cases.items():
        rows = {row["element"]: row for row in read["values"] if row["case_id"] == case_id}
        stated = {name: long_value(name, row["value"]) for name, row in rows.items() if row["state"] == "stated"}
        assert {name: sorted_list(value) for name, value in stated.items()} == plain_fields(case)
        for element, value in case.values.items():
            row = rows[element]
            assert (row["status"], row["source"]) == (value.status.value, value.source)
            assert json.loads(row["reasons"]) == list(value.reasons)
            spans = [(one["note_id"], one["start"], one["end"]) for one in json.loads(row["evidence"])]
            assert spans == [(one.note_id, one.mention.start, one.mention.end) for one in value.evidence]
        disputed = {name: json.loads(row["conflicts"]) for name, row in rows.items() if row["conflicts"]}
        assert disputed == {
            name: [{"note_id": claim.note_id, "value": claim.value} for claim in claims]
            for name, claims in case.conflicts.items()
        }


def test_why_there_is_no_value_stays_apart(read: dict[str, Rows], reviewed_cases: Cases) -> None:
    told = {(row["case_id"], row["element"]): row["state"] for row in read["values"]}
    wide = {row["case_id"]: row for row in read["cases"]}
    assert set(told.values()) == {"stated", "notes_disagree", "not_stated", "found_not_stated", "not_asked"}
    assert told["case_001", "braf_status"] == told["case_002", "timing"] == "found_not_stated"
    assert (
        told["case_001", "lesion_list_complete"] == "not_asked" and told["case_002", "lesion_list_complete"] == "stated"
    )
    assert wide["case_002"]["lesion_list_complete"] == "no", "no is a value"
    lung, bone, brain = (
        (wide["case_003"][f"ehd_{site}"], wide["case_003"][f"ehd_{site}_state"]) for site in ("lung", "bone", "brain")
    )
    assert (lung, bone, brain) == (("indeterminate", "stated"), ("absent", "stated"), (None, "not_stated"))
    for (case_id, element), state in told.items():
        if element != "ehd":
            assert wide[case_id][f"{element}_state"] == state
        expected = "stated" if element in reviewed_cases[case_id].values else None
        if expected is None and element in reviewed_cases[case_id].conflicts:
            expected = "notes_disagree"
        assert state == expected or (expected is None and state not in ("stated", "notes_disagree"))
    states = [row[column] for row in wide.values() for column in row if column.endswith("_state")]
    assert None not in states and "" not in states


def test_who_decided_what_is_told(read: dict[str, Rows]) -> None:
    made = {
        (row["case_id"], row["element"]): (row["decision"], row["decided_by"])
        for row in read["values"]
        if row["decision"]
    }
    assert made["case_001", "cea_ng_ml"] == ("correct", "=Ada")
    assert made["case_001", "liver_max_size_mm"] == ("accept", "Ada")
    assert made["case_002", "timing"] == ("reject", "Ada")
    assert len(made) == 8
    [cea] = [row["cea_ng_ml"] for row in read["cases"] if row["case_id"] == "case_001"]
    assert cea == 7.25 and isinstance(cea, float)


def test_notes_and_lesions_are_those_of_the_registry(read: dict[str, Rows], sample: Registry) -> None:
    notes = [one for found in sample.case_abstractions(sample.case_ids()).values() for one in found]
    assert [(row["note_id"], row["sha256"], row["version"]) for row in read["notes"]] == [
        (one.note.note_id, one.note.sha256, 1) for one in notes
    ]
    lesions = [(one.note, at, lesion) for one in notes for at, lesion in enumerate(one.lesions, start=1)]
    assert len(lesions) > 30
    for row, (note, number, lesion) in zip(read["lesions"], lesions, strict=True):
        assert (row["case_id"], row["note_id"], row["lesion"]) == (note.case_id, note.note_id, number)
        assert (row["segments"] or "").split(";") == (list(lesion.segments) or [""])
        assert (row["size_mm"], row["prior_size_mm"]) == (lesion.size_mm, lesion.prior_size_mm)
        assert json.loads(row["evidence"]) == [{"start": one.start, "end": one.end} for one in lesion.evidence]


def test_no_words_of_a_note_leave(read: dict[str, Rows], sample: Registry) -> None:
    written = json.dumps(read, ensure_ascii=False, default=str)
    for found in sample.case_abstractions(sample.case_ids()).values():
        for note in found:
            lines = [line.strip() for line in note.note.text.splitlines() if len(line.split()) >= 5]
            assert lines and not any(line in written for line in lines)


def test_the_dictionary_explains_every_column(read: dict[str, Rows]) -> None:
    explained = {(row["table"], row["column"]): row for row in read["dictionary"]}
    columns = [(name, column) for name in NAMES for column in KINDS[name]]
    assert list(explained) == columns and all(row["meaning"] for row in explained.values())
    for name in ("cases", "values", "notes", "lesions"):
        for row in read[name]:
            for column, cell in row.items():
                allowed = (explained[name, column]["allowed"] or "").split(";")
                if isinstance(cell, str) and allowed != [""] and " to " not in allowed[0]:
                    assert cell == "none" or set(cell.split(";")) <= set(allowed), (name, column)
    size = explained["cases", "liver_max_size_mm"]
    assert (size["kind"], size["unit"], size["allowed"], size["label"]) == (
        "number",
        "mm",
        "1 to 400",
        "Largest metastasis",
    )
    assert size["source"].startswith("the notes, as the abstraction contract")
    assert explained["cases", "lesion_list_complete"]["source"] == "a person's answer"


def test_a_sheet_that_is_full_goes_on_in_another(
    sample: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "LONGEST_SHEET", 100)
    excel.write(sample, ["case_001"], tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    parts = [list(book[name].values) for name in book.sheetnames if name.startswith("values")]
    assert book.sheetnames.count("values 2") == 1 and all(len(part) <= 100 for part in parts)
    assert [row[1] for part in parts for row in part[1:]] == list(load_elements())
    assert {part[0] for part in parts} == {tuple(KINDS["values"])}


def test_no_part_of_a_workbook_tells_the_time(sample: Registry, tmp_path: Path) -> None:
    excel.write(sample, ["case_001"], tmp_path / "out.xlsx")
    with ZipFile(tmp_path / "out.xlsx") as book:
        assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_text_beyond_what_excel_holds_is_told_and_not_cut() -> None:
    assert "take csv or parquet" in excel.cell_xml("x" * 32_768)
    assert "x" * 32_767 in excel.cell_xml("x" * 32_767)


# --- how a row is read ------------------------------------------------------------------------------------------------


def wide_fields(row: dict[str, Any]) -> dict[str, Any]:
    """The values of a case from its row."""
    return dict(read_fields(row))


def read_fields(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for element, known in load_elements().items():
        if known.kind == "map":
            sites = {
                site: row[f"{element}_{site}"] for site in known.sites if row[f"{element}_{site}_state"] == "stated"
            }
            if sites:
                yield element, sites
        elif row[f"{element}_state"] != "stated":
            assert all(row[name] is None for name in row if name in (element, f"{element}_min", f"{element}_max"))
        elif known.kind == "count":
            most = None if row[f"{element}_open"] == "yes" else row[f"{element}_max"]
            many = row[f"{element}_innumerable"] == "yes"
            yield element, {"min": row[f"{element}_min"], "max": most, "innumerable": many}
        else:
            value = row[element]
            yield element, ([] if value == "none" else value.split(";")) if known.kind == "list" else value


def long_value(element: str, text: str) -> Any:
    """A value from its text."""
    kind = load_elements()[element].kind
    if kind == "list":
        return [] if text == "none" else text.split(";")
    return text if kind in ("category", "date") else json.loads(text)


def plain_fields(case: CaseAbstraction) -> dict[str, Any]:
    return {element: sorted_list(value) for element, value in case.fields.items()}


def sorted_list(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
