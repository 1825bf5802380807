"""The examples inside the files of question words: every field, every role and every known question proves itself."""

import pytest

from assistant.about_registry import load_examples
from assistant.question_claims import settle
from assistant.question_parts import Part, parts_of
from assistant.question_reading import read_question
from assistant.question_tokens import tokens
from assistant.question_words import load_fields, load_roles
from lexicons import load_elements

FOUND = [
    pytest.param(field, phrase, tuple(values), id=f"{field}: {phrase}")
    for field, entry in load_fields().items()
    for phrase, values in entry.found.items()
]
NOT_FOUND = [
    pytest.param(field, phrase, id=f"{field}: {phrase}")
    for field, entry in load_fields().items()
    for phrase in entry.not_found
]
ROLES = [
    pytest.param(role, question, found, id=f"{role}: {question}")
    for role, entry in load_roles().items()
    for found, questions in ((True, entry.found), (False, entry.not_found))
    for question in questions
]


def read(phrase: str) -> list[Part]:
    found = parts_of(tokens(phrase))
    settle(found)
    return found


@pytest.mark.parametrize(("field", "phrase", "values"), FOUND)
def test_phrase_is_read(field: str, phrase: str, values: tuple[str | float, ...]) -> None:
    parts = read(phrase)
    claims = [claim for part in parts for claim in part.token.claims]
    if values:
        assert values in [claim.values for claim in claims if claim.field == field]
    else:
        named = [name for part in parts for name in part.names]
        assert field in [*named, *(claim.field for claim in claims)]


@pytest.mark.parametrize(("field", "phrase"), NOT_FOUND)
def test_phrase_is_of_something_else(field: str, phrase: str) -> None:
    parts = read(phrase)
    assert field not in [test.field for part in parts for test in part.tests]
    assert field not in [name for part in parts for name in part.names]


@pytest.mark.parametrize(("role", "question", "found"), ROLES)
def test_role_is_read(role: str, question: str, found: bool) -> None:
    assert any(role in token.roles for token in tokens(question)) is found


def test_every_element_has_words() -> None:
    spoken = {field.partition(".")[0] for field in load_fields()}
    spoken |= {element for element in load_elements() if "_" in element}  # by its id
    assert {element for element in load_elements() if element not in spoken} <= {
        "ablation",
        "nras",
    }  # words of another's


def test_every_element_is_named_by_its_id() -> None:
    for element in load_elements():
        if "_" in element:
            [token] = tokens(element)
            assert element in token.names


def test_every_value_has_words() -> None:
    missing = []
    for name, element in load_elements().items():
        if not element.contract or element.kind not in ("category", "list"):
            continue
        said = {
            str(value)
            for entry in [load_fields()[name]]
            for value in [
                *entry.values,
                *(value for other in entry.also for value in other.values),
                *(value for concepts in entry.lexicon.values() for value in concepts.values()),
            ]
        }
        missing += [f"{name}: {value}" for value in element.values if value not in said]
    assert missing == []


@pytest.mark.parametrize("question", load_examples())
def test_known_question_is_understood(question: str) -> None:
    assert read_question(question).question is not None


@pytest.mark.parametrize("question", load_examples())
def test_known_question_stands_alone(question: str) -> None:
    before = read_question("How many patients with PVE are node positive since 2022?").question
    assert before is not None
    assert read_question(question, [before]).question == read_question(question).question
