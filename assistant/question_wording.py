"""A typed question and its answer in words: the chips of the reading, and one or two sentences that tell what was found."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from lexicons import load_elements
from registry.question import Condition, Question, Test
from registry.question_fields import field_of
from registry.question_store import Found
from review.wording import count, element_label, term
from rules_engine import load_rules

LABELS = {
    "year": "Year of the first note",
    "notes": "Notes",
    "note_types": "Types of notes",
    "conflicts": "Conflicts",
    "ecmtg": "ECMTG stage",
    "group": "Group at presentation",
    "side": "Side",
    "cases": "Cases",
    "of_cases": "Of",
    "share": "Share (%)",
    "case_id": "Case",
}
SIGNS = {"more_than": "over", "at_least": "at least", "less_than": "under", "at_most": "at most"}
ASKED = {
    "count": "How many", "share": "Share", "median": "Median", "mean": "Mean", "minimum": "Lowest", "maximum": "Highest",
    "range": "Range", "sum": "Sum", "list": "List",
}  # fmt: skip
SHOWN = 6


@cache
def titles() -> Mapping[str, str]:
    """Rule field -> number and name of the rule."""
    return {f"rule.{rule.id}.{rule.track}": f"{rule.id} {rule.title}" for rule in load_rules()}


def label(name: str) -> str:
    """A field, or a column of an answer, as a reader calls it."""
    if name.startswith("rule."):
        return titles()[name]
    element, _, site = name.partition(".")
    if site:
        return f"{element_label(element)}, {term(site)}"
    return LABELS.get(name) or element_label(name)


def unit(name: str) -> str:
    """The unit of a field, with a blank before it."""
    known = load_elements().get(name)
    return f" {known.unit}" if known and known.unit else ""


def figure(value: Any) -> str:
    """A number without needless decimals; other values as they are."""
    if isinstance(value, float):
        return f"{round(value, 4):.2f}".rstrip("0").rstrip(".")
    return "not stated" if value is None else str(value)


def claim_words(test: Test) -> str:
    """One claim: "CEA over 20 ng/mL", "RAS: mutant", "Regimens: not FOLFOX"."""
    name, kind = label(test.field), field_of(test.field).kind
    if test.op in ("stated", "not_stated"):
        return f"{name} {'is' if test.op == 'stated' else 'is not'} stated"
    if test.op == "between":
        return f"{name} {figure(test.values[0])} to {figure(test.values[1])}{unit(test.field)}"
    if test.op in SIGNS:
        return f"{name} {SIGNS[test.op]} {figure(test.values[0])}{unit(test.field)}"
    denied = "not " if test.op == "is_not" else ""
    if kind in ("list", "sites") and test.values and not isinstance(test.values[0], str):
        return f"{name}: {denied}{' or '.join(figure(value) for value in test.values)} of them"
    if not test.values:
        return f"{name}: {'none' if denied else 'any'}"
    if kind in ("number", "count"):
        return f"{name}: {denied}{' or '.join(figure(value) for value in test.values)}{unit(test.field)}"
    return f"{name}: {denied}{' or '.join(term(str(value)) for value in test.values)}"


def condition_words(condition: Condition) -> str:
    """Claims of which one must hold."""
    return " or ".join(claim_words(test) for test in condition.any_of)


def chips(question: Question) -> list[dict[str, str]]:
    """The reading in pieces, each with the part of the question it shows: `among.0`, `by.0`, `measure`."""
    found = [{"part": "ask", "text": ASKED[question.ask]}]
    if question.measure:
        end = f" ({question.limit} {'highest' if question.highest else 'lowest'})" if question.limit else ""
        found.append({"part": "measure", "text": f"{label(question.measure)}{end}"})
    for part in ("target", "among"):
        for number, condition in enumerate(getattr(question, part)):
            words = condition_words(condition)
            found.append({"part": f"{part}.{number}", "text": f"of: {words}" if part == "target" else words})
    found += [{"part": f"by.{number}", "text": f"by {label(name)}"} for number, name in enumerate(question.by)]
    found += [
        {"part": f"groups.{number}", "text": f"side: {group.label}"} for number, group in enumerate(question.groups)
    ]
    if question.of_all:
        found.append({"part": "of_all", "text": "of all cases"})
    return found


def cases(number: int) -> str:
    """ "1 case", "4 cases"."""
    return f"{number} {'case' if number == 1 else 'cases'}"


def sentence(question: Question, found: Found) -> str:
    """What was found, and how many cases do not state what was asked for."""
    told = [main_sentence(question, found), *untold(question, found)]
    return " ".join(part for part in told if part)


def main_sentence(question: Question, found: Found) -> str:
    """The answer itself."""
    where = "; ".join(condition_words(one) for one in question.among)
    such = f" ({where})" if where else ""
    rows, totals = found.rows, found.totals
    if question.ask == "list":
        return f"{cases(len(rows))}{such}." if not question.limit else f"{end_words(question, rows)}{such}."
    if question.by or question.groups:
        shown = "; ".join(row_words(row) for row in rows[:SHOWN]) or "no case"
        more = f"; {len(rows) - SHOWN} more rows" if len(rows) > SHOWN else ""
        return f"{what(question)}{such}: {shown}{more}."
    row = rows[0]
    if question.ask == "count":
        return f"{totals.cases} of {cases(totals.all)}{such}."
    if question.ask == "share":
        of = "asked about" if question.of_all else "that state it"
        if row["share"] is None:
            return f"No case{such} states {what(question)}."
        return f"{what(question)}{such}: {figure(row['share'])} % ({row['cases']} of {cases(row['of_cases'])} {of})."
    if not row["cases"]:
        return f"No case{such} states {label(question.measure)}."
    if question.ask == "range":
        value = f"{figure(row['minimum'])} to {figure(row['maximum'])}"
    else:
        value = figure(row[question.ask])
    return f"{what(question)}{such}: {value}{unit(question.measure)} over {cases(row['cases'])}."


def what(question: Question) -> str:
    """What a figure is of."""
    if question.ask == "count":
        return "Cases by " + " and ".join(label(name) for name in question.by) if question.by else "Cases"
    if question.ask == "share":
        return "; ".join(condition_words(one) for one in question.target)
    return f"{ASKED[question.ask]} of {label(question.measure)}"


def row_words(row: Mapping[str, Any]) -> str:
    """One row of an answer by groups."""
    keys = [name for name in row if name not in FIGURES]
    named = ", ".join(value_words(name, row[name]) for name in keys)
    if "share" in row:
        return f"{named} {figure(row['share'])} % ({row['cases']} of {row['of_cases']})"
    values = [figure(row[name]) for name in FIGURES if name in row and name != "cases"]
    return f"{named} {' to '.join(values)} ({row['cases']})" if values else f"{named} {row['cases']}"


FIGURES = ("median", "mean", "minimum", "maximum", "sum", "share", "cases", "of_cases")


def value_words(name: str, value: Any) -> str:
    """A value of a field as it is shown."""
    if value is None:
        return "not stated"
    if isinstance(value, dict):
        return count(value) if value.get("min") is not None else "not stated"
    if isinstance(value, list):
        return ", ".join(term(str(one)) for one in value) or "none"
    if isinstance(value, str):
        return value if name in ("case_id", "side") else term(value)
    return figure(value)


def end_words(question: Question, rows: Sequence[Mapping[str, Any]]) -> str:
    """The cases at one end."""
    end = "highest" if question.highest else "lowest"
    told = ", ".join(
        f"{row['case_id']} ({value_words(question.measure, row[question.measure])}{unit(question.measure)})"
        for row in rows[:SHOWN]
    )
    return f"{label(question.measure)}, {end}: {told or 'no case states it'}"


def untold(question: Question, found: Found) -> list[str]:
    """How many cases do not state what was asked."""
    totals, told = found.totals, []
    if totals.open:
        told.append(f"{cases(totals.open)} cannot be told: what was asked is not stated there.")
    if question.ask == "share" and totals.untold and not question.of_all:
        told.append(f"{cases(totals.untold)} {'does' if totals.untold == 1 else 'do'} not state it.")
    for name, number in totals.without.items():
        if number and question.ask != "list":
            verb = "does" if number == 1 else "do"
            settled = "settle" if field_of(name).kind == "candidates" else "state"
            told.append(f"{cases(number)} {verb} not {settled} {label(name)}.")
    if "year" in question.fields():
        told.append("The year is that of a case's first note.")
    if question.measure == "liver_lesion_count" and question.ask != "list":
        told.append("An open count stands with its least number.")
    return told
