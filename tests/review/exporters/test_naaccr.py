"""NAACCR XML: the structure of the standard, codes that exist, and no code that is a guess."""

import csv
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from abstraction.records import CaseAbstraction
from registry.store import Registry
from review.exporters import naaccr
from review.exporters.naaccr_code import coded
from review.exporters.naaccr_item import load_naaccr
from tests.health.tree import ROOT
from tests.review.exporters.made_cases import case

TAG = f"{{{naaccr.NAMESPACE}}}"
# What each item takes, as the data standard has it.
LEGAL = {
    "dateOfDiagnosis": r"\d{4}(\d{2}(\d{2})?)?",
    "primarySite": r"C18[0-9]|C199|C209",
    "regionalNodesPositive": r"[0-8]\d|90|9[5789]",
    "regionalNodesExamined": r"[0-8]\d|90|9[5-9]",
    "metsAtDxBone": "[0189]",
    "metsAtDxBrain": "[0189]",
    "metsAtDxDistantLn": "[0189]",
    "metsAtDxLiver": "[0189]",
    "metsAtDxLung": "[0189]",
    "metsAtDxOther": "[01289]",
    "microsatelliteInstability": "[01289]",
    "brafMutationalAnalysis": "[0124789]",
    "nrasMutationalAnalysis": "[0124789]",
}
SYNCHRONOUS = {"timing": "synchronous", "primary_diagnosis_date": "2024-01-20"}


@pytest.fixture(scope="module")
def folder(sample: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("naaccr") / "out"
    naaccr.write(sample, sample.case_ids(), path)
    return path


def tumours(folder: Path) -> dict[str, dict[str, str]]:
    """Number of the patient -> item -> code, after a look at every tag, attribute and place."""
    root = ElementTree.parse(folder / "naaccr.xml").getroot()
    assert root.tag == f"{TAG}NaaccrData" and root.attrib == {
        "baseDictionaryUri": "http://naaccr.org/naaccrxml/naaccr-dictionary-260.xml",
        "recordType": "I",
        "specificationVersion": "1.8",
    }
    assert items(root) == {"recordType": "I", "naaccrRecordVersion": "260"}
    found = {}
    for patient in root.findall(f"{TAG}Patient"):
        assert [child.tag for child in patient] == [f"{TAG}Item", f"{TAG}Tumor"]
        [tumour] = patient.findall(f"{TAG}Tumor")
        assert {child.tag for child in tumour} == {f"{TAG}Item"}
        found[items(patient)["patientIdNumber"]] = items(tumour)
    assert len(list(root.iter())) == 3 + sum(3 + len(one) for one in found.values())
    return found


def items(node: ElementTree.Element) -> dict[str, str]:
    own = node.findall(f"{TAG}Item")
    assert all(set(one.attrib) == {"naaccrId"} and one.text for one in own)
    found = {one.attrib["naaccrId"]: one.text or "" for one in own}
    assert len(found) == len(own)
    return found


def test_the_file_is_what_the_standard_asks_for(folder: Path, reviewed_cases: dict[str, CaseAbstraction]) -> None:
    found = tumours(folder)
    assert list(found) == [f"{number:08d}" for number in range(1, len(reviewed_cases) + 1)]
    for codes in found.values():
        assert codes.pop("tumorRecordNumber") == "01"
        assert list(codes) == [name for name in load_naaccr().items if name in codes], "in the order of the items"
        assert [f"{name} {code}" for name, code in codes.items() if not re.fullmatch(LEGAL[name], code)] == []


def test_the_codes_are_those_of_the_cases(folder: Path, reviewed_cases: dict[str, CaseAbstraction]) -> None:
    sites = load_naaccr().items["primarySite"].codes
    for codes, one in zip(tumours(folder).values(), reviewed_cases.values(), strict=True):
        fields: dict[str, Any] = {name: held.value for name, held in one.values.items() if held.status == "sure"}
        assert codes.get("primarySite") == sites.get(fields.get("primary_site", ""))
        nodes = fields.get("primary_n_pos")
        assert codes["regionalNodesPositive"] == ("99" if nodes is None else f"{nodes:02d}")
        liver = {"synchronous": "1", "metachronous": "0", None: "9"}[fields.get("timing")]
        assert codes["metsAtDxLiver"] == liver
        day = fields.get("primary_diagnosis_date")
        assert codes.get("dateOfDiagnosis") == (day and day.replace("-", ""))


def test_beside_it_stands_why_each_item_has_its_code(folder: Path, reviewed_cases: dict[str, CaseAbstraction]) -> None:
    with (folder / "items.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = load_naaccr().items
    assert [(row["case_id"], row["naaccr_id"]) for row in rows] == [
        (one, name) for one in reviewed_cases for name in names
    ]
    written = tumours(folder)
    assert all(written[row["patient_id_number"]].get(row["naaccr_id"], "") == row["code"] for row in rows)
    why = {(row["case_id"], row["naaccr_id"]): row["why"] for row in rows}
    assert why["case_001", "brafMutationalAnalysis"] == why["case_002", "metsAtDxLiver"] == "found_not_stated"
    assert why["case_001", "nrasMutationalAnalysis"] == "not_asked"
    assert why["case_004", "regionalNodesPositive"] == "not_stated"


def told(name: str, fields: dict[str, Any], **more: Any) -> tuple[str, str]:
    found = coded(case(fields, **more), load_naaccr().items[name])
    return found.code, found.why


@pytest.mark.parametrize(
    ("name", "fields", "more", "expected"),
    [
        ("metsAtDxLiver", {"timing": "synchronous"}, {}, ("1", "stated")),
        ("metsAtDxLiver", {"timing": "metachronous"}, {}, ("0", "stated")),
        ("metsAtDxLiver", {"liver_lesion_count": {"min": 3, "max": 3}}, {}, ("9", "not_stated")),
        ("metsAtDxLiver", {"timing": "synchronous"}, {"waiting": ["timing"]}, ("9", "needs_review")),
        ("metsAtDxLiver", {}, {"disputed": {"timing": "synchronous"}}, ("9", "notes_disagree")),
        ("dateOfDiagnosis", {"primary_diagnosis_date": "2024"}, {}, ("2024", "stated")),
        ("dateOfDiagnosis", {"primary_diagnosis_date": "2024-01"}, {}, ("202401", "stated")),
        ("dateOfDiagnosis", {}, {}, ("", "not_stated")),
        ("primarySite", {}, {}, ("", "not_stated")),
        ("primarySite", {"primary_site": "colon"}, {}, ("C189", "stated")),
        ("regionalNodesPositive", {"primary_n_pos": 0}, {}, ("00", "stated")),
        ("regionalNodesExamined", {"primary_nodes_examined": 131}, {}, ("90", "stated")),
        ("regionalNodesExamined", {}, {}, ("99", "not_stated")),
        ("microsatelliteInstability", {"msi_status": "MSI_H"}, {}, ("2", "stated")),
        ("microsatelliteInstability", {"msi_status": "MSS"}, {}, ("", "no_certain_code")),
        ("brafMutationalAnalysis", {"braf_status": "mutant"}, {}, ("4", "stated")),
        ("nrasMutationalAnalysis", {}, {}, ("", "not_asked")),
        ("nrasMutationalAnalysis", {"nras": "wild_type"}, {}, ("0", "stated")),
    ],
)
def test_a_code_says_no_more_than_the_case(
    name: str, fields: dict[str, Any], more: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert told(name, fields, **more) == expected


@pytest.mark.parametrize(
    ("name", "sites", "expected"),
    [
        ("metsAtDxLung", {"lung": "present"}, ("1", "stated")),
        ("metsAtDxLung", {"lung": "absent"}, ("0", "stated")),
        ("metsAtDxLung", {"lung": "indeterminate"}, ("9", "indeterminate")),
        ("metsAtDxLung", {"bone": "absent"}, ("9", "not_stated")),
        ("metsAtDxLung", {"any": "absent"}, ("0", "stated")),
        ("metsAtDxLung", {"any": "present"}, ("9", "not_stated")),
        ("metsAtDxLung", {"any": "absent", "lung": "present"}, ("1", "stated")),
        ("metsAtDxDistantLn", {"paraaortic_nodes": "present"}, ("1", "stated")),
        ("metsAtDxDistantLn", {"other_nodes": "present"}, ("", "no_certain_code")),
        ("metsAtDxDistantLn", {"paraaortic_nodes": "absent", "other_nodes": "absent"}, ("9", "not_stated")),
        ("metsAtDxDistantLn", {"any": "absent"}, ("0", "stated")),
        ("metsAtDxOther", {"ovary": "present"}, ("1", "stated")),
        ("metsAtDxOther", {"peritoneum": "present"}, ("", "no_certain_code")),
        ("metsAtDxOther", {"ovary": "present", "peritoneum": "present"}, ("", "no_certain_code")),
        ("metsAtDxOther", {"other": "present"}, ("", "no_certain_code")),
        ("metsAtDxOther", {"any": "absent"}, ("0", "stated")),
    ],
)
def test_a_site_at_diagnosis(name: str, sites: dict[str, str], expected: tuple[str, str]) -> None:
    assert told(name, {**SYNCHRONOUS, "ehd": sites}) == expected


@pytest.mark.parametrize(
    ("fields", "day", "why"),
    [
        ({"timing": "metachronous", "primary_diagnosis_date": "2024-01-20"}, "2024-02-01", "not_synchronous"),
        ({"primary_diagnosis_date": "2024-01-20"}, "2024-02-01", "not_synchronous"),
        ({"timing": "synchronous"}, "2024-02-01", "not_dated"),
        ({"timing": "synchronous", "primary_diagnosis_date": "2024"}, "2024-02-01", "not_dated"),
        (SYNCHRONOUS, "2024-01-19", "not_dated"),
        (SYNCHRONOUS, "2024-05-22", "not_dated"),
    ],
)
def test_what_is_not_said_at_diagnosis_is_unknown(fields: dict[str, str], day: str, why: str) -> None:
    assert told("metsAtDxLung", {**fields, "ehd": {"lung": "present"}}, day=day) == ("9", why)


@pytest.mark.parametrize("day", ["2024-01-20", "2024-05-21"])
def test_the_time_of_diagnosis_includes_its_ends(day: str) -> None:
    assert told("metsAtDxLung", {**SYNCHRONOUS, "ehd": {"lung": "present"}}, day=day) == ("1", "stated")
    month = {**SYNCHRONOUS, "primary_diagnosis_date": "2024-01", "ehd": {"lung": "present"}}
    assert told("metsAtDxLung", month, day="2024-01-01") == ("1", "stated")


def test_a_disputed_site_is_not_answered_by_a_blanket_denial() -> None:
    fields = {**SYNCHRONOUS, "ehd": {"any": "absent"}}
    assert told("metsAtDxLung", fields, disputed={"ehd": {"lung": "present"}}) == ("9", "notes_disagree")
    assert told("metsAtDxBone", fields, disputed={"ehd": {"lung": "present"}}) == ("0", "stated")


def test_the_guide_names_every_item_and_why_others_are_left_out() -> None:
    guide = (ROOT / "docs" / "exporting.md").read_text(encoding="utf-8")
    known = load_naaccr()
    assert [name for name in (*known.items, *known.left_out) if f"`{name}`" not in guide] == []
