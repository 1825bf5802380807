"""Loads of notes are kept and can be taken back: what they added goes, what people decided stays, and loading again works."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from abstraction.records import Note, NoteType
from registry import import_log, quarantine_store
from registry.store import Registry
from review import double_abstraction, imports_cli, intake, workflow
from review.imports import Undone, imports, undo_import
from review.loading import load_notes
from review.rejection import UserError
from review.reviewer import local_person
from review.rights import Person, RefusedError, Role
from review.sign_off import difference, sign_off
from review.sources import Defaults
from review.workflow import IngestReport
from tests.health.tree import ROOT
from tests.review.crlm import called, crlm
from tests.review.reviewed import CT, LETTER, MRI, NEWER, NOTES, decide, note, somebody
from tests.review.test_who_may import rows

ADMIN = somebody("Ada", Role.ADMIN)
MORE = [
    note("letter", "c2", "oncology", "2024-03-01", LETTER + "Addendum: KRAS wild type.\n"),
    note("newer", "c1", "oncology", "2024-07-01", NEWER),
    note("other", "c3", "radiology", "2024-05-06", MRI),
]
WHAT_NOTES_SAY = ("notes", "sections", "element_values", "mentions", "lesions")


def load(
    registry: Registry, folder: Path, notes: Sequence[dict[str, object]], person: Person = ADMIN, name: str = ""
) -> IngestReport:
    path = folder / (name or f"load{len(list(folder.iterdir()))}.jsonl")
    path.write_text("".join(json.dumps(one) + "\n" for one in notes), encoding="utf-8")
    given = Defaults(with_fields=any("fields" in one for one in notes))
    return load_notes(registry, person, [path], on_progress=lambda _: None, defaults=given)


def computed(registry: Registry) -> dict[str, object]:
    """Every case as it stands, and what is stored of it: what must be the same again after an import was taken back."""
    cases = {case_id: workflow.review_case(registry, case_id) for case_id in registry.case_ids()}
    stored = {case_id: [str(one) for one in registry.results(case_id)] for case_id in cases}
    return {
        "fields": {case_id: one.case.fields for case_id, one in cases.items()},
        "verdicts": {case_id: [str(item) for item in one.verdicts.results] for case_id, one in cases.items()},
        "stored": stored,
        "stages": registry.stages(),
        "progress": registry.progress(),
        "versions": {name: registry.note_versions(name) for name in ("ct", "mri", "letter", "newer", "other")},
    }


def undo(registry: Registry, report: IngestReport, **more: bool) -> Undone:
    return undo_import(registry, ADMIN, report.run_id, "wrong export", **more)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    with Registry.open(tmp_path / "r.duckdb") as registry:
        load(registry, tmp_path, NOTES, name="first.jsonl")
    return tmp_path / "r.duckdb"


def test_what_an_import_added_goes_and_the_registry_is_as_before(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        before = computed(registry)
        second = load(registry, tmp_path, MORE)
        after = computed(registry)
        assert after != before and registry.case_ids() == ("c1", "c2", "c3")
        done = undo(registry, second)
        assert computed(registry) == before
        assert (done.versions, done.readings, done.cases_gone, done.cases_computed, done.left) == (3, 3, 1, 2, ())
        assert not registry.stale_cases(workflow.versions_of(workflow.effective_policy(registry)))
        again = load(registry, tmp_path, MORE)
        assert (again.read, again.stored) == (3, 3) and computed(registry) == after


def test_nothing_of_it_is_left_in_any_table(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        before = rows(registry)
        undo(registry, load(registry, tmp_path, MORE))
        after = rows(registry)
        for table in (*WHAT_NOTES_SAY, "note_abstractions", "imported_abstractions", "review_decisions"):
            assert after[table] == before[table], table  # type: ignore[index]


def test_the_first_import_may_go_under_a_later_one(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        second = load(registry, tmp_path, MORE)
        undo_import(registry, ADMIN, imports(registry)[1].run_id[:8], "twice")
        assert [len(registry.note_versions(name)) for name in ("ct", "letter", "newer")] == [0, 1, 1]
        assert set(registry.case_ids()) == {"c1", "c2", "c3"}
        undo(registry, second)
        assert registry.case_ids() == () and registry.stages() == {} and registry.progress() == {}


def test_a_decision_since_keeps_the_import_and_names_the_case(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        second = load(registry, tmp_path, MORE)
        decide(registry, "accept", "ecog", case="c2")
        before = rows(registry)
        with pytest.raises(UserError, match=r"people worked on 1 of its 3 cases since \(c2\)"):
            undo(registry, second)
        assert rows(registry) == before
        done = undo(registry, second, leave_worked_on=True)
        assert done.left == ("c2",) and registry.case_ids() == ("c1", "c2")
        assert [len(registry.note_versions(name)) for name in ("letter", "newer", "other")] == [2, 0, 0]
        assert [one.element for one in registry.decisions("c2")] == ["ecog"]
        with pytest.raises(UserError, match="people worked on every case"):
            undo(registry, second, leave_worked_on=True)


def test_what_was_decided_before_it_does_not_stand_in_its_way(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        sign_off(registry, local_person(registry), "c2", "s1")
        second = load(registry, tmp_path, MORE)
        assert difference(registry, workflow.review_case(registry, "c2"))
        undo(registry, second)
        assert difference(registry, workflow.review_case(registry, "c2")) is None
        assert registry.progress()["c2"].status == "signed_off"
        assert [one.decision_id for one in registry.decisions("c2")] == ["s1"]


def test_a_case_given_to_two_people_or_entered_stays(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        second = load(registry, tmp_path, MORE)
        abby, ben = somebody("Abby"), somebody("Ben")
        for one in (abby, ben):
            registry.save_profile(one.login, one.name)
        double_abstraction.draw(registry, somebody("Adi"), abby.login, ben.login, 100, "1", "draw")
        with pytest.raises(UserError, match=r"3 of its 3 cases since \(c1, c2, c3\)"):
            undo(registry, second)


def test_an_abstraction_by_people_goes_with_the_import_that_brought_it(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        before = computed(registry)
        stated = load(registry, tmp_path, [{**NOTES[2], "fields": {"ecog": 3}}])
        assert workflow.review_case(registry, "c2").case.fields["ecog"] == 3
        [_, notes_run] = imports(registry)
        with pytest.raises(UserError, match=r"1 of its 2 cases since \(c2\)"):
            undo_import(registry, ADMIN, notes_run.run_id, "wrong export")
        undo(registry, stated)
        assert computed(registry) == before


def test_a_reading_by_a_newer_version_goes_and_the_one_before_counts(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Registry.open(first) as registry:
        before = computed(registry)
        with monkeypatch.context() as later:
            later.setattr(workflow, "VERSIONS", replace(workflow.VERSIONS, lexicon="newer"))
            later.setattr(intake, "US", (workflow.VERSIONS.software, "newer"))
            second = load(registry, tmp_path, NOTES)
        assert second.stored == 3
        done = undo(registry, second)
        assert (done.versions, done.readings, done.cases_gone) == (0, 3, 0)
        assert computed(registry) == before


def test_what_it_put_into_quarantine_goes_too(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        second = load(registry, tmp_path, MORE)
        failed = Note("bad", "c9", NoteType.RADIOLOGY, "2024-05-06", CT)
        quarantine_store.keep(registry, [(failed, "took too long", ("1", "1"))], second.run_id)
        undo(registry, second)
        assert quarantine_store.held(registry) == {}


def test_it_is_taken_back_whole_or_not_at_all(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        second = load(registry, tmp_path, MORE)
        before = rows(registry)
        with registry.transaction() as cursor:
            cursor.execute("UPDATE import_head SET hash = 'x'")
        with pytest.raises(Exception, match="changed outside"):
            undo(registry, second)
        with registry.transaction() as cursor:
            cursor.execute("UPDATE import_head SET hash = (SELECT arg_max(hash, sequence) FROM import_events)")
        assert rows(registry) == before


def test_who_when_and_why_is_kept(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        undo(registry, load(registry, tmp_path, MORE, name="more.jsonl"))
        found = imports(registry)
        assert [(one.by, one.sources, one.stored, one.notes, one.finished) for one in found] == [
            ("Ada", ("more.jsonl",), 3, 0, True),
            ("Ada", ("first.jsonl",), 3, 3, True),
        ]
        [event] = found[0].taken_back
        assert (event.name, event.role, event.detail["reason"]) == ("Ada", "admin", "wrong export")
        assert event.detail["versions"] == 3 and event.happened_at.endswith("+00:00")
        assert import_log.verify(registry).faults == ()
        with registry.transaction() as cursor:
            cursor.execute("UPDATE import_events SET name = 'Bea' WHERE event = 'undone'")
        assert [fault.split(" (")[0] for fault in import_log.verify(registry).faults] == ["import 5"]


def test_a_run_from_before_imports_were_kept_is_listed_and_any_decision_holds_it(cases: Registry) -> None:
    [one] = imports(cases)
    assert (one.by, one.sources, one.notes, one.cases, one.stored) == ("", (), 3, 2, None)
    decide(cases, "accept", "ecog")
    with pytest.raises(UserError, match=r"\(c2\)"):
        undo_import(cases, ADMIN, one.run_id, "old")


@pytest.mark.parametrize(
    ("run", "reason", "told"),
    [("", "why", "no one import"), ("abcdef12", "why", "no one import"), (None, "  ", "say why")],
)
def test_what_cannot_be_taken_back_is_told(cases: Registry, run: str | None, reason: str, told: str) -> None:
    before = rows(cases)
    with pytest.raises(UserError, match=told):
        undo_import(cases, ADMIN, imports(cases)[0].run_id if run is None else run, reason)
    assert rows(cases) == before


def test_only_who_may_loads_and_takes_back(first: Path, tmp_path: Path) -> None:
    bea = somebody("Bea", Role.ADJUDICATOR)
    with Registry.open(first) as registry:
        before = rows(registry)
        with pytest.raises(RefusedError, match="Bea is adjudicator here and may not load notes or take them back"):
            load(registry, tmp_path, MORE, person=bea)
        with pytest.raises(RefusedError):
            undo_import(registry, bea, imports(registry)[0].run_id, "why")
        assert rows(registry) == before


def test_a_stopped_load_is_listed_goes_on_and_can_be_taken_back(tmp_path: Path) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "notes.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in NOTES), encoding="utf-8")
    with Registry.open(tmp_path / "r.duckdb") as registry:
        with pytest.raises(KeyboardInterrupt):
            load_notes(registry, ADMIN, [path], on_progress=stop, defaults=Defaults())
        [one] = imports(registry)
        assert (one.finished, one.notes, one.stored, one.sources) == (False, 3, None, ("notes.jsonl",))
        again = load_notes(registry, ADMIN, [path], on_progress=lambda _: None, defaults=Defaults())
        assert (again.read, again.stored, again.cases) == (3, 0, 2)
        undo_import(registry, ADMIN, one.run_id, "stopped")
        assert registry.case_ids() == ()


def test_killed_in_the_middle_nothing_is_taken_back(first: Path, tmp_path: Path) -> None:
    with Registry.open(first) as registry:
        run_id = load(registry, tmp_path, MORE).run_id
        before = rows(registry)
    script = (
        "import os, sys; from pathlib import Path; from registry import import_log; from registry.store import Registry\n"
        "from review.imports import undo_import; from review.rights import Person, Role\n"
        "import_log.append_within = lambda *_: os.kill(os.getpid(), 9)\n"  # the last step, with all rows taken out
        "with Registry.open(Path(sys.argv[1])) as registry:\n"
        "    undo_import(registry, Person('ada', 'Ada', Role.ADMIN), sys.argv[2], 'why')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(first), run_id], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with Registry.open(first) as registry:
        assert rows(registry) == before
        undo_import(registry, ADMIN, run_id, "again")
        assert registry.case_ids() == ("c1", "c2")


def test_the_commands_list_and_take_back(first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Registry.open(first) as registry:
        load(registry, tmp_path, MORE, name="more.jsonl")
        decide(registry, "accept", "ecog", case="c2")
        me = local_person(registry).name
    [newest, oldest] = crlm("imports", "--db", first).out.splitlines()
    assert "Ada  more.jsonl  2 notes new, 1 changed, 3 cases, 0 refused" in newest
    assert "Ada  first.jsonl  3 notes new, 0 changed, 2 cases, 0 refused" in oldest
    given = ("undo-import", newest.split()[0], "--db", first, "--reason", "wrong ward")
    held = crlm(*given)
    assert held.code == 2 and len(held.lines) == 1 and "(c2)" in held.err and "--leave-worked-on" in held.err
    done = called(*given, "--leave-worked-on")
    assert done.code == 0 and done.lines[0].endswith(
        "taken back: 2 notes or versions of notes, 2 readings; 1 cases gone, 1 computed anew, 1 cases left as people worked on them"
    )
    imports_cli.imports(first, "json")
    [last, _] = map(json.loads, capsys.readouterr().out.splitlines())
    assert [(one["name"], one["detail"]["reason"]) for one in last["taken_back"]] == [(me, "wrong ward")]
