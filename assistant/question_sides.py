"""Parts of a question against each other: two sides of a comparison, and whom a share is among."""

from collections.abc import Sequence

from assistant.question_asked import Asked
from assistant.question_conditions import Placed
from assistant.question_parts import Part
from registry.question import Condition, Group, Test
from registry.question_fields import field_of

RATES = frozenset(("rate", "rates", "frequency", "prevalence", "share", "proportion", "percentage", "fraction"))
PARTICIPLES = frozenset("with on given treated receiving having diagnosed seen managed operated imaged staged".split())
AUXILIARIES = frozenset(
    "did do does have has had was were is are didn't doesn't don't haven't hasn't hadn't wasn't weren't isn't aren't".split()
)


def comparing(asked: Asked, atoms: list[Placed]) -> None:
    """Two sides: "A versus B", "compare ... in A and B", "with and without A"."""
    parts = asked.parts
    both = next((at for at, part in enumerate(parts) if part.has("with_and_without")), None)
    if both is not None:
        if after := next((one for one in atoms if one.at > both), None):
            parts[both].used = True
            atoms.remove(after)
            denied = tuple(test.denied() for test in after.tests)
            asked.sides = [
                Group(label=f"with {parts[after.at].text}", conditions=after.conditions),
                Group(label=f"without {parts[after.at].text}", conditions=denied),
            ]
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
    asked.sides = [
        Group(label=parts[one.at].text if not one.denied else f"not {parts[one.at].text}", conditions=one.conditions)
        for one in (first, second)
    ]


def one_word(tests: Sequence[Test]) -> bool:
    """Whether each claims one value of a field that holds one."""
    return all(len(test.values) == 1 and test.op == "is" for test in tests) and field_of(tests[0].field).kind in (
        "category",
        "candidates",
    )


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
    asked.sides = [
        Group(label=" or ".join(str(value) for value in test.values), conditions=(Condition(any_of=(test,)),))
        for test in tests
    ]


def population(asked: Asked, atoms: list[Placed]) -> tuple[list[Placed], list[Placed]]:
    """Whom a share is among, and what it is of: "of [rectal cancers] [had PVE]"."""
    parts = asked.parts
    share = next(at for at, part in enumerate(parts) if part.has("share"))
    rate = [one for one in atoms if one.at == share or (one.at == share - 1 and parts[share].text in RATES)]
    if rate:  # "the response rate of ...", "the R0 rate in ..."
        return [one for one in atoms if one not in rate], rate
    within = next((at for at, part in enumerate(parts) if part.has("among")), None)
    if within is not None:
        if within > share:
            return [one for one in atoms if one.at > within], [one for one in atoms if one.at < within]
        comma = next((at for at in range(within, len(parts)) if parts[at].has("comma", "share")), share)
        return [one for one in atoms if one.at < comma], [one for one in atoms if one.at > comma]
    ahead = [one for one in atoms if one.at < share]
    if ahead and len(ahead) < len(atoms):  # "of patients with PVE, what share ..."
        return ahead, [one for one in atoms if one.at > share]
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
        said = behind[-1:] if stands_alone(parts, behind) else behind
        return [*before, *behind[: len(behind) - len(said)]], said
    return (atoms[:-1], atoms[-1:]) if stands_alone(parts, atoms) else ([], atoms)


def stands_alone(parts: Sequence[Part], atoms: Sequence[Placed]) -> bool:
    """Whether nothing joins the last claim to the one before it: "patients treated with CAPOX | responded"."""
    joints = ("and", "or", "comma", "relative", "verb")
    return len(atoms) > 1 and not any(parts[at].has(*joints) for at in range(atoms[-2].at, atoms[-1].at))


def verb_of(parts: Sequence[Part], at: int) -> bool:
    """Whether the main verb stands here: a verb that no "who" governs."""
    part = parts[at]
    if part.tests or part.names or not (part.has("verb") or (part.has("not") and part.text.split()[0] in AUXILIARIES)):
        return False
    if part.text.split()[0] in PARTICIPLES:
        return False
    before = next((one for one in reversed(parts[:at]) if not one.has("filler") or one.has("relative")), None)
    return not (before and before.has("relative"))
