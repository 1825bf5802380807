"""A dry run, columns of a table and earlier imports as the import page shows them: tables of text, problems first."""

import html
import re
from collections.abc import Iterable, Sequence

from review.decision_words import when
from review.dry_run import DryRun, Finding
from review.importers.table_head import Column
from review.imports import Import

LEVELS = {"refused": "Refused", "check": "Check", "note": "Note"}
# Characters that mean something to Markdown.
MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
# What the command line calls otherwise than the page.
OPTIONS = {
    "--date-order": "the order of dates",
    "--note-date": "the date",
    "--note-type": "the type",
    "--case-id": "the case",
    "--encoding": "the encoding",
}


def table(label: str, head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """A table as HTML; the cells of rows are HTML already, the first of each names its row."""
    titles = "".join(f'<th scope="col"{_right(at, numbers)}>{html.escape(one)}</th>' for at, one in enumerate(head))
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td{_right(at, numbers)}>{cell}</td>" for at, cell in enumerate(row[1:], 1))
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="crlm-import-table" aria-label="{html.escape(label)}"><thead><tr>{titles}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _right(at: int, numbers: Sequence[int]) -> str:
    """The class of a column of numbers."""
    return ' class="is-number"' if at in numbers else ""


def finding_table(found: Sequence[Finding], folder: str) -> str:
    """What a dry run found, the most serious first; `folder` is cut from the places."""
    rows = [
        (
            f'<span class="crlm-badge is-{one.level}">{LEVELS[one.level]}</span>',
            f"{one.count:,}",
            f"{_sentence(one.what)}<span class='crlm-import-todo'>{_sentence(one.todo)}</span>",
            "<br>".join(html.escape(of_page(place.replace(folder, ""))) for place in one.examples),
        )
        for one in found
    ]
    return table("What looks odd or is refused", ("", "Notes", "What, and what to do", "First places"), rows, (1,))


def dry_run_figures(told: DryRun) -> list[tuple[str, str]]:
    """The figures of a dry run: a number and what it counts."""
    return [
        (f"{told.new:,}", "new"),
        (f"{told.changed:,}", "changed"),
        (f"{told.stored:,}", "stored already"),
        (f"{told.refused:,}", "refused"),
        (f"{told.cases:,}", f"{'case' if told.cases == 1 else 'cases'}, {told.new_cases:,} of them new"),
    ]


def dry_run_facts(told: DryRun) -> str:
    """What else it says of the notes, in one line."""
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(told.types.items()))
    span = f"{told.first} to {told.last}" if told.first else "no dates"
    files = "1 file" if told.files == 1 else f"{told.files:,} files"
    years = ", ".join(f"{year}: {number:,}" for year, number in told.years.items())
    by_year = f"; by year {years}" if len(told.years) > 1 else ""
    return f"{files}, {told.rows:,} rows; {span}{f'; {kinds}' if kinds else ''}{by_year}"


def figures(counts: Sequence[tuple[str, str]]) -> str:
    """Figures side by side as HTML."""
    parts = "".join(f"<div><b>{html.escape(number)}</b> {html.escape(what)}</div>" for number, what in counts)
    return f'<div class="crlm-import-figures">{parts}</div>'


def column_table(columns: Sequence[Column]) -> str:
    """What the columns of a table look like."""
    rows = [(html.escape(one.name), f"{one.filled:.0%}", html.escape(one.shape)) for one in columns]
    return table("The columns of the table", ("Column", "Filled", "Cells look like"), rows, (1,))


def import_table(found: Sequence[Import]) -> str:
    """Earlier imports, the newest first."""
    rows = [
        (
            html.escape(when(one.began)),
            html.escape(one.by or "not kept"),
            html.escape(source_words(one)),
            f"{one.notes:,}",
            f"{one.changed:,}",
            f"{one.cases:,}",
            "" if one.refused is None else f"{one.refused:,}",
            state_words(one),
            f"<code>{one.run_id[:12]}</code>",
        )
        for one in found
    ]
    head = ("When", "By", "Files", "Notes new", "Changed", "Cases", "Refused", "State", "Import")
    return table("Earlier imports", head, rows, (3, 4, 5, 6))


def source_words(one: Import) -> str:
    """The files of an import."""
    names = ", ".join(one.sources) or "not kept"
    return f"{names} and {one.more_sources} more" if one.more_sources else names


def state_words(one: Import) -> str:
    """What became of an import, as HTML."""
    if one.taken_back:
        last = one.taken_back[-1]
        left = f"; {one.cases} cases left" if one.cases else ""
        told = f"taken back by {last.name}, {when(last.happened_at)}: {last.detail['reason']}{left}"
        return html.escape(told)
    return "" if one.finished else "not finished: load the same files again to go on"


def choice_words(one: Import) -> str:
    """An import in a list to choose from."""
    return f"{when(one.began)}, {source_words(one)}: {one.notes + one.changed:,} notes ({one.run_id[:6]})"


def unmarked(words: str) -> str:
    """Words from a file as they stand: no mark of theirs makes a link or a picture of them where Markdown is read."""
    return MARKS.sub(r"\\\1", words)


def of_page(words: str) -> str:
    """Words of a verb with what the page calls otherwise than the command line."""
    for option, name in OPTIONS.items():
        words = words.replace(option, name)
    return words


def _sentence(words: str) -> str:
    """Words as a sentence, as HTML."""
    told = of_page(words)
    return html.escape(f"{told[:1].upper()}{told[1:]}.")
