"""The liver tissue and the spleen: what is denied of them, and what is called normal."""

from collections.abc import Iterator, Mapping

from abstraction.records import Assertion, ElementValue, Mention
from extraction.fields.background import DISEASES, IN_LIVER, UNREAD, is_in_liver, is_stated
from extraction.reading import Reading
from extraction.supplementary.statements import NO, Said, said, settled


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`liver_background_denied`, `liver_healthy`, `splenomegaly`."""
    affirmed = affirmed_diseases(known)
    yield from denied(reading, affirmed)
    if not affirmed and reading.hits("liver_healthy"):
        yield from settled(reading, "liver_healthy", said(reading, "liver_healthy"))
    metabolic = "imaging" in known and known["imaging"].value == [
        "PET_CT"
    ]  # "spleen unremarkable" tells its uptake there
    spleen = [*said(reading, "splenomegaly"), *(() if metabolic else normal_spleens(reading))]
    stated = [one for one in spleen if one.mention.assertion is Assertion.PRESENT]
    yield from settled(reading, "splenomegaly", stated or spleen)


def affirmed_diseases(known: Mapping[str, ElementValue]) -> list[str]:
    """The diseases of the liver tissue that the note affirms."""
    value = known["liver_background"].value if "liver_background" in known else None
    return value if isinstance(value, list) else []


def denied(reading: Reading, affirmed: list[str]) -> Iterator[ElementValue]:
    """Diseases that the note denies and nowhere affirms."""
    found: dict[str, list[Mention]] = {}
    for hit in reading.hits("background"):
        name = IN_LIVER.get(hit.concept, hit.concept)
        if name not in DISEASES or name in affirmed or reading.section_at(hit.start).category in UNREAD:
            continue
        if hit.concept in IN_LIVER and not is_in_liver(reading, hit):
            continue
        if is_stated(reading, hit) is False:
            mention = reading.mention("liver_background_denied", (hit.start, hit.end), name, Assertion.ABSENT)
            found.setdefault(name, []).append(mention)
    if found:
        names = [name for name in DISEASES if name in found]
        evidence = tuple(mention for name in names for mention in found[name])
        yield ElementValue("liver_background_denied", names, evidence)


def normal_spleens(reading: Reading) -> Iterator[Said]:
    """Places that call the spleen normal: a normal spleen is not enlarged."""
    for hit in reading.hits("site"):
        if hit.concept != "spleen":
            continue
        told = [
            reading.levelled[cue.start : cue.end]
            for cue in reading.modifiers(hit.start, hit.end)
            if cue.category == "normal"
        ]
        if any("uptake" not in words and "accumulation" not in words for words in told):
            yield Said(NO, reading.mention("splenomegaly", (hit.start, hit.end), NO, Assertion.ABSENT))
