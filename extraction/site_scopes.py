"""Which place a sentence without one speaks of: organ headings ("Lungs: ...") hold until the next heading."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.sites import Place, read_places

LABEL = re.compile(r"[\s\W\d]{0,8}((?:\w|\[)[^:\n.;]{0,70}?)\s*(?::|\]|\s[-–—]\s|\s{3,}|=(?=\s)|$)")
BULLET = re.compile(r"[ \t]*(?:[-*•·–—>+]+\s|\(?\d{1,2}[.)]\s|#)")
VERB = re.compile(r"\b(?:is|are|was|were|has|have|shows?|showed|measures?|measuring|seen|noted|with|to|of|in|from)\b")


class Scope(NamedTuple):
    """What a heading says about the sentences under it: its places, and whether nodes are the subject."""

    places: tuple[Place, ...]
    nodes: bool


class ScopedSentence(NamedTuple):
    """A sentence `[start, end)`, where its statement starts (behind its own heading), and the scope it stands in."""

    start: int
    end: int
    body: int
    scope: Scope
    labelled: bool


NOWHERE = Scope((), nodes=False)


def scoped_sentences(reading: Reading) -> Iterator[ScopedSentence]:
    """Every sentence of the note with the heading that governs it."""
    scope = NOWHERE
    bulleted = False
    section = -1
    text = reading.text
    before = 0
    for start, end in reading.sentences:
        opened = reading.section_at(start).start
        begins_line = "\n" in text[before:start] or start == 0 or text[start - 1] == "\n"
        blank_line = "\n\n" in text[max(0, before - 2) : start + 1]
        body, labelled = start, False
        if opened != section or blank_line or (begins_line and bulleted and BULLET.match(text, start)):
            scope, bulleted = NOWHERE, False
        section = opened
        label = LABEL.match(text, start, end)
        if label and is_label(reading, label):
            span = (label.start(1), label.end(1))
            nodes = bool(reading.hits("lymph_node", span))
            places = tuple(read_places(reading, span, nodes_meant=nodes))
            scope, body, labelled = Scope(places, nodes), label.end(), True
            bulleted = bool(BULLET.match(text, start))
        yield ScopedSentence(start, end, body, scope, labelled)
        before = end


def is_label(reading: Reading, label: re.Match[str]) -> bool:
    """Whether the words before a colon or dash are a heading: no cue, no finding, no verb among them.

    Without a colon it must name a place and nothing else, as a line of its own or before a dash.
    """
    span: Interval = (label.start(1), label.end(1))
    if reading.cues(span) or reading.hits("ehd_finding", span):
        return False
    words = reading.levelled[span[0] : span[1]]
    if label.group().rstrip().endswith((":", "]")):
        return len(words) <= 40 or not VERB.search(words)
    if (
        label.end() == len(reading.text)
        or reading.text[label.end() : label.end() + 1] == "\n"
        or label.end() == label.end(1)
    ):
        return bool(reading.hits("site", span) or reading.hits("lymph_node", span)) and len(words.split()) <= 4
    return bool(read_places(reading, span, nodes_meant=bool(reading.hits("lymph_node", span)))) and not VERB.search(
        words
    )
