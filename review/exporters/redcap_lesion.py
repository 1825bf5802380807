"""The repeating form of the lesions: an instance for each lesion that a note describes."""

from collections.abc import Iterator
from functools import cache

from abstraction.records import Assertion
from lexicons import load_elements
from registry.case_rows import CaseRows
from review.cohort_export import safe
from review.exporters.redcap_case import digits
from review.exporters.redcap_field import Field
from review.exporters.redcap_terms import code, load_redcap_terms
from review.exporters.state import MEANINGS, State

LESIONS = "lesions"


@cache
def lesion_fields() -> tuple[Field, ...]:
    """The fields of the form."""
    said = load_redcap_terms().states[State.NOT_STATED]
    told = (("stated", MEANINGS[State.STATED]), (said, "the note does not say"))
    segments = tuple((code(word), word) for word in load_elements()["liver_segments"].values)
    asserted = tuple((one.value, one.replace("_", " ")) for one in Assertion)
    return (
        Field("lesion_note", LESIONS, "Note that describes the lesion"),
        Field("lesion_note_date", LESIONS, "Date of that note", validation="date_ymd"),
        Field("lesion_number", LESIONS, "Number in that note", validation="integer", low="1"),
        Field("lesion_segments", LESIONS, "Segments", "checkbox", segments),
        Field("lesion_segments_st", LESIONS, "Segments: how they stand", "radio", told),
        Field("lesion_size_mm", LESIONS, "Largest diameter (mm)", validation="number", low="0"),
        Field("lesion_size_mm_st", LESIONS, "Largest diameter: how it stands", "radio", told),
        Field("lesion_prior_mm", LESIONS, "Largest diameter before (mm)", validation="number", low="0"),
        Field("lesion_prior_mm_st", LESIONS, "Largest diameter before: how it stands", "radio", told),
        Field("lesion_assertion", LESIONS, "What the note says of it", "radio", asserted),
    )


def lesion_cells(case: CaseRows) -> Iterator[list[str]]:
    """The cells of the form, instance after instance."""
    days = {note.note_id: note.note_date for note in case.notes}
    silent = load_redcap_terms().states[State.NOT_STATED]
    for one in case.lesions:
        lesion = one.lesion
        segments = [code(word) for word in lesion.segments] or None
        size = None if lesion.size_mm is None else digits(lesion.size_mm)
        prior = None if lesion.prior_size_mm is None else digits(lesion.prior_size_mm)
        stands = ["stated" if known else silent for known in (segments, size, prior)]
        given = (
            safe(one.note_id), days[one.note_id], str(one.number), segments, stands[0], size, stands[1], prior, stands[2],
            lesion.assertion.value,
        )  # fmt: skip
        yield [cell for field, told in zip(lesion_fields(), given, strict=True) for cell in field.cells(told)]
