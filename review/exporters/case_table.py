"""The table with one row a case: the columns of every data element, each with its state beside it."""

from collections.abc import Callable, Iterator
from functools import cache

from abstraction.records import Value
from lexicons import load_elements
from lexicons.schema import Element
from registry.case_rows import CaseRows
from review.exporters.state import MEANINGS, State, site_state, state_of
from review.exporters.table import Cell, Column, Kind, Row, Table, listed, yes_no

STATES = tuple(State)
OF_CASE = (
    Column("case_id", "The case"),
    Column("notes", "Number of notes", "integer"),
    Column("first_note", "Date of the first note"),
    Column("last_note", "Date of the last note"),
    Column("ecmtg", "Candidate M categories of the ECMTG, parted by ;"),
    Column("resectability_group", "Candidate groups of resectability, parted by ;"),
    Column("software", "Software that computed the case"),
    Column("lexicon", "Its lexicon"),
    Column("rules", "Its rules"),
)
KINDS: dict[str, Kind] = {"number": "number", "integer": "integer"}
COUNTED: tuple[tuple[str, str, Kind], ...] = (
    ("min", "the least there can be", "integer"),
    ("max", "the most there can be; empty where that is open", "integer"),
    ("open", "whether the most is open: yes or no", "text"),
    ("innumerable", "whether they cannot be counted: yes or no", "text"),
)


@cache
def case_table() -> Table:
    """The table, as the catalogue of elements has it now."""
    columns = [*OF_CASE]
    parts: list[Callable[[CaseRows], Row]] = []
    for element, known in load_elements().items():
        columns.extend(columns_of(element, known))
        parts.append(cells_of(element, known))

    def rows(case: CaseRows) -> Iterator[Row]:
        yield sum((part(case) for part in parts), of_case(case))

    return Table("cases", tuple(columns), rows)


def of_case(case: CaseRows) -> Row:
    """What is no data element: notes, candidates, versions."""
    days, made = [note.note_date for note in case.notes], case.computed
    first_last = (min(days, default=None), max(days, default=None))
    candidates = (listed([*made.ecmtg]), listed([*made.group]))
    return (case.case_id, len(days), *first_last, *candidates, made.software, made.lexicon, made.rules)


def columns_of(element: str, known: Element) -> Iterator[Column]:
    """The columns of an element: one, one a site, or the parts of a count; and their states."""
    if known.kind == "map":
        for site in known.sites:
            label = f"{known.label}, {site}"
            yield Column(f"{element}_{site}", label, element=element, of=known, allowed=tuple(known.values))
            yield state_column(f"{element}_{site}", element, known)
        return
    if known.kind == "count":
        for part, meaning, kind in COUNTED:
            allowed = ("yes", "no") if kind == "text" else ()
            yield Column(f"{element}_{part}", f"{known.label}: {meaning}", kind, element, known, allowed)
    else:
        kind = KINDS.get(known.kind, "text")
        yield Column(element, known.definition, kind, element, known, tuple(known.values), known.unit)
    yield state_column(element, element, known)


def state_column(name: str, element: str, known: Element) -> Column:
    """The column that says how the one before it stands."""
    told = "; ".join(f"{word}: {meaning}" for word, meaning in MEANINGS.items())
    return Column(f"{name}_state", f"How it stands. {told}", element=element, of=known, allowed=STATES)


def cells_of(element: str, known: Element) -> Callable[[CaseRows], Row]:
    """What fills the columns of an element for a case."""

    def of_map(case: CaseRows) -> Row:
        value = case.values.get(element)
        sites = value.value if value and isinstance(value.value, dict) else {}
        return tuple(
            cell for site in known.sites for cell in (sites.get(site), site_state(case, element, known, site).value)
        )

    def of_count(case: CaseRows) -> Row:
        value = case.values.get(element)
        state = state_of(case, element, known).value
        if value is None or not isinstance(value.value, dict):
            return (None, None, None, None, state)
        least, most = value.value["min"], value.value["max"]
        return (least, most, yes_no(most is None), yes_no(value.value.get("innumerable")), state)

    def of_value(case: CaseRows) -> Row:
        value = case.values.get(element)
        state = state_of(case, element, known).value
        return (None, state) if value is None else (cell_of(value.value), state)

    return {"map": of_map, "count": of_count}.get(known.kind, of_value)


def cell_of(value: Value) -> Cell:
    """A number as it is, a word as it is, a list in one cell."""
    if isinstance(value, list):
        return listed(value)
    if isinstance(value, dict):
        raise TypeError("a map or a count has a column for each of its parts")
    return value
