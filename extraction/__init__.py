"""Note -> NoteAbstraction: characters to facts, without spaCy; `extraction.pipeline` is the medspaCy door."""

from extraction.abstraction import abstract_note
from extraction.versions import LEXICON_VERSION, SOFTWARE_VERSION

__all__ = ["LEXICON_VERSION", "SOFTWARE_VERSION", "abstract_note"]
