"""`crlm`: parses, calls the verbs, prints. Exit codes: 0 ok, 1 finished with some notes refused, 2 wrong use, 3 a fault of ours."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abstraction.records import NoteType
from assistant.ask_cli import ask
from registry.errors import RegistryError
from review.accuracy_cli import accuracy
from review.agreement_cli import agreement, draw
from review.audit_cli import audit_app
from review.backup_cli import backup, restore
from review.compare_cli import compare
from review.export_cli import export_app
from review.imports_cli import (
    DryRunOption,
    FormatOption,
    RejectsOption,
    RowsOption,
    check_rejects_option,
    columns_of,
    imports,
    print_dry_run,
    undo_import,
    write_rejects,
)
from review.ingest_cli import HandOver, How, NoteLimit, Retry, Wait, Workers, load, quarantine, store_evidence
from review.lexicon_cli import lexicon_app
from review.policy_cli import policy_app
from review.proof_cli import proof, verify
from review.readings_cli import COMMANDS
from review.rejection import Rejection, UserError
from review.rules_cli import rules_app
from review.terminal import keep_private, output, say, tell
from review.time_cli import time
from review.written_dates import DateOrder

if TYPE_CHECKING:
    from registry.store import Registry

# Streamlit, DuckDB and spaCy are imported by the commands that need them: reading notes starts in a blink without them.
app = typer.Typer(
    help="Chart review for colorectal liver metastases: notes in, facts with their evidence and cited verdicts out.\n\n"
    "To look around: crlm demo. With notes of your own: crlm ingest NOTES --db cases.duckdb, then crlm serve --db cases.duckdb.",
    epilog="Exit codes: 0 ok, 1 finished with some notes refused, 2 wrong use, 3 a fault of the program.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(rules_app, name="rules")
app.add_typer(policy_app, name="policy")
app.add_typer(audit_app, name="audit")
app.command()(ask)
app.command()(accuracy)
app.add_typer(lexicon_app, name="lexicon")
app.add_typer(export_app, name="export")
app.command()(imports)
app.command("undo-import")(undo_import)
app.command()(compare)
app.command()(proof)
app.command()(verify)
app.command()(agreement)
app.command()(draw)
app.command()(time)
app.command()(quarantine)
app.command(name="load")(store_evidence)
for reading_command in COMMANDS:
    app.command()(reading_command)
app.command()(backup)
app.command()(restore)
REFUSED, WRONG, FAULT = 1, 2, 3

Paths = Annotated[
    list[Path],
    typer.Argument(
        help="Notes: .txt, .docx and .pdf files, folders of them (a folder below the one named holds the notes of one case), .jsonl, "
        ".csv, .xlsx and .parquet files with note_id, case_id, note_type, note_date, text, FHIR .ndjson and HL7 v2 .hl7 files.",
        metavar="NOTES",
        show_default=False,
    ),
]
Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]
TypeOption = Annotated[
    NoteType | None, typer.Option("--note-type", help="Type of the notes whose row or file name does not give it.")
]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--note-date", metavar="YYYY-MM-DD", help="Date of the notes whose row or file name does not give it."
    ),
]
OrderOption = Annotated[
    DateOrder | None, typer.Option("--date-order", help="How 03/04/2023 is meant: dmy or mdy. Not read without it.")
]
CaseOption = Annotated[
    str | None, typer.Option("--case-id", metavar="ID", help="Case of the notes that do not name one.")
]
AllElements = Annotated[
    bool,
    typer.Option(
        "--all-elements", help="Tell the supplementary elements too, which the rules use beyond the contract."
    ),
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="Encoding of text files, for example latin-1.")
]
ColumnsOption = Annotated[
    str | None,
    typer.Option("--columns", metavar="NAME", help="Which column is what: omop, or a .yaml file (docs/importing.md)."),
]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine.")]


def print_version(asked: bool) -> None:
    """Print the versions that every stored row names, and stop."""
    if asked:
        from review.workflow import VERSIONS

        print(f"crlm-review {VERSIONS.software}, lexicon {VERSIONS.lexicon}, rules {VERSIONS.rules}")
        raise typer.Exit


@app.callback()
def every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the versions and stop.")
    ] = False,
) -> None:
    """Options that belong to no command."""


@app.command()
def extract(
    paths: Paths,
    form: Annotated[str, typer.Option("--format", metavar="NAME", help="Output format: jsonl.")] = "jsonl",
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Output file, - for standard output.")] = "-",
    note_type: TypeOption = None,
    note_date: DateOption = None,
    date_order: OrderOption = None,
    case_id: CaseOption = None,
    encoding: Encoding = "utf-8",
    columns: ColumnsOption = None,
    all_elements: AllElements = False,
    workers: Workers = None,
) -> None:
    """Read notes and print what each one states: a line of fields with evidence spans a note. Nothing is stored."""
    from abstraction.contract import prediction
    from review.extraction_run import extract_notes
    from review.sources import Defaults

    only("jsonl", form)
    defaults = Defaults(
        note_type, note_date, case_id, encoding, date_order, needs_case=False, columns=columns_of(columns)
    )
    rejections: list[Rejection] = []
    with output(out) as sink:
        for item in extract_notes(paths, defaults, workers):
            if isinstance(item, Rejection):
                rejections.append(item)
            else:
                sink.write(json.dumps(prediction(item, all_elements=all_elements), ensure_ascii=False) + "\n")
    finish(rejections)


@app.command()
def ingest(
    paths: Paths,
    db: Db,
    note_type: TypeOption = None,
    note_date: DateOption = None,
    date_order: OrderOption = None,
    case_id: CaseOption = None,
    encoding: Encoding = "utf-8",
    columns: ColumnsOption = None,
    with_fields: Annotated[
        bool,
        typer.Option(
            "--with-fields",
            help="Store the fields, or case_fields, of .jsonl lines as an earlier abstraction by people.",
        ),
    ] = False,
    workers: Workers = None,
    note_limit: NoteLimit = 30,
    retry: Retry = False,
    wait: Wait = False,
    hand_over: HandOver = False,
    dry_run: DryRunOption = False,
    form: FormatOption = "text",
    rejects: RejectsOption = None,
    rejected_rows: RowsOption = False,
) -> None:
    """Read notes into a registry and classify their cases. Run it again after an interruption: it goes on where it stopped."""
    from review.sources import Defaults

    check_rejects_option(rejects, with_rows=rejected_rows)
    defaults = Defaults(
        note_type, note_date, case_id, encoding, date_order, with_fields=with_fields, columns=columns_of(columns, db)
    )
    if dry_run:
        raise typer.Exit(print_dry_run(paths, db, defaults, form))
    refused = load(paths, db, defaults, How(workers, note_limit, retry, wait, hand_over))
    if rejects:
        write_rejects(rejects, refused, paths, defaults, with_rows=rejected_rows)
    finish(refused)


@app.command()
def classify(
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.")] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="ID", help="One case; all without it.")] = None,
    facts: Annotated[
        Path | None, typer.Option("--facts", metavar="FILE", help="Classify a JSON object of facts in place of a case.")
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="NAME", help="Output format: json.")] = "json",
) -> None:
    """Print the rule results of the cases, a line a case: verdict, because, missing, citation, and the candidate sets."""
    only("json", form)
    if (db is None) == (facts is None):
        raise UserError("name a registry with --db, or facts with --facts")
    if facts is not None:
        from rules_engine import classify_facts, read_facts

        if not facts.is_file():
            raise UserError(f"{facts} is not a file: name a file that holds one JSON object of facts")
        try:
            verdicts = classify_facts(facts.stem, read_facts(facts))
        except ValueError as error:
            raise UserError(str(error)) from None
        print(json.dumps(verdicts.to_json(), ensure_ascii=False))
        return
    from review import workflow

    with opened(db or Path(), read_only=True) as registry:
        for case_id in [case] if case else registry.case_ids():
            print(json.dumps(workflow.review_case(registry, case_id).verdicts.to_json(), ensure_ascii=False))


@app.command(name="case")
def show_case(
    db: Db,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Cases; all without them.")] = None,
    form: Annotated[str, typer.Option("--format", metavar="NAME", help="Output format: jsonl.")] = "jsonl",
    all_elements: AllElements = False,
) -> None:
    """Print the consolidated cases, a line a case: fields, conflicts and evidence."""
    from review import workflow
    from review.case_json import case_json

    only("jsonl", form)
    with opened(db, read_only=True) as registry:
        for case_id in ids or registry.case_ids():
            case = workflow.review_case(registry, case_id).case
            print(json.dumps(case_json(case, all_elements=all_elements), ensure_ascii=False))


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Gold notes: JSON lines with text and fields.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the table.")] = False,
) -> None:
    """Extract the gold notes and score the result against their fields."""
    from abstraction.scoring import render
    from review.evaluation import evaluate as figures_of

    summary, rejections = figures_of(gold)
    print(json.dumps(summary) if as_json else render(summary))
    finish(rejections)


@app.command()
def serve(
    db: Db,
    port: Port = 8501,
    sign_in: Annotated[
        Path | None,
        typer.Option("--sign-in", metavar="FILE", help="Ask for a sign-in with the identity provider this file names."),
    ] = None,
) -> None:
    """Open the review app on a registry, on this machine only. Ctrl-C stops it."""
    from review import workflow
    from review.inbox import take_in
    from review.serving import become_app, check_port, check_sign_in

    check_sign_in(sign_in)
    check_port(port)
    with opened(db) as registry:  # makes the file on first use
        take_in(registry)
        workflow.refresh(registry)
    say(f"the app opens on http://127.0.0.1:{port} (Ctrl-C stops it)")
    become_app(db, port, sign_in)


@app.command()
def demo(
    port: Port = 8501,
    db: Annotated[
        Path | None, typer.Option("--db", metavar="FILE", help="Registry of the samples, instead of data/demo.duckdb.")
    ] = None,
) -> None:
    """Load the sample notes into a registry of their own, then open the app."""
    from review.serving import ROOT, check_port
    from review.sources import Defaults

    check_port(port)
    where = db or ROOT / "data" / "demo.duckdb"
    try:
        where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{where.parent} cannot be made ({error.strerror}): say --db with another file") from None
    tell(load([ROOT / "sample_notes"], where, Defaults()))
    serve(where, port)


def only(form: str, asked: str) -> None:
    """UserError when another output format is asked for."""
    if asked != form:
        raise UserError(f"unknown format {asked}: the format is {form}")


@contextmanager
def opened(db: Path, *, read_only: bool = False) -> Iterator["Registry"]:
    """The registry, closed afterwards."""
    from registry.store import Registry

    with Registry.open(db, read_only=read_only) as registry:
        yield registry


def finish(rejections: list[Rejection]) -> None:
    """Tell what was refused and leave with the code that says so."""
    tell(rejections)
    if rejections:
        raise typer.Exit(REFUSED)


def main() -> None:
    """Run a command; what the user can mend is told in one line, and a fault of ours by its place, never by its words."""
    keep_private()  # whatever is written holds patient data
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that half-written files are removed
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except (UserError, RegistryError) as error:
        say(f"crlm: {error}")
        sys.exit(WRONG)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what reads us has closed: nobody to tell
        sys.exit(REFUSED)
    except OSError as error:
        say(
            f"crlm: {error.filename or 'the output'} cannot be used ({error.strerror}): check the disk and its permissions"
        )
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(WRONG)
    except Exception as error:
        from review.extracting import place_of

        say(f"crlm: a fault of the program ({place_of(error)}): report this place")
        sys.exit(FAULT)


if __name__ == "__main__":
    main()
