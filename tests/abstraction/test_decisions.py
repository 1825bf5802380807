"""Review decisions over a case: the last one holds, an undo takes it back, and the notes stay as they were read."""

from dataclasses import replace
from typing import Any

import pytest

from abstraction.consolidation import consolidate
from abstraction.decisions import SAID, WHOLE, apply_decisions, assignee, canonical, open_queries, reading_of, standing
from abstraction.records import Assertion, CaseAbstraction, CaseEvidence, Mention, ReviewDecision, Status
from tests.abstraction.notes import doubtful, stating

DAY = "2024-03-02"


def decision(action: str, value: Any = None, element: str = "ecog", **more: Any) -> ReviewDecision:
    return ReviewDecision("d1", "c1", element, action, value, "reviewer", "2024-04-01T10:00:00", **more)


@pytest.fixture
def case() -> CaseAbstraction:
    return consolidate("c1", [doubtful(stating(DAY, ecog=1, cea_ng_ml=12.0), "two readings")])


@pytest.fixture
def disputed() -> CaseAbstraction:
    return consolidate("c1", [stating(DAY, note_id="a", ecog=1), stating(DAY, note_id="b", ecog=2)])


def test_without_decisions_the_case_is_as_it_was(case: CaseAbstraction) -> None:
    assert apply_decisions(case, []) == case


def test_an_accepted_value_is_sure_and_keeps_its_evidence(case: CaseAbstraction) -> None:
    value = apply_decisions(case, [decision("accept")]).values["ecog"]
    assert (value.value, value.status, value.reasons, value.source) == (1, Status.SURE, (), "reviewed")
    assert value.evidence == case.values["ecog"].evidence
    assert case.values["ecog"].status is Status.NEEDS_REVIEW, "the case itself is never edited"


def test_a_corrected_value_takes_the_evidence_given_with_it(case: CaseAbstraction) -> None:
    span = (CaseEvidence("n2", Mention("ecog", 5, 9, 3, Assertion.PRESENT)),)
    assert apply_decisions(case, [decision("correct", 3, evidence=span)]).values["ecog"].evidence == span
    kept = apply_decisions(case, [decision("correct", 3)]).values["ecog"]
    assert (kept.value, kept.evidence) == (3, case.values["ecog"].evidence)


@pytest.mark.parametrize("action", ["reject", "not_stated"])
def test_a_rejected_value_is_gone_and_the_others_stay(case: CaseAbstraction, action: str) -> None:
    assert apply_decisions(case, [decision(action)]).fields == {"cea_ng_ml": 12.0}


@pytest.mark.parametrize("action", ["accept", "correct"])
def test_a_person_settles_a_conflict(disputed: CaseAbstraction, action: str) -> None:
    settled = apply_decisions(disputed, [decision(action, 2)])
    assert (settled.fields, settled.conflicts) == ({"ecog": 2}, {})
    assert set(disputed.conflicts) == {"ecog"}


def test_the_last_decision_holds_and_an_undo_brings_back_the_one_before(case: CaseAbstraction) -> None:
    correct, reject, undo = decision("correct", 3), decision("reject"), decision("undo")
    assert "ecog" not in apply_decisions(case, [correct, reject]).fields
    assert apply_decisions(case, [correct, reject, undo]).fields["ecog"] == 3
    assert apply_decisions(case, [correct, reject, undo, undo]) == case
    assert apply_decisions(case, [undo, correct]).fields["ecog"] == 3, "an undo of nothing does nothing"


def test_an_undo_brings_back_the_conflict(disputed: CaseAbstraction) -> None:
    assert apply_decisions(disputed, [decision("correct", 2), decision("undo")]) == disputed


def test_an_unknown_action_is_an_error_that_names_them_all(case: CaseAbstraction) -> None:
    with pytest.raises(ValueError, match="unknown action maybe; one of accept, correct, reject, not_stated, undo"):
        apply_decisions(case, [decision("maybe")])


def lapsed(reading: str, **more: Any) -> ReviewDecision:
    return replace(decision(**more), reading=reading)


def test_a_decision_lapses_when_the_notes_say_something_else(case: CaseAbstraction) -> None:
    reading = reading_of(case, "ecog")
    later = consolidate("c1", [stating(DAY, ecog=2)])
    for action in ("accept", "reject", "not_stated"):
        made = lapsed(reading, action=action, value=1 if action == "accept" else None)
        value = apply_decisions(later, [made]).values["ecog"]
        assert (value.value, value.status, value.source) == (2, Status.NEEDS_REVIEW, "extracted"), action
        assert value.reasons, action
    value = apply_decisions(later, [lapsed(reading, action="correct", value=3)]).values["ecog"]
    assert (value.value, value.status, value.source) == (3, Status.NEEDS_REVIEW, "reviewed")


def test_a_decision_holds_while_the_notes_say_the_same(case: CaseAbstraction) -> None:
    made = lapsed(reading_of(case, "ecog"), action="accept", value=1)
    again = consolidate("c1", [stating(DAY, note_id="other", ecog=1), stating("2024-01-01", ecog=0)])
    value = apply_decisions(again, [made]).values["ecog"]
    assert (value.value, value.status) == (1, Status.SURE)


def test_a_conflict_that_comes_later_is_open_again(case: CaseAbstraction, disputed: CaseAbstraction) -> None:
    made = lapsed(reading_of(case, "ecog"), action="accept", value=1)
    assert set(apply_decisions(disputed, [made]).conflicts) == {"ecog"}


def test_a_side_of_a_conflict_is_taken_with_its_evidence(disputed: CaseAbstraction) -> None:
    claim = disputed.conflicts["ecog"][1]
    evidence = tuple(CaseEvidence(claim.note_id, mention) for mention in claim.evidence)
    taken = apply_decisions(disputed, [decision("accept", claim.value, evidence=evidence)]).values["ecog"]
    assert (taken.value, taken.evidence) == (claim.value, evidence)


def test_what_is_said_and_who_has_a_case_change_no_value(case: CaseAbstraction) -> None:
    made = [decision(action, element="" if action in ("sign_off", "assign") else "ecog") for action in (*SAID, *WHOLE)]
    assert apply_decisions(case, made) == case


def test_a_query_is_open_until_it_is_answered() -> None:
    first, second = decision("query", reason="why?"), decision("query", reason="sure?")
    assert open_queries([first, second]) == {"ecog": (first, second)}
    assert open_queries([first, decision("comment"), decision("answer")]) == {}
    assert open_queries([first, decision("answer"), second]) == {"ecog": (second,)}


def test_the_last_person_a_case_is_given_to_has_it() -> None:
    given = [decision("assign", name, element="") for name in ("Ada", "Bea")]
    assert (assignee([]), assignee(given), assignee([*given, decision("assign", element="")])) == ("", "Bea", "")


def test_taking_back_a_sign_off_brings_back_no_earlier_one() -> None:
    signed = [decision("sign_off", {"n": number}, element="") for number in (1, 2)]
    assert standing(signed)[""] is signed[1]
    assert standing([*signed, decision("undo", element="")]) == {}


def test_equal_values_have_one_canonical_form() -> None:
    assert canonical(["b", "a"]) == canonical(["a", "b"])
    assert canonical(31) == canonical(31.0) != canonical(31.5)
    assert canonical({"x": 1, "y": 2}) == canonical({"y": 2, "x": 1})
    assert canonical(None) == "null"
