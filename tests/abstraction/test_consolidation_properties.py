"""What holds for the notes of any patient: their order plays no part, nothing is made up, and a conflict has no value."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from abstraction.consolidation import consolidate
from abstraction.records import NoteAbstraction, NoteType
from lexicons import load_elements
from tests.abstraction.notes import exactly, stating

DAYS = ["2022-01-01", "2022-06-01", "2023-01-01"]
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "liver_lesion_count": st.sampled_from([exactly(0), exactly(2), {"min": 2, "max": None, "innumerable": True}]),
    "liver_max_size_mm": st.sampled_from([12.0, 40.0]),
    "liver_segments": st.lists(st.sampled_from(["2", "5", "6"]), min_size=1, unique=True),
    "vascular_contact": st.lists(st.sampled_from(["ivc", "hilum"]), min_size=1, unique=True),
    "ehd": st.dictionaries(
        st.sampled_from(["lung", "any", "ovary"]), st.sampled_from(["present", "absent", "indeterminate"]), min_size=1
    ),
    "procedures": st.lists(st.sampled_from(["pve", "ablation"]), min_size=1, unique=True),
    "primary_site": st.sampled_from(["colon", "cecum", "rectum"]),
    "margin_status": st.sampled_from(["R0", "R1"]),
    "margin_mm": st.sampled_from([0.0, 3.0]),
    "ras_status": st.sampled_from(["mutant", "wild_type"]),
    "ecog": st.integers(0, 2),
}
stated = st.fixed_dictionaries({}, optional=FIELDS)


@st.composite
def patients(draw: st.DrawFn) -> list[NoteAbstraction]:
    """The notes of one patient."""
    return [
        stating(draw(st.sampled_from(DAYS)), draw(st.sampled_from(list(NoteType))).value, f"n{number}", **draw(stated))
        for number in range(draw(st.integers(0, 5)))
    ]


@given(patients(), st.randoms())
def test_the_order_of_the_notes_plays_no_part(notes: list[NoteAbstraction], chance: Any) -> None:
    mixed = list(notes)
    chance.shuffle(mixed)
    assert consolidate("c1", mixed) == consolidate("c1", notes)


@given(patients())
def test_every_value_is_one_that_a_note_states(notes: list[NoteAbstraction]) -> None:
    for element, value in consolidate("c1", notes).fields.items():
        given_values = [note.fields[element] for note in notes if element in note.fields]
        match load_elements()[element].kind:
            case "map":
                assert set(value.items()) <= {pair for one in given_values for pair in one.items()}
            case "list":
                assert set(value) <= {item for one in given_values for item in one}
            case _:
                assert value in given_values


@given(patients())
def test_every_value_has_evidence_in_the_notes_that_state_it(notes: list[NoteAbstraction]) -> None:
    by_id = {note.note.note_id: note for note in notes}
    for element, value in consolidate("c1", notes).values.items():
        assert value.evidence
        for item in value.evidence:
            assert item.mention in by_id[item.note_id].values[element].evidence


@given(patients())
def test_a_conflict_is_of_one_day_with_different_values_and_has_no_value(notes: list[NoteAbstraction]) -> None:
    case, by_id = consolidate("c1", notes), {note.note.note_id: note for note in notes}
    for element, claims in case.conflicts.items():
        assert len(claims) > 1
        assert element == "ehd" or element not in case.fields
        assert element == "ehd" or len({by_id[claim.note_id].note.note_date for claim in claims}) == 1
        assert any(claim.value != claims[0].value for claim in claims)


@given(patients())
def test_a_note_that_states_nothing_changes_nothing(notes: list[NoteAbstraction]) -> None:
    with_empty = consolidate("c1", [*notes, stating("2024-01-01", note_id="empty")])
    without = consolidate("c1", notes)
    assert (with_empty.values, with_empty.conflicts) == (without.values, without.conflicts)


@given(patients())
def test_no_element_that_is_stated_gets_lost_unless_a_rule_says_so(notes: list[NoteAbstraction]) -> None:
    case = consolidate("c1", notes)
    told = {element for note in notes for element in note.fields}
    lost = told - set(case.fields) - set(case.conflicts)
    assert lost <= {
        "liver_lesion_count",
        "liver_max_size_mm",
        "liver_segments",
        "vascular_contact",
        "margin_status",
        "margin_mm",
    }
