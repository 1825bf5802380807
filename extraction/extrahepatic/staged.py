"""Sites that a stage names in brackets: "cT3N1M1 (liver, lung)", "stage IV (HEP, PUL)"."""

import re
from collections.abc import Iterator

from abstraction.records import Assertion
from extraction.anchors import Anchors, matches_at, places
from extraction.extrahepatic.statement import Statement
from extraction.reading import Reading
from extraction.sites import REGIONS, SILENT
from extraction.tumours import is_other_tumour

STAGE_WORDS = Anchors("m1", "stage iv", "stage 4")
STAGED = re.compile(r"(?:m1[a-c]?|stage (?:iv|4)[a-c]?) ?\((?P<sites>[a-z ,;/+&]{2,60})\)")
# The letters of the TNM classification for the site of distant metastases.
CODES = {
    "pul": "lung", "oss": "bone", "per": "peritoneum", "adr": "adrenal", "bra": "brain", "lym": "other_nodes", "oth": "other",
}  # fmt: skip
WORD = re.compile(r"[a-z]+")


def staged(reading: Reading) -> Iterator[Statement]:
    """A statement for each site outside the liver that a stage of the patient's tumour names."""
    for match in matches_at(STAGED, reading.levelled, places(reading.levelled, STAGE_WORDS)):
        told = reading.assertion(*match.span()) is Assertion.PRESENT and not is_other_tumour(reading, match.start())
        if not told:
            continue
        rank, span = reading.rank_at(match.start()), match.span("sites")
        for word in WORD.finditer(reading.levelled, *span):
            if site := CODES.get(word.group()):
                yield Statement(site, "present", word.start(), word.end(), rank, weak=False)
        for hit in reading.hits("site", span):
            if hit.concept not in SILENT and hit.concept not in REGIONS:
                yield Statement(hit.concept, "present", hit.start, hit.end, rank, weak=False)
