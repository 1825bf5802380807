"""A changed note makes a new version, an unchanged one makes nothing, and nothing is overwritten."""

from dataclasses import replace

import pytest

from abstraction.records import Note
from registry.store import Registry, Versions
from tests.registry.abstractions import VERSIONS, abstraction, note


def save(registry: Registry, *notes: Note, versions: Versions = VERSIONS, size: float = 31) -> int:
    run_id = registry.start_run(versions)
    return registry.save_notes([abstraction(item, size) for item in notes], run_id, versions)


def test_the_same_note_twice_is_stored_once(registry: Registry) -> None:
    assert save(registry, note()) == 1
    assert save(registry, note()) == 0
    assert len(registry.note_versions("n1")) == 1


def test_the_same_note_twice_in_a_batch_is_stored_once(registry: Registry) -> None:
    assert save(registry, note(), note()) == 1


def test_a_changed_text_is_a_new_version_and_the_newest_counts(registry: Registry) -> None:
    first, second = note(), note(text="another text")
    save(registry, first)
    assert save(registry, second) == 1
    assert registry.note_versions("n1") == ((1, first.sha256), (2, second.sha256))
    assert [item.note for item in registry.note_abstractions("c1")] == [second]


def test_a_text_changed_back_is_a_third_version(registry: Registry) -> None:
    first, second = note(), note(text="another text")
    for item in (first, second, first):
        save(registry, item)
    assert [sha for _, sha in registry.note_versions("n1")] == [first.sha256, second.sha256, first.sha256]
    assert [item.note for item in registry.note_abstractions("c1")] == [first]


@pytest.mark.parametrize("changed", [note(day="2024-03-02"), note(kind="oncology")], ids=["date", "type"])
def test_a_corrected_date_or_type_is_a_new_version(registry: Registry, changed: Note) -> None:
    save(registry, note())
    assert save(registry, changed) == 1
    assert [item.note for item in registry.note_abstractions("c1")] == [changed]


def test_a_new_lexicon_reads_the_same_version_again(registry: Registry) -> None:
    save(registry, note(), size=31)
    assert save(registry, note(), versions=replace(VERSIONS, lexicon="lexicon-b"), size=42) == 1
    assert len(registry.note_versions("n1")) == 1
    assert registry.note_abstractions("c1")[0].fields == {"liver_max_size_mm": 42}


def test_a_note_never_moves_to_another_case(registry: Registry) -> None:
    save(registry, note())
    with pytest.raises(ValueError, match="another case"):
        save(registry, note("n2"), note(case_id="c2"))
    assert registry.case_ids() == ("c1",)
    assert registry.note_versions("n2") == (), "the batch is stored whole or not at all"


def test_what_is_stored_is_told_without_the_text(registry: Registry) -> None:
    save(registry, note(), note("n2", text="another text"))
    stored = registry.stored_notes(["n1", "n3"])
    assert set(stored) == {"n1"}
    assert stored["n1"].is_same(note()) and not stored["n1"].is_same(note(text="another text"))
    assert stored["n1"].readers == {(VERSIONS.software, VERSIONS.lexicon)}
