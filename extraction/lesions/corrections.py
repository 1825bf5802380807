"""Places and sizes that an addendum takes back: "the biopsy was taken from segment 6, not segment 5", "for 62 mm read 26 mm"."""

import itertools
from dataclasses import replace

from extraction.anchors import any_in
from extraction.lesions.affected_segments import NOT_THERE
from extraction.lesions.size import Size
from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval

WORDS = ("not ", "instead of ", "rather than ")
ADDENDUM = 3
# Between the right length and the wrong one, and the other way round.
NOT_BUT = pattern_of(r",? ?\(?(?:and )?(?:not|instead of|rather than|in place of) (?:the )?(?:\w+ )?")
READ = pattern_of(
    r",? (?:(?:should|must|has to|ought to) (?:be|read|have (?:been|read))|read|is to be read as|is wrong[,;:]? (?:the )?(?:correct|right) \w+ (?:is|being)) "
)
NEXT = pattern_of(r"\s?[;,.]? ?(?:and )?(?:the )?")
SLIP = pattern_of(
    r" (?:is|was|being) (?:an? )?(?:(?:typ\w+|transcription|dictation|clerical|reporting|recording) )?(?:error|mistake|slip|wrong|incorrect|mistyped|erroneous)\b"
)


def addenda(reading: Reading) -> list[Interval]:
    """The bodies of the addenda of the note."""
    return [(section.body_start, section.end) for section in reading.sections if section.category == "addendum"]


def taken_back(reading: Reading) -> dict[frozenset[str], int]:
    """The segments that an addendum takes back, with its rank; a place it names instead comes before or behind."""
    found: dict[frozenset[str], int] = {}
    for span in reading.once(addenda):
        if not any_in(reading.levelled[slice(*span)], WORDS):
            continue
        named = read_segments(reading, span)
        kept = [ref for ref in named if not NOT_THERE.search(reading.levelled, max(0, ref.start - 24), ref.start)]
        held = {code for ref in kept for code in ref.codes}
        if kept:
            found |= {frozenset(ref.codes): ADDENDUM for ref in named if ref not in kept and not held & set(ref.codes)}
    return found


def with_right_sizes(reading: Reading, statements: list[Statement]) -> list[Statement]:
    """The statements of the report itself with the sizes that an addendum puts in place of wrong ones."""
    right = right_sizes(reading)
    if not right:
        return statements
    return [
        replace(one, sizes=[corrected(size, right) for size in one.sizes])
        if one.sizes and one.rank < ADDENDUM and any(size.mm in right for size in one.sizes)
        else one
        for one in statements
    ]


def corrected(size: Size, right: dict[float, Size]) -> Size:
    """The size as the addendum gives it, with the earlier one it was told with."""
    now = right.get(size.mm)
    if now is None:
        return size
    return Size(now.start, now.end, now.mm, size.prior_mm, size.prior_start, size.prior_end, size.axes)


def right_sizes(reading: Reading) -> dict[float, Size]:
    """Wrong length in mm -> the right size, of every addendum that names both and no segment, by which it would be found."""
    found: dict[float, Size] = {}
    for span in reading.once(addenda):
        lengths = reading.lengths(span)
        if len(lengths) < 2 or read_segments(reading, span):
            continue
        for first, second in itertools.pairwise(lengths):
            between = (first.end, second.start)
            if READ.fullmatch(reading.levelled, *between):
                first, second = second, first
            elif not NOT_BUT.fullmatch(reading.levelled, *between) and not (
                NEXT.fullmatch(reading.levelled, *between) and SLIP.match(reading.levelled, second.end)
            ):
                continue
            found[second.mm] = Size(first.start, first.end, first.mm)
    return found
