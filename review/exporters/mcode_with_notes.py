"""The mCODE bundles with the text of the notes in them, for a system that is to show the words."""

from collections.abc import Sequence
from pathlib import Path

from registry.store import Registry
from review.exporters.mcode import write_bundles


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """The bundles of these cases; returns their number."""
    return write_bundles(registry, case_ids, path, texts=True)
