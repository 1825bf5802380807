"""A batch is stored whole or not at all, and threads never see each other's results."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry import note_store
from registry.errors import RegistryError
from registry.store import Registry
from tests.registry.abstractions import VERSIONS, abstraction, note


def test_a_failure_in_the_middle_stores_nothing(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    append = note_store.append
    run_id = registry.start_run(VERSIONS)

    def failing(cursor: object, table: str, rows: object) -> None:
        append(cursor, table, rows)  # type: ignore[arg-type]
        if table == "mentions":
            raise OSError("the disk is gone")

    monkeypatch.setattr(note_store, "append", failing)
    with pytest.raises(OSError, match="the disk is gone"):
        registry.save_notes([abstraction()], run_id, VERSIONS)
    assert registry.note_versions("n1") == ()
    monkeypatch.undo()
    assert registry.save_notes([abstraction()], run_id, VERSIONS) == 1


def test_an_error_of_duckdb_is_told_without_its_words(registry: Registry) -> None:
    with registry.transaction() as cursor:
        cursor.execute("INSERT INTO notes VALUES ('n1', 1, 'x', 'c1', 'radiology', '2024-01-01', 'Quillfeather', 'r')")
    with pytest.raises(RegistryError) as caught, registry.transaction() as cursor:
        cursor.execute("SELECT text::INTEGER FROM notes").fetchall()
    assert "Quillfeather" not in str(caught.value)
    assert "ConversionException" in str(caught.value)
    assert caught.value.__suppress_context__, "a traceback would print DuckDB's words, and they quote the note"


def test_threads_read_their_own_results(registry: Registry) -> None:
    run_id = registry.start_run(VERSIONS)
    found = [abstraction(note(f"n{number}", f"c{number}", text=f"note {number} of size")) for number in range(20)]
    registry.save_notes(found, run_id, VERSIONS)

    def read(number: int) -> bool:
        return registry.note_abstractions(f"c{number % 20}") == (found[number % 20],)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(200)))


def test_threads_may_write_at_once(path: Path) -> None:
    with Registry.open(path) as registry:
        run_id = registry.start_run(VERSIONS)

        def write(number: int) -> int:
            return registry.save_notes([abstraction(note(f"n{number}", f"c{number}"))], run_id, VERSIONS)

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(write, range(40))) == 40
        assert len(registry.case_ids()) == 40
