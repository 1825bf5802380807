"""The verbs of chart review, each one call per layer: ingest, refresh, review a case, decide. CLI, app and chat share them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from abstraction.consolidation import consolidate
from abstraction.decisions import ASSIGN, apply_decisions, assignee
from abstraction.imported import Imported, case_as_stated, with_imported
from abstraction.records import CaseAbstraction, NoteAbstraction, ReviewDecision
from extraction.versions import LEXICON_VERSION, SOFTWARE_VERSION
from registry import import_store, reading_store
from registry.store import ComputedCase, Registry, SitePolicy, StoredResult, Versions
from review.blindness import refuse_hidden
from review.decision_check import Seen, completed
from review.importing import import_fields
from review.intake import IN_PROCESS, Reading, take
from review.priority import unsettled
from review.rejection import UserError
from review.rights import Person, Right, require
from review.sources import Defaults, Rejection, read_notes
from rules_engine import RULES_VERSION, CaseVerdicts, RuleResult, classify, load_rules
from rules_engine.policy import Policy, load_policy, policy_hash, with_changes
from rules_engine.result import worded

# Cases stored in one transaction; finding their notes costs as much for one as for many.
BATCH = 200
VERSIONS = Versions(SOFTWARE_VERSION, LEXICON_VERSION, RULES_VERSION)
Counted = Callable[[int], None]
Item = TypeVar("Item")


class UnknownCaseError(UserError, ValueError):
    """The registry holds no such case."""


@dataclass(slots=True)
class IngestReport:
    """What became of the notes of one ingest: `read` of them taken, `stored` of these new, `cases` computed anew.

    `imported` is the number of abstractions by people that are new or not as they were.
    """

    read: int = 0
    stored: int = 0
    cases: int = 0
    imported: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    run_id: str = ""


@dataclass(frozen=True, slots=True)
class CaseReview:
    """All that is shown of a case: `read` as the notes say, `case` with what people decided on it, and the verdicts.

    Where people abstracted the case before, `read` is what they stated and `machine` what the machine reads by itself.
    """

    case: CaseAbstraction
    verdicts: CaseVerdicts
    decisions: tuple[ReviewDecision, ...]
    read: CaseAbstraction
    machine: CaseAbstraction | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The case before and after a decision; the same twice when the decision was stored already."""

    before: CaseReview
    after: CaseReview


def ingest(
    registry: Registry,
    paths: Sequence[Path],
    *,
    on_progress: Counted,
    defaults: Defaults | None = None,
    importer: Person | None = None,
    reading: Reading = IN_PROCESS,
    on_begin: Callable[[str], None] = lambda _: None,
) -> IngestReport:
    """Extract into the registry, then consolidate and classify the cases that are out of date.

    With an importer, the fields of the lines are stored as the abstraction of people, once all notes are there. `on_begin` is
    told the run before anything is stored.

    `on_progress` is told the number of notes done after each batch of notes, once it is stored, and of cases. Run again
    after an interruption, it goes on where it stopped: notes stored in this version, by this software and lexicon, are not
    read again. What is stored is the same for any number of workers. A note that the reader fails on is refused and put into
    quarantine. A SourceError (a path that does not exist) comes before anything is stored.
    """
    report = IngestReport()
    if importer:
        require(importer, Right.IMPORT)
    given = defaults or Defaults()
    items = read_notes(paths, given)
    run_id = report.run_id = registry.start_run(versions_of(effective_policy(registry)))
    on_begin(run_id)
    with closing(take(registry, items, reading)) as batches_read:
        for taken in batches_read:
            report.rejections.extend(taken.rejections)
            report.read += taken.known + len(taken.found)
            report.stored += taken.save(registry, run_id, VERSIONS)
            on_progress(report.read)
    if importer:
        report.imported, refused = import_fields(registry, paths, given, importer, run_id)
        report.rejections.extend(refused)
    report.cases = refresh(registry, run_id, after_batch=lambda: on_progress(report.read))
    registry.finish_run(run_id)
    return report


def refresh(
    registry: Registry,
    run_id: str | None = None,
    case_id: str | None = None,
    after_batch: Callable[[], None] = lambda: None,
) -> int:
    """Consolidate and classify the cases that are out of date, or this one of them; returns how many there were."""
    policy = effective_policy(registry)
    stale = registry.stale_cases(versions_of(policy), case_id)
    if not stale:
        return 0
    run = run_id or registry.start_run(versions_of(policy))
    for batch in batches(iter(stale)):
        computed = []
        imported, decisions = import_store.imported(registry, batch), registry.decisions_by_case(batch)
        for case_id, notes in registry.case_abstractions(batch).items():
            review = reviewed(case_id, notes, imported.get(case_id, ()), decisions.get(case_id, ()), policy)
            computed.append(computed_case(review, stale[case_id]))
        registry.save_cases(computed, run)
        after_batch()
    if run_id is None:
        registry.finish_run(run)
    return len(stale)


def computed_case(review: CaseReview, inputs: str) -> ComputedCase:
    """What is stored of a case; the words of its results stay with the rules."""
    verdicts = review.verdicts
    results = kept(verdicts.results, verdicts.evaluation.book.policy)
    waiting = unsettled(review.case, verdicts)
    return ComputedCase(review.case, results, verdicts.ecmtg, verdicts.group, inputs, waiting)


def kept(results: Iterable[RuleResult], policy: Policy) -> list[StoredResult]:
    """Results as they are stored, made with these numbers."""
    numbers = SitePolicy(policy_hash(policy), policy)
    return [
        StoredResult(one.rule, one.track, one.written.version, one.verdict.value, one.particulars(), numbers)
        for one in results
    ]


def stored_results(registry: Registry, case_id: str) -> list[dict[str, Any]]:
    """The results last computed for a case, each with the words of its rule; those of a rule that has changed since are left out."""
    stored = {(one.rule, one.track, one.rule_version): one for one in registry.results(case_id)}
    numbers = {**load_policy(), **next((one.policy.values for one in stored.values()), {})}
    found = [(rule, stored.get((rule.id, rule.track, rule.version))) for rule in load_rules(numbers)]
    return [worded(rule, one.verdict, one.particulars, one.policy.values) for rule, one in found if one]


def review_case(registry: Registry, case_id: str) -> CaseReview:
    """The case as it stands: notes consolidated, decisions applied, rules run. UnknownCaseError when there is none."""
    notes = registry.note_abstractions(case_id)
    if not notes:
        raise UnknownCaseError(f"there is no case {case_id} in {registry.path}: `crlm case --db FILE` lists the cases")
    return review_of(registry, case_id, notes, effective_policy(registry))


def effective_policy(registry: Registry) -> Policy:
    """The site's numbers: the defaults, and what was set in this registry in their place.

    UserError when the two no longer go together, which only a newer version with other defaults can bring about.
    """
    try:
        known = load_policy()
        return with_changes({one.name: one.new for one in registry.policy_changes() if one.name in known})
    except ValueError as error:
        raise UserError(
            f"the site's numbers in {registry.path}: {error}: set them anew with `crlm policy set`"
        ) from None


def versions_of(policy: Policy) -> Versions:
    """The versions of this software with these numbers."""
    return replace(VERSIONS, policy=policy_hash(policy))


def review_of(registry: Registry, case_id: str, notes: Sequence[NoteAbstraction], policy: Policy) -> CaseReview:
    """The case of these notes with what people stated and decided, and its verdicts with these numbers."""
    imported = import_store.imported(registry, [case_id]).get(case_id, ())
    return reviewed(case_id, notes, imported, registry.decisions(case_id), policy)


def reviewed(
    case_id: str,
    notes: Sequence[NoteAbstraction],
    imported: Sequence[Imported],
    decisions: tuple[ReviewDecision, ...],
    policy: Policy,
) -> CaseReview:
    """The same of what is at hand."""
    read = stated_case(case_id, notes, imported)
    case = apply_decisions(read, decisions)
    machine = consolidate(case_id, notes) if imported else None
    return CaseReview(case, classify(case, policy), decisions, read, machine)


def stated_case(case_id: str, notes: Sequence[NoteAbstraction], imported: Sequence[Imported]) -> CaseAbstraction:
    """The case before any decision: as people stated it where they did, as the machine read the notes elsewhere."""
    case = consolidate(case_id, with_imported(notes, imported))
    whole = next((one for one in imported if not one.note_id), None)
    return case_as_stated(case, whole) if whole else case


def case_of(
    registry: Registry, case_id: str, notes: Sequence[NoteAbstraction]
) -> tuple[CaseAbstraction, tuple[ReviewDecision, ...]]:
    """The case that these notes make once what people stated and decided is applied, and the decisions."""
    decisions, imported = registry.decisions(case_id), import_store.imported(registry, [case_id]).get(case_id, ())
    return apply_decisions(stated_case(case_id, notes, imported), decisions), decisions


def decide(registry: Registry, person: Person, decision: ReviewDecision, seen: Seen | None = None) -> Decided:
    """Append a decision under the name of the person, then compute and store its case; an id that is stored already changes nothing.

    `seen` is the value the reviewer looked at: where it is another one by now, nothing is decided. DecisionError, and nothing
    appended, when the decision cannot be made on the case as it stands: what is appended stays for good. RefusedError where
    the person may not, BlindError where they have yet to abstract the case blind.
    """
    require(person, Right.DECIDE)
    refuse_hidden(registry, person, decision.case_id)
    with registry.alone():
        before = review_case(registry, decision.case_id)
        if any(one.decision_id == decision.decision_id for one in before.decisions):
            return Decided(before, before)
        if decision.action == ASSIGN and not is_own_choice(person, decision, assignee(before.decisions)):
            require(person, Right.ASSIGN)
        signed = replace(decision, reviewer=person.name)
        made = completed(signed, before.read, before.case, before.decisions, seen)
        _, lexicon = reading_store.newest_reader(registry, decision.case_id) or ("", VERSIONS.lexicon)
        made = replace(made, software=VERSIONS.software, lexicon=lexicon, rules=VERSIONS.rules)
        registry.append_decision(made)
        refresh(registry, case_id=decision.case_id)
        return Decided(before, review_case(registry, decision.case_id))


def is_own_choice(person: Person, decision: ReviewDecision, given_to: str) -> bool:
    """Whether somebody takes a case that nobody has, or hands back an own one: for that no right to assign is needed."""
    return (given_to, decision.value or "") in (("", person.name), (person.name, ""))


def batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    """The items in lists of `BATCH`."""
    while batch := list(islice(items, BATCH)):
        yield batch
