"""An answer as JSON and back: what the conversation keeps and the command line prints."""

import json
from dataclasses import asdict
from typing import Any

from assistant.answer import Answer, Cite


def to_json(answer: Answer) -> str:
    """The answer as text."""
    return json.dumps(asdict(answer), ensure_ascii=False)


def from_json(text: str) -> Answer:
    """The answer again."""
    held: dict[str, Any] = json.loads(text)
    cites = tuple(Cite(**one) for one in held.pop("cites"))
    return Answer(**{**held, "cites": cites, "suggestions": tuple(held["suggestions"])})
