"""The contract as code: what a field may hold, and prediction lines that keep to it."""

import json
from pathlib import Path
from typing import Any

import pytest

from abstraction.contract import NoteFields, gold_fields, prediction
from abstraction.scoring import items
from lexicons import contract_elements
from tests.abstraction.notes import exactly, stating
from tests.health.tree import ROOT

GOLD = [
    json.loads(line)
    for path in sorted((ROOT / "tests" / "gold").glob("*.jsonl"))
    for line in Path(path).read_text(encoding="utf-8").splitlines()
]


def test_the_fields_are_the_data_elements() -> None:
    assert set(NoteFields.model_fields) == set(contract_elements())


@pytest.mark.parametrize("element", contract_elements())
def test_the_words_of_a_field_are_those_of_its_element(element: str) -> None:
    schema = json.dumps(NoteFields.model_json_schema()["properties"][element])
    known = contract_elements()[element]
    assert [word for word in known.values + known.sites if json.dumps(word) not in schema] == []


@pytest.mark.parametrize("row", GOLD, ids=lambda row: row["note_id"])
def test_gold_keeps_to_the_contract_and_validation_changes_nothing(row: dict[str, Any]) -> None:
    assert items(gold_fields(row)) == items(row["fields"])


@pytest.mark.parametrize(
    ("element", "wrong"),
    [
        ("ecog", 5), ("ecog", 1.5), ("flr_percent", 120), ("liver_max_size_mm", 4000), ("liver_segments", ["9"]),
        ("ehd", {"liver": "present"}), ("ehd", {"lung": "maybe"}), ("ras_status", "G12D"), ("liver_lesion_count", 3),
        ("liver_lesion_count", {"min": -1, "max": None}), ("procedures", "pve"), ("primary_t", "pT3"), ("albumin", 3.9),
    ],
)  # fmt: skip
def test_what_is_outside_the_contract_is_refused_by_note_and_field(element: str, wrong: Any) -> None:
    with pytest.raises(ValueError, match=f"note n1: field {element}"):
        gold_fields({"note_id": "n1", "fields": {element: wrong}})


def test_a_prediction_line_has_its_fields_in_order_and_a_value_at_every_item() -> None:
    line = prediction(
        stating(
            "2024-03-02", ecog=1, ehd={"lung": "absent", "any": "absent"}, imaging=["CT"], liver_lesion_count=exactly(2)
        )
    )
    assert list(line) == ["note_id", "fields", "evidence"]
    assert list(line["fields"]) == ["liver_lesion_count", "ehd", "ecog", "imaging"]
    assert [span["value"] for span in line["evidence"]["ehd"]] == ["lung", "any"]
    assert [span["value"] for span in line["evidence"]["imaging"]] == ["CT"]
    assert [set(span) for span in line["evidence"]["ecog"]] == [{"start", "end"}]
    assert gold_fields(line) == line["fields"]
