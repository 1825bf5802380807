"""Files that are ZIP archives inside (.xlsx, .docx): whether it is safe to unpack them."""

import zipfile
from io import BytesIO
from pathlib import Path

# Bytes that all parts of a document may have once unpacked, and how much larger than packed a part may become.
LARGEST, MOST_PACKED = 500_000_000, 200
SMALL = 10_000_000


def unsafe(source: Path | BytesIO) -> tuple[str, str] | None:
    """Why an archive is not unpacked and what to do, None when it can be. What it claims is checked before it is read."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
    except Exception:  # whatever a broken archive makes the library raise
        return "not a file of the kind its name says, or damaged", "open it in the program it is from and save it again"
    if any(part.flag_bits & 1 for part in parts):
        return "protected by a password", "save it without a password"
    if sum(part.file_size for part in parts) > LARGEST:
        return f"more than {LARGEST:,} bytes once unpacked", "split it, or check where it is from"
    if any(part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1) for part in parts):
        return "packed more than a document ever is", "check where it is from"
    return None
