"""Four people click as fast as they can at once: every decision a page sent is stored once, for its case and under its name,
or its page was told why not; and what the pages show at the end is what the registry holds."""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from abstraction.records import ReviewDecision
from registry.store import Registry
from tests.app_pages.identity_provider import Provider, provider, sign_in_file
from tests.review.test_serving import running

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

# As many keys each of them presses; CRLM_KEYS_PRESSED=300 has them press for minutes.
ROUNDS = int(os.environ.get("CRLM_KEYS_PRESSED", "20"))
# Two have a case of their own, two are on the same one.
CASES = {"Ada": "t2", "Bea": "t3", "Cleo": "t1", "Dora": "t1"}
KEYS = ("a", "x", "n", "u", "1", "Control+z", "ArrowDown", "ArrowDown", "ArrowUp")
SENT = re.compile(
    r'"id":"(?P<id>[0-9a-f]{32})","case":"(?P<case>\w+)",[^{}]*?"element":"(?P<element>\w+)","action":"(?P<action>\w+)"'
)
REFUSED = re.compile(r'"handled": ?\{"id": ?"(?P<id>[0-9a-f]{32})", ?"element": ?"\w+", ?"refusal": ?"(?P<why>[^"]+)"')


@dataclass
class Session:
    """One person at a browser, with what the page and the server said to each other."""

    name: str
    page: Page
    sent: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def listen(self, channel: WebSocket) -> None:
        channel.on("framesent", lambda data: self.note_sent(data))
        channel.on("framereceived", lambda data: self.note_refused(data))

    def note_sent(self, data: bytes | str) -> None:
        for found in SENT.finditer(words(data)):
            self.sent[found["id"]] = (found["case"], found["element"], found["action"])

    def note_refused(self, data: bytes | str) -> None:
        for found in REFUSED.finditer(words(data)):
            self.refused[found["id"]] = found["why"]

    def settled(self) -> None:
        """Waits until nothing is under way any more."""
        live = self.page.locator(".crlm-live")
        expect(live).not_to_have_class(re.compile("is-waiting"), timeout=120_000)

    def decided(self) -> int:
        return int(re.search(r"(\d+) of \d+ decided", self.page.locator(".crlm-state").inner_text())[1])  # type: ignore[index]


def words(data: bytes | str) -> str:
    """A frame of the channel as text; the JSON in it is ASCII."""
    return (data if isinstance(data, str) else data.decode("latin-1")).replace("\\", "")


@contextmanager
def opened(browser: Browser, identities: Provider, url: str) -> Iterator[list[Session]]:
    """The four, each in a browser of their own on their case."""
    contexts: list[BrowserContext] = []
    sessions = []
    for name, case in CASES.items():
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        session = Session(name, page)
        page.on("websocket", session.listen)
        identities.claims = {"sub": name, "name": name, "roles": ["abstractor"]}
        page.goto(url)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.locator(f'tr[data-case="{case}"] button').click()
        expect(page.locator("h1")).to_have_text(case, timeout=60_000)
        page.locator(".crlm-row.is-chosen").wait_for()
        sessions.append(session)
    yield sessions
    for context in contexts:
        context.close()


def test_no_decision_is_lost_doubled_or_crossed(browser: Browser, registry_path: Path) -> None:
    path, log = registry_path.parent / "sign_in.toml", registry_path.parent / "server.log"
    chance = random.Random(7)
    with provider() as identities:
        path.write_text(sign_in_file(identities), encoding="utf-8")
        with (
            running(log, "serve", "--db", registry_path, "--sign-in", path) as url,
            opened(browser, identities, url) as sessions,
        ):
            for _ in range(ROUNDS):
                for session in sessions:
                    session.page.keyboard.press(chance.choice(KEYS))
            for session in sessions:
                session.settled()
            for session in sessions:
                session.page.goto(url)
                session.page.locator("tr[data-case] button").first.wait_for()
                session.page.locator(f'tr[data-case="{CASES[session.name]}"] button').click()
                expect(session.page.locator("h1")).to_have_text(CASES[session.name], timeout=60_000)
                session.page.locator(".crlm-row").first.wait_for()
            shown = {session.name: session.decided() for session in sessions}
    assert "Traceback" not in log.read_text(encoding="utf-8")
    with Registry.open(registry_path, read_only=True) as registry:
        stored = registry.decisions()
        held = {case: counted.decided for case, counted in registry.progress().items()}
        assert registry.verify_decisions().faults == ()
    assert_each_is_there_once(sessions, stored)
    assert shown == {name: held[case] for name, case in CASES.items()}
    sent = sum(len(session.sent) for session in sessions)
    refused = sum(len(session.refused) for session in sessions)
    print(f"{ROUNDS * len(CASES)} keys, {sent} decisions sent, {len(stored)} stored, {refused} refused")
    assert all(session.sent for session in sessions) and sent >= ROUNDS // 2, "they hardly decided"


def assert_each_is_there_once(sessions: list[Session], stored: tuple[ReviewDecision, ...]) -> None:
    """Sent and stored are the same, but for what was refused on the case that two share, and in the same order."""
    assert set(Counter(one.decision_id for one in stored).values()) == {1}
    everything: set[str] = set()
    for session in sessions:
        case = CASES[session.name]
        own = [one for one in stored if one.reviewer == session.name]
        assert [(one.decision_id, one.case_id) for one in own] == [
            (identity, case) for identity in session.sent if identity not in session.refused
        ]
        assert {one.decision_id: (one.case_id, one.element, one.action) for one in own} == {
            identity: what for identity, what in session.sent.items() if identity not in session.refused
        }
        if case != "t1":
            assert session.refused == {}
        everything |= set(session.sent)
    assert {one.decision_id for one in stored} <= everything
