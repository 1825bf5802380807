"""Couinaud geometry: adjacency, lobes, and the pair of segments that must stay."""

from itertools import combinations

import pytest

from rules_engine import classify_facts, facts_from
from rules_engine.geometry import load_couinaud, lobes, spared_pair, whole

COUINAUD = load_couinaud()
SEGMENTS = [str(number) for number in range(2, 9)]


def part(name: str, **facts: object) -> str:
    return (
        classify_facts("c", facts_from({"liver_mets_present": True, **facts})).by_key["R01.derived"].parts[name].value
    )


def test_four_segments_must_be_hit_before_no_pair_is_left() -> None:
    for size in range(4):
        assert all(spared_pair(taken) for taken in combinations(SEGMENTS, size))
    none_left = {frozenset(taken) for taken in combinations(SEGMENTS, 4) if spared_pair(taken) is None}
    assert none_left == {frozenset(taken) for taken in ("2457", "2468", "3457", "3468")}


def test_every_segment_has_a_neighbour_and_is_none_of_itself() -> None:
    pairs = [tuple(pair) for pair in COUINAUD.adjacent]
    assert len(set(pairs)) == len(pairs) == 9
    assert {segment for pair in pairs for segment in pair} == set(SEGMENTS)
    assert all(first < second for first, second in pairs)


def test_lobes() -> None:
    assert lobes(["4a", "8"]) == {"left", "right"}
    assert lobes(["1"]) == set(), "the caudate belongs to neither"
    assert whole(["4a", "4b"]) == {"4"}


def test_only_a_plan_can_leave_no_pair() -> None:
    hit = {"segments_involved": ["2", "4", "5", "7"], "lesion_list_complete": True}
    assert part("pair", **hit) == "unknown", "a wedge can spare part of a segment"
    assert part("pair", planned_resection=["2", "4", "5", "7"]) == "not_met"
    assert part("pair", **hit, planned_resection=["2", "4", "5"]) == "met"


def test_resected_segments_are_none_that_is_spared() -> None:
    assert (
        part("pair", resected_segments="right hepatectomy", segments_involved=["3"], lesion_list_complete=True) == "met"
    )
    assert part("pair", resected_segments="right hepatectomy", planned_resection=["2", "3"]) == "not_met"


@pytest.mark.parametrize(("facts", "expected"), [({"segments_involved": ["6"]}, "unknown"), ({"segments_involved": ["6"], "lesion_list_complete": True}, "met")])  # fmt: skip
def test_an_open_list_leaves_it_open(facts: dict[str, object], expected: str) -> None:
    assert part("pair", **facts) == expected
    missing = classify_facts("c", facts_from({"liver_mets_present": True, **facts})).by_key["R01.derived"].missing
    reasons = {item.fact: item.reason for item in missing}
    assert ("adjacent_pair_spared" in reasons) is (expected == "unknown")
    if expected == "unknown":
        assert reasons["adjacent_pair_spared"] == "incomplete_list"


def test_named_resections_are_segments() -> None:
    known = {str(number) for number in range(1, 9)} | {"4a", "4b"}
    assert all(set(segments) <= known and segments for segments in COUINAUD.regions.values())
