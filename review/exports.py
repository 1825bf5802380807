"""Taking data out of the registry leaves a trace: who took what, with which filters, when, and the hash of the file."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from registry import export_store
from registry.export_store import Export
from registry.store import Registry
from review.moment import moment
from review.rights import Person, Right, require


def record_export(
    registry: Registry,
    person: Person,
    kind: str,
    detail: Mapping[str, Any],
    rows: int,
    sha256: str,
    *,
    export_id: str = "",
) -> Export:
    """Keep that this person takes these rows out; call it with the hash of the bytes before they are handed over.

    `detail` is plain data without words of notes: filters, format, cases. An `export_id` that is stored already adds
    nothing. RefusedError where the person may not export, and nothing is kept.
    """
    require(person, Right.EXPORT)
    export = Export(
        export_id or uuid4().hex,
        kind,
        dict(detail),
        rows,
        sha256,
        person.login,
        person.name,
        person.role.value,
        moment(),
    )
    export_store.append(registry, export)
    return export
