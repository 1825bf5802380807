"""Score note abstractions against gold, field by field: an independent scorer that shares no code with the program.

usage: python tests/evaluation/score.py GOLD.jsonl PREDICTIONS.jsonl [--errors] [--json]

Every field becomes a set of items: a scalar is one item, a list one an element, `ehd` one a site.
Printed: precision, recall and F1 a field; micro-F1; the share of notes with no error at all; and
the share of predicted items whose evidence span lies inside the note. Needs only the standard library.
"""

import argparse
import collections
import json
import sys
from pathlib import Path

SCALAR_NUMBERS = {
    "liver_max_size_mm",
    "liver_prior_max_size_mm",
    "flr_percent",
    "icg_r15_percent",
    "chemo_cycles",
    "disease_free_interval_months",
    "cea_ng_ml",
    "ecog",
    "margin_mm",
}
LISTS = {"liver_segments", "vascular_contact", "liver_background", "chemo_regimens", "procedures", "imaging"}
SCALARS = {
    "liver_lobes",
    "stated_resectability",
    "response",
    "primary_site",
    "primary_t",
    "primary_n",
    "differentiation",
    "timing",
    "ras_status",
    "braf_status",
    "msi_status",
    "margin_status",
}
FIELDS = SCALAR_NUMBERS | LISTS | SCALARS | {"liver_lesion_count", "ehd"}


def items(fields):
    """The set of (field, item) pairs of one abstraction."""
    found = set()
    for field, value in fields.items():
        if field not in FIELDS:
            continue  # an element beyond contract v1
        if value is None:
            continue
        if field == "liver_lesion_count":
            found.add((field, (value["min"], value.get("max"), bool(value.get("innumerable")))))
        elif field == "ehd":
            found.update((field, (site, status)) for site, status in value.items())
        elif field in LISTS:
            found.update((field, element) for element in value)
        elif field in SCALAR_NUMBERS:
            found.add((field, round(float(value), 1)))
        else:
            found.add((field, value))
    return found


def read(path):
    rows = {}
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                row = json.loads(line)
                if row["note_id"] in rows:
                    raise SystemExit(f"{path}:{number}: note_id {row['note_id']} twice")
                rows[row["note_id"]] = row
    return rows


def grounded(row, gold_text, field, item):
    """Whether some evidence span of the item lies inside the note and is not empty."""
    spans = (row.get("evidence") or {}).get(field) or []
    if field == "ehd":
        spans = [s for s in spans if s.get("value", item[0]) == item[0]]
    elif field in LISTS:
        spans = [s for s in spans if s.get("value", item) == item]
    return any(0 <= s["start"] < s["end"] <= len(gold_text) and gold_text[s["start"] : s["end"]].strip() for s in spans)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("predictions")
    parser.add_argument("--errors", action="store_true", help="print every wrong item")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    args = parser.parse_args()
    gold, predicted = read(args.gold), read(args.predictions)
    stray = sorted(set(predicted) - set(gold))
    if stray:
        raise SystemExit(f"predictions for unknown notes: {stray[:5]}")

    tally = collections.defaultdict(lambda: [0, 0, 0])
    exact = with_evidence = n_predicted = 0
    for note_id, row in gold.items():
        want = items(row["fields"])
        guess = predicted.get(note_id, {"fields": {}})
        got = items(guess["fields"])
        for field, _ in want & got:
            tally[field][0] += 1
        for field, item in got - want:
            tally[field][1] += 1
            if args.errors:
                print(f"{note_id}  extra    {field} = {item}", file=sys.stderr)
        for field, item in want - got:
            tally[field][2] += 1
            if args.errors:
                print(f"{note_id}  missing  {field} = {item}", file=sys.stderr)
        exact += want == got
        for field, item in got:
            n_predicted += 1
            with_evidence += grounded(guess, row["text"], field, item)

    def prf(tp, fp, fn):
        p, r = tp / (tp + fp) if tp + fp else 0.0, tp / (tp + fn) if tp + fn else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    total = [sum(counts[i] for counts in tally.values()) for i in range(3)]
    summary = {
        "notes": len(gold),
        "micro_precision": prf(*total)[0],
        "micro_recall": prf(*total)[1],
        "micro_f1": prf(*total)[2],
        "exact_notes": exact / len(gold) if gold else 0.0,
        "grounded": with_evidence / n_predicted if n_predicted else 0.0,
        "fields": {
            f: dict(zip(("tp", "fp", "fn", "precision", "recall", "f1"), (*c, *prf(*c)), strict=True))
            for f, c in sorted(tally.items())
        },
    }
    if args.json:
        print(json.dumps(summary))
        return
    print(f"{'field':30} {'tp':>4} {'fp':>4} {'fn':>4}  {'P':>5} {'R':>5} {'F1':>5}")
    for field, counts in sorted(tally.items()):
        print(f"{field:30} {counts[0]:4} {counts[1]:4} {counts[2]:4}  " + " ".join(f"{x:5.3f}" for x in prf(*counts)))
    print(f"{'micro':30} {total[0]:4} {total[1]:4} {total[2]:4}  " + " ".join(f"{x:5.3f}" for x in prf(*total)))
    print(
        f"notes without any error: {exact} of {len(gold)} ({summary['exact_notes']:.1%}); "
        f"predicted items with evidence in the note: {summary['grounded']:.1%}"
    )


if __name__ == "__main__":
    main()
