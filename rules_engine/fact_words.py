"""Words of a facts file: yes and no, why something is unknown, the words of a category, the items of a set."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from rules_engine.fact import FactDefinition, Reason, load_words
from rules_engine.geometry import load_couinaud

REASONS: dict[str, Reason] = {
    "unknown": "missing", "u": "missing", "missing": "missing", "not stated": "missing", "not known": "missing", "?": "missing",
    "not reported": "missing", "not mentioned": "missing", "pending": "missing", "ordered": "missing", "recommended": "missing",
    "not tested": "missing", "historical": "missing", "prior": "missing", "hedged": "hedged", "indeterminate": "hedged",
    "possible": "hedged", "equivocal": "hedged", "uncertain": "hedged", "cannot exclude": "hedged",
    "cannot be excluded": "hedged", "cannot be assessed": "hedged", "too small to characterise": "hedged", "conflict": "conflict",
    "conflicting": "conflict",
}  # fmt: skip
TRUTHS = {
    True: ("t", "true", "yes", "y", "present", "positive", "done", "definite", "stated", "met", "given", "likely", "probable",
           "suspicious", "consistent with"),
    False: ("f", "false", "no", "n", "absent", "negative", "negated", "none", "never", "not done", "denied"),
}  # fmt: skip
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}


def plain(written: Any) -> str:
    """A word in lower case, with single spaces for spaces, underscores and hyphens."""
    return re.sub(r"[\s_-]+", " ", str(written).strip().lower())


def reason_of(written: Any) -> Reason | None:
    """Why something is unknown, where that is what is written: "hedged", "U", "U (hedged)"."""
    if not isinstance(written, str):
        return None
    found = re.fullmatch(r"u ?[(:] ?(.+?)\)?", plain(written))
    return REASONS.get(found[1] if found else plain(written))


def truth_of(value: Any) -> bool | None:
    """Yes or no, as a word, as 1 or 0, or as a date, which says yes."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    if isinstance(value, str):
        if re.fullmatch(r"\d{4}(-\d\d){0,2}", value.strip()):
            return True
        return next((answer for answer, spelled in TRUTHS.items() if plain(value) in spelled), None)
    return None


def denied(value: Any) -> bool:
    """Whether nothing is what is written: no, none, an empty list."""
    return value == [] or truth_of(value) is False


@cache
def spellings(name: str) -> Mapping[str, str]:
    """How the words of a fact may be written, all of them in plain form."""
    words = load_words()
    return {plain(spelled): word for spelled, word in (words.values | words.spellings.get(name, {})).items()}


def category(value: Any, fact: FactDefinition, name: str) -> str | frozenset[str] | None:
    """A word of the fact, or the words that are left of it."""
    if isinstance(value, list):
        parts = [category(item, fact, name) for item in value]
        found = {word for part in parts for word in (part if isinstance(part, frozenset) else {part})}
        if not found or None in found:
            return None
        return frozenset(word for word in found if word is not None) if len(found) > 1 else found.pop()
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    written = str(value).strip()
    if not fact.values:
        return written
    bare = plain(re.sub(r"\(.*\)", "", written))
    spelled = spellings(name).get(bare, bare)
    same = {plain(word): word for word in fact.values}
    if plain(spelled) in same:
        return same[plain(spelled)]
    if spelled != bare:  # one spelling for several words: "objective" is CR or PR
        return category(spelled.split("|"), fact, name)
    if said_not := re.fullmatch(r"(?:no|not) (.+)", bare):
        left = category(said_not[1], fact, name)
        return frozenset(fact.values) - {left} if isinstance(left, str) else None
    if "mutant" in fact.values and re.fullmatch(r"(?:[A-Z]\w* )?[A-Z]\d+\w*", written):  # a named variant: G12V
        return "mutant"
    alternatives = [part for part in re.split(r"\s*(?:[/|]|\bor\b)\s*", written) if part]
    return category(alternatives, fact, name) if len(alternatives) > 1 else None


def words(value: Any, fact: FactDefinition, name: str) -> frozenset[str] | None:
    """A set of words; segments also in Roman numbers, as ranges, and as a named region or resection."""
    items = value if isinstance(value, list) else re.split(r"\s*[,;+&]\s*", str(value).strip("{} "))
    found: set[str] = set()
    for item in items:
        if not plain(item):
            continue
        read = segments(item) if "4a" in fact.values else None
        if read is not None:
            found |= read
            continue
        spelled = spellings(name).get(plain(item), plain(item))
        same = {plain(word): word for word in fact.values}
        found.add(same.get(plain(spelled), spelled) if fact.values else regimen(item))
    return frozenset(found) if not fact.values or found <= set(fact.values) else None


def segments(written: Any) -> set[str] | None:
    """Couinaud segments of a number, a range, a region or a resection; None when it names none."""
    text = re.sub(
        r"^(?:couinaud )?(?:segments?|segs?|s) ?(?=[\divx])", "", str(written).strip().lower().replace("_", " ")
    )
    regions = load_couinaud().regions
    for spelled in (text, plain(written)):
        if spelled in regions:
            return set(regions[spelled])
    if ranged := re.fullmatch(r"([1-8])\s*(?:-|–|to)\s*([1-8])", text):
        return {str(segment) for segment in range(int(ranged[1]), int(ranged[2]) + 1)}
    found: set[str] = set()
    for part in re.split(r"\s*(?:/|\band\b|,)\s*", text):
        number = re.fullmatch(r"(?:([1-8])|([ivx]+?))([ab]?)", part)
        digit = number and (number[1] or ROMAN.get(number[2] or ""))
        if not number or not digit or (number[3] and digit != "4"):
            return None
        found.add(digit + number[3])
    return found


def regimen(written: Any) -> str:
    """A chemotherapy by its usual name."""
    known = {plain(spelled): name for spelled, name in load_words().regimens.items()}
    return known.get(plain(written), str(written).strip())


def regimens(written: Any) -> list[str]:
    """The chemotherapies of one line: "FOLFOX + bevacizumab" are two."""
    known = {plain(spelled) for spelled in load_words().regimens}
    if plain(written) in known:
        return [regimen(written)]
    parts = re.split(r"\s*(?:[+,&/]|\bwith\b|\band\b|\bplus\b)\s*", str(written).strip())
    return [regimen(part) for part in parts if part]
