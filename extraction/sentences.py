"""Note text to sentences and clauses: character intervals, safe for bullets, wrapped lines and abbreviations."""

import itertools
from collections.abc import Sequence

from extraction.dictation import LONG, statement_starts
from extraction.patterns import pattern_of
from extraction.wrapping import BULLET, STOPS, is_row

Interval = tuple[int, int]

# A full stop after these never ends a sentence; after the weak ones only before a capital that starts a word.
ABBREVIATIONS = frozenset(
    "dr drs mr mrs ms prof vs seg segs fig approx resp incl max min e.g i.e eg ie cf rt lt st lig art sg sgs segm sgt sgts "
    "lap ext est adm adj temp circ resp no nos sig inf sup ant post med lat susp dx hx vol ref tel bx cf appr wk tab inj perf".split()
)
WEAK_ABBREVIATIONS = frozenset(
    "neg pos ca pt op diff preop postop mod mets met lab approx adv etc hepatoduod ca. neoadj prev synchr".split()
)
# A word of three letters or more that ends otherwise is none of them.
ENDINGS = frozenset(word[-3:] for word in ABBREVIATIONS | WEAK_ABBREVIATIONS)
# "Lungs neg. LN neg.", "3 METS. ADRENALS OK.": these end before capitals too, and but for "met. 3 cm" before numbers.
RESULTS = frozenset({"neg", "pos", "mets", "met"})
# "CRC liver mets. 6 months post resection" goes on.
TIME = pattern_of(r"\d+(?:[-–]\d+)? (?:day|week|month|year|mo|yr|wk)")
# Two stops for one end too; two or more lead to a value in a form. "No nodes.The liver", "(3 cm).In": the blank was left out.
STOP = pattern_of(
    r"[.!?](?:(?<!\..)[\"')\]*]*(?=\s|$)|(?<=[a-z0-9)]{2}\..)(?<=\.\.)(?= [A-Z][a-z]* )|(?<=[a-z0-9)]{2}\.)(?=(?:[A-Z][a-z]+|A)[ :]))"
)
MARKS = ".!?"
WORD_EDGE = pattern_of(r"[\s(\[,;:/]")
# "Mod diff. KRAS wild type": behind a word cut short, these begin what is told next.
NEXT_SUBJECT = pattern_of(r"(?:[KN]?RAS|BRAF|MS[IS]|HER2|CEA|ECOG|KPS|WHO|LVI|PNI|TRG|ASA|CT|MRI?|PET|US)\b(?![/-])")
AFTER_INITIAL = pattern_of(r"[A-Z][a-z]+ |[0-9]")
DAY = pattern_of(r"(?:[12]?\d|3[01])\.(?:0?[1-9]|1[0-2])")
DOTTED = pattern_of(r"[a-z](\.[a-z])+")
# "liver - 2 mets", "number: 4": a line that opens with what it is about.
LABELLED = pattern_of(
    r"[ \t]*(?:(?:left|right|both|bilateral) )?(?:liver|lungs?|chest|thorax|pleura|brain|spleen|kidneys?|gb|gallbladder|panc\w*|adrenals?|ovar(?:y|ies)|bones?|skeleton"
    r"|nodes?|lymph nodes|ln|bowel|pelvis|perito\w+|oment\w+|heart|abdomen|imp(?:ression)?|conclusion|plan|findings|primary)"
    r"(?:[ /,&]+\w+){0,4} ?[-:] |[ \t]*(?:para ?-?aortic|retroperit\w+|co?eliac|portal|portocaval|hilar|mediastin\w+|supraclav\w+|iliac|inguinal)"
    r"(?:[ /,&]+\w+){0,2} ?[-:] (?![ \d.,x]+(?:mm|cm)?\s*$)|[ \t]*(?:lesion|mass|met|metastasis|tumou?r|deposit|nodule|target) ?#?\d{1,2} ?[-:=(] ?|[ \t]*old (?:rfa|mwa|ablation|resection) "
)
# The value holds no boxes to tick: those are read together with the line before.
KEY_VALUE = pattern_of(r"[ \t]*[A-Za-z][\w /()-]{1,30}: [^\s\[][^\[\n]*[^,;\[\n]$|[ \t]*\[[^\]\n]{2,30}\]$")
GAP = "   "
# A gap before a label of its own; one that only tells when goes on with the entry before: "CEA   Oct 23: 312     Feb 24: 540".
NEXT_ENTRY = pattern_of(
    r"(?<=\S)[ ]{3,}(?=[A-Z](?:[^\n:()]|\([^()\n:]{1,30}\)){1,40}:\s)(?!(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|Now|Today|Baseline|Current|Prior|Previous|Before|After|Pre|Post|Nadir|La(?:te)?st)\w*\b)"
)
ENUMERATOR = pattern_of(r"\s*[(#]?[0-9]{1,2}")


def sentence_spans(text: str, breaks: Sequence[int] = ()) -> list[Interval]:
    """Sentences in order; together they cover the text. `breaks` are offsets where one surely starts (headings)."""
    ordered = sorted({0, *breaks, *line_starts(text), *entry_starts(text), *stops(text)} - {len(text)})
    runs = list(itertools.pairwise([*ordered, len(text)]))
    long = [(start, end) for start, end in runs if end - start > LONG and text.count(" ", start, end) >= LONG]
    if cuts := [cut for run in long for cut in statement_starts(text, *run)]:
        runs = list(itertools.pairwise([*sorted({*ordered, *cuts}), len(text)]))
    return [(start, end) for start, end in runs if not text[start:end].isspace()]


def stops(text: str) -> list[int]:
    """Where sentences end behind their stops, in no order."""
    found: list[int] = []
    for mark in MARKS:
        at = text.find(mark)
        while at >= 0:
            if (end := stop_end(text, at)) and ends_sentence(text, at):
                found.append(end)
            at = text.find(mark, at + 1)
    return found


def stop_end(text: str, at: int) -> int:
    """Where the stop ends with what closes behind it; 0 for one within a word, a number or a row of dots."""
    behind = text[at + 1 : at + 2]
    if text[at - 1 : at] != ".":
        if behind.isspace():
            return at + 1
        if behind.isdigit() or behind.islower():
            return 0  # "3.5 cm", "e.g."
    match = STOP.match(text, at)
    return match.end() if match else 0


def entry_starts(text: str) -> list[int]:
    """Offsets where the next entry of a form starts within a line: "Lungs: no     Peritoneum: no"."""
    if GAP not in text:
        return []
    return [match.end() for match in NEXT_ENTRY.finditer(text)]


def ends_sentence(text: str, at: int) -> bool:
    """Whether the stop at this offset ends a sentence."""
    mark, ending = text[at], text[at - 3 : at]
    if mark == "." and ending.isalpha() and ending.lower() not in ENDINGS:
        return True  # an ordinary word, as before most stops
    if mark == "?":
        return at > 0 and not text[at - 1].isspace()
    if mark == "!":
        return True
    word = WORD_EDGE.split(text[max(0, at - 12) : at])[-1].lower()
    following = text[at + 1 : at + 40].lstrip()
    if not following:
        return True
    if word in ABBREVIATIONS:
        if word in ("no", "nos"):
            return not following[0].isdigit()
        return False
    if word in WEAK_ABBREVIATIONS:
        if word in RESULTS:
            return following[0].isupper() or (word != "met" and following[0].isdigit() and not TIME.match(following))
        return following[0].isupper() and (not following[:2].isupper() or NEXT_SUBJECT.match(following) is not None)
    if len(word) == 1 and word.isalpha() and text[at - 1].isupper() and not text[at - 2 : at - 1].isdigit():
        listed = text[max(0, at - 2)] == "\n" or text[max(0, at - 3) : at - 1] in ("  ", ": ")  # "A. Liver  B. Node"
        return bool(AFTER_INITIAL.match(following)) and not listed
    if "." in word and DOTTED.fullmatch(word):
        return following[0].isupper() and word not in ("e.g", "i.e")
    if "." in word and DAY.fullmatch(word) and following[0].islower():
        return False  # a day without its year: "on 3.5. it was 88"
    return not (word.isdigit() and ENUMERATOR.fullmatch(text[text.rfind("\n", 0, at) + 1 : at]))


def line_starts(text: str) -> list[int]:
    """Offsets of lines that start a sentence: every line but those that go on with the one before."""
    found: list[int] = []
    before, *lines = text.split("\n")
    at = len(before) + 1
    for line in lines:
        if not line or (line[0].isupper() and ")" not in line) or not continues(before, line):
            found.append(at)
        at += len(line) + 1
        before = line
    return found


def closes_bracket(before: str, line: str) -> bool:
    """Whether the line ends what a bracket began behind the last comma of the line before: "(segment 7, 3 cm; segment 6," over "1 cm)"."""
    opened = before.count("(") > before.count(")") and before.rstrip()[-1] in ",(/-"
    return opened and "(" not in line[: line.index(")")]


def continues(before: str, line: str) -> bool:
    """Whether `line`, which no wrap cut off, goes on with the sentence of the line before it: in small letters or brackets."""
    body = line.strip()
    if not body or not (body[0].islower() or body[0] == "(" or (")" in body and closes_bracket(before, body))):
        return False
    if not before.strip() or BULLET.match(line) or before.rstrip()[-1] in STOPS or is_row(before):
        return False
    return not (LABELLED.match(line) or (KEY_VALUE.match(line) and KEY_VALUE.match(before.rstrip())))
