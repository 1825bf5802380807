"""The note viewer alone in a browser, on hand-made marks: what it draws does not hang on what the reader finds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from abstraction.records import Assertion, CaseAbstraction, NoteAbstraction
from app_pages.components import asset
from app_pages.evidence import note_view
from tests.app_pages import cases

pytestmark = pytest.mark.e2e

DRAW = """async ([script, data]) => {
    document.body.innerHTML = '<div id="here"><div class="crlm-root"></div></div>';
    const part = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    part.default({ data, parentElement: document.getElementById("here"), setTriggerValue: () => {} });
}"""

Draw = Callable[[NoteAbstraction], Page]


@pytest.fixture
def draw(tab: Page) -> Draw:
    """Draws a note that no server knows."""

    def drawn(abstraction: NoteAbstraction) -> Page:
        note = abstraction.note
        notes = [{"id": note.note_id, "kind": "CT", "date": note.note_date, "facts": 1}]
        families = [{"family": "extrahepatic", "title": "Extrahepatic"}, {"family": "liver", "title": "Liver"}]
        data: dict[str, Any] = note_view(CaseAbstraction(note.case_id, (abstraction,), {}), abstraction, ())
        data |= {"case": note.case_id, "note": note.note_id, "focus": None, "families": families, "notes": notes}
        tab.goto("about:blank")
        tab.add_style_tag(content=asset("page.css") + asset("note_viewer.css"))
        tab.evaluate(DRAW, [asset("dom.js") + asset("note_selection.js") + asset("note_viewer.js"), data])
        return tab

    return drawn


def said(page: Page) -> list[tuple[str, str]]:
    """Each mark with the label it carries."""
    pairs = page.locator(".crlm-mark").evaluate_all("nodes => nodes.map(node => [node.textContent, node.dataset.say])")
    return [(text, label) for text, label in pairs]


def with_context(*mentions: Any) -> NoteAbstraction:
    return replace(cases.CT_NOTE, values={}, context=mentions)


def test_marks_that_overlap_carry_their_label_once(draw: Draw) -> None:
    page = draw(
        with_context(
            cases.mention(cases.CT, "No lung", "ehd", "lung", Assertion.ABSENT),
            cases.mention(cases.CT, "lung nodule", "ehd", "lung", Assertion.ABSENT),
        )
    )
    labels = dict(said(page))
    assert labels["No "] == labels["lung"] == ""
    assert labels[" nodule"] == "absent"


def test_marks_apart_carry_a_label_each(draw: Draw) -> None:
    page = draw(
        with_context(
            cases.mention(cases.CT, "No lung nodule", "ehd", "lung", Assertion.ABSENT),
            cases.mention(cases.CT, "Perhaps nodes", "ehd", "hilar_nodes", Assertion.POSSIBLE),
            cases.mention(cases.CT, "hilum", "ehd", "hilar_nodes", Assertion.POSSIBLE),
        )
    )
    labels = dict(said(page))
    assert (labels["No lung nodule"], labels["Perhaps nodes"], labels["hilum"]) == ("absent", "possible", "possible")


def test_what_was_before_is_dimmed(draw: Draw) -> None:
    page = draw(
        with_context(
            cases.mention(cases.CT, "31 mm", "liver_max_size_mm", 31),
            cases.mention(cases.CT, "largest", "liver_prior_max_size_mm", 31),
            cases.mention(cases.CT, "three metastases", "liver_lesion_count", None, Assertion.HISTORICAL),
        )
    )
    colours = page.locator(".crlm-mark").evaluate_all("nodes => nodes.map(node => getComputedStyle(node).color)")
    historical, prior, now = colours
    assert prior == historical != now
