"""Timings that a history tells in its course: one diagnosis of both with its day, a study at the primary's finding, an early stage and then the liver."""

from collections.abc import Mapping
from datetime import date

from abstraction.records import ElementValue
from extraction.anchors import Anchors, matches_at, one_in, places
from extraction.fields.presence import is_believed, spread_hits
from extraction.fields.primary_site import NO_PART
from extraction.fields.timing_circumstances import Clue
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.tumours import is_other_tumour

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
LIVER_SPREAD = r"(?:liver|hepatic) (?:mets?|metastas[ei]s|secondaries|deposits|recurrences?|relapse)"
SPREAD_WORDS = Anchors(
    "metastatic to ",
    *(
        f"{organ} {what}"
        for organ in ("liver", "hepatic")
        for what in ("met", "secondar", "deposit", "recurren", "relapse")
    ),
)
# "Metastatic rectal cancer to the liver diagnosed 4/2021", "adenocarcinoma of the sigmoid, liver only, dx 12/2020".
DIAGNOSED_METASTATIC = pattern_of(
    r"\b(?:ca|cancer|carcinoma|adenocarcinoma|m?crc)\b[^.;\n]{0,50}?\b(?:metastatic to (?:the |both lobes of the )?liver|to (?:the )?liver|liver (?:only|limited|dominant)(?: metasta\w+| disease)?|(?<=crc, )(?:[a-z ]{3,20}, )?liver(?: ?[+,&] ?\w+| and \w+)?|liver (?:\+|and|&) (?:lung|nodal|peritone)\w*|with [^.;\n]{0,20}?(?:bilobar|liver|hepatic) (?:mets|metastases))"
    rf"[ ,(]{{1,3}}(?:first |newly |initially )?(?:diagnosed|dx'?d?|detected|diagnosis)(?: in| on|:)? (?:\d|{MONTH})"
)
# What it ends in.
DIAGNOSED_ON = pattern_of(rf"(?:diagnosed|dx'?d?|detected|diagnosis)(?: in| on|:)? (?:\d|{MONTH})")
DIAGNOSED_WORDS = Anchors("diagnosed", "dx", "detected", "diagnosis")
# "Dx: rectal adenocarcinoma, stage IV (liver), 9/2021".
STAGED_WITH_DAY = pattern_of(
    rf"\b(?:dx|diagnos[ie]s) ?: (?:(?!recur|relaps|now\b|\d{{4}})[^.;\n]){{0,60}}?\bstage iv[abc]?\b(?:(?!recur|relaps|now\b)[^.;\n]){{0,50}}?\b(?:liver|hepatic)\b[^.;\n\d]{{0,16}}[ ,(]{{1,3}}(?:in )?(?:\d{{1,2}}[/.]|20\d\d|{MONTH})"
)
DIAGNOSES = Anchors("dx:", "dx :", "diagnosis:", "diagnosis :", "diagnoses:", "diagnoses :")
DIAGNOSIS_WORDS, CANCERS = (
    Anchors("diagnos", "dx"),
    Anchors("ca ", "cancer", "carcinoma", "adenocarcinoma", "crc", "mcrc"),
)
# What makes it the day on which the liver alone was found.
CAME_BACK = pattern_of(r"\b(?:recurr\w*|relaps\w*|metachronous|s/p|status post|resected|history of|h/o|now)\b")
# "8/2020 obstructing sigmoid mass, diverted. CT then: multiple liver metastases."
STUDY_THEN = pattern_of(
    r"\b(?:ct|mri|pet|scans?|imaging|staging|ultrasound)(?: (?:scan|cap|c/a/p|abdomen|chest|imaging))? (?:then|at (?:that|the) (?:same )?time|of the same (?:day|week|month))\b"
)
THEN_WORDS = Anchors(" then", " at that ", " at the ", " of the same")
STUDY_REACH, BEFORE = 24, 160
EARLIER = pattern_of(
    r"\b(?:resected|removed|excised|recur\w*|relaps\w*|ago|previous\w*|history of|s/p|\w*colectomy|lar|apr)\b"
)
# "Presented 3/2021 with an obstructing sigmoid cancer. CT showed liver metastases."
PRESENTED = pattern_of(
    rf"\b(?:presented|admitted|diagnosed|found|dx'?d?)(?: (?:via|through|to|from) (?:the )?(?:\w+ ){{0,2}}?\w+)?(?: (?:in|on))?(?: (?:early|late|mid))?(?: (?:\d{{1,2}}/(?:\d{{1,2}}/)?(?:20)?\d\d|{MONTH}\w*\.?,?(?: (?:20)?\d\d)?|(?:20)\d\d))?(?: (?:of|in|last|this|the|past|year|month|week|spring|summer|fall|autumn|winter|earlier)){{0,4}},? (?:with|to have)\b"
)
PRESENTED_WORDS = Anchors("presented", "admitted", "diagnosed", "found", "dx")
PRIMARY_SIGNS = pattern_of(
    r"\b(?:primary|perforat\w+|obstruct\w*|bleed\w*|an[a]?emi\w+|hematochezia|rectal bleeding|weight loss)\b"
)
# "Sigmoid cancer resected 2019, presented this year with liver metastases".
RESECTED_THEN = pattern_of(
    rf"\b(?:resected|resection|colectomy|removed|hemicolectomy|operated)\b[^.;\n]{{0,16}}?\b(?:19|20)\d\d\)?,? (?:and |who |now |he |she )*(?:presented|presents|presenting|developed|has|recurred)(?! again)[^.;\n]{{0,24}}? with [^.;\n]{{0,20}}?{LIVER_SPREAD}\b"
)
RESECTED_WORDS = Anchors("resected", "resection", "colectomy", "removed", "hemicolectomy", "operated")
LATER = pattern_of(r"\b(?:later|subsequent\w*|then|after|recur\w*|relaps\w*|resected|s/p|now|who|developed)\b")
AT_FOLLOW_UP = pattern_of(r"\b(?:follow ?up|followed up|surveillance|routine|removed|operated)\b")
STUDY_SHOWED = pattern_of(
    r"\W*(?:(?:staging|initial|a|the|his|her|and) )*(?:ct|mri|scans?|imaging|staging|work ?up)(?: (?:scan|cap|c/a/p|abdomen|chest|imaging|at (?:that|the) time))*(?: also)? (?:show\w*|reveal\w*|demonstrat\w*|found|confirm\w*|with|:)"
)
# "Initially stage II (2019), now metastatic to the liver".
STAGED_EARLY = pattern_of(
    rf"\bstage (?:i{{1,3}}|[1-3])[abc]?\b[^.;\n]{{0,60}}?\b(?:now|subsequently|later|progress\w+|recurr\w+|relaps\w+)\b(?:(?!stage iv)[^.;\n]){{0,40}}?\b(?:metastatic to (?:the )?liver|{LIVER_SPREAD})\b"
)
STAGES = Anchors("stage i", "stage 1", "stage 2", "stage 3")
# "History of colon cancer, now liver metastases".
HISTORY_NOW = pattern_of(
    rf"\b(?:history of|h/o|hx of|hx|recurrent) (?:(?!metasta|stage iv|mets)[\w/-]+ ){{0,5}}?(?:cancer|carcinoma|ca|adenocarcinoma|crc)\b(?:(?!metasta|stage iv|mets|chemo|folf|capox)[^.;\n]){{0,30}}?,? (?:now|presents|presenting|(?:with )?new)\b(?: with)?(?: new| \w+){{0,2}} {LIVER_SPREAD}\b"
)
HISTORY_WORDS = Anchors("history of", "h/o", "hx ", "recurrent ")


# "Rectal adenocarcinoma diagnosed September 2023" in a report of November.
DIAGNOSED = pattern_of(
    r"\b(?:ca|cancer|carcinoma|adenocarcinoma|crc)\b(?:(?!recur|relaps|metachron)[^.;\n]){0,24}?\b(?:diagnosed|dx'?d?)(?: in| on|:)?\b"
)
DATE_REACH, LATELY, LONGEST_DIAGNOSIS, LONGEST_COURSE = 14, 120, 240, 320
TREATMENTS = frozenset({"primary_resection", "liver_resection", "ablation", "pve"})


def told_courses(reading: Reading) -> list[Clue]:
    """The clues that a history tells by its course."""
    clues: list[Clue] = []
    text = reading.levelled
    dated = matches_at(DIAGNOSED_ON, text, places(text, DIAGNOSED_WORDS))
    if dated and places(text, DIAGNOSIS_WORDS):
        days = [match.start() for match in dated]
        cancers = [at for at in places(text, CANCERS) if one_in(days, at, at + LONGEST_DIAGNOSIS)]
        for match in matches_at(DIAGNOSED_METASTATIC, text, cancers):
            start = reading.sentence_at(match.start())[0]
            if is_told(reading, match.span()) and not CAME_BACK.search(text, start, match.end()):
                clues.append(Clue("synchronous", "told", *match.span()))
    for match in matches_at(STAGED_WITH_DAY, text, places(text, DIAGNOSES)):
        if is_told(reading, match.span()):
            clues.append(Clue("synchronous", "told", *match.span()))
    for at in places(text, THEN_WORDS):
        for match in STUDY_THEN.finditer(text, max(0, at - STUDY_REACH), at + STUDY_REACH):
            span = (match.start(), reading.sentence_at(match.start())[1])
            if tells_liver(reading, span) and is_told(reading, match.span()) and follows_primary(reading, span[0]):
                clues.append(Clue("synchronous", "told", *match.span()))
    for match in matches_at(PRESENTED, text, places(text, PRESENTED_WORDS)):
        together = is_found_with_it(reading, (match.start(), reading.sentence_at(match.start())[1]))
        if is_told(reading, match.span()) and (together or is_found_next(reading, match.start())):
            clues.append(Clue("synchronous", "told", *match.span()))
    spread = places(text, SPREAD_WORDS)
    for pattern, words in ((STAGED_EARLY, STAGES), (HISTORY_NOW, HISTORY_WORDS), (RESECTED_THEN, RESECTED_WORDS)):
        starts = [at for at in places(text, words) if one_in(spread, at, at + LONGEST_COURSE)]
        for match in matches_at(pattern, text, starts):
            start, end = reading.sentence_at(match.start())
            if is_told(reading, match.span()) and names_primary(reading, (start, end)):
                clues.append(Clue("metachronous", "told", *match.span()))
    return clues


def found_on_one_study(reading: Reading, known: Mapping[str, ElementValue]) -> list[Clue]:
    """A letter's study that shows the bowel's mass and the liver's lesions at once, where nothing was given or resected before."""
    clues: list[Clue] = []
    if reading.note.note_type is not ONCOLOGY or "chemo_regimens" in known or "chemo_cycles" in known:
        return clues
    done = known["procedures"].value if "procedures" in known else []
    if isinstance(done, list) and TREATMENTS & set(done):
        return clues
    for index in sorted(reading.sentences_with("modality") & reading.sentences_with("primary_site")):
        span = reading.sentences[index]
        masses = [hit for hit in reading.hits("timing", span) if hit.concept == "mass"]
        if not masses or EARLIER.search(reading.levelled, *span) or reading.is_question(masses[0].start):
            continue
        mass = (masses[0].start, masses[0].end)
        if parts_in(reading, span) and tells_liver(reading, span) and is_told(reading, mass):
            clues.append(Clue("synchronous", "found", *mass))
    return clues


def diagnosed_lately(reading: Reading, known: Mapping[str, ElementValue]) -> list[Clue]:
    """The bowel's cancer diagnosed in the months before the note, with nothing given or resected since."""
    clues: list[Clue] = []
    done = known["procedures"].value if "procedures" in known else []
    if "chemo_regimens" in known or "chemo_cycles" in known or (isinstance(done, list) and TREATMENTS & set(done)):
        return clues
    today = date.fromisoformat(reading.note.note_date)
    for match in matches_at(DIAGNOSED, reading.levelled, places(reading.levelled, CANCERS)):
        end = reading.sentence_at(match.start())[1]
        when = next(reading.dates_within((match.end(), min(end, match.end() + DATE_REACH))), None)
        if when is None or not 0 <= (today - when.when).days <= LATELY:
            continue
        if is_told(reading, match.span()) and parts_in(reading, (reading.sentence_at(match.start())[0], end)):
            clues.append(Clue("synchronous", "found", *match.span()))
    return clues


def is_told(reading: Reading, span: Interval) -> bool:
    """Whether the words are told as a fact, and of no other tumour."""
    return is_believed(reading, span) and not is_other_tumour(reading, span[0])


def names_primary(reading: Reading, span: Interval) -> bool:
    """Whether the span names the primary: a part of the bowel or the bowel's cancer."""
    return any(hit.concept not in ("operation", "not_primary") for hit in reading.hits("primary_site", span))


def tells_liver(reading: Reading, span: Interval) -> bool:
    """Whether the span tells of metastases of the liver."""
    return any(hit.concept == "liver" for hit in reading.hits("site", span)) and bool(spread_hits(reading, span))


def follows_primary(reading: Reading, offset: int) -> bool:
    """Whether the sentences right before tell of the primary's finding, and of nothing done about it before."""
    before = (max(0, offset - BEFORE), offset)
    parts = [hit.start for hit in reading.hits("primary_site", before) if hit.concept not in NO_PART]
    if not parts:
        return False
    told = (reading.sentence_at(parts[-1])[0], offset)
    return not EARLIER.search(reading.levelled, *told) and not spread_hits(reading, told)


def is_found_with_it(reading: Reading, span: Interval) -> bool:
    """Whether the span names a part of the bowel and metastases of the liver in one breath."""
    if AT_FOLLOW_UP.search(reading.levelled, *span):
        return False
    told = parts_in(reading, span) or is_of_part_before(reading, span)
    spread = spread_hits(reading, span) if told and tells_liver(reading, span) else []
    return bool(spread) and not LATER.search(reading.levelled, span[0], spread[0].start)


def is_of_part_before(reading: Reading, span: Interval) -> bool:
    """Whether the span tells what the primary did, which was named right before and not treated yet: "presented with perforation"."""
    if not PRIMARY_SIGNS.search(reading.levelled, *span):
        return False
    start = reading.sentence_at(span[0])[0]
    before = (reading.sentence_at(max(0, start - 2))[0], span[0])
    return parts_in(reading, before) and not EARLIER.search(reading.levelled, *before)


def is_found_next(reading: Reading, start: int) -> bool:
    """Whether the patient presented with the primary, and a study of the next sentence showed metastases of the liver."""
    index = reading.sentence_index(start)
    own = reading.sentences[index]
    if index + 1 == len(reading.sentences) or EARLIER.search(reading.levelled, *own) or not parts_in(reading, own):
        return False
    following = reading.sentences[index + 1]
    return STUDY_SHOWED.match(reading.levelled, *following) is not None and tells_liver(reading, following)


def parts_in(reading: Reading, span: Interval) -> bool:
    """Whether the span names a part of the bowel."""
    return any(hit.concept not in NO_PART for hit in reading.hits("primary_site", span))
