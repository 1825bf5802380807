"""The case card: every sentence names rules that exist, the source tells its age, each question is asked once."""

from app_pages.case_card import PARTS, card_view, question_rows
from rules_engine import classify, classify_facts, facts_from, load_rules
from tests.app_pages import cases

KEYS = {rule.key for rule in load_rules()}
VERDICTS = classify(cases.case())


def test_every_sentence_names_its_rules() -> None:
    facts = {
        "liver_mets_present": True,
        "liver_biopsy_planned": True,
        "liver_biopsy_target": "metastasis",
        "flr_pct": 60,
    }
    view = card_view(classify_facts("c", facts_from({**facts, "resectability_statement": "resectable"})))
    parts = {part["part"]: part["sentences"] for part in view["parts"]}
    assert list(parts) == [part for part in PARTS if part in parts]
    assert any("R16.derived" in sentence["rules"] for sentence in parts["caution"])
    for sentence in (one for sentences in parts.values() for one in sentences):
        assert sentence["text"]
        assert sentence["rules"]
        assert set(sentence["rules"]) <= KEYS


def test_the_card_tells_the_age_of_its_source() -> None:
    assert "2013" in card_view(VERDICTS)["source"]


def test_each_question_is_asked_once_the_most_telling_first() -> None:
    questions = question_rows(VERDICTS)
    asked = [item["label"] for item in questions]
    assert asked
    assert len(asked) == len(set(asked))
    settled = [len(item["rules"]) for item in questions]
    assert settled == sorted(settled, reverse=True)
    assert all(item["question"] and set(item["rules"]) <= KEYS for item in questions)
