"""What a case report tells, as plain records that HTML and PDF both lay out: values, disagreements, verdicts, questions, notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from abstraction.decisions import COMMENT, NOT_STATED, SAID, open_queries, standing
from abstraction.records import CaseEvidence, NoteAbstraction, ReviewDecision, Status
from lexicons import entered_elements, load_elements
from review.decision_words import DONE, when
from review.exporters.report_rules import Findings, Group, Question, findings_of, questions_of
from review.highlights import Highlight, highlights, pieces
from review.rule_words import DERIVED, DERIVED_RESECTABILITY, GROUPS
from review.sign_off import signed
from review.wording import candidate_words, element_label, note_label, term, value_words
from review.workflow import VERSIONS, CaseReview
from rules_engine.card import SOURCE_AGE, STAGES

ADVICE = (
    "Decision support for people who review charts, not medical advice. Check each value against the note before use."
)
TITLES = {
    "liver": "Liver",
    "extrahepatic": "Extrahepatic",
    "treatment": "Treatment",
    "primary": "Primary",
    "markers": "Markers",
    "patient": "Patient",
    "pathology": "Pathology",
}
GAP = re.compile(r"\S(?: {2,}|\t+| ?\| ?)(?=\S)")
QUOTED, QUOTES = 160, 4  # letters of a quotation, and quotations of a value


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a note: its place among the notes of the report, its label, where the words begin, the words."""

    note: int
    label: str
    start: int
    words: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A data element in the report: its value or why there is none, how sure it is, where it comes from, who decided it."""

    label: str
    family: str
    words: str
    status: str
    source: str
    decided: str
    quotes: tuple[Quote, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note with its text in pieces, each with where it begins and the marks on it, the shortest first.

    `table` tells that its columns line up only where all letters are equally wide.
    """

    label: str
    note_id: str
    table: bool
    passages: tuple[tuple[int, str, tuple[Highlight, ...]], ...]


@dataclass(frozen=True, slots=True)
class CaseReport:
    """All that is printed of a case."""

    case_id: str
    head: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]
    families: tuple[tuple[str, tuple[Stated, ...]], ...]
    unmentioned: tuple[str, ...]
    unasked: tuple[str, ...]
    said: tuple[str, ...]
    groups: tuple[Group, ...]
    not_applicable: tuple[str, ...]
    questions: tuple[Question, ...]
    notes: tuple[NotePage, ...]
    versions: str
    source: str = SOURCE_AGE


def report_of(review: CaseReview) -> CaseReport:
    """The report of a case as it stands."""
    found: Findings = findings_of(review.verdicts)
    places = {item.note.note_id: (at, item) for at, item in enumerate(review.case.notes)}
    held = standing(review.decisions)
    families: dict[str, list[Stated]] = {}
    unmentioned, unasked = [], []
    for element, known in load_elements().items():
        if rows := stated_rows(review, element, held.get(element), places):
            families.setdefault(known.family, []).extend(rows)
        elif element in entered_elements():
            unasked.append(known.label)
        else:
            unmentioned.append(known.label)
    return CaseReport(
        case_id=review.case.case_id,
        head=head_of(review),
        sentences=tuple(one.text for one in review.verdicts.card.sentences if one.part in ("caution", "contradiction")),
        families=tuple((TITLES[family], tuple(families[family])) for family in TITLES if family in families),
        unmentioned=tuple(unmentioned),
        unasked=tuple(unasked),
        said=tuple(said_of(review.decisions)),
        groups=found.groups,
        not_applicable=found.not_applicable,
        questions=questions_of(review.verdicts),
        notes=tuple(note_page(review, item, found.evidence) for item in review.case.notes),
        versions=f"software {VERSIONS.software}, lexicon {VERSIONS.lexicon}, rules {VERSIONS.rules}",
    )


def head_of(review: CaseReview) -> tuple[tuple[str, str, str], ...]:
    """The first lines: (what, words, tone)."""
    verdicts, evaluation = review.verdicts, review.verdicts.evaluation
    told = evaluation.because("liver_mets_present")
    known = evaluation.state.values[told.fact] is not None
    written = evaluation.stated.get("resectability_statement")
    if written and isinstance(written.value, str):
        statement = written.value
    else:
        statement = "notes disagree" if written and written.reason == "conflict" else "not stated"
    derived = verdicts.by_key[DERIVED_RESECTABILITY]
    sign_off = signed(review.decisions)
    dates = [item.note.note_date for item in review.case.notes]
    return (
        ("Liver metastases", str(told.value) if known else "open", "settled" if known else "unknown"),
        ("Resectability, as written", statement, "settled" if written and written.value else "unknown"),
        ("Resectability, from its parts", DERIVED[derived.verdict], derived.verdict.value),
        ("ECMTG stage", candidates(verdicts.ecmtg, STAGES, "ECMTG "), tone_of(verdicts.ecmtg)),
        ("Group at presentation", candidates(verdicts.group, GROUPS), tone_of(verdicts.group)),
        ("Notes", f"{len(dates)}, {min(dates)} to {max(dates)}", ""),
        ("Signed off", f"{sign_off.reviewer}, {when(sign_off.decided_at)} UTC" if sign_off else "no", ""),
    )


def candidates(left: tuple[str, ...], words: Mapping[str, str], system: str = "") -> str:
    """A candidate set: its one code with what it means, what it can still be, or that it does not apply."""
    if not left:
        return "not applicable"
    if len(left) == 1:
        return f"{system}{left[0]}: {words.get(left[0], '')}"
    return "open" if len(left) == len(words) else f"open: {system}{candidate_words(left)}"


def tone_of(left: tuple[str, ...]) -> str:
    """Settled where one candidate is left."""
    return "settled" if len(left) == 1 else "unknown" if left else "not_applicable"


Places = Mapping[str, tuple[int, NoteAbstraction]]


def stated_rows(review: CaseReview, element: str, decision: ReviewDecision | None, places: Places) -> list[Stated]:
    """The rows of an element: its value, each side where notes disagree, or that a person found none; none without any."""
    case = review.case
    value, claims = case.values.get(element), case.conflicts.get(element, ())
    label, family = element_label(element), load_elements()[element].family
    decided = ""
    if decision:
        reason = f": {decision.reason}" if decision.reason else ""
        decided = f"{DONE[decision.action]} by {decision.reviewer}, {when(decision.decided_at)} UTC{reason}"
    rows = []
    if value:
        doubt = "needs review: " + "; ".join(map(term, value.reasons))
        status = doubt.rstrip(": ") if value.status is Status.NEEDS_REVIEW else "sure"
        words, quotes = value_words(element, value.value), quotes_of(value.evidence, places)
        tone = "doubt" if value.status is Status.NEEDS_REVIEW else ""
        rows.append(Stated(label, family, words, status, value.source, decided, quotes, tone))
    for claim in claims:
        evidence = [CaseEvidence(claim.note_id, mention) for mention in claim.evidence]
        words = f"notes disagree: {value_words(element, claim.value)}"
        rows.append(
            Stated(label, family, words, "conflict", "extracted", decided, quotes_of(evidence, places), "conflict")
        )
    if not rows and decision:
        words = "looked for, not stated" if decision.action == NOT_STATED else "no value"
        rows.append(Stated(label, family, words, "decided", "reviewed", decided, (), "none"))
    return rows


def quotes_of(evidence: Iterable[CaseEvidence], places: Places) -> tuple[Quote, ...]:
    """The words a value rests on, the same words of a note once, as many as fit; evidence outside the text as it is now is left out."""
    found: dict[tuple[str, str], Quote] = {}
    for item in evidence:
        at, note = places.get(item.note_id, (0, None))
        start, end = item.mention.start, item.mention.end
        if note and end <= len(note.note.text):
            words = " ".join(note.note.text[start:end].split())
            short = words if len(words) <= QUOTED else f"{words[:QUOTED]} …"
            found.setdefault((item.note_id, words), Quote(at, note_label(note), start, short))
    return tuple(found.values())[:QUOTES]


def said_of(decisions: Sequence[ReviewDecision]) -> Iterable[str]:
    """Comments, queries and answers, a line each; of a query, whether it is open."""
    waiting = {one.decision_id for asked in open_queries(decisions).values() for one in asked}
    for one in decisions:
        if one.action in SAID:
            about = element_label(one.element) if one.element else "the case"
            kind = (
                "open query" if one.decision_id in waiting else COMMENT if one.action == COMMENT else DONE[one.action]
            )
            yield f"{about}: {kind} by {one.reviewer}, {when(one.decided_at)} UTC: {one.reason}"


def note_page(review: CaseReview, item: NoteAbstraction, used: Sequence[CaseEvidence]) -> NotePage:
    """A note with everything marked in it; context that no value rests on is left plain."""
    marks = [mark for mark in highlights(review.case, item, used) if mark.role != "context"]
    text = item.note.text
    cut = pieces(len(text), marks) if text else []
    passages = tuple((start, text[start:end], tuple(marks[at] for at in covering)) for start, end, covering in cut)
    return NotePage(note_label(item), item.note.note_id, has_table(text), passages)


def has_table(text: str) -> bool:
    """Whether two lines after each other are set in columns, as the note viewer tells it."""
    gaps = [len(GAP.findall(line)) for line in text.split("\n")]
    return any(first > 1 and second > 1 for first, second in pairwise(gaps))
