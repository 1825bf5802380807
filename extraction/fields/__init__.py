"""One reader a group of data elements: what was read from the note -> element values with evidence."""

from collections.abc import Callable, Iterable, Mapping

from abstraction.records import ElementValue
from extraction.reading import Reading

# A reader sees the note and the values of the readers before it.
FieldReader = Callable[[Reading, Mapping[str, ElementValue]], Iterable[ElementValue]]
