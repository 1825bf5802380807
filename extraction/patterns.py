"""Regular expressions of the reading, kept compiled between runs: to compile them takes longer than to read 25 notes.

Python pickles a pattern as its source. What its compiler makes of the source lies here in a file of the user's cache, named by
the build of Python, whose compiler and engine belong together. The engine checks such code before it takes it, and where
anything is amiss, with another Python or a broken file, the pattern is compiled as ever.
"""

import json
import re
import sys
from array import array
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from extraction.user_cache import cache_folder, keep

# What the engine takes beside the source: flags, code, the number of groups, and which of them are named.
Compiled = tuple[int, list[int], int, dict[str, int]]
Asked = tuple[str, int]

ASKED: dict[Asked, Compiled] = {}


def pattern_of(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, sooner where it was kept."""
    asked = (source, int(flags))
    try:
        compiled = kept().get(asked) or translated(*asked)
        found = engine(source, compiled)
    except Exception:  # whatever the inside of another Python raises; a wrong source raises again here
        return re.compile(source, flags)
    ASKED[asked] = compiled
    return found


def translated(source: str, flags: int) -> Compiled:
    """What Python's compiler makes of the source."""
    inside: Any = re
    parsed = inside._parser.parse(source, flags)
    code = [int(step) for step in inside._compiler._code(parsed, flags)]
    return int(flags | parsed.state.flags), code, parsed.state.groups - 1, dict(parsed.state.groupdict)


def engine(source: str, compiled: Compiled) -> re.Pattern[str]:
    """The pattern; RuntimeError for code that the engine cannot have been given by its compiler."""
    flags, code, groups, named = compiled
    names: list[str | None] = [None] * (groups + 1)
    for name, number in named.items():
        names[number] = name
    inside: Any = re
    made: re.Pattern[str] = inside._compiler._sre.compile(source, flags, code, groups, named, tuple(names))
    return made


def keep_patterns() -> None:
    """Keep what was asked for till now, unless all of it was kept before; older patterns go."""
    if not ASKED.keys() <= kept().keys() and (path := file()):
        keep(path, packed(ASKED))


@cache
def kept() -> Mapping[Asked, Compiled]:
    """What earlier runs kept: nothing where the file is missing or broken."""
    try:
        path = file()
        return unpacked(path.read_bytes()) if path else {}
    except (OSError, ValueError, TypeError):
        return {}


def file() -> Path | None:
    """Where this Python keeps the patterns of this installation; None for a user without a home."""
    name = sha256(f"{sys.version} {Path(__file__).parent}".encode()).hexdigest()[:16]
    try:
        return cache_folder() / f"patterns-{name}.bin"
    except RuntimeError:
        return None


def packed(asked: Mapping[Asked, Compiled]) -> bytes:
    """The file's content: a hash over the rest, a line of everything but the code, and all code in one."""
    head = [
        (source, given, flags, len(code), groups, named)
        for (source, given), (flags, code, groups, named) in asked.items()
    ]
    code = array("I", [step for _, steps, _, _ in asked.values() for step in steps])
    rest = json.dumps(head).encode() + b"\n" + code.tobytes()
    return sha256(rest).hexdigest().encode() + b"\n" + rest


def unpacked(content: bytes) -> Mapping[Asked, Compiled]:
    """The patterns of the file's content; ValueError where it is not what was written."""
    digest, _, rest = content.partition(b"\n")
    if digest != sha256(rest).hexdigest().encode():
        raise ValueError("not as it was written")
    head, _, code = rest.partition(b"\n")
    steps = array("I", code)
    found: dict[Asked, Compiled] = {}
    at = 0
    for source, given, flags, size, groups, named in json.loads(head):
        found[source, given] = (flags, steps[at : at + size].tolist(), groups, named)
        at += size
    return found
