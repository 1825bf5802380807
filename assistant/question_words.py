"""The words of questions as data: what names a field, what claims a value of it, what asks, compares, joins and denies."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from lexicons import load_elements
from lexicons.vocabulary import YAML_LOADER, expand, load_targets
from registry.question import Op
from rules_engine import load_rules

FIELD_FILES = (
    "liver", "extrahepatic", "treatment", "primary", "markers", "patient", "supplementary", "answered", "registry", "verdicts",
)  # fmt: skip


class WordsModel(BaseModel):
    """A YAML entry: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Also(WordsModel):
    """Words that claim more than one value, or compare."""

    terms: list[str]
    op: Op
    values: list[str | int]


class FieldWords(WordsModel):
    """How one field is spoken of: `names` name it, `nouns` only beside something else, `values` claim a value.
    Names of the fields `beside` say nothing more where they stand beside it: "response to chemotherapy".

    `lexicon` takes the terms of concepts of a topic of the lexicon as words for values. `found` are phrases with the values
    they claim (none: they name the field), `not_found` phrases that are not about it; both run as tests.
    """

    beside: list[str] = []
    names: list[str] = []
    nouns: list[str] = []
    values: dict[str, list[str]] = {}
    also: list[Also] = []
    lexicon: dict[str, dict[str, str]] = {}
    found: dict[str, list[str | int]]
    not_found: list[str]


class RoleWords(WordsModel):
    """Words of one role in a question; the examples are questions that have such a word and that have none."""

    terms: list[str]
    found: list[str]
    not_found: list[str]


class UnitWords(WordsModel):
    """A unit as it is written, what it is of the units of the elements, and how many of those it makes."""

    terms: list[str]
    is_: str
    times: int

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_"))


class Claim(WordsModel):
    """What a phrase claims."""

    field: str
    op: Op
    values: tuple[str | float, ...]


Phrase = tuple[str, ...]
Content = TypeVar("Content")


def read(name: str, kind: type[Content]) -> Content:
    """One file of words, validated; an error names the file and the key."""
    path = files(__package__) / "words" / f"{name}.yaml"
    try:
        return TypeAdapter(kind).validate_python(yaml.load(path.read_text(encoding="utf-8"), YAML_LOADER))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"words/{name}.yaml: {' > '.join(map(str, first['loc']))}: {first['msg']}") from None


@cache
def load_fields() -> Mapping[str, FieldWords]:
    """Field -> its words; a name that ends in `.*` stands for every field of its kind."""
    return {name: words for file in FIELD_FILES for name, words in read(file, dict[str, FieldWords]).items()}


@cache
def load_roles() -> Mapping[str, RoleWords]:
    """Role -> its words."""
    return read("grammar", dict[str, RoleWords])


@cache
def load_units() -> Mapping[str, UnitWords]:
    """Unit -> how it is written."""
    return read("units", dict[str, UnitWords])


class Meaning:
    """All that a phrase can mean."""

    __slots__ = ("claims", "names", "nouns", "roles")

    def __init__(self) -> None:
        self.roles: set[str] = set()
        self.names: list[str] = []
        self.nouns: list[str] = []
        self.claims: list[Claim] = []


class Vocabulary:
    """Phrases as words -> what they mean; `longest` is the number of words of the longest, `words` all that occur."""

    def __init__(self, split: Any) -> None:
        self.phrases: dict[Phrase, Meaning] = {}
        for role, of_role in load_roles().items():
            for phrase in phrases(of_role.terms, split):
                self._meaning(phrase).roles.add(role)
        for field, entry in load_fields().items():
            for phrase in phrases(entry.names, split):
                self._meaning(phrase).names.append(field)
            for phrase in phrases(entry.nouns, split):
                self._meaning(phrase).nouns.append(field)
            for terms, claim in claims_of(field, entry):
                for phrase in phrases(terms, split):
                    if claim not in (known := self._meaning(phrase).claims):
                        known.append(claim)
        for field, terms in rule_names().items():
            for phrase in phrases(terms, split):
                self._meaning(phrase).names.append(field)
        for element, defined in load_elements().items():
            phrase = tuple(split(element))
            if phrase not in self.phrases:  # by its id every element can be named: "cea_ng_ml over 20"
                self._meaning(phrase).names.append(element)
                if defined.values == ["yes", "no"]:
                    self._meaning(phrase).claims.append(Claim(field=element, op="is", values=("yes",)))
        self.units = {phrase: unit for unit in load_units().values() for phrase in phrases(unit.terms, split)}
        self.longest = max(map(len, self.phrases))
        self.words = sorted({word for phrase in self.phrases for word in phrase if len(word) > 3 and word.isalpha()})

    def _meaning(self, phrase: Phrase) -> Meaning:
        return self.phrases.setdefault(phrase, Meaning())


def phrases(terms: Iterable[str], split: Any) -> Iterator[Phrase]:
    """Every phrase of the terms, as words, each once."""
    yield from dict.fromkeys(tuple(split(phrase)) for term in terms for phrase in expand(term) if phrase)


def claims_of(field: str, entry: FieldWords) -> Iterator[tuple[list[str], Claim]]:
    """The terms that claim something of the field, with what they claim."""
    for value, terms in entry.values.items():
        yield terms, Claim(field=field, op="is", values=(value,))
    for other in entry.also:
        yield other.terms, Claim(field=field, op=other.op, values=tuple(other.values))
    for topic, concepts in entry.lexicon.items():
        for concept, value in concepts.items():
            yield load_targets()[topic].concepts[concept].terms, Claim(field=field, op="is", values=(value,))


@cache
def rule_names() -> Mapping[str, list[str]]:
    """Rule field -> its number as it is written, and its name; where a rule has two tracks, the bare number is the derived one."""
    found = {}
    for rule in load_rules():
        number = rule.id.lstrip("RC").lstrip("0")
        letter = rule.id[0]
        spelled = [rule.id, f"{letter} {number}", f"{letter}{number}", f"rule {rule.id}", f"rule {letter}{number}"]
        if letter == "R":
            spelled += [f"rule {number}", f"rule number {number}"]
        title = rule.title.replace("{", "").replace("}", "")
        if rule.track == "documented":
            spelled, title = [f"{one} documented" for one in spelled], title
        found[f"rule.{rule.id}.{rule.track}"] = [*spelled, f"{title} rule", f"rule {title}", f"rule on {title}"]
    return found
