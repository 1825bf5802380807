"""The verdicts as the case page shows them: what holds and warns, then the rules by section, then what is context."""

from collections.abc import Iterable
from typing import Any

from app_pages.case_card import card_view, question_rows
from app_pages.case_summary import Notes, summary
from app_pages.evidence import targets
from review.fact_places import element_of
from review.rule_words import APPLIES, OUTSIDE, REASONS, is_outside, passage, place_of, site_words, verdict_words
from rules_engine import CaseVerdicts, Missing, RuleResult, Verdict
from rules_engine.evaluation import Evaluation
from rules_engine.nodes import Trace

# A part is a condition of its own: it is given or it is not.
PARTS = {
    Verdict.MET: "yes",
    Verdict.NOT_MET: "no",
    Verdict.UNKNOWN: "unknown",
    Verdict.NOT_APPLICABLE: "not applicable",
}
# Groups in the order they are shown.
KINDS = ("warning", "criteria", "context", "outside")
WARNING = ("against", "caution")
# Within a group, what is decided comes first.
ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)


def verdict_view(verdicts: CaseVerdicts, notes: Notes) -> dict[str, Any]:
    """The first lines of the case, its card, the open questions, and every rule in one group; `notes` by id."""
    return {
        **summary(verdicts, notes),
        "card": card_view(verdicts),
        "questions": question_rows(verdicts),
        "groups": _groups(verdicts),
    }


def _groups(verdicts: CaseVerdicts) -> list[dict[str, Any]]:
    """Firm cautions, then one group a section of the source, context, and scales from outside the source."""
    groups: dict[str, dict[str, Any]] = {}
    for result in sorted(verdicts.results, key=lambda result: ORDER.index(result.verdict)):
        kind, title = _group(result)
        rank = (KINDS.index(kind), place_of(result.written)[0] if kind == "criteria" else 0)
        group = groups.setdefault(title, {"kind": kind, "title": title, "rank": rank, "rules": []})
        group["rules"].append(_card(result, verdicts.evaluation))
    return sorted(groups.values(), key=lambda group: group["rank"])


def _group(result: RuleResult) -> tuple[str, str]:
    """Where a result is shown: (kind of group, its title)."""
    rule = result.written
    if is_outside(rule):
        return "outside", place_of(rule)[1]
    if rule.kind == "context":
        return "context", "Context from the source"
    if _warns(result):
        return "warning", "Cautions that apply"
    return "criteria", place_of(rule)[1]


def _warns(result: RuleResult) -> bool:
    """Whether a rule of the source that speaks against or calls for caution holds."""
    rule = result.written
    firm = rule.kind != "context" and not is_outside(rule)
    return firm and rule.position in WARNING and result.verdict is Verdict.MET


def _gap(item: Missing) -> dict[str, str]:
    """A fact that is unknown, why, and the question that would settle it."""
    return {
        "element": element_of(item.fact),
        "label": item.label,
        "reason": REASONS.get(item.reason, item.reason),
        "question": item.question,
    }


def _bars(result: RuleResult, evaluation: Evaluation) -> Iterable[Missing]:
    """What a rule that does not apply waits for, where no known fact rules it out: nobody tells of a resection, say."""
    guard = evaluation.book.compiled[result.key].main.guard
    if result.verdict is not Verdict.NOT_APPLICABLE or result.because or guard is None:
        return []
    open_now = (name for name in guard.reads() if evaluation.state.values[name] is None)
    return evaluation.missing(Trace(missing=dict.fromkeys(open_now)))


def _card(result: RuleResult, evaluation: Evaluation) -> dict[str, Any]:
    """One rule: verdict, conclusion, parts, evidence used, what is missing, and the passage it rests on."""
    rule, verdict = result.written, result.verdict
    denied = verdict is Verdict.NOT_MET and bool(rule.otherwise)
    return {
        "key": rule.key,
        "rule": rule.id,
        "title": rule.title,
        "context": rule.kind == "context",
        "tag": OUTSIDE if is_outside(rule) else "",
        "verdict": verdict.value,
        "verdict_words": (APPLIES if _warns(result) else verdict_words(rule))[verdict],
        "conclusion": rule.otherwise if denied else rule.conclusion,
        "denied": denied,
        "site": site_words(result),
        "measure": f"{result.measure.label}: {result.measure.shown}" if result.measure else "",
        "left": list(result.candidates) if verdict is not Verdict.NOT_APPLICABLE else [],
        "parts": [
            {"label": rule.parts[name].label, "verdict": part.value, "words": PARTS[part]}
            for name, part in result.parts.items()
        ],
        "because": [
            {
                "element": item.evidence[0].mention.element if item.evidence else element_of(item.fact),
                "label": item.label,
                "value": item.value,
                "evidence": targets(item.evidence),
            }
            for item in result.because
        ],
        "missing": [_gap(item) for item in result.missing or _bars(result, evaluation)],
        "citation": passage(rule.citation),
    }
