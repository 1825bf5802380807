"""A consolidated case as plain data, as the command line prints it."""

from typing import Any

from abstraction.records import CaseAbstraction


def case_json(case: CaseAbstraction) -> dict[str, Any]:
    """`{"case_id", "fields", "conflicts": {FIELD: [values with note ids]}, "evidence": {FIELD: [spans with note ids]}}`."""
    return {
        "case_id": case.case_id,
        "fields": case.fields,
        "conflicts": {
            element: [{"note_id": claim.note_id, "value": claim.value} for claim in claims]
            for element, claims in case.conflicts.items()
        },
        "evidence": {
            element: [
                {"note_id": item.note_id, "start": item.mention.start, "end": item.mention.end}
                for item in value.evidence
            ]
            for element, value in case.values.items()
        },
    }
