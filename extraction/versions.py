"""What made a value: the software version and a hash of the vocabulary."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources.abc import Traversable

from lexicons import folder

SOFTWARE_VERSION = version("crlm-review")


@cache
def lexicon_version() -> str:
    """First 12 hexadecimal digits of the hash over every lexicon file, name and content."""
    digest = hashlib.sha256()
    for path in sorted(yaml_files(folder()), key=lambda item: str(item)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def yaml_files(below: Traversable) -> list[Traversable]:
    """Every YAML file below the folder."""
    found: list[Traversable] = []
    for path in below.iterdir():
        if path.is_dir():
            found.extend(yaml_files(path))
        elif path.name.endswith(".yaml"):
            found.append(path)
    return found


LEXICON_VERSION = lexicon_version()
