"""Note abstractions for the tests of the registry: one by hand, and any that the records allow."""

from datetime import date

from hypothesis import strategies as st

from abstraction.records import (
    Assertion,
    ElementValue,
    Lesion,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
    Section,
    Status,
)
from registry.store import Versions

VERSIONS = Versions("1.0", "lexicon-a", "rules-a", "policy-a")
TEXT = "CT LIVER\nThree metastases, the largest 31 mm. No lung nodule."


def note(
    note_id: str = "n1", case_id: str = "c1", text: str = TEXT, day: str = "2024-03-01", kind: str = "radiology"
) -> Note:
    return Note(note_id, case_id, NoteType(kind), day, text)


def abstraction(of: Note | None = None, size: float = 31) -> NoteAbstraction:
    """One value, one lesion, one word of context."""
    mention = Mention("liver_max_size_mm", 40, 45, size, Assertion.PRESENT, "findings")
    return NoteAbstraction(
        of or note(),
        (Section("findings", 0, 9, 60),),
        {"liver_max_size_mm": ElementValue("liver_max_size_mm", size, (mention,), Status.NEEDS_REVIEW, ("a list",))},
        (Lesion(("5", "6"), size, None, Assertion.PRESENT, (mention,)),),
        (Mention("size_word", 28, 35),),
    )


names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
numbers = st.integers(0, 400) | st.floats(0, 400)
scalars = names | numbers
values = scalars | st.lists(names, max_size=3) | st.dictionaries(names, scalars | st.none() | st.booleans(), max_size=3)


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    start = draw(st.integers(0, 5000))
    return Mention(
        draw(names), start, start + draw(st.integers(1, 90)), draw(scalars | st.none()),
        draw(st.sampled_from(Assertion)), draw(st.just("") | names),
    )  # fmt: skip


several = st.lists(mentions(), max_size=3).map(tuple)
some = st.lists(mentions(), min_size=1, max_size=3).map(tuple)
element_values = st.builds(
    ElementValue, names, values, some, st.sampled_from(Status), st.lists(names, max_size=2).map(tuple)
)
sizes = st.none() | st.floats(0, 400)
lesions = st.builds(Lesion, st.lists(names, max_size=3).map(tuple), sizes, sizes, st.sampled_from(Assertion), several)
sections = st.builds(Section, names, st.integers(0, 9), st.integers(9, 20), st.integers(20, 5000))
notes = st.builds(
    Note, names, st.sampled_from(["c1", "c'; DROP TABLE notes; --", "β"]), st.sampled_from(NoteType),
    st.dates(date(1950, 1, 1), date(2030, 1, 1)).map(date.isoformat), names,
)  # fmt: skip
abstractions = st.builds(
    NoteAbstraction,
    notes,
    st.lists(sections, max_size=3).map(tuple),
    st.lists(element_values, max_size=4).map(lambda found: {value.element: value for value in found}),
    st.lists(lesions, max_size=2).map(tuple),
    several,
)
batches = st.lists(abstractions, min_size=1, max_size=4, unique_by=lambda found: found.note.note_id)
