"""Liver metastases now: number, largest size and what it was before, segments and lobes, from the lesion statements."""

import re
from collections.abc import Iterator, Mapping

from abstraction.records import ElementValue, Mention
from extraction.lesions.distinct import distinct, in_parts
from extraction.lesions.picture import LiverPicture
from extraction.lesions.sizes import Size
from extraction.lesions.statement import Statement
from extraction.lesions.statements import read_statements
from extraction.lesions.tables import read_tables
from extraction.reading import Reading
from extraction.segments import lobe_of

PART = re.compile(
    r"\b(?:larger|smaller|largest|smallest|these|those|of them|of which|remaining|other|others|target|main|dominant|biggest|tiny)\b"
)
ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)})\b(?! (?:segment|study|scan|line|cycle|stage|opinion|look|part))")
NEW = re.compile(r"\bnew(?:ly)?\b")
FURTHER = re.compile(r"\b(?:additional|another|further)\b")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """The five elements that describe the picture of the liver."""
    tables = read_tables(reading)
    statements = read_statements(reading, [table.span for table in tables])
    statements += [row for table in tables for row in table.rows]
    picture = LiverPicture(reading, statements)
    yield from count(reading, picture)
    yield from sizes(reading, picture)
    yield from segments(reading, picture)
    yield from lobes(reading, picture)


# --- number --------------------------------------------------------------------------------------------------------------


def count(reading: Reading, picture: LiverPicture) -> Iterator[ElementValue]:
    """`liver_lesion_count`."""
    numbered = [one for one in picture.present if one.number]
    totals = [
        one for one in numbered if one.number and not one.number.more and not one.part and not is_part(reading, one)
    ]
    total = best(totals)
    n = in_parts(picture.present) or distinct(reading, picture.present, picture.lesions)
    if total is not None and total.number:
        low, high, innumerable = total.number.low, total.number.high, total.number.innumerable
        if total.number.vague or innumerable:
            low = low if innumerable else max(low, n, parts(numbered)[0])
        else:
            low = max(
                low + additions(reading, picture, total),
                ordinal(reading, picture),
                n if total.rank < 2 or NEW.search(reading.levelled, total.lead, total.end) else 0,
            )
            high = None if high is None else max(low, high)
        evidence = [total]
    else:
        told, open_end = parts([one for one in numbered if one.number and not one.number.more] or numbered)
        more = sum(one.number.low for one in numbered if one.number and one.number.more)
        open_end = open_end or any(one.number.high is None for one in numbered if one.number)
        low = max(
            n, told, more + len({one.codes for one in picture.present if one.sizes and not one.number}) if more else 0
        )
        high = None if open_end else low
        innumerable = any(one.number.innumerable for one in numbered if one.number)
        if innumerable:
            low, high = 2, None
        evidence = numbered or [one for one in picture.present if one.sizes or one.codes]
    if low == 0:
        denied = picture.denied
        if denied and not any(outweighs(one, denied[-1]) for one in picture.present):
            yield element(reading, "liver_lesion_count", {"min": 0, "max": 0, "innumerable": False}, denied)
        return
    if evidence:
        yield element(reading, "liver_lesion_count", {"min": low, "max": high, "innumerable": innumerable}, evidence)


def outweighs(one: Statement, denial: Statement) -> bool:
    """Whether a present metastasis stands against the denial: one described, or one named in a weightier section."""
    described = bool(one.sizes or one.number or one.codes)
    return (
        one.kind == "metastasis"
        and one.rank > 0
        and (one.rank > denial.rank or (described and one.rank >= denial.rank))
    )


def is_part(reading: Reading, one: Statement) -> bool:
    """Whether the number is of some of the lesions: those of one segment or lobe, the larger ones, the others."""
    if one.number and one.number.innumerable:
        return False
    if len(one.codes) == 1 or any(lobe.side != "bilobar" for lobe in one.lobes):
        return True
    named = min((hit.start for hit in one.nouns), default=one.end)
    return bool(PART.search(reading.levelled, one.lead, named))


def best(totals: list[Statement]) -> Statement | None:
    """The total of the highest rank; a number beats "multiple" of a higher rank."""
    exact = [one for one in totals if one.number and not one.number.vague]
    for group in (exact, totals):
        ranked = [one for one in group if one.rank > 0] or group
        if ranked:
            return max(
                ranked,
                key=lambda one: (one.rank, one.number.innumerable, one.number.low) if one.number else (0, False, 0),
            )
    return None


def parts(numbered: list[Statement]) -> tuple[int, bool]:
    """The sum of numbers told by lobe, else by place, in the statements of one rank, and whether it is open upwards."""
    top = max((one.rank for one in numbered), default=0)
    told = [one for one in numbered if one.number and one.rank == top]
    lobed = {one.lobes[0].side: one for one in told if one.lobes and one.lobes[0].side != "bilobar"}
    if len(lobed) > 1:
        told = list(lobed.values())
    by_place: dict[object, int] = {}
    for one in told:
        if one.number:
            place = (one.codes, tuple(lobe.side for lobe in one.lobes))
            by_place[place] = max(by_place.get(place, 0), one.number.low)
    return sum(by_place.values()), any(one.number.high is None for one in told if one.number)


def additions(reading: Reading, picture: LiverPicture, total: Statement) -> int:
    """Lesions that a weightier statement adds to the total: "there is an additional metastasis"."""
    added = 0
    for one in picture.present:
        if one.rank == 3 and one.rank > total.rank and (one.sizes or one.segments):
            if one.number and one.number.more:
                added += one.number.low
            elif FURTHER.search(reading.levelled, one.lead, one.end):
                added += 1
    return added


def ordinal(reading: Reading, picture: LiverPicture) -> int:
    """The highest "third metastasis", "fifth lesion" of the note; 0 without one."""
    found = [
        ORDINALS.index(match.group(1)) + 2
        for one in picture.present
        if one.nouns
        for match in ORDINAL.finditer(reading.levelled, one.lead, one.nouns[-1].end)
    ]
    return max(found, default=0)


# --- size, segments, lobes -------------------------------------------------------------------------------------------------


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
    )
    prior = next((size for size in told if size.prior_mm is not None), None) or beside(picture, sized, largest)
    if prior is not None and prior.prior_mm is not None:
        span = (prior.prior_start, prior.prior_end)
        value = plain(prior.prior_mm)
        yield ElementValue("liver_prior_max_size_mm", value, (reading.mention("liver_prior_max_size_mm", span, value),))


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
    stated = [lobe for one in picture.present for lobe in one.lobes]
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
    yield ElementValue("liver_lobes", value, tuple(reading.mention("liver_lobes", span, value) for span in spans))


def element(reading: Reading, name: str, value: dict[str, object], statements: list[Statement]) -> ElementValue:
    """An element value with the statements as its evidence."""
    return ElementValue(name, value, tuple(reading.mention(name, (one.start, one.end)) for one in statements))


def plain(number: float) -> float | int:
    """A whole number without its point."""
    return int(number) if number == int(number) else round(number, 1)
