"""The case reports as PDF: what the HTML tells, on A4 pages with numbers, the evidence of the notes on coloured ground."""

import logging
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from registry.store import Registry
from review.exporters.pdf_pages import Pages
from review.exporters.report_content import ADVICE, CaseReport, NotePage, Stated, candidates, report_of
from review.exporters.report_rules import Finding
from review.exporters.reviewed_cases import reviewed_cases
from review.rejection import UserError
from review.rule_words import GROUPS
from rules_engine.card import STAGES

# All pages of a PDF are held in memory until it is whole.
MOST = 200
COLUMNS = (("Element", 34), ("Value", 44), ("How sure, from where", 36), ("Words of the notes", 66))
QUESTIONS = (("Question", 92), ("Now", 34), ("Would settle", 54))
CASES = (("Case", 60), ("ECMTG stage", 60), ("Group at presentation", 60))


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """The reports of these cases one after another; returns the number of cases. UserError where there are too many."""
    if len(case_ids) > MOST:
        raise UserError(
            f"{len(case_ids)} cases are too many for one PDF, {MOST} are the most: name the cases, or take them as report"
        )
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    pages = Pages()
    # Not the time of the export, so that the same cases give the same bytes.
    pages.set_creation_date(max(registry.notes_stored_at(case_ids).values()).replace(tzinfo=UTC))
    links = {case_id: pages.add_link(page=1) for case_id in case_ids}
    if len(case_ids) > 1:
        contents(pages, registry, links)
    for review in reviewed_cases(registry, case_ids):
        case(pages, report_of(review), links[review.case.case_id])
    pages.output(str(path))
    return len(case_ids)


def contents(pages: Pages, registry: Registry, links: dict[str, int]) -> None:
    """The cases with their stage and group, each a link to its report."""
    stages = registry.stages()
    pages.add_page()
    pages.page_title(f"{len(links)} cases")
    pages.notice(ADVICE)
    pages.row([(name, width) for name, width in CASES], bold=True, soft=True)
    for case_id, link in links.items():
        found = stages.get(case_id)
        told = [candidates(found.ecmtg, STAGES, "ECMTG "), candidates(found.group, GROUPS)] if found else ["", ""]
        pages.row([(one, width) for one, (_, width) in zip([case_id, *told], CASES, strict=True)], link=link)


def case(pages: Pages, report: CaseReport, link: int) -> None:
    """One case, from a new page on."""
    pages.add_page()
    pages.set_link(link, page=pages.page)
    pages.start_section(pages.shown(report.case_id))
    pages.page_title(f"Case {report.case_id}")
    pages.notice(ADVICE)
    for what, told, tone in report.head:
        pages.row([(what, 56), (told, 124)], tones=("soft", tone), bold_from=1, rule=False)
    if report.sentences:
        pages.small_heading("Cautions, and where the source disagrees")
        for one in report.sentences:
            pages.paragraph(f"•  {one}")
    pages.heading("Values")
    for title, stated in report.families:
        pages.small_heading(title)
        pages.row(list(COLUMNS), bold=True, soft=True)
        for item in stated:
            value(pages, item)
    pages.named("Mentioned in no note", report.unmentioned)
    pages.named("Answered by people only, and not asked yet", report.unasked)
    if report.said:
        pages.heading("Queries and comments")
        for one in report.said:
            pages.paragraph(f"•  {one}")
    pages.heading("Verdicts")
    for group in report.groups:
        pages.small_heading(group.title)
        for found in group.findings:
            rule(pages, found)
    pages.named("Rules that do not apply to this case", report.not_applicable)
    pages.heading("Open questions")
    questions(pages, report)
    pages.heading("Notes")
    pages.legend()
    for note in report.notes:
        note_text(pages, note)
    pages.paragraph(report.source, small=True)
    pages.paragraph(report.versions, small=True)


def value(pages: Pages, item: Stated) -> None:
    """A value with how sure it is, who decided it and the words it rests on."""
    source = "" if item.status == "decided" else f", {item.source}"
    status = "\n".join(filter(None, [f"{item.status}{source}", item.decided]))
    quotes = "\n".join(f"{one.label} “{one.words}”" for one in item.quotes) or "-"
    cells = [item.label, item.words, status, quotes]
    widths = [width for _, width in COLUMNS]
    pages.row(list(zip(cells, widths, strict=True)), tones=("", item.tone, "", "soft"), bold_to=2)


def rule(pages: Pages, found: Finding) -> None:
    """One rule: verdict, reasons, gaps, passage, beside a bar in the colour of the verdict."""
    lines = [
        (found.conclusion, ""),
        (f"Because {'; '.join(found.because)}" if found.because else "", ""),
        (f"Open: {'; '.join(found.missing)}" if found.missing else "", "unknown"),
        (f"“{found.quote}” {found.citation}", "soft"),
    ]
    pages.finding(f"{found.rule} {found.title}", found.verdict, found.tone, [line for line in lines if line[0]])


def questions(pages: Pages, report: CaseReport) -> None:
    """The open facts; or that there are none."""
    if not report.questions:
        pages.paragraph("None that would settle a verdict.")
        return
    widths = [width for _, width in QUESTIONS]
    pages.row(list(QUESTIONS), bold=True, soft=True)
    for one in report.questions:
        cells = [one.question, one.reason, ", ".join(one.settles)]
        pages.row(list(zip(cells, widths, strict=True)), bold_to=1)


def note_text(pages: Pages, note: NotePage) -> None:
    """A note with its evidence on coloured ground."""
    pages.small_heading(f"{note.label}  {note.note_id}")
    pages.marked([(text, marks[0] if marks else None) for _, text, marks in note.passages], table=note.table)
