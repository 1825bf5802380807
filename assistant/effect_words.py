"""What a change does to the verdicts, a line each."""

from collections.abc import Sequence

from review.effect import Moved
from review.rule_words import VERDICTS
from review.wording import candidate_words
from rules_engine import Verdict, load_rules

MOST = 12  # rules told by name; the others are counted


def effect_lines(ecmtg: Moved, group: Moved, rules: Sequence[tuple[str, str, str]]) -> list[str]:
    """ "ECMTG M1b → M1a", "R29 Portal vein embolisation before resection: unknown → met"; nothing where no verdict changes."""
    sets = (("ECMTG", ecmtg), ("Group", group))
    lines = [f"{name} {candidate_words(moved[0])} → {candidate_words(moved[1])}" for name, moved in sets if moved]
    titles = {rule.key: rule.title for rule in load_rules()}
    for key, then, now in rules[:MOST]:
        name = key.removesuffix(".derived").replace(".", " as ")
        lines.append(f"{name} {titles[key]}: {_said(then)} → {_said(now)}")
    if len(rules) > MOST:
        lines.append(f"{len(rules) - MOST} more rules")
    return lines


def _said(verdict: str) -> str:
    """A verdict within a sentence."""
    return VERDICTS[Verdict(verdict)].lower()
