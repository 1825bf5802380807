"""What a liver biopsy takes: a metastasis, the background liver, or a lesion whose diagnosis is in doubt."""

from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue
from extraction.fields.procedures import named
from extraction.reading import Reading
from extraction.supplementary.statements import Said, said, settled
from extraction.supplementary.tenses import done_or_intended, is_aside

ELEMENT = "liver_biopsy_target"
DOUBT = "doubtful_diagnosis"
# A note that names several: for a lesion in doubt the caution against biopsies is void, whatever else was taken.
WEIGHT = {DOUBT: 3, "metastasis": 2, "background_liver": 1}


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`liver_biopsy_target`."""
    hits = reading.hits(ELEMENT)
    if not hits:
        return []
    told = [one for one in said(reading, ELEMENT) if one.value != DOUBT]
    lesions = {reading.sentence_index(one.mention.start) for one in told if one.value == "metastasis"}
    for hit in hits:
        sentence = reading.sentence_index(hit.start)
        if hit.concept != DOUBT or is_aside(reading, hit) or "negated" in reading.effects(hit.start, hit.end):
            continue
        if sentence in lesions or is_biopsied(reading, sentence):
            told.append(Said(DOUBT, reading.mention(ELEMENT, (hit.start, hit.end), DOUBT, Assertion.PRESENT)))
    weight = max((WEIGHT[one.value] for one in told), default=0)
    return settled(reading, ELEMENT, [one for one in told if WEIGHT[one.value] == weight])


def is_biopsied(reading: Reading, sentence: int) -> bool:
    """Whether the sentence tells a liver biopsy that was done or is firmly planned, and not one of the background."""
    span = reading.sentences[sentence]
    if any(hit.concept == "background_liver" for hit in reading.hits(ELEMENT, span)):
        return False
    return any(
        named(reading, hit) == "liver_biopsy" and done_or_intended(reading, hit) is not None
        for hit in reading.hits("procedure", span)
    )
