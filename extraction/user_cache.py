"""Files of the user's cache: what takes long to make, kept between runs.

A file that is missing, broken or cannot be written costs time and changes nothing.
"""

import os
import sys
from pathlib import Path

# So many files of a kind stay in the cache: several versions may be in use beside one another.
KEPT = 8


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again; RuntimeError for a user without a home."""
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named) / "crlm-review"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "crlm-review"
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "crlm-review"


def keep(path: Path, content: bytes) -> None:
    """Put the file "kind-name.suffix" beside the last few of its kind, in one step; a folder that takes none is no error."""
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
        alike = path.parent.glob(f"{path.name.partition('-')[0]}-*")
        for old in sorted(alike, key=lambda file: file.stat().st_mtime_ns, reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
