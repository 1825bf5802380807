"""The words of a piece that judge its places, each with what the cues around it say."""

from collections.abc import Sequence

from extraction.assertion import Cue, reaching
from extraction.extrahepatic.pieces import Piece
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sections import QUESTIONS
from extraction.sentences import Interval

# "Peritoneal disease: no"
ANSWER_NO = pattern_of(r"(?:\s?[:=]\s{0,30}|\s{3,30})(?:no|none|nil|n|0|absent|negative)\b(?!\s?\w|[/.,]\d)")
# "Metastases elsewhere: lung no, bone no"
LISTED_NO = pattern_of(r"(?: \w+)?\s?: (?:\w+ ){1,2}(?:no|none|nil)\W*$")
KNOWN_CANCER = pattern_of(r"\b(?:known|underlying|primary|history of) malignancy$")
# "Fluid next to the tumour": where something lies.
BESIDE_TUMOUR = pattern_of(
    r"\b(?:(?:next|adjacent|close|contiguous|proximal|distal|lateral|medial|anterior|posterior|superior|inferior|cranial|caudal) to|beside|near|around|alongside|surrounding|abutting|above|below|behind|at|at (?:the )?level of)"
    r" (?:(?:(?:the|this|his|her|known|a) )?(?:(?!peritoneal|omental|ovarian|adrenal)\w+ ){0,2}|(?:primary|colonic|rectal|sigmoid|caecal|bowel) )$"
)
TUMOUR_ITSELF = frozenset(
    {"tumour", "tumours", "tumor", "tumors", "carcinoma", "adenocarcinoma", "neoplasm", "malignancy"}
)
BESIDE_REACH = 48
# "Embolus, age indeterminate": the doubt is on its age.
AGE_BEFORE, AGE_BEHIND = pattern_of(r"\b(?:age|acuity)(?: is)? $"), pattern_of(r" (?:age|acuity|chronicity)\b")
# Advice on what to do about a finding: behind a comma, or "and pelvic MRI is recommended".
NEXT_STEP = pattern_of(
    r",|\band (?:\w+ ){0,3}(?:mri?|ct|pet|ultrasound|us|biopsy|follow|scan|\w+scopy|\w+scopic|control|correlation|clarification|evaluation|resection|operation|procedure|surgery|laparotomy|\w+ectomy)\b"
)
# Effects that make a statement no finding of this patient now.
UNREAL = frozenset({"hypothetical", "family"})
DENIED = frozenset({"negated", "no_new"})
ASKED = frozenset({"?", "query"})
# "SBRT to the aortocaval node possible": what can be done about it.
TREATED = pattern_of(
    r"\b(?:s[ab]+rt|boost|dose|rt|radiotherapy|radiation|irradiat\w+|resect\w+|excision|dissection|lymphadenectomy|removal|ablation|biopsy|biopsied|fna|eus|sampling|surgery|operation)\b"
)
# "The nodule could be biopsied": the doubt is on what to do.
CAN_BE_DONE = pattern_of(
    r" (?:also |then |later )?(?:biopsied|sampled|resected|removed|excised|ablated|irradiated|treated|offered|given|discussed|considered|added|repeated|tried|approached|observed|followed|reached|left)\b"
)
# "16 mm, previously 9 mm", "9 mm previously": the size is of the past, the node is not.
SIZE_BEHIND = pattern_of(r"\W{0,3}(?:(?:at|about|measured|measuring|was)\s)?\d")
SIZE_BEFORE = pattern_of(r"\d ?(?:mm|cm)\)? \(?$")
# An operation is told in the past tense: "nodes were enlarged".
TOLD = frozenset({"was", "were"})
NEGATED, NOTHING = frozenset({"negated"}), frozenset[str]()
COVERING = frozenset({"normal", "negated", "no_new", "none"})
NODE_QUALITIES = frozenset({"enlarged", "not_enlarged", "borderline", "active", "inactive"})


def dates_size(text: str, cue: Cue) -> bool:
    """Whether "previously" tells only what size something had then."""
    return bool(SIZE_BEHIND.match(text, cue.end) or SIZE_BEFORE.search(text, max(0, cue.start - 8), cue.start))


def answers_no(levelled: str, start: int, end: int) -> bool:
    """Whether "no" is the answer to what ends at `start`: a colon or blanks stand between."""
    return levelled[start : start + 2].strip()[:1] in ":=" and ANSWER_NO.match(levelled, start, end) is not None


def is_doubted(reached: Sequence[Cue]) -> bool:
    """Whether one of the cues doubts what it reaches."""
    return any(cue.category == "possible" for cue in reached)


class Words:
    """The words of a piece that judge its places, each with what the cues around it say."""

    def __init__(self, reading: Reading, piece: Piece, sentence_cues: Sequence[Cue], nodes: bool) -> None:
        self.reading, self.span, self.nodes = reading, (piece.start, piece.end), nodes
        self.sentence_end = reading.sentence_at(piece.start)[1]
        told = piece.told
        found, qualities, cues = told.findings, told.qualities, told.cues
        self.named = told.nodes
        # The last cue may reach into the next piece.
        self.inside = [cue for cue in cues if cue.end <= piece.end] if cues and cues[-1].end > piece.end else cues
        self.cues = self.inside
        if sentence_cues:
            self.cues = [cue for cue in sentence_cues if not piece.start <= cue.start < piece.end] + self.inside
        self._about: dict[Hit, frozenset[str]] = {}
        self.asking = reading.section_at(piece.start).category in QUESTIONS
        self.covers: list[Interval] = []
        for cue in self.inside:
            if cue.category in COVERING and cue.name != "idiom":
                self.covers.append((cue.start, cue.end))
        self.qualities = self.meant(qualities) if qualities else qualities
        self.findings: list[Hit] = []
        self.malignant: list[Hit] = []
        self.not_malignant: list[Hit] = []
        self.benign: list[Hit] = []
        if found:
            self.sort(found, piece)

    @property
    def operated(self) -> bool:
        """Whether an operation or a specimen is told of."""
        return self.reading.note.note_type in (OPERATIVE, PATHOLOGY)

    @property
    def told(self) -> Interval:
        """The piece, in the report of an operation with the sentence before it: what was sampled is its heading."""
        start, end = self.span
        return (self.reading.sentence_at(start)[0] if self.reading.note.note_type is OPERATIVE else start), end

    def sort(self, found: list[Hit], piece: Piece) -> None:
        """The findings by what they are."""
        lesions: list[Hit] = []
        for hit in found:
            concept = hit.concept
            if concept == "not_malignant":
                self.not_malignant.append(hit)
            if self.covers and not self.stands_alone(hit):
                continue
            self.findings.append(hit)
            if concept == "lesion":
                lesions.append(hit)
            elif concept == "malignant" and self.is_spread(hit):
                self.malignant.append(hit)
            elif concept == "benign" and self.is_harmless(hit, piece):
                self.benign.append(hit)
        if lesions:
            self.named = lesions + self.named

    def is_harmless(self, hit: Hit, piece: Piece) -> bool:
        """Whether the benign word is not denied, and no part of a place: "nodule in the laparotomy scar"."""
        return not self.about(hit) & DENIED and not any(
            place.start < hit.start and hit.end <= place.end for place in piece.places
        )

    def meant(self, qualities: list[Hit]) -> list[Hit]:
        """The qualities that are of what is judged and not of its age, those of nodes where nodes are meant."""
        text = self.reading.levelled
        return [
            hit
            for hit in qualities
            if (self.nodes or hit.concept not in NODE_QUALITIES)
            and (hit.concept == "unsuspicious" or not self.covers or self.stands_alone(hit))
            and not AGE_BEHIND.match(text, hit.end)
            and not AGE_BEFORE.search(text, max(0, hit.start - 12), hit.start)
        ]

    def stands_alone(self, hit: Hit) -> bool:
        """Whether the hit is no part of a cue ("no suspicious lesion")."""
        return not any(start <= hit.start and hit.end <= end for start, end in self.covers)

    def is_spread(self, hit: Hit) -> bool:
        """Whether the malignant word tells of spread and not of the cancer known before or what something lies beside."""
        text = self.reading.levelled
        word = text[hit.start : hit.end]
        if word not in TUMOUR_ITSELF:
            return True
        if word == "malignancy" and KNOWN_CANCER.search(text[self.span[0] : hit.end]):
            return False
        return not BESIDE_TUMOUR.search(text, max(self.span[0], hit.start - BESIDE_REACH), hit.start)

    def about(self, hit: Hit) -> frozenset[str]:
        """Categories of the cues that reach the hit within the piece; advice behind a comma is on what to do about it."""
        found = self._about.get(hit)
        if found is None:
            found = self._about[hit] = self._read_about(hit)
        return found

    def _read_about(self, hit: Hit) -> frozenset[str]:
        """What `about` tells of the hit."""
        text = self.reading.text
        levelled = self.reading.levelled
        if answers_no(levelled, hit.end, self.sentence_end) or (
            levelled.find(":", hit.end, self.span[1]) >= 0 and LISTED_NO.match(levelled, hit.end, self.span[1])
        ):
            return NEGATED
        reached = reaching(text, self.span, self.cues, hit.start, hit.end) if self.cues else ()
        if not reached:
            return NOTHING
        return frozenset(
            [
                # "No uptake" calls a place normal, and denies what it names behind: "no uptake in favour of metastasis".
                "negated" if cue.category == "normal" and self.denies_behind(cue, hit) else cue.category
                for cue in reached
                if not (levelled.startswith("possibility", cue.start) and is_doubted(reached))
                and not (cue.name == "hypothetical_behind" and NEXT_STEP.search(levelled, hit.end, cue.start))
                and not (cue.name.startswith("historical") and dates_size(text, cue))
                and not (cue.name == "historical" and text[cue.start : cue.end].lower() in TOLD)
            ]
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
        """Whether the cue of doubt is on a finding; a "borderline" organ is one of size, a finding asked about is none."""
        word = self.reading.levelled[cue.start : cue.end]
        if word.startswith("borderline") and not self.nodes:
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
        found: list[Hit] = []
        if self.qualities:
            graded = self.graded("indeterminate") + self.graded("borderline")
            found = [hit for hit in graded if "negated" not in self.about(hit)]
        if not self.asking:
            for cue in self.inside:
                if cue.category == "possible" and self.doubts_by(cue):
                    found.append(Hit(cue.start, cue.end, "possible"))
        return found
