"""Which tumour a passage speaks of: the colorectal carcinoma or another one."""

import re
from collections.abc import Iterable

from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sentences import Interval

# "Metastasis vs cholangiocarcinoma" names another tumour only to weigh it.
WEIGHED = re.compile(r"(?:\b(?:vs\.?|versus|or|dd:?|ddx:?|exclude|r/o)|\?)\s(?:an? |intrahepatic |primary )*$")
# "Prostate carcinoma 2011" beside the colon's: told of the patient and long over.
DATED = re.compile(r"[^.;\n]{0,16}?\b(?P<year>(?:19|20)\d\d)\b")
OF_LIVER = re.compile(r"hepatocell|hcc|cholangio|biliary|bile|klatskin|pancrea|liver|hepat")
LONG_AGO = 3
REACH = 400
# "2) Breast cancer 2008": an item, and the blanks before its mark.
ITEM = re.compile(r"([ \t]*)(?:\d{1,2}[.)]|[-*•#])[ \t]*(?=\w)")
DEEPER = re.compile(r"[ \t]")
DENIED = frozenset({"negated", "no_new", "family"})
DOUBTED = frozenset({"possible", "hypothetical", "historical"})


def is_other_tumour(reading: Reading, offset: int, *, past_counts: bool = True) -> bool:
    """Whether the last tumour named before the offset, in the same paragraph, is not the colorectal one.

    A tumour that the passage denies ("no hepatocellular carcinoma") is not the subject, nor without `past_counts` one of long ago.
    """
    if not reading.once(names_other_tumour):
        return False
    floor = max(offset - REACH, 0)
    start = max(reading.text.rfind("\n\n", floor, offset), floor)
    end = reading.sentence_at(offset)[1]
    subject, last = None, start
    for hit in reading.hits("tumour_entity", (start, end)):
        if hit.concept == "not_grade" or (subject is not None and hit.start > offset):
            continue
        if reading.effects(hit.start, hit.end) & {"negated", "family"}:
            continue
        if not past_counts and is_long_over(reading, hit):
            continue
        if is_weighed(reading, hit.start) or (hit.concept == "other" and is_past_item(reading.text, hit.start, offset)):
            continue
        subject, last = hit.concept, hit.end
    # "H/o Ca endometrium 2015. Path: caecal biopsy poorly differentiated": the bowel is named since.
    return subject == "other" and not reading.hits("primary_site", (max(last, reading.sentence_at(offset)[0]), offset))


def is_long_over(reading: Reading, hit: Hit) -> bool:
    """Whether another organ's tumour has a year of its own well before a note that names the colorectal one."""
    dated = DATED.match(reading.levelled, hit.end)
    if hit.concept != "other" or dated is None or OF_LIVER.search(reading.levelled, hit.start, hit.end):
        return False
    if int(dated.group("year")) > int(reading.note.note_date[:4]) - LONG_AGO:
        return False
    return any(other.concept == "colorectal" for other in reading.hits("tumour_entity"))


def is_past_item(text: str, start: int, offset: int) -> bool:
    """Whether `start` stands in an item of a list that has ended at the offset: a later line is not indented below it."""
    line, later = text.rfind("\n", 0, start) + 1, text.rfind("\n", 0, offset) + 1
    item = ITEM.match(text, line)
    return item is not None and later > line and DEEPER.match(text, later + len(item.group(1))) is None


def names_other_tumour(reading: Reading) -> bool:
    """Whether the note names another tumour anywhere."""
    return any(hit.concept == "other" for hit in reading.hits("tumour_entity"))


def is_on_other_tumour(reading: Reading) -> bool:
    """Whether the conclusion of the note names another tumour and no colorectal one: a note on that tumour alone."""
    concluding = [
        part for part in reading.sections if part.category in ("impression", "diagnosis", "outcome", "addendum")
    ]
    subjects = named_subjects(reading, [(part.start, part.end) for part in concluding])
    return (subjects or named_subjects(reading, [(0, len(reading.text))])) == {"other"}


def is_affirmed(effects: frozenset[str]) -> bool:
    """Whether a tumour named with these effects is there: "a known carcinoma, for follow-up" is, whatever is asked of it."""
    return not effects & DENIED and ("affirmed" in effects or not effects & DOUBTED)


def named_subjects(reading: Reading, spans: Iterable[Interval]) -> set[str]:
    """The tumours named in the spans that are not denied, doubted, a relative's or of the past: "colorectal", "other"."""
    return {
        hit.concept
        for span in spans
        for hit in reading.hits("tumour_entity", span)
        if hit.concept != "not_grade"
        and is_affirmed(reading.effects(hit.start, hit.end))
        and not (hit.concept == "other" and is_weighed(reading, hit.start))
    }


def is_weighed(reading: Reading, start: int) -> bool:
    """Whether the tumour named at `start` is one of two possibilities."""
    return bool(WEIGHED.search(reading.levelled, max(0, start - 30), start))
