"""Facts that depend on the order of the notes: before and after chemotherapy, embolisation and hepatectomy, kept apart."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from abstraction.records import CaseAbstraction, CaseEvidence, NoteAbstraction, NoteType
from rules_engine.fact import Fact, FactValue, unknown

# Sections that tell why a specimen was taken.
DETAILS = frozenset({"indication", "comparison", "course", "past_history"})


def timeline(case: CaseAbstraction) -> dict[str, Fact]:
    """Phased facts by name; without dated notes there are none but the cycles."""
    notes = sorted(case.notes, key=lambda note: note.note.note_date)
    found = [
        *chemotherapy(case, notes),
        *remnant(case, notes),
        *baseline(case, notes),
        *study_age(notes),
        *grades(case, notes),
    ]
    return {fact.name: fact for fact in found}


def stating(notes: Sequence[NoteAbstraction], element: str, item: str | None = None) -> list[NoteAbstraction]:
    """The notes, oldest first, that state an element, or this item of a list."""
    found = [note for note in notes if element in note.values]
    return found if item is None else [note for note in found if item in as_list(note.values[element].value)]


def as_list(value: Any) -> list[Any]:
    """A list value, or an empty list."""
    return value if isinstance(value, list) else []


def first_day(notes: Sequence[NoteAbstraction], element: str, item: str | None = None) -> str:
    """The day of the first note that states it; after every day when none does."""
    found = stating(notes, element, item)
    return found[0].note.note_date if found else "9999"


def fact(name: str, value: FactValue, note: NoteAbstraction, element: str) -> Fact:
    """A fact with the evidence of one note."""
    return Fact(name, value, None, tuple(CaseEvidence(note.note.note_id, one) for one in note.values[element].evidence))


def number(note: NoteAbstraction, element: str) -> tuple[float, float]:
    """A number of a note as an interval."""
    value: Any = note.values[element].value
    return float(value), float(value)


def chemotherapy(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> list[Fact]:
    """Cycles told up to the first note of a hepatectomy were given before it; later totals may hold others."""
    if "chemo_cycles" in case.conflicts:
        return [unknown("preop_cycles", "conflict")]
    if "chemo_cycles" not in case.values:
        return []
    operated = first_day(notes, "procedures", "liver_resection")
    before = [note for note in stating(notes, "chemo_cycles") if note.note.note_date <= operated]
    if operated != "9999":
        return [fact("preop_cycles", number(before[-1], "chemo_cycles"), before[-1], "chemo_cycles")] if before else []
    cycles: Any = case.values["chemo_cycles"].value
    return [Fact("preop_cycles", (float(cycles), float(cycles)), None, case.values["chemo_cycles"].evidence)]


def remnant(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> list[Fact]:
    """With embolisation told, the newest remnant before the first note of it, and the newest from that day on."""
    value = case.values.get("flr_percent")
    embolised = first_day(notes, "procedures", "pve")
    measured = stating(notes, "flr_percent")
    if value is None or value.source != "extracted" or embolised == "9999" or not measured:
        return []
    found = [unknown("flr_pct")]
    for name, phase in (
        ("flr_pre_pve_pct", [note for note in measured if note.note.note_date < embolised]),
        ("flr_post_pve_pct", [note for note in measured if note.note.note_date >= embolised]),
    ):
        if phase:
            found.append(fact(name, number(phase[-1], "flr_percent"), phase[-1], "flr_percent"))
    return found


def baseline(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> list[Fact]:
    """Resectability before any chemotherapy is told, and the first CEA where a newer one exists."""
    found = []
    treated = min(first_day(notes, "chemo_cycles"), first_day(notes, "chemo_regimens"))
    judged = stating(notes, "stated_resectability")
    if judged and judged[0].note.note_date < treated:
        statement: Any = judged[0].values["stated_resectability"].value
        found.append(fact("initial_resectability", statement, judged[0], "stated_resectability"))
    markers = stating(notes, "cea_ng_ml")
    if len({note.note.note_date for note in markers}) > 1:
        found.append(fact("cea_baseline_ng_ml", number(markers[0], "cea_ng_ml"), markers[0], "cea_ng_ml"))
    return found


def grades(case: CaseAbstraction, notes: Sequence[NoteAbstraction]) -> list[Fact]:
    """The grade in a report on a liver specimen is the metastasis's, and says nothing of the primary."""
    value = case.values.get("differentiation")
    if value is None or value.source != "extracted":
        return []
    stating_grade = stating(notes, "differentiation")
    liver = [note for note in stating_grade if is_liver_specimen(note)]
    if not liver:
        return []
    other = [note for note in stating_grade if note not in liver]
    grade: Any = liver[-1].values["differentiation"].value
    primary: Any = other[-1].values["differentiation"].value if other else None
    found = [fact("metastasis_grade", grade, liver[-1], "differentiation")]
    return [*found, fact("primary_grade", primary, other[-1], "differentiation") if other else unknown("primary_grade")]


def is_liver_specimen(note: NoteAbstraction) -> bool:
    """Whether a pathology report is on liver tissue alone; what its clinical details tell was no specimen of it."""
    if note.note.note_type is not NoteType.PATHOLOGY or "procedures" not in note.values:
        return False
    taken = {one.value for one in note.values["procedures"].evidence if one.section not in DETAILS}
    graded = all(one.section not in DETAILS for one in note.values["differentiation"].evidence)
    return graded and bool(taken & {"liver_resection", "liver_biopsy"}) and "primary_resection" not in taken


def study_age(notes: Sequence[NoteAbstraction]) -> list[Fact]:
    """Weeks from the newest report of a CT to the newest note."""
    reports = [one for one in stating(notes, "imaging", "CT") if one.note.note_type is NoteType.RADIOLOGY]
    if not reports:
        return []
    days = (date.fromisoformat(notes[-1].note.note_date) - date.fromisoformat(reports[-1].note.note_date)).days
    return [fact("ct_age_weeks", (days / 7, days / 7), reports[-1], "imaging")]
