"""Where the reader is: neighbours, and what an event of the page may open."""

import pytest

from app_pages import place


@pytest.mark.parametrize(
    ("current", "step", "expected"), [("a", 1, "b"), ("b", -1, "a"), ("c", 1, None), ("a", -1, None)]
)
def test_neighbour(current: str, step: int, expected: str | None) -> None:
    assert place.neighbour(["a", "b", "c"], current, step) == expected
