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
        ("flr_pct >= remnant_cirrhosis_percent", "Future liver remnant: at least 30 % (site number)"),
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
    assert plain == {"lead": "", "words": "Cirrhosis: yes", "parts": [], "rule": ""}, (
        "a single part needs no joining words"
    )
    assert (none["words"], len(none["parts"])) == ("none of", 2)
    assert denied["words"] == "Cirrhosis: no"
    assert compared["words"] == "ECOG performance status: at most 2"
    assert other["rule"] == "R02.derived"
    assert PLAIN.title in other["words"]


def drawn(written: Any, rule: str = "R02.derived") -> dict[str, Any]:
    return logic(Criterion.model_validate(written), RULES[rule], RULES, load_policy())


def line(tree: dict[str, Any]) -> str:
    """The first line of a tree as it is read."""
    return f"{tree['lead']} {tree['words']}".strip()


@pytest.mark.parametrize(
    ("written", "words", "parts"),
    [
        ({"all": ["unknown", "cirrhosis"]}, "no, if Cirrhosis: no", 0),
        ({"all": ["unknown", "not cirrhosis"]}, "no, if Cirrhosis: yes", 0),
        ({"all": ["unknown", "not R02"]}, "no, if R02 is met: Minimum remnant", 0),
        ({"all": ["unknown", "cirrhosis", "bilobar"]}, "no, unless all of", 2),
        ({"any": ["cirrhosis", "unknown"]}, "yes, if Cirrhosis: yes", 0),
        ({"any": ["cirrhosis", "bilobar", "unknown"]}, "yes, if at least one of", 2),
    ],
)
def test_what_can_answer_in_one_direction_only_says_so(written: dict[str, object], words: str, parts: int) -> None:
    tree = drawn(written)
    assert (line(tree), len(tree["parts"])) == (words, parts)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"surely": "cirrhosis"}, "it is known that Cirrhosis: yes"),
        ({"surely": {"any": ["cirrhosis", "bilobar"]}}, "it is known that at least one of"),
        ({"none_of": [{"surely": "cirrhosis"}]}, "it is not known that Cirrhosis: yes"),
        ({"none_of": [{"surely": "cirrhosis"}, {"surely": "bilobar"}]}, "none of these is known:"),
        ({"silent": "cirrhosis"}, "left open, for the source does not say, if Cirrhosis: yes"),
        (
            {"silent": {"surely": "cirrhosis"}},
            "left open, for the source does not say, if it is known that Cirrhosis: yes",
        ),
        ({"none_of": [{"silent": "cirrhosis"}]}, "left open, for the source does not say, if Cirrhosis: yes"),
        ({"none_of": [{"all": ["cirrhosis", "bilobar"]}]}, "not all of"),
    ],
)
def test_what_is_known_and_what_is_left_open_is_said_in_plain_words(written: Any, words: str) -> None:
    assert line(drawn(written)) == words


def test_a_part_stands_with_its_name_which_is_not_said_twice() -> None:
    tree = logic(RULES["R01.derived"].criterion, RULES["R01.derived"], RULES, load_policy())  # type: ignore[arg-type]
    lines = [line(part) for part in tree["parts"]]
    assert lines[0] == "R0 resection feasible: yes"
    assert "Own inflow: Independent inflow of the remnant: yes" in lines
    assert lines[-1] == "Remnant large enough: R02 is met: Minimum remnant"


def test_a_class_of_another_rule_is_named() -> None:
    tree = logic(Criterion.model_validate("R03:G2"), PLAIN, RULES, load_policy())
    assert (tree["rule"], tree["words"]) == ("R03.derived", "G2 of R03 holds: Three groups at presentation")


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
            assert "_" not in line(node), "an id is no word"
            assert "surely" not in line(node) and "unless unless" not in line(node)
