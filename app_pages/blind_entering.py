"""An entry as the page sends it -> the verb that stores it. Nothing here reads or writes the session."""

from collections.abc import Mapping
from typing import Any

from abstraction.records import CaseEvidence
from app_pages.deciding import LONGEST_REASON, entered, selected
from registry.errors import RegistryError
from registry.store import Registry
from review import double_abstraction
from review.blindness import BlindError, asked
from review.decision_check import DecisionError
from review.rejection import UserError
from review.rights import Person

ENTER, NOT_STATED, FINISH = "enter", "not_stated", "finish"


def take(registry: Registry, person: Person, event: Mapping[str, Any]) -> str:
    """Store the entry of an event of the page; returns why it was refused, or nothing once it is stored."""
    try:
        _take(registry, person, event)
    except (UserError, RegistryError) as refusal:
        return str(refusal)
    return ""


def _take(registry: Registry, person: Person, event: Mapping[str, Any]) -> None:
    """Store an entry, or that the person is done."""
    identity, case_id, action = (event.get(name) for name in ("id", "case", "action"))
    if not all(isinstance(one, str) and one for one in (identity, case_id, action)):
        raise BlindError("the page sent an entry that is not whole; enter it again")
    if action == FINISH:
        return double_abstraction.finish(registry, person, str(case_id), str(identity))
    element, remark = str(event.get("element")), str(event.get("reason") or "").strip()[:LONGEST_REASON]
    if action == NOT_STATED:
        return double_abstraction.enter(registry, person, str(case_id), element, None, str(identity), remark=remark)
    if action != ENTER or element not in asked():
        raise DecisionError("the page sent an entry that is not known; enter it again")
    value = entered(element, event.get("value"))
    evidence: tuple[CaseEvidence, ...] = ()
    if event.get("evidence"):
        own = double_abstraction.own_case(registry, person, str(case_id))
        before = own.values.get(element)
        notes = {one.note.note_id: one for one in own.notes}
        evidence = selected(element, value, before.value if before else None, event["evidence"], notes)
    return double_abstraction.enter(
        registry, person, str(case_id), element, value, str(identity), evidence=evidence, remark=remark
    )
