"""A clock that was wrong, went back or was set: what was done last holds all the same, and no sign-in lasts longer for it."""

from datetime import datetime
from pathlib import Path

import pytest

from registry import store
from registry.store import Registry
from review import note_check, policy, time_log, workflow
from review.reviewer import people, rename
from review.rights import Role
from review.sign_in import Presence
from review.sources import Defaults, Rejection, read_notes
from tests.review import reviewed

LATER, EARLIER = "2024-06-02T10:00:00+00:00", "1970-01-01T00:00:00+00:00"


def test_the_decision_made_last_holds_whatever_its_time(cases: Registry) -> None:
    reviewed.decide(cases, "correct", "ecog", 2, decided_at=LATER)
    after = reviewed.decide(cases, "correct", "ecog", 3, decided_at=EARLIER).after
    assert after.case.values["ecog"].value == 3
    report = cases.verify_decisions()
    assert (report.length, report.faults) == (2, ())
    assert [row["decided_at"] for row in cases.decision_rows()] == [LATER, EARLIER]
    back = reviewed.decide(cases, "undo", "ecog", decided_at=EARLIER).after
    assert back.case.values["ecog"].value != 3 and cases.verify_decisions().faults == ()


def test_the_name_that_was_set_last_holds(cases: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = reviewed.somebody("Ada")
    for name, now in (("Ada L", datetime(2024, 6, 2)), ("Ada Lo", datetime(1970, 1, 1))):
        monkeypatch.setattr(store, "now", lambda now=now: now)
        rename(cases, ada, name)
    assert cases.profile("ada") == "Ada Lo" and "Ada Lo" in people(cases, ada)


def test_the_number_that_was_set_last_holds(cases: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = reviewed.somebody("Ada", Role.ADMIN)
    number = next(one for one in policy.numbers(cases) if one.name == "imaging_window_weeks")
    for step, moment in ((1, LATER), (2, EARLIER)):
        monkeypatch.setattr(policy, "moment", lambda moment=moment: moment)
        policy.save(cases, admin, {number.name: number.value + step})
    assert workflow.effective_policy(cases)[number.name] == number.value + 2


def test_time_is_what_the_page_measured(cases: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = reviewed.somebody("Ada")
    for entry, moment in (("a", LATER), ("b", EARLIER)):
        monkeypatch.setattr(time_log, "moment", lambda moment=moment: moment)
        assert time_log.log_time(cases, ada, entry, "c1", 30)
    [row] = time_log.time_report(cases).people
    assert (row.times, row.total) == (1, 60)


def test_a_clock_that_went_back_makes_no_sign_in_last_longer() -> None:
    steady = [0.0]
    presence = Presence(900, lambda: steady[0])
    presence.active("ada", 1000.0, 1000.0)
    steady[0] = 600.0
    assert presence.left("ada", 1000.0, 1600.0 - 500) == 300, "ten minutes without activity, whatever the clock says"
    steady[0] = 901.0
    assert presence.left("ada", 1000.0, 1901.0 - 500) == 0
    presence.active("ada", 1000.0, 1000.0)
    assert presence.left("ada", 1000.0, 1000.0) == 0, "it has ended for good"


def test_a_machine_that_slept_ends_a_sign_in() -> None:
    presence = Presence(900, lambda: 0.0)
    presence.active("ada", 1000.0, 1000.0)
    assert presence.left("ada", 1000.0, 1901.0) == 0


def test_notes_of_a_day_that_has_not_come_name_the_clock_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Behind(note_check.date):
        @classmethod
        def today(cls) -> note_check.date:
            return note_check.date(2000, 1, 1)

    path = tmp_path / "c1" / "2024-03-02_ct.txt"
    path.parent.mkdir()
    path.write_text("CT liver. One metastasis of 2 cm in segment 6.")
    monkeypatch.setattr(note_check, "date", Behind)
    [found] = read_notes([tmp_path], Defaults())
    assert isinstance(found, Rejection) and "2024-03-02 lies in the future" in str(found) and "clock" in str(found)
