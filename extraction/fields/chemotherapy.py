"""Regimens given, and the cycles given for the metastases."""

import re
from collections.abc import Iterator, Mapping

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sentences import Interval

# An agent inside a named regimen is not listed again.
PARTS = {
    "oxaliplatin": {"FOLFOX", "FOLFOXIRI", "CAPOX"},
    "irinotecan": {"FOLFIRI", "FOLFOXIRI", "CAPIRI"},
    "capecitabine": {"CAPOX", "CAPIRI"},
    "5FU_LV": {"FOLFOX", "FOLFIRI", "FOLFOXIRI"},
}
SEPARATE = re.compile(
    r"\b(?:then|maintenance|followed by|monotherapy|alone|adjuvant|switched)\b|[/+]\s?lv|&|\d\s?(?:x|cycles)"
)
NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(), 1
    )
}
COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(NUMBERS)})"
CYCLE_WORD = r"(?:cycles?|courses?|cures?|cycle\(s\)|rounds?|blocks?|doses|c\b|#)"
# "6 cycles of FOLFOX", "8# CAPOX", "FOLFOX x 6", "FOLFOX x6 cycles", "after 8th cycle", "C5", "cycle 8 completed", "5 of planned 8".
BEFORE = re.compile(rf"(?<![\d./-]){COUNT}\s*(?:x\s*)?(?:{CYCLE_WORD})", re.IGNORECASE)
TIMES = re.compile(
    r"(?:\bx\s?|×\s?)(?P<count>\d{1,2})\b(?!\s*(?:cm|mm|\d|\.))|(?<![\d.])(?P<count2>\d{1,2})\s?(?:x|×)(?=[\s;,.)]|$)",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"(?:after|completed|finished|received)\s(?:the\s)?(?P<count>\d{1,2})(?:st|nd|rd|th)\s(?:cycle|course)",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"\b(?:cycle|course|c)\s?#?(?P<count>\d{1,2})\b(?!\s?(?:of|/)\s?\d)(?:d\d+)?[^.;]{0,24}?\b(?:completed|done|given|finished|so far)",
    re.IGNORECASE,
)
GIVEN_OF = re.compile(rf"{COUNT}\s(?:out\s)?of\s(?:the\s)?(?:planned|intended|a planned)\s", re.IGNORECASE)
HASH = re.compile(r"#(?P<count>\d{1,2})\b")
ADJUVANT = re.compile(r"\badj(?:uvant|\.|\b)|\bpostoperative chemo|\bradiochemo|\bchemoradi|\bcrt\b", re.IGNORECASE)
FUTURE = re.compile(
    r"\b(?:plan(?:ned)?|remaining|further|more|next|additional|another|after|before|re-?present after|up to|would|if|will|should|starts?|reserve|to give|prefers|to finish)\b[^.;,]{0,24}$",
    re.IGNORECASE,
)
PARALLEL = re.compile(r"\b(?:with|plus|and|in parallel|concurrent)\b|[/+]", re.IGNORECASE)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`chemo_regimens` and `chemo_cycles`."""
    given = [hit for hit in reading.hits("regimen") if hit.concept != "not_given" and is_given(reading, hit)]
    regimens = list(dict.fromkeys(hit.concept for hit in given))
    kept = [name for name in regimens if not is_part(reading, name, given, regimens)]
    if kept:
        mentions = [
            reading.mention("chemo_regimens", (hit.start, hit.end), hit.concept) for hit in given if hit.concept in kept
        ]
        yield ElementValue("chemo_regimens", kept, tuple(mentions))
    yield from cycles(reading, given)


def is_given(reading: Reading, hit: Hit) -> bool:
    """Given or being given to this patient: not planned, declined, general text, or the name of an effect."""
    if reading.assertion(hit.start, hit.end) in (Assertion.HYPOTHETICAL, Assertion.ABSENT, Assertion.OTHER_EXPERIENCER):
        return False
    for word in reading.hits("regimen", (hit.end, hit.end + 24)):
        if word.concept == "not_given":
            return False
    return not any(word.concept == "general" for word in reading.hits("gene", reading.sentence_at(hit.start)))


def is_part(reading: Reading, name: str, given: list[Hit], regimens: list[str]) -> bool:
    """Whether an agent is only ever named as part of a regimen of this note."""
    if not PARTS.get(name, set()) & set(regimens):
        return False
    return not any(
        SEPARATE.search(reading.levelled, max(0, hit.start - 26), hit.end + 16) for hit in given if hit.concept == name
    )


def cycles(reading: Reading, given: list[Hit]) -> Iterator[ElementValue]:
    """The cycles of each line of treatment, summed; the same statement told twice counts once."""
    lines: dict[tuple[str, int], Mention] = {}
    for index in sorted({reading.sentence_index(hit.start) for hit in given} | sentences_with_cycles(reading)):
        for count, span in counts(reading, reading.sentences[index]):
            regimen = regimen_near(reading, given, span, reading.sentences[index])
            lines.setdefault((regimen, count), reading.mention("chemo_cycles", span, count, Assertion.PRESENT))
    lines = merged(lines)
    if lines:
        total = sum(count for _, count in lines)
        status = Status.NEEDS_REVIEW if len(lines) > 1 else Status.SURE
        reasons = ("summed over lines of treatment",) if len(lines) > 1 else ()
        yield ElementValue("chemo_cycles", total, tuple(lines.values()), status, reasons)


def sentences_with_cycles(reading: Reading) -> set[int]:
    """Sentences that speak of cycles without naming a regimen."""
    found = set()
    for word in ("cycle", "course", "cures"):
        at = reading.levelled.find(word)
        while at >= 0:
            found.add(reading.sentence_index(at))
            at = reading.levelled.find(word, at + 1)
    return found


def counts(reading: Reading, sentence: Interval) -> Iterator[tuple[int, Interval]]:
    """Numbers of given cycles in the sentence."""
    text = reading.text
    taken: list[Interval] = []
    if "family" in reading.effects(*sentence):
        return
    for pattern in (GIVEN_OF, BEFORE, ORDINAL, NUMBERED, TIMES, HASH):
        if pattern in (TIMES, HASH) and not reading.hits("regimen", sentence):
            continue
        for match in pattern.finditer(text, *sentence):
            written = match.group("count") or match.groupdict().get("count2")
            span = match.span()
            if any(a < span[1] and span[0] < b for a, b in taken) or not written:
                continue
            if pattern in (TIMES, HASH) and not near_regimen(reading, span):
                continue
            if not is_counted(reading, sentence, span):
                continue
            taken.append(span)
            yield (NUMBERS.get(written.lower()) or int(written)), span


def near_regimen(reading: Reading, span: Interval) -> bool:
    """Whether "x 6" stands right behind a regimen (and its partner drugs)."""
    hits = [hit for hit in reading.hits("regimen", (span[0] - 40, span[1])) if hit.concept != "not_given"]
    return bool(hits) and span[0] - hits[-1].end <= 14


def is_counted(reading: Reading, sentence: Interval, span: Interval) -> bool:
    """Cycles already given for the metastases: not planned, not adjuvant."""
    text = reading.text
    clause = reading.clause_at(span[0])
    lead = text[max(sentence[0], span[0] - 40) : span[0]]
    if FUTURE.search(lead) and not re.search(r"\bafter\b[^.;,]{0,24}$", lead, re.IGNORECASE):
        return False
    if "hypothetical" in reading.effects(*span):
        return False
    around = text[max(clause[0], span[0] - 60) : min(clause[1], span[1] + 60)]
    return not ADJUVANT.search(around)


def regimen_near(reading: Reading, given: list[Hit], span: Interval, sentence: Interval) -> str:
    """The regimen the number belongs to: the nearest of its sentence."""
    inside = [hit for hit in given if sentence[0] <= hit.start < sentence[1]]
    if not inside:
        return ""
    return min(inside, key=lambda hit: max(hit.start - span[1], span[0] - hit.end, 0)).concept


def merged(lines: dict[tuple[str, int], Mention]) -> dict[tuple[str, int], Mention]:
    """Without repeats: an unnamed line of the same number, or a smaller number of the same regimen (told at another time)."""
    kept: dict[tuple[str, int], Mention] = {}
    for (regimen, count), mention in sorted(lines.items(), key=lambda item: (item[0][0] == "", -item[0][1])):
        same = [key for key in kept if key[0] == regimen or regimen == "" or key[1] == count]
        if not same:
            kept[regimen, count] = mention
    return kept
