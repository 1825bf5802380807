"""The time of people by case and data element, and `crlm time` that prints it."""

from pathlib import Path

import pytest

from registry.store import Registry
from review.rejection import UserError
from review.time_log import Spent, log_time, time_report
from tests.review.crlm import called, crlm
from tests.review.reviewed import ingest, somebody

ABBY, BEA = somebody("Abby"), somebody("Bea")


@pytest.fixture
def timed(tmp_path: Path) -> Path:
    path = tmp_path / "r.duckdb"
    with Registry.open(path) as registry:
        ingest(registry, tmp_path)
        for number, (person, case_id, seconds, element) in enumerate(
            [
                (ABBY, "c1", 15, ""),
                (ABBY, "c1", 60, ""),
                (ABBY, "c2", 25, ""),
                (BEA, "c2", 125, ""),
                (ABBY, "c1", 5, "ecog"),
                (BEA, "c2", 7, "ecog"),
                (ABBY, "c2", 30, "ecog"),
                (ABBY, "c2", 4, "cea_ng_ml"),
            ]
        ):
            assert log_time(registry, person, f"t{number}", case_id, float(seconds), element)
    return path


def test_the_time_is_told_by_person_case_and_data_element(timed: Path) -> None:
    with Registry.open(timed, read_only=True) as registry:
        report = time_report(registry)
    assert report.people == (Spent("Bea", 1, 125, 125), Spent("Abby", 2, 50, 100))
    assert report.cases == (Spent("c2", 2, 75, 150), Spent("c1", 1, 75, 75))
    assert report.elements == (Spent("ecog", 3, 7, 42), Spent("cea_ng_ml", 1, 4, 4))


def test_it_is_printed_in_minutes_and_seconds(timed: Path) -> None:
    done = crlm("time", "--db", timed)
    assert (done.code, done.err) == (0, "")
    assert [line.split() for line in done.out.splitlines() if line] == [
        ["person", "cases", "median", "total"],
        ["Bea", "1", "2:05", "2:05"],
        ["Abby", "2", "0:50", "1:40"],
        ["case", "people", "median", "total"],
        ["c2", "2", "1:15", "2:30"],
        ["c1", "1", "1:15", "1:15"],
        ["data", "element", "decisions", "median", "total"],
        ["ecog", "3", "0:07", "0:42"],
        ["cea_ng_ml", "1", "0:04", "0:04"],
    ]


def test_no_time_yet_is_told(tmp_path: Path) -> None:
    Registry.open(tmp_path / "r.duckdb").close()
    assert called("time", "--db", tmp_path / "r.duckdb").out.startswith("no time is kept yet")


@pytest.mark.parametrize("seconds", [0.0, -1.0, 3601.0, float("nan"), float("inf")])
def test_what_is_no_time_is_refused(cases: Registry, seconds: float) -> None:
    with pytest.raises(UserError, match="between 0 and 3600 seconds"):
        log_time(cases, ABBY, "t1", "c2", seconds)
