"""Signing off a version of a case, and what has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from abstraction.decisions import SIGN_OFF, VALUED, canonical, open_queries, standing
from abstraction.records import IMPORTED, ReviewDecision, Value
from lexicons import load_elements
from registry import import_store, reading_store
from registry.note_store import Reader
from registry.reading_store import Promotion
from registry.store import Registry, Versions
from review import workflow
from review.decision_check import DecisionError
from review.moment import moment
from review.rights import Person, Right, require
from review.workflow import CaseReview, Decided
from rules_engine.policy import policy_hash


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it was signed off: why, then each value and each verdict as (name, then, now)."""

    causes: tuple[str, ...]
    values: tuple[tuple[str, Value | None, Value | None], ...]
    verdicts: tuple[tuple[str, str, str], ...]


def sign_off(registry: Registry, person: Person, case_id: str, decision_id: str) -> Decided:
    """Sign off the case as it stands. DecisionError while notes disagree or a query is open, RefusedError where the person may not."""
    require(person, Right.DECIDE)
    with registry.alone():
        review = workflow.review_case(registry, case_id)
        require_settled(review)
        imported = import_store.last_imports(registry, [case_id]).get(case_id, 0)
        version = version_of(review, registry.case_inputs(case_id), imported)
        version["readers"] = {note_id: list(one) for note_id, one in readers_of(registry, case_id).items()}
        version["promotions"] = len(reading_store.promotions(registry))
        return workflow.decide(
            registry, person, ReviewDecision(decision_id, case_id, "", SIGN_OFF, version, person.name, moment())
        )


def require_settled(review: CaseReview) -> None:
    """DecisionError while notes disagree or a query is open: then the case cannot be signed off."""
    labels = {element: known.label for element, known in load_elements().items()}
    if review.case.conflicts:
        names = ", ".join(labels[element] for element in review.case.conflicts)
        raise DecisionError(f"notes disagree on {names}: decide that first, then sign off")
    if asked := open_queries(review.decisions):
        raise DecisionError(f"a query is open on {', '.join(labels[one] for one in asked)}: answer it, then sign off")


def readers_of(registry: Registry, case_id: str) -> dict[str, Reader]:
    """Note of the case -> software and lexicon that read what counts."""
    return reading_store.readers(registry, [case_id]).get(case_id, {})


def version_of(review: CaseReview, inputs: str, imported: int) -> dict[str, Any]:
    """The case as it stands: what it is made from, every value and verdict, and the elements no person stated or decided."""
    held = standing(review.decisions)
    return {
        "inputs": inputs,
        "notes": {item.note.note_id: item.note.sha256 for item in review.case.notes},
        "fields": review.case.fields,
        "verdicts": {result.key: result.verdict.value for result in review.verdicts.results},
        "ecmtg": list(review.verdicts.ecmtg),
        "group": list(review.verdicts.group),
        "policy": policy_hash(review.verdicts.evaluation.book.policy),
        "undecided": [
            element for element, value in review.case.values.items() if element not in held and value.source != IMPORTED
        ],
        **({"imported": imported} if imported else {}),
    }


def signed(decisions: Sequence[ReviewDecision]) -> ReviewDecision | None:
    """The sign-off that holds."""
    return standing(decisions).get("")


def difference(registry: Registry, review: CaseReview) -> Difference | None:
    """What changed since the case was signed off; None where it is not signed off, or is still that version."""
    decision = signed(review.decisions)
    if decision is None or not isinstance(decision.value, dict):
        return None
    version = decision.value
    if version["inputs"] == registry.case_inputs(review.case.case_id):
        return None
    then, now = version["fields"], review.case.fields
    verdicts = {result.key: result.verdict.value for result in review.verdicts.results}
    notes = {item.note.note_id: item.note.sha256 for item in review.case.notes}
    later = review.decisions[review.decisions.index(decision) + 1 :]
    imported = import_store.last_imports(registry, [review.case.case_id]).get(review.case.case_id, 0)
    versions = workflow.versions_of(review.verdicts.evaluation.book.policy)
    readers = readers_of(registry, review.case.case_id)
    return Difference(
        causes(decision, notes, later, versions, imported, readers, reading_store.promotions(registry)),
        tuple(
            (element, then.get(element), now.get(element))
            for element in load_elements()
            if canonical(then.get(element)) != canonical(now.get(element))
        ),
        tuple(
            (key, version["verdicts"].get(key, "not there"), verdict)
            for key, verdict in verdicts.items()
            if version["verdicts"].get(key, "not there") != verdict
        ),
    )


def stale_causes(registry: Registry, case_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Why each of these stale cases is not the version signed off, by case; no case is computed for it."""
    hashes, decisions = registry.note_hashes(case_ids), registry.decisions_by_case(case_ids)
    versions = workflow.versions_of(workflow.effective_policy(registry))
    imported, readers = import_store.last_imports(registry, case_ids), reading_store.readers(registry, case_ids)
    promotions = reading_store.promotions(registry)
    found: dict[str, tuple[str, ...]] = {}
    for case_id in case_ids:
        made = decisions.get(case_id, ())
        if decision := signed(made):
            later = made[made.index(decision) + 1 :]
            now = hashes.get(case_id, {}), later, versions, imported.get(case_id, 0), readers.get(case_id, {})
            found[case_id] = causes(decision, *now, promotions)
    return found


def causes(
    decision: ReviewDecision,
    notes: Mapping[str, str],
    later: Sequence[ReviewDecision],
    versions: Versions,
    imported: int = 0,
    readers: Mapping[str, Reader] | None = None,
    promotions: Sequence[Promotion] = (),
) -> tuple[str, ...]:
    """Why a case is not the version signed off, in words; `notes` is what there is now, by id, with the hash of the text.

    `imported` is the number of the last import for the case, 0 without any; `readers` are those that read what counts, by note.
    """
    version = decision.value if isinstance(decision.value, dict) else {}
    signed_notes: Mapping[str, str] = version["notes"]
    new = [name for name in notes if name not in signed_notes]
    changed = [name for name in notes if name in signed_notes and notes[name] != signed_notes[name]]
    decided = dict.fromkeys(one.reviewer for one in later if one.action in VALUED and one.element)
    told = [
        f"{'new note' if len(new) == 1 else f'{len(new)} new notes'}: {', '.join(new)}" if new else "",
        f"changed: {', '.join(changed)}" if changed else "",
        f"decided since by {', '.join(decided)}" if decided else "",
        "an abstraction by people was imported" if imported != version.get("imported", 0) else "",
        read_again(decision, version, versions, readers, promotions),
        "other version of the rules" if decision.rules != versions.rules else "",
        "other numbers of the site" if version["policy"] != versions.policy else "",
    ]
    return tuple(filter(None, told)) or ("date or type of a note was changed",)


def read_again(
    decision: ReviewDecision,
    version: Mapping[str, Any],
    versions: Versions,
    readers: Mapping[str, Reader] | None,
    promotions: Sequence[Promotion],
) -> str:
    """That notes are read by another version than when the case was signed off, or nothing; and who promoted it, where somebody did.

    A sign-off from before readings were kept names the versions of the program only.
    """
    lexicons = {lexicon for _, lexicon in (readers or {}).values()} or {versions.lexicon}
    then: Mapping[str, Sequence[str]] | None = version.get("readers")
    if then is None or readers is None:
        reread = decision.software != versions.software or decision.lexicon not in lexicons
    else:
        other = [note_id for note_id in readers if note_id in then and list(readers[note_id]) != list(then[note_id])]
        reread = decision.software != versions.software or bool(other)
    if not reread:
        return ""
    since = promotions[version.get("promotions", 0) :]
    if not since:
        return "read again by another version of the software"
    last = since[-1]
    what = "took back the promotion of" if last.withdraws else "promoted"
    return f"another reading counts: {last.name} {what} lexicon {last.lexicon} ({last.reason})"
