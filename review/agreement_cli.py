"""`crlm agreement` and `crlm draw`: how far people and machine agree, and giving a share of the cases to two people."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from review.agreement import FEW, Estimate, Figures, pooled
from review.rejection import UserError

if TYPE_CHECKING:
    from registry.store import Registry

Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]


def agreement(
    db: Db,
    pair: Annotated[
        tuple[str, str] | None,
        typer.Option("--pair", metavar="FIRST SECOND", help="One pair of people; all without it."),
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="NAME", help="Output format: table or json.")] = "table",
) -> None:
    """Print how far two people agree on each element, and each of them and what was settled with the machine.

    Counted are the cases that both people are done with. Kappa is Cohen's, AC1 is Gwet's, each with its 95 % interval.
    """
    if form not in ("table", "json"):
        raise UserError(f"unknown format {form}: the formats are table and json")
    from registry.store import Registry
    from review import readers

    with Registry.open(db, read_only=True) as registry:
        two = pair and (login_of(registry, pair[0]), login_of(registry, pair[1]))
        twice = readers.twice_read(registry, two)
    compared = {"/".join(both): readers.agreement(twice, both) for both in readers.COMPARED}
    cases = len({one.case_id for one in twice})
    if form == "json":
        told = {name: {element: as_json(one) for element, one in found.items()} for name, found in compared.items()}
        print(json.dumps({"cases": cases, "agreement": told}))
        return
    tables = map(table, compared.items()) if cases else ()
    print("\n\n".join([f"{cases} {'case' if cases == 1 else 'cases'} entered by both people", *tables]))
    if 0 < cases < FEW:
        print(
            f"\nFewer than {FEW} cases: the intervals are wide, and a coefficient can be far from what more cases would show."
        )


def draw(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="Name or login of one person.", show_default=False)],
    second: Annotated[str, typer.Argument(metavar="SECOND", help="Name or login of the other.", show_default=False)],
    db: Db,
    percent: Annotated[float, typer.Option("--percent", metavar="N", help="Share of the cases.")] = 20,
    seed: Annotated[str, typer.Option("--seed", metavar="TEXT", help="Another seed draws other cases.")] = "1",
) -> None:
    """Give a share of the cases to two people for blind double abstraction. Run again later, it adds cases that are new since."""
    from registry.store import Registry
    from review import double_abstraction
    from review.reviewer import local_person

    with Registry.open(db) as registry:
        first, second = (login_of(registry, told) for told in (first, second))
        found = double_abstraction.draw(registry, local_person(registry), first, second, percent, seed, uuid4().hex)
    print(share_words(len(found.cases), found.given, found.decided))


def login_of(registry: "Registry", told: str) -> str:
    """The login of a person named by name or by login; UserError where two people go by this name."""
    from registry.profile_store import names

    known = names(registry)
    found = [login for login, name in known.items() if name == told and told not in known]
    if len(found) > 1:
        raise UserError(f"{len(found)} people go by the name {told}: name the login, one of {', '.join(found)}")
    return found[0] if found else told


def share_words(new: int, given: int, decided: int) -> str:
    """What a draw gives, and what it leaves out and why."""
    left_out = [
        f"{given} given to a pair already" if given else "",
        f"{decided} left out because one of the two has decided on them" if decided else "",
    ]
    return "; ".join([f"{new} {'case' if new == 1 else 'cases'} to abstract twice", *filter(None, left_out)])


def as_json(one: Figures) -> dict[str, Any]:
    """Figures as JSON; a coefficient is null where it is not defined."""
    return {
        "n": one.n,
        "agreed": one.agreed,
        "observed": one.observed,
        "kappa": one.kappa and {"value": one.kappa.value, "low": one.kappa.low, "high": one.kappa.high},
        "ac1": one.ac1 and {"value": one.ac1.value, "low": one.ac1.low, "high": one.ac1.high},
        "kappa_undefined": one.undefined,
    }


def table(compared: tuple[str, dict[str, Figures]]) -> str:
    """One comparison as lines of text, an element a line."""
    name, found = compared
    n, agreed = pooled(found.values())
    head = f"{name.replace('/', ' against ')}: {agreed} of {n} the same"
    lines = [f"{'element':<30}{'n':>5}{'agree':>8}  {'kappa':<22}{'AC1':<22}".rstrip()]
    for element, one in found.items():
        if one.observed is None:
            continue
        lines.append(
            f"{element:<30}{one.n:>5}{one.observed:>8.0%}  {estimate(one.kappa):<22}{estimate(one.ac1):<22}".rstrip()
        )
    return "\n".join([head, *lines])


def estimate(one: Estimate | None) -> str:
    """A coefficient with its interval: "0.72 (0.51 to 0.93)"."""
    if one is None:
        return "undefined"
    if one.low is None or one.high is None:
        return f"{one.value:.2f}"
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"
