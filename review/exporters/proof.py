"""Proofs: a folder with a file a case, each as `crlm proof` writes it, for `crlm verify`."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from registry.store import Registry
from review.proof import proof_of, written


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """One proof a case, without words of the notes; returns the number of cases."""
    path.mkdir()
    for case_id in case_ids:
        (path / file_name(case_id)).write_text(written(proof_of(registry, case_id)) + "\n", encoding="utf-8")
    return len(case_ids)


def file_name(case_id: str) -> str:
    """A name that stays in its folder, and of which the case can be read: what is no letter or digit as in an address."""
    return f"{quote(case_id, safe='').replace('.', '%2E')}.json"
