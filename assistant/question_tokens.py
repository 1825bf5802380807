"""A question -> tokens: its words joined to the longest phrases of the vocabulary, with a guess at what is misspelled."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from assistant.question_words import Claim, Meaning, UnitWords, Vocabulary
from extraction.matching import level
from extraction.measurements import NUMBER_WORDS
from extraction.segment_codes import codes
from extraction.segments import NAMED

# Between digits a dash means "to"; elsewhere it joins words.
DASH = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)")
POSSESSIVE = re.compile(r"['’]s\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(
    r"\d+(?:[.,]\d+)*(?=(?:mm|cm|ml|ng|%|months?|years?|yrs?|x|×)\b|%)|\d+(?:[.,]\d+)+|[^\W_]+(?:['’][a-z]+)?|>=|<=|[^\s\w]|_"
)
# A misspelled word differs in one letter, or in two where it is long; short words are not guessed at.
SHORTEST, LONG = 5, 9
# What makes "one" a number.
COUNTING = frozenset(("more_than", "at_least", "less_than", "at_most", "exactly", "between"))
NOTHING = Meaning()


@dataclass(frozen=True, slots=True)
class Token:
    """A phrase of the question with what it can mean; `meant` is what a misspelled one was taken for."""

    text: str
    roles: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    number: float | None = None
    unit: UnitWords | None = None
    meant: str = ""
    unread: bool = False

    @property
    def empty(self) -> bool:
        """Whether it only holds the sentence together."""
        return not (self.names or self.nouns or self.claims or self.unread) and self.number is None


def split(text: str) -> list[str]:
    """The words, numbers and signs of a phrase, in lower case and without hyphens."""
    spread = level(POSSESSIVE.sub("", DASH.sub(" to ", unicodedata.normalize("NFKC", text))))
    return WORD.findall(spread)


@cache
def vocabulary() -> Vocabulary:
    """The phrases of every file of words."""
    return Vocabulary(split)


def segments_apart(text: str) -> str:
    """Lists and ranges of segments spelled out: "segments II and III" -> "segment 2 and segment 3"."""

    def apart(match: re.Match[str]) -> str:
        named = list(dict.fromkeys(codes(match["named"])))
        join = " and " if re.search(r",|&|\band\b", match["named"]) else " or "
        return join.join(f"segment {code}" for code in named) if len(named) > 1 else match[0]

    return NAMED.sub(apart, text)


def tokens(text: str) -> list[Token]:
    """The tokens of a question in order; what is in no phrase is a token that is `unread`."""
    known, words = vocabulary(), split(segments_apart(text))
    capitals = set(re.findall(r"\b[A-Z]{2,}\b", text))
    spelled, meant = [], {}
    for at, word in enumerate(words):
        right = spelling(word)
        if right != word:
            meant[at] = word
        spelled.append(right)
    found: list[Token] = []
    at = 0
    while at < len(spelled):
        unit, size = unit_at(spelled, at) if found and found[-1].number is not None else (None, 0)
        if unit:
            found[-1] = Token(
                f"{found[-1].text} {' '.join(spelled[at : at + size])}", number=found[-1].number, unit=unit
            )
            at += size
            continue
        size = next(
            (
                n
                for n in range(min(known.longest, len(spelled) - at), 0, -1)
                if tuple(spelled[at : at + n]) in known.phrases
            ),
            1,
        )
        if size == 2 and spelled[at] in ("or", "and") and spelled[at + size : at + size + 1] == ["than"]:
            size = 1  # "or more than 4", no "4 or more"
        goes_on = spelled[at + 1 : at + 2] in (["or"], ["to"]) and "".join(spelled[at + 2 : at + 3]) in NUMBER_WORDS
        counted = goes_on or bool(found and found[-1].roles & COUNTING)
        misspelled = [meant.get(at + n, "") for n in range(size)]
        found.append(token_of(spelled[at : at + size], misspelled, capitals, counted=counted))
        at += size
    return found


def token_of(words: list[str], misspelled: list[str], capitals: set[str], *, counted: bool) -> Token:
    """The token of a phrase, a number or a word that is not known."""
    text = " ".join(words)
    meaning = vocabulary().phrases.get(tuple(words), NOTHING)
    number = number_of(words[0], counted=counted) if len(words) == 1 and not (meaning.claims or meaning.names) else None
    if number is not None:
        return Token(text, number=number)
    written = " ".join(old or new for old, new in zip(misspelled, words, strict=True))
    common = "filler" in meaning.roles and text.upper() not in capitals
    return Token(
        written,
        frozenset(meaning.roles),
        () if common else tuple(meaning.names),
        () if common else tuple(meaning.nouns),
        () if common else tuple(meaning.claims),
        meant=text if any(misspelled) else "",
        unread=tuple(words) not in vocabulary().phrases,
    )


def number_of(word: str, *, counted: bool) -> float | None:
    """The number that a word is; "one" is none where nothing is `counted`, it mostly stands for a patient."""
    if NUMBER.fullmatch(word):
        return float(word.replace(",", "")) if re.fullmatch(r"\d{1,3}(?:,\d{3})+", word) else number_with_comma(word)
    return float(NUMBER_WORDS[word]) if word in NUMBER_WORDS and (word != "one" or counted) else None


def number_with_comma(word: str) -> float | None:
    """A number whose fraction may stand behind a comma."""
    plain = word.replace(",", ".")
    return float(plain) if plain.count(".") <= 1 else None


def unit_at(words: list[str], at: int) -> tuple[UnitWords | None, int]:
    """The unit that begins here, and how many words it has."""
    for size in range(min(5, len(words) - at), 0, -1):
        if unit := vocabulary().units.get(tuple(words[at : at + size])):
            return unit, size
    return None, 0


@cache
def all_words() -> frozenset[str]:
    """Every word of every phrase and unit."""
    known = vocabulary()
    return frozenset(word for phrase in [*known.phrases, *known.units] for word in phrase)


def spelling(word: str) -> str:
    """The word, or the one of the vocabulary it is a misspelling of: the only near one, never a choice between two."""
    if word in all_words() or len(word) < SHORTEST or not word.isalpha():
        return word
    if word.endswith("s") and word[:-1] in all_words():
        return word[:-1]
    far = 2 if len(word) >= LONG else 1
    near = [(OSA.distance(word, other, score_cutoff=far), other) for other in vocabulary().words if other[0] == word[0]]
    best = sorted((distance, other) for distance, other in near if distance <= far)
    if not best:
        return word
    nearest = [other for distance, other in best if distance == best[0][0]]
    stem = min(nearest, key=len)
    # Of one word in its forms the shortest serves; of two words neither does.
    return stem if all(other.startswith(stem[:-1]) for other in nearest) else word
