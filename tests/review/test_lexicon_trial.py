"""A changed lexicon tells what it fixes and breaks before it is saved, and is saved only with its examples."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from registry.store import Registry
from review.lexicon_change import Change, change_of, saved, with_term
from review.lexicon_trial import decided_rows, try_lexicon
from review.moment import moment
from review.rejection import UserError
from review.reviewer import local_person
from review.rights import Person, RefusedError, Role
from tests.health.tree import ROOT
from tests.review import reviewed
from tests.review.crlm import called, crlm
from tests.review.reviewed import ingest, note

LETTER = "ONCOLOGY CLINIC\nGiven 4 cycles of zerofox, then XELOX. ECOG 1.\n"
OTHER = "ONCOLOGY CLINIC\nXELOX was given. ECOG 0.\n"
NOTES = [note("one", "c1", "oncology", "2024-03-01", LETTER), note("two", "c2", "oncology", "2024-03-01", OTHER)]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Case c1: FOLFOX added by a person, who read it in a word the machine does not know; c2 is undecided."""
    path = tmp_path / "cases.duckdb"
    with Registry.open(path) as registry:
        ingest(registry, tmp_path, NOTES)
        words = reviewed.evidence(registry, "c1", "one", "zerofox", "chemo_regimens", "FOLFOX")
        regimens = ["FOLFOX", "CAPOX"]
        reviewed.decide(
            registry, "correct", "chemo_regimens", regimens, case="c1", evidence=(words,), decided_at=moment()
        )
    return path


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    """A lexicon of the test's own, which may be written."""
    return Path(shutil.copytree(ROOT / "lexicons", tmp_path / "lexicons", ignore=shutil.ignore_patterns("*.py")))


def edited(folder: Path, old: str, new: str, name: str = "regimen.yaml") -> Path:
    text = (ROOT / "lexicons" / "targets" / name).read_text(encoding="utf-8")
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def with_zerofox(folder: Path) -> Path:
    change = with_term("regimen", "FOLFOX", "zerofox", "Two cycles of zerofox.", "zerofixated")
    path = folder / "regimen.yaml"
    path.write_text(change.texts["targets/regimen.yaml"], encoding="utf-8")
    return path


def turned(done_out: str) -> list[tuple[str, str, str, str]]:
    return [(one["effect"], one["note_id"], one["field"], one["part"]) for one in json.loads(done_out)["turned"]]


def test_a_term_that_was_missing_fixes_what_a_person_had_to_enter(db: Path, tmp_path: Path) -> None:
    done = crlm("lexicon", "try", with_zerofox(tmp_path), "--db", db, "--json")
    found = json.loads(done.out)
    assert done.code == 0 and (found["fixes"], found["breaks"], found["changes"]) == (1, 0, 0)
    [one] = found["turned"]
    assert (one["case_id"], one["part"], one["before"], one["after"]) == ("c1", "FOLFOX", "not stated", "stated")
    assert LETTER[one["start"] : one["end"]] == "zerofox"
    assert (found["lacking"], found["faults"]) == ([], [])


def test_a_term_taken_out_breaks_what_was_right_and_changes_what_nobody_decided(db: Path, tmp_path: Path) -> None:
    path = edited(tmp_path, '"{capox,xelox,', '"{capox,')
    done = called("lexicon", "try", path, "--db", db, "--all-notes", "--json")
    assert turned(done.out) == [
        ("breaks", "one", "chemo_regimens", "CAPOX"),
        ("changes", "one", "chemo_cycles", ""),  # nobody decided on the cycles
        ("changes", "two", "chemo_regimens", "CAPOX"),
    ]
    assert "targets/regimen.yaml, CAPOX: not found in 'XELOX + Avastin'" in json.loads(done.out)["faults"]
    table = called("lexicon", "try", path, "--db", db).out.splitlines()
    assert [line.split() for line in table[:4]] == [
        ["field", "fixes", "breaks", "changes"],
        ["chemo_regimens", "0", "1", "0"],
        ["chemo_cycles", "0", "0", "1"],
        ["all", "0", "1", "1"],
    ]
    assert table[5].startswith("breaks: c1 note one: chemo_regimens CAPOX: stated -> not stated, ")
    assert LETTER[slice(*map(int, table[5].rpartition(", ")[2].split("-")))] == "XELOX"


def test_it_can_be_tried_on_gold_lines(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        json.dumps({**NOTES[0], "fields": {"ecog": 1, "chemo_regimens": ["CAPOX"]}}) + "\n", encoding="utf-8"
    )
    done = called("lexicon", "try", with_zerofox(tmp_path), "--gold", gold, "--json")
    assert turned(done.out) == [("breaks", "one", "chemo_regimens", "FOLFOX")]
    assert called("lexicon", "try", with_zerofox(tmp_path)).code == 2


def test_nothing_is_saved_or_stored_by_trying(db: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (ROOT / "lexicons").rglob("*.yaml")}
    stored = db.read_bytes()
    assert called("lexicon", "try", with_zerofox(tmp_path), "--db", db).code == 0
    assert {path: path.read_bytes() for path in (ROOT / "lexicons").rglob("*.yaml")} == before
    assert db.read_bytes() == stored


def test_a_change_with_its_examples_is_saved_and_then_read_with(db: Path, lexicons: Path, tmp_path: Path) -> None:
    where = {"CRLM_LEXICONS": str(lexicons)}
    folder = tmp_path / "changed"
    folder.mkdir()
    path = with_zerofox(folder)
    letter = tmp_path / "2024-03-01_oncology.txt"
    letter.write_text(LETTER, encoding="utf-8")
    asked = ("extract", letter, "--note-type", "oncology")
    assert json.loads(crlm(*asked, **where).out)["fields"]["chemo_regimens"] == ["CAPOX"]
    done = crlm("lexicon", "save", path, "--db", db, **where)
    assert done.code == 0 and done.err.startswith("saved regimen.yaml; `crlm reread` reads the stored notes with it")
    assert (lexicons / "targets" / "regimen.yaml").read_bytes() == path.read_bytes()
    assert json.loads(crlm(*asked, **where).out)["fields"]["chemo_regimens"] == ["FOLFOX", "CAPOX"]
    assert crlm("--version", **where).out != called("--version").out
    again = called("lexicon", "save", path, "--db", db, **where)
    assert again.code == 2 and "holds no change" in again.err


@pytest.mark.parametrize(
    ("found", "not_found", "told"),
    [
        ("", "zerofixated", "no new sentence under found has the term 'zerofox'"),
        ("Something else.", "zerofixated", "no new sentence under found has the term 'zerofox'"),
        ("Two cycles of zerofox.", "", "no new sentence under not_found only looks like the term 'zerofox'"),
        ("Two cycles of zerofox.", "zerofox it is", "FOLFOX: found in 'zerofox it is'"),
    ],
)
def test_a_term_without_both_examples_is_not_saved(
    db: Path, lexicons: Path, tmp_path: Path, found: str, not_found: str, told: str
) -> None:
    text = with_term("regimen", "FOLFOX", "zerofox", found, not_found).texts["targets/regimen.yaml"]
    path = tmp_path / "regimen.yaml"
    path.write_text(text, encoding="utf-8")
    before = (lexicons / "targets" / "regimen.yaml").read_bytes()
    done = called("lexicon", "save", path, "--db", db, CRLM_LEXICONS=str(lexicons))
    assert done.code == 2 and told in done.err
    assert (lexicons / "targets" / "regimen.yaml").read_bytes() == before


def test_who_may_not_change_it_saves_nothing() -> None:
    from review.lexicon_change import save

    with pytest.raises(RefusedError, match="may not change the lexicon"):
        save(with_term("regimen", "FOLFOX", "zerofox"), Person("eva", "Eva", Role.ADJUDICATOR))


WRONG: list[tuple[str, str, str]] = [
    ("concepts: {", "regimen.yaml", "is not valid YAML"),
    ("description: x\nconcepts: {}\nmore: 1\n", "regimen.yaml", "more: Extra inputs are not permitted"),
    ("description: x\nconcepts:\n  a: {terms: [no], found: [], not_found: []}\n", "regimen.yaml", "valid string"),
    ("label: x\n", "nothing_of_it.yaml", "is none of the files that can be tried"),
]


@pytest.mark.parametrize(("text", "name", "told"), WRONG, ids=[told for _, _, told in WRONG])
def test_what_is_no_lexicon_is_refused_in_one_line(db: Path, tmp_path: Path, text: str, name: str, told: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    done = called("lexicon", "try", path, "--db", db)
    assert done.code == 2 and told in done.err and len(done.lines) == 1


def test_a_whole_folder_is_compared_file_by_file(lexicons: Path) -> None:
    with pytest.raises(UserError, match="holds no change"):
        change_of(lexicons)
    path = lexicons / "targets" / "regimen.yaml"
    path.write_text(with_term("regimen", "FOLFOX", "zerofox").texts["targets/regimen.yaml"], encoding="utf-8")
    assert list(change_of(lexicons).texts) == ["targets/regimen.yaml"]
    element = lexicons / "elements" / "ecog.yaml"
    element.write_text(element.read_text(encoding="utf-8").replace("ECOG", "WHO"), encoding="utf-8")
    with pytest.raises(UserError, match="data elements are part of the program"):
        change_of(lexicons)


def test_a_term_is_added_where_it_belongs_and_the_rest_of_the_file_stays() -> None:
    before, after = saved("targets/regimen.yaml"), with_term("regimen", "CAPOX", 'a "b"').texts["targets/regimen.yaml"]
    assert before is not None
    changed = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert [new for _, new in changed] == [changed[0][0].removesuffix("]") + ', "a \\"b\\""]']
    for topic, concept, term in (("nothing", "CAPOX", "x"), ("regimen", "nothing", "x"), ("regimen", "CAPOX", " ")):
        with pytest.raises(UserError):
            with_term(topic, concept, term)


def test_a_trial_needs_something_decided(tmp_path: Path) -> None:
    with Registry.open(tmp_path / "new.duckdb") as registry:
        ingest(registry, tmp_path, NOTES)
        assert decided_rows(registry) == [] and len(decided_rows(registry, all_notes=True)) == 2
        assert local_person(registry).role is Role.ADMIN
    with pytest.raises(UserError, match="nothing to try it on"):
        try_lexicon(Change({}), [])


def test_notes_leave_no_trace_outside(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a trial writes on the way is vocabulary: no file of it holds the words of a note."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    done: Any = called("lexicon", "try", with_zerofox(tmp_path), "--db", db)
    assert done.code == 0 and "ECOG 1" not in done.out + done.err
    assert list(temporary.iterdir()) == []
