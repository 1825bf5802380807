"""Every statement of a note on sites outside the liver: sentence by sentence, piece by piece."""

from collections.abc import Sequence

from abstraction.records import Section
from extraction.extrahepatic.antecedents import Antecedents, awaited_sentences, referring_sentences
from extraction.extrahepatic.blanket import blanket, blanket_sentences
from extraction.extrahepatic.chunks import SIZE, Told, read_told
from extraction.extrahepatic.history import examined, is_old, removed
from extraction.extrahepatic.pieces import Piece, cut, only_names
from extraction.extrahepatic.sampling import histology_in, histology_places, taken_out, without_origin
from extraction.extrahepatic.stated_sites import EDGE, OF_BOWEL, SPREAD, stated_sites
from extraction.extrahepatic.statement import Statement
from extraction.extrahepatic.verdict import Verdict, judge, may_judge
from extraction.note_types import ONCOLOGY, OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading, question_sentences
from extraction.site_scopes import NOWHERE, Scope, ScopedSentence, scoped_sentences
from extraction.sites import REGIONS, SILENT, Place, read_places
from extraction.study_region import study_site
from extraction.tumours import is_on_other_tumour, is_other_tumour

UNREAD = frozenset({"family_history", "past_history", "medication"})
ONE_LINE = frozenset({"technique", "comparison"})
SELDOM_READ = UNREAD | ONE_LINE
ASKS = pattern_of(
    r"\W*(?:is|are|was|were|do|does|did|has|have|any|can|could|would|should|what|which|whether|where|how)\b"
)
# "Pedicular nodes and left adrenal to be followed" tells what is to be done.
TO_FOLLOW = pattern_of(r"\bto (?:be )?(?:follow|control|check|clarif|monitor|watch|re ?assess|review|discuss)")
# Sets a piece off as an entry of its own: "Lung mets: yes   Nodes: no".
GAP = "   "
SOLID = pattern_of(r"nod(?:ule|ules|s)?\b")
STUDY_REACH = 12
BESIDE_HEADING = frozenset({"elsewhere", "ascites"})
# A sentence that names only these, and no node, says nothing of any site.
MUTE = SILENT - {"thorax", "organ", "ascites", "anastomosis"}
# A piece on these alone has no place that a bare judgement may be of.
UNPLACED = SILENT - {"thorax"}
# Of an organ and of ascites only spread by its own name is stated.
MUTE_BUT_SPREAD = MUTE - {"regional"} | {"organ", "ascites"}
MUTE_OR_SPREAD = MUTE | MUTE_BUT_SPREAD
# A piece, the places it speaks of, and what it says of them.
Judged = tuple[Piece, tuple[Place, ...], Verdict | None]


def statements(reading: Reading) -> list[Statement]:
    """Every statement on a site outside the liver, in order."""
    made: list[Statement] = []
    antecedents = Antecedents(reading)
    called = blanket_sentences(reading)
    awaited, referring = reading.once(awaited_sentences), reading.once(referring_sentences)
    telling = naming_sentences(reading).union(called, awaited)
    asking = reading.once(question_sentences)
    kind = reading.note.note_type
    examines, writes = kind is PATHOLOGY, kind is ONCOLOGY
    scope, on_site = NOWHERE, False
    for index, sentence in enumerate(scoped_sentences(reading)):
        if index not in telling:
            if sentence.scope is not scope:
                scope = sentence.scope
                on_site = is_on_site(scope)
            if not (on_site or (index in referring and antecedents.seen)):
                continue
        start, end = sentence.start, sentence.end
        section = reading.section_at(start)
        if (examines or section.category in SELDOM_READ) and is_unread(reading, sentence, section):
            continue
        if writes and examined(reading, (start, end), section):
            continue
        if index in asking and ASKS.match(reading.levelled, sentence.body, end):
            continue
        if index in called:
            made += blanket(reading, sentence)
        antecedents.enter(sentence)
        for piece, named, found in judged(reading, sentence, antecedents, is_awaited=index in awaited):
            found = found or unjudged(reading, piece)
            if found is None or (found.status == "present" and is_of_other_tumour(reading, piece)):
                continue
            if found.counted and not named and not OF_BOWEL.search(reading.levelled, start, piece.end):
                named = reading.once(only_station)
            for statement in of_piece(reading, piece, named, found, sentence):
                if statement.status == "absent" or not removed(reading, statement.site, statement.start):
                    made.append(statement)
    return made


def is_on_site(scope: Scope) -> bool:
    """Whether a heading names nodes or a place that is not mute."""
    return scope.nodes or any(place.site not in MUTE for place in scope.places)


def unjudged(reading: Reading, piece: Piece) -> Verdict | None:
    """A nodule or node that is there and not judged, "stable 4 mm nodule": beside it "no new nodule" denies nothing."""
    for hit in piece.told.findings:
        if (
            hit.concept == "lesion"
            and SOLID.match(reading.levelled, hit.start)
            and not reading.effects(hit.start, hit.end) - {"affirmed"}
        ):
            beside = reading.hits("ehd_finding", reading.sentence_at(piece.start))
            benign = any(other.concept == "benign" for other in beside)
            return None if benign else Verdict("unjudged", hit.start, hit.end, weak=True)
    return None


def naming_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences that name a place that is not mute, nodes, or at an operation an organ taken out."""
    named = reading.sentences_with("node_station", "effusion", "lymph_node")
    named |= reading.sentences_at([hit.start for hit in reading.hits("site") if hit.concept not in MUTE])
    return named | reading.sentences_with("ehd_treatment") if reading.note.note_type is OPERATIVE else named


def is_unread(reading: Reading, sentence: ScopedSentence, section: Section) -> bool:
    """Whether the sentence stands where no finding of this note is told; a comparison or technique is one line long."""
    if section.category in ONE_LINE:
        later = "\n" in reading.text[section.body_start : sentence.start + 1].lstrip()
        return not later and not (sentence.labelled and sentence.scope.places)
    if reading.note.note_type is PATHOLOGY and EDGE.search(reading.levelled, sentence.start, sentence.body):
        return True  # "Margins: retroperitoneal clear by 14 mm"
    return section.category in UNREAD


def is_of_other_tumour(reading: Reading, piece: Piece) -> bool:
    """Whether the note is on another tumour, or a pathology report speaks of one where the piece stands."""
    if reading.once(is_on_other_tumour):
        return True
    return reading.note.note_type is PATHOLOGY and is_other_tumour(reading, piece.start)


def only_station(reading: Reading) -> tuple[Place, ...]:
    """The one lymph node station outside the primary's territory that a pathology report names, if there is just one."""
    if reading.note.note_type is not PATHOLOGY:
        return ()
    places = [
        place
        for place in read_places(reading, (0, len(reading.text)))
        if place.nodes and reading.levelled[place.start : place.end] != "primary"
    ]
    return (places[0],) if places and len({place.site for place in places}) == 1 else ()


def judged(
    reading: Reading, sentence: ScopedSentence, antecedents: Antecedents, *, is_awaited: bool
) -> Sequence[Judged]:
    """The pieces of a sentence that may state something, each with its places and what it says of them.

    From one that states nothing but `is_awaited` the antecedents learn what it names.
    """
    scope, span = sentence.scope, (sentence.body, sentence.end)
    operated = reading.note.note_type is OPERATIVE
    taken = taken_out(reading, (sentence.start, sentence.end)) if operated else ()
    told = read_told(reading, span)
    judges = taken or scope.judged or may_judge(reading, span, told)
    if not (judges or is_awaited):
        return ()
    places = read_places(reading, span, nodes_meant=scope.nodes, thoracic=scope.thoracic)
    if reading.once(histology_places):
        places = without_origin(reading, span, places)
    sites = {place.site for place in places}
    if sites <= MUTE and not (taken or scope.places or scope.nodes or antecedents.seen or told.nodes):
        return ()
    states = taken or (judges and may_state(reading, sentence, sites, told, antecedents))
    if not states and not (is_awaited and places):
        return ()
    pieces = read_pieces(reading, sentence, places, told, taken, antecedents)
    return pieces if states else ()


def may_state(
    reading: Reading, sentence: ScopedSentence, sites: set[str], told: Told, antecedents: Antecedents
) -> bool:
    """Whether the sentence, which names these sites, speaks of one that something may be stated of."""
    scope = sentence.scope
    if scope.nodes or told.nodes or not sites <= MUTE_OR_SPREAD:
        return True
    sites = sites.union([place.site for place in scope.places])
    if antecedents.may_be_meant(sentence):
        sites.update([place.site for place in (*antecedents.seen, *antecedents.unjudged)])
    mute = sites <= MUTE or (sites <= MUTE_BUT_SPREAD and not names_spread(reading, sentence, told))
    return not mute or study_site(reading) is not None


def names_spread(reading: Reading, sentence: ScopedSentence, told: Told) -> bool:
    """Whether the sentence may call something spread by its name."""
    return SPREAD.search(reading.levelled, sentence.body, sentence.end) is not None or any(
        hit.concept == "malignant" for hit in told.findings
    )


def read_pieces(
    reading: Reading,
    sentence: ScopedSentence,
    places: list[Place],
    told: Told,
    taken: tuple[Place, ...],
    antecedents: Antecedents,
) -> list[Judged]:
    """The pieces of the sentence, the places each speaks of (its own, those before it, or the heading's), and what it says.

    A piece that refers back to nodes nobody has placed says nothing. Pieces that speak of nothing are left out.
    """
    scope, span = sentence.scope, (sentence.body, sentence.end)
    cues = told.cues if sentence.body == sentence.start else reading.cues((sentence.start, sentence.end))
    spanning = [cue for cue in cues if cue.direction == "sentence"]
    inherited: tuple[Place, ...] = ()
    before: Verdict | None = None
    read: list[Judged] = []
    for piece in cut(reading, span, places, told):
        own, own_told = piece.places, piece.told
        nodes = scope.nodes or bool(own_told.nodes)
        heading = tuple([place for place in scope.places if place.sure or nodes]) if scope.places else ()
        if piece.opened_by == GAP:
            heading, inherited = (), ()
        if sentence.labelled and own and heading and lies_within(reading, own, heading):
            own = ()
        if inherited and own and all(is_study_field(reading, place) for place in own):
            own = ()  # "uptake in the iliac bone; indeterminate, MRI pelvis is advised"
        if inherited and not own and own_told.nodes:
            inherited = tuple(place for place in inherited if place.nodes)  # "lungs - metastases; nodes - none"
        back = None if own or inherited else antecedents.meant(piece, sentence)
        named = own or inherited or (heading if back is None else back)
        inherited = own or inherited
        if not (named or nodes or piece.places or own_told.findings):
            before = None
            continue
        stations = placed = False
        for place in named:
            stations = stations or place.nodes
            placed = placed or place.site not in UNPLACED
        found = None if back == () else judge(reading, piece, spanning, nodes or stations, placed)
        if taken and found and all(place.site in MUTE for place in named):
            named = taken  # "Left adrenalectomy: gland 3 cm, frozen section metastasis"
        if not named and back is None and found and found.status == "absent" and found.malignant:
            named = of_study(reading, piece)
        if found is None and stations and before and continues_list(reading, piece, before, nodes):
            found = before
        if found is None and scope.judged and stations and lists_only(reading, piece):
            found = Verdict("present", piece.start, piece.end, malignant=True)
        something = bool(nodes or own_told.qualities or own_told.findings)
        antecedents.learn(piece.places, names_something=something, is_judged=found is not None)
        read.append((piece, named, found))
        before = found if found and found.status == "present" and (found.malignant or nodes or stations) else None
    return read


def of_study(reading: Reading, piece: Piece) -> tuple[Place, ...]:
    """What "no metastasis" without a place is said of in a study of one part of the body: "CT brain. No metastasis."."""
    site = study_site(reading)
    return (Place(piece.start, piece.end, site, False, True),) if site else ()


def names_organ(heading: tuple[Place, ...]) -> bool:
    """Whether a heading names one site, which a region behind it only places: "Bones: lesion in the pelvis"."""
    return len(heading) == 1 and heading[0].site not in SILENT and not heading[0].nodes


def lies_within(reading: Reading, own: tuple[Place, ...], heading: tuple[Place, ...]) -> bool:
    """Whether the places behind a heading only tell where or what a finding in the heading's organ is."""
    if all(place.site in BESIDE_HEADING for place in own):
        return True  # "Peritoneum: catheter in place; no implants"
    if not names_organ(heading):
        return False
    # "Peritoneum: small nodule in the pelvis, equivocal"; "Omentum: soft tissue stranding"
    return all(place.site in REGIONS for place in own) or all(is_soft_tissue(reading, place) for place in own)


def continues_list(reading: Reading, piece: Piece, before: Verdict, nodes: bool) -> bool:
    """Whether a piece that names a station and says nothing of it is one more of what was just told to be there.

    "Lung mets, omental caking, portocaval nodes"; "enlarged nodes in the hepatic hilum up to 18 mm and along the aorta up to 14 mm".
    """
    if TO_FOLLOW.search(reading.levelled, piece.start, piece.end):
        return False
    if nodes and before.malignant and only_names(reading, piece):
        return True
    return not piece.told.nodes and only_names(reading, piece, sized=True)


def lists_only(reading: Reading, piece: Piece) -> bool:
    """Whether the piece is a row of a list of nodes: a station with nothing but its size."""
    return only_names(reading, piece, sized=True) or bool(SIZE.search(reading.levelled, piece.start, piece.end))


def is_soft_tissue(reading: Reading, place: Place) -> bool:
    """Whether the place is no more than what a finding looks like."""
    return reading.levelled.startswith("soft tissue", place.start)


def is_study_field(reading: Reading, place: Place) -> bool:
    """Whether the place only says what a study is to cover: "MRI pelvis"."""
    if place.site not in REGIONS:
        return False
    before = reading.hits("modality", (max(0, place.start - STUDY_REACH), place.end))
    return any(hit.start < place.start <= hit.end + 1 or hit.start <= place.start < hit.end for hit in before)


def of_piece(
    reading: Reading, piece: Piece, named: tuple[Place, ...], found: Verdict, sentence: ScopedSentence
) -> list[Statement]:
    """The statements of one piece on its places."""
    nodes = bool(piece.told.nodes) or (sentence.scope.nodes and all(place.site in REGIONS for place in piece.places))
    sites = stated_sites(reading, named, found, piece, nodes=nodes)
    made: list[Statement] = []
    if not sites:
        return made
    rank = reading.rank_at(piece.start)
    weak = found.weak or is_old(reading, piece.start)
    told = reading.note.note_type is not PATHOLOGY
    sampled = told and histology_in(reading, (sentence.start, piece.end)) is not None
    for place, site in sites:
        start, end = found.start, found.end
        if place in piece.places:
            start, end = min(place.start, start), max(place.end, end)
        made.append(Statement(site, found.status, start, end, rank, weak, sampled, place is None))
    return made
