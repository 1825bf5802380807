"""The cases that go out, as they stand: read from the registry a batch at a time, so that memory does not grow with them."""

from collections.abc import Iterator, Sequence

from registry import import_store
from registry.store import Registry
from review.workflow import CaseReview, batches, effective_policy, reviewed


def reviewed_cases(registry: Registry, case_ids: Sequence[str]) -> Iterator[CaseReview]:
    """Each of these cases that has notes, in the order given, with its decisions and verdicts."""
    policy = effective_policy(registry)
    for batch in batches(iter(case_ids)):
        notes, decisions = registry.case_abstractions(batch), registry.decisions_by_case(batch)
        imported = import_store.imported(registry, batch)
        for case_id in batch:
            if case_id in notes:
                yield reviewed(case_id, notes[case_id], imported.get(case_id, ()), decisions.get(case_id, ()), policy)
