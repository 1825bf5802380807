"""Who sits in front of the page."""

from registry.store import Registry
from review.reviewer import local_person
from review.rights import Person


def person(registry: Registry) -> Person:
    """Who is signed in; without sign-in, the user of this machine."""
    return local_person(registry)
