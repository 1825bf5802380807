"""Of which cases somebody may see no value: those given to them blind, until they have entered what they find."""

from dataclasses import dataclass

from lexicons import contract_elements
from lexicons.schema import Element
from registry import blind_store
from registry.store import Registry
from review.rejection import UserError
from review.rights import Person


class BlindError(UserError, ValueError):
    """It cannot be done blind, or not any more, and nothing is stored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Task:
    """A case that is given to a person blind: elements entered, elements in all, and whether the person is done."""

    case_id: str
    entered: int
    of: int
    done: bool


def asked() -> dict[str, Element]:
    """The elements that are entered blind: those of the abstraction contract, in the order of the forms."""
    return contract_elements()


def tasks(registry: Registry, person: Person) -> list[Task]:
    """The cases given to this person blind, in order."""
    of = len(asked())
    return [
        Task(case_id, count, of, done) for case_id, (count, done) in blind_store.entered(registry, person.login).items()
    ]


def hidden(registry: Registry, person: Person) -> dict[str, Task]:
    """The cases of which this person may see no value: those given to them blind that they are not done with."""
    return {task.case_id: task for task in tasks(registry, person) if not task.done}


def refuse_hidden(registry: Registry, person: Person, case_id: str) -> None:
    """BlindError where this person may see no value of the case, and so may not decide on it either."""
    if case_id in hidden(registry, person):
        raise BlindError(f"{case_id} is yours to abstract blind: enter what you find first, then the case opens")
