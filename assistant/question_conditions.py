"""Claims -> conditions: which are denied, which are alternatives, which a field's being stated at all."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.question_claims import COUNT, REACH
from assistant.question_parts import Part
from registry.question import Condition, Test
from registry.question_fields import field_of

# Nouns that stand for metastases where they are denied: "no lesions".
HOLDING = frozenset("with had have has having got get received receive underwent undergo".split())
COUNTED = ("met", "lesion", "nodule")


@dataclass(slots=True)
class Placed:
    """Claims at a place of the question; `link` joins them to those before."""

    at: int
    tests: tuple[Test, ...]
    link: str
    denied: bool

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold."""
        if self.denied:
            return tuple(test.denied() for test in self.tests)
        return (Condition(any_of=tuple(dict.fromkeys(self.tests))),)


def speak_of_stating(parts: list[Part]) -> None:
    """ "Do not state the CEA": the claim is about the field's being stated, whatever its value."""
    for at, part in enumerate(parts):
        if part.used or not part.has("stated", "not_stated"):
            continue
        before = parts[at - 1] if at else None
        denied = part.has("not_stated") or bool(before and before.has("not") and not before.tests)
        behind = next((one for one in parts[at + 1 : at + 1 + REACH] if not one.linking), None)
        ahead = next((one for one in reversed(parts[:at]) if not (one.linking or one.has("not", "case"))), None)
        for other in (behind, ahead):
            if other is None:
                continue
            fields = [one for one in other.names if not other.used] or [test.field for test in other.tests]
            said = denied or other.names or (other is behind and fields and fields[0].startswith("ehd"))
            if fields and said and not other.amount:
                other.tests, other.used, part.used = (
                    (Test(field=fields[0], op="not_stated" if denied else "stated"),),
                    True,
                    True,
                )
                if denied and before and before.has("not"):
                    before.used, before.denied = True, True
                break


def placed(parts: list[Part], reserved: set[int], *, imply: bool) -> list[Placed]:
    """The claims in order. With `imply`, a field that is only named ("had an ICG test") claims that it is stated."""
    found: list[Placed] = []
    link, denying, fresh, broken = "", False, False, False
    denier: Part | None = None
    for at, part in enumerate(parts):
        if at in reserved:
            continue
        if part.has("versus"):
            link, denying = "versus", False
        elif part.has("not") and not part.denied:
            denying, fresh, broken, denier = True, True, False, part
        elif part.has("or", "and", "comma") and not part.tests:
            link = max(
                link,
                next(role for role in ("or", "and", "comma") if part.has(role)),
                key=("", "comma", "and", "or", "versus").index,
            )
        elif part.has("verb", "relative") and not fresh:
            broken = True
        governed = imply and governs(parts[:at])
        tests = part.tests or implied(part, denying and fresh, imply=governed)
        if not tests:
            continue
        family = tests[0].field.partition(".")[0]
        same = bool(found) and found[-1].tests[0].field.partition(".")[0] == family
        if denying and not fresh:
            denying = link == "or" or (same and bool(link) and not broken)
        stating = tests[0].op in ("stated", "not_stated") and not part.tests
        found.append(Placed(at, tests, link, denying and not stating))
        part.used = True
        if denier and denying:
            denier.used = True
        link, fresh, broken = "", False, False
    return merged(found)


def governs(before: Sequence[Part]) -> bool:
    """Whether what comes next is what somebody has or got: a verb or "with" stands before it."""
    last = next((part for part in reversed(before) if part.roles != {"filler"}), None)
    return bool(
        last and (last.text.split()[0] in HOLDING or last.has("stated", "and", "or", "comma")) and not last.has("list")
    )


def implied(part: Part, denied: bool, *, imply: bool) -> tuple[Test, ...]:
    """What the mere name of a field claims."""
    if part.used or part.amount or not (denied or imply):
        return ()
    counted = COUNT in part.names or (denied and COUNT in part.token.nouns and part.text.startswith(COUNTED))
    if counted:
        return (Test(field=COUNT, op="more_than", values=(0.0,)),)
    if not part.names or part.names[0].startswith("rule.") or part.has("highest", "lowest"):
        return ()
    return (Test(field=part.names[0], op="not_stated" if denied else "stated"),)


def merged(found: list[Placed]) -> list[Placed]:
    """Alternatives put together: what "or" joins, and two values of a field that holds only one."""
    for before, one in reversed(list(itertools.pairwise(found))):
        if one.link == "or" and before.link == "comma" and same_family(before, one):
            before.link = "or"
    made: list[Placed] = []
    for one in found:
        last = made[-1] if made else None
        if (
            last
            and not one.denied
            and not last.denied
            and (one.link == "or" or (one.link in ("and", "comma") and excludes(last, one)))
        ):
            made[-1] = replace(last, tests=(*last.tests, *one.tests))
        else:
            made.append(one)
    return made


def same_family(one: Placed, other: Placed) -> bool:
    """Whether both are about the same element."""
    return one.tests[0].field.partition(".")[0] == other.tests[0].field.partition(".")[0]


def excludes(one: Placed, other: Placed) -> bool:
    """Whether no case can meet both: two values of a field that holds one."""
    last, new = one.tests[-1], other.tests[0]
    return (
        last.field == new.field
        and last.op == new.op == "is"
        and field_of(new.field).kind in ("category", "candidates")
        and not set(last.values) & set(new.values)
    )


def flat(found: Sequence[Placed]) -> tuple[Condition, ...]:
    """All conditions, each once."""
    return tuple(dict.fromkeys(condition for one in found for condition in one.conditions))
