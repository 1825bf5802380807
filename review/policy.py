"""The site's numbers: what a change of them would do to the cases of the registry, and setting them for good."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from abstraction.records import CaseAbstraction
from registry.store import PolicyChange, Registry
from review import workflow
from review.moment import moment
from review.rejection import UserError
from review.rights import Person, Right, require
from rules_engine import Verdict
from rules_engine.case_facts import facts_of
from rules_engine.evaluation import Evaluation
from rules_engine.policy import Policy, load_policy, policy_hash, with_changes
from rules_engine.policy_use import reached_by
from rules_engine.rulebook import load_book
from rules_engine.verdicts import CANDIDATE_SETS

SETS = ("ecmtg", "group")  # the candidate sets that are told beside the verdicts
OnProgress = Callable[[int, int], None]  # cases done, cases in all


@dataclass(frozen=True, slots=True)
class Flip:
    """A verdict that a change of the numbers would turn: case, key of the rule, verdict before and after."""

    case_id: str
    rule: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A candidate set, by name, that would hold others than before."""

    case_id: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would follow if these numbers were set: (old, new) by name, the cases looked at, and what would turn."""

    changes: Mapping[str, tuple[float, float]]
    policy: str
    cases: int
    flips: tuple[Flip, ...]
    sets: tuple[Narrowing, ...]

    def turned_cases(self) -> tuple[str, ...]:
        """The cases that something would turn in, in order."""
        return tuple(sorted({one.case_id for one in self.flips} | {one.case_id for one in self.sets}))

    def without(self, case_ids: Collection[str]) -> "Preview":
        """The same with nothing of these cases."""
        flips = tuple(one for one in self.flips if one.case_id not in case_ids)
        sets = tuple(one for one in self.sets if one.case_id not in case_ids)
        return replace(self, flips=flips, sets=sets)

    def by_rule(self) -> dict[tuple[str, Verdict, Verdict], int]:
        """(key of the rule, before, after) -> number of cases, rule by rule."""
        found = Counter((one.rule, one.before, one.after) for one in self.flips)
        return dict(sorted(found.items(), key=lambda item: (item[0][0].startswith("C"), item[0])))


def read_number(name: str, text: str) -> float:
    """A number as it was typed; UserError when it is none."""
    try:
        return float(text)
    except ValueError:
        raise UserError(f"{name}: {f'{text!r} is no number' if text else 'there is no value'}") from None


def trial(registry: Registry, changes: Policy) -> tuple[Policy, dict[str, float]]:
    """The numbers that hold and those that are tried; UserError tells in words what makes no sense."""
    now = workflow.effective_policy(registry)
    try:
        return now, with_changes({**now, **changes})
    except ValueError as error:
        raise UserError(f"{error}: nothing was changed") from None


def differing(now: Policy, then: Policy) -> dict[str, tuple[float, float]]:
    """The numbers that are not the same, as (old, new) by name."""
    return {name: (now[name], then[name]) for name in now if now[name] != then[name]}


def preview(registry: Registry, changes: Policy, on_progress: OnProgress = lambda done, total: None) -> Preview:
    """Classify every case with the numbers as they are and as they would be; nothing is written.

    Only rules that the changed numbers can reach are worked out. `on_progress` is told after each batch of cases.
    """
    now, then = trial(registry, changes)
    changed = differing(now, then)
    keys = tuple(dict.fromkeys(key for name in changed for key in reached_by()[name]))
    case_ids = registry.case_ids() if keys else ()
    flips: list[Flip] = []
    sets: list[Narrowing] = []
    done = 0
    for batch in workflow.batches(iter(case_ids)):
        for case_id, notes in registry.case_abstractions(batch).items():
            case, _ = workflow.case_of(registry, case_id, notes)
            found = compared(case, now, then, keys)
            flips += found[0]
            sets += found[1]
        done += len(batch)
        on_progress(done, len(case_ids))
    return Preview(changed, policy_hash(then), len(registry.case_ids()), tuple(flips), tuple(sets))


def compared(
    case: CaseAbstraction, now: Policy, then: Policy, keys: Sequence[str]
) -> tuple[list[Flip], list[Narrowing]]:
    """The verdicts and candidate sets of one case that these rules would turn."""
    before = Evaluation(facts_of(case, now), load_book(now))
    after = Evaluation(facts_of(case, then), load_book(then))
    outcomes = {key: (before.outcome(key), after.outcome(key)) for key in keys}
    flips = [
        Flip(case.case_id, key, old.verdict, new.verdict)
        for key, (old, new) in outcomes.items()
        if old.verdict is not new.verdict
    ]
    sets = [
        Narrowing(case.case_id, name, old.candidates, new.candidates)
        for name in SETS
        if CANDIDATE_SETS[name] in outcomes
        for old, new in (outcomes[CANDIDATE_SETS[name]],)
        if old.candidates != new.candidates
    ]
    return flips, sets


def save(
    registry: Registry,
    person: Person,
    changes: Policy,
    *,
    reason: str = "",
    change_id: str = "",
    on_progress: OnProgress = lambda done, total: None,
) -> dict[str, tuple[float, float]]:
    """Set these numbers, then classify every case with them; what was changed, as (old, new) by name.

    A change id that is stored already changes nothing, so that a click that arrives twice counts once. UserError when a number
    makes no sense, RefusedError where the person may not, and nothing is written.
    """
    require(person, Right.SET_NUMBERS)
    now, then = trial(registry, changes)
    changed, identity = differing(now, then), change_id or uuid4().hex
    at, policy = moment(), policy_hash(then)
    registry.append_policy(
        [
            PolicyChange(identity, name, old, new, person.name, at, reason.strip(), policy)
            for name, (old, new) in changed.items()
        ]
    )
    catch_up(registry, on_progress)
    return changed


def catch_up(registry: Registry, on_progress: OnProgress = lambda done, total: None) -> int:
    """Classify the cases that are out of date, as after a save that was cut short; returns how many there were."""
    stale = len(registry.stale_cases(workflow.versions_of(workflow.effective_policy(registry))))
    done = 0

    def after_batch() -> None:
        nonlocal done
        done = min(done + workflow.BATCH, stale)
        on_progress(done, stale)

    return workflow.refresh(registry, after_batch=after_batch)


@dataclass(frozen=True, slots=True)
class NumberNow:
    """A site number as it stands: its value, the default, and who set it when, where somebody did."""

    name: str
    value: float
    default: float
    changed_by: str
    changed_at: str


def numbers(registry: Registry) -> list[NumberNow]:
    """Every site number in the order of `policy.yaml`."""
    policy, last = workflow.effective_policy(registry), {one.name: one for one in registry.policy_changes()}
    return [
        NumberNow(
            name,
            policy[name],
            default,
            last[name].changed_by if name in last else "",
            last[name].changed_at if name in last else "",
        )
        for name, default in load_policy().items()
    ]
