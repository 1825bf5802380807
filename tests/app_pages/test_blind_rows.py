"""What the pages get of a case that is abstracted blind holds nothing of the machine; and what they show of the figures."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_pages import agreement_rows, disagreement_rows
from app_pages.blind_entering import take
from app_pages.blind_rows import blind_note, form_rows, note_tabs
from registry.store import Registry
from review.double_abstraction import own_case, own_entries
from review.readers import COMPARED, DISAGREE, NOT_STATED, twice_read
from tests.review.reviewed import ingest
from tests.review.twice import ADA, BEN, CLEO, enter, enter_all, give, known


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "cases.duckdb") as registry:
        ingest(registry, tmp_path)
        known(registry)
        give(registry)
        yield registry


def sent(identity: str, **event: object) -> dict[str, object]:
    return {"id": identity, "case": "c1", "element": "ecog", "action": "enter", "value": "1", **event}


def test_notes_and_form_tell_nothing_the_person_did_not_enter(cases: Registry) -> None:
    enter(cases, BEN, "c1", "liver_lesion_count", {"min": 9, "max": 9})
    own = own_case(cases, ADA, "c1")
    for note in own.notes:
        view = blind_note(own, note)
        assert view["marks"] == [] and [piece[2] for piece in view["pieces"]] == [[]]
    assert {(tab["kind"], tab["facts"]) for tab in note_tabs(own.notes)} == {("Radiology", None)}
    rows = [row for family in form_rows(own_entries(cases, ADA, "c1")) for row in family["rows"]]
    assert len(rows) == 29 and all(row["open"] and row["seen"] is None and not row["words"] for row in rows)


def test_selected_words_become_marked_evidence_of_the_own_entry(cases: Registry) -> None:
    [ct] = [one.note for one in own_case(cases, ADA, "c1").notes if one.note.note_id == "ct"]
    start = ct.text.index("segment 6")
    place = {"note": "ct", "start": start, "end": start + 9, "text": "segment 6"}
    assert take(cases, ADA, sent("a1", element="liver_segments", value=["6"], evidence=place, reason="clear")) == ""
    own = own_case(cases, ADA, "c1")
    [note] = [one for one in own.notes if one.note.note_id == "ct"]
    [mark] = blind_note(own, note)["marks"]
    assert (mark["element"], mark["role"]) == ("liver_segments", "own")
    assert own_entries(cases, ADA, "c1")["liver_segments"].remark == "clear"
    assert "not at this place" in take(cases, ADA, sent("a2", evidence={**place, "text": "segment 7"}))


def test_events_that_make_no_sense_are_refused_in_words(cases: Registry) -> None:
    assert "not whole" in take(cases, ADA, {"id": "a1"})
    assert "not known" in take(cases, ADA, sent("a1", action="accept"))
    assert "not known" in take(cases, ADA, sent("a1", element="age_years"))
    assert "enter a number" in take(cases, ADA, sent("a1", value="many"))
    assert "not given to you" in take(cases, CLEO, sent("a1"))
    assert "29 of 29 are not entered yet" in take(cases, ADA, sent("a1", action="finish", element=""))
    assert (
        take(cases, ADA, sent("a1", action="not_stated")) == "" and own_entries(cases, ADA, "c1")["ecog"].value is None
    )


def test_figures_confusion_and_disagreements_in_words(cases: Registry) -> None:
    for case_id in ("c1", "c2"):
        enter_all(cases, ADA, case_id, {"ecog": 1, "liver_segments": ["6"]})
        enter_all(cases, BEN, case_id, {"ecog": 1 if case_id == "c1" else 2, "liver_segments": ["6"]})
    twice = twice_read(cases)
    names = {ADA.login: "Ada", BEN.login: "Ben"}
    view = agreement_rows.agreement_view(twice, COMPARED[0], agreement_rows.reader_names(["Ada B", "Ben"]))
    json.dumps(view, allow_nan=False)
    rows = {row["element"]: row for row in view["rows"]}
    assert view["readers"] == ["Ada B", "Ben"] and view["total"] == {"n": 58, "agreed": 57, "observed": "98 %"}
    ecog = rows["ecog"]
    assert (ecog["n"], ecog["observed"], ecog["low"], ecog["undefined"]) == (2, "50 %", True, "")
    assert ecog["words"] == ["1", "2"] and ecog["cases"] == {"0,0": ["c1"], "0,1": ["c2"]}
    assert rows["cea_ng_ml"]["kappa"] is None and rows["cea_ng_ml"]["undefined"]
    assert [item["label"] for item in rows["liver_segments"]["items"]] == ["6"]
    found = disagreement_rows.disagreement_rows(twice, CLEO, names)
    first = found[0]
    assert (first["case"], first["element"], first["kind"], first["settled"]) == ("c2", "ecog", "people", None)
    assert [(side["who"], side["words"]) for side in first["sides"]] == [("Ada", "1"), ("Ben", "2"), ("machine", "1")]
    assert first["sides"][2]["quotes"] == [{"note": "Oncology 2024-03-01", "text": "ECOG performance status 1"}]
    assert first["refused"] == "" and "one of the two" not in first["refused"]
    [disputed] = [row for row in found if (row["case"], row["element"]) == ("c1", "liver_lesion_count")]
    assert disputed["kind"] == "machine" and disputed["sides"][2]["words"] == "notes disagree: 5 / 2"
    assert not disputed["sides"][2]["takes"]
    assert "an adjudicator settles this" in disagreement_rows.disagreement_rows(twice, ADA, names)[0]["refused"]


def test_a_word_of_a_reader_in_words() -> None:
    assert agreement_rows.word_words("ecog", NOT_STATED) == "not stated"
    assert agreement_rows.word_words("liver_lesion_count", DISAGREE) == "notes disagree"
    assert agreement_rows.word_words("ehd", '{"lung": "absent"}') == "lung: absent"
    assert [agreement_rows.percent(share) for share in (1, 0.999, 0.5, 0)] == ["100 %", "99 %", "50 %", "0 %"]
