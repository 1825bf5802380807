"""The vocabulary as the reading takes it, kept in a file between runs: to read and check the YAML costs more than 50 notes.

The file lies in the user's cache, named by a hash of all that it was made from; another vocabulary or another version has
another name. A file that is missing, broken or cannot be written costs time and changes nothing.
"""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import extraction
import lexicons
from extraction.matching import Index, indexed
from extraction.user_cache import cache_folder, keep


class Category(NamedTuple):
    """A supplementary element of kind category: how its words are judged, and its values."""

    tense: str
    values: frozenset[str]


class Vocabulary(NamedTuple):
    """What a reading needs of the lexicons.

    `cues` by name, each with category and direction; `openers`: words that open a statement after a comma;
    `opening_topics`: topics whose hits a statement can be about; `categories`: supplementary ones with words.
    """

    phrases: Index
    cues: dict[str, tuple[str, str]]
    openers: frozenset[str]
    opening_topics: frozenset[str]
    categories: dict[str, Category]


@cache
def load_vocabulary() -> Vocabulary:
    """The compiled vocabulary, from the user's cache where it is there."""
    key = fingerprint()
    try:
        path = cache_folder() / f"lexicon-{key}.txt"
    except RuntimeError:  # a user without a home
        return compile_vocabulary()
    try:
        return unpacked(path.read_bytes(), key)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        made = compile_vocabulary()
        keep(path, packed(made, key))
        return made


def fingerprint() -> str:
    """16 hexadecimal digits over all lexicon files and the code that compiles them."""
    here = Path(extraction.__file__).parent  # a module that was compiled has its own file elsewhere
    code = [*sorted(Path(lexicons.__file__).parent.rglob("*.py")), here / "matching.py", here / "compiled.py"]
    data = sorted(lexicons.folder().rglob("*.yaml"))
    digest = sha256()
    for path in (*code, *data):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def compile_vocabulary() -> Vocabulary:
    """The vocabulary, read from the YAML files and checked."""
    # Here and not above: what reads and checks YAML takes longer to import than everything else.
    from lexicons import supplementary_elements
    from lexicons.vocabulary import load_modifiers, load_targets

    modifiers, topics = load_modifiers(), load_targets()
    return Vocabulary(
        indexed(phrases()),
        {name: (cue.category, cue.direction) for name, cue in modifiers.cues.items()},
        frozenset(modifiers.statement_openers),
        frozenset(topic for topic, entry in topics.items() if entry.opens_clause),
        {
            name: Category(kind.tense, frozenset(kind.values))
            for name, kind in supplementary_elements().items()
            if kind.kind == "category" and name in topics
        },
    )


def phrases() -> Iterator[tuple[str, str, str]]:
    """(topic, concept, phrase) of every lexicon entry: targets by topic, cues, clause breaks, headings."""
    from lexicons.vocabulary import expand, load_headings, load_modifiers, load_targets

    for topic, found in load_targets().items():
        for concept, entry in found.concepts.items():
            for term in entry.terms:
                yield from ((topic, concept, phrase) for phrase in expand(term))
    modifiers = load_modifiers()
    for name, cue in modifiers.cues.items():
        for term in cue.terms:
            yield from (("cue", name, phrase) for phrase in expand(term))
    for term in modifiers.clause_breaks:
        yield from (("clause_break", "break", phrase) for phrase in expand(term))
    for category, heading in load_headings().sections.items():
        for term in heading.terms:
            yield from (("heading", category, phrase) for phrase in expand(term))


def packed(made: Vocabulary, key: str) -> bytes:
    """The file's content."""
    content = {
        "key": key,
        "lines": len(made.phrases.lines),
        "entries": made.phrases.entries,
        "cues": made.cues,
        "openers": sorted(made.openers),
        "opening_topics": sorted(made.opening_topics),
        "categories": {name: (kind.tense, sorted(kind.values)) for name, kind in made.categories.items()},
    }
    # The phrases as they are, a line a start: of everything a file can hold, lines are taken apart fastest.
    return "\n".join((json.dumps(content, separators=(",", ":")), *made.phrases.lines, "")).encode()


def unpacked(given: bytes, key: str) -> Vocabulary:
    """The vocabulary of the file's content; ValueError where it was made from another one or cut short."""
    head, *lines = given.decode().split("\n")
    content: Any = json.loads(head)
    if content["key"] != key:
        raise ValueError("made from another vocabulary")
    if lines.pop() or len(lines) != content["lines"]:
        raise ValueError("cut short")
    entries = [tuple((topic, concept) for topic, concept in entry) for entry in content["entries"]]
    return Vocabulary(
        Index(lines, entries),
        {name: (category, direction) for name, (category, direction) in content["cues"].items()},
        frozenset(content["openers"]),
        frozenset(content["opening_topics"]),
        {name: Category(tense, frozenset(values)) for name, (tense, values) in content["categories"].items()},
    )
