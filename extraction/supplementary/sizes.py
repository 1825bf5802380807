"""The size of a metastasis when it was ablated, and the share of the liver that is tumour."""

from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue
from extraction.measurements import Measurement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.supplementary.days import done_mentions
from extraction.supplementary.tenses import is_aside

SHARE = pattern_of(
    r"(?:\s(?:about|approximately|approx\.?|ca\.?|roughly|of|is|at|around|~))*\s{0,2}~?(?P<share>\d{1,2}(?:[.,]\d)?)\s?%\s(?:of\s)?(?:the\s)?(?:whole\s|entire\s|total\s)?(?:liver|hepatic|parenchyma)\b"
)
# A length that is the ablation's own, or a margin.
OTHER_BEFORE = pattern_of(
    r"\b(?:zone|margin|cavity|rim|probe|antenna|electrode|needle|depth|disc|defect)\b[^.;]{0,24}$"
)
OTHER_BEHIND = pattern_of(
    r"\s?(?:ablation |ablative |safety |intended )*(?:zone|margin|cavity|rim|probe|antenna|electrode|needle|tip|from|away|defect)\b"
)
# Of what an ablation left behind, nothing tells the size before.
LATER = pattern_of(r"\b(?:scars?|cavity|old|after|post|burn|recur\w*|(?:margin|edge) of|new|site)\b")
LESION = frozenset({"lesion", "metastasis"})


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`size_at_ablation_mm`, `liver_involvement_pct`."""
    values: list[ElementValue] = []
    for mention in done_mentions(known):
        if mention.value != "ablation":
            continue
        sentence = reading.sentence_at(mention.start)
        if LATER.search(reading.levelled, *sentence):
            continue
        sizes = [one for one in reading.lengths(sentence) if is_of_lesion(reading, one)]
        told = any(hit.concept in LESION for hit in reading.hits("lesion", sentence))
        if len(sizes) == 1 and told:
            span = min(sizes[0].start, mention.start), max(sizes[0].end, mention.end)
            made = reading.mention("size_at_ablation_mm", span, sizes[0].mm, Assertion.PRESENT)
            values.append(ElementValue("size_at_ablation_mm", sizes[0].mm, (made,)))
            break
    for hit in reading.hits("liver_involvement_pct"):
        match = SHARE.match(reading.levelled, hit.end)
        if match and not is_aside(reading, hit):
            share = float(match.group("share").replace(",", "."))
            made = reading.mention("liver_involvement_pct", (hit.start, match.end()), share, Assertion.PRESENT)
            values.append(ElementValue("liver_involvement_pct", share, (made,)))
            break
    return values


def is_of_lesion(reading: Reading, length: Measurement) -> bool:
    """Whether a length measures the lesion and not what the ablation left or kept."""
    text = reading.levelled
    start = reading.sentence_at(length.start)[0]
    return not OTHER_BEFORE.search(text, max(start, length.start - 40), length.start) and not OTHER_BEHIND.match(
        text, length.end
    )
