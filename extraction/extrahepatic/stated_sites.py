"""Which sites of `ehd` the places of a piece stand for, given what is said of them."""

from extraction.anchors import any_in
from extraction.extrahepatic.blanket import wide_fields
from extraction.extrahepatic.pieces import INTO, Piece, chunks_of
from extraction.extrahepatic.verdict import Verdict
from extraction.fields.node_counts import NUMBER_WORD, TOTAL
from extraction.lesions.parts import is_liver_study
from extraction.note_types import ONCOLOGY, OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.site_scopes import scoped_sentences
from extraction.sites import NODAL, SILENT, Place

# Nodes of the primary: counted, staged or lying in its specimen.
BOWEL_TOLD = r"\b[ycpr]*t[0-4][a-d]?\b|\b[ycpr]*n[0-2][a-c]?\b|colectomy|\banterior resection|\bprimary\b"
# What an examination of the pelvis for the primary shows.
PELVIC_STUDY = r"\b(?:mri?|ultrasound) (?:of (?:the )?)?(?:small )?(?:pelvis|rectum)\b|\b(?:pelvic|pelvis|rectal|rectum|endorectal) (?:mri?|ultrasound)\b|\bmr ?trg\b|\by?mrt\d"
OF_PRIMARY = pattern_of(
    r"\bnodes?\W{1,3}(?:\w{1,12}\W{1,2})?\d+ ?(?:(?:positive|involved|affected|metastatic) ?)?(?:/|of) ?\d+"
    rf"|\b(?:\d+|none|{NUMBER_WORD}) ?(?:/|of|out of) ?{TOTAL} (?:\w+ ){{0,2}}nodes?\b"
    r"|\btumou?r[ ,]+nodes?[ ,]+(?:and )?metasta"
    r"|\bout of\b|\bspecimen"
    rf"|{BOWEL_TOLD}|{PELVIC_STUDY}"
)
OF_BOWEL = pattern_of(BOWEL_TOLD)
# "Abdominal wall (deep) margin: involved" is on the edge of the specimen.
EDGE = pattern_of(r"\bmargins?\b|\bresection (?:edge|plane|surface)s?\b")
LANDMARK = pattern_of(
    r"\b(?:(?:at|on) (?:the )?(?:level|height) of|next to|near|beside|adjacent to|close to|cranial to|caudal to|above|below|behind) (?:the )?(?:[\w-]+ )?$"
)
COME_BACK = pattern_of(r"recurr|relaps|metast|deposit|implant")
AT_ANASTOMOSIS = pattern_of(
    r"\banastomo\w+ (?:\w+ )?(?:recurren|relaps)|\b(?:recurren|relaps)\w+ (?:\w+ )?(?:at|of|in) (?:the )?(?:\w+ )?anastomo"
)
# "thoracic, nodal or osseous disease"
NODAL_TOO = pattern_of(
    r"\bnodal(?=,| or | and )|(?:,| and| or) nodal (?:mets?|metasta|disease|involvement|spread|deposits?)"
)
# In an organ next to the bowel only spread by its own name counts; a carcinoma there may be the primary growing into it.
SPREAD = pattern_of(r"met|second|deposit|implant|filia|oligomet")
INVADES = pattern_of(r"infiltrat|invad|adheren|grow|extend|into")
DIRECT = pattern_of(r"\b(?:by|through) direct (?:extension|invasion|growth|spread)\b")
BESIDE_BOWEL = frozenset({"ovary", "spleen", "peritoneum"})
DOUBTED = BESIDE_BOWEL | {"other"}
T4 = pattern_of(r"\bt4[ab]?\b")
PRIMARY = pattern_of(r"\b(?:primary|sigmoid|c(?:a)?ecal|c(?:a)?ecum|colon|colonic|rectal|rectum|flexure|bowel)\b")
# In these notes nodes without a place are the patient's at large.
AT_LARGE = (RADIOLOGY, ONCOLOGY)
SILENT_FOR_NODES = frozenset({"liver", "organ", "elsewhere", "anastomosis", "regional"})
# A site of `ehd` and its place; None where nodes are named without one.
Sited = tuple[Place | None, str]


def stated_sites(
    reading: Reading, named: tuple[Place, ...], found: Verdict, piece: Piece, *, nodes: bool
) -> list[Sited]:
    """Every site that the verdict holds for, with its place."""
    sites = sites_of(reading, named, found, piece, nodes=nodes)
    return [one for one in sites if one[1] not in DOUBTED or is_stated(reading, one[1], found, piece)]


def is_stated(reading: Reading, site: str, found: Verdict, piece: Piece) -> bool:
    """Whether the verdict is on spread to another organ or one beside the bowel, and not on the primary or an edge."""
    if site in BESIDE_BOWEL:
        return found.status != "present" or not is_reached_by_primary(reading, site, piece, found)
    if is_no_other(reading, piece, found):
        return False
    return reading.note.note_type is not PATHOLOGY or not is_edge(reading, piece)


def is_edge(reading: Reading, piece: Piece) -> bool:
    """Whether a report speaks of the edge of what was cut out."""
    return EDGE.search(reading.levelled, reading.sentence_at(piece.start)[0], piece.end) is not None


def sites_of(reading: Reading, named: tuple[Place, ...], found: Verdict, piece: Piece, *, nodes: bool) -> list[Sited]:
    """The sites of `ehd` that the places stand for."""
    stations: list[Place] = []
    organs: list[Place] = []
    for place in named:
        if not place.nodes:
            if place.site not in SILENT:
                organs.append(place)
        elif place.site != "regional":
            stations.append(place)
    if len(organs) > 1:  # a "soft tissue deposit in the omentum" is of the omentum
        organs = [place for place in organs if not reading.levelled.startswith("soft tissue", place.start)]
    listed = reading.once(names_nodal) and lists_nodal(reading, piece, stations)
    sites: list[Sited] = [(place, place.site) for place in stations + organs]
    if len(named) == 1 and organs and not (nodes or listed):
        return sites
    denied = found.status == "absent"
    if nodes and organs and denied and not stations and lists_nodes(reading, piece):
        sites += at_large(reading, piece)
    if listed:
        sites.append((None, "other_nodes"))
    elif nodes and stations and denied and names_chest(named, piece):
        sites += at_large(reading, piece)
    if stations and not listed:
        return sites
    if nodes and not listed and not any(place in piece.places for place in organs):
        # Under the heading of the liver "no lymphadenopathy" is said of nodes at large.
        silent = {place.site for place in named if place in piece.places or place.site != "liver"} & SILENT_FOR_NODES
        if not silent:
            sites += at_large(reading, piece)
        # "Chest: no nodules or nodes"
        if denied and any(chunk.findings for chunk in chunks_of(reading, piece)):
            sites += [(place, "lung") for place in named if place.site == "thorax" and place not in piece.places]
        return sites
    for place in named:
        if organs and LANDMARK.search(reading.levelled, piece.start, place.start):
            continue  # "omental nodule at the level of the anastomosis"
        if place.site == "thorax" and not any(other.site == "liver" for other in named):
            if not (found.malignant and is_covered(reading, place)):
                sites.append((place, "lung"))
        elif is_some_other(reading, place, found, piece, nodes=nodes):
            sites.append((place, "other"))
        elif place.site == "ascites" and found.malignant and not denied and not lies_between(place, organs, found):
            sites.append((place, "peritoneum"))
    return sites


def lies_between(place: Place, organs: list[Place], found: Verdict) -> bool:
    """Whether an organ stands between the place and the finding, which is its own: "ascites and bony metastases"."""
    first, last = sorted((place.start, found.start))
    return any(first < organ.start <= last for organ in organs)


def at_large(reading: Reading, piece: Piece) -> list[Sited]:
    """Nodes without a place, where they are not those of the primary."""
    return [(None, "other_nodes")] if speaks_of_no_primary(reading, piece) else []


def names_chest(named: tuple[Place, ...], piece: Piece) -> bool:
    """Whether the chest is one of the places of a list: "no enlarged nodes in the thorax or the retroperitoneum"."""
    return any(place.site == "thorax" and place in piece.places for place in named)


def lists_nodes(reading: Reading, piece: Piece) -> bool:
    """Whether nodes are a member of the list and not of its place: "no lung nodules or adenopathy", not "no nodes or nodules in the lungs"."""
    chunks = chunks_of(reading, piece)
    for at, chunk in enumerate(chunks):
        if not chunk.nodes or chunk.places:
            continue
        behind = next((other for other in chunks[at + 1 :] if other.places), None)
        if behind is None or not INTO.search(reading.levelled, behind.start, behind.places[0].start):
            return True
    return False


def lists_nodal(reading: Reading, piece: Piece, stations: list[Place]) -> bool:
    """Whether "nodal" is a member of a list of its own, and not of a station: "aortocaval nodal and omental metastases"."""
    ends = {place.end + 1 for place in stations}
    nodal = NODAL_TOO.finditer(reading.levelled, piece.start, piece.end)
    return any(match.start() not in ends for match in nodal)


def names_nodal(reading: Reading) -> bool:
    """Whether the note has the word "nodal" at all."""
    return any_in(reading.levelled, NODAL)


def is_some_other(reading: Reading, place: Place, found: Verdict, piece: Piece, *, nodes: bool) -> bool:
    """Whether the place is an organ with spread by its own name in it, or where the primary was and has come back."""
    if place.site == "organ":
        return not nodes and SPREAD.match(reading.levelled, found.start, found.end) is not None
    return place.site == "anastomosis" and is_local_recurrence(reading, piece, found)


def is_local_recurrence(reading: Reading, piece: Piece, found: Verdict) -> bool:
    """Whether a recurrence of the primary is there or possible, and not one in the liver or where one was ablated."""
    if not found.malignant or found.status == "absent" or is_liver_study(reading):
        return False
    if reading.note.note_type is OPERATIVE and not COME_BACK.search(reading.levelled, piece.start, piece.end):
        return False  # "1 cm below the tumour, hand sewn anastomosis" was made just now
    if AT_ANASTOMOSIS.search(reading.levelled, piece.start, piece.end):
        return True
    sentence = reading.sentence_at(piece.start)
    scope = scoped_sentences(reading)[reading.sentence_index(piece.start)].scope
    liver = any(place.site == "liver" for place in scope.places) or bool(read_segments(reading, sentence))
    liver = liver or any(hit.concept == "liver" for hit in reading.hits("site", sentence))
    return not (liver or any(hit.concept == "ablation" for hit in reading.hits("procedure", sentence)))


def is_no_other(reading: Reading, piece: Piece, found: Verdict) -> bool:
    """Whether a statement on some other organ does not count: merely normal, or reached by a tumour growing into it."""
    if found.status == "absent":
        return not found.malignant
    into = INVADES.search(reading.levelled, piece.start, piece.end)
    if DIRECT.search(reading.levelled, *reading.sentence_at(piece.start)):
        return True
    return bool(into) and not SPREAD.match(reading.levelled, found.start, found.end)


def is_reached_by_primary(reading: Reading, site: str, piece: Piece, found: Verdict) -> bool:
    """Whether the primary grows into the organ beside it: "sigmoid tumour with ingrowth in the left ovary"."""
    start = reading.sentence_at(piece.start)[0]
    into = INVADES.search(reading.levelled, piece.start, piece.end)
    own = PRIMARY.search(reading.levelled, start, piece.end)
    if into and site == "peritoneum" and (not own or own.start() > into.start()):
        own = T4.search(
            reading.levelled, *reading.sentence_at(piece.start)
        )  # "peritoneal tumour growing into the colon"
    return bool(into and own) and not SPREAD.match(reading.levelled, found.start, found.end)


def speaks_of_no_primary(reading: Reading, piece: Piece) -> bool:
    """Whether nodes without a place are the patient's at large and not those of the primary or a specimen."""
    if reading.note.note_type not in AT_LARGE:
        return False
    start, end = reading.sentence_at(piece.start)
    return not OF_PRIMARY.search(reading.levelled, start, end)


def is_covered(reading: Reading, place: Place) -> bool:
    """Whether the chest is named as a part of what a study covered: what it found is of no single place."""
    fields = wide_fields(reading, reading.sentence_at(place.start))
    return any(start <= place.start < end for start, end in fields)
