"""HL7 v2 messages -> rows: reports in ORU (a note for each OBR) and documents in MDM."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from review.importers.attachments import WORD, decoded
from review.importers.documents import Wrong
from review.importers.fhir import code_types
from review.note_header import type_of_name
from review.note_rows import LONGEST_LINE, Placed
from review.rejection import Rejection

# Framing of messages as they travel, and the batch segments around them.
FRAMES = str.maketrans("", "", "\x0b\x1c")
START = re.compile(r"^MSH(?=\W)", re.MULTILINE)
WORDS = ("TX", "FT", "ST")
WITHDRAWN = ("X", "W")
MEDIA = {"PDF": "application/pdf", "HTML": "text/html", "TEXT": "text/plain", "PLAIN": "text/plain", "DOCX": WORD}


def hl7_rows(path: Path, encoding: str) -> Iterator[Placed | Rejection]:
    """The reports of a file of messages, in order; a message that cannot be read is refused and the next one is read."""
    if path.stat().st_size > LONGEST_LINE:
        yield Rejection(str(path), f"more than {LONGEST_LINE:,} bytes", "split it between messages")
        return
    try:
        whole = path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        yield Rejection(str(path), f"not valid {encoding} at byte {error.start}", "try --encoding latin-1")
        return
    lines = whole.removeprefix("\ufeff").translate(FRAMES).replace("\r\n", "\n").replace("\r", "\n")
    starts = [found.start() for found in START.finditer(lines)]
    if not starts:
        yield Rejection(str(path), "holds no HL7 v2 message", "a message begins with MSH")
        return
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        yield from message_rows(lines[start:end], f"{path}, message {number}")


def message_rows(text: str, where: str) -> Iterator[Placed | Rejection]:
    """The reports of one message."""
    import hl7

    segments = [line for line in text.split("\n") if re.match(r"[A-Z][A-Z0-9]{2}\W", line)]
    try:
        message = hl7.parse("\r".join(segments))
        reports = list(reports_of(message))
    except Exception:  # whatever a broken message makes the library raise; its words can quote the note
        yield Rejection(where, "cannot be read as an HL7 v2 message", "export it again")
        return
    if not reports:
        yield Rejection(where, "holds no report (no OBX with text)", "leave it out")
    for report in reports:
        yield Rejection(where, *report) if isinstance(report, tuple) else (where, report)


def reports_of(message: Any) -> Iterator[dict[str, Any] | Wrong]:
    """The parts of a note for each report of a message."""
    header, patient, head = message.segment("MSH"), None, None
    rows: list[Any] = []
    for segment in message:
        match part(message, segment, 0):
            case "PID":
                patient = part(message, segment, 3)
            case "OBR" | "TXA":
                if rows:
                    yield report_of(message, header, patient, head, rows)
                head, rows = segment, []
            case "OBX":
                rows.append(segment)
    if rows:
        yield report_of(message, header, patient, head, rows)


def report_of(message: Any, header: Any, patient: str | None, head: Any, rows: list[Any]) -> dict[str, Any] | Wrong:
    """The parts of a note from the segment that heads a report and its OBX rows."""
    is_order = head is not None and part(message, head, 0) == "OBR"
    numbers = ((3, 2), (7, 22), (24,), 25) if is_order else ((12,), (4, 6), (), 19)
    ids, moments, services, status = numbers
    if head is not None and part(message, head, status) in WITHDRAWN:
        return "withdrawn by its author", "leave it out"
    text = text_of(message, rows)
    if isinstance(text, tuple):
        return text

    def first(places: tuple[int, ...]) -> str | None:
        return next(filter(None, (part(message, head, one) for one in places)), None)

    stated = field_words(message, head, 4 if is_order else 2)
    service = first(services)
    kind = code_types().get(service or "") or next(
        (code_types()[word] for word in stated if word in code_types()), None
    )
    moment = first(moments) or ""
    return {
        "note_id": first(ids) or part(message, header, 10),
        "case_id": patient,
        "note_type": kind or type_of_name(" ".join(stated)),
        "note_date": f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}" if re.match(r"\d{8}", moment) else None,
        "text": text,
    }


def text_of(message: Any, rows: list[Any]) -> str | Wrong:
    """The words of OBX rows, a line a row and repetition; or of the document in one of them."""
    lines: list[str] = []
    for row in rows:
        kind = part(message, row, 2)
        if kind in WORDS:
            lines += [message.unescape(str(one)).replace("\r", "\n") for one in row[5]] if len(row) > 5 else []
        elif kind == "ED" and len(row) > 5:
            pieces = [str(one) for one in row[5][0]]
            media = MEDIA.get((pieces[2] if len(pieces) > 2 else "").upper(), "")
            return decoded(media or "other", pieces[4] if len(pieces) > 4 else "")
    return "\n".join(lines) if any(lines) else ("the report has no text", "leave it out")


def part(message: Any, segment: Any, number: int) -> str | None:
    """The first component of a field, None where it is empty."""
    if segment is None or len(segment) <= number:
        return None
    found = segment[number]
    while not isinstance(found, str):
        if not len(found):
            return None
        found = found[0]
    return message.unescape(found).strip() or None


def field_words(message: Any, segment: Any, number: int) -> list[str]:
    """All components of all repetitions of a field."""
    if segment is None or len(segment) <= number:
        return []
    parts = [
        one for repetition in segment[number] for one in ([repetition] if isinstance(repetition, str) else repetition)
    ]
    return [message.unescape(str(one)).strip() for one in parts]
