"""A registry on a disk that cannot be written is read as ever; what would write says so in one line."""

from collections.abc import Iterator

import pytest

from registry.store import Registry
from tests.review import reviewed
from tests.review.small_disk import SmallDisk, small_disk


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    folder = tmp_path_factory.mktemp("made")
    with Registry.open(folder / "r.duckdb") as registry:
        reviewed.ingest(registry, folder)
    [notes] = folder.glob("*.jsonl")
    with small_disk(folder / "disk", 4_000_000, folder / "r.duckdb", notes.rename(folder / "n.jsonl")) as made:
        made.read_only()
        yield made


def test_it_is_read(disk: SmallDisk) -> None:
    done = disk.crlm("case", "--db", disk.folder / "r.duckdb")
    assert (done.code, done.err, len(done.out.splitlines())) == (0, "", 2)


@pytest.mark.parametrize(
    "command",
    [
        ["ingest", "{disk}/n.jsonl", "--db", "{disk}/r.duckdb"],
        ["ingest", "{disk}/n.jsonl", "--db", "{disk}/new.duckdb"],
        ["serve", "--db", "{disk}/r.duckdb", "--port", "8599"],
        ["backup", "--db", "{disk}/r.duckdb", "--out", "{disk}/b.duckdb"],
        ["restore", "{disk}/r.duckdb", "--db", "{disk}/new.duckdb"],
        ["extract", "{disk}/n.jsonl", "--out", "{disk}/out.jsonl"],
    ],
    ids=lambda command: command[0],
)
def test_what_writes_says_in_one_line_that_it_cannot(command: list[str], disk: SmallDisk) -> None:
    before = {one.name: one.read_bytes() for one in disk.folder.iterdir()}
    done = disk.crlm(*[one.format(disk=disk.folder) for one in command])
    assert done.code == 2 and len(done.lines) == 1, done.err
    assert str(disk.folder) in done.err and "permissions" in done.err
    assert {one.name: one.read_bytes() for one in disk.folder.iterdir()} == before
