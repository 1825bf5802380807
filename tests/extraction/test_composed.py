"""Reports put together of canonical findings in any order and layout are read as the sum of their findings."""

import random
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from abstraction.records import Note, NoteType
from extraction import abstract_note
from tests.health.tree import ROOT

PARTS: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "extraction" / "composed.yaml").read_text(encoding="utf-8"))
SEGMENTS = ("1", "2", "3", "4a", "4b", "5", "6", "7", "8")
NUMBERS = ("", "A", "Two", "Three", "Four", "Five")
FORMS = ("segment {}, {} mm{}", "segment {}: {} mm{}", "segment {} ({} mm{})")
HEADINGS = ("CT abdomen\n\nFindings:\n", "FINDINGS\n", "CT CHEST ABDOMEN PELVIS\nFindings: ")
REPORTS, SEEDS = 60, 8


@dataclass(frozen=True)
class Composed:
    """A report and the fields that it must have, however its parts lie."""

    text: str
    fields: dict[str, Any]


def liver_lines(rng: random.Random, segments: list[str], sizes: list[int], *, compared: bool) -> list[str]:
    """The metastases as one sentence, as a numbered list or as a sentence each; each 7 mm larger before."""
    form = rng.choice(FORMS)
    items = [
        form.format(segment, size, f", previously {size + 7} mm" if compared else "")
        for segment, size in zip(segments, sizes, strict=True)
    ]
    title = f"{NUMBERS[len(items)]} liver {'metastasis' if len(items) == 1 else 'metastases'}:"
    layout = rng.choice(("sentence", "list", "sentences"))
    if layout == "sentence":
        return [f"{title} {'; '.join(items)}."]
    if layout == "list":
        return ["\n".join([title, *(f" {number}. {item.capitalize()}" for number, item in enumerate(items, 1))])]
    return [f"Metastasis in {item}." for item in items]


def compose(rng: random.Random) -> Composed:
    """One report with one to five metastases of different sizes."""
    segments = rng.sample(SEGMENTS, rng.randint(1, 5))
    sizes, compared = rng.sample(range(7, 70), len(segments)), rng.random() < 0.4
    free = [segment for segment in SEGMENTS if segment not in segments]
    benign = [says.format(rng.choice(free)) for says in rng.sample(PARTS["benign"], rng.randint(0, 2))]
    told: dict[str, str] = {}
    others = rng.sample(PARTS["neutral"], rng.randint(2, 6))
    for site in rng.sample(PARTS["sites"], 5):
        if not told.keys() & site["tells"].keys():
            told |= site["tells"]
            others.append(site["says"])
    rng.shuffle(others)
    liver = liver_lines(rng, segments, sizes, compared=compared)
    liver = liver + benign if rng.random() < 0.5 else benign + liver
    gap = "\n" if any("\n" in line for line in liver) else rng.choice((" ", "\n", "\n\n"))
    place = rng.randint(0, len(others))
    body = [*others[:place], ("Liver: " if gap == " " else "Liver:\n") + gap.join(liver), *others[place:]]
    fields = {
        "liver_lesion_count": len(segments),
        "liver_segments": sorted(segments),
        "liver_max_size_mm": max(sizes),
        "liver_prior_max_size_mm": max(sizes) + 7 if compared else None,
        "ehd": told,
    }
    return Composed(rng.choice(HEADINGS) + gap.join(body), fields)


def read(text: str) -> dict[str, Any]:
    """The same fields as the engine reads them."""
    found = abstract_note(Note("n", "c", NoteType.RADIOLOGY, "2023-08-08", text)).fields
    count: Any = found.get("liver_lesion_count")
    segments: Any = found.get("liver_segments")
    return {
        "liver_lesion_count": count and count["min"],
        "liver_segments": sorted(segments or []),
        "liver_max_size_mm": found.get("liver_max_size_mm"),
        "liver_prior_max_size_mm": found.get("liver_prior_max_size_mm"),
        "ehd": found.get("ehd"),
    }


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_report_is_read_as_the_sum_of_its_findings(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(REPORTS):
        report = compose(rng)
        assert read(report.text) == report.fields, report.text
