"""Liver metastases now: number, largest size and what it was before, segments and lobes, from the lesion statements."""

from collections.abc import Iterator, Mapping

from abstraction.records import ElementValue, Mention, Status
from extraction.lesions.picture import LiverPicture
from extraction.lesions.records import read_picture
from extraction.lesions.size import Size
from extraction.lesions.statement import Statement
from extraction.lesions.total import count_lesions
from extraction.reading import Reading
from extraction.segments import lobe_of


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """The five elements that describe the picture of the liver."""
    picture = reading.once(read_picture)
    yield from count(reading, picture)
    yield from sizes(reading, picture)
    yield from segments(reading, picture)
    yield from lobes(reading, picture)


def count(reading: Reading, picture: LiverPicture) -> Iterator[ElementValue]:
    """`liver_lesion_count`."""
    found = count_lesions(reading, picture)
    if found is not None:
        value = {"min": found.low, "max": found.high, "innumerable": found.innumerable}
        evidence = tuple(reading.mention("liver_lesion_count", (one.start, one.end)) for one in found.evidence)
        yield ElementValue("liver_lesion_count", value, evidence, *review(found.doubts))


def sizes(reading: Reading, picture: LiverPicture) -> Iterator[ElementValue]:
    """`liver_max_size_mm` and `liver_prior_max_size_mm`."""
    sized = picture.sized()
    if not sized:
        return
    largest = max(size.mm for _, size in sized)
    told = [size for _, size in sized if size.mm == largest]
    yield ElementValue(
        "liver_max_size_mm",
        plain(largest),
        tuple(reading.mention("liver_max_size_mm", (size.start, size.end), plain(largest)) for size in told),
        *review(size_doubts(picture, sized, largest)),
    )
    prior = next((size for size in told if size.prior_mm is not None), None) or beside(picture, sized, largest)
    looked_back = [size for one in picture.looking_back for size in one.sizes]
    if any(one.section == "addendum" for one in picture.looking_back):
        prior = None  # an addendum corrects what the report gave
    if prior is None and not looked_back:
        looked_back = superseded(picture, sized, largest)
    if prior is None and looked_back:
        before = max(looked_back, key=lambda size: size.mm)
        prior = before._replace(prior_mm=before.mm, prior_start=before.start, prior_end=before.end)
    if prior is None:
        prior = next(
            (
                size
                for one in picture.statements
                if one.counts
                for size in one.sizes
                if size.mm == largest and size.prior_mm
            ),
            None,
        )
    if prior is not None and prior.prior_mm is not None:
        span = (prior.prior_start, prior.prior_end)
        value = plain(prior.prior_mm)
        yield ElementValue("liver_prior_max_size_mm", value, (reading.mention("liver_prior_max_size_mm", span, value),))


def superseded(picture: LiverPicture, sized: list[tuple[Statement, Size]], largest: float) -> list[Size]:
    """The sizes that an earlier study of the same letter gave for the lesion that is now the largest."""
    owners = {code for one, size in sized if size.mm == largest for code in one.codes}
    told = [
        one for one in picture.superseded if one.counts and (not owners or not one.codes or owners & set(one.codes))
    ]
    newest = max((one.told for one in told if one.told), default=None)
    return [size for one in told if one.told == newest or newest is None for size in one.sizes]


def size_doubts(picture: LiverPicture, sized: list[tuple[Statement, Size]], largest: float) -> tuple[str, ...]:
    """Other sizes that the note gives for the largest lesion, and larger ones that it gives elsewhere."""
    owners = [frozenset(one.codes) for one, size in sized if size.mm == largest and one.codes]
    others = {
        size.mm
        for one in picture.present
        for size in one.sizes
        if size.mm != largest and (size.mm > largest or (frozenset(one.codes) in owners and len(one.sizes) == 1))
    }
    return tuple(f"{plain(other)} mm is given as well" for other in sorted(others))


def review(doubts: tuple[str, ...]) -> tuple[Status, tuple[str, ...]]:
    """Status and reasons of a value: sure without doubts."""
    return (Status.NEEDS_REVIEW if doubts else Status.SURE), doubts


def beside(picture: LiverPicture, sized: list[tuple[Statement, Size]], largest: float) -> Size | None:
    """The earlier size of the largest lesion, told elsewhere for the same segments."""
    owners = [frozenset(one.codes) for one, size in sized if size.mm == largest and one.codes]
    for one in picture.present:
        for size in one.sizes:
            if size.prior_mm is not None and (frozenset(one.codes) in owners or size.mm == largest):
                return size
    return None


def segments(reading: Reading, picture: LiverPicture) -> Iterator[ElementValue]:
    """`liver_segments`."""
    evidence: list[Mention] = []
    for one in picture.present:
        for ref in one.segments:
            evidence += [reading.mention("liver_segments", (ref.start, ref.end), code) for code in ref.codes]
    found = list(dict.fromkeys(str(mention.value) for mention in evidence))
    if any(code in found for code in ("4a", "4b")):
        found = [code for code in found if code != "4"]
        evidence = [mention for mention in evidence if mention.value != "4"]
    if found:
        yield ElementValue("liver_segments", found, tuple(evidence))


def lobes(reading: Reading, picture: LiverPicture) -> Iterator[ElementValue]:
    """`liver_lobes`: stated, else from the segments."""
    stated = [lobe for one in picture.present for lobe in one.lobes if not is_outlived(picture, one, lobe.side)]
    sides = {lobe.side for lobe in stated}
    codes = frozenset(code for one in picture.present for code in one.codes)
    derived = lobe_of(codes)
    if derived:
        sides.add(derived)
    if not sides:
        return
    value = "bilobar" if "bilobar" in sides or len(sides) > 1 else sides.pop()
    spans = [(lobe.start, lobe.end) for lobe in stated] or [
        (ref.start, ref.end) for one in picture.present for ref in one.segments
    ]
    told = {lobe.side for lobe in stated}
    doubts = (
        (f"stated as {' and '.join(sorted(told))}, but the segments lie in both",)
        if derived == "bilobar" and told and "bilobar" not in told
        else ()
    )
    evidence = tuple(reading.mention("liver_lobes", span, value) for span in spans)
    yield ElementValue("liver_lobes", value, evidence, *review(doubts))


def is_outlived(picture: LiverPicture, one: Statement, side: str) -> bool:
    """Whether the history told both lobes and the note itself finds one of them clear: a second stage."""
    if side != "bilobar" or one.rank > 0:
        return False
    clear = [two for two in picture.statements if two.state == "absent" and two.rank > 0 and not two.codes]
    return any({lobe.side for lobe in two.lobes} in ({"left"}, {"right"}) for two in clear)


def plain(number: float) -> float | int:
    """A whole number without its point."""
    return int(number) if number == int(number) else round(number, 1)
