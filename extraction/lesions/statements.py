"""A note to statements about liver lesions, in order; what is said of other organs is left out."""

import re
from collections.abc import Sequence

from abstraction.records import Section
from extraction.anchors import Anchors, one_in, places
from extraction.lesions.announced import announced_apart, name_numbered
from extraction.lesions.cavities import lies_at_cavity, lists_cavities
from extraction.lesions.cutting import cut
from extraction.lesions.dating import sentences_with_times, told_before
from extraction.lesions.events import NoteEvents, Site, named_places, sentences_with_sites
from extraction.lesions.joined_places import with_joined_places
from extraction.lesions.lobes import Lobe, read_lobes
from extraction.lesions.looking_back import attach_earlier, look_back, sentences_looking_back
from extraction.lesions.named_nodules import (
    drop_parts_without_tumour,
    drop_regressed,
    name_by_looks,
    name_parts,
    name_sampled,
)
from extraction.lesions.parts import (
    Part,
    is_liver_form,
    is_liver_operation,
    is_liver_specimen,
    is_liver_study,
    read_parts,
)
from extraction.lesions.referring import doubt_last, refer_back, refers_over_denials, sentences_with_doubt
from extraction.lesions.sizes import sentences_with_lengths
from extraction.lesions.specimen_places import stand_in_specimen
from extraction.lesions.statement import Statement, names_largest
from extraction.lesions.telling import TOTAL, telling_sentences, unread_sentences
from extraction.lesions.told_histology import is_of_liver_specimen
from extraction.note_types import ONCOLOGY, OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval
from extraction.site_scopes import NOWHERE, Scope, ScopedSentence, scoped_sentences
from extraction.study_region import study_site
from extraction.tumours import is_other_tumour

# "Segments        5, 6, 8": an entry on the lesions named above.
SEGMENT_LABEL = pattern_of(
    r"\W*(?:segments?|segs?|(?:right|left|caudate) (?:hepatic |liver )?(?:lobe|liver|hemi ?liver))\b"
)
MEASURE = pattern_of(
    r"\W*(?:(?:greatest|largest|maximum|max\.?|tumou?r) )?(?:size|sizes|number|numbers|diameter|dimension|measurement)s?(?: (?:and|or|of) (?:the )?(?:size|number|tumou?r|tumou?rs|nodules?|lesions?))?\W"
)
LABELLED = pattern_of(r"[ \t]*[A-H](?:[.:)=]|[ \t]{2})[ \t]*\d(?:(?! {3})[^\n]){0,60}$", re.MULTILINE)
# Sentences over which "the largest" still means the lesions named last.
CARRIED = 3
NEXT_SENTENCES = 2
OTHER_VESSEL_WORDS = Anchors("renal ", "splenic ", "gonadal ", "iliac ", "pulmonary ")
OTHER_VESSEL = pattern_of(r"\b(?:renal|splenic|gonadal|iliac|pulmonary) (?:vein|arter|vessel)")
# A surgeon looks at the liver with it.
IOUS = pattern_of(
    r"\b(?:ioc?us|intra ?operative (?:liver )?ultraso\w+|ultrasound of (?:the )?liver|liver ultrasound)\b"
)
IMPLANTS = frozenset({"implant", "implants"})
# What a study that takes in the abdomen may name beside it.
OF_WIDE_STUDY = frozenset({"thorax", "neck", "other_nodes"})
NEUTRAL = frozenset({"liver", "abdomen", "pelvis", "elsewhere", "organ"})

# "No mets elsewhere on the CT": the liver's are told before.
ELSEWHERE = pattern_of(
    r"(?: (?:seen|identified|found|detected|shown))? (?:elsewhere|anywhere else)\b(?! in (?:the |her |his )?(?:liver|hepatic|remnant|lobe))"
)
# Between two places that share what is told of them.
JOINING = pattern_of(r" ?(?:,|/|&|\+|and|,? and|with)? ?(?:the )?(?:part of )?(?:the )?")


def read_statements(reading: Reading, tables: Sequence[Interval] = ()) -> list[Statement]:
    """Statements on liver lesions in the order of the note; what is said of other places, and in `tables`, is left out."""
    found: list[Statement] = []
    memory, leading, led, listed = False, "", 0, False
    section: Section | None = None
    scope, other_scope = NOWHERE, False
    note_type = reading.note.note_type
    pending: list[Statement] = []  # numbers of the sentence before whose place is not told yet
    at = -1
    parts = reading.once(read_parts) if note_type is PATHOLOGY else None
    on_form = is_liver_form(reading)
    default = on_form or is_liver_specimen(reading) or is_liver_study(reading) or is_liver_operation(reading)
    telling, vessels = telling_sentences(reading), places(reading.levelled, OTHER_VESSEL_WORDS)
    livers = reading.sentences_at([hit.start for hit in reading.hits("site") if hit.concept == "liver"])
    events, sited = NoteEvents(reading), sentences_with_sites(reading)
    timed, measured = reading.once(sentences_with_times), reading.once(sentences_with_lengths)
    treated = any(hit.concept == "treated" for hit in reading.hits("liver_lesion"))
    doubted, looking_back = reading.once(sentences_with_doubt), measured & reading.once(sentences_looking_back)
    unread = unread_sentences(reading, tables)
    asked = (telling | livers) - unread
    for number, sentence in enumerate(scoped_sentences(reading)):
        if number not in asked and (not (memory or pending) or number in unread):
            continue
        start, end, body, governing = sentence.start, sentence.end, sentence.body, sentence.scope
        before, section = section, reading.section_at(start)
        broken = (memory or bool(pending)) and (section is not before or "\n\n" in reading.text[start - 2 : start + 1])
        if tables:
            sentence = before_table(sentence, tables)
            end = sentence.end
        span = (start, end)
        if memory:
            memory = not broken and not (body > start and is_headed(reading, sentence))
            if memory and number in doubted:
                doubt_last(reading, sentence, number, found)
        if governing is not scope:
            scope = governing
            other_scope = is_elsewhere(scope)
        tells = number in telling
        elsewhere = tells and other_scope
        if elsewhere or (not tells and (memory or number in livers)):
            sites = named_places(reading, span) if number in sited else []
            elsewhere = elsewhere and not is_on_liver(reading, sentence, sites)
            if not tells or (elsewhere and not any(site.kind == "liver" for site in sites)):
                tells = False
                if sites:
                    memory = sites[-1].kind == "liver"
                elif memory and one_in(vessels, start, end):
                    memory = not OTHER_VESSEL.search(reading.levelled, start, end)
        if not tells:
            continue
        near = number - led <= CARRIED
        told = "metastasis" if on_form and not named_places(reading, span) else ""
        units = cut(
            reading,
            events.of(number, span),
            start,
            section.category,
            number,
            leading if near and (memory or (pending and number - at == 1)) else told,
        )
        units = with_joined_places(reading, units) if len(units) > 1 else units
        several = len(units) > 1
        if several:
            units = with_bare_places(reading, units)
            name_numbered(reading, units, leading if near else "")
        if listed and near:
            treat_listed(units)
        for unit in units:
            part = parts.at(unit.start) if parts else None
            goes_on = memory or (
                (is_largest(unit) and follows_metastases(found, number) and not named_places(reading, span))
                or refers_over_denials(reading, span, number, found)
            )
            unit.in_liver = is_liver(reading, unit, sentence, goes_on, part, default, elsewhere) or is_denied_anywhere(
                reading, unit, sentence
            )
            # What is not of the liver by now may still turn out to be: a number by what follows, a lesion by its cavity.
            if number in timed and (unit.in_liver or unit.number or treated):
                unit.told = told_before(reading, span, unit)
            memory = unit.in_liver if (unit.places or unit.in_liver) else memory
            if part and part.in_liver and unit.in_liver:
                unit.part, unit.is_biopsy = part.label, part.is_biopsy
                if not unit.kind and is_measure(reading, unit, start):
                    unit.kind = name_in(found, part.label)
                if not unit.segments and not unit.lobes:
                    unit.lobes = list(part.lobes)
                if not unit.segments and (unit.kind == "metastasis" or unit.sizes):
                    unit.segments, unit.is_borrowed = list(part.segments), True
        if body == start and scope.places:
            stand_in_lobe(reading, sentence, units)
        if found and number in looking_back:
            attach_earlier(reading, span, units, found)
        if pending:
            one_part = parts is None or len({id(parts.at(one.start)) for one in (*pending, *units)}) == 1
            share_place([*pending, *units] if number - at == 1 and not broken and one_part else units)
            found += [unit for unit in pending if unit.in_liver]
        elif several:
            share_place(units)
        pending, at = [], number
        for unit in units:
            if unit.number and is_unplaced(reading, unit):
                pending.append(unit)
        if treated:
            lies_at_cavity(reading, units, found)
        if several:
            name_sampled(reading, units, found)
        if found and found[-1].state == "prior":
            look_back(reading, units, found)
        refer_back(reading, sentence, number, units, found)
        named = None
        for unit in units:
            if unit.in_liver:
                found.append(unit)
            if unit.kind not in ("", "not_here"):
                named = unit
        if named:
            leading, led = named.kind, number
            listed = treated and ((listed and leading == "treated") or lists_cavities(reading, named))
    if note_type is PATHOLOGY:
        stand_in_specimen(reading, found, of_liver=default)
    name_by_looks(reading, found)
    drop_regressed(reading, found)
    drop_parts_without_tumour(reading, found)
    name_parts(reading, found)
    return announced_apart(found)


def is_headed(reading: Reading, sentence: ScopedSentence) -> bool:
    """Whether the sentence opens with a heading of its own that names a place, and not the next segment of those before."""
    if not any(place.start >= sentence.start for place in sentence.scope.places):
        return False
    return not SEGMENT_LABEL.match(reading.levelled, sentence.start)


def with_bare_places(reading: Reading, units: list[Statement]) -> list[Statement]:
    """ "Liver, caudate lobe and segment 4a: two metastases": a place told with nothing of its own is one of those that follow it."""
    kept: list[Statement] = []
    for index, unit in enumerate(units[:-1], 1):
        following = units[index]
        bare = unit.segments and not (unit.kind or unit.sizes or unit.number or unit.lobes)
        if bare and following.segments and following.segments[0].start >= unit.segments[-1].end:
            between = (unit.segments[-1].end, following.segments[0].start)
            if JOINING.fullmatch(reading.levelled, *between):
                following.segments = [*unit.segments, *following.segments]
                following.places = [*unit.places, *following.places]
                continue
        kept.append(unit)
    kept.append(units[-1])
    return kept


def treat_listed(units: list[Statement]) -> None:
    """ "Three ablation cavities. Segment 5: 21 mm": what a list of cavities goes on to place is one of them."""
    if any(unit.nouns and unit.kind in ("metastasis", "lesion") for unit in units):
        return
    for unit in units:
        if unit.kind == "lesion" and unit.segments:
            unit.kind = "treated"


def before_table(sentence: ScopedSentence, tables: Sequence[Interval]) -> ScopedSentence:
    """The sentence as far as the table that its line leads to: a title without a stop runs on into the first row."""
    ahead = [start for start, _ in tables if sentence.start < start < sentence.end]
    if not ahead:
        return sentence
    return ScopedSentence(sentence.start, min(ahead), sentence.body, sentence.scope, sentence.labelled)


def stand_in_lobe(reading: Reading, sentence: ScopedSentence, units: list[Statement]) -> None:
    """ "RIGHT LOBE" over "Three lesions": what names no place of its own lies in the lobe of its heading."""
    for unit in units:
        if unit.in_liver and not (unit.segments or unit.lobes) and (unit.number or unit.sizes or unit.nouns):
            unit.lobes = lobe_of_heading(reading, sentence)


def lobe_of_heading(reading: Reading, sentence: ScopedSentence) -> list[Lobe]:
    """The one lobe that the heading before the sentence names; nothing where it names more."""
    lobes = [lobe for place in sentence.scope.places for lobe in read_lobes(reading, (place.start, place.end))]
    return lobes if len(lobes) == 1 and lobes[0].end <= sentence.start else []


def is_denied_anywhere(reading: Reading, unit: Statement, sentence: ScopedSentence) -> bool:
    """ "No evidence of metastatic disease" with no place named is said of the liver too; of a study's region likewise."""
    if unit.kind != "metastasis" or unit.state != "absent" or unit.places or unit.segments or unit.lobes:
        return False
    if study_site(reading) or (unit.nouns and ELSEWHERE.match(reading.levelled, unit.nouns[-1].end)):
        return False
    scoped = {place.site for place in sentence.scope.places} - {"other_nodes"}
    general = not scoped or ("abdomen" in scoped and scoped <= NEUTRAL | {"thorax"})
    return general and not sentence.scope.nodes and reading.note.note_type in (RADIOLOGY, ONCOLOGY)


def recurs_in_segment(reading: Reading, span: Interval, named: list[Site]) -> bool:
    """ "Local recurrence at the ablation site in segment 6": the place is the liver and not the bowel's."""
    recurs = any("recurrence" in reading.levelled[site.start : site.end] for site in named)
    return recurs and bool(read_segments(reading, span))


def is_on_liver(reading: Reading, sentence: ScopedSentence, named: list[Site]) -> bool:
    """Whether a sentence under the heading of another organ begins with the liver, or tells what recurs in its segments."""
    own = bool(named) and named[0].kind == "liver" and sentence.body == sentence.start
    return own or recurs_in_segment(reading, (sentence.start, sentence.end), named)


def is_liver(
    reading: Reading,
    unit: Statement,
    sentence: ScopedSentence,
    memory: bool,
    part: Part | None,
    default: bool,
    other_scope: bool,
) -> bool:
    """Whether the statement speaks of the liver: by its own words, its sentence, its heading, or the sentence before."""
    denied = unit.state == "absent" and not unit.segments and bool(unit.nouns)
    if denied and ELSEWHERE.match(reading.levelled, unit.nouns[-1].end):
        return False
    if "liver" in unit.places:
        return not is_other_tumour(reading, unit.start)
    if unit.places:
        return bool(unit.segments) and not other_scope and unit.kind != "" and unit.places[0] in ("elsewhere", "organ")
    if unit.segments:
        return not other_scope and not is_other_tumour(reading, unit.start)
    if other_scope:
        return False
    if is_other_tumour(reading, unit.start):
        return False
    if unit.lobes and unit.kind:
        return True
    if unit.kind == "metastasis" and unit.number and TOTAL.search(reading.levelled, unit.lead, unit.end):
        return True
    if unit.kind and reading.note.note_type is OPERATIVE and IOUS.search(reading.levelled, unit.lead, unit.end):
        return True
    if part:
        return part.in_liver
    if memory or any(place.site == "liver" for place in sentence.scope.places):
        return True
    return (default and not is_implant(reading, unit)) or is_of_liver_specimen(reading, unit)


def is_implant(reading: Reading, unit: Statement) -> bool:
    """Whether all that names the lesion is "implants": those lie on the peritoneum where no other place is told."""
    return bool(unit.nouns) and all(reading.levelled[hit.start : hit.end] in IMPLANTS for hit in unit.nouns)


def is_elsewhere(scope: Scope) -> bool:
    """Whether it is the heading of another organ or of nodes."""
    if scope.nodes or not scope.places:
        return scope.nodes
    if len(scope.places) == 1:
        return scope.places[0].site not in NEUTRAL
    scoped = {place.site for place in scope.places}
    if "abdomen" in scoped or scoped >= {"thorax", "pelvis"}:  # "CT chest, abdomen and pelvis:" names the study
        scoped -= OF_WIDE_STUDY
    return "liver" not in scoped and not scoped <= NEUTRAL


def is_largest(unit: Statement) -> bool:
    """Whether it gives the size of "the largest lesion"."""
    return bool(unit.sizes) and names_largest(unit)


def follows_metastases(found: list[Statement], number: int) -> bool:
    """Whether metastases of the liver were told in one of the two sentences before, and nothing since."""
    return bool(found) and found[-1].kind == "metastasis" and number - found[-1].sentence <= NEXT_SENTENCES


def is_measure(reading: Reading, unit: Statement, start: int) -> bool:
    """Whether the line gives nothing but number or size: "- number and size: two; 2.5 x 2.1 cm and 0.8 x 0.7 cm".

    A line of a specimen below one goes on with it: "Tumour size  A: 33 mm" over "B: 17 mm".
    """
    line = reading.text.rfind("\n", 0, start) + 1
    while line and LABELLED.match(reading.text, line):
        line = start = reading.text.rfind("\n", 0, line - 1) + 1
    return bool(unit.sizes or unit.number) and bool(MEASURE.match(reading.levelled, start, unit.end))


def name_in(found: list[Statement], label: str) -> str:
    """What the last name given in the specimen makes of a size: a metastasis, a lesion, or nothing."""
    named = next((one for one in reversed(found) if one.part == label and one.kind), None)
    if named is None:
        return "lesion"
    return named.kind if named.kind in ("metastasis", "lesion") and named.state == "present" else ""


def share_place(units: list[Statement]) -> None:
    """ "Two metastases, one 3 cm in segment 8": what a list goes on to place in the liver was announced there."""
    later: Statement | None = None
    for unit in reversed(units):
        if later is not None and later.in_liver and counts_lesions(unit):
            unit.in_liver = later.inherits or (later.sentence != unit.sentence and bool(later.segments or later.lobes))
        later = unit


def is_unplaced(reading: Reading, unit: Statement) -> bool:
    """Whether it gives a number of lesions and no place, which what follows may tell; implants lie on the peritoneum."""
    return counts_lesions(unit) and not is_implant(reading, unit)


def counts_lesions(unit: Statement) -> bool:
    """Whether it gives a number of lesions and no place."""
    if unit.in_liver or not unit.number or unit.places or unit.section == "plan":
        return False
    return unit.kind in ("metastasis", "lesion") and unit.state == "present"
