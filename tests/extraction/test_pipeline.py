"""The medspaCy door: sections, modifiers and flags on the Doc come from the same reading as the facts."""

import subprocess
import sys

import pytest

from abstraction.records import Note, NoteType
from extraction.pipeline import SPANS, build_pipeline, context_rules, section_rules, target_rules
from extraction.reading import Reading

TEXT = "CLINICAL HISTORY: colon cancer, ? liver metastases.\n\nFINDINGS:\nLungs: No pulmonary nodule. Liver: 2.3 cm metastasis in segment 6, possible cyst.\n"


@pytest.fixture(scope="module")
def doc():
    return build_pipeline()(TEXT)


def test_negation_behind_a_colon_is_negated(doc):
    nodule = next(span for span in doc.spans[SPANS] if span.text == "nodule")
    assert nodule._.is_negated
    assert [modifier.category for modifier in nodule._.modifiers] == ["NEGATED_EXISTENCE"]


def test_affirmed_target_has_no_flag(doc):
    metastasis = next(span for span in doc.spans[SPANS] if span.text == "metastasis")
    assert not metastasis._.any_context_attributes
    assert metastasis._.section_category == "findings"


def test_sections_and_sentences_follow_the_reading(doc):
    reading = Reading(Note("n1", "c1", NoteType.RADIOLOGY, "2024-05-01", TEXT))
    assert [section.category for section in doc._.sections] == [section.category for section in reading.sections]
    assert len(list(doc.sents)) == len(reading.sentences)


def test_every_lexicon_hit_is_a_span(doc):
    reading = Reading(Note("n1", "c1", NoteType.RADIOLOGY, "2024-05-01", TEXT))
    hits = {(hit.start, hit.end, f"{topic}:{hit.concept}") for topic in reading._hits for hit in reading.hits(topic)}
    assert {(span.start_char, span.end_char, span.label_) for span in doc.spans[SPANS]} == hits


def test_context_graph_joins_targets_and_modifiers(doc):
    graph = doc._.context_graph
    assert graph.edges
    assert {id(modifier) for _, modifier in graph.edges} == {id(modifier) for modifier in graph.modifiers}


def test_rules_are_medspacy_rules():
    assert len(target_rules()) > 500
    assert {rule.category for rule in context_rules()} >= {"NEGATED_EXISTENCE", "POSSIBLE_EXISTENCE", "TERMINATE"}
    assert any(rule.literal == "impression" for rule in section_rules())


def test_pipeline_writes_nothing_to_stderr():
    code = f"from extraction.pipeline import build_pipeline; build_pipeline()({TEXT!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "nodule" not in done.stderr
    assert not done.stdout
