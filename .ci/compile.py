"""`make env`: the reading compiled with mypyc into the user's cache, where `extraction/native.py` finds it.

Without a C compiler, or where it cannot be compiled, a line says so and the reading stays interpreted: slower, otherwise the same.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["CRLM_INTERPRETED"] = "1"

from extraction.native import COMPILED, INTERPRETED, native_folder  # noqa: E402 - found by the line above

# The one library that holds the code of all modules.
LIBRARY = "extraction_native"
# The source of so many versions stays in the cache compiled.
KEPT = 3
# A name in capitals never changes: the compiler need not look it up each time.
CONSTANT = re.compile(r"^([A-Z][A-Z0-9_]*) = ", re.MULTILINE)
TYPED_CONSTANT = re.compile(r"^([A-Z][A-Z0-9_]*): (?!Final)(\S.*?) = ", re.MULTILINE)
FIRST_CODE = re.compile(r"^(?=import |from |[A-Z][A-Z0-9_]*: Final)", re.MULTILINE)
# Calls between modules of one library need no detour.
FLAGS = ("-O2", "-g0", "-fvisibility=hidden", "-fno-semantic-interposition")


def main() -> int:
    """Compile what is not compiled yet; 0 also where that cannot be done."""
    target = native_folder()
    if target is None or target.is_dir():
        return 0
    print("Compiling the reading (two to five minutes, once for each version of its source) ...", flush=True)
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
    for extension in extensions:
        extension.extra_compile_args += FLAGS
    setup(
        name=COMPILED,
        packages=[],
        ext_modules=extensions,
        cmdclass={"build_ext": BuildSideBySide},
        script_args=["build_ext", "--build-lib", "library", "--build-temp", "objects", "--parallel", str(cores)],
    )


def written_to(folder: Path, path: Path) -> Path:
    """The module copied to the folder, its constants declared as such on the lines where they were."""
    target = folder / path.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    source = TYPED_CONSTANT.sub(r"\1: Final[\2] = ", CONSTANT.sub(r"\1: Final = ", path.read_text("utf-8")))
    target.write_text(FIRST_CODE.sub("from typing import Final; ", source, count=1), "utf-8")
    return target


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compile_into(Path(sys.argv[1]))
    else:
        sys.exit(main())
