"""Note -> NoteAbstraction: characters to facts, without spaCy; `extraction.pipeline` is the medspaCy door."""

from extraction.abstraction import abstract_note

__all__ = ["abstract_note"]
