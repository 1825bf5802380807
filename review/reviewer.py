"""Who reviews on this machine: a name for each of its users, kept in the registry; no login."""

import getpass

from registry.store import Registry
from review.rejection import UserError
from review.rights import Person, Right, Role, require

LONGEST = 60


def login() -> str:
    """The user this process runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for its user
        return "reviewer"


def reviewer(registry: Registry) -> str:
    """The name decisions are made under: the one that was set, else the name of the user."""
    return registry.profile(login()) or login()


def local_person(registry: Registry) -> Person:
    """Whoever runs the program on this machine: holds every right, since the file is theirs."""
    return Person(login(), reviewer(registry), Role.ADMIN)


def rename(registry: Registry, person: Person, name: str) -> None:
    """Have the person review under this name from now on. UserError where it is empty or longer than a name.

    RefusedError where the person may not decide.
    """
    require(person, Right.DECIDE)
    wanted = " ".join(name.split())
    if not 0 < len(wanted) <= LONGEST:
        raise UserError(f"enter a name of 1 to {LONGEST} letters")
    registry.save_profile(person.login, wanted)


def people(registry: Registry, person: Person) -> list[str]:
    """Everybody a case can be given to: this person, who has a name here, who has decided, who was given a case."""
    return sorted({person.name, *registry.people()}, key=str.casefold)
