"""Accuracy per data element: the sample notes, or files of gold lines, in; a table of precision, recall and F1 out.

usage: python -m benchmarks.accuracy [GOLD.jsonl ...]
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from abstraction.scoring import render
from benchmarks.sample_cases import gold_rows, load_sample_cases
from review.evaluation import evaluate
from review.rejection import UserError


def report(title: str, gold: Path) -> None:
    """Print the table of one gold file; notes that cannot be read count as predicted empty and are named."""
    summary, rejections = evaluate(gold)
    print(f"\n{title}\n{render(summary)}")
    for rejection in rejections:
        print(f"not read: {rejection}")


def main() -> None:
    """The sample notes, then every file named."""
    with TemporaryDirectory() as folder:
        samples = Path(folder) / "sample_notes.jsonl"
        lines = [json.dumps(row, ensure_ascii=False) for row in gold_rows(load_sample_cases())]
        samples.write_text("\n".join(lines) + "\n", encoding="utf-8")
        report("sample_notes", samples)
    for name in sys.argv[1:]:
        try:
            report(name, Path(name))
        except UserError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
