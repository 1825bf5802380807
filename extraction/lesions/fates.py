"""What became of known lesions: "of seven metastases four decreased, two grew and one resolved" leaves six."""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.number_words import NUMBERS
from extraction.reading import Reading
from extraction.sentences import Interval

NUMBER = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
OF_KNOWN = re.compile(
    rf"\bof (?:the |these |her |his |an original )?(?P<all>{NUMBER}) (?:[a-z]+ ){{0,3}}?(?:metastases|mets|lesions|deposits|secondaries|crlms?)\b"
)
OF_WORDS = Anchors("of ")
FATE = re.compile(
    rf"(?<![\d./-])(?P<number>{NUMBER}) (?:(?:of them|lesions?|metastas[ei]s|have|has|had|is|are|was|were|now|all|been|completely|still) ){{0,3}}"
    r"(?:(?P<gone>resolved|disappeared|gone|vanished|no longer|not (?:seen|visible)|invisible|cannot be)"
    r"|decreas\w*|increas\w*|smaller|larger|bigger|stable|unchanged|gr[eo]wn?|shr[ua]nk\w*|persist\w*|remain\w*|regress\w*|enlarged|progress\w*|visible|seen|left)\b"
)


# "Of the three metastases of May only that in segment 7 is still visible".
ONLY_ONE = re.compile(
    r"[^.;\n]{0,40}?\b(?:only|just) (?:the|that|a single|a|one)\b(?! of the)(?! (?:two|three|four|five|six|\d))(?:(?!\b(?:others?|rest|remaining)\b)[^.;\n]){0,50}?\b"
    r"(?:remain(?:s|ed|ing)|persist(?:s|ed|ing)|(?:is|was|can) (?:now |still |now still |currently )?(?:be )?(?:visible|seen|identif\w+|found|detect\w+|left|made out|recogni[sz]\w+|demonstra\w+|measurable))\b"
)


def persisting(reading: Reading) -> tuple[int, Interval] | None:
    """How many of the known lesions are left, and the sentence; None unless the fates told add up to all of them."""
    for known in matches_at(OF_KNOWN, reading.levelled, places(reading.levelled, OF_WORDS)):
        span = reading.sentence_at(known.start())
        if ONLY_ONE.match(reading.levelled, known.end(), span[1]):
            return 1, span
        fates = list(FATE.finditer(reading.levelled, known.end(), span[1]))
        told = sum(number_of(fate.group("number")) for fate in fates)
        left = sum(number_of(fate.group("number")) for fate in fates if not fate.group("gone"))
        if fates and told == number_of(known.group("all")):
            return left, span
    return None


def number_of(word: str) -> int:
    """The number a word or digits stand for."""
    return NUMBERS.get(word) or int(word)
