"""The same rule files in medspaCy's own matcher: every difference to our one-pass matcher is of a known kind."""

import re
from pathlib import Path

import pytest
import spacy
import yaml
from medspacy.target_matcher import TargetMatcher
from spacy.language import Language

from abstraction.records import Note, NoteType
from extraction.pipeline import SPANS, target_rules
from extraction.reading import Reading
from lexicons.vocabulary import load_targets

SENTENCES = Path(__file__).parent / "sentences"
TEXTS = [entry["text"] for path in sorted(SENTENCES.glob("*.yaml")) for entry in yaml.safe_load(path.read_text())] + [
    text
    for topic in load_targets().values()
    for concept in topic.concepts.values()
    for text in concept.found + concept.not_found
]


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    """Every text, read once for all topics."""
    return [Reading(Note("n1", "c1", NoteType.RADIOLOGY, "2024-05-01", text)) for text in dict.fromkeys(TEXTS)]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("en")


@pytest.mark.filterwarnings("ignore:.*W036")
@pytest.mark.parametrize("topic", sorted(load_targets()))
def test_medspacy_finds_what_we_find(topic: str, readings: list[Reading], nlp: Language) -> None:
    matcher = TargetMatcher(nlp, rules=None, result_type="group")
    matcher.add([rule for rule in target_rules() if rule.category.startswith(f"{topic}:")])
    unexplained = []
    for reading in readings:
        mine = {(hit.start, hit.end) for hit in reading.hits(topic)}
        if not mine:
            continue
        text = reading.text  # as edited before it was read
        doc = matcher(nlp(text))
        found = {(span.start_char, span.end_char) for span in doc.spans[SPANS]}
        for start, end in found - mine:
            # We read a hyphen as a blank, so "low-grade" or "K-RAS" is one longer hit; or the match crosses a sentence end.
            longer = any(a <= start and end <= b for a, b in mine)
            crosses = reading.sentence_index(start) != reading.sentence_index(end - 1)
            unticked = not reading.text[start:end].strip()  # a choice of a form that the note does not make
            glued = text[start - 1 : start].isdigit()  # spaCy cuts "4mm" in two, for us it is one word
            if not longer and not crosses and not unticked and not glued:
                unexplained.append(("medspaCy only", text[start:end]))
        tokens = {token.idx for token in doc} | {token.idx + len(token) for token in doc}
        for start, end in mine - found:
            # medspaCy matches whole spaCy tokens as written: hyphens, blanks of other kinds and tokens such as "x2" or "ca." differ.
            written = text[start:end]
            apart = bool(re.search(r"[-–’.()/+\[\]]|[^\S ]|\s{2}", written)) or start not in tokens or end not in tokens
            overlapped = any(a < end and start < b for a, b in found)
            if not apart and not overlapped:
                unexplained.append(("ours only", written))
    assert not unexplained
