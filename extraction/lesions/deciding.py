"""Which of several numbers of lesions decides: that of an operation's findings, of nodules that hold tumour."""

from collections.abc import Sequence

from extraction.lesions.counts import REMAINS, Quantity
from extraction.lesions.found_now import is_found_now
from extraction.lesions.statement import Statement
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

HOLDS = pattern_of(
    r" (?:of (?:them|these|which|the \w+) |(?:larger |smaller |other )?(?:nodules|lesions|masses|foci|others|tumou?rs) )?(?:contain\w*|show\w*|reveal\w*|demonstrat\w*|hold|harbou?r\w*|(?:are|were|represent\w*|consist of|comprise) (?:(?:all |both |deposits|foci|of|by|a|moderately|poorly|well|differentiated|colorectal|colonic|viable|composed|infiltrated|replaced) ?){0,4}(?:metasta\w+|mets?\b|viable|positive|deposits|(?:adeno)?carcinoma|malignant|tumou?r)|with (?:viable|residual)|viable)\b"
)
# "Vital adenocarcinoma in six nodules", "adenocarcinoma is present in four".
HELD_IN = pattern_of(
    r"\b(?:(?:vital|viable|residual|remaining|metastatic) (?:(?:adeno)?carcinoma|tumou?r|cancer)|adenocarcinoma)(?: cells| tissue)?(?: (?:is|are|was|were))?(?: (?:found|present|seen|identified))? (?:only )?in (?:only )?$"
)
NAMELESS = pattern_of(r" ?(?:[.,;)]|$|\n| of (?:them|these|those)\b)")
NOT_LIVER = pattern_of(
    r"\b(?:nodes?|nodal|blocks?|cores?|cylinders?|fragments?|slides?|vessels?|ducts?|levels?|polyps?)\b"
)
NOUNS = r"(?:lesions?|mass(?:es)?|metastas[ei]s|mets|deposits?|foci|focus|nodules?|tumou?rs?|secondar(?:y|ies))"
# "... three lesions remain", "two are still active", "with two residual lesions"
STILL_LEFT = pattern_of(
    rf" (?:(?:(?:liver|hepatic|of them|of these|measurable|visible|identifiable|discernible|detectable) )*(?:{NOUNS} )?(?:(?:are|is) )?(?:still |now )?(?:remain|remains|persist|persists|(?<=are )left|(?<=is )left|active|viable)(?: now| today)?(?=[.:;,)]|$|\n)"
    rf"|(?:residual|active|viable) (?:(?:liver|hepatic|active|viable) )?{NOUNS}\b)"
)
OF_THE_REST = pattern_of(r"\b(?:the|other|others|these|those|all) $")
REST_LABEL = pattern_of(
    rf"\b(?:remaining|residual|active|viable|left over)(?: active| viable)? (?:(?:liver|hepatic) )?{NOUNS}(?: now| today)? ?[:=] ?(?:still |only )?$"
)
REST_REACH = 48
# "1. " before the first word of a sentence.
OPENING = pattern_of(r"[\W\d]*(?:there (?:are|were) |now )?")


def found_at_operation(reading: Reading, totals: Sequence[Statement]) -> list[Statement]:
    """The totals of an operation's findings and diagnoses, where they give one: its history counts what was there before."""
    if reading.note.note_type is not OPERATIVE:
        return []
    found = [one for one in totals if one.section == "findings" and one.number and not one.number.vague]
    return found and [one for one in totals if one in found or one.rank > 1]


def holds_tumour(reading: Reading, one: Statement) -> bool:
    """Whether a pathology report says of that many nodules that they hold tumour: "three contain residual adenocarcinoma"."""
    if reading.note.note_type is not PATHOLOGY or one.number is None:
        return False
    ahead = HELD_IN.search(reading.levelled, max(0, one.number.start - 48), one.number.start)
    return bool(ahead) or HOLDS.match(reading.levelled, one.number.end) is not None


def is_held_in(reading: Reading, number: Quantity) -> bool:
    """ "Six nodules were sampled. Adenocarcinoma was found in five.": a number without a name that counts what holds tumour."""
    if reading.note.note_type is not PATHOLOGY or not NAMELESS.match(reading.levelled, number.end):
        return False
    text, start = reading.levelled, max(0, number.start - 48)
    return bool(HELD_IN.search(text, start, number.start)) and not NOT_LIVER.search(
        text, max(0, start - 48), number.start
    )


def left_over(reading: Reading, totals: Sequence[Statement]) -> Statement | None:
    """ "Of the eight deposits six can still be made out", "8 at baseline. Six visible now": those that are left count."""
    for one in totals:
        if one.number and (REMAINS.match(reading.levelled, one.number.end) or is_found_now(reading, one.number)):
            before = [two for two in totals if one.sentence - two.sentence in (0, 1) and two.end <= one.start]
            if any(two.number and two.number.low > one.number.low for two in before):
                return one
    return None


def left_now(reading: Reading, numbered: Sequence[Statement]) -> Statement | None:
    """ "Four metastases ... So three lesions remain", "... Remaining lesions: 2": what a report says is left, of more that it told before."""
    for one in reversed(numbered):
        number = one.number
        if number is None or number.vague or number.more or number.high is None or one.rank == 0:
            continue
        before = max(0, number.start - REST_REACH)
        behind = STILL_LEFT.match(reading.levelled, number.end) and not OF_THE_REST.search(
            reading.levelled, before, number.start
        )
        if not behind and not REST_LABEL.search(reading.levelled, before, number.start):
            continue
        if any(two.number and two.number.low > number.low for two in numbered if two.end <= one.start):
            return one
    return None


def opens_with_rest(reading: Reading, one: Statement) -> bool:
    """ "Six remaining liver metastases": at the head of a sentence what remains is all there is."""
    number = one.number
    if number is None or not reading.levelled.startswith(" remaining ", number.end):
        return False
    return OPENING.fullmatch(reading.levelled, reading.sentence_at(number.start)[0], number.start) is not None


def is_beside(one: Statement, numbered: list[Statement]) -> bool:
    """ "Segments VI/VII: two metastases. Segment IVb: one metastasis": each number is of its own place and none is the whole."""
    return bool(one.codes) and any(
        other.codes and other.rank == one.rank and not set(other.codes) & set(one.codes) for other in numbered
    )


def best(totals: list[Statement]) -> Statement | None:
    """The total of the highest rank; a number beats "multiple" of a higher rank."""
    exact = [one for one in totals if one.number and not one.number.vague]
    for group in (exact, totals):
        ranked = [one for one in group if one.rank > 0] or group
        if ranked:
            return max(
                ranked,
                key=lambda one: (one.rank, one.number.innumerable, one.number.low) if one.number else (0, False, 0),
            )
    return None
