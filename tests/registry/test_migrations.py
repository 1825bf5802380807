"""The schema is made of numbered migrations, applied once, in order, all of them or none."""

import re
from pathlib import Path

import duckdb
import pytest

from registry import migrate
from registry.errors import NotARegistryError, RegistryError
from registry.store import Registry
from tests.registry.abstractions import VERSIONS, abstraction


def names(path: Path) -> list[str]:
    with duckdb.connect(str(path), read_only=True) as con:
        return [row[0] for row in con.execute("SELECT name FROM schema_migrations ORDER BY name").fetchall()]


def tables(path: Path) -> set[str]:
    with duckdb.connect(str(path), read_only=True) as con:
        return {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def add(monkeypatch: pytest.MonkeyPatch, name: str, sql: str) -> None:
    known = {**migrate.known_migrations(), name: sql}
    monkeypatch.setattr(migrate, "known_migrations", lambda: known)


def test_each_has_a_number_of_its_own() -> None:
    numbers = [int(re.fullmatch(r"(\d{3})_[a-z_]+", name)[1]) for name in migrate.known_migrations()]  # type: ignore[index]
    assert numbers[0] == 1 and numbers == sorted(set(numbers))


def test_applied_names_are_kept(path: Path) -> None:
    for _ in range(2):
        Registry.open(path).close()
    assert names(path) == list(migrate.known_migrations())


def test_an_older_file_gets_what_it_lacks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.open(path).close()
    add(monkeypatch, "999_more", "CREATE TABLE more (a INTEGER)")
    Registry.open(path).close()
    assert "999_more" in names(path) and "more" in tables(path)


def test_one_with_an_earlier_number_is_applied_when_it_comes_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.open(path).close()
    add(monkeypatch, "000_late", "CREATE TABLE late (a INTEGER)")
    Registry.open(path).close()
    assert "000_late" in names(path) and "late" in tables(path)


def test_an_older_file_is_not_read_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.open(path).close()
    add(monkeypatch, "999_more", "CREATE TABLE more (a INTEGER)")
    with pytest.raises(NotARegistryError, match="older version"):
        Registry.open(path, read_only=True)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.open(path).close()
    before = tables(path)
    add(monkeypatch, "999_broken", "CREATE TABLE half (a INTEGER); SELECT no_such_column")
    with pytest.raises(RegistryError):
        Registry.open(path)
    assert tables(path) == before and "999_broken" not in names(path)


def test_results_in_the_old_form_give_way_and_their_cases_are_out_of_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrate.known_migrations()
    first = {name: known[name] for name in ("001_initial", "008_imported_abstractions")}  # what `stale_cases` reads
    with monkeypatch.context() as older:
        older.setattr(migrate, "known_migrations", lambda: first)
        registry = Registry.open(path)
    with registry:
        run_id = registry.start_run(VERSIONS)
        registry.save_notes([abstraction()], run_id, VERSIONS)
        inputs = registry.stale_cases(VERSIONS)["c1"]
        with registry.transaction() as cursor:
            cursor.execute(
                "INSERT INTO rule_results VALUES ('c1', 'R01', 'derived', 'met', '{\"rule\": \"R01\"}', ?)", [run_id]
            )
            cursor.execute("INSERT INTO case_stages VALUES ('c1', '[\"M1a\"]', '[]', ?, ?)", [inputs, run_id])
        assert registry.stale_cases(VERSIONS) == {}
    with Registry.open(path) as registry:
        assert registry.results("c1") == () and registry.stages() == {} and registry.verdict_counts() == {}
        assert registry.stale_cases(VERSIONS) == {"c1": inputs}
        assert registry.note_abstractions("c1") == (abstraction(),)
