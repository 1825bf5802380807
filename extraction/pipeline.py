"""The medspaCy door: a spaCy Language whose Doc carries medspaCy's sections, modifiers and span flags.

Everything on the Doc is made from the same reading as the facts; medspaCy users can add the components, registered
as `crlm_sentences`, `crlm_targets`, `crlm_sections` and `crlm_context`, to pipelines of their own.
"""

import spacy
from loguru import logger
from medspacy.context import ConTextGraph, ConTextModifier, ConTextRule
from medspacy.section_detection import Section as MedspacySection
from medspacy.section_detection import SectionRule
from medspacy.target_matcher import TargetRule
from spacy.language import Language
from spacy.tokens import Doc, Span

from abstraction.records import Note, NoteType
from extraction.assertion import Cue
from extraction.reading import Reading
from lexicons.vocabulary import expand, load_headings, load_modifiers, load_targets

# PyRuSH, which importing medspaCy brings along, writes every token of a note to stderr unless told not to.
logger.disable("PyRuSH")

# medspaCy registers these two only when its own ConText component is made.
if not Span.has_extension("modifiers"):
    Span.set_extension("modifiers", default=())
    Doc.set_extension("context_graph", default=None)

SPANS = "medspacy_spans"
READING = "crlm_reading"
FLAGS = {
    "negated": ("NEGATED_EXISTENCE", "is_negated"),
    "no_new": ("NEGATED_EXISTENCE", "is_negated"),
    "possible": ("POSSIBLE_EXISTENCE", "is_uncertain"),
    "hypothetical": ("HYPOTHETICAL", "is_hypothetical"),
    "historical": ("HISTORICAL", "is_historical"),
    "family": ("FAMILY", "is_family"),
}
DIRECTIONS = {"forward": "FORWARD", "backward": "BACKWARD", "both": "BIDIRECTIONAL", "sentence": "BIDIRECTIONAL"}


def build_pipeline() -> Language:
    """A blank English pipeline with the four components; `nlp(text).spans["medspacy_spans"]` holds the targets."""
    nlp = spacy.blank("en")
    for name in ("crlm_sentences", "crlm_targets", "crlm_sections", "crlm_context"):
        nlp.add_pipe(name)
    return nlp


def target_rules() -> list[TargetRule]:
    """The vocabulary as medspaCy target rules, one a phrase; the category is "topic:concept"."""
    return [
        TargetRule(phrase, f"{topic}:{concept}")
        for topic, found in load_targets().items()
        for concept, entry in found.concepts.items()
        for term in entry.terms
        for phrase in expand(term)
    ]


def context_rules() -> list[ConTextRule]:
    """The assertion cues as ConText rules; cues that only shield a phrase become pseudo rules, clause breaks terminate."""
    modifiers = load_modifiers()
    rules = [
        ConTextRule(
            phrase,
            FLAGS[cue.category][0] if cue.category in FLAGS else "PSEUDO",
            direction=direction(cue.category, cue.direction),
        )
        for cue in modifiers.cues.values()
        for term in cue.terms
        for phrase in expand(term)
    ]
    ends = [phrase for term in modifiers.clause_breaks for phrase in expand(term)]
    return rules + [ConTextRule(phrase, "TERMINATE", direction="TERMINATE") for phrase in ends]


def direction(category: str, written: str) -> str:
    """medspaCy's name of a direction."""
    return DIRECTIONS[written] if category in FLAGS else "PSEUDO"


def section_rules() -> list[SectionRule]:
    """The headings as section rules."""
    return [
        SectionRule(phrase, category)
        for category, heading in load_headings().sections.items()
        for term in heading.terms
        for phrase in expand(term)
    ]


def reading_of(doc: Doc) -> Reading:
    """The reading of the Doc's text, made once; `doc.user_data["note_type"]` may name the kind of note."""
    if READING not in doc.user_data:
        note_type = NoteType(doc.user_data.get("note_type", NoteType.RADIOLOGY))
        note_date = str(doc.user_data.get("note_date", "1970-01-01"))
        doc.user_data[READING] = Reading(Note("doc", "doc", note_type, note_date, doc.text))
    reading: Reading = doc.user_data[READING]
    return reading


@Language.component("crlm_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Sentence starts of the reading, on the token that stands there."""
    reading = reading_of(doc)
    starts = {reading.edited.in_note(*sentence)[0] for sentence in reading.sentences}
    pending = True
    for token in doc:
        while starts and min(starts) <= token.idx:
            starts.discard(min(starts))
            pending = True
        token.is_sent_start = pending and not token.is_space
        pending = pending and token.is_space
    return doc


@Language.component("crlm_targets")
def add_targets(doc: Doc) -> Doc:
    """Every lexicon hit as a span labelled "topic:concept", overlapping ones too."""
    reading = reading_of(doc)
    spans: list[Span] = []
    for topic in load_targets():
        for hit in reading.hits(topic):
            span = span_of(doc, *reading.edited.in_note(hit.start, hit.end), f"{topic}:{hit.concept}")
            span._.target_rule = TargetRule(reading.levelled[hit.start : hit.end], span.label_)
            spans.append(span)
    doc.spans[SPANS] = sorted(spans, key=lambda span: (span.start, span.end))
    return doc


@Language.component("crlm_sections")
def add_sections(doc: Doc) -> Doc:
    """Sections in medspaCy's form on the Doc and on each token."""
    sections = []
    reading = reading_of(doc)
    for section in reading.sections:
        body = token_range(doc, *reading.edited.in_note(section.body_start, section.end))
        title = token_range(doc, *reading.edited.in_note(section.start, section.body_start))
        made = MedspacySection(section.category, title[0], title[1], body[0], body[1])
        sections.append(made)
        for token in doc[title[0] : max(title[1], body[1])]:
            token._.section = made
    doc._.sections = sections
    return doc


def span_of(doc: Doc, start: int, end: int, label: str = "") -> Span:
    """The tokens that the characters `[start, end)` touch."""
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    if span is None:
        raise ValueError(f"no token at [{start}, {end}) of a text of {len(doc.text)} characters")
    return span


def token_range(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Token indices of the characters `[start, end)`."""
    span = doc.char_span(start, end, alignment_mode="contract") if start < end else None
    if span is None:
        at = next((token.i for token in doc if token.idx >= start), len(doc))
        return at, at
    return span.start, span.end


@Language.component("crlm_context")
def add_context(doc: Doc) -> Doc:
    """ConText modifiers, the graph of what modifies what, and the flags `is_negated`, `is_uncertain`, ... of each span."""
    reading = reading_of(doc)
    made: dict[int, ConTextModifier] = {}
    edges = []
    targets = list(doc.spans.get(SPANS, []))
    for span in targets:
        start, end = reading.edited.of_note(span.start_char, span.end_char)
        for cue in reading.modifiers(start, end):
            if cue.category not in FLAGS:
                continue
            if cue.start not in made:
                made[cue.start] = modifier_of(doc, reading, cue)
            edges.append((span, made[cue.start]))
            setattr(span._, FLAGS[cue.category][1], True)
        span._.modifiers = tuple(modifier for target, modifier in edges if target is span)
    doc._.context_graph = ConTextGraph(targets, list(made.values()), edges)
    return doc


def modifier_of(doc: Doc, reading: Reading, cue: Cue) -> ConTextModifier:
    """The cue as a ConText modifier whose scope is the clause on the side it looks to."""
    span = span_of(doc, *reading.edited.in_note(cue.start, cue.end))
    clause = span_of(doc, *reading.edited.in_note(*reading.clause_at(cue.start)))
    rule = ConTextRule(
        reading.levelled[cue.start : cue.end], FLAGS[cue.category][0], direction=DIRECTIONS[cue.direction]
    )
    low = span.end if cue.direction == "forward" else clause.start
    high = span.start if cue.direction == "backward" else clause.end
    return ConTextModifier(rule, span.start, span.end, doc, scope_start=low, scope_end=max(low, high))
