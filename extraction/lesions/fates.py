"""What became of known lesions: "of seven metastases four decreased, two grew and one resolved" leaves six, "of seven two resolved" five."""

from extraction.anchors import Anchors, matches_at, places
from extraction.lesions.counts import STILL_THERE
from extraction.number_words import NUMBERS
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

NUMBER = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
OF_KNOWN = pattern_of(
    rf"\b(?:of|from) (?:the |these |her |his |an |original |originally |initial |initially |formerly |previously |known ){{0,2}}(?P<all>{NUMBER}) (?:(?!of )[a-z]+ ){{0,3}}?(?:metastases|mets|lesions|masses|deposits|secondaries|crlms?)\b"
)
FIRST_WORDS = (
    *"0123456789", *NUMBERS, "the ", "these ", "her ", "his ", "an ", "original", "initial", "formerly ", "previously ", "known ",
)  # fmt: skip
OF_WORDS = Anchors(*(f"{word} {first}" for word in ("of", "from") for first in FIRST_WORDS))
FATE = pattern_of(
    rf"(?<![\d./-])(?P<number>{NUMBER}) (?:(?:of (?:them|these|those)|lesions?|mass(?:es)?|metastas[ei]s|mets?|have|has|had|is|are|was|were|now|all|been|completely|still) ){{0,3}}"
    r"(?:(?P<gone>resolved|disappeared|gone|vanished|no longer|not (?:seen|visible|delimitable|delineable|detectable|identifi\w+)|(?:become |became )?invisible|faded|(?:cannot|can no longer|could not) be)"
    r"|decreas\w*|increas\w*|smaller|larger|bigger|stable|unchanged|gr[eo]wn?|shr[ua]nk\w*|persist\w*|remain\w*|regress\w*|enlarged|progress\w*|visible|seen|left)\b"
)

# "Three of the five metastases have disappeared".
SHARE = pattern_of(rf"(?<![\d./-])\b(?P<number>{NUMBER}) (?:out )?$")
SHARE_GONE = pattern_of(
    r"(?: (?:in|of) the liver)? (?:(?:have|has|are|is|were|was|can|could|now|all|both|been|be|since|completely|fully|entirely) )*"
    r"(?:resolved|disappeared|gone|vanished|no longer|(?:become |became )?invisible|faded|not (?:seen|visible|delineable|detectable|identifi\w+) (?:any|now))\b"
)
SHARE_REACH = 14
# "Shrinkage of three of the four lesions", "two of the five metastases have grown": all of them are there.
CHANGE_OF = pattern_of(
    r"\b(?:shrinkage|regression|reduction|decrease|growth|enlargement|increase|progression|response) (?:of|in)(?: (?:size|the size) (?:of|in))?(?: at least| about)? $"
)
CHANGED = pattern_of(
    r"(?: (?:in|of) the liver)? (?:(?:have|has|are|were|now|all|clearly|slightly|since) )*"
    r"(?:decreased|increased|smaller|larger|bigger|stable|unchanged|grown|shrunk|regressed|enlarged|progressed|responded|reduced|growing|shrinking)\b"
)
CHANGE_REACH = 40

# "Of the three metastases of May only that in segment 7 is still visible".
ONLY_ONE = pattern_of(
    r"[^.;\n]{0,40}?\b(?:only|just) (?:(?:the|that|(?:a )?single|a|one)\b|(?=(?:lesion|metastasis|met|deposit|segment)\b))(?! of the)(?! (?:two|three|four|five|six|\d))(?:(?!\b(?:others?|rest|remaining)\b)[^.;\n]){0,50}?\b"
    r"(?:remain(?:s|ed|ing)|persist(?:s|ed|ing)|(?:is|was|can) (?:now |still |now still |currently )?(?:be )?(?:visible|seen|identif\w+|found|detect\w+|left|made out|recogni[sz]\w+|demonstra\w+|measurable))\b"
)


# "Four treated metastases on the right": chemotherapy or radiation leaves them where they are.
TREATED_ONES = pattern_of(
    r"treated (?:(?:liver|hepatic|colorectal|known|old) )*(?:metastas[ei]s|mets?|deposits?|tumou?rs|secondaries|lesions)\b"
)
TAKEN_AWAY = frozenset({"liver_resection", "ablation"})
LEFT = pattern_of(rf"(?<![\d./-])\b(?P<number>{NUMBER}){STILL_THERE}(?<!stable)(?<!unchanged)")


def persisting(reading: Reading) -> tuple[int, Interval] | None:
    """How many of the known lesions are left, and the sentence; None unless the fates told add up to all of them, or all told are gone."""
    for known in matches_at(OF_KNOWN, reading.levelled, places(reading.levelled, OF_WORDS)):
        span = reading.sentence_at(known.start())
        if (gone := share_gone(reading, known.start(), known.end())) and gone < number_of(known.group("all")):
            return number_of(known.group("all")) - gone, span
        if share_changed(reading, known.start(), known.end()):
            return number_of(known.group("all")), span
        if ONLY_ONE.match(reading.levelled, known.end(), span[1]):
            return 1, span
        fates = list(FATE.finditer(reading.levelled, known.end(), span[1]))
        told = sum(number_of(fate.group("number")) for fate in fates)
        left = sum(number_of(fate.group("number")) for fate in fates if not fate.group("gone"))
        known_before = number_of(known.group("all"))
        if fates and told == known_before:
            return left, span
        if fates and left == 0 and told < known_before:
            return known_before - told, span
        if told < known_before and (remains := persists(reading, known.end(), span[1])):
            return remains, span
    return None


def share_gone(reading: Reading, start: int, end: int) -> int:
    """How many of the known lesions named at `[start, end)` are told to have gone: "three of the five have disappeared"; else 0."""
    share = SHARE.search(reading.levelled, max(0, start - SHARE_REACH), start)
    return number_of(share.group("number")) if share and SHARE_GONE.match(reading.levelled, end) else 0


def share_changed(reading: Reading, start: int, end: int) -> bool:
    """Whether some of the known lesions named at `[start, end)` have grown or shrunk: "shrinkage of three of the four lesions"."""
    share = SHARE.search(reading.levelled, max(0, start - SHARE_REACH), start)
    if share is None:
        return False
    changing = CHANGE_OF.search(reading.levelled, max(0, share.start() - CHANGE_REACH), share.start())
    return bool(changing or CHANGED.match(reading.levelled, end))


def persists(reading: Reading, start: int, end: int) -> int:
    """The number of those told to be still there: "of seven metastases four can still be made out"; 0 where none is."""
    left = LEFT.search(reading.levelled, start, end)
    return number_of(left.group("number")) if left else 0


def is_under_drugs(reading: Reading, start: int) -> bool:
    """Whether the word there calls metastases treated in a note that tells of no resection or ablation of the liver."""
    if not TREATED_ONES.match(reading.levelled, start):
        return False
    return not any(hit.concept in TAKEN_AWAY for hit in reading.hits("procedure"))


def number_of(word: str) -> int:
    """The number a word or digits stand for."""
    return NUMBERS.get(word) or int(word)
