"""What a letter tells of the specimen after an operation on the liver: "histology showed two metastases"."""

from extraction.fields.procedures import named
from extraction.lesions.statement import Statement
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

HISTOLOGY = pattern_of(
    r"[\W\d]*(?:(?:the|his|her|final|formal|definitive|subsequent|resection|operative|surgical|hepatectomy|liver|and) )*"
    r"(?:histo\w*|path(?:ology)?|pathological (?:report|examination)|hpe|specimens?|microscopy)\b"
)
# A letter that goes on to find nothing has no lesions left.
FREE_SINCE = pattern_of(
    r"\b(?:no|without)\b(?: \w+){0,4} (?:recurren\w+|relapse|residual|new (?:liver|hepatic|lesion\w*|metasta\w+|disease))\b|\b(?:disease|tumou?r|recurrence) free\b|\bned\b|\bin remission\b"
)
FOR = pattern_of(r"(?: ?\([^()]{1,30}\))?(?: on [\w ./-]{3,14})? for (?:an? |the |his |her |their )?(?:[\w.,-]+ ){0,6}")
OPERATIONS = frozenset({"liver_resection", "primary_resection"})


def is_of_liver_specimen(reading: Reading, unit: Statement) -> bool:
    """Whether a letter tells the histology of the operation told last, and that was one on the liver."""
    if reading.note.note_type is not ONCOLOGY or unit.kind != "metastasis" or unit.state != "present":
        return False
    start, section = reading.sentence_at(unit.start)[0], reading.section_at(unit.start)
    titled = section.body_start > section.start and HISTOLOGY.match(reading.levelled, section.start)
    if unit.nouns and done_for(reading, start, unit.nouns[0].start):
        return True
    if not (titled or HISTOLOGY.match(reading.levelled, start)):
        return False
    done = [name for hit in reading.hits("procedure", (0, start)) if (name := named(reading, hit)) in OPERATIONS]
    on_liver = done[-1:] == ["liver_resection"] or (bool(done) and operated_now(reading) == {"liver_resection"})
    return on_liver and not FREE_SINCE.search(reading.levelled, unit.end)


def operated_now(reading: Reading) -> set[str]:
    """The operations that the lines of the letter headed as the procedure name: those of the stay that it tells of."""
    spans = [(one.start, one.end) for one in reading.sections if one.category == "procedure"]
    return {name for span in spans for hit in reading.hits("procedure", span) if (name := named(reading, hit))}


def done_for(reading: Reading, start: int, noun: int) -> bool:
    """Whether an operation on the liver was done for it: "central bisectionectomy (4, 5, 8) for a 5.2 cm metastasis"."""
    done = [hit for hit in reading.hits("procedure", (start, noun)) if named(reading, hit)]
    if not done or named(reading, done[-1]) != "liver_resection":
        return False
    return FOR.fullmatch(reading.levelled, done[-1].end, noun) is not None
