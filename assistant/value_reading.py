"""Words -> the value of one data element: numbers with their unit, categories by any of their names, lists, sites."""

import re
from typing import Any

from abstraction.entered_value import entered_value
from abstraction.records import Note, NoteType, Value
from assistant.names import Item, item_phrases, load_names
from assistant.tokens import words
from extraction import abstract_note
from lexicons import load_elements
from lexicons.schema import Element
from lexicons.vocabulary import expand
from review.wording import SPELLED, term

SPELT = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "iva": "4a",
    "ivb": "4b",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
}
UNITS = {
    "mm": 1.0,
    "cm": 10.0,
    "ml": 1.0,
    "l": 1000.0,
    "%": 1.0,
    "percent": 1.0,
    "pct": 1.0,
    "months": 1.0,
    "month": 1.0,
    "years": 1.0,
    "ng": 1.0,
    "cycles": 1.0,
    "cycle": 1.0,
}
NUMBER = re.compile(
    r"(?:about |approximately |~ ?)?(\d+(?:[.,]\d+)?)\s*(?:(mm|cm|ml|l|%|percent|per cent|pct|months?|years?|cycles?|ng/ml|ug/l|x ?10\^?9/l|10\^9/l))?"
)
COUNT = re.compile(r"(\d+)(?:\s*(?:to|or|-|–)\s*(\d+))?(?: (?:lesions?|metastas[ei]s|mets|tumou?rs?|nodules?))?")
AT_LEAST = re.compile(r"(?:(?:at )?least |≥ ?|>= ?)(\d+)|(?:more than |> ?|over )(\d+)")
MANY = {"innumerable", "countless", "uncountable", "too many to count"}
NONE = {"none", "no", "zero", "0", "no lesions", "no metastases"}
SPLIT = re.compile(r"\s*(?:,|;|\band\b|\+|&|/)\s*")
STATES = ("present", "absent", "indeterminate")


def read_value(element: str, text: str) -> Value | None:
    """The value that the whole text gives for the element; None where it gives none or a word is left over."""
    known = load_elements()[element]
    said = " ".join(text.lower().strip(" .?!\t\n:=").split())
    said = re.sub(r"^(?:is|was|are|to|be|of|it is|it's|that is|a|the|now|only|actually|just|still|at)\b\s*", "", said)
    said = re.sub(r"\b(" + "|".join(SPELT) + r")\b", lambda found: str(SPELT[found.group()]), said)
    given = _given(element, known, said)
    if given is None:
        return None
    try:
        return entered_value(element, given)
    except ValueError:
        return None


def _given(element: str, known: Element, said: str) -> Any:
    """What the text gives, before it is checked against the element."""
    if known.kind in ("number", "integer"):
        return _number(known, said)
    if known.kind == "count":
        return _count(said)
    if known.kind == "category":
        return _category(element, known, said)
    if known.kind == "list":
        return _list(element, known, said)
    if known.kind == "date":
        return said or None
    return _sites(said)


def _number(known: Element, said: str) -> float | None:
    found = NUMBER.fullmatch(said)
    if not found:
        return None
    number, unit = float(found[1].replace(",", ".")), found[2] or ""
    if unit == "cm" and known.unit == "mm":
        return number * 10
    if unit == "l" and known.unit == "mL":
        return number * 1000
    same = {
        "": True,
        "%": known.unit == "%",
        "mm": known.unit == "mm",
        "ml": known.unit == "mL",
        "ng/ml": known.unit == "ng/mL",
    }
    same |= {
        "percent": known.unit == "%",
        "per cent": known.unit == "%",
        "pct": known.unit == "%",
        "ug/l": known.unit == "ng/mL",
    }
    fits = same.get(
        unit, unit.rstrip("s") in (known.unit.rstrip("s"), "cycle") or (known.unit == "10^9/L" and "9/l" in unit)
    )
    return number if fits else None


def _count(said: str) -> dict[str, Any] | None:
    if said in MANY:
        return {"min": 1, "max": None, "innumerable": True}
    if said in NONE:
        return {"min": 0, "max": 0, "innumerable": False}
    if found := AT_LEAST.match(said):
        least = int(found[1]) if found[1] else int(found[2]) + 1
        return {"min": least, "max": None, "innumerable": False}
    found = COUNT.fullmatch(said)
    if not found:
        return None
    low, high = int(found[1]), int(found[2] or found[1])
    return {"min": low, "max": high, "innumerable": False}


def _category(element: str, known: Element, said: str) -> str | None:
    key = words(said)
    for value in known.values:
        names = [value, term(value), *load_names().values.get(value, ()), SPELLED.get(value, value).split(" (")[0]]
        if key in [words(name) for name in names]:
            return value
    item = item_phrases().get(key)
    return item.value if item and item.element == element else None


def _list(element: str, known: Element, said: str) -> list[str] | None:
    found = []
    for part in filter(None, SPLIT.split(re.sub(r"\b(?:segments?|segs?)\b", "", said).strip())):
        value = next((one for one in known.values if part in (one.lower(), term(one).lower())), None)
        value = value or (ROMAN.get(part) if ROMAN.get(part) in known.values else None)
        item = item_phrases().get(words(part))
        value = value or (item.value if item and item.element == element else None)
        if value is None:
            return None
        found.append(value)
    return found or None


def _sites(said: str) -> dict[str, str] | None:
    """Sites with a state, "lung absent, adrenal present"; a site alone is present."""
    found = {}
    for part in filter(None, SPLIT.split(said)):
        denied = re.match(r"(?:no|not|without)\b\s*(.+)", part)
        rest, state = (denied[1], "absent") if denied else (part, "present")
        for one in STATES:
            for name in (one, *load_names().values.get(one, ())):
                if rest.endswith(f" {name}") and not denied:
                    rest, state = rest[: -len(name) - 1].removesuffix(":").removesuffix(" is"), one
        item = item_phrases().get(words(rest))
        if item is None or item.element != "ehd":
            return None
        found[item.value] = state
    return found or None


def read_by_extraction(text: str, label: str = "") -> dict[str, Value]:
    """What the reader of notes finds in the words, by data element; the label of what was asked may stand before them."""
    found: dict[str, Value] = {}
    tries = [text, f"{label}: {text}", f"{label} {text}"] if label else [text]
    for kind in (NoteType.ONCOLOGY, NoteType.RADIOLOGY, NoteType.PATHOLOGY, NoteType.OPERATIVE):
        for said in tries:
            note = Note("question", "question", kind, "2000-01-01", said)
            for element, value in abstract_note(note).fields.items():
                found.setdefault(element, value)
    return found


def names_of(element: str) -> list[str]:
    """Everything an element is called."""
    return [
        load_elements()[element].label.lower(),
        *(spelt for one in load_names().elements.get(element, ()) for spelt in expand(one)),
    ]


def item_words(item: Item) -> str:
    """An item in words."""
    return term(item.value) if item.value not in ("yes", "no") else load_elements()[item.element].label.lower()
