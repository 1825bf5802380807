"""Synchronous or metachronous liver metastases: stated, or told by how and when they were found."""

from collections.abc import Mapping

from abstraction.records import ElementValue, Status
from extraction.anchors import Anchors, any_in, matches_at, one_in, places
from extraction.fields.presence import DENIED, has_liver_metastases, is_believed, spread_hits
from extraction.fields.primary_site import NO_PART
from extraction.fields.timing_circumstances import (
    FORMER_PRIMARY,
    STRENGTH,
    TREATED_LIVER,
    YEAR,
    Clue,
    circumstances,
    is_of_this_note,
    treated_before,
)
from extraction.fields.timing_endoscopy import found_by_endoscopy
from extraction.fields.timing_one_date import operated_on_one_day
from extraction.fields.timing_told_courses import diagnosed_lately, found_on_one_study, told_courses
from extraction.fields.timing_years import years_apart
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.tumours import is_other_tumour

# "Two synchronous primaries", "synchronous polyp", "metachronous lung metastasis" speak of something else.
NOT_LIVER = pattern_of(
    r"[\s,:]*(?:(?!metasta|mets\b)\w+\s){0,2}?(?:primar\w+|polyps?|adenomas?|cancers?|carcinomas?|tumou?rs?|lung|pulmonary|colonic|colorectal (?:cancer|carcinoma)s?|bowel|ovarian|brain|bone|adrenal)\b"
)
ONE_PRIMARY = pattern_of(r"\b(?:primary|cancer|carcinoma|tumou?r)$")
ELSEWHERE = pattern_of(
    r"\s(?:(?!liver|hepat)\w+\s){0,2}?(?:polyps?|adenomas?|(?:lung|pulmonary|ovarian|brain|bone|adrenal|peritoneal) (?:nodules?|metast\w+|mets?|lesions?|deposits?|spread))\b(?!\s(?:and|or)\s(?:liver|hepatic))"
)
# M1 of a clinical stage beside T and N, or with the liver named: found with the primary.
STAGED = pattern_of(
    r"\b[cp]?T[0-4x][a-d]?\s*,?\s*[cp]?N[0-3x+][a-c]?\s*(?:\([^)]{0,12}\)\s*)?,?\s*[cp]?M1[a-c]?\b|\b[cp]?M1[a-c]?\s?\(?(?:HEP|H\d|liver)\b"
    r"|\b(?:[Ss]tage|STAGE|UICC):?\s(?:[Ss]tage\s)?(?:IV[a-cA-C]?|4)\b(?=[^.;\n]{0,30}\b(?:"
    r"(?:at|on|from|since) (?:initial |first |the time of |the )?(?:presentation|diagnosis)"
    r"|(?:at|on) (?:the )?(?:initial|first) (?:visit|consultation|assessment|staging|examination)"
    r"|(?:from|since|at) (?:the )?(?:very )?(?:start|beginning|outset|onset)|[Dd]e novo))"
    r"|\b(?:[Ss]tage|STAGE)\s?(?:IV[a-cA-C]?|4)\b(?=[^.;\n]{0,50}\b(?:liver|hepatic)\b[^.;\n]{0,30}\b(?:dx|[Dd]iagnosed|Dx)\b)"
)
STAGE_WORDS = Anchors(
    *(f"stage{mark}{stage}" for mark in ("", " ", ": ") for stage in ("iv", "4", "stage")),
    *(f"uicc{mark}{stage}" for mark in (" ", ": ") for stage in ("iv", "4", "stage")),
)
# Each starts with one of two letters, to which `re` leaps; a small letter may stand before it.
STAGE_MARK = pattern_of(r"[MT](?:(?<=T)[0-4x]|(?<=M)1)")
M1_WORDS, LONGEST_STAGE = Anchors("m1"), 48
# "Diagnosed 02/2024 with stage IV disease", "initially stage IV", "de novo stage IV (liver)".
DIAGNOSED_STAGED = pattern_of(
    r"\b(?:diagnosed|dx|presented|presenting|initially|originally|primarily|de novo)\b"
    r"(?:(?!stage|now|recur|later|progress|relaps)[^.;:\n]){0,30}?\s(?:uicc )?stage (?:iv[a-c]?|4[a-c]?)\b"
)
PRESENTING_WORDS = Anchors("diagnosed", "dx", "present", "initially", "originally", "primarily", "de novo")
# "CRLM, dx 1/2023 with a sigmoid primary".
FOUND_WITH = pattern_of(
    r"\b(?:dx|diagnosed|found|detected|discovered|seen)(?: in| on)? (?:[a-z]{3,9}\.? |\d{1,2}/)?(?:20)?\d\d,? (?:(?:together|along|simultaneously) )?(?:with|w/) ?(?:\w+ ){0,3}?(?:primary|cancer|carcinoma|ca|tumou?r|adenocarcinoma)\b"
)
FINDING_WORDS = Anchors("dx", "diagnosed", "found", "detected", "discovered", "seen")
# "Diagnosis: caecal carcinoma with liver and nodal metastases, January 2024": one diagnosis of both, with its day.
DIAGNOSED_AS = pattern_of(
    r"\b(?:diagnos[ie]s|dx) ?: [^.;:\n]{0,40}\b(?:ca|cancer|carcinoma|adenocarcinoma|tumou?r)\b[^.;:\n\d]{0,40}\bwith (?:[\w,]+ ){0,4}?(?:liver|hepatic)[^.;:\n\d]{0,30}\b(?:mets?|metastas[ei]s|secondaries|deposits)"
    r"[ ,(]{1,3}(?:in )?(?:(?:\d{1,2}[./ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? ?'?(?:20)?\d\d|\d{1,2}[/.-](?:20)?\d\d|20\d\d)"
)
DIAGNOSIS_AS_WORDS = Anchors("diagnosis:", "diagnosis :", "diagnoses:", "diagnoses :", "dx:", "dx :")
# "Hepatic metastases occurring after resection of a rectal cancer", "previously operated on ... developed".
FOUND_AFTER = pattern_of(
    r"\b(?:occurr\w+|appear\w+|develop\w+|arose|arising|emerg\w+|found|detected|discovered|diagnosed)\s(?:(?!days?|weeks?|wks?|or|and)\w+\s){0,5}?after (?:(?!liver|hepatic|or|and)\w+\s){0,3}?(?:resection|surgery|operation|removal|\w*colectomy|sigmoidectomy|proctectomy|lar|apr|ar|treatment (?:of|for) (?:\w+ ){0,4}?(?:cancer|carcinoma|ca))\b"
    r"|\bpreviously (?:undergone|had|underwent|operated)\b[^.;]{0,90}?\b(?:presented|presents|presenting|developed|came|was (?:referred|admitted|found))\b"
)
AFTER_WORDS = Anchors(
    "previously ",
    "occurr",
    "appear",
    "develop",
    "arose",
    "arising",
    "emerg",
    "found",
    "detected",
    "discovered",
    "diagnosed",
)
# "Dx 3/23: obstructing sigmoid lesion, CT with 4 liver lesions".
DATED_DIAGNOSIS = pattern_of(r"\b(?:dx|diagnosis|diagnosed)(?: in| on)? (?:[a-z]{3,9}\.? |\d{1,2}/)(?:20)?\d\d\s?:")
# "Her rectal cancer was diagnosed in November with two liver metastases".
DIAGNOSED_WITH = pattern_of(r"diagnosed in (?:\w+ )?(?:(?:19|20)\d\d )?(?:together |along )?with\b")
DIAGNOSIS_WORDS = Anchors("dx", "diagnos")
# "Rectal ca with unresectable bilobar disease".
BILOBAR = pattern_of(r"\bbi ?lobar (?:disease|spread|involvement)\b")
# "Rectal cancer 2021, and with it liver metastases".
FOUND_THEN = pattern_of(r"\b(?:found|diagnosed|detected|discovered|dx|diagnosis|20\d\d)\b")
REMOVED = pattern_of(r"\b(?:resected|removed|operated|taken out|excised|operation|resection)\b")
# What opens with these stands behind the operations it is told of; "combined", "simultaneous" stand before them.
BEHIND_BOTH = ("at ", "in ", "during ")
METASTASES = pattern_of(r"\bmets?\b|metastas|secondar(?:y|ies)\b|\bcrlm\b|\bdeposits?\b")
# "Resected in June; liver metastases were there on the staging scan".
# "A tumour of the flexure; even then four liver metastases".
EVEN_THEN = ("already then", "even then", "then already", "were then", "was then")
WERE_THERE = pattern_of(r"\b(?:there|already|present|known|visible) $")
# "FOLFIRI combined with bevacizumab, sigmoid colectomy and resection of ...": that combined drugs.
NOT_OF_OPERATIONS = pattern_of(r"[^.;]{0,40}?(?:,|\bwith\b|therapy|chemo)")
COME_BACK = pattern_of(r"\b(?:anastomotic|local|pelvic|presacral|locally|locoregional) (?:recurren|relaps)")
LATER = pattern_of(r"\b(?:then|later|followed|after|before|recurren\w+|relapse\w*)\b")
# "20 months from the day of diagnosis".
COUNTED_FROM = pattern_of(r"\b(?:months?|years?|yrs?|mo|weeks?)\s$")
STUDIED = pattern_of(r"\b(?:ct|mri|pet|scans?|ultrasound|us)\b")
EARLIER = pattern_of(r"\b(?:after|later|history|s/p|previous|recur\w*|relapse\w*|ago|resected|excised)\b")
CANCER_WORDS = Anchors("ca ", "ca)", "cancer", "carcinoma", "adenocarcinoma")
# "Ca rectum with multiple liver metastases, diagnosed 04/2021".
FOUND_BOTH = pattern_of(
    r"\b(?:cancer|carcinoma|adenocarcinoma)(?: (?:that|which) was)? accompanied (?:by|with) (?:\w+ ){0,4}?(?:liver|hepatic) (?:mets?|metastas[ei]s|secondaries|deposits)"
    r"|\b(?:ca|cancer|carcinoma|adenocarcinoma)\b[^.;\n]{0,40}\bwith (?:\w+ ){0,3}(?:(?:liver|hepatic) (?:mets?|metastas[ei]s|secondaries|deposits)|(?:mets?|metastas[ei]s|secondaries|deposits) (?:in|of|to) the liver)[ ,(]{1,3}(?:first |newly )?(?:diagnosed|dx|detected)(?: in| on)? (?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
BOTH_WORDS, LONGEST_FINDING = Anchors("accompanied ", "diagnosed ", "dx ", "detected "), 240


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`timing`: the plainest clues decide; synchronous where they disagree, as a later relapse is no second timing."""
    clues = read_clues(reading, known)
    if not clues:
        return []
    strengths = [STRENGTH[clue.kind] for clue in clues]
    top = max(strengths)
    decisive = [clue for clue, strength in zip(clues, strengths, strict=True) if strength == top]
    told = [clue.value for clue, strength in zip(clues, strengths, strict=True) if strength >= STRENGTH["told"]]
    values = set(told or [clue.value for clue in clues])
    value = "synchronous" if any(clue.value == "synchronous" for clue in decisive) else "metachronous"
    evidence = tuple(
        reading.mention("timing", (clue.start, clue.end), value) for clue in decisive if clue.value == value
    )
    reasons = []
    if len(values) > 1:
        reasons.append("both timings are told")
    if top <= STRENGTH["specimens"]:
        reasons.append("told by the circumstances of the finding")
    return [ElementValue("timing", value, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, tuple(reasons))]


def read_clues(reading: Reading, known: Mapping[str, ElementValue]) -> list[Clue]:
    """Every clue of the note that can count: where the timing is told, the way of finding is not asked for."""
    there = has_liver_metastases(reading, known)
    clues = told_clues(reading, known, there=there)
    if any(STRENGTH[clue.kind] >= STRENGTH["told"] for clue in clues):
        return clues
    gone = "response" in known and known["response"].value == "CR"
    clues += years_apart(reading, known, lesions_count=there or gone)
    clues += found_by_endoscopy(reading, lesions_count=there)
    if there:
        clues += found_on_one_study(reading, known)
        clues += diagnosed_lately(reading, known)
        clues += circumstances(reading, known)
    return clues


def told_clues(reading: Reading, known: Mapping[str, ElementValue], *, there: bool) -> list[Clue]:
    """The clues in words, and the interval; `there` says whether there are metastases of the liver."""
    clues: list[Clue] = []
    # A nodule that the surgeon saw may prove benign in the report on it.
    trusted = there or "liver_lesion_count" in known or reading.note.note_type is not PATHOLOGY
    for hit in reading.hits("timing"):
        start, end, concept = hit.start, hit.end, hit.concept
        if concept in ("synchronous", "metachronous"):
            if is_stated(reading, hit):
                clues.append(Clue(concept, "stated", start, end))
        elif concept == "at_that_time":
            if is_at_resection(reading, hit):
                clues.append(Clue("synchronous", "told", start, end))
        elif concept == "same_operation":
            if COME_BACK.search(reading.levelled, *reading.sentence_at(start)):
                continue  # "resection of the anastomotic recurrence and of one metastasis at the same session"
            if is_cut_out_together(reading, known, hit) or (trusted and is_seen_at_operation(reading, hit)):
                clues.append(Clue("synchronous", "told", start, end))
        elif concept in ("at_diagnosis", "presented"):
            if trusted and is_found_with_primary(reading, hit):
                clues.append(Clue("synchronous", "told", start, end))
        elif concept == "clear_at_diagnosis" and there and is_first_relapse(reading, known, hit):
            clues.append(Clue("metachronous", "found", start, end))
        elif concept == "relapse" and is_first_relapse(reading, known, hit):
            clues.append(Clue("metachronous", "told", start, end))
    clues += operated_on_one_day(reading)
    for match in matches_at(STAGED, reading.text, staged_places(reading.text, reading.levelled)):
        if is_believed(reading, match.span()) and not is_other_tumour(reading, match.start()):
            clues.append(Clue("synchronous", "told", *match.span()))
    presenting = places(reading.levelled, PRESENTING_WORDS) if any_in(reading.levelled, STAGE_WORDS) else []
    for match in matches_at(DIAGNOSED_STAGED, reading.levelled, presenting):
        told = any(hit.concept == "liver" for hit in reading.hits("site", reading.sentence_at(match.start())))
        if (told or there) and is_believed(reading, match.span()) and not is_other_tumour(reading, match.start()):
            clues.append(Clue("synchronous", "told", *match.span()))
    both = places(reading.levelled, BOTH_WORDS)
    cancers = places(reading.levelled, CANCER_WORDS) if both else []
    cancers = [at for at in cancers if one_in(both, at, at + LONGEST_FINDING)]
    for match in matches_at(FOUND_BOTH, reading.levelled, cancers):
        if is_believed(reading, match.span()) and not is_other_tumour(reading, match.start()):
            clues.append(Clue("synchronous", "told", *match.span()))
    for match in matches_at(DIAGNOSED_AS, reading.levelled, places(reading.levelled, DIAGNOSIS_AS_WORDS)):
        if is_believed(reading, match.span()) and not is_other_tumour(reading, match.start()):
            clues.append(Clue("synchronous", "told", *match.span()))
    for match in matches_at(FOUND_WITH, reading.levelled, places(reading.levelled, FINDING_WORDS)):
        if tells_spread(reading, (reading.sentence_at(match.start())[0], match.start()), match.span()):
            clues.append(Clue("synchronous", "told", *match.span()))
    for match in matches_at(FOUND_AFTER, reading.levelled, places(reading.levelled, AFTER_WORDS)):
        start, end = reading.sentence_at(match.start())
        names_primary = bool(reading.hits("primary_site", (match.start(), end))) or any(
            hit.concept == "primary_resection" for hit in reading.hits("procedure", (match.start(), end))
        )
        within = (start, end if match.group().startswith("previously") else match.end())
        if names_primary and tells_spread(reading, within, match.span()) and not treated_before(known, end):
            clues.append(Clue("metachronous", "told", *match.span()))
    for match in matches_at(DATED_DIAGNOSIS, reading.levelled, places(reading.levelled, DIAGNOSIS_WORDS)):
        if presented_together(reading, match.span()):
            clues.append(Clue("synchronous", "told", *match.span()))
    clues += told_courses(reading)
    if "disease_free_interval_months" in known:
        evidence = known["disease_free_interval_months"].evidence[0]
        clues.append(Clue("metachronous", "interval", evidence.start, evidence.end))
    return clues


def staged_places(text: str, levelled: str) -> list[int]:
    """Where a stage may be named."""
    found, spread = places(levelled, STAGE_WORDS), places(levelled, M1_WORDS)
    if not spread:
        return found
    marks = {mark.start() for at in spread for mark in STAGE_MARK.finditer(text, max(0, at - LONGEST_STAGE), at + 2)}
    return sorted([*found, *marks, *(at - 1 for at in marks if at)])


def is_stated(reading: Reading, hit: Hit) -> bool:
    """Whether the word is about the liver metastases."""
    text = reading.levelled
    clause = reading.clause_at(hit.start)
    if not is_believed(reading, (hit.start, hit.end)) or text[max(0, hit.start - 2) : hit.start].strip() == "?":
        return False
    if reading.section_at(hit.start).category == "family_history" or is_other_tumour(reading, hit.start):
        return False
    if ELSEWHERE.match(text, hit.end):
        return False
    about_liver = any(found.concept == "liver" for found in reading.hits("site", (hit.start, clause[1])))
    if text.startswith(",", hit.end) and spread_hits(reading, (reading.sentence_at(hit.start)[0], hit.start)):
        return True  # "mCRC, liver-limited, synchronous, primary in place"
    other = NOT_LIVER.match(text, hit.end)
    return about_liver or not other or (bool(ONE_PRIMARY.search(other.group())) and is_of_metastases(reading, hit))


def is_of_metastases(reading: Reading, hit: Hit) -> bool:
    """Whether "synchronous rectal cancer" stands behind the liver metastases it came with, and behind no other primary."""
    index = reading.sentence_index(hit.start)
    before = (reading.sentences[max(0, index - 1)][0], hit.start)
    liver = (
        any(found.concept == "liver" for found in reading.hits("site", before))
        or "crlm" in reading.levelled[slice(*before)]
    )
    parts = {found.concept for found in reading.hits("primary_site", before)} - NO_PART
    return liver and not parts and bool(spread_hits(reading, before))


def is_found_with_primary(reading: Reading, hit: Hit) -> bool:
    """Whether the words put the metastases at the primary's diagnosis."""
    if hit.concept == "at_diagnosis":
        before = max(reading.section_at(hit.start).body_start, hit.start - 80)
        if COUNTED_FROM.search(reading.levelled, before, hit.start):
            return False
        staging = "staging" in reading.levelled[hit.start : hit.end]
        if (
            staging
            and FORMER_PRIMARY.search(reading.levelled, before, hit.start)
            and not WERE_THERE.search(reading.levelled, before, hit.start)
        ):
            return False  # "Previous sigmoid cancer. Liver lesion on staging CT"
        return tells_spread(reading, statement_of(reading, hit), (hit.start, hit.end))
    followed = any(found.concept == "follow_up" for found in reading.hits("timing", reading.sentence_at(hit.start)))
    return hit.concept == "presented" and not followed and presented_together(reading, (hit.start, hit.end))


def is_at_resection(reading: Reading, hit: Hit) -> bool:
    """Whether "at that time", "at surgery" is the time of the primary's finding or resection, told last before, and of no liver's."""
    sentence = reading.sentence_at(hit.start)
    if not tells_spread(reading, (reading.clause_at(hit.start)[0], sentence[1]), (hit.start, hit.end)):
        return False
    start = reading.sentences[max(0, reading.sentence_index(hit.start) - 1)][0]
    named = [found for found in reading.hits("primary_site", (start, hit.start)) if found.concept != "not_primary"]
    done = {found.concept for found in reading.hits("procedure", (start, reading.sentence_at(hit.start)[1]))}
    cut = "primary_resection" in done or bool(named and REMOVED.search(reading.levelled, start, hit.start))
    if named and reading.levelled.startswith(EVEN_THEN, hit.start) and not done & TREATED_LIVER:
        return True
    found = any(one.start >= sentence[0] for one in named) and FOUND_THEN.search(
        reading.levelled, sentence[0], hit.start
    )
    if found and not reading.hits("response", sentence):
        return True
    return cut and not done & TREATED_LIVER and not STUDIED.search(reading.levelled, start, hit.start)


def is_seen_at_operation(reading: Reading, hit: Hit) -> bool:
    """Whether metastases are told as found "at the same operation", which was not one on the liver alone."""
    done = {found.concept for found in reading.hits("procedure", reading.sentence_at(hit.start))}
    if done & TREATED_LIVER and "primary_resection" not in done:
        return False
    seen = reading.levelled.startswith("at ", hit.start)
    return seen and tells_spread(reading, statement_of(reading, hit), (hit.start, hit.end))


def is_cut_out_together(reading: Reading, known: Mapping[str, ElementValue], hit: Hit) -> bool:
    """Whether one operation took out both: "colectomy with liver metastasectomy in one session", "combined resection of"."""
    start, end = reading.sentence_at(hit.start)
    behind = reading.levelled.startswith(BEHIND_BOTH, hit.start)
    same = "same" in reading.levelled[hit.start : hit.end]
    opens = start if same else max(start, reading.text.rfind(";", start, hit.start))
    span = (opens, hit.start) if behind else (hit.end, end)
    if not METASTASES.search(reading.levelled, *span) or len(set(YEAR.findall(reading.text, start, end))) > 1:
        return False
    evidence = known["procedures"].evidence if "procedures" in known else ()
    told = [found for found in evidence if span[0] <= found.start < span[1]]
    done = {found.value for found in told}
    if "primary_resection" not in done or done.isdisjoint(("liver_resection", "ablation")):
        return False
    first = min(found.start for found in told)
    at_once = behind or not NOT_OF_OPERATIONS.match(reading.levelled, hit.end, first)
    return at_once and not LATER.search(reading.levelled, *span)


def statement_of(reading: Reading, hit: Hit) -> Interval:
    """The clause of the hit; behind a closing bracket it goes back to what stands before the opening one."""
    clause = reading.clause_at(hit.start)
    if reading.levelled.startswith("both", hit.start):
        return reading.sentence_at(hit.start)[0], clause[1]
    opened = reading.text.rfind("(", reading.sentence_at(hit.start)[0], hit.start)
    if 0 <= opened < clause[0] and ")" in reading.text[clause[0] : hit.start]:
        return reading.clause_at(opened)[0], clause[1]
    return clause


def tells_spread(reading: Reading, span: Interval, clue: Interval) -> bool:
    """Whether the clause of "at diagnosis" tells of liver metastases, and of no other place alone."""
    if not is_believed(reading, clue) or is_other_tumour(reading, clue[0]):
        return False
    named = any(
        hit.concept == "spread" and not reading.effects(hit.start, hit.end) & DENIED
        for hit in reading.hits("timing", span)
    )
    if not (named or spread_hits(reading, span)):
        return False
    sites = {hit.concept for hit in reading.hits("site", span)} - {"elsewhere", "abdomen", "anastomosis", "organ"}
    return "liver" in sites or not (sites or named)


def presented_together(reading: Reading, clue: Interval) -> bool:
    """ "Presented with obstructing sigmoid cancer and liver metastases": primary and metastases in one sentence, none before."""
    start, end = reading.sentence_at(clue[0])[0], reading.sentence_at(min(clue[1] + 1, len(reading.text)))[1]
    rest = (clue[0], end)
    liver = any(found.concept == "liver" for found in reading.hits("site", rest)) and spread_hits(reading, rest)
    if not (liver or BILOBAR.search(reading.levelled, *rest)) or not is_believed(reading, clue):
        return False
    named_before = DIAGNOSED_WITH.match(reading.levelled, clue[0])
    parts = [
        found
        for found in reading.hits("primary_site", (start, end) if named_before else rest)
        if found.concept not in NO_PART
    ]
    years = {match.group() for match in YEAR.finditer(reading.text, start, end)}
    told = max([found.end for found in spread_hits(reading, rest)], default=end)
    return bool(parts) and not EARLIER.search(reading.levelled, start, told) and len(years) <= 1


def is_first_relapse(reading: Reading, known: Mapping[str, ElementValue], hit: Hit) -> bool:
    """A liver recurrence with no liver metastasis treated before it."""
    if not is_believed(reading, (hit.start, hit.end)) or is_other_tumour(reading, hit.start):
        return False
    clause = reading.clause_at(hit.start)
    if any(found.concept == "again" for found in reading.hits("timing", clause)):
        return False
    if reading.note.note_type in (PATHOLOGY, OPERATIVE):
        # What this report's own specimen or operation is was no treatment before the relapse.
        done = known["procedures"].evidence if "procedures" in known else ()
        return not any(
            found.value in TREATED_LIVER
            and found.start < hit.start
            and not is_of_this_note(reading, (found.start, found.end))
            for found in done
        )
    return not treated_before(known, hit.start)
