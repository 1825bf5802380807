"""A reading by another lexicon lies beside the one that counts, is compared with it, promoted and taken back."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from registry import reading_store
from registry.case_store import CASE_TABLES
from registry.store import Registry
from review import readings_cli, workflow
from review.reading_diff import diff, told
from review.readings import named, promote, rollback
from review.rejection import UserError
from review.rereading import reread
from review.reviewer import local_person
from review.rights import RefusedError, Role
from review.sign_off import difference, sign_off, stale_causes
from tests.review import reviewed, twice_read
from tests.review.content import content
from tests.review.crlm import called, crlm
from tests.review.reviewed import ingest, somebody

OWNER = somebody("Olga", Role.ADMIN)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twice_read.other_lexicon(tmp_path_factory.mktemp("other"))


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, lexicon: Path) -> Path:
    """The registry with both readings, closed; never written to."""
    db = twice_read.decided(tmp_path_factory.mktemp("twice"))
    before = computed(db)
    said = twice_read.read_again(db, lexicon)
    assert said.startswith("5 notes read with lexicon ") and computed(db) == before
    return db


@pytest.fixture
def db(twice: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(twice, tmp_path / "cases.duckdb"))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, twice: Path, lexicon: Path) -> Path:
    """The same notes and decisions in a registry that only the other lexicon has read."""
    folder = tmp_path_factory.mktemp("fresh")
    source, db = folder / "notes.jsonl", folder / "fresh.duckdb"
    source.write_text("".join(json.dumps(one) + "\n" for one in twice_read.NOTES), encoding="utf-8")
    assert crlm("ingest", source, "--db", db, CRLM_LEXICONS=str(lexicon)).code == 0
    with Registry.open(twice, read_only=True) as registry:
        decisions = registry.decisions()
    with Registry.open(db) as registry:
        for decision in decisions:
            registry.append_decision(decision)
        workflow.refresh(registry)
    return db


def computed(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What was last computed of the cases."""
    found = content(db)
    return {table: found[table] for table in CASE_TABLES}


def without_inputs(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The same without the numbers of the abstractions it was computed from."""
    return {**rows, "case_stages": [row[:-1] for row in rows["case_stages"]]}


def both(db: Path) -> tuple[str, str]:
    first, second = twice_read.lexicons(db)
    return first, second


def stated(db: Path) -> dict[str, tuple[dict[str, Any], dict[str, str]]]:
    """Case -> what the case page shows: fields and verdicts."""
    with Registry.open(db, read_only=True) as registry:
        reviews = [workflow.review_case(registry, case_id) for case_id in registry.case_ids()]
    return {
        one.case.case_id: (one.case.fields, {result.key: result.verdict.value for result in one.verdicts.results})
        for one in reviews
    }


def differing(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {key: (old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)}


def test_the_runs_are_listed(db: Path) -> None:
    first, second = both(db)
    done = crlm("runs", "--db", db, "--format", "json")
    found = json.loads(done.out)
    assert [(one["lexicon"], one["notes"], one["counting"], one["state"]) for one in found["readings"]] == [
        (first, 5, 5, "counts"),
        (second, 5, 0, "beside"),
    ]
    assert found["promotions"] == []


def test_the_lines_tell_the_same(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = both(db)
    readings_cli.runs(db)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == ["lexicon", first, second] and lines[2].endswith(" beside")
    readings_cli.diff("current", second, db)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 of 5 cases change, 1 of them signed off"
    assert "  chemo_regimens: not stated -> FOLFOX (undecided 16-23)" in lines
    assert lines[lines.index("c3 (signed off)") + 1].startswith("  stated_resectability: not stated -> resectable (")
    with pytest.raises(UserError, match="unknown format xml"):
        readings_cli.diff("current", second, db, "xml")


def test_the_diff_is_what_two_registries_differ_in(db: Path, fresh: Path) -> None:
    """Worked out another way: what is shown of a registry that only the other lexicon has read."""
    found = json.loads(crlm("diff", *both(db), "--db", db, "--format", "json").out)
    old, new = stated(db), stated(fresh)
    sides = {case: [differing(one, other) for one, other in zip(old[case], new[case], strict=True)] for case in old}
    expected = {case: both_kinds for case, both_kinds in sides.items() if any(both_kinds)}
    assert {
        one["case_id"]: [
            {value["element"]: (value["old"]["value"], value["new"]["value"]) for value in one["values"]},
            {turn["rule"]: (turn["old"], turn["new"]) for turn in one["verdicts"]},
        ]
        for one in found["by_case"]
    } == expected
    assert set(expected) == {"c2", "c3", "c5"} and all(turned for _, turned in expected.values())
    assert expected["c3"][0] == {"stated_resectability": (None, "resectable")}
    assert (found["cases"], found["changed"], found["signed_off"]) == (5, 3, 1)
    assert found["values"] == {"stated_resectability": {"appears": 1}, "chemo_regimens": {"appears": 1, "differs": 1}}
    assert sum(one["cases"] for one in found["verdicts"]) == sum(len(turned) for _, turned in expected.values())


def test_the_diff_tells_where_it_is_said_and_whose_decision_gives_way(db: Path) -> None:
    with Registry.open(db, read_only=True) as registry:
        changed = {one["case_id"]: one for one in told(diff(registry, *both_open(registry)))["by_case"]}
    [value] = changed["c2"]["values"]
    assert value["old"] == {"value": None, "conflict": [], "evidence": []}
    [place] = value["new"]["evidence"]
    assert twice_read.NOTES[1]["text"][place["start"] : place["end"]] == "zerofox"
    assert [one["lapses"] for one in changed["c5"]["values"]] == ["Ada"]
    assert changed["c3"]["sets"]["group"] == {"old": ["G1", "G2", "G3"], "new": ["G1"]}


def both_open(registry: Registry) -> tuple[str, str]:
    first, second = (one.lexicon for one in reading_store.readings(registry))
    return first, second


def test_a_diff_turned_round_is_the_same_backwards_and_with_itself_nothing(db: Path) -> None:
    with Registry.open(db, read_only=True) as registry:
        first, second = both_open(registry)
        there, back = told(diff(registry, "current", second)), told(diff(registry, second, first))
        assert told(diff(registry, second, second))["by_case"] == []
        assert told(diff(registry, "current", first))["by_case"] == []
    turned = [
        [(case["case_id"], one["element"], one["old"], one["new"]) for case in found["by_case"] for one in case["values"]]
        for found in (there, back)
    ]  # fmt: skip
    assert turned[0] == [(case, element, old, new) for case, element, new, old in turned[1]]


def test_a_promoted_reading_counts_and_a_rollback_restores_everything(db: Path, fresh: Path) -> None:
    before = computed(db)
    with Registry.open(db) as registry:
        _, second = both_open(registry)
        turn = promote(registry, OWNER, second, reason="knows zerofox")
        assert turn.cases == 5 and registry.stale_cases(workflow.versions_of(workflow.effective_policy(registry))) == {}
        assert [one.counting for one in reading_store.readings(registry)] == [0, 5]
    assert without_inputs(computed(db)) == without_inputs(computed(fresh)) != without_inputs(before)
    with Registry.open(db) as registry:
        assert rollback(registry, OWNER, reason="breaks others").cases == 5
        assert [one.counting for one in reading_store.readings(registry)] == [5, 0]
    assert computed(db) == before
    with Registry.open(db, read_only=True) as registry:
        made = reading_store.promotions(registry)
    assert [(one.name, one.lexicon, one.reason, one.withdraws) for one in made] == [
        ("Olga", second, "knows zerofox", 0),
        ("Olga", second, "breaks others", 1),
    ]


def test_promotions_lie_over_each_other_and_are_taken_back_one_by_one(db: Path) -> None:
    with Registry.open(db) as registry:
        first, second = both_open(registry)
        for name in (first, second, first):
            promote(registry, OWNER, name, reason="try")
        counting = []
        for _ in range(3):
            counting.append([one.counting for one in reading_store.readings(registry)])
            rollback(registry, OWNER, reason="back")
        counting.append([one.counting for one in reading_store.readings(registry)])
        assert readings_cli.promoted_line(registry) == ""
        assert counting == [[5, 0], [0, 5], [5, 0], [5, 0]]
        with pytest.raises(UserError, match="nothing to go back from"):
            rollback(registry, OWNER, reason="back")


def test_what_people_decided_is_kept_and_what_was_signed_off_says_why_it_is_stale(db: Path) -> None:
    with Registry.open(db) as registry:
        _, second = both_open(registry)
        decisions = registry.decisions()
        promote(registry, OWNER, second, reason="knows zerofox")
        assert registry.decisions() == decisions
        assert workflow.review_case(registry, "c1").case.values["chemo_regimens"].source == "reviewed"
        lapsed = workflow.review_case(registry, "c5").case.values["chemo_regimens"]
        assert lapsed.value == ["FOLFOX", "CAPOX"] and lapsed.reasons[-1] == "accepted before the notes said this"
        assert {case: registry.progress()[case].status for case in ("c3", "c4")} == {"c3": "stale", "c4": "stale"}
        why = (f"another reading counts: Olga promoted lexicon {second} (knows zerofox)",)
        assert stale_causes(registry, ["c3", "c4"]) == {"c3": why, "c4": why}
        found = difference(registry, workflow.review_case(registry, "c3"))
        assert found and found.causes == why and found.values == (("stated_resectability", None, "resectable"),)
        sign_off(registry, somebody("Bea"), "c4", "again")
        rollback(registry, OWNER, reason="breaks others")
        assert {case: registry.progress()[case].status for case in ("c3", "c4")} == {"c3": "signed_off", "c4": "stale"}
        taken_back = f"another reading counts: Olga took back the promotion of lexicon {second} (breaks others)"
        assert stale_causes(registry, ["c4"])["c4"] == (taken_back,)


def test_a_decision_names_the_lexicon_that_read_what_was_looked_at(db: Path) -> None:
    with Registry.open(db) as registry:
        first, second = both_open(registry)
        promote(registry, OWNER, second, reason="knows zerofox")
        reviewed.decide(registry, "accept", "chemo_regimens", case="c2", decision_id="new")
        assert [one.lexicon for one in registry.decisions("c2")] == [second]
        assert [one.lexicon for one in registry.decisions("c1")] == [first]


def test_ingest_leaves_what_counts_to_the_promotion(db: Path, tmp_path: Path) -> None:
    """A note that comes later is read with the lexicon there is; those that are there count as was promoted."""
    with Registry.open(db) as registry:
        first, second = both_open(registry)
        promote(registry, OWNER, second, reason="knows zerofox")
        assert f"where {second} has read a note, that counts, as Olga promoted it" in readings_cli.promoted_line(
            registry
        )
        before = reading_store.readers(registry, ["c1", "c2"])
        later = reviewed.note("later", "c2", "oncology", "2024-07-01", "ONCOLOGY CLINIC\nECOG 3.\n")
        ingest(registry, tmp_path, [*twice_read.NOTES, later])
        after = reading_store.readers(registry, ["c1", "c2"])
        assert after["c2"].pop("later")[1] == first and after == before


def test_promoting_again_goes_on_with_the_cases_that_are_left(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "BATCH", 2)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with Registry.open(db) as registry:
        _, second = both_open(registry)
        with pytest.raises(KeyboardInterrupt):
            promote(registry, OWNER, second, reason="knows zerofox", on_progress=stop)
        turn = promote(registry, OWNER, second, reason="knows zerofox")
        assert (turn.made, turn.cases) == (None, 3) and len(reading_store.promotions(registry)) == 1


def test_what_cannot_be_done_is_told_in_one_line(db: Path) -> None:
    done = crlm("promote", "zz", "--db", db, "--reason", "x")
    assert done.code == 2 and len(done.lines) == 1 and "no note was read by a run or lexicon zz: `crlm runs" in done.err
    with Registry.open(db) as registry:
        _, second = both_open(registry)
        with pytest.raises(UserError, match="no note was read by a run or lexicon yy"):
            diff(registry, second, "yy")
        with pytest.raises(UserError, match="say why"):
            promote(registry, OWNER, second, reason=" ")
        with pytest.raises(UserError, match="no reading was promoted"):
            rollback(registry, OWNER, reason="x")
        with pytest.raises(RefusedError, match="may not read the notes again and choose which reading counts"):
            promote(registry, somebody("Bea"), second, reason="x")
        with pytest.raises(RefusedError):
            rollback(registry, somebody("Bea"), reason="x")
        with pytest.raises(RefusedError):
            reread(registry, somebody("Bea"))
        [run] = reading_store.readings(registry)[1].runs
        assert named(registry, run[:6]).lexicon == named(registry, second[:6].upper()).lexicon == second
        with pytest.raises(UserError, match="no note was read"):
            named(registry, "")
        assert reading_store.promotions(registry) == ()


def test_a_partial_reading_is_promoted_only_when_asked_for(db: Path, tmp_path: Path) -> None:
    with Registry.open(db) as registry:
        _, second = both_open(registry)
        later = reviewed.note("later", "c2", "oncology", "2024-07-01", "ONCOLOGY CLINIC\nECOG 3.\n")
        ingest(registry, tmp_path, [later])
        with pytest.raises(UserError, match=f"lexicon {second} has read 5 of 6 notes"):
            promote(registry, OWNER, second, reason="x")
        promote(registry, OWNER, second, reason="x", partial=True)
        assert [one.counting for one in reading_store.readings(registry)] == [1, 5]


def test_a_registry_that_the_present_lexicon_has_read_is_not_read_again(db: Path) -> None:
    before = content(db)
    with Registry.open(db) as registry:
        assert reread(registry, local_person(registry)).run_id == ""
    assert content(db) == before


def test_a_promotion_that_was_changed_is_found_and_none_is_added_to_it(db: Path) -> None:
    with Registry.open(db) as registry:
        _, second = both_open(registry)
        promote(registry, OWNER, second, reason="x")
    with duckdb.connect(str(db)) as con:
        con.execute("UPDATE promotions SET name = 'Eve'")
    done = called("audit", "verify", "--db", db)
    assert done.code == 1 and "promotion 1 (" in done.out and "1 promotion, 1 fault" in done.out
