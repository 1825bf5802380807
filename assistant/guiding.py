"""The assistant asks: the open facts whose answer can still settle a verdict, one at a time, until none is left."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from abstraction.decisions import NOT_STATED, apply_decisions, standing
from abstraction.records import CaseAbstraction, CaseEvidence, Mention, ReviewDecision, Value
from assistant.answer import Answer
from assistant.grounds import Grounds
from assistant.names import DENYING, load_words
from assistant.notes_named import in_order
from assistant.tokens import words
from assistant.value_reading import names_of, read_by_extraction, read_value
from lexicons import entered_elements, load_elements
from review.fact_places import element_of
from review.rule_words import REASONS
from review.wording import element_label, term
from review.workflow import CaseReview
from rules_engine import load_rules
from rules_engine.case_facts import facts_of
from rules_engine.change import Question
from rules_engine.evaluation import Evaluation
from rules_engine.fact import load_facts

YES = {
    ("yes",),
    ("y",),
    ("true",),
    ("correct",),
    ("present",),
    ("done",),
    ("it", "is"),
    ("there", "is"),
    ("there", "are"),
}
NO = {("no",), ("n",), ("none",), ("false",), ("absent",), ("not", "done"), ("not", "present")}
UNKNOWN = re.compile(
    r"(?:it is |that is )?(?:unknown|not (?:known|stated|mentioned|documented)|no idea|unclear|(?:i )?(?:do not|don't) know|(?:the )?notes do(?:n't| not) say|nobody knows|\?)\W*",
    re.IGNORECASE,
)
SKIP = re.compile(
    r"(?:skip(?: (?:it|this|that|this one))?|later|next(?: (?:one|question))?|pass|not now)\W*", re.IGNORECASE
)
STOP = re.compile(r"(?:stop|enough|quit|cancel|no more(?: questions)?|that is all|done for now)\W*", re.IGNORECASE)
PASSAGES = 3
OFFERED = 6  # words of a category that are offered as replies
RULES = 3  # rules told with a question


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply to a question leaves a data element with."""

    element: str
    value: Value


def holder(fact: str) -> str:
    """The data element that takes a person's answer on a fact: the one a person enters, else the one it is read from."""
    return fact if fact in entered_elements() else element_of(fact)


def askable(review: CaseReview, skipped: Sequence[str] = ()) -> list[Question]:
    """The questions whose answer a data element can hold and nobody has passed over, the one that settles most first."""
    closed = {element for element, one in standing(review.decisions).items() if one.action == NOT_STATED}
    return [
        one
        for one in review.verdicts.questions
        if one.fact not in skipped and holder(one.fact) and holder(one.fact) not in closed
    ]


def skipped_in(so_far: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The facts that were passed over in this conversation."""
    return next((tuple(one["skipped"]) for one in reversed(so_far) if "skipped" in one), ())


def pending(so_far: Sequence[Mapping[str, Any]]) -> str:
    """The fact that the last answer asked for, or nothing."""
    return str(so_far[-1].get("asks", "")) if so_far else ""


def next_question(review: CaseReview, skipped: Sequence[str], lead: str = "") -> Answer:
    """The next question with the passages to look at; that nothing is left to ask where nothing is."""
    left = askable(review, skipped)
    reading: dict[str, Any] = {"intent": "ask_me", "skipped": list(skipped)}
    if not left:
        told = "No answer can settle a verdict any more." if not skipped else "No other question can settle a verdict."
        if skipped:
            facts = load_facts()
            told += f" Passed over: {', '.join(facts[one].label for one in skipped)}."
        return Answer(True, f"{lead}{told}", reading, [], suggestions=("Summarise the case", "What is missing?"))
    one, grounds = left[0], Grounds(review)
    titles = {rule.key: f"{rule.id} {rule.title}" for rule in load_rules()}
    settles = ", ".join(titles[key] for key in one.settles[:RULES])
    more = f" and {len(one.settles) - RULES} more" if len(one.settles) > RULES else ""
    count = f"{len(left)} {'question' if len(left) == 1 else 'questions'} can still settle a verdict."
    lines = [f"{lead}{count} {one.question} ({REASONS[one.reason]}; would settle {settles}{more})"]
    places: dict[str, CaseEvidence] = {}
    for place in passages(review, one):
        places.setdefault(f"{grounds.label(place.note_id)}: “{grounds.quote(place)}”", place)
    lines += [f"{line}{grounds.mark([place])}" for line, place in places.items()]
    if len(lines) == 1:
        lines.append("No passage of the notes speaks of it.")
    reading |= {"asks": one.fact, "element": holder(one.fact)}
    return Answer(True, "\n".join(lines), reading, one.fact, tuple(grounds.cites), suggestions=choices(one.fact))


def choices(fact: str) -> tuple[str, ...]:
    """Replies to choose from."""
    known = load_facts()[fact]
    offered: list[str] = ["Yes", "No"] if known.kind == "truth" else []
    held = load_elements()[holder(fact)]
    if known.kind == "category" and held.kind == "category" and len(held.values) <= OFFERED:
        offered = [term(word) for word in held.values]
    return (*offered, "Unknown", "Skip")


def passages(review: CaseReview, question: Question) -> list[CaseEvidence]:
    """Where to look: what the fact rests on so far, each side of a conflict, else lines that name it, newest note first."""
    element = element_of(question.fact)
    found = [*review.verdicts.evaluation.evidence(question.fact)]
    found += [
        CaseEvidence(claim.note_id, one) for claim in review.case.conflicts.get(element, ()) for one in claim.evidence
    ]
    if not found:
        found = [
            CaseEvidence(note.note.note_id, one)
            for note in reversed(in_order(review.case.notes))
            for one in named_in(note.note.text, question.fact)
        ]
    return list({(one.note_id, one.mention.start, one.mention.end): one for one in found}.values())[:PASSAGES]


def named_in(text: str, fact: str) -> Iterator[Mention]:
    """The places where a text names a fact, one a line."""
    lines: set[int] = set()
    for found in name_pattern(fact).finditer(text):
        line = text.count("\n", 0, found.start())
        if line not in lines:
            lines.add(line)
            yield Mention("passage", found.start(), found.end())


@cache
def name_pattern(fact: str) -> re.Pattern[str]:
    """Any name of the fact or of its element."""
    said = [load_facts()[fact].label, *(names_of(element_of(fact)) if not fact.startswith("ehd_") else ())]
    if fact.startswith("ehd_"):
        said.append(term(fact.removeprefix("ehd_")).removesuffix(" nodes"))
    phrases = sorted({r"\W+".join(map(re.escape, words(one))) for one in said if words(one)}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)


def reply_to(review: CaseReview, fact: str, text: str) -> Reply | None:
    """The value of a data element that a reply stands for: with it, the fact is known. None where it says nothing of the fact."""
    for reply in readings(review, fact, text):
        state = settled(review, reply)
        wanted = truth_of(text) if load_facts()[fact].kind == "truth" else None
        known = state.state.values[fact]
        if known is not None and wanted in (None, known):
            return reply
    return None


def readings(review: CaseReview, fact: str, text: str) -> Iterator[Reply]:
    """What a reply can stand for, the plainest first."""
    element, truth = holder(fact), truth_of(text)
    if load_facts()[fact].kind == "truth" and truth is not None:
        yield from standing_for(review, fact, truth)
        return
    spoken = re.sub(r"^\W*(?:" + name_pattern(fact).pattern + r")\b", "", text.strip(), flags=re.IGNORECASE)
    spoken = re.split(r"\b(?:per|according to|as per|see|on|by)\b", spoken)[0]
    for said in (text, spoken, bare(text)):
        value = read_value(element, said)
        if value is not None:
            yield Reply(element, merged(review.case, element, value))
    labels = (element_label(element), load_facts()[fact].label) if load_facts()[fact].kind != "truth" else ()
    for label in ("", *labels):
        read = read_by_extraction(text, label)
        if element in read:
            yield Reply(element, merged(review.case, element, read[element]))


def bare(text: str) -> str:
    """A reply without the words that say nothing of their own: "she is 71" is 71."""
    return " ".join(one for one in words(text) if one not in load_words().fillers)


def truth_of(text: str) -> bool | None:
    """Yes, no, or neither."""
    said = words(text)
    if said in YES or said[:1] in {("yes",), ("yeah",), ("yep",)}:
        return True
    return False if said in NO or said[:1] in {("no",), ("nope",)} else None


def merged(case: CaseAbstraction, element: str, value: Value) -> Value:
    """A map takes what is said into what it holds; any other value stands for itself."""
    found = case.values.get(element)
    if isinstance(value, dict) and "min" not in value and found and isinstance(found.value, dict):
        return {**found.value, **value}
    return value


def standing_for(review: CaseReview, fact: str, truth: bool) -> Iterator[Reply]:
    """Every value of the element, or of the one that denies, that may make the fact so; what changes least comes first."""
    element = holder(fact)
    for name in filter(None, (element, DENYING.get(element))):
        known, found = load_elements()[name], review.case.values.get(name)
        held = found.value if found else None
        if known.kind == "map":
            site = fact.removeprefix("ehd_")
            now = dict(held) if isinstance(held, dict) else {}
            if site in known.sites:
                yield Reply(name, {**now, site: "present" if truth else "absent"})
        elif known.kind == "category":
            yield from (Reply(name, value) for value in ordered(known.values, truth))
        elif known.kind == "list":
            now_listed = list(held) if isinstance(held, list) else []
            if truth or name != element:
                yield from (Reply(name, [*now_listed, value]) for value in known.values if value not in now_listed)
                yield Reply(name, list(known.values))
            yield from (
                Reply(name, [one for one in now_listed if one != value]) for value in now_listed if len(now_listed) > 1
            )
        elif known.kind == "count":
            yield Reply(
                name,
                {"min": 1, "max": None, "innumerable": False} if truth else {"min": 0, "max": 0, "innumerable": False},
            )


def ordered(values: Sequence[str], truth: bool) -> list[str]:
    """Yes first for yes, no first for no; other words as they are."""
    return sorted(values, key=lambda one: one != ("yes" if truth else "no")) if "yes" in values else list(values)


def settled(review: CaseReview, reply: Reply) -> Evaluation:
    """The facts of the case with this value in it; nothing is written."""
    decision = ReviewDecision("supposed", review.case.case_id, reply.element, "correct", reply.value, "nobody", "")
    case = apply_decisions(review.read, [*review.decisions, decision])
    book = review.verdicts.evaluation.book
    return Evaluation(facts_of(case, book.policy), book)
