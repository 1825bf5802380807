"""The one part of the body that a radiology report is on, told by its title: "CT brain", "Thoracic CT, plain", "MRI of the whole spine"."""

from extraction.note_types import RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

END = pattern_of(r"[.:;](?=\s|$)")
STUDY = pattern_of(
    r"\b(?:(?:ce)?ct|hrct|mri?|computed tomography|magnetic resonance|scintigra\w+|scans?|radiographs?|x ?ray)\b"
)
# One of these, and the study reached farther than one part.
WIDE = pattern_of(
    r"abdo|pelv|liver|hepat|body|trunk|neck|skull base|base of|thigh|\bpet\b|\b(?:tap|cap|apct)\b|metasta|cancer|carcinoma"
)
PARTS = {
    "brain": pattern_of(r"\b(?:brain|head|cranial|cranium|neurocranium|cerebral|skull)\b"),
    "bone": pattern_of(r"\b(?:spine|spinal|lumbar|skeleton|skeletal|bones?)\b"),
    "lung": pattern_of(r"\b(?:thorax|thoracic|chest|lungs?|pulmonary)\b"),
}


def title(reading: Reading) -> str:
    """The first line that holds words, up to its first full stop or colon, in small letters."""
    text = reading.text
    first = len(text) - len(text.lstrip())
    end = text.find("\n", first)
    line = text[text.rfind("\n", 0, first) + 1 : end if end >= 0 else len(text)].lower()
    return END.split(line, maxsplit=1)[0]


def study_site(reading: Reading) -> str | None:
    """The site of `ehd` that the whole study is on; None for any wider study and for one of the liver."""
    return reading.once(titled_site)


def titled_site(reading: Reading) -> str | None:
    """The site that the title of a radiology report names as the study's only part."""
    if reading.note.note_type is not RADIOLOGY:
        return None
    words = title(reading)
    if not STUDY.search(words) or WIDE.search(words):
        return None
    named = [site for site, part in PARTS.items() if part.search(words)]
    # "MRI of the thoracic spine"
    return named[0] if len(named) == 1 or named == ["bone", "lung"] else None
