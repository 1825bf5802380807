"""The command line as a process of its own, as a user starts it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.health.tree import ROOT


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "review.cli", *map(str, arguments)]


def crlm(*arguments: str | Path, **environment: str) -> Done:
    done = subprocess.run(
        command(*arguments), cwd=ROOT, env={**os.environ, **environment}, capture_output=True, check=False, timeout=120
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
