"""Terms as data: targets, modifiers and section headings, expanded into plain phrases for the matcher."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from itertools import product
from typing import Literal, TypeVar

import yaml
from pydantic import ValidationError

from lexicons import folder
from lexicons.schema import LexiconModel

BRACES = re.compile(r"\{([^{}]*)\}")
# "From the outset" is "from outset" where words are spared; what begins with its article is another matter ("a few").
INNER_ARTICLE = re.compile(r"(?<=\S )((?:the|an?) )")


class Concept(LexiconModel):
    """Surface forms of one concept; `found` and `not_found` are example sentences that run as tests."""

    terms: list[str]
    found: list[str]
    not_found: list[str]


class Topic(LexiconModel):
    """One file of `targets/`: concepts that answer the same question (which site? which drug?).

    Words that only grade something (`opens_clause: false`) begin no statement of their own behind a comma.
    """

    description: str
    opens_clause: bool = True
    concepts: dict[str, Concept]


class Modifier(LexiconModel):
    """A group of cues with one effect, in the terms of ConText.

    Examples mark the target in brackets: the effect holds in `modifies`, and does not in `leaves`.
    """

    category: Literal[
        "negated", "no_new", "normal", "possible", "affirmed", "hypothetical", "historical", "family", "none"
    ]
    direction: Literal["forward", "backward", "both", "sentence"]
    terms: list[str]
    modifies: list[str]
    leaves: list[str]


class Heading(LexiconModel):
    """Titles of one section category; `found` are note snippets whose heading is read, `not_found` look alike."""

    terms: list[str]
    found: list[str]
    not_found: list[str]


class Modifiers(LexiconModel):
    """`modifiers.yaml`: the cues, the words that end a clause, and the words that open a new statement after a comma."""

    cues: dict[str, Modifier]
    clause_breaks: list[str]
    statement_openers: list[str]


class Headings(LexiconModel):
    """`sections.yaml`."""

    sections: dict[str, Heading]


class Spellings(LexiconModel):
    """`spelling.yaml`: British spelling -> American spelling."""

    pairs: dict[str, str]


# libyaml, where PyYAML was built with it, reads the same language several times faster.
YAML_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Model = TypeVar("Model", bound=LexiconModel)


def read_yaml(path: Traversable, model: type[Model]) -> Model:
    """One lexicon file, validated; an error names the file and the key."""
    try:
        return model.model_validate(yaml.load(path.read_text(encoding="utf-8"), YAML_LOADER))
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"])
        name = "/".join(str(path).split("/")[-2:])
        raise ValueError(f"{name}: {where}: {first['msg']}") from None


@cache
def load_targets() -> dict[str, Topic]:
    """Topic name -> its concepts, from `targets/<topic>.yaml`."""
    return {path.stem: read_yaml(path, Topic) for path in sorted((folder() / "targets").glob("*.yaml"))}


@cache
def load_modifiers() -> Modifiers:
    """The assertion cues."""
    return read_yaml(folder() / "modifiers.yaml", Modifiers)


@cache
def load_headings() -> Headings:
    """The section headings."""
    return read_yaml(folder() / "sections.yaml", Headings)


@cache
def load_spellings() -> tuple[tuple[str, str], ...]:
    """Pairs of British and American spellings; either side stands for both."""
    return tuple(read_yaml(folder() / "spelling.yaml", Spellings).pairs.items())


@cache
def spelling_pattern() -> re.Pattern[str]:
    """Any of these spellings: most phrases hold none."""
    return re.compile("|".join(re.escape(word) for pair in load_spellings() for word in pair))


def expand(term: str) -> Iterator[str]:
    """Every plain phrase of a term: `{a,b}` alternatives (one may be empty), then both spellings, each without its inner articles too."""
    found = BRACES.search(term)
    if found:
        for choice in found.group(1).split(","):
            yield from expand(term[: found.start()] + choice.lstrip() + term[found.end() :])
        return
    phrase = " ".join(term.lower().split())
    yield from with_and_without_articles(phrase)
    if not spelling_pattern().search(phrase):
        return
    for british, american in load_spellings():
        for old, new in ((british, american), (american, british)):
            if old in phrase:
                yield from with_and_without_articles(phrase.replace(old, new))


def with_and_without_articles(phrase: str) -> Iterator[str]:
    """The phrase itself, then each way in which articles behind its first word can be left out."""
    between, articles = (parts := INNER_ARTICLE.split(phrase))[::2], parts[1::2]
    for chosen in product(*((article, "") for article in articles)):
        yield "".join(part for pair in zip(between, (*chosen, ""), strict=True) for part in pair)
