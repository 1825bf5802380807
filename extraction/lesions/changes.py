"""Lesions that a note adds to the number it states, or takes from it: new ones, those gone since, those an addendum calls benign."""

import re

from extraction.lesions.picture import LiverPicture
from extraction.lesions.statement import BENIGN, Statement
from extraction.reading import Reading

ADDENDUM = 3
CARRIED = re.compile(r"\b(?:stable|unchanged|known|previously)\b")
# "The three known metastases ... In addition, not known until now, a 6 mm metastasis".
FRESH = re.compile(
    r"\b(?:new(?:ly)?|in addition|additional(?:ly)?|not known|unknown|not seen before|unexpected(?:ly)?)\b"
)
FURTHER = re.compile(r"\b(?:additional|another|further)\b")


def struck_out(picture: LiverPicture, total: Statement) -> int:
    """Lesions that the report counted and an addendum calls benign or gone."""
    later = {
        one.codes
        for one in picture.statements
        if one.rank == ADDENDUM > total.rank
        and one.codes
        and ((one.kind in BENIGN and one.state == "present") or one.state == "gone")
    }
    counted = [one for one in picture.statements if one.rank < ADDENDUM and one.counts]
    return sum(any(set(codes) <= set(one.codes) for one in counted) for codes in later)


def gone_since(picture: LiverPicture, total: Statement) -> int:
    """Lesions that are no longer found, of those in the places of the total or of the earlier study that gave the number."""
    listed = {code for one in picture.statements if one.sentence == total.sentence and one.counts for code in one.codes}
    later = (
        one
        for one in picture.statements
        if one.state == "gone" and one.start > total.start and len(one.codes) == 1
        if set(one.codes) <= listed or (total.told and one.told and one.told > total.told)
    )
    return len({one.codes for one in later})


def additions(reading: Reading, picture: LiverPicture, total: Statement) -> int:
    """Lesions told beside the total: "two stable metastases, one new one", or in an addendum "an additional metastasis"."""
    added = 0
    if CARRIED.search(reading.levelled, total.lead, total.end):
        fresh = {
            one.codes: one.number.low if one.number else 1
            for one in picture.present
            if one.rank == total.rank and one is not total and FRESH.search(reading.levelled, one.lead, one.end)
        }
        added = sum(fresh.values())
    for one in picture.present:
        if one.rank == 3 and one.rank > total.rank and (one.sizes or one.segments):
            if one.number and one.number.more:
                added += one.number.low
            elif FURTHER.search(reading.levelled, one.lead, one.end):
                added += 1
    return added
