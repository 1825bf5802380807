"""A registry file is its owner's alone, locked down, and says in one line why it cannot be opened."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from registry.errors import LockedError, NewerVersionError, NotARegistryError, RegistryError, UnwritableError
from registry.store import Registry
from tests.health.tree import ROOT
from tests.registry.abstractions import VERSIONS, abstraction

HOLD = "import sys\nfrom registry.store import Registry\nwith Registry.open(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()"


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the registry open."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        yield process
        process.communicate("")


def refusal(path: Path, kind: type[RegistryError], *, read_only: bool = False) -> str:
    with pytest.raises(kind) as caught:
        Registry.open(path, read_only=read_only)
    told = str(caught.value)
    assert str(path) in told and "\n" not in told
    return told


def test_every_file_of_a_registry_is_its_owners_alone(registry: Registry, path: Path) -> None:
    registry.save_notes([abstraction()], registry.start_run(VERSIONS), VERSIONS)
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()}
    assert modes == {"registry.duckdb": "0o600", "registry.duckdb.wal": "0o600"}


ELSEWHERE = [
    "SELECT * FROM read_csv('{other}')",
    "SELECT * FROM read_text('{other}')",
    "SELECT * FROM read_blob('{other}')",
    "SELECT * FROM read_json_auto('{other}')",
    "SELECT * FROM read_parquet('{other}')",
    "SELECT * FROM '{other}'",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "CREATE TABLE taken AS FROM '{other}'",
    "COPY notes FROM '{other}'",
    "COPY notes TO '{folder}/new.csv'",
    "COPY (SELECT text FROM notes) TO '{folder}/new.parquet' (FORMAT parquet)",
    "EXPORT DATABASE '{folder}/new'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{folder}/new.duckdb' AS new",
    "ATTACH 'http://127.0.0.1:9/x.duckdb' AS new",
    "INSTALL httpfs",
    "INSTALL '{other}'",
    "LOAD '{other}'",
    "LOAD httpfs",
    "CREATE SECRET taken (TYPE s3)",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET temp_directory = '{folder}/new'",
    "SET allow_unsigned_extensions = true",
    "SET autoload_known_extensions = true",
    "SET extension_directory = '{folder}'",
    "SET log_query_path = '{folder}/new.log'",
    "SET python_enable_replacements = true",
    "PRAGMA enable_profiling = 'json'",
    "PRAGMA profiling_output = '{folder}/new.json'",
    "SELECT * FROM words",
]


@pytest.mark.parametrize("query", ELSEWHERE)
def test_nothing_else_is_reached_through_it(
    registry: Registry, tmp_path_factory: pytest.TempPathFactory, query: str
) -> None:
    """No file, no network, no extension, no other setting, no variable of the program."""
    folder = tmp_path_factory.mktemp("elsewhere")
    words = pa.table({"word": ["a variable of the program"]})
    (folder / "other").write_text("a,b\n1,2\n")
    with pytest.raises(duckdb.Error):
        registry._con.cursor().execute(query.format(other=folder / "other", folder=folder)).fetchall()
    assert [one.name for one in folder.iterdir()] == ["other"] and words.num_rows


def test_files_are_written_for_duckdb_1_5_too(registry: Registry) -> None:
    rows = registry._con.cursor().execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'crlm'").fetchall()
    assert "v1.5" in str(rows)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"hello world " * 2000, os.urandom(40_000)], ids=["empty", "short", "text", "binary"]
)
@pytest.mark.parametrize("name", ["registry.duckdb", "blocked by a lock, read-only.duckdb"])
def test_a_file_that_is_not_duckdb(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert "not a registry file" in refusal(path, NotARegistryError)
    assert path.read_bytes() == content


def test_a_duckdb_file_of_something_else(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE sales (amount INTEGER)")
    assert "something else" in refusal(path, NotARegistryError)


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path, NotARegistryError)


def test_a_file_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="make the folder first"):
        Registry.open(tmp_path / "nowhere" / "r.duckdb")


def test_a_place_where_no_file_can_be_made() -> None:
    assert "cannot be opened" in refusal(Path("/proc/crlm.duckdb"), UnwritableError)


def test_reading_does_not_make_a_file(path: Path) -> None:
    assert "crlm ingest" in refusal(path, NotARegistryError, read_only=True)
    assert not path.exists()


@pytest.mark.parametrize("read_only", [False, True])
def test_held_by_another_process(path: Path, holder: subprocess.Popen[str], read_only: bool) -> None:
    assert f"process {holder.pid}" in refusal(path, LockedError, read_only=read_only)


def test_open_twice_in_one_process(registry: Registry, path: Path) -> None:
    assert "in this process" in refusal(path, LockedError)


def test_from_a_newer_version(path: Path) -> None:
    with Registry.open(path) as registry:
        registry._con.execute("INSERT INTO schema_migrations VALUES ('900_later', now()::TIMESTAMP)")
    assert "900_later" in refusal(path, NewerVersionError)
    assert "900_later" in refusal(path, NewerVersionError, read_only=True)


def test_read_only_reads_and_does_not_write(path: Path) -> None:
    with Registry.open(path) as registry:
        registry.save_notes([abstraction()], registry.start_run(VERSIONS), VERSIONS)
    with Registry.open(path, read_only=True) as registry:
        assert registry.note_abstractions("c1") == (abstraction(),)
        with pytest.raises(UnwritableError, match="for reading only"):
            registry.start_run(VERSIONS)


def test_many_may_read_at_once(path: Path) -> None:
    with Registry.open(path):
        pass
    script = (
        "import sys\nfrom registry.store import Registry\nprint(Registry.open(sys.argv[1], read_only=True).case_ids())"
    )
    with Registry.open(path, read_only=True):
        done = subprocess.run(
            [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert (done.stdout, done.stderr) == ("()\n", "")
