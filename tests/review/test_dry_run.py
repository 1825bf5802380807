"""A dry run says what an import would do and what looks odd, stores nothing, and holds nothing but numbers."""

import csv
import json
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from abstraction.records import NoteType
from registry.store import Registry
from review.dry_run import DryRun, dry_run
from review.import_checks import CHECKS
from review.sources import Defaults
from review.written_dates import DateOrder
from tests.review import canaries
from tests.review.crlm import called, crlm
from tests.review.reviewed import CT, LETTER, MRI, NOTES, decide, ingest, note
from tests.review.test_imports import ADMIN, load
from tests.review.test_who_may import rows

GARBLED = "CT LIVER\nTwo metastases, 3 mÃ¤ssig, 20 Â° angle of the hepatic veins, nothing else.\n"


def write(path: Path, notes: Sequence[Any]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as sink:
            writer = csv.DictWriter(sink, list(notes[0]))
            writer.writeheader()
            writer.writerows(notes)
    else:
        path.write_text("".join(json.dumps(one) + "\n" for one in notes), encoding="utf-8")
    return path


def tried(folder: Path, notes: Sequence[Any], registry: Registry | None = None, **defaults: Any) -> DryRun:
    return dry_run(registry, [write(folder / "notes.csv", notes)], Defaults(**defaults))


def found(told: DryRun) -> dict[str, int]:
    names = {words.what: name for name, words in CHECKS.items()}
    return {names.get(one.what, one.what): one.count for one in told.findings}


def letter(number: int, **more: Any) -> dict[str, Any]:
    return {**note(f"n{number}", f"c{number}", "oncology", "2024-03-01", f"{LETTER} Visit {number}.\n"), **more}


def test_what_is_new_changed_and_stored(cases: Registry, tmp_path: Path) -> None:
    decide(cases, "accept", "ecog")
    before = rows(cases)
    told = tried(
        tmp_path,
        [
            NOTES[0],
            note("letter", "c2", "oncology", "2024-03-01", LETTER + "Addendum: none.\n"),
            note("other", "c3", "radiology", "2024-05-06", "MRI LIVER\nNo lesion in the liver at all.\n"),
            note("mri", "c9", "radiology", "2024-05-06", MRI),
        ],
        cases,
    )
    assert (told.files, told.rows, told.notes, told.refused) == (1, 4, 3, 1)
    assert (told.new, told.changed, told.stored) == (1, 1, 1)
    assert (told.cases, told.new_cases, told.first, told.last) == (3, 1, "2024-03-01", "2024-05-06")
    assert (told.types, told.years) == ({"radiology": 2, "oncology": 1}, {"2024": 3})
    assert found(told) == {"its note_id is stored for another case": 1, "worked_on": 1}
    assert rows(cases) == before


def test_it_counts_as_the_import_does(tmp_path: Path) -> None:
    notes, _ = canaries.write(tmp_path)
    with Registry.open(tmp_path / "r.duckdb") as registry:
        told = dry_run(registry, [notes], Defaults())
        report = load_all(registry, notes)
        assert (told.notes, told.new, told.refused) == (report.read, report.stored, len(report.rejections))
        assert told.refused > 20 and told.cases == len(registry.case_ids())
        again = dry_run(registry, [notes], Defaults())
        assert (again.new, again.changed, again.stored) == (0, 0, told.new)


def load_all(registry: Registry, folder: Path) -> Any:
    from review.loading import load_notes

    return load_notes(registry, ADMIN, [folder], on_progress=lambda _: None, defaults=Defaults())


ODD: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "twin_here": ([letter(1), letter(2, case_id="c1", text=letter(1)["text"])], {}),
    "twin_elsewhere": ([letter(1), letter(2, text=letter(1)["text"])], {}),
    "again": ([letter(1), letter(1)], {}),
    "garbled": ([letter(1, text=GARBLED)], {}),
    "controls": ([letter(1, text=LETTER + "It\x92s stable.")], {}),
    "markup": ([letter(1, text="<p>ONCOLOGY CLINIC</p><br/>ECOG performance status 1 today.")], {}),
    "short": ([letter(1, text="ECOG 1.")], {}),
    "long": ([letter(1, text=LETTER + "word " * 12_000)], {}),
    "cut_off": ([letter(1, text=(LETTER * 100)[:4000])], {}),
    "spreadsheet_id": ([letter(1, note_id="1.23457E+11")], {}),
    "odd_id": ([letter(1, case_id="Doe, Jane")], {}),
    "old_date": ([letter(1, note_date="1900-01-01")], {}),
    "type_read": ([letter(1, note_type="")], {}),
    "date_read": ([letter(1, note_date="", text=f"CLINIC LETTER 3 March 2024\n{LETTER}")], {}),
    "type_given": ([letter(1, note_type="")], {"note_type": NoteType.ONCOLOGY}),
    "date_given": ([letter(1, note_date="")], {"note_date": "2024-03-01"}),
    "case_given": ([letter(1, case_id="")], {"case_id": "c1"}),
    "either_order": ([letter(1, note_date="03/04/2024")], {"date_order": DateOrder.DAY_FIRST}),
    "against_order": ([letter(1, note_date="12/28/2023")], {"date_order": DateOrder.DAY_FIRST}),
    "mixed_orders": ([letter(1, note_date="12/28/2023"), letter(2, note_date="28/12/2023")], {}),
    "single_notes": ([letter(number, note_date=f"2024-03-{number:02}") for number in range(1, 26)], {}),
    "same_day": ([letter(number, case_id="c1") for number in range(1, 26)], {}),
}


@pytest.mark.parametrize("name", ODD)
def test_what_looks_odd_is_told(name: str, tmp_path: Path) -> None:
    notes, defaults = ODD[name]
    told = tried(tmp_path, notes, **defaults)
    assert name in found(told) and told.refused == 0
    assert found(tried(tmp_path, [letter(1), letter(2, note_date="2024-04-02")])) == {}


def test_every_check_is_tested() -> None:
    elsewhere = {"worked_on", "day_first_fits", "month_first_fits", "not_utf8", "other_encoding"}
    assert set(ODD) | elsewhere == set(CHECKS)


@pytest.mark.parametrize(("sure", "fits"), [("28/12/2023", "day_first_fits"), ("12/28/2023", "month_first_fits")])
def test_dates_that_can_be_read_in_one_way_tell_the_order_of_the_others(sure: str, fits: str, tmp_path: Path) -> None:
    told = tried(tmp_path, [letter(1, note_date=sure), letter(2, note_date="03/04/2023")])
    assert fits in found(told) and told.refused == 1


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_named_with_its_encoding(encoding: str, tmp_path: Path) -> None:
    mark = {"cp1252": "\u2019", "latin-1": "\u0081", "utf-16": "\u2019"}[encoding]
    text = "note_id,case_id,note_type,note_date,text\n" + f"n1,c1,oncology,2024-03-01,ECOG 1{mark} today and CEA 12\n"
    (tmp_path / "notes.csv").write_bytes(text.encode(encoding))
    told = dry_run(None, [tmp_path / "notes.csv"], Defaults())
    [one] = [one for one in told.findings if one.what == CHECKS["not_utf8"].what]
    assert one.examples == (f"{tmp_path / 'notes.csv'}: --encoding {encoding}",)
    assert told.refused == 1


def test_a_file_in_utf8_that_is_read_as_another_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "notes.csv", [letter(1, text=LETTER + "3 mäßig")])
    assert set(found(dry_run(None, [path], Defaults(encoding="cp1252")))) == {"other_encoding", "garbled"}


def test_problems_come_first_with_their_places_and_no_word_of_a_note(tmp_path: Path) -> None:
    notes, _ = canaries.write(tmp_path)
    done = crlm("ingest", notes, "--db", tmp_path / "r.duckdb", "--dry-run")
    assert done.code == 1 and not (tmp_path / "r.duckdb").exists()
    lines = done.out.splitlines()
    assert lines[0].startswith("refused: ") and lines[1].startswith(f"    {notes}")
    assert lines[-1] == "nothing was stored; what the notes say was not read"
    asked = called("ingest", notes, "--db", tmp_path / "r.duckdb", "--dry-run", "--format", "json")
    told = json.loads(asked.out)
    levels = [one["level"] for one in told["findings"]]
    assert levels == sorted(levels, key=["refused", "check", "note"].index)
    assert canaries.STEM not in (done.out + done.err + asked.out + asked.err).lower()
    assert called("ingest", notes, "--db", tmp_path / "r.duckdb", "--dry-run", "--format", "xml").code == 2


def test_memory_does_not_grow_with_the_number_of_notes(tmp_path: Path) -> None:
    path, number, held = tmp_path / "many.jsonl", 5_000, list[int]()
    rows = (
        note(f"n{one}", f"c{one // 4}", "radiology", f"2023-05-{one % 28 + 1:02}", f"{CT} {one}\n")
        for one in range(number)
    )
    write(path, list(rows))
    tracemalloc.start()
    told = dry_run(None, [path], Defaults(), lambda _: held.append(tracemalloc.get_traced_memory()[0]))
    tracemalloc.stop()
    assert told.new == number and len(held) == 10
    assert max(held[5:]) < 1.25 * max(held[:5])


def test_an_import_that_was_tried_changes_nothing_of_the_import(cases: Registry, tmp_path: Path) -> None:
    more = [note("other", "c3", "radiology", "2024-05-06", MRI)]
    assert tried(tmp_path, more, cases).new == 1
    assert load(cases, tmp_path, more).stored == 1
    ingest(cases, tmp_path)
    assert tried(tmp_path, more, cases).stored == 1
