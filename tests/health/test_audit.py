"""`make audit` fails for a known weakness and for nothing else, and its bill of materials holds what is locked."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.health.test_lock import pins
from tests.health.tree import ROOT


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    found = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


SOUND: dict[str, Any] = {"name": "alpha", "version": "1.0", "vulns": []}
WEAK = {"name": "beta", "version": "2.0", "vulns": [{"id": "CVE-2099-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "gamma", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND], 0, "1 packages looked up, 0 known weaknesses"),
        ([SOUND, WEAK], 1, "beta 2.0: CVE-2099-1, mended in 2.1"),
        ([SOUND, UNKNOWN], 0, "1 could not be looked up"),
        ([UNKNOWN], 0, "were not looked up"),
        ([], 0, "were not looked up"),
    ],
)
def test_only_a_known_weakness_fails(audit: ModuleType, packages: list[Any], code: int, said: str) -> None:
    found, lines = audit.judged({"dependencies": packages})
    assert found == code and said in "\n".join(lines)


def test_without_a_network_one_line_says_so(audit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    code, lines = audit.known_weaknesses("--vulnerability-service", "osv")
    assert code == 0 and len(lines) == 1 and "were not looked up" in lines[0]


def test_the_bill_of_materials_holds_what_is_locked(audit: ModuleType, tmp_path: Path) -> None:
    assert "bill of materials of" in audit.bill(tmp_path / "sbom.json")
    told = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    found = {one["name"].lower().replace("_", "-").replace(".", "-"): one["version"] for one in told["components"]}
    locked = pins(f"{sys.version_info.major}.{sys.version_info.minor}")
    assert {name: version for name, version in locked.items() if found.get(name) != version} == {}
