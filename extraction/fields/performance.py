"""ECOG / WHO performance status; Karnofsky is mapped as the contract says."""

import re
from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading

WORDS = {
    "zero": 0,
    "nought": 0,
    "nil": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
}
GRADE = pattern_of(
    r"(?:\s*\(?0\s?[-–]\s?[45]\)(?=\s*[:=]))?"
    r"(?:\s*(?:performance status|performance score|scale|status|grade|score|ps|is|was|of|at|today|now|has|worsened|improved|declined|deteriorated|dropped|risen|fallen|to|remains|remained|stayed|been|stable|unchanged|currently|good|excellent|fair|poor|very good|moderate|reasonable|limited|ecog|who|zubrod|as|to be|back|again|still|slipped|slightly|a little|i would (?:put|call|grade|rate|score|say|estimate|judge|class)|[:=(,)|-])){0,5}\s*"
    r"(?:(?P<low>[0-4])\s*(?:-|–|to|/(?!\s?4\b))\s*)?(?P<grade>[0-4]|zero|nought|nil|one|two|three|four|(?-i:II|III|IV)\b|(?-i:I)(?=\s*(?:[.,;)\n]|$)))(?!\d|[.,]\d|%|/(?!4\b)\d|\s*(?:of \d|cm|mm|x\b|th\b|week|month|year|cycle))",
    re.IGNORECASE,
)
# "ECOG was 2 in June and is 1 now".
LATER = pattern_of(r"[^.;]{0,40}?\b(?:is|now)\s(?P<grade>[0-4])\b(?:\s(?:now|today|currently))?", re.IGNORECASE)
# "ECOG 1 at diagnosis, now 0".
NOW = pattern_of(
    r"[^.;\n\d]{0,30}(?<!\d)[0-4](?!\d|[.,]\d)[^.;\n\d]{0,30}?\b(?:now|today|currently|at present)\s?(?:is |at |of |= ?|: ?)?(?P<grade>[0-4])(?![\d%/]|[.,]\d)",
    re.IGNORECASE,
)
# "PS has slipped since the summer, now 2."
ONLY_NOW = pattern_of(
    r"[^.;\n\d]{1,30}?\b(?:now|today|currently|at present)\s?(?:is |at |of |= ?|: ?)?(?P<grade>[0-4])(?=\s*(?:[.;,)\n]|$|and\b|because\b|due\b|with\b(?! \w+ (?:lesion|metasta|nodule))))",
    re.IGNORECASE,
)
IN_GENERAL = pattern_of(
    r"\b(?:patients|those|anyone|people) (?:with|of|who are|in) (?:an? )?$|\b(?:trials?|stud(?:y|ies)|protocols?|open) (?:for|to|in) (?:\w+ )?$|\bcriteri\w+[^.;]{0,20}$"
)
# A limit of a trial, and grades of something else: "ECOG 0-1 is required", "WHO grade 2 neuroendocrine tumour".
REQUIRED = pattern_of(
    r"\s?(?:is |are |as |was )?(?:an? )?(?:required|mandatory|needed|necessary|(?:inclusion|eligibility|trial) criteri\w+|or (?:better|less|below))"
)
OTHER_GRADE = pattern_of(
    r"\s?\w{0,12}\s?(?:neuroendocrine|net\b|nec\b|obes\w+|tumou?rs?\b|astrocyt\w+|gliom\w+|meningiom\w+|hypertension|\w*carcinom\w*|class\b|toxicit\w+|neuropath\w+)"
)
# "ECOG improved from 3 to 1".
FROM_TO = pattern_of(
    r"(?: ps| status| score)?\s?(?:has |had )?(?:\w+\s){0,2}from\s(?P<low>[0-4])\s?(?:to|->|→)\s?(?P<grade>[0-4])\b",
    re.IGNORECASE,
)
# "I would put him at ECOG 2" judges the present.
JUDGED = pattern_of(
    r"\bwould (?:put|call|grade|rate|score|say|estimate|judge|class|consider|describe|give|place|set|assess|regard|mark|assign)\b[^.;]*$"
)
# "ECOG: [ ] 0 [x] 1 [ ] 2" and "ECOG: 0 [ ] 1 [x]".
TICKED = pattern_of(
    r"[^\n\[\d]{0,14}(?:\([^)\n]*\)[^\n\[\d]{0,4})?"
    r"(?:(?:[0-4]\s*\[\s?\]\s*){0,4}(?P<behind>[0-4])\s*\[[xX]\]|(?:\[\s?\]\s*\d?\s*){0,4}\[[xX]\]\s*(?P<grade>[0-4]))"
)
PERCENT = pattern_of(
    r"(?:\s*(?:performance status|performance score|score|index|ps|is|was|of|at|now|[:=(,])){0,4}\s*(?:(?P<low>\d0)\s*(?:-|–|to)\s*)?(?P<score>100|[1-9]0)(?!\d)",
    re.IGNORECASE,
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`ecog`: the current grade; of a range the worse, marked for review."""
    found: list[tuple[int, bool, Mention]] = []
    for hit in reading.hits("performance"):
        if IN_GENERAL.search(reading.levelled, max(0, hit.start - 40), hit.start):
            continue
        graded = grade_behind(reading, hit)
        if graded is None:
            continue
        low, grade, end = graded
        assertion = reading.assertion(hit.start, hit.end)
        if assertion is Assertion.HYPOTHETICAL and JUDGED.search(reading.levelled, max(0, hit.start - 40), hit.start):
            assertion = Assertion.PRESENT
        if assertion in (Assertion.OTHER_EXPERIENCER, Assertion.HYPOTHETICAL):
            continue
        past = "historical" in reading.effects(hit.start, hit.end)
        mention = reading.mention("ecog", (hit.start, end), grade, Assertion.HISTORICAL if past else Assertion.PRESENT)
        found.append((int(past), low != grade, mention))
    if not found:
        return []
    best = min(past for past, _, _ in found)
    current = [(ranged, mention) for past, ranged, mention in found if past == best]
    ranged, chosen = current[-1]
    reasons = ["a range is given; the worse grade is taken"] if ranged else []
    if len({mention.value for _, mention in current}) > 1:
        reasons.append("several grades are given; the last one is taken")
    evidence = tuple(mention for _, mention in current if mention.value == chosen.value)
    status = Status.NEEDS_REVIEW if reasons else Status.SURE
    return [ElementValue("ecog", int(str(chosen.value)), evidence, status, tuple(reasons))]


def grade_behind(reading: Reading, hit: Hit) -> tuple[int, int, int] | None:
    """(better end, grade, end offset) read behind the name of a scale."""
    if hit.concept == "karnofsky":
        match = PERCENT.match(reading.text, hit.end)
        if not match:
            return None
        scores = [int(score) for score in (match.group("low"), match.group("score")) if score]
        return karnofsky(max(scores)), karnofsky(min(scores)), match.end()
    ticked = TICKED.match(reading.text, hit.end)
    if ticked:
        grade = int(ticked.group("grade") or ticked.group("behind"))
        return grade, grade, ticked.end()
    if changed := FROM_TO.match(reading.text, hit.end):
        grade = int(changed.group("grade"))
        return grade, grade, changed.end()
    match = GRADE.match(reading.text, hit.end - 1 if reading.text[hit.end - 1].isdigit() else hit.end)
    match = match or NOW.match(reading.text, hit.end) or ONLY_NOW.match(reading.text, hit.end)
    if not match:
        return None
    later = LATER.match(reading.text, match.end()) if " was " in reading.text[hit.end : match.end()] else None
    match = later or NOW.match(reading.text, hit.end) or match
    if REQUIRED.match(reading.levelled, match.end()):
        return None
    graded_other = "who" in reading.levelled[hit.start : hit.end] and OTHER_GRADE.match(reading.levelled, match.end())
    if graded_other and "performance" not in reading.levelled[hit.start : match.end()]:
        return None
    text = match.group("grade").lower()
    grade = WORDS[text] if text in WORDS else int(text)
    return int(match.groupdict().get("low") or grade), grade, match.end()


def karnofsky(score: int) -> int:
    """Karnofsky 100 is ECOG 0, 80-90 1, 60-70 2, 40-50 3, below 4 (contract)."""
    if score == 100:
        return 0
    return 1 if score >= 80 else 2 if score >= 60 else 3 if score >= 40 else 4
