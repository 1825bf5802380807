"""EDS-NLP's like pipeline, run by speed.py in an environment of its own: texts as JSON on stdin, CPU seconds on stdout."""

import json
import sys
import time

import edsnlp

TERMS = {
    "lesion": "metastasis metastases lesion lesions mass nodule nodules cyst abscess".split(),
    "site": [
        "liver",
        "hepatic",
        "lung",
        "pulmonary",
        "adrenal",
        "peritoneal",
        "omental",
        "spleen",
        "ovary",
        "bone",
        "brain",
    ],
    "drug": "folfox folfiri capox folfoxiri xelox capecitabine irinotecan oxaliplatin bevacizumab cetuximab panitumumab".split(),
}
NEGATION = ["no", "without", "no evidence of", "free of", "negative for", "absence of", "denies"]
AFTER = ["not seen", "absent", "negative", "resolved", "ruled out", "not identified"]
POSSIBLE = ["possible", "cannot exclude", "suspicious for", "may represent", "if", "consider", "suggestive of"]


def main() -> None:
    """Warm up on the first notes, then time all."""
    texts = json.load(sys.stdin)
    nlp = edsnlp.blank("eds")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": TERMS, "attr": "LOWER"})
    shared = {"termination": ["but", "however"], "attr": "LOWER"}
    nlp.add_pipe(
        "eds.negation", config={"preceding": NEGATION, "following": AFTER, "pseudo": [], "verbs": [], **shared}
    )
    nlp.add_pipe(
        "eds.hypothesis",
        config={"preceding": POSSIBLE, "following": [], "pseudo": [], "verbs_hyp": [], "verbs_eds": [], **shared},
    )
    nlp.add_pipe("eds.family", config={"family": ["mother", "father", "brother", "sister"], **shared})
    nlp.add_pipe("eds.history", config={"history": ["history", "h/o", "prior"], "use_sections": False, **shared})
    for text in texts[:20]:
        nlp(text)
    start = time.process_time()
    for text in texts:
        nlp(text)
    print(time.process_time() - start)


if __name__ == "__main__":
    main()
