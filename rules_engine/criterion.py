"""Criteria as a clinician writes them in YAML: a sentence about one fact or rule, or a combination of criteria.

Sentences: "cirrhosis", "not cirrhosis", "flr_pct >= 30", "response is CR|PR", "chemo_regimens has FOLFOX|FOLFIRI",
"vascular_contact has_all left_portal_vein|right_portal_vein", "resectability_statement given", "R02", "R03:G2", "@part", and
"unknown". Combinations: all, any, none_of, first, agree, silent, surely.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from rules_engine.fact import load_facts
from rules_engine.policy import Policy, load_policy

SENTENCE = re.compile(r"(?P<fact>\w+)(?: (?P<op>>=|<=|>|<|is|has|has_all|given)(?: (?P<right>\S+))?)?")
RULE = re.compile(r"(?P<id>[RC]\d+)(?P<track>\.\w+)?(?::(?P<candidate>.+))?")
LIMITS = {">=": "at_least", ">": "above", "<=": "at_most", "<": "below"}
JOINED = ("all", "any", "none_of", "first", "agree")
COMPARISONS = {
    "at_least": "number", "above": "number", "at_most": "number", "below": "number", "one_of": "category", "includes": "set",
    "includes_all": "set",
}  # fmt: skip


class Criterion(BaseModel):
    """A node of the criterion tree: a combination, another rule or one of its classes, or one comparison of one fact."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    all: list["Criterion"] | None = None
    any: list["Criterion"] | None = None
    none_of: list["Criterion"] | None = None
    first: list["Criterion"] | None = None
    agree: list["Criterion"] | None = None
    silent: "Criterion | None" = None
    surely: "Criterion | None" = None
    unknown: bool | None = None
    part: str | None = None
    rule: str | None = None
    candidate: str | None = None
    fact: str | None = None
    equals: bool | str | None = None
    one_of: list[str] | None = None
    includes: list[str] | None = None
    includes_all: list[str] | None = None
    at_least: float | int | str | None = None
    above: float | int | str | None = None
    at_most: float | int | str | None = None
    below: float | int | str | None = None
    known: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def from_sentence(cls, written: Any) -> Any:
        """A sentence as the tree it stands for."""
        return sentence(written) if isinstance(written, str) else written

    @model_validator(mode="after")
    def one_kind(self) -> "Criterion":
        """Exactly one kind, and a comparison that fits its fact."""
        kinds = [*JOINED, "silent", "surely", "unknown", "part", "rule", "fact"]
        if sum(getattr(self, kind) is not None for kind in kinds) != 1:
            raise ValueError(f"a criterion is one of {', '.join(kinds)}")
        tests = [name for name in ("equals", "known", *COMPARISONS) if getattr(self, name) is not None]
        if (self.fact is not None) != (len(tests) == 1):
            raise ValueError("a fact takes exactly one comparison")
        if self.fact is not None:
            self.fits(self.fact, tests[0])
        return self

    def fits(self, name: str, test: str) -> None:
        """ValueError when the fact is unknown, or the comparison is not of its kind or words."""
        known = load_facts()
        if name not in known:
            raise ValueError(f"unknown fact {name}")
        fact, value = known[name], getattr(self, test)
        kind = COMPARISONS.get(test, fact.kind)
        if test == "equals":
            kind = "truth" if isinstance(value, bool) else "category"
        if kind != fact.kind:
            raise ValueError(f"{name} is a {fact.kind}: {test} does not fit")
        words = [value] if isinstance(value, str) and test == "equals" else value if isinstance(value, list) else []
        if fact.values and (strange := sorted(set(words) - set(fact.values))):
            raise ValueError(f"{name} is never {', '.join(strange)}")
        if kind == "number" and test in LIMITS.values():
            limit(value, load_policy())

    def below_it(self) -> Iterator["Criterion"]:
        """This node and every one under it."""
        yield self
        for kind in (*JOINED, "silent", "surely"):
            inner = getattr(self, kind)
            for one in inner if isinstance(inner, list) else [inner] if inner is not None else []:
                yield from one.below_it()

    def with_parts(self, parts: Mapping[str, "Criterion"]) -> "Criterion":
        """The tree with the named parts of its rule in place; ValueError when there is no such part."""
        if self.part is not None:
            if self.part not in parts:
                raise ValueError(f"there is no part {self.part}")
            return parts[self.part].with_parts(parts)
        changed: dict[str, Any] = {}
        for kind in (*JOINED, "silent", "surely"):
            inner = getattr(self, kind)
            if inner is not None:
                changed[kind] = (
                    [one.with_parts(parts) for one in inner] if isinstance(inner, list) else inner.with_parts(parts)
                )
        return self.model_copy(update=changed) if changed else self


def sentence(written: str) -> dict[str, Any]:
    """What a sentence stands for; ValueError when it cannot be read."""
    if written == "unknown":
        return {"unknown": True}
    if written.startswith("@"):
        return {"part": written[1:]}
    if found := RULE.fullmatch(written):
        candidate = {"candidate": found["candidate"]} if found["candidate"] else {}
        return {"rule": found["id"] + (found["track"] or ".derived"), **candidate}
    if written.startswith("not "):
        inner = sentence(written[4:])
        return {**inner, "equals": False} if inner.get("equals") is True else {"none_of": [inner]}
    match = SENTENCE.fullmatch(written)
    if not match or (match["right"] is None) != (match["op"] in (None, "given")):
        raise ValueError(f"cannot read the criterion {written!r}")
    name, op, right = match["fact"], match["op"], match["right"]
    if op is None:
        return {"fact": name, "equals": True}
    if op == "given":
        return {"fact": name, "known": True}
    if op in LIMITS:
        return {"fact": name, LIMITS[op]: float(right) if re.fullmatch(r"-?\d+(?:\.\d+)?", right) else right}
    words = right.split("|")
    if op == "is":
        return {"fact": name, "equals": words[0]} if len(words) == 1 else {"fact": name, "one_of": words}
    return {"fact": name, "includes" if op == "has" else "includes_all": words}


def limit(written: float | int | str, policy: Policy) -> float:
    """A number, or the policy entry of this name."""
    if not isinstance(written, str):
        return float(written)
    if written not in policy:
        raise ValueError(f"{written} is no entry of policy.yaml")
    return policy[written]


def limits(criterion: Criterion) -> Iterator[float | str]:
    """Every limit in a criterion: a number or the name of a policy entry."""
    for node in criterion.below_it():
        yield from (getattr(node, name) for name in LIMITS.values() if getattr(node, name) is not None)
