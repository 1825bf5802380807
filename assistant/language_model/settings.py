"""Whether there is a language model, and where: off unless the environment names one; loopback unless a host is allowed by name."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from review.rejection import UserError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Settings:
    """An OpenAI-compatible server by its base URL, the name of the model, how long to wait, and whether answers are worded by it."""

    url: str
    model: str
    seconds: float = SECONDS
    words_answers: bool = False


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings | None:
    """The settings; None where there is no model. UserError where they do not go together or name another machine.

    CRLM_LLM_URL and CRLM_LLM_MODEL switch it on; CRLM_LLM_HOST allows one host that is not this machine; CRLM_LLM_SECONDS
    is the longest wait; CRLM_LLM_WORDS=yes has it word the answers too.
    """
    url, model = environment.get("CRLM_LLM_URL", "").strip(), environment.get("CRLM_LLM_MODEL", "").strip()
    if not url:
        return None
    if not model:
        raise UserError("CRLM_LLM_URL is set and CRLM_LLM_MODEL is not: name the model the server has")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError("CRLM_LLM_URL is no web address: give one such as http://127.0.0.1:11434/v1")
    if parts.hostname not in LOOPBACK and parts.hostname != environment.get("CRLM_LLM_HOST", "").strip():
        raise UserError(
            f"CRLM_LLM_URL leads to {parts.hostname}, which is not this machine: notes would leave it; set CRLM_LLM_HOST={parts.hostname} to allow that"
        )
    try:
        seconds = float(environment.get("CRLM_LLM_SECONDS", SECONDS))
    except ValueError:
        raise UserError("CRLM_LLM_SECONDS is no number of seconds") from None
    return Settings(url, model, seconds, environment.get("CRLM_LLM_WORDS", "").lower() == "yes")
