"""Whether a statement on a lesion tells how it was on an earlier study: by the verb before the size and the time or study behind."""

from datetime import date

from extraction.anchors import Anchors, one_in, places
from extraction.lesions.statement import Statement
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "The corrected value of 10.06. is 58 mm", "the previous size should read 36 mm": an addendum on what was measured then.
CORRECTED = pattern_of(
    r"\b(?:previous|prior|earlier|old|last|former|comparison)\b[^.;]{0,60}\b(?:wrong\w*|mis\w+|incorrect\w*|error|should (?:be|read|have)|corrected|amended|in fact|actually)\b"
    r"|\b(?:corrected|correct|amended|true) (?:value|size|diameter|measurement|figure|length) (?:of|on|in|for|from) (?:the )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|previous|prior|last|earlier)"
    r"|\bmeasured too (?:small|large|big|short|long)\b[^.;]{0,30}\b(?:in|on) (?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|(?:the )?(?:previous|prior|last))"
)
CORRECTIONS = Anchors(
    "wrong", "mis", "correct", "error", "should ", "amended", "in fact", "actually", "true ", "measured too ",
)  # fmt: skip
# "In the examination of 02.02. the same lesions were ...": the whole sentence looks back.
EARLIER_STUDY = pattern_of(
    r"\W*(?:in|on|at) (?:the |that )?(?:(?:previous|prior|last|earlier|old|outside|baseline|former) )?(?:examination|study|exam|scan|ct|mri|mr|ultrasound|pet ct|imaging)s? "
    r"(?:dated |of |from |on |performed |in )(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[^:;]{0,40}?\b(?:same|lesions? (?:was|were|measured|had)|they (?:were|measured)|it (?:was|measured))\b"
)
THEN_WORDS = Anchors(
    "same", "they were", "they measured", "it was", "it measured",
    *(f"lesion{s} {verb}" for s in ("", "s") for verb in ("was", "were", "measured", "had")),
)  # fmt: skip
# "It was 47 mm in January": a sentence that only tells how large the lesion was.
WAS = pattern_of(r"\b(?:was|were|measured|had been|had measured)(?: still| about| approximately| around| roughly)? $")
WAS_WORDS = Anchors("was ", "were ", "measured ", "had been ")
STUDY_BEFORE = pattern_of(
    r"\b(?:on|in|at) (?:the |that |an? |his |her )?(?:outside|previous|prior|earlier|old|last|initial|baseline|first|original|preoperative|pre treatment|staging) (?:\w+ ){0,2}(?:ct|mri|mr|scan|study|examination|imaging|pet|ultrasound)\b"
)
# "The larger was 33 mm on your CT of 31 July".
ON_STUDY = pattern_of(
    r",? (?:on|in|at|by) (?:the |your |their |our |that |an? |his |her )?(?:\w+ ){0,2}?(?:ct|mri|mr|scan|pet|ultrasound|us|study|imaging)"
    r"(?: scan| study)?(?: of| from| dated| in| on)? (?:the )?$"
)
ONLY_BEFORE = pattern_of(
    r"\W*(?:at (?:the )?(?:start|baseline|diagnosis|presentation|beginning|outset)|before (?:chemo\w*|treatment)|initially|formerly)\W*(?:(?:it|they) )?(?:was |were )?"
)
ONCE_WORDS = Anchors(
    *(f"at {the}{time}" for the in ("", "the ") for time in ("start", "baseline", "diagnosis", "presentation", "beginning", "outset")),
    "before chemo", "before treatment", "initially", "formerly",
)  # fmt: skip
NO_TIME = pattern_of(r"on (?:the )?(?:ct|mri|scan)\b")
STUDY_REACH = 60
TOLD_AFTERWARDS = frozenset({RADIOLOGY, ONCOLOGY})


def was_once(reading: Reading, unit: Statement) -> bool:
    """Whether the size is told as that of an earlier time, by the verb before it and the time behind it."""
    if len(unit.sizes) != 1 or reading.note.note_type not in TOLD_AFTERWARDS:
        return False
    size = unit.sizes[0]
    if ONLY_BEFORE.fullmatch(reading.levelled, unit.lead, size.start):
        return True
    before = max(unit.lead, size.start - 30)
    if not one_in(reading.once(verbs_of_the_past), before, size.start) or not WAS.search(
        reading.levelled, before, size.start
    ):
        return False
    ahead = reading.levelled[reading.sentence_at(unit.start)[0] : size.start]
    if STUDY_BEFORE.search(ahead):
        return True
    if is_on_older_study(reading, size.end):
        return True
    told = reading.hits("prior_size", (size.end, size.end + 40))
    if not told:
        return False
    month = f" {date.fromisoformat(reading.note.note_date):%B}".lower()
    return any(
        hit.concept == "behind"
        and not reading.levelled[size.end : hit.start].strip()
        and not NO_TIME.match(reading.levelled, hit.start)
        and month not in reading.levelled[hit.start : hit.end]
        for hit in told
    )


def verbs_of_the_past(reading: Reading) -> list[int]:
    """Where verbs stand that tell how large a lesion was."""
    return places(reading.levelled, WAS_WORDS)


def is_on_older_study(reading: Reading, end: int) -> bool:
    """Whether a dated study right behind the size is older than another one of the note."""
    until = min(end + STUDY_REACH, reading.sentence_at(end - 1)[1])
    named = next(reading.dates_within((end, until)), None)
    if named is None or not ON_STUDY.fullmatch(reading.levelled, end, named.start):
        return False
    today = date.fromisoformat(reading.note.note_date)
    studies = [hit.end for hit in reading.hits("modality")]
    return any(
        named.when < written.when <= today
        for at in studies
        for written in reading.dates_within((at, min(at + 24, len(reading.text))))
    )


def is_told_of_before(reading: Reading, unit: Statement) -> bool:
    """Whether the statement, or its whole sentence, tells how the lesion was on an earlier study."""
    index = reading.sentence_index(unit.start)
    if index not in reading.once(sentences_told_of_before):
        return False
    return index in reading.once(sentences_on_earlier_study) or was_once(reading, unit)


def sentences_told_of_before(reading: Reading) -> set[int]:
    """Sentences on an earlier study, and those with words that a size may be told by as that of an earlier time."""
    found = reading.once(sentences_on_earlier_study)
    if reading.note.note_type not in TOLD_AFTERWARDS:
        return found
    words = places(reading.levelled, ONCE_WORDS) + reading.once(verbs_of_the_past)
    return found | reading.sentences_at(words)


def sentences_on_earlier_study(reading: Reading) -> set[int]:
    """Sentences that open with an earlier study, and those of an addendum on what was measured then.

    What was there on that study may stand behind a stop within its date.
    """
    found: set[int] = set()
    for near in reading.sentences_at(places(reading.levelled, THEN_WORDS)):
        for index in (near, near - 1) if near else (near,):
            if EARLIER_STUDY.match(reading.levelled, reading.sentences[index][0]):
                found.add(index)
    for section in reading.sections:
        if section.category == "addendum":
            first, last = reading.sentence_index(section.start), reading.sentence_index(section.end - 1)
            for index in reading.sentences_at(places(reading.levelled, CORRECTIONS)):
                if first <= index <= last and CORRECTED.search(reading.levelled, *reading.sentences[index]):
                    found.add(index)
    return found
