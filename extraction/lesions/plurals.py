"""Lesions that a note names without a number: as many as the places of a plural, or as it describes alone."""

from collections.abc import Sequence

from extraction.lesions.picture import LiverPicture
from extraction.lesions.statement import Statement
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

MANY = pattern_of(
    r"(?:\w+ )*(?:metastases|mets|deposits|secondaries|lesions|masses|nodules|tumou?rs|crlms|lms|clms|filiae)"
)
MORE = pattern_of(r"\b(?:further|other|additional|more|smaller)\b")
ONE = pattern_of(r"(?:\w+ )*(?:metastasis|met|deposit|secondary|tumou?r|mass|lesion|nodule)")
ARTICLE = pattern_of(r"\ban? (?:(?!largest|biggest|dominant)[a-z]+ ){0,4}$")
RANGE = pattern_of(r"-|–|\b(?:to|and)\b")
# "The metastases in segments 4 and 7 have both become smaller", "... each measure 20 mm".
BOTH, EACH = pattern_of(r"\bboth\b(?! (?:lobes|sides|liver|hemi))"), pattern_of(r"\beach\b")
LARGEST = frozenset({"largest", "biggest", "the largest", "the biggest", "largest one", "biggest one"})
LEADING = pattern_of(r"\b(?:largest|biggest|dominant|index|main|target|reference|larger|bigger|max(?:imum)?|up to)\b")
OF_THEM = pattern_of(r" of (?:them|these|those|which)\b")
RANGED = pattern_of(r"-|–|\bto\b|/")


def described_alone(picture: LiverPicture, numbered: Sequence[Statement]) -> int:
    """Lesions described by place and size without a number of their own, but for those that a "two new ones" before them announces."""
    announced = [one for one in numbered if one.number and one.number.more and not (one.codes or one.sizes)]
    return len(
        {
            one.codes
            for one in picture.present
            if one.sizes and not one.number and not any(is_announced(one, more) for more in announced)
        }
    )


def without_shares(reading: Reading, numbered: Sequence[Statement]) -> list[Statement]:
    """The numbers without those that a number before them is made of: "four nodules, three in segment 8 and one in 6", "the other three"."""
    kept: list[Statement] = []
    for index, one in enumerate(numbered):
        if is_rest_of_more(reading, one, kept) or is_share(reading, one, kept):
            continue
        whole = next((two for two in kept if two.sentence == one.sentence and not (two.codes or two.lobes)), None)
        rest = [two for two in numbered[index:] if two.sentence == one.sentence]
        placed = all(two.codes or two.lobes for two in rest)
        if whole and placed and whole.number and sum(two.number.low for two in rest if two.number) == whole.number.low:
            return [*kept, *(two for two in numbered[index:] if two not in rest)]
        kept.append(one)
    return kept


def is_rest_of_more(reading: Reading, one: Statement, before: Sequence[Statement]) -> bool:
    """Whether it is "the other three" of a number told before it."""
    if one.number is None or not reading.levelled.endswith("other ", 0, one.number.start):
        return False
    return any(two.number.low > one.number.low for two in before if two.number and two.rank == one.rank)


def is_share(reading: Reading, one: Statement, before: Sequence[Statement]) -> bool:
    """Whether it is some of a number told before it in the sentence: "nine lesions, three of them in IV"."""
    if one.number is None or not OF_THEM.match(reading.levelled, one.number.end):
        return False
    return any(two.number.low > one.number.low for two in before if two.number and two.sentence == one.sentence)


def is_announced(one: Statement, more: Statement) -> bool:
    """Whether the lesion follows the number that announces it, in its sentence or one of the next few, and is told without an earlier size."""
    count = more.number.low if more.number else 0
    compared = any(size.prior_mm is not None for size in one.sizes)
    return not compared and one.start > more.start and one.sentence - more.sentence <= count


def named_as_many(picture: LiverPicture) -> str:
    """A plural that the report itself uses for the metastases of the liver; empty without one."""
    text = picture.reading.levelled
    for one in picture.present:
        for hit in one.nouns:
            if one.rank > 0 and hit.concept == "metastasis" and MANY.fullmatch(text, hit.start, hit.end):
                return text[hit.start : hit.end]
    return ""


def names_more(picture: LiverPicture) -> bool:
    """Whether others without number or place are told beside those described: "further smaller metastases on both sides"."""
    text = picture.reading.levelled
    return any(
        MORE.search(text, one.lead, hit.end)
        for one in picture.present
        if not (one.codes or one.sizes or one.number)
        for hit in one.nouns
        if MANY.fullmatch(text, hit.start, hit.end)
    )


def named_once(picture: LiverPicture) -> bool:
    """Whether a report or letter speaks of "a metastasis" without place or size, and of no more than that one."""
    reading = picture.reading
    if reading.note.note_type not in (RADIOLOGY, ONCOLOGY):
        return False
    named = [
        (reading.levelled[max(0, hit.start - 40) : hit.start], reading.levelled[hit.start : hit.end])
        for one in picture.present
        for hit in one.nouns
        if one.kind == "metastasis" and one.rank > 0 and hit.concept == "metastasis"
    ]
    single = any(ONE.fullmatch(name) and ARTICLE.search(before) for before, name in named)
    return single and not any(MANY.fullmatch(name) for _, name in named)


def places_named(picture: LiverPicture) -> int:
    """The segments that one plural names: "metastases in segments II, V and VIII" are three at least; a range counts twice."""
    follows = [None, *picture.present]
    return max(
        (
            2 if RANGED.search(picture.reading.text, one.segments[0].start, one.segments[-1].end) else len(one.codes)
            for before, one in zip(follows, picture.present, strict=False)
            if len(one.codes) > 1 and (is_plural(picture, one) or goes_on(picture, before, one))
        ),
        default=0,
    )


def told_of_each(picture: LiverPicture) -> int:
    """The segments that a plural names where something is said of both or of each, or each held one before; else 0."""
    reading = picture.reading
    for one in picture.present:
        if len(one.codes) < 2 or one.number or not is_plural(picture, one):
            continue
        first, last = one.segments[0].start, one.segments[-1].end
        if RANGED.search(reading.text, first, last):
            continue
        if is_numbered_before(picture, one):
            return len(one.codes)
        behind = (last, reading.clause_at(last - 1)[1])
        if EACH.search(reading.levelled, *behind) or (len(one.codes) == 2 and BOTH.search(reading.levelled, *behind)):
            return len(one.codes)
    return 0


def is_numbered_before(picture: LiverPicture, one: Statement) -> bool:
    """Whether an earlier study told one lesion for each of the same segments: "3 lesions (V, VI, VII) ... lesions in V, VI and VII persist"."""
    return any(
        two.number is not None
        and two.number.low == two.number.high == len(one.codes)
        and set(two.codes) == set(one.codes)
        and two.start < one.start
        for two in picture.told
    )


def names_only_largest(picture: LiverPicture, one: Statement) -> bool:
    """Whether it tells of the largest of lesions that it names in the plural or not at all: "liver stable (largest 47 mm)"."""
    text = picture.reading.levelled
    words = [(hit.concept, text[hit.start : hit.end]) for hit in one.nouns]
    largest = any(concept == "superlative" and word in LARGEST for concept, word in words)
    return largest and all(concept == "superlative" or MANY.fullmatch(word) for concept, word in words)


def is_plural(picture: LiverPicture, one: Statement) -> bool:
    """Whether it names its lesions in the plural."""
    text = picture.reading.levelled
    return any(MANY.fullmatch(text, hit.start, hit.end) for hit in one.nouns)


def goes_on(picture: LiverPicture, before: Statement | None, one: Statement) -> bool:
    """Whether it only gives the places of a plural without one: "Liver metastases. Segments 6 and 7."."""
    if before is None or one.nouns or one.number or one.sizes:
        return False
    return is_plural(picture, before) and not (before.codes or before.number) and one.sentence - before.sentence == 1


def with_plurals(picture: LiverPicture) -> int:
    """Lesions by place where a plural names several: "the largest in segment 5 ... others in segments 2, 4a and 8" are four at least."""
    text = picture.reading.levelled
    spread = {
        one.codes
        for one in picture.present
        if len(one.codes) > 1
        and not (one.number or one.sizes)
        and any(MANY.fullmatch(text, hit.start, hit.end) for hit in one.nouns)
        and not RANGED.search(picture.reading.text, one.segments[0].start, one.segments[-1].end)
    }
    if len(spread) != 1:
        return 0
    codes = spread.pop()
    alone = {key for key, group in picture.lesions.items() if any(one.sizes for one in group)}
    return len(codes) + sum(not set(key) & set(codes) for key in alone) if alone else 0


def is_of_leading(text: str, one: Statement) -> bool:
    """Whether what it tells is the size of the largest of several, or the range of their sizes."""
    return bool(LEADING.search(text, one.lead, one.end)) or has_range(text, one)


def has_range(text: str, one: Statement) -> bool:
    """Whether the size is the range of several: "8 to 21 mm"."""
    return any(
        size.prior_mm is None and size.axes > 1 and RANGE.search(text, size.start, size.end) for size in one.sizes
    )
