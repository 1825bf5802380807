"""The app as this process: Streamlit bound to this machine, silent to the outside."""

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from review.rejection import UserError
from review.sign_in import read_sign_in

ROOT = Path(__file__).resolve().parent.parent
# As flags, so that no settings file of the user's home can undo them; the page's look is in .streamlit/config.toml.
FLAGS = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.enableAgentApi": "false",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "type",
    "client.showErrorLinks": "false",
    "client.disableDataExport": "true",
    "runner.magicEnabled": "false",
}


def check_port(port: int) -> None:
    """UserError when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise UserError(
                f"port {port} is in use: stop what listens there, or say --port with another number"
            ) from None


def check_sign_in(path: Path | None) -> None:
    """UserError when there is a sign-in file and it cannot be used, or what signs people in is not installed."""
    if path is None:
        return
    read_sign_in(path)
    if find_spec("authlib") is None:
        raise UserError("signing in needs the extra `auth`: install it with `pip install -e '.[auth]'`")


def become_app(db: Path, port: int, sign_in: Path | None = None) -> NoReturn:
    """Turn this process into the app on this registry, so that stopping it stops the app."""
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    for name, value in FLAGS.items():
        command += [f"--{name}", value]
    if sign_in:
        command += ["--secrets.files", str(sign_in.resolve())]
    environment = os.environ | {"CRLM_DB": str(db.resolve()), "CRLM_SIGN_IN": str(sign_in.resolve()) if sign_in else ""}
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)
