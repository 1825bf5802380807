"""What made a value: the software version and a hash of the vocabulary."""

import hashlib
from functools import cache
from importlib.metadata import version

from lexicons import folder

SOFTWARE_VERSION = version("crlm-review")


@cache
def lexicon_version() -> str:
    """First 12 hexadecimal digits of the hash over every lexicon file, name and content."""
    digest = hashlib.sha256()
    for path in sorted(folder().rglob("*.yaml"), key=str):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


LEXICON_VERSION = lexicon_version()
