"""The words of a piece that judge its places, each with what the cues around it say."""

import re
from collections.abc import Sequence

from abstraction.records import NoteType
from extraction.assertion import Cue, reaching
from extraction.extrahepatic.pieces import Piece
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sections import QUESTIONS

# "Peritoneal disease: no"
ANSWER_NO = re.compile(r"(?:\s?[:=]\s{0,30}|\s{3,30})(?:no|none|nil|n|0|absent|negative)\b(?!\s?\w|[/.,]\d)")
# "Metastases elsewhere: lung no, bone no"
LISTED_NO = re.compile(r"(?: \w+)?\s?: (?:\w+ ){1,2}(?:no|none|nil)\W*$")
KNOWN_CANCER = re.compile(r"\b(?:known|underlying|primary|history of) malignancy$")
# "Fluid next to the tumour": where something lies.
BESIDE_TUMOUR = re.compile(
    r"\b(?:(?:next|adjacent|close|contiguous|proximal|distal|lateral|medial|anterior|posterior|superior|inferior|cranial|caudal) to|beside|near|around|alongside|surrounding|abutting|above|below|behind|at|at the level of)"
    r" (?:(?:the|this|his|her|known|a) (?:(?!peritoneal|omental|ovarian|adrenal)\w+ ){0,2}|(?:primary|colonic|rectal|sigmoid|caecal|bowel) )$"
)
TUMOUR_ITSELF = re.compile(r"tumou?rs?\b|carcinoma\b|adenocarcinoma\b|neoplasm\b|malignancy\b")
BESIDE_REACH = 48
# "Embolus, age indeterminate": the doubt is on its age.
AGE_BEFORE, AGE_BEHIND = re.compile(r"\b(?:age|acuity)(?: is)? $"), re.compile(r" (?:age|acuity|chronicity)\b")
# Advice on what to do about a finding: behind a comma, or "and pelvic MRI is recommended".
NEXT_STEP = re.compile(
    r",|\band (?:\w+ ){0,3}(?:mri?|ct|pet|ultrasound|us|biopsy|follow|scan|\w+scopy|\w+scopic|control|correlation|clarification|evaluation|resection|operation|procedure|surgery|laparotomy|\w+ectomy)\b"
)
# Effects that make a statement no finding of this patient now.
UNREAL = frozenset({"hypothetical", "family"})
DENIED = frozenset({"negated", "no_new"})
ASKED = frozenset({"?", "query"})
# "SBRT to the aortocaval node possible": what can be done about it.
TREATED = re.compile(
    r"\b(?:s[ab]+rt|boost|dose|rt|radiotherapy|radiation|irradiat\w+|resect\w+|excision|dissection|lymphadenectomy|removal|ablation|biopsy|biopsied|fna|eus|sampling|surgery|operation)\b"
)
# "The nodule could be biopsied": the doubt is on what to do.
CAN_BE_DONE = re.compile(
    r" (?:also |then |later )?(?:biopsied|sampled|resected|removed|excised|ablated|irradiated|treated|offered|given|discussed|considered|added|repeated|tried|approached|observed|followed|reached|left)\b"
)
# "16 mm, previously 9 mm", "9 mm previously": the size is of the past, the node is not.
SIZE_BEHIND = re.compile(r"\W{0,3}(?:(?:at|about|measured|measuring|was)\s)?\d")
SIZE_BEFORE = re.compile(r"\d ?(?:mm|cm)\)? \(?$")
# An operation is told in the past tense: "nodes were enlarged".
TOLD = frozenset({"was", "were"})
COVERING = frozenset({"normal", "negated", "no_new", "none"})
NODE_QUALITIES = frozenset({"enlarged", "not_enlarged", "borderline", "active", "inactive"})


def dates_size(text: str, cue: Cue) -> bool:
    """Whether "previously" tells only what size something had then."""
    return bool(SIZE_BEHIND.match(text, cue.end) or SIZE_BEFORE.search(text, max(0, cue.start - 8), cue.start))


class Words:
    """The words of a piece that judge its places, each with what the cues around it say."""

    def __init__(self, reading: Reading, piece: Piece, sentence_cues: Sequence[Cue], nodes: bool) -> None:
        self.reading, self.span, self.nodes = reading, (piece.start, piece.end), nodes
        self.operated = reading.note.note_type in (NoteType.OPERATIVE, NoteType.PATHOLOGY)
        start, self.sentence_end = reading.sentence_at(piece.start)
        # "Frozen section: benign": an operation is told with what was sampled as a heading.
        self.told = (start if reading.note.note_type is NoteType.OPERATIVE else piece.start, piece.end)
        self.inside = [cue for cue in reading.cues(self.span) if cue.end <= piece.end]
        self.cues = [cue for cue in sentence_cues if not piece.start <= cue.start < piece.end] + self.inside
        self.asking = reading.section_at(piece.start).category in QUESTIONS
        covers = [(cue.start, cue.end) for cue in self.inside if cue.category in COVERING and cue.name != "idiom"]

        def stands_alone(hit: Hit) -> bool:
            return not any(start <= hit.start and hit.end <= end for start, end in covers)

        found = reading.hits("ehd_finding", self.span)
        self.findings = [hit for hit in found if stands_alone(hit)] if covers else found
        self.malignant = [
            hit
            for hit in self.findings
            if hit.concept == "malignant"
            and not KNOWN_CANCER.search(reading.levelled[piece.start : hit.end])
            and not self.places_only(hit)
        ]
        self.not_malignant = [hit for hit in found if hit.concept == "not_malignant"]
        named = [(place.start, place.end) for place in piece.places]  # "nodule in the laparotomy scar"
        self.benign = [
            hit
            for hit in self.findings
            if hit.concept == "benign"
            and not self.about(hit) & DENIED
            and not any(start < hit.start and hit.end <= end for start, end in named)
        ]
        self.named = [hit for hit in self.findings if hit.concept == "lesion"] + reading.hits("lymph_node", self.span)
        self.qualities = [
            hit
            for hit in reading.hits("finding_quality", self.span)
            if (stands_alone(hit) or hit.concept == "unsuspicious")
            and (nodes or hit.concept not in NODE_QUALITIES)
            and not AGE_BEHIND.match(reading.levelled, hit.end)
            and not AGE_BEFORE.search(reading.levelled, max(0, hit.start - 12), hit.start)
        ]

    def places_only(self, hit: Hit) -> bool:
        """Whether the tumour is named only as what something lies beside."""
        text = self.reading.levelled
        return bool(
            TUMOUR_ITSELF.fullmatch(text, hit.start, hit.end)
            and BESIDE_TUMOUR.search(text, max(self.span[0], hit.start - BESIDE_REACH), hit.start)
        )

    def about(self, hit: Hit) -> frozenset[str]:
        """Categories of the cues that reach the hit within the piece; advice behind a comma is on what to do about it."""
        text = self.reading.text
        levelled = self.reading.levelled
        if ANSWER_NO.match(levelled, hit.end, self.sentence_end) or LISTED_NO.match(levelled, hit.end, self.span[1]):
            return frozenset({"negated"})
        reached = list(reaching(text, self.span, self.cues, hit.start, hit.end))
        doubted = any(cue.category == "possible" for cue in reached)
        return frozenset(
            # "No uptake" calls a place normal, and denies what it names behind: "no uptake in favour of metastasis".
            "negated" if cue.category == "normal" and self.denies_behind(cue, hit) else cue.category
            for cue in reached
            if not (doubted and self.reading.levelled.startswith("possibility", cue.start))
            and not (cue.name == "hypothetical_behind" and NEXT_STEP.search(self.reading.levelled, hit.end, cue.start))
            and not (cue.name.startswith("historical") and dates_size(text, cue))
            and not (cue.name == "historical" and text[cue.start : cue.end].lower() in TOLD)
        )

    def denies_behind(self, cue: Cue, hit: Hit) -> bool:
        """Whether "no uptake" or "no abnormality" stands before the malignant word that it denies."""
        return cue.end <= hit.start and self.reading.levelled.startswith("no ", cue.start)

    def graded(self, concept: str) -> list[Hit]:
        """Qualities of the concept that are meant for this patient now."""
        if not self.qualities:
            return []
        return [hit for hit in self.qualities if hit.concept == concept and not self.about(hit) & UNREAL]

    def doubts_by(self, cue: Cue) -> bool:
        """Whether the cue doubts a finding; a "borderline" organ is one of size, a finding asked about is none."""
        word = self.reading.levelled[cue.start : cue.end]
        if cue.category != "possible" or (word.startswith("borderline") and not self.nodes):
            return False
        if CAN_BE_DONE.match(self.reading.levelled, cue.end):
            return False
        if word.endswith("possible") and TREATED.search(self.reading.levelled, self.span[0], cue.start):
            return False
        if word in ASKED and not any(hit.end <= cue.start for hit in self.findings):
            graded = self.nodes and not self.asking and bool(self.graded("enlarged") + self.graded("suspicious"))
            # "query lung nodule" only asks
            return graded or any(hit.concept == "malignant" for hit in self.findings)
        return True

    def doubts(self) -> list[Hit]:
        """Words of doubt; where the note asks, only those that grade a finding ("indeterminate") and not the question."""
        graded = self.graded("indeterminate") + self.graded("borderline")
        found = [hit for hit in graded if "negated" not in self.about(hit)]
        if self.asking:
            return found
        return found + [Hit(cue.start, cue.end, "possible") for cue in self.inside if self.doubts_by(cue)]
