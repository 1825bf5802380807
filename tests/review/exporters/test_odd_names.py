"""Names of cases, notes and people with any sign that an id may hold come back as they were, and none is run as a formula."""

import csv
import io
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.cohort_export import FORMULA, MARK, safe
from review.exporters import csv as csv_export
from review.exporters import excel, naaccr, parquet, redcap
from review.exporters.redcap_check import check_ids
from review.exporters.table import Column, Table
from review.note_check import identifier
from review.rejection import UserError
from tests.review.exporters.made_cases import registry_of

ODD = [
    "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "'quoted", "''=1", "a,b", 'a"b', "a;b", "a|b", "<b>&amp;</b>",
    "_x0041_", "_x000D_", "0012", "1e5", "TRUE", "NULL", "none", "nan", "é", "é", "病例", "🙂", "a  b", "\u00a0x", "\u200b",
    "\ufeff", "'; DROP TABLE notes; --", "../../etc/passwd", "%s{0}", "x" * 200,
]  # fmt: skip
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: identifier(text) == text
)
CELLS = st.one_of(NAMES, st.sampled_from(ODD), st.builds(str.__add__, st.sampled_from(FORMULA[:4]), NAMES))
ONE = Table("one", (Column("id", "An id"), Column("n", "A number", "number")), lambda _: iter(()))


def test_cases_of_every_odd_name_come_back_from_every_table(tmp_path: Path) -> None:
    names = sorted({name for name in map(identifier, ODD) if name})
    assert len(names) > 25
    with registry_of(tmp_path / "odd.duckdb", names) as registry:
        for form, read in ((csv_export, from_csv), (parquet, from_parquet), (excel, from_excel)):
            out = tmp_path / f"{form.__name__}.xlsx"
            form.write(registry, names, out)
            assert read(out, "cases", "case_id") == names
            assert read(out, "notes", "note_id") == read(out, "lesions", "note_id") == names
        out = tmp_path / "naaccr"
        naaccr.write(registry, names, out)
        with (out / "items.csv").open(encoding="utf-8-sig", newline="") as file:
            told = [row["case_id"].removeprefix(MARK) for row in csv.DictReader(file)]
        assert list(dict.fromkeys(told)) == names
        plain = [name for name in names if is_record(name)]
        assert 10 < len(plain) < len(names)
        redcap.write(registry, plain, tmp_path / "redcap")
        with (tmp_path / "redcap" / "import.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["record_id"] for row in rows] == [name for name in plain for _ in range(2)]
        assert [row["lesion_note"] for row in rows[1::2]] == plain


def is_record(name: str) -> bool:
    try:
        check_ids([name])
    except UserError:
        return False
    return True


def from_csv(path: Path, table: str, column: str) -> list[str]:
    with (path / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[column] for row in csv.DictReader(file)]
    assert not any(cell.startswith(FORMULA[:-1]) for cell in cells)
    return [cell.removeprefix(MARK) for cell in cells]


def from_parquet(path: Path, table: str, column: str) -> list[str]:
    found: list[str] = pyarrow.parquet.read_table(path / f"{table}.parquet")[column].to_pylist()
    return found


@cache
def loaded(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def from_excel(path: Path, table: str, column: str) -> list[str]:
    names, *rows = loaded(path)[table].iter_rows()
    [at] = [at for at, cell in enumerate(names) if cell.value == column]
    assert {row[at].data_type for row in rows} <= {"s", "inlineStr"}
    return [unnumbered(str(row[at].value)) for row in rows]


def unnumbered(text: str) -> str:
    """As Excel shows it; openpyxl leaves the numbered underscore as it stands."""
    return text.replace("_x005F_", "_")


@given(st.lists(st.tuples(CELLS, st.floats(0, 1e6)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_name_comes_back_from_csv(rows: list[tuple[str, float]]) -> None:
    sink = io.StringIO(newline="")
    assert csv_export.Writer(sink, ["id", "n"]).add(rows) == len(rows)
    read = list(csv.reader(io.StringIO(sink.getvalue(), newline="")))[1:]
    assert [(cell.removeprefix(MARK), float(number)) for cell, number in read] == rows
    assert not any(cell.startswith(FORMULA[:-1]) for cell, _ in read)


@given(st.lists(st.tuples(CELLS, st.floats(0, 1e6)), max_size=20))
@settings(max_examples=30, deadline=None)
def test_any_name_comes_back_from_excel(rows: list[tuple[str, float]]) -> None:
    sink = io.BytesIO()
    with ZipFile(sink, "w") as book:
        names: list[str] = []
        excel.add_table(book, names, ONE, iter(rows))
        excel.add_parts(book, names)
    sheet = openpyxl.load_workbook(sink)["one"]
    read = [(unnumbered(str(cell)), number) for cell, number in list(sheet.values)[1:]]
    assert [(cell, number) for cell, number in read] == [(readable(cell), number) for cell, number in rows]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_what_excel_would_read_as_a_number_of_a_sign_is_not() -> None:
    assert "_x005F_x0041_ _y" in excel.cell_xml("_x0041_ _y")


def readable(cell: str) -> str:
    """What XML cannot hold at all is replaced by the sign for it."""
    return excel.UNWRITABLE.sub("\ufffd", cell)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "'x"])
def test_a_mark_can_be_taken_off_again(cell: str) -> None:
    assert safe(cell) == f"'{cell}" and safe(cell).removeprefix(MARK) == cell
    assert safe("plain") == "plain" and safe("") == ""
