"""Cues to assertions: what the words around a target say about it, within its clause."""

import re
from collections.abc import Sequence

from abstraction.records import Assertion
from extraction.matching import Hit
from extraction.patterns import pattern_of

# The strongest effect names the assertion; contract: a plan or a relative is never a finding, and "no" beats "possible".
STRENGTH = ("family", "hypothetical", "negated", "no_new", "normal", "possible", "historical")
MEANING = {
    "family": Assertion.OTHER_EXPERIENCER,
    "hypothetical": Assertion.HYPOTHETICAL,
    "negated": Assertion.ABSENT,
    "no_new": Assertion.ABSENT,
    "normal": Assertion.PRESENT,
    "possible": Assertion.POSSIBLE,
    "historical": Assertion.HISTORICAL,
}
PRESENT = Assertion.PRESENT
ANSWERS, ANSWER_ENDS = frozenset({"no", "none", "nil", "absent"}), frozenset({",", ";"})
LIST_PIECE = 40
# "A lesion in segment 6, 5 mm, too small to characterise": its size parts nothing.
LENGTH = pattern_of(r"\d(?<!\w.)\d{0,2}(?:[.,]\d)?(?: ?[x×] ?\d{1,3}(?:[.,]\d)?){0,2} ?[mc]m\b")
# "Stage 1 was done on 3 April, PVE is scheduled": what was carried out is not what a later verb plans.
CARRIED_OUT = pattern_of(
    r"^[^,;]{0,30}?\b(?:was|were|has been|have been)\s(?:\w+\s)?(?:done|performed|completed|carried out|undertaken)\b[^;]*,"
)
TREATMENT = pattern_of(
    r"\b(?:\w+ectomy|resections?|surgery|operation|ablation|rfa|mwa|emboli[sz]ation|pve|chemotherapy|stage)\b",
    re.IGNORECASE,
)
PLANNED_NEXT = pattern_of(
    r"(?:planned|scheduled|proposed|booked|listed)(?: for)? (?:an? |the )?(?:(?:extended|right|left|staged|two|stage|liver|portal|vein|major|redo|central) ){0,4}"
    r"(?:\w+ectomy|resection|surgery|operation|ablation|embolisation|pve)\b",
    re.IGNORECASE,
)
LESION = pattern_of(r"metasta|\bmets?\b|lesion|mass\b|masses|tumou?r|deposit|nodul|lobe|lobar", re.IGNORECASE)
PLANNING = pattern_of(
    r"(?:planned|scheduled|booked|listed|candidate|await\w*|intended|proposed|referred|considered|considering|to undergo)\b",
    re.IGNORECASE,
)
FOR_LESION = pattern_of(
    r" ?(?:\([^()]{1,30}\) ?)?(?:for|of) (?:(?!if\b|should\b|when\b|once\b)[\w.,/-]+ ){0,6}", re.IGNORECASE
)
REQUEST = pattern_of(r"\bfor (?:\w+ )?(?:follow.?up|evaluation|assessment|re ?staging|review)")
# "PVE was performed and hepatectomy is planned": the first half has its own verb, the cue belongs to the second.
OWN_VERB = pattern_of(
    r"\b(?:is|are|was|were|has|have|had|been|done|performed|completed|showed|shows|reveals|revealed|demonstrates|demonstrated)\b.*\band\s+\w+\s"
)
# "It was searched for twice and is no longer there": a second verb of the same subject.
SAME_SUBJECT = pattern_of(r".*\band\s+(?:is|are|was|were|has|have|could|can)\s", re.DOTALL)

# "5FU/leucovorin (declined oxaliplatin)": the verb has an object of its own.
REFUSES = pattern_of(
    r"(?:declined|refused)\s(?!by\b|for\b|due\b|because\b|as\b|until\b|at\b|in\b|on\b|and\b|so\b|after\b|this\b|it\b)[a-z]"
)
# "The first of two planned operations", "before the planned hepatectomy": the word has a noun of its own.
OF_OPERATION = pattern_of(
    r"(?:planned|scheduled|intended|proposed)\s(?:(?:right|left|liver|hepatic|second|first|elective|two|further|major|completion|extended|curative)\s){0,3}"
    r"(?:operations?|surgery|\w*hepatectomy|resections?|procedures?|stages?|\w*sectionectomy|interventions?|admission|reversal|embolisation)\b",
    re.IGNORECASE,
)
# "No uptake, consistent with", "no contrast: in keeping with", "shows no fat and is typical of".
CONCLUDES = pattern_of(r"(?:[,:] |\band (?:is |are |thus |so |therefore ){1,2})$", re.IGNORECASE)
JUDGED_ALONE = pattern_of(r"(?:metastatic|malignant|suspicious|pathological)(?=\s*(?:[.;)\n]|$))", re.IGNORECASE)
CONCLUSION = len("and therefore therefore ")


class Cue:
    """A modifier in the text with its category and direction; `forward` and `backward` tell on which sides it may reach a target."""

    __slots__ = ("backward", "category", "direction", "end", "forward", "name", "start")

    def __init__(self, hit: Hit, category: str, direction: str) -> None:
        self.start, self.end, self.name = hit.start, hit.end, hit.concept
        self.category, self.direction = category, direction
        self.forward = category != "none" and direction != "backward"
        self.backward = category != "none" and direction != "forward"


def reaching(text: str, clause: tuple[int, int], cues: Sequence[Cue], start: int, end: int) -> list[Cue]:
    """The cues of the sentence that reach the target: within its clause, on the side their direction names."""
    found: list[Cue] = []
    for cue in cues:
        points_at = cue.forward if cue.end <= start else cue.backward and end <= cue.start
        if points_at and reaches(text, clause, cue, cues, start, end):
            found.append(cue)
    return found


def reaches(text: str, clause: tuple[int, int], cue: Cue, cues: Sequence[Cue], start: int, end: int) -> bool:
    """Whether the cue, one of `cues`, gets as far as the target that its direction names."""
    if cue.direction == "sentence":
        return ";" not in text[min(cue.end, end) : max(cue.start, start)]
    if not (clause[0] <= cue.start and cue.end <= clause[1]):
        return False
    if cue.end <= start:
        if cue.category == "hypothetical" and plans_for(text, cue, start, end):
            return False
        if text[cue.end : cue.end + 1] in ANSWER_ENDS and text[cue.start : cue.end].lower() in ANSWERS:
            return False  # "steatohepatitis no, fibrosis F1": the answer to what stands before it
        ahead = cue.direction == "forward" or near(text, cue.end, start)
        return ahead and not (cue.category == "negated" and concluded(text, cues, cue.end, start))
    return (
        behind(text, cue, end)
        and not is_request(text, cue, cues, start)
        and not (
            cue.category == "hypothetical"
            and (plans_treatment(text, start, end, cue.start) or plans_next(text, start, end, cue.start))
        )
    )


def plans_for(text: str, cue: Cue, start: int, end: int) -> bool:
    """Whether what is planned is the treatment of the lesion, which is there: "planned right hepatectomy for two metastases"."""
    if not (PLANNING.match(text, cue.start) and LESION.search(text, start, end)):
        return False
    treatment = TREATMENT.search(text, cue.end, start)
    return treatment is not None and FOR_LESION.fullmatch(text, treatment.end(), start) is not None


def plans_treatment(text: str, start: int, end: int, cue: int) -> bool:
    """Whether the target is a lesion and the cue's own piece names a treatment: "metastases in both lobes, hepatectomy planned"."""
    comma = text.rfind(",", end, cue)
    return comma >= 0 and bool(TREATMENT.search(text, comma, cue)) and bool(LESION.search(text, start, end))


def plans_next(text: str, start: int, end: int, cue: int) -> bool:
    """Whether what is planned is an operation named behind the word: "after 8 cycles of FOLFOX, planned right hepatectomy"."""
    if not text.startswith(", ", cue - 2) or not PLANNED_NEXT.match(text, cue):
        return False
    return not TREATMENT.search(text, start, end)


def concluded(text: str, cues: Sequence[Cue], start: int, end: int) -> bool:
    """Whether a conclusion or a next step begins between: "no uptake, | consistent with a metastasis", "without X | followed by"."""
    if text.startswith(", ", end - 2) and JUDGED_ALONE.match(text, end):
        return True  # "adrenal mass without signal loss, metastatic"
    for cue in cues:
        if (
            cue.category == "affirmed"
            and start < cue.start
            and cue.end <= end
            and CONCLUDES.search(text, max(start, cue.start - CONCLUSION), cue.start)
        ):
            return True
    return "followed by" in text[start:end].lower()


def is_request(text: str, cue: Cue, cues: Sequence[Cue], start: int) -> bool:
    """Whether the cue says what is asked for of something called known before: "known lung metastases, for evaluation"."""
    if cue.category not in ("possible", "hypothetical") or not REQUEST.search(text, max(0, cue.start - 14), cue.end):
        return False
    return any(text[other.start : other.end].lower() == "known" and other.end <= start for other in cues)


def near(text: str, start: int, end: int) -> bool:
    """Whether nothing but a short phrase without a comma lies between."""
    return end - start <= LIST_PIECE and "," not in text[start:end]


def behind(text: str, cue: Cue, target_end: int) -> bool:
    """Whether a cue after the target reaches back to it: through a list of short pieces, not through a statement."""
    between = text[target_end : cue.start]
    own = (
        "and" in between
        and OWN_VERB.search(between)
        and not (cue.category == "negated" and SAME_SUBJECT.match(between))
    )
    if own or (cue.category == "hypothetical" and CARRIED_OUT.search(between)):
        return False
    if cue.category == "hypothetical" and OF_OPERATION.match(text, cue.start):
        return False
    bracketed = "(" in between
    if (bracketed or "," in between) and REFUSES.match(text, cue.start):
        return False
    if "," not in between:
        return True
    if bracketed and of_next_brackets(between):
        return False
    if text.startswith("(", cue.start):
        return False  # "liver from diagnosis, KRAS (-)": a sign is of what it stands behind
    pieces = (LENGTH.sub("", between) if "mm" in between or "cm" in between else between).split(",")
    if len(pieces) > 2 and not all(
        len(piece) <= LIST_PIECE and not any(map(str.isdigit, piece)) for piece in pieces[1:-1]
    ):
        return False
    return len(pieces[-1]) <= LIST_PIECE


def of_next_brackets(between: str) -> bool:
    """Whether the cue stands in the brackets of a later word, the target having had brackets of its own: "lungs (nodules), spleen (normal)"."""
    opened = between.rfind("(")
    return ")" not in between[opened:] and ")" in between[:opened]


def meaning(categories: frozenset[str], *, questioning: bool = False) -> Assertion:
    """The assertion that the strongest effect stands for; in a section that asks, a possibility is only a question."""
    if not categories:
        return PRESENT
    for category in STRENGTH:
        if category in categories:
            if category == "possible" and questioning:
                return Assertion.HYPOTHETICAL
            return MEANING[category]
    return PRESENT
