"""The notes beside one another: summary, timeline, what changed, two notes compared, where they disagree."""

from abstraction.consolidation import consolidate
from abstraction.decisions import apply_decisions, canonical
from abstraction.records import CaseEvidence, NoteAbstraction, Value
from assistant.answer import Answer
from assistant.asked import Asked
from assistant.effect_words import effect_lines
from assistant.intent import load_intents
from assistant.notes_named import in_order
from assistant.replies.facts import sides, told
from lexicons import load_elements
from review.effect import changes
from review.wording import element_label, label_within, note_label, value_words
from rules_engine import classify

# The sentences of a summary, and the elements each tells of.
SUMMARY = {
    "Primary": ("primary_site", "primary_t", "primary_n", "differentiation", "timing", "disease_free_interval_months"),
    "Liver": ("liver_lesion_count", "liver_max_size_mm", "liver_segments", "liver_lobes", "vascular_contact"),
    "Remnant": ("flr_percent", "liver_background", "icg_r15_percent"),
    "Outside the liver": ("ehd",),
    "Markers": ("cea_ng_ml", "ras_status", "braf_status", "msi_status"),
    "Treatment": ("chemo_regimens", "chemo_cycles", "response", "procedures", "margin_status"),
    "Patient": ("ecog", "age_years", "asa_class"),
    "Judgement": ("stated_resectability",),
}
TOLD = 5  # values of one note in a timeline


def summary(asked: Asked) -> Answer:
    """The case in a few sentences, each with its evidence; then the answers of the rules and what is open."""
    case = asked.review.case
    lines = []
    for topic, elements in SUMMARY.items():
        stated = [
            f"{element_label(one)} {value_words(one, case.values[one].value)}{asked.grounds.mark(case.values[one].evidence, 1)}"
            for one in elements
            if one in case.values
        ]
        if stated:
            lines.append(asked.say("topic", topic=topic, stated="; ".join(stated)))
    for element in case.conflicts:
        lines.append(asked.say("conflict", label=element_label(element), sides=sides(asked, element)))
    results = asked.review.verdicts.by_key
    for sentence in asked.review.verdicts.card.sentences:
        if sentence.part in ("documented", "derived"):
            evidence = [one for key in sentence.rules for item in results[key].because for one in item.evidence]
            lines.append(asked.say("verdict", text=sentence.text, marks=asked.grounds.mark(evidence, 2)))
    open_count = len(asked.review.verdicts.questions)
    lines.append(asked.say("open", count=open_count) if open_count else asked.say("settled"))
    values = {one: case.values[one].value for elements in SUMMARY.values() for one in elements if one in case.values}
    return asked.answer("\n".join(lines), values, ["What is missing?", "What changed since the last note?", "Timeline"])


def timeline(asked: Asked) -> Answer:
    """Every note by date, with the first things it states."""
    lines, rows = [], []
    for note in asked.notes:
        elements = [one for group in SUMMARY.values() for one in group if one in note.values][:TOLD]
        stated = "; ".join(
            f"{element_label(one)} {value_words(one, note.values[one].value)}"
            + asked.grounds.mark((CaseEvidence(note.note.note_id, mention) for mention in note.values[one].evidence), 1)
            for one in elements
        )
        lines.append(asked.say("line", note=note_label(note), stated=stated or asked.say("nothing")))
        rows.append({"note_id": note.note.note_id, "date": note.note.note_date, "type": str(note.note.note_type)})
    return asked.answer("\n".join(lines), rows, ["What changed since the last note?"])


def changed(asked: Asked) -> Answer:
    """What the notes after one of them changed: values, then verdicts. Without a note named: what the last one changed."""
    notes, named = asked.notes, asked.slot("note")
    last = asked.say("which_last") if named is None else ""
    at = len(notes) - 2 if named is None else next(i for i, one in enumerate(notes) if one.note.note_id == named)
    if named == notes[-1].note.note_id and len(notes) > 1:  # "since the last note" means what the last note brought
        at = len(notes) - 2
    if at < 0:
        return asked.answer(asked.say("only_one", note=note_label(notes[-1])), {})
    then = consolidate(asked.review.case.case_id, notes[: at + 1])
    now = apply_decisions(asked.review.read, ())
    policy = asked.review.verdicts.evaluation.book.policy
    lines, moved = [], {}
    for element in load_elements():
        old, new = (case.values.get(element) for case in (then, now))
        if canonical(old.value if old else None) == canonical(new.value if new else None):
            continue
        moved[element] = {"then": old.value if old else None, "now": new.value if new else None}
        marks = asked.grounds.mark(told_by.evidence, 1) if (told_by := new or old) else ""
        lines.append(
            asked.say(
                "value",
                label=element_label(element),
                then=shown(element, old.value if old else None),
                now=shown(element, new.value if new else None),
                marks=marks,
            )
        )
    for element in now.conflicts:
        if element not in then.conflicts:
            lines.append(asked.say("conflict", label=element_label(element)))
            lines[-1] += asked.grounds.mark(
                (CaseEvidence(one.note_id, mention) for one in now.conflicts[element] for mention in one.evidence), 2
            )
    verdicts = effect_lines(*changes(classify(then, policy), classify(now, policy)))
    head = asked.say("head", note=note_label(notes[at]), newer=", ".join(note_label(one) for one in notes[at + 1 :]))
    body = [*(lines or [asked.say("same")]), *(verdicts or [asked.say("same_verdicts")])]
    return asked.answer("\n".join([head, *([last] if last else []), *body]), moved, ["Summarise the case", "Timeline"])


def shown(element: str, value: Value | None) -> str:
    """A value in words, or that it was not stated."""
    return "not stated" if value is None else value_words(element, value)


def compare(asked: Asked) -> Answer:
    """Two notes side by side: what they say differently, what only one of them says."""
    named = asked.match.slots.get("note", ())
    chosen = [asked.grounds.notes[one] for one in dict.fromkeys(named)]
    if len(named) < 2:
        chosen = asked.notes[-2:]
    if len(chosen) < 2:
        return asked.answer(asked.say("one_only"), {})
    one, other = in_order(chosen)
    lines, found = [], {}
    same = 0
    for element in load_elements():
        values = [note.values[element].value if element in note.values else None for note in (one, other)]
        if values == [None, None]:
            continue
        if canonical(values[0]) == canonical(values[1]):
            same += 1
            continue
        found[element] = values
        sides_told = [
            f"{shown(element, note.values[element].value if element in note.values else None)}{marks(asked, note, element)}"
            for note in (one, other)
        ]
        lines.append(asked.say("line", label=element_label(element), first=sides_told[0], second=sides_told[1]))
    head = asked.say("head", first=note_label(one), second=note_label(other))
    return asked.answer("\n".join([head, *(lines or [asked.say("nothing")]), asked.say("same", count=same)]), found)


def marks(asked: Asked, note: NoteAbstraction, element: str) -> str:
    """The numbers of the places where a note states an element."""
    stated = note.values.get(element)
    return asked.grounds.mark((CaseEvidence(note.note.note_id, one) for one in stated.evidence), 1) if stated else ""


def conflicts(asked: Asked) -> Answer:
    """Where notes disagree with no rule to choose, and where the source disagrees with itself on this case."""
    case = asked.review.case
    lines = [told(asked, element) for element in case.conflicts]
    for one in asked.review.verdicts.contradictions:
        lines.append(asked.say("source", title=one.title, text=one.text))
    head = asked.say("head", count=len(case.conflicts)) if case.conflicts else asked.say("none")
    return asked.answer(
        "\n".join([head, *lines]),
        list(case.conflicts),
        [load_intents()["where"].offer.format(thing=label_within(one)) for one in list(case.conflicts)[:2]],
    )


def notes(asked: Asked) -> Answer:
    """The notes of the case."""
    lines = [asked.say("line", note=note_label(one), count=len(one.values)) for one in asked.notes]
    rows = [
        {"note_id": one.note.note_id, "date": one.note.note_date, "type": str(one.note.note_type)}
        for one in asked.notes
    ]
    return asked.answer(
        "\n".join([asked.say("head", count=len(lines)), *lines]), rows, ["Compare the last two notes", "Timeline"]
    )
