"""The case report as HTML: all that is known with its source, notes letter by letter, and nothing that runs or is fetched."""

import re
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from registry import export_store
from registry.store import Registry
from review.case_report import export_report
from review.exporters import report
from review.exporters.report_content import has_table, report_of
from review.exporters.reviewed_cases import reviewed_cases
from review.rights import RefusedError, Role
from rules_engine import Verdict
from tests.review.exporters.clinical.exported import HARM, NOTES, ODD
from tests.review.reviewed import somebody


class Reading(HTMLParser):
    """The text of each note, the marks in it with their classes, every id, every link within the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.notes: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._in_note = self._in_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [given["href"][1:]] if (given.get("href") or "").startswith("#") else []
        assert not {name for name in given if name.startswith("on") or name == "src"}
        if tag == "div" and (given.get("class") or "").startswith("note"):
            self.notes.append("")
            self._in_note = True
        if tag == "mark" and self._in_note:
            self.marks.append((given["class"] or "", ""))
            self._in_mark = True

    def handle_endtag(self, tag: str) -> None:
        self._in_note = self._in_note and tag != "div"
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self._in_note:
            self.notes[-1] += data
        if self._in_mark:
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)


@pytest.fixture(scope="module")
def page(kept: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "report.html"
    assert report.write(kept, kept.case_ids(), out) == 4
    return out


@pytest.fixture(scope="module")
def reading(page: Path) -> Reading:
    found = Reading()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def test_notes_stand_letter_by_letter_with_their_evidence_marked(kept: Registry, reading: Reading) -> None:
    assert sorted(reading.notes) == sorted(one["text"] for one in NOTES)
    said = {(words, tuple(kind.split())) for kind, words in reading.marks}
    assert any("31 mm" in words and "fam-liver" in kinds for words, kinds in said)
    assert any("nodule" in words and "say-absent" in kinds and "fam-extrahepatic" in kinds for words, kinds in said)
    assert any("peritoneal" in words and "say-possible" in kinds for words, kinds in said)


def test_every_link_leads_somewhere_and_no_place_is_named_twice(reading: Reading) -> None:
    assert set(reading.links) <= set(reading.ids)
    assert len(set(reading.ids)) == len(reading.ids)
    assert len(reading.links) > 40


def test_nothing_runs_and_nothing_is_fetched(page: Path, reading: Reading, browser: Browser) -> None:
    assert not {"script", "img", "link", "iframe", "form", "object"} & reading.tags
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|javascript:", text.split("<article")[0])
    asked: list[str] = []
    tab = browser.new_page()
    try:
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("dialog", lambda dialog: pytest.fail("a note opened a dialog"))
        tab.goto(page.as_uri())
        shown = tab.locator(".note").all_text_contents()
        tab.emulate_media(media="print")
        breaks = tab.locator(".case").first.evaluate("one => getComputedStyle(one).breakBefore")
    finally:
        tab.close()
    assert asked == [page.as_uri()]
    assert HARM in shown
    assert breaks == "page"


def test_absent_disputed_not_stated_and_never_asked_are_told_apart(kept: Registry) -> None:
    found = {review.case.case_id: report_of(review) for review in reviewed_cases(kept, kept.case_ids())}
    rows = {case: [one for _, stated in told.families for one in stated] for case, told in found.items()}
    told = {one.label: one for one in rows["full"]}
    assert "lung: absent" in told["Extrahepatic disease"].words
    assert told["ICG retention at 15 min"].words == "looked for, not stated"
    assert (told["ECOG"].words, told["ECOG"].source) == ("2", "reviewed")
    assert told["ECOG"].decided.startswith("corrected by Ada") and "seen <in> clinic" in told["ECOG"].decided
    assert told["Future liver remnant"].decided.startswith("accepted by Ada")
    assert "Liver margin" in found["full"].unmentioned and "Liver margin" not in told
    assert "Liver MRI" in found["full"].unasked
    sides = [one.words for one in rows["split"] if one.status == "conflict" and one.label == "Liver metastases, number"]
    assert sorted(sides) == ["notes disagree: 2", "notes disagree: 5"]
    assert {one.label: one.words for one in rows[ODD]}["CEA"] == "no value"
    assert any("open query by Ada" in line and "which day?" in line for line in found[ODD].said)


def test_every_verdict_stands_there_with_its_passage(kept: Registry, page: Path) -> None:
    [review] = reviewed_cases(kept, ["full"])
    told = report_of(review)
    shown = [one for group in told.groups for one in group.findings]
    applying = [one for one in review.verdicts.results if one.verdict is not Verdict.NOT_APPLICABLE]
    assert len(shown) == len(applying) and len(told.not_applicable) == len(review.verdicts.results) - len(applying)
    assert {one.quote for one in shown} == {one.citation.quote for one in applying}
    text = page.read_text(encoding="utf-8")
    assert "not medical advice" in text
    assert "Left: ECMTG M1a." in text and "Left: M" not in text


def test_one_case_needs_no_list_of_cases(kept: Registry, tmp_path: Path) -> None:
    report.write(kept, ["clear"], tmp_path / "one.html")
    assert "<nav>" not in (tmp_path / "one.html").read_text(encoding="utf-8")


def test_the_report_of_one_case_leaves_its_trace(kept: Registry, tmp_path: Path) -> None:
    content = export_report(kept, somebody("Ada"), "full")
    report.write(kept, ["full"], tmp_path / "one.html")
    assert content == (tmp_path / "one.html").read_bytes()
    last = export_store.load(kept)[-1]
    assert (last.kind, last.detail, last.sha256) == ("report", {"cases": ["full"]}, sha256(content).hexdigest())
    with pytest.raises(RefusedError):
        export_report(kept, somebody("Vi", Role.VIEWER), "full")
    assert export_store.load(kept)[-1] == last


def test_columns_are_seen_in_a_note() -> None:
    assert has_table("a   b   c\nd   e   f")
    assert not has_table("one   gap here\nand   one there\n")
