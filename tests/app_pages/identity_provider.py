"""An identity provider on this machine: real HTTP, real signatures, and it signs in whomever the test names, without a password."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})


class Provider(ThreadingHTTPServer):
    """Listens on a free port; `claims` are those of the next person who signs in."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.claims: dict[str, Any] = {}
        self.tickets: dict[str, dict[str, Any]] = {}


class Answer(BaseHTTPRequestHandler):
    """What the provider says: where things are, its key, a ticket for a person, and the signed claims for a ticket."""

    server: Provider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/authorize":
            ticket = f"ticket{len(self.server.tickets)}"
            self.server.tickets[ticket] = {**self.server.claims, "nonce": asked["nonce"], "aud": asked["client_id"]}
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': ticket, 'state': asked['state']})}"
            )
            self.end_headers()
        elif url.path == "/keys":
            self.say({"keys": [KEY.as_dict(private=False)]})
        else:
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            self.say({"issuer": self.server.url, **{name: f"{self.server.url}/{at}" for name, at in places.items()}})

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        now = int(time.time())
        claims = {"iss": self.server.url, "iat": now, "exp": now + 300, **self.server.tickets[sent["code"][0]]}
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, KEY)
        self.say({"access_token": "none", "token_type": "Bearer", "id_token": token})

    def say(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    with Provider() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def sign_in_file(server: Provider, idle_minutes: float = 15.0) -> str:
    """What stands in the file that `crlm serve --sign-in` is given."""
    return f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{"0123456789abcdef" * 3}"
client_id = "crlm-review"
client_secret = "between the two"
server_metadata_url = "{server.url}/.well-known/openid-configuration"

[sign_in]
idle_minutes = {idle_minutes}
"""
