"""A process of a test that listens: on a port that nobody else is given, and what answers there is that very process."""

import random
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

Launch = Callable[[int], subprocess.Popen[bytes]]
# Below the ports that the system gives to outgoing connections, which could take one before the server does.
PORTS = range(12_000, 32_000)
PATIENCE = 120  # seconds, on a busy machine


def free_port() -> int:
    """A port where nobody listens; by chance, so that two that look at once find two."""
    chance = random.SystemRandom()
    while True:
        port = chance.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def started(launch: Launch, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The process and its address, once it answers; where somebody took the port meanwhile, on another port."""
    for _ in range(5):
        port = free_port()
        process = launch(port)
        if answers(process, port, log):
            return process, address(port)
    pytest.fail(f"five ports were taken before the server had them: {log.read_text()}")


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def answers(process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    """Waits until this process answers there, as its own output says; False where the port was taken."""
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ended = process.poll() is not None
            said = log.read_text(encoding="utf-8", errors="replace")
            if ended and re.search(rf"[Pp]ort {port} is (not available|in use)", said):
                return False
            assert not ended, f"the server ended: {said}"
            if f"URL: {address(port)}" in said and healthy(port):
                return True
            time.sleep(0.1)
        pytest.fail(f"the server did not answer within {PATIENCE} s: {log.read_text()}")
    except BaseException:
        process.kill()
        process.wait()
        raise


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"{address(port)}/_stcore/health", timeout=2):
            return True
    except OSError:
        return False
