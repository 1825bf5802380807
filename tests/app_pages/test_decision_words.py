"""Decisions and what they changed, in words."""

from typing import Any

import pytest

from abstraction.records import ReviewDecision
from review.decision_words import decision_line, difference_lines, effect_line
from review.effect import Effect
from review.sign_off import Difference


def decision(action: str, value: Any = None, old: Any = None, element: str = "liver_max_size_mm") -> ReviewDecision:
    return ReviewDecision("d", "c", element, action, value, "Ada", "2024-06-01T10:00:00+00:00", old=old)


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (decision("accept", 42, 42), "Largest metastasis accepted: 42 mm"),
        (decision("correct", 55, 42), "Largest metastasis corrected 42 mm → 55 mm"),
        (decision("correct", 55), "Largest metastasis corrected no value → 55 mm"),
        (decision("correct", 42, 42), "Largest metastasis corrected: evidence added to 42 mm"),
        (decision("reject", None, 42), "Largest metastasis rejected: 42 mm"),
        (decision("reject"), "Largest metastasis: rejected"),
        (decision("not_stated", None, 42), "Largest metastasis: not stated"),
        (decision("undo", None, 42), "Largest metastasis: decision taken back"),
    ],
)
def test_a_decision_on_one_line(made: ReviewDecision, line: str) -> None:
    assert decision_line(made) == line


def test_a_moved_stage_comes_first_and_says_because_of_what() -> None:
    rules = (("R29.derived", "unknown", "met"), ("R43.derived", "met", "not_met"), ("R20.derived", "met", "unknown"))
    found = Effect(decision("correct", 55, 42), (("M1b",), ("M1a",)), None, rules)
    assert effect_line(found) == (
        "ECMTG M1b → M1a, R29 unknown → met, R43 met → not met, 1 more rule because Largest metastasis is 55 mm"
    )


def test_both_tracks_of_a_rule_are_told_apart() -> None:
    rules = (("R01.documented", "met", "not_met"), ("R01.derived", "unknown", "met"))
    told = effect_line(Effect(decision("reject", None, 42), None, None, rules))
    assert told == "R01 documented met → not met, R01 derived unknown → met because Largest metastasis has no value now"


def test_nothing_changed_is_said() -> None:
    assert effect_line(Effect(decision("accept", 42, 42), None, None, ())) == "No verdict changed"


def test_what_changed_since_a_sign_off() -> None:
    found = Difference(
        ("new note: n9", "decided since by Ada"),
        (("liver_max_size_mm", 42, 55), ("ecog", 1, None)),
        (("R29.derived", "unknown", "met"), ("R99.derived", "not there", "met")),
    )
    assert difference_lines(found) == [
        "New note: n9; decided since by Ada",
        "Largest metastasis: 42 mm → 55 mm; ECOG: 1 → no value",
        "R29: unknown → met; R99: not there → met",
    ]
    assert difference_lines(Difference(("other version of the rules",), (), ())) == [
        "Other version of the rules",
        "No value changed",
        "No verdict changed",
    ]
