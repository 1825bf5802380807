"""A number that announces a list and stands with its first lesion: "two metastases in S5 of 21 mm and S6 of 14 mm".

Or with the last of several places: "three metastases, right lobe and caudate".
"""

from dataclasses import replace

from extraction.lesions.counts import Quantity
from extraction.lesions.statement import Statement, names_largest
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import lobe_of

# "Wedges taken: two in segment 6, one in segment 3".
OTHER_THINGS = pattern_of(
    r"\b(?:wedges?|cores?|biops\w+|clips?|scars?|cavit\w+|zones?|drains?|stents?|coils?|fiducials?|specimens?|pieces|resections?|\w+ectom\w+|ablations?|margins?)\b"
)


def announced_apart(found: list[Statement]) -> list[Statement]:
    """The statements in order, such a number as a statement of its own before its first lesion."""
    told: list[Statement] = []
    for number, one in enumerate(found):
        if one.number and is_of_several(one, one.number):
            listed = [two for two in found[number + 1 : number + one.number.low] if two.sentence == one.sentence]
            if names_largest(one) and announces(one, listed):
                told.append(replace(one, number=None))  # "the two larger ones in VI (5.1 cm) and V (2.7 cm)"
                continue
            spread = spreads(one)
            if spread or announces(one, [two for two in found[number + 1 :] if two.sentence == one.sentence]):
                told.append(replace(one, segments=[], sizes=one.sizes if spread else [], lobes=[]))
                one = replace(one, number=None)
        told.append(one)
    return told


def name_numbered(reading: Reading, units: list[Statement], leading: str) -> None:
    """Give what a sentence only counts by place the name of what was told last: "MRI shows seven: three in segment 7, four in 6"."""
    if len(units) < 2 or units[0].kind or any(one.kind or set(one.places) - {"liver"} for one in units):
        return
    numbered = [one for one in units if one.number and (one.segments or one.lobes)]
    if len(numbered) < 2 or any(hit.concept != "superlative" for one in units for hit in one.nouns):
        return
    if OTHER_THINGS.search(reading.levelled, units[0].lead, numbered[0].start):
        return
    for one in units:
        one.kind, one.in_liver = leading or "lesion", True


def is_of_several(one: Statement, number: Quantity) -> bool:
    """Whether the number is that of two or more lesions, exactly, that are there."""
    return number.low > 1 and number.low == number.high and not number.more and one.counts


def announces(one: Statement, listed: list[Statement]) -> bool:
    """Whether the sentence goes on with as many lesions as the number tells, each with a place and a size of its own."""
    places = [one, *listed]
    if one.number is None or len(places) != one.number.low:
        return False
    if any(len(two.sizes) != 1 or not two.codes for two in places):
        return False
    codes = [code for two in places for code in two.codes]
    return len(set(codes)) == len(codes) and not any(two.number for two in listed)


def spreads(one: Statement) -> bool:
    """Whether the number is told of a lobe and of a segment outside it."""
    if not (one.lobes and one.segments):
        return False
    sides = {lobe.side for lobe in one.lobes}
    return sides in ({"left"}, {"right"}) and bool(one.codes) and lobe_of(frozenset(one.codes)) not in sides
