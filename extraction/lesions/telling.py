"""Which sentences of a note tell of lesions, and which are not read for them."""

from collections.abc import Sequence

from extraction.anchors import Anchors, matches_at, places
from extraction.lesions.counts import ALL_OF, ALL_WORDS, COUNT_LINE, LABEL_LEAD, LABEL_WORDS, ONLY_NUMBER
from extraction.lesions.lobe_labels import labelled_lobes, numbered_sides
from extraction.lesions.sizes import sentences_with_lengths
from extraction.lesions.told_by_study import sentences_told_by_study
from extraction.note_types import RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import sentences_with_segments
from extraction.sentences import Interval

UNREAD = frozenset({"family_history", "technique", "medication", "examination", "past_history"})
THERE_ARE = Anchors("there are", "there were")
DISTRIBUTIONS = Anchors("distribution")
# "[Distribution] bilobar", "Lobar distribution: both lobes": an entry of a form on the lesions named above.
DISTRIBUTION = pattern_of(
    r"\W*(?:lobar |segmental |lesion )?distribution\W{1,4}(?:bi ?lobar|both lobes|bilateral|unilobar|(?:right|left) lobe|right|left)\b"
)
TOTALS = Anchors("total", "altogether", "counted", "in all")
TOTAL = pattern_of(rf"\b(?:{'|'.join(TOTALS)})\b")


def unread_sentences(reading: Reading, tables: Sequence[Interval]) -> set[int]:
    """Sentences of sections and `tables` in which no lesion is looked for."""
    # There nobody examines by hand.
    unread = UNREAD - {"examination"} if reading.note.note_type is RADIOLOGY else UNREAD
    found = {number for span in tables for number in starting_in(reading, *span)}
    for section in reading.sections:
        if section.category in unread:
            found.update(starting_in(reading, section.start, section.end))
        elif section.category == "comparison":  # "External report: four metastases"
            found.update(starting_in(reading, section.start, min(section.body_start + 1, section.end)))
    return found


def starting_in(reading: Reading, start: int, end: int) -> range:
    """Numbers of the sentences that start in `[start, end)`."""
    first, behind = reading.sentence_index(start), reading.sentence_index(end)
    return range(first + (reading.sentences[first][0] < start), behind + (reading.sentences[behind][0] < end))


def telling_sentences(reading: Reading) -> set[int]:
    """Sentences that name a finding, a length, a segment or a total; others only say what comes next is about."""
    text = reading.levelled
    told = reading.sentences_with("liver_lesion")
    for match in matches_at(TOTAL, text, places(text, TOTALS)):
        if not text.startswith(" time ", match.end()):  # "total time 45 minutes"
            told.add(reading.sentence_index(match.start()))
    for at in places(text, THERE_ARE):
        if ONLY_NUMBER.fullmatch(text, at, reading.sentence_at(at)[1]):
            told.add(reading.sentence_index(at))
    for match in matches_at(ALL_OF, text, places(text, ALL_WORDS)):
        if not text[reading.sentence_at(match.start())[0] : match.start()].strip():
            told.add(reading.sentence_index(match.start()))
    for at in places(text, LABEL_WORDS):
        start, end = reading.sentence_at(at)
        if LABEL_LEAD.fullmatch(text, start, at) and COUNT_LINE.match(text, at, end):
            told.add(reading.sentence_index(at))
    for at in places(text, DISTRIBUTIONS):
        if DISTRIBUTION.match(text, reading.sentence_at(at)[0]):
            told.add(reading.sentence_index(at))
    for hit in reading.hits("quantity"):
        if hit.concept == "innumerable":
            told.add(reading.sentence_index(hit.start))
    for entry in (*reading.once(labelled_lobes), *reading.once(numbered_sides)):
        told.add(reading.sentence_index(entry.start()))
    told.update(sentences_told_by_study(reading))
    told.update(reading.once(sentences_with_lengths), reading.once(sentences_with_segments))
    return told
