"""Claims become a person: the highest known role or viewer, a name nobody else has; idle time ends a sign-in for good."""

from pathlib import Path
from typing import Any

import pytest

from registry.store import Registry
from review.rejection import UserError
from review.rights import Role
from review.sign_in import Presence, SignedOutError, SignIn, person_of, read_sign_in, role_of
from tests.review.crlm import crlm

AUTH = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "crlm-review"
client_secret = "secret-words"
server_metadata_url = "https://id.hospital.example/.well-known/openid-configuration"
"""


@pytest.mark.parametrize(
    ("claims", "claim", "role"),
    [
        ({"roles": ["abstractor"]}, "roles", Role.ABSTRACTOR),
        ({"roles": ["viewer", "admin", "abstractor"]}, "roles", Role.ADMIN),
        ({"roles": "adjudicator"}, "roles", Role.ADJUDICATOR),
        ({"realm_access": {"roles": ["abstractor", "offline"]}}, "realm_access.roles", Role.ABSTRACTOR),
        ({"https://hospital.example/role": ["admin"]}, "https://hospital.example/role", Role.ADMIN),
        ({"roles": ["Admin", "superuser"]}, "roles", Role.VIEWER),
        ({"roles": []}, "roles", Role.VIEWER),
        ({"roles": {"admin": True}}, "roles", Role.VIEWER),
        ({"roles": "viewer admin"}, "roles", Role.VIEWER),
        ({"roles": [["admin"]]}, "roles", Role.VIEWER),
        ({"groups": ["admin"]}, "roles", Role.VIEWER),
        ({"roles": None}, "roles.more", Role.VIEWER),
        ({}, "roles", Role.VIEWER),
    ],
)
def test_a_role_is_only_what_the_claim_names(claims: dict[str, Any], claim: str, role: Role) -> None:
    assert role_of(claims, claim) is role


def test_two_people_of_one_name_are_told_apart(cases: Registry) -> None:
    first = person_of(cases, {"iss": "a", "sub": "1", "name": "Ada  Amberley"}, SignIn())
    second = person_of(cases, {"iss": "a", "sub": "2", "name": "Ada Amberley", "email": "ada@x"}, SignIn())
    assert (first.name, second.name) == ("Ada Amberley", "Ada Amberley (ada@x)")
    assert first.login != second.login
    assert person_of(cases, {"iss": "a", "sub": "1", "name": "Ada Amberley"}, SignIn()).name == first.name
    assert person_of(cases, {"iss": "b", "sub": "1", "name": "Ada Amberley"}, SignIn()).name == "Ada Amberley (1)"


def test_who_has_no_name_is_called_by_the_next_best(cases: Registry) -> None:
    assert person_of(cases, {"iss": "a", "sub": "1", "email": "ada@x"}, SignIn()).name == "ada@x"
    assert person_of(cases, {"iss": "a", "sub": "2"}, SignIn()).name == "2"
    with pytest.raises(SignedOutError, match="does not say who you are"):
        person_of(cases, {"iss": "a", "name": "Ada"}, SignIn())


def test_idle_time_ends_a_sign_in_for_good() -> None:
    presence = Presence(900)
    assert presence.left("ada", 1000.0, 1000.0) == 900
    presence.active("ada", 1000.0, 1600.0)
    assert presence.left("ada", 1000.0, 2400.0) == 100
    assert presence.left("ada", 1000.0, 2500.0) == 0
    presence.active("ada", 1000.0, 2501.0)
    assert presence.left("ada", 1000.0, 2501.0) == 0
    assert presence.left("ada again", 2502.0, 2502.0) == 900


def test_a_cookie_from_long_ago_is_no_sign_in_after_a_restart() -> None:
    assert Presence(900).left("ada", 1000.0, 1901.0) == 0
    assert Presence(900).left("no time told", 0.0, 1901.0) == 0
    assert Presence(900).left("from the future", 5000.0, 1901.0) == 0
    assert Presence(900).left("a clock a little ahead", 1930.0, 1901.0) == 900


def test_who_signs_out_is_out_everywhere() -> None:
    presence = Presence(900)
    presence.end("ada")
    presence.active("ada", 1000.0, 1001.0)
    assert presence.left("ada", 1000.0, 1001.0) == 0


def test_what_a_sign_in_file_sets(tmp_path: Path) -> None:
    path = tmp_path / "sign_in.toml"
    path.write_text(AUTH)
    assert read_sign_in(path) == SignIn(role_claim="roles", idle_minutes=15.0)
    path.write_text(AUTH + '[sign_in]\nrole_claim = "groups"\nidle_minutes = 5.0\n')
    assert read_sign_in(path) == SignIn(role_claim="groups", idle_minutes=5.0)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("not = = toml", "is not TOML"),
        ("[other]\n", r"has no table \[auth\]"),
        (AUTH.replace("client_id", "client"), r"\[auth\] lacks client_id"),
        (AUTH.replace('"crlm-review"', '""'), r"\[auth\] lacks client_id"),
        (AUTH.replace("89abcdef0123456789abcdef", ""), "cookie_secret is shorter than 32"),
        (AUTH.replace("/oauth2callback", "/"), "redirect_uri has to end with /oauth2callback"),
        (AUTH + "[sign_in]\nidle_minutes = 0\n", "idle_minutes"),
        (AUTH + "[sign_in]\nidle_minutes = 100000\n", "idle_minutes"),
        (AUTH + "[sign_in]\nidle = 5\n", "idle: Extra inputs"),
    ],
)
def test_a_sign_in_file_that_makes_no_sense_is_told_in_one_line(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "sign_in.toml"
    path.write_text(content)
    with pytest.raises(UserError, match=told) as refusal:
        read_sign_in(path)
    assert "\n" not in str(refusal.value) and "secret-words" not in str(refusal.value)


def test_a_sign_in_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_sign_in(tmp_path / "none.toml")


def test_the_app_does_not_start_with_a_sign_in_file_it_cannot_use(tmp_path: Path) -> None:
    path = tmp_path / "sign_in.toml"
    path.write_text(AUTH.replace("client_secret", "secret"))
    done = crlm("serve", "--db", tmp_path / "r.duckdb", "--sign-in", path)
    assert (done.code, len(done.lines)) == (2, 1) and "[auth] lacks client_secret" in done.lines[0]
    assert not (tmp_path / "r.duckdb").exists()
