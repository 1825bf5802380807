"""Statements that name no single site: "no extrahepatic disease", "liver-only disease", "no evidence of metastatic disease"."""

import re
from collections.abc import Iterator

from extraction.anchors import Anchors, any_in
from extraction.assertion import Cue
from extraction.extrahepatic.history import is_old
from extraction.extrahepatic.statement import Statement
from extraction.extrahepatic.words import DENIED, UNREAL, answers_no
from extraction.lesions.parts import is_liver_study
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval
from extraction.site_scopes import ScopedSentence
from extraction.sites import REGIONS, study_fields
from extraction.study_region import study_site

# In a study of the liver "no other metastasis" is said of the liver.
OTHER_LESION = pattern_of(r"(?:other|further|additional) (?:\w+ )?(?:metasta\w+|mets|lesions?|mass(?:es)?|foc(?:i|us))")
METASTATIC = pattern_of(
    r"(?:(?:recurrent|residual|new) (?:or|and) )?metastatic (?:or recurrent )?(?:disease|lesion|spread|deposit|focus|foci|(?:colorectal |colon |rectal )?(?:cancer|carcinoma|tumou?r|malignancy))|distant metasta|metastas[ie]s\b|tumou?r (?:spread|manifestation|dissemination)"
)
# "Apart from the liver no uptake": the liver is named to be left out.
EXCEPT = pattern_of(
    r"\b(?:apart from|besides|except(?: for)?|other than|aside from|in addition to|with (?:the )?exception of)\W(?:(?:in|the|this|these|those|known|her|his|described|mentioned|above|two|three|four|five|multiple)\W){0,4}$"
)
EXCEPT_WORDS = Anchors("apart from", "besides", "except", "other than", "aside from", "in addition to")
EXCEPT_REACH = 60
# "Liver metastases; otherwise no tumour spread": what stands before is left out.
OTHERWISE = pattern_of(
    r"[;,]\s(?:but |and )?(?:otherwise|apart from (?:this|that|these)|beyond (?:this|that)|in addition)\b"
)
# "Not a candidate now that there is extrahepatic disease": the denial stops before the reason.
REASON = pattern_of(
    r"\b(?:with|because|given|considering|now that|as there|since|due to|owing to|in view of|in (?:the )?light of|on account of|on (?:the )?ground\w* of)\b"
)
# "Treatment of metastases: none" denies the treatment.
TREATMENT_OF = pattern_of(
    r"\b(?:systemic|treatments?|therapy|chemo\w*|surgery|resections?|operations?|ablations?|radiotherapy)\b(?: \w+){0,2} (?:for|of|against|on)(?: the| liver| distant| his| her){0,2} $"
)
NEAR = pattern_of(r"[^,;\d]{0,30}")
# "no enlarged nodes elsewhere" is on nodes.
# "Biopsy of the liver only", "MRI liver only".
OF_LIVER = pattern_of(
    r"\b(?:biops(?:y|ies)|mri?|ct|ultrasound|us|scans?|imaging|resections?|surgery|operations?|volumetry|examination)(?: (?:of|from|on|to))?(?: the)? $"
)
OF_NODES, PHRASE = pattern_of(r"\b(?:nodes?|\w*adenopathy)\W*$"), 30
# "No carcinomatosis elsewhere" is on the peritoneum.
OF_PERITONEUM = pattern_of(
    r"\b(?:(?:peritoneal|omental) (?:disease|deposits?|nodules?|implants?|lesions?|mass(?:es)?|metastas[ei]s|mets|spread|seeding)|carcinomatosis|implants?|seeding) $"
)
# "Hepatocellular carcinoma. Not a metastasis": one lesion is none.
IS_NOT_ONE = pattern_of(r"\bnot an? (?:\w+ ){0,2}$")
# "Liver: ... No lesion elsewhere" is said of the rest of the liver.
LESION_BEFORE = pattern_of(
    r"\b(?:lesions?|mass(?:es)?|foci|focus|nodules?|metastas[ei]s|mets|deposits?)(?: seen| identified| noted)? $"
)
# "Confined to liver and lung".
ALSO = pattern_of(r"(?:,| and| plus| \+| &|/)(?: ?and)? ?(?:the |both |one |his |her |portal |left |right )?")
BESIDE_REACH, GOES_ON = 40, pattern_of(r"(?: nodes?)?\s?(?:,|;|\.|and\b|&|plus\b|$)")
# "None elsewhere in the ligament", "or elsewhere in it": the rest of what was just named.
IN_PART = pattern_of(
    r" (?:in|within|along|on) (?!(?:(?!liver|hepatic|lobe|remnant|ligament|segment|on\b|in\b|it\b|with)[\w']+ ){0,3}(?:body|scan|stud(?:y|ies)|exam|field|imag|volume|ct|mr|pet|ultrasound|staging|work ?up|laparo|explor|palpat|inspect|survey|operation|surgery|patient|chest|thora|abd|pelv|trunk|review|visual|today|her|his|any))"
)
AVID = pattern_of(r"(?:other|further|additional) .*(?:avid|hypermetabolic|active|uptake|accumulation|activity)")
BLANKET_REACH = 70
# "Left lobe: no metastasis" is on that lobe, "no focal lesion suggesting metastasis on DWI" on the liver.
PART_OF_LIVER = pattern_of(
    r"\b(?:(?:left|right|both|either|caudate) lobes?|lobes?|remnant|hemiliver|resection (?:bed|surface|plane))\b|\bfocal (?:lesions?|mass(?:es)?)\b|\b(?:hbp|hepatobiliary|dwi)\b"
)
# "The PET was otherwise clear."
CLEAR_STUDY = pattern_of(
    r"\bpet\b[^.;]{0,80}\b(?:otherwise (?:clear|negative|normal|unremarkable)|(?:and|but|,) (?:nothing|nowhere) else)\b|\b(?:staging|imaging|scans?|ct)\b[^.;]{0,60}\botherwise (?:clear|negative)\b"
    r"|\b(?:rest|remainder) of (?:the |his |her )?(?:staging|work ?up|imaging|scans?|pet)(?: work ?up| imaging| studies)? (?:(?:is|was|were|are) )?(?:negative|clear|normal|unremarkable)\b"
)
CLEAR_WORDS = Anchors("otherwise", " else", "rest of", "remainder of")
AT_THAT_TIME = pattern_of(
    r"\b(?:at (?:the )?(?:(?:initial|first|original) )?(?:time of )?(?:diagnosis|presentation)|at that time|initially|on (?:initial|primary|baseline) staging)\b"
)
ON_WHOLE_BODY = (RADIOLOGY, ONCOLOGY)
YEAR = pattern_of(r"\b20\d\d\b")
# "Of the four liver metastases only the one in segment 3 has grown", "liver only growing in 4b", "liver only slightly smaller".
SOME = pattern_of(
    r"\s(?:the|that|those|an?|one|two|three|four|five|six|seven|\d{1,2}|if|when|once|after|in case|should|smaller|larger|(?!current|present|initial|final|clear|apparent|obvious)\w{3,}ly|\w{3,}ing)\b"
)
NOT = pattern_of(r"\b(?:not|no longer|neither|never)\b")


def blanket_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences with one of the words that a blanket statement is made with."""
    found = reading.sentences_with("extrahepatic")
    if reading.once(is_on_whole_body):
        spread = [
            hit.start
            for hit in reading.hits("ehd_finding")
            if hit.concept == "malignant" and is_denied(reading, hit) and METASTATIC.match(reading.levelled, hit.start)
        ]
        studies = [match.start() for match in reading.once(clear_studies)]
        found |= reading.sentences_at([*spread, *studies, *reading.once(excepted_livers)])
    return found


def is_on_whole_body(reading: Reading) -> bool:
    """Whether a bare "no metastatic disease" in the note is said of the whole body, as far as it was looked at."""
    return reading.note.note_type in ON_WHOLE_BODY and not study_site(reading)


def blanket(reading: Reading, sentence: ScopedSentence) -> list[Statement]:
    """ "No extrahepatic disease", "liver-only disease", "no metastatic disease": the site "any", absent."""
    told = [*outside(reading, sentence), *nowhere(reading, sentence)]
    return [] if told and (is_old(reading, sentence.start) or is_of_then(reading, sentence)) else told


def outside(reading: Reading, sentence: ScopedSentence) -> Iterator[Statement]:
    """ "No extrahepatic disease", "liver-only disease"."""
    for hit in reading.hits("extrahepatic", (sentence.start, sentence.end)):
        alone = hit.concept in ("liver_only", "nowhere_else") and reading.note.note_type is not PATHOLOGY
        start = reading.clause_at(hit.start)[0] if alone else sentence.start
        before = max(sentence.start, start, hit.start - BLANKET_REACH)
        cues = reading.modifiers(hit.start, hit.end)
        if (
            any(cue.category in UNREAL for cue in cues)
            or reading.is_question(hit.start)
            or hit.concept == "within_liver"
            or (alone and OF_LIVER.search(reading.levelled, max(sentence.start, hit.start - PHRASE), hit.start))
        ):
            continue
        phrase = max(sentence.start, hit.start - PHRASE)
        if OF_NODES.search(reading.levelled, phrase, hit.start) or OF_PERITONEUM.search(
            reading.levelled, phrase, hit.start
        ):
            continue
        if reading.levelled.endswith(" only", hit.start, hit.end) and SOME.match(reading.levelled, hit.end):
            continue
        if OTHER_LESION.match(reading.levelled, hit.start) and is_liver_study(reading):
            continue
        if hit.concept == "liver_only" and is_one_of_sites(reading, hit, sentence.end):
            continue
        if IN_PART.match(reading.levelled, hit.end) or in_rest_of_liver(reading, sentence, hit):
            continue
        negated = bool(NOT.search(reading.levelled, before, hit.start))
        denied = any(
            cue.category in DENIED
            and (cue.direction == "backward" or not REASON.search(reading.levelled, cue.end, hit.start))
            for cue in (
                *reading.cues((before, hit.start)),
                *(cue for cue in cues if answers(reading, hit, cue)),
            )
        ) or answers_no(reading.levelled, hit.end, sentence.end)
        if hit.concept == "nowhere_else":  # "and no uptake elsewhere" denies by itself
            denied, negated = False, False
        if (denied and hit.concept == "outside") or (alone and not denied and not negated):
            yield Statement("any", "absent", hit.start, hit.end, reading.rank_at(hit.start), weak=False)


def nowhere(reading: Reading, sentence: ScopedSentence) -> Iterator[Statement]:
    """ "No metastatic disease", "the PET was otherwise clear", where no heading names a place."""
    if reading.once(is_on_whole_body) and (
        not sentence.scope.places
        or opens_line(sentence)
        or is_of_wide_study(sentence)
        or wide_fields(reading, (sentence.start, sentence.body))
    ):
        yield from no_spread(reading, sentence)
        for match in reading.once(clear_studies):
            if sentence.start <= match.start() and match.end() <= sentence.end:
                yield Statement("any", "absent", *match.span(), reading.rank_at(match.start()), weak=False)


def is_one_of_sites(reading: Reading, hit: Hit, end: int) -> bool:
    """Whether the sentence names another place beside the liver: "confined to liver and lung"."""
    joined = ALSO.match(reading.levelled, hit.end, end)
    if joined is None:
        return False
    behind = (joined.end(), min(end, joined.end() + BESIDE_REACH))
    places = (*reading.hits("site", behind), *reading.hits("node_station", behind), *reading.hits("lymph_node", behind))
    return any(
        place.start == joined.end()
        and place.concept != "liver"
        and (not joined.group().startswith(",") or GOES_ON.match(reading.levelled, place.end))
        for place in places
    )


def answers(reading: Reading, hit: Hit, cue: Cue) -> bool:
    """Whether the cue stands close to the word; behind a heading and a site, "EHD: lung none", it is on that site."""
    between = (hit.end, max(hit.end, cue.start))
    return bool(NEAR.fullmatch(reading.levelled, *between)) and not reading.hits("site", between)


def is_of_then(reading: Reading, sentence: ScopedSentence) -> bool:
    """Whether the sentence tells of an earlier year: "at diagnosis in 2020 there was no metastatic disease"."""
    span = (sentence.start, sentence.end)
    years = [int(match.group()) for match in YEAR.finditer(reading.text, *span)]
    return bool(years and max(years) < int(reading.note.note_date[:4]) and AT_THAT_TIME.search(reading.levelled, *span))


def opens_line(sentence: ScopedSentence) -> bool:
    """Whether the place that governs the sentence is only its own first word and no heading."""
    return not sentence.labelled and all(
        sentence.start <= place.start < sentence.end for place in sentence.scope.places
    )


def is_of_wide_study(sentence: ScopedSentence) -> bool:
    """Whether the heading names the regions that a study covered: "CT chest, abdomen and pelvis 3 May: ..."."""
    sites = {place.site for place in sentence.scope.places} - {"other_nodes"}  # "pelvic" and "neck" may mean nodes
    return {"thorax", "abdomen"} <= sites and sites <= REGIONS


def clear_studies(reading: Reading) -> list[re.Match[str]]:
    """Where a study is told as clear but for what was named."""
    return list(CLEAR_STUDY.finditer(reading.levelled)) if any_in(reading.levelled, CLEAR_WORDS) else []


def in_rest_of_liver(reading: Reading, sentence: ScopedSentence, hit: Hit) -> bool:
    """Whether "elsewhere" is meant within the liver, which is the heading the lesions stand under."""
    headed = {place.site for place in sentence.scope.places} == {"liver"}
    if headed and AVID.match(reading.levelled, hit.start, hit.end):
        return True
    bare = reading.levelled[hit.start : hit.end] == "elsewhere"
    return headed and bare and bool(LESION_BEFORE.search(reading.levelled, max(0, hit.start - 24), hit.start))


def no_spread(reading: Reading, sentence: ScopedSentence) -> Iterator[Statement]:
    """ "No evidence of metastatic disease" where no place is named."""
    otherwise = OTHERWISE.search(reading.levelled, sentence.body, sentence.end)
    span = (otherwise.start() if otherwise else sentence.start, sentence.end)
    without_liver = excepts_liver(reading, span)
    for hit in reading.hits("ehd_finding", (max(span[0], sentence.body), sentence.end)):
        named = hit.concept == "malignant" and METASTATIC.match(reading.levelled, hit.start)
        comma = reading.text.rfind(",", span[0], hit.start)
        if named and comma >= 0 and reading.hits("procedure", (span[0], comma)):
            span = (comma, span[1])  # "s/p resection of the liver mets, no evidence of metastatic disease"
        if (named or (without_liver and hit.concept != "benign")) and is_denied(reading, hit):
            own = (max(span[0], sentence.body), span[1]) if is_of_wide_study(sentence) else span
            if sites_told(reading, own) or reading.hits("node_station", own) or reading.hits("lymph_node", own):
                return
            if PART_OF_LIVER.search(reading.levelled, *span) or any(read_segments(reading, span)):
                return
            if IS_NOT_ONE.search(reading.levelled, max(span[0], hit.start - PHRASE), hit.start):
                continue
            if TREATMENT_OF.search(reading.levelled, max(span[0], hit.start - BLANKET_REACH), hit.start):
                return
            yield Statement("any", "absent", hit.start, hit.end, reading.rank_at(hit.start), weak=False)


def is_denied(reading: Reading, hit: Hit) -> bool:
    """Whether the note says that what is named is not there."""
    found = reading.effects(hit.start, hit.end)
    return "negated" in found and not found & UNREAL


def sites_told(reading: Reading, span: Interval) -> list[Hit]:
    """The places of the span, without the regions of a wide study ("CT chest, abdomen and pelvis") what was operated on and the primary's seat."""
    wide = wide_fields(reading, span) + [(hit.start, hit.end) for hit in reading.hits("procedure", span)]
    # "Colorectal liver metastases" name the liver, "rectal cancer" no place of a spread.
    seats = [(hit.start, hit.end) for hit in reading.hits("tumour_entity", span)]
    return [
        hit
        for hit in reading.hits("site", span)
        if not any(start <= hit.start < end for start, end in (wide if hit.concept == "liver" else wide + seats))
        and not is_excepted(reading, hit)
    ]


def is_excepted(reading: Reading, hit: Hit) -> bool:
    """Whether the liver is named to be left out: "no metastases except in the liver"."""
    return hit.concept == "liver" and hit.start in reading.once(excepted_livers)


def excepted_livers(reading: Reading) -> frozenset[int]:
    """Where the livers stand that are left out."""
    if not any_in(reading.levelled, EXCEPT_WORDS):
        return frozenset()
    return frozenset(
        hit.start
        for hit in reading.hits("site")
        if hit.concept == "liver" and EXCEPT.search(reading.levelled, max(0, hit.start - EXCEPT_REACH), hit.start)
    )


def excepts_liver(reading: Reading, span: Interval) -> bool:
    """Whether the span leaves the liver out of what it says."""
    return bool(reading.once(excepted_livers)) and any(is_excepted(reading, hit) for hit in reading.hits("site", span))


def wide_fields(reading: Reading, span: Interval) -> list[Interval]:
    """Studies of the span that covered the chest and more."""
    return [
        field
        for field in study_fields(reading.levelled, span)
        if {"thorax", "abdomen"} <= {hit.concept for hit in reading.hits("site", field)}
    ]
