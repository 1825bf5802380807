"""Values, notes and verdicts in the words a reader sees."""

from collections.abc import Mapping
from typing import Any

from abstraction.records import NoteAbstraction, NoteType, Value
from lexicons import load_elements

SPELLED = {
    "5FU_LV": "5-FU/LV",
    "CR": "CR (complete response)",
    "HAI_FUDR": "HAI FUDR",
    "MSI_H": "MSI-H",
    "PD": "PD (progressive disease)",
    "PET_CT": "PET/CT",
    "PR": "PR (partial response)",
    "SD": "SD (stable disease)",
    "any": "any site",
    "celiac_nodes": "coeliac nodes",
    "ivc": "IVC",
    "paraaortic_nodes": "para-aortic nodes",
    "pve": "portal vein embolisation",
}
# The states of a site, the most telling first.
TELLING = ("present", "indeterminate", "absent")
NOTE_KINDS = {
    NoteType.RADIOLOGY: "Radiology",
    NoteType.PATHOLOGY: "Pathology",
    NoteType.OPERATIVE: "Operation",
    NoteType.ONCOLOGY: "Oncology",
}


def element_label(element: str) -> str:
    """The catalogue's label of a data element, or its id in plain letters."""
    known = load_elements().get(element)
    return known.label if known else element.replace("_", " ").capitalize()


def label_within(element: str) -> str:
    """The label as it stands within a sentence; an abbreviation stays as it is."""
    label = element_label(element)
    return label if label[:2].isupper() else label[0].lower() + label[1:]


def element_family(element: str) -> str:
    """The family that colours an element's evidence; `other` where the catalogue does not know it."""
    known = load_elements().get(element)
    return known.family if known else "other"


def term(code: str) -> str:
    """One category code as a reader writes it: `right_hepatic_vein` -> "right hepatic vein"."""
    return SPELLED.get(code, code.replace("_", " "))


def count(value: dict[str, object]) -> str:
    """A lesion count with its open ends: "3", "2 to 3", "at least 2", "innumerable", "none"."""
    low, high = value.get("min"), value.get("max")
    if value.get("innumerable"):
        return "innumerable"
    if high is None:
        return f"at least {low}"
    if high == 0:
        return "none"
    return str(low) if low == high else f"{low} to {high}"


def value_parts(element: str, value: Value) -> list[tuple[str, str]]:
    """The parts a value is shown in, as (key, words), in the order of the catalogue; evidence carries the key."""
    known = load_elements().get(element)
    order = [*known.sites, *known.values] if known else []

    def rank(code: str) -> int:
        return order.index(code) if code in order else len(order)

    if isinstance(value, dict):
        if "min" in value:
            return [("", count(value))]
        return [
            (site, f"{term(site)}: {term(str(state))}")
            for site, state in sorted(value.items(), key=lambda part: rank(part[0]))
        ]
    if isinstance(value, list):
        return [(item, term(item)) for item in sorted(map(str, value), key=rank)]
    if isinstance(value, str):
        return [("", term(value))]
    unit = known.unit if known else ""
    number = f"{value:g}"
    return [("", f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip())]


def value_words(element: str, value: Value) -> str:
    """A value on one line; sites of one state are told together: "bone: present; lung, adrenal: absent"."""
    if not isinstance(value, dict) or "min" in value:
        return ", ".join(words for _, words in value_parts(element, value))
    sites = [site for site, _ in value_parts(element, value)]
    states = sorted({str(state) for state in value.values()}, key=TELLING.index)
    groups = {state: ", ".join(term(site) for site in sites if value[site] == state) for state in states}
    return "; ".join(f"{names}: {state}" for state, names in groups.items())


def note_kind(abstraction: NoteAbstraction) -> str:
    """What the note is: the studies it reports where it says so, else its type."""
    imaging = abstraction.fields.get("imaging")
    if abstraction.note.note_type is NoteType.RADIOLOGY and isinstance(imaging, list) and imaging:
        return " + ".join(term(study) for study in imaging)
    return NOTE_KINDS[abstraction.note.note_type]


def note_label(abstraction: NoteAbstraction) -> str:
    """Kind and date of a note: "CT 2024-03-14"."""
    return f"{note_kind(abstraction)} {abstraction.note.note_date}"


def candidate_words(candidates: tuple[str, ...]) -> str:
    """A candidate set on one line: "M1a", "M0, M1a or M1b", "-" where no rule speaks."""
    return " or ".join(part for part in (", ".join(candidates[:-1]), *candidates[-1:]) if part) or "-"


def candidate_set(candidates: tuple[str, ...], words: Mapping[str, str]) -> dict[str, Any]:
    """A candidate set for a table: its one code and what that means, or what it can still be."""
    if len(candidates) == 1:
        return {"settled": True, "codes": candidates[0], "words": words.get(candidates[0], "")}
    if not candidates:
        return {"settled": False, "codes": "", "words": "not applicable"}
    if len(candidates) == len(words):
        return {"settled": False, "codes": "", "words": "open"}
    return {"settled": False, "codes": candidate_words(candidates), "words": "open:"}
