"""Places of one number of lesions that a sentence cuts apart: "four tumours in the right liver and segment 4"."""

from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading

AND = pattern_of(r",? (?:and|as well as|&) (?:also )?(?:in )?(?:the )?")
FEWEST = 2


def with_joined_places(reading: Reading, units: list[Statement]) -> list[Statement]:
    """The statements, where one that names only a place goes into the counted one before it, to which "and" joins it."""
    kept: list[Statement] = []
    for unit in units:
        before = kept[-1] if kept else None
        if before is not None and is_one_more_place(reading, before, unit):
            before.segments += unit.segments
            before.lobes += unit.lobes
            before.sizes += unit.sizes
            before.end = unit.end
        else:
            kept.append(unit)
    return kept


def is_one_more_place(reading: Reading, before: Statement, unit: Statement) -> bool:
    """Whether the statement is nothing but a place, joined by "and" to several lesions that have one."""
    number = before.number
    if number is None or number.low < FEWEST or number.vague or not (before.segments or before.lobes):
        return False
    if unit.number or unit.nouns or not (unit.segments or unit.lobes) or before.sizes:
        return False
    first = min([*(ref.start for ref in unit.segments), *(lobe.start for lobe in unit.lobes)])
    return AND.fullmatch(reading.levelled, before.end, first) is not None
