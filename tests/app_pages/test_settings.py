"""The app's own settings: this machine only, no statistics, no traceback on the page."""

import tomllib

from tests.health.tree import ROOT

SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_the_server_listens_to_this_machine_only() -> None:
    assert SETTINGS["server"]["address"] == "127.0.0.1"
    assert set(SETTINGS["server"]["allowedHosts"]) == {"127.0.0.1", "localhost"}
    assert SETTINGS["server"]["enableAgentApi"] is False


def test_nothing_is_reported_and_no_traceback_shown() -> None:
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["client"]["showErrorDetails"] == "type"
    assert SETTINGS["client"]["showErrorLinks"] is False
