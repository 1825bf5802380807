"""Facts as they are written in JSON: plain values, intervals, words, hedges; records go through `fact_records.py`."""

import difflib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rules_engine.fact import Fact, FactDefinition, FactValue, load_facts, load_words, show, unknown
from rules_engine.fact_numbers import number
from rules_engine.fact_records import RECORDS
from rules_engine.fact_words import TRUTHS, category, plain, reason_of, truth_of, words

__all__ = ["Fact", "fact_from", "facts_from", "load_facts", "read_facts", "show", "unknown"]

WORD_OF_RECORD = {"ablation": "ablation_record"}  # a record under the name of a fact


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
    if isinstance(values.get("facts"), Mapping):  # with a title and the like around them
        return facts_from(values["facts"])
    given = {named(key): value for key, value in values.items() if not is_remark(key)}
    flat: dict[str, Any] = {}
    implied: dict[str, Any] = {}
    for key, value in given.items():
        record = WORD_OF_RECORD.get(key, key) if truth_of(value) is None and value is not None else key
        if record in RECORDS:
            implied |= {one: found for one, found in RECORDS[record](value, given).items() if one not in implied}
        else:
            flat |= {key: value}
    merged = {**implied, **flat}
    for name in [name for name, value in merged.items() if value == "planned"]:  # planned is not done
        merged[name] = None
        planned = f"{name.removesuffix('_done')}_planned"
        merged |= {planned: True} if planned in load_facts() else {}
    return {name: fact_from(name, value) for name, value in merged.items()}


def is_remark(key: str) -> bool:
    """Whether an entry is a remark and no fact: an id, a title, a comment."""
    return key.startswith("_") or key in load_words().remarks


def named(key: str) -> str:
    """The fact or record of a written key: `ehd[lung]`, `ehd.lung` and `lesion[]` are read too."""
    bare = re.sub(r"\[([\w -]*)\]", r".\1", key).strip(".").replace(".", "_")
    name = load_words().names.get(bare, bare)
    site = load_words().sites.get(plain(name.removeprefix("ehd_")).replace(" ", "_"))
    return f"ehd_{site}" if name.startswith("ehd_") and site else name


def fact_from(name: str, value: Any) -> Fact:
    """A fact from plain data: true, 34, [20, 25], [4, null], "at least 4", "resectable", ["5", "6"], null or "hedged"."""
    known = load_facts()
    if name not in known:
        close = difflib.get_close_matches(name, [*known, *RECORDS], 3, 0.5)
        hint = f"did you mean {' or '.join(dict.fromkeys(close))}? " if close else ""
        raise ValueError(f"unknown fact {name}: {hint}docs/rules.md lists the facts")
    definition = known[name]
    if isinstance(value, Mapping):
        status = value.get("status", "")
        reason = reason_of(status) or reason_of(value.get("reason", ""))
        if reason:
            return unknown(name, reason)
        if plain(status) in ("negated", "negative", "absent"):  # denied, whatever stands beside it
            return fact_from(name, False if definition.kind == "truth" else None)
        if not (definition.kind == "number" and number(value, definition)):
            inner = value.get("value", value.get("present", value.get("done", "date" in value or None)))
            return fact_from(name, True if inner is None and plain(status) in TRUTHS[True] else inner)
    reason = reason_of(value)
    if value is None or (reason and value not in definition.values):
        return unknown(name, reason or "missing")
    found = READ[definition.kind](value, definition, name)
    if found is None:
        takes = f"words of {', '.join(definition.values)}" if definition.values else f"a {definition.kind}"
        raise ValueError(f"fact {name} takes {takes}, not this {type(value).__name__}")
    return Fact(name, found)


def truth(value: Any, fact: FactDefinition, name: str) -> FactValue | None:
    """Yes or no."""
    return truth_of(value)


def interval(value: Any, fact: FactDefinition, name: str) -> FactValue | None:
    """A number."""
    return number(value, fact)


READ = {"truth": truth, "number": interval, "category": category, "set": words}
