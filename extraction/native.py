"""The reading as machine code: this very source, compiled with mypyc (`make env`), lies in the user's cache under the hash of the source.

It reads the same in three fifths of the time. Source that was edited has another hash, so it runs interpreted until it is
compiled anew; so does all where nothing was compiled, and with CRLM_INTERPRETED set.
"""

import os
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path

from extraction.user_cache import cache_folder

# What is compiled, and the packages whose classes the compiled code was made for.
COMPILED, MADE_FOR = "extraction", ("extraction", "abstraction")
# These only run at the start, or belong to spaCy.
INTERPRETED = (
    "__init__.py",
    "native.py",
    "user_cache.py",
    "patterns.py",
    "compiled.py",
    "versions.py",
    "lexicon_examples.py",
    "pipeline.py",
)


def native_folder() -> Path | None:
    """Where the compiled modules of this source belong; None for a user without a home."""
    try:
        return cache_folder() / f"native-{source_digest()}"
    except RuntimeError:
        return None


def source_digest() -> str:
    """16 hexadecimal digits over the source and the Python that it is compiled for."""
    root = Path(__file__).parents[1]
    digest = sha256(f"{sysconfig.get_config_var('EXT_SUFFIX')} {sys.version}".encode())
    for package in MADE_FOR:
        for path in sorted(root.joinpath(package).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def find_compiled(package_path: list[str]) -> None:
    """Let the modules of the package be found compiled, where they are."""
    if os.environ.get("CRLM_INTERPRETED") or not (folder := native_folder()) or not folder.is_dir():
        return
    package_path.insert(0, str(folder / COMPILED))
    sys.path.append(str(folder))  # the one library that holds the code of all modules


def is_compiled() -> bool:
    """Whether the modules of this process are the compiled ones."""
    return str(native_folder()) in sys.path
