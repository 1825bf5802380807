"""How much of a case hangs on a person's word: the verdicts that one more decision could change."""

from abstraction.records import CaseAbstraction, Status
from rules_engine import CaseVerdicts, Verdict

# Why a fact is unknown although a note speaks of it: a person who reads the note can settle it.
READABLE = ("conflict", "hedged")


def unsettled(case: CaseAbstraction, verdicts: CaseVerdicts) -> int:
    """The number of verdicts that rest on a value to be looked at again, or are open because notes disagree or hedge."""
    doubtful = {element for element, value in case.values.items() if value.status is Status.NEEDS_REVIEW}
    found = 0
    for result in verdicts.results:
        if result.verdict is Verdict.UNKNOWN:
            found += any(item.reason in READABLE for item in result.missing)
        else:
            found += any(one.mention.element in doubtful for item in result.because for one in item.evidence)
    return found
