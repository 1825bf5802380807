"""The source that somebody names with a correction ("see CT impression") -> the note, the section, the words that say it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from abstraction.consolidation import mapped
from abstraction.decisions import canonical
from abstraction.records import Assertion, CaseEvidence, Mention, NoteAbstraction, Value
from assistant.names import Item, item_phrases
from assistant.notes_named import in_order, meant
from assistant.tokens import words
from assistant.value_reading import names_of
from lexicons import load_elements
from lexicons.vocabulary import expand, load_headings

CUE = re.compile(
    r"[\s,;.(\[]+(?:as )?(see|per|according to|based on|as stated in|as in|in|on|from|by)\s+(?:the\s+)?([^,;()]+?)[)\].\s]*$",
    re.IGNORECASE,
)
SAYS = (Assertion.PRESENT, Assertion.POSSIBLE)
DENIES = (Assertion.ABSENT,)
SURE = {
    "see",
    "per",
    "according to",
    "based on",
    "as stated in",
}  # cues after which a source stands, whatever it is called


@dataclass(frozen=True, slots=True)
class Source:
    """What was named: the words, the notes they can mean, newest first, and the section; empty where they lead to none."""

    said: str
    notes: tuple[str, ...] = ()
    section: str = ""


def without_source(text: str, notes: Sequence[NoteAbstraction]) -> tuple[str, Source | None]:
    """The sentence without the source at its end, and the source; None where it names none."""
    found = CUE.search(text)
    if not found:
        return text, None
    said = found[2].strip()
    source = source_of(said, notes)
    if not source.notes and not source.section and found[1].lower() not in SURE:
        return text, None
    return text[: found.start()], source


def source_of(said: str, notes: Sequence[NoteAbstraction]) -> Source:
    """The note and section that the words lead to."""
    spoken = [word for word in words(said) if word not in ("of", "the", "from", "in")]
    section, left = "", tuple[str, ...]()
    for at in range(len(spoken)):
        if not left and (found := meant(notes, spoken, at)):
            left = found[0]
        section = section or headings().get((spoken[at],), "")
    return Source(said, left, section)


@cache
def headings() -> dict[tuple[str, ...], str]:
    """Title of a section -> its category."""
    return {
        words(spelt): name
        for name, one in load_headings().sections.items()
        for term in one.terms
        for spelt in expand(term)
    }


def evidence_for(
    notes: Sequence[NoteAbstraction],
    element: str,
    value: Value | None,
    item: Item | None,
    source: Source | None,
    denied: bool = False,
) -> tuple[CaseEvidence, ...]:
    """The words that say it: in the named note and section, else in the newest note that does; nothing where none does.

    `denied` is true where the item is said not to be there. Words that say the contrary are no evidence.
    """
    for note in reversed(in_order(notes)):
        if source and source.notes and note.note.note_id not in source.notes:
            continue
        for mention in (
            *read(note, element, value, item, denied),
            *(written(note, element, value, item) if source else ()),
        ):
            if source is None or not source.section or section_at(note, mention.start) == source.section:
                return (CaseEvidence(note.note.note_id, mention),)
    return ()


def read(
    note: NoteAbstraction, element: str, value: Value | None, item: Item | None, denied: bool
) -> Iterator[Mention]:
    """Mentions of the note that were read and say this."""
    stated = note.values.get(element)
    if item is not None:
        for one in mentions(note):
            if one.element == element and one.value == item.value and one.assertion in (DENIES if denied else SAYS):
                yield one
    elif stated and canonical(stated.value) == canonical(value):
        yield from stated.evidence


def mentions(note: NoteAbstraction) -> Iterator[Mention]:
    """Everything that was read in a note."""
    for stated in note.values.values():
        yield from stated.evidence
    yield from note.context


def written(note: NoteAbstraction, element: str, value: Value | None, item: Item | None) -> Iterator[Mention]:
    """Words of the note that were not read so: the names of the item, or the number near a name of the element."""
    text = note.note.text
    if item is not None:
        names = sorted((phrase for phrase, one in item_phrases().items() if one == item), key=len, reverse=True)
        patterns = [r"\b" + r"\W+".join(map(re.escape, phrase)) + r"\b" for phrase in names]
        held: str | int | float | None = item.value
    else:
        number = _number(value)
        if number is None:
            return
        names_here = "|".join(r"\W+".join(map(re.escape, words(name))) for name in names_of(element))
        spelt = re.escape(f"{number:g}").replace(r"\.", "[.,]")
        patterns = [rf"(?<=\W){spelt}(?:\s*(?:%|mm|percent|{re.escape(load_elements()[element].unit) or '%'}))?(?!\w)"]
        if not re.search(rf"\b(?:{names_here})\b", text, re.IGNORECASE):
            return
        held = number
    known = [one for one in mentions(note) if one.element == element]
    for pattern in patterns:
        for found in re.finditer(pattern, text, re.IGNORECASE):
            if any(one.start < found.end() and found.start() < one.end for one in known):
                continue  # it was read, and as something else
            yield Mention(element, found.start(), found.end(), held, section=section_at(note, found.start()))


def _number(value: Value | None) -> float | None:
    """The number of a plain number or a count that is one number."""
    if isinstance(value, dict) and "min" in value:
        low, high = mapped(value)["min"], mapped(value)["max"]
        return float(low) if low == high else None
    return float(value) if isinstance(value, int | float) else None


def section_at(note: NoteAbstraction, start: int) -> str:
    """The category of the section a place is in."""
    return next((one.category for one in note.sections if one.start <= start < one.end), "")
