"""One size of a lesion, with the earlier one told beside it."""

from extraction.measurements import Measurement
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "SD (4.5 -> 4.1 cm)", "partial response (from 45 to 29 mm)": what responded is the metastasis.
RESPONDED = pattern_of(
    r"\b(?:cr|pr|sd|pd|(?:partial|complete|minor|good|mixed) (?:response|remission)|stable disease|progress(?:ion|ive disease)|regression|response)\W{0,3}\((?:from )?$"
)


class Size:
    """A lesion's largest diameter at `[start, end)` in mm, and the earlier one told beside it with its own span."""

    __slots__ = ("axes", "end", "mm", "prior_end", "prior_mm", "prior_start", "start")

    def __init__(
        self,
        start: int,
        end: int,
        mm: float,
        prior_mm: float | None = None,
        prior_start: int = 0,
        prior_end: int = 0,
        axes: int = 1,
    ) -> None:
        self.start: int = start
        self.end: int = end
        self.mm: float = mm
        self.prior_mm: float | None = prior_mm
        self.prior_start: int = prior_start
        self.prior_end: int = prior_end
        self.axes: int = axes


def with_prior(size: Size, told: Size) -> Size:
    """The size with its earlier one."""
    return Size(size.start, size.end, size.mm, told.mm, told.start, told.end, size.axes)


def unit_of(reading: Reading, length: Measurement) -> float:
    """Millimetres of the length's unit."""
    written = reading.levelled[length.start : length.end]
    return 10.0 if written.endswith("cm") or "cent" in written else 1.0


def number_of(word: str) -> float:
    """A decimal with point or comma."""
    return float(word.replace(",", "."))
