"""`crlm evaluate` gives the figures of a scorer that shares no code with it, to the last digit."""

import json
import subprocess
import sys
from pathlib import Path

from tests.health.tree import ROOT
from tests.review.crlm import called, crlm

SCORER = ROOT / "tests" / "evaluation" / "score.py"
GOLD = sorted((ROOT / "tests" / "gold").glob("*.jsonl"))


def scored(gold: Path, predicted: Path) -> str:
    """What the independent scorer prints."""
    command = [sys.executable, str(SCORER), str(gold), str(predicted), "--json"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def extracted(gold: Path, folder: Path) -> Path:
    out = folder / f"{gold.stem}.predicted.jsonl"
    done = called("extract", gold, "--out", out)
    assert (done.code, done.out, done.err) == (0, "", "")
    return out


def test_the_figures_agree(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(b"".join(path.read_bytes() for path in GOLD))
    done = crlm("evaluate", gold, "--json")
    assert (done.code, done.err) == (0, "")
    figures = json.loads(done.out)
    assert figures == json.loads(scored(gold, extracted(gold, tmp_path)))
    assert figures["notes"] == len(gold.read_text(encoding="utf-8").splitlines()) > 0
    assert 0.5 < figures["micro_f1"] <= 1 and figures["grounded"] == 1


def test_the_table_tells_the_same_figures() -> None:
    done, figures = called("evaluate", GOLD[0]), json.loads(called("evaluate", GOLD[0], "--json").out)
    rows = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if line.split()[-1][-4:-3] == "."}
    assert set(figures["fields"]) | {"micro"} == set(rows) - {"notes"}
    for field, row in figures["fields"].items():
        assert rows[field] == [str(row[name]) for name in ("tp", "fp", "fn")] + [
            f"{row[name]:.3f}" for name in ("precision", "recall", "f1")
        ]
    assert rows["micro"][-1] == f"{figures['micro_f1']:.3f}"


def spoiled(line: str, row: int) -> str:
    """A prediction with one thing wrong that a scorer must see."""
    found = json.loads(line)
    match row % 4:
        case 0:
            found["fields"]["ecog"] = 4
        case 1:
            found["fields"].pop(next(iter(found["fields"]), ""), None)
        case 2:
            found["evidence"] = {}
        case _:
            found["fields"]["ehd"] = {"brain": "present"}
    return json.dumps(found)


def test_both_scorers_agree_on_wrong_predictions_too(tmp_path: Path) -> None:
    from abstraction.contract import gold_fields
    from abstraction.scoring import score

    right = extracted(GOLD[1], tmp_path).read_text(encoding="utf-8").splitlines()
    wrong = [spoiled(line, row) for row, line in enumerate(right) if row % 5]  # every fifth note has no prediction
    (tmp_path / "wrong.jsonl").write_text("\n".join(wrong), encoding="utf-8")
    gold = [json.loads(line) for line in GOLD[1].read_text(encoding="utf-8").splitlines()]
    rows = [{**row, "fields": gold_fields(row)} for row in gold]
    ours, theirs = score(rows, map(json.loads, wrong)), json.loads(scored(GOLD[1], tmp_path / "wrong.jsonl"))
    assert ours == theirs
    assert ours["grounded"] < 1


def test_gold_is_read_as_it_is_and_its_fields_play_no_part(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in GOLD[2].read_text(encoding="utf-8").splitlines()]
    bare = tmp_path / "bare.jsonl"
    bare.write_text("".join(json.dumps({**row, "fields": {}}) + "\n" for row in rows), encoding="utf-8")
    with_fields, without = extracted(GOLD[2], tmp_path), extracted(bare, tmp_path)
    assert with_fields.read_bytes() == without.read_bytes()
    assert [json.loads(line)["note_id"] for line in without.read_text(encoding="utf-8").splitlines()] == [
        row["note_id"] for row in rows
    ]
