"""A sentence about one case -> a grounded answer. Nothing is told without a place in the notes, and nothing is written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from abstraction.decisions import NOT_STATED
from assistant.answer import Answer
from assistant.asked import Asked, plain
from assistant.grounds import Grounds
from assistant.guiding import SKIP, STOP, UNKNOWN, holder, next_question, pending, reply_to, skipped_in
from assistant.intent import load_intents
from assistant.language_model.reading import read
from assistant.language_model.settings import Settings, read_settings
from assistant.language_model.wording import word
from assistant.matching import Match, Understood, is_question, match, spelt, understood
from assistant.names import Item, load_words
from assistant.proposal import Change, apply, setting
from assistant.replies import corrections, facts, notes, record, verdicts
from assistant.sourced import Source, evidence_for, without_source
from assistant.suggesting import fitting, nearest
from assistant.tokens import words
from assistant.value_reading import item_words
from registry.store import Registry
from review import workflow
from review.blindness import refuse_hidden
from review.rejection import UserError
from review.rights import Person
from review.wording import element_label
from review.workflow import CaseReview
from rules_engine.fact import load_facts

FROM_TO = re.compile(r"\bfrom\s+[\d.,]+\s*(?:mm|cm|%|percent)?\s+to\b", re.IGNORECASE)
LONGEST = 500  # characters of a question
Reply = Callable[[Asked], Answer]
REPLIES: Mapping[str, Reply] = {
    "value": facts.value, "whether": facts.whether, "where": facts.where, "note_says": facts.note_says,
    "verdict": verdicts.verdict, "why": verdicts.why, "why_not": verdicts.why_not, "options": verdicts.options, "missing": verdicts.missing,
    "what_if": corrections.what_if,
    "summary": notes.summary, "timeline": notes.timeline, "changed": notes.changed, "compare": notes.compare,
    "conflicts": notes.conflicts, "notes": notes.notes,
    "decisions": record.decisions, "help": record.help,
    "set_value": corrections.set_value, "add": corrections.add, "ignore": corrections.ignore, "deny": corrections.deny,
    "not_stated": corrections.not_stated, "accept": corrections.accept, "undo": corrections.undo,
    "lesion_benign": corrections.lesion_benign,
    "ask_me": lambda asked: next_question(asked.review, ()),
}  # fmt: skip


def answer_about(
    registry: Registry, person: Person, case_id: str, text: str, so_far: Sequence[Mapping[str, Any]] = ()
) -> Answer | None:
    """The answer to a question or correction about a case; None where the sentence is about many cases.

    `so_far` are the readings of the answers before it in this conversation, oldest first. UnknownCaseError where there is no
    such case, BlindError where this person has yet to abstract it blind.
    """
    refuse_hidden(registry, person, case_id)
    review = workflow.review_case(registry, case_id)
    said = " ".join(text.split())[:LONGEST]
    if not said:
        return Answer(
            False, "Ask something about the case, or say what is to be corrected.", suggestions=fitting(review)
        )
    if (fact := pending(so_far)) and (found := replied(review, person, fact, said, so_far)):
        return found
    settings = read_settings()
    found = understood_answer(review, person, said, so_far)
    if found is None and about_many(said):
        return None
    if found is None and settings:
        found = read_by_model(settings, review, person, said, so_far)
    if found is None:
        return not_understood(review, said)
    if settings and settings.words_answers and found.cites and found.proposal is None:
        return word(settings, said, found)
    return found


def read_by_model(
    settings: Settings, review: CaseReview, person: Person, said: str, so_far: Sequence[Mapping[str, Any]]
) -> Answer | None:
    """The reply to a sentence that the language model turned into an intent; the reading says so."""
    found = read(settings, said, review.case.notes)
    if found is None:
        return None
    answer = reply(review, person, said, found, so_far)
    return replace(answer, reading={**answer.reading, "read_by": settings.model})


def understood_answer(
    review: CaseReview, person: Person, said: str, so_far: Sequence[Mapping[str, Any]]
) -> Answer | None:
    """The reply of the intent that fits, or None."""
    plain = FROM_TO.sub("to", said)  # "from 3 to 4" is 4
    stated, source = without_source(plain, review.case.notes)
    for text, named in ((stated, source), (plain, None)) if source else ((plain, None),):
        found = match(text, review.case.notes, bool(so_far))
        if found and (named is None or is_correction(found)):
            return reply(review, person, said, found, so_far, named)
    return None


def is_correction(found: Match) -> bool:
    """Whether the intent tells something instead of asking."""
    return load_intents()[found.intent].states


def reply(
    review: CaseReview,
    person: Person,
    text: str,
    found: Match,
    so_far: Sequence[Mapping[str, Any]],
    source: Source | None = None,
) -> Answer:
    """The reply of an intent."""
    asked = Asked(review, person, text, found, so_far, Grounds(review), source)
    try:
        return REPLIES[found.intent](asked)
    except UserError as refusal:
        return asked.answer(f"{refusal}.")


def about_many(said: str) -> bool:
    """Whether a sentence asks about many cases."""
    spoken = f" {' '.join(words(said))} "
    return any(f" {word} " in spoken for word in load_words().registry)


def not_understood(review: CaseReview, said: str) -> Answer:
    """That the sentence was not understood, what of it was, and the nearest questions."""
    found = understood(said, review.case.notes)
    told = understood_words(found)
    parts = ["I did not understand this."]
    if told:
        parts.append(f"I understood: {', '.join(told)}.")
    if found.left:
        parts.append(f"I do not know what to make of: {', '.join(dict.fromkeys(found.left))}.")
    reading: dict[str, Any] = {**plain(found.slots), "words": list(found.words), "unused": list(found.left)}
    return Answer(False, " ".join(parts), reading, suggestions=nearest(found, review))


def understood_words(found: Understood) -> list[str]:
    """What a sentence names, in words."""
    told = []
    for kind, held in found.slots.items():
        for one in held:
            told.append(
                item_words(one) if isinstance(one, Item) else element_label(one) if kind == "element" else str(one)
            )
    return list(dict.fromkeys([*told, *found.words]))


def replied(
    review: CaseReview, person: Person, fact: str, said: str, so_far: Sequence[Mapping[str, Any]]
) -> Answer | None:
    """The reply to a question of the assistant: a card, the next question, or None where the sentence is something else."""
    skipped = skipped_in(so_far)
    if STOP.fullmatch(said):
        return Answer(True, "No more questions. Say “ask me” to go on.", {"intent": "ask_me", "skipped": list(skipped)})
    element = holder(fact)
    silent = element not in review.case.values and element not in review.case.conflicts
    if UNKNOWN.fullmatch(said) and silent:
        return card(review, person, said, fact, Change(element, NOT_STATED), skipped)
    if SKIP.fullmatch(said) or UNKNOWN.fullmatch(said):
        return next_question(review, [*skipped, fact])
    if is_question(said, spelt(said)):
        return None
    found = reply_to(review, fact, said)
    if found is None:
        if understood_answer(review, person, said, so_far) is not None:
            return None
        label = load_facts()[fact].label
        cannot = f"I cannot take this as an answer on {label}, which the registry could hold. Say it in other words, or skip."
        reading = {"intent": "ask_me", "asks": fact, "element": element, "skipped": list(skipped)}
        return Answer(False, cannot, reading, suggestions=("Unknown", "Skip"))
    _, source = without_source(said, review.case.notes)
    evidence = evidence_for(review.case.notes, found.element, found.value, None, source)
    return card(review, person, said, fact, setting(review, found.element, found.value, evidence), skipped, source)


def card(
    review: CaseReview,
    person: Person,
    said: str,
    fact: str,
    change: Change,
    skipped: Sequence[str],
    source: Source | None = None,
) -> Answer:
    """The card of a reply; the question stays open until it is applied."""
    asked = Asked(review, person, said, Match("ask_me", {}), (), Grounds(review), source)
    made = corrections.proposed(asked, [change], fact=fact)
    return replace(
        made, reading={"intent": "ask_me", "asks": fact, "element": change.element, "skipped": list(skipped)}
    )


def settle(
    registry: Registry,
    person: Person,
    case_id: str,
    proposal: Mapping[str, Any],
    act: str,
    so_far: Sequence[Mapping[str, Any]] = (),
) -> Answer:
    """Apply or discard a card; where it answered a question of the assistant, the next one follows.

    RefusedError or DecisionError where it cannot be applied, and nothing is written.
    """
    skipped, fact = list(skipped_in(so_far)), str(proposal.get("fact") or "")
    if act == "apply":
        apply(registry, person, case_id, proposal)
        lead = "Saved. " + "; ".join(proposal["effect"]) + "."
    else:
        lead = "Discarded: nothing was changed."
        skipped += [fact] if fact else []
    reading = {"settled": proposal["id"], "act": act, "skipped": skipped}
    if not fact:
        return Answer(True, lead, reading)
    found = next_question(workflow.review_case(registry, case_id), skipped, f"{lead}\n")
    return replace(found, reading={**found.reading, **reading})


def opening(review: CaseReview) -> Answer:
    """What the assistant says before anything was said: how much can still be settled, and what to ask."""
    count = len(review.verdicts.questions)
    lead = f"{count} open facts can still settle a verdict." if count else "No open fact can settle a verdict."
    return Answer(
        True,
        f"Ask about this case, or correct it in plain words. {lead}",
        {"intent": "opening"},
        suggestions=fitting(review),
    )
