"""The language all layers speak: notes, mentions, values, abstractions of notes and cases."""
