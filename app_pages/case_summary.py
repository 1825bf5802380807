"""The case in its first lines: liver metastases, resectability as written and as derived, stage and group."""

from collections.abc import Mapping
from typing import Any

from abstraction.records import NoteAbstraction
from app_pages.evidence import targets
from review.fact_places import element_of
from review.rule_words import DERIVED, DERIVED_RESECTABILITY, GROUPS
from review.wording import note_label
from rules_engine import CaseVerdicts, RuleResult, Verdict
from rules_engine.card import STAGES
from rules_engine.evaluation import Evaluation

Notes = Mapping[str, NoteAbstraction]


def summary(verdicts: CaseVerdicts, notes: Notes) -> dict[str, Any]:
    """The lines above the rules; `notes` by id, for the words a statement stands in."""
    return {
        "present": _present(verdicts.evaluation),
        "documented": _documented(verdicts.evaluation, notes),
        "derived": _derived(verdicts.by_key.get(DERIVED_RESECTABILITY)),
        "stage": _candidates("ECMTG stage", verdicts.ecmtg, STAGES, "R10.derived"),
        "group": _candidates("Group at presentation", verdicts.group, GROUPS, "R03.derived"),
    }


def _present(evaluation: Evaluation) -> dict[str, Any]:
    """Whether there are liver metastases now: yes, no or open, with the words that say so."""
    told = evaluation.because("liver_mets_present")
    known = evaluation.state.values[told.fact] is not None
    return {
        "words": told.value if known else "open",
        "tone": "settled" if known else "unknown",
        "element": element_of(told.fact),
        "evidence": targets(told.evidence) if known else [],
        "rule": "R10.derived",
    }


def _documented(evaluation: Evaluation, notes: Notes) -> dict[str, Any]:
    """What the surgeon or the board wrote, with the words it stands in; or that nothing is written."""
    fact = "resectability_statement"
    stated = evaluation.stated.get(fact)
    if stated and isinstance(stated.value, str):
        tone = {"resectable": "met", "unresectable": "not_met"}.get(stated.value, "unknown")
        told = [(notes[one.note_id], one.mention) for one in stated.evidence if one.note_id in notes]
        quotes = [note.note.text[mention.start : mention.end] for note, mention in told]
        return {
            "words": stated.value,
            "tone": tone,
            "detail": ", ".join(dict.fromkeys(note_label(note) for note, _ in told)),
            "quote": " ".join(quotes[0].split()) if quotes else "",
            "element": element_of(fact),
            "evidence": targets(stated.evidence),
            "rule": "R01.documented",
        }
    words = "notes disagree" if stated and stated.reason == "conflict" else "not stated"
    return {"words": words, "tone": "unknown", "element": element_of(fact), "evidence": [], "rule": "R01.documented"}


def _derived(result: RuleResult | None) -> dict[str, Any]:
    """What the parts add up to, and how many of them are unknown."""
    verdict = result.verdict if result else Verdict.UNKNOWN
    gaps = len(result.missing) if result else 0
    return {
        "words": DERIVED[verdict],
        "tone": verdict.value,
        "detail": f"{gaps} {'fact' if gaps == 1 else 'facts'} missing" if gaps else "",
        "rule": DERIVED_RESECTABILITY,
    }


def _candidates(title: str, candidates: tuple[str, ...], words: Mapping[str, str], rule: str) -> dict[str, Any]:
    """One candidate set: settled when a single candidate is left, narrowed when at least one is ruled out."""
    return {
        "title": title,
        "rule": rule,
        "settled": len(candidates) == 1,
        "narrowed": 0 < len(candidates) < len(words),
        "items": [{"code": code, "words": words.get(code, "")} for code in candidates],
    }
