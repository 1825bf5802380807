"""Speed of the extraction beside medspaCy's default pipeline and EDS-NLP: CPU time, paired rounds, ratios per round.

usage: python -m benchmarks.speed [--notes 100] [--rounds 5] [--edsnlp PYTHON]

medspaCy runs its tokenizer, PyRuSH, target matcher, ConText and sectionizer with the phrases of our lexicon as target rules.
EDS-NLP runs sentences, matcher, four qualifiers and sections with the same phrases, and with medspaCy's cues and titles. It
pins other versions than ours: install it in an environment of its own and name its interpreter.
"""

import argparse
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from abstraction.records import Note, NoteType
from benchmarks.synthetic_notes import corpus
from extraction import abstract_note
from extraction.compiled import phrases
from extraction.matching import Matcher, indexed, level, longest
from extraction.native import is_compiled

ROOT = Path(__file__).resolve().parent.parent
EDSNLP = Path(__file__).with_name("edsnlp_pipeline.py")


def notes(count: int, seed: int) -> list[Note]:
    """Invented notes of 300-700 words."""
    return [Note(**row | {"note_type": NoteType(row["note_type"])}) for row in corpus(count, seed)]


def ours(rows: list[Note]) -> None:
    """Text to note abstraction, every field."""
    for row in rows:
        abstract_note(row)


def medspacy_default() -> Callable[[list[Note]], None]:
    """medspaCy as it is loaded, with our target rules."""
    import medspacy
    from loguru import logger

    from extraction.pipeline import target_rules

    logger.disable("PyRuSH")
    pipes = [
        "medspacy_tokenizer",
        "medspacy_pyrush",
        "medspacy_target_matcher",
        "medspacy_context",
        "medspacy_sectionizer",
    ]
    nlp = medspacy.load(medspacy_enable=pipes)
    nlp.get_pipe("medspacy_target_matcher").add(target_rules())

    def run(rows: list[Note]) -> None:
        for row in rows:
            nlp(row.text)

    return run


def cpu(run: Callable[[list[Note]], None], rows: list[Note]) -> float:
    """CPU seconds of this process."""
    start = time.process_time()
    run(rows)
    return time.process_time() - start


def side_by_side(rows: list[Note], rounds: int, edsnlp: str | None) -> None:
    """Paired rounds; the ratio of each round, then the median."""
    peer = medspacy_default()
    peer(rows[:5])
    ours(rows[:20])
    asked = edsnlp_asked(rows) if edsnlp else ""
    mine, theirs, eds = [], [], []
    for _ in range(rounds):
        mine.append(cpu(ours, rows))
        theirs.append(cpu(peer, rows))
        if edsnlp:
            eds.append(edsnlp_seconds(edsnlp, asked))
    per_note = 1000 / len(rows)
    show("crlm-review, text to all fields", mine, per_note)
    show("medspaCy default", theirs, per_note)
    print(f"  medspaCy / ours, per round: {ratios(theirs, mine)}")
    if eds:
        show("EDS-NLP", eds, per_note)
        print(f"  EDS-NLP / ours, per round: {ratios(eds, mine)}")
    else:
        print("EDS-NLP: not measured, it is not installed (--edsnlp PYTHON names an interpreter that has it)")


def edsnlp_asked(rows: list[Note]) -> str:
    """What `edsnlp_pipeline.py` is given: the texts, and the rules of `medspacy_default`."""
    import medspacy

    from extraction.pipeline import target_rules

    peer = medspacy.load(medspacy_enable=["medspacy_tokenizer", "medspacy_context", "medspacy_sectionizer"])
    terms: defaultdict[str, list[str]] = defaultdict(list)
    for rule in target_rules():
        terms[rule.category].append(rule.literal)
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for rule in peer.get_pipe("medspacy_sectionizer").rules:
        sections[rule.category].append(rule.literal)
    cues = [(rule.literal, rule.category, rule.direction) for rule in peer.get_pipe("medspacy_context").rules]
    return json.dumps({"texts": [row.text for row in rows], "terms": terms, "cues": cues, "sections": sections})


def edsnlp_seconds(python: str, asked: str) -> float:
    """CPU seconds of EDS-NLP over the notes, measured inside its own process after a warm-up."""
    done = subprocess.run([python, str(EDSNLP)], input=asked, capture_output=True, text=True, check=True)
    return float(done.stdout)


def show(name: str, seconds: list[float], per_note: float) -> None:
    """One line: median, least and most milliseconds a note."""
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    print(f"{name:34} {middle * per_note:8.3f} ms/note   ({low * per_note:.3f} - {high * per_note:.3f})")


def ratios(above: list[float], below: list[float]) -> str:
    """The ratios of the rounds and their median."""
    each = [a / b for a, b in zip(above, below, strict=True)]
    return " ".join(f"{ratio:.1f}" for ratio in each) + f"   median {statistics.median(each):.1f}"


def length_scaling(rows: list[Note], rounds: int) -> None:
    """Cost of a character in one note of 50 times the length."""
    few = rows[:50]
    joined = [Note("long", "c", NoteType.RADIOLOGY, "2024-05-01", "\n\n".join(row.text for row in few))]
    each = [cpu(ours, joined) / cpu(ours, few) for _ in range(rounds)]
    print(f"cost per character at 50 times the length / 1: median {statistics.median(each):.2f}")


def lexicon_scaling(rows: list[Note], rounds: int) -> None:
    """The matching pass with 100 and with 5,000 phrases."""
    all_phrases = list(phrases())
    rare = [("rare", "rare", f"zq{number:05d} syndrome") for number in range(5000 - 100)]
    small, large = Matcher(indexed(all_phrases[:100])), Matcher(indexed(all_phrases[:100] + rare))
    texts = [level(row.text) for row in rows]

    def run(matcher: Matcher) -> float:
        start = time.process_time()
        for text in texts:
            longest(matcher.matches(text))
        return time.process_time() - start

    each = [run(large) / run(small) for _ in range(rounds)]
    print(f"matching with 5,000 phrases / 100: median {statistics.median(each):.2f}")


def process_scaling(rows: list[Note]) -> None:
    """Wall time of two processes against one over the same notes, start-up left out."""
    many = rows * max(1, 1000 // len(rows))
    seconds = []
    for workers in (1, 2):
        parts = [many[number::workers] for number in range(workers)]
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(warm, range(workers * 2)))
            start = time.perf_counter()
            list(pool.map(ours, parts))
            seconds.append(time.perf_counter() - start)
    print(f"two processes / one: {seconds[0] / seconds[1]:.2f} times the rate")


def warm(_: int) -> None:
    """Load the lexicon in a worker."""
    ours(notes(2, 3))


def whole_process(rows: list[Note], rounds: int) -> None:
    """Wall time from start to end of a process that reads 100 notes, as installed: with byte code and compiled vocabulary."""
    given = json.dumps([row.text for row in rows[:100]])
    mine = "from abstraction.records import Note, NoteType; from extraction import abstract_note; import json, sys\n"
    mine += "for text in json.load(sys.stdin): abstract_note(Note('n', 'c', NoteType.RADIOLOGY, '2024-05-01', text))"
    theirs = "import sys, json; from benchmarks.speed import medspacy_default, Note, NoteType\n"
    theirs += (
        "medspacy_default()([Note('n', 'c', NoteType.RADIOLOGY, '2024-05-01', text) for text in json.load(sys.stdin)])"
    )
    seconds: dict[str, list[float]] = {"ours": [], "medspaCy": []}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(1 + rounds):  # the first only warms up
        for name, code in (("ours", mine), ("medspaCy", theirs)):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", code],
                input=given,
                text=True,
                cwd=ROOT,
                env=environment,
                check=True,
                capture_output=True,
            )
            seconds[name].append(time.perf_counter() - start)
    seconds = {name: each[1:] for name, each in seconds.items()}
    print(f"whole process, 100 notes, medspaCy / ours: {ratios(seconds['medspaCy'], seconds['ours'])}")


def main() -> None:
    """Run every measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    here = sys.executable if importlib.util.find_spec("edsnlp") else None
    parser.add_argument(
        "--edsnlp", default=here, help="interpreter of an environment with edsnlp; this one if it has it"
    )
    asked = parser.parse_args()
    rows = notes(asked.notes, 11)
    words = statistics.median(len(row.text.split()) for row in rows)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {len(rows)} notes, median {words:.0f} words"
    )
    print("the reading is compiled" if is_compiled() else "the reading is interpreted: `make env` compiles it")
    side_by_side(rows, asked.rounds, asked.edsnlp)
    length_scaling(rows, asked.rounds)
    lexicon_scaling(rows, asked.rounds)
    process_scaling(rows)
    whole_process(rows, min(3, asked.rounds))


if __name__ == "__main__":
    main()
