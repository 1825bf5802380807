"""FHIR R4 bundles after the mCODE profiles (STU 4), one patient a line, each checked before it is written."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from abstraction.decisions import standing
from abstraction.records import IMPORTED, NoteAbstraction, ReviewDecision
from registry.store import Registry
from review.exporters.mcode_check import faults
from review.exporters.mcode_conditions import add_conditions, add_lesions, add_treatment
from review.exporters.mcode_draft import ABSENT, Draft
from review.exporters.mcode_observations import add_observations
from review.exporters.mcode_profiles import load_profiles
from review.exporters.reviewed_cases import reviewed_cases
from review.fhir_systems import CASE, NOTE, NOTE_SHA256, SPAN
from review.rejection import UserError
from review.workflow import VERSIONS, CaseReview
from review.workflow import batches as in_batches

PLAIN = "text/plain; charset=utf-8"


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """The bundles of these cases without the text of their notes; returns the number of bundles."""
    return write_bundles(registry, case_ids, path, texts=False)


def write_bundles(registry: Registry, case_ids: Sequence[str], path: Path, *, texts: bool) -> int:
    """A line a case. UserError where a bundle does not hold to the profiles, and nothing is handed over."""
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        for batch in in_batches(iter(case_ids)):
            read_at = registry.notes_stored_at(batch)
            for review in reviewed_cases(registry, batch):
                bundle = bundle_of(review, read_at, texts=texts)
                if wrong := faults(bundle):
                    raise UserError(
                        f"case {review.case.case_id}: its bundle does not hold to mCODE: {wrong[0]}: report this, and leave the case out"
                    )
                sink.write(json.dumps(bundle, ensure_ascii=False, separators=(",", ":")) + "\n")
                written += 1
    return written


def bundle_of(review: CaseReview, read_at: Mapping[str, datetime], *, texts: bool) -> dict[str, Any]:
    """The bundle of a case; `read_at` tells when each note was stored (UTC)."""
    draft = Draft(review.case.case_id)
    add_patient(draft)
    for item in review.case.notes:
        add_document(draft, item, texts=texts)
    add_conditions(draft, review)
    add_lesions(draft, review)
    add_treatment(draft, review)
    add_observations(draft, review)
    newest = max(read_at[item.note.note_id] for item in review.case.notes)
    add_origins(draft, review, newest)
    return {
        "resourceType": "Bundle",
        "id": draft.name("bundle"),
        "meta": {"profile": [f"{load_profiles().base}mcode-patient-bundle"]},
        "type": "collection",
        "timestamp": instant(newest),
        "entry": list(draft.entries()),
    }


def add_patient(draft: Draft) -> None:
    """The patient, of whom nothing but the id of the case is told."""
    parts = {
        "identifier": [{"system": CASE, "value": draft.case_id}],
        "name": [{"extension": [{"url": ABSENT, "valueCode": "masked"}]}],
        "gender": "unknown",
    }
    draft.add("patient", "Patient", parts, "mcode-cancer-patient")


def add_document(draft: Draft, item: NoteAbstraction, *, texts: bool) -> None:
    """A note by its hashes, with its text where that is asked for."""
    note = item.note
    content = note.text.encode("utf-8", "surrogatepass")
    # FHIR's own field for a hash wants SHA-1; the SHA-256 is that of the registry and of proofs.
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    attachment = {"contentType": PLAIN, "size": len(content), "hash": b64encode(digest).decode()}
    if texts:
        attachment["data"] = b64encode(content).decode()
    parts = {
        "masterIdentifier": {"system": NOTE, "value": note.note_id},
        "identifier": [{"system": NOTE_SHA256, "value": note.sha256}],
        "status": "current",
        "type": {"text": note.note_type.value},
        "subject": {**draft.subject, "identifier": {"system": CASE, "value": draft.case_id}},
        "content": [{"attachment": attachment}],
        "context": {"period": {"start": note.note_date, "end": note.note_date}},
    }
    draft.add(f"note {note.note_id}", "DocumentReference", parts)


def add_origins(draft: Draft, review: CaseReview, newest: datetime) -> None:
    """Where the resources of each element come from: who read or decided, and the words they rest on by note and span."""
    held = standing(review.decisions)
    software = {"display": f"crlm-review {VERSIONS.software}, lexicon {VERSIONS.lexicon}, rules {VERSIONS.rules}"}
    for element, keys in list(draft.made.items()):
        value = review.case.values.get(element)
        evidence = value.evidence if value else ()
        source = value.source if value else ""
        agents = [{"type": {"text": "imported from people" if source == IMPORTED else "reader"}, "who": software}]
        if decision := held.get(element):
            agents.append({"type": {"text": "reviewer"}, "who": {"display": decision.reviewer}})
        parts = {
            "target": [draft.reference(key) for key in keys],
            "recorded": recorded(decision, newest),
            "agent": agents,
            "entity": [
                {
                    "role": "source",
                    "what": draft.reference(f"note {one.note_id}"),
                    "extension": [span(one.mention.start, one.mention.end)],
                }
                for one in evidence
                if f"note {one.note_id}" in draft.resources
            ],
        }
        draft.add(f"origin {element}", "Provenance", parts)


def span(start: int, end: int) -> dict[str, Any]:
    """Characters [start, end) of a note."""
    ends = (("start", start), ("end", end))
    return {"url": SPAN, "extension": [{"url": name, "valueUnsignedInt": at} for name, at in ends]}


def recorded(decision: ReviewDecision | None, newest: datetime) -> str:
    """When somebody decided, else when the notes were read."""
    return decision.decided_at if decision else instant(newest)


def instant(moment: datetime) -> str:
    """A time in UTC as FHIR writes it."""
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds")
