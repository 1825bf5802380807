"""Every table that goes out as CSV, Parquet and Excel, and the dictionary that explains each column."""

from collections.abc import Iterator

from registry.case_rows import CaseRows
from review.exporters.case_table import case_table
from review.exporters.note_tables import LESIONS, NOTES
from review.exporters.table import Column, Row, Table
from review.exporters.value_table import value_table

# Where what an element holds comes from.
CONTRACT = "the notes, as the abstraction contract defines it"
READ = "the notes, read for the rules"
ENTERED = "a person's answer"


def tables() -> tuple[Table, ...]:
    """The tables of the cases, without their dictionary."""
    return (case_table(), value_table(), NOTES, LESIONS)


def dictionary() -> Table:
    """A row a column of every table; it takes no case, its rows are those of `explained`."""
    return Table(
        "dictionary",
        (
            Column("table", "The table"),
            Column("column", "The column"),
            Column("element", "The data element it tells of, empty where it is none"),
            Column("label", "Name of the element in words"),
            Column("kind", "text, number or integer"),
            Column("unit", "Unit of the number"),
            Column("allowed", "The words it may hold, parted by ;, or the lowest and highest number"),
            Column("meaning", "What it means"),
            Column("source", "Where the element comes from"),
        ),
        lambda _: explained(),
    )


def explained() -> Iterator[Row]:
    """The rows of the dictionary."""
    for table in (*tables(), dictionary()):
        for column in table.columns:
            known = column.of
            source = "" if known is None else CONTRACT if known.contract else ENTERED if known.entered else READ
            spread = known.range if known and column.kind != "text" else []
            allowed = " to ".join(f"{end:g}" for end in spread) or ";".join(column.allowed)
            yield (
                table.name, column.name, column.element, known.label if known else "", column.kind, column.unit, allowed,
                column.meaning, source,
            )  # fmt: skip


def rows_of(table: Table, cases: Iterator[CaseRows]) -> Iterator[Row]:
    """The rows of all these cases in one table."""
    for case in cases:
        yield from table.rows(case)
