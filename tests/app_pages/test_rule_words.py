"""A rule in words: every criterion of the catalogue as a tree, every limit with its unit, every section with a title."""

from collections.abc import Iterator
from typing import Any

import pytest

from app_pages.rule_words import (
    COVERAGE,
    KINDS,
    POSITIONS,
    SECTIONS,
    TRACKS,
    comparison,
    logic,
    rule_logic,
    section_title,
)
from rules_engine import load_rules
from rules_engine.criterion import Criterion

RULES = {rule.key: rule for rule in load_rules()}


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for part in tree["parts"]:
        yield from nodes(part)


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ({"fact": "flr_pct", "at_least": 20}, "Future liver remnant: at least 20 %"),
        ({"fact": "flr_pct", "below": 25.5}, "Future liver remnant: less than 25.5 %"),
        ({"fact": "planned_margin_mm", "above": 10}, "Planned margin: more than 10 mm"),
        ({"fact": "ecog_ps", "at_most": 1}, "ECOG performance status: at most 1"),
        ({"fact": "cirrhosis", "equals": True}, "Cirrhosis: yes"),
        ({"fact": "cirrhosis", "equals": False}, "Cirrhosis: no"),
        ({"fact": "resectability_statement", "equals": "resectable"}, "Stated resectability: resectable"),
        ({"fact": "resectability_statement", "known": True}, "Stated resectability: known"),
        (
            {"fact": "flr_pct", "at_least": "remnant_cirrhosis_percent"},
            "Future liver remnant: at least 30 % (set by the site)",
        ),
    ],
)
def test_a_comparison(criterion: dict[str, object], words: str) -> None:
    assert comparison(Criterion.model_validate(criterion)) == words


def test_a_tree_joins_its_parts_and_names_other_rules() -> None:
    fact = {"fact": "cirrhosis", "equals": True}
    tree = logic(
        Criterion.model_validate({"all": [{"any": [fact]}, {"none_of": [fact]}, {"rule": "R02.derived"}]}), RULES
    )
    assert tree["words"] == "all of"
    plain, denied, other = tree["parts"]
    assert plain == {"words": "Cirrhosis: yes", "parts": [], "rule": ""}, "a single part needs no joining words"
    assert (denied["words"], len(denied["parts"])) == ("none of", 1)
    assert other["rule"] == "R02.derived"
    assert RULES["R02.derived"].title in other["words"]


@pytest.mark.parametrize("key", RULES)
def test_every_rule_of_the_catalogue_has_words(key: str) -> None:
    rule = RULES[key]
    for tree in (rule_logic(rule, RULES), *([logic(rule.applies_if, RULES)] if rule.applies_if else [])):
        for node in nodes(tree):
            assert node["words"]
            assert "_" not in node["words"], "an id is no word"
    assert KINDS[rule.kind]
    assert POSITIONS[rule.position]
    assert COVERAGE[rule.coverage.level]
    assert rule.track in TRACKS
    assert rule.citation.section.lower() in SECTIONS


def test_a_heading_that_is_not_known_is_shown_as_it_stands() -> None:
    assert section_title("SOMETHING NEW") == "Something new"
    assert section_title("ABLATIVE TREATMENT") == "Ablation"
