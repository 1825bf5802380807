"""A disk that is nearly full: a small file system where one may be mounted, else a limit on the size of a file."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.health.tree import ROOT
from tests.review.crlm import Done

PAGE = 4096


class SmallDisk:
    """A folder with room for so many bytes beside what is in it, and programs that run into its end until `grow`."""

    def __init__(self, folder: Path, room: int, contents: Sequence[Path]) -> None:
        self.folder, self.room = folder, room
        self.held: list[str] = []
        size = room + sum(-(-one.stat().st_size // PAGE) * PAGE for one in contents)
        self.mounted = self._mount(f"size={size}", "tmpfs", str(folder))
        for one in contents:
            shutil.copy(one, folder)

    def run(self, *command: str | Path) -> Done:
        done = subprocess.run(
            [*self.held, sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False,
            preexec_fn=None if self.mounted or not self.room else self._limit,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def crlm(self, *arguments: str | Path) -> Done:
        return self.run("-m", "review.cli", *arguments)

    def grow(self) -> None:
        self.room = 0
        assert not self.mounted or self._mount("remount,size=200m", "tmpfs", str(self.folder))

    def read_only(self) -> None:
        """Let nothing be written any more, as on a CD."""
        if not (self.mounted and self._mount("remount,ro", "tmpfs", str(self.folder))):
            for one in (*self.folder.iterdir(), self.folder):
                one.chmod(0o555)
            # Root may write whatever the mode says, unless it gives that up.
            self.held = ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.room, self.room))

    @staticmethod
    def _mount(options: str, *what: str) -> bool:
        try:
            command = ["mount", "-t", "tmpfs", "-o", options, *what]
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            return False


@contextmanager
def small_disk(folder: Path, room: int, *contents: Path) -> Iterator[SmallDisk]:
    """A new folder with copies of these files and room for so many bytes more."""
    folder.mkdir()
    disk = SmallDisk(folder, room, contents)
    try:
        yield disk
    finally:
        if disk.mounted:
            subprocess.run(["umount", str(folder)], check=True)
