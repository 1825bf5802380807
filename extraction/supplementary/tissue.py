"""The liver tissue and the spleen: what is denied of them, and what is called normal."""

from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Mention
from extraction.fields.background import DISEASES, judged
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.supplementary.statements import Said, opening, said, settled
from extraction.supplementary.tenses import NO, YES

ANY = pattern_of(r"\w")
HEALTHY = pattern_of(
    r"[\s:-]*(?:normal|unremarkable|healthy|inconspicuous|no significant (?:abnormality|changes?|pathology))\b[^,;]{0,30}?(?:\.|\n|$)"
)
# "Spleen: 13.5 cm, mildly enlarged".
ENLARGED_BEHIND = pattern_of(
    r":?\s(?:is |was |measures |measuring |of )?\d{1,3}(?:[.,]\d)?\s?[cm]m,?\s(?:and )?(?:is )?(?:\w+ly )?enlarged\b"
)
NORMAL_BEHIND = pattern_of(
    r":?(?:[\s,/&]|and\b|both\b|the\b|right\b|left\b|pancreas\b|adrenals?\b|adrenal glands?\b|kidneys?\b)*\s(?:is |are |appears? )?(?:unremarkable|normal|natural|inconspicuous|n\.p\.|nad\b|nl\b)"
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`liver_background_denied`, `liver_healthy`, `splenomegaly`."""
    values: list[ElementValue] = []
    affirmed = affirmed_diseases(known)
    values += denied(reading, affirmed)
    if not affirmed:
        headed = opening(reading, "liver_healthy", "background", ANY, HEALTHY, YES)
        values += settled(reading, "liver_healthy", [*said(reading, "liver_healthy"), *headed])
    metabolic = "imaging" in known and known["imaging"].value == [
        "PET_CT"
    ]  # "spleen unremarkable" tells its uptake there
    spleen = [*said(reading, "splenomegaly"), *(() if metabolic else described_spleens(reading))]
    stated = [one for one in spleen if one.mention.assertion is Assertion.PRESENT]
    values += settled(reading, "splenomegaly", stated or spleen)
    return values


def affirmed_diseases(known: Mapping[str, ElementValue]) -> list[str]:
    """The diseases of the liver tissue that the note affirms."""
    value = known["liver_background"].value if "liver_background" in known else None
    return value if isinstance(value, list) else []


def denied(reading: Reading, affirmed: list[str]) -> list[ElementValue]:
    """Diseases that the note denies and nowhere affirms."""
    found: dict[str, list[Mention]] = {}
    for hit, name, stated in reading.once(judged):
        if stated is False and name not in affirmed:
            mention = reading.mention("liver_background_denied", (hit.start, hit.end), name, Assertion.ABSENT)
            found.setdefault(name, []).append(mention)
    if found:
        names: list[str] = [name for name in DISEASES if name in found]
        evidence = tuple(mention for name in names for mention in found[name])
        return [ElementValue("liver_background_denied", names, evidence)]
    return []


def described_spleens(reading: Reading) -> list[Said]:
    """Places that call the spleen normal, which is not enlarged, or tell its length before they call it enlarged."""
    spleens: list[Said] = []
    for hit in reading.hits("site"):
        if hit.concept != "spleen":
            continue
        if ENLARGED_BEHIND.match(reading.levelled, hit.end):
            spleens.append(Said(YES, reading.mention("splenomegaly", (hit.start, hit.end), YES, Assertion.PRESENT)))
            continue
        if NORMAL_BEHIND.match(reading.levelled, hit.end):
            spleens.append(Said(NO, reading.mention("splenomegaly", (hit.start, hit.end), NO, Assertion.ABSENT)))
            continue
        told = [
            reading.levelled[cue.start : cue.end]
            for cue in reading.modifiers(hit.start, hit.end)
            if cue.category == "normal"
        ]
        if any("uptake" not in words and "accumulation" not in words for words in told):
            spleens.append(Said(NO, reading.mention("splenomegaly", (hit.start, hit.end), NO, Assertion.ABSENT)))
    return spleens
