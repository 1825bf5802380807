"""A statement of its own: the name that its sentence or the one before began with, its sizes and its state."""

from extraction.lesions.counts import COUNT_LABEL, TOTAL_NOW
from extraction.lesions.found_now import is_found_now
from extraction.lesions.parts import BIOPSY
from extraction.lesions.pieces import (
    OF_CORES,
    SPECIMEN,
    has_weight,
    is_listed,
    is_margin,
    is_named_size,
    sentences_with_margins,
    without_specimens,
)
from extraction.lesions.size import RESPONDED, Size
from extraction.lesions.state import state_of
from extraction.lesions.statement import Statement, names_largest
from extraction.lesions.told_by_study import is_told_by_study
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

VOLUME = pattern_of(r"\b(?:\d+ ?(?:ml|cc|cm3)|volumes?|volumetry|remnant|flr|tlv)\b")
DISTRIBUTED = pattern_of(
    r"\b(?:lobes?|sides?|laterality|spread)(?: (?:involved|affected))? ?[:=]|\b(?:distribut\w+|locat\w+|situated|localis\w+|localiz\w+)\b"
)
TICKED = pattern_of(r"\[x\] ?$")
PLANNED = pattern_of(
    r"\b(?:candidate|planned|\w*hepatectomy|resection(?! (?:margin|site|bed|edge|plane|line|cavity|surface))|sectionectomy|extended)\b"
)
SHORTEST_PLAN = len("planned")
# "The repeat MRI shows it at 24 mm".
PRONOUN = pattern_of(
    r"\b(?:on|by) (?:the |an? |his |her )?(?:mri?|ct|pet|ultrasound|us|scan|imaging)\b[^.;,]{0,24}\b(?:these|they|both|it) (?:now |all )?(?:measures?|are|is)\b[^.;,]{0,12}$|"
    r"\b(?:shows?|showed|puts?|finds?|found|measures?) (?:it|this|(?:the )?same (?:lesion|mass))(?: now)? (?:at|to be|as|with)\b[^.;,]{0,12}$"
)
NOW = pattern_of(r"\b(?:now|today|currently|at present)\b")
AFTERWARDS = pattern_of(r"\b(?:after|following|since|post|s/p)\b")
OPENS = pattern_of(
    r"[^a-z]*(?:(?:so|thus|hence|i ?e|that makes|this makes|making|giving)\b[^a-z]*)?(?:there (?:are|were|is|was)(?: now| still| only| just)?|(?:in )?total(?: of)?|overall|altogether|about|some|only|all|(?:the|these) (?:remaining|other|residual|persisting|surviving|last))?[^a-z]*"
)
REST = pattern_of(r"\W*(?:others|further ones|(?:the )?remaining ones|(?:the )?rest|smaller ones|additional ones)\b")
ALONE = pattern_of(
    r"\W*(?:in |involving |located in )?\W*(?:(?:segments?|segs?|involved|affected|other|further|additional|also)\s?[:=]?\W*){0,3}(?:\(\s?(?:\d\s?[x×]|[x×]\s?\d)\s?\))?\W*"
)
# "Segment 8, close to the right hepatic vein."
BESIDE_VESSEL = pattern_of(
    r", (?:[a-z]+ ){0,3}(?:close|near|next|adjacent|abutting|touching|contact|encasing|away|distant|free)\b"
)
SUBJECTLESS = pattern_of(
    r"\W*(?:(?:it|they|these|those|this|the (?=remaining|others?\b|residual)|remaining|others?|residual|ones|both|each|measur\w+|sizes?|dimensions?|diameters?|is|are|was|were|now|currently|up to|maximum|about|of)\W+)*"
)
# "Beside it a 1 cm satellite".
AT_IT = pattern_of(
    r"\b(?:beside|next to|adjacent to|close to|near|around) (?:it|this|that)\b|\bsatellites?\b|\bin (?:the )?same segment\b"
)
# "Largest : 42 mm", "Max. diameter (mm) = 42"
LARGEST_LABEL = pattern_of(
    r"\W*(?:(?:largest|biggest|greatest|max(?:imum|imal)?)\.?)(?: (?:size|diameter|dimension|axis|extent|lesion|measurement))?"
    r"(?: ?[(\[](?:in )?(?:mm|cm)[)\]]| in (?:mm|cm))?(?: ?[:=]|\.{3}| {3})[ .:=]*"
)
RESPONSE_REACH = 40
# "Size: 8.1 x 6.5 x 6.0 cm" below the tumour's place.
SIZE_LABEL = pattern_of(
    r"\W*(?:(?:greatest|largest|maximum|max\.?) )?(?:sizes?|diameters?|dimensions?)(?: ?[(\[](?:in )?(?:mm|cm)[)\]]| in (?:mm|cm))?\s?(?:[:=]|\.{3}| {3})"
)
# "Right lobe: 4", "On the right, to be taken later: one in each of segments 5 and 6"
OF_SIDE = pattern_of(r"(?:,? [a-z ]{3,60}(?=:))?\s?[:=–-]?\s?\(?")
# "segments 2, 5 and 8 (one each)"
EACH = pattern_of(r" (?:lesion |mass |metastasis |deposit )?(?:in )?each\b(?! (?:lobe|side))")

# "One metastasis in each lobe"
EACH_LOBE = pattern_of(
    r"(?: (?:liver|hepatic|small|large))*(?: (?:lesions?|mass(?:es)?|metastas[ei]s|mets?|deposits?|nodules?))? in each (?:lobe|side|hemi ?liver)\b"
)


def complete(reading: Reading, unit: Statement, previous: Statement | None, leading: str, is_last: bool) -> None:
    """Give the statement the name its sentence began with, and its state. `leading`: what "the largest" stands for.

    What lies elsewhere, the last of its sentence, is left without a state: hardly anybody asks for it.
    """
    text, examined = reading.levelled, reading.note.note_type is PATHOLOGY
    if not unit.kind:
        unit.kind = called_before(reading, unit, leading)
    elif unit.kind == "carcinoma":
        unit.kind = "metastasis" if examined else "lesion"
    if unit.number and unit.number.low == 1 and EACH.match(text, unit.number.end):
        many = max(1, len(unit.codes or (previous.codes if previous else ())))
        unit.number = unit.number._replace(low=many, high=many)
    if unit.number and unit.number.high == unit.number.low and EACH_LOBE.match(text, unit.number.end):
        unit.number = unit.number._replace(low=2 * unit.number.low, high=2 * unit.number.low)
    if examined and unit.segments and not unit.nouns and is_biopsied(reading, unit):
        unit.kind, unit.is_biopsy, unit.sizes, unit.number = "lesion", True, [], None
    if unit.inherits and previous is not None:
        inherit(reading, unit, previous)
    if not unit.kind and unit.sizes:
        # Three axes behind a segment are those of a piece of tissue only where there are specimens.
        first = unit.sizes[0]
        placed = unit.segments and not (examined and max(size.axes for size in unit.sizes) > 2)
        if placed or is_named_size(reading, first) or is_listed(reading, first):
            unit.kind = "lesion"
    if unit.segments:
        if not unit.kind and TICKED.search(text, unit.lead, unit.segments[0].start):
            unit.kind = "metastasis"
        if unit.nouns and not examined:
            last = unit.nouns[-1].end
            unit.segments = [
                ref
                for ref in unit.segments
                if ref.start < last + SHORTEST_PLAN or not PLANNED.search(text, last, ref.start)
            ]
        if unit.kind and unit.segments and not unit.sizes and VOLUME.search(text, unit.lead, unit.end + 12):
            unit.kind = ""
    if unit.sizes:
        unit.sizes = own_sizes(reading, unit, previous, leading)
    if is_last and unit.lies_elsewhere:
        unit.state = ""
        return
    unit.state = state_of(reading, unit)
    if unit.state == "absent" and unit.nouns and unit.segments:
        # "No recurrent metastases after resection of segments 6 and 7" denies them in the whole liver.
        named = unit.nouns[-1].end
        if AFTERWARDS.search(text, named, max(named, unit.segments[0].start)):
            unit.segments = []
    if previous is None:
        return
    if previous.state == "gone" and unit.inherits and not (unit.nouns or unit.number or unit.sizes):
        unit.state = "gone"
    if previous.state == "prior" and unit.is_joined and goes_on_in_the_past(reading, unit, previous):
        unit.state = "prior"


def called_before(reading: Reading, unit: Statement, leading: str) -> str:
    """What a statement without a name is called by what was told before it, or by its label; empty where nothing names it."""
    text = reading.levelled
    if leading and not unit.inherits:
        opens = unit.number and (
            OPENS.fullmatch(text, unit.lead, unit.number.start)
            or is_told_by_study(reading, unit.lead, unit.number.start)
        )
        if opens or names_largest(unit) or DISTRIBUTED.search(text, unit.lead, unit.end) or goes_on(reading, unit):
            return leading
    return (leading or "lesion") if is_labelled(reading, unit) else ""


def inherit(reading: Reading, unit: Statement, previous: Statement) -> None:
    """Take over the name, and the place of what has none of its own, from the statement before in the sentence."""
    # "No lung metastases, no enlarged nodes at the liver hilum": the nodes are no metastases of the liver.
    of_nodes = bool(unit.places) and unit.places[0] in ("node", "adenopathy") and not unit.segments
    if not unit.kind and not of_nodes:
        unit.kind = previous.kind
        if unit.sizes and previous.segments and not (unit.segments or unit.places or names_largest(unit)):
            unit.segments = previous.segments
    placeless = not (unit.segments or unit.places or unit.lobes) and bool(unit.sizes or unit.number)
    if placeless and AT_IT.search(reading.levelled, unit.lead, unit.end):
        unit.segments = previous.segments


def own_sizes(reading: Reading, unit: Statement, previous: Statement | None, leading: str) -> list[Size]:
    """The sizes of the lesion itself, without those of a specimen or a margin."""
    sizes = unit.sizes
    if has_weight(reading, sizes[0]):
        sizes = sizes[1:]
    if sizes and reading.note.note_type is PATHOLOGY:
        titled = bool(leading) and SIZE_LABEL.match(reading.levelled, unit.lead) is not None
        if previous is not None and unit.is_joined and previous.nouns and not previous.sizes:
            # "One tumour 8 mm from the margin, 44 x 40 x 36 mm".
            titled = titled or previous.kind in ("lesion", "metastasis")
        if not titled:
            is_named = any(hit.start < sizes[0].start for hit in unit.nouns)
            sizes = without_specimens(reading, sizes, OF_CORES if is_named else SPECIMEN)
    if unit.sentence in reading.once(sentences_with_margins):
        sizes = [size for size in sizes if not is_margin(reading, unit, size)]
    return sizes


def goes_on_in_the_past(reading: Reading, unit: Statement, previous: Statement) -> bool:
    """Whether it tells no size of today behind a statement on an earlier time: "(initially 6 lesions, max 7 cm)"."""
    text = reading.levelled
    if unit.sizes:
        words = text[previous.lead : unit.sizes[0].start]
        bracketed = not unit.nouns and "(" in text[unit.lead : unit.sizes[0].start]
        if not bracketed and words.count("(") <= words.count(")"):
            return False
    return not NOW.search(text, unit.lead, max(unit.end, unit.lead))


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
    if unit.number:
        if unit.number.innumerable and "liver" in unit.places:
            return True
        if not unit.places and is_found_now(reading, unit.number):
            return True
        start = unit.number.start
        ahead = max(unit.lead, start - 60)
        if TOTAL_NOW.search(reading.levelled, ahead, start) or COUNT_LABEL.search(reading.levelled, ahead, start):
            return True
    if not unit.sizes:
        return False
    size = unit.sizes[0]
    first = min(size.start, size.prior_start) if size.prior_mm is not None else size.start
    if size.prior_mm is not None and RESPONDED.search(reading.levelled, max(0, first - RESPONSE_REACH), first):
        return True
    return bool(LARGEST_LABEL.fullmatch(reading.levelled, unit.lead, size.start))


def is_biopsied(reading: Reading, unit: Statement) -> bool:
    """Whether a pathology report only says where its cores came from: "Liver segment 6, needle biopsy"."""
    return BIOPSY.search(reading.levelled, *reading.sentence_at(unit.start)) is not None
