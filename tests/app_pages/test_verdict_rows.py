"""The verdict cards: candidate sets in words, every rule with its source, gaps that lead to an element."""

from app_pages.verdict_rows import FACT_ELEMENTS, GROUPS, STAGES, element_of, verdict_view
from lexicons import load_elements
from rules_engine import classify
from rules_engine.facts import load_facts
from tests.app_pages import cases

VIEW = verdict_view(classify(cases.case()))


def test_a_set_with_several_candidates_is_open() -> None:
    stage = VIEW["stage"]
    assert not stage["settled"]
    assert len(stage["items"]) > 1
    assert all(item["words"] for item in stage["items"])


def test_stages_and_groups_have_words() -> None:
    assert list(STAGES) == ["M0", "M1a", "M1b", "M1c"]
    assert list(GROUPS) == ["G1", "G2", "G3"]


def test_every_rule_tells_its_source_and_an_unknown_what_is_missing() -> None:
    assert VIEW["rules"]
    for rule in VIEW["rules"]:
        assert rule["verdict_words"]
        assert rule["citation"]["section"]
        assert rule["citation"]["quote"]
    gaps = [rule["rule"] for rule in VIEW["rules"] if rule["verdict"] == "unknown" and not rule["missing"]]
    assert gaps == []


def test_a_reason_names_the_words_it_rests_on() -> None:
    reasons = [item for rule in VIEW["rules"] for item in rule["because"] if item["label"] == "Liver metastases"]
    assert reasons
    assert {item["element"] for item in reasons} == {"liver_lesion_count"}
    assert all(place["note"] == "n1" for item in reasons for place in item["evidence"])


def test_gaps_lead_to_elements_that_exist() -> None:
    assert set(FACT_ELEMENTS) <= set(load_facts())
    assert {element_of(fact) for fact in load_facts()} - {""} <= set(load_elements())
