"""A consolidated case as plain data, as the command line prints it."""

from typing import Any

from abstraction.records import CaseAbstraction
from lexicons import supplementary_elements


def case_json(case: CaseAbstraction, *, all_elements: bool = False) -> dict[str, Any]:
    """`{"case_id", "fields", "conflicts": {FIELD: [values with note ids]}, "sources": {FIELD: source}, "evidence": {FIELD: [spans with note ids]}}`.

    A source is "extracted" by the machine, "imported" from people who abstracted it elsewhere, or "reviewed" here.

    Supplementary elements are left out unless they are asked for.
    """
    left_out = {} if all_elements else supplementary_elements()
    return {
        "case_id": case.case_id,
        "fields": {element: value for element, value in case.fields.items() if element not in left_out},
        "conflicts": {
            element: [{"note_id": claim.note_id, "value": claim.value} for claim in claims]
            for element, claims in case.conflicts.items()
            if element not in left_out
        },
        "sources": {element: value.source for element, value in case.values.items() if element not in left_out},
        "evidence": {
            element: [
                {"note_id": item.note_id, "start": item.mention.start, "end": item.mention.end}
                for item in value.evidence
            ]
            for element, value in case.values.items()
            if element not in left_out
        },
    }
