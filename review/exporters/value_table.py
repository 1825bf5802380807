"""The table with one row a case and data element: value, trust, source, decision, disagreements, evidence, versions."""

from collections.abc import Iterator
from functools import cache

from abstraction.records import CaseValue, Value
from lexicons import load_elements
from registry.case_rows import CaseRows
from review.exporters.case_table import cell_of
from review.exporters.state import State, decision_on, silent_state, state_of
from review.exporters.table import Column, Row, Table, plain

COLUMNS = (
    Column("case_id", "The case"),
    Column("element", "The data element"),
    Column("state", "Whether there is a value, and if not, why", allowed=tuple(State)),
    Column("value", "The value: a number, a word, words parted by ;, or a JSON object of a count or of sites"),
    Column("status", "sure, or needs_review: it waits for a second look", allowed=("sure", "needs_review")),
    Column("reasons", "Why it needs review, a JSON list"),
    Column(
        "source",
        "Who the value is from: the machine, people elsewhere, people here",
        allowed=("extracted", "imported", "reviewed"),
    ),
    Column("decision", "What a person decided on it, where that holds"),
    Column("decided_by", "Who decided it"),
    Column("decided_at", "When, ISO 8601"),
    Column("conflicts", "The sides on which notes disagree, a JSON list of note_id and value"),
    Column("evidence", "Where the notes say so, a JSON list of note_id, start, end and, of a list or map, value"),
    Column("software", "Software that computed the case"),
    Column("lexicon", "Its lexicon"),
    Column("rules", "Its rules"),
)


@cache
def value_table() -> Table:
    """The table, as the catalogue of elements has it now."""
    elements = load_elements()
    silent = {element: silent_state(known).value for element, known in elements.items()}

    def rows(case: CaseRows) -> Iterator[Row]:
        case_id, versions = case.case_id, (case.computed.software, case.computed.lexicon, case.computed.rules)
        told, rest = {*case.values, *case.conflicts, *case.held}, (None,) * 9 + versions
        for element, state in silent.items():
            if element in told:
                stands = state_of(case, element, elements[element]).value
                yield (case_id, element, stands, *said(case, element, case.values.get(element)), *versions)
            else:
                yield (case_id, element, state, *rest)

    return Table("values", COLUMNS, rows)


def said(case: CaseRows, element: str, value: CaseValue | None) -> Row:
    """The cells from value to evidence."""
    decision = decision_on(case, element)
    who = (decision.action, decision.reviewer, decision.decided_at) if decision else (None, None, None)
    claims = case.conflicts.get(element)
    sides = plain([{"note_id": one.note_id, "value": one.value} for one in claims]) if claims else None
    if value is None:
        return (None, None, None, None, *who, sides, None)
    valued = load_elements()[element].kind in ("list", "map")
    spans = [
        {"note_id": one.note_id, "start": one.mention.start, "end": one.mention.end}
        | ({"value": one.mention.value} if valued else {})
        for one in value.evidence
    ]
    trust = (value.status.value, plain(list(value.reasons)), value.source)
    return (in_one_cell(value.value), *trust, *who, sides, plain(spans))


def in_one_cell(value: Value) -> str:
    """A value as text: numbers as JSON writes them, lists parted by ;, counts and maps as JSON."""
    cell = plain(value) if isinstance(value, dict) else cell_of(value)
    return cell if isinstance(cell, str) else plain(cell)
