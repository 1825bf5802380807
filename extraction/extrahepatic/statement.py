"""The unit of extrahepatic disease: what the note says of one site in one place of its text."""

from typing import NamedTuple


class Statement(NamedTuple):
    """What the note says of a site at `[start, end)`; `weak` statements ("no new nodule") yield to any other.

    `sampled`: tissue of the site was looked at, which overrules how it looked before.
    `unplaced`: nodes named without a place ("nodal disease").
    """

    site: str
    status: str
    start: int
    end: int
    rank: int
    weak: bool
    sampled: bool = False
    unplaced: bool = False
