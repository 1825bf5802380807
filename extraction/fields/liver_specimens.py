"""Whether a report carries a resection of the liver for a metastasis: only then are its margins the liver's."""

import re

from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.lesions.statement import BENIGN
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.specimen_tables import specimen_tables

TITLE_WORDS = Anchors("liver", "hepat", "seg", "caudate")
# "... . Liver, segment 5:" behind another specimen of the line.
LIVER_ITEM = pattern_of(
    r"(?<=\. )(?:liver|hepatic|segment|seg) (?!.{0,24}biops)[^.;\n]{0,24}:",
    re.IGNORECASE,
)
# "Specimens: A. sigmoid colon; B. liver, segment 7".
LISTED_LIVER = pattern_of(
    r"(?<=[;,:] [A-H][.)] )(?:liver|hepatic|segment|seg)\b(?! flex)(?!.{0,24}biops)", re.IGNORECASE
)
LIVER_LINE = pattern_of(
    r"[^\w\n]{0,16}(?:(?:part|specimens?)[^\w\n]{1,4})?(?:[A-H1-9][^\w\n]{1,4})?[^.:;(\n]{0,32}?\b(?:liver|hepat\w+|segments?|segs?|caudate)\b(?! flexure)(?!.{0,24}biops)",
    re.IGNORECASE,
)
OWN_EDGE = pattern_of(
    r"\b(?:parenchymal|hepatic|liver) (?:(?:transection|resection|surgical|cut) )?(?:margin|edge|surface|plane)|\bmargins?[^\n.;]{0,20}\((?:liver|hepatic)"
)
FORMULA = pattern_of(r"\b[yr]?pT ?[0-4]")
FORMULA_WORDS = Anchors(
    *(f"{mark}pt{gap}{number}" for mark in ("", "y", "r") for gap in ("", " ") for number in range(5))
)
METASTASIS_WORDS = Anchors("metastasectom", "complete pathologic", "complete response", "no viable tumo", "no residual")


def has_liver_specimen(reading: Reading) -> bool:
    """Whether the report names a resection of the liver: as a specimen's title, by its operation, or beside words of resection."""
    if is_titled_liver(reading) or OWN_EDGE.search(reading.levelled):
        return True
    if any(entry.organ == "liver" for table in reading.once(specimen_tables) for entry in table.entries):
        return True
    for hit in reading.hits("procedure"):
        if hit.concept in ("liver_resection", "wedge"):
            return True
        if hit.concept == "cut_out":
            around = reading.sentence_at(hit.start)
            if any(site.concept == "liver" for site in reading.hits("site", around)):
                return True
    return False


def is_titled_liver(reading: Reading) -> bool:
    """Whether a line, or a specimen behind a stop in it, opens with the liver's name and is no biopsy."""
    text, words = reading.text, places(reading.levelled, TITLE_WORDS)
    lines = dict.fromkeys(text.rfind("\n", 0, at) + 1 for at in words)
    return any(LIVER_LINE.match(text, line) for line in lines) or any(
        LIVER_ITEM.match(text, at) or LISTED_LIVER.match(text, at) for at in words
    )


def is_of_primary_alone(reading: Reading) -> bool:
    """Whether a report carries the primary's T category and names no resection of the liver."""
    return bool(reading.once(formulas)) and not reading.once(has_liver_specimen)


def formulas(reading: Reading) -> list[int]:
    """Where the note gives a pathological T category."""
    return [match.start() for match in matches_at(FORMULA, reading.text, places(reading.levelled, FORMULA_WORDS))]


def names_metastasis(reading: Reading) -> bool:
    """Whether the report itself affirms a metastasis: margins of a benign or another tumour are not abstracted."""
    if any(
        hit.concept == "other"
        and reading.rank_at(hit.start) == 2
        and "negated" not in reading.effects(hit.start, hit.end)
        for hit in reading.hits("tumour_entity")
    ):
        return False
    told = any_in(reading.levelled, METASTASIS_WORDS)
    if told and reading.once(has_liver_specimen):
        return True
    if reading.once(has_liver_specimen) and not names_benign(reading):
        return True  # a short report that speaks of "the tumour" only
    named = [hit for hit in reading.hits("tumour_entity") if hit.concept == "other"]
    asked = any(hit.concept == "metastasis" and not reading.is_question(hit.start) for hit in reading.hits("lesion"))
    if (
        (asked or not named)
        and reading.once(has_liver_specimen)
        and any(is_carcinoma(reading, hit) for hit in reading.hits("liver_lesion"))
    ):
        return (
            True  # the clinical line tells of metastases, or no other tumour is named, and the report finds a carcinoma
        )
    return any(
        hit.concept == "metastasis"
        and reading.rank_at(hit.start) > 0
        and not (denials(reading, hit) & {"negated", "no_new", "family", "hypothetical"})
        for hit in reading.hits("lesion")
    )


def names_benign(reading: Reading) -> bool:
    """Whether the report names a benign lesion or another tumour that it does not deny."""
    return any(
        hit.concept in BENIGN and not reading.effects(hit.start, hit.end) & {"negated", "no_new"}
        for hit in reading.hits("liver_lesion")
    ) or any(
        hit.concept == "other" and not reading.effects(hit.start, hit.end) & {"negated", "no_new"}
        for hit in reading.hits("tumour_entity")
    )


def is_carcinoma(reading: Reading, hit: Hit) -> bool:
    """Whether the report itself affirms an adenocarcinoma there."""
    return (
        hit.concept == "carcinoma"
        and reading.rank_at(hit.start) > 0
        and not reading.effects(hit.start, hit.end) & {"negated", "no_new", "family", "hypothetical", "possible"}
    )


def denials(reading: Reading, hit: Hit) -> set[str]:
    """What the words around a metastasis say of it; one that has regressed was one."""
    cues = reading.modifiers(hit.start, hit.end)
    return {cue.category for cue in cues if "regress" not in reading.levelled[cue.start : cue.end]}
