"""Every format: whole or not at all, with a trace in the audit; a bad request gets one clear error, and nothing is lost by it."""

import hashlib
import resource
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry import export_store
from registry.errors import LockedError, NotARegistryError, RegistryError
from registry.store import Registry
from review.export_cli import export_app
from review.exporters.format import Format
from review.exporters.formats import FORMATS
from review.exporting import Exported, export, hash_of
from review.rejection import UserError
from review.rights import Person, Role
from tests.health.tree import ROOT
from tests.review import twice
from tests.review.crlm import crlm
from tests.review.reviewed import ingest, made

ADA = Person("ada", "Ada", Role.ABSTRACTOR)
FOLDERS = [form for form in FORMATS if form.folder]
FILES = [form for form in FORMATS if not form.folder]
every_format = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry for requests that change nothing in it; two cases, both drawn for somebody to abstract blind."""
    folder = tmp_path_factory.mktemp("kept")
    with Registry.open(folder / "cases.duckdb") as registry:
        ingest(registry, folder)
        twice.known(registry)
        twice.give(registry)
        yield registry


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with Registry.open(tmp_path_factory.mktemp("empty") / "none.duckdb") as registry:
        yield registry


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@every_format
def test_what_is_written_is_whole_private_and_in_the_audit(kept: Registry, form: Format, out: Path) -> None:
    done = export(kept, ADA, form, [], out)
    assert done == Exported(out, done.rows, hash_of(out)) and done.rows > 0
    trace = export_store.load(kept)[-1]
    assert (trace.kind, trace.rows, trace.sha256, trace.login) == (form.name, done.rows, done.sha256, "ada")
    assert trace.detail == {"cases": []} and not export_store.verify(kept).faults
    assert out.is_dir() is form.folder
    assert form.folder or done.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    written = [out, *out.rglob("*")]
    assert [stat.S_IMODE(one.stat().st_mode) for one in written] == [
        0o700 if one.is_dir() else 0o600 for one in written
    ]
    assert all(one.stat().st_size for one in written)
    assert list(out.parent.iterdir()) == [out], "no draft is left"


@every_format
def test_the_same_cases_give_the_same_bytes(kept: Registry, form: Format, tmp_path: Path) -> None:
    one, same, less = (export(kept, ADA, form, cases, tmp_path / name) for name, cases in NAMED.items())
    assert one.sha256 == same.sha256 != less.sha256
    assert export_store.load(kept)[-1].detail == {"cases": ["c1"]}


NAMED = {"one": [], "same": ["c2", "c1", "c2"], "less": ["c1"]}


@pytest.mark.parametrize("form", FILES, ids=lambda form: form.name)
def test_a_file_takes_the_place_of_the_one_before(kept: Registry, form: Format, out: Path) -> None:
    out.write_text("before", encoding="utf-8")
    assert export(kept, ADA, form, [], out).sha256 == hash_of(out)


def test_a_case_that_is_out_of_date_is_computed_first(cases: Registry, tmp_path: Path) -> None:
    form = FORMATS[0]
    before = export(cases, ADA, form, ["c2"], tmp_path / "before")
    assert cases.append_decision(made("correct", "ecog", 3))
    assert export(cases, ADA, form, ["c2"], tmp_path / "after").sha256 != before.sha256


# --- bad requests -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """What is asked for: who, which cases, where to, and what is in the way there."""

    person: Person = ADA
    cases: tuple[str, ...] = ()
    name: str = "out"
    prepare: Callable[[Path, Format], object] = lambda *_: None
    of: str = "kept"
    room: int = resource.RLIM_INFINITY  # bytes a file may have


def in_the_way(out: Path, form: Format) -> None:
    """A file where a folder is to be made, a folder with something in it where a file is."""
    if form.folder:
        out.write_text("mine", encoding="utf-8")
    else:
        (out / "mine").mkdir(parents=True)


BAD = {
    "a viewer": (Request(Person("vic", "Vic", Role.VIEWER)), "Vic is viewer here and may not take data out"),
    "an unknown case": (Request(cases=("c9",)), "there is no case c9 in"),
    "an unknown case among others": (Request(cases=("c1", "c7", "c2")), "there is no case c7 in"),
    "a path for a case": (Request(cases=("../c1",)), "there is no case ../c1 in"),
    "no case at all": (Request(of="empty"), "read notes into it first"),
    "a case to abstract blind": (Request(twice.ADA), "c1 is yours to abstract blind"),
    "a named case to abstract blind": (Request(twice.BEN, ("c2",)), "c2 is yours to abstract blind"),
    "no such folder": (Request(name="no/such/out"), "no/such does not exist: make the folder first"),
    "a file for a folder": (
        Request(name="file/out", prepare=lambda out, _: out.parent.write_text("mine", encoding="utf-8")),
        "file does not exist: make the folder first",
    ),
    "something of another kind in the way": (Request(prepare=in_the_way), "name "),
    "a name that is too long": (Request(name="o" * 256), "cannot be written (File name too long)"),
    "no room on the disk": (Request(room=64), "cannot be written (File too large): check the disk"),
}


@every_format
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_request_is_refused_and_nothing_is_lost(
    bad: str, form: Format, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    asked, why = BAD[bad]
    registry: Registry = request.getfixturevalue(asked.of)
    before = everything(registry)
    out = tmp_path / asked.name
    asked.prepare(out, form)
    there = files(tmp_path)
    with room(asked.room), pytest.raises(UserError) as refusal:
        export(registry, asked.person, form, asked.cases, out)
    assert why in str(refusal.value) and "\n" not in str(refusal.value)
    assert files(tmp_path) == there
    assert everything(registry) == before


@pytest.mark.parametrize("form", FOLDERS, ids=lambda form: form.name)
def test_a_folder_that_exists_is_not_written_into(kept: Registry, form: Format, out: Path) -> None:
    out.mkdir()
    with pytest.raises(UserError, match=f"exists: {form.name} is a folder of files, name one that does not exist yet"):
        export(kept, ADA, form, [], out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("form", FILES, ids=lambda form: form.name)
def test_a_disk_that_is_full_leaves_the_file_before(kept: Registry, form: Format, out: Path) -> None:
    out.write_text("before", encoding="utf-8")
    with room(64), pytest.raises(UserError, match="cannot be written"):
        export(kept, ADA, form, [], out)
    assert out.read_text(encoding="utf-8") == "before"


@every_format
def test_a_registry_that_is_none_is_told(form: Format, tmp_path: Path, out: Path) -> None:
    absent, text, folder = tmp_path / "absent", tmp_path / "text.duckdb", tmp_path / "folder"
    text.write_text("ECOG 1.\n" * 1000, encoding="utf-8")
    folder.mkdir()
    for db, kind, why in (
        (absent, UserError, "does not exist: make it with"),
        (text, NotARegistryError, "text.duckdb"),
        (folder, NotARegistryError, "is a folder, not a registry file"),
    ):
        assert why in refused(form, db, out, kind)
    assert not absent.exists() and not out.exists()


@every_format
def test_a_damaged_registry_is_told(kept: Registry, form: Format, tmp_path: Path, out: Path) -> None:
    damaged = tmp_path / "damaged.duckdb"
    content = kept.path.read_bytes()
    damaged.write_bytes(content[:4096] + b"\xff" * 8192 + content[12288:])
    assert str(damaged) in refused(form, damaged, out, RegistryError)
    assert not out.exists()


HOLDING = "import sys; from registry.store import Registry; kept = Registry.open(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A registry that another process has open."""
    path = tmp_path_factory.mktemp("held") / "held.duckdb"
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        yield path
        holder.communicate(b"")


@every_format
def test_a_registry_in_use_is_told_with_its_holder(form: Format, held: Path, out: Path) -> None:
    assert "(process " in refused(form, held, out, LockedError)
    assert not out.exists()


def test_the_command_writes_and_says_what_it_wrote(cases: Registry, out: Path) -> None:
    cases.close()
    done = crlm("export", "csv", "--db", cases.path, "--out", out, "--case", "c1")
    assert done.code == 0 and done.err.endswith("; keep what holds patient data where the notes are kept\n")
    assert (out / "cases.csv").is_file()
    exists = f"{out} exists: csv is a folder of files, name one that does not exist yet"
    assert refused(FORMATS[0], cases.path, out, UserError) == exists


def test_every_format_is_a_command_with_a_help_of_its_own() -> None:
    told = CliRunner().invoke(export_app, ["--help"]).output
    assert [form.name for form in FORMATS if form.name not in told] == []


# --- how it is looked at ----------------------------------------------------------------------------------------------


def refused(form: Format, db: Path, out: Path, kind: type[Exception]) -> str:
    """What the command says where it refuses."""
    done = CliRunner().invoke(export_app, [form.name, "--db", str(db), "--out", str(out)])
    assert isinstance(done.exception, kind), done.exception
    assert "\n" not in str(done.exception)
    return str(done.exception)


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file of this process may grow beyond this size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def everything(registry: Registry) -> object:
    """Everything the registry holds."""
    with registry.reading() as cursor:
        names = [row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        return {name: cursor.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}
