"""Where the words that people gave as evidence stand now: each piece keeps the hash of its text, and is found again in a newer one."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import duckdb

from abstraction.anchoring import anchored
from abstraction.records import CaseEvidence, EarlierEvidence
from registry.rows import evidence_from, evidence_json


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as it was given: the hash of the text it was taken from, "" where that was not kept, and when (ISO 8601)."""

    evidence: CaseEvidence
    sha256: str
    at: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Evidence in the notes as they are now, and what of it stands in older versions only."""

    evidence: tuple[CaseEvidence, ...]
    earlier: tuple[EarlierEvidence, ...]


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A version of a note without its text; `since` is when the run began that stored it, in UTC."""

    version: int
    sha256: str
    since: datetime


# For a text that is not there any more, because what a run added was taken out again.
NOT_STORED = TextVersion(0, "", datetime.min)


def signed_json(cursor: duckdb.DuckDBPyConnection, evidence: Sequence[CaseEvidence]) -> str:
    """Evidence as JSON, each piece with the hash of the text that its note has now."""
    now = {note_id: found[-1].sha256 for note_id, found in versions(cursor, {one.note_id for one in evidence}).items()}
    pieces = json.loads(evidence_json(evidence))
    return json.dumps([{**one, "sha256": now[one["note_id"]]} if one["note_id"] in now else one for one in pieces])


def pieces_from(text: str, at: str) -> list[Piece]:
    """The pieces of evidence in such JSON, given at this time."""
    hashes = [one.get("sha256", "") for one in json.loads(text)]
    return [Piece(one, sha256, at) for one, sha256 in zip(evidence_from(text), hashes, strict=True)]


def place(cursor: duckdb.DuckDBPyConnection, groups: Sequence[Sequence[Piece]]) -> list[Placed]:
    """The pieces of each group in the texts that their notes have now, and those whose words are not found there again."""
    pieces = [one for group in groups for one in group]
    known = versions(cursor, {one.evidence.note_id for one in pieces})
    taken = {one: _taken_from(one, known.get(one.evidence.note_id, ())) for one in pieces}
    moved = {
        (one.evidence.note_id, version.version)
        for one, version in taken.items()
        if version and version is not NOT_STORED
    }
    texts = _texts(cursor, moved | {(note_id, known[note_id][-1].version) for note_id, _ in moved})

    def placed(piece: Piece) -> CaseEvidence | EarlierEvidence:
        note_id, mention, version = piece.evidence.note_id, piece.evidence.mention, taken[piece]
        if version is None:
            return piece.evidence
        if version is NOT_STORED:
            return EarlierEvidence(note_id, version.version, mention)
        new = texts[note_id, known[note_id][-1].version]
        found = anchored(texts[note_id, version.version], mention.start, mention.end, new)
        if found is None:
            return EarlierEvidence(note_id, version.version, mention)
        return CaseEvidence(note_id, replace(mention, start=found[0], end=found[1]))

    found = [[placed(one) for one in group] for group in groups]
    return [
        Placed(
            tuple(one for one in group if isinstance(one, CaseEvidence)),
            tuple(one for one in group if isinstance(one, EarlierEvidence)),
        )
        for group in found
    ]


def versions(cursor: duckdb.DuckDBPyConnection, note_ids: Iterable[str]) -> dict[str, list[TextVersion]]:
    """Note -> its stored versions, oldest first, for those of these notes that are stored."""
    wanted = sorted(set(note_ids))
    if not wanted:
        return {}
    query = """
        SELECT n.note_id, n.version, n.sha256, r.started_at FROM notes n LEFT JOIN runs r ON r.run_id = n.run_id
        WHERE n.note_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY n.note_id, n.version
    """
    found: dict[str, list[TextVersion]] = defaultdict(list)
    for note_id, version, sha256, since in cursor.execute(query, [wanted]).fetchall():
        found[note_id].append(TextVersion(version, sha256, since or datetime.min))
    return dict(found)


def _taken_from(piece: Piece, known: Sequence[TextVersion]) -> TextVersion | None:
    """The version that a piece was taken from, None where that is the text its note has now.

    Where its hash was not kept, it is the version that was stored last before the piece was given.
    """
    if not known or piece.sha256 == known[-1].sha256:
        return None
    if piece.sha256:
        found = [one for one in known if one.sha256 == piece.sha256] or [NOT_STORED]
    else:
        found = [one for one in known if one.since <= _moment(piece.at)] or [known[0]]
    return None if found[-1].sha256 == known[-1].sha256 else found[-1]


def _moment(at: str) -> datetime:
    """A time in UTC; the beginning of time where it cannot be read."""
    try:
        return datetime.fromisoformat(at).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return datetime.min


def _texts(cursor: duckdb.DuckDBPyConnection, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(note, version) -> text."""
    given = sorted(wanted)
    if not given:
        return {}
    query = """
        SELECT note_id, version, text FROM notes
        WHERE (note_id, version) IN (SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[]))
    """
    rows = cursor.execute(query, [[one[0] for one in given], [one[1] for one in given]]).fetchall()
    return {(note_id, version): text for note_id, version, text in rows}
