"""The case's data elements as the list shows them: value, status, evidence, conflicts, what each note states."""

from collections.abc import Mapping
from typing import Any

from abstraction.records import CaseAbstraction, CaseEvidence, CaseValue, Claim, NoteAbstraction, Status
from app_pages.evidence import targets
from app_pages.wording import note_label, term, value_parts, value_words
from lexicons import load_elements

FAMILIES = {
    "liver": "Liver",
    "extrahepatic": "Extrahepatic",
    "treatment": "Treatment",
    "primary": "Primary",
    "markers": "Markers",
    "patient": "Patient",
    "pathology": "Pathology",
}


def element_rows(case: CaseAbstraction) -> list[dict[str, Any]]:
    """Families in the order of the catalogue, each with its rows and the labels of what no note states."""
    families: dict[str, dict[str, Any]] = {}
    labels = {item.note.note_id: note_label(item) for item in case.notes}
    for element, known in load_elements().items():
        family = families.setdefault(
            known.family, {"family": known.family, "title": FAMILIES[known.family], "rows": [], "unstated": []}
        )
        value, claims = case.values.get(element), case.conflicts.get(element, ())
        if not value and not claims:
            family["unstated"].append({"element": element, "label": known.label})
            continue
        row = _value(value) if value else {"parts": [], "evidence": [], "reasons": []}
        family["rows"].append(
            {
                "element": element,
                "label": known.label,
                "definition": known.definition,
                **row,
                **({"status": "conflict"} if claims else {}),
                "conflict": [_side(element, claim, value, labels) for claim in claims],
                "statements": _statements(case, element, value),
            }
        )
    return list(families.values())


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
        "status": "reviewed" if found.source != "extracted" else str(found.status),
        "reasons": list(found.reasons) if found.status is Status.NEEDS_REVIEW else [],
    }


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
