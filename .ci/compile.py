"""`make env`: the reading compiled with mypyc into the user's cache, where `extraction/native.py` finds it.

GCC compiles it twice: the first library counts which ways the code takes while it reads our notes, and the second is laid out
for these. Without a C compiler, or where it cannot be compiled, a line says so and the reading stays interpreted: slower,
otherwise the same.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["CRLM_INTERPRETED"] = "1"

from extraction.native import COMPILED, INTERPRETED, native_folder  # noqa: E402 - found by the line above

# The one library that holds the code of all modules.
LIBRARY = "extraction_native"
BUILD = ("build_ext", "--build-lib", "library", "--build-temp", "objects", "--force")
# The command that reads the notes with a library.
READ = "--read"
# The source of so many versions stays in the cache compiled.
KEPT = 3
# A name in capitals never changes: the compiler need not look it up each time.
CONSTANT = re.compile(r"^([A-Z][A-Z0-9_]*) = ", re.MULTILINE)
TYPED_CONSTANT = re.compile(r"^([A-Z][A-Z0-9_]*): (?!Final)(\S.*?) = ", re.MULTILINE)
FIRST_CODE = re.compile(r"^(?=import |from |[A-Z][A-Z0-9_]*: Final)", re.MULTILINE)
# Calls between modules of one library need no detour.
FLAGS = ("-O2", "-g0", "-fvisibility=hidden", "-fno-semantic-interposition")
# The counts of a module lie beside its object; one that read nothing has none.
COUNTING = ("-fprofile-generate", "-fprofile-update=single")
COUNTED = ("-fprofile-use", "-Wno-missing-profile")
# What is read to count: all notes whose reading the tests know.
NOTES = ROOT / "tests" / "gold"


def main() -> int:
    """Compile what is not compiled yet; 0 also where that cannot be done."""
    target = native_folder()
    if target is None or target.is_dir():
        return 0
    print("Compiling the reading (five to ten minutes, once for each version of its source) ...", flush=True)
    with TemporaryDirectory() as made:
        done = subprocess.run([sys.executable, __file__, made], capture_output=True, text=True)
        if done.returncode:
            told = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            print(f"It stays interpreted: slower, otherwise the same. It could not be compiled: {told}")
            return 0
        part = target.with_suffix(f".{os.getpid()}")
        shutil.copytree(Path(made) / "library", part)
        part.replace(target)
    older = sorted(target.parent.glob("native-*"), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for folder in older[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def compile_into(made: Path) -> None:
    """Compile all modules of the reading: `made`/library holds them then."""
    from mypyc.build import mypycify
    from setuptools import setup
    from setuptools.command.build_ext import build_ext

    cores = os.cpu_count() or 1

    class BuildSideBySide(build_ext):
        """Compiles the sources of one library side by side too."""

        def build_extensions(self) -> None:
            one_by_one = self.compiler.compile

            def compile_all(sources: list[str], **given: Any) -> list[str]:
                with ThreadPoolExecutor(cores) as pool:
                    compiled = pool.map(lambda source: one_by_one([source], **given), sources)
                    return [path for paths in compiled for path in paths]

            self.compiler.compile = compile_all
            super().build_extensions()

    os.chdir(made)
    os.environ["MYPYPATH"] = str(ROOT)
    modules = [
        str(written_to(Path(), path))
        for path in sorted(ROOT.joinpath(COMPILED).rglob("*.py"))
        if path.parent.name != "__pycache__"
    ]
    extensions = mypycify(
        [
            *("--config-file=", "--ignore-missing-imports", "--follow-imports=silent"),
            *(module for module in modules if Path(module).name not in INTERPRETED),
        ],
        multi_file=True,
        group_name=LIBRARY,
        target_dir="c",
    )
    usual = extensions[0].extra_compile_args

    def build(*flags: str) -> None:
        for extension in extensions:
            extension.extra_compile_args = [*usual, *FLAGS, *flags]
            extension.extra_link_args = [flag for flag in flags if flag in COUNTING]
        setup(
            name=COMPILED,
            packages=[],
            ext_modules=extensions,
            cmdclass={"build_ext": BuildSideBySide},
            script_args=[*BUILD, "--parallel", str(cores)],
        )

    if is_gcc():
        build(*COUNTING)
        subprocess.run([sys.executable, __file__, READ, "library"], check=True)
        build(*COUNTED)
    else:
        build()


def is_gcc() -> bool:
    """Whether the C compiler of this Python is GCC, which counts by these flags."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()
    told = subprocess.run([*compiler, "--version"], capture_output=True, text=True, check=False).stdout
    return "Free Software Foundation" in told


def read_notes(library: Path) -> None:
    """Read all notes whose reading the tests know with the library, which counts."""
    import extraction
    from abstraction.records import Note, NoteType

    extraction.__path__.insert(0, str(library / COMPILED))
    sys.path.append(str(library))
    for row in known_notes():
        extraction.abstract_note(Note("", "", NoteType(row["note_type"]), row["note_date"], row["text"]))


def known_notes() -> Iterator[dict[str, str]]:
    """The rows of the gold files."""
    for path in sorted(NOTES.glob("*.jsonl")):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def written_to(folder: Path, path: Path) -> Path:
    """The module copied to the folder, its constants declared as such on the lines where they were."""
    target = folder / path.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    source = apart(path.read_text("utf-8"))
    source = TYPED_CONSTANT.sub(r"\1: Final[\2] = ", CONSTANT.sub(r"\1: Final = ", source))
    target.write_text(FIRST_CODE.sub("from typing import Final; ", source, count=1), "utf-8")
    return target


def apart(source: str) -> str:
    """The source with constants that are defined together, "NEAR, FAR = 3, 9", defined one by one, on the lines where they were."""
    lines = source.splitlines(keepends=True)
    starts = [0, *accumulate(len(line.encode()) for line in lines)]
    text = source.encode()
    parts: list[bytes] = []
    last = 0
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
                edges = [(starts[one.lineno - 1] + one.col_offset, one) for one in (node, *values)]
                begin = edges[0][0]
                parts.append(text[last:begin])
                for name, (at, value) in zip(names, edges[1:], strict=True):
                    end = starts[(value.end_lineno or 0) - 1] + (value.end_col_offset or 0)
                    feeds = b"\n" * text.count(b"\n", begin, at)
                    parts.append(b"%s: Final = (%s%s); " % (ast.unparse(name).encode(), feeds, text[at:end]))
                    begin = end
                last = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
                parts.append(b"\\\n" * text.count(b"\n", begin, last))
    return b"".join([*parts, text[last:]]).decode()


if __name__ == "__main__":
    match sys.argv[1:]:
        case [command, library] if command == READ:
            read_notes(Path(library))
        case [folder]:
            compile_into(Path(folder))
        case _:
            sys.exit(main())
