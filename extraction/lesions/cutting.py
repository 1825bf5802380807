"""A sentence cut into statements: a new one where the next lesion begins."""

import re
from collections.abc import Iterator, Sequence

from abstraction.records import NoteType
from extraction.lesions.counts import COUNT_LABEL, REMAINS, TOTAL_NOW, Quantity
from extraction.lesions.events import Event, Lobe, read_events
from extraction.lesions.found_now import is_found_now
from extraction.lesions.other_lengths import behind_place
from extraction.lesions.parts import BIOPSY
from extraction.lesions.pieces import LIST_JOIN, OF_CORES, SPECIMEN, has_weight, is_named_size, without_specimens
from extraction.lesions.size import Size
from extraction.lesions.state import state_of
from extraction.lesions.statement import BENIGN, Statement, kind_of
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.segments import SegmentRef
from extraction.sentences import Interval

HARD = re.compile(
    r";|\s\*\s|\b(?:but|while|whereas|however|although|apart from|except|other than|aside from|in addition|furthermore)\b"
    r"|(?<!i\.e)(?<!e\.g)(?<!approx)(?<!\bca)(?<!\bresp)\.\s"
)
CONTRAST = re.compile(r"\b(?:whereas|while|but|however)\b")
SOFT = re.compile(r"[,(:+&/]| {3}|\b(?:and|plus|with|as well as|another|then|also|beside|besides|in)\b|\s-\s")
VOLUME = re.compile(r"\b(?:\d+ ?(?:ml|cc|cm3)|volumes?|volumetry|remnant|flr|tlv)\b")
DISTRIBUTED = re.compile(
    r"\b(?:lobes?|sides?|laterality|spread)(?: (?:involved|affected))? ?[:=]|\b(?:distribut\w+|locat\w+|situated|localis\w+|localiz\w+)\b"
)
LIST_MARK = re.compile(r"[:(,]| {3}|\s–\s|\band\b")
PREPOSITION = re.compile(r"\s*(?:in|of|at|within|on) (?:the |both |either |right |left |each )*")
NUMBER_BEHIND = re.compile(r"\s*[:(=–-]\s*")
COMMA_AND = re.compile(r",|\band\b")
AND = re.compile(r"\band\b")
# "Two metastases (segments 7 and 4b) and two scars": the bracket closes what it belongs to.
SHUT = re.compile(r"\s?\)")
# "Two metastases, biopsy of segment 6 positive": one of them lies there.
SAMPLED = re.compile(r"\b(?:biops\w+|bx|fna|sampled|punctured)\b")
# "Five metastases plus a 6 mm cyst".
ONE_BESIDE = re.compile(r"\b(?:plus|and|also|beside|besides) (?:an?|one|another)\b")
TICKED = re.compile(r"\[x\] ?$")
EXTENDS = re.compile(r"\b(?:reach\w*|extend\w*|into|straddl\w*|spanning|crossing|bordering)\b")
COPULA = re.compile(
    r"\b(?:is|are|represents?|representing|corresponds?|corresponding|consistent with|typical|compatible with|proved|turned out|=|->|called)\b|=|->"
)
PLANNED = re.compile(
    r"\b(?:candidate|planned|\w*hepatectomy|resection(?! (?:margin|site|bed|edge|plane|line|cavity|surface))|sectionectomy|extended)\b"
)
MARGIN = re.compile(
    r"\b(?:(?<!blurred )(?<!defined )(?<!irregular )(?<!lobulated )(?<!indistinct )(?<!smooth )(?<!sharp )(?<!ill defined )(?<!spiculated )(?<!enhancing )margins?"
    r"|distances?|clearance|free|clear)\b"
)
# "The repeat MRI shows it at 24 mm".
PRONOUN = re.compile(
    r"\b(?:on|by) (?:the |an? |his |her )?(?:mri?|ct|pet|ultrasound|us|scan|imaging)\b[^.;,]{0,24}\b(?:these|they|both|it) (?:now |all )?(?:measures?|are|is)\b[^.;,]{0,12}$|"
    r"\b(?:shows?|showed|puts?|finds?|found|measures?) (?:it|this|the same lesion)(?: now)? (?:at|to be|as|with)\b[^.;,]{0,12}$"
)
# "The lesion was there before; it is a haemangioma."
PRONOUN_LEAD = re.compile(r"\b(?:it|this|these|they|both|all) (?:is|are|was|were|has|have|proved|turned)\b")
NOW = re.compile(r"\b(?:now|today|currently|at present)\b")
AFTERWARDS = re.compile(r"\b(?:after|following|since|post|s/p)\b")
OPENS = re.compile(
    r"[^a-z]*(?:(?:so|thus|hence|i ?e|that makes|this makes|making|giving)\b[^a-z]*)?(?:there (?:are|were)(?: now| still)?|(?:in )?total(?: of)?|overall|altogether|about|some|only|all)?[^a-z]*"
)
REST = re.compile(r"\W*(?:others|further ones|(?:the )?remaining ones|the rest|smaller ones|additional ones)\b")
ALONE = re.compile(r"\W*(?:in |involving |located in )?\W*(?:\(\s?(?:\d\s?[x×]|[x×]\s?\d)\s?\))?\W*")
# "Segment 8, close to the right hepatic vein."
BESIDE_VESSEL = re.compile(
    r", (?:[a-z]+ ){0,3}(?:close|near|next|adjacent|abutting|touching|contact|encasing|away|distant|free)\b"
)
SUBJECTLESS = re.compile(
    r"\W*(?:(?:it|they|these|this|both|each|measur\w+|sizes?|dimensions?|diameters?|is|are|was|were|now|currently|up to|maximum|about|of)\W+)*"
)
# "... segment 6 1.1 cm, no new lesions": the denial speaks of something else.
DENIED = re.compile(r"[,;) ](?:and |but |with )?(?:no|without|nil) (?:\w+ ){0,3}$")
# "Segment III - no lesion": said of the place before.
FREE_PLACE = re.compile(r"(?: {3}|\s?[–:=]\s?)(?:no|without|nil) (?:[a-z]+ ){0,2}")
# "Beside it a 1 cm satellite".
AT_IT = re.compile(
    r"\b(?:beside|next to|adjacent to|close to|near|around) (?:it|this|that)\b|\bsatellites?\b|\bin the same segment\b"
)
# "Largest : 42 mm", "Max. diameter (mm) = 42"
LARGEST_LABEL = re.compile(
    r"\W*(?:(?:largest|biggest|greatest|max(?:imum|imal)?)\.?)(?: (?:size|diameter|dimension|axis|extent|lesion|measurement))?"
    r"(?: ?\((?:mm|cm)\))?(?: ?[:=]|\.{3}| {3})[ .:=]*"
)
# "Size: 8.1 x 6.5 x 6.0 cm" below the tumour's place.
SIZE_LABEL = re.compile(
    r"\W*(?:(?:greatest|largest|maximum|max\.?) )?(?:size|diameter|dimensions?)\s?(?:[:=]|\.{3}| {3})"
)
# "Right lobe: 4", "On the right, to be taken later: one in each of segments 5 and 6"
OF_SIDE = re.compile(r"(?:,? [a-z ]{3,60}(?=:))?\s?[:=–-]?\s?\(?")
WORDS_ONLY = re.compile(r" (?:[a-z]+ ){0,3}")
# "segments 2, 5 and 8 (one each)"
EACH = re.compile(r" (?:lesion |metastasis |deposit )?(?:in )?each\b(?! (?:lobe|side))")
ANNOUNCES = re.compile(r"[:(,]| {3}|\s–\s")


def cut(reading: Reading, span: Interval, number: int, leading: str) -> Iterator[Statement]:
    """The sentence's statements: a new one where the next lesion begins."""
    events = read_events(reading, span)
    current: Statement | None = None
    units: list[Statement] = []
    last = span[0]
    section, rank = reading.section_at(last).category, reading.rank_at(last)
    for number_of, (start, end, kind, event) in enumerate(events.ordered):
        between = reading.levelled[last:start]
        hard = current is not None and bool(between) and bool(HARD.search(between))
        beside = kind == "size" and grows_there(reading, current, events.ordered[number_of : number_of + 2])
        # "26 mm with a satellite of 4 mm"
        beside |= (
            kind == "noun"
            and current is not None
            and bool(current.sizes)
            and reading.levelled.startswith("satellite", start)
        )
        beside |= kind == "liver" and denies_next(current, events.ordered[number_of : number_of + 2], between)
        left = kind == "number" and REMAINS.match(reading.levelled, end) is not None  # "of nine mets only four remain"
        if (
            current is None
            or hard
            or ((beside or begins(current, kind, event, between)) and (left or SOFT.search(between)))
        ):
            fresh = Statement(start, end, rank, section, sentence=number)
            fresh.lead = last
            fresh.is_joined = current is not None and not hard
            fresh.inherits = current is not None and not (hard and current.kind in BENIGN)
            current = fresh
            units.append(fresh)
        if kind in ("segment", "size") and current.number and ANNOUNCES.search(between):
            current.announced = True
        if kind == "noun" and isinstance(event, Hit) and event.concept in BENIGN and COPULA.search(between):
            rename(reading, units, event)
        attach(current, kind, event)
        current.end = max(current.end, end)
        last = max(last, end, event.prior_end if isinstance(event, Size) else 0)
        if kind == "noun":
            current.kind = kind_of(current)
    previous: Statement | None = None
    for unit in placed(reading, units):
        complete(reading, unit, previous, leading)
        previous = unit
        yield unit


def placed(reading: Reading, units: list[Statement]) -> list[Statement]:
    """ "Two new lesions, segments 5 and 6": places alone behind a number belong to it."""
    kept: list[Statement] = []
    for index, unit in enumerate(units):
        before = kept[-1] if kept else None
        alone = unit.segments and not (unit.sizes or unit.number or unit.nouns or unit.lobes or unit.places)
        counted = before and before.number and before.nouns and not (before.segments or before.sizes)
        counted = counted and not SAMPLED.search(reading.levelled, unit.lead, unit.start)
        if before and alone and counted and not any(later.segments or later.sizes for later in units[index + 1 :]):
            before.segments, before.end = unit.segments, unit.end
            continue
        kept.append(unit)
    return kept


def rename(reading: Reading, units: list[Statement], name: Hit) -> None:
    """ "... lesions in segments 2 and 4 (9 and 14 mm) are simple cysts": the name at the end holds for all of them."""
    refers = bool(units) and PRONOUN_LEAD.search(reading.levelled, units[-1].lead, name.start) is not None
    for unit in reversed(units):
        if any(hit.concept != "lesion" for hit in unit.nouns):
            break
        unit.kind, unit.nouns = name.concept, [name]
        if not refers and not unit.is_joined:
            break
        if not unit.inherits or CONTRAST.search(reading.levelled, unit.lead, unit.start):
            break


def begins(current: Statement, kind: str, event: object, between: str) -> bool:
    """Whether this event is one more lesion and not one more word on the current one."""
    counted = current.number is not None and current.number.low > 1
    announced = counted and not current.segments and LIST_MARK.search(between)
    beside = counted and ONE_BESIDE.search(between) is not None
    if kind == "segment":
        sampled = counted and SAMPLED.search(between) is not None
        return bool(current.segments or announced or sampled) and not EXTENDS.search(between)
    if kind == "size":
        return bool(current.sizes or announced or beside) and not continues_list(current, event, between)
    if kind == "number" and isinstance(event, Quantity):
        if current.segments and event.times and between.strip() == ",":
            return True
        if current.segments and (current.number or SHUT.match(between)) and AND.search(between):
            return True
        unnumbered = current.number is None or current.number.vague
        if current.nouns and unnumbered and not current.sizes and NUMBER_BEHIND.fullmatch(between):
            return False
        of_bowel = current.places == ["elsewhere"]  # "colon cancer removed, solitary 4.4 cm metastasis in segment 6"
        listed = current.segments and not current.announced and between.strip().startswith("),")
        return bool(current.number or current.sizes or current.nouns or listed) or (of_bowel and not current.segments)
    if kind == "place":
        return bool(current.nouns or current.segments or current.sizes) and not PREPOSITION.fullmatch(between)
    if kind == "lobe":
        return bool(current.lobes)
    told = current.sizes or current.segments or current.number
    if kind == "noun" and FREE_PLACE.fullmatch(between) and not (current.nouns or current.sizes or current.number):
        return False
    if kind == "noun" and isinstance(event, Hit) and event.concept != "superlative" and told and DENIED.search(between):
        return True  # "... and segment 8 (1.7 cm), and no additional lesions"
    if kind == "noun" and current.segments and SHUT.match(between) and AND.search(between):
        return True
    if kind == "noun" and isinstance(event, Hit) and (current.nouns or current.number):
        if event.concept == "superlative" and (
            counted or ((current.sizes or current.number) and COMMA_AND.search(between))
        ):
            return True
        if not current.nouns:
            return False
        was, now = current.nouns[-1].concept, event.concept
        if was in BENIGN and now in BENIGN and current.segments and "," in between:
            return True  # "haemangioma S6, cyst S7"
        return (was in BENIGN) != (now in BENIGN) and was != "lesion"
    return False


def grows_there(reading: Reading, current: Statement | None, ahead: Sequence[tuple[int, int, str, Event]]) -> bool:
    """Whether the size belongs to the lesion named behind it and not to the cavity before: "cavity, with a 21 mm nodule"."""
    if current is None or current.kind != "treated" or len(ahead) < 2:
        return False
    (_, end, _, _), (start, _, kind, named) = ahead
    near = kind == "noun" and isinstance(named, Hit) and named.concept in ("lesion", "metastasis")
    return near and WORDS_ONLY.fullmatch(reading.levelled, end, start) is not None


def denies_next(current: Statement | None, ahead: Sequence[tuple[int, int, str, Event]], between: str) -> bool:
    """Whether the liver is named for what it holds none of: "cyst in segment 3, no suspicious hepatic lesion"."""
    if current is None or not current.nouns or len(ahead) < 2 or ahead[1][2] != "noun":
        return False
    return ahead[1][0] - ahead[0][1] <= 1 and DENIED.search(between) is not None


def continues_list(current: Statement, event: object, between: str) -> bool:
    """Whether nothing but a comma or "and" stands between two sizes: "9 and 13 mm"."""
    if not (isinstance(event, Size) and current.sizes and LIST_JOIN.fullmatch(between)):
        return False
    last = current.sizes[-1]
    return event.start - max(last.end, last.prior_end) == len(between)


def attach(unit: Statement, kind: str, event: object) -> None:
    """Take the event into the statement."""
    if isinstance(event, SegmentRef):
        unit.segments.append(event)
    elif isinstance(event, Size):
        if not unit.places or unit.places[-1] == "liver" or unit.segments:
            unit.sizes.append(event)
    elif isinstance(event, Quantity):
        kept = unit.number and (event.vague or not unit.number.vague)  # "multiple lesions are scattered"
        unit.number = unit.number if kept else event
    elif isinstance(event, Lobe):
        unit.lobes.append(event)
    elif kind == "noun" and isinstance(event, Hit):
        unit.nouns.append(event)
    elif isinstance(event, Hit):
        unit.places.append("liver" if kind == "liver" else event.concept)


def complete(reading: Reading, unit: Statement, previous: Statement | None, leading: str) -> None:
    """Give the statement the name its sentence began with, and its state. `leading`: what "the largest" stands for."""
    if unit.kind == "carcinoma":
        unit.kind = "metastasis" if reading.note.note_type is NoteType.PATHOLOGY else "lesion"
    if not unit.kind and not unit.inherits and leading:
        opens = unit.number and OPENS.fullmatch(reading.levelled, unit.lead, unit.number.start)
        if (
            opens
            or any(hit.concept == "superlative" for hit in unit.nouns)
            or DISTRIBUTED.search(reading.levelled, unit.lead, unit.end)
            or goes_on(reading, unit)
        ):
            unit.kind = leading
    if not unit.kind and is_labelled(reading, unit):
        unit.kind = leading or "lesion"
    if unit.number and unit.number.low == 1 and EACH.match(reading.levelled, unit.number.end):
        places = len(unit.codes or (previous.codes if previous else ()))
        unit.number = unit.number._replace(low=max(1, places), high=max(1, places))
    if is_biopsied(reading, unit):
        unit.kind, unit.is_biopsy, unit.sizes, unit.number = "lesion", True, [], None
    # "No lung metastases, no enlarged nodes at the liver hilum": the nodes are no metastases of the liver.
    of_nodes = bool(unit.places) and unit.places[0] in ("node", "adenopathy") and not unit.segments
    if not unit.kind and unit.inherits and previous is not None and not of_nodes:
        unit.kind = previous.kind
        further = any(hit.concept == "superlative" for hit in unit.nouns)
        if not unit.segments and unit.sizes and previous.segments and not unit.places and not further:
            unit.segments = previous.segments
    placeless = not (unit.segments or unit.places or unit.lobes) and bool(unit.sizes or unit.number)
    if placeless and unit.inherits and previous and AT_IT.search(reading.levelled, unit.lead, unit.end):
        unit.segments = previous.segments
    # Three axes behind a segment are those of a piece of tissue only where there are specimens.
    examined = reading.note.note_type is NoteType.PATHOLOGY
    if not unit.kind and unit.sizes and unit.segments and not (examined and max(size.axes for size in unit.sizes) > 2):
        unit.kind = "lesion"
    if not unit.kind and unit.sizes and is_named_size(reading, unit.sizes[0]):
        unit.kind = "lesion"
    if unit.segments and TICKED.search(reading.levelled, unit.lead, unit.segments[0].start):
        unit.kind = unit.kind or "metastasis"
    if unit.nouns and reading.note.note_type is not NoteType.PATHOLOGY:
        last = unit.nouns[-1].end
        unit.segments = [
            ref for ref in unit.segments if ref.start < last or not PLANNED.search(reading.levelled, last, ref.start)
        ]
    if unit.segments and not unit.sizes and VOLUME.search(reading.levelled, unit.lead, unit.end + 12):
        unit.kind = ""
    if unit.sizes and has_weight(reading, unit.sizes[0]):
        unit.sizes = unit.sizes[1:]
    titled = bool(leading) and SIZE_LABEL.match(reading.levelled, unit.lead) is not None
    if previous is not None and unit.is_joined and previous.nouns and not previous.sizes:
        titled = titled or previous.kind in (
            "lesion",
            "metastasis",
        )  # "one tumour 8 mm from the margin, 44 x 40 x 36 mm"
    if unit.sizes and not titled:
        is_named = any(hit.start < unit.sizes[0].start for hit in unit.nouns)
        unit.sizes = without_specimens(reading, unit.sizes, OF_CORES if is_named else SPECIMEN)
    unit.sizes = [size for size in unit.sizes if not is_margin(reading, unit, size)]
    unit.state = state_of(reading, unit)
    if unit.state == "absent" and unit.nouns and unit.segments:
        # "No recurrent metastases after resection of segments 6 and 7" denies them in the whole liver.
        named = unit.nouns[-1].end
        if AFTERWARDS.search(reading.levelled, named, max(named, unit.segments[0].start)):
            unit.segments = []
    if (
        previous is not None
        and previous.state == "gone"
        and unit.inherits
        and not (unit.nouns or unit.number or unit.sizes)
    ):
        unit.state = "gone"
    bracketed = bool(unit.sizes) and not unit.nouns and "(" in reading.levelled[unit.lead : unit.sizes[0].start]
    if previous is not None and unit.sizes:  # "(initially 6 lesions, max 7 cm)"
        words = reading.levelled[previous.lead : unit.sizes[0].start]
        bracketed = bracketed or words.count("(") > words.count(")")
    since = NOW.search(reading.levelled, unit.lead, max(unit.end, unit.lead))
    if (
        previous is not None
        and previous.state == "prior"
        and unit.is_joined
        and (bracketed or not unit.sizes)
        and not since
    ):
        unit.state = "prior"


def goes_on(reading: Reading, unit: Statement) -> bool:
    """Whether the sentence has no subject of its own: "Segs 6+7.", "94 mm in its longest axis.", "It measures 3 cm"."""
    end = reading.sentence_at(unit.start)[1]
    if unit.segments and REST.match(reading.levelled, unit.lead):
        return True
    if unit.sizes and PRONOUN.search(reading.levelled, unit.lead, unit.sizes[0].start):
        return True
    if unit.lobes and unit.number and not unit.lead + 3 < unit.lobes[0].start:
        return OF_SIDE.fullmatch(reading.levelled, unit.lobes[0].end, unit.number.start) is not None
    if unit.segments and not unit.sizes:
        behind = unit.segments[-1].end
        return bool(ALONE.fullmatch(reading.levelled, unit.lead, unit.segments[0].start)) and bool(
            ALONE.fullmatch(reading.levelled, behind, end) or BESIDE_VESSEL.match(reading.levelled, behind, end)
        )
    return bool(unit.sizes) and bool(SUBJECTLESS.fullmatch(reading.levelled, unit.lead, unit.sizes[0].start))


def is_labelled(reading: Reading, unit: Statement) -> bool:
    """Whether a form gives number or largest size of what its heading names, or the liver is told to hold too many to count."""
    if unit.number and unit.number.innumerable and "liver" in unit.places:
        return True
    if unit.number and not unit.places and is_found_now(reading, unit.number):
        return True
    if unit.number and TOTAL_NOW.search(reading.levelled, max(unit.lead, unit.number.start - 60), unit.number.start):
        return True
    if unit.number and COUNT_LABEL.search(reading.levelled, max(unit.lead, unit.number.start - 60), unit.number.start):
        return True
    return bool(unit.sizes) and bool(LARGEST_LABEL.fullmatch(reading.levelled, unit.lead, unit.sizes[0].start))


def is_biopsied(reading: Reading, unit: Statement) -> bool:
    """Whether a pathology report only says where its cores came from: "Liver segment 6, needle biopsy"."""
    return (
        reading.note.note_type is NoteType.PATHOLOGY
        and not unit.nouns
        and bool(unit.segments)
        and bool(BIOPSY.search(reading.levelled, *reading.sentence_at(unit.start)))
    )


def is_margin(reading: Reading, unit: Statement, size: Size) -> bool:
    """Whether words of margin or distance stand between the lesion's name and the length."""
    if any(
        length.start == size.start and behind_place(reading, length)
        for length in reading.lengths((size.start, size.end))
    ):
        return False
    ends = [*(hit.end for hit in unit.nouns), *(ref.end for ref in unit.segments)]
    marks = [end for end in ends if end <= size.start]
    start = max([unit.lead, reading.levelled.rfind(";", unit.lead, size.start), *marks])
    if MARGIN.search(reading.levelled, start, size.start):
        return True
    return "distance" in reading.levelled[unit.lead : size.start]
