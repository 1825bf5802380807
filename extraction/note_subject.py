"""What a note is about as a whole, and what a note on another tumour, or on none, leaves out of its values."""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from abstraction.records import ElementValue
from extraction.anchors import Anchors, places
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.tumours import is_on_other_tumour

# Any word of a tumour; a note without one is about no cancer patient.
TUMOUR = pattern_of(
    r"cancer|carcinom|tumou?r|malignan|metasta|\bmets?\b|neoplas|adenoca|sarcoma|lymphom|oncolog|chemo|secondar(?:y|ies)\b|deposit"
    r"|\bca\b|\bm?crc\b|crlm|folfox|folfiri|capox|xelox|dukes|tnm|\b[ypc]{1,2}t[0-4]|hepatectom|recurren|filiae|recist|(?:partial|complete|mixed) (?:response|remission)|progressive disease|disease progression|target lesion|known primary|\bmdt\b"
)
# Nearly every note has one of these, which are found fastest.
PLAIN_WORDS = Anchors("cancer", "carcinom", "metasta", "tumo", "malignan")
# A text shorter than this is a passage, from which nothing can be told about the whole.
PASSAGE = 300
DISEASE = frozenset(
    {
        "liver_max_size_mm",
        "liver_prior_max_size_mm",
        "liver_segments",
        "liver_lobes",
        "vascular_contact",
        "chemo_cycles",
        "response",
        "margin_status",
        "margin_mm",
        "stated_resectability",
    }
)
# The history of a colorectal primary is told beside another tumour too, but not where there is no tumour at all.
PRIMARY = frozenset(
    {
        "primary_site",
        "primary_t",
        "primary_n",
        "differentiation",
        "timing",
        "disease_free_interval_months",
        "chemo_regimens",
    }
)
SITES = "ehd"


class Subject(StrEnum):
    """Whose disease the note tells: the colorectal tumour's (also where none is named), another one's, or no tumour's."""

    COLORECTAL = "colorectal"
    OTHER_TUMOUR = "other tumour"
    NO_TUMOUR = "no tumour"


def read_subject(reading: Reading) -> Subject:
    """The subject of the whole note."""
    if len(reading.text) >= PASSAGE and not names_tumour(reading):
        return Subject.NO_TUMOUR
    return Subject.OTHER_TUMOUR if reading.once(is_on_other_tumour) else Subject.COLORECTAL


def names_tumour(reading: Reading) -> bool:
    """Whether a tumour of the patient is named at all."""
    levelled = reading.levelled
    for at in places(levelled, PLAIN_WORDS):
        if (match := TUMOUR.match(levelled, at)) and is_of_patient(reading, match):
            return True
    return any(is_of_patient(reading, match) for match in TUMOUR.finditer(levelled))


def is_of_patient(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the word is not told of a relative."""
    family = reading.section_at(match.start()).category == "family_history"
    return not family and "family" not in reading.effects(*match.span())


def within(subject: Subject, found: ElementValue, known: Mapping[str, ElementValue]) -> ElementValue | None:
    """What the note may say of the element: all of it, the sites it denies or doubts, or nothing."""
    if subject is Subject.COLORECTAL:
        return found
    if found.element in DISEASE or (
        found.element in PRIMARY and (subject is Subject.NO_TUMOUR or "primary_site" not in known)
    ):
        return None
    if found.element == "liver_lesion_count":
        return found if isinstance(found.value, dict) and found.value.get("max") == 0 else None
    if found.element == SITES and isinstance(found.value, Mapping):
        kept = {site: status for site, status in found.value.items() if status != "present"}
        evidence = tuple(mention for mention in found.evidence if mention.value in kept)
        return replace(found, value=kept, evidence=evidence) if kept else None
    return found
