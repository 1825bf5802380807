"""Two people who abstract the small cases blind, and one who settles what they entered differently."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from registry.store import Registry
from review import double_abstraction
from review.blindness import asked
from review.rights import Person, Role

ADA = Person("ada@site", "Ada", Role.ABSTRACTOR)
BEN = Person("ben@site", "Ben", Role.ABSTRACTOR)
CLEO = Person("cleo@site", "Cleo", Role.ADJUDICATOR)
VIC = Person("vic@site", "Vic", Role.VIEWER)
BOTH = (ADA, BEN)


def known(registry: Registry) -> None:
    for person in (ADA, BEN, CLEO):
        registry.save_profile(person.login, person.name)


def give(registry: Registry, percent: float = 100) -> tuple[str, ...]:
    return double_abstraction.draw(registry, CLEO, ADA.login, BEN.login, percent, "1", uuid4().hex).cases


def enter(registry: Registry, person: Person, case_id: str, element: str, value: Any, **more: Any) -> None:
    double_abstraction.enter(registry, person, case_id, element, value, uuid4().hex, **more)


def enter_all(registry: Registry, person: Person, case_id: str, found: Mapping[str, Any], done: bool = True) -> None:
    """Everything that is not found is not stated."""
    for element in asked():
        enter(registry, person, case_id, element, found.get(element))
    if done:
        double_abstraction.finish(registry, person, case_id, uuid4().hex)
