"""`crlm rules`: the catalogue on the command line, its check, and what would have to change for a stage."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from review.rejection import UserError
from review.terminal import say

rules_app = typer.Typer(help="The rules: list them, show one, check them all.", no_args_is_help=True)
STAGES = ("M0", "M1a", "M1b", "M1c")


@rules_app.command("list")
def list_rules() -> None:
    """Print every rule, a line each: key, kind, position, title."""
    from rules_engine import load_rules

    for rule in load_rules():
        print(f"{rule.key:16} {rule.kind:15} {rule.position:8} {rule.title}")


@rules_app.command()
def show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule: R29, or one track of it, R01.derived.")],
) -> None:
    """Print one rule as JSON: citation, criterion, coverage, examples, and the site's numbers it uses."""
    from rules_engine import load_rules
    from rules_engine.policy import load_policy

    found = [one for one in load_rules() if rule in (one.id, one.key)]
    if not found:
        raise UserError(f"there is no rule {rule}: `crlm rules list` names them all")
    for one in found:
        content = one.model_dump(exclude_none=True, exclude_defaults=True)
        print(
            json.dumps(
                {"key": one.key, **content, "policy": {name: load_policy()[name] for name in one.site_numbers}},
                ensure_ascii=False,
                indent=2,
            )
        )


@rules_app.command()
def check() -> None:
    """Load every rule and the site's numbers, run every example, and tell what does not hold."""
    from rules_engine import load_rules
    from rules_engine.check import failures
    from rules_engine.policy import load_policy, policy_hash

    try:
        found = failures()
        rules, policy = load_rules(), load_policy()
    except ValueError as error:
        raise UserError(str(error)) from None
    for line in found:
        print(line)
    examples = sum(len(rule.examples) for rule in rules)
    print(
        f"{len(rules)} rules, {examples} examples, {len(found)} do not hold; {len(policy)} site numbers, hash {policy_hash(policy)}"
    )
    if found:
        raise typer.Exit(1)


@rules_app.command("why-not")
def why_not(
    stage: Annotated[str, typer.Argument(metavar="STAGE", help="An ECMTG stage: M0, M1a, M1b, M1c.")],
    facts: Annotated[Path, typer.Option("--facts", metavar="FILE", help="A JSON object of facts.")],
) -> None:
    """Print the smallest sets of facts that would leave this ECMTG stage as the only one, a line each."""
    from rules_engine import classify_facts, read_facts
    from rules_engine.facts import load_facts, show

    if stage not in STAGES:
        raise UserError(f"unknown stage {stage}: one of {', '.join(STAGES)}")
    try:
        verdicts = classify_facts(facts.stem, read_facts(facts))
    except ValueError as error:
        raise UserError(str(error)) from None
    if verdicts.ecmtg == (stage,):
        say(f"the stage is {stage} already")
    known: Any = load_facts()
    for change in verdicts.why_not(stage):
        print(json.dumps({name: show(value, known[name].unit) for name, value in change.items()}, ensure_ascii=False))
