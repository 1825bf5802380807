"""Everything read from a note once: sections, sentences, clauses, lexicon hits, lengths. Field readers look here."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, KeysView
from functools import cache
from itertools import pairwise, zip_longest
from operator import itemgetter
from sys import maxsize
from typing import Any, Protocol, TypeVar

from abstraction.records import Assertion, Mention, Note, NoteType, Section
from extraction.anchors import Anchors, first_at, one_in, places
from extraction.assertion import Cue, meaning, reaching
from extraction.calendar_dates import Calendar, WrittenDate
from extraction.clause_marks import opening_commas, parting_marks
from extraction.compiled import load_vocabulary
from extraction.form_blanks import with_entries
from extraction.form_boxes import with_choices
from extraction.form_lines import with_colons
from extraction.labels_behind import labels_behind
from extraction.matching import Hit, Matcher, level, longest
from extraction.measurements import Measurement, read_measurements
from extraction.patterns import pattern_of
from extraction.plain_quantities import wordy_quantities
from extraction.plain_text import plain_lines
from extraction.sections import QUESTIONS, RANK, read_sections
from extraction.sentences import Interval, sentence_spans
from extraction.short_forms import short_forms
from extraction.telegraphic_numbers import telegraphic_numbers
from extraction.typography import carefully_typed

# "No.16 nodes", "No.: 2": a number and not a denial. "Primary in place? no (Hartmann 2022 for sigmoid cancer)": an answer.
NUMERO = pattern_of(r"no(?:\. ?| ?\.?[:=] ?)\d|no(?<=[?:] no)(?= \(|   )")
NUMERO_WORDS = Anchors(
    *("no.", "no:", "no=", "no .", "no :", "no ="), *(f"{mark} no{more}" for mark in ":?" for more in (" (", "   "))
)
# "Not yet approved" is one statement, "smaller, yet avid" two.
NOT_YET = pattern_of(r"not yet\b")
GENES = frozenset({"ras", "braf", "other_gene"})


@cache
def build_matcher() -> Matcher:
    """The one matcher of all vocabulary: targets by topic, cues, clause breaks, headings."""
    return Matcher(load_vocabulary().phrases)


def headings(note: Note, found: list[Hit]) -> list[Hit]:
    """The headings of the note: what a pathologist examines is the specimen, and an operation's technique is what was done."""
    renamed = {NoteType.PATHOLOGY: ("examination", "gross"), NoteType.OPERATIVE: ("technique", "description")}
    if note.note_type not in renamed:
        return found
    name, meant = renamed[note.note_type]
    return [Hit(hit.start, hit.end, meant) if hit.concept == name else hit for hit in found]


Made = TypeVar("Made")


def spread(*ends: int) -> list[int]:
    """For each offset the number of the part that holds it; the parts follow one another from 0 and end there."""
    found: list[int] = []
    for number, (start, end) in enumerate(pairwise((0, *ends))):
        found += [number] * (end - start)
    return found


START = itemgetter(0)
# What the reading itself takes from the matcher.
OF_THE_READING = frozenset({"heading", "clause_break", "cue"})
# What is asked for before it is known where sentences end.
BEFORE_SENTENCES = frozenset({"heading", "clause_break", "gene"})
NOTHING: frozenset[str] = frozenset()
# What is written otherwise than most do, and read as most write it.
WRITTEN_OTHERWISE = (wordy_quantities, short_forms, telegraphic_numbers, labels_behind)


class Once(Protocol):
    """Asks for what a function reads from the note."""

    def __call__(self, make: Callable[["Reading"], Made], /) -> Made:
        """What `make` reads, made when it is first asked for."""
        ...


class MadeOnce(dict[Callable[["Reading"], Any], Any]):
    """What was made from a reading, by the function that made it; looked up without a call in Python."""

    __slots__ = ("reading",)

    def __init__(self, reading: "Reading") -> None:
        self.reading = reading

    def __missing__(self, make: Callable[["Reading"], Made]) -> Made:
        made = self[make] = make(self.reading)
        return made


class Reading:
    """One note, read."""

    __deletable__ = ("once",)  # where it is compiled
    once: Once

    def __init__(self, note: Note) -> None:
        self.note = note
        self.edited = edited = carefully_typed(note.text)
        edited.text = with_colons(with_choices(plain_lines(with_entries(edited.text))))  # as long as before
        self.levelled = level(edited.text)
        if edits := [edit for otherwise in WRITTEN_OTHERWISE for edit in otherwise(edited.text, self.levelled)]:
            edited.apply(edits)
            self.levelled = level(edited.text)
        self.text = text = edited.text
        matches = build_matcher().matches(self.levelled)
        hits = longest(matches, BEFORE_SENTENCES)
        self.sections: tuple[Section, ...] = read_sections(text, headings(note, hits.get("heading", [])))
        breaks = hits.get("clause_break", [])
        self.breaks = [hit.start for hit in breaks if not NOT_YET.match(self.levelled, hit.start - 4)]
        marks = [edge for section in self.sections for edge in (section.start, section.body_start)]
        self.sentences: list[Interval] = sentence_spans(text, marks)
        # For each offset, the end too, the number of its sentence.
        self._sentence_of = spread(*map(START, self.sentences[1:]), len(text) + 1)
        # For each sentence its section.
        titles = [section.start for section in self.sections]
        self._sections = [self.sections[bisect_right(titles, start) - 1] for start, _ in self.sentences or [(0, 0)]]
        named = {hit.end for hit in hits.get("gene", ()) if hit.concept in GENES or self.levelled[hit.start] == "m"}
        of = self._sentence_of
        # No hit runs over a sentence end.
        hits = longest([match for match in matches if of[match[1]] == of[match[0] - 1]])
        self._cues = self._meant_cues(hits.get("cue", []), named)
        # Here and below, behind the starts stands one that ends every search.
        self._cue_starts = [*[cue.start for cue in self._cues], maxsize]
        self._cues_of: dict[int, list[Cue]] = {}  # by the number of their sentence
        for cue in self._cues:
            self._cues_of.setdefault(of[cue.start], []).append(cue)
        # With each topic where its hits start.
        self._hits: dict[str, tuple[list[int], list[Hit]]] = {
            topic: ([*[hit.start for hit in found], maxsize], found)
            for topic, found in hits.items()
            if topic not in OF_THE_READING
        }
        self.measurements: list[Measurement] = read_measurements(text, self.levelled)
        self._measurement_starts = [*[found.start for found in self.measurements], maxsize]
        self.once = MadeOnce(self).__getitem__
        self._modifiers: dict[Interval, list[Cue]] = {}
        self._clause_edges = clause_edges(self)
        self._asking = self.once(question_sentences)

    def forget(self) -> None:
        """Drop what was made from the note: some of it holds the reading in turn, and neither would go before the collector comes."""
        del self.once

    def _meant_cues(self, hits: list[Hit], genes: set[int]) -> list[Cue]:
        """The cues, without numbers ("No.16"), results of a gene ("BRAF (-)") and a denial that runs into its idiom ("shows no" | "no change").

        `genes` are the places where the name of a gene, or "mutation" behind it, ends.
        """
        if places(self.levelled, NUMERO_WORDS):
            hits = [hit for hit in hits if not NUMERO.match(self.levelled, hit.start)]
        if "( )" in self.text:  # levelled like "(-)", but an empty box
            hits = [hit for hit in hits if self.text[hit.start : hit.end] != "( )"]
        if genes:
            hits = [hit for hit in hits if hit.start - 1 not in genes]
        rules = load_vocabulary().cues
        cues: list[Cue] = []
        for hit in hits:
            category, direction = rules[hit.concept]
            cue = Cue(hit, category, direction)
            if category == "none" and cues and cue.start < cues[-1].end:
                cues.pop()
            cues.append(cue)
        return cues

    # --- where an offset stands -------------------------------------------------------------------------------

    def section_at(self, offset: int) -> Section:
        """The section that holds the offset."""
        return self._sections[self._sentence_of[offset]]

    def section_of(self, index: int) -> Section:
        """The section of a sentence, which lies in one only."""
        return self._sections[index]

    def rank_at(self, offset: int) -> int:
        """Weight of a statement at the offset: addendum 3, impression or diagnosis 2, body 1, question 0."""
        return RANK.get(self._sections[self._sentence_of[offset]].category, 1)

    def sentence_at(self, offset: int) -> Interval:
        """The sentence that holds the offset."""
        return self.sentences[self._sentence_of[offset]]

    def sentence_index(self, offset: int) -> int:
        """Index into `sentences`."""
        return self._sentence_of[offset]

    def sentences_at(self, offsets: list[int]) -> set[int]:
        """Indices of the sentences that hold the offsets."""
        of = self._sentence_of
        return {of[at] for at in offsets}

    def clause_at(self, offset: int) -> Interval:
        """The clause that holds the offset."""
        index = self._sentence_of[offset]
        edges = self._clause_edges.get(index)
        if edges is None:
            return self.sentences[index]
        at = bisect_right(edges, offset, 1, len(edges) - 1)
        return edges[at - 1], edges[at]

    @property
    def clauses(self) -> list[Interval]:
        """The clauses of all sentences in order."""
        cut = self._clause_edges
        return [clause for index, whole in enumerate(self.sentences) for clause in pairwise(cut.get(index, whole))]

    # --- what stands there --------------------------------------------------------------------------------------

    @property
    def topics(self) -> KeysView[str]:
        """The topics of which the lexicon found anything."""
        return self._hits.keys()

    def hits(self, topic: str, span: Interval | None = None) -> list[Hit]:
        """Lexicon hits of a topic in text order, all or those that start inside the span."""
        known = self._hits.get(topic)
        if known is None:
            return []
        starts, found = known
        if span is None:
            return found
        start, end = span
        first = first_at(starts, start)
        if starts[first] >= end:
            return []
        return found[first : first_at(starts, end, first)]

    def has(self, topic: str, span: Interval) -> bool:
        """Whether a lexicon hit of the topic starts inside the span."""
        known = self._hits.get(topic)
        if known is None:
            return False
        starts = known[0]
        return starts[first_at(starts, span[0])] < span[1]

    def starts(self, *topics: str) -> list[int]:
        """Where hits of the topics start, in order."""
        found: list[int] = []
        for topic in self._hits.keys() & topics:
            found += self._hits[topic][0][:-1]
        found.sort()
        return found

    def sentences_with(self, *topics: str) -> set[int]:
        """Indices of the sentences that hold a hit of one of the topics."""
        of = self._sentence_of
        return {of[hit.start] for topic in topics if topic in self._hits for hit in self._hits[topic][1]}

    def lengths(self, span: Interval) -> list[Measurement]:
        """Measurements that start inside the span."""
        starts = self._measurement_starts
        first = first_at(starts, span[0])
        return self.measurements[first : first_at(starts, span[1], first)] if starts[first] < span[1] else []

    def cues(self, span: Interval) -> list[Cue]:
        """Assertion cues that start inside the span."""
        starts = self._cue_starts
        first = first_at(starts, span[0])
        return self._cues[first : first_at(starts, span[1], first)] if starts[first] < span[1] else []

    def dates(self, span: Interval) -> list[WrittenDate]:
        """Written dates that start inside the span."""
        starts, found = self.once(all_dates)
        first = first_at(starts, span[0])
        return found[first : first_at(starts, span[1], first)] if starts[first] < span[1] else []

    def dates_within(self, span: Interval) -> Iterator[WrittenDate]:
        """Written dates of the span, which may cut one short."""
        dated = self.once(calendar)
        return iter(dated.read(span) if one_in(dated.starts, span[0], span[1]) else ())

    # --- what it means --------------------------------------------------------------------------------------------

    def effects(self, start: int, end: int) -> frozenset[str]:
        """Categories of the cues that reach the target `[start, end)`: "negated", "no_new", "normal", "possible", ..."""
        found = self.modifiers(start, end)
        return frozenset([cue.category for cue in found]) if found else NOTHING

    def modifiers(self, start: int, end: int) -> list[Cue]:
        """The cues that reach the target."""
        cues = self._cues_of.get(self._sentence_of[start])
        if cues is None:
            return []
        found = self._modifiers.get((start, end))
        if found is None:
            found = self._modifiers[start, end] = reaching(self.text, self.clause_at(start), cues, start, end)
        return found

    def assertion(self, start: int, end: int) -> Assertion:
        """What the note says about the target."""
        section = self._sections[self._sentence_of[start]].category
        found = self.effects(start, end)
        questioning = section in QUESTIONS
        if section == "family_history":
            found |= {"family"}
        if self._sentence_of[start] in self._asking:
            found |= {"hypothetical" if questioning else "possible"}
        return meaning(found, questioning=questioning)

    def is_question(self, offset: int) -> bool:
        """Whether the sentence at the offset ends in a question mark."""
        return self._sentence_of[offset] in self._asking

    def mention(
        self, element: str, span: Interval, value: str | int | float | None = None, assertion: Assertion | None = None
    ) -> Mention:
        """Evidence for an element at the span; its assertion is read from the note unless given."""
        start, end = span
        return Mention(
            element,
            start,
            end,
            value,
            assertion or self.assertion(start, end),
            self._sections[self._sentence_of[start]].category,
        )


def question_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences that end in a question mark."""
    asking = reading.sentences_at(places(reading.text, "?"))
    return {index for index in asking if reading.text[slice(*reading.sentences[index])].rstrip().endswith("?")}


def clause_edges(reading: Reading) -> dict[int, list[int]]:
    """Where the clauses of a sentence start, and where the last one ends, by its number; sentences of one clause are left out.

    They are cut at ";", "but" and the like, and at a comma with an opening word behind it. There a piece that names nothing
    ("..., 61 mm", "..., unchanged, indeterminate") goes on about the last target.
    """
    levelled = reading.levelled
    hard = {*reading.breaks, *parting_marks(levelled)}
    soft = opening_commas(levelled)
    targets = reading.starts(*load_vocabulary().opening_topics) if soft else []
    found: dict[int, list[int]] = {}
    marks = sorted(hard.union(soft))
    for at, following in zip_longest(marks, marks[1:], fillvalue=maxsize):
        index = reading.sentence_index(at)
        start, end = reading.sentences[index]
        if start < at < end and (at in hard or one_in(targets, at, min(following, end))):
            found.setdefault(index, [start, end]).insert(-1, at)
    return found


def calendar(reading: Reading) -> Calendar:
    """The note's calendar."""
    return Calendar(reading.text, reading.levelled, reading.note.note_date)


def all_dates(reading: Reading) -> tuple[list[int], list[WrittenDate]]:
    """Every date of the note, behind where each starts and a start behind the text."""
    found = reading.once(calendar).read((0, len(reading.text)))
    return [*[one.start for one in found], maxsize], found
