"""Which place a sentence without one speaks of: headings ("Lungs: ...") and specimen parts hold until the next one."""

from sys import maxsize

from extraction.anchors import Anchors, places
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.part_labels import part_labels
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.sites import REGIONS, Place, read_places

# "Colorectal liver metastases" open with the liver too.
SPREAD = ("colorectal liver ", "colorectal hepatic ")
SPREAD_WORDS = Anchors(*SPREAD)
# What stands before the first word: blanks, a bullet, blanks, asterisks, underscores and brackets.
OPENING = pattern_of(
    r"(\s*)(?:(?P<mark>[-*•·–—>+]+\s)|\(?(?P<number>\d{1,2}[.)]\s)|(?P<hash>#\d?\s)|(?P<letter>[A-Za-z][.)]\s))?[\s*_\[(]*"
)
# Word by word up to the first mark: none stands inside a word, or where one more follows behind a single blank.
LABEL = pattern_of(
    r"([\w#\[]\w*+(?:[^\S\n]\w++)*+(?:[^:\n.;\w]\w*+|(?<=\d)\.(?=\d)\d\w*+)*?)(?!\s\w)\s*(?::|\]|\s[-–—]\s|\s{3,}|=(?=\s)|\.(?=\s|$)|$)"
)
# One of these ends every heading that is no short line of its own; dashes are levelled to blanks.
LABEL_MARKS = Anchors(":", "   ", "]", "=")
SIZED = pattern_of(r"\d ?(?:mm|cm)\b")
# "RIGHT LOBE" as a heading within the liver.
LOBES = Anchors("lobe", "hemi")
LOBE_TITLE = pattern_of(r"(?:right|left|rt|lt) (?:liver |hepatic )?(?:lobe|hemi ?liver)")
# A row of a form: "Residual disease:     R0".
ROW = pattern_of(r"[^:\n]{3,60}:\s{3,}\S")
ROWS = Anchors(":   ")
VERB = pattern_of(
    r"\b(?:is|are|was|were|has|have|shows?|showed|reveal\w*|demonstrat\w*|measures?|measuring|seen|noted|with|to|of|in|from)\b"
)
PART_NAME = pattern_of(r"\b(?:IV|I{1,3}|V|[A-H]|[1-9])\b")
REFERENCE = pattern_of(
    r"\b(?:(?:[Ss]pecimen|[Pp]art|[Pp]ot|[Ss]ectioning|[Ss]ections? (?:of|from)|[Ss]urface of) |in (?=[A-H]|[1-9][.,;:)]))"
    r"([A-H1-9])(?=[.,;:)]|\s)"
)
REFERENCE_WORDS = Anchors(
    *("specimen ", "part ", "pot ", "sectioning ", "section of", "sections of", "section from", "sections from"),
    *("surface of ", *(f"in {label}" for label in "abcdefgh123456789")),
)
# "=> Progressive disease": a line that sums up what all lines above told.
PROGRESSION = Anchors("progressi")
# "Distant metastasis histologically confirmed: yes" in a form: said of the whole patient.
GRADED = pattern_of(
    r"[\W_]*(?:histolog\w+ |tumou?r )?(?:grade|grading|differentiation|regression grade)(?: of (?:the )?(?:tumou?r|carcinoma|differentiation))?\s?[:=]|[\W_]*tumou?r regression\b"
)
DISTANT = Anchors("distant metasta", "remote metasta", "distant spread")
SUMMING_UP = pattern_of(
    r"[\W_]*(?:overall|recist|conclusion)?\W*(?:progressive disease|disease progression|progression(?: of disease)?)\W*"
)
SAMPLE = pattern_of(r"\b(?:biops(?:y|ies)|frozen(?: section)?|fs|samples?|sampled|sampling)\b")
# "Lung metastases: none."
ANSWERED = pattern_of(
    r"\s*(?:no|none|nil|negative|absent)(?: (?:seen|found|identified|detected|enlarged|present|known))?\W*"
)
LONGEST_ANSWER = 24
THORACIC = frozenset({"thorax", "lung"})
LONGEST_TITLE, LONGEST_LABEL, LONGEST_NAME, DASH_INDENT = 4, 80, 71, 2


# The words of a heading, and where the mark behind them ends.
Label = tuple[Interval, int]


class Scope:
    """What a heading says about the sentences under it: its places, whether nodes or the chest are the subject.

    `judged`: it calls the nodes listed below it diseased.
    """

    __slots__ = ("judged", "nodes", "places", "thoracic")

    def __init__(
        self, places: tuple[Place, ...] = (), nodes: bool = False, thoracic: bool = False, judged: bool = False
    ) -> None:
        self.places, self.nodes, self.thoracic, self.judged = places, nodes, thoracic, judged


class ScopedSentence:
    """A sentence `[start, end)`, where its statement starts (behind its own heading), and the scope it stands in."""

    __slots__ = ("body", "end", "labelled", "scope", "start")

    def __init__(self, start: int, end: int, body: int, scope: Scope, labelled: bool) -> None:
        self.start, self.end, self.body, self.scope, self.labelled = start, end, body, scope, labelled


NOWHERE = Scope()


def scoped_sentences(reading: Reading) -> list[ScopedSentence]:
    """Every sentence of the note with the heading or specimen part that governs it."""
    return reading.once(read_scopes)


def read_scopes(reading: Reading) -> list[ScopedSentence]:
    """The sentences in order, each heading holding until the next."""
    text, levelled = reading.text, reading.levelled
    parts = Parts(reading)
    scope = line = root = NOWHERE
    opened_by, depth = None, 0
    before = -1
    edges = [*[section.start for section in reading.sections], maxsize]
    passed = 0  # edges
    marked = reading.sentences_at(places(levelled, LABEL_MARKS))
    turning = marked | parts.named
    rows = reading.sentences_at(places(levelled, ROWS))
    progressing = reading.sentences_at(places(levelled, PROGRESSION))
    distant = places(levelled, DISTANT)
    tested = reading.sentences_with("gene", "mismatch_repair", "grade")
    organs = {hit.start for hit in reading.hits("site")}.union(places(levelled, SPREAD_WORDS))
    of_nodes = reading.sentences_with("lymph_node")
    naming = of_nodes | reading.sentences_with("site", "node_station", "effusion")
    naming |= reading.sentences_at(places(levelled, LOBES))
    finding = of_nodes | reading.sentences_with("ehd_finding", "lesion")
    found: list[ScopedSentence] = []
    for number, (start, end) in enumerate(reading.sentences):
        opens_section = edges[passed] <= start
        while edges[passed] <= start:
            passed += 1
        begins_line = text[start - 1] == "\n" or before < 0 or text.find("\n", before, start + 1) >= 0
        if not (begins_line or opens_section or number in turning):  # it goes on below the same heading
            governing = line if line.places and not scope.judged else scope
            if governing.places and number in tested and is_of_tumour(reading, (start, end), None):
                governing = NOWHERE
            found.append(ScopedSentence(start, end, start, governing, False))
            before = end
            continue
        kind, lead, opens, indent = None, start, start, depth
        if begins_line:
            indent, line = 0, NOWHERE
        if opens_section or number in turning or number in naming or opened_by:
            if text.startswith("- ", start) and text[start + 2 : start + 3].isalnum():  # as most lists have it
                kind, lead, opens = "mark", start + 2, start + 2
                if begins_line:
                    indent = DASH_INDENT
            # Two letters open nearly every line that has no bullet.
            elif not text[start : start + 2].isalpha() and (opening := OPENING.match(text, start, end)):
                kind, opens = opening.lastgroup, opening.end()
                if kind:
                    lead = opening.end(kind)
                if begins_line:
                    indent = opening.end(1) - start + (DASH_INDENT if kind == "mark" else 0)
        ends_row = number in rows and (scope is not NOWHERE or root is not NOWHERE or opened_by is not None)
        if opens_section or (
            begins_line and text[start - 2 : start].isspace() and follows_blank_line(text, before, start)
        ):
            scope, root, opened_by = NOWHERE, NOWHERE, None
        elif kind and kind == opened_by and begins_line:
            scope = root if indent > depth else NOWHERE  # the next item of a list below its heading
            root, opened_by = scope, None
        part = parts.scope_at(start, end) if number in parts.named else None
        if part is not None:
            scope, opened_by = part, kind
        label = None
        if (number in marked and opens_with_mark(reading, opens, end)) or (
            begins_line and number in naming and is_short(reading, opens, end)
        ):
            label = read_label(reading, opens, end, begins_line=begins_line, finds=number in finding)
        if label:
            parent = (root if indent > depth else NOWHERE) if begins_line else scope
            scope = labelled(reading, label[0], parent, part, names=number in naming)
            if begins_line and number in of_nodes and titles_stations(reading, label, end):
                scope = Scope((), True, False, True)
            if begins_line and indent > depth and not (scope.places or scope.nodes or scope.thoracic):
                scope = root  # "Liver" over lines such as "  distribution: ..."
            if begins_line and (indent <= depth or root is NOWHERE):
                root, depth = scope, indent
            opened_by, line = kind if begins_line else opened_by, NOWHERE
            found.append(ScopedSentence(start, end, label[1], scope, True))
            if (
                part is None
                and number in finding
                and (is_answered(reading, label, end) or tells_of_sample(reading, label))
            ):
                scope = parent
        else:
            if begins_line and part is None:
                if opens in distant:
                    scope = root = NOWHERE
                elif ends_row and ROW.match(text, lead, end):
                    scope = (
                        root if indent > depth else NOWHERE
                    )  # a row that names a finding ends what the row above spoke of
                elif opens in organs and opens < end:
                    line = leading(reading, opens)
            governing = line if line.places and not scope.judged else scope
            if (begins_line and number in progressing and sums_up(reading, start, end)) or (
                governing.places and number in tested and is_of_tumour(reading, (start, end), part)
            ):
                governing = NOWHERE
            found.append(ScopedSentence(start, end, start, governing, False))
        before = end
    return found


def follows_blank_line(text: str, before: int, start: int) -> bool:
    """Whether an empty line, or one of blanks, parts the sentence from the one that ended before."""
    return "\n\n" in text[max(0, before - 2) : start + 1].replace(" ", "")


def sums_up(reading: Reading, start: int, end: int) -> bool:
    """Whether the line tells of progression and of nothing else."""
    return end - start <= LONGEST_LABEL and SUMMING_UP.fullmatch(reading.levelled, start, end) is not None


def is_of_tumour(reading: Reading, span: Interval, part: Scope | None) -> bool:
    """Whether the sentence tells of genes or repair proteins, which no place has: "Lungs: no nodules. The tumour is BRAF mutated."."""
    if GRADED.match(reading.levelled, span[0], span[1]):
        return True
    return any(hit.concept in ("protein", "MSS", "MSI_H") for hit in reading.hits("mismatch_repair", span)) or (
        part is None and any(hit.concept in ("ras", "braf") for hit in reading.hits("gene", span))
    )


def is_answered(reading: Reading, label: Label, end: int) -> bool:
    """Whether the label names a finding, and "none" behind it is the whole answer: what follows is of something else."""
    span, body = label
    answered = end - body <= LONGEST_ANSWER and ANSWERED.fullmatch(reading.levelled, body, end) is not None
    return answered and (reading.has("lesion", span) or reading.has("lymph_node", span))


def tells_of_sample(reading: Reading, label: Label) -> bool:
    """Whether an operation tells the result of a sample: "Biopsy of a node in the ligament: benign. Tumour infiltrates the diaphragm"."""
    told = reading.note.note_type is OPERATIVE
    return told and SAMPLE.search(reading.levelled, *label[0]) is not None


def leading(reading: Reading, start: int) -> Scope:
    """The scope of a line that starts with an organ's name and no colon ("SPLEEN 14 CM. NO FOCAL LESION"): that line only."""
    start += len("colorectal ") if reading.levelled.startswith(SPREAD, start) else 0
    for hit in reading.hits("site", (start, start + 1)):
        return Scope((Place(hit.start, hit.end, hit.concept, False, True),))
    return NOWHERE


def labelled(reading: Reading, span: Interval, parent: Scope, part: Scope | None, *, names: bool) -> Scope:
    """The scope that a heading opens; one that names no place within a specimen part leaves the part in charge.

    Where not even its sentence `names` one there is nothing to look for.
    """
    if not names:
        return part or Scope((), parent.nodes, parent.thoracic)
    words = reading.has("lymph_node", span)
    nodes = words or (parent.nodes and not names_organ(reading, span))
    places = tuple(read_places(reading, span, nodes_meant=nodes, thoracic=parent.thoracic, heading=True))
    if not places and part is not None:
        return part
    if not places and words:
        places = tuple(place for place in parent.places if place.site in REGIONS)
    if (
        not places
        and LOBE_TITLE.fullmatch(reading.levelled, span[0], span[1])
        and {one.site for one in parent.places} <= {"liver"}
    ):
        places = (Place(*span, "liver", False, True),)
    return Scope(places, nodes, parent.thoracic or any(place.site in THORACIC for place in places))


def names_organ(reading: Reading, span: Interval) -> bool:
    """Whether the span names an organ outside the names of stations."""
    stations = reading.hits("node_station", span)
    return any(not any(at.start <= hit.start < at.end for at in stations) for hit in reading.hits("site", span))


def label_at(text: str, opens: int, end: int) -> Label | None:
    """The words that stand there before the mark of a heading, whatever they are."""
    # Nearly always they are words before a colon, with one blank between each two.
    colon = text.find(":", opens, end)
    words = text[opens : max(opens, colon)]
    if words.replace(" ", "a").isalnum() and "  " not in f" {words} ":
        return (opens, colon), colon + 1
    found = LABEL.match(text, opens, end)
    return (found.span(1), found.end()) if found else None


def read_label(reading: Reading, opens: int, end: int, *, begins_line: bool, finds: bool) -> Label | None:
    """The words before a colon, dash or bracket if they are a heading: no cue, no finding, no verb among them.

    Without a colon it must name a place and nothing else, as a line or a sentence of its own or before a dash.
    Where its sentence `finds` nothing, there are no nodes or findings to look for.
    """
    label = label_at(reading.text, opens, end)
    if not label:
        return None
    span, behind = label
    first, last = span
    if last - first > LONGEST_NAME:
        return None
    nodes = finds and reading.has("lymph_node", span)
    if nodes and begins_line and titles_stations(reading, label, end):
        return label
    if reading.cues(span):
        return None
    if finds and (
        (reading.has("ehd_finding", span) and not titles_specimen(reading, label, end))
        or (nodes and judges_nodes(reading, span, end))
    ):
        return None
    mark = reading.text[last:behind].strip()
    if mark in (":", "]"):
        return label if last - first <= 40 or not VERB.search(reading.levelled, first, last) else None
    words = reading.levelled[first:last]
    if mark in ("", ".") and not reading.text[behind:end].strip():
        short = begins_line and len(words.split()) <= LONGEST_TITLE and not (VERB.search(words) or SIZED.search(words))
        if reading.has("finding_quality", span) or reading.text[first:last].endswith(" N") or words.startswith("not "):
            return None  # "Enlarged periportal nodes." is a finding, "Adrenals N." as well
        named = nodes or reading.has("site", span) or LOBE_TITLE.fullmatch(words)
        return label if short and named else None
    if mark == ".":
        return None
    is_place = (nodes and mark == "") or bool(read_places(reading, span, nodes_meant=nodes))
    return label if is_place and not VERB.search(words) else None


def judges_nodes(reading: Reading, span: Interval, end: int) -> bool:
    """Whether words for nodes before a colon already judge those behind it: "Enlarged nodes: portocaval 22 mm"."""
    judged = any(hit.concept in ("suspicious", "enlarged") for hit in reading.hits("finding_quality", span))
    return judged and reading.has("node_station", (span[1], end))


def titles_stations(reading: Reading, label: Label, end: int) -> bool:
    """Whether a line of its own calls the nodes diseased whose stations are listed below it: "Suspicious nodes"."""
    span, behind = label
    if not reading.has("lymph_node", span) or reading.text[behind:end].strip():
        return False
    judged = any(hit.concept in ("suspicious", "enlarged") for hit in reading.hits("finding_quality", span))
    judged = judged or any(hit.concept == "malignant" for hit in reading.hits("ehd_finding", span))
    if not judged or any(cue.category not in ("affirmed", "none") for cue in reading.cues(span)):
        return False
    if reading.has("node_station", span) or reading.has("site", span):
        return False
    blank = reading.text.find("\n\n", end - 1)
    below = (end, min(end + LONGEST_LABEL, blank if blank >= 0 else len(reading.text)))
    return reading.has("node_station", below)


def opens_with_mark(reading: Reading, start: int, end: int) -> bool:
    """Whether a mark of a heading stands near the start."""
    head = reading.levelled[start : min(end, start + LONGEST_LABEL)]
    return ":" in head or "   " in head or "]" in head or "=" in head


def is_short(reading: Reading, start: int, end: int) -> bool:
    """Whether the line is as short as a title."""
    return end - start <= LONGEST_LABEL and len(reading.levelled[start:end].split()) <= LONGEST_TITLE + 1


def titles_specimen(reading: Reading, label: Label, end: int) -> bool:
    """Whether a line of a pathology report ends with the label's colon: "Left lung nodule, biopsy:" names what was taken."""
    (first, _), behind = label
    text = reading.text
    titled = reading.note.note_type is PATHOLOGY and text[first:behind].rstrip().endswith(":")
    return titled and not text[behind:end].strip()


class Parts:
    """Specimen parts of a pathology report: "C. Hepatic artery node" once holds for every "C." after it."""

    def __init__(self, reading: Reading) -> None:
        self.known: dict[str, Scope] = {}
        self.reading = reading
        self.marks = part_labels(reading) if reading.note.note_type is PATHOLOGY else []
        self.next = 0
        self.referring = reading.sentences_at(places(reading.levelled, REFERENCE_WORDS)) if self.marks else set()
        # The sentences that name a part, where it opens or later.
        self.named = self.referring.union(reading.sentences_at([at for at, _, _ in self.marks]))

    def scope_at(self, start: int, end: int) -> Scope | None:
        """The scope of the last part that opens inside the sentence, if one does; sentences are asked in order."""
        scope = None
        while self.next < len(self.marks) and self.marks[self.next][0] < end:
            at, body, labels = self.marks[self.next]
            self.next += 1
            until = end if body < end else self.reading.text.find("\n", body) % (len(self.reading.text) + 1)
            until = min(until, self.marks[self.next][0]) if self.next < len(self.marks) else until
            if at >= start:
                scope = self.learn([label.upper() for label in PART_NAME.findall(labels)], (body, until))
        if scope is None and self.known and self.reading.sentence_index(start) in self.referring:
            named = REFERENCE.search(self.reading.text, start, end)
            scope = self.known.get(named.group(1).upper()) if named else None
        return scope

    def learn(self, labels: list[str], span: Interval) -> Scope:
        """The scope of the parts; where they are described it is read and kept."""
        nodes = self.reading.has("lymph_node", span)
        places = tuple(read_places(self.reading, span, nodes_meant=nodes))
        vague = all(place.site in ("other", "organ", "elsewhere") for place in places)
        if (places and not vague) or not any(label in self.known for label in labels):
            for label in labels:
                self.known[label] = Scope(places, nodes)
        found = [self.known[label] for label in labels if label in self.known]
        return Scope(tuple(place for scope in found for place in scope.places), any(scope.nodes for scope in found))
