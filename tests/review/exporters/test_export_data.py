"""The names and codes of the exports are data: what does not fit the catalogue of elements stops the load and is named."""

from collections.abc import Callable
from typing import Any

import pytest

from abstraction.records import Status
from lexicons import load_elements
from registry.case_rows import CaseRows
from review.exporters import naaccr_item, redcap_terms
from review.exporters.case_table import case_table
from review.exporters.naaccr_item import NaaccrItems, load_naaccr
from review.exporters.redcap_case import case_fields
from review.exporters.redcap_terms import LONGEST_NAME, RedcapTerms, field_name, load_redcap_terms
from review.rejection import UserError
from tests.review.exporters.made_cases import case

Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda file: file["items"]["primarySite"].update(element="primary_place"), "no data element primary_place"),
        (lambda file: file["items"]["primarySite"]["codes"].pop("cecum"), "a code for each word of primary_site"),
        (lambda file: file["items"]["primarySite"]["codes"].update(anus="C210"), "primary_site has no word anus"),
        (lambda file: file["items"]["metsAtDxBone"]["codes"].update(skull="1"), "ehd has no word skull"),
        (lambda file: file["items"]["metsAtDxBone"].update(unknown="99"), "a code is longer than 1"),
        (lambda file: file["left_out"].update(primarySite="no"), "primarySite is written"),
    ],
)
def test_items_that_do_not_fit_are_named(change: Change, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_naaccr().model_dump()
    change(file)
    monkeypatch.setattr(naaccr_item, "read_yaml", lambda *_: NaaccrItems.model_validate(file))
    with pytest.raises(ValueError, match=why):
        load_naaccr.__wrapped__()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda file: file["names"].update(primary_place="place"), "no data element primary_place"),
        (lambda file: file["states"].pop("not_stated"), "a code for each state"),
        (lambda file: file["states"].update(not_asked="na"), "a code for each state"),
    ],
)
def test_terms_that_do_not_fit_are_named(change: Change, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_redcap_terms().model_dump()
    change(file)
    monkeypatch.setattr(redcap_terms, "read_yaml", lambda *_: RedcapTerms.model_validate(file))
    with pytest.raises(ValueError, match=why):
        load_redcap_terms.__wrapped__()


@pytest.mark.parametrize("model", [NaaccrItems, RedcapTerms])
def test_an_unknown_key_is_refused(model: Any) -> None:
    file = (load_naaccr() if model is NaaccrItems else load_redcap_terms()).model_dump()
    with pytest.raises(ValueError, match="no_such_key"):
        model.model_validate({**file, "no_such_key": 1})


def test_a_name_that_redcap_finds_too_long_asks_for_a_shorter_one() -> None:
    with pytest.raises(ValueError, match="needs a name of its own"):
        field_name("x" * LONGEST_NAME, "_st")
    assert field_name("disease_free_interval_months", "_st") == "dfi_months_st"


def test_every_element_has_a_field() -> None:
    labels = {field.label for field, _ in case_fields()}
    assert [name for name, known in load_elements().items() if not any(known.label in one for one in labels)] == []


def cells(given: CaseRows) -> dict[str, str]:
    return {
        name: cell for field, fill in case_fields() for name, cell in zip(field.columns(), fill(given), strict=True)
    }


def test_a_number_that_redcap_refuses_is_told() -> None:
    with pytest.raises(UserError, match=r"case c1: Future liver remnant is 120, which REDCap refuses outside 0 to 100"):
        cells(case({"flr_percent": 120}))


@pytest.mark.parametrize(
    ("given", "written"), [(12, "12"), (12.0, "12"), (0.1, "0.1"), (1e6, "1000000"), (0.00001, "0.00001")]
)
def test_a_number_is_written_in_digits(given: float, written: str) -> None:
    assert cells(case({"cea_ng_ml": given}))["cea_ng_ml"] == written


def test_a_value_that_waits_is_a_value() -> None:
    waiting = case({"ecog": 1}, waiting=["ecog"])
    assert waiting.values["ecog"].status is Status.NEEDS_REVIEW
    assert (cells(waiting)["ecog"], cells(waiting)["ecog_st"]) == ("1", "stated")


def test_a_stated_list_that_holds_nothing_is_not_one_that_nobody_states() -> None:
    none, silent = cells(case({"liver_background": []})), cells(case({}))
    assert (none["liver_background___cirrhosis"], none["liver_background_st"]) == ("0", "stated")
    assert (silent["liver_background___cirrhosis"], silent["liver_background_st"]) == ("", "ns")


def test_a_site_on_which_notes_disagree_stays_apart_from_the_others() -> None:
    table = case_table()
    given = case({"ehd": {"lung": "absent"}, "liver_background": []}, disputed={"ehd": {"bone": "present"}})
    [row] = table.rows(given)
    told = dict(zip([column.name for column in table.columns], row, strict=True))
    sites = {site: (told[f"ehd_{site}"], told[f"ehd_{site}_state"]) for site in ("lung", "bone", "brain")}
    assert sites == {"lung": ("absent", "stated"), "bone": (None, "notes_disagree"), "brain": (None, "not_stated")}
    assert (told["liver_background"], told["liver_background_state"]) == ("none", "stated")
    held = cells(given)
    assert (held["ehd_lung"], held["ehd_bone"], held["ehd_brain"]) == ("0", "nd", "ns")
