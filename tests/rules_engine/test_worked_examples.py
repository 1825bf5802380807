"""Cases worked by hand hold in full: every listed verdict, part, candidate set, measure, reason and flip."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules_engine import CaseVerdicts, classify_facts, facts_from

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "worked_examples.yaml").read_text(encoding="utf-8")
)
FLIPS = [
    pytest.param(case, flip, id=f"{case['name']} with {', '.join(flip['facts'])}")
    for case in CASES
    for flip in case["flips"]
]
by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def verdicts(facts: dict[str, Any]) -> CaseVerdicts:
    return classify_facts("example", facts_from(facts))


def key(name: str) -> str:
    return name if "." in name else f"{name}.derived"


def found(results: CaseVerdicts, name: str, wanted: Any) -> Any:
    """What the case gives for one expectation, in the form of the expectation."""
    if name == "contradictions":
        return [one.title for one in results.contradictions]
    rule, _, part = name.partition("/")
    if not rule.startswith(("R", "C")):
        measure = next(r.measure for r in results.results if r.measure and r.measure.fact == rule)
        return [round(measure.low, 4), round(measure.high, 4)]
    result = results.by_key[key(rule)]
    if part and part != "candidates":
        return result.parts[part].value
    return list(result.candidates) if isinstance(wanted, list) else result.verdict.value


def check(results: CaseVerdicts, expected: dict[str, Any]) -> None:
    assert {name: found(results, name, wanted) for name, wanted in expected.items()} == expected


@by_name
def test_every_listed_result(case: dict[str, Any]) -> None:
    results = verdicts(case["facts"])
    check(results, case["expect"])
    for rule, facts in case.get("asked", {}).items():
        assert [item.fact for item in results.by_key[key(rule)].missing] == facts
    for rule, (fact, reason) in case.get("reasons", {}).items():
        assert (fact, reason) in [(item.fact, item.reason) for item in results.by_key[key(rule)].missing]


@pytest.mark.parametrize(("case", "flip"), FLIPS)
def test_every_listed_flip(case: dict[str, Any], flip: dict[str, Any]) -> None:
    check(verdicts({**case["facts"], **flip["facts"]}), flip["expect"])


def test_the_command_line_takes_the_same_facts(tmp_path: Path) -> None:
    case = CASES[0]
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(case["facts"]), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "review.cli", "classify", "--facts", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(run.stdout)
    assert told == json.loads(json.dumps(verdicts(case["facts"]).to_json() | {"case_id": "facts"}))
    assert (told["ecmtg"], told["ajcc8_m"]) == (["M1a"], ["AJCC8 M1a"])
