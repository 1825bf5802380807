"""The items of the NAACCR data standard that follow from the cases, as NAACCR XML, and beside it why each has its code."""

import csv
from collections.abc import Sequence
from pathlib import Path

from registry.case_rows import case_rows
from registry.store import Registry
from review.exporters.csv import safe_cell
from review.exporters.naaccr_code import coded
from review.exporters.naaccr_item import load_naaccr

NAMESPACE = "http://naaccr.org/naaccrxml"
COLUMNS = ("patient_id_number", "case_id", "number", "naaccr_id", "code", "why")
# An incidence record: it has no room for what identifies a patient, and the number of a patient is one of this file only.
RECORD_TYPE = "I"


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """Write a folder with `naaccr.xml` and `items.csv` for these cases; returns the number of items with a code."""
    items = load_naaccr()
    path.mkdir(mode=0o700)
    total = 0
    with (
        (path / "naaccr.xml").open("w", encoding="utf-8", newline="\n") as xml,
        (path / "items.csv").open("w", encoding="utf-8-sig", newline="") as file,
    ):
        beside = csv.writer(file)
        beside.writerow(COLUMNS)
        dictionary = f"{NAMESPACE}/naaccr-dictionary-{items.record_version}.xml"
        xml.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<NaaccrData xmlns="{NAMESPACE}" baseDictionaryUri="{dictionary}" recordType="{RECORD_TYPE}" '
            f'specificationVersion="{items.specification}">\n'
            f"{item_xml('recordType', RECORD_TYPE)}{item_xml('naaccrRecordVersion', items.record_version)}"
        )
        for number, case in enumerate(case_rows(registry, case_ids), start=1):
            patient = f"{number:08d}"
            xml.write(
                f"<Patient>\n{item_xml('patientIdNumber', patient)}<Tumor>\n{item_xml('tumorRecordNumber', '01')}"
            )
            for name, item in items.items.items():
                found = coded(case, item)
                cells = (patient, case.case_id, item.number, name, found.code, found.why)
                beside.writerow(list(map(safe_cell, cells)))
                if found.code:
                    xml.write(item_xml(name, found.code))
                    total += 1
            xml.write("</Tumor>\n</Patient>\n")
        xml.write("</NaaccrData>\n")
    return total


def item_xml(name: str, code: str) -> str:
    """A line with an item; names and codes hold nothing that XML would read."""
    return f'<Item naaccrId="{name}">{code}</Item>\n'
