"""The verdicts in groups: cautions first, sections of the source, context; every rule with its source, gaps that lead somewhere."""

from typing import Any

from app_pages.verdict_rows import KINDS, verdict_view
from lexicons import load_elements
from review.fact_places import FACT_ELEMENTS, element_of
from review.rule_words import SECTIONS, is_outside
from rules_engine import classify, classify_facts, load_rules
from rules_engine.fact import load_facts
from rules_engine.facts import facts_from
from tests.app_pages import cases

VIEW = verdict_view(classify(cases.case()), {"n1": cases.CT_NOTE})


def rules_of(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [rule for group in view["groups"] for rule in group["rules"]]


def view_of(**facts: object) -> dict[str, Any]:
    return verdict_view(classify_facts("c", facts_from({"liver_mets_present": True, **facts})), {})


def group_of(view: dict[str, Any], key: str) -> dict[str, Any]:
    found = [group for group in view["groups"] for rule in group["rules"] if rule["key"] == key]
    assert len(found) == 1
    return dict(found[0])


def test_every_rule_tells_its_source_and_an_unknown_what_is_missing() -> None:
    assert rules_of(VIEW)
    for rule in rules_of(VIEW):
        assert rule["verdict_words"]
        assert rule["citation"]["section"]
        assert rule["citation"]["quote"]
    gaps = [rule["rule"] for rule in rules_of(VIEW) if rule["verdict"] == "unknown" and not rule["missing"]]
    assert gaps == []


def test_a_reason_names_the_words_it_rests_on() -> None:
    reasons = [item for rule in rules_of(VIEW) for item in rule["because"] if item["label"] == "Liver metastases"]
    assert reasons
    assert {item["element"] for item in reasons} == {"liver_lesion_count"}
    assert all(place["note"] == "n1" for item in reasons for place in item["evidence"])


def test_gaps_lead_to_elements_that_exist() -> None:
    assert set(FACT_ELEMENTS) <= set(load_facts())
    assert {element_of(fact) for fact in load_facts()} - {""} <= set(load_elements())


def test_what_no_note_can_answer_is_not_asked() -> None:
    view = view_of(resectability_statement="borderline")
    silent = [
        item
        for rule in rules_of(view)
        for item in rule["missing"]
        if item["reason"] == "the source does not settle this"
    ]
    assert silent
    assert not any("silent" in item["question"] for item in view["questions"])


def test_every_rule_stands_in_one_group() -> None:
    keys = [rule["key"] for rule in rules_of(VIEW)]
    assert sorted(keys) == sorted(rule.key for rule in load_rules())


def test_groups_are_cautions_then_sections_in_the_order_of_the_source_then_context() -> None:
    kinds = [group["kind"] for group in VIEW["groups"]]
    assert kinds == sorted(kinds, key=KINDS.index)
    titles = [group["title"] for group in VIEW["groups"] if group["kind"] == "criteria"]
    order = list(dict.fromkeys(SECTIONS.values()))
    assert len(titles) > 1
    assert titles == sorted(titles, key=order.index)


def test_what_is_decided_comes_first_in_its_group() -> None:
    order = ["met", "not_met", "unknown", "not_applicable"]
    for group in VIEW["groups"]:
        verdicts = [rule["verdict"] for rule in group["rules"]]
        assert verdicts == sorted(verdicts, key=order.index)


def test_context_is_no_criterion() -> None:
    view = view_of()
    context = {rule.key for rule in load_rules() if rule.kind == "context" and not is_outside(rule)}
    assert context
    for key in context:
        assert group_of(view, key)["kind"] == "context"
    assert {rule["key"] for rule in rules_of(view) if rule["context"]} >= context
    assert not {rule["verdict_words"] for rule in rules_of(view) if rule["context"]} & {"Met", "Not met"}


def test_scales_from_outside_the_source_are_tagged_and_stand_apart() -> None:
    outside = {rule.key for rule in load_rules() if is_outside(rule)}
    assert outside
    assert {rule["key"] for rule in rules_of(VIEW) if rule["tag"]} == outside
    assert {group_of(VIEW, key)["kind"] for key in outside} == {"outside"}


def test_a_caution_that_holds_comes_first() -> None:
    against = {"liver_mets_present": True, "liver_biopsy_planned": True, "resectability_statement": "resectable"}
    facts = facts_from({**against, "liver_biopsy_target": "metastasis"})
    view = verdict_view(classify_facts("c", facts), {})
    assert view["groups"][0]["kind"] == "warning"
    warned = {rule["key"]: rule for rule in view["groups"][0]["rules"]}
    assert warned["R16.derived"]["verdict_words"] == "Applies"
    assert {rule["verdict"] for rule in warned.values()} == {"met"}
    assert group_of(view_of(), "R16.derived")["kind"] == "criteria", "what does not hold warns of nothing"
