"""The journal beside a registry file, which holds what was stored last: whether DuckDB will take all of it.

DuckDB reads a journal up to the first entry that does not fit its checksum and takes what follows for a write that was cut
short. That is right for the last transaction. Where more follow, they were reported stored, and they would be lost unseen.
"""

import struct
from pathlib import Path

import numpy as np

from registry.errors import DamagedError

# A journal begins with an entry of its own that tells its version; the layout below is that of version 2.
START, VERSION = b"d\0b", b"e\0\x02"
ENTRY = struct.Struct("<QQ")  # bytes, checksum
WORD, BITS = np.uint64(0xBF58476D1CE4E5B9), (1 << 64) - 1
TAIL_SEED, TAIL_FACTOR = 0xE17A1465, 0xC6A4A7935BD1E995
END_OF_START, COMMITTED = b"\xff\xff", b"d\0d\xff\xff"


def check_journal(path: Path) -> None:
    """DamagedError where transactions stand in the journal of this registry behind a place that cannot be read."""
    journal = path.with_name(f"{path.name}.wal")
    if not journal.is_file():
        return
    content = journal.read_bytes()
    if content.startswith(START) and not content.startswith(START + VERSION):
        return  # of another version of DuckDB, which may write it in another way
    commit = ENTRY.pack(len(COMMITTED), checksum(COMMITTED)) + COMMITTED
    # Of the last transaction nobody was told that it is stored: it may have been cut short.
    if content.count(commit, readable(content)) > 1:
        raise DamagedError(
            f"{journal} is damaged, the journal of what was stored last: check the disk, leave both files as they are, "
            f"and put a backup in their place with `crlm restore BACKUP --db {path} --replace`"
        )


def readable(content: bytes) -> int:
    """Up to which byte every entry fits its checksum."""
    if not content.startswith(START) or END_OF_START not in content:
        return 0
    at = content.index(END_OF_START) + len(END_OF_START)
    while at + ENTRY.size <= len(content):
        size, given = ENTRY.unpack_from(content, at)
        entry = content[at + ENTRY.size : at + ENTRY.size + size]
        if len(entry) < size or checksum(entry) != given:
            break
        at += ENTRY.size + size
    return at


def checksum(entry: bytes) -> int:
    """DuckDB's checksum of an entry."""
    whole = len(entry) // 8
    words = np.frombuffer(entry, "<u8", whole) * WORD
    return 5381 ^ int(np.bitwise_xor.reduce(words)) ^ (_tail(entry[whole * 8 :]) if len(entry) % 8 else 0)


def _tail(rest: bytes) -> int:
    """The hash of the bytes that make no whole word."""
    found = TAIL_SEED ^ (len(rest) * TAIL_FACTOR & BITS) ^ int.from_bytes(rest, "little")
    found = found * TAIL_FACTOR & BITS
    found = (found ^ found >> 47) * TAIL_FACTOR & BITS
    return found ^ found >> 47
