"""What came after a liver resection: chemotherapy, and progression while it was given."""

from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Mention
from extraction.fields.plans import is_in_plan, is_planned, is_to_come
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.supplementary.days import done_mentions
from extraction.supplementary.statements import Said, settled
from extraction.supplementary.tenses import CONDITION, NO, NOT_GIVEN, OPTION, YES, around, is_aside

# A report of an operation or a specimen tells of the time before it.
TOLD_IN = (RADIOLOGY, ONCOLOGY)
RESECTIONS = frozenset({"liver_resection", "primary_resection"})
BEHIND = pattern_of(r"[^.;\n]{0,50}\b(?:after|following|post)\s(?:an? |the |his |her |this |that |last )*")
# Between the liver resection and "adjuvant" these words turn to the primary.
OF_PRIMARY = pattern_of(
    r"\b[ypc]{0,2}t[0-4][a-d]?\b|[ypc]{0,2}t[0-4][a-d]?n\d|\bprimary\b|\b(?:colon|rectal|rectum|sigmoid|colorectal|caec\w+|cec\w+) (?:ca\b|cancer|carcinoma|tumou?r)|\bprocto\w*|\b(?:colectomy|hemicolectomy|anterior resection|hartmann\w*|apr|lar)\b|\n\s*\n"
)
FOR_PRIMARY = pattern_of(
    r"[^.;\n]{0,40}\b(?:for|of|after|following) (?:the |his |her )?(?:primary|colon|rectal|rectum|sigmoid|colorectal|colectomy|hemicolectomy|anterior|bowel)\b"
)
# In the clause behind it: not given, or not decided yet.
REFUSED = pattern_of(
    r"[^.;\n]{0,50}?\b(?:declined|refused|omitted|withheld|not (?:been )?(?:given|received|administered|performed|done))\b"
)
REFUSED_BEFORE = pattern_of(r"\b(?:declined|refused)(?: any| the)?\s$")
OPEN = pattern_of(
    r"\b(?:to (?:be |see |discuss|decide|start|follow|begin)|plan\w*|will|await\w*|pending|decision|indication|indicated|recommend\w*|advis\w*|offered|suggest\w*|propos\w*|refer\w*|candidate|need|about|start(?:s|ing)? (?:in|on|next))\b|\?"
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`adjuvant_chemo`, `adjuvant_progression`."""
    values: list[ElementValue] = []
    hits = reading.hits("adjuvant_chemo")
    if not hits or not is_operated(known) or reading.note.note_type not in TOLD_IN:
        return values
    progress = [
        Said(hit.concept, mention_of(reading, "adjuvant_progression", hit, hit.concept))
        for hit in reading.hits("adjuvant_progression")
        if is_after_hepatectomy(reading, known, hit) and not is_aside(reading, hit) and not is_open(reading, hit)
    ]
    values += settled(reading, "adjuvant_progression", progress)
    given = []
    for hit in hits:
        if not is_after_hepatectomy(reading, known, hit) or is_aside(reading, hit):
            continue
        under = any(one.mention.start < hit.end and hit.start < one.mention.end for one in progress)
        value = YES if under else was_given(reading, hit)
        if value:
            given.append(Said(value, mention_of(reading, "adjuvant_chemo", hit, value)))
    values += settled(reading, "adjuvant_chemo", given)
    return values


def is_operated(known: Mapping[str, ElementValue]) -> bool:
    """Whether the note tells of a liver resection that was done: only then can the disease come back in the liver."""
    procedures = known["procedures"].value if "procedures" in known else ()
    return isinstance(procedures, list) and "liver_resection" in procedures


def mention_of(reading: Reading, element: str, hit: Hit, value: str) -> Mention:
    """The evidence of a yes or a no."""
    assertion = Assertion.ABSENT if value == NO else Assertion.PRESENT
    return reading.mention(element, (hit.start, hit.end), value, assertion)


def is_after_hepatectomy(reading: Reading, known: Mapping[str, ElementValue], hit: Hit) -> bool:
    """Whether the words belong to a liver resection: behind an "after", or as the last operation told before them."""
    operations = sorted(
        (one for one in done_mentions(known) if one.value in RESECTIONS), key=lambda mention: mention.start
    )
    text = reading.levelled
    for one in operations:
        if one.start >= hit.end and BEHIND.fullmatch(text, hit.end, one.start):
            return one.value == "liver_resection"
    before = [one for one in operations if one.end <= hit.start]
    if not before or before[-1].value != "liver_resection" or FOR_PRIMARY.match(text, hit.end):
        return False
    near = reading.sentence_index(hit.start) - reading.sentence_index(before[-1].start) <= 1
    return near and not OF_PRIMARY.search(text, before[-1].end, hit.start)


def is_open(reading: Reading, hit: Hit) -> bool:
    """Whether the words are a plan, an option or a condition."""
    lead, tail = around(reading, hit)
    return bool(
        OPTION.search(lead)
        or OPTION.search(tail)
        or OPEN.search(lead)
        or OPEN.search(tail)
        or NOT_GIVEN.search(lead)
        or CONDITION.match(reading.levelled, hit.end)
        or is_in_plan(reading, hit.start)
    )


def was_given(reading: Reading, hit: Hit) -> str | None:
    """Whether the chemotherapy was given, was not, or is still open."""
    lead, tail = around(reading, hit)
    if REFUSED.match(tail) or REFUSED_BEFORE.search(lead):
        return NO
    if is_open(reading, hit):
        return None
    if hit.concept == NO:
        return NO
    planned = is_planned(reading, hit.start, hit.end) or is_to_come(reading, hit.end)
    return hit.concept if hit.concept == YES and not planned else None
