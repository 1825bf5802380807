"""The cohort's table as a file: kept in the audit, refused to those who may not, and no formula in it."""

import csv
import hashlib
import io

import pytest

from registry import export_store
from registry.store import Registry
from review.cohort import condition
from review.cohort_export import export_table
from review.rejection import UserError
from review.rights import Person, RefusedError, Role
from review.saved_filters import filter_names, forget_filter, save_filter, saved_filter

ADA, CLEO = Person("ada", "Ada", Role.ABSTRACTOR), Person("cleo", "Cleo", Role.ABSTRACTOR)
VIEWER = Person("vera", "Vera", Role.VIEWER)
ASKED = [condition("ecog", "is", ["1", "not stated"])]


def test_what_is_written_and_what_is_kept_of_it(cases: Registry) -> None:
    written = export_table(cases, ADA, ASKED, ["Case", "ECOG"], [["c1", "not stated"], ["c2", "1"]])
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig")))) == [
        ["Case", "ECOG"],
        ["c1", "not stated"],
        ["c2", "1"],
    ]
    [kept] = export_store.load(cases)
    assert (kept.kind, kept.rows, kept.login) == ("cohort table", 2, "ada")
    assert kept.sha256 == hashlib.sha256(written).hexdigest()
    assert kept.detail == {
        "conditions": [{"about": "ecog", "operator": "is", "values": ["1", "not stated"]}],
        "columns": ["Case", "ECOG"],
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(cases: Registry, start: str) -> None:
    written = export_table(cases, ADA, (), ["Case"], [[f"{start}HYPERLINK(1)"]]).decode("utf-8-sig")
    assert next(iter(csv.reader(io.StringIO(written.partition("\n")[2], newline=""))))[0].startswith("'")


def test_a_viewer_takes_nothing_out_and_keeps_no_filter(cases: Registry) -> None:
    with pytest.raises(RefusedError):
        export_table(cases, VIEWER, (), ["Case"], [["c1"]])
    with pytest.raises(RefusedError):
        save_filter(cases, VIEWER, "mine", ASKED)
    with pytest.raises(RefusedError):
        forget_filter(cases, VIEWER, "mine")
    assert export_store.load(cases) == ()
    assert filter_names(cases, VIEWER) == []


def test_filters_are_kept_for_each_person(cases: Registry) -> None:
    assert save_filter(cases, ADA, "  ECOG   open ", ASKED) == "ECOG open"
    assert saved_filter(cases, ADA, "ECOG open") == ASKED
    assert filter_names(cases, CLEO) == []
    other = [condition("liver_lesion_count", "at_least", [2])]
    save_filter(cases, ADA, "ECOG open", other)
    assert saved_filter(cases, ADA, "ECOG open") == other and filter_names(cases, ADA) == ["ECOG open"]
    forget_filter(cases, CLEO, "ECOG open")
    assert filter_names(cases, ADA) == ["ECOG open"]
    forget_filter(cases, ADA, "ECOG open")
    with pytest.raises(UserError, match="no filter ECOG open"):
        saved_filter(cases, ADA, "ECOG open")


@pytest.mark.parametrize(("name", "told"), [("  ", "a name of 1 to 60"), ("x" * 61, "a name of 1 to 60")])
def test_a_name_that_is_none_is_refused(cases: Registry, name: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        save_filter(cases, ADA, name, ASKED)


def test_nothing_chosen_is_nothing_to_keep(cases: Registry) -> None:
    with pytest.raises(UserError, match="choose a filter first"):
        save_filter(cases, ADA, "all", [])
