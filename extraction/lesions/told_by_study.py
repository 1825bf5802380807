"""Numbers that a study shows without a word for what it counts: "liver metastases ... the MRI of 2 August shows five"."""

from extraction.anchors import Anchors, places
from extraction.number_words import WORDS
from extraction.patterns import pattern_of
from extraction.reading import Reading

SHOWS = (
    r"[^a-z]*(?:(?:on|in|the|this|present|current|latest|last|new|repeat|your|today's|follow up) ){0,3}"
    r"(?:ct|mri?|scan|pet(?: ct)?|ultrasound|study|imaging)(?: (?:of|from|on) [a-z0-9 ]{1,16}?)?"
    r" (?:now |still |only )?(?:shows?|showed|reveals?|revealed|demonstrates?|demonstrated|finds?|found|has|counts?|counted|sees)\b(?: now| still| only| just| about| at least)*"
)
VERBS = Anchors(
    *(
        f" {verb} "
        for verb in "show shows showed reveal reveals revealed demonstrate demonstrates demonstrated find finds found has count counts counted sees".split()
    ),
)
STUDY_SHOWS = pattern_of(SHOWS + r"[^a-z]*")
COUNT = pattern_of(rf"{SHOWS} (?:\d{{1,2}}|{'|'.join(WORDS)})(?=\s*(?:[,;:(]|\.(?!\d)|$)|\s(?:in|left)\b)")


def is_told_by_study(reading: Reading, start: int, number: int) -> bool:
    """Whether nothing but a study that shows it stands between the start of the sentence and the number."""
    return STUDY_SHOWS.fullmatch(reading.levelled, start, number) is not None and bool(
        COUNT.match(reading.levelled, start, reading.sentence_at(start)[1])
    )


def sentences_told_by_study(reading: Reading) -> set[int]:
    """Indices of the sentences that open with a study and the number it shows."""
    showing = reading.sentences_at(places(reading.levelled, VERBS))
    if not showing:
        return showing
    showing &= reading.sentences_with("modality")
    found: set[int] = set()
    for index in showing:
        start, end = reading.sentences[index]
        if COUNT.match(reading.levelled, start, end):
            found.add(index)
    return found
