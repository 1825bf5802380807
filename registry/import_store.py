"""What people abstracted before the notes came here, by version: stored beside what the machine read, never in its place."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from abstraction.imported import Imported
from registry.rows import mention_dict, mention_from
from registry.store import Registry, now


@dataclass(frozen=True, slots=True)
class ImportVersion:
    """One version of what was imported of a note, or (note_id "") of a case: who loaded it, and when (ISO 8601, UTC)."""

    import_id: int
    version: int
    stated: Imported
    by: str
    at: str


def save(registry: Registry, found: Sequence[Imported], by: str, run_id: str) -> int:
    """Store what is new or not as it was, in one transaction; returns how many. The same again changes nothing."""
    if not found:
        return 0
    known = {
        (one.stated.case_id, one.stated.note_id): one
        for one in versions(registry, sorted({item.case_id for item in found}))
    }
    stored = 0
    with registry.transaction() as cursor:
        last: int = cursor.execute("SELECT coalesce(max(import_id), 0) FROM imported_abstractions").fetchall()[0][0]
        for item in found:
            before = known.get((item.case_id, item.note_id))
            if before is not None and _texts(before.stated) == _texts(item):
                continue
            stored += 1
            version = before.version + 1 if before else 1
            cursor.execute(
                "INSERT INTO imported_abstractions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [last + stored, item.case_id, item.note_id, version, *_texts(item), by, now(), run_id],
            )
    return stored


def imported(registry: Registry, case_ids: Sequence[str]) -> dict[str, tuple[Imported, ...]]:
    """Case -> what holds of its imported abstraction, for those of these cases that have any."""
    found: dict[str, list[Imported]] = defaultdict(list)
    for one in newest(registry, case_ids):
        found[one.stated.case_id].append(one.stated)
    return {case_id: tuple(notes) for case_id, notes in found.items()}


def newest(registry: Registry, case_ids: Sequence[str]) -> list[ImportVersion]:
    """The newest version of what was imported for each note, and each whole, of these cases."""
    return list({(one.stated.case_id, one.stated.note_id): one for one in versions(registry, case_ids)}.values())


def versions(registry: Registry, case_ids: Sequence[str]) -> list[ImportVersion]:
    """Every version of what was imported for these cases, oldest first."""
    query = """
        SELECT import_id, version, case_id, note_id, sha256, fields_json, evidence_json, imported_by, imported_at
        FROM imported_abstractions WHERE case_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY import_id
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query, [list(case_ids)]).fetchall()
    return [
        ImportVersion(number, version, _imported(case_id, note_id, *texts), by, at.isoformat(timespec="seconds"))
        for number, version, case_id, note_id, *texts, by, at in rows
    ]


def last_imports(registry: Registry, case_ids: Sequence[str]) -> dict[str, int]:
    """Case -> the number of its last import, for those of these cases that have any."""
    query = """
        SELECT case_id, max(import_id) FROM imported_abstractions
        WHERE case_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY case_id
    """
    with registry.reading() as cursor:
        return dict(cursor.execute(query, [list(case_ids)]).fetchall())


def imported_cases(registry: Registry) -> tuple[str, ...]:
    """Every case of which anything was imported, in order."""
    with registry.reading() as cursor:
        rows = cursor.execute("SELECT DISTINCT case_id FROM imported_abstractions ORDER BY case_id").fetchall()
    return tuple(row[0] for row in rows)


def _texts(item: Imported) -> tuple[str, str, str]:
    """Hash, fields and evidence as they are stored."""
    spans = {element: [mention_dict(one) for one in mentions] for element, mentions in item.evidence.items()}
    return item.sha256, json.dumps(dict(item.fields), sort_keys=True), json.dumps(spans, sort_keys=True)


def _imported(case_id: str, note_id: str, sha256: str, fields: str, evidence: str) -> Imported:
    """What was imported, from its row."""
    spans = {element: tuple(map(mention_from, mentions)) for element, mentions in json.loads(evidence).items()}
    return Imported(case_id, note_id, sha256, json.loads(fields), spans)
