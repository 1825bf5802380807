"""Places in the text: organs, regions and lymph node stations, with the site of extrahepatic disease each stands for."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sentences import Interval

REGIONS = frozenset({"thorax", "abdomen", "pelvis", "neck"})
# These name no site of `ehd`; a finding there is no statement about one.
SILENT = frozenset({"liver", "organ", "anastomosis", "elsewhere", "regional", *REGIONS})
# Areas that are node stations by themselves; the other stations ("portal", "iliac") need a word for nodes beside them.
AREA = re.compile(
    r"(?:para|peri|lumbo|intercavo |inter ?|retro ?|supra ?|infra ?)?(?:aort|aorto ?cav|periton|caval)|mediastin|axill|supraclav|"
    r"infraclav|subcarin|inguin|hepato ?duodenal lig|hepatoduod|porto ?cav|porta ?cav|#|no\.",
)
THORACIC = re.compile(r"mediastin|axill|supraclav|thora|chest|lung|pulmon|bronch|subcarin|paratrach")
SENTENCE_REACH = 90


class Place(NamedTuple):
    """A place at `[start, end)`; `site` is a site of `ehd`, a region, or one of the silent places."""

    start: int
    end: int
    site: str
    nodes: bool


def read_places(reading: Reading, span: Interval, *, nodes_meant: bool = False) -> list[Place]:
    """Places of the span in order. `nodes_meant`: a heading has said that nodes are the subject ("LN: ...")."""
    nodes = reading.hits("lymph_node", span)
    stations = reading.hits("node_station", span)
    found = [
        Place(hit.start, hit.end, station_site(reading, span, hit, stations), True)
        for hit in stations
        if hit.concept != "contact" and is_station(reading, span, hit, nodes, nodes_meant)
    ]
    taken = [(place.start, place.end) for place in found]
    blocked = [(hit.start, hit.end) for hit in stations if hit.concept == "contact"]
    for hit in reading.hits("site", span):
        if any(hit.start < end and start < hit.end for start, end in taken):
            continue
        if hit.concept in REGIONS and any(hit.start < end and start < hit.end for start, end in blocked):
            continue
        found.append(Place(hit.start, hit.end, hit.concept, False))
    return sorted(found)


def is_station(reading: Reading, span: Interval, hit: Hit, nodes: Sequence[Hit], nodes_meant: bool) -> bool:
    """Whether the station's name means nodes here and not a vessel, a ligament or a bone."""
    if nodes_meant or AREA.match(reading.levelled, hit.start, hit.end):
        return True
    if not nodes:
        return False
    at = bisect_left([node.start for node in nodes], hit.start)
    near = nodes[max(0, at - 1) : at + 1]
    return any(
        0 <= node.start - hit.end <= SENTENCE_REACH or 0 <= hit.start - node.end <= SENTENCE_REACH for node in near
    )


def station_site(reading: Reading, span: Interval, hit: Hit, stations: Sequence[Hit]) -> str:
    """The site of a station; a bare "hilar" is the lung's beside other thoracic words, else the liver's."""
    word = reading.levelled[hit.start : hit.end]
    if word not in ("hilar", "hilus", "hila", "hilum"):
        return hit.concept
    around = reading.levelled[max(span[0], hit.start - SENTENCE_REACH) : min(span[1], hit.end + SENTENCE_REACH)]
    return "other_nodes" if THORACIC.search(around) else "hilar_nodes"
