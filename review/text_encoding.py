"""What a text file seems to be encoded in, told from its bytes."""

import codecs
from pathlib import Path

BLOCK = 1 << 20
ASCII, UTF_8, UTF_16, WINDOWS, LATIN_1 = "ascii", "utf-8", "utf-16", "cp1252", "latin-1"
# Bytes that Windows-1252 does not use.
NOT_WINDOWS = frozenset(b"\x81\x8d\x8f\x90\x9d")
MARKS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(path: Path) -> str:
    """The encoding in which the bytes of the file make sense: ASCII and UTF-8 for certain, the others as the likeliest guess."""
    decoder = codecs.getincrementaldecoder(UTF_8)()
    is_ascii = is_utf_8 = is_windows = True
    with path.open("rb") as source:
        first = True
        while block := source.read(BLOCK):
            if first and block.startswith(MARKS_16):
                return UTF_16
            first = False
            is_ascii = is_ascii and block.isascii()
            is_windows = is_windows and NOT_WINDOWS.isdisjoint(block)
            if is_utf_8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf_8 = False
    if is_utf_8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf_8 = False
    if is_utf_8:
        return ASCII if is_ascii else UTF_8
    return WINDOWS if is_windows else LATIN_1
