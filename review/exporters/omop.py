"""NOTE and NOTE_NLP of the OMOP common data model 5.4 as Parquet: the notes, and every mention that the machine read in them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from abstraction.records import Assertion, Mention, NoteAbstraction
from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml
from registry.store import Registry
from review.workflow import VERSIONS, batches

WHOLE, TEXT, DAY, MOMENT = pa.int64(), pa.string(), pa.date32(), pa.timestamp("us")
NOTE = pa.schema([
    pa.field("note_id", WHOLE, nullable=False), pa.field("person_id", WHOLE, nullable=False),
    pa.field("note_date", DAY, nullable=False), ("note_datetime", MOMENT),
    pa.field("note_type_concept_id", WHOLE, nullable=False), pa.field("note_class_concept_id", WHOLE, nullable=False),
    ("note_title", TEXT), pa.field("note_text", TEXT, nullable=False),
    pa.field("encoding_concept_id", WHOLE, nullable=False), pa.field("language_concept_id", WHOLE, nullable=False),
    ("provider_id", WHOLE), ("visit_occurrence_id", WHOLE), ("visit_detail_id", WHOLE), ("note_source_value", TEXT),
    ("note_event_id", WHOLE), ("note_event_field_concept_id", WHOLE),
])  # fmt: skip
NOTE_NLP = pa.schema([
    pa.field("note_nlp_id", WHOLE, nullable=False), pa.field("note_id", WHOLE, nullable=False),
    ("section_concept_id", WHOLE), ("snippet", TEXT), ("offset", TEXT), pa.field("lexical_variant", TEXT, nullable=False),
    ("note_nlp_concept_id", WHOLE), ("note_nlp_source_concept_id", WHOLE), ("nlp_system", TEXT),
    pa.field("nlp_date", DAY, nullable=False), ("nlp_datetime", MOMENT), ("term_exists", TEXT), ("term_temporal", TEXT),
    ("term_modifiers", TEXT),
])  # fmt: skip
# What a number of the files stands for here.
SOURCE_ID = pa.schema([("table_name", TEXT), ("id", WHOLE), ("source_value", TEXT)])
TABLES = {"NOTE": NOTE, "NOTE_NLP": NOTE_NLP, "SOURCE_ID": SOURCE_ID}
# Longest values of the model: snippet, exact words and system; a note's source value; modifiers.
LONG, SHORT, MODIFIERS = 250, 50, 2000
# The mention counts as being there, and what is said of it in the words of the model.
EXISTS = {Assertion.PRESENT: "Y", Assertion.POSSIBLE: "Y", Assertion.HISTORICAL: "Y"}
SAID = {
    Assertion.ABSENT: "Negation=true",
    Assertion.POSSIBLE: "Uncertain=true",
    Assertion.HYPOTHETICAL: "Conditional=true",
    Assertion.OTHER_EXPERIENCER: "Subject=other",
}
LARGEST = 2**31 - 1


class Concept(LexiconModel):
    """A concept, and where its number was found."""

    concept_id: int
    name: str
    source: str


class Concepts(LexiconModel):
    """`omop.yaml`."""

    note_type: Concept
    encoding: Concept
    language: Concept
    metastases: dict[str, Concept]


@cache
def load_concepts() -> Concepts:
    """The concepts that the tables name."""
    return read_yaml(files("review") / "exporters" / "omop.yaml", Concepts)


class Numbers:
    """Whole numbers for ids: the ids themselves where all of them are whole numbers, else 1, 2, 3 ... as they come."""

    def __init__(self, whole: bool) -> None:
        self._whole = whole
        self._given: dict[str, int] = {}

    def of(self, source: str) -> int:
        """The number of an id."""
        return int(source) if self._whole else self._given.setdefault(source, len(self._given) + 1)


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """NOTE, NOTE_NLP and SOURCE_ID as Parquet in a folder, a batch of cases at a time; returns the rows of the first two."""
    path.mkdir()
    persons, notes = Numbers(all(map(is_whole, case_ids))), Numbers(all(map(is_whole, note_ids(registry, case_ids))))
    rows = mentions = 0
    with ExitStack() as stack:
        sinks = {
            name: stack.enter_context(pq.ParquetWriter(path / f"{name}.parquet", schema))
            for name, schema in TABLES.items()
        }
        for batch in batches(iter(case_ids)):
            stored_at = registry.notes_stored_at(batch)
            found = [item for items in registry.case_abstractions(batch).values() for item in items]
            tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
            for item in found:
                number, person = notes.of(item.note.note_id), persons.of(item.note.case_id)
                tables["NOTE"].append(note_row(item, number, person))
                tables["SOURCE_ID"].append(source_row("NOTE", number, item.note.note_id))
                for one in mentions_of(item):
                    mentions += 1
                    row = mention_row(item, one, number, stored_at[item.note.note_id])
                    tables["NOTE_NLP"].append({"note_nlp_id": mentions, **row})
            tables["SOURCE_ID"] += [
                source_row("PERSON", persons.of(case_id), case_id) for case_id in dict.fromkeys(batch)
            ]
            for name, sink in sinks.items():
                sink.write_table(pa.Table.from_pylist(tables[name], schema=TABLES[name]))
            rows += len(tables["NOTE"]) + len(tables["NOTE_NLP"])
    return rows


def note_ids(registry: Registry, case_ids: Sequence[str]) -> Iterator[str]:
    """The id of every note of these cases."""
    for batch in batches(iter(case_ids)):
        for found in registry.note_hashes(batch).values():
            yield from found


def is_whole(source: str) -> bool:
    """Whether an id is a whole number as OMOP writes one."""
    return source.isascii() and source.isdigit() and str(int(source)) == source and int(source) <= LARGEST


def source_row(table: str, number: int, source: str) -> dict[str, Any]:
    """What a number stands for."""
    return {"table_name": table, "id": number, "source_value": source}


def note_row(item: NoteAbstraction, number: int, person: int) -> dict[str, Any]:
    """A row of NOTE; columns that are not named here are null."""
    concepts, day = load_concepts(), date.fromisoformat(item.note.note_date)
    return {
        "note_id": number,
        "person_id": person,
        "note_date": day,
        "note_datetime": datetime(day.year, day.month, day.day),
        "note_type_concept_id": concepts.note_type.concept_id,
        "note_class_concept_id": 0,
        "note_title": item.note.note_type.value,
        "note_text": item.note.text,
        "encoding_concept_id": concepts.encoding.concept_id,
        "language_concept_id": concepts.language.concept_id,
        "note_source_value": item.note.note_id[:SHORT],
    }


def mentions_of(item: NoteAbstraction) -> list[Mention]:
    """Every mention of a note once, in reading order: what its values rest on, and what else is marked in it."""
    found = [one for value in item.values.values() for one in value.evidence]
    return sorted({*found, *item.context}, key=lambda one: (one.start, one.end, one.element, str(one.value)))


def mention_row(item: NoteAbstraction, one: Mention, number: int, read_at: datetime) -> dict[str, Any]:
    """A row of NOTE_NLP without its number."""
    text = item.note.text
    concept = concept_of(one)
    return {
        "note_id": number,
        "section_concept_id": 0,
        "snippet": snippet(text, one.start, one.end),
        "offset": str(one.start),
        "lexical_variant": text[one.start : one.end][:LONG],
        "note_nlp_concept_id": concept,
        "note_nlp_source_concept_id": 0,
        "nlp_system": f"crlm-review {VERSIONS.software} lexicon {VERSIONS.lexicon}"[:LONG],
        "nlp_date": read_at.date(),
        "nlp_datetime": read_at,
        "term_exists": EXISTS.get(one.assertion, "N"),
        "term_temporal": "past" if one.assertion is Assertion.HISTORICAL else None,
        "term_modifiers": modifiers(one)[:MODIFIERS],
    }


def concept_of(one: Mention) -> int:
    """The concept of a metastasis that is spoken of, 0 for anything else."""
    place = "liver" if one.element == "liver_lesion_count" else str(one.value) if one.element == "ehd" else ""
    concept = load_concepts().metastases.get(place)
    return concept.concept_id if concept else 0


def modifiers(one: Mention) -> str:
    """What is said of a mention, as name=value with commas: our element, where it ends, its value, its section."""
    told: Mapping[str, object] = {
        "Element": one.element,
        "Assertion": one.assertion.value,
        "End": one.end,
        "Section": one.section,
        "Value": one.value,
    }
    kept = [f"{name}={value}" for name, value in told.items() if value not in (None, "")]
    return ", ".join(filter(None, [SAID.get(one.assertion, ""), *kept]))


def snippet(text: str, start: int, end: int) -> str:
    """The words with what stands around them, 250 characters at most."""
    room = max(0, LONG - (end - start)) // 2
    return text[max(0, start - room) : end + room][:LONG]
