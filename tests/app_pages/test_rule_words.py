"""Every rule of the catalogue is told in words: section, kind, position, coverage."""

import pytest

from review.rule_words import (
    COVERAGE,
    KINDS,
    POSITIONS,
    SECTIONS,
    is_outside,
    place_of,
    section_title,
    verdict_words,
)
from rules_engine import Verdict, load_rules

RULES = {rule.key: rule for rule in load_rules()}


@pytest.mark.parametrize("key", RULES)
def test_every_rule_of_the_catalogue_has_words(key: str) -> None:
    rule = RULES[key]
    assert KINDS[rule.kind]
    assert POSITIONS[rule.position]
    assert COVERAGE[rule.coverage.level]
    assert is_outside(rule) or rule.citation.section.lower() in SECTIONS


def test_a_heading_that_is_not_known_is_shown_as_it_stands() -> None:
    assert section_title("SOMETHING NEW") == "Something new"
    assert section_title("ABLATIVE TREATMENT") == "Ablation"


def test_context_applies_and_is_never_met() -> None:
    context = next(rule for rule in RULES.values() if rule.kind == "context")
    assert verdict_words(context)[Verdict.MET] == "Applies"
    assert verdict_words(RULES["R02.derived"])[Verdict.MET] == "Met"
    assert verdict_words(RULES["R03.derived"])[Verdict.MET] == "Settled"


def test_scales_from_outside_the_source_stand_apart_and_last() -> None:
    rule = RULES["R02.derived"]
    outside = rule.model_copy(update={"origin": "outside the source"})
    assert place_of(outside)[1] == "Scales from outside the source"
    assert place_of(outside)[0] > max(place_of(one)[0] for one in RULES.values() if not is_outside(one))
