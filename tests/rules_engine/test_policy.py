"""A site edits numbers and adds rules in YAML alone: verdicts, hash and version follow, and nonsense is refused by name."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rules_engine import RULES_VERSION, classify_facts, facts_from, load_rules
from rules_engine.policy import load_policy, policy_file, policy_hash

ROOT = Path(__file__).parents[2]
ASK = """
import json, sys
from rules_engine import RULES_VERSION, classify_facts, facts_from
verdicts = classify_facts("c", facts_from(json.loads(sys.argv[1])))
print(json.dumps({"version": RULES_VERSION, "verdicts": {r.key: r.to_json() for r in verdicts.results}}))
"""
FACTS = {"liver_mets_present": True, "flr_pct": 22, "cirrhosis": False, "cea_ng_ml": 60}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the packages that rules need, for a site to edit."""
    for package in ("rules_engine", "abstraction", "lexicons"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def ask(site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(FACTS)], cwd=site, capture_output=True, text=True, check=False
    )


def edit(site: Path, name: str, value: str) -> None:
    path = site / "rules_engine" / "policy.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [re.sub(r"value: [\d.]+", f"value: {value}", line) if f" {name}: " in line else line for line in lines]
    assert changed != lines
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")


def test_a_number_of_the_site_changes_verdict_hash_and_version(site: Path) -> None:
    before = json.loads(ask(site).stdout)
    edit(site, "remnant_normal_percent", "25")
    after = json.loads(ask(site).stdout)
    assert before["version"] == RULES_VERSION != after["version"]
    verdicts = [answer["verdicts"]["R02.derived"] for answer in (before, after)]
    assert [one["verdict"] for one in verdicts] == ["met", "not_met"]
    assert verdicts[0]["policy"]["used"]["remnant_normal_percent"] == 20
    assert verdicts[1]["policy"]["used"]["remnant_normal_percent"] == 25
    assert verdicts[0]["policy"]["hash"] != verdicts[1]["policy"]["hash"]


def test_a_rule_is_added_without_python(site: Path) -> None:
    rule = {
        "id": "R77", "title": "A rule of the site", "kind": "threshold", "position": "caution",
        "citation": {"section": "SITE", "references": [], "quote": "CEA above 50."},
        "coverage": {"level": "full", "note": "All of it."},
        "criterion": {"all": ["liver_mets_present", "cea_ng_ml > 50"]}, "conclusion": "CEA is above 50.",
        "examples": [
            {"given": {"liver_mets_present": True, "cea_ng_ml": 51}, "expect": "met"},
            {"given": {"cea_ng_ml": 50}, "expect": "not_met"}, {"given": {}, "expect": "unknown"},
        ],
    }  # fmt: skip
    (site / "rules_engine" / "rules" / "r77_site.yaml").write_text(json.dumps(rule), encoding="utf-8")
    answer = json.loads(ask(site).stdout)
    assert answer["verdicts"]["R77.derived"]["verdict"] == "met"
    assert answer["version"] != RULES_VERSION


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("remnant_normal_percent", "120", "remnant_normal_percent"),
        ("remnant_normal_percent", "plenty", "remnant_normal_percent"),
        ("pve_from_percent", "55", "pve_from_percent is above pve_to_percent"),
        ("fit_ecog", "-1", "fit_ecog"),
    ],
)
def test_nonsense_is_refused_by_name(site: Path, name: str, value: str, told: str) -> None:
    edit(site, name, value)
    run = ask(site)
    assert run.returncode != 0
    assert "policy.yaml" in run.stderr.splitlines()[-1] and told in run.stderr.splitlines()[-1]


def test_every_number_of_the_policy_is_used_and_described() -> None:
    numbers = policy_file().numbers
    assert numbers.keys() == load_policy().keys()
    assert all(one.label and one.of for one in numbers.values())
    everything = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "rules_engine").rglob("*.yaml")
        if path.name != "policy.yaml"
    )
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "rules_engine").glob("*.py") if path.name != "policy.py"
    )
    assert [name for name in numbers if name not in everything + code] == []


def test_every_result_carries_the_numbers_it_was_made_with() -> None:
    for result in classify_facts("c", facts_from(FACTS)).results:
        assert result.to_json()["policy"]["hash"] == policy_hash(load_policy())
    assert len(load_rules()) == 81
