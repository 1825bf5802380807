"""Sentences to statements about liver lesions: each one lesion or group with its segments, sizes, number, lobe and state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from abstraction.records import NoteType
from extraction.calendar_dates import read_dates
from extraction.lesion_counts import Quantity
from extraction.lesion_events import Lobe, read_events
from extraction.lesion_sizes import Size
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.segments import SegmentRef
from extraction.sentences import Interval
from extraction.site_scopes import ScopedSentence, scoped_sentences
from extraction.specimen_parts import BIOPSY, Part, is_liver_specimen, is_liver_study, read_parts
from extraction.tumours import is_other_tumour

HARD = re.compile(
    r";|\s\*\s|\b(?:but|while|whereas|however|although|apart from|except|other than|aside from|in addition|furthermore)\b|\.\s"
)
SOFT = re.compile(r"[,(:+&/]|\b(?:and|plus|with|as well as|another|then|also|beside|besides|in)\b|\s-\s")
UNREAD = frozenset({"family_history", "technique", "medication", "examination", "past_history"})
# Words of modality that leave a finding standing.
HARMLESS = frozenset(
    {"target", "once", "start", "request", "requested", "until", "before planned", "towards", "should"}
)
PAST = re.compile(
    r"\b(?:previously (?:described|seen|known|resected|treated|ablated|reported)|formerly|prior (?:resected|treated)|baseline (?:study|scan|ct|mri)|at (?:first )?diagnosis|"
    r"at (?:the )?(?:beginning|presentation|outset|start)|initially|originally|old report|had (?:had|been resected|been treated)|in (?:19|20)\d\d)\b"
)
YEAR = re.compile(r"[\s*•-]*((?:19|20)\d\d)\b(?![-./]\d)")
PAST_BEHIND = re.compile(r"[^.;,\d]{0,12}\b(?:at (?:first )?diagnosis|at presentation|at that time|at the time|at baseline|at the (?:start|beginning|outset))\b")
REFERS = re.compile(
    r"\s*(?:it|this|these|they|both|all (?:three|four|five|of (?:them|these))|the (?:lesion|lesions|former|latter|finding))\b",
    re.I,
)
# "ablation of the segment 8 met": told outside the operation itself, that lesion is gone.
TREATED = re.compile(
    r"\b(?:ablations?|ablated|(?:re)?resections?|resected|metastasectom\w+|rfa|mwa|microwaved?|wedges?|\w*hepatectom\w+|removal|removed|sbrt|treated|excision)\b[^.;,]{0,30}$"
)
GONE_IN_YEAR = re.compile(r"[ ,(]{1,3}(?:treated (?:with|by) |then )?(?:microwaved?|resect(?:ed|ion)|ablat(?:ed|ion)|rfa|mwa|sbrt)[ ,(]{1,3}(?:in )?(?:\w+ )?(?:19|20)\d\d")
GONE_BEHIND = re.compile(
    r"(?: \)|\)|,)? ?(?:which )?(?:was |were |has been |have been )?(?:treated (?:with|by) )?(?:microwaved?|resect(?:ed|ion)|ablat(?:ed|ion)|removed|excised|rfa|mwa|sbrt)\b(?! ?\w* ?(?:today|now))"
)
VANISHED = re.compile(r"no longer|disappeared|resolved|vanished|gone")
VOLUME = re.compile(r"\b(?:\d+ ?(?:ml|cc|cm3)|volumes?|volumetry|remnant|flr|tlv)\b")
SPECIMEN = re.compile(
    r"(?:\b(?:liver|lobe|section|\w*hepatectomy|resectate|piece|resection|slice|tissue|parenchyma|wedge|specimen|material|excision|part|strip|disc)\b|\d\s*g)\W*(?:measur\w+|of|is)?\W*$"
)
DISTRIBUTED = re.compile(r"\b(?:distribut\w+|locat\w+|situated|localis\w+|localiz\w+)\b")
LIST_MARK = re.compile(r"[:(]")
LIST_JOIN = re.compile(r"\s*(?:,|and|&|\+)\s*")
TICKED = re.compile(r"\[x\] ?$")
EXTENDS = re.compile(r"\b(?:reach\w*|extend\w*|into|straddl\w*|spanning|crossing|bordering)\b")
COPULA = re.compile(r"\b(?:is|are|represents?|representing|corresponds?|corresponding|consistent with|typical|compatible with|proved|turned out|=|->|called)\b|=|->")
PLANNED = re.compile(r"\b(?:candidate|planned|\w*hepatectomy|resection|sectionectomy|extended)\b")
MARGIN = re.compile(r"\b(?:margins?|distances?|clearance|free|clear)\b")
HEAD = 30
BENIGN = frozenset({"benign", "treated"})


@dataclass(slots=True)
class Statement:
    """One lesion or group of them as one stretch `[start, end)` of the note tells it."""

    start: int
    end: int
    rank: int
    section: str
    kind: str = ""
    state: str = "present"
    segments: list[SegmentRef] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    number: Quantity | None = None
    lobes: list[Lobe] = field(default_factory=list)
    nouns: list[Hit] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    in_liver: bool = False
    told: date | None = None
    sentence: int = 0
    inherits: bool = False
    part: str = ""
    is_biopsy: bool = False
    is_borrowed: bool = False
    lead: int = 0
    announced: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The segments' codes."""
        return tuple(dict.fromkeys(code for ref in self.segments for code in ref.codes))

    @property
    def lists(self) -> bool:
        """Whether the number announces a list: "three lesions: segment 2, ..."."""
        return bool(self.number and self.segments and self.number.end < self.segments[0].start and self.announced)

    @property
    def counts(self) -> bool:
        """Whether it tells of present metastases or lesions not called anything else."""
        return self.in_liver and self.state == "present" and self.kind in ("metastasis", "lesion")


def read_statements(reading: Reading, tables: Sequence[Interval] = ()) -> list[Statement]:
    """Statements on liver lesions in the order of the note; what is said of other places, and in `tables`, is left out."""
    found: list[Statement] = []
    memory, before = False, -1
    parts = read_parts(reading)
    default = is_liver_specimen(reading) or is_liver_study(reading)
    for number, sentence in enumerate(scoped_sentences(reading)):
        section = reading.section_at(sentence.start)
        if section.category in UNREAD or any(a <= sentence.start < b for a, b in tables):
            continue
        broken = section.start != before or "\n\n" in reading.text[max(0, sentence.start - 2) : sentence.start + 1]
        if broken or (sentence.labelled and sentence.scope.places):
            memory = False
        part = parts.at(sentence.start)
        before = section.start
        units = list(cut(reading, sentence, number, found[-1].kind if found and memory else ""))
        for unit in units:
            unit.in_liver = is_liver(reading, unit, sentence, memory, part, default)
            memory = unit.in_liver if (unit.places or unit.in_liver) else memory
            if part and unit.in_liver:
                unit.part, unit.is_biopsy = part.label, part.is_biopsy
                if not unit.segments and not unit.lobes:
                    unit.lobes = list(part.lobes)
                if not unit.segments and (unit.kind == "metastasis" or unit.sizes):
                    unit.segments, unit.is_borrowed = list(part.segments), True
        refer_back(reading, sentence, units, found)
        found.extend(unit for unit in units if unit.in_liver)
    return found


def cut(reading: Reading, sentence: ScopedSentence, number: int, leading: str) -> Iterator[Statement]:
    """The sentence's statements: a new one where the next lesion begins."""
    span = (sentence.start, sentence.end)
    events = read_events(reading, span)
    current: Statement | None = None
    units: list[Statement] = []
    last = sentence.start
    for start, end, kind, event in events.ordered:
        between = reading.levelled[last:start]
        hard = bool(HARD.search(between))
        if current is None or hard or (begins(current, kind, event, between) and SOFT.search(between)):
            fresh = Statement(start, end, reading.rank_at(start), reading.section_at(start).category, sentence=number)
            fresh.lead, fresh.told = last, told_before(reading, span, start)
            fresh.inherits = current is not None and not (hard and current.kind in BENIGN)
            current = fresh
            units.append(fresh)
        if kind in ("segment", "size") and current.number and re.search(r"[:(,]", between):
            current.announced = True
        if kind == "noun" and isinstance(event, Hit) and event.concept in BENIGN and COPULA.search(between):
            rename(units, event)
        attach(current, kind, event)
        current.end = max(current.end, end)
        last = max(last, end, event.prior_end if isinstance(event, Size) else 0)
        current.kind = kind_of(current)
    previous: Statement | None = None
    for unit in units:
        complete(reading, unit, previous, leading)
        previous = unit
        yield unit


def rename(units: list[Statement], name: Hit) -> None:
    """"... lesions in segments 2 and 4 (9 and 14 mm) are simple cysts": the name at the end holds for all of them."""
    for unit in reversed(units):
        if any(hit.concept != "lesion" for hit in unit.nouns):
            break
        unit.kind, unit.nouns = name.concept, [name]
        if not unit.inherits:
            break


def begins(current: Statement, kind: str, event: object, between: str) -> bool:
    """Whether this event is one more lesion and not one more word on the current one."""
    announced = current.number is not None and current.number.low > 1 and LIST_MARK.search(between)
    if kind == "segment":
        return bool(current.segments or announced) and not EXTENDS.search(between)
    if kind == "size":
        return bool(current.sizes or announced) and not LIST_JOIN.fullmatch(between)
    if kind == "number":
        return bool(current.number or current.sizes or current.nouns)
    if kind == "place":
        return bool(current.nouns or current.segments or current.sizes)
    if kind == "lobe":
        return bool(current.lobes)
    if kind == "noun" and isinstance(event, Hit) and current.nouns:
        was, now = current.nouns[-1].concept, event.concept
        return (was in BENIGN) != (now in BENIGN) and was != "lesion"
    return False


def attach(unit: Statement, kind: str, event: object) -> None:
    """Take the event into the statement."""
    if isinstance(event, SegmentRef):
        unit.segments.append(event)
    elif isinstance(event, Size):
        if not unit.places or unit.places[-1] == "liver" or unit.segments:
            unit.sizes.append(event)
    elif isinstance(event, Quantity):
        unit.number = unit.number if unit.number and not unit.number.vague else event
    elif isinstance(event, Lobe):
        unit.lobes.append(event)
    elif kind == "noun" and isinstance(event, Hit):
        unit.nouns.append(event)
    elif isinstance(event, Hit):
        unit.places.append("liver" if kind == "liver" else event.concept)


def kind_of(unit: Statement) -> str:
    """What the statement's lesion is called: benign words and treated cavities decide, then metastasis."""
    named = {hit.concept for hit in unit.nouns}
    for concept in ("treated", "benign", "other_tumour", "metastasis", "carcinoma", "lesion", "uncertain"):
        if concept in named:
            return concept
    return ""


def complete(reading: Reading, unit: Statement, previous: Statement | None, leading: str) -> None:
    """Give the statement the name its sentence began with, and its state. `leading`: what "the largest" stands for."""
    if unit.kind == "carcinoma":
        unit.kind = "metastasis" if reading.note.note_type is NoteType.PATHOLOGY else "lesion"
    if not unit.kind and not unit.inherits and leading:
        opens = unit.number and unit.number.start - unit.lead < 8
        if opens or any(hit.concept == "superlative" for hit in unit.nouns) or DISTRIBUTED.search(reading.levelled, unit.lead, unit.end):
            unit.kind = leading
    if reading.note.note_type is NoteType.PATHOLOGY and not unit.nouns:
        if unit.segments and BIOPSY.search(reading.levelled, *reading.sentence_at(unit.start)):
            unit.kind, unit.is_biopsy, unit.sizes, unit.number = "lesion", True, [], None
    if not unit.kind and unit.inherits and previous is not None:
        unit.kind = previous.kind
        if not unit.segments and unit.sizes and previous.segments and not unit.places:
            unit.segments = previous.segments
    if not unit.kind and unit.sizes and unit.segments and max(size.axes for size in unit.sizes) < 3:
        unit.kind = "lesion"
    if unit.segments and TICKED.search(reading.levelled, unit.lead, unit.segments[0].start):
        unit.kind = unit.kind or "metastasis"
    if unit.nouns and reading.note.note_type is not NoteType.PATHOLOGY:
        last = unit.nouns[-1].end
        unit.segments = [ref for ref in unit.segments if ref.start < last or not PLANNED.search(reading.levelled, last, ref.start)]
    if unit.segments and not unit.sizes and VOLUME.search(reading.levelled, unit.lead, unit.end + 12):
        unit.kind = ""
    if unit.sizes and not any(hit.start < unit.sizes[0].start for hit in unit.nouns):
        unit.sizes = [size for size in unit.sizes if not is_specimen(reading, size)]
    unit.sizes = [size for size in unit.sizes if not is_margin(reading, unit, size)]
    unit.state = state_of(reading, unit)


def is_specimen(reading: Reading, size: Size) -> bool:
    """Whether the size is that of a piece of tissue: it stands right behind its name or its weight, or has three axes."""
    if reading.note.note_type is not NoteType.PATHOLOGY:
        return False
    return size.axes >= 3 or bool(SPECIMEN.search(reading.levelled, max(0, size.start - 60), size.start))


def is_margin(reading: Reading, unit: Statement, size: Size) -> bool:
    """Whether words of margin or distance stand between the lesion's name and the length."""
    marks = [one.end for one in [*unit.nouns, *unit.segments] if one.end <= size.start]
    start = max([unit.lead, reading.levelled.rfind(";", unit.lead, size.start), *marks])
    if MARGIN.search(reading.levelled, start, size.start):
        return True
    return "distance" in reading.levelled[unit.lead : size.start]


def state_of(reading: Reading, unit: Statement) -> str:
    """present, absent, gone, possible, prior or unread."""
    anchors: list[tuple[int, int]] = [
        (hit.start, hit.end) for hit in unit.nouns if hit.concept in (unit.kind, "carcinoma")
    ]
    anchors = anchors or [(one.start, one.end) for one in [*unit.sizes, *unit.segments]] or [(unit.start, unit.end)]
    start, end = anchors[0]
    cues = reading.modifiers(start, end)
    categories = {
        cue.category
        for cue in cues
        if not (cue.category == "hypothetical" and reading.levelled[cue.start : cue.end] in HARMLESS)
    }
    if "family" in categories or "hypothetical" in categories or reading.is_question(start):
        return "unread"
    if "no_new" in categories:
        return "unread"
    if any(cue.category == "normal" and reading.levelled.startswith(("no ", "not "), cue.start) for cue in cues):
        return "absent"
    if "negated" in categories:
        behind = any(cue.category == "negated" and cue.start >= end for cue in cues)
        if any(VANISHED.search(reading.levelled[cue.start : cue.end]) for cue in cues if cue.category == "negated"):
            return "gone"
        return (
            "gone"
            if behind and (unit.segments or unit.sizes or "previous" in reading.levelled[unit.start - 30 : end])
            else "absent"
        )
    if "possible" in categories:
        return "possible"
    until = min(reading.sentence_at(unit.start)[1], unit.end + 28)
    if PAST.search(reading.levelled, unit.lead, unit.end) or PAST_BEHIND.match(reading.levelled, unit.end, until):
        return "prior"
    if reading.note.note_type in (NoteType.RADIOLOGY, NoteType.ONCOLOGY) and TREATED.search(
        reading.levelled, unit.lead, max([ref.start for ref in unit.segments], default=start)
    ):
        return "prior"
    if GONE_IN_YEAR.match(reading.levelled, unit.end):
        return "prior"
    if reading.note.note_type in (NoteType.RADIOLOGY, NoteType.ONCOLOGY) and GONE_BEHIND.match(reading.levelled, unit.end):
        return "prior"
    return "present"


def is_liver(
    reading: Reading, unit: Statement, sentence: ScopedSentence, memory: bool, part: Part | None, default: bool
) -> bool:
    """Whether the statement speaks of the liver: by its own words, its sentence, its heading, or the sentence before."""
    scoped = {place.site for place in sentence.scope.places}
    other_scope = (
        bool(scoped - {"liver", "abdomen", "pelvis", "elsewhere", "organ"})
        and "liver" not in scoped
        or sentence.scope.nodes
    )
    if "liver" in unit.places:
        return not is_other_tumour(reading, unit.start)
    if unit.places:
        return bool(unit.segments) and not other_scope and unit.kind != "" and unit.places[0] in ("elsewhere", "organ")
    if unit.segments:
        return not other_scope and not is_other_tumour(reading, unit.start)
    if other_scope:
        return False
    if is_other_tumour(reading, unit.start):
        return False
    if unit.lobes and unit.kind:
        return True
    return part.in_liver if part else "liver" in scoped or memory or default


def refer_back(reading: Reading, sentence: ScopedSentence, units: list[Statement], found: list[Statement]) -> None:
    """ "It is typical of a haemangioma": a sentence that only names the lesion before it renames that lesion."""
    if not found or not REFERS.match(reading.text, sentence.start, sentence.end):
        return
    named = [unit for unit in units if unit.nouns]
    if not named or any(unit.segments or unit.sizes or unit.number for unit in units):
        return
    kind, state = named[0].kind, named[0].state
    whole = found[-1].sentence
    for earlier in found:
        if earlier.sentence != whole or earlier.kind not in ("lesion", "uncertain", ""):
            continue
        if kind in BENIGN and state == "present":
            earlier.kind = kind
        elif kind == "metastasis" and state == "present":
            earlier.kind, earlier.state = "metastasis", "present"
        elif state == "possible":
            earlier.state = "possible"


def told_before(reading: Reading, span: Interval, offset: int) -> date | None:
    """The first date before the offset in its sentence or at the head of its line: when that was found."""
    line = reading.text.rfind("\n", 0, offset) + 1
    head = (line, min(offset, line + HEAD))
    told = [
        found.when
        for part in (head, (span[0], offset))
        for found in read_dates(reading.text, part, reading.note.note_date)
    ]
    year = YEAR.match(reading.text, line, offset)
    if year and not told:
        return date(int(year.group(1)), 12, 31)
    return told[0] if told else None
