"""No word of a note is in any file but the registry's own: temporary files, caches, settings, logs, what a kill leaves behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.health.tree import ROOT
from tests.review import canaries
from tests.review.canaries import STEM
from tests.review.crlm import Done

PLACES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
# A command that says its limits on the way, stops at a place, or is broken there as by a fault of a library.
STOPPED = """
import os, resource, signal, sys
from review import cli, workflow
def stop(*given, **more):
    print(resource.getrlimit(resource.RLIMIT_CORE)[0], oct(os.umask(0o077)), file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.{signal})
workflow.{name} = stop
cli.main()
"""


class Machine:
    """A home, a folder for temporary files and so on, all empty; the registry and the notes lie in folders of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder / "machine", folder / "registry" / "r.duckdb"
        self.db.parent.mkdir()
        self.places = {name: self.folder / name.lower() for name in (*PLACES, "cwd")}
        for place in self.places.values():
            place.mkdir(parents=True)
        self.notes, _ = canaries.write(folder)

    def run(self, *command: str | Path) -> Done:
        environment = {**os.environ, **{name: str(self.places[name]) for name in PLACES}, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=self.places["cwd"],
            env=environment,
            capture_output=True,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def crlm(self, *arguments: str | Path) -> Done:
        return self.run("-m", "review.cli", *arguments)

    def told(self) -> set[Path]:
        """The files outside of the registry that hold a word of a note."""
        files = [one for one in self.folder.rglob("*") if one.is_file()]
        return {one for one in files if STEM.encode() in one.read_bytes().lower()}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("left"))
    assert made.crlm("ingest", made.notes, "--db", made.db).code == 1
    yield made
    assert [one.name for one in made.db.parent.iterdir()] == ["r.duckdb"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["ingest", "{notes}", "--db", "{db}"], 1),
        (["export", "gold", "--db", "{db}", "--out", "gold.jsonl"], 2),
        (["proof", "--case", "c1", "--with-quotes", "--db", "{db}", "--out", "no/where.json"], 2),
        (["ask", "what does the note say about ECOG?", "--case", "c1", "--db", "{db}"], None),
        (["backup", "--db", "{db}", "--out", "no/where.duckdb"], 2),
        (["restore", "{notes}/stray.txt", "--db", "new.duckdb"], 2),
        (["evaluate", "{notes}/notes.jsonl"], 2),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_after_commands_that_work_and_that_are_refused(command: list[str], code: int | None, machine: Machine) -> None:
    done = machine.crlm(*[one.format(notes=machine.notes, db=machine.db) for one in command])
    assert code in (None, done.code), done.err
    assert machine.told() == set()
    assert {one.name for one in machine.places["cwd"].iterdir()} == set()


@pytest.mark.parametrize("name", ["KILL", "ABRT", "SEGV"])
def test_after_a_command_that_was_killed_or_broke(name: str, machine: Machine, tmp_path: Path) -> None:
    db, script = tmp_path / "r.duckdb", STOPPED.format(signal=f"SIG{name}", name="refresh")
    done = machine.run("-c", script, "ingest", machine.notes, "--db", db)
    assert done.code == -getattr(signal, f"SIG{name}")
    assert done.lines[-1] == "0 0o77", "no picture of the memory, files for their owner only"
    assert machine.told() == set()
    assert all(one.name.startswith("r.duckdb") for one in tmp_path.iterdir())
    assert STEM.encode() in (tmp_path / "r.duckdb.wal").read_bytes()


def test_the_search_would_find_it(machine: Machine) -> None:
    found = machine.places["TMPDIR"] / "found"
    found.write_text(json.dumps({"text": f"Mr {STEM.upper()}aa"}))
    assert machine.told() == {found}
    found.unlink()
