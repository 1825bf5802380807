"""What a question asks for: the statistic, the field it is of, and what a row of the answer is made for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.question_claims import COUNT, SIZE
from assistant.question_parts import Part
from registry.question import Ask, Group
from registry.question_fields import field_of

NUMERIC = ("number", "count")
# First words of a field's name that say which end of it is meant.
END = {
    "highest": ("largest", "biggest", "greatest", "dominant", "maximum", "maximal", "max", "oldest"),
    "lowest": ("smallest", "youngest"),
}


@dataclass(slots=True)
class Asked:
    """What is gathered from the parts before the typed question is made of it."""

    parts: list[Part]
    reserved: set[int] = field(default_factory=set)
    by: list[str] = field(default_factory=list)
    sides: list[Group] = field(default_factory=list)
    statistic: Ask | None = None
    measure: str = ""
    limit: int = 0
    highest: bool = True

    def has(self, *roles: str) -> bool:
        """Whether a part has one of these roles."""
        return any(part.has(*roles) for part in self.parts)

    def named(self, start: int = 0) -> list[int]:
        """Where fields are named that nothing has used, from `start` on."""
        return [at for at, part in enumerate(self.parts) if at >= start and part.names and not part.used]

    def keep(self, at: int) -> None:
        """This part has its place."""
        self.parts[at].used = True
        self.reserved.add(at)


def grouping(asked: Asked) -> None:
    """What a row is made for: "by primary site", "per year", "over the years"."""
    parts = asked.parts
    for at, part in enumerate(parts):
        if part.has("trend"):
            part.used = True
            add_year(asked)
        if not part.has("by"):
            continue
        for index in range(at + 1, len(parts)):
            other = parts[index]
            if part.used and not (parts[index - 1].has("and", "comma", "by", "filler") or other.has("and", "comma")):
                break
            if other.names or other.tests:
                asked.by.append(other.names[0] if other.names else other.tests[0].field)
                asked.keep(index)
                part.used = True
            elif other.has("year"):
                other.used = part.used = True
                add_year(asked)
            elif other.has("case"):
                part.used = True
                asked.by.append("case")
                break
            elif not (other.linking or other.has("and", "comma")) or other.has("relative"):
                break


def add_year(asked: Asked) -> None:
    """A row for each year, once."""
    if "year" not in asked.by:
        asked.by.append("year")


def aggregate(asked: Asked) -> None:
    """The statistic, and what it is of."""
    parts = asked.parts
    for at, part in enumerate(parts):
        role = next((one for one in ("median", "mean", "range") if part.has(one)), "")
        if role:
            part.used = True
            asked.statistic = role  # type: ignore[assignment]
            measure(asked, at)
    if asked.statistic:
        return
    for at, part in enumerate(parts):
        inner = part.text.split()[0] if part.names else ""
        end = (
            "highest"
            if part.has("highest") or inner in END["highest"]
            else "lowest"
            if part.has("lowest") or inner in END["lowest"]
            else ""
        )
        if not end or part.used:
            continue
        asked.highest = end == "highest"
        around = [one for one in (at - 1, at + 1) if 0 <= one < len(parts)]
        for one in around:
            amount = parts[one].amount
            if amount and not parts[one].used and not amount.unit and len(amount.numbers) == 1:
                asked.limit, parts[one].used = int(amount.numbers[0]), True
        if part.names:
            asked.measure = part.names[0]
            asked.keep(at)
        else:
            measure(asked, at)
        if not asked.measure:
            return
        part.used = True
        for other in parts:
            other.used = other.used or asked.measure in other.names  # "the age of the oldest patient"
        if not asked.limit and single_case(parts, at):
            asked.limit = 1
        if not asked.limit:
            asked.statistic = "maximum" if asked.highest else "minimum"
        return


def single_case(parts: Sequence[Part], at: int) -> bool:
    """Whether the case at that end is asked for and not the value: "who", "which patient", "the oldest patient"."""
    if any(part.text in ("who", "whose", "which", "whom") for part in parts[:at]):
        return True
    if any(part.text in ("what",) or part.text.startswith("how ") for part in parts[:at]):
        return False
    near = [part for part in parts[max(0, at - 4) : at + 2] if part is not parts[at]]
    cases = [
        part
        for part in near
        if part.has("case") and part.text not in ("registry", "cohort", "in the registry", "database")
    ]
    return any(not part.text.startswith(("of", "in")) for part in cases)


def measure(asked: Asked, at: int) -> None:
    """The field behind the word of the statistic, else the one before it."""
    behind = asked.named(at + 1)
    for index in (*behind, *reversed([one for one in asked.named() if one < at])):
        kind = field_of(asked.parts[index].names[0]).kind
        if kind in NUMERIC or (kind == "date" and not asked.statistic):
            asked.measure = asked.parts[index].names[0]
            asked.keep(index)
            return
    parts = asked.parts
    counted = [index for index in range(1, len(parts)) if parts[index - 1].has("count")]
    for index in (*range(at + 1, min(at + 4, len(parts))), *counted):
        part = parts[index]
        if COUNT in part.token.nouns and not part.used:
            word = asked.parts[at].text
            asked.measure = COUNT if word in ("most", "fewest") or asked.statistic else SIZE
            asked.keep(index)
            return


def leave_for_count(asked: Asked, *, imply: bool) -> None:
    """ "How many notes", "how many metastases in total": what is counted is the field itself."""
    if not imply:
        return
    in_total = asked.has("total")
    for at, part in enumerate(asked.parts[:-1]):
        if not part.has("count", "total"):
            continue
        other = asked.parts[at + 1]
        name = next(iter((*other.names, *other.token.nouns)), "")
        counted = name == "notes" or (name == COUNT and (in_total or not asked.has("case")))
        if counted and not other.used and (in_total or not any(one.tests for one in asked.parts)):
            asked.statistic, asked.measure = "sum", name
            mark(asked, "count", "total")
            asked.keep(at + 1)
            return


def mark(asked: Asked, *roles: str) -> None:
    """These words have done their work."""
    for part in asked.parts:
        if part.has(*roles):
            part.used = True
