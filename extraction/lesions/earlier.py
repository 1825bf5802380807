"""Which statements of a note that tells a course are of an earlier time: dated long before it, or measured again since."""

from collections.abc import Sequence
from datetime import date

from extraction.lesions.statement import Statement
from extraction.note_types import RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

STALE_DAYS = 100
NEWER_DAYS = 60
# Two dated studies of one letter: the sizes of the earlier one are past.
BETWEEN_SCANS = 40
RECENT = pattern_of(
    r"\b(?:repeat(?:ed)?|last week|this week|yesterday|today|this morning|latest|most recent|restaging|re ?staging|new) (?:\w+ ){0,2}(?:mri|ct|scan|pet|imaging|ultrasound)\b|\b(?:mri|ct|scan|pet|imaging|ultrasound) (?:of |from |on )?(?:last week|this week|yesterday|today|this morning)\b"
)


def outdated(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """Statements of an earlier time in a note that tells a course: dated long before the note, with a newer one beside."""
    if reading.note.note_type is RADIOLOGY or not any(one.told for one in statements):
        return set()
    today = date.fromisoformat(reading.note.note_date)
    telling = [
        one
        for one in statements
        if one.in_liver and (one.sizes or one.segments or one.number or one.lobes or one.told or one.state == "absent")
    ]
    old = [one for one in telling if one.told and (today - one.told).days > STALE_DAYS]
    newest = max(((one.told or today) for one in telling), default=today)
    sized = [one for one in telling if one.sizes and one.told]
    latest = max((one.told for one in sized if one.told), default=today)
    older = {id(one) for one in sized if one.told and (latest - one.told).days > BETWEEN_SCANS}
    return older | {id(one) for one in old if one.told and (newest - one.told).days > NEWER_DAYS}


def is_told_anew(statements: Sequence[Statement], older: set[int]) -> bool:
    """Whether the newer study tells how many there are, or that none is left: else number and places of the older one hold."""
    newer = [one for one in statements if one.in_liver and id(one) not in older] if older else []
    return any((one.number and one.counts) or (one.state == "absent" and not one.codes) for one in newer)


def measured_again(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """Statements of a letter whose sizes a later study of the same letter replaces; their places still hold."""
    if reading.note.note_type is RADIOLOGY:
        return set()
    today = date.fromisoformat(reading.note.note_date)
    told = [one for one in statements if one.in_liver and one.sizes and one.state == "present"]
    dated = [one for one in told if one.told]
    latest = max((one.told for one in dated if one.told), default=today)
    # "The MRI of July showed 29 mm ... the repeat MRI of last week shows it at 24 mm".
    undated = [one for one in told if not one.told] if dated else []
    fresh = [one for one in undated if RECENT.search(reading.levelled, *reading.sentence_at(one.start))]
    found = {
        id(one)
        for one in dated
        if one.told and (today - one.told).days > BETWEEN_SCANS and any(two.start > one.end for two in fresh)
    }
    # "MRI 14 Oct: segment III 9 mm" is newer than what the text before it gives for segment III without a date.
    for one in undated:
        later = (two for two in dated if one.codes == two.codes and two.start > one.end and two.told == latest)
        if one.codes and any(two.sizes[0].mm != one.sizes[0].mm for two in later):
            found.add(id(one))
    # "Max. 4.5 cm. After six courses partial response (4.5 to 2.9 cm)": what a later one tells as its earlier size.
    for one in told:
        if (
            len(one.sizes) == 1
            and one.sizes[0].prior_mm is None
            and any(
                two.start > one.end
                and two.sizes[0].prior_mm == one.sizes[0].mm
                and (not two.codes or two.codes == one.codes)
                for two in told
            )
        ):
            found.add(id(one))
    # "Liver mets, largest 3.9 cm ... Response CT: partial response, largest 2.5 cm".
    leading = [one for one in told if any(hit.concept == "superlative" for hit in one.nouns)]
    if len(leading) > 1 and reading.hits("response", reading.sentence_at(leading[-1].start)):
        found |= {id(one) for one in leading[:-1] if one.sentence != leading[-1].sentence and not one.told}
    return found
