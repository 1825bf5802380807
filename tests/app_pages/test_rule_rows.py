"""The catalogue rows: every rule once, by section, with its examples in words and the number of cases by verdict."""

from app_pages.rule_rows import rule_sections
from rules_engine import load_rules

COUNTS = {("R02", "derived"): {"met": 3, "unknown": 4}}
SECTIONS = rule_sections(load_rules(), COUNTS)
ROWS = {rule["key"]: rule for section in SECTIONS for rule in section["rules"]}


def test_every_rule_stands_once_with_all_that_is_told_of_it() -> None:
    assert sum(len(section["rules"]) for section in SECTIONS) == len(ROWS) == len(load_rules())
    for row in ROWS.values():
        assert row["citation"]["quote"]
        assert row["coverage"]["words"]
        assert row["logic"]["words"]
        assert row["examples"]


def test_cases_are_counted_by_verdict() -> None:
    assert {one["verdict"]: one["cases"] for one in ROWS["R02.derived"]["counts"]} == {
        "met": 3,
        "not_met": 0,
        "unknown": 4,
        "not_applicable": 0,
    }
    assert sum(one["cases"] for one in ROWS["R04.derived"]["counts"]) == 0


def test_examples_are_in_words() -> None:
    met = next(example for example in ROWS["R04.derived"]["examples"] if example["verdict"] == "met")
    assert "Future liver remnant: 35 %" in met["given"]
    assert "Liver metastases: yes" in met["given"]
    assert met["words"] == "Met"
    context = next(row for row in ROWS.values() if row["kind"] == "Context")
    assert "Met" not in {example["words"] for example in context["examples"]}
