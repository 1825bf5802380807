"""The report of one case as it leaves the app: kept in the audit before it is handed over."""

import hashlib

from registry.store import Registry
from review.blindness import refuse_hidden
from review.exporters.report import page
from review.exports import record_export
from review.rights import Person, Right, require


def export_report(registry: Registry, person: Person, case_id: str) -> bytes:
    """The report as HTML. RefusedError where the person may not take data out, BlindError where they have yet to abstract the case."""
    require(person, Right.EXPORT)
    refuse_hidden(registry, person, case_id)
    written = "".join(page(registry, [case_id])).encode("utf-8", "replace")
    record_export(registry, person, "report", {"cases": [case_id]}, 1, hashlib.sha256(written).hexdigest())
    return written
