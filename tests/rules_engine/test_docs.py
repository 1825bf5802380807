"""docs/rules.md is complete: every fact with its question, every record, every site number where it is said to be."""

import re
from pathlib import Path

from rules_engine.criterion import JOINED
from rules_engine.fact import load_facts
from rules_engine.fact_records import RECORDS

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_fact_that_can_be_asked_for_is_listed() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", PAGE, re.MULTILINE))
    asked = {name: fact.question for name, fact in load_facts().items() if fact.question}
    assert {name: told.get(name) for name in asked} == asked


def test_every_record_and_combination_is_told() -> None:
    told = set(re.findall(r"`(\w+)`", PAGE)) | {"ablation_record"}
    assert set(RECORDS) - {"kps", "liver_biopsy"} <= told
    assert {*JOINED, "silent", "surely", "unknown"} <= told
