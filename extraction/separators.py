"""What hurried writers put between statements, read as stops and semicolons: dashes, slashes, dots in a row, nothing at all."""

import re

from extraction.edits import Edit, EditedText
from extraction.patterns import pattern_of
from extraction.slips import OPENERS, QUESTION, UNSTOPPED, WRONG_SIDE

# "4 liver mets - largest 3 cm - no nodes", "lungs clear / nodes neg / ...", "lungs clear... no nodes...".
# "Lung - no, nodes - none": an answer is no statement of its own.
ANSWER = r"(?!(?:no|none|nil|yes|neg|negative|clear|normal|free|ok|nad)\b(?:[,.;]|\s*$))"
BETWEEN = {
    " - ": pattern_of(rf" - (?<=[\w)%] - )(?=[A-Za-z]){ANSWER}"),
    " \u2013 ": pattern_of(rf" \u2013 (?<=[\w)%] \u2013 )(?=[A-Za-z]){ANSWER}"),
    " / ": pattern_of(rf" / (?<=[a-z)] / )(?=[a-z]){ANSWER}"),
    "... ": pattern_of(r"\.\.\. (?<=[\w)]\.\.\. )(?=[A-Za-z])"),
}
# So many in a line that ends no statement otherwise; one or two words alone between them name no statement.
FEWEST = 2
ENDED = pattern_of(r"[.;?](?:\s|$)")
WORDS = 2
# "No lung nodules The liver shows": a stop left out.
NEXT_SENTENCE = tuple(pattern_of(rf"{start}(?<=[a-z0-9)]{start})(?=[a-z])") for start in OPENERS)
# "Lung mets? no", "Liver mets? yes, three"
ANSWERED = pattern_of(r"\?(?=\s{0,2}(?i:no|none|nil|yes|not seen|negative|absent)\b)")
# "Liver :2 mets ,seg 6 .No nodes": the blank on the wrong side.
MISPLACED = tuple(
    pattern_of(rf"{re.escape(mark)}(?={behind})")
    # No digit behind a comma or a stop: ".5 cm" is half a centimetre.
    for mark, behind in ((" ,", "[A-Za-z]{2}"), (" .", "[A-Za-z]{2}"), (" ;", r"\w"), (" :", r"\w"))
)


def separate(made: EditedText, slips: frozenset[str]) -> None:
    """Write stops, semicolons and colons for what stands in their place."""
    if WRONG_SIDE in slips:
        for pattern in MISPLACED:
            made.write(pattern, lambda wrong: f"{wrong.group()[1]} ")
    if QUESTION in slips:
        made.write(ANSWERED, lambda _: ":")
    if UNSTOPPED in slips:
        for pattern in NEXT_SENTENCE:
            made.apply(Edit(at.start(), at.start(), ".") for at in pattern.finditer(made.text))
    for mark, pattern in BETWEEN.items():
        if mark in slips and made.text.count(mark) >= FEWEST:
            made.apply(semicolons(made.text, mark, pattern))


def semicolons(text: str, mark: str, pattern: re.Pattern[str]) -> list[Edit]:
    """A semicolon for each mark in the lines whose statements it parts."""
    found: list[Edit] = []
    start = 0
    for line in text.split("\n"):
        if line.count(mark) >= FEWEST and "|" not in line and "   " not in line.strip():
            marks = [at for at in pattern.finditer(line) if at.group() == mark]
            chunks = [chunk.split() for chunk in pattern.split(line)]
            told = sum(len(chunk) >= WORDS and chunk[-1] != chunk[-1].upper() for chunk in chunks)
            if (
                len(marks) >= FEWEST
                and told >= FEWEST
                and not ENDED.search(line[: marks[-1].start()].replace(mark, " "))
            ):
                found += [Edit(start + at.start(), start + at.end(), "; ") for at in marks]
        start += len(line) + 1
    return found
