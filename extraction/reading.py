"""Everything read from a note once: sections, sentences, clauses, lexicon hits, lengths. Field readers look here."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import zip_longest
from typing import TypeVar, cast

from abstraction.records import Assertion, Mention, Note, Section
from extraction.assertion import Cue, effects, meaning, reaching
from extraction.calendar_dates import WrittenDate, read_dates
from extraction.matching import Hit, Matcher, level
from extraction.measurements import Measurement, read_measurements
from extraction.sections import QUESTIONS, RANK, read_sections
from extraction.sentences import Interval, sentence_spans
from lexicons.vocabulary import expand, load_headings, load_modifiers, load_targets

COMMA = re.compile(r"[,;]|\band\b(?= (?:the|a|an|there|then)\b)")
# "No.16 nodes", "#8": a number and not a denial.
NUMERO = re.compile(r"no\. ?\d")
OPENER = re.compile(r"\s*(?:and\s+)?([\w/]+(?: \w+)?)")


@cache
def build_matcher() -> Matcher:
    """The one matcher of all vocabulary: targets by topic, cues, clause breaks, headings."""
    return Matcher(phrases())


def phrases() -> Iterator[tuple[str, str, str]]:
    """(topic, concept, phrase) of every lexicon entry."""
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


@cache
def openers() -> frozenset[str]:
    """Words that open a new statement after a comma."""
    return frozenset(load_modifiers().statement_openers)


@cache
def opening_topics() -> frozenset[str]:
    """Topics whose hits can be what a statement is about."""
    return frozenset(topic for topic, entry in load_targets().items() if entry.opens_clause)


Made = TypeVar("Made")


class Reading:
    """One note, read."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.text = text = note.text
        self.levelled = level(text)
        hits = build_matcher().hits(self.levelled)
        self.sections: tuple[Section, ...] = read_sections(text, hits.pop("heading", []))
        self._section_starts = [section.start for section in self.sections]
        marks = [edge for section in self.sections for edge in (section.start, section.body_start)]
        self.sentences: list[Interval] = sentence_spans(text, marks)
        self._sentence_starts = [start for start, _ in self.sentences]
        self._cues = list(self._meant_cues(hits.pop("cue", [])))
        self._cue_starts = [cue.start for cue in self._cues]
        breaks = hits.pop("clause_break", [])
        self._hits = {topic: list(self._whole(found)) for topic, found in hits.items()}
        self._starts = {topic: [hit.start for hit in found] for topic, found in self._hits.items()}
        self.clauses: list[Interval] = list(self._split_clauses(breaks))
        self._clause_starts = [start for start, _ in self.clauses]
        self.measurements: list[Measurement] = read_measurements(text)
        self._measurement_starts = [found.start for found in self.measurements]

        self._made: dict[object, object] = {}

    def once(self, make: Callable[["Reading"], Made]) -> Made:
        """What `make` reads from this note, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])

    def _whole(self, hits: Iterable[Hit]) -> Iterator[Hit]:
        """Hits that do not run over a sentence end."""
        starts = self._sentence_starts
        return (hit for hit in hits if bisect_right(starts, hit.start) == bisect_right(starts, hit.end - 1))

    def _meant_cues(self, hits: list[Hit]) -> Iterator[Cue]:
        """The cues, without numbers ("No.16") and without a denial that runs into its idiom ("shows no" | "no change")."""
        cues = [Cue(hit) for hit in self._whole(hits) if not NUMERO.match(self.levelled, hit.start)]
        for cue, following in zip_longest(cues, cues[1:]):
            if not (following and following.category == "none" and following.start < cue.end):
                yield cue

    def _split_clauses(self, breaks: list[Hit]) -> Iterator[Interval]:
        """Cut sentences at ";", "but" and the like, and at a comma that opens a new statement about some target."""
        hard = {hit.start for hit in breaks}
        soft = set()
        levelled, known = self.levelled, openers()
        for match in COMMA.finditer(levelled):
            at = match.start()
            if levelled[at] != ",":
                hard.add(at)
            elif not levelled[at + 1 : at + 2].isdigit():
                word = OPENER.match(levelled, match.end())
                if word and ((first := word.group(1).split()[0]) in known or first[0].isdigit()):
                    soft.add(at)
        ordered = sorted(hard | soft)
        opening = opening_topics()
        targets = sorted({hit.start for topic, found in self._hits.items() if topic in opening for hit in found})
        for start, end in self.sentences:
            inside = ordered[bisect_right(ordered, start) : bisect_left(ordered, end)]
            begin = start
            for at, until in zip(inside, [*inside[1:], end], strict=False):
                # A piece that names nothing ("..., 61 mm", "..., unchanged, indeterminate") goes on about the last target.
                if at in hard or bisect_left(targets, at) < bisect_left(targets, until):
                    yield (begin, at)
                    begin = at
            yield (begin, end)

    # --- where an offset stands -------------------------------------------------------------------------------

    def section_at(self, offset: int) -> Section:
        """The section that holds the offset."""
        return self.sections[max(0, bisect_right(self._section_starts, offset) - 1)]

    def rank_at(self, offset: int) -> int:
        """Weight of a statement at the offset: addendum 3, impression or diagnosis 2, body 1, question 0."""
        return RANK.get(self.section_at(offset).category, 1)

    def sentence_at(self, offset: int) -> Interval:
        """The sentence that holds the offset."""
        return self.sentences[self.sentence_index(offset)]

    def sentence_index(self, offset: int) -> int:
        """Index into `sentences`."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def clause_at(self, offset: int) -> Interval:
        """The clause that holds the offset."""
        return self.clauses[self.clause_index(offset)]

    def clause_index(self, offset: int) -> int:
        """Index into `clauses`."""
        return max(0, bisect_right(self._clause_starts, offset) - 1)

    # --- what stands there --------------------------------------------------------------------------------------

    def hits(self, topic: str, span: Interval | None = None) -> list[Hit]:
        """Lexicon hits of a topic in text order, all or those that start inside the span."""
        found = self._hits.get(topic, [])
        if span is None or not found:
            return found
        starts = self._starts[topic]
        return found[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]

    def lengths(self, span: Interval) -> list[Measurement]:
        """Measurements that start inside the span."""
        starts = self._measurement_starts
        return self.measurements[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]

    def cues(self, span: Interval) -> list[Cue]:
        """Assertion cues that start inside the span."""
        starts = self._cue_starts
        return self._cues[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]

    def dates(self, span: Interval) -> list[WrittenDate]:
        """Written dates that start inside the span."""
        found = self.once(all_dates)
        return found[bisect_left(found, span[0], key=start_of) : bisect_left(found, span[1], key=start_of)]

    # --- what it means --------------------------------------------------------------------------------------------

    def effects(self, start: int, end: int) -> frozenset[str]:
        """Categories of the cues that reach the target `[start, end)`: "negated", "no_new", "normal", "possible", ..."""
        return effects(self.text, self.clause_at(start), self.cues(self.sentence_at(start)), start, end)

    def modifiers(self, start: int, end: int) -> list[Cue]:
        """The cues that reach the target."""
        return list(reaching(self.text, self.clause_at(start), self.cues(self.sentence_at(start)), start, end))

    def assertion(self, start: int, end: int) -> Assertion:
        """What the note says about the target."""
        section = self.section_at(start).category
        found = self.effects(start, end)
        if section == "family_history":
            found |= {"family"}
        if self.is_question(start):
            found |= {"hypothetical" if section in QUESTIONS else "possible"}
        return meaning(found, questioning=section in QUESTIONS)

    def is_question(self, offset: int) -> bool:
        """Whether the sentence at the offset ends in a question mark."""
        start, end = self.sentence_at(offset)
        return self.text[start:end].rstrip().endswith("?")

    def mention(
        self, element: str, span: Interval, value: str | int | float | None = None, assertion: Assertion | None = None
    ) -> Mention:
        """Evidence for an element at the span; its assertion is read from the note unless given."""
        start, end = span
        return Mention(
            element, start, end, value, assertion or self.assertion(start, end), self.section_at(start).category
        )


def all_dates(reading: Reading) -> list[WrittenDate]:
    """Every date of the note."""
    return list(read_dates(reading.text, (0, len(reading.text)), reading.note.note_date))


def start_of(written: WrittenDate) -> int:
    """Where the date starts."""
    return written.start
