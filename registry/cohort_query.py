"""What can be asked of every case, as SQL over what was last computed: values travel as parameters, never as text.

Every subject gives at least one row a case: the words it holds, or that nothing is stated, or that its notes disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from registry.progress_store import ACTIONS, PROGRESS

NOT_STATED, DISAGREE = "not stated", "notes disagree"
# A stated list or map that holds nothing; a number without bands; a count that may lie in more than one band.
NONE, STATED, OPEN_NUMBER = "none", "stated", "number open"
INNUMERABLE = "innumerable"

Kind = Literal[
    "count",
    "number",
    "integer",
    "category",
    "list",
    "map",
    "site",
    "date",
    "verdict",
    "candidates",
    "status",
    "latest",
    "case",
]

# No data elements: a rule has a verdict, the others are something in every case.
OF_CASE = ("verdict", "candidates", "status", "latest", "case")


class Operator(StrEnum):
    """How a case is compared; what is not stated meets only `IS` with that very word."""

    IS = "is"  # holds one of these words
    LACKS = "lacks"  # something is stated, and none of these words
    CAN_BE = "can_be"  # a candidate set that still holds one of these
    AT_LEAST = "at_least"  # whatever an open interval turns out to be
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Subject:
    """A data element, a site ("ehd.lung"), a rule ("R10.derived"), a candidate set or the state of the review.

    `bands` are the lower edges of the ranges in which its numbers are counted.
    """

    name: str
    kind: Kind
    bands: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing asked of every case; `values` are words, or one number, or one date as the number YYYYMMDD."""

    subject: Subject
    operator: Operator
    values: tuple[str | float, ...]


class Bound:
    """The values of a query under names of their own, so that its parts can be put together."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def __call__(self, value: Any) -> str:
        """The name of a new value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def progress(self) -> str:
        """The query of every case's progress, with its actions bound."""
        self.values |= ACTIONS
        return PROGRESS


def band_words(subject: Subject) -> tuple[str, ...]:
    """The words of the bands, lowest first; whole numbers name both ends."""
    edges = [f"{edge:g}" for edge in subject.bands]
    words = []
    for number, edge in enumerate(subject.bands[:-1]):
        above = subject.bands[number + 1]
        if subject.kind == "number":
            words.append(f"under {above:g}" if edge == 0 else f"{edge:g} to under {above:g}")
        else:
            words.append(edges[number] if above == edge + 1 else f"{edge:g} to {above - 1:g}")
    return (*words, f"{edges[-1]} or more") if edges else ()


def band(subject: Subject, number: str) -> str:
    """The band of a number, as an expression; below the lowest it is the lowest."""
    words = band_words(subject)
    if not words:
        return f"'{STATED}'" if subject.kind == "number" else f"format('{{:g}}', {number})"
    steps = [
        f"WHEN {number} < {float(edge)!r} THEN '{word}'" for edge, word in zip(subject.bands[1:], words, strict=False)
    ]
    return f"CASE {' '.join(steps)} ELSE '{words[-1]}' END" if steps else f"'{words[-1]}'"


def stated(subject: Subject, bound: Bound) -> str:
    """A query of (case_id, word, low, high) over the cases that hold something; several rows where it is a list."""
    no_number = "NULL::DOUBLE AS low, NULL::DOUBLE AS high"
    if subject.kind in OF_CASE:
        return _of_case(subject, bound, no_number)
    element = subject.name.partition(".")[0]
    values = f"SELECT case_id, value_json FROM case_values WHERE element = {bound(element)}"
    if subject.kind == "category":
        return f"SELECT case_id, value_json ->> '$' AS word, {no_number} FROM ({values})"
    if subject.kind in ("number", "integer"):
        numbers = f"SELECT case_id, (value_json ->> '$')::DOUBLE AS n FROM ({values})"
        return f"SELECT case_id, {band(subject, 'n')} AS word, n AS low, n AS high FROM ({numbers})"
    if subject.kind == "count":
        numbers = f"""SELECT case_id, (value_json ->> '$.min')::DOUBLE AS low,
            coalesce((value_json ->> '$.max')::DOUBLE, 'infinity'::DOUBLE) AS high,
            coalesce((value_json ->> '$.innumerable')::BOOLEAN, false) AS many FROM ({values})"""
        low, high = band(subject, "low"), band(subject, "high")
        word = f"CASE WHEN many THEN '{INNUMERABLE}' WHEN {low} = {high} THEN {low} ELSE '{OPEN_NUMBER}' END"
        return f"SELECT case_id, {word} AS word, low, high FROM ({numbers})"
    if subject.kind == "list":
        items = f"SELECT case_id, (value_json ->> '$[*]')::VARCHAR[] AS items FROM ({values})"
        return f"SELECT case_id, unnest(if(len(items) = 0, ['{NONE}'], items)) AS word, {no_number} FROM ({items})"
    if subject.kind == "map":
        sites = f"""SELECT case_id, list_filter(json_keys(value_json),
            lambda site: value_json ->> ('$.' || site) = 'present') AS items FROM ({values})"""
        return f"SELECT case_id, unnest(if(len(items) = 0, ['{NONE}'], items)) AS word, {no_number} FROM ({sites})"
    if subject.kind == "site":
        at = bound(f"$.{subject.name.partition('.')[2]}")
        states = f"SELECT case_id, value_json ->> {at} AS word, {no_number} FROM ({values})"
        return f"SELECT * FROM ({states}) WHERE word IS NOT NULL"
    return _dated(f"SELECT case_id, value_json ->> '$' AS day FROM ({values})")


def _dated(days: str) -> str:
    """Rows of a query of (case_id, day): the year as the word, and the first and last day it can be as YYYYMMDD."""
    first, last = (f"replace(day || substr('{rest}', len(day) - 3), '-', '')" for rest in ("-01-01", "-12-31"))
    return f"SELECT case_id, day[:4] AS word, {first}::DOUBLE AS low, {last}::DOUBLE AS high FROM ({days})"


def _of_case(subject: Subject, bound: Bound, no_number: str) -> str:
    """The same of what is no data element: a rule, a candidate set, the review, the latest note."""
    if subject.kind == "verdict":
        rule, _, track = subject.name.rpartition(".")
        where = f"rule = {bound(rule)} AND track = {bound(track)}"
        return f"SELECT case_id, verdict AS word, {no_number} FROM rule_results WHERE {where}"
    if subject.kind == "candidates":
        column = {"ecmtg": "ecmtg_json", "group": "group_json"}[subject.name]
        items = f"array_to_string(({column} ->> '$[*]')::VARCHAR[], ' or ')"
        return f"SELECT case_id, coalesce(nullif({items}, ''), '{NONE}') AS word, {no_number} FROM case_stages"
    if subject.kind == "status":
        return f"SELECT case_id, status AS word, {no_number} FROM ({bound.progress()})"
    if subject.kind == "case":
        return f"SELECT case_id, case_id AS word, {no_number} FROM case_stages"
    return _dated("SELECT case_id, max(note_date)::VARCHAR AS day FROM current_notes GROUP BY case_id")


def told(subject: Subject, bound: Bound) -> str:
    """The same over every case: what holds nothing is not stated, or its notes disagree."""
    if subject.kind in OF_CASE[1:]:
        return stated(subject, bound)
    element, _, site = subject.name.partition(".")
    disagreeing = f"SELECT DISTINCT case_id FROM case_conflicts WHERE element = {bound(element)}"
    if subject.kind == "site":
        disagreeing += (
            f" AND len(list_filter(claims_json ->> {bound(f'$[*].value.{site}')}, lambda one: one IS NOT NULL)) > 0"
        )
    rest = "SELECT case_id, '{}', NULL, NULL FROM ({}) ANTI JOIN stated USING (case_id)"
    return f"""WITH stated AS MATERIALIZED ({stated(subject, bound)}), disagreeing AS ({disagreeing})
        SELECT case_id, word, low, high FROM stated
        UNION ALL {rest.format(DISAGREE, "SELECT case_id FROM disagreeing")}
        UNION ALL {rest.format(NOT_STATED, "SELECT case_id FROM case_stages ANTI JOIN disagreeing USING (case_id)")}"""


def meeting(condition: Condition, bound: Bound) -> str:
    """The cases that meet a condition."""
    subject, values = condition.subject, list(condition.values)
    if condition.operator is Operator.CAN_BE:
        column = {"ecmtg": "ecmtg_json", "group": "group_json"}[subject.name]
        return f"""SELECT case_id FROM case_stages
            WHERE list_has_any(({column} ->> '$[*]')::VARCHAR[], {bound(values)}::VARCHAR[])"""
    if condition.operator is Operator.AT_LEAST:
        return f"SELECT case_id FROM ({stated(subject, bound)}) WHERE low >= {bound(values[0])}"
    if condition.operator is Operator.AT_MOST:
        return f"SELECT case_id FROM ({stated(subject, bound)}) WHERE high <= {bound(values[0])}"
    rows = f"SELECT case_id, list_contains({bound(values)}::VARCHAR[], word) AS met FROM ({{}})"
    if condition.operator is Operator.LACKS:
        return f"SELECT case_id FROM ({rows.format(stated(subject, bound))}) GROUP BY case_id HAVING NOT bool_or(met)"
    return f"SELECT case_id FROM ({rows.format(told(subject, bound))}) WHERE met"


def chosen(conditions: Sequence[Condition], bound: Bound) -> str:
    """The cases that meet every condition."""
    tests = " AND ".join(f"case_id IN ({meeting(one, bound)})" for one in conditions)
    return f"SELECT case_id FROM case_stages{f' WHERE {tests}' if tests else ''}"
