"""Names, ids and words that somebody chose to do harm: no file lands elsewhere, no spreadsheet runs a cell, no page runs a script."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from registry import export_store
from registry.store import Registry
from review.cohort_export import export_table
from review.exporters.formats import FORMATS
from review.exporting import export
from review.rejection import UserError
from review.rights import Person, Role
from review.sources import Defaults, read_notes
from tests.review import reviewed

IDS = (
    "../../outside", '=HYPERLINK("http://x.example","c")', "<script>alert(1)</script>", "/tmp/outside", "..\\..\\outside", "..",
    "+1+1", "-1+1", "@SUM(A1)", "C:\\outside", "x" * 190, "a\u202eb", "'\"; DROP TABLE notes; --",
)  # fmt: skip
PLAIN = "c1"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COHORT = "cohort table"
SPREADSHEETS = (".csv", ".tsv", ".xlsx")
ADMIN = Person("ada", "=cmd|' /C calc'!A0", Role.ADMIN)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry whose cases, notes, person, reason and words are called so."""
    folder = tmp_path_factory.mktemp("hostile")
    with Registry.open(folder / "r.duckdb") as registry:
        notes = [
            reviewed.note(
                f"{case_id} n", case_id, "oncology", "2024-03-01",
                "=cmd|' /C calc'!A0 <script>alert(1)</script>\nECOG 1. CEA 12 ng/mL. Sigmoid carcinoma.",
            )
            for case_id in (*IDS, PLAIN)
        ]  # fmt: skip
        reviewed.ingest(registry, folder, notes)
        assert set(registry.case_ids()) == {*IDS, PLAIN}
        for case_id in (*IDS[:3], PLAIN):
            reviewed.decide(registry, "correct", "ecog", 2, case=case_id, reviewer=ADMIN.name, reason="@SUM(A1)")
    return folder


def tree(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def harmful(cell: object) -> bool:
    """Whether a spreadsheet would run a cell: it begins as a formula and is no number."""
    return isinstance(cell, str) and cell.startswith(FORMULA) and not re.fullmatch(r"[-+]?\d+(?:\.\d+)?", cell)


def run_cells(path: Path) -> list[object]:
    """The cells that a spreadsheet would run: a workbook says of each what it is, other files leave it to their first sign."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with path.open(encoding="utf-8-sig", newline="") as source:
        found = [cell for row in csv.reader(source, delimiter="\t" if path.suffix == ".tsv" else ",") for cell in row]
    assert found
    return [cell for cell in found if harmful(cell)]


def write_out(registry: Registry, name: str, out: Path) -> None:
    """What the command line and the pages hand over; a format may refuse ids that it cannot hold, then it gets one that it can."""
    if name == COHORT:
        out.with_suffix(".csv").write_bytes(
            export_table(registry, ADMIN, (), ["Case", "=A1"], [[one, ADMIN.name] for one in IDS])
        )
        return
    form = next(form for form in FORMATS if form.name == name)
    out = out if form.folder else out.with_suffix({"excel": ".xlsx"}.get(name, ""))
    try:
        export(registry, ADMIN, form, IDS[:3] if "pdf" in name else (), out)  # a page of PDF takes its time
    except UserError as error:
        assert len(str(error).splitlines()) == 1 and not tree(out.parent)
        export(registry, ADMIN, form, [PLAIN], out)


@pytest.mark.parametrize("name", [COHORT, *(form.name for form in FORMATS)])
def test_an_export_writes_where_it_was_told_and_nothing_that_runs(name: str, hostile: Path, tmp_path: Path) -> None:
    """Every format there is, the ones that come later too."""
    out, before = tmp_path / "out" / name, tree(hostile)
    out.parent.mkdir()
    with Registry.open(hostile / "r.duckdb") as registry:
        write_out(registry, name, out)
        assert export_store.load(registry)[-1].name == ADMIN.name
    files = [one for one in tree(tmp_path) if one.is_file()]
    assert files and {one for one in files if one.with_suffix("") != out and out not in one.parents} == set()
    assert tree(hostile) == before and not Path("/tmp/outside").exists()
    for one in files:
        assert not one.is_symlink() and one.stat().st_mode & 0o077 == 0
        if one.suffix in SPREADSHEETS:
            assert run_cells(one) == [], one.name
        if b"<html" in one.read_bytes()[:500].lower():
            assert b"<script>alert" not in one.read_bytes()


def test_an_output_replaces_a_link_not_what_it_leads_to(hostile: Path, tmp_path: Path) -> None:
    from review.backup import back_up
    from review.terminal import output

    kept, link = tmp_path / "kept", tmp_path / "link"
    kept.write_text("as it was")
    link.symlink_to(kept)
    with output(str(link)) as sink:
        sink.write("new")
    assert (kept.read_text(), link.read_text(), link.is_symlink()) == ("as it was", "new", False)
    (tmp_path / "dangling").symlink_to(tmp_path / "elsewhere")
    with Registry.open(hostile / "r.duckdb") as registry, pytest.raises(UserError, match="exists"):
        back_up(registry, ADMIN, kept)
    with Registry.open(hostile / "r.duckdb") as registry:
        back_up(registry, ADMIN, tmp_path / "dangling")
    assert not (tmp_path / "elsewhere").exists() and not (tmp_path / "dangling").is_symlink()


def test_ids_come_back_as_they_are(hostile: Path) -> None:
    [source] = hostile.glob("*.jsonl")
    assert [one.case_id for one in read_notes([source], Defaults())] == [*IDS, PLAIN]  # type: ignore[union-attr]
