"""A trial of a term as the page shows it: the counts, and a line for each part that is read otherwise."""

from collections.abc import Mapping
from typing import Any

from app_pages.accuracy_rows import SHOWN
from review.lexicon_trial import EFFECTS, Trial
from review.wording import element_label, term

WORDS = {"fixes": "fixed", "breaks": "broken", "changes": "changed, not decided"}


def trial_view(trial: Trial, asked: Mapping[str, str]) -> dict[str, Any]:
    """Counts over all fields and of each, then the parts that are turned, what is broken first."""
    fields = list(dict.fromkeys(one.field for one in trial.turned))
    order = ("breaks", "fixes", "changes")
    turned = sorted(trial.turned, key=lambda one: order.index(one.effect))
    counts = {effect: trial.count(effect) for effect in EFFECTS}
    return {
        "head": f"“{asked['term'].strip()}” fixes {counts['fixes']}, breaks {counts['breaks']}, changes {counts['changes']} elsewhere",
        "notes": f"{trial.notes} decided {'note' if trial.notes == 1 else 'notes'} read with it and without it",
        "columns": ["Fixes", "Breaks", "Changes elsewhere"],
        "rows": [
            {"label": element_label(field), "counts": [trial.count(effect, field) for effect in EFFECTS]}
            for field in fields
        ],
        "lines": [
            {
                "case": one.case_id,
                "note": one.note_id,
                "effect": one.effect,
                "words": WORDS[one.effect],
                "field": f"{element_label(one.field)}{f': {term(one.part)}' if one.part else ''}",
                "before": term(one.before),
                "after": term(one.after),
                "place": f"characters {one.start} to {one.end}" if one.end else "",
            }
            for one in turned[:SHOWN]
        ],
        "of": len(turned),
        "lacking": [*trial.lacking, *trial.lexicon.faults],
    }
