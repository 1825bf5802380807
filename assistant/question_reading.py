"""A question in plain English -> a typed question, or what of it could not be read; nothing that it says is left out silently."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.question_claims import COUNT, SIZE, grouped, settle
from assistant.question_conditions import Placed, flat, placed, speak_of_stating
from assistant.question_follow_up import follow_up, starts_as_follow_up
from assistant.question_parts import Part, parts_of
from assistant.question_tokens import tokens
from registry.question import Ask, Condition, Group, Question, Test
from registry.question_fields import field_of

NUMERIC = ("number", "count")
# Roles that a reading need not use: they hold the sentence together or say again what is there.
OPTIONAL = frozenset(
    "filler verb relative case noun list count of_all comma and or stated distribution only those same trend year".split()
)


@dataclass(slots=True)
class Reading:
    """A question as it was read: `unread` are its words that the reading does not rest on, `corrected` misspelled words."""

    question: Question | None = None
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)


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


def read_question(text: str, so_far: Sequence[Question] = ()) -> Reading:
    """The reading of a question; `so_far` are the questions before it in the conversation."""
    found = parts_of(tokens(text))
    reading = Reading(corrected={part.token.text: part.token.meant for part in found if part.token.meant})
    asked = Asked(found)
    before = so_far[-1] if so_far else None
    settle(found, before.fields() if before else ())
    speak_of_stating(found)
    grouping(asked)
    aggregate(asked)
    follows = before is not None and starts_as_follow_up(found)
    imply = not asked.statistic and not asked.by and not asked.has("distribution", "compare", "trend") and not follows
    leave_for_count(asked, imply=imply)
    atoms = placed(found, asked.reserved, imply=imply and bool(asked.has("relative", "verb", "not")))
    comparing(asked, atoms)
    question = typed(asked, atoms)
    if before is not None and follows:
        question = follow_up(before, question, asked, atoms)
    tidy(asked)
    reading.unread = [part.text for part in found if left_out(part)]
    reading.read = [part.text for part in found if part.used]
    if not reading.unread:
        reading.question = question
    return reading


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
            elif not (other.linking or other.has("and", "comma")):
                break
            elif other.has("relative"):
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
        end = "highest" if part.has("highest") or inner in END["highest"] else "lowest" if part.has("lowest") or inner in END["lowest"] else ""
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
        single = asked.has("case") or any(one.text in ("who", "whose", "which patient", "which case") for one in parts)
        if not asked.limit and single_case(parts, at):
            asked.limit = 1
        if not asked.limit:
            asked.statistic = "maximum" if asked.highest else "minimum"
        del single
        return


END = {"highest": ("largest", "biggest", "greatest", "dominant", "maximum", "maximal", "max", "oldest"), "lowest": ("smallest", "youngest")}


def single_case(parts: Sequence[Part], at: int) -> bool:
    """Whether the case at that end is asked for and not the value: "who", "which patient", "the oldest patient"."""
    if any(part.text in ("who", "whose", "which", "whom") for part in parts[:at]):
        return True
    if any(part.text in ("what",) or part.text.startswith("how ") for part in parts[:at]):
        return False
    near = [part for part in parts[max(0, at - 4) : at + 2] if part is not parts[at]]
    cases = [part for part in near if part.has("case") and part.text not in ("registry", "cohort", "in the registry", "database")]
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
    for index in range(at + 1, min(at + 4, len(asked.parts))):
        part = asked.parts[index]
        if COUNT in part.token.nouns and not part.used:
            word = asked.parts[at].text
            asked.measure = COUNT if word in ("most", "fewest") or asked.statistic else SIZE
            asked.keep(index)
            return


def leave_for_count(asked: Asked, *, imply: bool) -> None:
    """ "How many notes": what is counted is the field itself."""
    if not imply:
        return
    for at, part in enumerate(asked.parts):
        if part.has("count") and at + 1 < len(asked.parts):
            other = asked.parts[at + 1]
            if other.names and other.names[0] in ("notes",) and not other.used:
                asked.statistic, asked.measure = "sum", other.names[0]
                part.used = True
                asked.keep(at + 1)


def comparing(asked: Asked, atoms: list[Placed]) -> None:
    """Two sides: "A versus B", "compare ... in A and B", "with and without A"."""
    parts = asked.parts
    both = next((at for at, part in enumerate(parts) if part.has("with_and_without")), None)
    if both is not None:
        if after := next((one for one in atoms if one.at > both), None):
            parts[both].used = True
            atoms.remove(after)
            denied = tuple(test.denied() for test in after.tests)
            asked.sides = [Group(label=f"with {parts[after.at].text}", conditions=after.conditions), Group(label=f"without {parts[after.at].text}", conditions=denied)]
        return
    against = next((at for at, part in enumerate(parts) if part.has("versus")), None)
    if against is None and not asked.has("compare"):
        return
    if against is not None:
        left = next((one for one in reversed(atoms) if one.at < against), None)
        right = next((one for one in atoms if one.at > against), None)
        pair = [left, right]
    else:
        joined = [one for one in atoms if len(one.tests) > 1 or (len(one.tests) == 1 and len(one.tests[0].values) > 1)]
        if joined and len(joined[-1].tests) > 1:
            by_values(asked, atoms, joined[-1], joined[-1].tests)
            return
        pair = list(atoms[-2:]) if len(atoms) > 1 else [None]
    if None in pair:
        return
    first, second = pair
    assert first and second
    for part in parts:
        if part.has("versus", "compare"):
            part.used = True
    tests = (*first.tests, *second.tests)
    if not (first.denied or second.denied) and len({test.field for test in tests}) == 1 and one_word(tests):
        by_values(asked, atoms, first, tests)
        atoms.remove(second)
        return
    atoms.remove(first)
    atoms.remove(second)
    asked.sides = [Group(label=parts[one.at].text if not one.denied else f"not {parts[one.at].text}", conditions=one.conditions) for one in (first, second)]


def one_word(tests: Sequence[Test]) -> bool:
    """Whether each claims one value of a field that holds one."""
    return all(len(test.values) == 1 and test.op == "is" for test in tests) and field_of(tests[0].field).kind in ("category", "candidates")


def by_values(asked: Asked, atoms: list[Placed], place: Placed, tests: Sequence[Test]) -> None:
    """The sides are values of one field: a row each."""
    for part in asked.parts:
        if part.has("compare", "versus"):
            part.used = True
    if one_word(tests):
        asked.by.insert(0, tests[0].field)
        atoms[atoms.index(place)] = Placed(place.at, tuple(tests), place.link, False)
        return
    atoms.remove(place)
    asked.sides = [Group(label=" or ".join(str(value) for value in test.values), conditions=(Condition(any_of=(test,)),)) for test in tests]


def typed(asked: Asked, atoms: list[Placed]) -> Question | None:
    """The typed question."""
    among, target = flat(atoms), ()
    left = asked.named()
    ask: Ask
    if asked.has("share"):
        mark(asked, "share", "among")
        split_at = population(asked, atoms)
        among, target = flat(split_at[0]), flat(split_at[1])
        if not target:
            return None
        return made(asked, "share", among=among, target=target, of_all=asked.has("of_all"))
    mark(asked, "count", "among")
    if asked.statistic:
        return made(asked, asked.statistic, among=among) if asked.measure else None
    if asked.limit:
        return made(asked, "list", among=among)
    per_case = "case" in asked.by
    if per_case:
        asked.by.remove("case")
        for at in left:
            asked.measure = asked.parts[at].names[0]
            asked.keep(at)
        return made(asked, "list", among=among) if asked.measure else None
    if asked.sides or asked.has("compare", "versus"):
        mark(asked, "compare", "versus")
        for at in left:
            name = asked.parts[at].names[0]
            asked.keep(at)
            if field_of(name).kind in NUMERIC and not asked.measure:
                asked.measure = name
            else:
                asked.by.append(name)
        return made(asked, "median" if asked.measure else "count", among=among) if asked.sides or asked.by else None
    if asked.has("trend") and among and not asked.has("count"):
        return made(asked, "share", target=among)
    if asked.by:
        for at in left:
            name = asked.parts[at].names[0]
            asked.keep(at)
            if field_of(name).kind in NUMERIC and not asked.measure:
                asked.measure = name
            elif name not in asked.by:
                asked.by.append(name)
        return made(asked, "median" if asked.measure else "count", among=among)
    if asked.has("distribution") and left:
        asked.by = [asked.parts[at].names[0] for at in left]
        for at in left:
            asked.keep(at)
        mark(asked, "distribution")
        return made(asked, "count", among=among)
    if asked.has("count"):
        return made(asked, "count", among=among)
    if left and asked.has("list", "distribution") and among:
        asked.measure = asked.parts[left[0]].names[0]
        asked.keep(left[0])
        return made(asked, "list", among=among)
    if left and not among and len(left) == 1 and field_of(asked.parts[left[0]].names[0]).kind not in NUMERIC:
        asked.by = [asked.parts[left[0]].names[0]]
        asked.keep(left[0])
        return made(asked, "count")
    if among or asked.has("list"):
        return made(asked, "list", among=among)
    return None


def made(asked: Asked, ask: Ask, *, among: tuple[Condition, ...] = (), target: tuple[Condition, ...] = (), of_all: bool = False) -> Question:
    """The typed question with what was gathered."""
    return Question(
        ask=ask, among=among, target=target, measure=asked.measure, by=tuple(dict.fromkeys(asked.by)), groups=tuple(asked.sides),
        limit=asked.limit, highest=asked.highest, of_all=of_all,
    )  # fmt: skip


def mark(asked: Asked, *roles: str) -> None:
    """These words have done their work."""
    for part in asked.parts:
        if part.has(*roles):
            part.used = True


def population(asked: Asked, atoms: list[Placed]) -> tuple[list[Placed], list[Placed]]:
    """Whom a share is among, and what it is of: "of [rectal cancers] [had PVE]"."""
    parts = asked.parts
    share = next(at for at, part in enumerate(parts) if part.has("share"))
    within = next((at for at, part in enumerate(parts) if part.has("among")), None)
    if within is not None:
        if within > share:
            return [one for one in atoms if one.at > within], [one for one in atoms if one.at < within]
        comma = next((at for at in range(within, len(parts)) if parts[at].has("comma", "share")), share)
        return [one for one in atoms if one.at < comma], [one for one in atoms if one.at > comma]
    last = max((one.at for one in atoms), default=0)
    if share > last and share > 0:  # "PVE, what share": all stands before it
        return [], atoms
    main = [at for at in range(share + 1, last + 1) if verb_of(parts, at)]
    for at in reversed(main):
        behind, before = [one for one in atoms if one.at > at], [one for one in atoms if one.at < at]
        if behind:
            return before, behind
    case = next((at for at in range(share + 1, len(parts)) if parts[at].has("case")), None)
    before = [one for one in atoms if case is not None and one.at < case]
    behind = [one for one in atoms if one not in before]
    if before and behind:
        return before, behind
    if len(atoms) > 1 and not any(parts[at].has("and", "or", "comma", "relative") for at in range(atoms[-2].at, atoms[-1].at)):
        return atoms[:-1], atoms[-1:]
    return [], atoms


def verb_of(parts: Sequence[Part], at: int) -> bool:
    """Whether the main verb stands here: a verb that no "who" governs."""
    part = parts[at]
    if part.tests or part.names or not (part.has("verb") or (part.has("not") and part.text.split()[0] in AUXILIARIES)):
        return False
    if part.text in ("with", "on", "given", "treated", "receiving", "having", "diagnosed", "seen"):
        return False
    before = next((one for one in reversed(parts[:at]) if not one.has("filler") or one.has("relative")), None)
    return not (before and before.has("relative"))


AUXILIARIES = frozenset("did do does have has had was were is are didn't doesn't don't haven't hasn't hadn't wasn't weren't isn't aren't".split())


def tidy(asked: Asked) -> None:
    """Nouns beside something that is used say nothing more: "bilobar lesions", "rectal cancer"."""
    parts = asked.parts
    for at, part in enumerate(parts):
        if part.used or part.names or part.amount or part.token.claims or part.token.unread:
            continue
        if part.token.nouns or part.has("noun"):
            near = [*reversed(parts[max(0, at - 3) : at]), *parts[at + 1 : at + 4]]
            part.used = any(other.tests or other.used and (other.names or other.token.nouns) for other in near) or part.has("case")
        if part.has("highest") and at + 1 < len(parts) and parts[at + 1].tests:
            part.used = parts[at + 1].tests[0].field == SIZE


def left_out(part: Part) -> bool:
    """Whether the reading does without a word that says something."""
    if part.used:
        return False
    if part.amount or part.names or part.token.claims or part.token.unread or part.token.nouns:
        return True
    return not part.roles & OPTIONAL or (part.has("noun") and not part.roles & (OPTIONAL - {"noun"}))


__all__ = ["Reading", "grouped", "read_question"]
