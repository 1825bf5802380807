"""Checks of a proof: what was checked, whether it holds, and where two things differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from review.proof_model import ProofModel

NAMED = 3  # differences told of one thing


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked, whether it holds, and why not."""

    what: str
    wrong: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def __str__(self) -> str:
        return f"holds  {self.what}" if self.holds else f"FAILS  {self.what}: {self.wrong}"


def compared(what: str, given: ProofModel, there: ProofModel) -> Check:
    """A check that two parts are the same, naming the first leaves that differ."""
    return Check(what, told(differences(given.model_dump(), there.model_dump())))


def told(found: Iterable[str]) -> str:
    """The first of these differences, in one line."""
    return ", ".join(islice(found, NAMED))


def differences(given: Any, there: Any, path: Sequence[str] = ()) -> Iterator[str]:
    """The places where two plain values differ; a verdict with both sides, for it holds no words of a note."""
    if isinstance(given, dict) and isinstance(there, dict) and given.keys() == there.keys():
        for key in given:
            yield from differences(given[key], there[key], [*path, str(key)])
    elif isinstance(given, list) and isinstance(there, list) and len(given) == len(there):
        for number, (one, other) in enumerate(zip(given, there, strict=True), 1):
            yield from differences(one, other, [*path, str(number)])
    elif given != there or type(given) is not type(there):
        place = ".".join(path) or "it"
        verdict = f" ({given}, and it follows {there})" if path and path[-1] == "verdict" else ""
        yield f"{place} is not the same{verdict}"


def both_ways(
    kind: str, given: Mapping[str, ProofModel], there: Mapping[str, ProofModel], number: int
) -> Iterator[Check]:
    """A check for each thing that either the proof or the registry names."""
    if number != len(given):
        yield Check(f"every {kind} once", "the proof names one twice")
    for name in {**given, **there}:
        if name not in there:
            yield Check(f"{kind} {name}", "not in the registry for this case")
        elif name not in given:
            yield Check(f"{kind} {name}", "in the registry for this case, and not in the proof")
        else:
            yield compared(f"{kind} {name}", given[name], there[name])
