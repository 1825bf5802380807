"""The case's data elements as the list shows them: value, status, decision, evidence, conflicts, what each note states."""

from collections.abc import Mapping, Sequence
from typing import Any

from abstraction.decisions import ACCEPT, SAID, open_queries, standing
from abstraction.imported import differs
from abstraction.records import (
    EXTRACTED,
    IMPORTED,
    CaseAbstraction,
    CaseEvidence,
    CaseValue,
    Claim,
    NoteAbstraction,
    ReviewDecision,
    Status,
)
from app_pages.evidence import targets
from app_pages.older_versions import Older, earlier_of, earlier_rows
from lexicons import load_elements
from review.decision_check import sides_of
from review.decision_words import DONE, when
from review.wording import note_label, term, value_parts, value_words

FAMILIES = {
    "liver": "Liver",
    "extrahepatic": "Extrahepatic",
    "treatment": "Treatment",
    "primary": "Primary",
    "markers": "Markers",
    "patient": "Patient",
    "pathology": "Pathology",
}


def element_rows(
    case: CaseAbstraction,
    decisions: Sequence[ReviewDecision] = (),
    machine: CaseAbstraction | None = None,
    older: Older | None = None,
) -> list[dict[str, Any]]:
    """Families in the order of the catalogue, each with its rows and what no note states and nobody decided.

    Where people abstracted the case before, `machine` is what the machine reads by itself: a row tells where that differs.
    `older` are the versions of notes that decisions rest on whose words are not in the newest.
    """
    families: dict[str, dict[str, Any]] = {}
    labels = {item.note.note_id: note_label(item) for item in case.notes}
    held, asked = standing(decisions), open_queries(decisions)
    earlier = {one: earlier_of(case, [held[one]]) for one in held}
    for element, known in load_elements().items():
        family = families.setdefault(
            known.family, {"family": known.family, "title": FAMILIES[known.family], "rows": [], "unstated": []}
        )
        value, claims = case.values.get(element), case.conflicts.get(element, ())
        said = [
            _said(one, asked.get(element, ())) for one in decisions if one.element == element and one.action in SAID
        ]
        state = {
            "element": element,
            "label": known.label,
            "definition": known.definition,
            "seen": value.value if value else None,
            "said": said,
            "asked": element in asked,
        }
        decision = held.get(element)
        other = _machine(element, value, machine) if known.contract and not claims and not decision else None
        if not value and not claims and not decision and not said and not other:
            family["unstated"].append(state)
            continue
        empty: dict[str, Any] = {"parts": [], "evidence": [], "reasons": [], "status": "imported" if other else "sure"}
        row = _value(value) if value else empty
        taken = sides_of(case, element)
        family["rows"].append(
            {
                **state,
                **row,
                **({"status": "conflict"} if claims else {}),
                **_decision(decision, value, bool(claims), bool(other)),
                "machine": other,
                "earlier": earlier_rows(earlier.get(element, ()), older or {}),
                "conflict": [
                    {**_side(element, claim, value, labels), "whole": whole}
                    for claim, (whole, _) in zip(claims, taken, strict=True)
                ],
                "statements": _statements(case, element, value),
            }
        )
    return list(families.values())


def editors() -> dict[str, dict[str, Any]]:
    """What a person enters a value of each element with: kind, unit, limits, and the words to choose from."""
    return {
        element: {
            "kind": known.kind,
            "unit": known.unit,
            "range": known.range,
            "values": [[word, term(word)] for word in known.values],
            "sites": [[site, term(site)] for site in known.sites],
        }
        for element, known in load_elements().items()
    }


def _machine(element: str, value: CaseValue | None, machine: CaseAbstraction | None) -> dict[str, Any] | None:
    """What the machine reads of an element that people stated otherwise or left out; None where the two agree."""
    if machine is None:
        return None
    read, sides = machine.values.get(element), machine.conflicts.get(element, ())
    if not sides and not differs(value, read):
        return None
    if sides:
        told = [value_words(element, side.value) for side in sides]
    elif read and value and isinstance(value.value, dict) and isinstance(read.value, dict) and "min" not in value.value:
        told = [_other_sites(value.value, read.value)]
    else:
        told = [value_words(element, read.value)] if read else []
    found = (
        *(read.evidence if read else ()),
        *(CaseEvidence(one.note_id, spot) for one in sides for spot in one.evidence),
    )
    return {"words": " or ".join(told) or "nothing", "evidence": targets(found)}


def _other_sites(stated: Mapping[str, Any], read: Mapping[str, Any]) -> str:
    """The sites on which the machine reads something else: "bone: absent; lung: nothing"."""
    sites = [site for site in {**stated, **read} if stated.get(site) != read.get(site)]
    return "; ".join(f"{term(site)}: {term(str(read.get(site, 'nothing')))}" for site in sites)


def _decision(
    decision: ReviewDecision | None, value: CaseValue | None, disputed: bool, differing: bool
) -> dict[str, Any]:
    """Who decided the row and what was there before; a row is open where nobody did, or the notes changed since.

    What people stated before the notes came here is open only where the machine reads something else.
    """
    if decision is None:
        unseen = value is not None and (value.source != IMPORTED or value.status is Status.NEEDS_REVIEW)
        return {"open": unseen or disputed or differing, "decision": None}
    lapsed = disputed or (value is not None and value.status is Status.NEEDS_REVIEW)
    replaced = decision.action != ACCEPT and decision.old is not None and (value is None or decision.old != value.value)
    return {
        "open": lapsed,
        "status": ("conflict" if disputed else "needs_review") if lapsed else "reviewed",
        "decision": {
            "action": decision.action,
            "done": DONE[decision.action],
            "by": decision.reviewer,
            "when": when(decision.decided_at),
            "reason": decision.reason,
            "old": value_words(decision.element, decision.old) if replaced and decision.old is not None else "",
        },
    }


def _said(decision: ReviewDecision, asked: Sequence[ReviewDecision]) -> dict[str, Any]:
    """A comment, query or answer on a row."""
    return {
        "kind": decision.action,
        "by": decision.reviewer,
        "when": when(decision.decided_at),
        "text": decision.reason,
        "open": decision in asked,
    }


def _value(found: CaseValue) -> dict[str, Any]:
    """Value, status and evidence of one row; in a list or map each part has its own evidence."""
    parts = value_parts(found.element, found.value)
    states = found.value if isinstance(found.value, dict) else {}
    return {
        "parts": [
            {
                "words": term(key) if key in states else words,
                "tone": str(states.get(key, "")),
                "evidence": targets(item for item in found.evidence if not key or str(item.mention.value) == key),
            }
            for key, words in parts
        ],
        "evidence": targets(found.evidence),
        "status": str(found.status) if _is_read(found) else found.source,
        "reasons": list(found.reasons) if found.status is Status.NEEDS_REVIEW else [],
    }


def _is_read(found: CaseValue) -> bool:
    """Whether the row tells how sure the value is: read by the machine, or to be looked at again."""
    return found.source == EXTRACTED or (found.source == IMPORTED and found.status is Status.NEEDS_REVIEW)


def _side(element: str, claim: Claim, agreed: CaseValue | None, labels: Mapping[str, str]) -> dict[str, Any]:
    """One side of a conflict; of a map only the parts in dispute, for the case value holds the others."""
    value, evidence = claim.value, claim.evidence
    if isinstance(value, dict) and agreed and isinstance(agreed.value, dict):
        value = {site: state for site, state in value.items() if site not in agreed.value}
        evidence = tuple(mention for mention in evidence if mention.value in value)
    return {
        "note": labels.get(claim.note_id, claim.note_id),
        "value": value_words(element, value),
        "evidence": targets(CaseEvidence(claim.note_id, mention) for mention in evidence),
    }


def _statements(case: CaseAbstraction, element: str, value: CaseValue | None) -> list[dict[str, Any]]:
    """What each note says on an element, newest first, and whether the case value rests on it."""
    used = {item.note_id for item in value.evidence} if value else set()
    stating: list[NoteAbstraction] = [item for item in case.notes if element in item.values]
    return [
        {
            "note": note_label(item),
            "value": value_words(element, item.values[element].value),
            "used": item.note.note_id in used,
            "evidence": targets(CaseEvidence(item.note.note_id, one) for one in item.values[element].evidence),
        }
        for item in sorted(stating, key=lambda item: item.note.note_date, reverse=True)
    ]
