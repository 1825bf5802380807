"""Invented notes of 300 to 700 words in any number, the same ones for a seed; the grammar is synthetic_notes.yaml.

usage: python -m benchmarks.synthetic_notes OUT.jsonl [--notes 2000] [--seed 7]
"""

import argparse
import json
import random
import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from yaml import safe_load

# `[a|b]` or `{rule}`, `{2-9}`, `{0.5-9.0}`.
CHOICE = re.compile(r"\[(?P<either>[^\[\]]+)\]|\{(?P<low>[\d.]+)-(?P<high>[\d.]+)\}|\{(?P<rule>\w+)\}")


class Layout(BaseModel):
    """A kind of note: titles in turn, and (heading, rules of its sentences, share) of each section."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note_type: str
    titles: list[str]
    sections: list[tuple[str, str, int]]


class Grammar(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: dict[str, list[str]]
    layouts: list[Layout]


@cache
def load_grammar() -> Grammar:
    """The grammar of the notes."""
    path = Path(__file__).with_name("synthetic_notes.yaml")
    return Grammar.model_validate(safe_load(path.read_text(encoding="utf-8")))


def corpus(count: int = 2000, seed: int = 7) -> list[dict[str, str]]:
    """Notes with note_id, case_id, note_type, note_date and text."""
    chance, titled = (
        random.Random(seed),
        [(layout, title) for layout in load_grammar().layouts for title in layout.titles],
    )
    return [
        {
            "note_id": f"n{number}",
            "case_id": f"c{number // 5}",
            "note_type": titled[number % len(titled)][0].note_type,
            "note_date": "2024-05-01",
            "text": note(chance, *titled[number % len(titled)]),
        }
        for number in range(count)
    ]


def note(chance: random.Random, layout: Layout, title: str) -> str:
    """One text, its sections made longer until it has the length it is to have."""
    number, wanted, scale = chance.randint(10**6, 10**7), chance.randint(300, 600), 0.7
    head = say(chance, f"{title}\nPatient: {{person}}  MRN: {number}  DATE: {{date}}\n\n")
    foot = say(chance, "\nElectronically signed by {person}, MD on {date}")
    while True:
        body = [
            heading + chance.choice("\n ") + chance.choice((" ", " ", "\n", "\n- ")).join(sentences(chance, rules, share * scale)) + "\n"
            for heading, rules, share in layout.sections
        ]  # fmt: skip
        text = head + "\n".join(body) + foot
        if len(text.split()) >= wanted:
            return text
        scale *= 1.06


def sentences(chance: random.Random, rules: str, share: float) -> list[str]:
    """About `share` sentences of the rules, with a filler now and then."""
    either = rules.split()
    fillers = 0.45 if len(either) > 1 else 0.15
    return [
        say(chance, "{filler}" if chance.random() < fillers else f"{{{chance.choice(either)}}}")
        for _ in range(max(1, round(share)))
    ]


def say(chance: random.Random, text: str) -> str:
    """The text with every choice made."""
    while found := CHOICE.search(text):
        text = text[: found.start()] + chosen(chance, found) + text[found.end() :]
    return text


def chosen(chance: random.Random, found: re.Match[str]) -> str:
    """What one choice becomes; it can hold further ones."""
    if found["either"]:
        return chance.choice(found["either"].split("|"))
    if found["rule"]:
        picked = chance.choice(load_grammar().rules[found["rule"].lower()])
        return picked[0].upper() + picked[1:] if found["rule"][0].isupper() else picked
    low, high = found["low"], found["high"]
    return f"{chance.uniform(float(low), float(high)):.1f}" if "." in low else str(chance.randint(int(low), int(high)))


def main() -> None:
    """Write the notes to a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    rows = corpus(asked.notes, asked.seed)
    asked.out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    words = sorted(len(row["text"].split()) for row in rows)
    print(f"{len(rows)} notes, words min {words[0]}, median {words[len(words) // 2]}, max {words[-1]}")


if __name__ == "__main__":
    main()
