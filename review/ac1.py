"""Gwet's AC1 of two readers with its 95 % interval.

Gwet KL. Computing inter-rater reliability and its variance in the presence of high agreement. Br J Math Stat Psychol
2008;61:29-48: the coefficient, and its variance for two readers and one sample of cases. The interval is that of Student's t
with n - 1 degrees of freedom, as Gwet's own software has it.
"""

from collections import Counter
from collections.abc import Sequence
from math import sqrt


def ac1(pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """AC1 and its standard error from what each reader said of each case, at least one case.

    A scale has two categories at least: where both readers always say the same one word, AC1 is 1 and its error 0.
    """
    n, cells = len(pairs), Counter(pairs)
    said = Counter(word for pair in pairs for word in pair)
    mean = {word: count / (2 * n) for word, count in said.items()}
    spread = max(len(mean), 2) - 1
    observed = sum(count for (one, other), count in cells.items() if one == other) / n
    expected = sum(share * (1 - share) for share in mean.values()) / spread
    value = (observed - expected) / (1 - expected)
    doubt = 2 * (1 - value)
    squares = sum(
        count * ((one == other) - doubt * (1 - (mean[one] + mean[other]) / 2) / spread) ** 2
        for (one, other), count in cells.items()
    )
    variance = (squares / n - (observed - doubt * expected) ** 2) / (n * (1 - expected) ** 2)
    return value, sqrt(max(variance, 0.0))
