"""Whether a note tells of metastatic disease at all: a lesion that is nothing but a lesion is not counted."""

from extraction.anchors import Anchors, places
from extraction.lesions.statement import Statement
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.target_rows import target_rows

OF_THEM = pattern_of(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) of (?:the |these |her |his )?(?:\w+ )?(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?$"
)
EXCEPTION = pattern_of(r"\b(?:other than|apart from|aside from|except|besides|than)\b")
# "No distant metastases other than liver", "none outside the liver": of the liver's it denies nothing.
BUT_LIVER = pattern_of(
    r"\b(?:other than|apart from|aside from|except(?: for)?|excepting|excluding|besides|beyond|outside(?: of)?|save for|bar)"
    r"(?: (?:for|in|of|those|that|the ones|the one|the|known|described|her|his|this|these))* (?:liver|hepatic|segments?|seg|lesions?|one)\b"
)
# "Liver soft, no ascites, no peritoneal or omental deposits".
OTHER_ORGAN = pattern_of(
    r"\b(?:no|without|free of) (?:(?!(?:liver|hepatic|intra ?hepatic)\b)\w+,? ){0,2}?(?:peritoneal|omental|mesenteric|serosal|pulmonary|lung|diaphragmatic|pelvic)"
    r"(?:(?: (?:or|and)|,| ?/) (?!(?:liver|hepatic)\b)\w+)? (?:deposits?|nodules?|lesions?|metastas[ei]s|mets|tumou?r)\b"
)
SPREAD = pattern_of(
    r"\b(?:metachronous|synchronous|dfi|disease free interval|stage iv[abc]?|stage 4[abc]?|hepatic recurrence|liver recurrence|[cp]?m1[abc]?|stable disease|progressive disease|(?:partial|mixed) (?:response|remission)|target lesions?|tumou?r volume|recist|response(?: again| overall)? ?: ?(?:pr|sd|pd|cr|mr)|(?:hepatic|liver) metastasectom(?:y|ies))\b"
    r"|\bliver (?:bx|biopsy) (?:\+|(?:positive|pos|proven|confirmed)\b)"
)
SPREAD_WORDS = Anchors(
    "metachronous",
    "synchronous",
    "dfi",
    "disease free interval",
    "stage iv",
    "stage 4",
    "hepatic recurrence",
    "liver recurrence",
    "m1",
    "cm1",
    "pm1",
    "stable disease",
    "progressive disease",
    "partial re",
    "mixed re",
    "recist",
    "response",
    "target lesion",
    "tumour volume",
    "hepatic metastasect",
    "liver metastasect",
    "tumor volume",
    "liver bx",
    "liver biopsy",
)


def is_known(reading: Reading) -> bool:
    """Whether the note says anywhere that there is metastatic disease; a lesion that is nothing but a lesion is not counted."""
    if target_rows(reading) or any(SPREAD.match(reading.levelled, at) for at in places(reading.levelled, SPREAD_WORDS)):
        return True
    if reading.note.note_type is OPERATIVE and any(
        is_tumour_found(reading, hit) for hit in reading.hits("liver_lesion")
    ):
        return True
    names = ("metastasis", "carcinoma") if reading.note.note_type is PATHOLOGY else ("metastasis",)
    return any(
        hit.concept in names
        and (not reading.effects(hit.start, hit.end) & {"negated", "family", "possible"} or excepts(reading, hit))
        for hit in reading.hits("liver_lesion")
    )


def is_tumour_found(reading: Reading, hit: Hit) -> bool:
    """Whether an operation tells of a tumour in the liver: "four tumours were found in the right liver"."""
    if hit.concept != "lesion" or not reading.levelled.startswith(("tumour", "tumor"), hit.start):
        return False
    span = reading.sentence_at(hit.start)
    in_liver = any(site.concept == "liver" for site in reading.hits("site", span))
    return in_liver and not reading.effects(hit.start, hit.end)


def excepts(reading: Reading, hit: Hit) -> bool:
    """Whether the denial leaves one out: "no liver metastases other than the one in segment 2"."""
    if OF_THEM.search(reading.levelled, max(0, hit.start - 40), hit.start):
        return True  # "three of the four metastases have vanished"
    return bool(EXCEPTION.search(reading.levelled, hit.end, reading.sentence_at(hit.start)[1]))


def is_of_other_organ(reading: Reading, one: Statement) -> bool:
    """Whether the one noun of the denial is named as another organ's: "liver soft, no peritoneal deposits"."""
    return len(one.nouns) == 1 and OTHER_ORGAN.search(reading.levelled, one.start, one.end) is not None


def denies_but_liver(reading: Reading, start: int) -> bool:
    """Whether the denial that stands at the offset leaves out the liver, or one of its lesions."""
    return BUT_LIVER.search(reading.levelled, start, reading.sentence_at(start)[1]) is not None
