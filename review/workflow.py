"""The verbs of chart review, each one call per layer: ingest, review a case, list cases, decide. CLI, app and chat share them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from abstraction.consolidation import consolidate
from abstraction.decisions import apply_decisions
from abstraction.records import CaseAbstraction, NoteAbstraction, ReviewDecision
from extraction import LEXICON_VERSION, SOFTWARE_VERSION
from registry.store import Registry, Versions
from review.extracting import extract_notes
from review.sources import Defaults, Rejection
from rules_engine import RULES_VERSION, CaseVerdicts, classify

# Notes stored in one transaction: what a killed ingest can have to do again.
BATCH = 50
VERSIONS = Versions(SOFTWARE_VERSION, LEXICON_VERSION, RULES_VERSION)
Progress = Callable[[int], None]


@dataclass(slots=True)
class IngestReport:
    """What became of the notes of one ingest."""

    read: int = 0
    stored: int = 0
    cases: int = 0
    rejections: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CaseReview:
    """All that is shown of a case: values and conflicts, verdicts, and what people decided."""

    case: CaseAbstraction
    verdicts: CaseVerdicts
    decisions: tuple[ReviewDecision, ...]


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the worklist."""

    case_id: str
    notes: int
    first_date: str
    last_date: str
    ecmtg: tuple[str, ...]
    group: tuple[str, ...]
    unknown: int
    conflicts: int


def ingest(
    registry: Registry, paths: Sequence[Path], *, on_progress: Progress, defaults: Defaults | None = None
) -> IngestReport:
    """Extract into the registry, then consolidate and classify the cases that changed.

    Every batch is stored whole before its notes are reported done; run again after an interruption, it goes on where it
    stopped. Notes already stored in this version, by this software and lexicon, are left as they are.
    """
    report = IngestReport()
    run_id = registry.start_run(VERSIONS)
    batch: list[NoteAbstraction] = []
    touched: set[str] = set()
    for item in extract_notes(paths, defaults or Defaults()):
        if isinstance(item, Rejection):
            report.rejections.append(item)
            continue
        report.read += 1
        batch.append(item)
        touched.add(item.note.case_id)
        if len(batch) >= BATCH:
            store(registry, batch, run_id, report, on_progress)
    store(registry, batch, run_id, report, on_progress)
    report.cases = refresh(registry, sorted(touched), run_id)
    registry.finish_run(run_id)
    return report


def store(
    registry: Registry, batch: list[NoteAbstraction], run_id: str, report: IngestReport, on_progress: Progress
) -> None:
    """Store the batch in one transaction and empty it."""
    if batch:
        report.stored += registry.save_notes(batch, run_id, VERSIONS)
        on_progress(report.read)
        batch.clear()


def refresh(registry: Registry, case_ids: Iterable[str], run_id: str) -> int:
    """Consolidate and classify these cases anew; how many there were."""
    count = 0
    for case_id in case_ids:
        review = review_case(registry, case_id)
        results = [result.to_json() for result in review.verdicts.results]
        registry.save_case(review.case, results, review.verdicts.ecmtg, review.verdicts.group, run_id)
        count += 1
    return count


def review_case(registry: Registry, case_id: str) -> CaseReview:
    """The case as it stands: its notes consolidated, decisions applied, rules run. ValueError when there is no such case."""
    notes = registry.note_abstractions(case_id)
    if not notes:
        raise ValueError(f"there is no case {case_id} in {registry.path}: `crlm case --db FILE` lists the cases")
    decisions = registry.decisions(case_id)
    case = apply_decisions(consolidate(case_id, notes), decisions)
    return CaseReview(case, classify(case), decisions)


def list_cases(registry: Registry) -> list[CaseSummary]:
    """Every case by id, with what was last computed for it."""
    stages, dates = registry.stages(), registry.case_dates()
    return [
        CaseSummary(
            case_id,
            *dates[case_id],
            stages[case_id].ecmtg if case_id in stages else (),
            stages[case_id].group if case_id in stages else (),
            stages[case_id].unknown if case_id in stages else 0,
            stages[case_id].conflicts if case_id in stages else 0,
        )
        for case_id in sorted(dates)
    ]


def decide(registry: Registry, decision: ReviewDecision) -> CaseReview:
    """Append a decision, then recompute and store its case. A decision id that is stored already changes nothing."""
    if registry.append_decision(decision):
        run_id = registry.start_run(VERSIONS)
        refresh(registry, [decision.case_id], run_id)
        registry.finish_run(run_id)
    return review_case(registry, decision.case_id)
