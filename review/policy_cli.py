"""`crlm policy`: the site's numbers on the command line: show them, try others, set them."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review.rejection import UserError
from review.terminal import say

if TYPE_CHECKING:
    from registry.store import Registry

policy_app = typer.Typer(
    help="The numbers a site sets for itself: show them, see what a change would do, set them.", no_args_is_help=True
)
Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]
Settings = Annotated[
    list[str],
    typer.Argument(
        metavar="KEY=VALUE...", help="Numbers to change: remnant_normal_percent=25. `crlm policy show` names them all."
    ),
]


@policy_app.command()
def show(db: Db) -> None:
    """Print every number, a line each: name, value, unit, what it is for, the rules that compare with it, who set it."""
    from registry.store import Registry
    from review.policy import numbers
    from review.workflow import effective_policy
    from rules_engine.policy import policy_file, policy_hash
    from rules_engine.policy_use import compared_by

    with Registry.open(db, read_only=True) as registry:
        for one in numbers(registry):
            said = policy_file().numbers[one.name]
            rules = ", ".join(key.partition(".")[0] for key in compared_by()[one.name])
            own = f" (default {one.default:g}; set by {one.changed_by}, {one.changed_at})" if one.changed_by else ""
            print(f"{one.name:28} {f'{one.value:g} {said.unit}'.strip():12} {said.label}; {said.of}: {rules}{own}")
        print(f"hash {policy_hash(effective_policy(registry))}")


@policy_app.command()
def preview(settings: Settings, db: Db) -> None:
    """Print how many verdicts would turn if these numbers were set, by rule and by case. Nothing is written."""
    from registry.store import Registry

    with Registry.open(db, read_only=True) as registry:
        tell_preview(registry, read_settings(settings))


@policy_app.command(name="set")
def set_numbers(
    settings: Settings,
    db: Db,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who sets them; without it the name you review under.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept beside the change.")] = "",
) -> None:
    """Tell what turns, set these numbers in the registry, and classify its cases with them."""
    from registry.store import Registry
    from review.policy import save
    from review.reviewer import local_person

    changes = read_settings(settings)
    with Registry.open(db) as registry:
        tell_preview(registry, changes)
        person = local_person(registry)
        changed = save(registry, replace(person, name=by.strip() or person.name), changes, reason=reason)
    say(
        f"{len(changed)} numbers set, the cases are classified with them"
        if changed
        else "nothing to set: these are the numbers already"
    )


def tell_preview(registry: "Registry", changes: dict[str, float]) -> None:
    """What would turn: a line for the whole, for each rule, and for each case."""
    from review.policy import preview as previewed

    found = previewed(registry, changes)
    for name, (old, new) in found.changes.items():
        print(f"{name}: {old:g} -> {new:g}")
    verdicts = "1 verdict" if len(found.flips) == 1 else f"{len(found.flips)} verdicts"
    print(f"{verdicts} would turn, in {len(found.turned_cases())} of {found.cases} cases")
    for (rule, before, after), count in found.by_rule().items():
        print(f"  {rule}: {words(before)} -> {words(after)}, {count} {'case' if count == 1 else 'cases'}")
    for one in found.sets:
        sides = [" or ".join(side) or "none" for side in (one.before, one.after)]
        print(f"  {one.case_id}: {one.name} {sides[0]} -> {sides[1]}")
    for case_id in found.turned_cases():
        turned = [one for one in found.flips if one.case_id == case_id]
        print(f"  {case_id}: {', '.join(f'{one.rule} {words(one.before)} -> {words(one.after)}' for one in turned)}")


def words(verdict: str) -> str:
    """A verdict as it is read."""
    return verdict.replace("_", " ")


def read_settings(settings: list[str]) -> dict[str, float]:
    """KEY=VALUE pairs; UserError names the one that cannot be read."""
    from review.policy import read_number

    found: dict[str, float] = {}
    for one in settings:
        name, _, value = one.partition("=")
        try:
            found[name.strip()] = read_number(name.strip(), value.strip())
        except UserError as refusal:
            raise UserError(f"{refusal}: write KEY=VALUE, as in remnant_normal_percent=25") from None
    return found
