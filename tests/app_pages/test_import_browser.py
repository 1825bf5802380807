"""The import page in a real browser: columns chosen, checked, loaded, what was refused handed over, taken back."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry import export_store
from registry.store import Registry
from review.column_profiles import saved_profiles
from review.imports import imports
from tests.app_pages.accessibility import assert_accessible, at_rest, violations
from tests.app_pages.conftest import Server, running
from tests.review.reviewed import LETTER, note
from tests.review.test_imports import ADMIN, load

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CANARY = "Quillfeather"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("import")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """One app for the tests of this module, on a registry with one import."""
    path = folder / "first.duckdb"
    with Registry.open(path) as registry:
        load(registry, folder, [note("letter", "c2", "oncology", "2024-03-01", LETTER)], name="first.jsonl")
    with running(path, folder) as app:
        yield app
    assert CANARY not in app.output() and "Traceback" not in app.output()
    # What the app kept, once it is stopped and the file is free.
    with Registry.open(folder / "app.duckdb", read_only=True) as registry:
        assert [one.kind for one in export_store.load(registry)] == ["rejects", "rejected rows"]
        kept = saved_profiles(registry)["Ward 7"]
        assert (kept.text, kept.types) == ("report text", {"Arztbrief": "oncology"})
        assert [(one.by, one.finished, bool(one.taken_back)) for one in imports(registry)][-1] == (
            ADMIN.name,
            True,
            False,
        )
    assert not [one for one in folder.iterdir() if ".upload-" in one.name]


def extract(folder: Path) -> Path:
    rows = [[f"A{one}", f"m{one // 2}", "Arztbrief", "2024-03-01", f"{LETTER}{CANARY} {one}.\n"] for one in range(6)]
    rows.append(["A6", "m6", "Arztbrief", "03/04/2024", f"{LETTER}{CANARY} 6.\n"])
    with (folder / "extract.csv").open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([["Accession No", "MRN", "Kind", "Exam Date", "Report Text"], *rows])
    return folder / "extract.csv"


def opened(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/import")
    expect(tab.locator("h1")).to_have_text("Import notes")
    tab.locator(".crlm-import-table").last.wait_for()


def test_files_are_checked_loaded_and_taken_back(tab: Page, server: Server, folder: Path) -> None:
    opened(tab, server)
    tab.locator("input[type=file]").set_input_files(extract(folder))
    expect(tab.locator(".st-key-import_part_text input")).to_have_value("report text", timeout=60_000)
    looks = tab.locator(".crlm-import-table").first
    expect(looks).to_contain_text("texts of")
    assert CANARY not in looks.inner_text() and "ECOG" not in looks.inner_text()
    meant = tab.locator(".st-key-import_types input")
    meant.fill("oncology")
    meant.press("Enter")
    expect(meant).to_have_value("oncology")
    tab.get_by_label("Keep this choice under a name").fill("Ward 7")
    tab.get_by_role("button", name="Keep", exact=True).click()
    expect(tab.locator(".st-key-import_profile input")).to_have_value("Ward 7")
    expect(tab.locator(".st-key-import_parts")).to_have_count(0)  # the page is drawn anew, so that no key is lost
    tab.get_by_role("button", name="Check", exact=True).press("Enter")
    load_button = tab.get_by_role("button", name="Load 6 notes")
    load_button.wait_for()
    said = tab.locator(".crlm-import-table").first
    expect(said.locator("tbody tr").first).to_contain_text("Its note_date can be read two ways")
    expect(said).to_contain_text("the order of dates")
    pressed = tab.get_by_role("button", name="Check", exact=True)
    pressed.focus()
    at_rest(tab)
    background, words = pressed.evaluate(
        "node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]"
    )
    assert "rgba(0, 0, 0, 0)" not in (background, words) and background != words  # which axe cannot tell
    assert_accessible(tab)
    assert CANARY not in tab.locator(".stApp").inner_text()

    load_button.press("Enter")
    done = tab.get_by_role("button", name="Done", exact=True)
    done.wait_for(timeout=60_000)
    expect(tab.locator(".crlm-import-figures")).to_contain_text("6 notes read")
    with tab.expect_download() as listed:
        tab.get_by_role("button", name="What was refused (.csv)").click()
    assert "extract.csv, line 2" in Path(listed.value.path()).read_text(encoding="utf-8")
    with tab.expect_download() as rows:
        tab.get_by_role("button", name="With its rows").click()
    [row] = Path(rows.value.path()).read_text(encoding="utf-8").splitlines()
    assert json.loads(row)["note_id"] == "A6" and CANARY in row
    tab.locator(".st-key-import_back summary").click()
    assert violations(tab) == []

    tab.get_by_role("button", name="Take it back").click()
    tab.get_by_text("Say why the import is taken back").wait_for()
    tab.get_by_label("Why", exact=True).fill("wrong ward")
    tab.get_by_role("button", name="Take it back").click()
    tab.get_by_text("Taken back: 6 notes or versions of notes, 3 cases gone").wait_for()
    first = tab.locator(".crlm-import-table").last.locator("tbody tr").first
    expect(first).to_contain_text("wrong ward")
    done.click()
    tab.locator("input[type=file]").wait_for(state="attached")


def test_an_import_goes_on_when_the_tab_is_closed(tab: Page, server: Server, folder: Path) -> None:
    many = folder / "many.jsonl"
    rows = [note(f"m{one}", f"k{one}", "oncology", "2024-03-01", f"{LETTER} {one}\n") for one in range(150)]
    many.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    other = tab.context.new_page()
    opened(other, server)
    other.get_by_label("Or a file or folder on this machine").fill(str(many))
    other.get_by_label("Or a file or folder on this machine").press("Enter")
    other.get_by_role("button", name="Check", exact=True).click(timeout=60_000)
    other.get_by_role("button", name="Load 150 notes").click(timeout=60_000)
    other.get_by_text("you can leave this page").wait_for()
    other.close()
    opened(tab, server)
    tab.get_by_role("button", name="Done", exact=True).wait_for(timeout=90_000)
    expect(tab.locator(".crlm-import-figures")).to_contain_text("150 notes read")
    tab.get_by_role("link", name="Worklist").click()
    tab.locator('tr[data-case="k0"]').wait_for()
