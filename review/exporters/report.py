"""Case reports as one page of HTML that needs nothing else: no script, no file beside it, no address that is fetched."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from registry.store import Registry
from review.exporters.report_content import ADVICE, TITLES, CaseReport, NotePage, Quote, Stated, candidates, report_of
from review.exporters.report_rules import Finding, Question
from review.exporters.reviewed_cases import reviewed_cases
from review.highlights import PRIOR, Highlight
from review.rule_words import GROUPS
from review.wording import element_family, element_label
from rules_engine.card import STAGES

# Nothing may be loaded, whatever a note holds.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
COLUMNS = ("Element", "Value", "How sure, from where", "Words of the notes")
ASSERTIONS = (("present", "said"), ("absent", "denied"), ("possible", "possible"), ("historical", "earlier"))


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """The reports of these cases one after another, each on a page of its own; returns the number of cases."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as sink:
        for part in page(registry, case_ids):
            sink.write(part)
    return len(case_ids)


def page(registry: Registry, case_ids: Sequence[str]) -> Iterator[str]:
    """The page in parts, a case at a time."""
    css = (files("review") / "exporters" / "report.css").read_text(encoding="utf-8")
    title = f"Case {case_ids[0]}" if len(case_ids) == 1 else f"{len(case_ids)} cases"
    yield (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words(title)}: colorectal liver metastases</title><style>\n{css}</style></head><body>\n"
    )
    if len(case_ids) > 1:
        yield contents(registry, case_ids)
    for at, review in enumerate(reviewed_cases(registry, case_ids), start=1):
        yield from case(report_of(review), f"c{at}")
    yield "</body></html>\n"


def contents(registry: Registry, case_ids: Sequence[str]) -> str:
    """The cases with their stage and group, each a link to its report."""
    stages = registry.stages()
    rows = []
    for at, case_id in enumerate(case_ids, start=1):
        found = stages.get(case_id)
        told = [candidates(found.ecmtg, STAGES, "ECMTG "), candidates(found.group, GROUPS)] if found else ["", ""]
        cells = "".join(f"<td>{words(one)}</td>" for one in told)
        rows.append(f'<tr><th><a href="#c{at}">{words(case_id)}</a></th>{cells}</tr>')
    head = "<thead><tr><th>Case</th><th>ECMTG stage</th><th>Group at presentation</th></tr></thead>"
    return (
        f"<h1>{len(case_ids)} cases</h1>{advice()}"
        f'<nav><table class="contents">{head}<tbody>{"".join(rows)}</tbody></table></nav>\n'
    )


def case(report: CaseReport, anchor: str) -> Iterator[str]:
    """One case."""
    yield f'<article class="case" id="{anchor}"><h1>Case {words(report.case_id)}</h1>{advice()}'
    lines = "".join(
        f'<dt>{words(what)}</dt><dd class="tone-{tone}">{words(told)}</dd>' for what, told, tone in report.head
    )
    yield f'<dl class="head">{lines}</dl>'
    if report.sentences:
        yield f"<h3>Cautions, and where the source disagrees</h3>{listed(report.sentences)}"
    yield "<h2>Values</h2>"
    for title, stated in report.families:
        head = "".join(f"<th>{one}</th>" for one in COLUMNS)
        rows = "".join(stated_row(one, anchor) for one in stated)
        yield f'<h3>{words(title)}</h3><table class="stated"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    yield told_of("Mentioned in no note", report.unmentioned) + told_of(
        "Answered by people only, and not asked yet", report.unasked
    )
    if report.said:
        yield f"<h2>Queries and comments</h2>{listed(report.said)}"
    yield "<h2>Verdicts</h2>"
    for group in report.groups:
        yield f"<h3>{words(group.title)}</h3>" + "".join(map(rule, group.findings))
    yield told_of("Rules that do not apply to this case", report.not_applicable)
    yield f"<h2>Open questions</h2>{questions(report.questions)}<h2>Notes</h2>{legend()}"
    for at, note in enumerate(report.notes):
        yield note_text(note, f"{anchor}n{at}")
    yield f'<p class="small">{words(report.source)}</p><p class="small">{words(report.versions)}</p></article>\n'


def advice() -> str:
    """What the report is not."""
    return f'<p class="advice">{words(ADVICE)}</p>'


def stated_row(one: Stated, anchor: str) -> str:
    """A value with how sure it is, who decided it and the words it rests on."""
    source = "" if one.status == "decided" else f", {words(one.source)}"
    decided = f"<br>{words(one.decided)}" if one.decided else ""
    quotes = "".join(quote(item, anchor) for item in one.quotes) or '<span class="soft">-</span>'
    return (
        f'<tr><th scope="row">{words(one.label)}</th><td class="value tone-{one.tone}">{words(one.words)}</td>'
        f'<td class="from">{words(one.status)}{source}{decided}</td><td>{quotes}</td></tr>'
    )


def quote(item: Quote, anchor: str) -> str:
    """Words of a note, with the way to them."""
    return (
        f'<span class="quote"><a href="#{anchor}n{item.note}p{item.start}">{words(item.label)}</a> '
        f"“{words(item.words)}”</span>"
    )


def rule(found: Finding) -> str:
    """One rule: verdict, reasons, gaps, passage."""
    because = f"<p>Because {words('; '.join(found.because))}</p>" if found.because else ""
    missing = f'<p class="tone-unknown">Open: {words("; ".join(found.missing))}</p>' if found.missing else ""
    conclusion = f"<p>{words(found.conclusion)}</p>" if found.conclusion else ""
    return (
        f'<section class="rule is-{found.tone}"><p><b class="verdict tone-{found.tone}">{words(found.verdict)}</b>'
        f"<b>{words(found.rule)} {words(found.title)}</b></p>{conclusion}{because}{missing}"
        f"<blockquote>“{words(found.quote)}” {words(found.citation)}</blockquote></section>"
    )


def questions(found: Sequence[Question]) -> str:
    """The open facts as a table; or that there are none."""
    if not found:
        return "<p>None that would settle a verdict.</p>"
    rows = "".join(
        f'<tr><th scope="row">{words(one.question)}</th><td>{words(one.reason)}</td><td>{words(", ".join(one.settles))}</td></tr>'
        for one in found
    )
    return f"<table><thead><tr><th>Question</th><th>Now</th><th>Would settle</th></tr></thead><tbody>{rows}</tbody></table>"


def note_text(note: NotePage, anchor: str) -> str:
    """A note with its evidence marked; where marks overlap, the shortest colours the words and all of them are named."""
    table = " is-table" if note.table else ""
    body = "".join(
        f'<mark id="{anchor}p{start}" class="{classes(marks[0])}" title="{words(named(marks))}">{words(text)}</mark>'
        if marks
        else words(text)
        for start, text, marks in note.passages
    )
    return f'<h3 class="notehead" id="{anchor}">{words(note.label)} <span class="small">{words(note.note_id)}</span></h3><div class="note{table}">{body}</div>'


def classes(mark: Highlight) -> str:
    """How a mark looks: the family of its element, what the note says of it, whether it tells of before."""
    prior = " is-prior" if mark.element in PRIOR else ""
    return f"fam-{element_family(mark.element)} say-{mark.assertion}{prior}"


def named(marks: Iterable[Highlight]) -> str:
    """The marks on some words: element, value and what is said of it."""
    return "; ".join(
        f"{element_label(mark.element)}{': ' + ', '.join(mark.values) if mark.values else ''} ({mark.assertion.replace('_', ' ')})"
        for mark in marks
    )


def legend() -> str:
    """The colours of the marks."""
    families = "".join(f'<mark class="fam-{family}">{title}</mark>' for family, title in TITLES.items())
    said = "".join(f'<mark class="say-{name}">{told}</mark>' for name, told in ASSERTIONS[1:])
    return f'<p class="legend">{families}{said}</p>'


def told_of(title: str, names: Sequence[str]) -> str:
    """A title and what stands under it on one line; nothing where it is empty."""
    return f'<p class="small"><b>{words(title)}:</b> {words("; ".join(names))}</p>' if names else ""


def listed(lines: Sequence[str]) -> str:
    """Lines as a list."""
    return f"<ul>{''.join(f'<li>{words(one)}</li>' for one in lines)}</ul>" if lines else ""


def words(text: str) -> str:
    """Text that cannot be taken for markup."""
    return escape(text, quote=True)
