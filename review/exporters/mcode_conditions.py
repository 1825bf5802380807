"""The diseases of a case as FHIR: the primary, metastases site by site, single lesions with their size, procedures and drugs."""

from collections.abc import Mapping, Sequence
from typing import Any

from abstraction.records import Assertion, CaseValue, Lesion, NoteAbstraction
from review.exporters.mcode_codes import codings, concept, load_codes
from review.exporters.mcode_draft import Draft, own, quantity, status_of, unknown_when, with_own
from review.fhir_systems import LESION
from review.wording import term
from review.workflow import CaseReview

RELATED = "http://hl7.org/fhir/StructureDefinition/condition-related"
TUMOR_OF = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-related-condition"
LIVER, PRIMARY = "liver", "primary"
# The state of a site -> how sure the condition is.
CERTAIN = {"present": "confirmed", "absent": "refuted", "indeterminate": "provisional", "disputed": "unconfirmed"}
# Any of these tells that there is a primary.
TELL_PRIMARY = ("primary_site", "primary_t", "primary_n", "differentiation", "primary_status")


def add_conditions(draft: Draft, review: CaseReview) -> None:
    """The primary where anything is told of it, the liver metastases, and each site outside the liver that is told of."""
    case = review.case
    site = case.values.get("primary_site")
    if any(element in case.values for element in TELL_PRIMARY):
        name = str(site.value) if site else ""
        code = with_own("primary", name) if site else {"text": "Malignant neoplasm of colon or rectum"}
        body = [concept("primary_place", name)] if name in load_codes().codes["primary_place"] else []
        parts = {**condition(draft, code, "confirmed"), "bodySite": body}
        draft.add(PRIMARY, "Condition", parts, "mcode-primary-cancer-condition", "primary_site" if site else "")
    if state := liver_state(review):
        segments = case.values.get("liver_segments")
        held = segments.value if segments and isinstance(segments.value, list) and state == "present" else []
        places = [concept("liver", one, f"Segment {one}") for one in held] or [concept("liver", "whole")]
        add_secondary(draft, LIVER, state, places, "liver_lesion_count" if "liver_lesion_count" in case.values else "")
    ehd = case.values.get("ehd")
    for place, told in (ehd.value if ehd and isinstance(ehd.value, dict) else {}).items():
        add_secondary(draft, place, str(told), [], "ehd")
    sides: dict[str, list[str]] = {}
    for claim in case.conflicts.get("ehd", ()):
        for place, told in (claim.value if isinstance(claim.value, dict) else {}).items():
            if f"ehd {place}" not in draft.resources:
                sides.setdefault(place, []).append(f"{told} ({claim.note_id})")
    for place, claimed in sides.items():
        add_secondary(draft, place, "disputed", [], "ehd", f"The notes disagree: {', '.join(claimed)}")


def liver_state(review: CaseReview) -> str:
    """Whether there are liver metastases, as the rules take it: present, absent, indeterminate, disputed; nothing where nobody says."""
    evaluation = review.verdicts.evaluation
    known = evaluation.state.values["liver_mets_present"]
    if known is not None:
        return "present" if known else "absent"
    if "liver_lesion_count" in review.case.conflicts:
        return "disputed"
    fact = evaluation.stated.get("liver_mets_present")
    return "indeterminate" if fact and fact.reason == "hedged" else ""


def condition(draft: Draft, code: Mapping[str, Any], certainty: str) -> dict[str, Any]:
    """What every condition has."""
    return {
        "clinicalStatus": concept("status", "inactive" if certainty == "refuted" else "active"),
        "verificationStatus": concept("status", certainty),
        "category": [concept("category", "problem")],
        "code": code,
        "subject": draft.subject,
    }


def add_secondary(
    draft: Draft, place: str, state: str, body: Sequence[Mapping[str, Any]], element: str, note: str = ""
) -> None:
    """Metastases at one place, as sure as the notes are."""
    related = draft.first(PRIMARY)
    words = "Metastasis outside the liver" if place == "any" else f"Metastasis: {term(place)}"
    parts = {
        **condition(draft, with_own("secondary", place, words), CERTAIN[state]),
        "bodySite": list(body),
        "extension": [{"url": RELATED, "valueReference": related}] if related else [],
        "note": [{"text": note}] if note else [],
    }
    key = place if place == LIVER else f"ehd {place}"
    draft.add(key, "Condition", parts, "mcode-secondary-cancer-condition", element)


def add_lesions(draft: Draft, review: CaseReview) -> None:
    """A tumour for each lesion of the newest note that tells of single ones, with its size; and the largest of the case."""
    telling = [item for item in review.case.notes if shown(item, review.case.notes)]
    sizes: dict[float, str] = {}
    if telling:
        newest = max(telling, key=lambda item: (item.note.note_date, item.note.note_id))
        for number, lesion in enumerate(shown(newest, review.case.notes), start=1):
            key = f"lesion {number}"
            add_tumor(draft, key, lesion.segments)
            if lesion.size_mm is not None:
                sizes.setdefault(lesion.size_mm, key)
                day, method = newest.note.note_date, method_of(newest)
                add_size(draft, f"size {number}", key, lesion.size_mm, day, method, "final", "")
    largest = review.case.values.get("liver_max_size_mm")
    if largest and isinstance(largest.value, int | float):
        key = sizes.get(float(largest.value), "")
        if not key:
            key = "largest lesion"
            add_tumor(draft, key, ())
        item = newest_of(largest, review.case.notes)
        day, method = (item.note.note_date, method_of(item)) if item else ("", {})
        add_size(draft, "largest size", key, float(largest.value), day, method, status_of(largest), "liver_max_size_mm")


def shown(item: NoteAbstraction, notes: Sequence[NoteAbstraction]) -> list[Lesion]:
    """The present lesions of a note; without statements that sum up several segments which some note tells of alone."""
    alone = {lesion.segments[0] for one in notes for lesion in one.lesions if len(lesion.segments) == 1}
    return [
        lesion
        for lesion in item.lesions
        if lesion.assertion is Assertion.PRESENT
        and lesion.segments
        and (len(lesion.segments) == 1 or not set(lesion.segments) <= alone)
    ]


def newest_of(value: CaseValue, notes: Sequence[NoteAbstraction]) -> NoteAbstraction | None:
    """The newest note that a value rests on."""
    used = {item.note_id for item in value.evidence}
    return max((item for item in notes if item.note.note_id in used), key=lambda one: one.note.note_date, default=None)


def method_of(item: NoteAbstraction) -> dict[str, Any]:
    """How the sizes of a note were measured, where it reports one study."""
    studies = item.fields.get("imaging")
    if isinstance(studies, list) and len(studies) == 1 and studies[0] in load_codes().codes["size"]:
        return concept("size", studies[0])
    return {}


def add_tumor(draft: Draft, key: str, segments: Sequence[str]) -> None:
    """A tumour in the liver: in its segment where it has one, else in the liver with the segments in words."""
    words = f"Liver, segments {', '.join(segments)}" if len(segments) > 1 else ""
    place = (
        concept("liver", segments[0], f"Segment {segments[0]}")
        if len(segments) == 1
        else concept("liver", "whole", words)
    )
    related = draft.first(LIVER)
    parts = {
        "identifier": [
            {"use": "usual", "type": concept("kind", "tumor"), "system": LESION, "value": f"{draft.case_id}/{key}"}
        ],
        "location": {**place, "coding": [*place["coding"], *(own(one) for one in segments)]},
        "patient": draft.subject,
        "extension": [{"url": TUMOR_OF, "valueReference": related}] if related else [],
    }
    draft.add(key, "BodyStructure", parts, "mcode-tumor")


def add_size(
    draft: Draft, key: str, tumor: str, size: float, day: str, method: Mapping[str, Any], status: str, element: str
) -> None:
    """The largest diameter of a tumour in mm."""
    parts = {
        "status": status,
        "code": concept("size", "tumor"),
        "subject": draft.subject,
        "focus": [draft.reference(tumor)],
        "effectiveDateTime": day,
        "method": method,
        "component": [{"code": concept("size", "longest"), "valueQuantity": quantity(size, "mm")}],
    }
    draft.add(key, "Observation", parts, "mcode-tumor-size", element)


def add_treatment(draft: Draft, review: CaseReview) -> None:
    """Each procedure that was done, and each drug or regimen that was given."""
    values = review.case.values
    reason = draft.first(LIVER, PRIMARY)
    why = {"reasonReference": [reason]} if reason else {"reasonCode": [{"text": "Colorectal cancer"}]}
    for one in listed(values.get("procedures")):
        told = values.get(load_codes().dates.get(one, ""))
        when = {"performedDateTime": told.value} if told else {"performedPeriod": unknown_when()}
        code = {"coding": [own(one)], "text": term(one)}
        parts = {"status": "completed", "code": code, "subject": draft.subject, **when, **why}
        profile = "mcode-cancer-related-surgical-procedure" if one in load_codes().surgery else ""
        draft.add(f"procedure {one}", "Procedure", parts, profile, "procedures")
    for one in listed(values.get("chemo_regimens")):
        parts = {
            "status": "unknown",
            "medicationCodeableConcept": {"coding": [*codings("drug", one), own(one)], "text": term(one)},
            "subject": draft.subject,
            "effectivePeriod": unknown_when(),
            **why,
        }
        draft.add(
            f"drug {one}", "MedicationAdministration", parts, "mcode-cancer-related-medication-administration",
            "chemo_regimens",
        )  # fmt: skip


def listed(value: CaseValue | None) -> list[str]:
    """The items of a list value."""
    return [str(one) for one in value.value] if value and isinstance(value.value, list) else []
