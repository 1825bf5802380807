"""What an import refused, as a file: to look at (CSV), or with its rows to correct and load again (JSON lines)."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from review.cohort_export import safe
from review.note_check import identifier
from review.note_rows import Row
from review.rejection import Rejection, UserError
from review.sources import Defaults, file_rows, files_of

HEADER = ("where", "note_id", "what", "todo")
NOTE = re.compile(r"(?:^|, )note (?P<id>.+?)(?: of case .+)?$")
CSV, JSON_LINES = ".csv", ".jsonl"
REFUSED = "refused"


def check_rejects(name: str, *, with_rows: bool) -> None:
    """UserError where a file of this name cannot hold what was refused."""
    suffix = Path(name).suffix.lower()
    if suffix not in (CSV, JSON_LINES):
        raise UserError(f"{name}: name a file that ends in {CSV}, or in {JSON_LINES} for one that can hold the rows")
    if with_rows and suffix != JSON_LINES:
        raise UserError(f"{name}: rows can be corrected and loaded again as {JSON_LINES} only, name the file so")


def rejects_csv(rejections: Iterable[Rejection]) -> str:
    """A line a refusal, safe to open in a spreadsheet; never words of a note."""
    text = io.StringIO()
    rows = ((one.where, note_id_of(one), one.what, one.todo) for one in rejections)
    csv.writer(text).writerows([HEADER, *([safe(printable(cell)) for cell in row] for row in rows)])
    return text.getvalue()


def rejects_lines(
    rejections: Sequence[Rejection], paths: Sequence[Path] = (), defaults: Defaults | None = None
) -> Iterator[str]:
    """An object a refusal, as lines of JSON; of the files at `paths` with the row it was, under the names of the parts of a note.

    A corrected line can be loaded again as it is. The rows hold the text of the notes. What has no row of its own, such as a
    line that is no JSON or a whole file, comes without one at the end.
    """
    of_place: dict[str, list[Rejection]] = defaultdict(list)
    for one in rejections:
        of_place[one.where].append(one)
    with_row: set[str] = set()
    for source in files_of(paths):
        for item in file_rows(source, defaults or Defaults()):
            if isinstance(item, Rejection):
                continue
            places = [place for place in names_of(*item) if place in of_place]
            with_row.update(places)
            if places:
                yield line([one for place in places for one in of_place[place]], item[1])
    yield from (line(found, {}) for place, found in of_place.items() if place not in with_row)


def names_of(where: str, row: Row) -> tuple[str, ...]:
    """How a refusal may name this row: by its place, or by its note."""
    note = identifier(row.get("note_id"))
    case = identifier(row.get("case_id"))
    return (where, f"{where}, note {note}", f"note {note}", f"note {note} of case {case}")


def line(found: Sequence[Rejection], row: Row) -> str:
    """One line of JSON, in ASCII, so that characters which are not valid do not break it."""
    told = [{"where": one.where, "what": one.what, "todo": one.todo} for one in found]
    return json.dumps({REFUSED: told, **row}, default=str) + "\n"


def note_id_of(one: Rejection) -> str:
    """The note that a refusal names, where it names one."""
    found = NOTE.search(one.where)
    return found["id"] if found else ""


def printable(cell: str) -> str:
    """The cell without what UTF-8 cannot hold: a name of a file can have such bytes."""
    return cell.encode("utf-8", "backslashreplace").decode("utf-8")
