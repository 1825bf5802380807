"""Facts files in the ways people write them give what the catalogue says by hand; the command line reads the same."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules_engine import classify_facts, read_facts
from tests.review.crlm import called
from tests.rules_engine.test_worked_examples import check

FOLDER = Path(__file__).parent / "facts_files"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))


def test_every_file_has_its_expectations() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_facts_file_gives_what_the_catalogue_says(name: str) -> None:
    check(classify_facts(name, read_facts(FOLDER / f"{name}.json")), EXPECTED[name])


@pytest.mark.parametrize("name", ["heavy_chemotherapy", "peritoneum_and_liver", "recurrence"])
def test_the_command_line_reads_the_file(name: str) -> None:
    done = called("classify", "--facts", FOLDER / f"{name}.json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert told == json.loads(json.dumps(classify_facts(name, read_facts(FOLDER / f"{name}.json")).to_json()))


def test_the_interval_after_hepatectomy_is_not_that_after_the_primary() -> None:
    facts = read_facts(FOLDER / "recurrence.json")
    assert facts["dfi_months"].value == (6, 6)
    found = facts["recurrence_interval_months"].value
    assert isinstance(found, tuple) and 13.9 < found[0] == found[1] < 14.1
