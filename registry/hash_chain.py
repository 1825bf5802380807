"""Rows in a chain of hashes: each hash is made of the one before and its row, and a stored head says where the chain ends."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Where a chain begins.
START = ""
Head = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of a chain found: its length, its last hash, and each fault by the number of the row."""

    length: int
    hash: str
    faults: tuple[str, ...]


def link(before: str, row: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal digits, of the hash before a row and the row, but for its hash, as canonical JSON."""
    told = json.dumps({name: row[name] for name in row if name != "hash"}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((before + told).encode()).hexdigest()


def follow(rows: Iterable[Mapping[str, Any]], heads: Sequence[Head], noun: str, noted: str = "") -> ChainReport:
    """Follow a chain from its start to its stored head; `noted` is a hash written down before that must still be in it.

    `rows` are in the order of their `sequence`, with `{noun}_id` and `hash`. A change, deletion, insertion or new order breaks
    the hash of the row it is in or of the next; a chain cut at its end is not as long as its head says. Whoever writes the
    whole chain and its head anew goes unseen, unless a hash was noted.
    """
    faults: list[str] = []
    before, expected, hashes = START, 1, set()
    for row in rows:
        number, name = row["sequence"], f"{noun} {row['sequence']} ({row[f'{noun}_id']})"
        if number > expected:
            gap = f"{noun} {expected} is" if number == expected + 1 else f"{noun}s {expected} to {number - 1} are"
            faults.append(f"{gap} missing")
        elif number < expected:
            faults.append(f"{name} is there twice")
        if link(before, row) != row["hash"]:
            faults.append(f"{name} is not as it was written, or not in its place")
        before, expected = row["hash"], number + 1
        hashes.add(row["hash"])
    faults += _ends(heads, (expected - 1, before), noun)
    if noted and noted not in hashes:
        faults.append(f"the noted hash {noted} is not in the chain: {noun}s up to it were taken out or written anew")
    return ChainReport(len(hashes), before, tuple(faults))


def _ends(stored: Sequence[Head], found: Head, noun: str) -> list[str]:
    """What is wrong with the end of the chain: it is to be where its stored head says."""
    if list(stored) == [found]:
        return []
    if len(stored) != 1:
        return [f"the end cannot be checked: there are {len(stored)} heads, not one"]
    made, last = stored[0][0], found[0]
    if made > last:
        return [f"the end is cut off: {made} {noun}s were made, the last one here is number {last}"]
    return [f"the end does not fit: the head names {noun} {made}, the last one here is number {last}"]
