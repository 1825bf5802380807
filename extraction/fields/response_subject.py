"""Whose course a word of response tells: the liver metastases', or that of a primary, another organ, a benign finding."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from extraction.anchors import Anchors, first_at, one_in, places
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import NOTHING, Reading
from extraction.segments import SegmentRef, read_segments, segment_places
from extraction.sentences import Interval
from extraction.site_scopes import ScopedSentence
from extraction.sites import REGIONS, study_fields
from extraction.tumours import is_other_tumour

CATEGORIES = ("CR", "PR", "SD", "PD", "mixed")
COURSES = frozenset({*CATEGORIES, "smaller", "larger", "unchanged", "gone"})
SEPARATOR = pattern_of(
    r";|,|\((?!s(?:eg(?:ment)?s?)?[. ]{0,2}[1-8iv])|->|and\b(?<=\band)|while\b(?<=\bwhile)|whereas\b(?<=\bwhereas)|but\b(?<=\bbut)|although\b(?<=\balthough)"
)
DOUBTS = frozenset({"negated", "no_new", "possible", "hypothetical", "family", "normal"})
ORGAN_SIZE = frozenset(
    {"enlarged", "shrunken", "enlargement", "reduced", "increased", "decreased", "larger", "smaller"}
)
# A primary answers to radiotherapy; its own words make it the subject.
PRIMARY = pattern_of(
    r"\b(?:primary|rectal (?:tumour|tumor|mass|growth|lesion)|chemo ?radi|crt\b|radiotherap|radiochemo|anal)\b"
)
CANCER = pattern_of(r"\b(?:cancer|carcinoma|adenoca\w*|crc|ca)\b")
# Sites of which a course may be told without another organ's being meant.
NO_OTHER_ORGAN = frozenset({"liver", "elsewhere", "abdomen", "anastomosis"})
PRIMARY_WORDS = Anchors("primary", "rectal", "radi", "crt", "anal")
# "New metastases" against "metastases have appeared".
ATTRIBUTIVE = pattern_of(r"new|fresh|additional|appearance|interval|development")
# "New sigmoid cancer with liver metastases": the primary is new.
NEW_PRIMARY = pattern_of(
    r"\s(?:(?!metasta|recur|relaps|lesion|mass|deposit|nodul|foc|mets|secondar|liver|hepat|and\b|with\b)[a-z]+\s){0,5}?"
    r"(?:(?:adeno)?carcinomas?|adenoca|cancer|ca|crc|primary|malignancy)\b(?! (?:metasta|mets|deposit|nodul|lesion|mass))"
)
# "Four have appeared since July" of lesions told before.
SOME_OF_THEM = pattern_of(
    r"\W*(?:\d{1,2}|one|two|three|four|five|six|seven|eight|several|some|most|all|both)"
    r"(?: of (?:them|these|those|which))?(?: (?:have|has|are|is|were|was))?\s"
)
# "A metastasis in S4, new since 2023".
SINCE = pattern_of(r"\s(?:since|compared|in comparison|versus|vs|relative|from|as compared)\b")
# "Lesions which are new since the prior study".
PREDICATIVE = pattern_of(r"\b(?:is|are|was|were|appears?)\s(?:all\s|both\s|clearly\s|definitely\s|also\s)?$")
# "A metastasis with calcification that was not there before": what came is no metastasis.
CHANGE_IN_IT = pattern_of(
    r"\b(?:calcifi\w+|necros[ie]s|cavitation|liquefaction|h?aemorrhage|bleeding|gas|scar|retraction|stranding|o?edema|effusions?|fluid|ascites|dilat\w+|thromb\w+|stenosis"
    r"|atrophy|hypertrophy|collaterals|perfusion|differences?|thickening|swelling|steatosis|collections?|changes)"
    r"(?: (?:in|of|within|around|inside) (?:\w+ ){1,4}?)?(?:,? (?:that|which) | )(?:(?:was|were|is|are|had|has|have)(?: been)? )?$"
)
# "12 mm, which were not present in February": told of what the sentence began with.
NOT_THEN = pattern_of(r"not |absent |none |neither |could not |hitherto |previously not |have |has ")
ONLY_SIZES = pattern_of(
    r"(?:\W|\d|[mc]m\b|x\b|and\b|both\b|all\b|which\b|that\b|these\b|(?:is|are|was|were|has|have)\b)*"
)
BEFORE_IT = 70
ATTRIBUTE = 24
# "Complete response is noted in the cervical, mediastinal and other nodes": the place follows.
PLACED = pattern_of(r"\s(?:(?:is|was|are|were|has been)\s)?(?:(?:seen|noted|achieved|observed|found)\s)?(?:in|of)\s")
# "Partial response in both the rectum and the liver".
IN_BOTH = pattern_of(r"\s(?:in|of|at|for|on) both\b")
# "PVE with growth of the future liver remnant".
OF_REMNANT = pattern_of(
    r"\s(?:in|of)\s(?:the\s|his\s|her\s)?(?:\w+\s){0,2}(?:remnant|s?flr|left lateral (?:section|sector|segment)|hemiliver)\b"
)
# "The left liver was well grown": what is left for the patient, and no metastasis.
HALF_LIVER = pattern_of(
    r"(?:\A\W*|[.;:,]\s|\b(?:and|while|but|that)\s)(?:the |his |her |its )?(?:future |regenerat\w+ |hypertroph\w+ )?"
    r"(?:(?:left|right|remaining|residual) (?:lateral |medial )?(?:liver|lobe|hemi ?liver|section|sector|side)(?: remnant)?|(?:liver )?remnant)"
    r"(?: (?:has|had|is|was|now|well|nicely|clearly|markedly|considerably|adequately|visibly|already|substantially|much)){1,4} $"
)
# "Impression: progression - new bone and nodal disease": the verdict first, what it rests on behind it.
OPENS_WITH = pattern_of(
    r"[\W\d]*(?:(?:overall|interval|disease|evidence of|radiolog\w+|definite|clear|continued|further|systemic|unequivocal|there is|shows|showing|reveals|revealing|demonstrates|demonstrating|oncologic\w*) )*"
)
REASONS = pattern_of(r"\s*(?:disease\s*)?(?:\s[-–—]\s|:\s|\(|;|as evidenced|due to|because|given|by virtue)")
GOES_ON = r"(?!\s(?:shows?|showed|demonstrates?|demonstrated|reveals?|revealed|exhibits?|displays?|fills?|retains?|is|are|was|were|has|had|therefore|thus|hence|so|corresponds?|behaves?|represents?)\b)"
OTHER_FINDING = pattern_of(
    rf";|\b(?:while|whereas|but|besides?|(?:and{GOES_ON}|(?<!consistent )(?<!compatible )(?<!keeping )with)"
    r"(?!\s(?:most |again |still )?(?:likely|consistent|compatible|in keeping|typical|probably|features|appearances?)))\b"
)
# "They are new compared with the examination of March": said of the lesions of the sentence before.
SAID_OF_THEM = pattern_of(
    r"\s*(?:they|these|those|both|it|this|all (?:of (?:them|these)|\w+)|(?:none|neither)\b(?: of (?:them|these|which))?|the \w+ (?:lesions?|mass(?:es)?))\b"
)
# "Good response then portal vein embolisation": what came next says nothing of what responded.
NEXT_STEP = pattern_of(r"\b(?:then|followed by)\b")
# "The CT shows no change in the liver".
IMAGED = pattern_of(r"\b(?:ct|mri|pet|scans?|imaging)\b")
APART = pattern_of(r"[,;.:]|\b(?:in|on|of|and|with|but|despite|within|under)\b")


def subject_of(reading: Reading, hit: Hit, value: str, scopes: Sequence[ScopedSentence]) -> str:
    """What changed: "liver" (or metastases at large), "other", or "none" where nothing is named."""
    clause = reading.clause_at(hit.start)
    sentence = reading.sentence_at(hit.start)
    if reading.levelled.find("then", hit.end, clause[1]) >= 0 or reading.levelled.find("by", hit.end, clause[1]) >= 0:
        step = NEXT_STEP.search(reading.levelled, hit.end, clause[1])
        clause = (clause[0], step.start()) if step else clause
    if is_elsewhere(reading, hit):
        return "other"
    heading = heading_of(reading, sentence, scopes)
    if value == "new":
        return "liver" if is_spread(reading, hit, heading) else "other"
    if value in CATEGORIES:
        pieces = pieces_from(reading, clause, hit)
        if is_of_other_piece(reading, clause, pieces[0]) or is_of_tissue(reading, pieces, hit):
            return "other"
        joint = IN_BOTH.match(reading.levelled, hit.end) is not None
        if noun_in(reading, (hit.end, sentence[1]) if joint else clause) == "liver":
            return "liver"
        if gives_reasons(reading, hit, sentence):
            return heading
        named = noun_in(reading, pieces[0], marker_counts=False)
        if named == "none" and PLACED.match(reading.levelled, hit.end):
            named = noun_in(reading, (hit.end, sentence[1]), marker_counts=False)
        if named == "none" and heading == "other" and reading.has("regimen", sentence):
            return "none"  # "CAPOX x4, stable disease" in a history that opens with the colon
        return heading if named in ("none", "lesion") else named
    if describes_benign(reading, hit):
        return "other"
    if hit.concept == "larger" and HALF_LIVER.search(reading.levelled[sentence[0] : hit.start]):
        return "other"
    behind = (hit.end, clause[1])
    around = pieces_from(reading, clause, hit)
    before = [piece for piece in around if piece[0] <= hit.start]
    for piece in (*before, (sentence[0], hit.start), *around[len(before) :], behind):
        named = noun_in(reading, piece)
        organ_only = named == "liver" and not has_lesion(reading, piece)
        examined = hit.concept == "unchanged" and reading.note.note_type is not RADIOLOGY
        examined = examined and not IMAGED.search(reading.levelled, sentence[0], hit.start)
        if organ_only and (examined or reading.levelled[hit.start : hit.end] in ORGAN_SIZE):
            return "other"
        if named == "lesion":
            return "other" if heading == "other" else "liver"
        if named != "none":
            return named
    return heading


def is_of_other_piece(reading: Reading, clause: Interval, own: Interval) -> bool:
    """Whether the category's own piece names another organ and a later one tells the liver's course: "progression in the lungs, liver metastases stable"."""
    if not reading.has("site", own):
        return False
    behind = [found for found in reading.hits("response", (own[1], clause[1])) if found.concept in COURSES]
    if not behind or noun_in(reading, own) != "other":
        return False
    return any(noun_in(reading, pieces_from(reading, clause, found)[0]) == "liver" for found in behind)


def is_of_tissue(reading: Reading, pieces: list[Interval], hit: Hit) -> bool:
    """Whether the word alone stands behind a finding of the liver tissue: "hepatic steatosis, progressed"."""
    alone = reading.levelled[slice(*pieces[0])].strip(" ,;.()\n") == reading.levelled[hit.start : hit.end]
    before = pieces[1] if alone and len(pieces) > 1 and pieces[1][0] < hit.start else None
    return before is not None and reading.has("background", before) and not reading.has("lesion", before)


def gives_reasons(reading: Reading, hit: Hit, sentence: Interval) -> bool:
    """Whether a sentence opens with the category and goes on, behind a mark, to say what it rests on."""
    start = max(sentence[0], reading.section_at(hit.start).body_start)
    opens = OPENS_WITH.fullmatch(reading.levelled, start, hit.start) is not None
    return opens and REASONS.match(reading.text, hit.end) is not None


def describes_benign(reading: Reading, hit: Hit) -> bool:
    """Whether the word stands before a benign finding or the liver tissue: "unchanged cyst", "stable fatty liver"."""
    benign = reading.once(benign_places)
    if benign and one_in(benign, hit.end, reading.sentence_at(hit.start)[1]):
        noun = benign[first_at(benign, hit.end)]
        if noun < hit.end + ATTRIBUTE and not APART.search(reading.levelled, hit.end, noun):
            return True
        if is_called_benign(reading, hit):
            return True
    return OF_REMNANT.match(reading.levelled, hit.end) is not None


def benign_places(reading: Reading) -> list[int]:
    """Where a benign lesion or a finding of the liver tissue is named."""
    lesions = [hit.start for hit in reading.hits("lesion") if hit.concept == "benign"]
    return sorted([*lesions, *reading.starts("background")])


def is_called_benign(reading: Reading, hit: Hit) -> bool:
    """Whether the sentence goes on to call the unchanged lesion benign: "unchanged from 2017, a haemangioma"."""
    start, end = reading.sentence_at(hit.start)
    lesions = reading.hits("lesion", (start, end))
    benign = [found for found in lesions if found.concept == "benign" and found.start >= hit.end]
    if not benign:
        return False
    named = [found for found in lesions if found.concept in ("metastasis", "malignant")]
    if any(
        "negated" not in reading.effects(found.start, found.end)
        and not reading.levelled.endswith("not ", 0, found.start)
        for found in named
    ):
        return False
    return not OTHER_FINDING.search(reading.levelled, hit.end, benign[0].start)


def is_elsewhere(reading: Reading, hit: Hit) -> bool:
    """Whether the passage is about another tumour; a pathology form names others as choices."""
    if reading.note.note_type is PATHOLOGY:
        named = {found.concept for found in reading.hits("tumour_entity")}
        return "other" in named and "colorectal" not in named
    return is_other_tumour(reading, hit.start)


def has_lesion(reading: Reading, span: Interval) -> bool:
    """Whether the span names a lesion or a numbered segment: the size of the organ or its caudate is no response."""
    return reading.has("lesion", span) or any(
        "caudate" not in reading.levelled[ref.start : ref.end] for ref in segments_in(reading, span)
    )


def segments_in(reading: Reading, span: Interval) -> Sequence[SegmentRef]:
    """The segments that the span names."""
    return read_segments(reading, span) if one_in(reading.once(segment_places), span[0], span[1]) else ()


def pieces_from(reading: Reading, clause: Interval, hit: Hit) -> list[Interval]:
    """The piece of the clause around the hit, then those before it from near to far, then the one behind."""
    start, end = clause
    cuts = [match.start() for match in SEPARATOR.finditer(reading.levelled, start, end)]
    if not cuts:
        return [clause]
    edges = [start, *cuts, end]
    own = bisect_right(cuts, hit.start)
    pieces = [(edges[at], edges[at + 1]) for at in range(own, -1, -1)]
    return pieces if own == len(cuts) else [*pieces, (edges[own + 1], edges[own + 2])]


def is_spread(reading: Reading, hit: Hit, heading: str) -> bool:
    """Whether the new thing is a metastasis: called so, or a lesion of the liver that nobody doubts or calls benign."""
    clause = reading.clause_at(hit.start)
    if NOT_THEN.match(reading.levelled, hit.start) and ONLY_SIZES.fullmatch(reading.levelled, clause[0], hit.start):
        clause = (reading.sentence_at(hit.start)[0], clause[1])
    if CHANGE_IN_IT.search(reading.levelled, max(reading.sentence_at(hit.start)[0], hit.start - BEFORE_IT), hit.start):
        return False
    if not reading.levelled[clause[0] : hit.start].strip(" ,;(") and SINCE.match(reading.levelled, hit.end):
        start = reading.sentence_at(hit.start)[0]
        mark = reading.text.rfind(";", start, hit.start)
        clause = (mark if mark >= 0 and reading.levelled[mark + 1 : hit.start].strip() else start, clause[1])
    own = pieces_from(reading, clause, hit)[0]
    attributive = ATTRIBUTIVE.match(reading.levelled, hit.start) is not None
    attributive = attributive and not PREDICATIVE.search(reading.levelled, clause[0], hit.start)
    attributive = attributive and not SINCE.match(reading.levelled, hit.end)
    follows = attributive and bool(re.search(r"[a-z]{3}", reading.levelled[hit.end : own[1]]))
    span = (hit.start, clause[1]) if follows else (clause[0], clause[1])
    if attributive and NEW_PRIMARY.match(reading.levelled, hit.end):
        return False
    near = (hit.start, own[1]) if follows else span
    named = [
        found
        for found in (*reading.hits("lesion", near), *reading.hits("ehd_finding", near))
        if found.concept in ("metastasis", "malignant")
    ]
    if named:
        return not any(is_doubted(reading, found, hit) for found in named)
    lesions = reading.hits("lesion", near)
    if not lesions and are_some_of_them(reading, hit, heading):
        return True
    if not lesions and not reading.hits("site", near) and heading != "other":
        return is_said_of_metastases(reading, reading.sentence_at(hit.start)[0])
    if not lesions or any(found.concept == "benign" for found in reading.hits("lesion", span)):
        return False
    if is_doubted(reading, lesions[0], hit):
        return False
    behind = (near[1], piece_end(reading, near[1] + 1, reading.sentence_at(hit.start)[1]))
    called = [found for found in reading.hits("lesion", behind) if found.concept == "metastasis"]
    # "New since the CT of March, when the liver was clear": what it was then is no doubt on it.
    until = piece_end(reading, hit.end, behind[1]) if SINCE.match(reading.levelled, hit.end) else behind[1]
    if any(cue.category in DOUBTS for cue in reading.cues((hit.end, until))):
        return False
    if is_benign_next(reading, hit):
        return False
    place = noun_in(reading, near)
    if place == "lesion" and segments_in(reading, behind):
        place = "liver"  # "two new lesions on the MRI, segment 6 and segment 7"
    return bool(called) or place == "liver" or (place == "lesion" and heading == "liver")


def is_benign_next(reading: Reading, hit: Hit) -> bool:
    """Whether the next sentence calls the new lesion benign: "New lesion in segment 8. This is a simple cyst."."""
    number = reading.sentence_index(hit.start) + 1
    if number >= len(reading.sentences):
        return False
    span = reading.sentences[number]
    told = {found.concept for found in reading.hits("lesion", span)}
    return "benign" in told and "metastasis" not in told and SAID_OF_THEM.match(reading.levelled, *span) is not None


def is_said_of_metastases(reading: Reading, start: int) -> bool:
    """Whether a sentence that starts there with "they" speaks of metastases of the liver that the one before it tells."""
    before = reading.sentence_index(start) - 1
    if before < 0 or not SAID_OF_THEM.match(reading.levelled, start):
        return False
    return any(
        found.concept == "metastasis" and not reading.effects(found.start, found.end) & DOUBTS
        for found in reading.hits("lesion", reading.sentences[before])
    ) and noun_in(reading, reading.sentences[before]) in ("liver", "lesion")


def are_some_of_them(reading: Reading, hit: Hit, heading: str) -> bool:
    """Whether it is said of some of the lesions that the sentence before names: "Five lesions. Four have appeared since July"."""
    start = reading.sentence_at(hit.start)[0]
    if not SOME_OF_THEM.fullmatch(reading.levelled, start, hit.start):
        return False
    before = reading.sentence_at(max(0, start - 1))
    if heading != "liver" and noun_in(reading, before) != "liver":
        return False
    lesions = reading.hits("lesion", before)
    return bool(lesions) and all(found.concept != "benign" for found in lesions)


def is_doubted(reading: Reading, found: Hit, hit: Hit) -> bool:
    """Whether the lesion is denied or uncertain by other words than the hit's own ("not seen before")."""
    return any(
        cue.category in DOUBTS and not (cue.start < hit.end and hit.start < cue.end)
        for cue in reading.modifiers(found.start, found.end)
    )


def piece_end(reading: Reading, start: int, end: int) -> int:
    """Where the piece of text that starts at `start` ends: at the next comma, or `end`."""
    comma = reading.levelled.find(",", start, end)
    return comma if comma >= 0 else end


def noun_in(reading: Reading, span: Interval, *, marker_counts: bool = True) -> str:
    """Whose course the span tells: the liver's or the metastases' before any other; "lesion" when it does not say where."""
    lesions, sites = reading.hits("lesion", span), reading.hits("site", span)
    told = {found.concept for found in lesions} if lesions else NOTHING
    benign, spread = "benign" in told, "metastasis" in told
    if sites:
        sites = without_vessels(reading, span, sites)
    organs = {found.concept for found in sites} if sites else NOTHING
    if "liver" in organs or segments_in(reading, span):
        if benign and not spread:
            return "other"
        return "liver" if lesions or not reading.has("background", span) else "other"
    if organs and (fields := study_fields(reading.levelled, span)):
        organs = {site.concept for site in sites if not any(first <= site.start < last for first, last in fields)}
    if benign or not organs <= NO_OTHER_ORGAN or reading.has("lymph_node", span):
        return "other"
    start, end = span
    primary, markers, complaints = reading.once(other_places)
    if not spread and primary and one_in(primary, start, end) and PRIMARY.search(reading.levelled[start:end]):
        return "other"
    if marker_counts and markers and one_in(markers, start, end):
        return "other"
    if not spread and ("elsewhere" in organs or "anastomosis" in organs):
        return "none" if CANCER.search(reading.levelled[start:end]) else "other"
    if not lesions and complaints and one_in(complaints, start, end):
        return "other"  # "his neuropathy, which has improved"
    remnant = reading.has("remnant", span)
    if remnant and lesions:
        return "liver"  # "two new lesions in the remnant"
    if remnant or reading.has("background", span):
        return "other"
    return "liver" if spread else "lesion" if lesions else "none"


def other_places(reading: Reading) -> tuple[list[int], list[int], list[int]]:
    """Where a word of the primary may stand, where a tumour marker, and where a complaint."""
    markers = [hit.start for hit in reading.hits("laboratory") if hit.concept == "cea"]
    complaints = [hit.start for hit in reading.hits("response") if hit.concept == "complaint"]
    return places(reading.levelled, PRIMARY_WORDS), markers, complaints


def without_vessels(reading: Reading, span: Interval, sites: list[Hit]) -> list[Hit]:
    """The sites without those that are part of a vessel's name: "unchanged since May, in contact with the right hepatic vein"."""
    vessels = [vein for vein in reading.hits("vessel", span) if vein.concept != "not_vessel"] if sites else []
    if not vessels:
        return sites
    return [site for site in sites if not any(vein.start <= site.start < vein.end for vein in vessels)]


def heading_of(reading: Reading, sentence: Interval, scopes: Sequence[ScopedSentence]) -> str:
    """The subject that the heading over the sentence names, if any."""
    scope = scopes[reading.sentence_index(sentence[0])].scope
    if not scope.places and not scope.nodes:
        return "none"
    sites = {place.site for place in scope.places}
    if "liver" in sites:
        return "liver"
    wide = sites >= {"thorax", "abdomen"}  # "CT thorax/abdomen 14.09.: ..." is a study of everything
    return "other" if scope.nodes or sites - (REGIONS if wide else {"abdomen"}) else "none"
