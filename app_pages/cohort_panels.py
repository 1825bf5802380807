"""The figures of the cohort page as panels of rows: each row one bar, or the parts it is made of; a part is a filter."""

from collections.abc import Mapping, Sequence
from typing import Any

from app_pages.cohort_words import labels, word_label
from lexicons import contract_elements, load_elements
from registry import cohort_store
from registry.cohort_query import DISAGREE, NONE, NOT_STATED, Condition, Operator, Subject
from registry.store import Registry
from review.cohort import CANDIDATES, subjects, words
from review.rule_words import VERDICTS
from rules_engine import load_rules

SITES = "ehd"
TONES = {
    NOT_STATED: "silent",
    DISAGREE: "disagree",
    "present": "bad",
    "indeterminate": "doubt",
    "absent": "good",
    "met": "good",
    "not_met": "bad",
    "unknown": "doubt",
    "not_applicable": "silent",
    cohort_store.TO_CHECK: "doubt",
}
# What is no filter of its own.
FIXED = (cohort_store.SURE, cohort_store.TO_CHECK)

Counts = Mapping[str, int]
# The label of a stacked row, its subject, its counts, and the order of their words.
Row = tuple[str, Subject, Counts, Sequence[str]]


def chosen_words(conditions: Sequence[Condition], subject: Subject) -> tuple[str, ...]:
    """The words of this subject that are a filter already."""
    return tuple(
        str(word) for one in conditions if one.subject == subject and one.operator is Operator.IS for word in one.values
    )


def others(conditions: Sequence[Condition], subject: Subject) -> list[Condition]:
    """The conditions but the words chosen in the chart of this subject: its other bars stay to be chosen."""
    return [one for one in conditions if one.subject != subject or one.operator is not Operator.IS]


def tone(subject: Subject, word: str) -> str:
    """How a bar is drawn; a stage or group that is not settled is as empty as what is not stated."""
    if subject.kind == "candidates" and word not in CANDIDATES[subject.name]:
        return "silent"
    return TONES.get(word, "plain")


def part(subject: Subject, word: str, count: int, chosen: Sequence[str]) -> dict[str, Any]:
    """One bar, or one part of it."""
    return {
        "about": subject.name,
        "word": word,
        "label": word_label(subject, word),
        "count": count,
        "tone": tone(subject, word),
        "chosen": word in chosen,
        "fixed": word in FIXED,
    }


def bars(registry: Registry, subject: Subject, conditions: Sequence[Condition]) -> dict[str, Any]:
    """The chart of one subject under all other filters; a bar nobody is in is left out, unless it is chosen."""
    counts, chosen = (
        cohort_store.distribution(registry, subject, others(conditions, subject)),
        chosen_words(conditions, subject),
    )
    known = words(subject)
    told = [word for word in known if word in counts or word in chosen]
    told += sorted((word for word in {*counts, *chosen} if word not in known), key=lambda word: (len(word), word))
    told.sort(key=lambda word: (NONE, NOT_STATED, DISAGREE).index(word) if word in (NONE, NOT_STATED, DISAGREE) else -1)
    rows = [part(subject, word, counts.get(word, 0), chosen) for word in told]
    return {
        "title": labels()[subject.name],
        "note": "A case counts under each" if subject.kind in ("list", "map") else "",
        "rows": [{"label": one["label"], "parts": [one]} for one in rows],
        "of": max((one["count"] for one in rows), default=0),
    }


def stack(
    title: str,
    note: str,
    of: int,
    rows: Sequence[Row],
    conditions: Sequence[Condition],
) -> dict[str, Any]:
    """A chart whose rows are each made of all chosen cases; a row is its label, its subject, its counts and their order."""
    drawn: list[dict[str, Any]] = [
        {
            "label": label,
            "parts": [
                part(subject, word, counts.get(word, 0), chosen_words(conditions, subject))
                for word in order
                if counts.get(word, 0)
            ],
        }
        for label, subject, counts, order in rows
    ]
    seen = {(one["tone"], one["label"]) for row in drawn for one in row["parts"]}
    legend = [pair for word in rows[0][3] if (pair := (TONES.get(word, "plain"), word_label(rows[0][1], word))) in seen]
    return {"title": title, "note": note, "rows": drawn, "of": of, "stacked": True, "legend": legend}


def sites(registry: Registry, conditions: Sequence[Condition], of: int) -> dict[str, Any]:
    """Disease outside the liver, site by site; a site nobody looked at is not an absent one."""
    found, known = cohort_store.sites(registry, SITES, conditions), subjects()
    order = ("present", "indeterminate", DISAGREE, "absent", NOT_STATED)
    rows: list[Row] = []
    for site in load_elements()[SITES].sites:
        subject, counts = known[f"{SITES}.{site}"], found.get(site, {})
        silent = of - sum(counts.values())
        rows.append((labels()[subject.name].partition(": ")[2], subject, {**counts, NOT_STATED: silent}, order))
    return stack(labels()[SITES], "Each site over all chosen cases", of, rows, conditions)


def missing(registry: Registry, conditions: Sequence[Condition], of: int, *, every: bool) -> dict[str, Any]:
    """How many of the chosen cases state each data element, of the contract or every one."""
    found, known = cohort_store.missingness(registry, conditions), subjects()
    rows: list[Row] = []
    for name in load_elements() if every else contract_elements():
        counts = found.get(name, {})
        silent = of - sum(counts.values())
        order = (cohort_store.SURE, cohort_store.TO_CHECK, DISAGREE, NOT_STATED)
        rows.append((labels()[name], known[name], {**counts, NOT_STATED: silent}, order))
    return stack("What is stated", "Click “not stated” for the cases", of, rows, conditions)


def verdicts(registry: Registry, conditions: Sequence[Condition], of: int) -> dict[str, Any]:
    """What every rule says of the chosen cases."""
    found, known = cohort_store.verdicts(registry, conditions), subjects()
    order = tuple(verdict.value for verdict in VERDICTS)
    rows: list[Row] = [(labels()[rule.key], known[rule.key], found.get(rule.key, {}), order) for rule in load_rules()]
    return stack("Verdicts", "Click a part for its cases", of, rows, conditions)


def over_time(registry: Registry, conditions: Sequence[Condition]) -> dict[str, Any]:
    """Cases begun and signed off, added up day by day, and the decisions of each day."""
    days = cohort_store.progress_by_day(registry, conditions)
    begun = signed = decisions = 0
    points = []
    for day in days:
        begun, signed, decisions = begun + day.begun, signed + day.signed, decisions + day.decisions
        points.append({"day": day.day, "begun": begun, "signed": signed, "decisions": decisions, "made": day.decisions})
    return {"points": points}
