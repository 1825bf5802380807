"""What one piece of a sentence says of the places in it: disease present, absent, indeterminate, or nothing."""

import re
from collections.abc import Callable
from typing import NamedTuple

from abstraction.records import NoteType
from extraction.assertion import Cue, effects
from extraction.matching import Hit
from extraction.pieces import Piece
from extraction.reading import Reading
from extraction.sections import QUESTIONS

RATIO = re.compile(
    r"(?<![\d/.,])(?P<positive>\d{1,2}|none|no|one|two|three|zero)\s*(?:/|of|out of)\s*(?P<all>\d{1,2}|one|two|three|four|five|six|seven)\b(?![/.\d])"
)
ZERO = frozenset({"0", "none", "no", "zero"})
PAST = re.compile(
    r"\b(?:previous(?:ly)?|former(?:ly)?|prior|history of|h/o|treated|resected|past|initially|originally|at presentation)\b"
)
SIZE_ONLY = re.compile(r"\bnormal(?:ly)? (?:in )?siz|\bof normal (?:size|dimension)|\bnormal (?:dimension|calib)")


class Verdict(NamedTuple):
    """A status and the words that give it; `weak` for "no new", `denies_metastasis` when metastasis is denied by name."""

    status: str
    start: int
    end: int
    weak: bool = False
    denies_metastasis: bool = False


def judge(reading: Reading, piece: Piece, nodes: bool) -> Verdict | None:
    """The strongest thing said: malignant spread by name, then doubt, then denial, then normality."""
    span = (piece.start, piece.end)
    cues = reading.cues(reading.sentence_at(piece.start))
    inside = [cue for cue in cues if span[0] <= cue.start < span[1]]
    findings = reading.hits("ehd_finding", span)
    qualities = reading.hits("finding_quality", span)

    def about(hit: Hit) -> frozenset[str]:
        return effects(reading.text, span, cues, hit.start, hit.end)

    asking = reading.section_at(piece.start).category in QUESTIONS
    if reading.is_question(piece.start) and asking:
        return None
    doubts = [
        hit
        for hit in qualities
        if hit.concept == "indeterminate" and not about(hit) & {"negated", "hypothetical", "family"}
    ]
    doubts += [Hit(cue.start, cue.end, "possible") for cue in inside if cue.category == "possible"]
    counted = ratio(reading, span, nodes)
    if counted:
        return counted
    denied: Verdict | None = None
    doubted: Verdict | None = None
    for hit in findings:
        if hit.concept != "malignant":
            continue
        found = about(hit)
        if found & {"hypothetical", "family"} or (asking and "possible" in found):
            continue
        if "negated" in found or "no_new" in found:
            denied = Verdict("absent", hit.start, hit.end, weak="negated" not in found, denies_metastasis=True)
        elif "possible" in found or ("affirmed" not in found and doubts):
            doubted = Verdict("indeterminate", hit.start, hit.end)
        elif not PAST.search(reading.levelled, max(span[0], hit.start - 40), hit.end):
            return Verdict("present", hit.start, hit.end)
    if doubted:
        return doubted
    in_doubt = doubts and (findings or nodes) and not (asking or denied)
    if in_doubt and not any(about(hit) & {"hypothetical", "family"} for hit in doubts):
        return Verdict("indeterminate", doubts[0].start, doubts[0].end)
    if denied:
        return denied
    return weaker(reading, span, inside, findings, qualities, nodes, about)


def weaker(
    reading: Reading,
    span: tuple[int, int],
    inside: list[Cue],
    findings: list[Hit],
    qualities: list[Hit],
    nodes: bool,
    about: Callable[[Hit], frozenset[str]],
) -> Verdict | None:
    """Nodules and nodes by their qualities, denials, and organs called normal."""
    named = [hit for hit in findings if hit.concept == "lesion"] + reading.hits("lymph_node", span)
    benign = [hit for hit in findings if hit.concept == "benign" and not about(hit) & {"negated"}]
    for hit in qualities:
        found = about(hit)
        if hit.concept == "unsuspicious" and not found & {"hypothetical", "family"}:
            return Verdict("absent", hit.start, hit.end)
    for hit in qualities:
        found = about(hit)
        if (
            hit.concept == "suspicious"
            and named
            and not benign
            and not found & {"negated", "no_new", "hypothetical", "family", "historical"}
        ):
            return Verdict("present", hit.start, hit.end)
    for hit in named:
        found = about(hit)
        if found & {"hypothetical", "family"}:
            return None
        if "negated" in found or "no_new" in found:
            return Verdict("absent", hit.start, hit.end, weak="negated" not in found)
    for cue in inside:
        if cue.category == "normal" and not SIZE_ONLY.search(
            reading.levelled, cue.start - 3, min(span[1], cue.end + 12)
        ):
            return Verdict("absent", cue.start, cue.end)
        if cue.category == "negated" and cue.direction == "backward":
            return Verdict("absent", cue.start, cue.end)
    return None


def ratio(reading: Reading, span: tuple[int, int], nodes: bool) -> Verdict | None:
    """Sampled nodes: "0/3" absent, "1 of 2" present."""
    if not nodes or reading.note.note_type not in (NoteType.PATHOLOGY, NoteType.OPERATIVE):
        return None
    match = RATIO.search(reading.levelled, *span)
    if not match:
        return None
    return Verdict("absent" if match.group("positive") in ZERO else "present", match.start(), match.end())
