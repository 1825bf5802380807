"""Where a metastasis lies that a report tells by its specimen alone."""

from collections.abc import Sequence

from extraction.lesions.parts import specimen_lobes
from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading

RECEIVED = frozenset({"specimen", "material", "received"})
REMOVED = pattern_of(r"\b(?:specimen|resect\w+|\w*ectomy|excision|wedge|material|received)\b")


def stand_in_specimen(reading: Reading, found: Sequence[Statement], *, of_liver: bool) -> None:
    """ "SPECIMEN: Liver, right lobe, biopsy": a metastasis of which nothing else says where it lies is where the specimen comes from.

    Where the report is not `of_liver` alone the specimen must name its segments.
    """
    told = [unit for unit in found if unit.kind in ("metastasis", "lesion") and unit.state == "present"]
    if any(unit.segments or unit.lobes or unit.part for unit in told):
        return
    if not of_liver:
        named = [unit for unit in told if any(hit.concept == "metastasis" for hit in unit.nouns)]
        told = [unit for unit in named if "liver" in unit.places]
    bare = [unit for unit in found if not unit.kind and unit.segments and not unit.sizes and unit.state == "present"]
    segments = next((unit.segments for unit in bare if is_one_piece(reading, unit)), [])
    received = [section for section in reading.sections if section.category in ("specimen", "procedure")]
    spans = [(section.start, section.end) for section in received] or [(0, told[0].start if told else 0)]
    lobes = [lobe for span in spans for lobe in specimen_lobes(reading, span)] if of_liver else []
    for unit in told:
        if (unit.kind == "metastasis" or unit.sizes) and unit.rank > 0:
            unit.segments, unit.is_borrowed = list(segments), bool(segments)
            if not segments and len({lobe.side for lobe in lobes}) == 1:
                unit.lobes = lobes[:1]


def is_one_piece(reading: Reading, unit: Statement) -> bool:
    """Whether the segments name the one specimen of the liver: "Segment 4b resection", and not "right hepatectomy + wedge seg III"."""
    start, end = reading.sentence_at(unit.start)
    line = reading.text.rfind("\n", 0, start) + 1
    bowel = [hit for hit in reading.hits("procedure", (line, end)) if hit.concept == "primary_resection"]
    removed = {
        match.group()
        for match in REMOVED.finditer(reading.levelled, line, end)
        if not any(hit.start < match.end() and match.start() < hit.end for hit in bowel)
    }
    return bool(removed) and len(removed - RECEIVED) <= 1
