"""The unit of extrahepatic disease: what the note says of one site in one place of its text."""


class Statement:
    """What the note says of a site at `[start, end)`; `weak` statements ("no new nodule") yield to any other.

    `sampled`: tissue of the site was looked at, which overrules how it looked before.
    `unplaced`: nodes named without a place ("nodal disease").
    """

    __slots__ = ("end", "rank", "sampled", "site", "start", "status", "unplaced", "weak")

    def __init__(
        self,
        site: str,
        status: str,
        start: int,
        end: int,
        rank: int,
        weak: bool,
        sampled: bool = False,
        unplaced: bool = False,
    ) -> None:
        self.site, self.status, self.start, self.end, self.rank = site, status, start, end, rank
        self.weak, self.sampled, self.unplaced = weak, sampled, unplaced
