"""The rule files against their own examples."""

from rules_engine.evaluation import Evaluation
from rules_engine.facts import facts_from
from rules_engine.rule import Example, Rule
from rules_engine.rulebook import RuleBook, load_book


def failures() -> list[str]:
    """A line for every example whose verdict, candidates or parts are not what it expects; ValueError when a file is wrong."""
    book = load_book()
    found = []
    for one in book.compiled.values():
        for number, example in enumerate(one.rule.examples, 1):
            if told := difference(book, one.rule, example):
                found.append(f"{one.rule.key}, example {number}: {told}")
    return found


def difference(book: RuleBook, rule: Rule, example: Example) -> str:
    """What an example expects and does not get, or nothing."""
    case = Evaluation(facts_from(example.given), book)
    outcome = case.outcome(rule.key)
    if outcome.verdict.value != example.expect:
        return f"expected {example.expect}, found {outcome.verdict.value}"
    if example.candidates and list(outcome.candidates) != example.candidates:
        return f"expected {', '.join(example.candidates)}, found {', '.join(outcome.candidates) or 'none'}"
    for name, expected in example.parts.items():
        if outcome.parts[name].value != expected:
            return f"part {name}: expected {expected}, found {outcome.parts[name].value}"
    return ""
