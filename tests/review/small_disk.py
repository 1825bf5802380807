"""A disk that is nearly full: a small file system where one may be mounted, else a limit on the size of a file."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.health.tree import ROOT
from tests.review.crlm import Done


class SmallDisk:
    """Runs programs whose files in `folder` do not get beyond a size, until `grow` makes room."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self.mounted = self._mount(f"size={size}", "tmpfs", str(folder))

    def run(self, *command: str | Path) -> Done:
        done = subprocess.run(
            [sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
            preexec_fn=None if self.mounted or not self.size else self._limit,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def crlm(self, *arguments: str | Path) -> Done:
        return self.run("-m", "review.cli", *arguments)

    def grow(self) -> None:
        self.size = 0
        assert not self.mounted or self._mount("remount,size=200m", "tmpfs", str(self.folder))

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.size))

    @staticmethod
    def _mount(options: str, *what: str) -> bool:
        try:
            command = ["mount", "-t", "tmpfs", "-o", options, *what]
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            return False


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk]:
    """A new folder that has room for so many bytes."""
    folder.mkdir()
    disk = SmallDisk(folder, size)
    try:
        yield disk
    finally:
        if disk.mounted:
            subprocess.run(["umount", str(folder)], check=True)
