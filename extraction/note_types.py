"""The types of notes as constants: an enumeration looks a member up anew each time."""

from abstraction.records import NoteType

RADIOLOGY = NoteType.RADIOLOGY
PATHOLOGY = NoteType.PATHOLOGY
OPERATIVE = NoteType.OPERATIVE
ONCOLOGY = NoteType.ONCOLOGY
