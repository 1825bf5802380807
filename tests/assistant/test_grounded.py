"""Every number and quote of every answer stands in the database or in a note; nothing else is said."""

import json
import re
from dataclasses import dataclass

import pytest

from assistant.about_case import answer_about
from assistant.answer import Answer
from assistant.intent import load_intents
from lexicons import load_elements
from registry.store import Registry
from review import workflow
from review.rights import Person
from review.workflow import CaseReview
from rules_engine import load_rules
from rules_engine.fact import load_facts

QUESTIONS = sorted({example.ask for intent in load_intents().values() for example in intent.examples})
MORE = [
    "Why R02?", "Why R48?", "why is the group open", "why not G1?", "why not M1c", "What is missing for R01?", "What if the lesion count were 9?",
    "compare the CT and the pathology", "what changed since the pathology", "where does it say borderline", "which rules are met?",
    "the segment 6 lesion is a cyst", "add the right adrenal metastasis, see CT impression", "FLR is 34 % per volumetry", "is there adrenal disease?",
]  # fmt: skip
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
MARK = re.compile(r" ?\[(\d+)\]")
QUOTED = re.compile(r"“([^”]*)”")


def numbers(text: str) -> set[float]:
    return {float(one) for one in NUMBER.findall(text)}


def known_numbers(review: CaseReview) -> set[float]:
    """Every number of the registry on this case, of the rules, and of the words of the catalogues."""
    held = [review.case.fields, [note.fields for note in review.case.notes], review.verdicts.to_json()]
    held += [[claim.value for sides in review.case.conflicts.values() for claim in sides]]
    words = [known.label for known in load_elements().values()] + [
        fact.label + fact.question for fact in load_facts().values()
    ]
    words += [rule.title + rule.conclusion + rule.otherwise for rule in load_rules()] + [
        note.note.note_date for note in review.case.notes
    ]
    return numbers(json.dumps(held)) | numbers(re.sub(r"(?<=\d)-(?=\d)", " ", " ".join(words)))


def counts(review: CaseReview) -> set[float]:
    """How many there are of what an answer counts."""
    results = review.verdicts.results
    verdicts = {one.verdict for one in results}
    found = {len(review.case.notes), len(review.case.conflicts), len(review.verdicts.questions), len(review.decisions)}
    found |= {sum(one.verdict is verdict for one in results) for verdict in verdicts}
    found |= {len(note.values) for note in review.case.notes} | {len(one.missing) for one in results}
    return set(map(float, found))


@dataclass
class Known:
    """All that an answer about a case may say."""

    notes: dict[str, str]
    passages: set[str]
    numbers: set[float]
    review: CaseReview


def known(registry: Registry, case: str) -> Known:
    review = workflow.review_case(registry, case)
    notes = {note.note.note_id: note.note.text for note in review.case.notes}
    return Known(notes, {rule.citation.quote for rule in load_rules()}, known_numbers(review) | counts(review), review)


@pytest.fixture(scope="module")
def cases(reading: Registry) -> dict[str, Known]:
    return {case: known(reading, case) for case in ("a", "c")}


def check(answer: Answer, case: Known, question: str) -> None:
    notes, passages = case.notes, case.passages
    for cite in answer.cites:
        assert notes[cite.note_id][cite.start : cite.end] == cite.text
    assert all(1 <= int(one) <= len(answer.cites) for one in MARK.findall(QUOTED.sub("", answer.text)))
    for quote in QUOTED.findall(answer.text):
        assert (
            quote in passages or any(quote in text for text in notes.values()) or quote in question or not answer.cites
        ), quote
    text = re.sub(r"(?:and|or) \d+ more|\d+ values are the same", "", QUOTED.sub("", MARK.sub("", answer.text)))
    text = re.sub(r"(?<=\d)-(?=\d)", " ", text)
    assert numbers(text) <= case.numbers | numbers(question), question


@pytest.mark.parametrize("case", ["a", "c"])
@pytest.mark.parametrize("question", [*QUESTIONS, *MORE])
def test_every_number_and_quote_is_somewhere(
    case: str, question: str, reading: Registry, person: Person, cases: dict[str, Known]
) -> None:
    answer = answer_about(reading, person, case, question)
    assert answer is not None
    check(answer, cases[case], question)


def test_the_guided_questions_too(reading: Registry, person: Person, cases: dict[str, Known]) -> None:
    so_far: list[dict[str, object]] = []
    for _ in range(12):
        answer = answer_about(reading, person, "a", "skip" if so_far else "ask me", so_far)
        assert answer is not None
        so_far.append(answer.reading)
        left = range(1, len(cases["a"].review.verdicts.questions) + 1)  # fewer each time one is passed over
        check(answer, cases["a"], " ".join(map(str, left)))


def test_where_quotes_the_lines_that_say_it(reading: Registry, person: Person) -> None:
    answer = answer_about(reading, person, "a", "Where is the FLR said?")
    assert answer is not None and answer.understood
    assert [cite.text for cite in answer.cites] == ["Future liver remnant 34 %"]
    assert (
        "“FINDINGS: Future liver remnant 34 % of the total liver volume after planned right hepatectomy.”"
        in answer.text
    )


@pytest.mark.parametrize(
    "question", ["What is the ASA class?", "Is there cirrhosis?", "where is the margin said", "did he have RFA?"]
)
def test_what_no_note_says_is_answered_so(question: str, reading: Registry, person: Person) -> None:
    answer = answer_about(reading, person, "a", question)
    assert answer is not None and answer.understood
    assert answer.text.startswith("The notes do not say: ")
    assert answer.cites == () and answer.value in (None, [])


def test_what_a_note_denies_is_answered_with_no(reading: Registry, person: Person) -> None:
    answer = answer_about(reading, person, "b", "Is there cirrhosis?")
    assert answer is not None and answer.value is False
    assert answer.text.startswith("No: the notes deny cirrhosis.")
    assert [cite.text for cite in answer.cites] == ["cirrhosis"]


def test_a_value_is_the_value_of_the_registry(reading: Registry, person: Person) -> None:
    fields = workflow.review_case(reading, "a").case.fields
    for question, element in [
        ("FLR?", "flr_percent"),
        ("how many lesions?", "liver_lesion_count"),
        ("KRAS?", "ras_status"),
        ("segments", "liver_segments"),
    ]:
        answer = answer_about(reading, person, "a", question)
        assert answer is not None and answer.value == fields[element], question


def test_other_cases_stay_out(reading: Registry, person: Person) -> None:
    for question in ["Summarise the case", "Timeline", "what is the largest lesion", "compare notes"]:
        answer = answer_about(reading, person, "a", question)
        assert answer is not None
        assert "77" not in answer.text and "Nine" not in answer.text
        assert {cite.note_id for cite in answer.cites} <= {"a-path", "a-ct", "a-vol", "a-clinic"}


def test_notes_that_disagree_are_both_told(reading: Registry, person: Person) -> None:
    answer = answer_about(reading, person, "c", "How many liver metastases are there?")
    assert answer is not None and answer.value is None
    assert {cite.note_id for cite in answer.cites} == {"c-ct", "c-mri"}
    assert "disagree" in answer.text
