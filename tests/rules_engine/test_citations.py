"""Every rule quotes its section of the source, and every number of the rule stands in what it quotes or is owned up to."""

import re
from pathlib import Path

import pytest

from rules_engine import Citation, Rule, load_rules
from rules_engine.criterion import limit, limits
from rules_engine.policy import load_policy

PAPER = (Path(__file__).parent / "source_paper.txt").read_text(encoding="utf-8")
RULES = load_rules()
OF_THE_SOURCE = [rule for rule in RULES if rule.origin == "source"]
NEAR = 700  # characters before and after a quote in which its reference numbers stand
WORDS = {"two": 2, "three": 3, "multiple": 2, "more than one": 1, "seventy-five": 75, "70s": 70, "80s": 80}
# How the rules write what the source writes in another unit: centimetres as mm, years as months.
UNITS = {r"([\d.]+) cm": 10, r"([\d.]+) year": 12}
NUMBER = r"\d+(?:\.\d+)?"


def sections() -> dict[str, str]:
    """Heading -> text up to the next heading, with blanks and line ends as single blanks."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in PAPER.splitlines():
        plain = line.strip()
        if plain in ("Abstract", "Oncosurge system") or (plain.isupper() and len(plain) > 8):
            heading = plain
        found.setdefault(heading, []).append(line)
    return {name: " ".join(" ".join(lines).split()) for name, lines in found.items()}


SECTIONS = sections()


def quoted(rule: Rule) -> set[float]:
    """Every number in what the rule quotes, in words and in other units too."""
    found: set[float] = set()
    for text in (citation.quote.lower() for citation in (rule.citation, *rule.also)):
        text = re.sub(r"\[[\d,–\- ]+\]", "", text)
        found |= {float(number) for number in re.findall(NUMBER, text)}
        found |= {value for words, value in WORDS.items() if words in text}
        found |= {float(number) * times for unit, times in UNITS.items() for number in re.findall(unit, text)}
    return found


def owned(rule: Rule) -> set[float]:
    return {float(number) for number in rule.own}


def told(rule: Rule) -> set[float]:
    """Every number in the words of the rule; names of rules, grades and tests left out."""
    text = " ".join([rule.title, rule.conclusion, rule.otherwise])
    text = re.sub(r"\b(?:R\d+|JSCCR 2010|(?:5|3)-year|Group \d|grade 3 or 4|5-FU)\b", "", text)
    return {float(number) for number in re.findall(NUMBER, text)}


def compared(rule: Rule) -> set[float]:
    return {limit(written, load_policy()) for criterion in rule.all_criteria for written in limits(criterion)}


def test_the_whole_catalogue_is_there() -> None:
    assert {rule.id for rule in OF_THE_SOURCE} == {f"R{number:02}" for number in range(1, 77)}
    assert {rule.id for rule in RULES if rule.origin != "source"} == {"C1", "C2", "C4", "C5"}
    assert len(SECTIONS) >= 16


@pytest.mark.parametrize(
    ("rule", "citation"), [(rule, one) for rule in OF_THE_SOURCE for one in (rule.citation, *rule.also)], ids=str
)
def test_quote_stands_in_its_section_with_its_references(rule: Rule, citation: Citation) -> None:
    text = SECTIONS[citation.section]
    assert citation.quote in text
    start = text.index(citation.quote)
    near = text[max(0, start - NEAR) : start + len(citation.quote) + NEAR]
    cited: set[int] = set()
    for group in re.findall(r"\[([\d,–\- ]+)\]", near):
        for part in group.split(","):
            first, *last = [int(number) for number in re.findall(r"\d+", part)]
            cited |= set(range(first, (last or [first])[0] + 1))
    assert set(citation.references) <= cited


@pytest.mark.parametrize("rule", OF_THE_SOURCE, ids=lambda rule: rule.key)
def test_numbers_stand_in_the_quote(rule: Rule) -> None:
    assert compared(rule) <= quoted(rule) | owned(rule)
    assert told(rule) <= quoted(rule) | owned(rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_no_number_is_owned_that_is_not_used(rule: Rule) -> None:
    assert owned(rule) <= compared(rule)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.origin != "source"], ids=lambda rule: rule.key)
def test_what_is_from_elsewhere_says_so(rule: Rule) -> None:
    assert rule.citation.section == "outside the source"
    assert not rule.citation.references
    assert compared(rule) - {0.0, 1.0, 2.0} <= {abs(n) for n in quoted(rule)} | {n * 10 for n in quoted(rule)} | {-30.0}
