"""`crlm`: parses, calls the verbs, prints. Exit codes: 0 ok, 1 finished with some notes refused, 2 wrong use."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from abstraction.records import NoteType
from review.sources import Defaults, Rejection, SourceError, read_path

if TYPE_CHECKING:
    from registry.store import Registry

# Streamlit, DuckDB and spaCy are imported by the commands that need them: reading notes starts in a blink without them.
app = typer.Typer(
    help="Chart review for colorectal liver metastases: notes in, facts with their evidence and cited verdicts out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
REFUSED, WRONG = 1, 2

Paths = Annotated[
    list[Path], typer.Argument(help="Notes: .txt files, folders of them, .jsonl, .csv or .parquet files.")
]
Db = Annotated[Path, typer.Option("--db", help="The registry: one DuckDB file.")]
TypeOption = Annotated[NoteType | None, typer.Option("--note-type", help="Type of notes that do not tell theirs.")]
DateOption = Annotated[
    str | None, typer.Option("--note-date", help="Date (YYYY-MM-DD) of notes that do not tell theirs.")
]
CaseOption = Annotated[str | None, typer.Option("--case-id", help="Case of notes that do not name one.")]
Encoding = Annotated[str, typer.Option("--encoding", help="Encoding of text files, for example latin-1.")]


class UsageError(Exception):
    """Wrong use; the message is one line for the user."""


@app.command()
def extract(
    paths: Paths,
    form: Annotated[str, typer.Option("--format", help="Output format: jsonl.")] = "jsonl",
    out: Annotated[str, typer.Option("--out", help="Output file, - for standard output.")] = "-",
    note_type: TypeOption = None,
    note_date: DateOption = None,
    case_id: CaseOption = None,
    encoding: Encoding = "utf-8",
) -> None:
    """Read notes and print what each one states: a line of fields with evidence spans a note."""
    from abstraction.contract import prediction
    from review.extracting import extract_notes

    if form != "jsonl":
        raise UsageError(f"unknown format {form}: the format is jsonl")
    rejections: list[Rejection] = []
    with output(out) as sink:
        for item in extract_notes(paths, Defaults(note_type, note_date, case_id, encoding)):
            if isinstance(item, Rejection):
                rejections.append(item)
            else:
                sink.write(json.dumps(prediction(item), ensure_ascii=False) + "\n")
    finish(rejections)


@app.command()
def ingest(
    paths: Paths,
    db: Db,
    note_type: TypeOption = None,
    note_date: DateOption = None,
    case_id: CaseOption = None,
    encoding: Encoding = "utf-8",
) -> None:
    """Read notes into a registry. Run it again after an interruption: what is stored already is left as it is."""
    from review import workflow

    with opened(db) as registry, progress() as advance:
        defaults = Defaults(note_type, note_date, case_id, encoding)
        report = workflow.ingest(registry, paths, on_progress=advance, defaults=defaults)
    say(f"{report.read} notes read, {report.stored} new, {report.cases} cases, {len(report.rejections)} refused")
    finish(report.rejections)


@app.command()
def classify(
    db: Annotated[Path | None, typer.Option("--db", help="The registry: one DuckDB file.")] = None,
    case: Annotated[str | None, typer.Option("--case", help="One case; all without it.")] = None,
    facts: Annotated[
        Path | None, typer.Option("--facts", help="Classify a JSON object of facts in place of a case.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="Output format: json.")] = "json",
) -> None:
    """Print the rule results of the cases: verdict, because, missing, citation, and the candidate sets."""
    from rules_engine import classify_facts, read_facts

    if form != "json":
        raise UsageError(f"unknown format {form}: the format is json")
    if (db is None) == (facts is None):
        raise UsageError("name a registry with --db, or facts with --facts")
    if facts is not None:
        print(json.dumps(classify_facts(facts.stem, read_facts(facts)).to_json(), ensure_ascii=False))
        return
    from review import workflow

    with opened(db or Path(), read_only=True) as registry:
        for case_id in [case] if case else registry.case_ids():
            print(json.dumps(workflow.review_case(registry, case_id).verdicts.to_json(), ensure_ascii=False))


@app.command(name="case")
def show_case(
    db: Db,
    ids: Annotated[list[str] | None, typer.Argument(help="Cases; all without them.")] = None,
    form: Annotated[str, typer.Option("--format", help="Output format: jsonl.")] = "jsonl",
) -> None:
    """Print the consolidated cases: fields, conflicts and evidence, a line a case."""
    from review import workflow
    from review.case_json import case_json

    if form != "jsonl":
        raise UsageError(f"unknown format {form}: the format is jsonl")
    with opened(db, read_only=True) as registry:
        for case_id in ids or registry.case_ids():
            print(json.dumps(case_json(workflow.review_case(registry, case_id).case), ensure_ascii=False))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold notes: JSON lines with text and fields.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the table.")] = False,
) -> None:
    """Extract the gold notes and score the result against their fields."""
    from abstraction.contract import gold_fields, prediction
    from abstraction.records import Note
    from abstraction.scoring import render, score
    from extraction import abstract_note

    if not gold.is_file():
        raise UsageError(f"{gold} does not exist: check the path")
    notes: list[Note] = []
    rejections: list[Rejection] = []
    for item in read_path(gold, Defaults()):
        if isinstance(item, Note):
            notes.append(item)
        else:
            rejections.append(item)
    kept = {note.note_id for note in notes}
    rows = [row for row in map(json.loads, readable_lines(gold)) if str(row.get("note_id")) in kept]
    if lacking := [row["note_id"] for row in rows if "fields" not in row]:
        raise UsageError(f"{gold}: note {lacking[0]} has no fields: gold lines carry their fields")
    checked = [{"note_id": row["note_id"], "text": row["text"], "fields": gold_fields(row)} for row in rows]
    summary = score(checked, [prediction(abstract_note(note)) for note in notes])
    print(json.dumps(summary) if as_json else render(summary))
    finish(rejections)


@app.command()
def serve(
    db: Db,
    port: Annotated[int, typer.Option("--port", help="Port on this machine.")] = 8501,
) -> None:
    """Open the review app on a registry, on this machine only."""
    from review.serving import serve as run_app

    with opened(db):
        pass  # makes the file on first use, and tells in one line why it cannot be opened
    say(f"the app opens on http://127.0.0.1:{port} (Ctrl-C stops it)")
    raise typer.Exit(run_app(db, port))


@app.command()
def demo(port: Annotated[int, typer.Option("--port", help="Port on this machine.")] = 8501) -> None:
    """Load the sample notes into a registry of their own, then open the app."""
    from review import workflow
    from review.serving import ROOT

    db = ROOT / "data" / "demo.duckdb"
    db.parent.mkdir(mode=0o700, exist_ok=True)
    with opened(db) as registry, progress() as advance:
        report = workflow.ingest(registry, [ROOT / "sample_notes"], on_progress=advance)
    say(f"{report.read} sample notes, {report.stored} of them new")
    serve(db, port)


def readable_lines(path: Path) -> Iterator[str]:
    """Lines of a file that are JSON objects."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        try:
            if isinstance(json.loads(line), dict):
                yield line
        except (json.JSONDecodeError, RecursionError):
            continue


@contextmanager
def output(name: str) -> Iterator[TextIO]:
    """Standard output, or a file that takes its name only when it is whole."""
    if name == "-":
        yield sys.stdout
        return
    path = Path(name)
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent} does not exist: make the folder first")
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as sink:
            yield sink
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def opened(db: Path, *, read_only: bool = False) -> Iterator["Registry"]:
    """The registry, closed afterwards."""
    from registry.store import Registry

    with Registry.open(db, read_only=read_only) as registry:
        yield registry


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """A counter of notes on standard error; still when that is no terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed} notes stored"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("notes", total=None)
        yield lambda count: bar.update(task, completed=count)


def say(line: str) -> None:
    """A line for the user on standard error."""
    print(line, file=sys.stderr)


def finish(rejections: list[Rejection]) -> None:
    """Tell what was refused, a line each, and leave with the code that says so."""
    for rejection in rejections:
        say(f"refused: {rejection}")
    if rejections:
        raise typer.Exit(REFUSED)


def main() -> None:
    """Run a command; what the user can mend is told in one line, without a traceback."""
    try:
        app()
    except (UsageError, SourceError, ValueError) as error:
        say(f"crlm: {error}")
        sys.exit(WRONG)
    except KeyboardInterrupt:
        say("crlm: stopped; what was stored is kept, run the command again to go on")
        sys.exit(130)
    except Exception as error:
        if type(error).__module__ != "registry.errors":
            raise
        say(f"crlm: {error}")
        sys.exit(WRONG)
