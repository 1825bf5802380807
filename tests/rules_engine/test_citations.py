"""Every rule quotes the source, and every number it compares with stands in what it quotes."""

import re
from pathlib import Path

import pytest

from rules_engine import Rule, load_rules
from rules_engine.evaluation import limit
from rules_engine.rule import Criterion

PAPER = (Path(__file__).parent / "source_paper.txt").read_text(encoding="utf-8")
# Numbers that are ours, not the paper's: proposals of the policy, and bounds that only ask whether a value is there.
OWN = {"R05": {0.0}, "R08": {90.0}, "R09": {1.0, 3.0, 40.0}}
WORDS = {"70s": 70.0, "80s": 80.0, "1 cm": 10.0}


def section(name: str) -> str:
    start = PAPER.index(name)
    return PAPER[start:]


def numbers(node: Criterion) -> set[float]:
    found = {limit(value) for value in (node.at_least, node.above, node.at_most, node.below) if value is not None}
    for part in [*(node.all or []), *(node.any or []), *(node.none_of or []), *([node.silent] if node.silent else [])]:
        found |= numbers(part)
    return found


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.key)
def test_quote_stands_in_its_section(rule: Rule) -> None:
    flat = " ".join(section(rule.citation.section).split())
    assert rule.citation.quote in flat
    after = flat[flat.index(rule.citation.quote) : flat.index(rule.citation.quote) + len(rule.citation.quote) + 400]
    cited = {int(number) for group in re.findall(r"\[([\d,–-]+)\]", after) for number in re.findall(r"\d+", group)}
    assert set(rule.citation.references) <= cited


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.key)
def test_numbers_stand_in_the_quote(rule: Rule) -> None:
    quoted = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", rule.citation.quote)}
    quoted |= {value for words, value in WORDS.items() if words in rule.citation.quote}
    assert numbers(rule.criterion) <= quoted | OWN.get(rule.id, set())
