"""Facts as they are written in JSON: plain values, intervals, words, hedges; lists of records go through `fact_records`."""

import difflib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rules_engine.fact import INFINITY, Fact, FactDefinition, Interval, Reason, load_facts, load_words, show, unknown
from rules_engine.fact_records import RECORDS
from rules_engine.geometry import load_couinaud
from rules_engine.policy import load_policy

__all__ = ["Fact", "fact_from", "facts_from", "load_facts", "read_facts", "show", "unknown"]

REASONS: dict[str, Reason] = {
    "unknown": "missing", "u": "missing", "missing": "missing", "not stated": "missing", "not known": "missing",
    "hedged": "hedged", "indeterminate": "hedged", "possible": "hedged", "equivocal": "hedged", "conflict": "conflict",
}  # fmt: skip
TRUTHS = {
    True: ("t", "true", "yes", "present", "positive", "done", "definite", "stated", "met"),
    False: ("f", "false", "no", "absent", "negative", "negated", "none", "never", "not done"),
}
NUMBER = r"(-?\d+(?:\.\d+)?)"
SHAPES: list[tuple[str, Any]] = [
    (rf"{NUMBER}", lambda a: (a, a)),
    (rf"{NUMBER}\s*(?:-|–|to)\s*{NUMBER}", lambda a, b: (a, b)),
    (rf"(?:>=|≥|at least)\s*{NUMBER}", lambda a: (a, INFINITY)),
    (rf"(?:<=|≤|at most|up to)\s*{NUMBER}", lambda a: (-INFINITY, a)),
    (rf">\s*{NUMBER}", lambda a: (a + 1e-6, INFINITY)),
    (rf"<\s*{NUMBER}", lambda a: (-INFINITY, a - 1e-6)),
]
ABOUT_POINTS = 3.0  # "approximately 30 %"


def read_facts(path: Path) -> dict[str, Fact]:
    """Facts from a JSON file that holds one object."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} cannot be read as JSON ({type(error).__name__}): give one object of facts") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path} must hold one JSON object of facts")
    return facts_from(content)


def facts_from(values: Mapping[str, Any]) -> dict[str, Fact]:
    """Facts by name from plain data; what is written for a fact itself goes before what a record implies.

    ValueError names the fact and what it takes.
    """
    flat: dict[str, Any] = {}
    implied: dict[str, Any] = {}
    for key, value in values.items():
        name = named(key)
        name = f"{name}_record" if name == "ablation" and isinstance(value, list | Mapping) else name
        if name in RECORDS:
            implied |= {one: found for one, found in RECORDS[name](value, values).items() if one not in implied}
        else:
            flat |= {name: value}
    for name in [name for name, value in flat.items() if value == "planned"]:  # planned is not done
        flat[name] = None
        planned = f"{name.removesuffix('_done')}_planned"
        flat |= {planned: True} if planned in load_facts() else {}
    return {name: fact_from(name, value) for name, value in {**implied, **flat}.items()}


def named(key: str) -> str:
    """The fact or record of a written key: `ehd[lung]`, `ehd.lung` and `lesion[]` are read too."""
    plain = re.sub(r"\[(\w*)\]", r".\1", key).strip(".").replace(".", "_")
    return load_words().names.get(plain, plain)


def fact_from(name: str, value: Any) -> Fact:
    """A fact from plain data: true, 34, [20, 25], [4, null], "at least 4", "resectable", ["5", "6"], null or "hedged"."""
    known = load_facts()
    if name not in known:
        close = difflib.get_close_matches(name, [*known, *RECORDS], 3, 0.5)
        hint = f"did you mean {' or '.join(close)}? " if close else ""
        raise ValueError(f"unknown fact {name}: {hint}docs/rules.md lists the facts")
    if isinstance(value, Mapping):
        status = str(value.get("status", "definite")).lower()
        if status in REASONS:
            return unknown(name, REASONS[status])
        inner = value.get("value", value.get("present", value.get("done", "date" in value or None)))
        return fact_from(name, False if inner is None and status in TRUTHS[False] else inner)
    if isinstance(value, str) and value.strip().lower() in REASONS and value not in known[name].values:
        return unknown(name, REASONS[value.strip().lower()])
    if value is None:
        return unknown(name)
    read = {"truth": truth, "number": number, "category": category, "set": words}[known[name].kind]
    found = read(value, known[name])
    if found is None:
        takes = f"words of {', '.join(known[name].values)}" if known[name].values else f"a {known[name].kind}"
        raise ValueError(f"fact {name} takes {takes}, not this {type(value).__name__}")
    return Fact(name, found)


def truth(value: Any, fact: FactDefinition) -> bool | None:
    """Yes or no; a date says yes."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        plain = value.strip().lower()
        if re.fullmatch(r"\d{4}(-\d\d){0,2}", plain):
            return True
        return next((answer for answer, spelled in TRUTHS.items() if plain in spelled), None)
    return None


def number(value: Any, fact: FactDefinition) -> Interval | None:
    """An interval."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value), float(value)
    if isinstance(value, list) and len(value) == 2:
        low, high = value
        numeric = all(end is None or (isinstance(end, int | float) and not isinstance(end, bool)) for end in value)
        if not numeric:
            return None
        return (-INFINITY if low is None else float(low), INFINITY if high is None else float(high))
    return spelled_number(value, fact) if isinstance(value, str) else None


def spelled_number(value: str, fact: FactDefinition) -> Interval | None:
    """4, "2-3", "at least 4", "multiple", "about 30 %"."""
    plain = value.strip().lower().removesuffix(fact.unit.lower()).strip()
    counts = {"none": (0.0, 0.0), "solitary": (1.0, 1.0), "single": (1.0, 1.0), "multiple": (2.0, INFINITY)}
    counts["innumerable"] = (load_policy()["innumerable_from"], INFINITY)
    if plain in counts:
        return counts[plain]
    if about := re.fullmatch(rf"(?:~|about|approx\.?|approximately|ca\.?)\s*{NUMBER}", plain):
        middle = float(about[1])
        width = ABOUT_POINTS if fact.unit == "%" else middle / 10
        return middle - width, middle + width
    for shape, interval in SHAPES:
        if found := re.fullmatch(shape, plain):
            low, high = interval(*map(float, found.groups()))
            if fact.whole and abs(low) < INFINITY and low % 1:  # above 4 lesions means from 5 on
                low = float(int(low) + 1)
            if fact.whole and high < INFINITY and high % 1:
                high = float(int(high))
            return low, high
    return None


def category(value: Any, fact: FactDefinition) -> str | frozenset[str] | None:
    """A word of the fact, or the words that are left of it."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, list):
        parts = [category(item, fact) for item in value]
        found = {word for part in parts for word in (part if isinstance(part, frozenset) else {part})}
        if not found or None in found:
            return None
        return frozenset(word for word in found if word is not None) if len(found) > 1 else found.pop()
    if not isinstance(value, str):
        return None
    plain = value.strip()
    if denied := re.fullmatch(r"(?:no|not) (\w+)", plain, re.IGNORECASE):
        left = [word for word in fact.values if word.lower() != denied[1].lower()]
        return frozenset(left) if len(left) == len(fact.values) - 1 else None
    if "mutant" in fact.values and re.fullmatch(r"[A-Z]\d+\w*", plain):  # a named variant: G12V
        return "mutant"
    alternatives = [part.strip() for part in re.split(r"[/|]", plain)] if fact.values else [plain]
    if len(alternatives) > 1:
        return category(alternatives, fact)
    same = {word.lower(): word for word in fact.values} | {
        spelled: word for spelled, word in load_words().values.items() if word in fact.values
    }
    return same.get(plain.lower().replace(" ", "_"), same.get(plain.lower())) if fact.values else plain


def words(value: Any, fact: FactDefinition) -> frozenset[str] | None:
    """A set of words; segments also as a named region or resection, and as ranges."""
    items = value if isinstance(value, list) else re.split(r"\s*[,;]\s*", value) if isinstance(value, str) else [value]
    found: set[str] = set()
    for item in items:
        plain = re.sub(r"\s+", " ", str(item).strip().lower().replace("_", " "))
        plain = re.sub(r"^(?:segments?|seg) ", "", plain)
        ranged = re.fullmatch(r"([1-8])\s*(?:-|–|to)\s*([1-8])", plain)
        if "4a" in fact.values and plain in load_couinaud().regions:
            found |= set(load_couinaud().regions[plain])
        elif "4a" in fact.values and ranged:
            found |= {str(segment) for segment in range(int(ranged[1]), int(ranged[2]) + 1)}
        elif "4a" in fact.values and re.fullmatch(r"[1-8ab]+(?:/[1-8ab]+)+", plain):
            found |= set(plain.split("/"))
        elif plain:
            spelled = load_words().values.get(plain, plain.replace(" ", "_"))
            same = {word.lower(): word for word in fact.values}
            found.add(
                same.get(spelled.lower(), spelled) if fact.values else load_words().regimens.get(plain, str(item))
            )
    return frozenset(found) if not fact.values or found <= set(fact.values) else None
