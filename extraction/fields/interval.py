"""The time from the primary to the liver metastases, as the note states it: never reckoned from dates."""

import re
from collections.abc import Mapping

from abstraction.records import ElementValue, Mention, Status
from extraction.durations import Duration, duration_units, read_durations
from extraction.fields.interval_forms import ANCHORED, FREE, LABELLED, TOLD, Stated, in_forms
from extraction.fields.interval_history import dates_cancer, is_of_other_place, opens_with_finding, tying_sentences
from extraction.fields.presence import has_liver_metastases, is_ahead
from extraction.fields.primary_site import NO_PART
from extraction.fields.timing_circumstances import is_known_before
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.tumours import is_other_tumour

# Words that tie a duration to what it runs from, or to what came at its end.
BEHIND = pattern_of(
    r"[\s)]*(?:(?:interval|period|time|gap|(?:of )?follow up|down (?:the )?(?:line|road|track)|(?:further )?on)\s|to (?:the )?(?:day|week|month|year)\s)?(?:after|since|from|post|following|to|beyond|out from|out of|s/p)\s"
)
SURGERY = pattern_of(
    r"\s(?:after|since|from|following) (?:the |his |her |initial |primary )?(?:surgery|operation|resection)\b(?! (?:of|for) (?:the )?(?:liver|hepatic|met))"
)
# "Found at a routine control 11 months after this": after what was told last.
THAT = pattern_of(r"\s(?:after|since|from|following) (?:this|that|it|which)\b(?=\s*(?:[.,;:)]|$))")
LATER = pattern_of(
    r"\s(?:later|afterwards|thereafter|on\b|down (?:the )?(?:track|line|road)|(?:went|had gone|gone) by\b|(?:had )?passed\b|elapsed\b)"
)
AGO = pattern_of(r"\s(?:ago|back|earlier|previously|prior(?! to)|before(?! surgery))\b")
# "Disease-free for 26 months before hepatic relapse", "relapse in the liver after 18 months".
TO_RELAPSE = pattern_of(
    r",? (?:before|until|when|and then) (?:an? |the |her |his |isolated |first )*(?:(?:liver|hepatic) (?:relapse|recurrence|metast\w+|mets)|(?:relapse|recurrence|metast\w+) (?:in|of) (?:the )?(?:liver|hepatic parenchyma))\b"
)
AFTER_RELAPSE = pattern_of(r"\s(?:after|at)\s$")
AFTER = pattern_of(
    r"\b(?:after|following)\s(?:(?:about|around|approximately|almost|nearly|some|only|just|over|more than|approx\.?|ca\.?|~)\s)?$"
)
# "Metastases to the liver appeared at 8 months".
CAME_AT = pattern_of(
    r"\b(?:appeared|appearing|developed|developing|occurred|occurring|arose|recurred|relapsed|(?:diagnosed|detected|discovered|found|seen|noted)(?: on (?:ct|mri|follow up|surveillance))?|relapse|recurrence|mets|metastas[ei]s)"
    r"(?: (?:in|of|to) (?:the )?liver)?,? (?:already |first |only |just )?at (?:about |some |month )?$"
)
# "Rising CEA at 22 month follow up", "picked up on the two-year surveillance CT".
VISIT_BEHIND = pattern_of(
    r"\s(?:of )?(?:post ?op(?:erative)? )?(?:follow up|surveillance)\b(?![^.;,]{0,20} (?:clear|normal|unremarkable|negative|free)\b)"
)
VISIT_BEFORE = pattern_of(r"\b(?:at|on|the|by|during|his|her) (?:about |some |almost |routine )?$")
CEA_RISE = pattern_of(
    r"\bcea\b[^.;]{0,30}\b(?:ris\w+|rose|increas\w+|elevat\w+|climb\w+)|\b(?:ris\w+|increas\w+|elevat\w+|climb\w+|rise (?:of|in)) (?:of |in )?(?:the |his |her )?cea\b"
)
# "No recurrence almost four years after resection of the primary": the time still runs.
STILL_FREE = pattern_of(
    r"\b(?:no|without)\s(?:\w+\s){0,3}?(?:recurrence|relapse)\s(?:(?:now|almost|nearly|at|some|about|over|more than)\s)*$"
)
# A stretch under treatment, of a plan or of follow-up to come is no interval.
OTHER_TIME = pattern_of(
    r"\b(?:in|for|every|over|next|within|another|further|past|last|q|x)\s(?:the\s|about\s)?(?:next\s|last\s|past\s|further\s)?$"
)
OTHER_START = pattern_of(
    r"\b(?:chemo\w*|cycles?|courses?|folf\w+|capox|xelox|treatment|therapy|hepatectomy|hemihepatectomy|liver (?:resection|surgery|operation)|metastasectomy"
    r"|rfa|mwa|microwave|ablation|pve|embolisation|embolization|radiation|radiotherapy|last|previous (?:ct|mri|scan|study)|first liver|wedge\w*|segmentectomy)\b"
)
BOWEL = pattern_of(r"\b(?:bowel|colorectal) (?:ca|cancer|carcinoma|tumou?r|primary)\b")
OPERATED = pattern_of(r"\b(?:operated|surgery|operation|op)\b")
AFTER_WHAT = pattern_of(r"\b(?:after|since|following|post)\s(?:(?:the|his|her|a|first|right|left|extended)\s){0,3}")
# "Now three years following hepatectomy and five years following colectomy": how long ago both were.
SEEN_NOW = pattern_of(r"\b(?:now|seen|review(?:ed)?|follow up|currently|is)\b[^.;]{0,80}$")
SINCE_BOTH = pattern_of(
    r"\b(?:years?|months?) (?:after|following|since|post|from) (?:\w+ ){0,4}?(?:\w*hepatectomy|\w*segmentectomy|\w*sectionectomy|metastasectomy|ablation|liver (?:resection|surgery))\b"
)
# Told without a word on the liver, a shorter time since the resection is convalescence.
LATE = 12
# "Clear at 12 months" is the day of one visit, "follow-up MRI in 1 year" one to come.
AT = pattern_of(r"\b(?:at|in|every|within|next)\s(?:the\s|about\s|around\s)?(?:next\s)?$")
# "Metachronous (1.5 y)", "after an interval of 22 months".
METACHRONOUS_BEFORE = pattern_of(
    r"\bmetachr\w*(?: (?:liver|hepatic) (?:mets?|metastas[ei]s|lesions?|mass(?:es)?|disease|recurrence))?(?: (?:in )?(?:19|20)\d\d)?\s?[(,:-]\s?(?:after\s)?$"
)
INTERVAL_BEFORE = pattern_of(r"\bafter (?:an? )?(?:disease free )?interval of (?:about |some )?$")
INTERVAL_TITLE = pattern_of(
    r"\binterval\s(?:from\s|between\s|of\s)?(?:the\s)?(?:primary|colectomy|resection|diagnosis|bowel)\b[^.;:\d]{0,40}(?:liver|hepatic|metasta\w+|mets|recurrence|relapse)[^.;:\d]{0,14}[:=]\s?$"
)
# "After 7 months the tests did not show any sign of recurrence": nothing has come back.
NOTHING = pattern_of(
    r"[^.;]{0,40}?\b(?:(?:did|do|does) not (?:show|reveal|demonstrate|find|detect)|show\w* no|reveal\w* no|there (?:is|was|were|are) no|remain\w*|(?:was|were|is|are) (?:still )?free)\b[^.;]{0,30}?\b(?:recurr\w+|relapse|disease|free)\b"
)
EXCEPT = pattern_of(r"\b(?:apart from|except|other than|besides|aside from|but)\b")
NO_RELAPSE = pattern_of(
    r"\b(?:no (?:evidence of |sign of |signs of )?|without (?:any |evidence of |sign of |signs of )?|free of )(?:\w+ ){0,2}(?:recurren\w+|relapse|disease)\s"
    r"(?:(?!until|till|before|up to|then)[\w,]+\s){0,4}$"
)
FREE_BEHIND = pattern_of(
    r"\b(?:no|without) (?:(?:evidence|signs?|suspicion|suggestion) of )?(?:any )?(?:local |active )?(?:recurren\w+|relapse)\b"
    r"|\b(?:remains?|is|still|and) (?:disease |tumou?r |recurrence )?free(?: of (?:disease|recurrence|tumou?r|relapse))?(?! (?:interval|until|till|up to|for))\b|\bned\b(?! until)|\bin (?:complete )?remission\b(?! until)"
)
IS_FREE = pattern_of(
    r"\s(?:free of|without)(?: any)? (?:disease|recurrence|relapse|tumou?r)\b|\s(?:disease|recurrence|relapse|tumou?r) free\b(?! interval)"
)
THEN = pattern_of(r"[^.;]{0,40}?[,;] (?:and )?(?:now|then)\b")
REACH = 70
LIVER = pattern_of(
    r"\b(?:liver|hepatic|intrahepatic|caudate|metast\w+|mets?|crlm|clm|lesions?|mass(?:es)?|filiae|deposits?|secondaries|recur\w+|relapse\w*|segments?)\b"
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`disease_free_interval_months`: the plainest statement, of equal ones the first."""
    units = reading.once(duration_units)
    found = [
        stated
        for index in sorted(tying_sentences(reading, units))
        for duration in read_durations(reading.levelled, reading.sentences[index], units)
        if (stated := judge(reading, known, reading.sentences[index], duration))
    ]
    found += in_forms(reading)
    if not found:
        return []
    top = max(stated.weight for stated in found)
    decisive = [stated.duration for stated in found if stated.weight == top]
    months = decisive[0].months
    evidence = tuple(mention(reading, duration) for duration in decisive if duration.months == months)
    reasons = []
    if len({stated.duration.months for stated in found}) > 1:
        reasons.append("several intervals are stated")
    if top == TOLD:
        reasons.append("told as time since the resection of the primary")
    value = int(months) if months == int(months) else months
    return [
        ElementValue(
            "disease_free_interval_months",
            value,
            evidence,
            Status.NEEDS_REVIEW if reasons else Status.SURE,
            tuple(reasons),
        )
    ]


def mention(reading: Reading, duration: Duration) -> Mention:
    """The duration's words as evidence."""
    months = duration.months
    value = int(months) if months == int(months) else months
    return reading.mention("disease_free_interval_months", (duration.start, duration.end), value)


def judge(reading: Reading, known: Mapping[str, ElementValue], sentence: Interval, duration: Duration) -> Stated | None:
    """How the note ties the duration to primary and liver metastases; None when it does not."""
    text = reading.levelled
    span = (duration.start, duration.end)
    aside = is_aside(reading, span) or reading.section_at(duration.start).category == "plan"
    if aside and not is_labelled(reading, sentence, duration):
        return None
    if is_other_tumour(reading, duration.start) or tells_no_relapse(reading, sentence, duration):
        return None
    if is_labelled(reading, sentence, duration):
        return Stated(duration, LABELLED)
    if SEEN_NOW.search(text, sentence[0], duration.start) and SINCE_BOTH.search(text, *sentence):
        return None
    if ends_in_treatment(reading, duration):
        return None
    if is_of_other_place(reading, sentence):
        return None
    if reaches_relapse(reading, sentence, duration) and not OTHER_START.search(text, *sentence):
        return Stated(duration, FREE)
    if ends_free_time(reading, sentence, duration):
        return Stated(duration, FREE)
    if OTHER_TIME.search(text, sentence[0], duration.start):
        return free_of_disease(reading, sentence, duration)
    tells_liver = bool(LIVER.search(text, *sentence))
    if BEHIND.match(text, duration.end) and STILL_FREE.search(text, sentence[0], duration.start):
        return None
    if BEHIND.match(text, duration.end) or LATER.match(text, duration.end):
        runs_from_primary = (
            starts_at_primary(reading, sentence, duration) or starts_at_surgery(reading, known, duration)
            if BEHIND.match(text, duration.end)
            else follows_primary(reading, duration.start, diagnosed=True)
        )
        if runs_from_primary and (tells_liver or (duration.months >= LATE and is_finding(reading, known))):
            return Stated(duration, ANCHORED)
        return None
    if AFTER.search(text, sentence[0], duration.start) and tells_liver and follows_primary(reading, duration.start):
        return Stated(duration, ANCHORED)
    if (
        CAME_AT.search(text, sentence[0], duration.start)
        and tells_liver
        and not OTHER_START.search(text, sentence[0], duration.start)
    ):
        return Stated(duration, ANCHORED) if follows_primary(reading, duration.start, diagnosed=True) else None
    if (
        VISIT_BEHIND.match(text, duration.end)
        and VISIT_BEFORE.search(text, sentence[0], duration.start)
        and (tells_liver or CEA_RISE.search(text, *sentence))
        and follows_primary(reading, duration.start, diagnosed=True)
        and is_finding(reading, known)
    ):
        return Stated(duration, FREE)
    told = (
        duration.months >= LATE
        and AGO.match(text, duration.end)
        and (follows_primary(reading, duration.start) or dates_cancer(reading, sentence, duration))
    )
    if told and (is_finding(reading, known) or opens_with_finding(reading, known, duration)):
        return Stated(duration, TOLD)
    return free_of_disease(reading, sentence, duration)


def reaches_relapse(reading: Reading, sentence: Interval, duration: Duration) -> bool:
    """Whether a time free of disease ends, or a time that "after" opens began, at the relapse in the liver."""
    near = (max(sentence[0], duration.start - 30), duration.start)
    if TO_RELAPSE.match(reading.levelled, duration.end):
        told = reading.hits("timing", (near[0], duration.end))
        return any(hit.concept in ("free_time", "follow_up") for hit in told)
    return any(
        hit.concept == "relapse" and AFTER_RELAPSE.fullmatch(reading.levelled, hit.end, duration.start)
        for hit in reading.hits("timing", near)
    )


def ends_free_time(reading: Reading, sentence: Interval, duration: Duration) -> bool:
    """Whether a time called free of disease ends with a finding in the liver: "new lesion after three disease-free years"."""
    text = reading.levelled
    if " free " not in text[duration.start : duration.end] and not IS_FREE.match(text, duration.end):
        return False
    if not LIVER.search(text, *sentence) or OTHER_START.search(text, *sentence):
        return False
    return bool(AFTER.search(text, sentence[0], duration.start) or THEN.match(text, duration.end, sentence[1]))


def is_aside(reading: Reading, span: Interval) -> bool:
    """Whether the time is a relative's or one to come."""
    return any(cue.category == "family" or is_ahead(reading, cue) for cue in reading.modifiers(*span))


def tells_no_relapse(reading: Reading, sentence: Interval, duration: Duration) -> bool:
    """Whether nothing has come back up to now: "no recurrence four years after the operation"."""
    if BEHIND.match(reading.levelled, duration.end) and FREE_BEHIND.search(reading.levelled, duration.end, sentence[1]):
        return EXCEPT.search(reading.levelled, duration.end, sentence[1]) is None
    if AFTER.search(reading.levelled, sentence[0], duration.start) and NOTHING.match(reading.levelled, duration.end):
        return EXCEPT.search(reading.levelled, duration.end, sentence[1]) is None
    none = NO_RELAPSE.search(reading.levelled, sentence[0], duration.start)
    if none is None or BEHIND.match(reading.levelled, duration.end) is None:
        return False
    return EXCEPT.search(reading.levelled, duration.end, sentence[1]) is None


def ends_in_treatment(reading: Reading, duration: Duration) -> bool:
    """ "Hepatectomy 8 months after colectomy": what came at the end is an operation or a drug, no finding."""
    before = (max(0, duration.start - 25), duration.start)
    named = [hit for hit in reading.hits("procedure", before) if hit.concept in ("liver_resection", "ablation", "pve")]
    named += reading.hits("regimen", before)
    return any(
        re.fullmatch(r"[\s,(:]*(?:done|performed|given|started)?[\s,(]*", reading.levelled[hit.end : duration.start])
        for hit in named
    )


def is_labelled(reading: Reading, sentence: Interval, duration: Duration) -> bool:
    """Whether the duration stands beside "disease-free interval", "time from colectomy to recurrence" or the like."""
    text = reading.levelled
    if METACHRONOUS_BEFORE.search(text, sentence[0], duration.start):
        return True
    if INTERVAL_TITLE.search(text, sentence[0], duration.start):
        return True
    alone = INTERVAL_BEFORE.search(text, sentence[0], duration.start) and LIVER.search(text, *sentence)
    if alone and not OTHER_START.search(text, *sentence):
        return True
    for label in reading.hits("timing", sentence):
        if label.concept != "interval" or overlaps(label, duration):
            continue
        between = text[min(label.end, duration.end) : max(label.start, duration.start)]
        plain = (
            "free" in text[label.start : label.end]
            or text[label.start : label.end] in ("dfi", "dfs", "latency")
            or text.startswith("time to", label.start)
        )
        if len(between) > (30 if plain else REACH) or starts_elsewhere(reading, sentence, label, duration):
            continue
        if text[label.start : label.end] in ("interval", "interval of"):
            if len(between) <= 3 and any(hit.concept == "metachronous" for hit in reading.hits("timing", sentence)):
                return True
            continue
        if plain or (
            reading.hits("procedure", (label.start, sentence[1]))
            or "primary" in text[label.start : sentence[1]]
            or "diagnosis" in between
        ):
            return True
    return False


def starts_elsewhere(reading: Reading, sentence: Interval, label: Hit, duration: Duration) -> bool:
    """Whether the labelled time runs from a liver operation or from chemotherapy."""
    text = reading.levelled
    clause = reading.clause_at(label.start)
    if OTHER_START.search(text, min(label.start, duration.start), max(label.end, duration.end)):
        return True
    lead = AFTER_WHAT.search(text, clause[0], label.start)
    tail = AFTER_WHAT.match(text, min(duration.end + 1, sentence[1]))
    return any(found and OTHER_START.match(text, found.end()) for found in (lead, tail))


def overlaps(label: Hit, duration: Duration) -> bool:
    """Whether the two share characters."""
    return label.start < duration.end and duration.start < label.end


def starts_at_primary(reading: Reading, sentence: Interval, duration: Duration) -> bool:
    """Whether the words behind "after" name the primary or its resection, or "it" when that was told last."""
    span = (duration.end, min(sentence[1], duration.end + REACH))
    first = first_anchor(reading, span)
    if first is None:
        return THAT.match(reading.levelled, duration.end) is not None and follows_primary(reading, duration.start)
    name, start = first
    if OTHER_START.search(reading.levelled, span[0], start + 1):
        return False
    if name == "any" and any(hit.concept not in NO_PART for hit in reading.hits("primary_site", (start, span[1]))):
        return True  # "resection of a caecal carcinoma"
    return name == "primary" or follows_primary(reading, duration.start)


def starts_at_surgery(reading: Reading, known: Mapping[str, ElementValue], duration: Duration) -> bool:
    """Whether it runs from "surgery" where the bowel's is the only one told: "pT3N1 ... found 14 months after surgery"."""
    done = known["procedures"].value if "procedures" in known else ()
    only_primary = isinstance(done, list) and set(done) - {"liver_biopsy"} == {"primary_resection"}
    return only_primary and SURGERY.match(reading.levelled, duration.end) is not None


def first_anchor(reading: Reading, span: Interval) -> tuple[str, int] | None:
    """The first thing named in the span that a time can run from: ("primary" or "any", where)."""
    named: list[tuple[int, int, str]] = []
    for hit in reading.hits("procedure", span):
        if hit.concept in ("primary_resection", "liver_resection", "ablation", "pve"):
            named.append((hit.start, -hit.end, "primary" if hit.concept == "primary_resection" else "liver"))
    for hit in reading.hits("timing", span):
        if hit.concept in ("primary_anchor", "any_anchor"):
            named.append((hit.start, -hit.end, hit.concept.split("_")[0]))
    if not named:
        return None
    start, _, name = min(named)
    return None if name == "liver" else (name, start)


def follows_primary(reading: Reading, offset: int, *, diagnosed: bool = False) -> bool:
    """Whether the last operation told before the offset is that of the primary; `diagnosed`: its tumour alone will do."""
    last = [
        hit
        for hit in reading.hits("procedure", (0, offset))
        if hit.concept in ("primary_resection", "liver_resection", "ablation", "pve")
        and (hit.concept == "primary_resection" or not names_own_operation(reading, hit, offset))
    ]
    if last:
        return last[-1].concept == "primary_resection"
    before = (max(0, offset - 250), offset)
    named = reading.hits("primary_site", before)
    enough = {"operation", "tumour"} if diagnosed else {"operation"}
    operated = [match.end() for match in OPERATED.finditer(reading.levelled, *before)]
    if (
        operated
        and reading.levelled.startswith(" for ", operated[-1])
        and not reading.hits("primary_site", (operated[-1], offset))
    ):
        return False  # "surgery for an inguinal hernia 9 years previously"
    told = any(hit.concept in enough for hit in named) or bool(operated)
    part = any(hit.concept not in NO_PART for hit in named)
    return bool(told) and (part or BOWEL.search(reading.levelled, *before) is not None)


def names_own_operation(reading: Reading, hit: Hit, offset: int) -> bool:
    """Whether the title of an operative note names what it tells of: the history in its indication came before."""
    title = reading.section_at(hit.start)
    return reading.note.note_type is OPERATIVE and title.start < reading.section_at(offset).start


def is_finding(reading: Reading, known: Mapping[str, ElementValue]) -> bool:
    """Whether the note tells of liver metastases that nobody has treated before; its own operation does not count."""
    if not has_liver_metastases(reading, known) or "chemo_cycles" in known or is_known_before(reading, known):
        return False
    own = reading.note.note_type in (OPERATIVE, PATHOLOGY)
    return not any(
        found.value in ("ablation", "pve", "liver_resection")
        and not (own and "historical" not in reading.effects(found.start, found.end))
        for found in (known["procedures"].evidence if "procedures" in known else ())
    )


def free_of_disease(reading: Reading, sentence: Interval, duration: Duration) -> Stated | None:
    """ "Then three years clear. Now three liver metastases": a time without disease, told after the primary's resection."""
    if AT.search(reading.levelled, sentence[0], duration.start):
        return None
    near = (max(sentence[0], duration.start - 30), min(sentence[1], duration.end + 30))
    if not any(hit.concept in ("free_time", "follow_up") for hit in reading.hits("timing", near)):
        return None
    following = (duration.end, min(len(reading.text), duration.end + 160))
    from_primary = follows_primary(reading, duration.start) or starts_at_primary(reading, sentence, duration)
    if from_primary and LIVER.search(reading.levelled, *following):
        return Stated(duration, FREE)
    return None
