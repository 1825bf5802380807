"""A sentence -> the intent and its slots, or what of it was understood. A word that the reading does not use is never passed over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from abstraction.records import NoteAbstraction
from assistant import names
from assistant.intent import load_intents
from assistant.notes_named import PARTING, meant
from assistant.tokens import Token, corrected, tokens
from assistant.value_reading import ROMAN, read_value
from rules_engine import Verdict

OPTIONAL = re.compile(r"\[([^\]]*)\]")
TABLES = {
    "element": names.element_phrases, "item": names.item_phrases, "rule": names.rule_phrases, "stage": names.stage_phrases,
    "outcome": names.outcome_phrases,
}  # fmt: skip
VERDICT_WORDS = {
    ("met",): Verdict.MET, ("not", "met"): Verdict.NOT_MET, ("unmet",): Verdict.NOT_MET, ("unknown",): Verdict.UNKNOWN,
    ("open",): Verdict.UNKNOWN, ("apply",): Verdict.MET, ("meet",): Verdict.MET, ("meets",): Verdict.MET, ("applies",): Verdict.MET, ("not", "applicable"): Verdict.NOT_APPLICABLE, ("fulfilled",): Verdict.MET,
}  # fmt: skip
# Where two types read the same words, the first of them does.
FIRST = ("stage", "outcome", "verdict", "segment", "note", "element", "item", "rule")
ASKS = frozenset({"what", "show"})  # words that only ask: a question is the same with and without them
SEGMENT_WORDS = {"segment", "segments", "seg", "s"}


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to put an intent: the words and the slots it needs."""

    intent: str
    words: frozenset[str]
    slots: tuple[str, ...]
    follows: bool


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence taken apart for some types of slot; `said` tells the places of the words, each token of one."""

    words: frozenset[str]
    slots: Mapping[str, tuple[Any, ...]]
    taken: int
    left: tuple[Token, ...]
    said: tuple[tuple[str, Token], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An intent with what its slots hold, by type."""

    intent: str
    slots: Mapping[str, tuple[Any, ...]]
    words: frozenset[str] = frozenset()
    follows: bool = False

    def one(self, kind: str) -> Any:
        """What the first slot of a type holds, or None."""
        return next(iter(self.slots.get(kind, ())), None)


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a sentence that no intent fits: what it names, and the words that say nothing here."""

    slots: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def match(text: str, notes: Sequence[NoteAbstraction], follow: bool = False) -> Match | None:
    """The intent that uses every word of the sentence; the one whose slots take most words where several do.

    `follow` is true where there was an answer before, on which the sentence may lean.
    """
    said = spelt(text)
    asked = is_question(text, said)
    best: tuple[tuple[int, ...], Match] | None = None
    for types, variants in by_types().items():
        pieces = take_apart(said, types, notes)
        for variant in variants:
            intent = load_intents()[variant.intent]
            if (variant.follows and not follow) or (intent.states and asked):
                continue
            slots = filled(variant, pieces, text)
            if slots is None:
                continue
            rank = (intent.rank, not variant.follows, pieces.taken, -min(map(FIRST.index, pieces.slots), default=0))
            if best is None or rank > best[0]:
                best = (rank, Match(variant.intent, slots, pieces.words, variant.follows))
    return best[1] if best else None


def filled(variant: Variant, pieces: Pieces, text: str) -> Mapping[str, tuple[Any, ...]] | None:
    """What the slots hold where the pieces are those of the variant; None where they are not."""
    valued = "value" in variant.slots
    counts = {kind: variant.slots.count(kind) for kind in variant.slots if kind != "value"}
    if {kind: len(found) for kind, found in pieces.slots.items()} != counts:
        return None
    if not valued:
        spoken = pieces.words | {one.word for one in pieces.left}
        plain = load_intents()[variant.intent].states
        same = spoken == variant.words if plain else spoken - ASKS == variant.words - ASKS
        return pieces.slots if same and (spoken or pieces.slots) else None
    return valued_slots(variant, pieces, text)


def valued_slots(variant: Variant, pieces: Pieces, text: str) -> Mapping[str, tuple[Any, ...]] | None:
    """The same where one of the slots is a value: the words that are left in one piece, read for the element."""
    element = pieces.slots["element"][0]
    extra = [token for word, token in pieces.said if word not in variant.words | ASKS]  # "stable disease" is a value
    rest = sorted(
        [*(one for one in pieces.left if one.word not in variant.words), *extra], key=lambda token: token.start
    )
    spoken = pieces.words | {one.word for one in pieces.left}
    if not rest or not variant.words - ASKS <= spoken:
        return None
    value = read_value(element, text[rest[0].start : rest[-1].end])
    return None if value is None else {**pieces.slots, "value": (value,)}


def understood(text: str, notes: Sequence[NoteAbstraction]) -> Understood:
    """What a sentence names, whatever it asks."""
    pieces = take_apart(spelt(text), (*TABLES, "note", "verdict", "segment"), notes)
    return Understood(pieces.slots, tuple(sorted(pieces.words)), tuple(one.word for one in pieces.left))


def spelt(text: str) -> list[Token]:
    """The words of a sentence, slips put right."""
    known = names.vocabulary()
    return [Token(corrected(one.word, known), one.start, one.end) for one in tokens(text)]


def is_question(text: str, said: Sequence[Token]) -> bool:
    """Whether a sentence asks: by its mark, its first word, or a word that asks."""
    given = names.load_words()
    first = next((one.word for one in said if one.word not in ("and", "but", "so", "please", "then")), "")
    return (
        text.rstrip().endswith("?")
        or first in given.asking
        or (first in given.auxiliaries and first not in ("any", "should"))
    )


@cache
def by_types() -> Mapping[tuple[str, ...], tuple[Variant, ...]]:
    """Every variant of every intent, by the types of its slots."""
    found: dict[tuple[str, ...], dict[Variant, None]] = {}
    for name, intent in load_intents().items():
        for variant in (*variants(name, intent.sentences, False), *variants(name, intent.follows, True)):
            found.setdefault(tuple(sorted(set(variant.slots))), {})[variant] = None
    return {types: tuple(some) for types, some in found.items()}


def variants(intent: str, sentences: Sequence[str], follows: bool) -> Iterator[Variant]:
    """Every way to put the sentences, with and without what may be left out."""
    for sentence in sentences:
        parts = OPTIONAL.split(sentence)  # every other part may be left out
        for keep in product((True, False), repeat=len(parts) // 2):
            text = " ".join(part for at, part in enumerate(parts) if at % 2 == 0 or keep[at // 2])
            said = tokens(text)
            slots = tuple(one.word.strip("{}") for one in said if one.word.startswith("{"))
            pieces = take_apart([one for one in said if not one.word.startswith("{")], (), ())
            yield Variant(intent, pieces.words | {one.word for one in pieces.left}, slots, follows)


def take_apart(said: Sequence[Token], types: Sequence[str], notes: Sequence[NoteAbstraction]) -> Pieces:
    """The names of these types and the words of questions in a sentence; the longest reading wins, a name before a word."""
    spoken: set[str] = set()
    # Two notes that are named beside each other are parted by the word between them.
    rest = [one for one in said if one.word not in fillers() or (one.word in PARTING and "note" in types)]
    slots: dict[str, list[Any]] = {}
    left: list[Token] = []
    places: list[tuple[str, Token]] = []
    at = taken = 0
    while at < len(rest):
        if rest[at].word in PARTING:
            at += 1
            continue
        kind, value, length = longest(rest, at, types, notes)
        if kind == "word":
            spoken.add(value)
            places += [(value, one) for one in rest[at : at + length]]
        elif kind:
            slots.setdefault(kind, []).append(value)
            taken += length
        else:
            left.append(rest[at])
        at += max(length, 1)
    if "note" in slots:
        slots["note"] = apart(slots["note"])
    return Pieces(
        frozenset(spoken), {kind: tuple(some) for kind, some in slots.items()}, taken, tuple(left), tuple(places)
    )


def apart(meant: Sequence[tuple[str, ...]]) -> list[str]:
    """One note for each name, another one each where that can be; of those a name can mean, the newest."""
    chosen: dict[int, str] = {}
    for at in sorted(range(len(meant)), key=lambda at: len(meant[at])):
        chosen[at] = next((one for one in meant[at] if one not in chosen.values()), meant[at][0])
    return [chosen[at] for at in range(len(meant))]


def longest(
    rest: Sequence[Token], at: int, types: Sequence[str], notes: Sequence[NoteAbstraction]
) -> tuple[str, Any, int]:
    """What stands here: type, value and number of words; ("", None, 0) where nothing is known."""
    said = [one.word for one in rest]
    best: tuple[str, Any, int] = ("", None, 0)
    for kind in (one for one in FIRST if one in types):
        found = scanned(kind, said, at, notes) if kind not in TABLES else looked_up(kind, said, at)
        if found and found[1] > best[2]:
            best = (kind, *found)
    word = looked_up("", said, at)
    return ("word", *word) if word and word[1] > best[2] else best


def looked_up(kind: str, said: Sequence[str], at: int) -> tuple[Any, int] | None:
    """The longest phrase of a table that stands here."""
    table, most = lookup(kind)
    for length in range(min(most, len(said) - at), 0, -1):
        found = table.get(tuple(said[at : at + length]))
        if found is not None:
            return found, length
    return None


@cache
def lookup(kind: str) -> tuple[Mapping[tuple[str, ...], Any], int]:
    """A table by its phrases without fillers, and the length of its longest phrase."""
    table: Mapping[tuple[str, ...], Any] = TABLES[kind]() if kind else names.synonyms()
    plain = {tuple(word for word in phrase if word not in fillers()): value for phrase, value in table.items()}
    plain.pop((), None)
    return plain, max(map(len, plain))


@cache
def fillers() -> frozenset[str]:
    """Words that say nothing of their own."""
    return frozenset(names.load_words().fillers)


def scanned(kind: str, said: Sequence[str], at: int, notes: Sequence[NoteAbstraction]) -> tuple[Any, int] | None:
    """A note, a verdict or a segment that stands here."""
    if kind == "note":
        return meant(notes, said, at)
    if kind == "verdict":
        for length in (2, 1):
            if (found := VERDICT_WORDS.get(tuple(said[at : at + length]))) is not None:
                return found.value, length
    if kind == "segment" and said[at] in SEGMENT_WORDS and at + 1 < len(said):
        segment = ROMAN.get(said[at + 1], said[at + 1])
        if segment in ROMAN.values():
            return segment, 2
    return None
