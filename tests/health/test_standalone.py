"""The checkout stands alone: nothing in it names the machine it was written on or the place packages come from."""

import re

from tests.health.tree import project_files, relative, settings

MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:work|root|opt|home/\w+)/",
            r"\.\./shared",
            "file://",
            "py" r"pi\.org",
            "files" r"\.pythonhosted",
            "registry" r"\.npmjs",
            r"--(?:extra-)?index-url",
        ]
    )
)
BINARY = {".png", ".parquet", ".ico", ".woff2"}


def test_no_machine_path_and_no_package_index() -> None:
    found = {
        f"{relative(path)}:{number}: {match.group()}"
        for path in project_files()
        if path.suffix not in BINARY and path.name not in {"test_standalone.py"}
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if (match := MACHINE.search(line)) and "--no-emit-index-url" not in line
    }
    assert found == set()


def test_no_lock_that_names_an_index() -> None:
    assert not [relative(path) for path in project_files() if path.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}]
    assert "uv" not in settings()["tool"]
