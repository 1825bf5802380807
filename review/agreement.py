"""How far two readers agree: what each said of each case in, figures out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan

from review.ac1 import ac1

# Fewer cases than this say little: their intervals are wide.
FEW = 30
CONFIDENCE = 0.95
Ratings = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its 95 % interval; no interval where it cannot be computed."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The agreement of two readers over `n` cases; a coefficient is None where it is not defined."""

    n: int
    agreed: int
    kappa: Estimate | None
    ac1: Estimate | None

    @property
    def observed(self) -> float | None:
        """The share of cases on which both say the same; None without cases."""
        return self.agreed / self.n if self.n else None

    @property
    def few(self) -> bool:
        """Whether there are too few cases to rely on the figures."""
        return self.n < FEW

    @property
    def undefined(self) -> str:
        """Why there is no kappa; empty where there is one."""
        if self.kappa:
            return ""
        return "all say the same one thing" if self.n else "no case yet"


def figures(ratings: Ratings) -> Figures:
    """Observed agreement, Cohen's kappa and Gwet's AC1 of what two readers said, a pair of words a case."""
    return _figures(tuple(ratings))


@lru_cache(maxsize=4096)  # a page asks for the same figures at each click
def _figures(ratings: tuple[tuple[str, str], ...]) -> Figures:
    """The figures of these very words."""
    n = len(ratings)
    if not n:
        return Figures(0, 0, None, None)
    agreed = sum(one == other for one, other in ratings)
    return Figures(n, agreed, _kappa(ratings), _ac1(ratings))


def confusion(ratings: Ratings) -> tuple[list[str], list[list[int]]]:
    """What was said, the most frequent first, and how often the one reader said it (row) while the other did (column)."""
    said = Counter(word for pair in ratings for word in pair)
    words = sorted(said, key=lambda word: (-said[word], word))
    cells = Counter(ratings)
    return words, [[cells[one, other] for other in words] for one in words]


def _kappa(ratings: Ratings) -> Estimate | None:
    """Cohen's kappa with the interval of its asymptotic standard error; None where chance alone agrees always.

    A reader who always says the same makes it 0 whatever the other says: then it has no interval.
    """
    words, table = confusion(ratings)
    if len(words) == 1:
        return None
    # Slow to import, and most commands need no statistics.
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    # Its test against zero divides by zero where one reader says one thing only; a variance of 0 can come out just below it.
    with np.errstate(invalid="ignore"):
        found = cohens_kappa(np.array(table))
    value, error = float(found.kappa), float(found.std_kappa)
    if any(len(set(reader)) == 1 for reader in zip(*ratings, strict=True)):
        return Estimate(value, None, None)
    if isnan(error):
        return _estimate(value, value, value)
    return _estimate(value, float(found.kappa_low), float(found.kappa_upp))


def _ac1(ratings: Ratings) -> Estimate:
    """AC1 with its interval; a single case has none."""
    from scipy.stats import t

    value, error = ac1(ratings)
    if len(ratings) == 1:
        return Estimate(value, None, None)
    half = float(t.ppf((1 + CONFIDENCE) / 2, len(ratings) - 1)) * error
    return _estimate(value, value - half, value + half)


def _estimate(value: float, low: float, high: float) -> Estimate:
    """An estimate whose interval keeps to what a coefficient can be."""
    return Estimate(value, max(low, -1.0), min(high, 1.0))


def pooled(found: Iterable[Figures]) -> tuple[int, int]:
    """How many comparisons there are over several fields, and how many agree."""
    listed = list(found)
    return sum(one.n for one in listed), sum(one.agreed for one in listed)
