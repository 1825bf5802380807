"""A value as a person enters it -> the value of the contract, or why it is none, in words."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from abstraction.contract import NoteFields
from abstraction.records import Value
from lexicons import load_elements, supplementary_elements
from lexicons.schema import Element


def entered_value(element: str, given: Any) -> Value:
    """The value of a data element; numbers may come as text, also with a decimal comma. ValueError tells what to enter."""
    known = load_elements()[element]
    value: Value = READERS[known.kind](known, given)
    if not known.contract:  # beyond the contract an element has no other model than its own entry in the catalogue
        return value
    try:
        stated = NoteFields.model_validate({element: value}).model_dump()[element]
    except ValidationError:
        raise ValueError(f"{known.label}: this value does not fit; choose one of those offered") from None
    found: Value = stated
    return found


def is_supplementary(element: str, value: Any) -> bool:
    """Whether the element is one beyond the contract, and may hold this value as it is written here."""
    if element not in supplementary_elements():
        return False
    try:
        entered = entered_value(element, value)
    except ValueError:
        return False
    if isinstance(entered, list):
        return sorted(entered) == sorted(value)
    return entered == value and isinstance(value, str) is isinstance(entered, str)


def _number(known: Element, given: Any) -> float:
    """A number within the range of the element."""
    try:
        number = float(str(given).strip().replace(",", "."))
    except ValueError:
        number = math.nan
    unit = f" in {known.unit}" if known.unit else ""
    if not math.isfinite(number):
        raise ValueError(f"{known.label}: enter a number{unit}")
    low, high = known.range or (0, math.inf)
    if not low <= number <= high:
        raise ValueError(f"{known.label}: enter a number{unit} from {low:g} to {high:g}")
    return number


def _whole(known: Element, given: Any) -> int:
    """A whole number within the range of the element."""
    number = _number(known, given)
    if not number.is_integer():
        raise ValueError(f"{known.label}: enter a whole number")
    return int(number)


def _category(known: Element, given: Any) -> str:
    """One of the words of the element."""
    if given not in known.values:
        raise ValueError(f"{known.label}: choose one of {', '.join(known.values)}")
    return str(given)


def _list(known: Element, given: Any) -> list[str]:
    """Some of the words of the element, in its order."""
    if not isinstance(given, list) or not given:
        raise ValueError(f"{known.label}: choose at least one, or say that it is not stated")
    for item in given:
        _category(known, item)
    return [word for word in known.values if word in given]


def _map(known: Element, given: Any) -> dict[str, str]:
    """Sites with what is said of each, in the order of the element."""
    if not isinstance(given, dict) or not given:
        raise ValueError(f"{known.label}: say something of at least one site, or that it is not stated")
    if strange := [site for site in given if site not in known.sites]:
        raise ValueError(f"{known.label}: there is no site {strange[0]}")
    return {site: _category(known, given[site]) for site in known.sites if site in given}


def _count(known: Element, given: Any) -> dict[str, Any]:
    """How many: from `min` to `max`, which is left open where nobody said it, or too many to count."""
    if not isinstance(given, dict):
        raise ValueError(f"{known.label}: enter how many there are")
    low = _whole(known, given.get("min"))
    high = given.get("max")
    most = None if high in (None, "") else _whole(known, high)
    if most is not None and most < low:
        raise ValueError(f"{known.label}: the most ({most}) is less than the least ({low})")
    innumerable = bool(given.get("innumerable"))
    if innumerable and most is not None:
        raise ValueError(f"{known.label}: too many to count leaves the most open")
    return {"min": low, "max": most, "innumerable": innumerable}


def _date(known: Element, given: Any) -> str:
    """A day, a month or a year, as ISO 8601 writes it."""
    told = str(given).strip()
    whole = told + "-01-01"[len(told) - 4 :] if len(told) in (4, 7) else told
    try:
        date.fromisoformat(whole if len(whole) == 10 else "")
    except ValueError:
        raise ValueError(f"{known.label}: enter a date as 2024-03-14, 2024-03 or 2024") from None
    return told


READERS: Mapping[str, Callable[[Element, Any], Value]] = {
    "date": _date,
    "count": _count,
    "number": _number,
    "integer": _whole,
    "category": _category,
    "list": _list,
    "map": _map,
}
