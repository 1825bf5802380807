"""What the way of finding tells of the timing: an untreated primary, specimens of one operation, a follow-up."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from abstraction.records import ElementValue
from extraction.anchors import Anchors, matches_at, places
from extraction.fields.presence import is_believed, is_told, spread_hits
from extraction.fields.primary_site import NO_PART
from extraction.fields.timing_first_seen import is_first_seen, shown_together
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.tumours import is_other_tumour

TREATED = pattern_of(
    r"\b(?:chemo\w*|neoadjuvant|cycles?|radiotherapy|radiation(?! onc)|nac?rt|n?accrt|ccrt|lccrt|scrt|nact\w*|on treatment|under treatment|therapy)\b(?! naive\b)"
)
TREATED_WORDS = Anchors(
    *(
        "chemo",
        "neoadjuvant",
        "cycle",
        "radiotherapy",
        "radiation",
        "nart",
        "nacrt",
        "accrt",
        "naccrt",
        "ccrt",
        "lccrt",
    ),
    *("scrt", "nact", "on treatment", "under treatment", "therapy"),
)
# "Staging before therapy".
AHEAD = pattern_of(
    r"\b(?:before|prior to|ahead of|(?:not|nor) (?:fit |suitable |well enough |a candidate )?for|unfit for|unsuitable for|too frail for|declin\w+|refus\w+|does not (?:want|wish)(?: for)?)\s(?:\w+\s){0,3}$"
)
NO_NEW_MASS = pattern_of(
    r"\b(?:known|origin|favou?rs?|consistent|compatible|(?:metast\w+|mets?|deposits?|secondar\w+) (?:\w+ )?(?:from|of)|from (?:a |the )?\w+ primary|stent(?:ed|ing)?|not resected|in (?:situ|place)|previous|history|treated)\b"
)
# "Previous sigmoid cancer. Liver lesion on staging CT": the primary is not the new thing.
FORMER_PRIMARY = pattern_of(
    r"\b(?:previous|prior|past|history of|h/o|resected|excised|operated|removed|years? ago|s/p)\b"
)
# "A solid liver lesion in a woman with a sigmoid cancer".
OF_LIVER = pattern_of(r"\b(?:liver|hepatic|lung|pulmonary)\s(?:\w+\s)?$")
# "With enlarged pericolic nodes" compares with no earlier study.
OF_NODES = pattern_of(r"\s(?:\w+\s){0,2}(?:lymph|nodes?|nodal)\b")
KNOWN_SPREAD = pattern_of(r"\bmcrc\b|\bmetastatic (?:\w+ ){0,2}(?:cancer|carcinoma|ca|disease|adenoca\w*|crc)\b")
WITHOUT_SPREAD = pattern_of(
    r"\b[cpyr]{0,2}T[0-4x][a-d]?\s*,?\s*[cpyr]{0,2}N[0-3x][a-c]?\s*(?:\([^)]{0,12}\)\s*)?,?\s*[cp]?M0\b"
)
M0_WORDS = Anchors("m0", "cm0", "pm0")
YEAR = pattern_of(r"(?:19|20)(?<=\b..)\d\d\b")
YEAR_BEHIND = pattern_of(r"(?:[^.;\d]{0,40}?(?:\bin |\()|,? )(?P<year>(?:19|20)\d\d)\b(?! ?[-/.] ?\d)")
BEFORE = 250
HEAD = frozenset({"header", "indication"})
# A pathology report may open with its diagnosis.
ASKED = frozenset({"indication"})
# Words of a follow-up that found nothing up to what the sentence tells next.
FREE = pattern_of(
    r"\b(?:cea|clear|free|ned|remission|well|no (?:evidence of |sign of )?(?:disease|recurrence|relapse)|yearly|annual)\b"
)
ASKING = frozenset({"indication", "specimen", "diagnosis"})
OWN_OPERATION = frozenset({"header", "procedure", "description", "body", "postoperative_diagnosis"})
TREATED_LIVER = frozenset({"liver_resection", "ablation", "pve"})
# A year that lies further back is one of birth.
REMEMBERED = 18
ADJUVANT = pattern_of(r"\badj|\bpost ?op(?:erative(?:ly)?)?\b")
JUST = 100
OWN_DATE = 14
STRENGTH = {"stated": 5, "interval": 4, "told": 3, "specimens": 2, "found": 1}


class Clue(NamedTuple):
    """Words at `[start, end)` that tell one of the two timings; `kind` says how plainly (`STRENGTH`)."""

    value: str
    kind: str
    start: int
    end: int


def circumstances(reading: Reading, known: Mapping[str, ElementValue]) -> list[Clue]:
    """What the way of finding tells: an untreated primary, specimens of one operation, a follow-up after resection."""
    clues: list[Clue] = []
    procedures = known["procedures"].evidence if "procedures" in known else ()
    resected = [found for found in procedures if found.value == "primary_resection"]
    before = TREATED_LIVER
    if reading.note.note_type is OPERATIVE:
        before -= {found.value for found in procedures if is_of_this_note(reading, (found.start, found.end))}
    liver_treated = any(found.value in before for found in procedures)
    if not resected:
        clues += stated_untreated(reading)
        if "chemo_cycles" not in known and "chemo_regimens" not in known and not was_treated(reading):
            clues += untreated_primary(reading)
    current = [(found.start, found.end) for found in resected if is_of_this_note(reading, (found.start, found.end))]
    current += staged_specimens(reading, known)
    if resected and (stage := stage_without_spread(reading)):
        clues.append(Clue("metachronous", "found", *stage))
    if current:
        clues.append(Clue("synchronous", "specimens", *current[0]))
    elif resected and (not liver_treated or reading.note.note_type is ONCOLOGY):
        treated = [found.start for found in procedures if found.value in before]
        for clue in follow_up(reading, known):
            # A letter on the liver's operation tells the history behind it: what was resected last before the finding is the primary.
            last = max((at for at in treated if at < clue.start), default=-1)
            if not liver_treated or any(last < found.start < clue.start for found in resected):
                clues.append(clue)
    return clues


def stage_without_spread(reading: Reading) -> Interval | None:
    """The stage that the primary had when nothing had spread: "sigmoid colectomy 2021 (pT3 N1b M0)"."""
    for at in places(reading.levelled, M0_WORDS):
        match = WITHOUT_SPREAD.search(reading.text, max(0, at - 24), at + 3)
        if match and is_told(reading, match.span()) and not is_other_tumour(reading, match.start()):
            return match.span()
    return None


def staged_specimens(reading: Reading, known: Mapping[str, ElementValue]) -> list[Interval]:
    """The T category that a pathology report gives to its own specimen of the primary."""
    if reading.note.note_type is not PATHOLOGY or "primary_t" not in known:
        return []
    return [
        (found.start, found.end)
        for found in known["primary_t"].evidence
        if found.section in ("diagnosis", "synoptic", "impression")
        and not YEAR.search(reading.text, *reading.sentence_at(found.start))
    ]


def treated_before(known: Mapping[str, ElementValue], offset: int) -> bool:
    """Whether a procedure on liver metastases is told before the offset."""
    return any(
        found.value in ("liver_resection", "ablation", "pve") and found.start < offset
        for found in (known["procedures"].evidence if "procedures" in known else ())
    )


def is_known_before(reading: Reading, known: Mapping[str, ElementValue]) -> bool:
    """Whether the metastases were known or treated before this note: compared in size, or under chemotherapy."""
    if "liver_prior_max_size_mm" in known or ("response" in known and known["response"].value != "PD"):
        return True
    given = known["chemo_regimens"].evidence if "chemo_regimens" in known else ()
    return any(not ADJUVANT.search(reading.levelled, max(0, found.start - 40), found.end + 20) for found in given)


def was_treated(reading: Reading) -> bool:
    """Whether some treatment is told as given, without its name."""
    return any(
        not reading.effects(*match.span()) & {"negated", "hypothetical", "family"}
        and not AHEAD.search(reading.levelled, max(0, match.start() - 24), match.start())
        and reading.section_at(match.start()).category not in ("plan", "outcome")
        for match in matches_at(TREATED, reading.levelled, places(reading.levelled, TREATED_WORDS))
    )


# "Untreated metastasis in segment 2" is on no primary.
OF_METASTASIS = pattern_of(r"untreated (?:liver |hepatic |segment \w+ )?(?:metasta|mets?\b|lesion|nodule|deposit)")


# "Treatment to date: none", "Previous treatment    nil": the entry of a form, or a sentence of its own.
NO_TREATMENT = pattern_of(
    r"\b(?:treatment|therapy|treatments|oncological history)(?: (?:to date|so far|until now|given|received|before|history))?\s?(?:[:=|]|\s\s|\n)[\s|]{0,40}(?:none|nil|no treatment|not (?:started|begun)|untreated|naive)\b(?! (?:of|for|since))"
)
TREATMENT_WORDS = Anchors("treatment", "therapy", "oncological history")


def stated_untreated(reading: Reading) -> list[Clue]:
    """A form that says of the cancer and its metastases that nothing was given so far."""
    clues: list[Clue] = []
    for match in matches_at(NO_TREATMENT, reading.levelled, places(reading.levelled, TREATMENT_WORDS)):
        near = (max(0, match.start() - BEFORE), match.end() + BEFORE)
        parts = [hit for hit in reading.hits("primary_site", near) if hit.concept not in ("operation", "not_primary")]
        before = reading.levelled[near[0] : match.start()].removesuffix("previous ").removesuffix("prior ")
        if parts and not FORMER_PRIMARY.search(before):
            clues.append(Clue("synchronous", "specimens", *match.span()))
    return clues


def untreated_primary(reading: Reading) -> list[Clue]:
    """A primary newly diagnosed or found in the same study, with nothing done to it."""
    clues: list[Clue] = []
    found = reading.hits("timing")
    for hit in (hit for hit in found if hit.concept == "untreated"):
        told = (max(reading.section_at(hit.start).body_start, hit.start - BEFORE), told_until(reading, hit))
        if (
            reading.hits("primary_site", told)
            and not OF_METASTASIS.match(reading.levelled, hit.start)
            and not FORMER_PRIMARY.search(reading.levelled, told[0], hit.start)
            and not tells_earlier_year(reading, hit)
            and not reading.effects(hit.start, hit.end) & {"family", "negated"}
        ):
            clues.append(Clue("synchronous", "specimens", hit.start, hit.end))
    if reading.note.note_type is ONCOLOGY and (both := shown_together(reading)):
        clues.append(Clue("synchronous", "found", both.start, both.end))
    if reading.note.note_type is ONCOLOGY or all(hit.concept != "mass" for hit in found):
        return clues
    if any(
        KNOWN_SPREAD.search(reading.levelled, section.start, section.end)
        for section in reading.sections
        if section.category in (ASKED if reading.note.note_type is PATHOLOGY else HEAD)
    ):
        return clues
    for hit in reading.hits("primary_site"):
        seen = reading.note.note_type is not PATHOLOGY or reading.section_at(hit.start).category in ASKING
        if seen and hit.concept not in NO_PART and is_mass(reading, hit):
            clues.append(Clue("synchronous", "found", hit.start, hit.end))
    return clues


def tells_earlier_year(reading: Reading, hit: Hit) -> bool:
    """Whether the sentence names one of the years before that of the note: "rectal cancer 2017, staging CT"."""
    now = int(reading.note.note_date[:4])
    named = (int(match.group()) for match in YEAR.finditer(reading.text, *reading.sentence_at(hit.start)))
    return any(now - REMEMBERED < year < now - 1 for year in named)


def told_until(reading: Reading, hit: Hit) -> int:
    """Where the statement ends: "New diagnosis this month." is a title of the sentence behind it."""
    index = reading.sentence_index(hit.start)
    titles = reading.levelled.startswith(("new diagnosis", "new dx"), hit.start)
    return reading.sentences[min(index + titles, len(reading.sentences) - 1)][1]


def is_mass(reading: Reading, hit: Hit) -> bool:
    """Whether the part of the bowel holds a tumour that this note sees or was asked about."""
    clause = reading.clause_at(hit.start)
    opens = reading.section_at(hit.start).body_start
    near = (max(clause[0], opens, hit.start - 40), min(clause[1], hit.end + 40))
    if any(found.concept == "not_primary" for found in reading.hits("primary_site", near)):
        return False
    masses = [
        found
        for found in reading.hits("timing", near)
        if found.concept == "mass" and not OF_LIVER.search(reading.levelled, max(0, found.start - 24), found.start)
    ]
    followed = any(
        all(found.start != mass.start for mass in masses) and not OF_NODES.match(reading.levelled, found.end)
        for found in reading.hits("response", clause)
        if found.concept != "complaint"  # "performance status 1"
    )
    if followed or NO_NEW_MASS.search(reading.levelled, *near):
        return False  # known, or compared with an earlier study
    believed = any(is_believed(reading, (found.start, found.end)) for found in masses)
    return believed and is_believed(reading, (hit.start, hit.end))


def is_of_this_note(reading: Reading, span: Interval) -> bool:
    """Whether the resection is this note's own specimen or operation, or was done in the weeks before it."""
    sentence = reading.sentence_at(span[0])
    section = reading.section_at(span[0]).category
    told = YEAR_BEHIND.match(reading.text, span[1], sentence[1])
    if told and int(told.group("year")) < int(reading.note.note_date[:4]):
        return False  # "left hemicolectomy for colon cancer in 2020"
    # "APR" is an operation here, no month.
    dates = [found.when for found in reading.dates_within(sentence) if found.end <= span[0] or span[1] <= found.start]
    if dates:
        # "Right hepatectomy 02/2024 ... (right hemicolectomy 05/2021)": the operation's own date beats those beside it.
        own = [found.when for found in reading.dates_within((span[1], min(sentence[1], span[1] + OWN_DATE)))]
        # "05/2019 sigmoidectomy; 08/2020 wedge resection": in a timeline it stands before.
        near = list(reading.dates_within((max(sentence[0], span[0] - OWN_DATE), span[0])))
        if near and not reading.text[near[-1].end : span[0]].strip(" :-–"):
            own = [near[-1].when]
        anchor = date.fromisoformat(reading.note.note_date)
        if any(0 <= (anchor - when).days <= JUST for when in own[:1] or dates):
            return True
    if dates or YEAR.search(reading.text, *sentence):
        return False
    if reading.effects(*span) & {"historical"} or section in ("past_history", "course"):
        return False
    kind = reading.note.note_type
    if kind is PATHOLOGY:
        return section not in ("indication", "comment", "ancillary")
    return kind is OPERATIVE and section in OWN_OPERATION


def follow_up(reading: Reading, known: Mapping[str, ElementValue]) -> list[Clue]:
    """Metastases found in the follow-up of a resected primary, before any treatment of them."""
    clues = new_since_last_study(reading, known)
    hits = [hit for hit in reading.hits("timing") if hit.concept == "follow_up"]
    if not hits:
        return clues
    given = known["chemo_cycles"].evidence if "chemo_cycles" in known else ()
    first_cycles = min((found.start for found in given), default=len(reading.text))
    treated = is_known_before(reading, known)
    heads = list(head_spans(reading))
    for hit in hits:
        if not (UNTIL_NOW.match(reading.levelled, hit.start) or is_told(reading, (hit.start, hit.end))):
            continue
        # The head of a report tells why it was asked for, its findings stand further down.
        asked = reading.note.note_type is RADIOLOGY and any(a <= hit.start < b for a, b in heads)
        free = FREE.search(reading.levelled, hit.start, hit.end)
        known_in_head = any(is_known_in(reading, head, hit, free=bool(free)) for head in heads)
        told = hit.start < first_cycles and (is_finding_told(reading, hit) or is_first_seen(reading, hit, known))
        if (asked and not treated and not known_in_head) or told:
            clues.append(Clue("metachronous", "specimens", hit.start, hit.end))
    return clues


def is_known_in(reading: Reading, head: Interval, hit: Hit, *, free: bool) -> bool:
    """Whether the head tells of metastases that the follow-up of the hit has not itself brought up."""
    if spread_hits(reading, (head[0], min(head[1], hit.start))):
        return True
    after = (max(head[0], hit.end), head[1])
    fresh = OPENS_LIST.match(reading.levelled, hit.end) or any(
        found.concept == "appeared" for found in reading.hits("timing", after)
    )
    return not (free or fresh) and bool(spread_hits(reading, after))


# "Surveillance CT: two lesions", "follow-up ultrasound (14 March 2022): ...".
OPENS_LIST = pattern_of(
    r"(?:[\s(]{1,2}(?:(?:of|on|dated|from)\s)?(?:the\s)?"
    r"(?:\d{1,4}(?:st|nd|rd|th)?[ ,./-]{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,]{1,2}){0,2}\d{1,4}\)?)?\s?:"
)
# "Rising CEA on follow-up and CT with two metastases": a study that the follow-up led to.
STUDIED = pattern_of(
    r"(?: (?:visit|clinic|bloods?|testing|check))?[,;]? (?:(?:and|then|so|a|the|an|subsequent|his|her|with) )*(?:ct|mri?|pet(?: ct)?|ultrasound|us|scan|imaging)\b"
    r"[^.;:\n]{0,24}?(?:\b(?:with|show(?:s|ed|ing)|reveal\w*|demonstrat\w*|confirm\w*|found|of|has)\b|:)"
)
UNTIL_NOW = pattern_of(
    r"(?:(?:remained|was|been|stayed|is) )?(?:disease free|free of (?:disease|recurrence|tumour|tumor|relapse)|ned|clear|well|negative|normal|clean|free|(?:in )?remission)"
    r"(?: (?:at|on|in|through|over) (?:every|each|all) (?:\w+ ){1,3}?)? ?(?<= )(?:until|till|up to)\b"
)
# "New hepatic metastases", "newly developed lesions".
CALLED_NEW = pattern_of(r"\bnew(?:ly)?\b")
RESTAGING = pattern_of(r"\bre ?stag\w+|\bresponse\b")


def new_since_last_study(reading: Reading, known: Mapping[str, ElementValue]) -> list[Clue]:
    """Metastases that a report calls new against an earlier study, where its head knows of none and of no treatment."""
    clues: list[Clue] = []
    if reading.note.note_type not in (RADIOLOGY, PATHOLOGY) or "chemo_cycles" in known:
        return clues
    if "new" not in reading.levelled:
        return clues
    heads = list(head_spans(reading))
    if is_known_before(reading, known) or any(RESTAGING.search(reading.levelled, *head) for head in heads):
        return clues
    in_heads = [hit for head in heads for hit in spread_hits(reading, head)]
    for hit in in_heads:
        if CALLED_NEW.search(reading.levelled, *reading.clause_at(hit.start)):
            clues.append(Clue("metachronous", "found", hit.start, hit.end))
    for found in known["response"].evidence if "response" in known and not in_heads else ():
        if CALLED_NEW.search(reading.levelled, *reading.sentence_at(found.start)):
            clues.append(Clue("metachronous", "found", found.start, found.end))
    return clues


def head_spans(reading: Reading) -> Iterator[Interval]:
    """The parts that say why a study was made: its sections, else the first paragraph, else what precedes the first finding."""
    if len(reading.sections) > 1:
        asking = HEAD | {"comparison"}
        yield from ((section.start, section.end) for section in reading.sections if section.category in asking)
        return
    blank = reading.text.find("\n\n")
    yield 0, blank if blank > 0 else next((span[0] for span in reading.sentences if spread_hits(reading, span)), 0)


def is_finding_told(reading: Reading, hit: Hit) -> bool:
    """Whether the sentences about the follow-up say that liver metastases came up in it."""
    index = reading.sentence_index(hit.start)
    start, end = reading.sentences[index]
    span = (start, reading.sentences[min(index + 2, len(reading.sentences) - 1)][1])
    if not (any(found.concept == "liver" for found in reading.hits("site", span)) and spread_hits(reading, span)):
        return False
    text = reading.levelled
    if text.find("cea", hit.start, hit.end) >= 0 and spread_hits(reading, (start, hit.start)):
        return False  # "liver metastases on chemotherapy; CEA going up": they were known before it rose
    if any(found.concept == "appeared" for found in reading.hits("timing", span)):
        return True
    if text.find("found to have", start, end) >= 0:
        return True
    if UNTIL_NOW.match(text, hit.start) or OPENS_LIST.match(text, hit.end):
        return True
    led = bool(re.search(r"\b(?:on|in|at|during)\s$", text[start : hit.start])) or text.startswith(
        ("on ", "in ", "at ", "during "), hit.start
    )
    told = spread_hits(reading, (start, hit.start))
    if not told and STUDIED.match(text, hit.end, end):
        told = spread_hits(reading, (hit.end, end))
    return led and bool(told) and not reading.hits("response", (start, end)) and "known" not in text[start:end]
