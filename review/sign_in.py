"""Who somebody is that an identity provider signed in: name and role from the claims, and how long without activity it lasts."""

import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from registry import profile_store
from registry.store import Registry
from review.rejection import UserError
from review.reviewer import LONGEST
from review.rights import ORDER, Person, Role

# What `st.login` needs in the table [auth] of the file.
AUTH_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET = 32
Claims = Mapping[str, Any]


class SignIn(BaseModel):
    """The table [sign_in] of the file: where the role stands in the claims, and the minutes without activity that end it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    role_claim: Annotated[str, Field(min_length=1)] = "roles"
    idle_minutes: Annotated[float, Field(gt=0, le=480)] = 15.0


class SignedOutError(UserError, PermissionError):
    """Nobody is signed in, or not any more."""


def read_sign_in(path: Path) -> SignIn:
    """The settings of a sign-in file; UserError says in one line what is wrong, never what a secret is."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): name the sign-in file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise UserError(f"{path} is not TOML: docs/people.md shows what stands in it") from None
    auth = content.get("auth")
    if not isinstance(auth, dict):
        raise UserError(f"{path} has no table [auth]: docs/people.md shows what stands in it")
    if missing := [key for key in AUTH_KEYS if not isinstance(auth.get(key), str) or not auth[key]]:
        raise UserError(f"{path}: [auth] lacks {', '.join(missing)}: docs/people.md shows what stands in it")
    if len(auth["cookie_secret"]) < SHORTEST_SECRET:
        raise UserError(f"{path}: cookie_secret is shorter than {SHORTEST_SECRET} characters: make a random one")
    if not auth["redirect_uri"].endswith("/oauth2callback"):
        raise UserError(f"{path}: redirect_uri has to end with /oauth2callback")
    try:
        return SignIn.model_validate(content.get("sign_in", {}))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'sign_in'}: {one['msg']}" for one in error.errors())
        raise UserError(f"{path}: [sign_in] {wrong}") from None


def role_of(claims: Claims, claim: str) -> Role:
    """The highest role that the claim names; viewer where it is missing or names none of ours.

    The claim is text or a list of texts; dots lead into nested claims, as in `realm_access.roles`.
    """
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    named = [found] if isinstance(found, str) else found if isinstance(found, list | tuple) else []
    return max((role for role in Role if role.value in named), key=ORDER.index, default=Role.VIEWER)


def person_of(registry: Registry, claims: Claims, settings: SignIn) -> Person:
    """The person the claims tell of, with a name that nobody else has here; SignedOutError where they identify nobody."""
    subject = str(claims.get("sub") or "")
    if not subject:
        raise SignedOutError("the identity provider does not say who you are (no `sub`): sign in again")
    login = f"{claims.get('iss') or ''} {subject}".strip()
    told = [str(claims.get(key) or "").strip() for key in ("name", "preferred_username", "email")]
    names = [" ".join(one.split())[:LONGEST] for one in told if one] or [subject[:LONGEST]]
    known = registry.profile(login)
    taken = {name for other, name in profile_store.names(registry).items() if other != login}
    free = [*names[:1], *(f"{names[0]} ({one})" for one in [*names[1:], subject])]
    name = next((one for one in free if one not in taken), free[-1])
    if name != known:
        registry.save_profile(login, name)
    return Person(login, name, role_of(claims, settings.role_claim))


class Presence:
    """Until when each sign-in lasts: it ends after a time without activity, and when its person signs out.

    Kept in memory: after a restart of the app a sign-in that is older than the time without activity has ended.
    """

    def __init__(self, idle_seconds: float, steady: Callable[[], float] = time.monotonic) -> None:
        self.idle_seconds = idle_seconds
        # The clock of the machine can be set back, which would make a sign-in last; the steady one can stand still while the
        # machine sleeps. A sign-in lasts as long as both say.
        self._steady = steady
        self._seen: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._ended: set[str] = set()
        self._changing = Lock()

    def left(self, sign_in: str, signed_in_at: float, now: float) -> float:
        """Seconds that the sign-in still lasts without activity; 0 once it has ended, and for good then. Times are UNIX times."""
        with self._changing:
            return self._left(sign_in, signed_in_at, now)

    def active(self, sign_in: str, signed_in_at: float, now: float) -> None:
        """Its person did something just now; a sign-in that has ended stays so."""
        with self._changing:
            if self._left(sign_in, signed_in_at, now):
                self._last[sign_in], self._seen[sign_in] = now, self._steady()

    def _left(self, sign_in: str, signed_in_at: float, now: float) -> float:
        """The same, for whoever holds the lock."""
        last = max(self._last.get(sign_in, 0.0), min(signed_in_at, now))
        steady = self._steady()
        left = self.idle_seconds + min(last - now, self._seen.setdefault(sign_in, steady) - steady)
        # A clock that is ahead by more than that would keep a sign-in alive that nobody uses.
        if left <= 0 or signed_in_at > now + self.idle_seconds:
            self._ended.add(sign_in)
        return 0.0 if sign_in in self._ended else left

    def end(self, sign_in: str) -> None:
        """Its person signed out, in whatever tab."""
        with self._changing:
            self._ended.add(sign_in)
