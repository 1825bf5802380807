"""Corrections in plain English -> a card that waits for Apply; nothing here writes."""

from collections.abc import Mapping, Sequence
from typing import Any

from abstraction.consolidation import listed, mapped
from abstraction.decisions import ACCEPT, NOT_STATED, REJECT, UNDO, standing
from abstraction.records import CaseEvidence, Lesion
from assistant.answer import Answer
from assistant.asked import Asked
from assistant.effect_words import effect_lines
from assistant.item_changes import Act, item_changes
from assistant.names import Item
from assistant.proposal import Change, decisions_of, proposal, setting
from assistant.sourced import Source, evidence_for
from review.effect import preview
from review.rejection import UserError
from review.rights import Right, may
from review.wording import element_label, value_words

LEFT = ("1", "2", "3", "4", "4a", "4b")  # Couinaud segments of the left lobe; 1 belongs to neither
RIGHT = ("5", "6", "7", "8")


def set_value(asked: Asked) -> Answer:
    """{element} is {value}."""
    element, value = asked.slot("element"), asked.slot("value")
    if isinstance(value, dict) and "min" not in value:  # sites said here stand beside those said before
        value = {**sites(asked), **value}
    found = evidence_for(asked.review.case.notes, element, value, None, asked.source)
    return proposed(asked, [setting(asked.review, element, value, found)])


def add(asked: Asked) -> Answer:
    """Add {item}."""
    return proposed(asked, item_changes(asked.review, items_of(asked), Act.ADD, asked.source))


def ignore(asked: Asked) -> Answer:
    """Ignore {item}; ignore {element}; {element} is wrong."""
    if items := items_of(asked):
        return proposed(asked, item_changes(asked.review, items, Act.IGNORE, asked.source))
    return proposed(asked, [Change(asked.slot("element"), REJECT)])


def items_of(asked: Asked) -> list[Item]:
    """The findings that were named; a segment is one of the segments that hold metastases."""
    segments = [Item("liver_segments", one) for one in asked.match.slots.get("segment", ())]
    return [*asked.match.slots.get("item", ()), *segments]


def deny(asked: Asked) -> Answer:
    """There is no {item}."""
    return proposed(asked, item_changes(asked.review, items_of(asked), Act.DENY, asked.source))


def not_stated(asked: Asked) -> Answer:
    """{element} is not stated."""
    return proposed(asked, [Change(asked.slot("element"), NOT_STATED)])


def accept(asked: Asked) -> Answer:
    """{element} is right."""
    return proposed(asked, [Change(asked.slot("element"), ACCEPT)])


def undo(asked: Asked) -> Answer:
    """Take back the decision on {element}."""
    element = asked.slot("element")
    if element not in standing(asked.review.decisions):
        return asked.answer(asked.say("nothing", label=element_label(element)), element=element)
    return proposed(asked, [Change(element, UNDO)])


def lesion_benign(asked: Asked) -> Answer:
    """The segment {segment} lesion is a cyst: one lesion less, and what else rested on it."""
    segment = asked.slot("segment")
    case = asked.review.case
    segments = case.values.get("liver_segments")
    there = listed(segments.value) if segments else []
    if segment not in there:
        stated = value_words("liver_segments", there) if there else "none"
        return asked.answer(asked.say("no_segment", segment=segment, stated=stated), element="liver_segments")
    here = lesions_in(asked, segment)
    words = tuple(CaseEvidence(note_id, mention) for note_id, lesion in here for mention in lesion.evidence)
    asked.grounds.mark(words)
    changes, remarks = lesion_changes(
        asked, segment, [one for one in there if one != segment], [lesion for _, lesion in here]
    )
    return proposed(asked, changes, remarks)


def lesions_in(asked: Asked, segment: str) -> list[tuple[str, Lesion]]:
    """The lesions of this segment in the newest note that lists any there."""
    for note in reversed(asked.notes):
        found = [(note.note.note_id, one) for one in note.lesions if segment in one.segments]
        if found:
            return found
    return []


def lesion_changes(
    asked: Asked, segment: str, rest: list[str], here: Sequence[Lesion]
) -> tuple[list[Change], list[str]]:
    """Number, segments and lobes without the lesion; what the notes do not settle is told, not changed."""
    case, changes, remarks = asked.review.case, [], []
    count = case.values.get("liver_lesion_count")
    if count and mapped(count.value)["max"] is not None and not mapped(count.value)["innumerable"]:
        low, high = (max(0, int(mapped(count.value)[end]) - 1) for end in ("min", "max"))
        changes.append(setting(asked.review, "liver_lesion_count", {"min": low, "max": high, "innumerable": False}))
    else:
        remarks.append(asked.say("no_count"))
    if len(here) > 1:
        remarks.append(asked.say("several", segment=segment, count=len(here)))
    else:
        changes.append(setting(asked.review, "liver_segments", rest) if rest else Change("liver_segments", REJECT))
        lobes = case.values.get("liver_lobes")
        side = lobe_of(rest)
        if lobes and rest and side and side != lobes.value:
            changes.append(setting(asked.review, "liver_lobes", side))
        elif lobes and not rest:
            changes.append(Change("liver_lobes", REJECT))
    largest = case.values.get("liver_max_size_mm")
    if largest and any(one.size_mm == largest.value for one in here):
        if (next_largest := largest_without(asked, segment)) is not None:
            return [*changes, setting(asked.review, "liver_max_size_mm", *next_largest)], remarks
        remarks.append(
            asked.say(
                "largest",
                size=value_words("liver_max_size_mm", largest.value),
                marks=asked.grounds.mark(largest.evidence, 1),
            )
        )
    return changes, remarks


def largest_without(asked: Asked, segment: str) -> tuple[float, tuple[CaseEvidence, ...]] | None:
    """The largest of the other lesions of the note that lists this one, with its words; None where one has no size."""
    for note in reversed(asked.notes):
        if any(segment in one.segments for one in note.lesions):
            others = [one for one in note.lesions if segment not in one.segments]
            sizes = [one.size_mm for one in others if one.size_mm is not None]
            if not others or len(sizes) < len(others):
                return None
            largest = max(others, key=lambda one: one.size_mm or 0)
            words = tuple(
                CaseEvidence(note.note.note_id, one) for one in largest.evidence if one.element == "liver_max_size_mm"
            )
            return max(sizes), words
    return None


def lobe_of(segments: Sequence[str]) -> str:
    """The lobe of these segments; nothing where they hold segment 1 alone."""
    left, right = (any(one in side for one in segments if one != "1") for side in (LEFT, RIGHT))
    return "bilobar" if left and right else "left" if left else "right" if right else ""


def sites(asked: Asked) -> dict[str, Any]:
    """What the case says of the sites outside the liver."""
    found = asked.review.case.values.get("ehd")
    return dict(mapped(found.value)) if found else {}


def proposed(asked: Asked, changes: Sequence[Change], remarks: Sequence[str] = (), fact: str = "") -> Answer:
    """The card of these changes in words; why it cannot be made where it cannot."""
    if not may(asked.person, Right.DECIDE):
        return asked.answer(f"{asked.person.name} is {asked.person.role} here and may not {Right.DECIDE}.")
    try:
        card = proposal(asked.review, asked.person, changes, f"said in the conversation: {asked.text.strip()}", fact)
    except UserError as refusal:
        return asked.answer(f"{refusal}.")
    lines = [card_line(asked, one) for one in card["decisions"]]
    if asked.source and not any(one["evidence"] for one in card["decisions"]):
        lines.append(no_words(asked, asked.source))
    effects = "; ".join(card["effect"])
    return asked.proposing(
        "\n".join([*lines, *remarks, f"Effect: {effects}.", "Nothing is written until you apply it."]), card
    )


def card_line(asked: Asked, one: Mapping[str, Any]) -> str:
    """Old and new value, and the words the new one rests on."""
    numbers = [asked.grounds.number(item["note_id"], item["start"], item["end"]) for item in one["evidence"]]
    marks = "".join(f" [{number}]" for number in list(dict.fromkeys(numbers))[:2])
    return f"{one['label']}: {one['from']} → {one['to']}.{marks}"


def no_words(asked: Asked, source: Source) -> str:
    """That the named source does not hold the words."""
    if source.notes:
        place = " or ".join(map(asked.grounds.label, source.notes)) + (
            f", {source.section.replace('_', ' ')}" if source.section else ""
        )
        return f"No words that say this were found in {place}: the correction carries no evidence."
    return f"No note of this case was recognised as “{source.said}”: the correction carries no evidence."


def what_if(asked: Asked) -> Answer:
    """What a value or finding would do to the verdicts; nothing is written."""
    element, value, items = asked.slot("element"), asked.slot("value"), asked.match.slots.get("item", ())
    try:
        if items:
            changes = item_changes(asked.review, items, Act.DENY if "not" in asked.words else Act.ADD, None)
        else:
            if isinstance(value, dict) and "min" not in value:
                value = {**sites(asked), **value}
            changes = [setting(asked.review, element, value)]
        made, effect = preview(asked.review, decisions_of(asked.review, asked.person, changes, ""))
    except UserError as refusal:
        return asked.answer(f"{refusal}.")
    lines = effect_lines(effect.ecmtg, effect.group, effect.rules)
    said = "; ".join(
        asked.say(
            "supposed",
            label=element_label(one.element),
            old="not stated" if one.old is None else value_words(one.element, one.old),
            new="no value" if one.value is None else value_words(one.element, one.value),
        )
        for one in made
    )
    text = "\n".join([asked.say("head", supposed=said), *(lines or [asked.say("nothing")])])
    changed = {key: [then, now] for key, then, now in effect.rules}
    return asked.answer(text, changed, element=made[0].element)
