"""Deciding on a case: what is stored, what is refused in words, and that a repeated send changes nothing."""

from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from abstraction.records import Status
from registry.store import Registry
from review import workflow
from review.decision_check import DecisionError, Seen, sides_of
from review.effect import last_effect
from tests.review.reviewed import NEWER, decide, evidence, ingest, made, note, somebody

COUNT = "liver_lesion_count"


def fields(registry: Registry, case: str = "c2") -> dict[str, Any]:
    return dict(workflow.review_case(registry, case).case.fields)


def test_a_decision_names_what_it_replaced_and_the_versions(cases: Registry) -> None:
    after = decide(cases, "correct", "ecog", "2", reason="letter says so").after
    [stored] = cases.decisions("c2")
    assert (stored.value, stored.old, stored.reason) == (2, 1, "letter says so")
    versions = workflow.VERSIONS
    assert (stored.software, stored.lexicon, stored.rules) == (versions.software, versions.lexicon, versions.rules)
    assert stored.reading and after.case.fields["ecog"] == 2 and after.read.fields["ecog"] == 1
    decide(cases, "correct", "ecog", 3)
    assert cases.decisions("c2")[-1].old == 2
    assert cases.verify_decisions().faults == ()


def test_the_case_is_computed_again_at_once(cases: Registry) -> None:
    before = cases.stages()["c2"]
    decide(cases, "correct", "stated_resectability", "unresectable")
    assert cases.stages()["c2"].ecmtg != before.ecmtg
    assert cases.stale_cases(workflow.versions_of(workflow.effective_policy(cases))) == {}


def test_an_accepted_value_is_stored_with_its_evidence(cases: Registry) -> None:
    decide(cases, "accept", "ecog")
    [stored] = cases.decisions("c2")
    assert stored.value == 1 and stored.evidence == workflow.review_case(cases, "c2").read.values["ecog"].evidence
    assert workflow.review_case(cases, "c2").case.values["ecog"].source == "reviewed"


def test_the_same_decision_sent_again_changes_nothing(cases: Registry) -> None:
    first = made("correct", "ecog", 2)
    workflow.decide(cases, somebody("Ada"), first, Seen(1))
    again = workflow.decide(cases, somebody("Ada"), first, Seen(1))
    assert len(cases.decisions("c2")) == 1 and again.after.case.fields["ecog"] == 2


def test_a_value_that_changed_meanwhile_is_not_decided_on(cases: Registry) -> None:
    decide(cases, "correct", "ecog", 2, Seen(1))
    for action in ("accept", "reject", "not_stated", "undo"):
        with pytest.raises(DecisionError, match="somebody changed this value meanwhile"):
            decide(cases, action, "ecog", None, Seen(1))
    assert len(cases.decisions("c2")) == 1


def test_one_of_two_who_decide_at_once_is_told(cases: Registry) -> None:
    refused: list[str] = []

    def act(value: int) -> None:
        try:
            decide(cases, "correct", "ecog", value, Seen(1))
        except DecisionError as error:
            refused.append(str(error))

    threads = [Thread(target=act, args=(value,)) for value in (2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 2 and len(cases.decisions("c2")) == 1
    assert cases.decisions("c2")[0].value == fields(cases)["ecog"]


def test_a_side_of_a_conflict_is_taken_with_the_evidence_of_that_side(cases: Registry) -> None:
    case = workflow.review_case(cases, "c1").case
    sides = sides_of(case, COUNT)
    assert sorted(value["min"] for value, _ in sides) == [2, 5]  # type: ignore[index,call-overload]
    for value, evidence_of_side in sides:
        after = decide(cases, "accept", COUNT, value, case="c1").after
        assert after.case.values[COUNT].value == value and COUNT not in after.case.conflicts
        assert after.case.values[COUNT].evidence == evidence_of_side
        decide(cases, "undo", COUNT, case="c1")


@pytest.mark.parametrize(
    ("action", "element", "value", "told"),
    [
        ("accept", COUNT, None, "notes disagree; take one side"),
        ("accept", COUNT, {"min": 9, "max": 9, "innumerable": False}, "notes disagree; take one side"),
        ("accept", "flr_percent", None, "there is no value to accept"),
        ("reject", "flr_percent", None, "there is no value to reject"),
        ("undo", "flr_percent", None, "there is no decision to take back"),
        ("answer", "flr_percent", None, "there is no open query to answer"),
        ("query", "flr_percent", None, "write what you want to say or ask"),
        ("comment", "flr_percent", None, "write what you want to say or ask"),
        ("correct", "flr_percent", "much", "enter a number in %"),
        ("correct", "nothing_known", 1, "unknown data element nothing_known"),
        ("sign_off", "flr_percent", {}, "unknown data element"),
        ("maybe", "flr_percent", None, "unknown action maybe"),
        ("undo", "", None, "the case is not signed off"),
        ("sign_off", "", None, "a sign-off needs the version"),
    ],
)
def test_what_cannot_be_decided_is_told_and_not_stored(
    cases: Registry, action: str, element: str, value: Any, told: str
) -> None:
    with pytest.raises(DecisionError, match=told):
        decide(cases, action, element, value, case="c1")
    assert cases.decisions() == ()


def test_nobody_decides_without_a_name(cases: Registry) -> None:
    with pytest.raises(DecisionError, match="say who you are"):
        decide(cases, "accept", "ecog", reviewer=" ")


def test_another_value_than_the_one_there_is_not_accepted(cases: Registry) -> None:
    with pytest.raises(DecisionError, match="this is not the value there is"):
        decide(cases, "accept", "ecog", 3)


def test_the_value_there_is_corrected_only_with_new_evidence(cases: Registry) -> None:
    with pytest.raises(DecisionError, match="this is the value already"):
        decide(cases, "correct", "ecog", "1")
    spot = evidence(cases, "c2", "letter", "status 1", "ecog", 1)
    after = decide(cases, "correct", "ecog", "1", evidence=(spot,)).after
    assert spot in after.case.values["ecog"].evidence


def test_evidence_outside_the_notes_is_refused(cases: Registry) -> None:
    spot = evidence(cases, "c1", "mri", "Possible peritoneal nodule", "ecog", 2)
    with pytest.raises(DecisionError, match="not in a note of this case"):
        decide(cases, "correct", "ecog", 2, evidence=(spot,))


def test_what_stays_of_a_list_keeps_its_evidence(cases: Registry) -> None:
    decide(cases, "accept", "liver_segments", ["6", "8"], case="c1")
    new = evidence(cases, "c1", "ct", "segment 6", "liver_segments", "7")
    after = decide(cases, "correct", "liver_segments", ["6", "7"], case="c1", evidence=(new,)).after
    assert {one.mention.value for one in after.case.values["liver_segments"].evidence} == {"6", "7"}


def test_agreed_sites_stay_when_a_side_is_taken(cases: Registry, tmp_path: Path) -> None:
    ingest(
        cases,
        tmp_path,
        [note("us", "c1", "radiology", "2024-05-06", "US LIVER\nPeritoneum: No peritoneal nodule. Lungs not seen.\n")],
    )
    case = workflow.review_case(cases, "c1").case
    assert "ehd" in case.conflicts and "lung" in case.values["ehd"].value  # type: ignore[operator]
    for value, _ in sides_of(case, "ehd"):
        assert value["lung"] == "absent"  # type: ignore[index,call-overload]
    value, _ = sides_of(case, "ehd")[0]
    assert decide(cases, "accept", "ehd", value, case="c1").after.case.fields["ehd"] == value


@pytest.mark.parametrize("action", ["reject", "not_stated"])
def test_a_rejected_value_is_kept_in_the_decision(cases: Registry, action: str) -> None:
    decide(cases, action, "ecog")
    assert "ecog" not in fields(cases) and cases.decisions("c2")[0].old == 1
    decide(cases, "undo", "ecog")
    assert fields(cases)["ecog"] == 1 and len(cases.decisions("c2")) == 2


def test_a_newer_note_makes_an_accepted_value_open_again(cases: Registry, tmp_path: Path) -> None:
    decide(cases, "accept", "ecog")
    ingest(cases, tmp_path, [note("later", "c2", "oncology", "2024-07-01", NEWER)])
    value = workflow.review_case(cases, "c2").case.values["ecog"]
    assert (value.value, value.status) == (2, Status.NEEDS_REVIEW)
    decide(cases, "accept", "ecog")
    assert workflow.review_case(cases, "c2").case.values["ecog"].status is Status.SURE


def test_the_last_decision_tells_what_it_changed(cases: Registry) -> None:
    assert last_effect(workflow.review_case(cases, "c2")) is None
    found = last_effect(decide(cases, "correct", "stated_resectability", "unresectable").after)
    assert found and found.ecmtg and found.ecmtg == (("M0", "M1a"), ("M0", "M1b", "M1c"))
    assert ("R01.documented", "unknown", "not_met") in found.rules
    found = last_effect(decide(cases, "undo", "stated_resectability").after)
    assert found and found.ecmtg and found.ecmtg[1] == ("M0", "M1a")
    decide(cases, "comment", "ecog", reason="as before")
    again = last_effect(workflow.review_case(cases, "c2"))
    assert again and again.decision.action == "undo", "what is said changes no value"
