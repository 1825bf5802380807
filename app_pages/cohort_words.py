"""What can be asked of a cohort, in the words a reader sees."""

import json
from calendar import monthrange
from functools import cache
from typing import Any

from app_pages.case_review import STATES
from lexicons import load_elements
from registry.cohort_query import DISAGREE, NONE, NOT_STATED, OPEN_NUMBER, STATED, Condition, Operator, Subject
from review.cohort import CANDIDATES, DATED, load_cohort_page
from review.rule_words import GROUPS, VERDICTS
from review.wording import candidate_words, term, value_words
from rules_engine import Verdict, load_rules
from rules_engine.card import STAGES

OPERATORS = {
    Operator.IS: "is",
    Operator.LACKS: "is stated, but not",
    Operator.CAN_BE: "can still be",
    Operator.AT_LEAST: "is at least",
    Operator.AT_MOST: "is at most",
}
# A set of stages or groups from which nothing is ruled out, and one that no rule speaks of.
EVERYTHING_OPEN, NO_CANDIDATE = "open", "not applicable"
NOTHING = {NOT_STATED: "not stated", DISAGREE: "notes disagree", STATED: "stated", OPEN_NUMBER: "stated, number open"}


@cache
def labels() -> dict[str, str]:
    """Subject -> its name on the page."""
    found = dict(load_cohort_page().labels)
    for name, known in load_elements().items():
        found[name] = known.label
        found |= {f"{name}.{site}": f"{known.label}: {term(site)}" for site in known.sites}
    return found | {rule.key: f"{rule.id} {rule.title}" for rule in load_rules()}


def unit(subject: Subject) -> str:
    """The unit of the subject's numbers, with the space before it."""
    known = load_elements().get(subject.name)
    return "" if known is None or not known.unit else known.unit if known.unit == "%" else f" {known.unit}"


def word_label(subject: Subject, word: str) -> str:
    """One word of a subject as a reader writes it."""
    if subject.kind == "status":
        return STATES[word]
    if subject.kind == "verdict":
        return VERDICTS[Verdict(word)] if word in list(Verdict) else word
    if subject.kind == "candidates":
        return _candidates(subject, word)
    if word in NOTHING:
        return NOTHING[word]
    if word == NONE:
        return "no site with disease" if subject.kind == "map" else "none"
    if subject.kind in ("count", "number", "integer"):
        return _range(word, unit(subject))
    return term(word)


def _range(word: str, measured: str) -> str:
    """A range with its unit behind the last number of it."""
    number, more, rest = word.partition(" or more")
    return f"{number}{measured}{more}{rest}" if any(letter.isdigit() for letter in word) else word


def _candidates(subject: Subject, word: str) -> str:
    """A stage or group with what it means; a set of them as what it can still be."""
    known = CANDIDATES[subject.name]
    held = tuple(code for code in known if code in word.split(" or "))
    if len(held) == 1:
        return f"{word} {(STAGES if subject.name == 'ecmtg' else GROUPS)[word]}"
    return NO_CANDIDATE if not held else EVERYTHING_OPEN if held == known else candidate_words(held)


def condition_label(one: Condition) -> str:
    """A condition on one line: "Response is PD (progressive disease) or not stated"."""
    subject = one.subject
    if one.operator in (Operator.AT_LEAST, Operator.AT_MOST):
        told = [_day(float(one.values[0])) if subject.kind in DATED else f"{one.values[0]:g}{unit(subject)}"]
    else:
        told = [word_label(subject, str(word)) for word in one.values]
    return f"{labels()[subject.name]} {OPERATORS[one.operator]} {' or '.join(told)}"


def _day(number: float) -> str:
    """YYYYMMDD as ISO 8601; the 31st of a shorter month is its last day."""
    year, month, day = int(number) // 10_000, int(number) // 100 % 100, int(number) % 100
    return f"{year:04d}-{month:02d}-{min(day, monthrange(year, month)[1]):02d}"


def cell_words(subject: Subject, held: Any) -> str:
    """A cell of the table as text."""
    if held in (NOT_STATED, DISAGREE):
        return str(held)
    if subject.kind == "latest":
        return _day(float(held))
    if subject.kind in ("status", "site", "verdict"):
        return word_label(subject, str(held))
    value = json.loads(held)
    if subject.kind == "candidates":
        return word_label(subject, " or ".join(value))
    return value_words(subject.name, value) or "none"
