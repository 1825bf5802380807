"""The app as this process: Streamlit bound to this machine, silent to the outside."""

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from review.rejection import UserError

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


def become_app(db: Path, port: int) -> NoReturn:
    """Turn this process into the app on this registry, so that stopping it stops the app."""
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    for name, value in FLAGS.items():
        command += [f"--{name}", value]
    environment = os.environ | {"CRLM_DB": str(db.resolve())}
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)
