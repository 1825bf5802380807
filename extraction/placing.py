"""What was found in the edited text of a note, placed back where it stands in the note itself."""

from dataclasses import replace

from abstraction.records import ElementValue, Lesion, Mention, NoteAbstraction, Section
from extraction.edits import EditedText


def placed(told: NoteAbstraction, edited: EditedText) -> NoteAbstraction:
    """The abstraction with every span in the note."""
    if edited.is_note:
        return told

    def mention(found: Mention) -> Mention:
        start, end = edited.in_note(found.start, found.end)
        if (start, end) == (found.start, found.end):
            return found
        return Mention(found.element, start, end, found.value, found.assertion, found.section)

    def value(found: ElementValue) -> ElementValue:
        return replace(found, evidence=tuple(map(mention, found.evidence)))

    def lesion(found: Lesion) -> Lesion:
        return replace(found, evidence=tuple(map(mention, found.evidence)))

    def section(found: Section) -> Section:
        start, body_start = edited.in_note(found.start, found.body_start)
        return replace(found, start=start, body_start=body_start, end=edited.in_note(found.start, found.end)[1])

    return replace(
        told,
        sections=tuple(map(section, told.sections)),
        values={element: value(found) for element, found in told.values.items()},
        lesions=tuple(map(lesion, told.lesions)),
        context=tuple(map(mention, told.context)),
    )
