"""FHIR R4 resources -> rows: DiagnosticReport and DocumentReference, as bulk exports (NDJSON) and bundles hold them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from review.fhir_systems import CASE, NOTE
from review.importers.attachments import decoded, text_of_html
from review.importers.documents import Wrong
from review.note_header import type_of_name

KINDS = ("DiagnosticReport", "DocumentReference")
WITHDRAWN = ("entered-in-error", "cancelled")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_fhir(row: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a FHIR resource."""
    return "resourceType" in row


def resources(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The reports in a resource: itself, or the entries of a bundle; other resources hold none."""
    if row.get("resourceType") == "Bundle":
        for entry in items(row, "entry"):
            yield from resources(mapping(as_mapping(entry), "resource"))
    elif row.get("resourceType") in KINDS:
        yield row


def fhir_row(report: Mapping[str, Any]) -> dict[str, Any] | Wrong:
    """The parts of a note in a report; or what is wrong with it. A day that is not whole is left to the text."""
    if report.get("status") in WITHDRAWN or report.get("docStatus") in WITHDRAWN:
        return "withdrawn by its author", "leave it out"
    text = report_text(report)
    if isinstance(text, tuple):
        return text
    concepts = [mapping(report, "code"), mapping(report, "type"), *map(as_mapping, items(report, "category"))]
    return {
        "note_id": own_id(mapping(report, "masterIdentifier"), NOTE) or report.get("id"),
        "case_id": subject_of(mapping(report, "subject")),
        "note_type": type_of_concepts(concepts),
        "note_date": next(filter(None, map(day_of_moment, moments(report))), None),
        "text": text,
    }


def report_text(report: Mapping[str, Any]) -> str | Wrong:
    """The words of a report: its attachment, plain text before others, else its narrative, else its conclusion."""
    forms = [as_mapping(one) for one in items(report, "presentedForm")]
    forms += [mapping(as_mapping(one), "attachment") for one in items(report, "content")]
    forms.sort(key=lambda form: not str(form.get("contentType") or "text/plain").startswith("text/"))
    for form in forms:
        if isinstance(data := form.get("data"), str) and data:
            return decoded(str(form.get("contentType") or ""), data)
    if any(form.get("url") for form in forms):
        return "its text is not in the file, only the address of it", "export it with the attachments inside"
    if isinstance(page := mapping(report, "text").get("div"), str):
        return text_of_html(page)
    conclusion = report.get("conclusion")
    return conclusion if isinstance(conclusion, str) else ("the report has no text", "leave it out")


def subject_of(subject: Mapping[str, Any]) -> str | None:
    """The patient a report is about: the case where it was made here, the id of the reference, else the identifier."""
    if case_id := own_id(mapping(subject, "identifier"), CASE):
        return case_id
    reference = subject.get("reference")
    if isinstance(reference, str) and reference:
        return reference.rsplit("/", 1)[-1].removeprefix("urn:uuid:")
    value = mapping(subject, "identifier").get("value")
    return value if isinstance(value, str) else None


def own_id(identifier: Mapping[str, Any], system: str) -> str | None:
    """The id that a note or case had here before it went out, where the identifier is of that system."""
    value = identifier.get("value")
    return value if identifier.get("system") == system and isinstance(value, str) else None


def type_of_concepts(concepts: list[Mapping[str, Any]]) -> str | None:
    """The note type that the codes say, else the words; None where neither says one."""
    codings = [as_mapping(one) for concept in concepts for one in items(concept, "coding")]
    told = {code_types()[code] for coding in codings if (code := str(coding.get("code"))) in code_types()}
    if len(told) == 1:
        return told.pop()
    for words in (*(concept.get("text") for concept in concepts), *(coding.get("display") for coding in codings)):
        if isinstance(words, str) and (kind := type_of_name(words)):
            return kind.value
    return None


@cache
def code_types() -> dict[str, str]:
    """Code -> note type (LOINC and HL7 table 0074), from code_types.yaml."""
    text = (files("review") / "importers" / "code_types.yaml").read_text(encoding="utf-8")
    return {code: kind for kind, codes in yaml.safe_load(text).items() for code in codes}


def moments(report: Mapping[str, Any]) -> Iterator[Any]:
    """Where the day of a report may stand, the day of the examination first."""
    yield report.get("effectiveDateTime")
    yield mapping(report, "effectivePeriod").get("start")
    yield mapping(mapping(report, "context"), "period").get("start")
    yield report.get("issued")
    yield report.get("date")


def day_of_moment(moment: Any) -> str | None:
    """The day of a FHIR dateTime or instant, None where it has only a month or a year."""
    found = DAY.match(moment) if isinstance(moment, str) else None
    return found[0] if found else None


def as_mapping(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def mapping(resource: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within a resource."""
    return as_mapping(resource.get(name))


def items(resource: Mapping[str, Any], name: str) -> list[Any]:
    """A list within a resource."""
    found = resource.get(name)
    return found if isinstance(found, list) else []
