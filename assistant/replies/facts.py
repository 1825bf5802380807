"""What the notes say: values, single findings, where they are written, what one note states."""

from collections.abc import Iterable, Sequence

from abstraction.consolidation import mapped
from abstraction.decisions import CORRECT, NOT_STATED, REJECT, canonical, standing
from abstraction.records import CaseEvidence, CaseValue, NoteAbstraction, Status, Value
from assistant.answer import Answer
from assistant.asked import Asked
from assistant.grounds import newest_first
from assistant.intent import load_intents
from assistant.names import DENYING, Item
from assistant.value_reading import item_words
from lexicons import load_elements
from review.wording import element_label, label_within, note_label, value_words

# A value that is not held because somebody said so.
NO_VALUE = {NOT_STATED: "not_stated_by", REJECT: "rejected_by", CORRECT: "not_stated_by"}
LINES = 8  # places quoted in one answer


def value(asked: Asked) -> Answer:
    """What is {element}."""
    elements = asked.match.slots.get("element") or (asked.slot("element"),)
    lines = [told(asked, element) for element in elements]
    case = asked.review.case
    held = {element: case.values[element].value for element in elements if element in case.values}
    found = held if len(elements) > 1 else held.get(elements[0])
    return asked.answer("\n".join(lines), found, follow_ups(asked, elements[0]), element=elements[0])


def told(asked: Asked, element: str) -> str:
    """One element in a sentence: its value, what the notes disagree on, or that they do not say."""
    case, label = asked.review.case, element_label(element)
    held = standing(asked.review.decisions).get(element)
    found = case.values.get(element)
    parts = []
    if found:
        words = value_words(element, found.value)
        parts.append(asked.say("value", label=label, value=words, marks=asked.grounds.mark(found.evidence)))
        if held and held.action == CORRECT:
            parts.append(asked.say("decided", who=held.reviewer))
        if found.status is Status.NEEDS_REVIEW:
            parts.append(asked.say("check", reasons="; ".join(found.reasons) or "needs review"))
    if element in case.conflicts:
        parts.append(asked.say("conflict", label=label, sides=sides(asked, element)))
    if not parts and held and held.action in NO_VALUE:
        parts.append(asked.say(NO_VALUE[held.action], label=label, who=held.reviewer))
    return " ".join(parts) or asked.say("silent", label=label)


def sides(asked: Asked, element: str) -> str:
    """The sides of a conflict, each with its note."""
    return "; ".join(
        f"{value_words(element, claim.value)} ({asked.grounds.label(claim.note_id)})"
        + asked.grounds.mark((CaseEvidence(claim.note_id, one) for one in claim.evidence), 1)
        for claim in asked.review.case.conflicts[element]
    )


def follow_ups(asked: Asked, element: str) -> list[str]:
    """Questions that go on from a value."""
    if element not in asked.review.case.values:
        return ["What is missing?"]
    return [load_intents()[name].offer.format(thing=label_within(element)) for name in ("where", "decisions")]


def whether(asked: Asked) -> Answer:
    """Is there {item}; is {element} {value}."""
    item, element = asked.slot("item"), asked.slot("element")
    if item is None:
        return is_value(asked, element, asked.slot("value"))
    answers = [holds(asked, one) for one in asked.match.slots.get("item", (item,))]
    text = "\n".join(sentence for sentence, _ in answers)
    states = [state for _, state in answers]
    suggestions = [f"Where is {item_words(item)} mentioned?"]
    return asked.answer(text, states[0] if len(states) == 1 else states, suggestions, item=item, element=item.element)


def is_value(asked: Asked, element: str, wanted: Value) -> Answer:
    """Whether an element has the value that was named."""
    found = asked.review.case.values.get(element)
    if found is None:
        return asked.answer(told(asked, element), None, ["What is missing?"], element=element)
    same = canonical(found.value) == canonical(wanted)
    if isinstance(found.value, list) and isinstance(wanted, list):
        same = set(wanted) <= set(found.value)
    if isinstance(found.value, dict) and isinstance(wanted, dict) and "min" not in wanted:
        same = all(found.value.get(site) == state for site, state in wanted.items())
    return asked.answer(f"{asked.say('yes' if same else 'no')}{told(asked, element)}", same, element=element)


def holds(asked: Asked, item: Item) -> tuple[str, bool | str | None]:
    """A sentence on whether the case has an item, and yes, no, indeterminate or nothing."""
    case, known = asked.review.case, load_elements()[item.element]
    words, label = item_words(item), element_label(item.element)
    found, denied = case.values.get(item.element), case.values.get(DENYING.get(item.element, ""))
    if denied and holds_value(denied, item) and not (found and holds_value(found, item)):
        return asked.say("item_no", item=words, marks=asked.grounds.mark(of_item(denied, item))), False
    if found is None:
        return told(asked, item.element) if item.element in case.conflicts else asked.say(
            "item_silent", item=words
        ), None
    if known.kind == "map":
        return site(asked, item.value)
    if known.kind == "list":
        if holds_value(found, item):
            return asked.say("item_yes", item=words, marks=asked.grounds.mark(of_item(found, item))), True
        rest = asked.say(
            "value", label=label, value=value_words(item.element, found.value), marks=asked.grounds.mark(found.evidence)
        )
        return f"{asked.say('item_silent', item=words)} {rest}", None
    same = found.value == item.value
    return f"{asked.say('yes' if same else 'no')}{told(asked, item.element)}", same


def holds_value(found: CaseValue, item: Item) -> bool:
    """Whether a list holds the item."""
    return isinstance(found.value, list) and item.value in found.value


def of_item(found: CaseValue, item: Item) -> Sequence[CaseEvidence]:
    """Where the notes say this item of a list."""
    return [one for one in found.evidence if one.mention.value in (item.value, None)] or found.evidence


def site(asked: Asked, wanted: str) -> tuple[str, bool | str | None]:
    """What is said of a site outside the liver."""
    found = asked.review.case.values["ehd"]
    sites = dict(mapped(found.value))
    if wanted == "any":
        there = [one for one, state in sites.items() if state == "present"]
        state = "present" if there else sites.get("any")
        words = value_words("ehd", found.value)
        text = asked.say(
            "value", label=element_label("ehd"), value=words, marks=asked.grounds.mark(found.evidence, LINES)
        )
        lead = {"present": asked.say("yes"), "absent": asked.say("no")}.get(state or "", "")
        return lead + text, {"present": True, "absent": False}.get(state or "", state)
    words = item_words(Item("ehd", wanted))
    of = wanted if wanted in sites else "any"
    marks = asked.grounds.mark(one for one in found.evidence if one.mention.value == of)
    if "ehd" in asked.review.case.conflicts and wanted not in sites:
        return told(asked, "ehd"), None
    if wanted not in sites and sites.get("any") != "absent":
        return asked.say("item_silent", item=words), None
    state = sites.get(wanted, "absent")
    key = {"present": "item_yes", "absent": "item_no"}.get(state, "item_open")
    return asked.say(key, item=words, marks=marks), {"present": True, "absent": False}.get(state, state)


def where(asked: Asked) -> Answer:
    """Where is it said: every place with the line it stands in."""
    item, element = asked.slot("item"), asked.slot("element")
    if item is not None and (element is None or asked.match.one("item")):
        element = item.element
    if element is None:
        return asked.answer(asked.say("which"))
    places = newest_first([*evidence_on(asked, element, item)], asked.grounds.notes)
    what = item_words(item) if item else element_label(element)
    if not places:
        return asked.answer(asked.say("nowhere", what=what), [], ["What is missing?"], element=element)
    lines = [
        asked.say(
            "place",
            note=asked.grounds.label(one.note_id),
            quote=asked.grounds.quote(one),
            marks=asked.grounds.mark([one]),
        )
        for one in places[:LINES]
    ]
    if len(places) > LINES:
        lines.append(asked.say("more", count=len(places) - LINES))
    quotes = [{"note_id": one.note_id, "start": one.mention.start, "end": one.mention.end} for one in places[:LINES]]
    return asked.answer(
        "\n".join([asked.say("head", what=what), *lines]), quotes, follow_ups(asked, element)[1:], element=element
    )


def evidence_on(asked: Asked, element: str, item: Item | None) -> Iterable[CaseEvidence]:
    """All evidence on an element or item: of the case, of its conflicts, of every note that states it."""
    case = asked.review.case
    found = [*case.values[element].evidence] if element in case.values else []
    found += [CaseEvidence(claim.note_id, one) for claim in case.conflicts.get(element, ()) for one in claim.evidence]
    for note in case.notes:
        stated = note.values.get(element)
        found += [CaseEvidence(note.note.note_id, one) for one in stated.evidence] if stated else []
        found += [CaseEvidence(note.note.note_id, one) for one in note.context if one.element == element]
    if item is None or item.value in ("any", "yes", "no"):
        return found
    return [one for one in found if one.mention.value == item.value]


def note_says(asked: Asked) -> Answer:
    """What one note states, all of it or on one element."""
    note = asked.grounds.notes[asked.slot("note")]
    element, item = asked.slot("element"), asked.match.one("item")
    element = item.element if item else element
    wanted = [element] if element else [one for one in load_elements() if one in note.values]
    lines = [stated_line(asked, note, one) for one in wanted if one in note.values]
    head = asked.say("head", note=note_label(note))
    if not lines:
        about = item_words(item) if item else element_label(element) if element else "anything the catalogue holds"
        return asked.answer(asked.say("silent", note=note_label(note), label=about), None, note=note.note.note_id)
    values = {one: note.values[one].value for one in wanted if one in note.values}
    return asked.answer("\n".join([head, *lines]), values, note=note.note.note_id)


def stated_line(asked: Asked, note: NoteAbstraction, element: str) -> str:
    """One value of one note with its places."""
    stated = note.values[element]
    evidence = [CaseEvidence(note.note.note_id, one) for one in stated.evidence]
    return asked.say(
        "line",
        label=element_label(element),
        value=value_words(element, stated.value),
        marks=asked.grounds.mark(evidence, 1),
    )
