"""What a format is: a name, what it holds, and the module here that writes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registry.store import Registry

Write = Callable[["Registry", Sequence[str], Path], int]


@dataclass(frozen=True, slots=True)
class Format:
    """A format under its name on the command line; `folder` tells that it is several files.

    Its module, `review.exporters.<name>` with _ for -, has `write(registry, case_ids, path)`: it writes these cases to a path
    that does not exist yet and returns the number of rows. It is imported when it is needed.
    """

    name: str
    what: str
    folder: bool = False

    def write(self, registry: "Registry", case_ids: Sequence[str], path: Path) -> int:
        """Write these cases to this path; returns the rows written."""
        write: Write = import_module(f"review.exporters.{self.name.replace('-', '_')}").write
        return write(registry, case_ids, path)
