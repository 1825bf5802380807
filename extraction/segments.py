"""Couinaud segments in the text: every spelling and range -> the codes of the contract ("1" to "8", "4a", "4b")."""

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from string import ascii_letters, digits
from sys import maxsize
from typing import NamedTuple

from extraction.anchors import Anchors, first_at, matches_at, matches_within, places
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import ONE, SPELLED_NUMBERS, SPELLED_STARTS, codes, distinct_codes
from extraction.segment_lists import (
    CODE,
    HALF,
    JOIN,
    LIST,
    ORDINAL_REACH,
    ORDINAL_SUFFIXES,
    ORDINALS,
)
from extraction.segment_mimics import (
    has_numbered_parts,
    is_lung_segment,
    is_other_number,
    is_place,
    is_share_of_nodes,
    is_vertebra,
)
from extraction.sentences import Interval

# "S4/8 - 3 cm": the dash goes before the size.
BEFORE_SIZE = r"[1-8][abAB]?(?:\s?[/,&+]\s?[1-8][abAB]?)*(?=\s[-–]\s\d{1,3}(?:[.,]\d)?\s*(?:mm|cm|x|×))"
NAMED = pattern_of(
    rf"\b(?:(?:sub)?segments?(?:\(s\)(?=\s?:))?|segs?|sgts?|sg|segm|sectors?|(?<=one )each in)(?:\b|(?=[1-8])|(?<=\(s\)))\.?\s*(?:(?:involved|affected|concerned|diseased|occupied)\s*(?=[:=]))?(?:[:=]\s*|\.{{3,40}}\s*)?(?:no\.?\s*|nr\.?\s*|-\s*)?(?P<named>{BEFORE_SIZE}|{LIST}|[1-8](?=\s[-–]\s\d))",
    re.I,
)
# "every segment other than I and III"
ALL_BUT = pattern_of(
    rf"\b(?:every|all)(?: of the)?(?: liver| hepatic)? segments?(?: \w+){{0,2}}? (?:other than|except|apart from|but|save)(?: for)?(?: segments?)? (?P<named>{LIST})",
    re.I,
)
CHAINED = pattern_of(
    r"\s?\([^()\n]{1,40}\)(?:,|,? and|;)\s(?P<named>(?:VIII|VII|VI|IV[ab]?|V|III|II|I|[1-8][ab]?)(?=\s?\((?!of\b|out\b|in total)|(?<=and \w)\s?(?:\.(?!\d)|[;\n]|$)|(?<=and \w\w)\s?(?:\.(?!\d)|[;\n]|$)))"
)
# A number or a size in brackets tells the lesion of one segment apart.
TELLS_APART = pattern_of(r"\s?\((?:\s?[x×]?\s?\d{1,2}\s?[x×]?\s?\)|[^()\n]*?\d\s?(?:mm|cm)\b)")
# "4.6 cm (segment VIII), 2.2 cm (VII) and 0.9 cm (V)".
CHAINED_BEHIND = pattern_of(
    rf"\)(?:,|,? and|,? &|;)\s(?:one of |the other |another |a third )?(?:[~≈]|about )?\d{{1,3}}(?:[.,]\d)?(?:\s?[x×]\s?\d[\d.,]*){{0,2}}\s?(?:mm|cm)\s?\((?P<named>{CODE}(?:{JOIN}{CODE})*)(?=[);,])"
)
# "4 mets - 5 (12 mm), 6 (19 mm)", "Lesion 2 - 4b, 3.8 cm": plain numbers behind the lesions; "1 (12 mm), 2 (9 mm)" only numbers them.
LENGTH = r"[~≈]?\d{1,3}(?:[.,]\d)?\s?(?:x\s?\d[\d.,]*\s?)?(?:mm|cm)\b"
OPENED = pattern_of(
    r"(?:mets?|metastas[ei]s|lesions?|mass(?:es)?|deposits?|nodules?|tumou?rs?)(?P<no>\s#?\d{1,2})?\s?[:–-]\s*(?!1\s?\([^()\n]*\),\s2\s?\()"
    rf"(?P<named>(?:[1-8][abAB]?|IV[abAB]?|VI{{0,3}}|I{{1,3}})(?:/[1-8][abAB]?)?)(?(no)(?=,?\s\(?{LENGTH})|(?=\s?\({LENGTH}[^()\n]{{0,20}}\)(?:,|;|\sand\b)))",
    re.I,
)
OPENERS = Anchors("met ", "mets", "metastas", "lesion", "mass", "deposit", "nodule", "tumo")
# So far behind the start of an opener its colon or dash stands at most: "metastases #12 -".
OPENER_REACH = 16
EVERY = Anchors(
    *(
        f"{every}{of}{liver} segment"
        for every in ("every", "all")
        for of in ("", " of the")
        for liver in ("", " liver", " hepatic")
    )
)
WHOLE = ("1", "2", "3", "4", "5", "6", "7", "8")
NAMES = Anchors("seg", "subseg", "sg", "sector", "each in")
# "S8", "S VIII", "s4a": one letter is enough, a bare "s 8" in lower case is not.
LETTER = pattern_of(
    rf"[Ss](?<![\w.].)(?:(?<=S)[ -]?(?=[1-8IV])|(?<=s)(?=[1-8]|(?:VIII|VII|VI|IV|III|II|V|I)[ab]?\b))(?P<named>{BEFORE_SIZE}|{LIST}|[1-8](?=\s[-–]\s\d))"
)
SPELLED_ONE = rf"(?:{'|'.join(SPELLED_NUMBERS)})\b(?:\s[ab]\b)?"
SPELLING = Anchors(
    *(f"{word} {first}" for word in ("segment", "segments", "seg", "segs") for first in (" ", *SPELLED_STARTS))
)
SPELLED = pattern_of(
    rf"\bseg(?:ment)?s?\s+(?P<named>{SPELLED_ONE}(?:\s*(?:,|/|\band\b|\bor\b|\bto\b|\bthrough\b|\s)\s*{SPELLED_ONE})*)"
    r"(?!\s+(?:\w+\s)?(?:lesions|metastases|mets|nodules|deposits|masses|tumou?rs|cysts)\b)",
    re.I,
)
LETTER_DIGITS = Anchors(*(f"s{gap}{digit}" for gap in ("", " ") for digit in WHOLE))
# Without a word before it: roman numbers of two letters or right before a size, and arabic ones only with their a or b.
BARE = pattern_of(
    rf"(?<![\w.])(?P<named>(?:(?:VIII|VII|VI|IV[ab]|III|II|4[abAB])(?![A-Za-z0-9])|(?:IV|V|I)(?=\s?[/-]\s?[IV])|(?<=[mc]m \()(?:IV|V|I)(?=\))|(?<=\()(?:IV|V)(?=,\s(?:\d\s?[x×]\s?)?[IV]{{1,4}}[ab]?[,)])|(?:IV|V|I)(?=:?\s?\(?[~≈]?\d{{1,3}}(?:[.,]\d)?\s?(?:mm|cm)\b)|(?:IV|V)(?=,\s[~≈]?\d{{1,3}}(?:[.,]\d)?\s?(?:mm|cm)\b))(?:{JOIN}{CODE})*)"
)
ROMANS, HALVES = ("I", "V"), Anchors("4a", "4b")
# Behind the first sign of a roman number these go on with a word: "In", "VALVE".
IN_WORD = frozenset(ascii_letters + digits) - {*ROMANS}
# "in V", "in 6 and 8", "one in 7": a plain number behind "in" where the sentence speaks of segments already.
# No segments are lengths ("cores of 8, 11 and 14 mm"), times ("in 4 and 3 minutes") and months ("in 1/2024").
PLAIN = pattern_of(
    rf"(?:(?:in|of)(?<=\b..)|into)\s+(?:the\s+)?(?P<named>(?>{LIST}))"
    r"(?!(?:\s*(?:,|/|and|&|or|to)\s*\d+(?:[.,]\d+)?)+\s*(?:mm|cm)|\s(?:out )?of \d)"
    r"(?!\s*(?:[a-z]{3,}\b(?<!and)(?<!with)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|[.:-]\d|/\s?\d{2}|°|weeks|months))"
)
PLAIN_WORDS = Anchors(
    *(f"{word} {the}{first}" for word in ("in", "of", "into") for the in ("", "the ") for first in "12345678iv "),
)
# "seg 5 x1, 6 x1, 7 x2": each with its number.
BEFORE_TIMES = r"(?P<named>[1-8](?<![\w.,].)[abAB]?)(?=\s?[x×]"
TIMES = pattern_of(rf"{BEFORE_TIMES}\s?\d{{1,2}}\b(?![.,]\d|\s*(?:mm|cm|c?gy\b|x|×)))", re.I)
TIMED = pattern_of(f"{BEFORE_TIMES})")
TIMES_MARKS = Anchors(*(f"{sign}{gap}{digit}" for sign in "x×" for gap in ("", " ") for digit in range(10)))
# "metastases in 7 and 8", "centrally (4/5/8)", "straddling 5 and 8"
LESION_IN = pattern_of(
    rf"(?:(?:mets?|metastas[ei]s|lesions|masses|deposits|foci|nodules|others|other (?:two|three|four|2|3|4)|ones|secondaries|tumou?rs)(?: lie| sit| are)? in|(?:border|boundary|junction|interface|confluence) (?:of|between)|straddling|spanning|centrally(?: located)?|located(?: centrally)?(?: in)?)\s\(?(?P<named>{CODE}{HALF}(?:{JOIN}{CODE})+)"
    r"(?!\s*(?:(?:months?|weeks?|years?|days?|hours?|cycles?|cores?|fragments?|blocks?|slides?|levels?|specimens?|pieces|parts?"
    r"|nodes?|lymph|lobes?|places?|sites?|segments?|sections?|phases?|planes?|patients?|different|separate|adjacent|further|other"
    r"|cases?|series|locations?|areas?|organs?)\b|of\b|out\b|/|[.:]\d|°))",
    re.I,
)
LESION_WORDS = Anchors(
    *(
        f"{name} {verb}in "
        for name in "mets metastases metastasis lesions masses deposits foci nodules others ones secondaries tumours tumors".split()
        for verb in ("", "lie ", "sit ", "are ")
    ),
    "other two ",
    "other three ",
    "other four ",
    "other 2 ",
    "other 3 ",
    "other 4 ",
    *(
        f"{edge} {joint} "
        for edge in ("border", "boundary", "junction", "interface", "confluence")
        for joint in ("of", "between")
    ),
    "straddling ",
    "spanning ",
    "centrally",
    "located ",
)
# "Sites: V, VI, VIII (x3)" of a form.
SITES = pattern_of(
    rf"\b(?:sites?|locations?|locali[sz]ations?|distribution|position)\s?[:=]\s{{0,20}}(?P<named>(?=(?-i:[IV])){LIST})(?!\s?(?:of|/)\s?\d)",
    re.I,
)
SITE_WORDS = Anchors(
    "site:",
    "sites:",
    "location:",
    "locations:",
    "lisation:",
    "lization:",
    "lisations:",
    "lizations:",
    "distribution:",
    "position:",
)
# "Segmentectomy 6", "bisegmentectomy (V, VI)".
SEGMENTECTOMY = pattern_of(
    rf"segmentectom(?:y|ies)(?: of)?(?: ?[:(,]| |-) ?(?P<named>{LIST})(?!/\d|\.\d|\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|days|weeks|months|years)|\s?[x×])",
    re.I,
)
SEGMENTECTOMIES = Anchors("segmentectom")
# "Three of them in IV", "a lesion in V": the roman numbers that say too little by themselves.
ROMAN_LEADS = "them these which rest remainder other others ones one two three four five six lesion lesions metastasis metastases nodule nodules met mets deposit deposits mass focus foci tumour tumor".split()
ROMAN_IN = pattern_of(
    rf"\b(?:{'|'.join(ROMAN_LEADS)}) (?:(?:is|are|lies?|sits?|was|were|located|situated) )?in (?P<named>(?-i:IV|V|I)(?![\w°]|\.\w|\s(?:weeks|days|months|patients|phase|stage|grade))(?:{JOIN}{CODE})*)",
    re.I,
)
ROMAN_IN_WORDS = Anchors(
    *(
        f"{word} {verb}in {number}"
        for word in ROMAN_LEADS
        for verb in ("", "is ", "are ", "lie ", "lies ", "sit ", "sits ", "was ", "were ", "located ", "situated ")
        for number in "iv"
    )
)
PART_NUMBERS = frozenset({"I", "II", "III", "IV", "V", "VI"})
# "One at the 5/8 interface", "the 4a/8 border".
MEETING = pattern_of(
    r"(?<![\w/.,-])(?P<named>(?:[1-8][abAB]?|IV[ab]?|VI{0,3}|I{1,3})\s?[/-]\s?(?:[1-8][abAB]?|IV[ab]?|VI{0,3}|I{1,3}))\s(?:segment(?:al)?\s)?(?:interface|junction|border|boundary|interspace|watershed)\b"
)
MEETING_WORDS, MEETING_REACH = (
    Anchors(" interface", " junction", " border", " boundary", " interspace", " watershed"),
    20,
)
CAUDATE_WORDS = Anchors("caudate", "spiegel", "lobus")
CAUDATE = pattern_of(r"\b(?:caudate(?: lobe)?|spiegel(?:ian)?(?:'s)? lobe|lobus caudatus)\b", re.I)


class SegmentRef(NamedTuple):
    """Segments named together at `[start, end)`, in the order of the text."""

    start: int
    end: int
    codes: tuple[str, ...]


def read_segments(reading: Reading, span: Interval) -> list[SegmentRef]:
    """Segments of the span in order, each place of the text once."""
    start, end = span
    starts, everywhere, others = reading.once(segment_marks)
    first = first_at(starts, start)
    found = everywhere[first : first_at(starts, end, first)] if starts[first] < end else []
    while found and found[-1].end > end:
        found.pop()
    return found if others[first_at(others, start)] >= end else with_others(reading, span, found)


def with_others(reading: Reading, span: Interval, found: list[SegmentRef]) -> list[SegmentRef]:
    """The segments of the span with plain numbers, which mean segments beside another one, and the caudate lobe."""
    text = reading.text
    if found:
        for match in matches_within(PLAIN, text, reading.once(plain_places), *span):
            found = without_tail(found, match)
            add(reading, found, match)
        for match in matches_within(TIMES, text, reading.once(times_places), *span):
            add(reading, found, match)
    for match in matches_within(CAUDATE, text, reading.once(caudate_places), span[0], span[1]):
        if is_place(reading, match) and not any(ref.start < match.end() and match.start() < ref.end for ref in found):
            found.append(SegmentRef(match.start(), match.end(), ("1",)))
    return found if len(found) < 2 else sorted(found)


def without_tail(found: list[SegmentRef], match: re.Match[str]) -> list[SegmentRef]:
    """What was found, less the tail of the list that the match names whole: "in 2, 3, 4a and 7", where "4a and 7" show by themselves."""
    start, end = match.span("named")
    return [ref for ref in found if not (start < ref.start and ref.end == end)]


def sentences_with_segments(reading: Reading) -> set[int]:
    """Indices of the sentences that name a segment."""
    _, refs = reading.once(named_segments)
    found = {
        index for ref in refs if (index := reading.sentence_index(ref.start)) == reading.sentence_index(ref.end - 1)
    }
    for at in reading.once(caudate_places):
        index = reading.sentence_index(at)
        if index not in found and read_segments(reading, reading.sentences[index]):
            found.add(index)
    return found


def segment_places(reading: Reading) -> list[int]:
    """Where segments are named that show by themselves what they are, and where the caudate lobe may be."""
    return sorted([*reading.once(named_segments)[0], *reading.once(caudate_places)])


def segment_marks(reading: Reading) -> tuple[list[int], list[SegmentRef], list[int]]:
    """The segments that show by themselves what they are, behind where each starts; then where else one may be named.

    Behind the places of either kind stands one behind the text that ends every search.
    """
    starts, refs = reading.once(named_segments)
    others = [*reading.once(plain_places), *reading.once(times_places), *reading.once(caudate_places), maxsize]
    return [*starts, maxsize], refs, sorted(others)


def named_segments(reading: Reading) -> tuple[list[int], list[SegmentRef]]:
    """Segments of the whole note that show by themselves what they are, with where each is named."""
    text = reading.text
    found: list[SegmentRef] = []
    for match in matches_at(NAMED, text, places(reading.levelled, NAMES)):
        if is_place(reading, match):
            found.append(ref_of(match))
    for match in matches_at(OPENED, text, [at for at in places(reading.levelled, OPENERS) if parts_numbers(text, at)]):
        add(reading, found, match)
    for ref in list(found):
        end = ref.end
        # "segments 3 (18 mm), 6 (31 mm) and 8 (14 mm)"
        while chained := meets_bracket(text, end) and (CHAINED.match(text, end) or CHAINED_BEHIND.match(text, end)):
            named = chained.span("named")
            if not is_taken(found, *named):
                told = distinct_codes(chained.group("named"))
                if TELLS_APART.match(text, end):
                    insort(found, SegmentRef(*named, told))
                else:  # "segments 5 (SUV 9) and 6 (SUV 11)" are one list
                    whole = SegmentRef(ref.start, named[1], (*ref.codes, *told))
                    found[found.index(ref)] = ref = whole
            end = named[1]
    for match in matches_at(ALL_BUT, text, places(reading.levelled, EVERY)):
        spared = set(codes(match.group("named")))
        left = tuple(code for code in WHOLE if code not in spared)
        found = [ref for ref in found if not match.start() <= ref.start < match.end()]
        insort(found, SegmentRef(match.start(), match.end(), left))
    for at in places(reading.levelled, ORDINAL_SUFFIXES):
        for match in ORDINALS.finditer(text, max(0, at - ORDINAL_REACH), at + ORDINAL_REACH):
            add(reading, found, match)
    for at in places(reading.levelled, MEETING_WORDS):
        for match in MEETING.finditer(text, max(0, at - MEETING_REACH), at + MEETING_REACH):
            add(reading, found, match)
    for match in matches_at(LESION_IN, text, places(reading.levelled, LESION_WORDS)):
        if is_share_of_nodes(text, match):
            continue
        if text.startswith("other ", match.start()) and not is_taken(found, *match.span("named")):
            insort(found, SegmentRef(*match.span("named"), distinct_codes(match.group("named"))))  # the number stays
        else:
            add(reading, found, match)
    for at in places(reading.levelled, SITE_WORDS):
        for match in SITES.finditer(text, max(0, at - 12), at + 40):
            add(reading, found, match)
    for match in matches_at(SEGMENTECTOMY, text, places(reading.levelled, SEGMENTECTOMIES)):
        if not is_taken(found, *match.span("named")):
            insort(found, SegmentRef(*match.span("named"), distinct_codes(match.group("named"))))
    for match in matches_at(ROMAN_IN, text, places(reading.levelled, ROMAN_IN_WORDS)):
        if not is_taken(found, *match.span("named")):
            insort(found, SegmentRef(*match.span("named"), distinct_codes(match.group("named"))))
    for match in matches_at(SPELLED, text, places(reading.levelled, SPELLING)):
        add(reading, found, match)
    for match in matches_at(LETTER, text, letter_places(text, reading.levelled, reading.once(roman_places))):
        if not is_vertebra(text, match) and not is_lung_segment(reading, match.start()):
            add(reading, found, match)
    for match in matches_at(BARE, text, reading.once(bare_places)):
        start, end = match.span("named")
        if is_taken(found, start, end):
            continue
        if reading.once(has_numbered_parts) and set(ONE.findall(match.group())) <= PART_NUMBERS:
            continue
        if not is_other_number(text, match, reading.sentence_at(match.start())[0]):
            add(reading, found, match)
    return [ref.start for ref in found], found


def parts_numbers(text: str, at: int) -> bool:
    """Whether a colon or dash stands near, which parts the word there from the segments behind it."""
    near = text[at : at + OPENER_REACH]
    return ":" in near or "-" in near or "–" in near


def meets_bracket(text: str, at: int) -> bool:
    """Whether a bracket opens or closes there."""
    return "(" in text[at : at + 2] or text.startswith(")", at)


def caudate_places(reading: Reading) -> list[int]:
    """Where the caudate lobe may be named."""
    return places(reading.levelled, CAUDATE_WORDS)


def roman_places(reading: Reading) -> list[int]:
    """Where a roman number may start."""
    text = reading.text
    return [
        at
        for at in places(text, ROMANS)
        if text[at + 1 : at + 2] not in IN_WORD and (at == 0 or text[at - 1] not in ROMANS)
    ]


def bare_places(reading: Reading) -> list[int]:
    """Where a roman number may start, or an arabic one that shows by its letter what it is: "4a"."""
    return sorted([*reading.once(roman_places), *places(reading.levelled, HALVES)])


def letter_places(text: str, levelled: str, romans: list[int]) -> list[int]:
    """Where "S8" and "S VIII" may start: before a digit, or a character or two before the `romans`."""
    numbered = [at for at in places(levelled, LETTER_DIGITS) if at == 0 or not text[at - 1].isalnum()]
    before = {start for at in romans for start in (at - 1, at - 2) if start >= 0 and text[start] in "Ss"}
    return sorted(before.union(numbered)) if before else numbered


def plain_places(reading: Reading) -> list[int]:
    """Where "in" and the like stand before what may be a plain number of a segment."""
    return places(reading.levelled, PLAIN_WORDS)


def times_places(reading: Reading) -> list[int]:
    """Where the number of a segment may stand before "x2" and the like."""
    return numbers_before(reading.text, places(reading.levelled, TIMES_MARKS))


def numbers_before(text: str, marks: Sequence[int]) -> list[int]:
    """Where a number that can be a segment's starts right before one of the marks."""
    found: list[int] = []
    for at in marks:
        before = text[max(0, at - 3) : at].strip()
        if len(before) > 1 and before.isdigit():
            continue  # "27 x 22 mm"
        if match := TIMED.search(text, max(0, at - 3), at + 1):
            found.append(match.start())
    return found


def add(reading: Reading, found: list[SegmentRef], match: re.Match[str]) -> None:
    """Put the match into the ordered list unless its place is taken."""
    start, end = match.span("named")
    if not is_taken(found, start, end) and is_place(reading, match):
        insort(found, ref_of(match))


def ref_of(match: re.Match[str]) -> SegmentRef:
    """The segments that the match names; words before their numbers belong to it."""
    return SegmentRef(match.start(), match.end("named"), distinct_codes(match.group("named")))


def is_taken(found: list[SegmentRef], start: int, end: int) -> bool:
    """Whether one of the ordered segments lies in `[start, end)`."""
    at = bisect_left(found, (end,))
    return at > 0 and (start < found[at - 1].end or (at > 1 and start < found[at - 2].end))
