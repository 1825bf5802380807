"""Intents as data: `intents/<intent>.yaml` says how a question may be put and with which words it is answered."""

from functools import cache
from importlib.resources import files

from pydantic import Field

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml


class Example(LexiconModel):
    """A question that this intent understands, and what its slots then hold, in words."""

    ask: str
    slots: dict[str, str] = Field(default={})


class Intent(LexiconModel):
    """One thing that can be asked or said about a case.

    A sentence holds words, `[words]` that may be left out and `{slots}`; fillers and the order of the words do not count.
    Where several intents fit, that of the higher `rank` holds. `states` is true where the sentence tells something instead of asking. `follows` sentences lean on the answer before.
    `offer` is the question offered to somebody who was not understood, with slots. `answers` are the words of the reply.
    """

    description: str
    offer: str = ""
    states: bool = False
    rank: int = 0
    sentences: list[str]
    follows: list[str] = Field(default=[])
    answers: dict[str, str]
    examples: list[Example] = Field(min_length=2)
    not_examples: list[str] = Field(min_length=1)


@cache
def load_intents() -> dict[str, Intent]:
    """Every intent by name, in alphabetical order; ValueError names the file and the key that cannot be read."""
    folder = files("assistant") / "intents"
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    return {path.name.removesuffix(".yaml"): read_yaml(path, Intent) for path in paths}
