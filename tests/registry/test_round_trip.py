"""What is saved comes back equal, whatever the records hold."""

import tempfile
from pathlib import Path

from hypothesis import given, settings

from abstraction.records import NoteAbstraction
from registry.store import Registry
from tests.registry.abstractions import VERSIONS, abstraction, batches, note


def test_one_note_comes_back(registry: Registry) -> None:
    saved = abstraction()
    assert registry.save_notes([saved], registry.start_run(VERSIONS), VERSIONS) == 1
    assert registry.note_abstractions("c1") == (saved,)
    assert registry.case_ids() == ("c1",)
    assert registry.case_dates() == {"c1": (1, "2024-03-01", "2024-03-01")}


def test_an_unknown_case_has_no_notes(registry: Registry) -> None:
    assert registry.note_abstractions("nobody") == ()


def test_a_text_comes_back_byte_for_byte(registry: Registry) -> None:
    text = "line one\r\nline two\r\ttab \u2028 \U0001d6fd 'quoted' \\ end\n\n"
    registry.save_notes([abstraction(note(text=text))], registry.start_run(VERSIONS), VERSIONS)
    assert registry.note_abstractions("c1")[0].note.text == text


def saved_and_loaded(batch: list[NoteAbstraction]) -> tuple[tuple[str, ...], dict[str, tuple[NoteAbstraction, ...]]]:
    with tempfile.TemporaryDirectory() as folder, Registry.open(Path(folder) / "r.duckdb") as registry:
        registry.save_notes(batch, registry.start_run(VERSIONS), VERSIONS)
        case_ids = registry.case_ids()
        return case_ids, registry.case_abstractions(case_ids)


@settings(max_examples=40, deadline=None)
@given(batches)
def test_any_batch_comes_back(batch: list[NoteAbstraction]) -> None:
    case_ids, loaded = saved_and_loaded(batch)
    assert set(case_ids) == set(loaded) == {found.note.case_id for found in batch}
    found = {item.note.note_id: item for notes in loaded.values() for item in notes}
    assert found == {item.note.note_id: item for item in batch}
    for notes in loaded.values():
        assert [item.note.note_date for item in notes] == sorted(item.note.note_date for item in notes)
