"""How many lesions statements tell apart: by segment, by size within a sentence, by specimen."""

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping

from extraction.lesions.count_words import is_called_count
from extraction.lesions.counts import (
    ALL_OF,
    COUNT_LABEL,
    ONLY_NUMBER,
    REMAINS,
    STILL_THERE,
    TOTAL_NOW,
    Quantity,
)
from extraction.lesions.deciding import STILL_LEFT, holds_tumour, is_held_in
from extraction.lesions.found_now import is_found_now
from extraction.lesions.parts import BIOPSY
from extraction.lesions.statement import SIDES, Statement
from extraction.lesions.told_by_study import is_told_by_study
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import lobe_of

TOTAL = pattern_of(r"\b(?:total|total number|totally|total of|altogether|in all|overall|in total)\W*(?:of )?$")
COUNTED = pattern_of(
    r" ?(?:are |were |can be |could be )?(?:counted|in total|altogether|in all(?! likelihood)|in number|all told|overall)\b| known (?:ones? )?(?:have|has|are)\b"
)
# "hepatectomy x2" counts operations.
REPEATED = pattern_of(
    r"(?:\w*hepatectom\w+|resections?|wedges?|metastasectom\w+|biops\w+|bx|ablations?|rfa|mwa|cores?|sections?|tru ?cut|fna|needle|passes|punctures?|insertions?|applications?|ports?|clips?|pringle|firings?|loads?)\b[^,;.]{0,30}$"
)
PUNCTUATION = pattern_of(
    r"[\s,;:()–-]*(?:(?:increas\w+|decreas\w+|progress\w+|regress\w+|stable|unchanged|more|fewer)(?: in (?:number|size|number and size|size and number))?[\s,;:–-]+)?(?:(?:and |then |the |a )*(?:mri?|ct|pet ct|pet|ultrasound|scan) (?:in |of |on |from )?(?:[a-z]{3,9}|\d[\d./-]*)(?: (?:19|20)\d\d)? )?(?:(?:now|numbering|only|today|currently|just|about|approximately|roughly|around|some|probably|perhaps|circa|ca\.?)\s+){0,2}"
)
MANIFOLD = pattern_of(r"\b(?:multifocal|multiple|several|numerous)[\s,(]*$")
PART_ENDS = pattern_of(
    rf"\s*(?:[,;:)]|\((?:was |were |from |before |previously |formerly |prior )?\d{{1,2}}\b(?! ?[mc]m)|\.(?!\d)|\n|$)|{STILL_THERE}|\s(?:now|today|at present|currently)\b|\s(?:in )?each\b"
)
BEFORE_NUMBER = pattern_of(
    r"[\s:(\-–=,]*(?:(?:yes|present|positive)[\s,;:(]+)?(?:(?:now )?number(?:ed)?(?: now)?|count|no|now|currently|today|(?:now |currently |today |there )?(?:are|is)(?: now| currently| only| still)?|x|×|n)?[\s:(.)\-–=]*"
)

# "Metastases in the liver: three in the right lobe"
IN_PLACE = pattern_of(
    r" (?:of them |lesions? |mass(?:es)? |each )?(?:in|on|within) (?:the )?(?:right|left|caudate|segment|seg\b|s\d)"
)
SATELLITE = pattern_of(
    r"(?:\b(?:an?|one|another) (?:[a-z]+ ){0,2}|^\W*(?:(?:small|tiny|adjacent|further|additional|separate|single) )*)satellite\b"
)
# "Metastasis of 23 mm along the resection margin": none of those told by segment.
AT_EDGE = pattern_of(
    r"\b(?:at|along|beside|adjacent to|next to|on) the (?:\w+ )?(?:(?:resection|transection|hepatectomy|cut|ablation) (?:margin|surface|edge|line|plane|site|bed|cavity|zone)|(?:cut|resection) (?:edge|surface))\b"
)
EDGE_REACH = 40
# "right lobe: 4", "left lobe (2)"
LOBE_NUMBER = pattern_of(r"\s?[:=–-]?\s?\(?")
# "S5 (2)"
IN_BRACKET = pattern_of(r" ?\(\d{1,2}\)")

ITEM = pattern_of(r"[ \t]*(?:[-*•–]|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)])\s", re.I)

# How far behind the number the name of what it counts may stand.
NAME_REACH = 80

Key = tuple[str, ...]


# "The number of metastases has risen from 3 to 7", "metastases have increased from two to five".
# "Two wedge resections with three metastases": pieces of liver are no lesions.
OF_PIECES = pattern_of(
    r" (?:(?:separate|liver|hepatic|small|non anatomic(?:al)?|atypical|further|additional) ){0,2}(?:wedges?|wedge resections?|resections|pieces|specimens|fragments|cores|blocks)\b(?! (?:of|for)\b)"
)
NUMBER_OF = pattern_of(
    r"\bnumber of (?:the )?(?:\w+ ){0,2}(?:lesions|masses|metastases|mets|deposits|foci|nodules)\b[^.;]{0,30}$"
    r"|\b(?:lesions|metastases|mets|deposits) (?:has |have )?(?:increased|risen|decreased|fallen|gone(?: up| down)?|dropped|reduced|changed|grown) from (?:\w+ to )?$"
)


# "Increase in the number of metastases, now 7", "metastases have increased in number (now 9, previously 6)".
NUMBER_NOW = pattern_of(
    r"\b(?:in number|number of (?:the )?(?:[a-z]+ ){0,2}(?:lesions|metastases|mets|deposits))[,:]? ?\(?(?:now |currently |today )?$|\bnumbering (?:about |now )?$"
)
# "One in June and now has five", "gone from one in June to five now".
NOW_HELD = pattern_of(
    r"\b(?:now|currently|today|at present),? (?:it |the liver )?(?:there (?:are|is)|has|have|holds?|contains?|shows?|harbou?rs?) (?:only |about |at least )?$"
    r"|\b(?:there (?:are|is)|has|have|holds?|contains?) (?:now|currently) (?:only |about |at least )?$"
    r"|\b(?:gone|went|risen|rose|increased|up|down|fallen|fell|dropped|decreased|reduced) from [^.;:()]{1,40} to (?:now )?$"
)

# "And at least two more have appeared".
APPEARED = pattern_of(
    r"(?: (?:more|further|others?|new|fresh|additional))?(?: ones?)? (?:(?:have|has|had|are|is) )?(?:now |since |newly |also |meanwhile )?(?:appeared|developed|emerged|arisen|come up|cropped up|shown up|been (?:found|seen|detected|added)|visible|seen|found)\b"
)
# "The liver metastases have increased to 8 (was 5)".
RISEN_TO = pattern_of(
    r" (?:(?:in|of) (?:the )?(?:liver|hepatic parenchyma) )?(?:(?:have|had|has|are|now|clearly|again) )*(?:increased|risen|gone (?:up|down)|decreased|fallen|dropped|grown)(?: in number)?(?: from \w+)? to (?:now )?"
)


def is_count(reading: Reading, one: Statement, number: Quantity) -> bool:
    """Whether the number counts the lesions: it stands before their name, or the name before it with nothing between."""
    if number.innumerable:
        return True
    if OF_PIECES.match(reading.levelled, number.end):
        return False
    if number.times and any(
        hit.end + 12 >= number.start for hit in reading.hits("regimen", (number.start - 30, number.start))
    ):
        return False  # "FOLFOX-bev x7" counts cycles
    closed = reading.levelled.startswith(("),", ");", ") and"), number.end)  # "lung metastases (4), liver metastasis"
    if one.nouns and not number.times and not closed and 0 <= one.nouns[0].start - number.end <= NAME_REACH:
        return True
    if TOTAL.search(reading.levelled, max(0, number.start - 16), number.start):
        return True
    if COUNTED.match(reading.levelled, number.end) or STILL_LEFT.match(reading.levelled, number.end):
        return True
    if number.times and one.nouns and not one.segments and number.start - one.nouns[-1].end > 16:
        return False
    if number.times and MANIFOLD.search(reading.levelled, max(0, number.start - 14), number.start):
        return True
    if number.times and reading.levelled.startswith("n", number.start) and one.inherits:
        return True  # "liver metastases: all (n=6) have decreased"
    if number.times:
        return bool(one.nouns or one.segments) and not REPEATED.search(reading.levelled, one.lead, number.start)
    if one.nouns and (
        NUMBER_OF.search(reading.levelled, one.lead, number.start)
        or RISEN_TO.fullmatch(reading.levelled, one.nouns[0].end, number.start)
    ):
        return True
    if any(IN_BRACKET.match(reading.text, ref.end, number.end + 1) for ref in one.segments):
        return True
    enclosed = reading.levelled[max(0, number.start - 1) : number.start] + reading.levelled[number.end : number.end + 1]
    if enclosed == "()" and one.nouns and number.start > one.nouns[0].end and not number.times:
        return True  # "multiple lesions in both lobes (at least 8)"
    if any(LOBE_NUMBER.fullmatch(reading.text, lobe.end, number.start) for lobe in one.lobes):
        return True
    if is_called_count(reading, one, number):
        return True
    if one.nouns and (one.lobes or one.segments) and IN_PLACE.match(reading.levelled, number.end):
        return True
    for hit in one.nouns:
        if number.start < hit.start < number.end:
            return True  # "5 metastases -> 3"
        if number.end <= hit.start:
            return hit.start - number.end <= NAME_REACH and not closed
        if BEFORE_NUMBER.fullmatch(reading.levelled, hit.end, number.start):
            return True
    if not one.nouns and REMAINS.match(reading.levelled, number.end):
        return True
    if not one.nouns and (is_found_now(reading, number) or is_held_in(reading, number)):
        return True
    if reading.levelled.startswith((" each", " in each"), number.end):
        return True
    if not one.nouns and ALL_OF.search(reading.levelled, max(0, number.start - 8), number.end + 12):
        return True
    if stands_alone(reading, one, number) or (not one.nouns and is_told_by_study(reading, one.lead, number.start)):
        return True
    ahead = (max(0, number.start - 60), number.start)
    if one.inherits and NUMBER_NOW.search(reading.levelled, *ahead):
        return True
    if one.inherits and PART_ENDS.match(reading.levelled, number.end) and NOW_HELD.search(reading.levelled, *ahead):
        return True
    if one.inherits and number.more and APPEARED.match(reading.levelled, number.end):
        return True
    if not one.nouns and (COUNT_LABEL.search(reading.levelled, *ahead) or TOTAL_NOW.search(reading.levelled, *ahead)):
        return True
    if not one.nouns and ONLY_NUMBER.fullmatch(reading.levelled, *reading.sentence_at(one.start)):
        return True
    return not one.nouns and bool((one.segments and not one.is_borrowed) or one.lobes)


def stands_alone(reading: Reading, one: Statement, number: Quantity) -> bool:
    """Whether the number is all its part of a sentence on lesions says: "multiple metastases, both lobes, at least six"."""
    if not one.inherits or one.nouns or one.sizes:
        return False
    lead = PUNCTUATION.fullmatch(reading.levelled, one.lead, number.start)
    ends = PART_ENDS.match(reading.levelled, number.end) or reading.text.startswith("\n", number.end)
    return lead is not None and bool(ends)


def is_lesion_record(reading: Reading, one: Statement) -> bool:
    """Whether the statement describes a lesion itself and does not only say where a biopsy came from."""
    if one.sizes or one.number:
        return True
    if reading.note.note_type is PATHOLOGY:
        return False
    start, end = reading.sentence_at(one.start)
    return one.kind in ("metastasis", "lesion") and not BIOPSY.search(reading.levelled, start, end)


def is_plural(reading: Reading, one: Statement) -> bool:
    """Whether one size is told of several lesions: "metastases, the biggest 9 cm"."""
    names = [reading.levelled[hit.start : hit.end] for hit in one.nouns if hit.concept in ("metastasis", "lesion")]
    return len(one.sizes) == 1 and any(name.endswith("s") and not name.endswith("is") for name in names)


def is_listed(present: list[Statement], one: Statement) -> bool:
    """Whether the plural opens a list that gives each its size: "lesions of 41 mm in the right lobe and of 18 mm in the left"."""
    if any(hit.concept == "superlative" for hit in one.nouns):
        return False
    return any(
        other.sentence == one.sentence and other.start > one.start and other.sizes and other.inherits and other.lobes
        for other in present
    )


def side_by_side(group: list[Statement], other: list[Statement]) -> bool:
    """Whether one sentence gives each of the two places a size of its own: "segment V 8 mm, V/VIII 7 mm"."""
    return bool({one.sentence for one in group if one.sizes} & {one.sentence for one in other if one.sizes})


def most_in_a_sentence(group: list[Statement]) -> int:
    """The most lesions that one sentence tells of among these statements on one place."""
    if len(group) == 1:
        return multiplicity(group)
    return max(
        multiplicity([one for one in group if one.sentence == sentence]) for sentence in {one.sentence for one in group}
    )


def listed_apart(reading: Reading, group: list[Statement]) -> int:
    """Lesions of one place that a list gives an item and a size each: "1. S6 18 mm", "2. S6 12 mm"."""
    longest, sizes, last = 0, set[float](), 0
    for one in sorted(group, key=lambda one: one.start):
        line = reading.text.rfind("\n", 0, one.start) + 1
        if len(one.sizes) != 1 or one.number or not ITEM.match(reading.text, line):
            continue
        if "\n\n" in reading.text[last:line]:
            sizes = set()
        sizes.add(one.sizes[0].mm)
        longest, last = max(longest, len(sizes)), line
    return longest


def multiplicity(group: list[Statement]) -> int:
    """How many lesions of one place a sentence tells of."""
    numbers = sizes = 0
    for one in group:
        if one.number and not one.lists:
            numbers += one.number.low
        sizes += most_sizes(one)
    return max(numbers, sizes, 1)


def most_sizes(one: Statement) -> int:
    """Lesions that its sizes tell of: no more than its own number ("1 metastasis on the right, sizes 15, 22 and 30 mm")."""
    number = one.number
    exact = number is not None and number.low == number.high and not number.more
    return min(len(one.sizes), number.low) if number and exact else len(one.sizes)


def in_parts(reading: Reading, present: list[Statement]) -> int:
    """Tumours summed over the specimens; 0 where the note has no specimens with metastases.

    Of nodules told to hold tumour only those count: "A. Four nodules. ... Three of the nodules are deposits".
    """
    labels = {one.part for one in present if one.part}
    if not labels:
        return 0
    total = 0
    # A form names the metastases once, and of each specimen how many and how large.
    named = any(one.part and one.kind == "metastasis" for one in present)
    for part in labels:
        told = [one for one in present if one.part == part]
        if (named and not any(one.kind == "metastasis" for one in told)) or all(
            one.is_biopsy and not one.number for one in told
        ):
            continue
        if holding := [one.number.low for one in told if one.number and holds_tumour(reading, one)]:
            total += holding[-1]
            continue
        by_sentence: dict[int, list[Statement]] = defaultdict(list)
        for one in told:
            by_sentence[one.sentence].append(one)
        total += max(apart_in(told), *(multiplicity(group) for group in by_sentence.values()))
    return total


def apart_in(told: list[Statement]) -> int:
    """Lesions of one specimen that are each measured in segments of their own: "nodule A in segment 8, 40 mm. Nodule B in 5"."""
    placed: dict[Key, list[Statement]] = defaultdict(list)
    for one in told:
        if one.sizes and one.segments and not one.is_borrowed:
            placed[one.codes].append(one)
    if any(meet(key, other) for key, other in itertools.combinations(placed, 2)):
        return 0
    return sum(most_in_a_sentence(group) for group in placed.values())


def meet(key: Key, other: Key) -> bool:
    """Whether the two share a segment; segment 4 holds 4a and 4b."""
    return bool(set(key) & set(other)) or ("4" in key and any(code[0] == "4" for code in other))


def distinct(
    reading: Reading,
    present: list[Statement],
    unplaced: list[Statement],
    lesions: Mapping[Key, list[Statement]],
) -> int:
    """Lesions told apart by segment, or by size within one sentence; of those `present` some are `unplaced`, without segments."""
    told: dict[Key, list[Statement]] = {}
    described: set[Key] = set()
    for key, group in lesions.items():
        records = [one for one in group if one.sizes or one.number]
        if records:
            described.add(key)
        if len(records) < len(group):
            records = [one for one in group if is_lesion_record(reading, one)]
        if records:
            told[key] = records
    if len(described) < len(told):
        told = {
            key: group
            for key, group in told.items()
            if key in described or not any(meet(key, other) for other in described)
        }
    total, covered = 0, set()
    has_satellites = "satellite" in reading.levelled
    for key in sorted(told, key=len, reverse=True):
        if key in covered:
            continue
        group = told[key]
        inside = inside_of(key, told) if len(key) > 1 else []
        own = most_in_a_sentence(group)
        if inside and has_satellites:
            inside = [other for other in inside if not all(is_satellite(reading, one) for one in told[other])]
        elif has_satellites and len(group) > 1:
            own += beside_main(reading, group)
        if len(group) > 1:
            own = max(own, listed_apart(reading, group))
        if inside:
            total += max(own if key in described else 0, sum(most_in_a_sentence(told[other]) for other in inside))
            covered |= set(inside)
        else:
            for one in group:
                if one.number:
                    own = max(own, min(one.number.low, len(key)))
            total += own
    sized = [one for one in unplaced if one.sizes] if unplaced else []
    if total:
        return total + in_other_lobe(sized, lesions) + satellites(reading, sized) if sized else total
    loose: dict[int, int] = defaultdict(int)
    sided: dict[str, dict[int, int]] = {"left": defaultdict(int), "right": defaultdict(int)}
    for one in sized:
        if not is_plural(reading, one) or is_listed(present, one):
            loose[one.sentence] += len(one.sizes)
            sides = {lobe.side for lobe in one.lobes}
            if sides in ({"left"}, {"right"}):
                sided[sides.pop()][one.sentence] += len(one.sizes)
    apart = sum(max(told.values(), default=0) for told in sided.values())
    return max(apart, *loose.values()) if loose else 0


def inside_of(key: Key, told: Mapping[Key, list[Statement]]) -> list[Key]:
    """The places that lie within this one, and are not told beside it in one sentence."""
    return [
        other for other in told if other != key and set(other) <= set(key) and not side_by_side(told[key], told[other])
    ]


def satellites(reading: Reading, unplaced: list[Statement]) -> int:
    """Sized lesions told by no segment that are others: "a satellite of 12 mm lies lateral to it", "23 mm at the cut edge"."""
    text, found = reading.levelled, 0
    for one in unplaced:
        closed = min(reading.sentence_at(one.start)[1], one.end + EDGE_REACH)
        if is_satellite(reading, one) or (not one.lobes and AT_EDGE.search(text, one.lead, closed)):
            found += len(one.sizes)
    return found


def is_satellite(reading: Reading, one: Statement) -> bool:
    """Whether it tells of a satellite of another lesion: "Satellite lesion in segment 5, 1.2 cm"."""
    return SATELLITE.search(reading.levelled[one.lead : one.end]) is not None


def beside_main(reading: Reading, group: list[Statement]) -> int:
    """Sized satellites of one place, told in sentences that do not measure the lesion they belong to."""
    main = {one.sentence for one in group if one.sizes and not is_satellite(reading, one)}
    return sum(len(one.sizes) for one in group if main and one.sentence not in main and is_satellite(reading, one))


def in_other_lobe(unplaced: list[Statement], lesions: Mapping[Key, list[Statement]]) -> int:
    """Sized lesions told by their lobe alone where none of those told by segment lies: "III and II ... right lobe 24 mm"."""
    taken = {lobe_of(frozenset(key)) for key in lesions}
    if "bilobar" in taken:
        return 0
    free = SIDES - taken
    found: dict[str, dict[int, int]] = {side: defaultdict(int) for side in free}
    for one in unplaced:
        sides = {lobe.side for lobe in one.lobes}
        if len(sides) == 1 and sides <= free:
            found[sides.pop()][one.sentence] += len(one.sizes)
    return sum(max(told.values(), default=0) for told in found.values())
