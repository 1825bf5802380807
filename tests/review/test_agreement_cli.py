"""`crlm draw` and `crlm agreement` as processes: the same figures as the page, and words where something makes no sense."""

import json
import shutil
from pathlib import Path

import pytest

from registry.store import Registry
from review.readers import COMPARED, agreement, twice_read
from tests.review.crlm import called, crlm
from tests.review.reviewed import ingest
from tests.review.twice import ADA, BEN, enter_all, give, known


@pytest.fixture(scope="module")
def entered_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    with Registry.open(folder / "entered.duckdb") as registry:
        ingest(registry, folder)
        known(registry)
        give(registry)
        for case_id in ("c1", "c2"):
            enter_all(registry, ADA, case_id, {"ecog": 1})
            enter_all(registry, BEN, case_id, {"ecog": 1 if case_id == "c1" else 2})
    return folder / "entered.duckdb"


def test_json_holds_the_figures_of_every_comparison(entered_once: Path) -> None:
    done = crlm("agreement", "--db", entered_once, "--format", "json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert told["cases"] == 2 and set(told["agreement"]) == {"/".join(two) for two in COMPARED}
    with Registry.open(entered_once, read_only=True) as registry:
        figures = agreement(twice_read(registry), COMPARED[0])["ecog"]
    ecog = told["agreement"]["first/second"]["ecog"]
    assert (ecog["n"], ecog["agreed"], ecog["observed"]) == (2, 1, 0.5)
    assert figures.kappa and figures.ac1
    assert ecog["kappa"]["value"] == figures.kappa.value and ecog["ac1"]["value"] == figures.ac1.value
    assert told["agreement"]["first/second"]["cea_ng_ml"]["kappa"] is None
    assert told["agreement"]["first/second"]["cea_ng_ml"]["kappa_undefined"]


def test_the_table_says_what_is_undefined_and_that_the_sample_is_small(entered_once: Path) -> None:
    done = called("agreement", "--db", entered_once, "--pair", "Ada", "Ben")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "2 cases entered by both people" and "first against second: 57 of 58 the same" in lines
    assert any(line.split()[:3] == ["cea_ng_ml", "2", "100%"] and "undefined" in line for line in lines)
    assert lines[-1].startswith("Fewer than 30 cases")


def test_another_pair_has_nothing(entered_once: Path) -> None:
    done = called("agreement", "--db", entered_once, "--pair", "Ada", "Cleo")
    assert (done.code, done.out) == (0, "0 cases entered by both people\n")


def test_wrong_use_is_told_in_one_line(entered_once: Path) -> None:
    done = called("agreement", "--db", entered_once, "--format", "xml")
    assert done.code == 2 and done.lines == ["crlm: unknown format xml: the formats are table and json"]


def test_cases_are_drawn_for_people_by_name_once(entered_once: Path, tmp_path: Path) -> None:
    db = Path(shutil.copy(entered_once, tmp_path / "drawn.duckdb"))
    done = crlm("draw", "Ada", "Ben", "--db", db, "--percent", "100")
    assert (done.code, done.out) == (0, "0 cases to abstract twice; 2 given to a pair already\n")
    done = called("draw", "Ada", "Ada", "--db", db)
    assert done.code == 2 and "two different people" in done.err
    with Registry.open(db) as registry:
        registry.save_profile("other@site", "Ada")
    done = called("draw", "Ada", "Ben", "--db", db)
    assert done.code == 2 and "2 people go by the name Ada: name the login" in done.err
