"""`make env`: the reading compiled with mypyc into the user's cache, where `extraction/native.py` finds it.

Without a C compiler, or where it cannot be compiled, a line says so and the reading stays interpreted: slower, otherwise the same.
"""

import os
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
# So many sources stay in the cache compiled.
KEPT = 3


def main() -> int:
    """Compile what is not compiled yet; 0 also where that cannot be done."""
    target = native_folder()
    if target is None or target.is_dir():
        return 0
    print("Compiling the reading (two to four minutes, once for each version of the source) ...", flush=True)
    with TemporaryDirectory() as made:
        done = subprocess.run(
            [sys.executable, __file__, made], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            told = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
            print(
                f"The reading stays interpreted, which is slower and otherwise the same. It could not be compiled: {told}"
            )
            return 0
        target.parent.mkdir(parents=True, exist_ok=True)
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

    class BuildSideBySide(build_ext):  # type: ignore[misc]
        """Compiles the sources of one library side by side too."""

        def build_extensions(self) -> None:
            one_by_one = self.compiler.compile

            def compile_all(sources: list[str], **given: Any) -> list[str]:
                with ThreadPoolExecutor(cores) as pool:
                    made = pool.map(lambda source: one_by_one([source], **given), sources)
                    return [path for paths in made for path in paths]

            self.compiler.compile = compile_all
            super().build_extensions()

    sources = [
        str(path.relative_to(ROOT)) for path in sorted((ROOT / COMPILED).rglob("*.py")) if path.name not in INTERPRETED
    ]
    extensions = mypycify(
        ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent", *sources],
        opt_level="2",
        debug_level="0",
        multi_file=True,
        group_name=LIBRARY,
        target_dir=str(made / "source"),
    )
    setup(
        name=COMPILED,
        packages=[],
        ext_modules=extensions,
        cmdclass={"build_ext": BuildSideBySide},
        script_args=[
            *("build_ext", "--build-lib", str(made / "library"), "--build-temp", str(made / "objects")),
            *("--parallel", str(cores)),
        ],
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compile_into(Path(sys.argv[1]))
    else:
        sys.exit(main())
