"""A criterion in words: every comparison with its limit and unit, trees that name their parts and other rules."""

from collections.abc import Iterator
from typing import Any

import pytest

from app_pages.rule_logic import comparison, logic
from rules_engine import load_rules
from rules_engine.criterion import Criterion
from rules_engine.policy import load_policy

RULES = {rule.key: rule for rule in load_rules()}
PLAIN = RULES["R02.derived"]


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for part in tree["parts"]:
        yield from nodes(part)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("flr_pct >= 20", "Future liver remnant: at least 20 %"),
        ("flr_pct < 25.5", "Future liver remnant: less than 25.5 %"),
        ("planned_margin_mm > 10", "Planned margin: more than 10 mm"),
        ("ecog_ps <= 1", "ECOG performance status: at most 1"),
        ("flr_pct >= remnant_cirrhosis_percent", "Future liver remnant: at least 30 % (set by the site)"),
        ("cirrhosis", "Cirrhosis: yes"),
        ("resectability_statement is resectable|borderline", "Stated resectability: resectable or borderline"),
        ("resectability_statement given", "Stated resectability: known"),
        ("parenchyma has steatosis|fibrosis", "Background liver: including steatosis or fibrosis"),
        (
            "vascular_contact has_all left_portal_vein|right_portal_vein",
            "Vessels in contact with tumour: including left portal vein and right portal vein",
        ),
    ],
)
def test_a_comparison(written: str, words: str) -> None:
    assert comparison(Criterion.model_validate(written), load_policy()) == words


def test_a_tree_joins_its_parts_and_names_other_rules() -> None:
    written = {
        "all": [
            {"any": ["cirrhosis"]},
            {"none_of": ["cirrhosis", "bilobar"]},
            "not cirrhosis",
            "not ecog_ps > 2",
            "R02",
        ]
    }
    tree = logic(Criterion.model_validate(written), PLAIN, RULES, load_policy())
    assert tree["words"] == "all of"
    plain, none, denied, compared, other = tree["parts"]
    assert plain == {"words": "Cirrhosis: yes", "parts": [], "rule": ""}, "a single part needs no joining words"
    assert (none["words"], len(none["parts"])) == ("none of", 2)
    assert denied["words"] == "Cirrhosis: no"
    assert compared["words"] == "ECOG performance status: at most 2"
    assert other["rule"] == "R02.derived"
    assert PLAIN.title in other["words"]


@pytest.mark.parametrize(
    ("written", "words", "parts"),
    [
        ({"all": ["unknown", "cirrhosis"]}, "no, unless", 1),
        ({"all": ["unknown", "cirrhosis", "bilobar"]}, "no, unless all of", 2),
        ({"any": ["cirrhosis", "unknown"]}, "yes, if", 1),
        ({"any": ["cirrhosis", "bilobar", "unknown"]}, "yes, if at least one of", 2),
    ],
)
def test_what_can_answer_in_one_direction_only_says_so(written: dict[str, object], words: str, parts: int) -> None:
    tree = logic(Criterion.model_validate(written), PLAIN, RULES, load_policy())
    assert (tree["words"], len(tree["parts"])) == (words, parts)


def test_a_class_of_another_rule_is_named() -> None:
    tree = logic(Criterion.model_validate("R03:G2"), PLAIN, RULES, load_policy())
    assert (tree["rule"], tree["words"]) == ("R03.derived", "R03 is met for G2: Three groups at presentation")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("not cirrhosis", "Cirrhosis: no"),
        ({"none_of": ["cirrhosis"]}, "Cirrhosis: no"),
        ("not flr_pct >= 20", "Future liver remnant: less than 20 %"),
        ("not resectability_statement is resectable", "Stated resectability: not resectable"),
        ("not parenchyma has normal", "Background liver: not including normal"),
        ("not R02", "R02 is not met: Minimum remnant"),
    ],
)
def test_what_must_not_hold(written: str | dict[str, object], words: str) -> None:
    assert logic(Criterion.model_validate(written), PLAIN, RULES, load_policy())["words"] == words


@pytest.mark.parametrize("key", RULES)
def test_every_criterion_of_the_catalogue_has_words(key: str) -> None:
    rule = RULES[key]
    assert rule.all_criteria
    for written in rule.all_criteria:
        for node in nodes(logic(written, rule, RULES, load_policy())):
            assert node["words"]
            assert "_" not in node["words"], "an id is no word"
