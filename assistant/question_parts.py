"""Tokens -> the parts of a question: amounts with what bounds them, names of fields, claims, and the words between."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.question_tokens import Token
from registry.question import Op, Test

BOUNDS: tuple[Op, ...] = ("more_than", "at_least", "less_than", "at_most")
OF_TIME = frozenset("in during since before after until from between starting".split())
YEARS = range(1950, 2101)
# Words that hold a sentence together and may stand between what belongs together.
LINKS = frozenset(("filler", "verb", "relative", "noun", "exactly", "stated", "list", "trend", "to"))


@dataclass(frozen=True, slots=True)
class Amount:
    """Numbers with what bounds them; `hints` are fields that the bound itself names ("older than")."""

    op: Op
    numbers: tuple[float, ...]
    unit: str = ""
    hints: tuple[str, ...] = ()
    of_time: bool = False


@dataclass(slots=True)
class Part:
    """A piece of the question; `tests` are what it comes to claim, `used` whether the reading rests on it."""

    text: str
    token: Token
    amount: Amount | None = None
    tests: tuple[Test, ...] = ()
    used: bool = False
    denied: bool = False
    names: tuple[str, ...] = field(default_factory=tuple)

    @property
    def roles(self) -> frozenset[str]:
        """What it does in the sentence."""
        return frozenset() if self.amount else self.token.roles

    @property
    def linking(self) -> bool:
        """Whether it only links."""
        return not self.amount and self.token.empty and bool(self.roles) and self.roles <= LINKS

    def has(self, *roles: str) -> bool:
        """Whether it has one of these roles."""
        return bool(self.roles.intersection(roles))


def parts_of(tokens: Sequence[Token]) -> list[Part]:
    """The parts in order."""
    found: list[Part] = []
    at = 0
    while at < len(tokens):
        amount, end = amount_at(tokens, at)
        text = " ".join(token.text for token in tokens[at:end])
        found.append(Part(text, tokens[at], amount, names=() if amount else tokens[at].names))
        at = end
    return found


def amount_at(tokens: Sequence[Token], at: int) -> tuple[Amount | None, int]:
    """The amount that begins here and where it ends; no amount: one token."""
    start, op, hints = at, "is", tokens[at].names
    of_time = tokens[at].text in OF_TIME or (at > 0 and tokens[at - 1].text in OF_TIME)
    bound = next((one for one in (*BOUNDS, "between", "exactly") if one in tokens[at].roles), "")
    if is_at(tokens, at, "or_more", "or_less"):  # "above 5 and below 50"
        bound = "more_than" if "or_more" in tokens[at].roles else "less_than"
    if bound:
        start = number_after(tokens, at)
        if not start:
            return None, at + 1
        op = "is" if bound == "exactly" else bound
    elif tokens[at].number is None:
        return None, at + 1
    else:
        hints = ()
    numbers, unit, end = [tokens[start].number or 0.0], unit_of(tokens[start]), start + 1
    second = end + 1
    spans = is_at(tokens, end, "to") or (op == "between" and is_at(tokens, end, "and"))
    if spans and number_after(tokens, end) == second:
        numbers.append(tokens[second].number or 0.0)
        return joined("between", numbers, unit, tokens[second], second + 1, hints, of_time)
    if op == "between":
        return None, at + 1
    if op == "is" and is_at(tokens, end, "or_more", "or_less") and not number_after(tokens, end):
        op = "at_least" if "or_more" in tokens[end].roles else "at_most"
        return scaled(op, numbers, unit, (*hints, *tokens[end].names), of_time), end + 1
    while (
        op == "is"
        and is_at(tokens, end, "or", "comma")
        and end + 1 < len(tokens)
        and tokens[end + 1].number is not None
    ):
        numbers.append(tokens[end + 1].number or 0.0)
        unit = unit or unit_of(tokens[end + 1])
        end += 2
    return scaled(op, numbers, unit, hints, of_time), end


def joined(
    op: str,
    numbers: list[float],
    unit: tuple[str, int] | None,
    second: Token,
    end: int,
    hints: tuple[str, ...],
    of_time: bool,
) -> tuple[Amount, int]:
    """An amount of two numbers; one unit may serve both."""
    own = unit_of(second)
    times, other = (unit or own or ("", 1))[1], (own or unit or ("", 1))[1]
    name = (own or unit or ("", 1))[0]
    return Amount("between", (numbers[0] * times, numbers[1] * other), name, hints, of_time), end


def scaled(
    op: str, numbers: list[float], unit: tuple[str, int] | None, hints: tuple[str, ...], of_time: bool
) -> Amount:
    """The amount in the unit of the elements."""
    name, times = unit or ("", 1)
    return Amount(op, tuple(number * times for number in numbers), name, hints, of_time)  # type: ignore[arg-type]


def number_after(tokens: Sequence[Token], at: int) -> int:
    """Where the number stands that follows this token at once, but for small words; 0 where none does."""
    for index in range(at + 1, min(at + 4, len(tokens))):
        if tokens[index].number is not None:
            return index
        if not (tokens[index].empty and tokens[index].roles <= {"filler", "year", "verb", "noun"}):
            return 0
    return 0


def unit_of(token: Token) -> tuple[str, int] | None:
    """Unit of the elements and how many of it one makes."""
    return (token.unit.is_, token.unit.times) if token.unit else None


def is_at(tokens: Sequence[Token], at: int, *roles: str) -> bool:
    """Whether the token there has one of these roles."""
    return at < len(tokens) and bool(tokens[at].roles.intersection(roles))


def in_months(amount: Amount) -> Amount:
    """Years as months."""
    return replace(amount, numbers=tuple(12 * number for number in amount.numbers), unit="months")
