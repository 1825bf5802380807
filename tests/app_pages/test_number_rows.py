"""The panel of the site's numbers: every number once with its rules, a preview that counts everything it lists only in part."""

from app_pages.number_rows import SHOWN_CASES, history_rows, in_words, number_rows, preview_view
from registry.store import PolicyChange
from review.policy import Flip, Narrowing, NumberNow, Preview
from rules_engine import Verdict, load_rules
from rules_engine.policy import load_policy, policy_file

RULES = {rule.key: rule for rule in load_rules()}


def test_every_number_has_a_row_with_rules_that_exist() -> None:
    rows = number_rows([NumberNow(name, value, value, "", "") for name, value in load_policy().items()])
    assert [row["name"] for row in rows] == list(policy_file().numbers)
    for row in rows:
        assert row["rules"] and {rule["key"] for rule in row["rules"]} <= set(RULES)
        assert row["default"] == row["set"] == ""


def test_a_number_that_was_set_tells_its_default_and_who_set_it() -> None:
    (row,) = number_rows([NumberNow("fit_ecog", 2, 1, "Dr A", "2024-05-01T10:00:00+00:00")])
    assert (row["value"], row["default"], row["set"]) == ("2", "1", "Dr A, 2024-05-01 10:00")


def test_a_long_preview_lists_some_cases_and_counts_all() -> None:
    many = [f"c{number:04}" for number in range(SHOWN_CASES + 50)]
    flips = tuple(Flip(case_id, "R02.derived", Verdict.MET, Verdict.NOT_MET) for case_id in many)
    sets = (Narrowing(many[0], "ecmtg", ("M1a", "M1b"), ("M1b",)), Narrowing("d", "group", ("G1",), ("G1", "G2")))
    view = preview_view(Preview({}, "", 400, flips, sets), RULES)
    assert (view["verdicts"], view["turned"], view["cases"]) == (SHOWN_CASES + 50, SHOWN_CASES + 51, 400)
    assert len(view["by_case"]) == SHOWN_CASES
    (row,) = view["by_rule"]
    assert (row["rule"], row["before"]["words"], row["after"]["words"], row["cases"]) == ("R02", "Met", "Not met", 150)
    assert view["by_case"][0]["sets"] == [{"title": "ECMTG stage", "before": "M1a or M1b", "after": "M1b"}]
    assert [one["cases"] for one in view["sets"]] == [1, 1]


def test_what_was_set_is_told_newest_first() -> None:
    first = PolicyChange("a", "fit_ecog", 1, 2, "Dr A", "2024-05-01T10:00:00+00:00", "board", "")
    second = PolicyChange("b", "number_of_an_older_version", 2, 3, "Dr B", "2024-06-01T10:00:00+00:00", "", "")
    rows = history_rows((first, second))
    assert [row["turn"] for row in rows] == ["2 → 3", "1 → 2"]
    assert [row["label"] for row in rows] == ["number of an older version", "ECOG up to which a patient is fit"]


def test_a_refusal_names_labels() -> None:
    told = in_words("pve_from_percent is above pve_to_percent (55 and 40): nothing was changed")
    assert (
        told
        == "“Embolisation advised below” is above “Embolisation never advised from” (55 and 40): nothing was changed."
    )
