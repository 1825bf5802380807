"""Specimens without tumour, whose distance from the edge is no margin: "III. 2 mm from the cut surface", later "III. no vital tumour"."""

from extraction.anchors import Anchors, places
from extraction.lesions.named_nodules import GONE, GONE_WORDS, TUMOUR
from extraction.lesions.parts import read_parts
from extraction.patterns import pattern_of
from extraction.reading import Reading

METASTASIS = pattern_of(r"(?<!no )(?<!without )(?<!regressed )(?<!former )\bmetasta\w+")
# What a tumour or a metastasis that is there is called with.
ALIVE_WORDS = Anchors("carcinoma", "viable tum", "residual tum", "metasta")


def lies_in_regressed(reading: Reading, offset: int) -> bool:
    """Whether the offset stands in a part of which the report says that it holds no tumour, while another part does."""
    regressed = reading.once(regressed_parts)
    part = reading.once(read_parts).at(offset) if regressed else None
    return part is not None and part.label in regressed


def regressed_parts(reading: Reading) -> frozenset[str]:
    """Labels of the parts that hold no tumour; none where all do."""
    levelled, sentences = reading.levelled, reading.sentences
    told = reading.sentences_at(places(levelled, GONE_WORDS))
    denying = {index for index in told if GONE.search(levelled, *sentences[index])}
    if not denying:
        return frozenset()
    parts = reading.once(read_parts)
    gone = {part.label for index in denying if (part := parts.at(sentences[index][1] - 1))}
    if not gone:
        return frozenset()
    alive: set[str] = set()
    for index in reading.sentences_at(places(levelled, ALIVE_WORDS)) - denying:
        start, end = sentences[index]
        part = parts.at(end - 1)
        if part is None or part.label in alive:
            continue
        if TUMOUR.search(levelled, start, end) or METASTASIS.search(levelled, start, end):
            alive.add(part.label)
    return frozenset(gone - alive) if alive else frozenset()
