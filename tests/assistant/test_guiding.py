"""The assistant asks what can still settle a verdict, takes the reply as a card, and stops when nothing can."""

from typing import Any

import pytest

from assistant import conversing
from assistant.about_case import answer_about
from assistant.answer import Answer
from assistant.guiding import reply_to
from lexicons import load_elements
from registry.store import Registry
from review import workflow
from review.fact_places import element_of
from review.rights import Person
from review.wording import term

REPLIES = [
    ("flr_pct", "34", "flr_percent", 34.0),
    ("flr_pct", "FLR is 36 % per volumetry", "flr_percent", 36.0),
    ("flr_pct", "it was 36 percent", "flr_percent", 36.0),
    ("ecog_ps", "ECOG 2", "ecog", 2),
    ("age_years", "she is 71", "age_years", 71),
    ("liver_met_count", "four", "liver_lesion_count", {"min": 4, "max": 4, "innumerable": False}),
    ("resection_strategy", "liver first", "resection_strategy", "liver_first"),
    ("fit_for_major_surgery", "yes", "fit_for_major_surgery", "yes"),
    ("fit_for_major_surgery", "no", "fit_for_major_surgery", "no"),
    ("ehd_bone", "yes", "ehd", {"lung": "present", "adrenal": "indeterminate", "bone": "present"}),
    ("ehd_bone", "no", "ehd", {"lung": "present", "adrenal": "indeterminate", "bone": "absent"}),
    ("steatosis", "no", "liver_background_denied", ["steatosis"]),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "text", "element", "value"), REPLIES)
def test_a_reply_is_read_for_the_fact_that_was_asked(
    fact: str, text: str, element: str, value: Any, reading: Registry
) -> None:
    found = reply_to(workflow.review_case(reading, "a"), fact, text)
    assert found is not None
    assert (found.element, found.value) == (element, value)


@pytest.mark.parametrize(
    ("fact", "text"),
    [("flr_pct", "yes"), ("flr_pct", "blue"), ("flr_pct", "340 %"), ("fit_for_major_surgery", "42"), ("ecog_ps", "9")],
)
def test_what_is_no_reply_to_it_is_not_taken_for_one(fact: str, text: str, reading: Registry) -> None:
    assert reply_to(workflow.review_case(reading, "a"), fact, text) is None


def test_the_question_that_settles_most_comes_first_with_passages(reading: Registry, person: Person) -> None:
    answer = answer_about(reading, person, "c", "ask me")
    assert answer is not None
    first = workflow.review_case(reading, "c").verdicts.questions[0]
    assert answer.reading["asks"] == first.fact and first.question in answer.text
    assert "Unknown" in answer.suggestions and "Skip" in answer.suggestions
    assert answer.cites or "No passage of the notes speaks of it." in answer.text


def test_skip_goes_on_and_does_not_come_back(registry: Registry, person: Person) -> None:
    asked = [conversing.say(registry, person, "a", "ask me").reading["asks"]]
    for _ in range(4):
        asked.append(conversing.say(registry, person, "a", "skip").reading["asks"])
    assert len(set(asked)) == 5 and registry.decisions("a") == ()


def test_a_question_in_between_is_answered_and_asking_goes_on(registry: Registry, person: Person) -> None:
    first = conversing.say(registry, person, "a", "ask me").reading["asks"]
    assert conversing.say(registry, person, "a", "what is the CEA?").value == 18.5
    second = conversing.say(registry, person, "a", "continue").reading["asks"]
    assert second == first


def test_stop_ends_it(registry: Registry, person: Person) -> None:
    conversing.say(registry, person, "a", "ask me")
    assert "asks" not in conversing.say(registry, person, "a", "stop").reading


def test_unknown_is_kept_as_not_stated_and_not_asked_again(registry: Registry, person: Person) -> None:
    fact = conversing.say(registry, person, "a", "ask me").reading["asks"]
    while (card := conversing.say(registry, person, "a", "unknown").proposal) is None:  # it has a value already
        fact = conversing.history(registry, "a")[-1].answer.reading["asks"]
    assert card is not None and card["decisions"][0]["action"] == "not_stated"
    after = conversing.act(registry, person, "a", card["id"], "apply")
    assert element_of(after.reading["asks"]) != element_of(fact)
    assert [one.action for one in registry.decisions("a")] == ["not_stated"]


def replies(answer: Answer) -> list[str]:
    """Replies of which one fits any question: those offered, numbers, a day, words of its element."""
    offered = [one for one in answer.suggestions if one not in ("Unknown", "Skip")]
    words = [term(one) for one in load_elements()[answer.reading["element"]].values[:1]]
    return [*offered, *words, "30", "2", "2023-01-05"]


def test_all_answered_nothing_is_left_that_can_settle_a_verdict(registry: Registry, person: Person) -> None:
    answer = conversing.say(registry, person, "c", "ask me")
    turns = 0
    while fact := answer.reading.get("asks"):
        turns += 1
        assert turns < 120
        for reply in replies(answer):
            answer = conversing.say(registry, person, "c", reply)
            if answer.proposal:
                break
        assert answer.proposal is not None, f"no reply to {fact} was taken"
        answer = conversing.act(registry, person, "c", answer.proposal["id"], "apply")
        assert answer.understood, answer.text
    assert "No answer can settle a verdict any more." in answer.text
    assert workflow.review_case(registry, "c").verdicts.questions == ()
