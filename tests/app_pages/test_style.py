"""The style of the pages: what all share is said once, so that no part turns another's buttons into something unreadable."""

import re
from pathlib import Path

import pytest

from tests.health.tree import ROOT

ASSETS = ROOT / "app_pages" / "assets"
RULE = re.compile(r"([^{};@]+)\{")


def selectors(path: Path) -> set[str]:
    """The selectors of a style sheet, one by one."""
    plain = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {" ".join(one.split()) for found in RULE.findall(plain) for one in found.split(",")}


@pytest.mark.parametrize("part", sorted(path.name for path in ASSETS.glob("*.css") if path.name != "page.css"))
def test_a_part_styles_nothing_of_the_page_anew(part: str) -> None:
    assert not selectors(ASSETS / part) & selectors(ASSETS / "page.css")
