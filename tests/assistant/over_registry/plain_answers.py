"""Typed questions answered in plain Python over the consolidated cases: what the SQL is checked against."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from registry.question import Condition, Question, Test
from review.workflow import CaseReview

Case = dict[str, Any]


def case_of(review: CaseReview) -> Case:
    """What a case holds, by field; a field that is not stated is left out."""
    held: Case = {name: value.value for name, value in review.case.values.items()}
    for site, state in held.get("ehd", {}).items():
        held[f"ehd.{site}"] = state
    if "ehd" in held:
        held["ehd"] = [site for site, state in held["ehd"].items() if state == "present"]
    for result in review.verdicts.results:
        held[f"rule.{result.rule}.{result.track}"] = result.verdict.value
    for name, candidates in (("ecmtg", review.verdicts.ecmtg), ("group", review.verdicts.group)):
        if candidates:
            held[name] = list(candidates)
    held["conflicts"] = list(review.case.conflicts)
    return held


def holds(test: Test, case: Case) -> bool | None:
    """Whether the claim is true of the case; None where the case does not state the field."""
    value = case.get(test.field)
    if test.op in ("stated", "not_stated"):
        return (value is not None) is (test.op == "stated")
    if value is None:
        return None
    if test.field in ("ecmtg", "group"):
        inside = [one in test.values for one in value]
        settled = True if all(inside) else False if not any(inside) else None
        return settled if test.op == "is" or settled is None else not settled
    if isinstance(value, list) and any(not isinstance(one, str) for one in test.values):
        return of_number(test, len(value), len(value))
    if isinstance(value, list):
        hit = bool(set(value) & set(test.values)) if test.values else bool(value)
        return hit is (test.op == "is")
    if isinstance(value, dict):
        return of_interval(test, value)
    if isinstance(value, str):
        return (value in test.values) is (test.op == "is")
    return of_number(test, value, value)


def of_interval(test: Test, value: dict[str, Any]) -> bool:
    """A claim on a lesion count: true where it is true of its least and of its most."""
    if test.values == ("innumerable",):
        return bool(value["innumerable"]) is (test.op == "is")
    return of_number(test, value["min"], float("inf") if value["max"] is None else value["max"])


def of_number(test: Test, low: float, high: float) -> bool:
    """The claim on everything from `low` to `high`."""
    numbers = sorted(float(number) for number in test.values)
    first, last = numbers[0], numbers[-1]
    match test.op:
        case "more_than":
            return low > first
        case "at_least":
            return low >= first
        case "less_than":
            return high < first
        case "at_most":
            return high <= first
        case "is_not":
            return not any(low <= number <= high for number in numbers)
        case "is":
            return high < float("inf") and all(number in numbers for number in steps(low, high))
        case _:
            return low >= first and high <= last


def steps(low: float, high: float) -> list[float]:
    """The number, or each whole number of an interval."""
    return [low] if low == high else [float(number) for number in range(int(low), int(high) + 1)]


def meets(condition: Condition, case: Case) -> bool | None:
    """Any of the claims."""
    told = [holds(test, case) for test in condition.any_of]
    return True if True in told else None if None in told else False


def all_hold(conditions: Iterable[Condition], case: Case) -> bool | None:
    """All of the conditions."""
    told = [meets(condition, case) for condition in conditions]
    return False if False in told else None if None in told else True


def measured(value: Any) -> Any:
    """A value as it is measured."""
    return value["min"] if isinstance(value, dict) else value


def answer(question: Question, cases: dict[str, Case]) -> Any:
    """The value of the answer, for questions without sides; rows as a dict from key to figures."""
    asked = {name: case for name, case in cases.items() if all_hold(question.among, case)}
    if question.ask == "list":
        return sorted(asked)
    if not question.by:
        return figure(question, list(asked.values()))
    (name,) = question.by
    groups: dict[Any, list[Case]] = {}
    for case in asked.values():
        for key in keys(name, case):
            groups.setdefault(key, []).append(case)
    told = {key: figure(question, some) for key, some in groups.items()}
    return {key: value for key, value in told.items() if value is not None}


def keys(name: str, case: Case) -> Sequence[Any]:
    """The rows a case counts in."""
    value = case.get(name)
    if value is None:
        return ()
    if name in ("ecmtg", "group"):
        return value if len(value) == 1 else ()
    return value if isinstance(value, list) else (measured(value),)


def figure(question: Question, cases: Sequence[Case]) -> Any:
    """The figure over these cases; None where none of them states what it is of."""
    if question.ask == "count":
        return len(cases)
    if question.ask == "share":
        told = [all_hold(question.target, case) for case in cases]
        whole = len(told) if question.of_all else len([one for one in told if one is not None])
        return 100 * told.count(True) / whole if whole else None
    values = [measured(case[question.measure]) for case in cases if question.measure in case]
    if not values:
        return None
    return {
        "median": statistics.median, "mean": statistics.fmean, "minimum": min, "maximum": max, "sum": sum,
    }[question.ask](values)  # fmt: skip
