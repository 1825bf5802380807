"""Parts of a pathology report: "A. Liver, segment 6" once in the list of specimens holds for every "A." after it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from abstraction.records import Section
from extraction.anchors import Anchors, matches_at, matches_within, one_in, places
from extraction.lesions.events import is_beside
from extraction.lesions.lobes import Lobe, read_lobes
from extraction.note_types import ONCOLOGY, OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.part_labels import is_value, listed_parts, of_tumours, part_starts
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import SegmentRef, read_segments
from extraction.sentences import Interval
from extraction.study_region import title

LABEL = pattern_of(
    r"(?:(?<=\n)|\A|(?<=\. )|(?<=   )(?! )|(?<=(?:  |: ))(?=[A-H1-9][.)] )|(?<=[\s:;,])(?=\(?[1-9A-H]\))|(?<=; )(?=[1-9] [a-z])|(?<=[:;,] )(?<![IVA-H], )(?=(?:I{1,3}|IV|V|[A-H](?=[.)] [A-Za-z]))[:.)] )|(?<=: )(?=1 [a-z])|(?<=(?:  |[:;] ))(?=#[1-9][ :]))[ \t]{0,8}[-*•]?[ \t]{0,8}(?i:(?:part|specimens?|pot|material|container|jar|vial|bottle)[ \t]*)?[(\[#]?(?P<label>[A-H]|[1-9]|IV|I{1,3}|V)"
    r"(?:[.):\]]+|[ \t]?[-=]|(?=[ \t]{2,})|(?<=\bIII)(?=[ \t][a-z])|(?=[ \t][(\"])|(?<=#[1-9])(?=[ \t])|(?<=#[1-9]):|(?<=[;:] [1-9])(?=[ \t][a-z]))[ \t]+(?=\S)"
)
LIVER = pattern_of(
    r"\b(?:\w*hepatectom\w+|(?:left|right) (?:lateral|posterior|anterior|medial) (?:section|sectionectomy|segment)"
    r"|sectionectomy|(?:right|left|remnant) (?:liver|hemi ?liver))\b"
)
# What an operation's name calls a resection of the liver beside that.
CUT_LIVER = pattern_of(
    r"\b(?:wedges?|resections?|excisions?|enucleations?|metastasectom(?:y|ies)|ablations?|mwa|rfa|nodulectom(?:y|ies))\b[^.;\n]{0,30}\b(?:liver|hepatic|segments?|segs?|s[1-8])\b"
    r"|\b(?:liver|hepatic|segments? [1-8iv]+[ab]?)\b[^.;\n]{0,30}\b(?:wedges?|resections?|excisions?|metastasectom(?:y|ies)|ablations?)\b"
    r"|\b(?:bi)?segmentectom(?:y|ies)\b|\b(?:caudate|hepatic) lobectomy\b"
)
LIVER_METASTASIS = pattern_of(
    r"\b(?:liver|hepatic) (?:metasta\w+|mets|deposits?|secondaries)|\b(?:metasta\w+|mets|deposits?|secondaries) (?:of|in|to|within) (?:the )?(?:\w+ )?(?:liver|segments?|caudate|lobes?)\b|\bcrlm\b"
)
# "Staging laparoscopy before planned hepatectomy".
PLANNED = pattern_of(r"\b(?:planned|before|prior to|possible|intended|instead of|ahead of|for)\s(?:\w+\s){0,2}$")
OPERATIONS = frozenset({"header", "procedure"})
TITLES = OPERATIONS | {"diagnosis", "preoperative_diagnosis", "postoperative_diagnosis", "indication"}
BOWEL_WORDS = Anchors(
    "colectomy", "hartmann", "anterior resection", "sigmoid", "rectum", "caecum", "cecum", "bowel", "colon"
)
BOWEL = pattern_of(
    r"colectomy\b|\b(?:hartmann|anterior resection|(?:sigmoid|rectum|caecum|cecum|bowel|colon)(?! (?:primary|origin|carcinoma|cancer|adenocarcinoma)))\b"
)
# "Low anterior resection: adenocarcinoma 4 cm".
BOWEL_TITLE = pattern_of(
    r"\b(?:\w*colectomy|hartmann|(?:anterior|ileoca?ecal|abdominoperineal|sigmoid|rectal|bowel) resection|proctectomy|(?:abdominoperineal|rectal) excision)\b[^.:;\n]{0,40}:"
)
BOWEL_OPERATION = pattern_of(
    r"\b(?:\w*colectomy|hartmann|(?:anterior|ileoca?ecal|abdominoperineal|sigmoid|rectal|bowel) resection|proctectomy)\b"
)
BOWEL_OPERATIONS = Anchors("colectomy", "hartmann", "resection", "proctectomy", "excision")
EARLIER = pattern_of(
    r"\b(?:(?:19|20)\d\d|ago|after|previous\w*|prior|earlier|s/p|following|since|operated|liver|hepatic)\b"
)
LIVER_STUDY = pattern_of(r"\b(?:liver|hepatic|hepatobiliary|segment (?:[1-8]|[iv]+)[ab]?|primovist)\b")
# A first line that tells of the patient is no title.
HISTORY = pattern_of(r"\b(?:known|case of|history|patient|metasta\w+|mets|follow|status|cancer|carcinoma|ca)\b")
FORM_WORDS = Anchors("form", "sheet", "proforma", "worksheet", "checklist", "map", "template")
TITLE_REACH = 60
FORM_TITLE = pattern_of(rf"\s*[^\n:]{{0,{TITLE_REACH}}}?\b(?:{'|'.join(FORM_WORDS)})\b")
ON_METASTASES = pattern_of(r"\s*[^\n:]{0,60}?\b(?:(?:liver|hepatic) (?:metastas[ei]s|mets|lesions?)|crlms?)\b")
BIOPSY = pattern_of(
    r"\b(?:biops\w+|bx|cores?|needle|tru ?cut|cylinders?|punch|ffpe|sample|sequenc\w+|panel|ngs|guided|gauge|(?:1[4-9]|2[0-2]) ?g(?= x))\b"
)
BIOPSY_WORDS = Anchors(
    "biops", "bx", "core", "needle", "trucut", "tru cut", "cylinder", "punch", "ffpe", "sample", "sequenc", "panel", "ngs", "guided",
    "gauge", *(f"{gauge}{gap}g" for gauge in range(14, 23) for gap in ("", " ")),
)  # fmt: skip

# "LIVER, SEGMENT 6, WEDGE RESECTION:" over the lines that tell what was found in it.
TITLE = pattern_of(
    r"[ \t]*(?![-*•\s])(?P<title>[^\n:]{3,110}?(?:,|\b(?i:resection|excision|wedge|biopsy|\w*ectomy|nodes?)\b)[^\n:]{0,80}?)[ \t]*(?::| [-–]|(?=\n[ \t]+[-*•]))[ \t]*(?=\n[ \t]*\S)"
)
# How every such line ends: in a mark and blanks, or over an indented item.
TITLE_END = pattern_of(r"\n(?:(?<=[:– \t-]\n)|(?=[ \t]+[-*•]))")
# Behind it one that is told in a line: "Liver, right lobe, 2 wedge resections with 3 metastases, ...".
ONE_LINE = pattern_of(r"(?i:liver|hepatic|segments?)\b[^\n:]{0,30},")
# "A contains two tumours": a specimen named at the head of a sentence.
REFERRED = pattern_of(
    r"\s*(?:(?:In |The )?(?:part|specimen|pot|Part|Specimen|Pot) (?P<named>[A-H])\b|(?P<label>[A-H]) (?:contain|show|h[eo]ld|has |measur|consist|reveal|bear|harbou?r|include|compris))"
)
SEGMENT_BEFORE = pattern_of(r"\b(?:segments?|segs?\.?)\s$")
SECTION = pattern_of(
    r"\b(?P<side>left|right) (?:lateral|anterior|posterior|medial) (?:bi)?(?:section|segment|sector)ectomy\b"
)
LONGEST_NAME = 40
UNDER_TITLE = pattern_of(r"[ \t]+\S|[-*•–]")
PARAGRAPH = pattern_of(r"(?<=\S)[ \t]*\n[ \t]*\n")
# Two ways of reading one label differ by no more than this.
CLOSE = 4


@dataclass(slots=True)
class Part:
    """One specimen: its label, whether it is liver, and the segments it was taken from."""

    label: str
    in_liver: bool = False
    is_biopsy: bool = False
    segments: list[SegmentRef] = field(default_factory=list)
    lobes: list[Lobe] = field(default_factory=list)


class Parts:
    """Which part each place of the note speaks of."""

    def __init__(self, starts: list[int], parts: list[Part | None]) -> None:
        self._starts, self._parts = starts, parts

    def at(self, offset: int) -> Part | None:
        """The part that holds the offset, if any."""
        index = bisect_right(self._starts, offset) - 1
        return self._parts[index] if index >= 0 else None


def read_parts(reading: Reading) -> Parts:
    """The parts of a pathology report; other notes have none."""
    if reading.note.note_type is not PATHOLOGY:
        return Parts([], [])
    found_labels = reading.once(labels)
    marks = [
        (match.start(), match.end(), match.group("label").upper())
        for match in found_labels
        if not is_item(reading.text, found_labels[0], match)
    ]
    taken = {start for start, _, _ in marks}
    listed = [(item.start(1), item.end(), item.group(1)) for item in listed_parts(reading)]
    marks = sorted([*marks, *(one for one in listed if not any(abs(one[0] - at) < CLOSE for at in taken))])
    marks = sorted([*marks, *referred(reading, {start: label for start, _, label in marks})])
    titles, closed = titled_parts(reading, [start for start, _, _ in marks])
    marks = sorted([*marks, *titles])
    edges = sorted(
        {section.start for section in reading.sections} | {start for start, _, _ in marks} | {len(reading.text)}
    )
    known: dict[str, Part] = {}
    starts: list[int] = []
    found: list[Part | None] = []
    opened: dict[int, Part | None] = {section.start: None for section in reading.sections}
    opened |= dict.fromkeys(closed)
    again = Counter(section.category for section in reading.sections)
    # "Part A ... Gross: ... Micro: ... Part B ... Gross: ...": a heading that comes again belongs to the part it stands in.
    repeated = {section.start for section in reading.sections if again[section.category] > 1}
    for start, end, label in marks:
        until = edges[bisect_right(edges, start)]
        blank = PARAGRAPH.search(reading.text, end, until)  # what stands below is told of all of them
        until = blank.start() if blank else until
        part = known.setdefault(label, Part(label))
        learn(reading, part, (end, until))
        opened[start] = part
    last: Part | None = None
    for at in sorted(opened):
        if at in repeated and opened[at] is None and last is not None and not names_organ(reading, at):
            opened[at] = last
        last = opened[at]
        starts.append(at)
        found.append(opened[at])
    return Parts(starts, found)


def names_organ(reading: Reading, start: int) -> bool:
    """Whether the heading says itself which organ it is on: "CAP SYNOPTIC - LIVER METASTASIS"."""
    line = reading.text.find("\n", start) % (len(reading.text) + 1)
    return ":" not in reading.text[start:line] and bool(reading.hits("site", (start, line)))


def referred(reading: Reading, labelled: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Sentences that open with the name of a specimen listed before: "A contains two tumours", "Specimen B shows"."""
    heads = {section.start: section.body_start for section in reading.sections}
    for start, _ in reading.sentences if labelled else ():
        named = REFERRED.match(reading.text, heads.get(start, start))
        label = named and (named.group("label") or named.group("named"))
        if named and label and any(at < start and label == one for at, one in labelled.items()):
            yield start, named.end(), label


def titled_parts(reading: Reading, taken: list[int]) -> tuple[list[tuple[int, int, str]], list[int]]:
    """Parts that a line without a letter names, as (start, start, title), and where what stands under each ends."""
    text = reading.text
    found: list[tuple[int, int, str]] = []
    closed: list[int] = []
    heads = {section.start for section in reading.sections if section.body_start > section.start}
    for start in title_lines(text):
        match = TITLE.match(text, start)
        if not match or start in heads or any(start <= at < match.end() for at in taken):
            continue
        if text[start].isspace() and text[match.end() - 1] not in ":-–":
            continue  # an indented line over indented items is no title
        if not (reading.hits("site", match.span("title")) or read_segments(reading, match.span("title"))):
            continue
        found.append((start, start, match.group("title").strip().lower()))
        line = match.end() + 1
        if UNDER_TITLE.match(text, line):
            while UNDER_TITLE.match(text, line):
                line = text.find("\n", line) + 1 or len(text)
            while ONE_LINE.match(text, line) and not TITLE.match(text, line):
                found.append((line, line, text[line : line + LONGEST_NAME].lower()))
                line = text.find("\n", line) + 1 or len(text)
        else:
            line = text.find("\n\n", line) + 1 or len(text)
        closed.append(line)
    return found, [at for at in closed if at < len(text) and at not in {start for start, _, _ in found}]


def title_lines(text: str) -> list[int]:
    """Where the lines start that end like a title."""
    return sorted({text.rfind("\n", 0, end.start()) + 1 for end in TITLE_END.finditer(text)})


def is_item(text: str, first: re.Match[str], label: re.Match[str]) -> bool:
    """Whether an indented "2)" is an item below the part "1.", and no part of its own."""
    closers = [text[match.end("label") : match.end("label") + 1] for match in (first, label)]
    line = text.rfind("\n", 0, label.start("label")) + 1
    return closers == [".", ")"] and first.group("label").isdigit() and text[line : line + 2].isspace()


def labels(reading: Reading) -> list[re.Match[str]]:
    """The labels of the parts; "(segment 3):" names none, nor does a line for each of "Five tumours:"."""
    found = matches_at(LABEL, reading.text, reading.once(part_starts))
    tumours = of_tumours(reading.text, [match.start("label") for match in found])
    return [
        match
        for match in found
        if match.start("label") not in tumours
        and not is_value(reading.levelled, match.start("label"))
        and not SEGMENT_BEFORE.search(reading.levelled, max(0, match.start("label") - 12), match.start("label"))
        and not closes_bracket(reading.text, match)
    ]


def closes_bracket(text: str, label: re.Match[str]) -> bool:
    """Whether the bracket behind the label was opened before it in its line: "(stage 0 of 4). Iron stain negative"."""
    at = label.start("label")
    if text[label.end("label") : label.end("label") + 1] != ")":
        return False
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return not line.endswith("(") and line.count("(") > line.count(")")


def learn(reading: Reading, part: Part, span: Interval) -> None:
    """Where the part comes from, told by the first stretch that names it."""
    segments = read_segments(reading, span) if not part.segments else []
    if not part.in_liver:
        organs = [hit.concept for hit in reading.hits("site", span)]
        if not organs and reading.has("lymph_node", (span[0], min(span[1], span[0] + 60))):
            organs = ["node"]
        line = reading.text.find("\n", *span)  # "Spleen, 140 g", lines before "known hepatic metastases", is no liver
        first = [hit.concept for hit in reading.hits("site", (span[0], line if line >= 0 else span[1]))]
        named = "liver" in first[:2] or organs[:1] == ["liver"] or LIVER.search(reading.levelled, *span)
        part.in_liver = bool(named or (segments and not organs))
    if names_biopsy(reading, span):
        part.is_biopsy = True
    if part.in_liver and not part.lobes:
        part.lobes = list(specimen_lobes(reading, span))
    if part.in_liver and not part.segments and segments:
        part.segments = segments


def names_biopsy(reading: Reading, span: Interval) -> bool:
    """Whether the span tells of a biopsy or its analysis."""
    words = reading.once(biopsy_words)
    return one_in(words, *span) and bool(matches_within(BIOPSY, reading.levelled, words, *span))


def biopsy_words(reading: Reading) -> list[int]:
    """Where a biopsy may be told of."""
    return places(reading.levelled, BIOPSY_WORDS)


def specimen_lobes(reading: Reading, span: Interval) -> Iterator[Lobe]:
    """The lobes that a specimen's name tells: "right lobe", "left lateral sectionectomy"."""
    yield from read_lobes(reading, span)
    for match in SECTION.finditer(reading.levelled, *span):
        yield Lobe(match.start(), match.end(), match.group("side"))


def is_liver_study(reading: Reading) -> bool:
    """Whether the title of a radiology report names the liver alone: "MRI liver with Primovist"."""
    if reading.note.note_type is not RADIOLOGY:
        return False
    named = title(reading)
    return LIVER_STUDY.search(named) is not None and not HISTORY.search(named)


def is_liver_form(reading: Reading) -> bool:
    """Whether the title of a radiology report or letter is that of a form on liver metastases: "RESPONSE FORM, LIVER METASTASES"."""
    if reading.note.note_type not in (RADIOLOGY, ONCOLOGY):
        return False
    text = reading.levelled
    head = len(text) - len(text.lstrip())
    if not one_in(places(text, FORM_WORDS), head, head + TITLE_REACH + 1):
        return False
    return bool(FORM_TITLE.match(text)) and bool(ON_METASTASES.match(text))


def is_liver_operation(reading: Reading) -> bool:
    """Whether an operation is on the liver and not on the bowel: what its findings call the tumour lies there."""
    if reading.note.note_type is not OPERATIVE:
        return False
    titles = [section for section in reading.sections if section.category in TITLES]
    done = [(section.start, section.end) for section in titles if section.category in OPERATIONS]
    if any(names_bowel(reading, span) for span in done):
        return False
    return any(
        match and not PLANNED.search(reading.levelled, section.start, match.start())
        for section in titles
        for pattern in ((LIVER, CUT_LIVER, LIVER_METASTASIS) if section.category in OPERATIONS else (LIVER_METASTASIS,))
        for match in (pattern.search(reading.levelled, section.start, end_of_title(reading, section)),)
    )


def end_of_title(reading: Reading, section: Section) -> int:
    """Where the section ends; of a note's head no more than what stands over the first empty line."""
    blank = PARAGRAPH.search(reading.text, section.start, section.end) if section.category == "header" else None
    return blank.start() if blank else section.end


def is_liver_specimen(reading: Reading) -> bool:
    """Whether a pathology report is on liver tissue alone: what it received, or the first organ it names, is liver."""
    if reading.note.note_type is not PATHOLOGY:
        return False
    marks = reading.once(labels)
    if len(marks) > 1 and not names_bowel(reading, (marks[0].start(), len(reading.text))):
        first = next(iter(reading.hits("site", (marks[0].start(), len(reading.text)))), None)
        is_liver = first is not None and first.concept == "liver"
        alone = is_liver and not names_bowel(reading, (0, marks[0].start()))
        return alone or bool(LIVER.search(reading.levelled, marks[0].start()))
    received = [section for section in reading.sections if section.category in ("specimen", "procedure")]
    told = received or [section for section in reading.sections if section.category != "indication"]
    spans = [(section.start, section.end) for section in told] or [(0, len(reading.text))]
    named = [hit for span in spans for hit in reading.hits("site", span)]
    organs = [hit for hit in named if not is_beside(reading.levelled[hit.start : hit.end])]
    until = organs[0].start if organs else spans[-1][1]
    ahead = [(start, max(start, min(end, until))) for start, end in spans]
    text, operations = reading.levelled, places(reading.levelled, BOWEL_OPERATIONS)
    if any(
        one_in(operations, start, end) and (BOWEL_TITLE.search(text, start, end) or is_of_bowel(reading, (start, end)))
        for start, end in ahead
    ):
        return False
    if not (organs and organs[0].concept == "liver") and not any(LIVER.search(text, *span) for span in ahead):
        return False
    return not received or {hit.concept for hit in organs} <= {"liver"}


def names_bowel(reading: Reading, span: Interval) -> bool:
    """Whether the span names a part of the bowel, or an operation on it."""
    return any(
        BOWEL.match(reading.levelled, at, span[1]) for at in reading.once(bowel_words) if span[0] <= at < span[1]
    )


def bowel_words(reading: Reading) -> list[int]:
    """Where the bowel may be named."""
    return places(reading.levelled, BOWEL_WORDS)


def is_of_bowel(reading: Reading, span: Interval) -> bool:
    """Whether what stands ahead of the liver's name is an operation on the bowel, and not told as the patient's history."""
    operation = BOWEL_OPERATION.search(reading.levelled, *span)
    if operation is None:
        return False
    start, end = reading.sentence_at(operation.start())
    return not HISTORY.search(reading.levelled, start, operation.start()) and not EARLIER.search(
        reading.levelled, start, end
    )
