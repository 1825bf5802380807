"""Sizes told together behind the places of their lesions: "one in segment 2 and one in segment 6, 14 and 22 mm"."""

from extraction.lesions.statement import BENIGN, Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "One lies in segment 3, the other in segment 7; they measure 15 and 28 mm".
THEY = pattern_of(
    r"\W*(?:they|these|which|both)?\W*(?:are|measure|measured|measuring|were|of|with|at|size[sd]?)?[\s:]*"
)
FEWEST = 2
ONE = pattern_of(r"\b(?:one|another|(?:the )?(?:other|second|first)|(?:a )?third|single|1)\b")


def shared_out(reading: Reading, units: list[Statement]) -> list[Statement]:
    """The statements of a sentence, each of those that only name a place with its own of the sizes that follow them."""
    several = [unit for unit in units if len(unit.sizes) >= FEWEST]
    if not several:
        return units
    kept: list[Statement] = []
    for unit in units:
        apart = unit in several and is_sizes_alone(reading, unit)
        if apart or (unit in several and len(unit.segments) == 1):
            owners = (kept if apart else [*kept, unit])[-len(unit.sizes) :]
            told = any(one.sizes for one in owners if one is not unit)
            if len(owners) == len(unit.sizes) and not told and all(is_one_place(reading, one) for one in owners):
                for one, size in zip(owners, list(unit.sizes), strict=True):
                    one.sizes = [size]
                if apart:
                    continue
        kept.append(unit)
    return kept


def is_sizes_alone(reading: Reading, unit: Statement) -> bool:
    """Whether the statement is nothing but sizes."""
    if unit.segments or unit.nouns or unit.number or unit.places or unit.lobes:
        return False
    return THEY.fullmatch(reading.levelled, unit.lead, unit.sizes[0].start) is not None


def is_one_place(reading: Reading, one: Statement) -> bool:
    """Whether it names one lesion, in so many words, by its place."""
    if len(one.segments) != 1 or one.kind in BENIGN or (one.number and one.number.low > 1):
        return False
    return ONE.search(reading.levelled, one.lead, one.segments[0].start) is not None
