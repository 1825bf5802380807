"""Sites that a stage names: in brackets, "cT3N1M1 (liver, lung)", "stage IV (HEP, PUL)", by letter, "H1 P0", or by an index, "PCI 0"."""

from collections.abc import Iterator

from abstraction.records import Assertion
from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.extrahepatic.statement import Statement
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sites import REGIONS, SILENT
from extraction.tumours import is_other_tumour

STAGE_WORDS = Anchors("m1", "stage iv", "stage 4")
STAGED = pattern_of(r"(?:m1[a-c]?|stage (?:iv|4)[a-c]?) ?\((?P<sites>[a-z ,;/+&]{2,60})\)")
# "Metastatic ca rectosigmoid (Apr 2023), liver + lung", "stage IV rectal cancer, liver/lung".
SITE = r"(?:liver|hepatic|lungs?|pulmonary|peritone(?:um|al)|bones?|bony|ovar(?:y|ies|ian)|adrenals?|brain|spleen)"
LISTED = pattern_of(
    rf"(?:stage (?:iv|4)[a-c]?|metastatic|m1[a-c]?|mcrc)\b(?: [a-z]+){{0,5}}?(?: ?\([a-z0-9 ,./]{{1,24}}\))?[,: ]{{1,4}}(?P<sites>(?:liver|hepatic)(?: ?(?:,|\+|&|/|\band\b) ?{SITE})+)(?=\s*(?:[.;\n]|$))"
)
SEVERAL = Anchors(
    *(f"{organ}{join}" for organ in ("liver", "hepatic") for join in (",", "/", " +", "+", " &", " and "))
)
LISTED_WORDS = Anchors("stage iv", "stage 4", "metastatic", "m1", "mcrc")
# The letters of the TNM classification for the site of distant metastases.
CODES = {
    "pul": "lung", "oss": "bone", "per": "peritoneum", "adr": "adrenal", "bra": "brain", "lym": "other_nodes", "oth": "other",
}  # fmt: skip
WORD = pattern_of(r"[a-z]+")
# The Japanese classification: P0 is no peritoneal metastasis, P1 to P3 is one; H and CY stand for liver and cytology.
PERITONEAL = pattern_of(
    r"(?:\A|(?<=[,.;:\s(])|(?<=[\s(][sc])|(?<=H\d)|(?<=CY\d))P(?P<degree>[0-3]|\(-\))(?=[,.;:)\s]|[HM]\d|CY\d|$)"
)
PERITONEAL_WORDS = Anchors("p0", "p1", "p2", "p3", "p( )")
BESIDE_P = pattern_of(r"\b[sc]?H[0-3]|CY[01x]|[Pp]eriton|[Dd]issemin|M1")
INDEX = pattern_of(r"[\s:=]{1,3}(?:(?:of|was|is|score|calculated|as)\s){0,3}(?P<degree>\d{1,2})\b(?![/.]\d)")
TOLD_BY_LETTER = (OPERATIVE, PATHOLOGY)


def staged(reading: Reading) -> Iterator[Statement]:
    """A statement for each site outside the liver that a stage of the patient's tumour names."""
    text = reading.levelled
    listed = matches_at(LISTED, text, places(text, LISTED_WORDS)) if any_in(text, SEVERAL) else []
    for match in (*matches_at(STAGED, text, places(text, STAGE_WORDS)), *listed):
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
    if reading.note.note_type in TOLD_BY_LETTER:
        yield from by_letter(reading)
    if reading.note.note_type is OPERATIVE:
        yield from by_index(reading)


def by_letter(reading: Reading) -> Iterator[Statement]:
    """The peritoneum as "P0" or "P(-)"; "P1" counts only beside the letters of other sites."""
    for match in matches_at(PERITONEAL, reading.text, places(reading.levelled, PERITONEAL_WORDS)):
        absent = match.group("degree") in ("0", "(-)")
        beside = BESIDE_P.search(reading.text, *reading.sentence_at(match.start()))
        if not beside and (not absent or reading.note.note_type is PATHOLOGY):
            continue
        status = "absent" if absent else "present"
        yield Statement("peritoneum", status, *match.span(), reading.rank_at(match.start()), weak=False)


def by_index(reading: Reading) -> Iterator[Statement]:
    """The peritoneum by the peritoneal cancer index that was found at the operation: 0 is no disease."""
    for hit in reading.hits("pci"):
        match = INDEX.match(reading.levelled, hit.end)
        if match and reading.assertion(hit.start, hit.end) is Assertion.PRESENT:
            status = "present" if int(match.group("degree")) else "absent"
            yield Statement("peritoneum", status, hit.start, match.end(), reading.rank_at(hit.start), weak=False)
