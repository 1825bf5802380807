"""`make audit`: known weaknesses of the locked packages, and a bill of materials of what is installed.

Exit code 1 where a weakness is known; 0 where none is, and where nobody can be asked: then one line says so.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK, BILL = ROOT / "requirements.lock", ROOT / "data" / "sbom.json"
LONGEST = 300  # seconds


def main() -> int:
    """Both, a line or a few each."""
    BILL.parent.mkdir(exist_ok=True)
    print(bill(BILL))
    code, lines = known_weaknesses()
    print(*lines, sep="\n")
    return code


def bill(path: Path) -> str:
    """Write the CycloneDX bill of materials of this environment; what to tell."""
    command = [
        "environment",
        "--no-validate",
        "--pyproject",
        ROOT / "pyproject.toml",
        "--output-reproducible",
        "-o",
        path,
        sys.executable,
    ]
    done = run("cyclonedx_py", *command)
    if done.returncode:
        return f"no bill of materials could be made (cyclonedx-py ended with {done.returncode})"
    components = json.loads(path.read_text(encoding="utf-8"))["components"]
    return f"bill of materials of {len(components)} packages (CycloneDX): {path}"


def known_weaknesses(*more: str) -> tuple[int, Sequence[str]]:
    """The exit code and what to tell of the packages of the lock; `more` goes to pip-audit."""
    try:
        done = run(
            "pip_audit", "--requirement", LOCK, "--disable-pip", "--no-deps", "--progress-spinner", "off",
            "--format", "json", "--timeout", "10", *more,
        )  # fmt: skip
        return judged(json.loads(done.stdout))
    except (ValueError, subprocess.TimeoutExpired):  # it prints no report where it cannot ask
        return judged({"dependencies": []})


def judged(report: dict[str, Any]) -> tuple[int, Sequence[str]]:
    """The exit code and what to tell, from a report of pip-audit."""
    asked = [one for one in report["dependencies"] if "skip_reason" not in one]
    if not asked:
        return 0, [
            "known weaknesses were not looked up: the advisory service cannot be reached, or knows none of the packages"
        ]
    weak = [
        f"{one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for one in asked
        for found in one["vulns"]
    ]
    skipped = len(report["dependencies"]) - len(asked)
    unknown = f"; {skipped} could not be looked up" if skipped else ""
    return int(bool(weak)), [*weak, f"{len(asked)} packages looked up, {len(weak)} known weaknesses{unknown}"]


def run(module: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A tool of this environment."""
    command = [sys.executable, "-W", "ignore", "-m", module, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST)


if __name__ == "__main__":
    sys.exit(main())
