"""Invented cases in any number, the same ones for a seed; what their notes state is drawn from synthetic_cases.yaml.

Two of three come as a registry has them, consolidated from notes; the third as a file of facts, of any in the dictionary.
"""

import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from yaml import safe_load

from abstraction.consolidation import consolidate
from abstraction.records import CaseAbstraction, ElementValue, Mention, Note, NoteAbstraction, NoteType
from lexicons import load_elements
from rules_engine.change import values_of
from rules_engine.fact import Fact, FactValue
from rules_engine.rulebook import load_book

FIRST_DAY, DAYS = date(2019, 1, 1), 1800
Given = CaseAbstraction | dict[str, Fact]


class Source(BaseModel):
    """Where an element is told, how often, and what of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = Field(alias="in")
    share: float
    values: list[str] = []
    sites: list[str] = []
    most: int = 1
    low: int = 0
    high: int = 0


class Mix(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    notes: dict[str, int]
    share_of_kind: dict[str, float]
    facts: int
    elements: dict[str, Source]


@cache
def load_mix() -> Mix:
    """What the notes of a registry state, and how often."""
    return Mix.model_validate(safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")))


@cache
def choices() -> dict[str, tuple[FactValue, ...]]:
    """Every fact that can be asked for, with the values that rules can tell apart."""
    book = load_book()
    found = {name: values_of(book, name, None) for name, fact in book.facts.items() if fact.question}
    return {name: values for name, values in found.items() if values}


def given(number: int, seed: int) -> Given:
    """The case of this number: consolidated notes, or every third one facts."""
    chance = random.Random(f"{seed}/{number}")
    return of_facts(chance) if number % 3 == 2 else consolidate(f"c{number}", notes(f"c{number}", chance))


def of_facts(chance: random.Random) -> dict[str, Fact]:
    """Facts drawn from the whole dictionary, among them that there are metastases."""
    names = chance.sample(sorted(choices()), load_mix().facts)
    drawn: dict[str, FactValue] = {name: chance.choice(choices()[name]) for name in names}
    return {name: Fact(name, value) for name, value in ({"liver_mets_present": True} | drawn).items()}


def notes(case_id: str, chance: random.Random) -> list[NoteAbstraction]:
    """The notes of a case in any order of time; a second note of a kind states anew what it states."""
    mix, found = load_mix(), []
    told = {name for name, source in mix.elements.items() if chance.random() < source.share}
    for kind, most in mix.notes.items():
        if chance.random() >= mix.share_of_kind[kind]:
            continue
        for number in range(chance.randint(1, most)):
            day = (FIRST_DAY + timedelta(days=chance.randrange(DAYS))).isoformat()
            note = Note(f"{case_id}-{kind}-{number}", case_id, NoteType(kind), day, "")
            values = {
                name: stated(name, mix.elements[name], chance) for name in told if mix.elements[name].kind == kind
            }
            found.append(NoteAbstraction(note, (), dict(sorted(values.items()))))
    return found


def stated(name: str, source: Source, chance: random.Random) -> ElementValue:
    """A value with the evidence of each of its items."""
    items: list[str | None] = [None]
    value: Any
    form = load_elements()[name].kind
    if form == "map":
        value = {site: chance.choice(source.values) for site in chance.sample(source.sites, source.most)}
        items = list(value)
    elif form == "list":
        value = items = list(dict.fromkeys(chance.sample(source.values, chance.randint(1, source.most))))
    elif form == "count":
        low = chance.randint(source.low, source.high)
        value = {"min": low, "max": chance.choice([low, low, low, None]), "innumerable": low == source.high}
    else:
        value = chance.choice(source.values) if source.values else chance.randint(source.low, source.high)
    return ElementValue(name, value, tuple(span(name, item, chance) for item in items))


def span(name: str, item: str | None, chance: random.Random) -> Mention:
    """A place in a note of some length."""
    start = chance.randrange(3000)
    return Mention(name, start, start + chance.randint(4, 40), item)
