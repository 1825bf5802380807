"""Liver metastases now: number, largest size and what it was before, segments and lobes, from the lesion statements."""

from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Status
from extraction.lesions.cut_out import cut_out_segments
from extraction.lesions.lobes import Lobe
from extraction.lesions.picture import LiverPicture
from extraction.lesions.records import read_picture
from extraction.lesions.size import Size, with_prior
from extraction.lesions.statement import Statement, names_largest
from extraction.lesions.told_histology import is_of_liver_specimen
from extraction.lesions.total import count_lesions
from extraction.note_types import ONCOLOGY, OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import lobe_of
from extraction.segments import SegmentRef

BOUND = pattern_of(
    r"(?:\b(?:under|below|less than|smaller than|not exceeding|no (?:larger|bigger|more|greater) than|(?:not|none) (?:larger|bigger|greater|more) than|shy of)|[<≤]) ?$"
)
BOUND_REACH, BOUND_ENDS = 24, ("under", "below", "than", "exceeding", "shy of", "<", "≤")
WITHOUT_DOUBT: tuple[Status, tuple[str, ...]] = (Status.SURE, ())
TAKEN_OUT = frozenset({"liver_resection", "ablation"})
# Segments that a lesion lies in, and what the note says of them.
Placed = tuple[SegmentRef, Assertion]


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """The five elements that describe the picture of the liver."""
    picture = reading.once(read_picture)
    placed = [(ref, reading.assertion(ref.start, ref.end)) for one in picture.present for ref in one.segments]
    if not placed or reading.note.note_type is OPERATIVE:
        placed += [(ref, Assertion.PRESENT) for ref in cut_out_segments(reading, picture)]
    return [
        *count(reading, picture),
        *sizes(reading, picture),
        *segments(reading, placed),
        *lobes(reading, picture, placed),
    ]


def count(reading: Reading, picture: LiverPicture) -> list[ElementValue]:
    """`liver_lesion_count`."""
    found = count_lesions(reading, picture)
    if found is None:
        return []
    value = {"min": found.low, "max": found.high, "innumerable": found.innumerable}
    evidence = [reading.mention("liver_lesion_count", (one.start, one.end)) for one in found.evidence]
    status, doubts = review(found.doubts)
    return [ElementValue("liver_lesion_count", value, tuple(evidence), status, doubts)]


def sizes(reading: Reading, picture: LiverPicture) -> list[ElementValue]:
    """`liver_max_size_mm` and `liver_prior_max_size_mm`."""
    sized = picture.sized()
    if not sized:
        return []
    # "Each under 2 cm" bounds the sizes of some; one that is measured tells more.
    sized = [(one, size) for one, size in sized if not is_bound(reading, size)] or sized
    largest = max([size.mm for _, size in sized])
    leading = [(one, size) for one, size in sized if size.mm == largest]
    owners = [frozenset(one.codes) for one, _ in leading if one.codes]
    value = plain(largest)
    evidence = tuple([reading.mention("liver_max_size_mm", (size.start, size.end), value) for _, size in leading])
    status, doubts = review(size_doubts(picture, owners, largest))
    found = [ElementValue("liver_max_size_mm", value, evidence, status, doubts)]
    prior = prior_of(picture, leading, owners, largest)
    if prior is not None and prior.prior_mm is not None:
        span = (prior.prior_start, prior.prior_end)
        before = plain(prior.prior_mm)
        told = reading.mention("liver_prior_max_size_mm", span, before)
        found.append(ElementValue("liver_prior_max_size_mm", before, (told,)))
    return found


def is_bound(reading: Reading, size: Size) -> bool:
    """Whether the size is what others stay below: "all under 2 cm"."""
    text, start = reading.levelled, max(0, size.start - BOUND_REACH)
    return text[start : size.start].rstrip().endswith(BOUND_ENDS) and BOUND.search(text, start, size.start) is not None


def prior_of(
    picture: LiverPicture, leading: list[tuple[Statement, Size]], owners: list[frozenset[str]], largest: float
) -> Size | None:
    """The largest lesion's size with what it was before: told beside it, for its segments, or in a sentence that looks back."""
    looking_back = picture.looking_back
    if not any(one.section == "addendum" for one in looking_back):  # which corrects what the report gave
        for _, size in leading:
            if size.prior_mm is not None:
                return size
        if (size_beside := beside(picture, owners, largest)) is not None:
            return size_beside
    told = [size for one in looking_back for size in one.sizes] or superseded(picture, leading)
    if told:
        before = max(told, key=lambda size: size.mm)
        return with_prior(before, before)
    for one in picture.statements:
        for size in one.sizes:
            if size.mm == largest and size.prior_mm and one.counts:
                return size
    return None


def superseded(picture: LiverPicture, leading: list[tuple[Statement, Size]]) -> list[Size]:
    """The sizes that an earlier study of the same letter gave for the lesion that is now the largest."""
    if not picture.superseded or any(is_of_liver_specimen(picture.reading, one) for one, _ in leading):
        return []  # a specimen measured after the scan is no change of the lesion
    owners = {code for one, _ in leading for code in one.codes}
    told = [
        one for one in picture.superseded if one.counts and (not owners or not one.codes or owners & set(one.codes))
    ]
    newest = max((one.told for one in told if one.told), default=None)
    return [size for one in told if one.told == newest or newest is None for size in one.sizes]


def size_doubts(picture: LiverPicture, owners: list[frozenset[str]], largest: float) -> tuple[str, ...]:
    """Other sizes that the note gives for the largest lesion, and larger ones that it gives elsewhere."""
    others = {
        size.mm
        for one in picture.present
        for size in one.sizes
        if size.mm != largest and (size.mm > largest or (len(one.sizes) == 1 and frozenset(one.codes) in owners))
    }
    return tuple([f"{plain(other)} mm is given as well" for other in sorted(others)]) if others else ()


def review(doubts: tuple[str, ...]) -> tuple[Status, tuple[str, ...]]:
    """Status and reasons of a value: sure without doubts."""
    return (Status.NEEDS_REVIEW, doubts) if doubts else WITHOUT_DOUBT


def beside(picture: LiverPicture, owners: list[frozenset[str]], largest: float) -> Size | None:
    """The earlier size of the largest lesion, told elsewhere for the same segments."""
    for one in picture.present:
        for size in one.sizes:
            if size.prior_mm is not None and (size.mm == largest or frozenset(one.codes) in owners):
                return size
    return None


def segments(reading: Reading, placed: list[Placed]) -> list[ElementValue]:
    """`liver_segments`."""
    evidence = [
        reading.mention("liver_segments", (ref.start, ref.end), code, assertion)
        for ref, assertion in placed
        for code in ref.codes
    ]
    found = list(dict.fromkeys([code for ref, _ in placed for code in ref.codes]))
    if "4a" in found or "4b" in found:
        found = [code for code in found if code != "4"]
        evidence = [mention for mention in evidence if mention.value != "4"]
    return [ElementValue("liver_segments", found, tuple(evidence))] if found else []


def lobes(reading: Reading, picture: LiverPicture, placed: list[Placed]) -> list[ElementValue]:
    """`liver_lobes`: stated, else from the segments."""
    stated = [lobe for one in picture.present for lobe in one.lobes if not is_outlived(picture, one, lobe.side)]
    derived = lobe_of(frozenset([code for ref, _ in placed for code in ref.codes]))
    if not stated and derived in ("left", "right"):
        stated = told_at_first(reading, picture)
    told = {lobe.side for lobe in stated}
    sides = told | {derived} if derived else told
    if not sides:
        return []
    value = "bilobar" if "bilobar" in sides or len(sides) > 1 else next(iter(sides))
    doubts = (
        (f"stated as {' and '.join(sorted(told))}, but the segments lie in both",)
        if derived == "bilobar" and told and "bilobar" not in told
        else ()
    )
    if stated:
        evidence = [reading.mention("liver_lobes", (lobe.start, lobe.end), value) for lobe in stated]
    else:
        evidence = [reading.mention("liver_lobes", (ref.start, ref.end), value, assertion) for ref, assertion in placed]
    status, reasons = review(doubts)
    return [ElementValue("liver_lobes", value, tuple(evidence), status, reasons)]


def told_at_first(reading: Reading, picture: LiverPicture) -> list[Lobe]:
    """Both lobes as the history of a letter tells them, where the note goes on to place none but the largest and nothing was taken out."""
    if reading.note.note_type is not ONCOLOGY:
        return []
    if not all(names_largest(one) and len(one.codes) == 1 and not one.number for one in picture.present if one.codes):
        return []
    if any(hit.concept in TAKEN_OUT for hit in reading.hits("procedure")):
        return []
    return [
        lobe
        for one in picture.told
        if one.in_liver and one.kind in ("metastasis", "lesion") and one.state in ("present", "prior")
        for lobe in one.lobes
        if lobe.side == "bilobar"
    ]


def is_outlived(picture: LiverPicture, one: Statement, side: str) -> bool:
    """Whether the history told both lobes and the note itself finds one of them clear: a second stage."""
    if side != "bilobar" or one.rank > 0:
        return False
    clear = [two for two in picture.statements if two.state == "absent" and two.rank > 0 and not two.codes]
    return any({lobe.side for lobe in two.lobes} in ({"left"}, {"right"}) for two in clear)


def plain(number: float) -> float | int:
    """A whole number without its point."""
    return int(number) if number == int(number) else round(number, 1)
