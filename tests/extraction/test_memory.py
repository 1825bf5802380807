"""What was read from a note goes with it."""

import gc

from benchmarks.speed import notes
from extraction import abstract_note


def test_a_note_leaves_nothing_to_the_collector() -> None:
    rows = notes(6, 5)
    for row in rows:
        abstract_note(row)
    gc.collect()
    gc.disable()
    try:
        for row in rows:
            abstract_note(row)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_collector_runs_on_after_a_note() -> None:
    abstract_note(notes(1, 5)[0])
    assert gc.isenabled()
