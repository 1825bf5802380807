"""Facts from the supplementary elements: most under their own name, some only in the light of other notes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from abstraction.records import CaseAbstraction, CaseEvidence, CaseValue, NoteAbstraction, NoteType
from lexicons import entered_elements, supplementary_elements
from rules_engine.fact import Fact, FactValue, load_facts, unknown
from rules_engine.policy import load_policy

# A plan is over once the notes tell that the procedure was done: element -> (procedure, the date of it).
PLANS = {
    "planned_resection": ("liver_resection", "hepatectomy_date"),
    "hepatectomy_planned": ("liver_resection", "hepatectomy_date"),
    "planned_margin_mm": ("liver_resection", "hepatectomy_date"),
    "pve_planned": ("pve", "pve_date"),
    "liver_biopsy_planned": ("liver_biopsy", ""),
}
REPORTS = (NoteType.OPERATIVE, NoteType.PATHOLOGY)
DENIABLE = ("cirrhosis", "steatosis", "steatohepatitis", "sinusoidal_injury")
WHOLE = frozenset({"chest", "abdomen", "pelvis"})


def supplement(case: CaseAbstraction) -> dict[str, Fact]:
    """Every fact that a supplementary element bears on, by name."""
    notes = sorted(case.notes, key=lambda note: note.note.note_date)
    found = [
        *own_names(case, notes), *untreated(case, notes), *tissue(case), *primary(case, notes), *biopsy(case, notes), *order_of_operations(case, notes),
        *embolisation(case, notes), *staging(case, notes),
    ]  # fmt: skip
    return {fact.name: fact for fact in found}


def answered(case: CaseAbstraction) -> Iterator[Fact]:
    """What a person answered of a fact goes before what the notes tell of it."""
    kinds = load_facts()
    for element in entered_elements():
        if element in case.values:
            value = case.values[element]
            yield Fact(element, as_fact(value.value, kinds[element].kind), None, value.evidence)


def own_names(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> Iterator[Fact]:
    """Elements that are facts under their own name; a plan that was carried out is none any more."""
    kinds = load_facts()
    for element in supplementary_elements():
        if element not in kinds:
            continue
        if element in case.conflicts:
            yield unknown(element, "conflict")
        elif element in case.values and not is_overtaken(case, notes, element):
            value = case.values[element]
            yield Fact(element, as_fact(value.value, kinds[element].kind), None, value.evidence)


def as_fact(value: Any, kind: str) -> FactValue:
    """An element's value as a fact of this kind."""
    if kind == "truth":
        return bool(value == "yes")
    if kind == "number":
        return float(value), float(value)
    return frozenset(value) if kind == "set" else str(value)


def is_overtaken(case: CaseAbstraction, notes: Sequence[NoteAbstraction], element: str) -> bool:
    """Whether what the element says is over: a plan carried out, "no chemotherapy" before there was some, a volume beside a percentage, a biopsy of the background beside another."""
    if element in ("flr_ml", "tlv_ml"):
        return "flr_percent" in case.values
    if element == "liver_healthy":
        return bool(listed(case, "liver_background"))
    if element == "preop_chemo":
        return case.values[element].value == "no" and "chemo_cycles" in case.values
    if element == "liver_biopsy_target":
        return case.values[element].value == "background_liver" and any(is_other_biopsy(note) for note in notes)
    if element not in PLANS:
        return False
    procedure, dated = PLANS[element]
    told = newest_day(case, case.values[element])
    if any(
        note.note.note_date >= told and note.note.note_type in REPORTS and procedure in items(note, "procedures")
        for note in notes
    ):
        return True
    return dated in case.values and str(case.values[dated].value) >= told


def is_other_biopsy(note: NoteAbstraction) -> bool:
    """Whether the note tells a liver biopsy, done or planned, that it does not call one of the background liver."""
    target, plan = note.values.get("liver_biopsy_target"), note.values.get("liver_biopsy_planned")
    if target:
        return target.value != "background_liver"
    return "liver_biopsy" in items(note, "procedures") or (plan is not None and plan.value == "yes")


def newest_day(case: CaseAbstraction, value: CaseValue) -> str:
    """The day of the newest note that a value rests on."""
    days = {note.note.note_id: note.note.note_date for note in case.notes}
    return max((days[item.note_id] for item in value.evidence if item.note_id in days), default="")


def items(note: NoteAbstraction, element: str) -> list[Any]:
    """A list value of a note, or an empty list."""
    value = note.values[element].value if element in note.values else None
    return value if isinstance(value, list) else []


def listed(case: CaseAbstraction, element: str) -> list[Any]:
    """A list value of the case, or an empty list."""
    value = case.values[element].value if element in case.values else None
    return value if isinstance(value, list) else []


def untreated(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> Iterator[Fact]:
    """Without chemotherapy there was no regimen and no cycle, where no note names one."""
    value = case.values.get("preop_chemo")
    if value and value.value == "no" and not {"chemo_regimens", "chemo_cycles"} & set(case.values):
        yield Fact("chemo_regimens", frozenset({"none"}), None, value.evidence)
        yield Fact("preop_cycles", (0.0, 0.0), None, value.evidence)


def tissue(case: CaseAbstraction) -> Iterator[Fact]:
    """Diseases of the background liver that are denied and nowhere affirmed; a healthy liver has none."""
    affirmed = listed(case, "liver_background")
    denied = listed(case, "liver_background_denied")
    for disease in DENIABLE:
        if disease in denied and disease not in affirmed:
            said = case.values["liver_background_denied"].evidence
            yield Fact(disease, False, None, tuple(item for item in said if item.mention.value in (disease, None)))
    if not affirmed and "liver_healthy" in case.values and case.values["liver_healthy"].value == "yes":
        yield Fact("parenchyma", frozenset({"normal"}), None, case.values["liver_healthy"].evidence)


def primary(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> Iterator[Fact]:
    """A primary that was in place is resected once a note of that day or later tells its resection."""
    value = case.values.get("primary_status")
    resected = [note for note in notes if "primary_resection" in items(note, "procedures")]
    if value is None or value.value != "in_situ" or not resected:
        return
    if resected[-1].note.note_date >= newest_day(case, value):
        said = case.values["procedures"].evidence if "procedures" in case.values else ()
        yield Fact(
            "primary_status", "resected", None, tuple(one for one in said if one.mention.value == "primary_resection")
        )


def biopsy(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> Iterator[Fact]:
    """A biopsy that is said not to be needed was not done either, where no note tells of one."""
    value = case.values.get("liver_biopsy_planned")
    if value and value.value == "no" and not any("liver_biopsy" in items(note, "procedures") for note in notes):
        yield Fact("liver_biopsy_done", False, None, value.evidence)


def order_of_operations(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> Iterator[Fact]:
    """By the dates of the operations; else, with the primary out and the metastases still in the liver, the bowel was first."""
    if "resection_strategy" in case.values or "resection_strategy" in case.conflicts:
        return
    bowel, liver = case.values.get("primary_resection_date"), case.values.get("hepatectomy_date")
    if bowel and liver:
        order = by_dates(str(bowel.value), str(liver.value))
        if order:
            yield Fact("resection_strategy", order, None, (*bowel.evidence, *liver.evidence))
        return
    for note in notes:
        done, count = items(note, "procedures"), note.values.get("liver_lesion_count")
        there = isinstance(count.value, dict) and count.value["min"] > 0 if count else False
        if "liver_resection" in done:
            return
        if "primary_resection" in done and there:
            said = note.values["procedures"].evidence
            evidence = tuple(CaseEvidence(note.note.note_id, one) for one in said if one.value == "primary_resection")
            yield Fact("resection_strategy", "colorectal_first", None, evidence)
            return


def by_dates(bowel: str, liver: str) -> str | None:
    """The order that two dates give; None where they are too inexact, for a month can hold both."""
    exact = min(len(bowel), len(liver))
    if bowel[:exact] != liver[:exact]:
        return "colorectal_first" if bowel < liver else "liver_first"
    return "simultaneous" if exact == len("2024-01-31") else None


def embolisation(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> Iterator[Fact]:
    """Days from the embolisation to the newest note; a date without its day leaves the month open."""
    value = case.values.get("pve_date")
    if value is None or not notes or len(str(value.value)) < len("2024-01"):
        return
    written, now = str(value.value), date.fromisoformat(notes[-1].note.note_date)
    if len(written) == len("2024-01-31"):
        first = last = date.fromisoformat(written)
    else:
        first = date.fromisoformat(f"{written}-01")
        last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), now)
    yield Fact("pve_days_ago", (float((now - last).days), float((now - first).days)), None, value.evidence)


def staging(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> Iterator[Fact]:
    """Complete when chest, abdomen and pelvis, or the whole body, were imaged within the window before the newest note."""
    if not notes:
        return
    window = timedelta(weeks=load_policy()["imaging_window_weeks"])
    since = (date.fromisoformat(notes[-1].note.note_date) - window).isoformat()
    recent = [note for note in notes if note.note.note_date >= since and "ehd" in note.values]
    shown = {part for note in recent for part in items(note, "staging_coverage")}
    if "whole_body" in shown or shown >= WHOLE:
        evidence = tuple(
            CaseEvidence(note.note.note_id, one)
            for note in recent
            if "staging_coverage" in note.values
            for one in note.values["staging_coverage"].evidence
        )
        yield Fact("ehd_staging_complete", True, None, evidence)
