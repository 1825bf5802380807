"""Review decisions over a case: the last one holds, an undo takes it back, and the notes stay as they were read."""

from typing import Any

import pytest

from abstraction.consolidation import consolidate
from abstraction.decisions import apply_decisions
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
