"""What words and phrases name: data elements, single values, rules, outcomes; and the words of questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pydantic import model_validator

from assistant.tokens import words
from lexicons import load_elements
from lexicons.schema import LexiconModel
from lexicons.vocabulary import expand, load_targets, read_yaml
from review.wording import term
from rules_engine import load_rules

Phrase = tuple[str, ...]
STAGES = ("M0", "M1a", "M1b", "M1c", "G1", "G2", "G3")
# Elements whose names from the lexicon hold rare words: no slip of a common word is to be taken for one of them. Words that
# stand in other names too, such as "resection", are known all the same.
RARE = ("vascular_contact", "primary_site")
# Elements that say no where another one says yes.
DENYING = {"liver_background": "liver_background_denied"}
LONGEST_TERM = 4  # words of a term of the lexicon that is taken as a name


class Words(LexiconModel):
    """`words.yaml`."""

    synonyms: dict[str, list[str]]
    fillers: list[str]
    auxiliaries: list[str]
    asking: list[str]
    registry: list[str]
    plain: list[str]

    @model_validator(mode="after")
    def each_once(self) -> "Words":
        """No word is read as two."""
        said = [words(one) for main, others in self.synonyms.items() for one in (main, *others)]
        if twice := sorted({" ".join(one) for one in said if said.count(one) > 1}):
            raise ValueError(f"stands in two lines: {', '.join(twice)}")
        return self


class Names(LexiconModel):
    """`names.yaml`."""

    elements: dict[str, list[str]]
    topics: dict[str, str]
    items: dict[str, dict[str, list[str]]]
    values: dict[str, list[str]]
    rules: dict[str, list[str]]
    outcomes: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a data element: a site, a drug, a state."""

    element: str
    value: str


@cache
def load_words() -> Words:
    """The words of questions."""
    return read_yaml(files("assistant") / "words.yaml", Words)


@cache
def load_names() -> Names:
    """What people call things."""
    return read_yaml(files("assistant") / "names.yaml", Names)


@cache
def synonyms() -> Mapping[Phrase, str]:
    """A word or phrase -> the word it is read as."""
    found = {words(said): main for main, others in load_words().synonyms.items() for said in (main, *others)}
    return MappingProxyType(found)


@cache
def element_phrases() -> Mapping[Phrase, str]:
    """Names of data elements; a name given here goes before the label of the catalogue."""
    found = {words(known.label): element for element, known in load_elements().items() if not known.entered}
    found |= {
        words(element.replace("_", " ")): element for element, known in load_elements().items() if not known.entered
    }
    found |= {
        words(spelt): element
        for element, names in load_names().elements.items()
        for name in names
        for spelt in expand(name)
    }
    return MappingProxyType(found)


@cache
def item_phrases() -> Mapping[Phrase, Item]:
    """Names of single values."""
    return MappingProxyType(dict(_items()))


def _items() -> Iterator[tuple[Phrase, Item]]:
    elements, names = load_elements(), load_names()
    for element, topic in names.topics.items():
        for value, concept in load_targets()[topic].concepts.items():
            if value in elements[element].values:
                yield words(term(value)), Item(element, value)
                for phrase in (words(spelt) for written in concept.terms for spelt in expand(written)):
                    if 0 < len(phrase) <= LONGEST_TERM:
                        yield phrase, Item(element, value)
    for element, values in names.items.items():
        for value, said in values.items():
            yield from ((words(spelt), Item(element, value)) for one in said for spelt in expand(one))
    for element, known in elements.items():  # "hepatectomy planned" names an element that is yes or no, and its yes
        if known.values == ["yes", "no"] and not known.entered:
            yield words(known.label), Item(element, "yes")


@cache
def rule_phrases() -> Mapping[Phrase, str]:
    """Names of rules: their number, title, and what they are about."""
    found: dict[Phrase, str] = {}
    for rule in load_rules():
        found.setdefault(words(rule.title), rule.id)
        found[words(rule.id)] = rule.id
        if rule.id.startswith("R"):
            found[words(f"rule {int(rule.id[1:])}")] = rule.id
        if rule.id[1:].startswith("0"):
            found[words(rule.id[0] + rule.id[2:])] = rule.id
    found |= {
        words(spelt): rule for rule, names in load_names().rules.items() for name in names for spelt in expand(name)
    }
    return MappingProxyType(found)


@cache
def stage_phrases() -> Mapping[Phrase, str]:
    """ECMTG stages and groups at presentation."""
    found = {words(stage): stage for stage in STAGES}
    found |= {words(f"ECMTG {stage}"): stage for stage in STAGES if stage.startswith("M")}
    found |= {words(f"group {number}"): f"G{number}" for number in (1, 2, 3)}
    found |= {words(f"group G{number}"): f"G{number}" for number in (1, 2, 3)}
    return MappingProxyType(found)


@cache
def outcome_phrases() -> Mapping[Phrase, str]:
    """The answers of the whole case."""
    return MappingProxyType({words(name): one for one, names in load_names().outcomes.items() for name in names})


@cache
def vocabulary() -> frozenset[str]:
    """Every word that means something here: what a misspelt word may be put right to."""
    tables = (synonyms(), element_phrases(), rule_phrases(), stage_phrases(), outcome_phrases())
    items = (phrase for phrase, item in item_phrases().items() if item.element not in RARE)
    known = {word for table in (*tables, items) for phrase in table for word in phrase}
    given = load_words()
    return frozenset(known | {*given.fillers, *given.auxiliaries, *given.asking, *given.plain})
