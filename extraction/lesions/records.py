"""The picture of the liver as lesion records: one a lesion, with its places, its size now and before, and its state."""

from collections.abc import Iterator

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
    present = [lesion for key, group in picture.lesions.items() for lesion in of_place(reading, key, group)]
    loose = [
        record(reading, (), size, [one], Assertion.PRESENT)
        for one in picture.present
        if not one.codes
        for size in one.sizes
    ]
    others = [
        record(reading, one.codes, one.sizes[0] if one.sizes else None, [one], ASSERTIONS[one.state])
        for one in picture.statements
        if one.in_liver and one.state in ASSERTIONS and one.codes and one.kind in ("metastasis", "lesion")
    ]
    return (*present, *loose, *others)


def of_place(reading: Reading, key: tuple[str, ...], group: list[Statement]) -> Iterator[Lesion]:
    """The lesions of one place: as many as one sentence of the weightiest section gives sizes, else one."""
    sized = [one for one in group if one.sizes]
    top = max((one.rank for one in sized), default=0)
    fullest = max((one for one in sized if one.rank == top), key=lambda one: len(one.sizes), default=None)
    if fullest is None:
        yield record(reading, key, None, group, Assertion.PRESENT)
        return
    for size in fullest.sizes:
        yield record(reading, key, size, group, Assertion.PRESENT)


def record(
    reading: Reading, codes: tuple[str, ...], size: Size | None, told: list[Statement], assertion: Assertion
) -> Lesion:
    """One lesion with the stretches of the note that tell of it."""
    evidence = tuple(reading.mention("liver_lesion", (one.start, one.end), None, assertion) for one in told)
    return Lesion(codes, size.mm if size else None, size.prior_mm if size else None, assertion, evidence)
