"""Extrahepatic disease, site by site: the note's verdict over all that it states."""

from collections.abc import Iterator, Mapping

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.extrahepatic.staged import staged
from extraction.extrahepatic.statement import Statement
from extraction.extrahepatic.statements import statements
from extraction.patterns import pattern_of
from extraction.reading import Reading

ASSERTIONS = {"present": Assertion.PRESENT, "absent": Assertion.ABSENT, "indeterminate": Assertion.POSSIBLE}
SAMPLED_REACH = 160
# "Enlarging pulmonary nodules" after "concerning for metastases".
GROWN = pattern_of(
    r"(?:(?!metasta|malignan|suspicious|avid|hypermetab|positive|implant|deposit|adenopath)[^.;\n])*\b(?:enlarging|growing|grown)\b(?:(?!metasta|malignan|suspicious|avid|hypermetab|positive|implant|deposit|adenopath)[^.;\n])*"
)
ADDENDUM = 3
STRENGTH = ("present", "indeterminate", "absent")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`ehd`: site -> present, indeterminate or absent, over all statements of the note."""
    by_site: dict[str, list[Statement]] = {}
    told = [*statements(reading), *staged(reading)]
    for statement in told:
        if not (statement.unplaced and sums_up_nodes(statement, told)):
            by_site.setdefault(statement.site, []).append(statement)
    if "any" in by_site and is_taken_back(by_site):
        del by_site["any"]
    value: dict[str, str] = {}
    evidence: list[Mention] = []
    reasons: list[str] = []
    for site, told in by_site.items():
        found = judged(told)
        if not found:
            continue
        status, chosen, reason = combine(site, without_mere_growth(reading, found))
        value[site] = status
        if reason:
            reasons.append(reason)
        for one in chosen:
            evidence.append(reading.mention("ehd", (one.start, one.end), site, ASSERTIONS[status]))
    if value:
        yield ElementValue(
            "ehd", value, tuple(evidence), Status.NEEDS_REVIEW if reasons else Status.SURE, tuple(reasons)
        )


def sums_up_nodes(one: Statement, told: list[Statement]) -> bool:
    """Whether "nodal disease" without a place means the diseased nodes of a station that the note names elsewhere."""
    return one.status == "present" and any(
        other.site.endswith("_nodes") and other.status == "present" and not other.unplaced for other in told
    )


def is_taken_back(by_site: Mapping[str, list[Statement]]) -> bool:
    """Whether an addendum names disease outside the liver, where the report before it had seen none anywhere."""
    added = any(one.rank == ADDENDUM and one.status == "present" for told in by_site.values() for one in told)
    return added and all(one.rank < ADDENDUM for one in by_site["any"])


def judged(told: list[Statement]) -> list[Statement]:
    """The statements without mere mentions of a nodule; "no new nodule" is none beside one of these."""
    found = [one for one in told if one.status != "unjudged"]
    return [] if len(found) < len(told) and all(one.weak and one.status == "absent" for one in found) else found


def without_mere_growth(reading: Reading, told: list[Statement]) -> list[Statement]:
    """The statements without those that only call something growing, where the note doubts elsewhere what it is."""
    if all(one.status != "indeterminate" for one in told):
        return told
    grown = [one for one in told if one.status == "present" and GROWN.fullmatch(reading.levelled, one.start, one.end)]
    return (
        told if len(grown) < sum(one.status == "present" for one in told) else [one for one in told if one not in grown]
    )


def is_overruled(one: Statement, others: list[Statement]) -> bool:
    """Whether the tissue of what looked like disease was found free of it right after: "enlarged; frozen section benign"."""
    return (one.status != "absent" and not one.sampled) and any(
        other.sampled and other.status == "absent" and 0 <= other.start - one.end <= SAMPLED_REACH for other in others
    )


def combine(site: str, found: list[Statement]) -> tuple[str, list[Statement], str]:
    """(status, its statements, reason for review): an addendum decides alone, then the impression, then the body."""
    if len(found) == 1:
        return found[0].status, found, ""
    strong = [one for one in found if not one.weak] or found
    strong = [one for one in strong if not is_overruled(one, strong)]
    top = max([one.rank for one in strong])
    deciding = strong
    if top == ADDENDUM:
        deciding = [one for one in strong if one.rank == ADDENDUM]
    elif top == 2:
        above = [one for one in strong if one.rank == 2]
        if any(one.status != "absent" for one in above):
            deciding = above
    stated = [one for one in deciding if one.rank > 0] or deciding
    told = {one.status for one in stated}
    status = next(status for status in STRENGTH if status in told)
    others = {one.status for one in strong} - {status}
    reason = f"{site}: also called {' and '.join(sorted(others))}" if others else ""
    return status, [one for one in strong if one.status == status], reason
