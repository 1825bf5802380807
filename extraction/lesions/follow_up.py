"""A letter that goes on from one study to the next: "a solitary 41 mm metastasis in segment 7. After four cycles it is 25 mm"."""

from collections.abc import Sequence
from dataclasses import replace

from extraction.lesions.size import Size, with_prior
from extraction.lesions.statement import Statement
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

# What says that a later study is told.
LATER = pattern_of(
    r"\b(?:now|today|currently|at present|latest|most recent|recent|last week|this week|repeat\w*|re ?staging|re ?stage|re ?imaging|re ?scan\w*|follow up"
    r"|subsequent\w*|next (?:scan|ct|mri)|interval|after|following|post|since|(?:has|have|had) (?:\w+ )?(?:shrunk|reduced|decreased|regressed|come|gone|grown|increased|enlarged|progressed|become|fallen|dropped)"
    r"|shrunk|shrank|grew|fell|c\d{1,2}|cycle \d{1,2}|in (?:january|february|march|april|may|june|july|august|september|october|november|december))\b"
)
# "it", "the lesion", "the liver deposit", "this metastasis": the lesion told before.
SAME = pattern_of(
    r"\b(?:it|this|(?:the )?same|(?:the|this|that|his|her|their) (?:(?:liver|hepatic|known|solitary|single|index|right|left|same|above) ){0,2}"
    r"(?:lesion|metastasis|met|deposit|mass|tumou?r|secondary|nodule|disease|one)s?"
    r"|(?:(?:liver|hepatic|known|solitary|single) ){0,2}(?:lesion|metastasis|deposit|mass|secondary|nodule)(?= (?:has|now|is now|which)\b))\b(?! (?:in|of) (?:the )?(?:lung|ovar|spleen|adrenal|colon|rect|bone|brain))"
)
# Nothing but the study stands before the size: "C4: 24 mm", "Repeat MRI: 28 and 12 mm respectively".
ONLY_STUDY = pattern_of(
    r"\W*(?:(?:c\d{1,2}|now|today|currently|(?:a |the |her |his )?(?:repeat|re ?staging|latest|most recent|recent|follow up|last|subsequent|new|interval)|"
    r"ct|mri|scan|imaging|study|in|on|of|at|from|after|following|post|cycles?|courses?|months?|weeks?|chemotherapy|chemo|treatment|folfox|folfiri|capox|xelox|folfoxiri|bev|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|\d{1,4}|two|three|four|five|six|eight|ten|twelve|last week|this week|"
    r"size|mass|lesion|metastasis|met|deposit|tumou?r|measures|measuring|shows|showed|largest|is|are|was|were|only)\W*)*"
)
# "The metastasis was 52 mm at diagnosis and has shrunk to 33 mm".
SINCE_THEN = pattern_of(
    r"\b(?:and|but|then|,|;) (?:it |they )?(?:has|have|is|are|now|was then|measures|shrank|shrunk|grew)\b"
)
OTHER = pattern_of(
    r"\b(?:new|satellites?|second|third|further|additional|another|other|recurren\w+|resected|excised|ablated|resection|ablation)\b"
)
WORK_UP_DAYS = 21
TAKEN_OUT = pattern_of(
    r"\b(?:resect\w*|ablat\w*|\w*hepatectomy|metastasectomy|\w*sectionectomy|\w*segmentectomy|removed|excised|sbrt)\b"
)


def followed_up(reading: Reading, statements: Sequence[Statement]) -> list[Statement]:
    """The statements, the sizes of each lesion as the last study of the letter gives them and with what they were before.

    What an earlier study told of number and place still holds, also where it was told as the finding at diagnosis.
    """
    told = list(statements)
    if reading.note.note_type is not ONCOLOGY:
        return told
    lesions: list[int] = []  # the places of what may be measured again
    for number in range(len(told)):
        one = told[number]
        if is_measured_again(reading, one) and (
            before := [place for place in lesions if is_left(reading, told[place])]
        ):
            same = [place for place in before if told[place].codes == one.codes]
            if one.codes and same:
                before = same
            if (not has_own_place(reading, one) or same) and is_later(reading, one, told[before[-1]]):
                renew(reading, told, number, before)
        if is_tumour(told[number]) and told[number].state in ("present", "prior"):
            lesions.append(number)
    return told


def is_tumour(one: Statement) -> bool:
    """Whether the statement is on a lesion of the liver that is not called benign."""
    return one.in_liver and one.kind in ("metastasis", "lesion")


def is_left(reading: Reading, one: Statement) -> bool:
    """Whether the lesion has a size, and its sentence does not tell that it was taken out."""
    return bool(one.sizes) and not is_out(reading, one)


def is_out(reading: Reading, one: Statement) -> bool:
    """Whether the sentence tells that the lesion was taken out or burnt."""
    return bool(TAKEN_OUT.search(reading.levelled, *reading.sentence_at(one.start)))


def is_measured_again(reading: Reading, one: Statement) -> bool:
    """Whether the statement gives a size, and no number, of something told before it."""
    if not (one.in_liver and one.sizes) or one.number:
        return False
    if has_course(one) and (one.codes or not SAME.search(reading.levelled, one.lead, one.sizes[0].start)):
        return False
    if one.kind not in ("", "metastasis", "lesion") or one.state not in ("present", "prior"):
        return False
    if OTHER.search(reading.levelled, one.lead, reading.sentence_at(one.start)[1]):
        return False
    lead = reading.levelled[one.lead : one.sizes[0].start]
    if one.state == "prior":
        return bool(SINCE_THEN.search(lead))
    return bool(has_own_place(reading, one) or is_leading(one) or SAME.search(lead) or ONLY_STUDY.fullmatch(lead))


def has_course(one: Statement) -> bool:
    """Whether it tells an earlier size itself: "April 21 mm, July 14 mm"."""
    return one.sizes[0].prior_mm is not None


def has_own_place(reading: Reading, one: Statement) -> bool:
    """Whether it names segments, and not only those the sentence named before it: "the segment 6 lesion measures 22 mm"."""
    return bool(one.segments) and one.segments[0].start >= one.lead


def is_later(reading: Reading, one: Statement, before: Statement) -> bool:
    """Whether the statement is told of a later study than the one before it."""
    if has_course(one):
        return True
    if one.told and before.told and one.told != before.told:
        return one.told > before.told
    start = reading.sentence_at(one.start)[0]
    if one.sentence == before.sentence:
        start = one.lead
    if is_leading(one) and one.sentence != before.sentence and reading.hits("response", reading.sentence_at(one.start)):
        return True  # "MRI: partial remission, largest 2.8 cm"
    return bool(LATER.search(reading.levelled, start, one.sizes[-1].end))


def is_leading(one: Statement) -> bool:
    """Whether it is said of the largest of them."""
    return any(hit.concept == "superlative" for hit in one.nouns)


def renew(reading: Reading, told: list[Statement], number: int, before: Sequence[int]) -> None:
    """Give the lesions told before, by their place in `told`, the sizes of the later statement."""
    one = told[number]
    sizes = [size for place in before for size in told[place].sizes]
    if len(one.sizes) > 1:
        if len(one.sizes) != len(sizes) or any(len(told[place].sizes) > 1 for place in before):
            return
        for place, size in zip(before, one.sizes, strict=True):
            now = with_prior(size, told[place].sizes[0])
            told[place] = replace(revived(told[place]), sizes=[now], told=one.told or told[place].told)
        told[number] = replace(one, sizes=[], kind="")
        return
    owner = max(before, key=lambda place: largest(told[place]).mm) if is_leading(one) else before[-1]
    now = one.sizes[0]
    if not has_course(one) and not is_same_work_up(one, told[owner]):
        now = with_prior(now, largest(told[owner]))
    segments = one.segments or told[owner].segments
    told[number] = replace(one, sizes=[now], segments=segments, kind=told[owner].kind, state="present")
    for place in before if is_leading(one) else [owner]:
        told[place] = replace(revived(told[place]), sizes=[])
    for place, two in enumerate(told[:number]):
        if (
            two.sentence == told[owner].sentence
            and two.state == "prior"
            and is_tumour(two)
            and not is_out(reading, two)
        ):
            told[place] = revived(two)


def is_same_work_up(one: Statement, before: Statement) -> bool:
    """Whether the two studies are so close that one completes the other: a CT, and the MRI ten days later."""
    if one.told is None or before.told is None:
        return False
    return 0 < (one.told - before.told).days <= WORK_UP_DAYS


def largest(one: Statement) -> Size:
    """The largest size of a statement that has some."""
    return max(one.sizes, key=lambda size: size.mm)


def revived(one: Statement) -> Statement:
    """The statement as one on what is still there."""
    return replace(one, state="present")
