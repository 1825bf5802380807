"""What the rules say of a case, as a report prints it: verdicts by section of the source with their passage, and open questions."""

from collections.abc import Iterable
from dataclasses import dataclass

from abstraction.records import CaseEvidence
from review.rule_words import REASONS, heading_words, is_outside, place_of, site_words, verdict_words
from rules_engine import CaseVerdicts, RuleResult, Verdict
from rules_engine.verdicts import CANDIDATE_SETS

# Two systems use the same letters: which one is always said.
SYSTEMS = {CANDIDATE_SETS["ecmtg"]: "ECMTG ", CANDIDATE_SETS["ajcc8_m"]: "AJCC 8 "}
# Within a section, what is decided comes first.
ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule on the case: its verdict, what it rests on, what is missing, and the passage it cites."""

    rule: str
    title: str
    verdict: str
    tone: str
    conclusion: str
    because: tuple[str, ...]
    missing: tuple[str, ...]
    citation: str
    quote: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one part of the source."""

    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """Every rule that applies by part, the titles of those that do not, and the evidence that verdicts rest on."""

    groups: tuple[Group, ...]
    not_applicable: tuple[str, ...]
    evidence: tuple[CaseEvidence, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An open fact: why it is open, what to ask, and the rules an answer would settle."""

    label: str
    reason: str
    question: str
    settles: tuple[str, ...]


def findings_of(verdicts: CaseVerdicts) -> Findings:
    """The results of all rules, in the order of the source."""
    groups: dict[tuple[int, str], list[RuleResult]] = {}
    outside: list[str] = []
    for result in verdicts.results:
        if result.verdict is Verdict.NOT_APPLICABLE:
            outside.append(f"{result.rule} {result.title}")
        else:
            groups.setdefault(place_of(result.written), []).append(result)
    return Findings(
        tuple(
            Group(title, tuple(map(finding, sorted(found, key=lambda one: ORDER.index(one.verdict)))))
            for (_, title), found in sorted(groups.items())
        ),
        tuple(outside),
        tuple(item for result in verdicts.results for because in result.because for item in because.evidence),
    )


def finding(result: RuleResult) -> Finding:
    """One result in words."""
    rule = result.written
    holds = {Verdict.MET: rule.conclusion, Verdict.NOT_MET: rule.otherwise}.get(result.verdict, "")
    measure = [f"{result.measure.label}: {result.measure.shown}"] if result.measure else []
    left = (
        f" Left: {', '.join(SYSTEMS.get(result.key, '') + one for one in result.candidates)}."
        if result.candidates
        else ""
    )
    references = f" [{', '.join(map(str, rule.citation.references))}]" if rule.citation.references else ""
    source = "scale from outside the source" if is_outside(rule) else heading_words(rule.citation.section)
    return Finding(
        rule=result.rule,
        title=result.title,
        verdict=verdict_words(rule)[result.verdict],
        tone=result.verdict.value,
        conclusion=f"{holds}{left}".strip(),
        because=(
            *measure,
            *(f"{item.label}: {item.value}" for item in result.because),
            *filter(None, [site_words(result)]),
        ),
        missing=tuple(f"{item.label} ({REASONS.get(item.reason, item.reason)})" for item in result.missing),
        citation=f"{source}{references}",
        quote=rule.citation.quote,
    )


def questions_of(verdicts: CaseVerdicts) -> tuple[Question, ...]:
    """The open facts, the one that settles most first."""
    return tuple(
        Question(one.label, REASONS.get(one.reason, one.reason), one.question, tuple(rules_of(one.settles)))
        for one in verdicts.questions
    )


def rules_of(keys: Iterable[str]) -> Iterable[str]:
    """The ids of rules, each once, without their track."""
    return dict.fromkeys(key.split(".")[0] for key in keys)
