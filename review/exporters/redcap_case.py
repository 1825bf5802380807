"""The fields of the forms that a case fills once, one form a family of data elements."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain

from abstraction.records import Value
from lexicons import load_elements
from lexicons.schema import Element
from registry.case_rows import CaseRows
from review.cohort_export import safe
from review.exporters.redcap_field import Choices, Field
from review.exporters.redcap_terms import code, field_name, load_redcap_terms
from review.exporters.state import MEANINGS, State, site_state, state_of
from review.rejection import UserError

Fill = Callable[[CaseRows], list[str]]
# A field and what fills its columns for a case.
Filled = tuple[Field, Fill]
SUMMARY = "case_summary"
ANSWERS: Choices = (("1", "yes"), ("0", "no"))


@cache
def case_fields() -> tuple[Filled, ...]:
    """The fields in the order of the dictionary: the record id first, the fields of a form together."""
    families = list(dict.fromkeys(known.family for known in load_elements().values()))
    read = [
        filled
        for family in families
        for element, known in load_elements().items()
        if known.family == family
        for filled in fields_of(element, known)
    ]
    return (*summary(), *read)


def summary() -> Iterator[Filled]:
    """The first form: the case and what it was computed from."""

    def text(name: str, label: str, of: Callable[[CaseRows], object], **more: object) -> Filled:
        field = Field(name, SUMMARY, label, **more)  # type: ignore[arg-type]
        return field, lambda case: field.cells(safe(str(of(case))))

    def days(case: CaseRows) -> list[str]:
        return sorted(note.note_date for note in case.notes)

    yield text("record_id", "Case", lambda case: case.case_id, identifier=True)
    yield text("notes_number", "Number of notes", lambda case: len(case.notes), validation="integer", low="0")
    yield text("first_note", "Date of the first note", lambda case: (days(case) or [""])[0], validation="date_ymd")
    yield text("last_note", "Date of the last note", lambda case: (days(case) or [""])[-1], validation="date_ymd")
    yield text("ecmtg", "Candidate M categories of the ECMTG", lambda case: ";".join(case.computed.ecmtg) or "none")
    group = "Candidate groups of resectability"
    yield text("resectability_group", group, lambda case: ";".join(case.computed.group) or "none")
    yield text("software", "Software that computed the case", lambda case: case.computed.software)
    yield text("lexicon", "Its lexicon", lambda case: case.computed.lexicon)
    yield text("rules", "Its rules", lambda case: case.computed.rules)


def fields_of(element: str, known: Element) -> Iterator[Filled]:
    """The fields of an element. A choice holds its state too; a number, a date, boxes and a count have a field for it."""
    if known.kind == "category":
        field = Field(field_name(element), known.family, known.label, "radio", choices(known), known.definition)
        yield field, lambda case: field.cells(coded(stated(case, element), state_of(case, element, known)))
    elif known.kind == "map":
        yield from (site_field(element, known, site) for site in known.sites)
    else:
        yield from {"count": count_fields, "list": list_fields}.get(known.kind, number_fields)(element, known)
        yield state_field(element, known)


def site_field(element: str, known: Element, site: str) -> Filled:
    """What is said of one site."""
    label, name = f"{known.label}: {site.replace('_', ' ')}", field_name(f"{element}_{site}")
    field = Field(name, known.family, label, "radio", choices(known), known.definition)

    def fill(case: CaseRows) -> list[str]:
        value = stated(case, element)
        said = value.get(site) if isinstance(value, dict) else None
        return field.cells(coded(said, site_state(case, element, known, site)))

    return field, fill


def list_fields(element: str, known: Element) -> Iterator[Filled]:
    """A box for each word of a list."""
    boxes = tuple((code(word), word.replace("_", " ")) for word in known.values)
    field = Field(field_name(element), known.family, known.label, "checkbox", boxes, known.definition)

    def fill(case: CaseRows) -> list[str]:
        value = stated(case, element)
        return field.cells([code(word) for word in value] if isinstance(value, list) else None)

    yield field, fill


def number_fields(element: str, known: Element) -> Iterator[Filled]:
    """A number within its limits, or a date, which can be a month or a year and so is plain text."""
    form = {"number": "number", "integer": "integer"}.get(known.kind, "")
    low, high = map(digits, known.range or ()) if known.range else ("", "")
    note = known.definition if form else f"{known.definition} YYYY-MM-DD, YYYY-MM or YYYY."
    label = f"{known.label} ({known.unit})" if known.unit else known.label
    field = Field(field_name(element), known.family, label, "text", (), note, form, low, high)  # type: ignore[arg-type]

    def fill(case: CaseRows) -> list[str]:
        value = stated(case, element)
        if isinstance(value, int | float) and known.range and not known.range[0] <= value <= known.range[1]:
            raise UserError(
                f"case {case.case_id}: {known.label} is {digits(value)}, which REDCap refuses outside {low} to {high}: "
                "correct it in the review, or name the other cases"
            )
        return field.cells(None if value is None else digits(value) if form else str(value))

    yield field, fill


def count_fields(element: str, known: Element) -> Iterator[Filled]:
    """A count: the least, the most, whether that is open, whether they cannot be counted."""
    whole = {"validation": "integer", "low": "0"}
    least = Field(field_name(element, "_min"), known.family, f"{known.label}: at least", **whole)  # type: ignore[arg-type]
    most = Field(field_name(element, "_max"), known.family, f"{known.label}: at most", **whole)  # type: ignore[arg-type]
    is_open = Field(field_name(element, "_open"), known.family, f"{known.label}: no most is said", "radio", ANSWERS)
    many = Field(field_name(element, "_many"), known.family, f"{known.label}: cannot be counted", "radio", ANSWERS)

    def part(field: Field, of: Callable[[dict[str, object]], object]) -> Filled:
        def fill(case: CaseRows) -> list[str]:
            value = stated(case, element)
            held = of(value) if isinstance(value, dict) else None
            return field.cells(None if held is None else str(int(held)))  # type: ignore[call-overload]

        return field, fill

    yield part(least, lambda value: value["min"])
    yield part(most, lambda value: value["max"])
    yield part(is_open, lambda value: value["max"] is None)
    yield part(many, lambda value: bool(value.get("innumerable")))


def state_field(element: str, known: Element) -> Filled:
    """How an element stands whose own fields have no room for that."""
    offered = (("stated", MEANINGS[State.STATED]), *state_choices())
    field = Field(field_name(element, "_st"), known.family, f"{known.label}: how it stands", "radio", offered)
    return field, lambda case: field.cells(coded("stated", state_of(case, element, known)))


def choices(known: Element) -> Choices:
    """The words of an element and its states."""
    return tuple(chain(((code(word), word.replace("_", " ")) for word in known.values), state_choices()))


def state_choices() -> Choices:
    """The states without a value that have a code."""
    return tuple((short, MEANINGS[State(state)]) for state, short in load_redcap_terms().states.items())


def coded(word: object, state: State) -> str | None:
    """The code of a word that is stated, else of the state; blank where nobody was asked."""
    return code(str(word)) if state is State.STATED else load_redcap_terms().states.get(state)


def stated(case: CaseRows, element: str) -> Value | None:
    """The value of an element."""
    return case.values[element].value if element in case.values else None


def digits(number: object) -> str:
    """A number in plain digits, without an exponent."""
    value = float(str(number))
    return str(int(value)) if value.is_integer() else f"{value:.10f}".rstrip("0")
