"""Chemotherapy: the regimens given, and the cycles given for the metastases."""

from collections.abc import Mapping

from abstraction.records import ElementValue, Status
from extraction.fields.cycles import read_cycles
from extraction.fields.regimens import given_hits, kept_hits
from extraction.reading import Reading


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`chemo_regimens` and `chemo_cycles`."""
    values: list[ElementValue] = []
    given = given_hits(reading)
    if kept := kept_hits(reading, given):
        mentions = tuple([reading.mention("chemo_regimens", (hit.start, hit.end), name) for name, hit in kept])
        values.append(ElementValue("chemo_regimens", list(dict(kept)), mentions))
    total, evidence, reasons = read_cycles(reading, given)
    if total:
        status = Status.NEEDS_REVIEW if reasons else Status.SURE
        values.append(ElementValue("chemo_cycles", total, evidence, status, reasons))
    return values
