"""The history around a told time: whether anything ties it, which relapse it leads to, whether that is the finding in the liver."""

from collections.abc import Mapping

from abstraction.records import ElementValue
from extraction.anchors import Anchors, one_in, places
from extraction.durations import Duration, unit_places
from extraction.fields.presence import spread_hits
from extraction.fields.primary_site import NO_PART
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# Sites of a relapse that is none of the liver.
ELSEWHERE = frozenset({"lung", "peritoneum", "ovary", "adrenal", "bone", "brain", "spleen", "other", "anastomosis"})
# "Was referred with a liver mass. Colectomy 8 years ago": a history that opens, or goes on, with the finding.
PRESENTED = pattern_of(
    r"\b(?:(?:was|were) (?:now )?(?:referred|admitted|seen|found)|(?:now )?(?:presented|presents)|came (?:with|to)|follow up|surveillance)\b"
)
PRESENTED_AHEAD = 250
LIVER_NAMED = pattern_of(r"\b(?:liver|hepatic|crlm)\b")
# "Colon cancer detected 10 years ago", "diagnosed three years ago with a rectal cancer".
CANCER_AGO = pattern_of(
    r"[\s,(]*(?:(?:that |which )?(?:was |had been )?(?:detected|diagnosed|found|treated|operated(?: on)?|resected|excised|removed)\s)?(?:(?:about|some|approximately|over|almost|nearly)\s)?"
)
DIAGNOSED = pattern_of(r"\bdiagnosed (?:(?:about|some|approximately|over|almost|nearly) )?$")

# Nothing ties a duration without one of these close behind its unit, or one of those in its sentence.
BEHIND_WORDS = Anchors(
    *("after", "since", "from", "post", "following", "to ", "beyond", "out ", "s/p"),
    *("later", " on", " by", "passed", "elapsed", "down the", "ago", "back", "earlier", "previous", "prior", "before"),
)
AHEAD_WORDS = Anchors(
    "metachr", "interval", "after", "following", "free", "without", "appear", "develop", "occur", "arose", " at "
)
TYING = frozenset({"interval", "free_time", "follow_up", "relapse"})
NEAR_UNIT = 40


def tying_sentences(reading: Reading, units: list[int]) -> set[int]:
    """The sentences, by their number, with a unit of time and a word that can tie a duration to primary or metastases."""
    if not units:
        return set()
    behind = places(reading.levelled, BEHIND_WORDS)
    found = reading.sentences_at([at for at in units if one_in(behind, at, at + NEAR_UNIT)])
    ahead = [hit.start for hit in reading.hits("timing") if hit.concept in TYING]
    ahead += places(reading.levelled, AHEAD_WORDS)
    return found | reading.sentences_at(units) & reading.sentences_at(ahead)


def is_of_other_place(reading: Reading, sentence: Interval) -> bool:
    """Whether the sentence tells of a relapse outside the liver, and of none in it."""
    named = {hit.concept for hit in reading.hits("site", sentence)}
    if "liver" in named or not named & ELSEWHERE:
        return False
    return any(hit.concept == "malignant" for hit in reading.hits("ehd_finding", sentence))


def dates_cancer(reading: Reading, sentence: Interval, duration: Duration) -> bool:
    """Whether it is the age of the primary itself: "colon cancer 7 years ago", "diagnosed 3 years ago with rectal cancer"."""
    text = reading.levelled
    if DIAGNOSED.search(text, sentence[0], duration.start):
        return any(hit.concept not in NO_PART for hit in reading.hits("primary_site", (duration.end, sentence[1])))
    before = [
        hit for hit in reading.hits("primary_site", (sentence[0], duration.start)) if hit.concept != "not_primary"
    ]
    return bool(before) and CANCER_AGO.fullmatch(text, before[-1].end, duration.start) is not None


def opens_with_finding(reading: Reading, known: Mapping[str, ElementValue], duration: Duration) -> bool:
    """Whether a letter is the history of the finding: it tells how the liver was found, and treats it only afterwards."""
    until = min(len(reading.text), duration.end + PRESENTED_AHEAD)
    if reading.note.note_type is not ONCOLOGY or not PRESENTED.search(reading.levelled, 0, until):
        return False
    treatments = [
        found
        for field in ("procedures", "chemo_cycles", "chemo_regimens", "response")
        for found in (known[field].evidence if field in known else ())
        if found.value not in ("primary_resection", "liver_biopsy")
    ]
    liver = any(
        LIVER_NAMED.search(reading.levelled, *reading.sentence_at(hit.start))
        for hit in spread_hits(reading, (0, len(reading.text)))
    )
    return liver and not any(
        found.start < duration.start or unit_places(reading.levelled[slice(*reading.sentence_at(found.start))])
        for found in treatments
    )
