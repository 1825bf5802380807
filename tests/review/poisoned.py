"""Readers for workers that a word of the note hangs, kills, bloats or breaks; each otherwise reads as the real one does.

Workers import this module by its bare name: the tests put its folder on the path.
"""

import ctypes
import os
import re
import signal
import time

import pyarrow as pa

from review.evidence_batch import read_batch


def endless() -> None:
    re.fullmatch(r"(a+)+b", "a" * 60)


def eat() -> None:
    eaten = []
    while True:
        eaten.append(bytes(64 * 1024**2))


POISONS = {
    "poison: endless": endless,
    "poison: crash": lambda: ctypes.string_at(0),
    "poison: killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "poison: memory": eat,
    "poison: sleep": lambda: time.sleep(100),
    "poison: exit": lambda: os._exit(7),
}


def read(notes: pa.RecordBatch) -> pa.RecordBatch:
    for text in notes["text"].to_pylist():
        for word, act in POISONS.items():
            if word in text:
                act()
    return read_batch(notes)


def chatty(notes: pa.RecordBatch) -> pa.RecordBatch:
    """Prints what no answer may be disturbed by."""
    print("printed by a reader", flush=True)
    return read_batch(notes)
