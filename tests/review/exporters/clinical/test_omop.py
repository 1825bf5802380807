"""OMOP tables: their columns as the model has them, the notes come back through the importer, mentions keep words and status."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from registry.store import Registry
from review.exporters import omop
from review.importers.columns import profile
from review.sources import Defaults
from review.workflow import ingest
from tests.review.exporters.clinical.exported import CT, NOTES
from tests.review.reviewed import ingest as ingest_rows
from tests.review.reviewed import note

# In the order of the field list of the common data model 5.4.
NOTE = (
    "note_id person_id note_date note_datetime note_type_concept_id note_class_concept_id note_title note_text "
    "encoding_concept_id language_concept_id provider_id visit_occurrence_id visit_detail_id note_source_value "
    "note_event_id note_event_field_concept_id"
).split()
NOTE_NLP = (
    "note_nlp_id note_id section_concept_id snippet offset lexical_variant note_nlp_concept_id "
    "note_nlp_source_concept_id nlp_system nlp_date nlp_datetime term_exists term_temporal term_modifiers"
).split()
Rows = list[dict[str, Any]]


def rows(folder: Path, name: str) -> Rows:
    found: Rows = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return found


@pytest.fixture(scope="module")
def folder(kept: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("omop") / "tables"
    number = omop.write(kept, kept.case_ids(), out)
    assert number == len(rows(out, "NOTE")) + len(rows(out, "NOTE_NLP"))
    return out


def test_columns_stand_as_in_the_model(folder: Path) -> None:
    assert pq.read_schema(folder / "NOTE.parquet").names == NOTE
    assert pq.read_schema(folder / "NOTE_NLP.parquet").names == NOTE_NLP
    for row in rows(folder, "NOTE_NLP"):
        assert len(row["snippet"]) <= 250 and 0 < len(row["lexical_variant"]) <= 250
        assert len(row["nlp_system"]) <= 250 and len(row["term_modifiers"]) <= 2000 and row["term_exists"] in "YN"


def source_ids(folder: Path) -> dict[tuple[str, int], str]:
    return {(row["table_name"], row["id"]): row["source_value"] for row in rows(folder, "SOURCE_ID")}


def test_notes_come_back_with_their_ids_from_the_list_beside_them(folder: Path, kept: Registry, tmp_path: Path) -> None:
    ids = source_ids(folder)
    back = read_back(folder, tmp_path)
    found = {(ids["NOTE", int(one[0])], ids["PERSON", int(one[1])], *one[2:]) for one in back}
    assert found == {(one["note_id"], one["case_id"], one["note_type"], one["note_date"], one["text"]) for one in NOTES}
    assert found == notes(kept)


def test_the_sample_registry_comes_back(samples: Registry, tmp_path: Path) -> None:
    omop.write(samples, samples.case_ids(), tmp_path / "tables")
    ids = source_ids(tmp_path / "tables")
    back = read_back(tmp_path / "tables", tmp_path)
    assert {(ids["NOTE", int(one[0])], ids["PERSON", int(one[1])], *one[2:]) for one in back} == notes(samples)


def test_whole_numbers_are_kept_as_they_are(tmp_path: Path) -> None:
    given = [note("900", "17", "radiology", "2024-03-01", CT), note("12", "4", "oncology", "2024-03-02", "ECOG 1.\n")]
    with Registry.open(tmp_path / "numbers.duckdb") as registry:
        ingest_rows(registry, tmp_path, given)
        omop.write(registry, registry.case_ids(), tmp_path / "tables")
        assert read_back(tmp_path / "tables", tmp_path) == notes(registry)
    assert [(row["note_id"], row["person_id"]) for row in rows(tmp_path / "tables", "NOTE")] == [(900, 17), (12, 4)]


def read_back(folder: Path, tmp_path: Path) -> set[tuple[str, ...]]:
    with Registry.open(tmp_path / "back.duckdb") as registry:
        columns = Defaults(columns=profile("omop"))
        report = ingest(registry, [folder / "NOTE.parquet"], on_progress=lambda _: None, defaults=columns)
        assert not report.rejections
        return notes(registry)


def notes(registry: Registry) -> set[tuple[str, ...]]:
    found = registry.case_abstractions(registry.case_ids()).values()
    return {
        (one.note.note_id, one.note.case_id, one.note.note_type.value, one.note.note_date, one.note.text)
        for items in found
        for one in items
    }


def test_mentions_come_back_with_words_place_and_status(folder: Path, kept: Registry) -> None:
    ids, told = source_ids(folder), set()
    for row in rows(folder, "NOTE_NLP"):
        parts = dict(part.split("=", 1) for part in row["term_modifiers"].split(", "))
        place = ids["NOTE", row["note_id"]], int(row["offset"]), int(parts["End"])
        told.add((*place, parts["Element"], parts["Assertion"], row["lexical_variant"]))
    expected = {
        (
            item.note.note_id,
            one.start,
            one.end,
            one.element,
            one.assertion.value,
            item.note.text[one.start : one.end][:250],
        )
        for items in kept.case_abstractions(kept.case_ids()).values()
        for item in items
        for one in (*(spot for value in item.values.values() for spot in value.evidence), *item.context)
    }
    assert told == expected


def test_denied_possible_and_earlier_are_told_apart(folder: Path) -> None:
    said = {
        (row["lexical_variant"], row["term_exists"], row["term_modifiers"].split(", ")[0])
        for row in rows(folder, "NOTE_NLP")
        if "Element=ehd" in row["term_modifiers"]
    }
    assert any(exists == "N" and first == "Negation=true" and "nodule" in words for words, exists, first in said)
    assert any(exists == "Y" and first == "Uncertain=true" and "peritoneal" in words for words, exists, first in said)
    assert any(exists == "Y" and first == "Element=ehd" and "node" in words for words, exists, first in said)


def test_a_metastasis_names_its_concept(folder: Path) -> None:
    concepts = {row["note_nlp_concept_id"] for row in rows(folder, "NOTE_NLP")}
    known = omop.load_concepts().metastases
    assert {known["liver"].concept_id, known["lung"].concept_id, known["peritoneum"].concept_id, 0} == concepts
