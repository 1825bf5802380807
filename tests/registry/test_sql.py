"""What is stored stays: no statement changes or deletes it, no value becomes a part of a statement, no old migration changes."""

import hashlib
import re

from abstraction.records import ReviewDecision
from registry import migrate
from registry.case_store import CASE_TABLES
from registry.store import Registry
from tests.health.tree import of_kind, relative
from tests.registry.abstractions import VERSIONS, abstraction, note

SOURCES = [path for path in of_kind(".py") if relative(path).startswith("registry/")]
CHANGES = re.compile(
    r"\b(?:DELETE\s+FROM|UPDATE|DROP\s+TABLE|TRUNCATE|ALTER\s+TABLE|INSERT\s+OR\s+REPLACE(?:\s+INTO)?)\s+([\w{}]+)"
)
HOSTILE = "n1'; DROP TABLE notes; --"
# A released migration is never edited: a change of the schema is a new file and a new line here.
RELEASED = {
    "001_initial": "bef4eb876f0c2ff0c65f5a077f4ded29bc88ddca1a31b43d5fec480fcf6aea89",
    "002_results_without_wording": "0fa656d36abb65477de4583661fff85298d6c019a4fe27abc3689d3e89da3968",
}


def test_only_what_can_be_computed_again_is_replaced() -> None:
    found = {(relative(path), table) for path in SOURCES for table in CHANGES.findall(path.read_text(encoding="utf-8"))}
    assert found == {
        ("registry/case_store.py", "{table}"),
        ("registry/whole.py", "{table}"),  # of a file that is new, before the rows of another are copied into it
        ("registry/store.py", "runs"),
        ("registry/export_store.py", "export_head"),  # where the chain of exports ends, written with every export
        ("registry/quarantine_store.py", "quarantine"),  # what could not be read, until it is
        ("registry/filter_store.py", "saved_filters"),  # a person's own, to be kept anew or forgotten
        ("registry/decision_store.py", "decision_head"),  # where the chain ends, written with every decision
        ("registry/export_store.py", "export_head"),  # the same of the exports
        ("registry/reading_store.py", "promotion_head"),  # the same of the promotions
        ("registry/import_log.py", "import_head"),  # and of the imports
        ("registry/column_store.py", "column_profiles"),  # kept anew under their name
        # What an import added, where it is taken back; see test_imports.
        ("registry/taking_back.py", "{table}"),
        ("registry/taking_back.py", "notes"),
        ("registry/taking_back.py", "note_abstractions"),
        ("registry/taking_back.py", "imported_abstractions"),
        ("registry/taking_back.py", "quarantine"),
        ("registry/taking_back.py", "case_stages"),
        ("registry/decision_store.py", "earlier_decisions"),  # put into the chain, each row of it, just before
    }
    assert set(CASE_TABLES) == {"case_values", "case_conflicts", "rule_results", "case_stages", "case_work"}


def test_values_never_become_sql(registry: Registry) -> None:
    run_id = registry.start_run(VERSIONS)
    hostile = note(HOSTILE, HOSTILE, text=HOSTILE * 3)
    assert registry.save_notes([abstraction(hostile)], run_id, VERSIONS) == 1
    decision = ReviewDecision(HOSTILE, HOSTILE, HOSTILE, "correct", HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    assert registry.append_decision(decision)
    assert registry.case_ids() == (HOSTILE,)
    assert registry.note_abstractions(HOSTILE)[0].note == hostile
    assert registry.decisions(HOSTILE) == (decision,)
    assert set(registry.stored_notes([HOSTILE])) == {HOSTILE}
    assert registry.note_abstractions("x' OR '1'='1") == ()


def test_released_migrations_are_as_they_were_released() -> None:
    known = {name: hashlib.sha256(sql.encode()).hexdigest() for name, sql in migrate.known_migrations().items()}
    assert {name: known.get(name) for name in RELEASED} == RELEASED
    assert list(known)[: len(RELEASED)] == list(RELEASED)
