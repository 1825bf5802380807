"""A correction becomes a card with old, new, words and effect; only Apply writes, as the page would, once."""

import json
from typing import Any

import pytest

from abstraction.decisions import ACCEPT, CORRECT, NOT_STATED, REJECT, UNDO
from assistant import conversing
from assistant.about_case import answer_about
from assistant.answer import Answer
from registry.blind_store import Draw, append_draw
from registry.store import Registry
from review import workflow
from review.blindness import BlindError
from review.rights import Person, Role


def said(registry: Registry, person: Person, sentence: str, case: str = "a") -> Answer:
    found = answer_about(registry, person, case, sentence)
    assert found is not None and found.understood, found
    return found


def decided(answer: Answer) -> dict[str, tuple[str, Any]]:
    assert answer.proposal is not None, answer.text
    return {one["element"]: (one["action"], one["value"]) for one in answer.proposal["decisions"]}


def counted(number: int) -> dict[str, Any]:
    return {"min": number, "max": number, "innumerable": False}


SAID = [
    ("lesion count is 4", {"liver_lesion_count": (CORRECT, counted(4))}),
    ("lesion count is 3", {"liver_lesion_count": (ACCEPT, counted(3))}),
    ("the FLR is 36 %", {"flr_percent": (CORRECT, 36.0)}),
    ("the largest lesion is 4.5 cm", {"liver_max_size_mm": (CORRECT, 45.0)}),
    ("KRAS is wild type", {"ras_status": (CORRECT, "wild_type")}),
    ("set ECOG to 2", {"ecog": (CORRECT, 2)}),
    ("segments are II, 6 and 8", {"liver_segments": (CORRECT, ["2", "6", "8"])}),
    ("ignore the lung nodule", {"ehd": (CORRECT, {"adrenal": "indeterminate"})}),
    ("there is no lung metastasis", {"ehd": (CORRECT, {"lung": "absent", "adrenal": "indeterminate"})}),
    ("add the right adrenal metastasis, see CT impression", {"ehd": (CORRECT, {"lung": "present", "adrenal": "present"})}),
    ("remove FOLFOX", {"chemo_regimens": (REJECT, None)}),
    ("add bevacizumab", {"chemo_regimens": (CORRECT, ["FOLFOX", "bevacizumab"])}),
    ("add FOLFIRI and bevacizumab", {"chemo_regimens": (CORRECT, ["FOLFOX", "FOLFIRI", "bevacizumab"])}),
    ("the response is stable disease", {"response": (CORRECT, "SD")}),
    ("there was no MRI", {"mri_done": (CORRECT, "no")}),
    ("no cirrhosis", {"liver_background_denied": (CORRECT, ["cirrhosis"])}),
    ("the CEA is wrong", {"cea_ng_ml": (REJECT, None)}),
    ("the margin is not stated", {"margin_status": (NOT_STATED, None)}),
    ("accept the CEA", {"cea_ng_ml": (ACCEPT, 18.5)}),
    (
        "the segment 2 lesion is a cyst",
        {
            "liver_lesion_count": (CORRECT, counted(2)), "liver_segments": (CORRECT, ["6", "7"]), "liver_lobes": (CORRECT, "right"),
            "liver_max_size_mm": (CORRECT, 28.0),
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "wanted"), SAID, ids=[one for one, _ in SAID])
def test_a_sentence_becomes_a_card_that_only_apply_writes(
    sentence: str, wanted: dict[str, Any], registry: Registry, person: Person
) -> None:
    answer = conversing.say(registry, person, "a", sentence)
    assert decided(answer) == wanted
    card = answer.proposal
    assert card is not None and registry.decisions("a") == ()
    was = workflow.review_case(registry, "a")
    assert {one["element"]: one["old"] for one in card["decisions"]} == {
        key: was.case.fields.get(key) for key in wanted
    }
    done = conversing.act(registry, person, "a", card["id"], "apply")
    assert done.understood and done.text.startswith("Saved.")
    review = workflow.review_case(registry, "a")
    assert [(one.element, one.action, one.reviewer) for one in review.decisions] == [
        (element, action, "Ada") for element, (action, _) in wanted.items()
    ]
    for element, (action, value) in wanted.items():
        assert review.case.fields.get(element) == (value if action in (CORRECT, ACCEPT) else None)
    moved = [one.rule for one in review.verdicts.results if was.verdicts.by_key[one.key].verdict is not one.verdict]
    assert all(any(line.startswith(f"{rule} ") for line in card["effect"]) or len(moved) > 12 for rule in moved)
    assert registry.verify_decisions().faults == ()


def test_the_evidence_is_in_the_note_and_section_that_were_named(registry: Registry, person: Person) -> None:
    answer = said(registry, person, "add the right adrenal metastasis, see CT impression")
    assert answer.proposal is not None
    [decision] = answer.proposal["decisions"]
    first = decision["evidence"][0]
    assert (first["note_id"], first["section"], first["value"]) == ("a-ct", "impression", "adrenal")
    assert "adrenal metastasis" in first["text"].lower()
    conversing.say(registry, person, "a", "add the right adrenal metastasis, see CT impression")
    card = conversing.history(registry, "a")[-1].answer.proposal
    assert card is not None
    conversing.act(registry, person, "a", card["id"], "apply")
    held = workflow.review_case(registry, "a").case.values["ehd"]
    assert ("a-ct", first["start"]) in {(one.note_id, one.mention.start) for one in held.evidence}


def test_words_that_the_named_note_does_not_hold_are_not_made_up(registry: Registry, person: Person) -> None:
    answer = said(registry, person, "FLR is 51 % per volumetry")
    assert answer.proposal is not None and answer.proposal["decisions"][0]["evidence"] == []
    assert "No words that say this were found" in answer.text
    found = said(registry, person, "FLR is 34 % per volumetry")
    assert found.proposal is not None and found.proposal["decisions"][0]["evidence"][0]["note_id"] == "a-vol"


def test_words_that_say_the_contrary_are_no_evidence(registry: Registry, person: Person) -> None:
    """A CT without a pulmonary nodule is evidence for a case without lung metastases, and none for one with them."""
    there, gone = (
        said(registry, person, "add lung metastases, see CT", "c"),
        said(registry, person, "no lung metastases, see CT", "c"),
    )
    assert there.proposal is not None and gone.proposal is not None
    assert "nodule" not in json.dumps(there.proposal["decisions"])
    assert "ct" in {one["note_id"].removeprefix("c-") for one in gone.proposal["decisions"][0]["evidence"]}


def test_a_side_of_a_conflict_is_taken_with_its_words(registry: Registry, person: Person) -> None:
    answer = said(registry, person, "lesion count is 5", "c")
    assert decided(answer) == {"liver_lesion_count": (ACCEPT, counted(5))}
    assert answer.proposal is not None
    assert {one["note_id"] for one in answer.proposal["decisions"][0]["evidence"]} == {"c-mri"}


def test_discarded_it_changes_nothing_and_cannot_be_applied_after(registry: Registry, person: Person) -> None:
    card = conversing.say(registry, person, "a", "lesion count is 4").proposal
    assert card is not None
    assert conversing.act(registry, person, "a", card["id"], "discard").text.startswith("Discarded")
    assert not conversing.act(registry, person, "a", card["id"], "apply").understood
    assert registry.decisions("a") == ()


def test_applied_twice_it_is_stored_once(registry: Registry, person: Person) -> None:
    card = conversing.say(registry, person, "a", "lesion count is 4").proposal
    assert card is not None
    for _ in range(2):
        conversing.act(registry, person, "a", card["id"], "apply")
    assert len(registry.decisions("a")) == 1


def test_what_somebody_changed_meanwhile_is_not_overwritten(registry: Registry, person: Person) -> None:
    card = conversing.say(registry, person, "a", "the segment 2 lesion is a cyst").proposal
    other = conversing.say(registry, person, "a", "segments are 2 and 8").proposal
    assert card is not None and other is not None
    conversing.act(registry, person, "a", other["id"], "apply")
    refused = conversing.act(registry, person, "a", card["id"], "apply")
    assert not refused.understood and "changed this value meanwhile" in refused.text
    assert [one.element for one in registry.decisions("a")] == ["liver_segments"]  # none of the card's four


def test_a_decision_is_taken_back(registry: Registry, person: Person) -> None:
    card = conversing.say(registry, person, "a", "lesion count is 4").proposal
    assert card is not None
    conversing.act(registry, person, "a", card["id"], "apply")
    undo = conversing.say(registry, person, "a", "take back the lesion count").proposal
    assert undo is not None and undo["decisions"][0]["action"] == UNDO
    conversing.act(registry, person, "a", undo["id"], "apply")
    assert workflow.review_case(registry, "a").case.fields["liver_lesion_count"] == counted(3)
    told = said(registry, person, "what did people decide?")
    assert isinstance(told.value, list) and len(told.value) == 2 and "Ada" in told.text


def test_who_may_not_decide_gets_no_card_and_cannot_apply(registry: Registry, person: Person) -> None:
    viewer = Person("vera", "Vera", Role.VIEWER)
    answer = said(registry, viewer, "lesion count is 4")
    assert answer.proposal is None and "may not" in answer.text
    card = conversing.say(registry, person, "a", "lesion count is 4").proposal
    assert card is not None
    refused = conversing.act(registry, viewer, "a", card["id"], "apply")
    assert not refused.understood and registry.decisions("a") == ()
    assert conversing.history(registry, "a")[0].waits


def test_a_case_somebody_has_yet_to_abstract_blind_is_not_talked_about(registry: Registry, person: Person) -> None:
    draw = Draw("draw", person.login, "bob", 100, 1, "carol", "2024-06-01T10:00:00+00:00")
    append_draw(registry, draw, ["a"])
    for sentence in ("What is the FLR?", "Summarise the case", "lesion count is 4"):
        with pytest.raises(BlindError):
            conversing.say(registry, person, "a", sentence)
    assert conversing.history(registry, "a") == []


def test_what_if_writes_nothing(registry: Registry, person: Person) -> None:
    answer = said(registry, person, "what if KRAS were wild type?")
    assert answer.value == {"R59.derived": ["not_met", "met"]} and answer.proposal is None
    assert registry.decisions("a") == ()
    assert workflow.review_case(registry, "a").case.fields["ras_status"] == "mutant"


def test_the_conversation_is_kept_by_case_and_person(registry: Registry, person: Person) -> None:
    conversing.say(registry, person, "a", "What is the CEA?")
    conversing.say(registry, Person("bob", "Bob", Role.ABSTRACTOR), "a", "What is the FLR?")
    conversing.say(registry, person, "b", "Summarise the case")
    assert [(one.turn.name, one.turn.question) for one in conversing.history(registry, "a")] == [
        ("Ada", "What is the CEA?"),
        ("Bob", "What is the FLR?"),
    ]
    where = conversing.say(registry, person, "a", "where?")  # leans on Ada's own question
    assert [one.text for one in where.cites] == ["18.5"]
    assert conversing.history(registry, "a")[-1].answer == where
