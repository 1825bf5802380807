"""Numbers of a facts file as closed intervals, in the unit of their fact."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from rules_engine.fact import INFINITY, FactDefinition, Interval
from rules_engine.fact_words import ROMAN
from rules_engine.policy import load_policy

Shape: TypeAlias = tuple[str, Callable[..., Interval]]
NUMBER = r"(-?\d+(?:\.\d+)?)"
JUST = 1e-6  # so much above or below an end that is left out
SHAPES: list[Shape] = [
    (rf"{NUMBER}", lambda a: (a, a)),
    (rf"{NUMBER} ?(?:-|–|to|or) ?{NUMBER}", lambda a, b: (a, b)),
    (rf"(?:>=|≥|at least|not less than|no fewer than|minimum) ?{NUMBER}", lambda a: (a, INFINITY)),
    (rf"{NUMBER} ?(?:\+|or more|and more)", lambda a: (a, INFINITY)),
    (rf"(?:<=|≤|at most|up to|no more than|not more than|maximum) ?{NUMBER}", lambda a: (-INFINITY, a)),
    (rf"(?:>|more than|above|over|greater than) ?{NUMBER}", lambda a: (a + JUST, INFINITY)),
    (rf"(?:<|less than|fewer than|below|under) ?{NUMBER}", lambda a: (-INFINITY, a - JUST)),
    (rf"\[ ?{NUMBER} ?, ?{NUMBER} ?\]", lambda a, b: (a, b)),
    (rf"\[ ?{NUMBER} ?, ?\+?(?:inf|infinity|∞|null|none) ?[\])]", lambda a: (a, INFINITY)),
    (rf"(?:in (?:his|her|their|the) )?{NUMBER} ?'?s", lambda a: (a, a + 9)),  # an age: "in his 80s"
]
SPELLED = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {word: f"{number}s" for number, word in zip(range(20, 100, 10), "twenties thirties forties fifties sixties seventies eighties nineties".split(), strict=True)}  # fmt: skip
COUNTS: dict[str, Interval] = {
    "none": (0.0, 0.0), "solitary": (1.0, 1.0), "single": (1.0, 1.0), "multiple": (2.0, INFINITY), "several": (2.0, INFINITY),
    "numerous": (2.0, INFINITY), "many": (2.0, INFINITY),
}  # fmt: skip
WRITTEN_UNITS = {
    "mm": ("mm", "millimetres"), "cm": ("cm", "centimetres"), "months": ("months", "month", "mo", "mths"),
    "years": ("years", "year", "y", "yr", "yrs"), "weeks": ("weeks", "week", "wk", "w"), "days": ("days", "day", "d"),
    "%": ("%", "percent", "per cent"), "mL": ("ml", "cc", "cm3"), "cycles": ("cycles", "cycle", "courses", "course", "x"),
    "ng/mL": ("ng/ml", "µg/l", "ug/l", "μg/l"), "10^9/L": ("10^9/l", "x10^9/l", "10⁹/l", "×10⁹/l", "g/l"),
}  # fmt: skip
FACTORS = {("cm", "mm"): 10.0, ("years", "months"): 12.0, ("weeks", "days"): 7.0, ("weeks", "months"): 7 / 30.4375}
ABOUT_POINTS = 3.0  # "approximately 30 %"
ENDS = (("min", "max"), ("lo", "hi"), ("low", "high"), ("from", "to"), ("lower", "upper"), ("at_least", "at_most"))


def number(value: Any, fact: FactDefinition) -> Interval | None:
    """4, [2, 3], [4, null], {"min": 4}, {"value": 3.1, "unit": "cm"} or words; None when it is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value), float(value)
    if isinstance(value, Mapping):
        return mapped(value, fact)
    if isinstance(value, list):
        ends = [value[0], value[0]] if len(value) == 1 else value
        return interval(*ends) if len(ends) == 2 else None
    return spelled_number(value, fact) if isinstance(value, str) else None


def mapped(value: Mapping[str, Any], fact: FactDefinition) -> Interval | None:
    """An interval by the names of its ends, or a value with its unit."""
    for low, high in ENDS:
        if low in value or high in value:
            found = interval(value.get(low), value.get(high))
            innumerable = value.get("innumerable") is True and found is not None
            return (max(found[0], load_policy()["innumerable_from"]), found[1]) if innumerable and found else found
    found = number(value["value"], fact) if "value" in value else None
    factor = factor_of(str(value.get("unit", fact.unit)), fact.unit)
    return None if found is None or factor is None else (found[0] * factor, found[1] * factor)


def interval(low: Any, high: Any) -> Interval | None:
    """Two ends, an open one null or "inf"."""
    open_ends = (None, "inf", "+inf", "infinity", "∞", "-inf")
    numeric = all(
        end in open_ends or (isinstance(end, int | float) and not isinstance(end, bool)) for end in (low, high)
    )
    if not numeric or (low in open_ends and high in open_ends):
        return None
    return (-INFINITY if low in open_ends else float(low), INFINITY if high in open_ends else float(high))


def factor_of(written: str, unit: str) -> float | None:
    """What a number in the written unit is multiplied with; None when the units do not belong together."""
    same = next(
        (name for name, spelled in WRITTEN_UNITS.items() if written.strip().lower() in (name.lower(), *spelled)),
        written,
    )
    return 1.0 if same in (unit, "") or not unit else FACTORS.get((same, unit))


def spelled_number(value: str, fact: FactDefinition) -> Interval | None:
    """4, "2-3", "at least four", "multiple", "about 30 %", "3.1 cm"."""
    text = re.sub(r"\s+", " ", value.strip().lower())
    if fact.whole and text in ROMAN:
        text = ROMAN[text]
    text = re.sub(r"[a-z]+", lambda found: SPELLED.get(found[0], found[0]), text)
    factor = 1.0
    for unit in sorted((one for spelled in WRITTEN_UNITS.values() for one in spelled), key=len, reverse=True):
        if re.search(rf"\d ?{re.escape(unit)}$", text):
            found = factor_of(unit, fact.unit)
            if found is None:
                return None
            text, factor = text.removesuffix(unit).strip(), found
            break
    if text in COUNTS or text == "innumerable":
        return COUNTS.get(text, (load_policy()["innumerable_from"], INFINITY))
    if about := re.fullmatch(rf"(?:~|≈|about|around|approx\.?|approximately|roughly|ca\.?|c\.) ?{NUMBER}", text):
        middle = float(about[1]) * factor
        width = ABOUT_POINTS if fact.unit == "%" else middle / 10
        return middle - width, middle + width
    for shape, made in SHAPES:
        if found_ends := re.fullmatch(shape, text):
            low, high = (end * factor for end in made(*map(float, found_ends.groups())))
            return whole(low, high) if fact.whole else (low, high)
    return None


def whole(low: float, high: float) -> Interval:
    """The whole numbers of an interval: above 4 lesions means from 5 on."""
    if abs(low) < INFINITY and low % 1:
        low = float(int(low) + 1)
    return low, float(int(high)) if high < INFINITY and high % 1 else high
