"""Whether a multidisciplinary team discussed the case."""

from collections.abc import Mapping

from abstraction.records import ElementValue
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.supplementary.tenses import YES, is_aside

DISCUSSED = pattern_of(
    r"(?<!to be )(?<!be )(?<!re )\b(?:discussed|reviewed|presented|agreed|decided|considered|seen|concluded|listed)(?: again)? (?:at|in|with|by|to|on) (?:\w+ ){0,4}$|\b(?:by|at|as) (?:\w+ ){0,3}$"
)
SAYS = pattern_of(
    r"(?:\s\w+){0,3}?\s(?:outcome|decision|verdict|consensus|recommend(?:s|ed|ation)|agreed|regards?|thought|supported|advised|considered|decided|concluded|minutes|protocol|summary|felt|favou?red|judged|held|opinion)\b|\s?\d{1,2}[./]\d{1,2}\.?\s?:"
)
TO_COME = pattern_of(
    r"\b(?:discussion|for|to|await\w*|needs?|suggest\w*|prior to|before|next|re discuss\w*|back to|list\w* for|refer\w*|plan\w*|d/w|will|should|questions? for|via|would)\b[^.;\n]{0,40}$"
)
# The title of the minutes stands in the first lines.
TITLE_LINES = 3


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`mdt_discussed`: the note is the minutes of a meeting, or tells what one said of the case."""
    hits = reading.hits("mdt_discussed")
    if not hits:
        return []
    found = [
        reading.mention("mdt_discussed", (hit.start, hit.end), YES)
        for hit in hits
        if not is_aside(reading, hit) and (is_title(reading, hit) or was_held(reading, hit))
    ]
    if found:
        return [ElementValue("mdt_discussed", YES, tuple(found))]
    return []


def is_title(reading: Reading, hit: Hit) -> bool:
    """Whether the meeting is named in the title of a note that is no report of a study."""
    if reading.note.note_type is not ONCOLOGY:
        return False
    lead = reading.levelled[: hit.start]
    line = reading.text.rfind("\n", 0, hit.start) + 1
    return (
        reading.text.count("\n", 0, hit.start) < TITLE_LINES
        and not TO_COME.search(lead[line:])
        and "." not in lead[line:]
    )


def was_held(reading: Reading, hit: Hit) -> bool:
    """Whether the sentence tells that the meeting spoke, and not that it is to come."""
    start, end = reading.sentence_at(hit.start)
    lead = reading.levelled[max(start, hit.start - 60) : hit.start]
    said = DISCUSSED.search(lead) or SAYS.match(reading.levelled, hit.end, end)
    effects = reading.effects(hit.start, hit.end)
    planning = reading.section_at(hit.start).category == "plan"
    return bool(said) and not effects & {"hypothetical", "negated"} and not TO_COME.search(lead) and not planning
