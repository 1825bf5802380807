"""An event of the page becomes the decision it stands for, or a refusal in words; nothing else of it is believed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from abstraction.records import Note, NoteAbstraction, NoteType, Section
from app_pages.deciding import decide, news, selected
from registry.store import Registry
from review import workflow
from review.decision_check import DecisionError
from review.reviewer import local_person, login

TEXT = "CT \U0001d6fd.\r\nLargest 42 mm, \U0001d6fd blocker, segment 6."
NOTE = NoteAbstraction(Note("n1", "c1", NoteType.RADIOLOGY, "2024-01-01", TEXT), (Section("findings", 6, 6, 60),), {})


def place(words: str, **changes: Any) -> dict[str, Any]:
    """The place of words as a browser counts it, in UTF-16."""
    start = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
    return {"note": "n1", "start": start, "end": start + len(words.encode("utf-16-le")) // 2, "text": words, **changes}


@pytest.mark.parametrize("words", ["CT", "Largest 42 mm", "\U0001d6fd blocker", "segment 6."])
def test_selected_words_are_found_where_they_are(words: str) -> None:
    [found] = selected("liver_max_size_mm", 42, None, place(words), {"n1": NOTE})
    assert TEXT[found.mention.start : found.mention.end] == words
    assert (found.note_id, found.mention.value) == ("n1", 42)
    assert found.mention.section == ("findings" if words != "CT" else "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": "n2"}, {"note": None}, {"start": -1}, {"start": "0"}, {"start": 30, "end": 20}, {"end": 900},
        {"start": 1}, {"text": "Largest 43 mm"}, {"start": None}, {"end": True},
    ],
)  # fmt: skip
def test_words_that_are_not_there_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DecisionError, match="select"):
        selected("liver_max_size_mm", 42, None, place("Largest 42 mm", **wrong), {"n1": NOTE})


def test_half_a_wide_letter_is_refused() -> None:
    spot = place("\U0001d6fd blocker")
    with pytest.raises(DecisionError, match="select"):
        selected("ecog", 1, None, {**spot, "start": spot["start"] + 1, "text": " blocker"}, {"n1": NOTE})


def test_evidence_is_for_what_is_new() -> None:
    assert news(["6", "7"], ["6"]) == ["7"]
    assert news(["6"], ["6", "7"]) == ["6"], "nothing is new: the words stand for what is there"
    assert news({"lung": "absent", "bone": "present"}, {"lung": "absent"}) == ["bone"]
    assert news({"lung": "absent"}, {"lung": "present"}) == ["lung"]
    assert news({"min": 1, "max": 2, "innumerable": False}, None) == [None]
    assert (news("T3", None), news(31, 30)) == (["T3"], [31])


@pytest.fixture
def opened(registry_path: Path) -> Iterator[Registry]:
    with Registry.open(registry_path) as registry:
        yield registry


def event(**changes: Any) -> dict[str, Any]:
    return {"id": "e1", "case": "t1", "element": "ecog", "action": "correct", "value": "2", "seen": 1, **changes}


def test_an_event_is_stored_under_the_reviewers_name(opened: Registry) -> None:
    opened.save_profile(login(), "Ada")
    assert decide(opened, local_person(opened), event(reason=" clinic letter ")) == ""
    [stored] = opened.decisions("t1")
    assert (stored.decision_id, stored.reviewer, stored.value, stored.old) == ("e1", "Ada", 2, 1)
    assert stored.reason == "clinic letter" and stored.decided_at.endswith("+00:00")
    assert decide(opened, local_person(opened), event(attempt=2)) == "" and len(opened.decisions("t1")) == 1


def test_an_event_with_words_carries_them_as_evidence(opened: Registry) -> None:
    [text] = [one.note.text for one in opened.note_abstractions("t1") if one.note.note_id == "t1-clinic"]
    words = "ECOG performance status 1"
    start = len(text[: text.index(words)].encode("utf-16-le")) // 2
    spot = {"note": "t1-clinic", "start": start, "end": start + len(words), "text": words}
    assert decide(opened, local_person(opened), event(evidence=spot)) == ""
    [mention] = [one.mention for one in opened.decisions("t1")[0].evidence]
    assert text[mention.start : mention.end] == words and mention.value == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": ""}, "not whole"),
        ({"id": None}, "not whole"),
        ({"case": 7}, "not whole"),
        ({"case": "nobody"}, "there is no case nobody"),
        ({"element": "moon"}, "unknown data element"),
        ({"element": "moon", "evidence": {"note": "t1-ct"}}, "moon"),
        ({"action": "drop"}, "unknown action"),
        ({"action": "sign_off", "value": {}}, "unknown data element"),
        ({"value": "many"}, "enter a number"),
        ({"value": {"min": 1}}, "enter a number"),
        ({"seen": 3}, "somebody changed this value meanwhile"),
        ({"evidence": {"note": "t2-ct", "start": 0, "end": 2, "text": "CT"}}, "not in a note of this case"),
        ({"evidence": "words"}, "not in a note of this case"),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_not_stored(
    opened: Registry, changes: dict[str, Any], told: str
) -> None:
    assert told in decide(opened, local_person(opened), event(**changes))
    assert opened.decisions() == ()


def test_a_registry_that_fails_is_told(opened: Registry) -> None:
    person = local_person(opened)
    opened.close()
    assert "could not be used" in decide(opened, person, event())


def test_the_case_of_the_event_is_the_one_decided(opened: Registry) -> None:
    assert (
        decide(
            opened,
            local_person(opened),
            event(
                case="t4",
                element="imaging",
                action="accept",
                value=None,
                seen=workflow.review_case(opened, "t4").case.fields["imaging"],
            ),
        )
        == ""
    )
    assert (len(opened.decisions("t4")), len(opened.decisions("t1"))) == (1, 0)
