"""Who may do what: a person with a role, and the check that every verb which changes something begins with."""

from dataclasses import dataclass
from enum import StrEnum

from review.rejection import UserError


class Role(StrEnum):
    """What a person is here; each later role may do all that the ones before it may."""

    VIEWER = "viewer"
    ABSTRACTOR = "abstractor"
    ADJUDICATOR = "adjudicator"
    ADMIN = "admin"


class Right(StrEnum):
    """What needs a role."""

    DECIDE = "decide on a case"
    ADJUDICATE = "settle what two people entered"
    ASSIGN = "give cases to people"
    EXPORT = "take data out of the registry"
    KEEP_FILTERS = "keep filters under a name"
    IMPORT = "load notes or take them back"
    SET_NUMBERS = "set the site's numbers"
    CHANGE_LEXICON = "change the lexicon"
    PROMOTE = "read the notes again and choose which reading counts"
    BACK_UP = "back up or restore the registry"


LEAST = {
    Right.DECIDE: Role.ABSTRACTOR,
    Right.ADJUDICATE: Role.ADJUDICATOR,
    Right.ASSIGN: Role.ADJUDICATOR,
    Right.EXPORT: Role.ABSTRACTOR,
    Right.KEEP_FILTERS: Role.ABSTRACTOR,
    Right.IMPORT: Role.ADMIN,
    Right.SET_NUMBERS: Role.ADMIN,
    Right.CHANGE_LEXICON: Role.ADMIN,
    Right.PROMOTE: Role.ADMIN,
    Right.BACK_UP: Role.ADMIN,
}
ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here: `login` identifies, `name` is what decisions carry."""

    login: str
    name: str
    role: Role


class RefusedError(UserError, PermissionError):
    """The person's role does not allow it, and nothing was done."""


def may(person: Person, right: Right) -> bool:
    """Whether the role of the person holds this right."""
    return ORDER.index(person.role) >= ORDER.index(LEAST[right])


def require(person: Person, right: Right) -> None:
    """RefusedError where the person may not."""
    if not may(person, right):
        raise RefusedError(
            f"{person.name} is {person.role} here and may not {right}: "
            f"ask for the role {LEAST[right]}, or leave it to somebody who has it"
        )
