"""The conversation as the page gets it: places lead to marks of the viewer, a note that changed leads nowhere, cards wait until settled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app_pages.chat_rows import chat_view, passages
from app_pages.evidence import note_view
from assistant import conversing
from registry import conversation_store
from registry.store import Registry
from review import workflow
from review.reviewer import local_person
from tests.review.reviewed import ingest, note


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "cases.duckdb") as registry:
        ingest(registry, tmp_path)
        yield registry


def view(registry: Registry, case: str = "c2") -> dict[str, object]:
    return chat_view(workflow.review_case(registry, case), conversing.history(registry, case))


def test_before_anything_was_said_it_offers_what_fits(cases: Registry) -> None:
    found = view(cases, "c1")
    assert found["turns"] == []
    assert "Where do the notes disagree?" in found["suggestions"]  # type: ignore[operator]


def test_a_cite_names_a_mark_that_the_viewer_draws(cases: Registry) -> None:
    conversing.say(cases, local_person(cases), "c2", "What is the CEA?")
    [turn] = view(cases)["turns"]  # type: ignore[misc]
    [cite] = turn["cites"]
    review = workflow.review_case(cases, "c2")
    marks = {mark["id"] for mark in note_view(review.case, review.case.notes[0], [])["marks"]}  # type: ignore[attr-defined]
    assert cite["quote"] == "12" and cite["mention"] in marks
    assert passages(review, conversing.history(cases, "c2")) == []


def test_a_place_no_value_rests_on_is_marked_for_the_answer(cases: Registry, tmp_path: Path) -> None:
    told = "ONCOLOGY CLINIC\nLiver metastases. Age to be confirmed by the practice.\n"
    ingest(cases, tmp_path, [note("c3-letter", "c3", "oncology", "2024-03-01", told)])
    person = local_person(cases)
    while (
        "asks" in conversing.say(cases, person, "c3", "skip" if conversing.history(cases, "c3") else "ask me").reading
    ):
        pass
    review, said = workflow.review_case(cases, "c3"), conversing.history(cases, "c3")
    extra = passages(review, said)
    assert "Age" in {told[one.mention.start : one.mention.end] for one in extra}
    drawn = {mark["id"] for mark in note_view(review.case, review.case.notes[0], extra)["marks"]}  # type: ignore[attr-defined]
    cited = {cite["mention"] for turn in view(cases, "c3")["turns"] for cite in turn["cites"]}  # type: ignore[attr-defined]
    assert cited <= drawn


def test_a_note_that_changed_leads_nowhere(cases: Registry, tmp_path: Path) -> None:
    conversing.say(cases, local_person(cases), "c2", "What is the CEA?")
    ingest(
        cases, tmp_path, [note("letter", "c2", "oncology", "2024-03-01", "ONCOLOGY CLINIC\nNothing was measured.\n")]
    )
    [turn] = view(cases)["turns"]  # type: ignore[misc]
    assert turn["cites"][0]["mention"] == "" and turn["cites"][0]["quote"] == "12"


def test_a_card_waits_until_it_is_settled(cases: Registry) -> None:
    person = local_person(cases)
    card = conversing.say(cases, person, "c2", "ECOG is 2").proposal
    assert card is not None
    [turn] = view(cases)["turns"]  # type: ignore[misc]
    assert turn["waits"] and turn["card"]["decisions"][0] == {"label": "ECOG", "from": "1", "to": "2", "cites": []}
    conversing.act(cases, person, "c2", card["id"], "discard")
    assert [one["waits"] for one in view(cases)["turns"]] == [False, False]  # type: ignore[attr-defined]


def test_turns_are_kept_in_order_by_case(cases: Registry) -> None:
    person = local_person(cases)
    for case, question in (("c1", "one"), ("", "two"), ("c1", "three")):
        conversation_store.append(cases, case, person, question, "{}")
    assert [turn.question for turn in conversation_store.load(cases, "c1")] == ["one", "three"]
    assert [turn.question for turn in conversation_store.load(cases, "")] == ["two"]
    assert conversation_store.load(cases, "c1", "somebody else") == ()
