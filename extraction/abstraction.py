"""Note -> NoteAbstraction: reads the note once and asks every field reader."""

import gc

from abstraction.records import ElementValue, Note, NoteAbstraction
from extraction.fields import (
    FieldReader,
    background,
    cea,
    chemotherapy,
    differentiation,
    ehd,
    imaging,
    interval,
    liver,
    margins,
    mismatch_repair,
    molecular,
    performance,
    primary_site,
    procedures,
    remnant,
    resectability,
    response,
    timing,
    tnm,
    vessels,
)
from extraction.lesions.records import lesion_records
from extraction.note_subject import Subject, read_subject, within
from extraction.placing import placed
from extraction.reading import Reading
from extraction.supplementary import (
    after_hepatectomy,
    biopsies,
    board,
    course,
    days,
    lines,
    numbers,
    operations,
    primary,
    recurrences,
    sizes,
    statements,
    tissue,
    volumes,
)

# In this order: later readers see the values of earlier ones.
READERS: tuple[FieldReader, ...] = (
    tnm.read,
    primary_site.read,
    differentiation.read,
    molecular.read,
    mismatch_repair.read,
    cea.read,
    performance.read,
    margins.read,
    ehd.read,
    liver.read,
    vessels.read,
    background.read,
    resectability.read,
    remnant.read,
    imaging.read,
    procedures.read,
    chemotherapy.read,
    response.read,
    interval.read,
    timing.read,
    statements.read,
    tissue.read,
    numbers.read,
    volumes.read,
    operations.read,
    days.read,
    sizes.read,
    primary.read,
    course.read,
    biopsies.read,
    lines.read,
    after_hepatectomy.read,
    recurrences.read,
    board.read,
)


def abstract_note(note: Note) -> NoteAbstraction:
    """What the note states, each value with its evidence, and the liver lesions it describes.

    The collector of cycles waits meanwhile: a reading leaves it none, and it would look through all of it some ten times.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        reading = Reading(note)
        told = placed(told_in(reading), reading.edited)
        reading.forget()
    finally:
        if collecting:
            gc.enable()
    return told


def told_in(reading: Reading) -> NoteAbstraction:
    """What the reading states."""
    values: dict[str, ElementValue] = {}
    for read in READERS:
        for found in read(reading, values):
            values[found.element] = found
    subject = read_subject(reading)
    if subject is Subject.COLORECTAL:
        return NoteAbstraction(reading.note, reading.sections, values, lesion_records(reading))
    told = {element: kept for element, found in values.items() if (kept := within(subject, found, values))}
    return NoteAbstraction(reading.note, reading.sections, told)
