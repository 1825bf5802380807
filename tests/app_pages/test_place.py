"""Where the reader is: neighbours, and what an event of the page may open."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import place
from tests.app_pages.test_pages import app

CASE = "app_pages/case.py"


def shown(opened: AppTest) -> str:
    """The case in the head of the page."""
    [found] = [item.proto.body for item in opened.get("html") if 'class="crlm-head"' in item.proto.body]
    return str(found).partition("<h1>")[2].partition("</h1>")[0]


def test_the_address_names_the_open_case_and_opens_it_again(
    monkeypatch: pytest.MonkeyPatch, registry_path: Path
) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t2")
    assert opened.query_params["case"] == "t2"
    opened.button(key="previous_case").click().run()
    before = shown(opened)
    assert before != "t2" and opened.query_params["case"] == before, "a step is followed by the address"
    opened.query_params["case"] = "t2"  # as the browser goes back
    assert shown(opened.run()) == "t2"

    again = app(monkeypatch, registry_path)  # a tab that knows nothing, as after a reload
    again.query_params["case"] = "t4"
    assert shown(again.switch_page(CASE).run()) == "t4"


def test_an_address_of_no_case_says_so(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path)
    opened.query_params["case"] = "nobody"
    opened.switch_page(CASE).run()
    assert "no case of the name in the address" in opened.warning[0].value
    assert opened.query_params["case"] == shown(opened)
    assert not opened.run().warning


@pytest.mark.parametrize(
    ("current", "step", "expected"), [("a", 1, "b"), ("b", -1, "a"), ("c", 1, None), ("a", -1, None)]
)
def test_neighbour(current: str, step: int, expected: str | None) -> None:
    assert place.neighbour(["a", "b", "c"], current, step) == expected
