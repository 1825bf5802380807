"""requirements.lock answers pyproject.toml on every supported Python, with hashes."""

import re

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.health.tree import ROOT, settings

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = [Requirement(line.removesuffix(" \\")) for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)]
PYTHONS = ["3.11", "3.12", "3.13"]


def environment(python: str) -> dict[str, str]:
    return {**default_environment(), "python_version": python, "python_full_version": f"{python}.7"}


def pins(python: str) -> dict[str, str]:
    """Package -> locked version on Linux with this Python."""
    chosen = [pin for pin in PINS if pin.marker is None or pin.marker.evaluate(environment(python))]
    assert len({pin.name for pin in chosen}) == len(chosen)
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in chosen}


def wanted(python: str) -> list[Requirement]:
    """What pyproject.toml asks for, tools of the tests included."""
    lines = settings()["project"]["dependencies"] + settings()["dependency-groups"]["dev"]
    asked = [Requirement(line) for line in lines]
    return [item for item in asked if item.marker is None or item.marker.evaluate(environment(python))]


@pytest.mark.parametrize("python", PYTHONS)
def test_lock_satisfies_the_declared_dependencies(python: str) -> None:
    locked = pins(python)
    for item in wanted(python):
        version = locked.get(canonicalize_name(item.name))
        assert version and item.specifier.contains(version, prereleases=True), f"{item}: run make lock"


@pytest.mark.parametrize("python", PYTHONS)
def test_numpy_and_spacy_fit_each_other(python: str) -> None:
    locked = pins(python)
    assert locked["numpy"].startswith("1.26.") == (python == "3.11")
    assert locked["spacy"].startswith("3.7." if python == "3.11" else "3.8.")


def test_supported_pythons_are_the_declared_ones() -> None:
    declared = SpecifierSet(settings()["project"]["requires-python"])
    assert [f"3.{minor}" for minor in range(8, 20) if f"3.{minor}" in declared] == PYTHONS


def test_every_pin_is_exact_and_hashed() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK)[1:]
    assert len(entries) == len(PINS) > 80
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []
