"""Lesions that a note adds to the number it states, or takes from it: new ones, those gone since, those an addendum calls benign."""

from extraction.anchors import Anchors, any_in
from extraction.lesions.corrections import ADDENDUM
from extraction.lesions.fates import FATE, number_of
from extraction.lesions.picture import LiverPicture
from extraction.lesions.statement import BENIGN, Statement
from extraction.note_types import OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading

CARRIED = pattern_of(r"\b(?:stable|unchanged|known|previously|(?:pre ?)?existing|original|old|older)\b")
# "The three known metastases ... In addition, not known until now, a 6 mm metastasis".
FRESH = pattern_of(
    r"\b(?:new(?:ly)?|fresh|in addition|additional(?:ly)?|not known|unknown|not seen before|unexpected(?:ly)?)\b"
)
# A surgeon finds those of the scans and more: "all five lesions of the MRI are found again, plus a further one in S3".
CONFIRMED = pattern_of(
    r"\b(?:confirm\w+|found again|(?:are|were|was|is) (?:all )?(?:found|seen|identified|located|palpable)|as (?:on|in|seen|shown|expected|known|described|reported|preoperatively)|(?:seen|shown|described|reported|known) (?:on|in|by|from|before)|preoperative\w*)\b"
)
ONE_MORE = pattern_of(
    r"\b(?:further|(?:one|two|three|\d) (?:more|additional|others?)|another|a (?:third|fourth|fifth|sixth|seventh))\b"
)
OTHERS = pattern_of(r"\b(?:others?|rest|remaining|remain|remainder|of (?:them|these|those|which))\b")
GONE_WORDS = Anchors("resolved", "disappeared", "gone", "vanished", "no longer", "not seen", "not visible")
SATELLITES = pattern_of(r" (?:(?:small|tiny|adjacent|further|additional|separate|neighbou?ring) )*satellites?\b")
NEXT_SENTENCES = 2
FURTHER = pattern_of(r"\b(?:additional|another|further)\b")


def are_satellites(reading: Reading, picture: LiverPicture, one: Statement) -> bool:
    """Whether the number is of satellites of a lesion told before: "5 cm in segment 8. Two satellites, 9 and 7 mm"."""
    if one.number is None or one.number.vague or not SATELLITES.match(reading.levelled, one.number.end):
        return False
    return any(two.end <= one.start and (two.sizes or two.codes) for two in picture.present)


def struck_out(picture: LiverPicture, total: Statement) -> int:
    """Lesions that the report counted and an addendum calls benign or gone."""
    if total.rank >= ADDENDUM:
        return 0
    later = {
        one.codes
        for one in picture.statements
        if one.rank == ADDENDUM
        and one.codes
        and ((one.kind in BENIGN and one.state == "present") or one.state == "gone")
    }
    if not later:
        return 0
    counted = [one for one in picture.statements if one.rank < ADDENDUM and one.counts]
    return sum(any(set(codes) <= set(one.codes) for one in counted) for codes in later)


def gone_since(picture: LiverPicture, total: Statement) -> int:
    """Lesions that are no longer found, of those in the places of the total or of the earlier study that gave the number."""
    later: list[Statement] = []
    if "gone" in picture.states:
        later = [one for one in picture.statements if one.state == "gone" and one.start > total.start]
        told = [one for one in picture.statements if one.sentence == total.sentence and one.counts]
        listed = {code for one in told for code in one.codes}
        later = [
            one
            for one in later
            if len(one.codes) == 1 and (set(one.codes) <= listed or (total.told and one.told and one.told > total.told))
        ]
    return max(len({one.codes for one in later}), share_lost(picture, total))


def share_lost(picture: LiverPicture, total: Statement) -> int:
    """How many of those counted the next sentences tell to have gone, where others are left: "two have disappeared, the rest are smaller"."""
    reading, number = picture.reading, total.number
    if number is None or not any_in(reading.levelled, GONE_WORDS):
        return 0
    first = reading.sentence_index(total.end)
    spans = reading.sentences[first + 1 : first + 1 + NEXT_SENTENCES]
    left = [span for span in spans if OTHERS.search(reading.levelled, *span)]
    fates = [fate for span in left for fate in FATE.finditer(reading.levelled, *span) if fate.group("gone")]
    lost = sum(number_of(fate.group("number")) for fate in fates)
    return lost if lost < number.low else 0


def additions(reading: Reading, picture: LiverPicture, total: Statement) -> tuple[int, bool]:
    """Lesions, and whether there may be more, told beside the total: "two stable metastases, one new one", or in an addendum "an additional metastasis"."""
    added, is_open = 0, False
    operated = reading.note.note_type is OPERATIVE
    # "Three on MRI.", and the surgeon confirms them in the next sentence.
    end = reading.sentences[min(reading.sentence_index(total.start) + 1, len(reading.sentences) - 1)][1]
    confirmed = operated and CONFIRMED.search(reading.levelled, total.lead, end)
    if confirmed or CARRIED.search(reading.levelled, total.lead, total.end):
        words = (FRESH, ONE_MORE) if operated else (FRESH,)
        fresh = {
            one.codes: one.number
            for one in picture.present
            if one.rank == total.rank
            and one is not total
            and one.start > total.start
            and (
                any(word.search(reading.levelled, one.lead, one.end) for word in words)
                or (one.sentence == total.sentence and one.number is not None and one.number.more)
            )
        }
        added = sum([number.low if number else 1 for number in fresh.values()])
        is_open = None in [number.high for number in fresh.values() if number]
    for one in picture.present:
        if one.rank == 3 and one.rank > total.rank and (one.sizes or one.segments):
            if one.number and one.number.more:
                added += one.number.low
            elif FURTHER.search(reading.levelled, one.lead, one.end):
                added += 1
    return added, is_open
