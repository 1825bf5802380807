"""`crlm rules` on the command line: list, show, check, and what would have to change."""

import json
from pathlib import Path

import pytest

from rules_engine import load_rules
from tests.review.crlm import called, crlm


def test_list_names_every_rule_once() -> None:
    lines = crlm("rules", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.key for rule in load_rules()]


def test_show_prints_the_rule_with_the_numbers_of_the_site() -> None:
    told = json.loads(called("rules", "show", "R29").out)
    assert told["key"] == "R29.derived"
    assert "portal vein embolization" in told["citation"]["quote"]
    assert told["policy"] == {"pve_from_percent": 25.0, "pve_to_percent": 40.0}
    assert called("rules", "show", "R01").out.count('"key"') == 2


def test_an_unknown_rule_is_told_in_one_line() -> None:
    run = called("rules", "show", "R99")
    assert (run.code, run.out) == (2, "")
    assert run.err.splitlines() == ["crlm: there is no rule R99: `crlm rules list` names them all"]


def test_check_holds() -> None:
    run = called("rules", "check")
    assert run.code == 0
    assert run.out.startswith(f"{len(load_rules())} rules, ")
    assert " 0 do not hold" in run.out


@pytest.mark.parametrize(
    ("stage", "first"), [("M1a", {"resectability_statement": "resectable"}), ("M0", {"liver_mets_present": "no"})]
)
def test_why_not(stage: str, first: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"liver_mets_present": true, "flr_pct": 15}', encoding="utf-8")
    lines = [json.loads(line) for line in called("rules", "why-not", stage, "--facts", str(path)).out.splitlines()]
    assert first in lines
    assert all(len(line) <= 3 for line in lines)
    assert called("rules", "why-not", "M9", "--facts", str(path)).code == 2


def test_why_not_a_stage_that_is_there_already(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"liver_mets_present": true, "flr_pct": 15}', encoding="utf-8")
    run = called("rules", "why-not", "M1b", "--facts", str(path))
    assert (run.code, run.out, run.err) == (0, "", "the stage is M1b already\n")
