"""What the commands write and how they end: results whole or not at all, and help that tells a newcomer where to begin."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from registry.store import Registry
from review.workflow import VERSIONS
from tests.health.tree import ROOT
from tests.review import many_notes
from tests.review.crlm import called, command, crlm, paused


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return many_notes.write(tmp_path / "notes.jsonl", notes=150, cases=3)


def test_help_tells_where_to_begin_and_what_the_exit_codes_mean() -> None:
    told = " ".join(crlm("--help").out.split())
    assert "crlm demo" in told and "crlm ingest NOTES --db cases.duckdb" in told
    assert "0 ok, 1 finished with some notes refused, 2 wrong use" in told
    for name in ("extract", "ingest", "classify", "case", "evaluate", "serve", "demo"):
        assert called(name, "--help").code == 0


def test_the_versions_are_those_that_stored_rows_name() -> None:
    done = crlm("--version")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"crlm-review {VERSIONS.software}, lexicon {VERSIONS.lexicon}, rules {VERSIONS.rules}\n"


def test_output_in_a_file_is_the_same_and_for_its_owner_only(notes: Path, tmp_path: Path) -> None:
    plain, done = crlm("extract", notes), called("extract", notes, "--out", tmp_path / "out.jsonl")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == plain.out
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o777 == 0o600
    assert len(plain.out.splitlines()) == 150


def test_a_full_disk_under_the_output_is_told_in_one_line(notes: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command("extract", notes), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "crlm: the output cannot be used (No space left on device): check the disk and its permissions"
    ]


def test_a_reader_that_stops_reading_hears_nothing(notes: Path) -> None:
    with subprocess.Popen(
        command("extract", notes), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        json.loads(process.stdout.readline())
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("workers", "place"), [("1", "extraction_run:extract_note"), ("2", "evidence_batch:read_of")])
def test_a_stopped_command_leaves_no_half_written_file(number: int, workers: str, place: str, notes: Path) -> None:
    out = notes.with_name("out.jsonl")
    with paused(f"review.{place}", 2, "extract", notes, "--out", out, "--workers", workers) as process:
        assert len(list(notes.parent.glob("*.partial"))) == 1
        process.send_signal(number)
        assert process.wait() == 128 + number
        assert process.stderr and "Traceback" not in process.stderr.read()
    assert [path.name for path in notes.parent.iterdir()] == ["notes.jsonl"]


def test_a_stopped_ingest_says_that_it_can_be_run_again(notes: Path, tmp_path: Path) -> None:
    with paused("registry.store:Registry.save_notes", 2, "ingest", notes, "--db", tmp_path / "r.duckdb") as process:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate("on with it\n")
    assert process.returncode == 130
    assert said.splitlines() == ["stopped: what was stored is kept, run the command again to go on"]


def test_case_and_classify_print_what_the_registry_holds(notes: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    assert called("ingest", notes, "--db", db).code == 0
    cases = [json.loads(line) for line in crlm("case", "--db", db).out.splitlines()]
    assert [case["case_id"] for case in cases] == ["c0", "c1", "c2"]
    assert [json.loads(line) for line in called("case", "c2", "c0", "--db", db).out.splitlines()] == [
        cases[2],
        cases[0],
    ]
    texts = {row["note_id"]: row["text"] for row in map(json.loads, notes.read_text(encoding="utf-8").splitlines())}
    for case in cases:
        assert set(case) == {"case_id", "fields", "conflicts", "sources", "evidence"}
        assert set(case["sources"]) == set(case["fields"]) and set(case["sources"].values()) <= {"extracted"}
        assert not set(case["fields"]) & (set(case["conflicts"]) - {"ehd"})
        assert set(case["evidence"]) == set(case["fields"])
        for spans in case["evidence"].values():
            assert spans
            assert all(texts[span["note_id"]][span["start"] : span["end"]].strip() for span in spans)
    verdicts = [json.loads(line) for line in crlm("classify", "--db", db, "--format", "json").out.splitlines()]
    assert json.loads(called("classify", "--case", "c1", "--db", db).out) == verdicts[1]
    for found in verdicts:
        assert set(found["ecmtg"]) <= {"M0", "M1a", "M1b", "M1c"} and set(found["group"]) <= {"G1", "G2", "G3"}
        for result in found["rules"]:
            assert set(result) >= {"rule", "verdict", "because", "missing", "citation"}
            assert result["verdict"] in ("met", "not_met", "unknown", "not_applicable")
            assert result["citation"] and (result["verdict"] != "unknown" or result["missing"])


def test_supplementary_elements_are_printed_only_when_asked_for(tmp_path: Path) -> None:
    note, db = (
        {**many_notes.note(1, 1), "text": "71F. ASA 3. Solitary liver metastasis in segment 6."},
        tmp_path / "r.duckdb",
    )
    (tmp_path / "one.jsonl").write_text(json.dumps(note) + "\n", encoding="utf-8")
    plain = json.loads(called("extract", tmp_path / "one.jsonl").out)
    whole = json.loads(called("extract", tmp_path / "one.jsonl", "--all-elements").out)
    beyond = {"age_years": 71, "asa_class": 3}
    assert not set(beyond) & set(plain["fields"]) and not set(beyond) & set(plain["evidence"])
    assert whole["fields"] == plain["fields"] | beyond
    assert whole["evidence"]["asa_class"] == [{"start": 5, "end": 10}]
    assert called("ingest", tmp_path / "one.jsonl", "--db", db).code == 0
    case, all_of_it = (json.loads(called("case", "--db", db, *asked).out) for asked in ([], ["--all-elements"]))
    assert not set(beyond) & set(case["fields"]) and all_of_it["fields"] == case["fields"] | beyond


def test_conflicts_are_printed_with_each_value_and_its_note(tmp_path: Path) -> None:
    rows = [
        {**many_notes.note(1, 1), "note_id": f"n{size}", "note_date": "2024-03-02",
         "text": f"CT LIVER\nSolitary liver metastasis of {size} mm in segment 6."}
        for size in (21, 34)
    ]  # fmt: skip
    (tmp_path / "two.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert called("ingest", tmp_path / "two.jsonl", "--db", tmp_path / "r.duckdb").code == 0
    case = json.loads(called("case", "--db", tmp_path / "r.duckdb").out)
    assert case["fields"]["liver_segments"] == ["6"] and "liver_max_size_mm" not in case["fields"]
    assert sorted(case["conflicts"]["liver_max_size_mm"], key=lambda claim: str(claim["note_id"])) == [
        {"note_id": "n21", "value": 21},
        {"note_id": "n34", "value": 34},
    ]


def test_every_stored_row_leads_to_its_note_its_run_and_their_versions(notes: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    assert called("ingest", notes, "--db", db).code == 0
    with Registry.open(db, read_only=True) as registry, registry.reading() as cursor:
        for part in ("sections", "element_values", "mentions", "lesions"):
            total, traced = cursor.execute(
                f"""
                SELECT count(*), count(*) FILTER (length(n.sha256) = 64 AND r.software = a.software AND r.lexicon = a.lexicon
                    AND length(r.rules) = 12)
                FROM {part} p
                LEFT JOIN note_abstractions a ON a.abstraction_id = p.abstraction_id
                LEFT JOIN notes n ON n.note_id = a.note_id AND n.version = a.version
                LEFT JOIN runs r ON r.run_id = a.run_id
                """
            ).fetchall()[0]
            assert total == traced > (-1 if part == "lesions" else 0), part
        for part in ("case_values", "rule_results", "case_stages", "notes"):
            total, traced = cursor.execute(
                f"SELECT count(*), count(r.rules) FROM {part} p LEFT JOIN runs r ON r.run_id = p.run_id"
            ).fetchall()[0]
            assert total == traced > 0, part
        outside = cursor.execute(
            """
            SELECT count(*) FROM mentions m JOIN note_abstractions a ON a.abstraction_id = m.abstraction_id
            JOIN notes n ON n.note_id = a.note_id AND n.version = a.version
            WHERE NOT (0 <= m.start_offset AND m.start_offset < m.end_offset AND m.end_offset <= length(n.text))
            """
        ).fetchall()[0][0]
        assert outside == 0
