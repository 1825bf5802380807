"""The app as a process of its own: Streamlit bound to this machine, silent to the outside."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "type",
    "client.showErrorLinks": "false",
    "runner.magicEnabled": "false",
}


def serve(db: Path, port: int) -> int:
    """Run the app on this registry until it is stopped; returns its exit code."""
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    for name, value in FLAGS.items():
        command += [f"--{name}", value]
    environment = os.environ | {"CRLM_DB": str(db.resolve())}
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0
