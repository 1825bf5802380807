"""Specimens without tumour, whose distance from the edge is no margin: "III. 2 mm from the cut surface", later "III. no vital tumour"."""

from extraction.anchors import places
from extraction.lesions.named_nodules import GONE, GONE_WORDS, TUMOUR
from extraction.lesions.parts import read_parts
from extraction.patterns import pattern_of
from extraction.reading import Reading

METASTASIS = pattern_of(r"(?<!no )(?<!without )(?<!regressed )(?<!former )\bmetasta\w+")


def lies_in_regressed(reading: Reading, offset: int) -> bool:
    """Whether the offset stands in a part of which the report says that it holds no tumour, while another part does."""
    regressed = reading.once(regressed_parts)
    part = reading.once(read_parts).at(offset) if regressed else None
    return part is not None and part.label in regressed


def regressed_parts(reading: Reading) -> frozenset[str]:
    """Labels of the parts that hold no tumour; none where all do."""
    told = {reading.sentence_index(at) for at in places(reading.levelled, GONE_WORDS)}
    if not any(GONE.search(reading.levelled, *reading.sentences[index]) for index in told):
        return frozenset()
    gone: set[str] = set()
    alive: set[str] = set()
    parts = reading.once(read_parts)
    for start, end in reading.sentences:
        part = parts.at(end - 1)
        if part is None:
            continue
        if GONE.search(reading.levelled, start, end):
            gone.add(part.label)
        elif TUMOUR.search(reading.levelled, start, end) or METASTASIS.search(reading.levelled, start, end):
            alive.add(part.label)
    return frozenset(gone - alive) if alive else frozenset()
