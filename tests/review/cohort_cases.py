"""Invented cases for the cohort's questions, and the answers worked out case by case in plain Python."""

import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from abstraction.records import (
    CaseAbstraction,
    CaseEvidence,
    CaseValue,
    Claim,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
)
from abstraction.records import Status as Trust
from lexicons import load_elements
from registry.cohort_query import DISAGREE, INNUMERABLE, NONE, NOT_STATED, OPEN_NUMBER, STATED, band_words
from registry.store import ComputedCase, Registry, SitePolicy, StoredResult, Versions
from review.cohort import CANDIDATES, Condition, Operator, Subject

VERSIONS = Versions("1.0", "lexicon-a", "rules-a", "policy-a")
ELEMENTS = (
    "liver_lesion_count",
    "liver_max_size_mm",
    "tlv_ml",
    "ecog",
    "response",
    "chemo_regimens",
    "ehd",
    "pve_date",
)
RULES = ("R01.documented", "R10.derived")
SITES = ("lung", "bone", "any")
STATES = ("present", "absent", "indeterminate")
DAYS = ("2022", "2022-06", "2022-06-30", "2023-01-01", "2023-02")
VERDICTS = ("met", "not_met", "unknown", "not_applicable")
CASES = 80


def value(chance: random.Random, element: str) -> Any:
    """Something the element can hold, its borders among it."""
    if element == "liver_lesion_count":
        low = chance.randint(0, 11)
        high = chance.choice([low, low + 1, low + 4, None])
        return {"min": low, "max": high, "innumerable": high is None and chance.random() < 0.4}
    if element in ("liver_max_size_mm", "tlv_ml"):
        return chance.choice([9.5, 10, 19.9, 20, 49, 50, 100, 240])
    if element == "ehd":
        return {site: chance.choice(STATES) for site in chance.sample(SITES, chance.randint(0, 3))}
    known = load_elements()[element]
    if known.kind == "list":
        return chance.sample(known.values[:4], chance.randint(0, 3))
    return {"ecog": chance.randint(0, 4), "pve_date": chance.choice(DAYS)}.get(element) or chance.choice(
        known.values or [0]
    )


def case(number: int) -> ComputedCase:
    """A case in which each element is stated, disputed or neither; disease outside the liver can be stated and disputed."""
    chance, case_id = random.Random(number), f"c{number:03d}"
    values, conflicts = {}, {}
    mention = Mention("x", 0, 1)
    for element in ELEMENTS:
        fate = chance.random()
        if fate < 0.6:
            trust = chance.choice(list(Trust))
            values[element] = CaseValue(element, value(chance, element), (CaseEvidence("n", mention),), trust)
        if 0.55 < fate < 0.75 and (element == "ehd" or element not in values):
            sides = [value(chance, element), value(chance, element)]
            conflicts[element] = tuple(Claim(f"n{at}", one, (mention,)) for at, one in enumerate(sides))
    results = [
        StoredResult(*rule.split("."), "v1", chance.choice(VERDICTS), {}, SitePolicy("p", {}))
        for rule in RULES
        if chance.random() < 0.9
    ]
    sets = [tuple(code for code in codes if chance.random() < 0.5) for codes in CANDIDATES.values()]
    return ComputedCase(CaseAbstraction(case_id, (), values, conflicts), results, *sets, "inputs")


def fill(registry: Registry) -> list[ComputedCase]:
    """The cases, stored, each with one note."""
    made = [case(number) for number in range(CASES)]
    run = registry.start_run(VERSIONS)
    notes = [
        NoteAbstraction(Note(f"n-{one.case.case_id}", one.case.case_id, NoteType.ONCOLOGY, latest(one), "x"), (), {})
        for one in made
    ]
    registry.save_notes(notes, run, VERSIONS)
    registry.save_cases(made, run)
    return made


def latest(one: ComputedCase) -> str:
    """The date of the note of a case."""
    number = int(one.case.case_id[1:])
    return f"{2020 + number % 4}-{number % 12 + 1:02d}-15"


def words(one: ComputedCase, subject: Subject) -> set[str]:
    """What a case holds."""
    if subject.kind == "candidates":
        return {" or ".join(getattr(one, subject.name)) or NONE}
    if subject.kind == "status":
        return {"new"}
    if subject.kind == "latest":
        return {latest(one)[:4]}
    if subject.kind == "verdict":
        return {result.verdict for result in one.results if f"{result.rule}.{result.track}" == subject.name} or {
            NOT_STATED
        }
    element, _, site = subject.name.partition(".")
    held = one.case.values.get(element)
    claims = one.case.conflicts.get(element, ())
    if held and subject.kind != "site":
        return stated(subject, held.value)
    if held and site in held.value:  # type: ignore[operator]
        return {held.value[site]}  # type: ignore[call-overload,index]
    if subject.kind == "site":
        claims = tuple(claim for claim in claims if site in claim.value)  # type: ignore[operator]
    return {DISAGREE if claims else NOT_STATED}


def stated(subject: Subject, held: Any) -> set[str]:
    """The words of a value."""
    if subject.kind == "list":
        return set(held) or {NONE}
    if subject.kind == "map":
        return {site for site, state in held.items() if state == "present"} or {NONE}
    if subject.kind == "date":
        return {held[:4]}
    if subject.kind == "count":
        low, high = range_of(subject, held["min"]), held["max"] is not None and range_of(subject, held["max"])
        last = band_words(subject)[-1]
        return {
            INNUMERABLE if held["innumerable"] else low if high == low or (low == last and not high) else OPEN_NUMBER
        }
    if subject.kind in ("number", "integer"):
        return {range_of(subject, held)}
    return {str(held)}


def range_of(subject: Subject, number: float) -> str:
    """The range a number lies in; without ranges the number itself, or that there is one."""
    if not subject.bands:
        return STATED if subject.kind == "number" else str(number)
    return band_words(subject)[max(0, bisect_right(subject.bands, number) - 1)]


def ends(one: ComputedCase, subject: Subject) -> tuple[float, float] | None:
    """The lowest and the highest number that a case can hold."""
    day = latest(one) if subject.kind == "latest" else None
    held = one.case.values.get(subject.name)
    if day is None and held is None:
        return None
    given: Any = day or (held and held.value)
    if subject.kind in ("date", "latest"):
        first, last = (given + rest[len(given) - 4 :] for rest in ("-01-01", "-12-31"))
        return float(first.replace("-", "")), float(last.replace("-", ""))
    if subject.kind == "count":
        return given["min"], float("inf") if given["max"] is None else given["max"]
    return given, given


def meets(one: ComputedCase, condition: Condition) -> bool:
    """Whether a case surely meets a condition."""
    subject, operator, values = condition.subject, condition.operator, condition.values
    held = words(one, subject)
    if operator is Operator.IS:
        return bool(held & set(values))
    if operator is Operator.LACKS:
        return not held & {NOT_STATED, DISAGREE, *values}
    if operator is Operator.CAN_BE:
        return bool(set(getattr(one, subject.name)) & set(values))
    interval = ends(one, subject)
    if interval is None:
        return False
    return interval[0] >= float(values[0]) if operator is Operator.AT_LEAST else interval[1] <= float(values[0])


def candidate_sets(codes: Sequence[str]) -> list[str]:
    """Every set of candidates as a word."""
    return [" or ".join(some) for size in range(1, len(codes) + 1) for some in combinations(codes, size)] + [NONE]
