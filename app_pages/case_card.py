"""The case card as the page shows it: what warns, what is open to the patient, where the source disagrees, and what to ask."""

from typing import Any

from review.fact_places import element_of
from review.rule_words import REASONS
from rules_engine import CaseVerdicts

# The parts of the card that are shown as sentences, in its order; liver, documented and derived stand above them as answers,
# and what is missing below them as questions.
PARTS = {"caution": "Caution", "option": "Options", "contradiction": "The source disagrees"}


def card_view(verdicts: CaseVerdicts) -> dict[str, Any]:
    """The sentences of the card by part, each with the keys of its rules, and the age of the source."""
    parts = [
        {
            "part": part,
            "title": title,
            "sentences": [
                {"text": one.text, "verdict": one.verdict.value, "rules": list(one.rules)}
                for one in verdicts.card.sentences
                if one.part == part
            ],
        }
        for part, title in PARTS.items()
    ]
    return {"parts": [part for part in parts if part["sentences"]], "source": verdicts.card.source}


def question_rows(verdicts: CaseVerdicts) -> list[dict[str, Any]]:
    """The open facts as questions, with the rules that an answer would settle; the one that settles most comes first."""
    return [
        {
            "element": element_of(one.fact),
            "label": one.label,
            "reason": REASONS.get(one.reason, one.reason),
            "question": one.question,
            "rules": list(one.settles),
        }
        for one in verdicts.questions
    ]
