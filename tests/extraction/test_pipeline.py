"""The medspaCy door: sections, modifiers and flags on the Doc come from the same reading as the facts."""

import json
import subprocess
import sys

import pytest
import spacy

from abstraction.records import Note, NoteType
from extraction import abstract_note
from extraction.pipeline import SPANS, build_pipeline, context_rules, section_rules, target_rules
from extraction.reading import Reading
from tests.health.tree import ROOT

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


def test_components_work_in_a_pipeline_of_ones_own():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    for name in ("crlm_targets", "crlm_sections", "crlm_context"):
        nlp.add_pipe(name)
    doc = nlp(TEXT)
    assert {span._.is_negated for span in doc.spans[SPANS] if span.text == "nodule"} == {True}


def test_evidence_of_every_element_lies_on_tokens_of_the_doc():
    nlp = build_pipeline()
    for row in map(json.loads, (ROOT / "tests" / "gold" / "own_1.jsonl").read_text(encoding="utf-8").splitlines()):
        note = Note(row["note_id"], row["case_id"], NoteType(row["note_type"]), row["note_date"], row["text"])
        doc = nlp(note.text)
        for value in abstract_note(note).values.values():
            for mention in value.evidence:
                span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
                assert note.text[mention.start : mention.end] in span.text
