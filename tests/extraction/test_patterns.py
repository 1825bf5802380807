"""A kept pattern is the one that `re.compile` gives, whatever lies in the cache."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from abstraction.records import Note
from extraction import abstract_note, patterns, prepare
from extraction.patterns import ASKED, engine, file, keep_patterns, kept, packed, pattern_of, translated, unpacked
from review.sources import Defaults, read_notes
from tests.health.tree import ROOT

SOURCE = r"(?P<count>\d+) (?:liver )?(lesions?|mets)\b(?<!x)"
TEXT = "No new LESION; 3 liver lesions of 12 mm in S4b, 2 mets, 1,5 cm, 4 cycles of FOLFOX, ypT3N1bM1a, 2/14 nodes, R1."
NOTHING = "from extraction import prepare; prepare(); from extraction.patterns import ASKED, kept; print(len(ASKED), len(kept()))"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept.cache_clear()
    path = file()
    assert path and path.parent.parent == tmp_path
    yield path
    kept.cache_clear()


def alike(one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether both find the same, and say the same of themselves."""
    said = [
        (
            made.pattern,
            made.flags,
            made.groups,
            dict(made.groupindex),
            [match.groups() for match in made.finditer(TEXT)],
        )
        for made in (one, other)
    ]
    return said[0] == said[1] and one == other


def test_every_pattern_of_the_reading_is_the_one_python_compiles() -> None:
    prepare()
    assert len(ASKED) > 1000
    read = unpacked(packed(ASKED))
    assert read == ASKED
    for (source, flags), compiled in read.items():
        assert alike(engine(source, compiled), re.compile(source, flags)), source


def test_none_is_made_of_the_words_of_a_note() -> None:
    """What is kept lies in a file: nothing of a note may come to it."""
    files = sorted((ROOT / "tests" / "gold").glob("own_*.jsonl"))
    notes = [one for one in read_notes(files, Defaults(needs_case=False)) if isinstance(one, Note)]
    abstract_note(notes[0])
    before = set(ASKED)
    for note in notes:
        abstract_note(note)
    assert set(ASKED) == before


def test_flags_and_groups_are_kept(cache: Path) -> None:
    for _ in range(2):  # compiled, and kept
        made = pattern_of(SOURCE, re.IGNORECASE)
        match = made.search("Segment 4: 3 LIVER LESIONS")
        assert alike(made, re.compile(SOURCE, re.IGNORECASE)) and match and match["count"] == "3"
        keep_patterns()
        kept.cache_clear()
        assert (SOURCE, int(re.IGNORECASE)) in kept()
    assert (SOURCE, 0) not in kept()


def test_the_file_is_written_only_where_something_is_new(cache: Path) -> None:
    pattern_of(SOURCE)
    keep_patterns()
    kept.cache_clear()
    written = cache.stat().st_mtime_ns
    keep_patterns()
    assert cache.stat().st_mtime_ns == written


@pytest.mark.parametrize("content", [b"", b"\n", b"x\n[]\n", "cut short", "one bit"])
def test_a_broken_file_changes_nothing(cache: Path, content: bytes | str) -> None:
    whole = packed({(SOURCE, 0): translated(SOURCE, 0)})
    broken = {"cut short": whole[:-4], "one bit": whole[:-1] + bytes([whole[-1] ^ 1])}
    cache.parent.mkdir()
    cache.write_bytes(content if isinstance(content, bytes) else broken[content])
    assert kept() == {}
    assert alike(pattern_of(SOURCE), re.compile(SOURCE))


def test_what_another_python_does_otherwise_is_compiled_as_ever(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(source: str, flags: int) -> patterns.Compiled:
        raise AttributeError("no such inside")

    monkeypatch.setattr(patterns, "translated", elsewhere)
    assert alike(pattern_of(SOURCE), re.compile(SOURCE))
    monkeypatch.setattr(patterns, "translated", lambda source, flags: (0, [99, 99], 1, {}))
    assert alike(pattern_of(SOURCE), re.compile(SOURCE))


def test_a_wrong_source_is_told() -> None:
    with pytest.raises(re.error):
        pattern_of("(unclosed")


def test_a_user_without_a_home_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(patterns, "cache_folder", homeless)
    kept.cache_clear()
    assert alike(pattern_of(SOURCE), re.compile(SOURCE))
    keep_patterns()
    kept.cache_clear()


def test_the_next_process_finds_them_all(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    counts = [
        subprocess.run(
            [sys.executable, "-c", NOTHING], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert counts[0][1] == "0" and counts[1][1] == counts[1][0] == counts[0][0] != "0"
