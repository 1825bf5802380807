"""The case in plain sentences, made from verdicts only: each sentence names its rules and is never surer than they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules_engine.change import Question
from rules_engine.contradictions import Contradiction
from rules_engine.result import RuleResult
from rules_engine.verdict import Verdict

SOURCE_AGE = (
    "The rules follow one review article of about 2013 to 2014; practice has moved on since (systemic treatment, molecular "
    "selection, MRI, transplantation). Decision support for a tumour board, not advice."
)
STAGES = {
    "M0": "no liver metastases",
    "M1a": "resectable",
    "M1b": "potentially resectable",
    "M1c": "unlikely ever to be resectable",
}
ASKED = 5  # open questions on the card; the rest stand in the list of questions
FIRM = ("against", "caution")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the card: its part of the card, the verdict it tells, and the keys of its rules."""

    part: str
    text: str
    verdict: Verdict
    rules: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"part": self.part, "text": self.text, "verdict": self.verdict.value, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Card:
    """Sentences in the order of the card: liver, documented, derived, cautions, options, contradictions, missing; then the source."""

    sentences: tuple[Sentence, ...]
    source: str = SOURCE_AGE

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"sentences": [one.to_json() for one in self.sentences], "source": self.source}


def card(
    results: Mapping[str, RuleResult], contradictions: Sequence[Contradiction], questions: Sequence[Question]
) -> Card:
    """The card of one case; a pure function of its verdicts."""
    parts = (liver(results), documented(results), derived(results), cautions(results), options(results))
    told = [sentence for part in parts for sentence in part]
    told += [
        Sentence("contradiction", f"The source disagrees on {one.title}: {one.text}", Verdict.UNKNOWN, keys)
        for one in contradictions
        if (keys := tuple(dict.fromkeys(key for key in one.rules() if decided(results, key))))
    ]
    told += [
        Sentence("missing", f"Not known: {one.label}. {one.question}", Verdict.UNKNOWN, one.settles)
        for one in questions[:ASKED]
    ]
    return Card(tuple(told))


def decided(results: Mapping[str, RuleResult], key: str) -> bool:
    """Whether a rule is met or not met."""
    return key in results and results[key].verdict in (Verdict.MET, Verdict.NOT_MET)


def liver(results: Mapping[str, RuleResult]) -> Iterator[Sentence]:
    """Whether there are liver metastases: M0 stands or falls with them."""
    stage = results.get("R10.derived")
    if stage is None:
        return
    if stage.verdict == Verdict.NOT_APPLICABLE:
        yield Sentence("liver", "There are no liver metastases.", Verdict.NOT_APPLICABLE, (stage.key,))
    elif "M0" in stage.candidates:
        yield Sentence("liver", "Whether there are liver metastases is not known.", Verdict.UNKNOWN, (stage.key,))
    else:
        yield Sentence("liver", "There are liver metastases.", Verdict.MET, (stage.key,))


def documented(results: Mapping[str, RuleResult]) -> Iterator[Sentence]:
    """What the surgeon or the board wrote."""
    written = results.get("R01.documented")
    if written is None or written.verdict == Verdict.NOT_APPLICABLE:
        return
    texts = {Verdict.MET: written.conclusion, Verdict.NOT_MET: written.written.otherwise}
    stated = next((item.value for item in written.because if item.fact == "resectability_statement"), "")
    silent = (
        f'The surgeon or the board calls the liver "{stated}".'
        if stated
        else "No surgeon or board is known to have judged the liver."
    )
    yield Sentence("documented", texts.get(written.verdict, silent), written.verdict, (written.key,))


def derived(results: Mapping[str, RuleResult]) -> Iterator[Sentence]:
    """What stage remains, and what the parts of resectability add up to."""
    stage, parts = results.get("R10.derived"), results.get("R01.derived")
    if stage is not None and stage.verdict != Verdict.NOT_APPLICABLE:
        left = [f"ECMTG {name} ({STAGES[name]})" for name in stage.candidates]
        text = f"The stage is {left[0]}." if len(left) == 1 else f"The stage is still open between {', '.join(left)}."
        yield Sentence("derived", text, stage.verdict, (stage.key,))
    if parts is not None and parts.verdict != Verdict.NOT_APPLICABLE:
        yield sentence("derived", parts)


def cautions(results: Mapping[str, RuleResult]) -> Iterator[Sentence]:
    """Rules of the source that firmly speak against, or warn; what only bears on the outlook is context and no caution."""
    for result in results.values():
        rule = result.written
        if rule.position in FIRM and rule.kind != "context" and result.verdict == Verdict.MET:
            yield sentence("caution", result)


def options(results: Mapping[str, RuleResult]) -> Iterator[Sentence]:
    """Rules that speak for something and are met, and criteria or limits that surely are not."""
    for result in results.values():
        rule = result.written
        if rule.position != "for" or rule.id == "R01" or rule.kind == "context":
            continue
        fails = result.verdict == Verdict.NOT_MET and rule.kind in ("criteria", "threshold")
        if result.verdict == Verdict.MET or (fails and rule.otherwise):
            yield sentence("option", result)


def sentence(part: str, result: RuleResult) -> Sentence:
    """A rule's own words for its verdict; an unknown one says that it is open and for how many facts."""
    rule = result.written
    if result.verdict == Verdict.MET:
        text = rule.conclusion
    elif result.verdict == Verdict.NOT_MET:
        text = rule.otherwise or f"Not met: {rule.title}."
    else:
        count = len(result.missing)
        text = f"{rule.title}: open, {count} {'fact is' if count == 1 else 'facts are'} not known."
    return Sentence(part, text, result.verdict, (result.key,))
