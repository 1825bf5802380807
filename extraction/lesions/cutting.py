"""A sentence cut into statements: a new one where the next lesion begins."""

import re
from dataclasses import replace
from sys import maxsize

from extraction.anchors import Anchors, first_at, places
from extraction.lesions.completing import complete
from extraction.lesions.count_words import is_reason
from extraction.lesions.counts import REMAINS, Quantity
from extraction.lesions.events import Event, Site
from extraction.lesions.lobes import Lobe
from extraction.lesions.pieces import LIST_JOIN
from extraction.lesions.size import Size
from extraction.lesions.sizes_behind import shared_out
from extraction.lesions.statement import BENIGN, Statement, weightier
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import SegmentRef

HARD = pattern_of(
    r";|\*(?<=\s\*)\s|\b(?:but|while|whereas|however|although|apart from|except|other than|aside from|in addition|furthermore)\b"
    # "Adenocarcinoma in four nodules, the fifth is an adenoma"
    r"|, (?:and )?the (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|others?|last|rest)\b"
    r"|(?<!i\.e)(?<!e\.g)(?<!approx)(?<!\bca)(?<!\bresp)\.\s"
)
HARD_WORDS = Anchors(
    ";", "*", ". ", "but", "while", "whereas", "however", "although", "apart from", "except", "other than", "aside from",
    "in addition", "furthermore", ", the ", ", and the ",
)  # fmt: skip
CONTRAST = pattern_of(r"\b(?:whereas|while|but|however)\b")
SOFT = pattern_of(r"[,(:+&/]| {3}|\b(?:and|plus|with|as well as|another|then|also|beside|besides|in)\b|\s-\s")
LIST_MARK = pattern_of(r"[:(,]| {3}|\s–\s|\band\b")
PREPOSITION = pattern_of(r"\s*(?:in|of|at|within|on) (?:the |both |either |right |left |each )*")
NUMBER_BEHIND = pattern_of(r"\s*[:(=–-]\s*")
COMMA_AND = pattern_of(r",|\band\b")
AND = pattern_of(r"\band\b")
# "Two metastases (segments 7 and 4b) and two scars": the bracket closes what it belongs to.
SHUT = (")", " )")
# "Two metastases, biopsy of segment 6 positive": one of them lies there.
SAMPLED = pattern_of(r"\b(?:biops\w+|bx|fna|sampled|punctured)\b")
# "Five metastases plus a 6 mm cyst".
ONE_BESIDE = pattern_of(r"\b(?:plus|and|also|beside|besides) (?:an?|one|another)\b")
EXTENDS = pattern_of(r"\b(?:reach\w*|extend\w*|into|straddl\w*|spanning|crossing|bordering)\b")
COPULA = pattern_of(
    r"\b(?:is|are|represents?|representing|corresponds?|corresponding|consistent with|typical|compatible with|proved|turned out|=|->|called)\b|=|->"
)
# "The lesion was there before; it is a haemangioma."
PRONOUN_LEAD = pattern_of(r"\b(?:it|this|these|they|both|all) (?:is|are|was|were|has|have|proved|turned)\b")
# "... segment 6 1.1 cm, no new lesions": the denial speaks of something else.
DENIED = pattern_of(r"[,;) ](?:and |but |with )?(?:no|without|nil) (?:\w+ ){0,3}$")
# "Segment III - no lesion": said of the place before.
DENIALS = ("no ", "nil ", "without ")
FREE_PLACE = pattern_of(r"(?: {3}|\s?[–:=]\s?)(?:no|without|nil) (?:[a-z]+ ){0,2}")
WORDS_ONLY = pattern_of(r" (?:[a-z]+ ){0,3}")
ANNOUNCES = pattern_of(r"[:(,]| {3}|\s–\s")


def cut(reading: Reading, events: list[Site], start: int, section: str, number: int, leading: str) -> list[Statement]:
    """The statements of the sentence that starts there and tells these events: a new one where the next lesion begins."""
    text, last = reading.levelled, start
    hard_places = reading.once(places_of_hard_cuts)
    first_cut = hard_places[first_at(hard_places, start)]
    units: list[Statement] = []
    current: Statement | None = None
    rank = reading.rank_at(start)
    for at, site in enumerate(events):
        start, end, kind, event = site.start, site.end, site.kind, site.event
        between = text[last:start]
        hard = first_cut < start and is_parted(hard_places, between, last)
        if (
            current is None
            or hard
            or (
                begins(reading, current, events, at, between)
                # "of nine mets only four remain"
                and (SOFT.search(between) or (kind == "number" and REMAINS.match(text, end)))
            )
        ):
            fresh = Statement(start, end, rank, section, number, last)
            if current is not None:
                fresh.is_joined = not hard
                fresh.inherits = not (hard and current.kind in BENIGN)
            current = fresh
            units.append(fresh)
        elif end > current.end:
            current.end = end
        if end > last:
            last = end
        if kind == "noun" and isinstance(event, Hit):
            if event.concept in BENIGN and between != " " and COPULA.search(between):
                rename(reading, units, event)
            current.nouns.append(event)
            current.kind = weightier(current.kind, event.concept)
            continue
        if current.number and kind in ("segment", "size") and ANNOUNCES.search(between):
            current.announced = True
        attach(current, kind, event)
        if kind == "size" and isinstance(event, Size) and event.prior_end > last:
            last = event.prior_end
    if len(units) > 1:
        units = shared_out(reading, placed(reading, units))
    previous: Statement | None = None
    for unit in units:
        complete(reading, unit, previous, leading, unit is units[-1])
        previous = unit
    if any(is_reason(reading, unit) for unit in units):
        return [part for unit in units for part in apart(reading, unit)]
    return units


def apart(reading: Reading, unit: Statement) -> list[Statement]:
    """The place of one of several operations apart from the number of metastases that all of them were done for."""
    if unit.number is None or not is_reason(reading, unit):
        return [unit]
    first = unit.number.start
    return [replace(unit, number=None), replace(unit, segments=[], lobes=[], start=first, lead=first)]


def places_of_hard_cuts(reading: Reading) -> list[int]:
    """Where words and marks stand that part a sentence whatever stands on both sides, and an end of every search."""
    return [*places(reading.levelled, HARD_WORDS), maxsize]


def is_parted(hard_places: list[int], between: str, start: int) -> bool:
    """Whether such a word or mark stands in what is between two events, from `start` on."""
    at, end = first_at(hard_places, start), start + len(between)
    while hard_places[at] < end:
        if HARD.match(between, hard_places[at] - start):
            return True
        at += 1
    return False


def placed(reading: Reading, units: list[Statement]) -> list[Statement]:
    """ "Two new lesions, segments 5 and 6": places alone behind a number belong to it."""
    kept: list[Statement] = []
    for index, unit in enumerate(units):
        before = kept[-1] if kept else None
        if (
            before is not None
            and unit.segments
            and not (unit.sizes or unit.number or unit.nouns or unit.lobes or unit.places)
            and before.number
            and before.nouns
            and not (before.segments or before.sizes)
            and not any(later.segments or later.sizes for later in units[index + 1 :])
            and not SAMPLED.search(reading.levelled, unit.lead, unit.start)
        ):
            before.segments, before.end = unit.segments, unit.end
        else:
            kept.append(unit)
    return kept


def rename(reading: Reading, units: list[Statement], name: Hit) -> None:
    """ "... lesions in segments 2 and 4 (9 and 14 mm) are simple cysts": the name at the end holds for all of them."""
    refers = bool(units) and PRONOUN_LEAD.search(reading.levelled, units[-1].lead, name.start) is not None
    for unit in reversed(units):
        if any(hit.concept != "lesion" for hit in unit.nouns):
            break
        unit.kind, unit.nouns = name.concept, [name]
        if not refers and not unit.is_joined:
            break
        if not unit.inherits or CONTRAST.search(reading.levelled, unit.lead, unit.start):
            break


def begins(reading: Reading, current: Statement, events: list[Site], at: int, between: str) -> bool:
    """Whether the event at this place of the sentence is one more lesion and not one more word on the current one."""
    site = events[at]
    start, kind, event = site.start, site.kind, site.event
    if kind == "noun" and isinstance(event, Hit):
        # "26 mm with a satellite of 4 mm"
        satellite = bool(current.sizes) and reading.levelled.startswith("satellite", start)
        return satellite or names_next(current, event.concept, between)
    several = current.number is not None and current.number.low > 1
    if kind == "segment":
        if not current.segments and not (several and is_announced(current, between, SAMPLED)):
            return False
        return not EXTENDS.search(between)
    if kind == "size":
        if current.kind == "treated" and grows_there(reading, events[at : at + 2]):
            return True
        if not current.sizes and not (several and is_announced(current, between, ONE_BESIDE)):
            return False
        return not continues_list(current, event, between)
    if kind == "number" and isinstance(event, Quantity):
        return counts_next(current, event, between)
    if kind == "place":
        return bool(current.nouns or current.segments or current.sizes) and not PREPOSITION.fullmatch(between)
    if kind == "lobe":
        return bool(current.lobes)
    ahead = events[at : at + 2]
    return denies_next(current, ahead, between) or names_other(current, ahead)


def is_announced(current: Statement, between: str, joined: re.Pattern[str]) -> bool:
    """Whether the place or size is one of the several that a number told: in a list, or behind words that join it."""
    return bool((not current.segments and LIST_MARK.search(between)) or joined.search(between))


def counts_next(current: Statement, number: Quantity, between: str) -> bool:
    """Whether the number counts one more group of lesions."""
    if current.segments:
        if number.times and between.strip() == ",":
            return True
        if (current.number or between.startswith(SHUT)) and AND.search(between):
            return True
    unnumbered = current.number is None or current.number.vague
    if current.nouns and unnumbered and not current.sizes and NUMBER_BEHIND.fullmatch(between):
        return False
    if current.number or current.sizes or current.nouns:
        return True
    if current.segments:
        return not current.announced and between.strip().startswith("),")
    return current.places == ["elsewhere"]  # "colon cancer removed, solitary 4.4 cm metastasis in segment 6"


def names_next(current: Statement, now: str, between: str) -> bool:
    """Whether a name of this concept is that of one more lesion."""
    measured = current.sizes or current.number
    if any(word in between for word in DENIALS):
        if not (current.nouns or measured) and FREE_PLACE.fullmatch(between):
            return False
        if now != "superlative" and (measured or current.segments) and DENIED.search(between):
            return True  # "... and segment 8 (1.7 cm), and no additional lesions"
    if current.segments and between.startswith(SHUT) and AND.search(between):
        return True
    if now == "superlative" and (current.nouns or current.number or (current.sizes and current.segments)):
        counted = current.number is not None and current.number.low > 1
        if counted or (measured and COMMA_AND.search(between)):
            return True
    if not current.nouns:
        return False
    was = current.nouns[-1].concept
    if was in BENIGN and now in BENIGN and current.segments and "," in between:
        return True  # "haemangioma S6, cyst S7"
    return (was in BENIGN) != (now in BENIGN) and was != "lesion"


def grows_there(reading: Reading, ahead: list[Site]) -> bool:
    """Whether the size belongs to the lesion named behind it and not to the cavity before: "cavity, with a 21 mm nodule"."""
    if len(ahead) < 2:
        return False
    size, site = ahead
    named = site.event
    near = site.kind == "noun" and isinstance(named, Hit) and named.concept in ("lesion", "metastasis")
    return near and WORDS_ONLY.fullmatch(reading.levelled, size.end, site.start) is not None


def denies_next(current: Statement, ahead: list[Site], between: str) -> bool:
    """Whether the liver is named for what it holds none of: "cyst in segment 3, no suspicious hepatic lesion"."""
    if not current.nouns or len(ahead) < 2 or ahead[1].kind != "noun":
        return False
    return ahead[1].start - ahead[0].end <= 1 and DENIED.search(between) is not None


def names_other(current: Statement, ahead: list[Site]) -> bool:
    """Whether the liver is named for its metastases behind a benign finding: "cyst in segment 2 and liver metastases"."""
    if current.kind not in BENIGN or len(ahead) < 2 or ahead[1].start - ahead[0].end > 1:
        return False
    named = ahead[1].event
    return isinstance(named, Hit) and ahead[1].kind == "noun" and named.concept == "metastasis"


def continues_list(current: Statement, event: object, between: str) -> bool:
    """Whether nothing but a comma or "and" stands between two sizes: "9 and 13 mm"."""
    if not (isinstance(event, Size) and current.sizes and LIST_JOIN.fullmatch(between)):
        return False
    last = current.sizes[-1]
    return event.start - max(last.end, last.prior_end) == len(between)


def attach(unit: Statement, kind: str, event: Event) -> None:
    """Take an event that is no name into the statement."""
    if isinstance(event, Hit):
        unit.places.append("liver" if kind == "liver" else event.concept)
    elif isinstance(event, SegmentRef):
        unit.segments.append(event)
    elif isinstance(event, Size):
        if not unit.places or unit.places[-1] == "liver" or unit.segments:
            unit.sizes.append(event)
    elif isinstance(event, Lobe):
        unit.lobes.append(event)
    elif unit.number is None or (unit.number.vague and not event.vague):  # "multiple lesions are scattered"
        unit.number = event
