"""A typed question -> parameterised SQL, by templates: names come from the known fields, every value is a parameter."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.question import STATISTICS, Condition, Question, Test
from registry.question_fields import CASES, Bind, Field, field_of

COMPARED = {"more_than": ">", "at_least": ">=", "less_than": "<", "at_most": "<="}
STATISTIC = {
    "median": "median({m}) AS median", "mean": "avg({m}) AS mean", "minimum": "min({m}) AS minimum",
    "maximum": "max({m}) AS maximum", "sum": "sum({m}) AS sum", "range": "min({m}) AS minimum, max({m}) AS maximum",
}  # fmt: skip


@dataclass(slots=True)
class Statement:
    """SQL with its parameters by name."""

    text: str = ""
    parameters: dict[str, object] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """Keep the value as a parameter; its place in the SQL."""
        name = f"p{len(self.parameters) + 1}"
        self.parameters[name] = value
        return f"${name}"


def answer_statement(question: Question, left_out: Sequence[str] = ()) -> Statement:
    """The rows of the answer, without the cases that are left out."""
    made = Statement()
    start = asked_cases(question, made.bind, left_out)
    source = "asked"
    keys = [f"{value_of(field_of(name))} AS {quoted(name)}" for name in question.by]
    if question.groups:
        source, keys = "sides", ["side", *keys]
        sides = " UNION ALL ".join(
            f"SELECT {made.bind(group.label)} AS side, * FROM asked WHERE side_{number}"
            for number, group in enumerate(question.groups, 1)
        )
        start += f",\nsides AS ({sides})"
    if question.ask == "list":
        made.text = f"{start}\n{listing(question)}"
        return made
    if lists := [one.name for one in map(field_of, question.by) if one.kind in ("list", "sites")]:
        items = ", ".join(f"unnest({quoted(name)}) AS {quoted(name)}" for name in lists)
        source = f"(SELECT * REPLACE ({items}) FROM {source})"
    shown = [*keys, *figures(question)]
    made.text = f"{start}\nSELECT {', '.join(shown)}\nFROM {source}\nWHERE among"
    for name in question.by:
        made.text += f" AND {value_of(field_of(name))} IS NOT NULL"
    if keys:
        names = [*(["side"] if question.groups else []), *map(quoted, question.by)]
        told = "of_cases" if question.ask == "share" else "cases"
        made.text += f"\nGROUP BY {', '.join(names)}\nHAVING {told} > 0"
        if question.limit:
            end = "DESC" if question.highest else "ASC"
            made.text += f"\nQUALIFY rank() OVER (ORDER BY cases {end}) <= {int(question.limit)}"
        made.text += f"\nORDER BY {', '.join(names)}"
    return made


def totals_statement(question: Question, left_out: Sequence[str] = ()) -> Statement:
    """One row: the cases asked about, those of which it cannot be told whether they are, all; then for the target, the measure
    and each field of `by` how many of those asked about do not state it."""
    made = Statement()
    start = asked_cases(question, made.bind, left_out)
    columns = ["count(*) FILTER (WHERE among)", "count(*) FILTER (WHERE among IS NULL)", "count(*)"]
    columns.append("count(*) FILTER (WHERE among AND target IS NULL)")
    for name in [question.measure, *question.by] if question.measure else question.by:
        columns.append(f"count(*) FILTER (WHERE among AND {value_of(field_of(name))} IS NULL)")
    made.text = f"{start}\nSELECT {', '.join(columns)} FROM asked"
    return made


def asked_cases(question: Question, bind: Bind, left_out: Sequence[str]) -> str:
    """Every case with its fields, and whether it is asked about, meets the target and stands on a side: true, false or NULL."""
    fields = [field_of(name) for name in question.fields()]
    seen = f" WHERE case_id NOT IN (SELECT unnest({bind(list(left_out))}::VARCHAR[]))" if left_out else ""
    parts = [f"cases AS (SELECT case_id FROM ({CASES}){seen})" if seen else f"cases AS ({CASES})"]
    parts += [f"{quoted(one.name)} AS ({one.query(bind)})" for one in fields]
    joins = "".join(f"\n  LEFT JOIN {quoted(one.name)} ON {quoted(one.name)}.case_id = cases.case_id" for one in fields)
    columns = [f"{quoted(one.name)}.{part} AS {quoted(one.name, part)}" for one in fields for part in parts_of(one)]
    columns.append(f"{all_of(question.among, bind)} AS among")
    columns.append(f"{all_of(question.target, bind)} AS target")
    columns += [f"{all_of(group.conditions, bind)} AS side_{number}" for number, group in enumerate(question.groups, 1)]
    parts.append(f"asked AS (SELECT cases.case_id, {', '.join(columns)}\n  FROM cases{joins})")
    return "WITH " + ",\n".join(parts)


def figures(question: Question) -> list[str]:
    """What is counted or computed for a row."""
    if question.ask == "count":
        return ["count(*) AS cases"]
    if question.ask == "share":
        whole = "count(*)" if question.of_all else "count(target)"
        hit = "count(*) FILTER (WHERE target)"
        return [f"round(100.0 * {hit} / nullif({whole}, 0), 4) AS share", f"{hit} AS cases", f"{whole} AS of_cases"]
    measure = value_of(field_of(question.measure))
    return [STATISTIC[question.ask].format(m=measure), f"count({measure}) AS cases"]


def listing(question: Question) -> str:
    """The cases themselves with the fields that were asked about."""
    names = question.fields()
    columns = "".join(f", {shown(field_of(name))} AS {quoted(name)}" for name in names)
    text = f"SELECT case_id{columns}\nFROM asked\nWHERE among"
    if not question.limit:
        return f"{text}\nORDER BY case_id"
    measure = value_of(field_of(question.measure))
    end = "DESC" if question.highest else "ASC"
    return (
        f"{text} AND {measure} IS NOT NULL\nQUALIFY rank() OVER (ORDER BY {measure} {end}) <= {int(question.limit)}\n"
        f"ORDER BY {measure} {end}, case_id"
    )


def all_of(conditions: Sequence[Condition], bind: Bind) -> str:
    """Whether all hold; NULL where that hangs on what the case does not state."""
    if not conditions:
        return "TRUE"
    return (
        "("
        + " AND ".join("(" + " OR ".join(claim(test, bind) for test in one.any_of) + ")" for one in conditions)
        + ")"
    )


def claim(test: Test, bind: Bind) -> str:
    """One claim as a boolean that is NULL where the case does not state the field."""
    known = field_of(test.field)
    value = f"{quoted(known.name)}.v"
    if test.op in ("stated", "not_stated"):
        return f"{value} IS {'NOT ' if test.op == 'stated' else ''}NULL"
    written = CLAIMS[known.kind](test, value, quoted(known.name), bind)
    return (
        f"CASE WHEN {value} IS NOT NULL THEN coalesce({written}, FALSE) END" if known.kind != "candidates" else written
    )


def of_number(test: Test, value: str, table: str, bind: Bind) -> str:
    """A number against one or two others."""
    if test.op == "between":
        low, high = sorted(float(one) for one in test.values)
        return f"{value} BETWEEN {bind(low)} AND {bind(high)}"
    if test.op in COMPARED:
        return f"{value} {COMPARED[test.op]} {bind(float(test.values[0]))}"
    given = f"list_contains({bind([float(one) for one in test.values])}::DOUBLE[], {value})"
    return given if test.op == "is" else f"NOT {given}"


def of_count(test: Test, value: str, table: str, bind: Bind) -> str:
    """An interval of lesions: a claim holds where it holds for both of its ends."""
    if test.values == ("innumerable",):
        return f"{table}.innumerable" if test.op == "is" else f"NOT {table}.innumerable"
    numbers = sorted(float(one) for one in test.values)
    most = f"{table}.most"
    if test.op in COMPARED:
        end = value if test.op in ("more_than", "at_least") else most
        return f"{end} {COMPARED[test.op]} {bind(numbers[0])}"
    if test.op == "between":
        return f"{value} >= {bind(numbers[0])} AND {most} <= {bind(numbers[-1])}"
    given = f"{bind(numbers)}::DOUBLE[]"
    if test.op == "is_not":
        inside = f"[one FOR one IN {given} IF one >= {value} AND one <= coalesce({most}, one)]"
        return f"len({inside}) = 0"
    return f"{most} IS NOT NULL AND list_has_all({given}, range({value}, {most} + 1)::DOUBLE[])"


def of_word(test: Test, value: str, table: str, bind: Bind) -> str:
    """One of some words."""
    given = f"list_contains({bind([str(one) for one in test.values])}::VARCHAR[], {value})"
    return given if test.op == "is" else f"NOT {given}"


def of_words(test: Test, value: str, table: str, bind: Bind) -> str:
    """A list that holds one of some words; without words, one that holds any; numbers are of how many it holds."""
    if any(not isinstance(one, str) for one in test.values):
        return of_number(test, f"len({value})", table, bind)
    given = (
        f"list_has_any({value}, {bind([str(one) for one in test.values])}::VARCHAR[])"
        if test.values
        else f"len({value}) > 0"
    )
    return given if test.op == "is" else f"NOT ({given})"


def of_date(test: Test, value: str, table: str, bind: Bind) -> str:
    """A day, month or year against another, as exact as the less exact of the two."""
    words = [word_of(one) for one in test.values]
    same = [f"left({value}, {len(word)})" for word in words]
    if test.op == "between":
        return f"{same[0]} >= {bind(words[0])} AND {same[1]} <= {bind(words[1])}"
    sign = COMPARED.get(test.op, "=" if test.op == "is" else "<>")
    return f"{same[0]} {sign} {bind(words[0])}"


def of_candidates(test: Test, value: str, table: str, bind: Bind) -> str:
    """What may still be: true where every candidate fits, false where none does."""
    given = f"{bind([str(one) for one in test.values])}::VARCHAR[]"
    all_fit, none_fits = ("TRUE", "FALSE") if test.op == "is" else ("FALSE", "TRUE")
    return f"CASE WHEN list_has_all({given}, {value}) THEN {all_fit} WHEN NOT list_has_any({given}, {value}) THEN {none_fits} END"


CLAIMS = {
    "number": of_number, "count": of_count, "category": of_word, "date": of_date, "list": of_words, "sites": of_words,
    "candidates": of_candidates,
}  # fmt: skip


def word_of(value: str | float) -> str:
    """A year may come as a number."""
    return value if isinstance(value, str) else f"{value:.0f}"


def quoted(name: str, part: str = "v") -> str:
    """A known field as an identifier; a part of its value beside it."""
    return f'"{name}"' if part == "v" else f'"{name}.{part}"'


def parts_of(known: Field) -> tuple[str, ...]:
    """The columns that hold its value."""
    return ("v", "most", "innumerable") if known.kind == "count" else ("v",)


def value_of(known: Field) -> str:
    """The value as it is measured or grouped, NULL where it is not stated or not settled."""
    name = quoted(known.name)
    if known.kind == "candidates":
        return f"CASE WHEN len({name}) = 1 THEN {name}[1] END"
    return f"left({name}, 4)" if known.kind == "date" else name


def shown(known: Field) -> str:
    """The value as a listing shows it."""
    name = quoted(known.name)
    if known.kind != "count":
        return name
    return f"{{'min': {name}, 'max': {quoted(known.name, 'most')}, 'innumerable': {quoted(known.name, 'innumerable')}}}"


assert set(STATISTIC) == set(STATISTICS)  # every statistic has its template
