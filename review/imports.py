"""The imports of a registry, and taking one back: what it added goes, what people decided stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from registry import import_log, taking_back
from registry.import_log import BEGUN, FINISHED, UNDONE, ImportEvent, ImportRun
from registry.store import Registry
from review import workflow
from review.import_job import job_of
from review.loading import event_of
from review.rejection import UserError
from review.rights import Person, Right, require

# Cases that are named where an import cannot be taken back.
NAMED = 10
SHORTEST_RUN = 6


@dataclass(frozen=True, slots=True)
class Import:
    """One load of notes: who, when (ISO 8601), which files by name, what it brought and what of it is in the registry now.

    `stored` and `refused` are None where the load did not come to its end, or was made before imports were kept.
    """

    run_id: str
    by: str
    began: str
    finished: bool
    sources: tuple[str, ...]
    more_sources: int
    columns: str
    notes: int
    changed: int
    readings: int
    cases: int
    stored: int | None
    refused: int | None
    taken_back: tuple[ImportEvent, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: versions of notes, readings, cases that are gone, cases computed anew, and cases that were left."""

    run_id: str
    versions: int
    readings: int
    cases_gone: int
    cases_computed: int
    left: tuple[str, ...]


def imports(registry: Registry) -> list[Import]:
    """Every load of notes, the newest first."""
    return [import_of(run) for run in import_log.runs(registry)]


def import_of(run: ImportRun) -> Import:
    """A run as what was loaded with it."""
    last = {event.event: event for event in run.events}
    begun = last.get(BEGUN)
    given = begun.detail if begun else {}
    counts = last[FINISHED].detail if FINISHED in last else {}
    return Import(
        run.run_id,
        begun.name if begun else "",
        begun.happened_at if begun else run.started.replace(tzinfo=UTC).isoformat(timespec="seconds"),
        run.finished is not None,
        tuple(given.get("sources", ())),
        int(given.get("more_sources", 0)),
        str(given.get("columns", "")),
        run.notes,
        run.changed,
        run.readings,
        run.cases,
        counts.get("stored"),
        counts.get("refused"),
        tuple(event for event in run.events if event.event == UNDONE),
    )


def undo_import(registry: Registry, person: Person, run: str, reason: str, *, leave_worked_on: bool = False) -> Undone:
    """Take back what a run added: its notes and versions of notes, its readings, what it loaded of abstractions by people.

    `run` is its id or the beginning of it. UserError, and nothing is done, where people left something on one of its cases
    since it began (a decision, a sign-off, a blind entry): with `leave_worked_on` those cases keep what it added, and the rest
    is taken back. Also without a reason, and where nothing of the run is left. RefusedError where the person may not.
    """
    require(person, Right.IMPORT)
    why = " ".join(reason.split())
    if not why:
        raise UserError("say why the import is taken back: it is kept with your name")
    job = job_of(registry)
    if job and job.running:
        raise UserError(f"an import by {job.person.name} is going on: wait until it is through")
    with registry.alone():
        found = run_named(registry, run)
        cases = taking_back.cases_of(registry, found.run_id)
        if not cases:
            raise UserError(f"nothing of import {found.run_id} is left to take back")
        held = set(held_cases(registry, found, cases))
        if held and not leave_worked_on:
            raise UserError(why_not(sorted(held), len(cases)))
        wanted = [case_id for case_id in cases if case_id not in held]
        if not wanted:
            raise UserError(f"people worked on every case of import {found.run_id}: nothing is taken back")
        detail = {"reason": why, "left": sorted(held)}
        taken = taking_back.take_back(registry, event_of(person, found.run_id, UNDONE, detail), wanted)
        computed = workflow.refresh(registry)
    return Undone(found.run_id, taken.versions, taken.readings, taken.cases, computed, tuple(sorted(held)))


def held_cases(registry: Registry, run: ImportRun, cases: Sequence[str]) -> frozenset[str]:
    """The cases of a run that cannot be taken back: people worked on them since, or loaded an abstraction of these notes."""
    begun = next((event for event in run.events if event.event == BEGUN), None)
    since = begun.detail.get("marks", {}) if begun else {}
    return taking_back.worked_on(registry, cases, since) | taking_back.built_on(registry, run.run_id, cases)


def why_not(held: Sequence[str], of: int) -> str:
    """Why an import stays, naming the cases."""
    named = ", ".join(held[:NAMED]) + (f" and {len(held) - NAMED} more" if len(held) > NAMED else "")
    return (
        f"people worked on {len(held)} of its {of} {'case' if of == 1 else 'cases'} since ({named}), and that is never taken "
        "away: leave those cases as they are with --leave-worked-on, and the rest is taken back"
    )


def run_named(registry: Registry, run: str) -> ImportRun:
    """The import of this id, or whose id begins so. UserError where there is none, or more than one."""
    found = [one for one in import_log.runs(registry) if len(run) >= SHORTEST_RUN and one.run_id.startswith(run)]
    if len(found) != 1:
        raise UserError(f"there is no one import {run[:40]}: `crlm imports --db FILE` lists them")
    return found[0]
