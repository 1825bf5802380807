"""Figures of many cases at once, as they were last computed: counts, what is missing, progress over time, pages of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.cohort_query import DISAGREE, NOT_STATED, OF_CASE, Bound, Condition, Subject, chosen, told
from registry.store import Registry

# How a data element stands in a case: stated, stated but to be looked at again, or one of the two other words.
SURE, TO_CHECK = "stated", "to check"


@dataclass(frozen=True, slots=True)
class Totals:
    """Cases in all and chosen; of the chosen: cases by status, and values by whether a person decided on them."""

    cases: int
    chosen: int
    statuses: dict[str, int]
    decided: int
    open: int


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day: decisions made, cases decided on for the first time, sign-offs that still stand."""

    day: str
    decisions: int
    begun: int
    signed: int


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a table: by the case, or by what a subject holds; what is not stated comes last either way."""

    by: Subject | None = None
    descending: bool = False


def totals(registry: Registry, conditions: Sequence[Condition]) -> Totals:
    """How many cases there are, meet the conditions, and how far their review is."""
    bound = Bound()
    query = f"""
        SELECT status, count(*), sum(decided)::BIGINT, sum(open)::BIGINT
        FROM ({bound.progress()}) WHERE case_id IN ({chosen(conditions, bound)}) GROUP BY status ORDER BY status
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query, bound.values).fetchall()
        everything = cursor.execute("SELECT count(*) FROM case_stages").fetchall()[0][0]
    return Totals(
        everything,
        sum(row[1] for row in rows),
        {row[0]: row[1] for row in rows},
        sum(row[2] for row in rows),
        sum(row[3] for row in rows),
    )


def distribution(registry: Registry, subject: Subject, conditions: Sequence[Condition]) -> dict[str, int]:
    """Word -> number of the chosen cases that hold it; in a list a case counts under each of its words."""
    bound = Bound()
    query = f"""
        SELECT word, count(DISTINCT case_id) FROM ({told(subject, bound)})
        WHERE case_id IN ({chosen(conditions, bound)}) GROUP BY word
    """
    with registry.reading() as cursor:
        return dict(cursor.execute(query, bound.values).fetchall())


def verdicts(registry: Registry, conditions: Sequence[Condition]) -> dict[str, dict[str, int]]:
    """Rule key -> verdict -> number of the chosen cases."""
    bound = Bound()
    query = f"""
        SELECT rule || '.' || track, verdict, count(*) FROM rule_results
        WHERE case_id IN ({chosen(conditions, bound)}) GROUP BY ALL ORDER BY ALL
    """
    return _nested(registry, query, bound)


def missingness(registry: Registry, conditions: Sequence[Condition]) -> dict[str, dict[str, int]]:
    """Data element -> number of the chosen cases in which it is stated, to check, or its notes disagree; the rest is not stated."""
    bound = Bound()
    query = f"""
        WITH chosen AS ({chosen(conditions, bound)}), held AS (
            SELECT case_id, element, if(status = 'sure', '{SURE}', '{TO_CHECK}') AS word FROM case_values SEMI JOIN chosen USING (case_id)
        ), disagreeing AS (SELECT case_id, element, '{DISAGREE}' AS word FROM case_conflicts SEMI JOIN chosen USING (case_id))
        SELECT element, word, count(*) FROM (
            FROM held UNION ALL FROM disagreeing ANTI JOIN held USING (case_id, element)
        ) GROUP BY ALL ORDER BY ALL
    """
    return _nested(registry, query, bound)


def progress_by_day(registry: Registry, conditions: Sequence[Condition]) -> list[Day]:
    """Every day on which something was decided or signed off in the chosen cases, in order."""
    bound = Bound()
    query = f"""
        WITH made AS (
            SELECT case_id, element, action, sequence, decided_at[:10] AS day FROM review_decisions
            WHERE case_id IN ({chosen(conditions, bound)})
        ), decisions AS (
            SELECT day, count(*) AS n FROM made WHERE element <> '' GROUP BY day
        ), begun AS (
            SELECT day, count(*) AS n FROM (SELECT min(day) AS day FROM made WHERE element <> '' GROUP BY case_id) GROUP BY day
        ), signed AS (
            SELECT day, count(*) AS n FROM (
                SELECT arg_max(day, sequence) AS day FROM made WHERE element = '' AND action IN ('sign_off', 'undo')
                GROUP BY case_id HAVING arg_max(action, sequence) = 'sign_off'
            ) GROUP BY day
        )
        SELECT day, coalesce(d.n, 0), coalesce(b.n, 0), coalesce(s.n, 0)
        FROM decisions d FULL JOIN begun b USING (day) FULL JOIN signed s USING (day) ORDER BY day
    """
    with registry.reading() as cursor:
        return [Day(*row) for row in cursor.execute(query, bound.values).fetchall()]


def case_ids(
    registry: Registry, conditions: Sequence[Condition], order: Order, limit: int | None = None, offset: int = 0
) -> list[str]:
    """The chosen cases in this order; `limit` None is all of them."""
    bound, way = Bound(), "DESC" if order.descending else "ASC"
    held, keys = "SELECT case_id, NULL AS low, NULL AS word FROM case_stages LIMIT 0", f"case_id {way}"
    if order.by:
        held = f"""SELECT case_id, min(low) AS low, min(word) AS word FROM ({told(order.by, bound)})
            WHERE word NOT IN ('{NOT_STATED}', '{DISAGREE}') GROUP BY case_id"""
        keys = f"word IS NULL, low {way} NULLS LAST, word {way}, case_id"
    query = f"""
        SELECT case_id FROM ({chosen(conditions, bound)}) LEFT JOIN ({held}) USING (case_id) ORDER BY {keys}
        {f"LIMIT {bound(limit)} OFFSET {bound(offset)}" if limit is not None else ""}
    """
    with registry.reading() as cursor:
        return [row[0] for row in cursor.execute(query, bound.values).fetchall()]


def cells(registry: Registry, ids: Sequence[str], subjects: Sequence[Subject]) -> dict[str, dict[str, Any]]:
    """Case -> subject -> what it holds, of a data element and candidates as JSON; or one of the words for nothing."""
    found: dict[str, dict[str, Any]] = {case_id: {one.name: NOT_STATED for one in subjects} for case_id in ids}
    elements = [one.name for one in subjects if one.kind not in (*OF_CASE, "site")]
    with registry.reading() as cursor:
        for table, held in (("case_conflicts", f"'{DISAGREE}'"), ("case_values", "value_json")):
            query = f"""SELECT case_id, element, {held} FROM {table} WHERE element IN (SELECT unnest($elements::VARCHAR[]))
                AND case_id IN (SELECT unnest($ids::VARCHAR[]))"""
            for case_id, name, value in cursor.execute(query, {"ids": list(ids), "elements": elements}).fetchall():
                found[case_id][name] = value
        for one in subjects:
            if one.name in elements:
                continue
            bound = Bound()
            rows = (
                f"SELECT case_id, {one.name}_json FROM case_stages" if one.kind == "candidates" else _words(one, bound)
            )
            query = f"SELECT * FROM ({rows}) WHERE case_id IN (SELECT unnest({bound(list(ids))}::VARCHAR[]))"
            for case_id, value in cursor.execute(query, bound.values).fetchall():
                found[case_id][one.name] = value
    return found


def _words(subject: Subject, bound: Bound) -> str:
    """The word of each case; of the latest note its date as YYYYMMDD."""
    return f"SELECT case_id, {'low' if subject.kind == 'latest' else 'word'} FROM ({told(subject, bound)})"


def sites(registry: Registry, element: str, conditions: Sequence[Condition]) -> dict[str, dict[str, int]]:
    """Site of an element -> its state, or that notes disagree -> number of the chosen cases; in the rest it is not stated."""
    bound = Bound()
    query = f"""
        WITH chosen AS ({chosen(conditions, bound)}), held AS (
            SELECT case_id, site, value_json ->> ('$.' || site) AS word FROM (
                SELECT case_id, value_json, unnest(json_keys(value_json)) AS site
                FROM case_values SEMI JOIN chosen USING (case_id) WHERE element = {bound(element)}
            )
        ), claims AS (
            SELECT case_id, unnest(claims_json -> '$[*].value') AS value
            FROM case_conflicts SEMI JOIN chosen USING (case_id) WHERE element = {bound(element)}
        ), disagreeing AS (SELECT DISTINCT case_id, unnest(json_keys(value)) AS site FROM claims)
        SELECT site, word, count(*) FROM (
            FROM held UNION ALL SELECT case_id, site, '{DISAGREE}' FROM disagreeing ANTI JOIN held USING (case_id, site)
        ) GROUP BY ALL ORDER BY ALL
    """
    return _nested(registry, query, bound)


def _nested(registry: Registry, query: str, bound: Bound) -> dict[str, dict[str, int]]:
    """Rows of (name, word, number) by name and word."""
    found: dict[str, dict[str, int]] = {}
    with registry.reading() as cursor:
        for name, word, number in cursor.execute(query, bound.values).fetchall():
            found.setdefault(name, {})[word] = number
    return found
