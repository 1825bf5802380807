"""What one piece of a sentence says of the places in it: disease present, absent, indeterminate, or nothing."""

import re
from collections.abc import Sequence

from extraction.anchors import Anchors, one_in, places
from extraction.assertion import Cue
from extraction.extrahepatic.chunks import Told
from extraction.extrahepatic.pieces import Piece
from extraction.extrahepatic.words import DENIED, UNREAL, Words
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.target_rows import target_rows

COUNT = r"\d{1,2}|none|no|zero|one|two|three|four|five|six|seven"
RATIO = pattern_of(
    rf"(?<![a-mo-z\d/.,])(?:(?P<positive>{COUNT})\s*(?:/|of|out of)\s*(?P<total>{COUNT})\b(?![/\d]|\.\d)|(?P<counted>{COUNT})\s+(?:are |is |were |was )?positive)"
)
RATIO_WORDS = Anchors("/", "of", "positive")
COUNTING = (PATHOLOGY, OPERATIVE)
ZERO = frozenset({"0", "none", "no", "zero"})
PAST_BEFORE = pattern_of(
    r"\b(?:(?<!since )(?<!from )(?<!to )(?<!with )(?<!the )(?<!on )(?:previous(?:ly)?|former(?:ly)?|prior)(?! ?:?\d)"
    r"|history of|h/o|past|initially|originally|at presentation|(?P<removed>treated|resected|excised))\b"
)
PAST_TREATED = pattern_of(
    r"\b(?:resection|excision|ablation|removal|wedge|irradiation|metastasectomy|sbrt) (?:of|for)\b"
)
PAST_BEHIND = pattern_of(
    r"\b(?:at (?:first )?presentation|at diagnosis|(?:was |were |all )?(?:resected|removed|irradiated) in|treated (?:with|by) (?:\w+ ){0,3}(?:hipec|crs|peritonectomy|surgery|resection|radiotherapy)(?: \w+){0,3} in (?:19|20)\d\d|(?:was |were |all )?(?:treated (?:with|by) )?(?:sbrt|sabr|resected|excised|ablated|stereotactic))\b"
)
# One of these stands in all that tells of the past, and in what is irradiated.
PAST_WORDS = Anchors(
    *"previous former prior h/o past initially originally presentation diagnosis treated resect excis ablat remov".split(),
    *"wedge irradiat metastasectomy sbrt sabr stereotactic radiotherapy".split(),
    "history of",
)
# No operation irradiates: "lung metastasis treated with SBRT".
IRRADIATED = pattern_of(
    r",? (?:which |that )?(?:(?:was|were|has been|have been) )?(?:treated (?:with|by) )?(?:sbrt|sabr|stereotactic|radiotherapy|irradiated)\b"
)
# A whole answer behind a heading: "Nodes: no".
ANSWER = pattern_of(
    r"\W*((?:no|none|nil|neg|negative|absent|nad|n|bland|smooth|fine|ok)"
    r"|(?:no|nil|none|without|not) (?:significant |pathological(?:ly)? |relevant |abnormal |definite )?(?:enlargement|enlarged(?: ones)?|swelling)(?: seen| noted| identified)?"
    r"|nothing (?:enlarged|suspicious|to report|of note|of concern|abnormal|pathological|significant|focal|remarkable|seen|found))\W*"
)
# "Left ovary: Benign" of a specimen.
BENIGN_ANSWER = pattern_of(
    r"\W*(benign)(?: ovar(?:y|ies)| ovarian tissue| lymph nodes?)?(?:,? (?:no|without|negative for) (?:evidence of )?(?:tumou?r|malignancy|carcinoma|metasta\w+))?\W*"
)
# "lung - no" in a list of sites.
PLACE_ANSWER = pattern_of(
    r"[\w\s]{1,40}(?:(?:\s[-\u2013]|\s?[:=])\s{0,30}(no|none|nil|neg|negative|n)|\s{1,12}(neg|negative|nil|-ve)|\s{3,30}(no|none)|\s?\(\s?(0|none|no)\s?\))\W*|\W*(?:\w+ )?\w+ (no)\W*",
    re.IGNORECASE,
)
# "Extra-regional nodes: retroperitoneal, present"; not "Her family was present.".
PRESENT_ANSWER = pattern_of(
    r"\W*(?!.*\b(?:nodes?|the|an?|is|are|was|were|h[ae]s|his|her|ascites|fluid|effusions?)\b)(?:[\w-]+,? ){1,3}(?:present|yes)\W*"
)
# "Lung: yes (two deposits)": the answer of a form behind its heading.
YES = pattern_of(r"\W*(yes|present)(?=\W|$)(?:\s?\([^()\n]*\))?\W*")
PLACE_LABEL = pattern_of(
    r"\b(?:lungs?|pulmonary|thora\w+|perito\w+|omentum|bones?|skelet\w+|osseous|brain|cerebral|ovar\w+|adrenals?|spleen)(?: (?:metastas[ei]s|mets|involvement|spread|lesions?))?\s?[:=]\s{0,30}$"
)
# "Adrenals N": normal, as telegraphic reports write it.
PLACE_NORMAL = pattern_of(r"\W*[A-Za-z/& ]{3,40}\s(N)\W*")
# One of the words that each of the answers above has.
ANSWER_WORDS = frozenset(
    "no none nil neg negative absent nad n bland smooth fine ok benign without not nothing present yes 0".split()
)
# Words that begin with the letter of one of these.
WORD = pattern_of(rf"[{''.join(sorted({word[0] for word in ANSWER_WORDS}))}](?<!\w.)\w*")
# "Ovaries not seen" says nothing of them.
UNSEEN = pattern_of(
    r"(?:(?:is|are|was|were) )?(?:not|no longer|cannot be|could not be) (?:seen|identified|visible|visuali|found|detected|shown|appreciated|recogni)"
)
# A lesion followed as a target of a trial, "TL3 RLL lung nodule 16 12 14", is a metastasis.
TARGET = pattern_of(r"[ \t*|-]*(?:(?:NTL?|TL)\s?\d{1,2}\b|(?:[Nn]on-?)?[Tt]arget (?:lesion )?\d{1,2}\b)[\s:.|)-]")
TARGETS = Anchors(
    *("target", "index lesion"),
    *(f"{label}{gap}{digit}" for label in ("nt", "tl") for gap in ("", " ") for digit in range(10)),
)
GONE = pattern_of(r"\b(?:absent|gone|resolved|disappeared|not seen|benign|equivocal)\b")
# "Frozen section showed a benign cystadenoma": sampled and found to be no spread.
SAMPLED_BENIGN = pattern_of(
    r"\b(?:frozen(?: section)?|biopsy|histology|sampled|excised|fs)\b[^.;]{0,40}\b(?:benign|cystadenoma|fibro\w+|fat necrosis|endometrio\w+|granulom\w*|corpus luteum|adenoma|haematoma|scar)"
)
# "Lung bases not assessable" tells of the study, not of the lungs.
NOT_ASSESSED = pattern_of(r"assess|evalua|visuali|imaged")
# "Symmetric low grade uptake in both hila".
LOW_UPTAKE = pattern_of(r"\b(?:faint|mild|slight|low(?: grade| level)?|minimal|weak|symmetric(?:al)?)(?: \w+){0,2} $")
# "Reactive or metastatic", "metastasis versus second primary": two readings, and no word for either.
OTHER_READING = (
    r"(?:reactive|inflammatory|infectious|infection|granuloma|benign|post ?operative|scar|hamartoma|adenoma"
    r"|second primary|new primary|primary lung (?:cancer|carcinoma|tumou?r)|bronchial carcinoma)"
)
OTHER_BEFORE = pattern_of(rf"\b{OTHER_READING}(?: change\w*| nodes?)?,? (?:or|versus|vs\.?|rather than) (?:an? )?$")
OTHER_BEHIND = pattern_of(rf",? (?:or|versus|vs\.?) (?:an? )?{OTHER_READING}\b")
# An avid nodule there is a finding of its own, and no spread unless called so.
INCIDENTAL = pattern_of(r"\b(?:thyroid|parotid|breast)\b")
AVID = pattern_of(r"avid|hypermetabol|uptake|\bhot\b|active")
FAINT = pattern_of(r"(?:faint|mild|slight|low|minimal|weak)")
# Cues that judge a place by themselves; others only change what a finding means.
SPEAKING = frozenset({"normal", "negated", "possible"})
PAST_REACH = 40
NOT_BEFORE = pattern_of(r"\b(?:not|non)\s(?:[\w/]+\s){0,2}$")
ADENOPATHY = pattern_of(
    r"(?:(?:lympho?)?adeno(?:path|megal)(?:y|ies)|(?:nodal|lymph node|ln) (?:mass(?:es)?|enlargement)|mass of .*)$"
)
SIZE_ONLY = pattern_of(
    r"\b(?:not enlarged|normal(?:ly)? (?:in )?siz\w*|of normal (?:size|dimension)\w*|normal (?:dimension|calib)\w*)\b"
    r"(?!,? (?:and|&|with|normal) (?:\w+ )?(?:shape|form|configuration|echo|signal|attenuation|texture|density|morpholog|contour|enhancement|parenchym|appearance|structure|activity|uptake|metaboli|tracer))"
)
FLUID = pattern_of(r"\s+(?:fluid|air|gas|liquid|passage|flow)\b")
# "Adrenal: nodule with clear loss of signal": what is clear there is no organ.
CLEARLY = pattern_of(
    r"\s(?:\w+\s)?(?:signal|loss|drop|wash ?(?:out|in)|enhancement|demarcation|delineation|boundar\w+|borders?|margins?|contours?"
    r"|increase|decrease|growth|progress\w*|reduction|changes?|difference|correlat\w*|evidence|signs?|cause|uptake|rim|cut)\b"
)


class Verdict:
    """A status and the words that give it; `weak` for "no new", `malignant` when the words name malignant spread, `counted` of sampled nodes."""

    __slots__ = ("counted", "end", "malignant", "start", "status", "weak")

    def __init__(
        self, status: str, start: int, end: int, weak: bool = False, malignant: bool = False, counted: bool = False
    ) -> None:
        self.status, self.start, self.end = status, start, end
        self.weak, self.malignant, self.counted = weak, malignant, counted


def may_judge(reading: Reading, span: Interval, told: Told) -> bool:
    """Whether a piece of the span, in which `told` is told, can get a verdict by itself."""
    return bool(
        told.findings
        or told.qualities
        or told.nodes
        or any(cue.category in SPEAKING for cue in told.cues)
        or reading.once(follows_targets)
        or may_answer(reading, span)
        or ratio_in(reading, span)
    )


def may_answer(reading: Reading, span: Interval) -> bool:
    """Whether one of the words stands in the span that every answer has."""
    return not ANSWER_WORDS.isdisjoint(WORD.findall(reading.levelled, span[0], span[1]))


def ratio_in(reading: Reading, span: Interval) -> re.Match[str] | None:
    """The first count of sampled nodes in the span, where the note is one that tells of samples."""
    start, end = span
    if reading.note.note_type not in COUNTING or not one_in(reading.once(ratio_places), start, end):
        return None
    return RATIO.search(reading.levelled, start, end)


def ratio_places(reading: Reading) -> list[int]:
    """Where a word or mark stands that every count of sampled nodes has."""
    return places(reading.levelled, RATIO_WORDS)


def judge(reading: Reading, piece: Piece, sentence_cues: Sequence[Cue], nodes: bool, placed: bool) -> Verdict | None:
    """The strongest thing said: counted nodes, malignant spread by name, doubt, denial, then quality and normality.

    `sentence_cues` are the cues that hold for the whole sentence; `nodes`: nodes are meant; `placed`: a place is known.
    """
    words = Words(reading, piece, sentence_cues, nodes)
    if found := counted(words) or target(words):
        return found
    if words.benign and words.operated and SAMPLED_BENIGN.search(reading.levelled, *words.told):
        return Verdict("absent", words.benign[0].start, words.benign[0].end)
    if words.findings or words.named or words.not_malignant or words.qualities or words.inside:
        found = spread(words, placed=placed) or graded(words) or denied(words)
    return found or normal(words, placed=placed)


def counted(words: Words) -> Verdict | None:
    """Sampled nodes: "0/3" absent, "1 of 2" present."""
    match = ratio_in(words.reading, words.span) if words.nodes else None
    if not match:
        return None
    # "Nodes examined / involved: 2 / 0"
    zero = bool(ZERO & {match.group("positive"), match.group("counted"), match.group("total")})
    return Verdict("absent" if zero else "present", match.start(), match.end(), malignant=True, counted=True)


def spread(words: Words, *, placed: bool) -> Verdict | None:
    """Malignant spread by its name: there, doubted or denied; then doubt about whatever else was found."""
    denial: Verdict | None = None
    doubt: Verdict | None = None
    for hit in words.malignant:
        found = words.about(hit)
        if found & UNREAL or (words.asking and "possible" in found):
            continue
        if found & DENIED:
            denial = Verdict("absent", hit.start, hit.end, weak="negated" not in found, malignant=True)
        elif "possible" in found or ("affirmed" not in found and (words.doubts() or is_one_of_two(words, hit))):
            doubt = Verdict("indeterminate", hit.start, hit.end, malignant=True)
        elif not is_past(words, hit):
            return Verdict("present", hit.start, hit.end, malignant=True)
    if doubt:
        return doubt
    if words.not_malignant:
        hit = words.not_malignant[0]
        denial = denial or Verdict("absent", hit.start, hit.end, malignant=True)
    if denial:
        return denial
    if words.cues and words.named and not words.malignant and all(words.about(hit) & UNREAL for hit in words.named):
        return None  # "FOLFOX might be offered if a node is positive"
    doubts = words.doubts()
    if not doubts or not (words.findings or words.nodes or (placed and doubts_place(words, doubts))):
        return None
    if not (words.findings or words.nodes):
        doubts = [hit for hit in doubts if not NOT_ASSESSED.search(words.reading.levelled, hit.start, hit.end)]
    elif words.nodes and is_cleared(words, doubts):
        return None  # "nodes with faint uptake, not suspicious"
    if all(words.about(hit) & UNREAL for hit in doubts):
        return None
    return Verdict("indeterminate", doubts[0].start, doubts[0].end)


def doubts_place(words: Words, doubts: list[Hit]) -> bool:
    """Whether a place by itself is doubted: called indeterminate, or possible behind its name."""
    return any(cue.category == "possible" and cue.direction == "backward" for cue in words.inside) or any(
        hit.concept == "indeterminate" for hit in doubts
    )


def is_one_of_two(words: Words, hit: Hit) -> bool:
    """Whether the spread is one of two readings, the other of which is none: "reactive or metastatic"."""
    levelled = words.reading.levelled
    return bool(
        OTHER_BEFORE.search(levelled, max(words.span[0], hit.start - PAST_REACH), hit.start)
        or OTHER_BEHIND.match(levelled, hit.end)
    )


def is_cleared(words: Words, doubts: list[Hit]) -> bool:
    """Whether nodes are doubted only as faintly active and then called harmless."""
    text = words.reading.levelled
    cleared = [hit for concept in ("unsuspicious", "inactive", "not_enlarged") for hit in words.graded(concept)]
    return all(FAINT.match(text, hit.start) for hit in doubts) and any(hit.start > doubts[0].start for hit in cleared)


def is_past(words: Words, hit: Hit) -> bool:
    """Whether the spread is told as gone or treated; what an operation or a specimen tells of was there until now."""
    levelled = words.reading.levelled
    start = max(words.span[0], hit.start - PAST_REACH)
    if not one_in(places(levelled, PAST_WORDS), start, hit.end + PAST_REACH):
        return False
    past = PAST_BEFORE.search(levelled, start, hit.end)
    # "Suspicious for treated metastasis": it is still there; "node excised, frozen section metastasis": until now.
    removed = past is not None and past.group("removed")
    if past and not (removed and (words.operated or (removed == "treated" and "affirmed" in words.about(hit)))):
        return True
    if words.operated:
        return IRRADIATED.match(levelled, hit.end) is not None
    until = min(words.sentence_end, hit.end + PAST_REACH)
    return bool(PAST_TREATED.search(levelled, start, hit.start) or PAST_BEHIND.search(levelled, hit.end, until))


def graded(words: Words) -> Verdict | None:
    """Nodules and nodes by their qualities."""
    if words.qualities:
        for concept in ("unsuspicious", "not_enlarged", "inactive"):
            for hit in words.graded(concept):
                return Verdict("absent", hit.start, hit.end)
    if not (words.named or words.nodes) or words.benign or words.asking:
        return None
    if words.nodes and (swollen := adenopathy(words)):
        return swollen
    if not words.qualities:
        return None
    denies = any(cue.category in DENIED | {"normal", "possible"} for cue in words.inside)
    incidental = INCIDENTAL.search(words.reading.levelled, *words.span) is not None
    for concept in ("suspicious", "enlarged") if denies else ("suspicious", "enlarged", "active"):
        for hit in words.graded(concept):
            if incidental and AVID.search(words.reading.levelled, hit.start, hit.end):
                continue
            low = concept == "active" and LOW_UPTAKE.search(words.reading.levelled, words.span[0], hit.start)
            if not low and not words.about(hit) & (DENIED | {"historical"}):
                return Verdict("present", hit.start, hit.end)
    return None


def adenopathy(words: Words) -> Verdict | None:
    """ "Retroperitoneal lymphadenopathy up to 22 mm": the word says by itself that the nodes are abnormal."""
    for hit in words.named:
        named = hit.concept == "adenopathy" and ADENOPATHY.match(words.reading.levelled, hit.start, hit.end)
        if named and NOT_BEFORE.search(words.reading.levelled, max(0, hit.start - 30), hit.start):
            return Verdict("absent", hit.start, hit.end)  # "Not lumbo-aortic adenopathies"
        if named and not words.about(hit) & (DENIED | UNREAL | {"possible", "historical", "normal"}):
            return Verdict("present", hit.start, hit.end)
    return None


def target(words: Words) -> Verdict | None:
    """A lesion that is followed as a target of a trial."""
    reading = words.reading
    if not reading.once(follows_targets):
        return None
    line = reading.text.rfind("\n", 0, words.span[0]) + 1
    named = TARGET.match(reading.text, line) if words.named or words.nodes else None
    if named is None and line not in target_rows(reading):
        return None
    if GONE.search(reading.levelled, *words.span) or words.benign:
        return None
    if any(words.about(hit) & (DENIED | UNREAL | {"possible"}) for hit in words.named) or words.asking:
        return None
    told = words.named[0] if words.named else None
    return Verdict("present", told.start, told.end) if told else Verdict("present", *words.span)


def follows_targets(reading: Reading) -> bool:
    """Whether a line of the note tells of a lesion that is followed as a target of a trial."""
    text = reading.text
    low = reading.levelled
    named = [
        at for at in places(low, TARGETS) if text[at : at + 2].isupper() or low.startswith(("target", "index"), at)
    ]
    if not named:
        return False
    lines = {text.rfind("\n", 0, at) + 1 for at in named}
    return bool(target_rows(reading)) or any(TARGET.match(text, line) for line in lines)


def denied(words: Words) -> Verdict | None:
    """Nodules and nodes that are not there."""
    for hit in words.named:
        found = words.about(hit)
        if found & UNREAL:
            return None
        if found & DENIED:
            return Verdict("absent", hit.start, hit.end, weak="negated" not in found)
    return None


def normal(words: Words, *, placed: bool) -> Verdict | None:
    """Places called normal, or negative behind their name ("Adrenal (-)")."""
    levelled = words.reading.levelled
    if (placed or words.nodes) and may_answer(words.reading, words.span):
        answer = ANSWER.fullmatch(levelled, *words.span)
        if answer is None and words.operated:
            answer = BENIGN_ANSWER.fullmatch(levelled, *words.span)
        answer = answer or PLACE_ANSWER.fullmatch(words.reading.text, *words.span)
        if answer is None and words.nodes and PRESENT_ANSWER.fullmatch(levelled, *words.span):
            return Verdict("present", *words.span)
        if (
            answer is None
            and (affirmed := YES.fullmatch(levelled, *words.span))
            and PLACE_LABEL.search(levelled, max(0, words.span[0] - PAST_REACH), affirmed.start(1))
        ):
            return Verdict("present", *affirmed.span(1))
        answer = answer or PLACE_NORMAL.fullmatch(words.reading.text, *words.span)
        if answer:
            return Verdict("absent", *answer.span(answer.lastindex or 0))
    for cue in words.inside:
        if cue.category not in ("normal", "negated") or UNSEEN.match(levelled, cue.start):
            continue
        if cue.category == "normal":
            if levelled.startswith("physiolog", cue.start) and any(hit.start != cue.start for hit in words.benign):
                continue  # "simple ovarian cyst, physiologic": the cyst, not the ovary
            word = levelled[cue.start : cue.end]
            if word == "intact" and words.reading.note.note_type is OPERATIVE:
                continue  # not torn by the operation
            if (word == "free" and FLUID.match(levelled, cue.end)) or (
                word == "clear" and CLEARLY.match(levelled, cue.end, words.span[1])
            ):
                continue
            if not words.nodes and SIZE_ONLY.search(levelled, cue.start - 3, min(words.span[1], cue.end + 40)):
                continue
            return Verdict("absent", cue.start, cue.end)
        empty = levelled[cue.start : cue.end] == "nothing" and not words.named  # "Nothing on the omentum"
        if cue.direction == "backward" or empty:
            return Verdict("absent", cue.start, cue.end)
    return None
