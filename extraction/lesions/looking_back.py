"""Sentences that look back: what a lesion told before was on an earlier study, and what is gone."""

from collections.abc import Iterator

from extraction.anchors import Anchors, places
from extraction.lesions.size import Size, unit_of, with_prior
from extraction.lesions.size_course import is_stale
from extraction.lesions.sizes import read_sizes
from extraction.lesions.statement import Statement
from extraction.measurements import Measurement
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading, all_dates
from extraction.segments import SegmentRef, read_segments
from extraction.sentences import Interval

WAS = pattern_of(r"\b(?:was|were|measured)\b")
PRIOR_LINE = pattern_of(r"\W*(?:previous(?:ly)?|prior|baseline|earlier|former(?:ly)?|largest previously)\b")
# "Prior: S6 50 mm", "On the old study the segment 6 lesion was 50 mm", "The segment 6 lesion previously measured 50 mm".
EARLIER = pattern_of(
    r"\W*(?:(?:on|in|at) (?:the |that |his |her )?)?(?:previous(?:ly)?|prior|baseline|earlier|former(?:ly)?|old|outside|initial(?:ly)?|original(?:ly)?|staging|at (?:first )?diagnosis|at presentation|before (?:chemo\w*|treatment))\b"
    r"|\W*(?:this|it|which) compares (?:with|to)\b|\W*(?:as )?(?:compared|in comparison) (?:with|to)\b[^;]*\b(?:was|were|measured)\b|.*\b(?:previously|formerly|initially|originally|at that time) (?:measur\w+|was|were|had)\b|.*\b(?:was|were|measured|measuring|had been) (?:previously|formerly|initially|originally|then)\b"
)
EARLIER_WORDS = (
    "previous", "prior", "baseline", "earlier", "former", "old", "outside", "initial", "original", "staging", "diagnosis",
    "presentation", "before chemo", "before treatment", "compare", "in comparison", "at that time", " then",
)  # fmt: skip
# "Compared with March (S II 25 mm, S VI 52 mm) good regression."
COMPARED_LIST = pattern_of(r"\W*(?:as )?(?:compared|in comparison) (?:with|to) [^().;]{2,40}\(")
DATED = pattern_of(r"\W*(?:(?:in|on|compared (?:with|to)|relative to|ct|mri|the|of|study|scan|from)\W+)*$")
# "The largest had been 38 mm"; behind the size the time: "in February", "on the MRI of 3 March".
WAS_OF = pattern_of(
    r"\b(?:was|were|measured|had been|had measured|stood at|used to be)(?: still| about| approximately| around| roughly| at)? $"
)
LOOKING_BACK = Anchors(*EARLIER_WORDS, "was ", "were ", "measured ", "had been ", "stood at ", "used to be ", " from ")
THEN = pattern_of(
    r",? (?:back )?(?:in|on|at|by)(?: the)?(?: (?:ct|mri|scan|study|ultrasound|pet))?(?: scan)?(?: (?:of|from|in|on))? "
)
# "All have decreased; the largest was 4.1 cm": larger than what there is now.
SHRUNK = pattern_of(
    r"\b(?:decreas\w+|smaller|shr[aiu]nk\w*|regress\w+|diminish\w+|reduc\w+|respond\w+)\b[^.]{0,60}\bwas (?:previously |initially |still )?$"
)
CHANGED_FROM = pattern_of(
    r"\b(?:(?:decreas|shr[aiu]nk|reduc|diminish|regress|increas|grown|enlarg)\w*(?: in size)?,? (?:down |up )?from|(?:these|they|both|it|which) (?:previously|formerly) (?:measured|were|was)|(?:these|they|both|it) (?:measured|were|was) (?:previously|formerly)) (?P<listed>(?:\d{1,3}(?:\.\d)?(?:, and |, | and |/| & ))*)$"
)
# "It has slightly increased (previously 3.9 cm)", "increased compared with the previous scan (3.9 cm)".
COURSE = pattern_of(
    r"\b(?:increas\w+|decreas\w+|enlarg\w+|gr[eo]wn?|growth|shr[aiu]nk\w*|smaller|larger|bigger|reduc\w+|regress\w+|progress\w+|unchanged|stable)\b"
)
PRIMARY = pattern_of(r"\b(?:primary|bowel|node|nodes|nodal|thrombus)\b")
ENCLOSED = pattern_of(
    r"\b(?:previous|prior|last|earlier|old) (?:ct|mri|scan|study|imaging|examination|exam)(?: (?:of|dated|from|on) [\w./ -]{3,14})? ?\($"
)
NUMBER = pattern_of(r"\d{1,3}(?:\.\d)?")
CLOSE = 2
OTHERS = pattern_of(
    r"\b(?:others?|further|more|additional|remaining|rest|several|multiple|many|innumerable|numerous)\b"
)
PRESENT = pattern_of(r"\b(?:now|currently|today|at present|is|are|measures?|has|have)\b")


def look_back(reading: Reading, units: list[Statement], found: list[Statement]) -> None:
    """ "I took out two deposits. The bigger one was 28 mm": what is told of lesions that are gone is past as well."""
    if not (found and units and found[-1].state == "prior" and units[0].sentence - found[-1].sentence == 1):
        return
    for unit in units:
        if any(hit.concept == "superlative" for hit in unit.nouns) and WAS.search(
            reading.levelled, unit.lead, unit.end
        ):
            unit.state = "prior"


def attach_earlier(reading: Reading, span: Interval, units: list[Statement], found: list[Statement]) -> None:
    """Give lesions told before the earlier sizes that such a sentence tells: "Prior: S6 50 mm, S2 14 mm"."""
    lengths = reading.lengths(span)
    if not lengths or any(hit.concept == "other" for hit in reading.hits("tumour_entity", span)):
        return  # "Previous melanoma (Breslow 0.6 mm)"
    if len(lengths) == 1 and tell_largest_before(reading, span, units, found, lengths[0]):
        return
    if tell_changed(reading, span, units, found, lengths):
        return
    told = list(placed_lengths(reading, span)) if tells_earlier(reading, span) else []
    if told and (all(ref for ref, _ in told) or not any(unit.number for unit in units)):
        owners = [owner_of(found, ref) for ref, _ in told]
        if all(owners):
            for owner, (_, length) in zip(owners, told, strict=True):
                give(owner, Size(length.start, length.end, length.mm))
            for unit in units:
                unit.state, unit.sizes = "prior", []
            return
    if any(unit.sizes or unit.segments for unit in units):
        return
    if not PRIOR_LINE.match(reading.levelled, span[0], span[1]):
        tell_course(reading, span, found, lengths)
        return
    _, before = read_sizes(reading, span)
    if len(before) == 1:
        give(owner_of(found, None), before[0])


def tell_course(reading: Reading, span: Interval, found: list[Statement], lengths: list[Measurement]) -> None:
    """ "It has slightly increased in size (previously 3.9 cm)": a sentence on the lesion before it that gives no size of today."""
    last = found[-1]
    course = COURSE.search(reading.levelled, span[0], lengths[0].start)
    if len(lengths) > 1 or course is None or reading.sentence_index(span[0]) - last.sentence > 1:
        return
    if PRIMARY.search(reading.levelled, *span) or any(hit.concept != "liver" for hit in reading.hits("site", span)):
        return
    now, before = read_sizes(reading, span)
    was = ENCLOSED.search(reading.levelled, span[0], lengths[0].start) or WAS_OF.search(
        reading.levelled, span[0], lengths[0].start
    )
    told = before or now if was else before
    if len(told) == 1:
        give(owner_of(found, None), told[0])


def tell_changed(
    reading: Reading, span: Interval, units: list[Statement], found: list[Statement], lengths: list[Measurement]
) -> bool:
    """ "Both have decreased from 6.0 and 3.9 cm respectively", "these previously measured 60 and 39 mm": of the lesions told before, in order."""
    words = reading.levelled[span[0] : lengths[0].start]
    if "from" not in words and "previously" not in words and "formerly" not in words:
        return False
    changed = CHANGED_FROM.search(reading.levelled, span[0], lengths[0].start)
    if changed is None or read_segments(reading, span):
        return False
    told = [unit for unit in units if unit.end > changed.start()]  # "Both are metastases" may stand before it
    if any(unit.number for unit in told):
        return False
    # "6.0 and 3.9 cm": the first has borrowed its unit.
    numbers = [float(number) * unit_of(reading, lengths[0]) for number in NUMBER.findall(changed.group("listed"))]
    numbers += [length.mm for length in lengths]
    owners = [
        (one, at)
        for one in found
        if one.in_liver and one.state == "present" and units and 0 < units[0].sentence - one.sentence <= CLOSE
        for at in range(len(one.sizes))
    ]
    if len(owners) != len(numbers) or any(one.sizes[at].prior_mm is not None for one, at in owners):
        return False
    for (one, at), earlier in zip(owners, numbers, strict=True):
        one.sizes[at] = with_prior(one.sizes[at], Size(lengths[0].start, lengths[-1].end, earlier))
    for unit in told:
        unit.state, unit.sizes = "prior", []
    return True


def sentences_looking_back(reading: Reading) -> set[int]:
    """Sentences with words of an earlier study or a verb of the past, and those of a radiology report with a date."""
    found = reading.sentences_at(places(reading.levelled, LOOKING_BACK))
    if reading.note.note_type is RADIOLOGY:
        found |= reading.sentences_at(reading.once(all_dates)[0][:-1])
    return found


def tell_largest_before(
    reading: Reading, span: Interval, units: list[Statement], found: list[Statement], length: Measurement
) -> bool:
    """ "In March the biggest was 32 mm", "the largest had been 38 mm", told after the sizes there are now: give it to the largest."""
    if not any(hit.concept == "superlative" for unit in units for hit in unit.nouns):
        return False
    verb = WAS_OF.search(reading.levelled, span[0], length.start)
    sized = [one for one in found if one.in_liver and one.sizes and one.state == "present"]
    shrunk = (
        SHRUNK.search(reading.levelled, span[0], length.start) is not None
        and bool(sized)
        and length.mm > max(size.mm for one in sized for size in one.sizes)
    )
    if not (verb and sized) or read_segments(reading, span):
        return False
    if PRESENT.search(reading.levelled, *span) and not shrunk:
        return False
    now = sized
    if not (shrunk or verb.group().startswith("had") or is_told_of_then(reading, span, length, sized)):
        now = [one for one in found if one.in_liver and units[0].sentence - one.sentence == 1]
        if reading.note.note_type is not ONCOLOGY or reading.dates(span) or not differs(reading, now, length):
            return False
        now = [one for one in now if one.sizes and one.state == "present"]
    owner = max(now, key=lambda one: max(size.mm for size in one.sizes))
    place = max(range(len(owner.sizes)), key=lambda at: owner.sizes[at].mm)
    if owner.sizes[place].prior_mm is not None:
        return False
    owner.sizes[place] = with_prior(owner.sizes[place], Size(length.start, length.end, length.mm))
    for unit in units:
        unit.state, unit.sizes = "prior", []
    return True


def is_told_of_then(reading: Reading, span: Interval, length: Measurement, sized: list[Statement]) -> bool:
    """Whether the sentence opens with, or names behind the size, a day before that of the sizes told before it."""
    for day in reading.dates(span):
        opens = DATED.fullmatch(reading.levelled, span[0], day.start)
        closes = day.start >= length.end and THEN.fullmatch(reading.levelled, length.end, day.start)
        if (opens or closes) and is_stale(reading, day):
            return all(one.told is None or day.when < one.told for one in sized)
    return False


def differs(reading: Reading, now: list[Statement], length: Measurement) -> bool:
    """Whether the sentence before gives every lesion its size, and none of them this one."""
    sizes = [size for one in now if one.state == "present" for size in one.sizes]
    if len(sizes) < 2 or any(size.mm == length.mm or size.prior_mm is not None for size in sizes):
        return False
    counted = max((one.number.low for one in now if one.number), default=0)
    return counted <= len(sizes) and not OTHERS.search(reading.levelled, now[0].start, length.start)


def tells_earlier(reading: Reading, span: Interval) -> bool:
    """Whether a sentence with sizes tells only of an earlier study, by its words or by its date."""
    text = reading.levelled
    start, end = span
    if PRESENT.search(text, start, end):
        return False
    if EARLIER.match(text, start, end):
        return True
    compared = COMPARED_LIST.match(text, start, end)
    if compared and text.count("(", start, end) == 1:
        closed = text.find(")", compared.end(), end)
        return all(compared.end() <= length.start < closed for length in reading.lengths(span))
    dates = reading.dates(span)
    return (
        bool(dates)
        and reading.note.note_type is RADIOLOGY
        and is_stale(reading, dates[0])
        and DATED.fullmatch(text, start, dates[0].start) is not None
        and WAS.search(text, start, end) is not None
    )


def placed_lengths(reading: Reading, span: Interval) -> Iterator[tuple[SegmentRef | None, Measurement]]:
    """Each length of the sentence with the segments named before it, else those behind."""
    named = read_segments(reading, span)
    for length in reading.lengths(span):
        before = [ref for ref in named if ref.end <= length.start]
        yield (before[-1] if before else named[0] if named else None), length


def owner_of(found: list[Statement], ref: SegmentRef | None) -> Statement | None:
    """The present lesion last told in those segments with one size and no earlier one; without segments the last of all."""
    told = [one for one in found if one.in_liver and one.sizes and one.state == "present"]
    if ref is not None:
        told = [one for one in told if set(one.codes) == set(ref.codes)]
    return told[-1] if told and len(told[-1].sizes) == 1 and told[-1].sizes[0].prior_mm is None else None


def give(owner: Statement | None, size: Size) -> None:
    """Put the earlier size beside the present one."""
    if owner is not None:
        owner.sizes[-1] = with_prior(owner.sizes[-1], size)
