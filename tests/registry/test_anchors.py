"""Evidence that people gave stays with its words when the note gets another text, and is never moved to other words."""

import json
from dataclasses import replace

import duckdb
import pytest

from abstraction.decisions import WORDS_GONE, apply_decisions
from abstraction.records import CaseEvidence, EarlierEvidence, Mention, Note, NoteAbstraction, ReviewDecision
from registry import blind_store
from registry.blind_store import Entry
from registry.store import Registry
from tests.registry.abstractions import VERSIONS, note

FIRST = "ONCOLOGY CLINIC\nECOG performance status 1. CEA 12 ng/mL.\n"
MOVED = f"ADDENDUM\nSeen again today, ECOG 12, CEA 1.\n{FIRST}"
GONE = "ONCOLOGY CLINIC\nECOG performance status 2. CEA 12 ng/mL.\n"
START = FIRST.index("status 1") + len("status ")
GIVEN = CaseEvidence("n1", Mention("ecog", START, START + 1, 1))
MADE = ReviewDecision(
    "d1", "c1", "ecog", "correct", 1, "Ada", "2024-06-01T10:00:00+00:00", evidence=(GIVEN,), old=2, reading=""
)


def store(registry: Registry, text: str, **more: str) -> Note:
    item = note(text=text, **more)
    registry.save_notes([NoteAbstraction(item, (), {})], registry.start_run(VERSIONS), VERSIONS)
    return item


@pytest.fixture
def decided(registry: Registry) -> Registry:
    store(registry, FIRST)
    assert registry.append_decision(MADE)
    return registry


def words(text: str, decision: ReviewDecision) -> list[str]:
    return [text[one.mention.start : one.mention.end] for one in decision.evidence]


def test_where_the_note_is_the_same_so_is_the_evidence(decided: Registry) -> None:
    assert decided.decisions() == (MADE,)
    store(decided, FIRST, day="2024-03-02")  # another version with the same text
    assert decided.decisions() == (MADE,)


def test_words_that_moved_are_found_again(decided: Registry) -> None:
    store(decided, MOVED)
    [found] = decided.decisions("c1")
    assert words(MOVED, found) == ["1"] and found.earlier == ()
    assert MOVED[: found.evidence[0].mention.start].endswith("status ")
    assert decided.decisions(as_made=True) == (MADE,), "what was written is as it was"
    assert decided.decisions_by_case(["c1"]) == {"c1": (found,)}


def test_words_that_are_gone_stay_in_their_version(decided: Registry) -> None:
    store(decided, GONE)
    [found] = decided.decisions()
    assert (found.evidence, found.earlier) == ((), (EarlierEvidence("n1", 1, GIVEN.mention),))
    store(decided, f"{FIRST}Signed.\n")
    assert [words(f"{FIRST}Signed.\n", one) for one in decided.decisions()] == [["1"]], "a text put back has them again"


def test_the_hash_is_that_of_the_text_it_was_taken_from(decided: Registry) -> None:
    """A decision made on the second version is anchored from there, whatever its time says."""
    store(decided, MOVED)
    start = MOVED.index("CEA 1.") + 4
    there = CaseEvidence("n1", Mention("ecog", start, start + 1, 1))
    decided.append_decision(replace(MADE, decision_id="d2", evidence=(there,)))
    store(decided, FIRST)
    first, second = decided.decisions()
    assert first == MADE and second.earlier == (EarlierEvidence("n1", 2, there.mention),)
    [row] = [one for one in decided.decision_rows() if one["decision_id"] == "d2"]
    assert [one["sha256"] for one in json.loads(row["evidence_json"])] == [note(text=MOVED).sha256]
    assert decided.verify_decisions().faults == ()


@pytest.mark.parametrize(("at", "version"), [("1999-01-01T00:00:00Z", 1), ("2999-01-01T00:00:00+01:00", 2), ("?", 1)])
def test_evidence_from_before_hashes_were_kept_is_of_the_version_of_its_time(
    decided: Registry, at: str, version: int
) -> None:
    store(decided, MOVED)
    with decided.transaction() as cursor:
        cursor.execute(
            "UPDATE review_decisions SET decided_at = ?, evidence_json = replace(evidence_json, '\"sha256\"', '\"old\"')",
            [at],
        )
    [found] = decided.decisions()
    place = found.evidence[0].mention.start
    assert (MOVED[:place].endswith("status "), place == START) == ((True, False) if version == 1 else (False, True))


def test_a_value_whose_words_are_gone_stays_and_needs_review(decided: Registry) -> None:
    store(decided, GONE)
    [decision] = decided.decisions()
    from abstraction.consolidation import consolidate

    case = consolidate("c1", decided.note_abstractions("c1"))
    value = apply_decisions(case, [decision]).values["ecog"]
    assert (value.value, value.evidence, value.reasons, value.source) == (1, (), (WORDS_GONE,), "reviewed")
    kept = apply_decisions(case, [replace(decision, evidence=(GIVEN,), earlier=())]).values["ecog"]
    assert (kept.evidence, kept.reasons) == ((GIVEN,), ())


def test_entries_made_blind_are_anchored_too(registry: Registry) -> None:
    store(registry, FIRST)
    entry = Entry("e1", "c1", "ecog", "ada", 1, (GIVEN,), "", "2024-06-01T10:00:00+00:00", "1", "l", "r")
    assert blind_store.append_entry(registry, entry) and blind_store.entries(registry) == (entry,)
    store(registry, MOVED)
    [found] = blind_store.entries(registry, ["c1"])
    assert MOVED[: found.evidence[0].mention.start].endswith("status ")
    store(registry, GONE)
    assert [one.evidence for one in blind_store.entries(registry)] == [()]


def test_a_registry_from_before_is_opened_and_counts_as_it_did(registry: Registry) -> None:
    """The view is the same as long as nothing is promoted and nothing read beside."""
    store(registry, FIRST)
    other = replace(VERSIONS, lexicon="lexicon-b")
    registry.save_notes([NoteAbstraction(note(text=FIRST), (), {})], registry.start_run(other), other)
    with registry.reading() as cursor:
        assert cursor.execute("SELECT abstraction_id FROM current_abstractions").fetchall() == [(2,)]
        with pytest.raises(duckdb.Error):
            cursor.execute("UPDATE current_abstractions SET version = 1")
