"""Lesions told by their number in a row: "a third metastasis", "and showed a sixth, under the capsule"."""

from extraction.anchors import Anchors, any_in
from extraction.lesions.picture import LiverPicture
from extraction.lesions.plurals import is_plural
from extraction.patterns import pattern_of
from extraction.reading import Reading

ORDINALS = Anchors("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MONTH_BEFORE = pattern_of(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december) $"
)
ORDINAL = pattern_of(
    rf"\b({'|'.join(ORDINALS)})\b(?! (?:segment|cores?|cylinder|fragment|block|study|scan|ct\b|mri|pet|ultrasound|round|visit|clinic|admission|dose|cycle|line|stage|opinion|look|part|container|pot|jar|specimen|sample|week|day|month|year|quarter|visit|attempt|primary|cancer|malignancy|time|course|operation|hepatectomy|resection|report|reader|reading|step|one at)"
    r"| (?:(?:liver|hepatic|intrahepatic|early|late|local|known) ){0,2}(?:recurrences?|relapses?)\b)"
)
# "... and showed a sixth, under the capsule"
ONE_MORE = pattern_of(
    rf"\b(?:an?|showed|shows|found|finds|and|also) (?:further )?({'|'.join(ORDINALS)})(?=[,;]| (?:one|deposit|metastasis|met|lesion|nodule|focus|in|at|beside|not|sub ?capsular|deep|small|superficial|was|is|which|lies|sits|lay|measur\w+)\b)"
)
REACH = 40
DOUBTED = pattern_of(r"too small|indetermin|cyst|ha?emangioma|benign|equivocal|fnh|uncertain|\?")


def ordinal(reading: Reading, picture: LiverPicture) -> int:
    """The highest "third metastasis", "fifth lesion" of the note; 0 without one."""
    if not any_in(reading.levelled, ORDINALS):
        return 0
    found = [
        ORDINALS.words.index(match.group(1)) + 2
        for one in picture.present
        if one.nouns or one.inherits
        for match in ORDINAL.finditer(reading.levelled, one.lead, one.nouns[-1].end if one.nouns else one.start)
        if not MONTH_BEFORE.search(reading.levelled, max(0, match.start() - 10), match.start())
    ]
    found += [
        ORDINALS.words.index(match.group(1)) + 2
        for one in picture.present
        if one.nouns and (one.number or is_plural(picture, one))
        for end in (reading.sentence_at(one.start)[1],)
        for match in ONE_MORE.finditer(reading.levelled, one.lead, min(one.end + REACH, end))
        if not DOUBTED.search(reading.levelled, match.end(), end)
    ]
    return max(found, default=0)
