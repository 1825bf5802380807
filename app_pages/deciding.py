"""A decision as the page sends it -> the verb that stores it. Nothing here reads or writes the session."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from abstraction.decisions import CORRECT
from abstraction.entered_value import entered_value
from abstraction.records import CaseEvidence, Mention, NoteAbstraction, ReviewDecision, Value
from registry.errors import RegistryError
from registry.store import Registry
from review import workflow
from review.decision_check import DecisionError, Seen
from review.moment import moment
from review.rejection import UserError
from review.rights import Person
from review.time_log import log_time

LONGEST_REASON = 2000


def decide(registry: Registry, person: Person, event: Mapping[str, Any]) -> str:
    """Store the decision of an event of the page; returns why it was refused, or nothing once it is stored."""
    try:
        decision, seen = decision_of(registry, person, event)
        workflow.decide(registry, person, decision, seen)
    except (UserError, RegistryError) as refusal:
        return str(refusal)
    keep_time(registry, person, {**event, "seconds": event.get("spent")}, decision.element)
    return ""


def keep_time(registry: Registry, person: Person, event: Mapping[str, Any], element: str = "") -> None:
    """Keep the seconds of an event under its id; what is no time is left out, and time is never a reason to refuse the rest."""
    seconds = event.get("seconds")
    if not isinstance(seconds, int | float):
        return
    with suppress(UserError, RegistryError):
        log_time(registry, person, str(event.get("id") or ""), str(event.get("case") or ""), float(seconds), element)


def decision_of(registry: Registry, person: Person, event: Mapping[str, Any]) -> tuple[ReviewDecision, Seen]:
    """The decision an event stands for, and the value the reviewer saw. DecisionError where the event makes no sense."""
    texts = [event.get(name) for name in ("id", "case", "element", "action")]
    if not all(isinstance(text, str) and text for text in texts):
        raise DecisionError("the page sent a decision that is not whole; decide again")
    identity, case_id, element, action = map(str, texts)
    reason = str(event.get("reason") or "").strip()[:LONGEST_REASON]
    value = event.get("value")
    evidence: tuple[CaseEvidence, ...] = ()
    if action == CORRECT and event.get("evidence"):
        value = entered(element, value)
        review = workflow.review_case(registry, case_id)
        notes = {item.note.note_id: item for item in review.case.notes}
        known = review.case.values.get(element)
        evidence = selected(element, value, known.value if known else None, event["evidence"], notes)
    made = ReviewDecision(identity, case_id, element, action, value, person.name, moment(), reason, evidence)
    return made, Seen(event.get("seen"))


def entered(element: str, given: Any) -> Value:
    """The value as the contract writes it, or a DecisionError that says what to enter."""
    try:
        return entered_value(element, given)
    except (KeyError, ValueError) as error:
        raise DecisionError(str(error)) from None


def selected(
    element: str, value: Any, old: Value | None, place: Any, notes: Mapping[str, NoteAbstraction]
) -> tuple[CaseEvidence, ...]:
    """The words selected in a note as evidence of what is new in a value; the page counts in UTF-16.

    DecisionError where the words are not at this place of the note: then the page shows another text than is stored.
    """
    found = place if isinstance(place, Mapping) else {}
    note = notes.get(str(found.get("note")))
    start, end, said = found.get("start"), found.get("end"), found.get("text")
    if note is None or not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise DecisionError("the evidence is not in a note of this case; select it again")
    wide = note.note.text.encode("utf-16-le", "surrogatepass")
    words = wide[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
    if words != said or 2 * end > len(wide):
        raise DecisionError("the words are not at this place of the note any more; select them again")
    first = len(wide[: 2 * start].decode("utf-16-le", "surrogatepass"))
    section = next((one.category for one in note.sections if one.start <= first < one.end), "")
    return tuple(
        CaseEvidence(note.note.note_id, Mention(element, first, first + len(words), item, section=section))
        for item in news(value, old)
    )


def news(value: Any, old: Value | None) -> list[str | int | float | None]:
    """What evidence is given for: the added items of a list, the sites said otherwise, or the value itself."""
    if isinstance(value, list):
        before = old if isinstance(old, list) else []
        return [item for item in value if item not in before] or list(value)
    if isinstance(value, dict) and "min" not in value:
        states = old if isinstance(old, dict) else {}
        return [site for site in value if states.get(site) != value[site]] or list(value)
    return [value if isinstance(value, str | int | float) else None]
