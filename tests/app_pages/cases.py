"""A hand-made case of two notes, small enough to reckon with."""

from abstraction.records import (
    Assertion,
    CaseAbstraction,
    CaseEvidence,
    CaseValue,
    Claim,
    ElementValue,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
    Status,
)

CT = "CT: three metastases in segments 5 and 6, the largest 31 mm. No lung nodule. Perhaps nodes at the hilum."
CLINIC = "Clinic: largest 31 mm on CT. ECOG 1."


def mention(text: str, words: str, element: str, value: object = None, said: Assertion = Assertion.PRESENT) -> Mention:
    start = text.index(words)
    return Mention(element, start, start + len(words), value, said, "findings")  # type: ignore[arg-type]


COUNT = mention(CT, "three metastases", "liver_lesion_count")
SEGMENTS = (
    mention(CT, "segments 5 and 6", "liver_segments", "5"),
    mention(CT, "segments 5 and 6", "liver_segments", "6"),
)
SIZE = mention(CT, "31 mm", "liver_max_size_mm", 31)
LUNG = mention(CT, "No lung nodule", "ehd", "lung", Assertion.ABSENT)
HILUM = mention(CT, "nodes at the hilum", "ehd", "hilar_nodes", Assertion.POSSIBLE)
TIMING = mention(CT, "CT", "timing")
IMAGING = mention(CT, "CT", "imaging", "CT")
CLINIC_SIZE = mention(CLINIC, "31 mm", "liver_max_size_mm", 31)
CLINIC_ECOG = mention(CLINIC, "ECOG 1", "ecog", 1)
CLINIC_TIMING = mention(CLINIC, "Clinic", "timing")

CT_NOTE = NoteAbstraction(
    Note("n1", "c1", NoteType.RADIOLOGY, "2024-03-01", CT),
    (),
    {
        "liver_lesion_count": ElementValue("liver_lesion_count", {"min": 3, "max": 3, "innumerable": False}, (COUNT,)),
        "liver_segments": ElementValue("liver_segments", ["5", "6"], SEGMENTS),
        "liver_max_size_mm": ElementValue("liver_max_size_mm", 31, (SIZE,)),
        "ehd": ElementValue("ehd", {"lung": "absent", "hilar_nodes": "indeterminate"}, (LUNG, HILUM)),
        "imaging": ElementValue("imaging", ["CT"], (IMAGING,)),
    },
    context=(mention(CT, "largest", "size_word"),),
)
CLINIC_NOTE = NoteAbstraction(
    Note("n2", "c1", NoteType.ONCOLOGY, "2024-03-09", CLINIC),
    (),
    {
        "liver_max_size_mm": ElementValue("liver_max_size_mm", 31, (CLINIC_SIZE,)),
        "ecog": ElementValue("ecog", 1, (CLINIC_ECOG,), Status.NEEDS_REVIEW, ("read from a list",)),
    },
)


def case() -> CaseAbstraction:
    def value(note: NoteAbstraction, element: str) -> CaseValue:
        found = note.values[element]
        evidence = tuple(CaseEvidence(note.note.note_id, one) for one in found.evidence)
        return CaseValue(element, found.value, evidence, found.status, found.reasons)

    return CaseAbstraction(
        "c1",
        (CLINIC_NOTE, CT_NOTE),
        {
            "liver_lesion_count": value(CT_NOTE, "liver_lesion_count"),
            "liver_segments": value(CT_NOTE, "liver_segments"),
            "liver_max_size_mm": value(CLINIC_NOTE, "liver_max_size_mm"),
            "ehd": value(CT_NOTE, "ehd"),
            "ecog": value(CLINIC_NOTE, "ecog"),
        },
        {"timing": (Claim("n1", "synchronous", (TIMING,)), Claim("n2", "metachronous", (CLINIC_TIMING,)))},
    )
