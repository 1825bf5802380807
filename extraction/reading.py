"""Everything read from a note once: sections, sentences, clauses, lexicon hits, lengths. Field readers look here."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, KeysView, Sequence
from functools import cache
from itertools import zip_longest
from sys import maxsize
from typing import Any, TypeVar

from abstraction.records import Assertion, Mention, Note, NoteType, Section
from extraction.anchors import Anchors, any_in, matches_at, one_in, places
from extraction.assertion import Cue, meaning, reaching
from extraction.calendar_dates import Calendar, WrittenDate
from extraction.compiled import load_vocabulary
from extraction.form_blanks import with_entries
from extraction.form_boxes import with_choices
from extraction.form_lines import with_colons
from extraction.letter_case import in_sentences
from extraction.matching import Hit, Matcher, level
from extraction.measurements import Measurement, read_measurements
from extraction.sections import QUESTIONS, RANK, read_sections
from extraction.sentences import Interval, sentence_spans
from extraction.wrapping import unwrapped

COMMA_WORDS = Anchors(",", ";", "and")
COMMA = re.compile(r"[,;]|\band\b(?= (?:the|a|an|there|then)\b)")
# "No.16 nodes", "No.: 2": a number and not a denial.
NUMERO = re.compile(r"no(?:\. ?| ?\.?[:=] ?)\d")
# "Not yet approved" is one statement, "smaller, yet avid" two.
NOT_YET = re.compile(r"not yet\b")
GENES = frozenset({"ras", "braf", "other_gene"})
PAGES = str.maketrans("\f\v\u2028", "\n\n\n")
EMPTY_LINE = re.compile(r"\n[^\S\n]+(?=\n)")
DIGIT = re.compile(r"\d")
OPENER = re.compile(r"\s*(?:and\s+)?([\w/]+(?: \w+)?)")


@cache
def build_matcher() -> Matcher:
    """The one matcher of all vocabulary: targets by topic, cues, clause breaks, headings."""
    return Matcher(load_vocabulary().phrases)


def plain_lines(text: str) -> str:
    """The text, as long as before: lines end with a line feed, empty ones hold nothing else, and wrapped ones are joined."""
    # A carriage return ends a line only where nothing else does; beside line feeds it is a blank.
    text = text.replace("\r", " " if "\n" in text else "\n")
    if any_in(text, "\f\v\u2028"):
        text = text.translate(PAGES)
    return unwrapped(in_sentences(EMPTY_LINE.sub(lambda blanks: "\n" * len(blanks.group()), text)))


def headings(note: Note, found: list[Hit]) -> list[Hit]:
    """The headings of the note: what a pathologist examines is the specimen, and an operation's technique is what was done."""
    renamed = {NoteType.PATHOLOGY: ("examination", "gross"), NoteType.OPERATIVE: ("technique", "description")}
    if note.note_type not in renamed:
        return found
    name, meant = renamed[note.note_type]
    return [hit._replace(concept=meant) if hit.concept == name else hit for hit in found]


Made = TypeVar("Made")


def spread(parts: Sequence[Made], ends: Sequence[int]) -> list[Made]:
    """For each offset the part that holds it; the parts follow one another from 0 and end there."""
    found: list[Made] = []
    for part, end in zip(parts, ends, strict=True):
        found += [part] * (end - len(found))
    return found


NOTHING: frozenset[str] = frozenset()
NO_HITS: tuple[list[int], list[Hit]] = ([0], [])


class Reading:
    """One note, read."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.text = text = with_colons(with_choices(plain_lines(with_entries(note.text))))
        self.levelled = level(text)
        hits = build_matcher().hits(self.levelled)
        self.sections: tuple[Section, ...] = read_sections(text, headings(note, hits.pop("heading", [])))
        marks = [edge for section in self.sections for edge in (section.start, section.body_start)]
        self.sentences: list[Interval] = sentence_spans(text, marks)
        edges = [*(start for start, _ in self.sentences[1:]), len(text) + 1]
        # For each offset, the end too, the number of its sentence and its section.
        self._sentence_of = spread(range(len(edges)), edges)
        edges = [*(section.start for section in self.sections[1:]), len(text) + 1]
        self._section_of = spread(self.sections, edges)
        named = (hit for hit in hits.get("gene", ()) if hit.concept in GENES or self.levelled[hit.start] == "m")
        self._cues = self._meant_cues(hits.pop("cue", []), {hit.end for hit in named})
        self._cue_starts = [cue.start for cue in self._cues]
        self.breaks = [
            hit.start for hit in hits.pop("clause_break", []) if not NOT_YET.match(self.levelled, hit.start - 4)
        ]
        whole = ((topic, self._whole(found, topic)) for topic, found in hits.items())
        # With each topic where its hits start, and a start behind the text that ends every search.
        self._hits = {topic: ([*[hit[0] for hit in found], maxsize], found) for topic, found in whole}
        self._clauses: dict[int, list[int]] = {}
        self.measurements: list[Measurement] = read_measurements(text, self.levelled)
        self._measurement_starts = [found.start for found in self.measurements]
        self._made: dict[object, Any] = {}
        self._modifiers: dict[Interval, list[Cue]] = {}

    def once(self, make: Callable[["Reading"], Made]) -> Made:
        """What `make` reads from this note, made when it is first asked for."""
        try:
            made: Made = self._made[make]
        except KeyError:
            made = self._made[make] = make(self)
        return made

    def _whole(self, hits: list[Hit], topic: str) -> list[Hit]:
        """Hits that do not run over a sentence end; those that do fall apart into the shorter ones on either side."""
        of = self._sentence_of
        crossing = [hit for hit in hits if of[hit[0]] != of[hit[1] - 1]]
        if not crossing:
            return hits
        whole = [hit for hit in hits if of[hit[0]] == of[hit[1] - 1]]
        parts = {
            Hit(start + part.start, start + part.end, part.concept)
            for hit in crossing
            for cut in (self.sentences[of[hit.start] + 1][0],)
            for start, end in ((hit.start, cut), (cut, hit.end))
            for part in build_matcher().hits(self.levelled[start:end]).get(topic, ())
        }
        return sorted(
            [*whole, *(part for part in parts if not any(a <= part.start and part.end <= b for a, b, _ in whole))]
        )

    def _meant_cues(self, hits: list[Hit], genes: set[int]) -> list[Cue]:
        """The cues, without numbers ("No.16"), results of a gene ("BRAF (-)") and a denial that runs into its idiom ("shows no" | "no change").

        `genes` are the places where the name of a gene, or "mutation" behind it, ends.
        """
        whole = self._whole(hits, "cue")
        if NUMERO.search(self.levelled):
            whole = [hit for hit in whole if not NUMERO.match(self.levelled, hit.start)]
        if "( )" in self.text:  # levelled like "(-)", but an empty box
            whole = [hit for hit in whole if self.text[hit.start : hit.end] != "( )"]
        if genes:
            whole = [hit for hit in whole if hit.start - 1 not in genes]
        rules = load_vocabulary().cues
        cues = [Cue(hit, *rules[hit.concept]) for hit in whole]
        return [
            cue
            for cue, following in zip_longest(cues, cues[1:])
            if not (following and following.category == "none" and following.start < cue.end)
        ]

    def _clause_starts(self, index: int) -> list[int]:
        """Where the clauses of the sentence start: found when first asked for."""
        found = self._clauses.get(index)
        if found is None:
            start, end = self.sentences[index]
            marks, hard = self.once(cut_marks)
            first = bisect_left(marks, start + 1)
            inside = marks[first : bisect_left(marks, end, first)]
            found = self._clauses[index] = [start]
            for at, until in zip(inside, [*inside[1:], end], strict=False):
                # A piece that names nothing ("..., 61 mm", "..., unchanged, indeterminate") goes on about the last target.
                if at in hard or one_in(self.once(target_starts), at, until):
                    found.append(at)
        return found

    # --- where an offset stands -------------------------------------------------------------------------------

    def section_at(self, offset: int) -> Section:
        """The section that holds the offset."""
        return self._section_of[offset]

    def section_of(self, index: int) -> Section:
        """The section of a sentence, which lies in one only."""
        return self._section_of[self.sentences[index][0]]

    def rank_at(self, offset: int) -> int:
        """Weight of a statement at the offset: addendum 3, impression or diagnosis 2, body 1, question 0."""
        return RANK.get(self.section_at(offset).category, 1)

    def sentence_at(self, offset: int) -> Interval:
        """The sentence that holds the offset."""
        return self.sentences[self._sentence_of[offset]]

    def sentence_index(self, offset: int) -> int:
        """Index into `sentences`."""
        return self._sentence_of[offset]

    def clause_at(self, offset: int) -> Interval:
        """The clause that holds the offset."""
        index = self.sentence_index(offset)
        starts = self._clause_starts(index)
        at = bisect_right(starts, offset)
        return starts[max(0, at - 1)], starts[at] if 0 < at < len(starts) else self.sentences[index][1]

    @property
    def clauses(self) -> list[Interval]:
        """The clauses of all sentences in order."""
        starts = [start for index in range(len(self.sentences)) for start in self._clause_starts(index)]
        return [self.clause_at(start) for start in starts]

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
        first = bisect_left(starts, start)
        if starts[first] >= end:
            return []
        return found[first : bisect_left(starts, end, first)]

    def has(self, topic: str, span: Interval) -> bool:
        """Whether a lexicon hit of the topic starts inside the span."""
        known = self._hits.get(topic)
        if known is None:
            return False
        starts = known[0]
        return starts[bisect_left(starts, span[0])] < span[1]

    def starts(self, *topics: str) -> list[int]:
        """Where hits of the topics start, in order."""
        return sorted(start for topic in topics for start in self._hits.get(topic, NO_HITS)[0][:-1])

    def sentences_with(self, *topics: str) -> set[int]:
        """Indices of the sentences that hold a hit of one of the topics."""
        of = self._sentence_of
        return {of[start] for topic in topics for start in self._hits.get(topic, NO_HITS)[0][:-1]}

    def lengths(self, span: Interval) -> list[Measurement]:
        """Measurements that start inside the span."""
        starts = self._measurement_starts
        if not starts:
            return []
        return self.measurements[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]

    def cues(self, span: Interval) -> list[Cue]:
        """Assertion cues that start inside the span."""
        starts = self._cue_starts
        return self._cues[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]

    def dates(self, span: Interval) -> list[WrittenDate]:
        """Written dates that start inside the span."""
        starts, found = self.once(all_dates)
        return found[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]

    def dates_within(self, span: Interval) -> Iterator[WrittenDate]:
        """Written dates of the span, which may cut one short."""
        return self.once(calendar).read(span)

    # --- what it means --------------------------------------------------------------------------------------------

    def effects(self, start: int, end: int) -> frozenset[str]:
        """Categories of the cues that reach the target `[start, end)`: "negated", "no_new", "normal", "possible", ..."""
        found = self.modifiers(start, end)
        return frozenset([cue.category for cue in found]) if found else NOTHING

    def modifiers(self, start: int, end: int) -> list[Cue]:
        """The cues that reach the target."""
        found = self._modifiers.get((start, end))
        if found is None:
            cues = self.cues(self.sentence_at(start))
            found = list(reaching(self.text, self.clause_at(start), cues, start, end)) if cues else []
            self._modifiers[start, end] = found
        return found

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
        questions = self.once(question_sentences)
        return bool(questions) and self.sentence_index(offset) in questions

    def mention(
        self, element: str, span: Interval, value: str | int | float | None = None, assertion: Assertion | None = None
    ) -> Mention:
        """Evidence for an element at the span; its assertion is read from the note unless given."""
        start, end = span
        return Mention(
            element, start, end, value, assertion or self.assertion(start, end), self.section_at(start).category
        )


def question_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences that end in a question mark."""
    asking = {reading.sentence_index(at) for at in places(reading.text, "?")}
    return {index for index in asking if reading.text[slice(*reading.sentences[index])].rstrip().endswith("?")}


def cut_marks(reading: Reading) -> tuple[list[int], set[int]]:
    """Where a clause may be cut, and where it always is: at ";", "but" and the like; a comma needs an opening word behind it."""
    levelled, words = reading.levelled, load_vocabulary().openers
    hard, soft = set(reading.breaks), set()
    for match in matches_at(COMMA, levelled, places(levelled, COMMA_WORDS)):
        at = match.start()
        if levelled[at] != ",":
            hard.add(at)
        elif not levelled[at + 1 : at + 2].isdigit():
            word = OPENER.match(levelled, match.end())
            if word and ((first := word.group(1).split()[0]) in words or first[0].isdigit()):
                soft.add(at)
    return sorted(hard | soft), hard


def digit_places(reading: Reading) -> list[int]:
    """Where the digits stand."""
    return [match.start() for match in DIGIT.finditer(reading.text)]


def target_starts(reading: Reading) -> list[int]:
    """Where something is named that a statement can be about."""
    return sorted({hit.start for topic in load_vocabulary().opening_topics for hit in reading.hits(topic)})


def calendar(reading: Reading) -> Calendar:
    """The note's calendar."""
    return Calendar(reading.text, reading.levelled, reading.note.note_date)


def all_dates(reading: Reading) -> tuple[list[int], list[WrittenDate]]:
    """Every date of the note, with where each starts."""
    found = list(reading.once(calendar).read((0, len(reading.text))))
    return [written.start for written in found], found
