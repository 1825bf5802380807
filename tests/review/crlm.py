"""The command line as a user starts it: as a process of its own, or within this one where nothing of a process is at stake."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import patch

from tests.health.tree import ROOT

# A command that says when it has come to a call of a function, and waits there.
PAUSING = """
import sys
from functools import reduce
from importlib import import_module
from review import cli
(module, _, name), number = sys.argv.pop(1).partition(":"), int(sys.argv.pop(1))
*holders, last = name.split(".")
holder = reduce(getattr, holders, import_module(module))
plain, calls = getattr(holder, last), []
def pausing(*given, **more):
    calls.append(None)
    if len(calls) == number:
        print("here", flush=True)
        sys.stdin.readline()
    return plain(*given, **more)
setattr(holder, last, pausing)
cli.main()
"""


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
        command(*arguments), cwd=ROOT, env={**os.environ, **environment}, capture_output=True, check=False
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def called(*arguments: str | Path, **environment: str) -> Done:
    """The same without the start of a process, which takes longer than what most commands do."""
    from review.cli import main

    umask, handler, code = os.umask(0o077), signal.getsignal(signal.SIGTERM), 0
    with TemporaryFile() as out, TemporaryFile() as err:
        # Files as a shell gives them, with a number of their own.
        streams = io.TextIOWrapper(out, write_through=True), io.TextIOWrapper(err, write_through=True)
        try:
            with (
                patch.object(sys, "argv", ["crlm", *map(str, arguments)]), patch.dict(os.environ, environment),
                chdir(ROOT), redirect_stdout(streams[0]), redirect_stderr(streams[1]),
            ):  # fmt: skip
                main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else bool(end.code)
        finally:
            os.umask(umask)
            signal.signal(signal.SIGTERM, handler)
        told = []
        for stream in streams:
            stream.flush()
            stream.seek(0)
            told.append(stream.read())
    return Done(code, *told)


@contextmanager
def paused(place: str, number: int, *arguments: str | Path) -> Iterator["subprocess.Popen[str]"]:
    """A command as a process that stands before this call of a function (module:name) until it reads a line."""
    script = [sys.executable, "-c", PAUSING, place, str(number), *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(script, cwd=ROOT, text=True, **pipes) as process:
        try:
            assert process.stdout and process.stdout.readline() == "here\n", process.communicate()[1]
            yield process
        finally:
            process.kill()
