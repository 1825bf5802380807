"""Who sits in front of the page: the user of this machine, or who signed in with the identity provider."""

import os
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from registry.store import Registry
from review.reviewer import local_person
from review.rights import Person
from review.sign_in import Presence, SignedOutError, SignIn, person_of, read_sign_in


@cache
def _settings(path: str) -> SignIn:
    """The settings of the sign-in file, read once."""
    return read_sign_in(Path(path))


@cache
def _presence(idle_seconds: float) -> Presence:
    """The sign-ins of this process; no cache of Streamlit, which a key can empty."""
    return Presence(idle_seconds)


def settings() -> SignIn | None:
    """How people sign in; None where nobody has to."""
    path = os.environ.get("CRLM_SIGN_IN", "")
    return _settings(path) if path else None


def presence(known: SignIn) -> Presence:
    """The sign-ins that last, by the name `sign_in` gives them."""
    return _presence(known.idle_minutes * 60)


def person(registry: Registry) -> Person:
    """Who works here; SignedOutError where nobody is signed in. Every page and every callback asks anew."""
    return _person(registry, st.user.to_dict())


def asked_later(registry: Registry) -> Callable[[], Person]:
    """The same for what runs outside the script of the page, as the making of a download does: whether they are still signed in
    is asked when it is called."""
    claims = st.user.to_dict()
    return lambda: _person(registry, claims)


def _person(registry: Registry, claims: Mapping[str, Any]) -> Person:
    """The person of these claims, while they are signed in."""
    if why := signed_out(claims):
        raise SignedOutError(why)
    known = settings()
    return person_of(registry, claims, known) if known else local_person(registry)


def signed_out(given: Mapping[str, Any] | None = None) -> str:
    """Why nobody is signed in who has to be, or nothing."""
    known = settings()
    if known is None:
        return ""
    claims = st.user.to_dict() if given is None else given
    if not claims.get("is_logged_in"):
        return "Sign in to see the cases."
    if presence(known).left(*sign_in(claims), time.time()):
        return ""
    return (
        f"You are signed out: {known.idle_minutes:g} minutes passed without activity, or you signed out in another tab. "
        "What was shown as saved is saved."
    )


def sign_in(claims: Mapping[str, Any]) -> tuple[str, float]:
    """A name for one sign-in of one person, and when it was, as UNIX time; 0 where the provider does not say."""
    issued = claims.get("iat")
    at = float(issued) if isinstance(issued, int | float) else 0.0
    return f"{claims.get('iss')} {claims.get('sub')} {at:.0f}", at


def seconds_left() -> float:
    """How long the sign-in lasts without activity."""
    known = settings()
    return presence(known).left(*sign_in(st.user.to_dict()), time.time()) if known else 0.0


def active() -> None:
    """Somebody used the mouse or the keyboard just now."""
    if known := settings():
        presence(known).active(*sign_in(st.user.to_dict()), time.time())


def sign_out() -> None:
    """End the sign-in in every tab, and have the browser forget it."""
    if known := settings():
        presence(known).end(sign_in(st.user.to_dict())[0])
    st.logout()
