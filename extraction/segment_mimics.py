"""What looks like a segment and is none: a vessel's name, a grade, the number of a list, a vertebra, a segment of the lung."""

import re

from extraction.anchors import Anchors, any_in, one_in, places
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "Low SI on HBP" is its signal intensity.
SIGNAL = pattern_of(
    r"\b(?:iso|low|high|hypo|hyper|intermediate|increased|decreased|t1|t2|bright|dark|same|similar)[\s-]*$", re.I
)
# "cholestasis of segment 2", "the segment 8 portal branch": no place of a lesion.
NAME_AHEAD = pattern_of(
    r"\b(?:cholestasis|ducts?|dilat\w+|atrophy|hypertrophy|branch(?:es)?|veins?|pedicles?|arter\w+|perfusion|volume|bile ducts?)[^\S\n]+(?:(?:of|in|to|for)\s+)?(?:the\s+)?(?:segments?\s+|segs?\.?\s+)?$",
    re.I,
)
NAME_WORDS = Anchors(*"cholestasis duct dilat atrophy hypertrophy branch vein pedicle arter perfusion volume".split())
NAME_REACH = 30
NAME_BEHIND = pattern_of(
    r"[^\S\n]*(?:(?:ventral|dorsal|anterior|posterior|main|first|segmental|sectoral|subsegmental|supplying|draining)[^\S\n]){0,2}(?:(?:parenchymal|resection|transection) margin|glisson\w*|portal|branch(?:es)?|veins?|pedicles?|ducts?|arter\w+|bile)\b",
    re.I,
)
# The words of such a name, the last of which stands on the same line.
BEHIND_WORDS = Anchors(*"margin glisson portal branch vein pedicle duct arter bile".split())

# "at S2 level", "L5-S1", "S1 vertebra": the sacrum.
SACRUM_BEHIND = pattern_of(
    r"\s*(?:/\s?S?\d\s*)?(?:level|vertebra\w*|nerve|body|bodies|sacral|foram\w+|roots?|spine|disc)\b|\s*(?:and|&|,|-|/)\s?S\d\s*(?:level|vertebra\w*|nerve|bod|foram|root)",
    re.I,
)
SACRUM_AHEAD = pattern_of(
    r"\blevels? of (?:the )?$|\bL\s?[45]\s?[-–/,]\s?$|\b(?:vertebra\w*|sacr\w+)\s(?:\w+\s)?$", re.I
)
# "rt S6", "left S8", "S10 and S6": sides and numbers that a lung's segments have.
LUNG_SIDE = pattern_of(
    r"(?:\b(?:rt|lt|right|left|lung|lungs|pulmonary|lower lobe|upper lobe)[.:,]? ?\(?|\bs(?:9|10)[abc]? ?(?:and|,|/|&|\+) ?)$"
)
LUNG = pattern_of(r"\b(?:lungs?|pulmonary|vats|thoracoscop\w*|thoracotomy|thoracic)\b")
# Rows of bars that scanning makes of a bar code.
BAR_CODE = pattern_of(r"[I1l]{4}|(?:\bI+ ){4}")
AROUND = 24
SHARE = pattern_of(r"[1-8]\s?/\s?[1-8]")
NODES_AHEAD = pattern_of(r"\b(?:nodes?|nodal|ln|lns|lymphadenectomy|station|pedicle|hilum|ligament|axis)\b", re.I)
PART_LINE = pattern_of(r"(?:^[ \t]*|(?<=[.:;] ))\(?(II?)(?:[.):][ \t]+|[ \t]{2,})\S", re.M)
PART_MARKS = ("II.", "II)", "II:", "II ", "II\t")
# What makes a roman number a grade, a stage, a part of a list or a drug's way.
OTHER_BEFORE = pattern_of(
    r"(?:grades?|stages?|types?|class|parts?|specimens?|tier|gold|child|factor|phase|level|step|pot|asa|dukes|clavien|dindo|nyha|steiner|"
    r"figo|unit|cycle|score|after|arm|cohort|lanz|model|marks|internal medicine|surgeon|medicine|theatre|room|ward|birads|rads|zone|line|"
    r"gr|world war|no|nr|number|case|item|fs|levels?|levels? (?:[iv]{1,3}[ab]?(?:[,/&\s-]|and|to)+)+|sample|findings under|under|lymph ?nod\w+ \(?no|cranial nerve|table|appendix|ex|exons?|chapter|(?<![a-z])y?[pc]?t)\.?[\s:-]*$",
    re.I,
)
OTHER_AFTER = pattern_of(
    r"\s*(?:°|\)\s|contrast|access|line|fluids?|antibiotics|push|bolus|iron|portal venous|of \d(?![\d.,]*\s?(?:mm|cm))|cycle|tier|h/?o|doses?)|\.\s?v\b",
    re.I,
)


# "II. Findings": the number of a list where nothing stands before it.
ENUMERATES = pattern_of(r"[.)]\s*(?=[A-Z\"])")


def has_numbered_parts(reading: Reading) -> bool:
    """Whether a pathology report numbers its specimens "I." and "II.", "(I)" or in a column: there a bare "II" is a specimen."""
    if reading.note.note_type is not PATHOLOGY or not any_in(reading.text, PART_MARKS):
        return False
    return len(set(PART_LINE.findall(reading.text))) == 2


def name_places(reading: Reading) -> list[int]:
    """Where words stand that make a segment behind them a part of a name."""
    return places(reading.levelled, NAME_WORDS)


def is_place(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the segment holds something and is not the name of a vessel, a duct or a volume."""
    text, (start, end) = reading.text, match.span()
    if text[start:end] == "SI" and SIGNAL.search(text, max(0, start - 20), start):
        return False
    if one_in(reading.once(name_places), start - NAME_REACH, start) and NAME_AHEAD.search(
        text, max(0, start - NAME_REACH), start
    ):
        return False
    line_end = text.find("\n", end) % (len(text) + 1)
    return not (one_in(places(reading.levelled, BEHIND_WORDS), end, line_end) and NAME_BEHIND.match(text, end))


def is_vertebra(text: str, match: re.Match[str]) -> bool:
    """Whether "S1" is a level of the sacrum."""
    return bool(
        SACRUM_BEHIND.match(text, match.end()) or SACRUM_AHEAD.search(text, max(0, match.start() - 24), match.start())
    )


def is_lung_segment(reading: Reading, start: int) -> bool:
    """Whether "S6" at the offset is a segment of a lung: "lung metastases (rt S6, lt S8)", "wedge resection of S10 and S6 by VATS"."""
    text = reading.levelled
    if not LUNG_SIDE.search(text, max(0, start - 16), start):
        return False
    sentence = reading.sentence_at(start)
    return any(LUNG.search(text, *span) for span in (sentence, reading.sentence_at(max(0, sentence[0] - 2))))


def is_share_of_nodes(text: str, match: re.Match[str]) -> bool:
    """ "Lymph nodes of the pedicle: metastasis in 1/3" counts nodes."""
    line = text.rfind("\n", 0, match.start()) + 1
    return bool(SHARE.fullmatch(match.group("named"))) and bool(NODES_AHEAD.search(text, line, match.start()))


def is_other_number(text: str, match: re.Match[str], floor: int) -> bool:
    """Whether a bare roman number is a grade, a stage, the number of a list or the like."""
    before = text[max(floor, match.start() - 20) : match.start()]
    inside = before.count("(") > before.count(")") and text.startswith(")", match.end())  # "(10 cm, V-VIII)"
    if OTHER_BEFORE.search(before) or (OTHER_AFTER.match(text, match.end()) and not inside):
        return True
    if ENUMERATES.match(text, match.end()) and not re.search(r"\w", text[floor : match.start()]):
        return True
    if BAR_CODE.search(text, max(0, match.start() - AROUND), match.end() + AROUND):
        return True
    starts_line = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t(-*")
    return starts_line and text[match.end() : match.end() + 1] in (".", ")", ":") and "/" not in match.group()
