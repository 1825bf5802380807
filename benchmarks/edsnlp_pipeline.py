"""EDS-NLP's like pipeline, run by speed.py in an environment of its own: `Asked` as JSON on stdin, CPU seconds on stdout.

The like of medspaCy's default: as many terms, medspaCy's own English cues in EDS-NLP's four qualifiers, its section titles.
"""

import json
import sys
import time
from typing import TypedDict

import edsnlp


class Asked(TypedDict):
    """Texts to read, and what to read them with: terms a label, (cue, category, direction), titles a section."""

    texts: list[str]
    terms: dict[str, list[str]]
    cues: list[tuple[str, str, str]]
    sections: dict[str, list[str]]


def pipeline(asked: Asked) -> edsnlp.Pipeline:
    """Sentences, matcher, negation, hypothesis, family, history, sections."""

    def cues(direction: str, *categories: str) -> list[str]:
        return [cue for cue, category, way in asked["cues"] if way == direction and category in categories]

    shared = {"termination": [cue for cue, _, way in asked["cues"] if way == "TERMINATE"], "attr": "LOWER"}
    negation = {"preceding": cues("FORWARD", "NEGATED_EXISTENCE"), "following": cues("BACKWARD", "NEGATED_EXISTENCE")}
    unsure = ("POSSIBLE_EXISTENCE", "HYPOTHETICAL")
    hypothesis = {"preceding": cues("FORWARD", *unsure), "following": cues("BACKWARD", *unsure)}
    nlp = edsnlp.blank("eds")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": asked["terms"], "attr": "LOWER"})
    nlp.add_pipe("eds.negation", config={**negation, "pseudo": [], "verbs": [], **shared})
    nlp.add_pipe("eds.hypothesis", config={**hypothesis, "pseudo": [], "verbs_hyp": [], "verbs_eds": [], **shared})
    nlp.add_pipe("eds.family", config={"family": cues("FORWARD", "FAMILY"), **shared})
    nlp.add_pipe("eds.history", config={"history": cues("FORWARD", "HISTORICAL"), "use_sections": False, **shared})
    nlp.add_pipe("eds.sections", config={"sections": asked["sections"], "attr": "LOWER", "add_patterns": False})
    return nlp


def main() -> None:
    """Warm up on the first notes, then time all."""
    asked: Asked = json.load(sys.stdin)
    nlp = pipeline(asked)
    for text in asked["texts"][:20]:
        nlp(text)
    start = time.process_time()
    for text in asked["texts"]:
        nlp(text)
    print(time.process_time() - start)


if __name__ == "__main__":
    main()
