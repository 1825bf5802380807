"""What two people entered differently is settled with a reason, becomes a decision on the case, and is shown to who was overruled."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from abstraction.decisions import ACCEPT, CORRECT, NOT_STATED
from registry import blind_store
from registry.store import Registry
from review import readers, workflow
from review.adjudication import adjudicate, overruled
from review.blindness import BlindError, asked
from review.readers import DISAGREE, FIRST, MACHINE, SECOND, SETTLED, agreement, item_ratings, ratings, twice_read
from review.rights import RefusedError
from tests.review.reviewed import evidence, ingest
from tests.review.twice import ADA, BEN, CLEO, VIC, enter, enter_all, give, known

ONE = {"min": 1, "max": 1, "innumerable": False}
EHD = {"lung": "absent"}


@pytest.fixture(scope="module")
def entered_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both cases entered by both: they differ on ECOG and CEA of c2, and on the lung and segments of c1."""
    folder = tmp_path_factory.mktemp("entered")
    with Registry.open(folder / "entered.duckdb") as registry:
        ingest(registry, folder)
        known(registry)
        give(registry)
        place = evidence(registry, "c2", "letter", "ECOG performance status 1", "ecog", 2)
        enter_all(registry, ADA, "c2", {"ecog": 1, "cea_ng_ml": 12, "stated_resectability": "resectable"})
        enter(registry, BEN, "c2", "ecog", 2, evidence=[place])
        enter_all(registry, BEN, "c2", {"ecog": 2, "stated_resectability": "resectable"})
        enter_all(registry, ADA, "c1", {"liver_lesion_count": ONE, "ehd": EHD, "liver_segments": ["6", "8"]})
        enter_all(registry, BEN, "c1", {"liver_lesion_count": ONE, "ehd": {"lung": "present"}, "liver_segments": ["6"]})
    return folder / "entered.duckdb"


@pytest.fixture
def entered(entered_once: Path, tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(shutil.copy(entered_once, tmp_path / "entered.duckdb")) as registry:
        yield registry


def words(registry: Registry, case_id: str, element: str) -> list[str | None]:
    [one] = [one for one in twice_read(registry) if (one.case_id, one.element) == (case_id, element)]
    return [one.word(reader) for reader in (FIRST, SECOND, MACHINE, SETTLED)]


def test_each_reader_says_what_they_entered_and_the_machine_what_it_read(entered: Registry) -> None:
    assert words(entered, "c2", "ecog") == ["1", "2", "1", None]
    assert words(entered, "c2", "cea_ng_ml") == ["12", "null", "12", None]
    assert words(entered, "c2", "ras_status") == ["null", "null", "null", "null"]
    assert words(entered, "c1", "liver_lesion_count")[2] == DISAGREE
    assert len(twice_read(entered)) == 2 * len(asked())


def test_figures_count_the_cases_both_are_done_with(cases: Registry) -> None:
    give(cases)
    enter_all(cases, ADA, "c2", {"ecog": 1})
    enter_all(cases, BEN, "c2", {"ecog": 1}, done=False)
    assert twice_read(cases) == []


def test_agreement_of_each_two_readers(entered: Registry) -> None:
    twice = twice_read(entered)
    assert twice_read(entered, (ADA.login, BEN.login)) == twice and twice_read(entered, ("x", "y")) == []
    people = agreement(twice, (FIRST, SECOND))
    assert (people["ecog"].n, people["ecog"].agreed, people["stated_resectability"].agreed) == (2, 1, 2)
    assert agreement(twice, (FIRST, MACHINE))["ecog"].agreed == 2
    assert agreement(twice, (SECOND, MACHINE))["ecog"].agreed == 1
    assert agreement(twice, (SETTLED, MACHINE))["ecog"].n == 1, "what is not settled is not counted"
    adjudicate(entered, CLEO, "c2", "ecog", 2, "the newer letter", "s1")
    settled = agreement(twice_read(entered), (SETTLED, MACHINE))["ecog"]
    assert (settled.n, settled.agreed) == (2, 1)


def test_lists_and_maps_are_compared_item_by_item(entered: Registry) -> None:
    by_element = readers.by_element(twice_read(entered))
    segments = item_ratings(asked()["liver_segments"], ratings(by_element["liver_segments"], (FIRST, SECOND)))
    assert segments == {
        "6": [("stated", "stated"), ("not stated", "not stated")],
        "8": [("stated", "not stated"), ("not stated", "not stated")],
    }
    sites = item_ratings(asked()["ehd"], ratings(by_element["ehd"], (FIRST, SECOND)))
    assert sites == {"lung": [("absent", "present"), ("not stated", "not stated")]}
    assert item_ratings(asked()["ecog"], [("1", "2")]) == {}
    assert item_ratings(asked()["liver_segments"], [(DISAGREE, '["6"]')]) == {}


@pytest.mark.parametrize(
    ("case_id", "element", "value", "action"),
    [
        ("c2", "ecog", 1, ACCEPT),
        ("c2", "ecog", 2, CORRECT),
        ("c2", "cea_ng_ml", None, NOT_STATED),
        ("c1", "liver_lesion_count", {"min": 5, "max": 5, "innumerable": False}, ACCEPT),
        ("c1", "liver_lesion_count", ONE, CORRECT),
        ("c1", "liver_lesion_count", None, NOT_STATED),
    ],
)
def test_what_is_settled_becomes_a_decision_of_the_case(
    entered: Registry, case_id: str, element: str, value: object, action: str
) -> None:
    for _ in range(2):
        adjudicate(entered, CLEO, case_id, element, value, " the letter says so ", "s1")
    [decision] = entered.decisions(case_id)
    assert (decision.decision_id, decision.action, decision.reviewer) == ("s1", action, "Cleo")
    assert decision.reason == "Adjudicated: the letter says so"
    assert workflow.review_case(entered, case_id).case.fields.get(element) == value
    [made] = blind_store.adjudications(entered)
    assert (made.value, made.reason, made.adjudicator, made.decision_id) == (value, "the letter says so", "Cleo", "s1")
    assert entered.verify_decisions().faults == ()


def test_the_words_of_the_person_who_was_followed_are_the_evidence(entered: Registry) -> None:
    adjudicate(entered, CLEO, "c2", "ecog", 2, "so said the board", "s1")
    [decision] = entered.decisions("c2")
    assert [(one.note_id, one.mention.value) for one in decision.evidence] == [("letter", 2)]


def test_settling_again_appends_and_the_last_one_holds(entered: Registry) -> None:
    adjudicate(entered, CLEO, "c2", "cea_ng_ml", None, "of another patient", "s1")
    adjudicate(entered, CLEO, "c2", "cea_ng_ml", None, "said twice", "s2")
    assert [one.decision_id for one in blind_store.adjudications(entered)] == ["s1", "s1"], "the case says so already"
    adjudicate(entered, CLEO, "c2", "cea_ng_ml", 12, "it is of this patient", "s3")
    assert len(blind_store.adjudications(entered)) == 3
    assert workflow.review_case(entered, "c2").case.fields["cea_ng_ml"] == 12
    assert words(entered, "c2", "cea_ng_ml")[3] == "12"


def test_who_was_overruled_sees_it_with_the_reason(entered: Registry) -> None:
    assert overruled(entered, ADA) == overruled(entered, BEN) == []
    adjudicate(entered, CLEO, "c2", "ecog", 1, "as of the visit", "s1")
    [one] = overruled(entered, BEN)
    assert (one.case_id, one.element, one.own, one.settled) == ("c2", "ecog", 2, 1)
    assert (one.reason, one.adjudicator) == ("as of the visit", "Cleo") and one.settled_at
    assert overruled(entered, ADA) == [] and overruled(entered, CLEO) == []
    adjudicate(entered, CLEO, "c2", "ecog", 3, "neither is right", "s2")
    assert [one.settled for who in (ADA, BEN) for one in overruled(entered, who)] == [3, 3]


def test_who_may_settle_and_what_it_takes(entered: Registry) -> None:
    for person in (ADA, VIC):
        with pytest.raises(RefusedError, match="settle what two people entered"):
            adjudicate(entered, person, "c2", "ecog", 1, "why", "s1")
    with pytest.raises(BlindError, match="you are one of the two"):
        adjudicate(entered, replace(CLEO, login=BEN.login), "c2", "ecog", 1, "why", "s1")
    for case_id, element, value, reason, told in [
        ("c2", "ecog", 1, " ", "ECOG: give a reason"),
        ("c2", "ecog", 9, "why", "from 0 to 4"),
        ("c2", "age_years", 9, "why", "not entered twice"),
        ("c9", "ecog", 1, "why", "c9 is not given to two people"),
    ]:
        with pytest.raises(BlindError, match=told):
            adjudicate(entered, CLEO, case_id, element, value, reason, "s1")
    assert blind_store.adjudications(entered) == () and entered.decisions() == ()


def test_nothing_is_settled_before_both_are_done(cases: Registry) -> None:
    give(cases)
    enter_all(cases, ADA, "c2", {"ecog": 1})
    with pytest.raises(BlindError, match="ben@site not done yet"):
        adjudicate(cases, CLEO, "c2", "ecog", 1, "why", "s1")
