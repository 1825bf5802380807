"""The reading of notes on Spark: the workers' own function, by `mapInArrow`; evidence as Parquet for `crlm load`.

usage: python -m review.spark_reading NOTES OUT [--master local[2,4]] [--note-limit 30], or the same by spark-submit without --master
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from review.evidence_batch import EVIDENCE, NOTE, NOTES
from review.intake import BATCH
from review.note_pool import READER, Limits, NotePool
from review.rejection import UserError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

INSTALL = "install it with `pip install -e '.[spark]'`"
SETTINGS = {
    # Rows that Spark hands over at once; they are read in batches as on one machine.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
    "spark.hadoop.fs.permissions.umask-mode": "077",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
}


def read_partition(
    limits: Limits, reader: str = READER
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What Spark runs on the notes of a partition: one worker with limits, so that a poisoned note costs no executor."""

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        pool: NotePool[None] = NotePool(1, limits, reader=reader)
        for _, evidence in pool.read((None, notes) for batch in batches for notes in pieces(batch)):
            yield evidence

    return read


def pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The rows in batches of `NOTES`."""
    table = pa.Table.from_batches([batch.select(NOTE)]).cast(NOTES)
    yield from table.to_batches(max_chunksize=BATCH)


def evidence_frame(notes: "DataFrame", limits: Limits | None = None, reader: str = READER) -> "DataFrame":
    """Evidence of a data frame with note_id, case_id, note_type, note_date and text: a row a note, in the order within partitions."""
    from pyspark.sql.pandas.types import from_arrow_schema

    plain = notes.select(*(notes[name].cast("string").alias(name) for name in NOTE))
    return plain.mapInArrow(read_partition(limits or Limits(), reader), from_arrow_schema(EVIDENCE))


def session(master: str | None) -> "SparkSession":
    """A Spark session; UserError where Spark or the Java it runs on is missing."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UserError(f"Spark is not installed: {INSTALL}") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise UserError(
            "Spark runs on Java, and there is none: install Debian's default-jre-headless, or set JAVA_HOME"
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("crlm-review")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    if master:
        builder = (
            builder.master(master)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
        )
    return builder.getOrCreate()


def read_notes_file(spark: "SparkSession", notes: str) -> "DataFrame":
    """Notes of JSON lines or Parquet, wherever Spark can read them."""
    if Path(notes).suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return spark.read.schema(", ".join(f"{name} string" for name in NOTE)).json(notes)
    return spark.read.parquet(notes)


def main() -> None:
    """Read the notes and write their evidence to a new folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("notes", help="a .jsonl file or Parquet, with note_id, case_id, note_type, note_date, text")
    parser.add_argument("out", help="a new folder for the evidence")
    parser.add_argument("--master", help="local[2,4] for two workers on this machine, each task tried four times")
    parser.add_argument("--note-limit", type=float, default=Limits().seconds, help="processor seconds for one note")
    parser.add_argument("--reader", default=READER, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    os.umask(0o077)
    try:
        spark = session(asked.master)
    except UserError as error:
        sys.exit(f"crlm: {error}")
    spark.sparkContext.setLogLevel("ERROR")
    try:
        frame = evidence_frame(read_notes_file(spark, asked.notes), Limits(asked.note_limit), asked.reader)
        frame.write.parquet(asked.out)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
