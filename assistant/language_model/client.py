"""Asks the server for one typed answer: one retry with what was wrong with the first, then nothing."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant.language_model.settings import Settings
from review.rejection import UserError

Typed = TypeVar("Typed", bound=BaseModel)
TRIES = 2
LONGEST = 800  # tokens of a reply


class UnusableError(ValueError):
    """What the model said does not hold; the message tells the model why, in words that are not the note's."""


def ask(settings: Settings, system: str, said: str, model: type[Typed], check: Callable[[Typed], None]) -> Typed | None:
    """The answer of the model as this type, once `check` raises nothing; None where two tries gave none or the server fails.

    UserError where the package is not installed. No proxy, no redirect, no retry of the library's own; nothing is logged.
    """
    try:
        import httpx2
        from openai import OpenAI, OpenAIError
    except ModuleNotFoundError:
        raise UserError(
            "a language model is configured and its client is not installed: `pip install .[llm]`"
        ) from None
    messages: list[dict[str, str]] = [{"role": "system", "content": system}, {"role": "user", "content": said}]
    with (
        httpx2.Client(trust_env=False, follow_redirects=False) as http,
        OpenAI(
            base_url=settings.url, api_key="local", organization="", project="", max_retries=0, timeout=settings.seconds, http_client=http
        ) as client,
    ):  # fmt: skip
        for _ in range(TRIES):
            try:
                reply = client.chat.completions.parse(
                    model=settings.model, messages=messages, response_format=model, temperature=0, max_tokens=LONGEST,  # type: ignore[arg-type]
                )  # fmt: skip
                found = reply.choices[0].message.parsed
                if found is None:
                    raise UnusableError("answer with the object that was asked for")
                check(found)
                return found
            except (ValidationError, UnusableError) as wrong:
                messages.append({"role": "user", "content": f"That cannot be used: {in_words(wrong)}. Answer again."})
            except (OpenAIError, ValueError, IndexError):
                return None
    return None


def in_words(wrong: ValidationError | UnusableError) -> str:
    """What is wrong with an answer, without repeating it."""
    if isinstance(wrong, UnusableError):
        return str(wrong)
    first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the object'}: {first['type']}"
