"""The catalogue rows: every rule once, by section, with its examples in words and the number of cases by verdict."""

from app_pages.rule_rows import rule_sections, value_words
from rules_engine import load_rules
from rules_engine.policy import load_policy

COUNTS = {("R02", "derived"): {"met": 3, "unknown": 4}}
SECTIONS = rule_sections(load_rules(), COUNTS, load_policy())
ROWS = {rule["key"]: rule for section in SECTIONS for rule in section["rules"]}


def test_every_rule_stands_once_with_all_that_is_told_of_it() -> None:
    assert sum(len(section["rules"]) for section in SECTIONS) == len(ROWS) == len(load_rules())
    for row in ROWS.values():
        assert row["citations"][0]["quote"] or "outside the source" in row["tags"]
        assert row["coverage"]["words"]
        assert row["logic"] or row["classes"]
        assert row["examples"]


def test_cases_are_counted_by_verdict() -> None:
    assert {one["verdict"]: one["cases"] for one in ROWS["R02.derived"]["counts"]} == {
        "met": 3,
        "not_met": 0,
        "unknown": 4,
        "not_applicable": 0,
    }
    assert sum(one["cases"] for one in ROWS["R04.derived"]["counts"]) == 0


def test_a_part_is_told_once() -> None:
    conditions = ROWS["R09.derived"]["logic"]["parts"]
    assert "The patient tolerates surgery:" in [part["lead"] for part in conditions]
    assert ROWS["R09.derived"]["parts"] == []
    assert ROWS["C1.derived"]["parts"], "parts that no criterion names are told apart"


def test_values_of_examples_in_words() -> None:
    values = {
        "yes": True,
        "3 to 5": [3, 5],
        "at least 4": [4, None],
        "at most 4": [None, 4],
        "wild type": "wild_type",
        "none": [],
    }
    assert {words: value_words(value) for words, value in values.items()} == {words: words for words in values}
    assert value_words({"lung": True, "size_mm": 8}) == "lung yes, size mm 8"


def test_examples_are_in_words() -> None:
    met = next(example for example in ROWS["R04.derived"]["examples"] if example["verdict"] == "met")
    assert "Future liver remnant: 35 %" in met["given"]
    assert "Liver metastases: yes" in met["given"]
    assert met["words"] == "Met"
    context = next(row for row in ROWS.values() if row["kind"] == "Context")
    assert "Met" not in {example["words"] for example in context["examples"]}
