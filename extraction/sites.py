"""Places in the text: organs, regions and lymph node stations, with the site of extrahepatic disease each stands for."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from sys import maxsize

from extraction.anchors import Anchors, any_in, first_at, matches_at, one_in, places
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

REGIONS = frozenset({"thorax", "abdomen", "pelvis", "neck"})
# These name no site of `ehd`; a finding there is no statement about one.
SILENT = frozenset({"liver", "organ", "anastomosis", "elsewhere", "regional", "ascites", *REGIONS})
HILAR = frozenset({"hilar", "hilus", "hila", "hilum"})
THORACIC_WORDS = Anchors(*"mediastin axill supraclav thora chest lung pulmon bronch subcarin paratrach".split())
THORACIC = pattern_of("|".join(THORACIC_WORDS))
# "thoracic, nodal or osseous disease": a word of the list, which makes no station of its neighbours.
IN_LIST = pattern_of(r"nodal(?:,| or | and )")
NODAL = Anchors("nodal")
STAGED = pattern_of(r"\b[ypc]*(?:t[0-4][a-d]?|n[0-3][a-c]?)\b|\bl1 ?,? ?(?:v|pn)[0-2]\b|\bv[0-2]\b")
# "Nothing along the coeliac axis" is said of the nodes there.
NOTHING_AT = pattern_of(
    r"\b(?:nothing|no (?:\w+ ){0,2}(?:uptake|activity|avidity|accumulation)) (?:\w+ ){0,2}(?:along|at|around|round|in|on|about|near|beside) (?:the )?(?:[\w-]+(?: [\w-]+){0,2}(?:,| and| or) (?:the )?){0,3}$"
)
NOTHING_WORDS = Anchors("nothing ", "uptake ", "activity ", "avidity ", "accumulation ")
SENTENCE_REACH = 140
# "CT chest/abdomen/pelvis": what a study covered.
REGION_WORDS = (
    *("chest", "thorax", "thoracic", "thoraco", "abdomen", "abdominal", "abdomino", "abdo", "pelvis", "pelvic", "neck"),
)
REGION = rf"(?:{'|'.join(REGION_WORDS)})"
FIELD = pattern_of(
    rf"\b(?:ct|mri?|pet(?: ct)?|scans?)(?:\s?(?:[/,&+]|and|of(?: the)?|the)?\s?{REGION})+\b|\b{REGION}(?:\s?(?:[/,&+]|and)?\s?{REGION})* (?:ct|mri?|pet)\b"
)
# "So colorectal and not breast": what the tissue is not.
OTHER_ORIGINS = ("breast", "pancrea", "stomach", "gastric")
NO_ORIGIN = pattern_of(rf"\bnot (?:of |from )?(?:the )?(?={'|'.join(OTHER_ORIGINS)})")
NOT = Anchors(
    *(f"not {of}{the}{organ}" for of in ("", "of ", "from ") for the in ("", "the ") for organ in OTHER_ORIGINS)
)

# "A nodule on the diaphragm, well away from the liver".
AWAY = pattern_of(r" (?:(?:away|distant|remote|separate) from|outside|beyond) (?:the )?")
AWAY_WORDS = Anchors(" away from", " distant from", " remote from", " separate from", " outside ", " beyond ")
VERTEBRA = pattern_of(r"(?:l|d|t|th)\d{1,2}")
# "Para-aortic node left of L3", "nodes from L1 to L4".
LEVEL_AT = pattern_of(r"\b(?:of|to|at|from|between|near|beside|around)(?: the)? $")
LESION_LABEL = pattern_of(
    r"^[ \t|*-]*L1\b[^\n]{0,24}\b(?:[Ll]iver|[Hh]epatic|[Ss]eg\w*|S[1-8]|lobe|lesion)\b", re.MULTILINE
)


ORDER = attrgetter("start", "end", "site")


class Place:
    """A place at `[start, end)`; `site` is a site of `ehd`, a region, or one of the silent places.

    `nodes`: it is a lymph node station; `sure`: it means the nodes there without a word for nodes beside it.
    """

    __slots__ = ("end", "nodes", "site", "start", "sure")

    def __init__(self, start: int, end: int, site: str, nodes: bool, sure: bool) -> None:
        self.start, self.end, self.site, self.nodes, self.sure = start, end, site, nodes, sure


def read_places(
    reading: Reading, span: Interval, *, nodes_meant: bool = False, thoracic: bool = False, heading: bool = False
) -> list[Place]:
    """Places of the span in order.

    `nodes_meant`: a heading has said that nodes are the subject ("LN: ..."); `thoracic`: it stands under a heading of the
    chest; `heading`: the span is a heading, whose stations wait for a word for nodes behind it ("Porta hepatis: no nodes").
    """
    starts, everywhere, unsure = reading.once(organ_places)
    first = first_at(starts, span[0])
    organs = everywhere[first : first_at(starts, span[1], first)] if starts[first] < span[1] else []
    if unsure:
        organs = [place for place in organs if place.start not in unsure or not is_set_aside(reading, span, place)]
    stations = reading.hits("node_station", span)
    if not stations:
        return organs
    found = sure_stations(reading, span, stations, nodes_meant=nodes_meant, thoracic=thoracic, heading=heading)
    taken = [(place.start, place.end) for place in found if place.sure]
    blocked = [(hit.start, hit.end) for hit in stations if hit.concept == "contact"]
    found += [
        place
        for place in organs
        if not overlaps(place, taken) and not (place.site in REGIONS and overlaps(place, blocked))
    ]
    return sorted(found, key=ORDER) if len(found) > 1 else found


def organ_places(reading: Reading) -> tuple[list[int], list[Place], set[int]]:
    """The words for organs and regions of the note in order, behind where each starts and a start behind the text.

    Those that only tell from what something lies away are left out. Last the starts of those that may be set aside.
    """
    away = reading.once(away_from)
    hits = reading.hits("site")
    if effusions := reading.hits("effusion"):
        hits = sorted([*hits, *effusions], key=lambda hit: (hit.start, hit.end, hit.concept))
    if away:
        hits = [hit for hit in hits if hit.start not in away]
    found = [Place(hit.start, hit.end, hit.concept, False, True) for hit in hits]
    return (
        [*[hit.start for hit in hits], maxsize],
        found,
        reading.once(vertebrae).union(reading.once(denied_origins)),
    )


def away_from(reading: Reading) -> set[int]:
    """Where something is named that a finding lies away from."""
    levelled = reading.levelled
    return {match.end() for match in matches_at(AWAY, levelled, places(levelled, AWAY_WORDS))}


def denied_origins(reading: Reading) -> dict[int, int]:
    """Where an organ is named that the tissue is not of, with where its "not" stands."""
    levelled = reading.levelled
    return {match.end(): match.start() for match in matches_at(NO_ORIGIN, levelled, places(levelled, NOT))}


def vertebrae(reading: Reading) -> set[int]:
    """Where a vertebra is named: "L1"."""
    levelled = reading.levelled
    return {
        hit.start
        for hit in reading.hits("site")
        if hit.concept == "bone" and VERTEBRA.fullmatch(levelled, hit.start, hit.end)
    }


def sure_stations(
    reading: Reading, span: Interval, stations: Sequence[Hit], *, nodes_meant: bool, thoracic: bool, heading: bool
) -> list[Place]:
    """The stations that mean nodes; in a heading also those that may."""
    levelled = reading.levelled
    nodes = reading.hits("lymph_node", span)
    if nodes and (listed := reading.once(listed_nodes)):
        ends = {hit.end + 1 for hit in stations}  # "aortocaval nodal and omental metastases": nodes of that station
        nodes = [hit for hit in nodes if hit.start in ends or hit.start not in listed]
    found = []
    for hit in stations:
        if hit.concept == "contact" or (hit.concept == "regional" and hit.start in reading.once(away_from)):
            continue
        sure = nodes_meant or hit.concept.endswith("_area") or beside_nodes(hit, nodes)
        sure = sure or has_nothing(levelled, span, hit)
        if sure or heading:
            site = station_site(reading, span, hit, thoracic=thoracic)
            found.append(Place(hit.start, hit.end, site, True, sure))
    return found


def listed_nodes(reading: Reading) -> set[int]:
    """Where "nodal" is a word of a list."""
    levelled = reading.levelled
    return {match.start() for match in matches_at(IN_LIST, levelled, places(levelled, NODAL))}


def has_nothing(levelled: str, span: Interval, station: Hit) -> bool:
    """Whether nothing is said to be at the station, which is said of the nodes there."""
    if not any_in(levelled, NOTHING_WORDS):
        return False
    nothing = NOTHING_AT.search(levelled, max(span[0], station.start - 80), station.start)
    return nothing is not None and (nothing.group().startswith("nothing") or station.concept != "other_nodes")


def is_set_aside(reading: Reading, span: Interval, place: Place) -> bool:
    """Whether the span tells that the tissue is not of the organ, or what looks like a vertebra is none."""
    if reading.once(denied_origins).get(place.start, -1) >= span[0]:
        return True
    if place.start not in reading.once(vertebrae):
        return False
    return is_invasion(reading.levelled, span, place) or is_no_vertebra(reading, span, place)


def labels_lesions(reading: Reading) -> bool:
    """Whether the note calls its lesions L1, L2, as it does vertebrae elsewhere."""
    return "L1" in reading.text and LESION_LABEL.search(reading.text) is not None


def is_invasion(levelled: str, span: Interval, place: Place) -> bool:
    """Whether "L1" is lymphatic invasion and no vertebra: "pN1b, L1, V0"."""
    return (
        levelled[place.start : place.end] == "l1"
        and STAGED.search(levelled, max(span[0], place.start - 20), place.end + 8) is not None
    )


def is_no_vertebra(reading: Reading, span: Interval, place: Place) -> bool:
    """Whether the vertebra's name is a label of a lesion, or tells only at what level the nodes named before it lie."""
    start = place.start
    if reading.levelled[start] == "l" and reading.once(labels_lesions):
        return True
    if not LEVEL_AT.search(reading.levelled, max(span[0], start - 12), start):
        return False
    nodes = reading.hits("lymph_node", (max(span[0], start - SENTENCE_REACH), start))
    return bool(nodes) and not reading.has("ehd_finding", (nodes[-1].end, start))


def overlaps(place: Place, spans: Sequence[Interval]) -> bool:
    """Whether the place shares characters with one of the spans, which are in order and apart."""
    at = bisect_left(spans, (place.end, 0)) - 1
    return at >= 0 and place.start < spans[at][1]


def beside_nodes(hit: Hit, nodes: Sequence[Hit]) -> bool:
    """Whether a word for nodes stands near enough that the station's name means nodes and no vessel, ligament or bone."""
    at = bisect_left(nodes, hit.start, key=lambda node: node.start)
    if at and 0 <= hit.start - nodes[at - 1].end <= SENTENCE_REACH:
        return True
    return at < len(nodes) and 0 <= nodes[at].start - hit.end <= SENTENCE_REACH


def station_site(reading: Reading, span: Interval, hit: Hit, *, thoracic: bool) -> str:
    """The site of a station; a bare "hilar" is the lung's under or beside thoracic words, else the liver's."""
    word = reading.levelled[hit.start : hit.end]
    if word not in HILAR:
        return (
            hit.concept
            if hit.concept == "regional"
            else hit.concept.removesuffix("_area").removesuffix("_nodes") + "_nodes"
        )
    if thoracic:
        return "other_nodes"
    line = max(reading.text.rfind("\n", 0, hit.start), hit.start - SENTENCE_REACH, 0)
    end = min(span[1], hit.end + SENTENCE_REACH)
    words = places(reading.levelled, THORACIC_WORDS)
    return "other_nodes" if one_in(words, line, end) and THORACIC.search(reading.levelled, line, end) else "hilar_nodes"


def study_fields(levelled: str, span: Interval) -> list[Interval]:
    """Where the span tells what a study covered."""
    if not any_in(levelled[slice(*span)], REGION_WORDS):
        return []
    return [match.span() for match in FIELD.finditer(levelled, *span)]
