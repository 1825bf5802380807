"""A registry to take out: values of every kind, notes that disagree, decisions of every kind, and a note that wants to do harm."""

from pathlib import Path

from registry.store import Registry
from tests.review.reviewed import decide, ingest, note

CT = (
    "CT CHEST ABDOMEN PELVIS\nFindings: Three liver metastases: 31 mm in segment 6, 22 mm in segment 7 and 12 mm in segment 2.\n"
    "The middle hepatic vein is abutted by the segment 6 lesion. No pulmonary nodule. Possible peritoneal nodule.\n"
    "Para-aortic lymph node metastases. The future liver remnant is 34%.\n"
)
LETTER = (
    "ONCOLOGY CLINIC\nSigmoid colon cancer pT3 N1b, moderately differentiated, with synchronous liver metastases. ECOG 1. CEA 12.5 ng/mL.\n"
    "Eight cycles of FOLFOX and bevacizumab with partial response. KRAS mutant, BRAF wild type, MSS.\n"
    "Sigmoid colectomy in March 2023. The liver metastases are judged resectable.\n"
)
HARM = (
    "ONCOLOGY CLINIC <script>alert(1)</script> <img src=http://example.org/x.png> & \"quoted\" 'words'\n"
    "=cmd|'/c calc'!A1 λ ≥ 中文 🙂\u0007\u202e end.\n"
    "Value    Then    Now\nCEA      9       8\nECOG 1. CEA 8 ng/mL. " + "longword" * 40 + "\n"
)
CLEAR = "MRI LIVER\nNo liver metastases. No extrahepatic disease.\n"
ONE_SIDE = "CT LIVER\nFindings: Two liver metastases, the larger 31 mm in segment 6.\nLungs: No pulmonary nodule.\n"
OTHER_SIDE = (
    "MRI LIVER\nFindings: Five liver metastases, the largest 34 mm in segment 6 and segment 8. Two lung metastases.\n"
)
NOTES = [
    note("ct", "full", "radiology", "2024-03-01", CT),
    note("letter", "full", "oncology", "2024-03-09", LETTER),
    note("../../harm?<b>", "../odd case/<i>", "oncology", "2024-04-01", HARM),
    note("mri", "clear", "radiology", "2024-05-02", CLEAR),
    note("one", "split", "radiology", "2024-05-06", ONE_SIDE),
    note("other", "split", "radiology", "2024-05-06", OTHER_SIDE),
]
ODD = "../odd case/<i>"


def store(path: Path) -> Path:
    """The registry as a file."""
    with Registry.open(path) as registry:
        ingest(registry, path.parent, NOTES)
        decide(registry, "correct", "ecog", 2, case="full", reason="seen <in> clinic")
        decide(registry, "not_stated", "icg_r15_percent", case="full")
        decide(registry, "reject", "cea_ng_ml", case=ODD, reason="another patient")
        decide(registry, "query", "ecog", case=ODD, reason="which day?")
        decide(registry, "accept", "flr_percent", case="full")
    return path
