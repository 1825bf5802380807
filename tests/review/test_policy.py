"""A change of the site's numbers is seen before it is made, kept with who made it, and told in words when it makes no sense."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from registry.store import Registry
from review import policy, workflow
from review.rejection import UserError
from review.rights import Person, RefusedError, Role
from rules_engine.policy import load_policy, policy_hash
from tests.review.content import content, count
from tests.review.crlm import called, crlm
from tests.review.policy_notes import fill

ADMIN = Person("dr-a", "Dr A", Role.ADMIN)
STRICTER = {"remnant_normal_percent": 25.0, "remnant_cirrhosis_percent": 26.0}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fill(tmp_path)


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    with Registry.open(path) as opened:
        yield opened


def verdicts(registry: Registry) -> dict[tuple[str, str], str]:
    """Every verdict as it is stored."""
    found = {}
    for (rule, track), counted in registry.verdict_counts().items():
        for verdict in counted:
            for case_id in registry.cases_with_verdict(rule, track, verdict):
                found[case_id, f"{rule}.{track}"] = verdict
    return found


@pytest.mark.parametrize(
    "changes", [STRICTER, {"remnant_normal_percent": 10.0}, {"pve_from_percent": 30.0}, {"imaging_window_weeks": 1.0}]
)
def test_a_preview_tells_exactly_what_a_save_then_turns(registry: Registry, changes: dict[str, float]) -> None:
    before, stages = verdicts(registry), registry.stages()
    told = policy.preview(registry, changes)
    policy.save(registry, ADMIN, changes)
    after, then = verdicts(registry), registry.stages()
    turned = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert {(one.case_id, one.rule): (one.before, one.after) for one in told.flips} == turned
    sets = {
        (case_id, name): (getattr(stages[case_id], name), getattr(then[case_id], name))
        for case_id in stages
        for name in ("ecmtg", "group")
        if getattr(stages[case_id], name) != getattr(then[case_id], name)
    }
    assert {(one.case_id, one.name): (one.before, one.after) for one in told.sets} == sets


def test_stricter_remnants_turn_one_case(registry: Registry) -> None:
    told = policy.preview(registry, STRICTER)
    assert told.cases == 4
    assert told.turned_cases() == ("p1",)
    assert told.by_rule()["R02.derived", "unknown", "not_met"] == 1  # type: ignore[index]
    assert [(one.name, one.after) for one in told.sets] == [("ecmtg", ("M1b",)), ("group", ("G2",))]
    assert told.changes == {"remnant_normal_percent": (20, 25), "remnant_cirrhosis_percent": (30, 26)}


def test_a_preview_writes_nothing(path: Path) -> None:
    before = content(path)
    with Registry.open(path) as registry:
        seen: list[tuple[int, int]] = []
        assert policy.preview(registry, STRICTER, lambda done, total: seen.append((done, total))).flips
    assert seen == [(4, 4)]
    assert content(path) == before and count(path, "runs") == 1


def test_a_save_is_kept_with_who_made_it(registry: Registry) -> None:
    policy.save(registry, ADMIN, {"remnant_normal_percent": 25.0, "fit_ecog": 1.0}, reason="board of May")
    (kept,) = registry.policy_changes()
    assert (kept.name, kept.old, kept.new, kept.changed_by, kept.reason) == (
        "remnant_normal_percent", 20, 25, "Dr A", "board of May",
    )  # fmt: skip
    effective = workflow.effective_policy(registry)
    assert effective == {**load_policy(), "remnant_normal_percent": 25}
    assert kept.policy == policy_hash(effective) != policy_hash(load_policy())
    policy.save(registry, replace(ADMIN, name="Dr B"), {"remnant_normal_percent": 20.0})
    assert [one.changed_by for one in registry.policy_changes()] == ["Dr A", "Dr B"]
    assert workflow.effective_policy(registry) == load_policy()


def test_a_click_that_arrives_twice_counts_once(registry: Registry) -> None:
    for _ in range(2):
        policy.save(registry, ADMIN, {"fit_ecog": 2.0}, change_id="one click")
    assert len(registry.policy_changes()) == 1


def test_every_result_names_the_numbers_it_was_made_with(path: Path) -> None:
    with Registry.open(path) as registry:
        policy.save(registry, ADMIN, STRICTER)
        effective = workflow.effective_policy(registry)
        shown = workflow.review_case(registry, "p1").verdicts
        assert registry.stale_cases(workflow.versions_of(effective)) == {}
    assert shown.to_json()["policy"] == {"hash": policy_hash(effective), "values": effective}
    assert shown.by_key["R02.derived"].to_json()["policy"]["used"] == STRICTER
    with duckdb.connect(str(path), read_only=True) as con:
        query = "SELECT DISTINCT policy_hash, values_json FROM rule_results JOIN policies USING (policy_hash)"
        ((hashed, numbers),) = con.execute(query).fetchall()
    assert (hashed, json.loads(numbers)) == (policy_hash(effective), effective)


def test_a_save_that_was_cut_short_is_caught_up_with(registry: Registry) -> None:
    def cut(done: int, total: int) -> None:
        raise KeyboardInterrupt

    versions = workflow.VERSIONS
    registry.append_policy([])
    with pytest.raises(KeyboardInterrupt):
        policy.save(registry, ADMIN, STRICTER, on_progress=cut)
    assert workflow.effective_policy(registry)["remnant_normal_percent"] == 25
    policy.catch_up(registry)
    assert policy.catch_up(registry) == 0
    assert set(registry.stale_cases(versions)) == {"p1", "p2", "p3", "p4"}, "the default numbers are others"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"remnant_normal_percent": 120.0}, "remnant_normal_percent is 120"),
        ({"remnant_normal_percent": 35.0}, "remnant_normal_percent is above remnant_cirrhosis_percent"),
        ({"remnant_normal_percent": float("nan")}, "remnant_normal_percent is nan"),
        ({"remnant": 20.0}, "there is no site number remnant"),
    ],
)
def test_nonsense_is_refused_in_words_and_nothing_is_kept(
    registry: Registry, changes: dict[str, float], told: str
) -> None:
    for attempt in (policy.preview, lambda where, changes: policy.save(where, ADMIN, changes)):
        with pytest.raises(UserError, match=told):
            attempt(registry, changes)
    assert registry.policy_changes() == ()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ABSTRACTOR, Role.ADJUDICATOR])
def test_only_an_admin_sets_numbers(registry: Registry, role: Role) -> None:
    with pytest.raises(RefusedError, match=f"Dr A is {role} here and may not set the site's numbers"):
        policy.save(registry, replace(ADMIN, role=role), {"fit_ecog": 2.0})
    assert registry.policy_changes() == ()


def test_the_command_line_shows_tries_and_sets(path: Path) -> None:
    settings = [f"{name}={value:g}" for name, value in STRICTER.items()]
    shown = crlm("policy", "show", "--db", path).out.splitlines()
    assert len(shown) == len(load_policy()) + 1
    assert "remnant_normal_percent" in shown[0] and "20 %" in shown[0] and shown[0].endswith("R02, R30")
    tried = called("policy", "preview", *settings, "--db", path)
    assert tried.code == 0
    for line in ("remnant_normal_percent: 20 -> 25", "  R02.derived: unknown -> not met, 1 case"):
        assert line in tried.out.splitlines()
    assert "7 verdicts would turn, in 1 of 4 cases" in tried.out
    assert "R02: unknown -> not met" not in called("policy", "show", "--db", path).out
    done = crlm("policy", "set", *settings, "--by", "Dr A", "--reason", "board", "--db", path)
    assert (done.code, done.lines) == (0, ["2 numbers set, the cases are classified with them"])
    assert done.out == tried.out
    assert "default 20; set by Dr A" in called("policy", "show", "--db", path).out
    (verdict,) = (json.loads(line) for line in called("classify", "--case", "p1", "--db", path).out.splitlines())
    assert verdict["ecmtg"] == ["M1b"]
    assert verdict["policy"]["values"]["remnant_normal_percent"] == 25
    assert called("policy", "preview", *settings, "--db", path).out.startswith("0 verdicts would turn, in 0 of 4 cases")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("remnant_normal_percent=a lot", "crlm: remnant_normal_percent: 'a lot' is no number"),
        ("remnant_normal_percent", "crlm: remnant_normal_percent: there is no value"),
        ("remnant_normal_percent=-1", "crlm: remnant_normal_percent is -1"),
        ("colour=1", "crlm: there is no site number colour"),
    ],
)
def test_the_command_line_refuses_in_one_line(path: Path, setting: str, told: str) -> None:
    for verb in ("preview", "set"):
        run = called("policy", verb, setting, "--db", path)
        assert (run.code, run.out, len(run.lines)) == (2, "", 1)
        assert run.lines[0].startswith(told)
