"""Doubts behind a lesion: those of the lesion itself, and those of its reach or of the next one."""

from extraction.assertion import Cue
from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments

# "A 4 mm focus, seen on diffusion only, cannot be classified": said of the lesion over another of its features.
UNCLASSIFIED = pattern_of(
    r"(?:,? [^.;,:()\n]{1,60}){0,3}?, (?:and |but |which |that |its |the )?"
    r"(?:too small (?:to (?:be )?|for )(?:characteri[sz]\w+|classif\w+|assess\w*)|(?:nature |it |significance |aetiology )?(?:can ?not|could not|can not) be (?:\w+ )?(?:characteri[sz]ed|classified|determined|assessed|assigned|categori[sz]ed)"
    r"|(?:\w+ )?(?:remains|remaining) (?:unclear|uncertain|indeterminate|unclassified)"
    r"|too small (?:to|for) (?:\w+ )?(?:characteri[sz]\w+|classif\w+|categori[sz]\w+|judge\w*|assess\w*|diagnos\w+|specif\w+)"
    r"|no (?:\w+ )?(?:classification|characteri[sz]ation|assignment) (?:is )?possible"
    r"|not (?:\w+ )?(?:characteri[sz]able|classifiable|assignable))\b"
)
# "Three hypodensities, up to 12 mm; these are indeterminate": said of all of them.
THESE_ARE = pattern_of(
    r"[^.;\n]{0,60}?(?:;|,|\)) (?:in [^.,;]{3,40},? )?(?:but )?(?:these|they|both|all|it|this|which)(?: lesions?| nodules?| foci)? (?:are|is|remains?)(?: (?:all|both|still|currently|of))*"
    r" (?:indeterminate|equivocal|non ?specific|too small|uncertain)\b"
)
# "The 4 mm focus in segment 2, for review on the next MRI": what is to be looked at again is not yet decided.
LOOK_AGAIN = pattern_of(
    r",? ?(?:for|needs?(?: to be)?|should be|is to be|to be|will be|requires?|merits?) (?:\w+ )?"
    r"(?:review(?:ed)?|re ?assess(?:ed|ment)|re ?evaluat(?:ed|ion)|re ?checked|follow(?:ed)?[ -]?up|followed|watched|monitored|control(?:led)?|surveillance|attention)\b"
    r"(?! (?:at|by|in) (?:the )?(?:mdt|mdm|board|meeting|hpb|surg|tumou?r|clinic|conference))"
)
# One of them stands in every such doubt.
DOUBT_WORDS = (
    "too small", "can not be", "cannot be", "could not be", "remains un", "remains in", "remaining un", "remaining in",
    "classif", "characteri", "assign", "review", "assess", "evaluat", "checked", "follow", "watched", "monitored", "control",
    "surveillance", "attention", "indeterminate", "equivocal", "nonspecific", "non specific", "uncertain", "too small",
)  # fmt: skip
# Behind the lesion and a comma what the doubt is of.
REACHES = (
    r"(?:contact|invasion|infiltration|extension|involvement|abutment|encasement|ingrowth|breach|growth (?:into|through)|thrombus|thrombosis"
    r"|relation(?:ship)?|distance|satellites?|communication|compression|rupture)\b"
)
REACH_WORDS = r"(?:(?:a|an|the|its|direct|focal|possible|minimal|broad|early|vascular|capsular|diaphragmatic|biliary|venous|macroscopic|tumou?r|exact|short) ){0,3}"
OF_REACH = pattern_of(rf"(?:[,;:(]| with| and|\bwhere) {REACH_WORDS}{REACHES}[^,;.]*$")
REACH_NEXT = pattern_of(rf" {REACH_WORDS}{REACHES}")
# "Segment 8 21 mm, segment 2 5 mm (indeterminate)", "segment 8 (21 mm) and segment 2 (5 mm, no longer seen)": the brackets of the last place alone.
IN_LAST_BRACKETS = pattern_of(
    r"(?:\)(?:,|;| and\b| &)[^()]*|(?:[,;]|\band\b)[^()]{0,30}\b(?:s|segments?|segs?)[ .]?[1-8iv][^()]{0,30})"
    r"\((?![^()]*\b(?:both|all|each)\b)[^()]*$"
)


def is_unclassified(reading: Reading, unit: Statement, end: int) -> bool:
    """Whether the sentence goes on, over other features of the lesion, to say that it cannot be classified."""
    if unit.kind != "lesion":
        return False
    if LOOK_AGAIN.match(reading.levelled, unit.end, end) or THESE_ARE.match(reading.levelled, unit.end, end):
        return True
    doubt = UNCLASSIFIED.match(reading.levelled, unit.end, end)
    return doubt is not None and not read_segments(reading, doubt.span())


def is_doubt_of_others(reading: Reading, cues: list[Cue], end: int) -> bool:
    """Whether every doubt behind the lesion is of how far it reaches, or stands in the brackets of a later one.

    "32 mm metastasis, invasion of the capsule cannot be excluded", "segment 8 21 mm, segment 2 5 mm (indeterminate)"
    """
    return all(
        cue.start >= end
        and (
            OF_REACH.search(reading.levelled, end, cue.start)
            or REACH_NEXT.match(reading.levelled, cue.end)
            or IN_LAST_BRACKETS.search(reading.levelled, end, cue.start)
        )
        for cue in cues
        if cue.category == "possible"
    )
