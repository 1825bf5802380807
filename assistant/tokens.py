"""A sentence as words: lower case, without punctuation, misspelt words put right."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# A slot of a template, a date, a segment such as 4a, a number, "not" drawn together with a verb, a word such as M1a, percent.
TOKEN = re.compile(
    r"\{\w+\}|\d{4}-\d{2}(?:-\d{2})?(?!\d)|\d+[ab]\b|\d+(?:[.,]\d+)?|n't\b|[^\W\d_]+?(?=n't\b)|[^\W\d_]+\d*[a-z]?|%"
)
SHORTEST = 5  # letters of a word that may be misspelt; a shorter one is too close to others
LONG = 8  # letters from which two slips are forgiven


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is read, and where it stands in the sentence as it was written."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a sentence in order."""
    plain = text.replace("’", "'").lower()
    return [Token(found.group(), found.start(), found.end()) for found in TOKEN.finditer(plain)]


def words(text: str) -> tuple[str, ...]:
    """The same without the places."""
    return tuple(one.word for one in tokens(text))


@lru_cache(maxsize=4096)
def corrected(word: str, known: frozenset[str]) -> str:
    """The known word this one is a slip of, of the same first letter, where exactly one is nearest; else the word itself."""
    if word in known or len(word) < SHORTEST or not word.isalpha():
        return word
    slips = 2 if len(word) >= LONG else 1
    choices = [
        one
        for one in known
        if len(one) >= SHORTEST - 1 and one.isalpha() and one[0] == word[0] and abs(len(one) - len(word)) <= slips
    ]
    near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return word
    return str(near[0][0])
