"""Segments that only the name of the specimen or of the operation tells: "Specimen: wedge, segment 6" above "Number of metastases: 1"."""

from extraction.lesions.parts import names_biopsy
from extraction.lesions.picture import LiverPicture
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import lobe_of
from extraction.segments import SegmentRef, read_segments

# What takes out the lesion and little else: of a hepatectomy the segments tell how much liver went with it.
CUT_OUT = pattern_of(
    r"\b(?:wedges?|(?:bi|sub)? ?segmentectom(?:y|ies)|metastasectom(?:y|ies)|nodulectom(?:y|ies)|enucleations?|lumpectom(?:y|ies)"
    r"|(?:atypical|partial|limited|local|anatomic(?:al)?|non ?anatomic(?:al)?|segmental) (?:liver |hepatic )?(?:resections?|excisions?|hepatectom(?:y|ies)))\b"
)
LARGER = pattern_of(r"\b(?:\w*hepatectom\w+|\w*sectionectom\w+|\w*lobectom\w+)\b")
TITLES = frozenset({"specimen", "procedure"})
MOST_SEGMENTS, LONGEST_TITLE = 2, 200
TOLD_BY_TITLE = frozenset({PATHOLOGY, OPERATIVE})


def cut_out_segments(reading: Reading, picture: LiverPicture) -> list[SegmentRef]:
    """The segments cut out for the metastases, where the report places none of them or fewer than it counts; empty where it stays open which held one."""
    kind = reading.note.note_type
    placed = {code for one in picture.present for code in one.codes}
    if not picture.present or kind not in TOLD_BY_TITLE or (placed and kind is PATHOLOGY):
        return []
    titles = [(section.start, section.end) for section in reading.sections if section.category in TITLES]
    if kind is OPERATIVE:  # what goes on below the first line tells how it was done
        titles = [(start, reading.text.find("\n", start) % (len(reading.text) + 1)) for start, _ in titles[:1]]
        if len(placed) >= fewest(picture) or any(end - start > LONGEST_TITLE for start, end in titles):
            return []
    told = " ".join(reading.levelled[slice(*title)] for title in titles)
    if not CUT_OUT.search(told) or LARGER.search(CUT_OUT.sub("", told)):
        return []
    found = [
        ref
        for title in titles
        for ref in read_segments(reading, title)
        if not names_biopsy(reading, reading.sentence_at(ref.start))
    ]
    named = {ref.codes for ref in found}
    codes = frozenset(code for ref in found for code in ref.codes)
    if kind is OPERATIVE and (len(codes) > fewest(picture) or not placed <= codes):
        return []
    if len(named) > fewest(picture) or any(len(one) > MOST_SEGMENTS for one in named if kind is PATHOLOGY):
        return []
    sides = {lobe.side for one in picture.present for lobe in one.lobes}
    return found if not sides or lobe_of(codes) in sides else []


def fewest(picture: LiverPicture) -> int:
    """How many places the metastases have at least to take; one where no number is told."""
    return max([1, *(one.number.low for one in picture.present if one.number)])
