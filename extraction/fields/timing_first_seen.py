"""Metastases that a letter tells of for the first time with a study of the follow-up."""

from collections.abc import Mapping

from abstraction.records import ElementValue
from extraction.anchors import Anchors, matches_at, places
from extraction.fields.presence import spread_hits
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

STUDY_OPENS = pattern_of(
    r"(?:on |at |in )?(?:routine |regular )?(?:surveillance|follow[ -]?up)(?: (?:ct|mri?|scan|imaging|ultrasound|us|pet(?: ct)?))?\b[^.;\n]{0,24}?(?::|\b(?:shows?|showed|reveal\w*|demonstrat\w*|disclos\w*|detect\w*|identif\w*|found|\d{1,2}(?= (?:liver|hepatic|metast|mets?\b|lesions?))|two|three|four|five|one|an?|multiple|several|solitary|single|new)\b)"
)

# "CT shows a caecal cancer with liver metastases": both come up in one study.
SHOW_WORDS = Anchors("show", "reveal", "demonstrat", "confirm", "found", "with")
TOGETHER = pattern_of(
    r"(?:show\w*|reveal\w*|demonstrat\w*|confirm\w*|found|with)\b[^.;:\n]{0,40}?\b(?:colon|colonic|sigmoid|caecal|cecal|rectal|rectosigmoid|(?:hepatic|splenic) flexure|bowel|colorectal) (?:[a-z]+ )?"
    r"(?:cancer|tumou?r|primary|carcinoma|mass|growth|malignancy)\b,? (?:with|and|plus|\+) (?!no\b|without\b)[^.;:\n]{0,50}?\b(?:liver|hepatic) (?:lesions in keeping with |lesions consistent with )?(?:metasta\w+|mets|secondaries|deposits)\b"
)
STUDY = pattern_of(r"\b(?:ct|mri|pet(?: ct)?|scans?|imaging|ultrasound|staging)\b[^.;:\n]{0,40}$")
FORMER = pattern_of(r"\b(?:previous|prior|known|former|treated|resected|recurrent|history of|old)\b")


def shown_together(reading: Reading) -> Hit | None:
    """Where one study of a letter shows the tumour of the bowel and the metastases of the liver."""
    for told in matches_at(TOGETHER, reading.levelled, places(reading.levelled, SHOW_WORDS)):
        start = reading.sentence_at(told.start())[0]
        if not STUDY.search(reading.levelled, start, told.start()):
            continue
        if FORMER.search(reading.levelled, start, told.end()) or reading.hits("response", (start, told.end())):
            continue
        if not reading.effects(*told.span()) & {"family", "hypothetical", "possible"}:
            return Hit(told.start(), told.end(), "mass")
    return None


def is_first_seen(reading: Reading, hit: Hit, known: Mapping[str, ElementValue]) -> bool:
    """Whether a letter opens the findings of a follow-up after the primary's resection with metastases named nowhere before.

    "R hemi Aug 22, adj CAPOX x8. Surveillance CT 20/2: two liver mets"
    """
    if reading.note.note_type is not ONCOLOGY or not STUDY_OPENS.match(reading.levelled, hit.start):
        return False
    done = known["procedures"].evidence if "procedures" in known else ()
    resected = any(one.value == "primary_resection" and one.end <= hit.start for one in done)
    end = reading.sentence_at(hit.start)[1]
    told = spread_hits(reading, (hit.end, end)) and any(
        found.concept == "liver" for found in reading.hits("site", (hit.end, end))
    )
    return resected and bool(told) and not spread_hits(reading, (0, hit.start))
