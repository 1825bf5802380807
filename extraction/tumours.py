"""Which tumour a passage speaks of: the colorectal carcinoma or another one."""

from collections.abc import Iterable

from abstraction.records import Section
from extraction.anchors import Anchors, any_in
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# "Metastasis vs cholangiocarcinoma" names another tumour only to weigh it.
WEIGHED = pattern_of(r"(?:\b(?:vs\.?|versus|or|dd:?|ddx:?|exclude|r/o)\s|\?\s?)(?:an? |intrahepatic |primary )*$")
WEIGHED_ENDS = (
    *("vs ", "vs. ", "versus ", "or ", "dd ", "dd: ", "ddx ", "ddx: ", "exclude ", "r/o "),
    *("?", "? ", "a ", "an ", "intrahepatic ", "primary "),
)
# "Metastasis rather than HCC", "metastasis and not of hepatocellular carcinoma": the author decides against it.
REJECTED = pattern_of(
    r"\b(?:rather than|instead of|(?:likely|probable) than|(?:and|but) not)(?: of| for)? (?:an? |intrahepatic |primary )*$"
)
REJECTED_WORDS = Anchors("rather than", "instead of", "likely than", "probable than", "and not", "but not")
# Tumours that a liver lesion may well be of.
OF_LIVER = pattern_of(r"hepatocell|hcc|cholangio|biliary|bile|klatskin|pancrea|liver|hepat")
NEUROENDOCRINE = pattern_of(r"neuroendocrine|\bnet\b|carcinoid")
# "Carcinoid of the appendix 2009": well before the note it is no tumour of the liver's.
DATED = pattern_of(r"[^.;\n]{0,24}?\b(?P<year>(?:19|20)\d\d)\b")
LONG_AGO = 3
REACH = 400
# "Caecum, pT2": the part of the bowel with its stage; "sigmoid lesion", "mass of the rectum": with its tumour.
STAGED = pattern_of(r"[\s,:(]{1,3}[ypc]{0,2}t[0-4][a-d]?\b")
BESIDE = 12
# "2) Breast cancer 2008": an item, and the blanks before its mark.
ITEM = pattern_of(r"([ \t]*)(?:\d{1,2}[.)]|[-*•#])[ \t]*(?=\w)")
DEEPER = pattern_of(r"[ \t]")
NOT_THERE = frozenset({"negated", "family"})
DENIED = frozenset({"negated", "no_new", "family"})
DOUBTED = frozenset({"possible", "hypothetical", "historical"})


def is_other_tumour(reading: Reading, offset: int) -> bool:
    """Whether the last tumour named before the offset, in the same section and paragraph, is not the colorectal one.

    A tumour that the passage denies ("no hepatocellular carcinoma") is not the subject; one told as an aside is that of its own sentence alone.
    """
    if not reading.once(names_other_tumour):
        return False
    floor = max(offset - REACH, 0)
    start = max(reading.text.rfind("\n\n", floor, offset), reading.section_at(offset).start, floor)
    own, end = reading.sentence_at(offset)
    subject, last = None, start
    for hit in reading.hits("tumour_entity", (start, end)):
        if hit.concept == "not_grade" or (subject is not None and hit.start > offset):
            continue
        if not NOT_THERE.isdisjoint(reading.effects(hit.start, hit.end)):
            continue
        if hit.start < own and is_aside(reading, hit):
            continue
        if is_weighed(reading, hit.start) or (hit.concept == "other" and is_past_item(reading.text, hit.start, offset)):
            continue
        subject, last = hit.concept, hit.end
    # "H/o Ca endometrium 2015. Path: caecal biopsy poorly differentiated": the bowel is named since.
    return subject == "other" and not reading.hits("primary_site", (max(last, own), offset))


def is_aside(reading: Reading, hit: Hit) -> bool:
    """Whether another organ's tumour is named in a note on a colorectal one, in a clause that tells of no liver or spread."""
    if hit.concept != "other" or OF_LIVER.search(reading.levelled, hit.start, hit.end):
        return False
    if NEUROENDOCRINE.search(reading.levelled, hit.start, hit.end) and not is_long_ago(reading, hit):
        return False
    span = reading.clause_at(hit.start)
    spread = any(found.concept == "metastasis" for found in reading.hits("lesion", span))
    liver = any(found.concept == "liver" for found in reading.hits("site", span))
    return not (spread or liver) and reading.once(names_colorectal)


def is_long_ago(reading: Reading, hit: Hit) -> bool:
    """Whether the tumour has a year of its own well before the note."""
    dated = DATED.match(reading.levelled, hit.end)
    return dated is not None and int(dated.group("year")) <= int(reading.note.note_date[:4]) - LONG_AGO


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
    if not reading.once(names_other_tumour):
        return False
    concluding = [
        part for part in reading.sections if part.category in ("impression", "diagnosis", "outcome", "addendum")
    ]
    subjects = named_subjects(reading, [(part.start, part.end) for part in concluding])
    if subjects == {"other"}:
        return not (names_colorectal(reading) and concludes_on_metastases(reading, concluding))
    return not subjects and named_subjects(reading, [(0, len(reading.text))]) == {"other"} and not names_bowel(reading)


def names_colorectal(reading: Reading) -> bool:
    """Whether the note tells anywhere of a colorectal tumour of the patient."""
    return "colorectal" in named_subjects(reading, [(0, len(reading.text))]) or names_bowel(reading)


def names_bowel(reading: Reading) -> bool:
    """Whether a part of the bowel stands right beside a word for a tumour: "an obstructing sigmoid lesion", "caecum, pT2"."""
    for index in sorted(reading.sentences_with("primary_site")):
        found = [
            hit
            for hit in reading.hits("primary_site", reading.sentences[index])
            if not reading.effects(hit.start, hit.end) & DENIED
        ]
        words = [hit for hit in found if hit.concept == "tumour"]
        if any(hit.concept == "not_primary" for hit in found):
            continue
        for part in found:
            if part.concept in ("tumour", "operation"):
                continue
            if STAGED.match(reading.levelled, part.end):
                return True
            if any(max(word.start - part.end, part.start - word.end) <= BESIDE for word in words):
                return True
    return False


def concludes_on_metastases(reading: Reading, concluding: Iterable[Section]) -> bool:
    """Whether the conclusion tells of liver metastases in one statement, and in another of a tumour that is not the liver's."""
    told = False
    for part in concluding:
        for index in range(reading.sentence_index(part.start), reading.sentence_index(part.end - 1) + 1):
            span = reading.sentences[index]
            spread = any(hit.concept == "metastasis" for hit in reading.hits("lesion", span))
            others = [hit for hit in reading.hits("tumour_entity", span) if hit.concept == "other"]
            if others and (spread or any(OF_LIVER.search(reading.levelled, hit.start, hit.end) for hit in others)):
                return False
            told = told or (spread and any(hit.concept == "liver" for hit in reading.hits("site", span)))
    return told


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
    """Whether the tumour named at `start` is one of two possibilities, or the one decided against."""
    levelled = reading.levelled
    led = levelled.endswith(WEIGHED_ENDS, 0, start) and WEIGHED.search(levelled, max(0, start - 30), start)
    return bool(led) or is_rejected(reading, start)


def is_rejected(reading: Reading, start: int) -> bool:
    """Whether the author decides against the tumour named at `start`."""
    levelled = reading.levelled
    return any_in(levelled, REJECTED_WORDS) and REJECTED.search(levelled, max(0, start - 40), start) is not None


# "22 months after resection of a sigmoid carcinoma"
RESECTED_PRIMARY = pattern_of(
    r"\b(?:resection|operation|surgery|excision) (?:of|for) (?:(?:an?|the|his|her) )?(?:\w+ ){0,2}$"
)
PRIMARY_REACH = 50


def is_resected_primary(reading: Reading, hit: Hit) -> bool:
    """Whether the carcinoma is told as the resected one of the bowel."""
    if hit.concept != "carcinoma":
        return False
    floor = max(0, hit.start - PRIMARY_REACH)
    if reading.levelled.find(" of ", floor, hit.start) < 0 and reading.levelled.find(" for ", floor, hit.start) < 0:
        return False
    resected = RESECTED_PRIMARY.search(reading.levelled, floor, hit.start)
    return resected is not None and bool(reading.hits("primary_site", (resected.start(), hit.end)))
