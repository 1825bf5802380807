"""Whether the chain of decisions is as it was written, and where it is not: functions over one cursor."""

from dataclasses import dataclass

import duckdb

from registry.decision_store import START, head, link, rows


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of the chain found: its length, its last hash, and each fault by the number of the decision."""

    length: int
    hash: str
    faults: tuple[str, ...]


def verify(cursor: duckdb.DuckDBPyConnection, noted: str = "") -> ChainReport:
    """Follow the chain from its start to its stored head; `noted` is a hash written down before that must still be in it.

    A change, deletion, insertion or new order breaks the hash of the row it is in or of the next; a chain cut at its end is
    not as long as its head says. Whoever writes the whole chain and its head anew goes unseen, unless a hash was noted.
    """
    faults: list[str] = []
    before, expected, hashes = START, 1, set()
    for row in rows(cursor):
        number, name = row["sequence"], f"decision {row['sequence']} ({row['decision_id']})"
        if number > expected:
            missing = (
                f"decision {expected} is" if number == expected + 1 else f"decisions {expected} to {number - 1} are"
            )
            faults.append(f"{missing} missing")
        elif number < expected:
            faults.append(f"{name} is there twice")
        if link(before, row) != row["hash"]:
            faults.append(f"{name} is not as it was written, or not in its place")
        before, expected = row["hash"], number + 1
        hashes.add(row["hash"])
    faults += _ends(head(cursor), (expected - 1, before))
    if noted and noted not in hashes:
        faults.append(f"the noted hash {noted} is not in the chain: decisions up to it were taken out or written anew")
    return ChainReport(len(hashes), before, tuple(faults))


def _ends(stored: list[tuple[int, str]], found: tuple[int, str]) -> list[str]:
    """What is wrong with the end of the chain: it is to be where its stored head says."""
    if stored == [found]:
        return []
    if len(stored) != 1:
        return [f"the end cannot be checked: there are {len(stored)} heads, not one"]
    made, last = stored[0][0], found[0]
    if made > last:
        return [f"the end is cut off: {made} decisions were made, the last one here is number {last}"]
    return [f"the end does not fit: the head names decision {made}, the last one here is number {last}"]
