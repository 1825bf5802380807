"""Parts -> claims: each amount finds the field it measures, each word with several meanings the one its neighbours decide."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.question_parts import YEARS, Amount, Part, in_months
from assistant.question_words import Claim, load_fields
from lexicons import load_elements
from registry.question import Test
from registry.question_fields import field_of

COUNT, SIZE, AGE = "liver_lesion_count", "liver_max_size_mm", "age_years"
# What a number with this unit measures where nothing else is named.
BY_UNIT = {"mm": SIZE, "ng/mL": "cea_ng_ml", "years": AGE}
REACH = 6


def settle(parts: list[Part], context: Iterable[str] = ()) -> None:
    """Give every amount and every claim its test where the question decides it; `context` are fields spoken of before."""
    for at, part in enumerate(parts):
        if part.amount:
            attach(parts, at, part.amount)
    for at, part in enumerate(parts):
        if part.token.claims and not (part.amount or part.tests or part.used):
            resolve(parts, at, tuple(context))
    for at, part in enumerate(parts):
        if part.tests:
            absorb(parts, at)


def attach(parts: list[Part], at: int, amount: Amount) -> None:
    """The test that the amount makes with the field named beside it."""
    part = parts[at]
    if amount.hints:
        claim(part, amount, amount.hints[0])
        return
    if of_year(amount) and amount.of_time:
        dated = next((one for one in back(parts, at) if one.names and field_of(one.names[0]).kind == "date"), None)
        if dated:
            dated.used = True
        part.tests = (Test(field=dated.names[0] if dated else "year", op=amount.op, values=amount.numbers),)
        part.used = True
        return
    if not amount.unit and near(parts, at, "highest", "lowest"):
        return  # "the three largest"
    before = parts[at - 1 if part.text.startswith("and ") else at - 2] if at > 1 else None
    joined = part.text.startswith("and ") or (at > 1 and parts[at - 1].has("and"))
    if before and joined and before.amount and before.tests and amount.unit in ("", before.amount.unit):
        claim(part, amount, before.tests[0].field)  # "over 5 and below 50"
        return
    for other in (*back(parts, at), *ahead(parts, at)):
        if field := measured(other, amount):
            other.used = True
            claim(part, amount, field)
            return
    if amount.unit in BY_UNIT:
        if at and parts[at - 1].has("highest"):
            parts[at - 1].used = True
        claim(part, amount, BY_UNIT[amount.unit])


def claim(part: Part, amount: Amount, field: str) -> None:
    """Let the part claim this amount of the field."""
    fitted = in_months(amount) if amount.unit == "years" and unit_of(field) == "months" else amount
    part.tests, part.used = (Test(field=field, op=fitted.op, values=fitted.numbers),), True


def measured(part: Part, amount: Amount) -> str:
    """The field of the part that the amount can be of."""
    if part.used and part.tests:
        return ""
    for name in (*part.names, *part.token.nouns):
        if name == COUNT and amount.unit == "mm":
            return SIZE
        if field_of(name).kind in ("list", "sites") and not amount.unit and name in part.names:
            return name  # "more than one regimen"
        if field_of(name).kind in ("number", "count") and fits(name, amount):
            return name
    if part.has("highest") and not part.names and amount.unit == "mm":
        return SIZE
    return ""


def fits(name: str, amount: Amount) -> bool:
    """Whether the amount has the unit and the size of the field."""
    unit = unit_of(name)
    if amount.unit and amount.unit != unit and not (amount.unit == "years" and unit == "months"):
        return False
    known = load_elements().get(name)
    return not (known and known.range) or all(known.range[0] <= number <= known.range[1] for number in amount.numbers)


def unit_of(name: str) -> str:
    """The unit of a field."""
    known = load_elements().get(name)
    return known.unit if known else ""


def of_year(amount: Amount) -> bool:
    """Whether the numbers can be years."""
    return not amount.unit and all(number in YEARS for number in amount.numbers)


def back(parts: Sequence[Part], at: int) -> Iterator[Part]:
    """The parts before, back to what they belong together with."""
    for part in reversed(parts[max(0, at - REACH) : at]):
        if part.names or part.token.nouns or part.has("highest", "lowest"):
            yield part
            if part.names:
                return
        elif not part.linking:
            return


def ahead(parts: Sequence[Part], at: int) -> Iterator[Part]:
    """The parts behind, as far as the phrase goes: over claims ("4 bilobar lesions"), not over a verb."""
    for part in parts[at + 1 : at + 1 + REACH]:
        if part.names or part.token.nouns:
            yield part
        elif part.token.claims:
            continue
        elif not part.linking or part.has("relative", "verb"):
            return


def near(parts: Sequence[Part], at: int, *roles: str) -> bool:
    """Whether the part before or behind has such a role."""
    return any(part.has(*roles) for part in (*parts[max(0, at - 1) : at], *parts[at + 1 : at + 2]))


def resolve(parts: list[Part], at: int, context: tuple[str, ...]) -> None:
    """The one claim of a word that can claim several; none where its neighbours do not decide."""
    part = parts[at]
    claims = part.token.claims
    if len(claims) == 1 and not claims[0].field.endswith(".*"):
        part.tests, part.used = (test_of(claims[0]),), True
        return
    for one in claims:
        if one.field == "rule.*" and (rule := named_rule(parts)):
            part.tests, part.used = (Test(field=rule, values=one.values),), True
            return
        if one.field == "ehd.*" and (site := beside(parts, at)):
            site.tests, part.used = (Test(field=site.token.claims[0].field, values=one.values),), True
            return
    named = [other.names for other in around(parts, at) if other.names]
    said = [tuple(test.field for test in other.tests) for other in reversed(parts[:at]) if other.tests]
    for fields in (*named, *said, context):
        if fitting := [one for one in claims if one.field in fields]:
            part.tests, part.used = (test_of(fitting[0]),), True
            return


def test_of(one: Claim) -> Test:
    """The claim as a test."""
    return Test(field=one.field, op=one.op, values=one.values)


def named_rule(parts: Sequence[Part]) -> str:
    """The rule that the question names."""
    for part in parts:
        for name in part.names:
            if name.startswith("rule."):
                part.used = True
                return name
    return ""


def beside(parts: Sequence[Part], at: int) -> Part | None:
    """The site outside the liver that stands beside, a noun between them or not."""
    for part in around(parts, at, over_nouns=True):
        if (
            (field := next((one.field for one in part.token.claims), ""))
            and field.startswith("ehd.")
            and field != "ehd.*"
        ):
            part.used = True
            return part
    return None


def around(parts: Sequence[Part], at: int, *, over_nouns: bool = False) -> Iterator[Part]:
    """The neighbours before and behind, over words that only link."""
    for side in (reversed(parts[max(0, at - REACH) : at]), parts[at + 1 : at + 1 + REACH]):
        for part in side:
            if not (part.linking or (over_nouns and part.token.nouns)):
                yield part
                break


def absorb(parts: list[Part], at: int) -> None:
    """A name of the field beside the claim says nothing more: "the response was PR"."""
    fields = {test.field for test in parts[at].tests}
    fields |= {other for name in fields if name in load_fields() for other in load_fields()[name].beside}
    for other in around(parts, at):
        if other.names and fields & set(other.names) and not grouped(parts, other):
            other.used = True


def grouped(parts: Sequence[Part], part: Part) -> bool:
    """Whether the question asks by this part."""
    before = parts[: parts.index(part)]
    return bool(before) and before[-1].has("by")
