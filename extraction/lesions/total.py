"""How many liver metastases the note tells of: a stated total, else the sum of what it says by place, else what it describes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extraction.lesions.changes import CARRIED, additions, are_satellites, gone_since, struck_out
from extraction.lesions.count_words import adds_to_one
from extraction.lesions.deciding import (
    best,
    found_at_operation,
    holds_tumour,
    is_beside,
    left_now,
    left_over,
    opens_with_rest,
)
from extraction.lesions.distinct import TOTAL, distinct, in_parts
from extraction.lesions.fates import persisting
from extraction.lesions.ordinals import ordinal
from extraction.lesions.picture import LiverPicture
from extraction.lesions.plurals import (
    described_alone,
    is_of_leading,
    named_as_many,
    named_once,
    names_more,
    names_only_largest,
    places_named,
    told_of_each,
    with_plurals,
    without_shares,
)
from extraction.lesions.statement import BENIGN, SIDES, Statement
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import lobe_of

PART = pattern_of(
    r"\b(?:larger|smaller|largest|smallest|these|those|of them|of which|remaining|other|others|target|main|dominant|biggest|tiny|left|right)\b"
)
NEW = pattern_of(r"\b(?:new(?:ly)?|fresh)\b")
OF_WHICH = pattern_of(r"\bof (?:which|these|those|them)\b")
WHOLE = pattern_of(
    r" ?(?:are |were |is |was |can be |could be )?(?:in (?:all|total|number)|altogether|overall|all told|counted|confirmed"
    r"|(?:seen|visible|present|identified|detected|found) (?:on|in|at) (?:the )?(?:current|present|this|today))\b"
)
KNOWN = pattern_of(
    r"\b(?:known|stable|unchanged|previously|index|again|older|old|grown|(?:pre ?)?existing|original|larger|bigger|increased|enlarged|smaller|shrunk|decreased)\b"
)


class Count(NamedTuple):
    """Between `low` and `high` lesions (None is open), told by these statements; `doubts` say what in the note speaks against it."""

    low: int
    high: int | None
    innumerable: bool
    evidence: tuple[Statement, ...]
    doubts: tuple[str, ...] = ()


IN_EACH = pattern_of(r" (?:in )?(?:each|per)\b")
NUMBER_OF = pattern_of(
    r"\bnumber of (?:liver |hepatic )?(?:metastases|mets|lesions|masses|tumou?rs|deposits|nodules)\s{0,30}[:=]\s{0,40}$"
)
LABEL_REACH = 60


def count_lesions(reading: Reading, picture: LiverPicture) -> Count | None:
    """The number of liver metastases now; None where the note tells none."""
    numbered = [beside_known(reading, picture, one) for one in picture.present if one.number]
    totals = [
        one
        for one in numbered
        if one.number
        and not one.number.more
        and not one.part
        and not is_part(reading, one)
        and (not is_beside(one, numbered) or is_labelled(reading, one))
    ]
    totals = found_at_operation(reading, totals) or totals
    in_specimens = in_parts(reading, picture.present)
    if in_specimens and not all(one.is_biopsy for one in picture.present if one.part):
        # What the request counts is what a scan showed before; of a biopsy it tells how many there are.
        totals = [one for one in totals if one.rank > 0]
    described = in_specimens or distinct(reading, picture.present, picture.unplaced, picture.lesions)
    total = next((one for one in totals if is_named_share(reading, one)), None) or best(totals)
    total = metastases_among(picture, totals, left_over(reading, totals) or total) if total else None
    if rest := left_now(reading, numbered):
        return Count(rest.number.low, rest.number.high, False, (rest,)) if rest.number else None
    counting = [one for one in picture.statements if one.number]
    if counting and (left := persisting(reading)):
        evidence = [one for one in counting if left[1][0] <= one.start < left[1][1]]
        if evidence:
            return Count(left[0], left[0], False, tuple(evidence))
    counted = stated(reading, picture, numbered, total, described) if total else told(picture, numbered, described)
    return counted if counted.low else denied(picture)


def beside_known(reading: Reading, picture: LiverPicture, one: Statement) -> Statement:
    """ "S7 33 mm (prev 24). Three new lesions": new ones are told beside those that are known, and add to them."""
    if adds_to_one(reading, one, picture.present) or are_satellites(reading, picture, one):
        return replace(one, number=one.number and one.number._replace(more=True))
    if one.number is None or one.number.vague or not NEW.search(reading.levelled, one.lead, one.end):
        return one
    if WHOLE.match(reading.levelled, one.number.end):  # "new and growing metastases (four in total)"
        return one
    known = [
        two
        for two in picture.present
        if two.end <= one.start
        and (two.codes or (two.number and not two.number.vague))
        and not NEW.search(reading.levelled, two.lead, two.end)
        and (two.rank == one.rank or is_known_before(reading, two))
        and not set(two.codes) & set(one.codes)
    ]
    same_place = any(two.sentence == one.sentence and not is_known_before(reading, two) for two in known)
    return one if not known or same_place else replace(one, number=one.number._replace(more=True))


def is_known_before(reading: Reading, one: Statement) -> bool:
    """Whether the lesion is told with what it was, or as known."""
    compared = any(size.prior_mm is not None for size in one.sizes)
    return compared or bool(KNOWN.search(reading.levelled, *reading.sentence_at(one.start)))


def stated(
    reading: Reading, picture: LiverPicture, numbered: list[Statement], total: Statement, described: int
) -> Count:
    """The count of a note that states a total."""
    number = total.number
    if number is None:
        raise ValueError("a total has a number")
    if number.innumerable:
        return Count(2, None, True, (total,))
    if number.vague:
        exact = [one for one in numbered if one.number and not one.number.vague]
        summed, at_most = parts(exact)
        if summed >= described and at_most is not None and {one.lobes[0].side for one in exact if one.lobes} >= SIDES:
            return Count(summed, summed, False, (total, *exact))
        return Count(max(number.low, described, summed), None, False, (total,))
    floor = described if total.rank < 2 or NEW.search(reading.levelled, total.lead, total.end) else 0
    taken_out = struck_out(picture, total) + gone_since(picture, total)
    listed = lists_all(picture, total)
    if taken_out or is_final(reading, total, listed):
        floor = measured_since(picture, total) if taken_out else 0
    number = number._replace(low=max(1, number.low - taken_out), high=number.high and max(1, number.high - taken_out))
    added, is_open = additions(reading, picture, total)
    if listed:  # "all three have grown: ... In addition, two have newly appeared"
        later = [one.number.low for one in numbered if one.number and one.number.more and one.start > total.start]
        added = max(added, sum(later))
    low = max(number.low + added, ordinal(reading, picture), floor)
    others = {
        one.number.low
        for one in numbered
        if one.number and one.number.low != number.low and not (one.number.vague or is_part(reading, one))
    }
    doubts = [f"also given as {other}" for other in sorted(others)]
    if "gone" in picture.states and any(
        one.state == "gone" and one.number and not one.number.vague for one in picture.statements
    ):
        doubts.append("some lesions are told as gone")
    if number.high == number.low and described > number.low:
        doubts.append(f"{described} lesions are described")
    return Count(low, None if is_open or number.high is None else max(low, number.high), False, (total,), tuple(doubts))


def measured_since(picture: LiverPicture, total: Statement) -> int:
    """Lesions that later sentences measure in segments of their own: one of those told before is gone, another was found."""
    later = [one for one in picture.present if one.sizes and one.sentence > total.sentence and len(one.codes) == 1]
    return len({one.codes[0][0] for one in later})


def is_final(reading: Reading, total: Statement, listed: bool) -> bool:
    """Whether the number is called the whole, or all are `listed`: "three metastases in all", "five lesions are visible now"."""
    if total.number is None or CARRIED.search(reading.levelled, total.lead, total.end):
        return False  # "the three known lesions were confirmed": more may be found
    if listed or is_labelled(reading, total) or holds_tumour(reading, total):
        return True
    end = min(reading.sentence_at(total.start)[1], total.end + 60)
    before = TOTAL.search(reading.levelled, max(0, total.number.start - 16), total.number.start)
    last = max([total.number.end, *[hit.end for hit in total.nouns]])
    return bool(before or WHOLE.match(reading.levelled, last, end))


def is_labelled(reading: Reading, one: Statement) -> bool:
    """Whether a form asks for the number of all of them."""
    number = one.number
    if number is None or reading.levelled.find("number of ", max(0, number.start - LABEL_REACH), number.start) < 0:
        return False
    if IN_EACH.match(reading.levelled, number.end):
        return False
    return bool(NUMBER_OF.search(reading.levelled, max(0, number.start - LABEL_REACH), number.start))


def lists_all(picture: LiverPicture, total: Statement) -> bool:
    """Whether as many lesions as it says follow the number in its sentence, each with its place: "3 lesions: seg 6 (1.9 cm), ..."."""
    listed = [
        one
        for one in picture.present
        if one.sentence == total.sentence and one.start > total.start and one.codes and not one.number
    ]
    return total.number is not None and total.number.high == len(listed) > 1


def told(picture: LiverPicture, numbered: list[Statement], described: int) -> Count:
    """The count of a note without a total: what it adds up to by place, or the lesions it describes."""
    numbered = without_shares(picture.reading, numbered)
    evidence = tuple(numbered or [one for one in picture.present if one.sizes or one.codes] or picture.present)
    if any(one.number.innumerable for one in numbered if one.number):
        return Count(2, None, True, evidence)
    low, is_open = described, False
    if numbered:
        low, by_place, at_most = summed(picture, numbered, described)
        is_open = at_most is None or any(one.number.high is None for one in numbered if one.number)
        if at_most and not is_open and low == by_place < at_most:
            return Count(low, at_most, False, evidence)
    if (at_least := with_plurals(picture)) > low:
        low, is_open = at_least, True
    if not numbered and (last := ordinal(picture.reading, picture)) > places_named(picture) > 1:
        low, is_open = max(low, last), False  # "metastases in segments 6 and 8; a third lies in segment 3"
    is_open = is_open or (low > 1 and not numbered and names_more(picture))
    if low == 0 and not numbered and named_once(picture):
        low = 1
    ranges = {(one.number.low, one.number.high) for one in numbered if one.number}
    if len(ranges) == 1 and (low, None) != (only := next(iter(ranges))) and only[0] == low:
        return Count(low, only[1], False, evidence)
    if not numbered and (each := told_of_each(picture)) >= low:
        return Count(each, each, False, evidence)
    if low == 1 and not numbered and (plural := told_in_plural(picture, evidence, is_open)):
        return plural
    doubts = ("no total is stated",) if low > 1 and len(evidence) > 1 else ()
    return Count(low, None if is_open else low, False, evidence, doubts)


def summed(picture: LiverPicture, numbered: list[Statement], described: int) -> tuple[int, int, int | None]:
    """The least that the note tells of, of them the least by place, and the most by place (None is open)."""
    more = sum(one.number.low for one in numbered if one.number and one.number.more)
    placed = [one for one in numbered if one.number and not one.number.more] if more else numbered
    by_place, at_most = parts(placed or numbered)
    beside = (by_place if placed else described_alone(picture, numbered)) if more else 0
    least = by_place + on_other_side(picture, numbered)
    return max(described, least, more + beside, ordinal(picture.reading, picture)), by_place, at_most


def told_in_plural(picture: LiverPicture, evidence: Sequence[Statement], is_open: bool) -> Count | None:
    """The count of a note that describes one lesion and names several, by their places or by a plural; None of any other."""
    text = picture.reading.levelled
    own = [one for one in evidence if one.sizes and not is_of_leading(text, one)]
    if not own and (at_least := places_named(picture)) > 1:
        return Count(at_least, None, False, tuple(evidence), ("several lie in the places named",))
    if evidence and all(names_only_largest(picture, one) for one in evidence):
        return Count(0, None, False, tuple(evidence))  # "liver stable (largest seg 7 47 mm)"
    if not (plural := named_as_many(picture)):
        return None
    if any(is_of_leading(text, one) for one in evidence):
        return Count(0, None, False, tuple(evidence))  # "liver metastases, the largest 33 mm": how many is not told
    return Count(1, None if is_open else 1, False, tuple(evidence), (f"the note says {plural!r}",))


def on_other_side(picture: LiverPicture, numbered: list[Statement]) -> int:
    """Sized lesions in the lobe of which no number is told: "three in the right lobe ... a 6 mm metastasis in IVa"."""
    sides = {lobe.side for one in numbered if one.number and not one.codes for lobe in one.lobes}
    if sides not in ({"left"}, {"right"}) or any(one.number and (one.codes or not one.lobes) for one in numbered):
        return 0
    free = {"left", "right"} - sides
    others = {
        one.codes
        for one in picture.present
        if one.sizes
        and not one.number
        and (lobe_of(frozenset(one.codes)) in free or (not one.codes and {lobe.side for lobe in one.lobes} == free))
    }
    return len(others)


def denied(picture: LiverPicture) -> Count | None:
    """None at all, where the note says so and nothing it describes stands against it."""
    denials = picture.denied
    told = picture.reading.note.note_type is ONCOLOGY
    if not denials or any(outweighs(one, denials[-1], told) for one in picture.present):
        return None
    return Count(0, 0, False, tuple(denials))


def outweighs(one: Statement, denial: Statement, told: bool) -> bool:
    """Whether a present metastasis stands against the denial: one described, or one named in a weightier section.

    `told`: a letter, whose heading names the diagnosis of years ago; there only a described one does.
    """
    described = bool(one.sizes or one.number or one.codes)
    return (
        one.kind == "metastasis"
        and one.rank > 0
        and ((one.rank > denial.rank and not told) or (described and one.rank >= denial.rank))
    )


def is_named_share(reading: Reading, one: Statement) -> bool:
    """ "Five lesions, of which four are metastases": the metastases among them are what counts."""
    number = one.number
    if number is None or not OF_WHICH.search(reading.levelled, one.lead, number.start):
        return False
    return any(hit.concept == "metastasis" and hit.start >= number.end for hit in one.nouns)


def metastases_among(picture: LiverPicture, totals: list[Statement], total: Statement) -> Statement:
    """ "A total of nine lesions; seven metastases, two cysts": of lesions of several kinds the metastases count."""
    if total.kind != "lesion" or total.number is None:
        return total
    after = range(total.sentence, total.sentence + 2)
    holding = [one for one in picture.present if holds_tumour(picture.reading, one)]
    among = [one for one in totals + holding if one.start > total.end and (one.kind == "metastasis" or one in holding)]
    among = [one for one in among if one.number and one.number.low < total.number.low]
    benign = [one for one in picture.statements if one.kind in BENIGN and one.state == "present"]
    beside = any(one.sentence in after for one in benign)
    for one in among:
        if one in holding or (beside and one.sentence in after):
            return one
    # "There are three foci. ... In summary two metastases and one haemangioma".
    told = [one for one in picture.present if one.kind == "metastasis" and one.start > total.end]
    told = [one for one in told if one.number and not one.number.vague]
    rest = [one for one in told if one.number and 0 < total.number.low - one.number.low <= len(benign)]
    return rest[-1] if rest else without_benign(picture, total)


def without_benign(picture: LiverPicture, total: Statement) -> Statement:
    """ "Three lesions: segment 2 cyst, segment 5 metastasis, segment 8 metastasis": where all are listed, without the benign ones."""
    listed = [
        one
        for one in picture.statements
        if one.sentence == total.sentence and one.start > total.start and one.codes and one.state == "present"
    ]
    benign = sum(one.kind in BENIGN for one in listed)
    number = total.number
    if number is None or not 0 < benign < len(listed) or len(listed) != number.low or number.high != number.low:
        return total
    return replace(total, number=number._replace(low=number.low - benign, high=number.low - benign))


def is_part(reading: Reading, one: Statement) -> bool:
    """Whether the number is of some of the lesions: those of one segment or lobe, the larger ones, the others."""
    if one.number and one.number.innumerable:
        return False
    if is_named_share(reading, one):
        return False
    if is_labelled(reading, one):
        return False  # "number of metastases: 6 (right lobe: five, segment 3: one)"
    if one.number and reading.levelled.startswith(("solitary", "sole", "unifocal"), one.number.start):
        return False
    if len(one.codes) == 1 or (one.lobes and any(lobe.side != "bilobar" for lobe in one.lobes)):
        return True
    if one.number and one.nouns and reading.levelled[one.nouns[0].end : one.number.start] == " ":
        return bool(PART.search(reading.levelled, one.nouns[0].start, one.number.start))  # "the other three"
    named = one.nouns[0].start if one.nouns else one.end
    start = one.number.end if one.number and opens_with_rest(reading, one) else one.lead
    return bool(PART.search(reading.levelled, start, named))


def parts(numbered: list[Statement]) -> tuple[int, int | None]:
    """The least and the most (None is open) that numbers told by lobe, else by place, add up to in the statements of one rank."""
    top = max((one.rank for one in numbered), default=0)
    told = [one for one in numbered if one.number and one.rank == top]
    lobed = {one.lobes[0].side: one for one in told if one.lobes and one.lobes[0].side != "bilobar"}
    if len(lobed) > 1:
        told = list(lobed.values())
    by_place: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    wider = 0
    for one in told:
        if one.number:
            place = place_of(one)
            by_place[place] = max(by_place.get(place, 0), one.number.low)
    for (codes, sides), number in list(by_place.items()):
        inside = [place for place in by_place if place[0] and (lobe_of(frozenset(place[0])),) == sides and not codes]
        if codes:  # "five in segments 5 to 8; two adjacent foci in segment 6"
            inside = [place for place in by_place if place[0] and set(place[0]) < set(codes)]
        # "Three in the right liver ... the other two in segment 6", "four in the right lobe (one in V, three in VII)".
        shares = inside if sum(by_place[place] for place in inside) < number else [(codes, sides)]
        if inside:
            by_place = {place: count for place, count in by_place.items() if place not in shares}
    for place, low in by_place.items():  # "five or six in the right lobe, two in segment 3"
        wider += max(
            (
                one.number.high - low
                for one in told
                if one.number and one.number.high and one.number.low == low and place_of(one) == place
            ),
            default=0,
        )
    least = sum(by_place.values())
    return least, None if any(one.number.high is None for one in told if one.number) else least + wider


def place_of(one: Statement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The segments of a number, else its lobes."""
    return one.codes, () if one.codes else tuple(lobe.side for lobe in one.lobes)
