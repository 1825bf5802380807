"""Every gold file keeps its level: a floor a little below what it was read with when it was last looked at."""

from typing import Any

import pytest

from review.evaluation import evaluate
from tests.health.tree import ROOT

GOLD = ROOT / "tests" / "gold"
FLOORS = {
    "dev_1": 0.988, "dev_2": 0.988, "dev_3": 0.988, "dev_4": 0.985, "dev_5": 0.98,
    "own_1": 0.99, "own_2": 0.99, "own_3": 0.995, "own_4": 0.99, "own_5": 0.99, "own_6": 0.99, "own_7": 0.97, "own_8": 0.98, "own_9": 0.98, "own_10": 0.97, "own_11": 0.975,
    "own_12": 0.995, "own_13": 0.995, "own_14": 0.995, "own_15": 0.995, "own_16": 0.995, "own_17": 0.995, "own_18": 0.995, "own_19": 0.96, "own_20": 0.985, "own_21": 0.985, "own_22": 0.98, "own_23": 0.985, "own_24": 0.985, "own_25": 0.975, "own_held_back_2": 0.96,
    "passages_1": 0.988, "passages_2": 0.965, "passages_mixed": 0.975, "passages_held_back": 0.935,
    "own_held_back": 0.98, "varied_1": 0.985, "varied_2": 0.97, "varied_3": 0.98,
}  # fmt: skip


def test_every_file_has_a_floor() -> None:
    assert sorted(path.stem for path in GOLD.glob("*.jsonl")) == sorted(FLOORS)


@pytest.mark.parametrize("name", FLOORS)
def test_a_gold_file_keeps_its_level(name: str) -> None:
    summary: dict[str, Any]
    summary, rejections = evaluate(GOLD / f"{name}.jsonl")
    assert not rejections
    assert summary["micro_f1"] >= FLOORS[name]
    assert summary["grounded"] == 1.0
