"""The picture of the liver as lesion records: one a lesion, with its places, its size now and before, and its state."""

from collections.abc import Sequence

from abstraction.records import Assertion, Lesion
from extraction.lesions.picture import LiverPicture
from extraction.lesions.size import Size
from extraction.lesions.statement import Statement
from extraction.lesions.statements import read_statements
from extraction.lesions.tables import read_tables
from extraction.reading import Reading

ASSERTIONS = {"gone": Assertion.ABSENT, "possible": Assertion.POSSIBLE, "prior": Assertion.HISTORICAL}


def read_picture(reading: Reading) -> LiverPicture:
    """What the note says of the liver's metastases, from its tables and its sentences."""
    tables = read_tables(reading)
    statements = read_statements(reading, [table.span for table in tables])
    statements += [row for table in tables for row in table.rows]
    return LiverPicture(reading, statements)


def lesion_records(reading: Reading) -> tuple[Lesion, ...]:
    """A record for each lesion that the note tells apart by segment or size: those there now, then gone and doubtful ones."""
    picture = reading.once(read_picture)
    found: list[Lesion] = []
    for key, group in picture.lesions.items():
        found += of_place(reading, key, group, picture.measured[key])
    for one in picture.unplaced:
        if one.sizes:
            found += records(reading, (), one.sizes, [one], Assertion.PRESENT)
    for one in () if picture.states.isdisjoint(ASSERTIONS) else picture.statements:
        if one.state in ASSERTIONS and one.in_liver and one.kind in ("metastasis", "lesion") and one.codes:
            found += records(reading, one.codes, one.sizes[:1] or [None], [one], ASSERTIONS[one.state])
    return tuple(found)


def of_place(reading: Reading, key: tuple[str, ...], group: list[Statement], measured: list[Statement]) -> list[Lesion]:
    """The lesions of one place: as many as one of its `measured` statements gives sizes, else one."""
    sizes: Sequence[Size | None] = measured[0].sizes if measured else [None]
    for one in measured:
        if len(one.sizes) > len(sizes):
            sizes = one.sizes
    return records(reading, key, sizes, group, Assertion.PRESENT)


def records(
    reading: Reading, codes: tuple[str, ...], sizes: Sequence[Size | None], told: list[Statement], assertion: Assertion
) -> list[Lesion]:
    """One lesion a size, each with the stretches of the note that tell of it."""
    evidence = tuple([reading.mention("liver_lesion", (one.start, one.end), None, assertion) for one in told])
    return [
        Lesion(codes, size.mm if size else None, size.prior_mm if size else None, assertion, evidence) for size in sizes
    ]
