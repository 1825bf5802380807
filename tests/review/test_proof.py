"""A proof holds as long as nothing is changed, in it or in the registry; every change is refused, and told in a line."""

import json
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.store import Registry
from review.proof import proof_of, written
from review.rejection import UserError
from review.verification import Check, read_proof, verify
from rules_engine import load_rules
from rules_engine.evaluation import Evaluation
from rules_engine.fact import Fact, FactValue
from rules_engine.rulebook import load_book
from tests.health.tree import ROOT
from tests.review.crlm import called
from tests.review.proof_case import NOTES, store
from tests.rules_engine.random_facts import VALUES, facts, some_facts


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("proof"))


@pytest.fixture(scope="module")
def registry(stored: Path) -> Iterator[Registry]:
    with Registry.open(stored, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(registry: Registry) -> dict[str, Any]:
    """The proof of every rule, with quotes, as plain data."""
    found: dict[str, Any] = json.loads(written(proof_of(registry, "c1", with_quotes=True)))
    return found


def failing(checks: list[Check]) -> list[str]:
    return [str(check) for check in checks if not check.holds]


def checked(registry: Registry, content: Any, folder: Path) -> list[str]:
    """The failing lines of a proof of this content; the refusal itself where it is no proof."""
    path = folder / "proof.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    try:
        return failing(verify(registry, read_proof(path)))
    except UserError as error:
        return [str(error)]


# --- what holds -------------------------------------------------------------------------------------------------------


def test_a_proof_of_every_rule_holds(registry: Registry, whole: dict[str, Any], tmp_path: Path) -> None:
    assert checked(registry, whole, tmp_path) == []
    assert len(whole["results"]) == len(load_rules())
    assert [note["note_id"] for note in whole["notes"]] == ["ct", "letter", "mdt"]
    assert [decision["decision_id"] for decision in whole["decisions"]] == ["d1", "d2"]
    by_name = {fact["name"]: fact for fact in whole["facts"]}
    assert by_name["flr_pct"]["value"] == [24, 24]
    assert "24%" in by_name["flr_pct"]["places"][0]["quote"]
    assert by_name["ecog_ps"]["value"] == [2, 2] and "cea_ng_ml" not in by_name
    assert by_name["ehd_paraaortic_nodes"]["reason"] == "hedged"


@pytest.mark.parametrize("rule", [*sorted({rule.id for rule in load_rules()})[::6], "R29", "R01.derived"])
def test_a_proof_of_one_rule_holds_and_has_the_facts_of_that_rule_alone(
    rule: str, registry: Registry, whole: dict[str, Any]
) -> None:
    made = proof_of(registry, "c1", [rule])
    assert failing(verify(registry, made)) == []
    assert {one.rule for one in made.results} == {rule.partition(".")[0]}
    assert len(made.facts) < len(whole["facts"])


def test_a_proof_holds_no_word_of_a_note_unless_asked(registry: Registry) -> None:
    plain, quoted = (written(proof_of(registry, "c1", with_quotes=quotes)) for quotes in (False, True))
    words = [place["quote"] for fact in json.loads(quoted)["facts"] for place in fact["places"]]
    assert len(words) > 10 and '"quote": "' in quoted
    ours = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "rules_engine").rglob("*.yaml"))
    assert [word for word in words if len(word) > 12 and word in plain and word not in ours] == []
    assert "seen in clinic" not in quoted and "reviewer" not in quoted


def test_a_proof_without_any_place_has_no_quotes(registry: Registry, tmp_path: Path) -> None:
    content = json.loads(written(proof_of(registry, "c3", ["R06"], with_quotes=True)))
    assert content["with_quotes"] is False and content["facts"] == []
    assert checked(registry, content, tmp_path) == []
    assert checked(registry, {**content, "with_quotes": True}, tmp_path)


def test_the_same_case_gives_the_same_proof(registry: Registry) -> None:
    assert written(proof_of(registry, "c1")) == written(proof_of(registry, "c1"))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(some_facts(list(VALUES), 40), st.sampled_from(sorted(load_book().compiled)))
def test_what_bears_on_a_rule_is_all_it_takes(known: dict[str, FactValue], key: str) -> None:
    book = load_book()
    bearing = {name: value for name, value in known.items() if name in book.grounds(key)}
    hedged = {name: Fact(name, None, "hedged") for name in VALUES if name not in known}
    alone = {name: fact for name, fact in hedged.items() if name in book.grounds(key)}
    for given_all, given_bearing in ((facts(known), facts(bearing)), (facts(known) | hedged, facts(bearing) | alone)):
        everything, enough = (Evaluation(one, book).result(key) for one in (given_all, given_bearing))
        assert enough.to_json() == everything.to_json()


# --- changes of the proof ---------------------------------------------------------------------------------------------


def leaves(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every leaf; an empty list is one."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    found = list(inner)
    if not found:
        yield path
    for key, value in found:
        yield from leaves(value, (*path, key))


def others(value: Any) -> list[Any]:
    """Values that are not this one, of its type and of others."""
    anything = [None, True, False, 0, 7, "", "0", "met", [], {}, ["6"], [None, 3.0], {"a": 1}]
    if isinstance(value, int | float) and not isinstance(value, bool):
        anything += [value + 1, value - 1, -value - 1, value + 0.5, str(value)]
    elif isinstance(value, str):
        anything += [f"{value} ", value.upper(), value.lower(), value[:-1], value[::-1], [value]]
    return [one for one in anything if type(one) is not type(value) or one != value]


@dataclass(frozen=True)
class Subject:
    """A proof with its registry, and every leaf of it with every value that it is not."""

    registry: Registry = field(repr=False)
    whole: dict[str, Any] = field(repr=False)
    changes: list[tuple[tuple[str | int, ...], Any]] = field(repr=False)


@pytest.fixture(scope="module")
def subject(registry: Registry) -> Subject:
    rules = ["R01", "R02", "R06", "R10", "R20", "R29"]
    whole, found = json.loads(written(proof_of(registry, "c1", rules, with_quotes=True))), []
    for path in leaves(whole):
        value: Any = whole
        for key in path:
            value = value[key]
        found += [(path, one) for one in others(value) if not same_number(value, one)]
    return Subject(registry, whole, found)


def same_number(value: Any, one: Any) -> bool:
    """Whether JSON means the same by both: 7 and 7.0."""
    plain = all(isinstance(item, int | float) and not isinstance(item, bool) for item in (value, one))
    return plain and value == one


@settings(max_examples=250, deadline=None, derandomize=True)
@given(number=st.integers(0, 10**9))
def test_any_changed_leaf_is_refused(number: int, subject: Subject, tmp_path_factory: pytest.TempPathFactory) -> None:
    path, value = subject.changes[number % len(subject.changes)]
    changed = deepcopy(subject.whole)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    lines = checked(subject.registry, changed, tmp_path_factory.getbasetemp())
    assert lines, f"{'.'.join(map(str, path))} became {value!r}"
    assert all("\n" not in line and len(line) < 600 for line in lines)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(number=st.integers(0, 10**6), item=st.integers(0, 10**6))
def test_anything_left_out_is_refused(
    number: int, item: int, subject: Subject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    places = (f"facts/{number}/places" for number in range(len(subject.whole["facts"])))
    lists = ["notes", "decisions", "facts", *places]
    changed = deepcopy(subject.whole)
    inner: Any = changed
    for key in lists[number % len(lists)].split("/"):
        inner = inner[int(key) if key.isdigit() else key]
    if inner:
        del inner[item % len(inner)]
        assert checked(subject.registry, changed, tmp_path_factory.getbasetemp())


def result(content: dict[str, Any], rule: str) -> dict[str, Any]:
    return next(one for one in content["results"] if one["rule"] == rule)


def fact(content: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in content["facts"] if one["name"] == name)


TAMPERED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a verdict": (lambda c: result(c, "R29").update(verdict="not_met"), "result R29.derived: verdict is not the same (not_met, and it follows met)"),
    "a value": (lambda c: fact(c, "flr_pct").update(value=[45.0, 45.0]), "fact flr_pct: notes and decisions give 24 %"),
    "a value that is none": (lambda c: fact(c, "flr_pct").update(value=None), "fact flr_pct: notes and decisions give 24 %"),
    "a value of another kind": (lambda c: fact(c, "flr_pct").update(value="large"), "result R29.derived: cannot be evaluated: fact flr_pct is a number"),
    "a fact of another name": (lambda c: fact(c, "flr_pct").update(name="flr"), "fact flr: notes and decisions do not give it for these rules"),
    "a span": (lambda c: fact(c, "flr_pct")["places"][0].update(start=3), "span 3-"),
    "a span that ends behind the note": (lambda c: fact(c, "flr_pct")["places"][0].update(end=9999), "the note has"),
    "a hash of a span": (lambda c: fact(c, "flr_pct")["places"][0].update(sha256="0" * 64), "its characters have another hash"),
    "a quote": (lambda c: fact(c, "flr_pct")["places"][0].update(quote="remnant is 94%"), "the note says something else"),
    "a hash of a note": (lambda c: c["notes"][0].update(sha256="0" * 64), "note ct: sha256 is not the same"),
    "a note left out": (lambda c: c["notes"].pop(0), "note ct: in the registry for this case, and not in the proof"),
    "a note too many": (lambda c: c["notes"].append({**c["notes"][0], "note_id": "more"}), "note more: not in the registry for this case"),
    "a decision left out": (lambda c: c["decisions"].pop(0), "decision d1: in the registry for this case, and not in the proof"),
    "a decision changed": (lambda c: c["decisions"][0].update(value=0), "decision d1: value is not the same"),
    "decisions in another order": (lambda c: c["decisions"].reverse(), "order of the decisions: another one in the registry"),
    "a rule of another version": (lambda c: result(c, "R29").update(version="0" * 12), "result R29.derived: the rule is another version now"),
    "a rule that is not there": (lambda c: result(c, "R29").update(rule="R99"), "result R99.derived: there is no such rule"),
    "another catalogue": (lambda c: c["versions"].update(rules="0" * 12), "versions of software, lexicon and rules: rules is not the same"),
    "another policy": (lambda c: c["policy"]["values"].update(pve_from_percent=30.0), "policy, the numbers of the site: values.pve_from_percent is not the same"),
    "another case": (lambda c: c.update(case_id="nobody"), "case nobody read again: the registry has no such case"),
    "another patient": (lambda c: c.update(case_id="c2"), "note ct: not in the registry for this case"),
    "no result": (lambda c: c.update(results=[]), "every result once"),
    "a fact too few": (lambda c: c["facts"].remove(fact(c, "flr_pct")), "fact flr_pct: notes and decisions give it, and it is not in the proof"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_changed_proof_is_told(name: str, registry: Registry, whole: dict[str, Any], tmp_path: Path) -> None:
    change, told = TAMPERED[name]
    content = deepcopy(whole)
    change(content)
    lines = checked(registry, content, tmp_path)
    assert any(told in line for line in lines), lines


# --- changes of the registry ------------------------------------------------------------------------------------------

BEHIND: dict[str, tuple[str, str]] = {
    "a text": ("UPDATE notes SET text = replace(text, '24%', '44%') WHERE note_id = 'ct'", "note ct: sha256 is not the same"),
    "the case of a note": ("UPDATE notes SET case_id = 'c2' WHERE note_id = 'mdt'", "note mdt: not in the registry"),
    "the date of a note": ("UPDATE notes SET note_date = DATE '2024-03-02' WHERE note_id = 'ct'", "note ct: note_date is not the same"),
    "a decision": ("UPDATE review_decisions SET value_json = '1' WHERE decision_id = 'd1'", "decision d1: value is not the same"),
    "who decided": ("UPDATE review_decisions SET reviewer = 'somebody' WHERE decision_id = 'd1'", "decision d1: sha256 is not the same"),
    "a decision that is gone": ("DELETE FROM review_decisions WHERE decision_id = 'd2'", "decision d2: not in the registry"),
    "a stored verdict": ("UPDATE rule_results SET verdict = 'not_met' WHERE rule = 'R29'", "result R29.derived in the registry: verdict is not the same (not_met, and it follows met)"),
    "a stored reason": ("UPDATE rule_results SET particulars_json = '{}' WHERE rule = 'R29'", "result R29.derived in the registry: measure is not the same, because is not the same"),
    "a stored result that is gone": ("DELETE FROM rule_results WHERE rule = 'R29'", "result R29.derived in the registry"),
}  # fmt: skip


@pytest.mark.parametrize("name", BEHIND)
def test_a_registry_changed_by_hand_is_told(name: str, stored: Path, whole: dict[str, Any], tmp_path: Path) -> None:
    sql, told = BEHIND[name]
    db = tmp_path / "r.duckdb"
    shutil.copy(stored, db)
    with duckdb.connect(str(db)) as con:
        con.execute(sql)
    with Registry.open(db, read_only=True) as registry:
        lines = checked(registry, whole, tmp_path)
    assert any(told in line for line in lines), lines


def test_values_read_by_hand_make_no_proof_that_holds(stored: Path, tmp_path: Path) -> None:
    """A stored reading is not believed: the texts are read again."""
    db = tmp_path / "r.duckdb"
    shutil.copy(stored, db)
    with duckdb.connect(str(db)) as con:
        con.execute("UPDATE element_values SET value_json = '45' WHERE element = 'flr_percent'")
    with Registry.open(db, read_only=True) as registry:
        lines = failing(verify(registry, proof_of(registry, "c1", ["R29"])))
    assert any("fact flr_pct: notes and decisions give 24 %" in line for line in lines), lines


def test_a_proof_is_no_longer_of_the_case_once_there_is_a_newer_note(stored: Path, tmp_path: Path) -> None:
    db, path = tmp_path / "r.duckdb", tmp_path / "p.json"
    shutil.copy(stored, db)
    assert called("proof", "--case", "c1", "--db", db, "--rule", "R29", "--out", path).code == 0
    (tmp_path / "2024-06-01_ct.txt").write_text(NOTES[0][3].replace("24%", "36%"), encoding="utf-8")
    assert called("ingest", tmp_path / "2024-06-01_ct.txt", "--case-id", "c1", "--db", db).code == 0
    done = called("verify", path, "--db", db)
    assert done.code == 1
    assert "and not in the proof" in done.out and "fact flr_pct: notes and decisions give 36 %" in done.out


def test_a_proof_is_made_and_checked_with_the_numbers_of_its_site(
    stored: Path, whole: dict[str, Any], tmp_path: Path
) -> None:
    db = tmp_path / "r.duckdb"
    shutil.copy(stored, db)
    done = called("policy", "set", "pve_from_percent=20", "--by", "Dr A", "--reason", "board of May", "--db", db)
    assert done.code == 0, done.err
    with Registry.open(db, read_only=True) as registry:
        assert any("policy, the numbers of the site" in line for line in checked(registry, whole, tmp_path))
        made = json.loads(written(proof_of(registry, "c1", ["R29"])))
        assert made["policy"]["values"]["pve_from_percent"] == 20 and result(made, "R29")["verdict"] == "unknown"
        assert checked(registry, made, tmp_path) == []


def test_notes_read_by_another_version_make_no_proof(stored: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    shutil.copy(stored, db)
    with duckdb.connect(str(db)) as con:
        con.execute("UPDATE note_abstractions SET lexicon = 'older'")
    done = called("proof", "--case", "c1", "--db", db)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert "read by another version" in done.err and "crlm reread" in done.err
