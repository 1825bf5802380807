"""A share of the cases is drawn for two people, and each enters what they find without seeing anything else."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import blind_store
from registry.store import Registry
from review import double_abstraction, workflow
from review.blindness import BlindError, asked, hidden, refuse_hidden, tasks
from review.double_abstraction import draw, enter, finish, own_case, own_entries, place_of, share
from review.gold_export import export_gold
from review.moment import moment
from review.rejection import UserError
from review.rights import RefusedError
from review.sign_off import sign_off
from tests.review import twice
from tests.review.reviewed import decide, evidence, ingest, made, note
from tests.review.twice import ADA, BEN, BOTH, CLEO, VIC, enter_all, give

PAIR = (ADA.login, BEN.login)
MANY = [note(f"n{at}", f"case{at:03}", "oncology", "2024-03-01", "ECOG performance status 1.\n") for at in range(60)]


def drawn(registry: Registry, percent: float = 30, seed: str = "1") -> tuple[str, ...]:
    return share(registry, *PAIR, percent, seed).cases


@given(st.text(max_size=20), st.text(max_size=5))
def test_a_case_lies_where_it_lies_whoever_is_named_first(case_id: str, seed: str) -> None:
    assert 0 <= place_of(case_id, PAIR, seed) < 1
    assert place_of(case_id, PAIR, seed) == place_of(case_id, PAIR[::-1], seed)


def test_a_share_is_about_as_large_as_asked_and_grows_with_it() -> None:
    at = [place_of(f"case {number}", PAIR, "seed") for number in range(10_000)]
    assert 0.18 < sum(one < 0.2 for one in at) / len(at) < 0.22


def test_a_draw_is_the_same_again_and_stays_when_cases_are_added(cases: Registry, tmp_path: Path) -> None:
    ingest(cases, tmp_path, MANY[:40])
    before = drawn(cases)
    assert before and before == drawn(cases)
    assert set(before) < set(drawn(cases, percent=60)), "a larger share holds the smaller one"
    assert before != drawn(cases, seed="2")
    ingest(cases, tmp_path, MANY[40:])
    assert set(before) < set(drawn(cases)), "new cases push none out"


def test_drawing_again_gives_only_what_is_new(cases: Registry, tmp_path: Path) -> None:
    ingest(cases, tmp_path, MANY[:40])
    first = draw(cases, CLEO, *PAIR, 30, "1", "draw-1")
    assert first.cases and draw(cases, CLEO, *PAIR, 30, "1", "draw-1").cases == ()
    ingest(cases, tmp_path, MANY[40:])
    again = draw(cases, CLEO, *PAIR, 30, "1", "draw-2")
    assert again.cases and not set(again.cases) & set(first.cases) and again.given == len(first.cases)
    assert set(blind_store.pairs(cases)) == {*first.cases, *again.cases}
    assert set(blind_store.pairs(cases).values()) == {PAIR}
    other = draw(cases, CLEO, ADA.login, CLEO.login, 100, "1", "draw-3")
    assert not set(other.cases) & {*first.cases, *again.cases}, "a case is given to one pair"


def test_a_case_that_one_of_the_two_has_decided_on_is_left_out(cases: Registry) -> None:
    twice.known(cases)
    decide(cases, "accept", "ecog", case="c2", reviewer="Ada")
    cases.save_profile(ADA.login, "Ada Lovelace")
    found = share(cases, *PAIR, 100, "1")
    assert (found.cases, found.decided) == (("c1",), 1)


def wrong(*given: object) -> Callable[[Registry], object]:
    return lambda cases: draw(cases, CLEO, *given, "draw")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("attempt", "told"),
    [
        (wrong(*PAIR, 0, "1"), "more than 0"),
        (wrong(*PAIR, 101, "1"), "at most 100"),
        (wrong(ADA.login, " ", 20, "1"), "name two people"),
        (wrong(ADA.login, ADA.login, 20, "1"), "two different people"),
        (wrong(ADA.login, "x" * 200, 20, "1"), "at most 120 letters"),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused(
    cases: Registry, attempt: Callable[[Registry], object], told: str
) -> None:
    with pytest.raises(BlindError, match=told):
        attempt(cases)
    assert blind_store.pairs(cases) == {}


def test_who_may_draw_and_enter(cases: Registry) -> None:
    for person in (ADA, VIC):
        with pytest.raises(RefusedError, match="give cases to people"):
            draw(cases, person, *PAIR, 100, "1", "draw")
    give(cases)
    with pytest.raises(RefusedError, match="decide on a case"):
        enter(cases, VIC, "c2", "ecog", 1, "e1")
    with pytest.raises(BlindError, match="not given to you"):
        enter(cases, CLEO, "c2", "ecog", 1, "e1")
    assert blind_store.entries(cases) == ()


def test_a_case_is_hidden_from_each_of_the_two_until_they_are_done(cases: Registry) -> None:
    assert hidden(cases, ADA) == {}
    give(cases)
    assert set(hidden(cases, ADA)) == set(hidden(cases, BEN)) == {"c1", "c2"}
    assert hidden(cases, CLEO) == {} and hidden(cases, VIC) == {}
    enter_all(cases, ADA, "c2", {"ecog": 1}, done=False)
    with pytest.raises(BlindError, match="yours to abstract blind"):
        refuse_hidden(cases, ADA, "c2")
    finish(cases, ADA, "c2", "done")
    assert (set(hidden(cases, ADA)), set(hidden(cases, BEN))) == ({"c1"}, {"c1", "c2"})
    refuse_hidden(cases, ADA, "c2")
    [open_one, done] = tasks(cases, ADA)
    assert (open_one.entered, open_one.done) == (0, False)
    assert (done.entered, done.of, done.done) == (len(asked()), len(asked()), True)


def test_what_a_person_sees_of_a_case_holds_nothing_but_their_own(cases: Registry) -> None:
    give(cases)
    enter(cases, BEN, "c2", "ecog", 2, "b1")
    own = own_case(cases, ADA, "c2")
    assert own.values == {} and own.conflicts == {}
    assert all(not one.values and not one.lesions and not one.context for one in own.notes)
    assert [one.note.note_id for one in own.notes] == ["letter"]
    enter(cases, ADA, "c2", "ecog", "1", "a1")
    assert own_case(cases, ADA, "c2").fields == {"ecog": 1} and own_case(cases, BEN, "c2").fields == {"ecog": 2}


def test_entries_are_appended_with_who_when_versions_and_evidence(cases: Registry) -> None:
    give(cases)
    place = evidence(cases, "c2", "letter", "ECOG performance status 1", "ecog", 1)
    enter(cases, ADA, "c2", "ecog", 2, "a1")
    enter(cases, ADA, "c2", "ecog", 1, "a2", evidence=[place], remark=" second look ")
    enter(cases, ADA, "c2", "ecog", 1, "a2", evidence=[place])
    assert [(one.entry_id, one.value) for one in blind_store.entries(cases)] == [("a1", 2), ("a2", 1)]
    last = own_entries(cases, ADA, "c2")["ecog"]
    assert (last.person, last.evidence, last.remark) == (ADA.login, (place,), "second look")
    assert last.entered_at and last.software and last.lexicon and last.rules


def test_evidence_stays_with_what_is_still_said(cases: Registry) -> None:
    give(cases)
    segment = evidence(cases, "c1", "ct", "segment 6", "liver_segments", "6")
    other = evidence(cases, "c1", "mri", "segment 8", "liver_segments", "8")
    enter(cases, ADA, "c1", "liver_segments", ["6"], "a1", evidence=[segment])
    enter(cases, ADA, "c1", "liver_segments", ["6", "8"], "a2", evidence=[other])
    assert set(own_entries(cases, ADA, "c1")["liver_segments"].evidence) == {segment, other}
    enter(cases, ADA, "c1", "liver_segments", ["8"], "a3")
    assert own_entries(cases, ADA, "c1")["liver_segments"].evidence == (other,)


def test_what_does_not_fit_is_refused_in_words_and_not_stored(cases: Registry) -> None:
    give(cases)
    place = evidence(cases, "c1", "ct", "segment 6", "ecog", 1)
    with pytest.raises(BlindError, match="ECOG: enter a number"):
        enter(cases, ADA, "c2", "ecog", "good", "a1")
    with pytest.raises(BlindError, match="unknown data element age_years"):
        enter(cases, ADA, "c2", "age_years", 70, "a1")
    with pytest.raises(BlindError, match="not in a note of this case"):
        enter(cases, ADA, "c2", "ecog", 1, "a1", evidence=[place])
    with pytest.raises(BlindError, match=r"29 of 29 are not entered yet: Liver metastases, number, .*\.\.\."):
        finish(cases, ADA, "c2", "a1")
    assert blind_store.entries(cases) == ()


def test_who_is_done_cannot_change_what_they_entered(cases: Registry) -> None:
    give(cases)
    enter_all(cases, ADA, "c2", {"ecog": 1}, done=False)
    for _ in range(2):
        finish(cases, ADA, "c2", "done")  # a click that arrives twice
    with pytest.raises(BlindError, match="so what you entered stands"):
        enter(cases, ADA, "c2", "ecog", 2, uuid4().hex)
    assert own_case(cases, ADA, "c2").fields == {"ecog": 1}
    assert len(blind_store.entries(cases, ["c2"])) == len(asked()) + 1


def test_what_is_stored_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "kept.duckdb"
    with Registry.open(path) as registry:
        ingest(registry, tmp_path)
        give(registry)
        for person in BOTH:
            double_abstraction.enter(registry, person, "c2", "ecog", 1, f"of {person.name}")
        before = blind_store.entries(registry)
    with Registry.open(path, read_only=True) as registry:
        assert blind_store.entries(registry) == before and len(before) == 2
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM blind_cases").fetchall() == [(2,)]


def test_who_has_yet_to_enter_a_case_decides_nothing_on_it(cases: Registry) -> None:
    give(cases)
    with pytest.raises(BlindError, match="yours to abstract blind"):
        workflow.decide(cases, ADA, made("accept", "ecog"))
    with pytest.raises(BlindError, match="yours to abstract blind"):
        sign_off(cases, ADA, "c2", "s1")
    assert cases.decisions() == ()
    workflow.decide(cases, CLEO, made("accept", "ecog"))
    assert [one.reviewer for one in cases.decisions()] == ["Cleo"]


def test_the_state_changes_with_whatever_is_compared(cases: Registry, tmp_path: Path) -> None:
    seen = [blind_store.state(cases)]
    give(cases)
    seen.append(blind_store.state(cases))
    enter(cases, ADA, "c2", "ecog", 1, "a1")
    seen.append(blind_store.state(cases))
    ingest(cases, tmp_path, MANY[:1])
    seen.append(blind_store.state(cases))
    assert len(set(seen)) == 4 and blind_store.state(cases) == seen[-1]


def test_an_export_holds_nothing_of_cases_its_person_has_yet_to_enter(cases: Registry) -> None:
    give(cases)
    workflow.decide(cases, CLEO, made("accept", "ecog", decided_at=moment()))
    assert export_gold(cases, CLEO)[1] == 1
    with pytest.raises(UserError, match="no note has a decided field yet"):
        export_gold(cases, ADA)
