"""Words that make a number the count of the lesions: "bilobar metastases, now countable: 6", "count 7", "three of them"."""

from collections.abc import Sequence

from extraction.anchors import any_in
from extraction.lesions.counts import Quantity
from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading

WORDS = ("count", "amount", "quantity", "number", "totalling", "totaling")
# The word opens its piece of the sentence: a platelet count has a word of its own before it.
CALLED = pattern_of(
    r"(?:[,;:(]|\b(?:metastases|mets|lesions|masses|deposits|nodules|foci|lobes?|bilobar|bilateral|bilobarly|liver))\s?"
    r"(?:(?:now|at present|currently|presently|today|still|only|the|their|total) )*"
    r"(?:count(?:able|ed)?|amount(?:ing)?|quantity|number(?:ed|ing)?|totall?ing)(?: (?:now|at present|currently|presently|today|is|of|to|about|still))*[ :=]{1,3}$"
)
# "The metastases, three of them, have shrunk", "all four of them".
APPOSED = pattern_of(r"(?:metastases|mets|secondaries|deposits|lesions|masses|liver|lobes?)[,(] ?(?:all |in all )?$")
# "Bilobar metastases, at least 8 by ultrasound".
APPOSED_ABOUT = pattern_of(
    r"(?:metastases|mets|secondaries|deposits|lesions|masses),? \(?(?:at least|approximately|approx\.?|about|around|some|more than|over|up to|[~>≥])? ?$"
)
BY_STUDY = pattern_of(
    r" (?:by|on) (?:ultrasound|ious|us|mri|ct|imaging|palpation|this (?:exam|study|scan|ct|mri)|today's)\b"
)
THEIRS = pattern_of(r" of (?:them|these)(?=\s?[,;)])")
# "Down in number from seven to four".
FALLEN = pattern_of(r"\b(?:in number|number|count) (?:\w+ )?from \w+ to (?:now |only )?$")
REACH = 60
ENDS = pattern_of(r"\s?(?:[,;:.)(\n]|$)|\s(?:in all|in total|altogether|with|of which|(?:the )?(?:largest|biggest))\b")


# "A metastasis of 50 mm in segment 7 and two others", "with three smaller ones", "the other two": they add to the one told before.
JOINS = pattern_of(
    r"\)?[,;]? ?(?:(?:and|with|plus|as well as|together with|along with|beside|&|\+) )?(?:also |there are |there were )?"
    r"(?P<other>(?:the )?other |another |(?:a )?further )?"
)
OTHERS = pattern_of(
    r" (?:others?|small(?:er)?|tiny|minor|lesser|little|satellites?|further|additional|more|subcentimet\w+)\b"
)
ONES = pattern_of(r" (?:(?:much |very |small(?:er)?|tiny|minor|lesser|little|further) ?)*(?:others|ones)\b")
SINGULAR = pattern_of(r"(?:\w+ )*(?:metastasis|met|deposit|secondary|tumou?r|mass|lesion|nodule)")

# "Wedge resection of segment 2 and right hepatectomy for five metastases": what all of it was done for.
OPERATED_AT = pattern_of(
    r"\b(?:\w*ectomy|resections?|wedges?|ablations?|mwa|rfa|excision)(?: (?:of|in|at))?(?: the)? $"
)
FOR_ALL = pattern_of(
    r"[^.;\n]{0,80}\b(?:and|with|plus|\+|,) ?[^.;\n]{0,60}\bfor (?:the |his |her |all )?$|[^.;\n]{0,20}\bfor (?:the |his |her |all )?$"
)


def is_reason(reading: Reading, one: Statement) -> bool:
    """Whether the number is of the metastases that several operations were done for, one of which names the place."""
    number = one.number
    if number is None or number.low < 2 or not one.segments or one.segments[0].end > number.start:
        return False
    place = one.segments[0]
    if not OPERATED_AT.search(reading.levelled, max(0, place.start - 30), place.start):
        return False
    return FOR_ALL.fullmatch(reading.levelled, place.end, number.start) is not None


def adds_to_one(reading: Reading, one: Statement, present: Sequence[Statement]) -> bool:
    """Whether the number counts lesions beside a single one that its sentence tells right before."""
    before = [two for two in present if two.sentence == one.sentence and two.end <= one.start]
    number = one.number
    if number is None or number.vague or not before or any(two.number and two.number.low > 1 for two in before):
        return False
    last = before[-1]
    single = len(before) == 1 and bool(last.sizes or last.codes) and len(last.sizes) < 2
    if not single or not any(SINGULAR.fullmatch(reading.levelled, hit.start, hit.end) for hit in last.nouns):
        return False
    joined = JOINS.fullmatch(reading.levelled, last.end, max(last.end, number.start))
    return joined is not None and bool(joined.group("other") or OTHERS.match(reading.levelled, number.end))


def is_called_count(reading: Reading, one: Statement, number: Quantity) -> bool:
    """Whether such words stand beside the number, in a statement on lesions."""
    if number.times or not (one.nouns or one.inherits):
        return False
    lead = reading.levelled[max(reading.sentence_at(number.start)[0], number.start - REACH) : number.start]
    if one.inherits and ONES.match(reading.levelled, number.end):
        return True
    if THEIRS.match(reading.levelled, number.end) and APPOSED.search(lead):
        return True
    if BY_STUDY.match(reading.levelled, number.end) and APPOSED_ABOUT.search(lead):
        return True
    if not any_in(lead, WORDS):
        return False
    if FALLEN.search(lead):
        return True
    return bool(CALLED.search(lead)) and bool(ENDS.match(reading.levelled, number.end))
