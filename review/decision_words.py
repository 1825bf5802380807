"""Decisions in the words a reader sees: what was decided, by whom, and what it changed."""

from collections.abc import Sequence

from abstraction.decisions import ACCEPT, ANSWER, COMMENT, CORRECT, NOT_STATED, QUERY, REJECT, UNDO
from abstraction.records import ReviewDecision, Value
from review.effect import Effect
from review.rule_words import VERDICTS
from review.sign_off import Difference
from review.wording import candidate_words, element_label, value_words
from rules_engine import Verdict

DONE = {
    ACCEPT: "accepted",
    CORRECT: "corrected",
    REJECT: "rejected",
    NOT_STATED: "not stated",
    UNDO: "decision taken back",
    COMMENT: "comment",
    QUERY: "query",
    ANSWER: "answered",
}
SHOWN_RULES = 2


def value_or_none(element: str, value: Value | None) -> str:
    """A value on one line, or that there is none."""
    return "no value" if value is None else value_words(element, value)


def when(decided_at: str) -> str:
    """The time of a decision to the minute, in UTC."""
    return decided_at[:16].replace("T", " ")


def decision_line(decision: ReviewDecision) -> str:
    """What was decided: "Largest metastasis corrected 42 mm → 55 mm"."""
    label, done = element_label(decision.element), DONE[decision.action]
    if decision.action == CORRECT:
        old, new = value_or_none(decision.element, decision.old), value_or_none(decision.element, decision.value)
        return f"{label} {done} {old} → {new}" if old != new else f"{label} {done}: evidence added to {new}"
    if decision.action == ACCEPT:
        return f"{label} {done}: {value_or_none(decision.element, decision.value)}"
    if decision.action == REJECT and decision.old is not None:
        return f"{label} {done}: {value_words(decision.element, decision.old)}"
    return f"{label}: {done}"


def effect_line(found: Effect) -> str:
    """What a decision changed in the verdicts: "ECMTG M1b → M1a because Largest metastasis ..."; or that it changed none."""
    told = [
        f"{name} {candidate_words(moved[0])} → {candidate_words(moved[1])}"
        for name, moved in (("ECMTG", found.ecmtg), ("Group", found.group))
        if moved
    ]
    names = _names([key for key, _, _ in found.rules])
    rules = [f"{names[key]} {_verdict(then)} → {_verdict(now)}" for key, then, now in found.rules]
    told += rules[:SHOWN_RULES]
    if len(rules) > SHOWN_RULES:
        more = len(rules) - SHOWN_RULES
        told.append(f"{more} more {'rule' if more == 1 else 'rules'}")
    if not told:
        return "No verdict changed"
    return f"{', '.join(told)} because {_cause(found.decision)}"


def _cause(decision: ReviewDecision) -> str:
    """The fact as it is after a decision, within a sentence."""
    label = element_label(decision.element)
    if decision.action in (CORRECT, ACCEPT):
        return f"{label} is {value_or_none(decision.element, decision.value)}"
    return f"{label} has {'its earlier state again' if decision.action == UNDO else 'no value now'}"


def _names(keys: Sequence[str]) -> dict[str, str]:
    """Rule key -> its id, with the track where both tracks are told of."""
    ids = [key.split(".")[0] for key in keys]
    return {
        key: key.replace(".", " ") if ids.count(identity) > 1 else identity
        for key, identity in zip(keys, ids, strict=True)
    }


def _verdict(verdict: str) -> str:
    """A verdict within a sentence."""
    return VERDICTS[Verdict(verdict)].lower()


def difference_lines(found: Difference) -> list[str]:
    """What changed since the sign-off, a line each: the causes, the values, the verdicts."""
    values = [
        f"{element_label(element)}: {value_or_none(element, then)} → {value_or_none(element, now)}"
        for element, then, now in found.values
    ]
    names = _names([key for key, _, _ in found.verdicts])
    rules = [f"{names[key]}: {_told(then)} → {_told(now)}" for key, then, now in found.verdicts]
    causes = "; ".join(found.causes)
    return [
        causes[:1].upper() + causes[1:],
        "; ".join(values) or "No value changed",
        "; ".join(rules) or "No verdict changed",
    ]


def _told(verdict: str) -> str:
    """A verdict, or that the rule was not there."""
    return _verdict(verdict) if verdict in list(Verdict) else verdict
