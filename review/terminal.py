"""What the command line says and writes: lines and progress on standard error, results on standard output or in a file."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from review.rejection import Rejection, UserError


def keep_private() -> None:
    """Have this process, and what it becomes, write files for their owner only, and no picture of its memory when it breaks."""
    os.umask(0o077)
    with suppress(ImportError, ValueError):  # elsewhere than on Unix there is no such limit
        from resource import RLIMIT_CORE, setrlimit

        setrlimit(RLIMIT_CORE, (0, 0))


def say(line: str) -> None:
    """A line for the user on standard error."""
    print(line, file=sys.stderr, flush=True)


def tell(rejections: Sequence[Rejection]) -> None:
    """What was refused, a line each."""
    for rejection in rejections:
        say(f"refused: {rejection}")


@contextmanager
def output(name: str) -> Iterator[TextIO]:
    """Standard output for `-`, else a file for its owner only, which takes its name when it is whole."""
    if name == "-":
        yield sys.stdout
        return
    path = Path(name)
    if path.is_dir() or not path.parent.is_dir():
        raise UserError(f"{path} cannot be written: name a file in a folder that exists")
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8") as sink:
            yield sink
        partial.replace(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}): check the disk and its permissions") from None
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """A counter of notes on standard error; still where that is no terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed} notes done"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("notes", total=None)
        yield lambda count: bar.update(task, completed=count)


@contextmanager
def stopping_between_batches() -> Iterator[Callable[[], None]]:
    """A check that raises KeyboardInterrupt once a stop was asked for (Ctrl-C, SIGTERM); asked twice, it stops at once.

    An exception raised from a signal in the middle of a database call can be lost there.
    """
    asked: list[int] = []

    def ask(number: int, _: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    def check() -> None:
        if asked:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield check
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
