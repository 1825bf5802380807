"""The author's own verdict on whether the liver disease can be resected now."""

import re
from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.fields.tick_boxes import ticked_choice
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.tumours import is_other_tumour

# "Resectability: borderline", and the ticked box of a proforma.
BOX = pattern_of(r"\[(?P<tick>[ x]?)\]\s?(?:\w+\s)?$")
SCALE = pattern_of(
    r"\s?(?:status|verdict|of (?:the )?liver(?: disease| metastases)?|\(liver\))?(?:\s?[:=|]\s{0,30}|\s{3,40})(?:(?P<resectable>resectable|yes|given)|(?P<borderline>borderline|potential\w*)|(?P<unresectable>unresectable|not given|no\b|irresectable))"
)
# "Resection of the liver metastases is not feasible".
FEASIBLE = pattern_of(
    r"\b(?:resection|surgery|hepatectomy|metastasectomy)\s(?!margin)(?:of\s|for\s)[^.;,:?]{3,50}?\b(?:is|are|was|seems|appears|remains)\s(?P<not>not )?(?:technically |surgically |currently )?(?:feasible|possible|achievable)\b"
)
OPERATIONS = Anchors("resection", "surgery", "hepatectomy", "metastasectomy")
FEASIBLE_WORDS = Anchors("feasible", "possible", "achievable")
# "The number of liver lesions precludes resection".
PRECLUDED = pattern_of(
    r"\b(?:liver|hepatic|bilobar|burden|extent|distribution|number|size|location|remnant|inflow|outflow|veins?|pedicles?)\b(?:(?!\b(?:would|will|not|may|might|could|if)\b)[^.;:?]){0,80}?"
    r"\bpreclud(?:es?|ed|ing) (?:(?:a|any|curative|surgical|safe|complete|hepatic|liver|r0|the possibility of) )*(?:resection|surgery|hepatectomy|metastasectomy|operation)\b"
)
PRECLUDING = Anchors("preclud")
# "The primary is resectable; the liver is not".
LIVER_IS_NOT = pattern_of(
    r"[;,.]? (?:but |and |while |whereas )?(?:the |her |his )?(?:liver|liver disease|liver metastases|liver mets|hepatic disease|metastases|mets) (?:is|are) not"
    r"(?=\s*(?:[.;,)]|$|and\b|but\b|(?:so|as yet|currently|at present|presently|resectable|operable)\b))"
)
# "Resectable: no", and a row of boxes behind their words.
ANSWER = pattern_of(r"(?: \(\w+\))?\s?[:=?]\s{0,30}(?P<answer>yes|no)\b|\?\s(?P<spoken>yes|no)\b")
ROW_OF_BOXES = pattern_of(
    r"\b(?P<word>(?:un|ir|non |not )?resectable|borderline(?: resectable)?|potentially resectable)\s?\[(?P<tick>[ x]?)\]"
)
# "Not resectable today; would become an option with shrinkage".
COMING = pattern_of(
    r"\b(?:may|might|could|would|can) (?:\w+ ){0,2}?(?:become (?:so|resectable|operable|(?:an )?option|possible|feasible|(?:a )?candidates?)|be (?:converted|made resectable|rendered resectable|brought to (?:resection|surgery)))\b"
)
# "Resection would be feasible if it shrinks", "cannot be resected further".
WOULD_BE = pattern_of(r"\b(?:would|should) be\b")
ON_CONDITION = pattern_of(r"[^.;]{0,60}?\b(?:if|provided|once|when|only|after|should)\b")
OF_A_STUMP = pattern_of(r"\s(?:any )?(?:further|more|en bloc)\b")
# Unfit is not unresectable.
MEDICAL = pattern_of(
    r"[\s,(-]{0,3}(?:at present |currently |now )?\b(?:because of|due to|owing to|given|for|with|on account of|in view of)\s(?:\w+\s){0,4}(?:copd|comorbid\w*|frail\w*|cardiac|heart|lung function|pulmonary|respiratory|renal|dementia|age|fitness|performance|medical|general (?:condition|health)|co morbid\w*|anaesthe\w+|cirrhosis|cirrhotic|portal hypertension|thrombocytopeni\w+|liver function|hepatic reserve)\b"
)
MEDICALLY = pattern_of(r"\b(?:medically|functionally|physiologically)\s$")
# The name of a trial, or patients in general.
GENERAL = pattern_of(
    r"\b(?:trials?|study|protocol|guidelines?|studies|register|registry)\s(?:(?:for|of|in|on|with|patients|initially|\w+ly)\s){1,3}$|\bin general\b[^.;]{0,30}$|\bpatients with\s(?:\w+\s)?$"
)
# "Conversion to resection not carried out": an operation that was not gone on with.
CONVERTED = pattern_of(r"conver\w+ to (?:resection|surgery)")
NOT_DONE = pattern_of(
    r"\s(?:(?:was|were|is|has been|therefore|then)\s){0,2}(?:not\s(?:\w+\s){0,2}?(?:carried|done|performed|made|possible|attempted|pursued|achieved|undertaken|reached|feasible)|abandoned|aborted|failed|omitted|refrained|dispensed)\b"
)
CONCLUDING = frozenset({"outcome", "impression"})
BORDERLINE = pattern_of(r"[\s:*-]*(?P<word>borderline)(?=\s?(?:[,.;:(-]|$))")
BORDERLINE_WORD = Anchors("borderline")
# "Borderline." as a sentence of its own.
ALONE = pattern_of(r"[\s*-]*(?P<word>borderline)[\s.!;]*")
VERDICTS = ("resectable", "borderline", "unresectable")
QUESTION = pattern_of(r"\?\s*(?:\w+\s)?$|\bwhether\b[^.;]{0,60}$|\bif (?:this|it|she|he|the \w+)\b[^.;]{0,30}$")
FORMER = pattern_of(
    r"\b(?:initially|formerly|previously|originally|orig\.?|(?:first|initial|original) (?:dx|diagnosis|presentation)|elsewhere|at (?:diagnosis|presentation|(?:that |the )?time)(?!, (?:(?:un|ir|non ?|not )resectable|inoperable))|in (?:19|20)\d\d|had been(?! (?:deemed|considered|felt|judged|thought|declared|called|found) (?:to be )?(?:technically |surgically |upfront )?(?:un|ir)?resectable (?:at|by|in) (?:(?:the|our|tumou?r|gi|hpb|liver|multidisciplinary) )*(?:conference|board|mdt|mdm|meeting))|outside hospital|deemed .{0,20} elsewhere|converted from|no longer un)\b"
)
# "Decision: unresectable at presentation" is the verdict of today.
AS_IT_PRESENTS = pattern_of(r"\sat (?:presentation|diagnosis)\W*")
NOT = pattern_of(
    r"\b(?:not|never|neither|nor|no longer|cannot|\w+n't)\s(?:(?:feel|think|believe|consider)\s(?:that\s)?(?:\w+\s){0,3})?(?:(?!and\b|but\b|only\b)\w+\s){0,4}$"
    r"|(?:\bnot|n't) (?:think|feel|believe|consider|regard|expect)\b(?:(?!\bbut\b)[^.;,]){0,60}$"
)
# "The surgeons consider the disease resectable" gives a verdict; the cue makes plans only of treatments.
# "Not for resection until chemotherapy is done", "not for resection of the primary".
NOT_OF_THIS = pattern_of(
    r" (?:until|before|yet|at this (?:stage|point|time)|just|today|this|but|of (?:the|his|her) (?:\w+ )?(?:primary|lungs?|colon|rectum|nodes?)|in (?:the|this))\b"
)
OPINION = pattern_of(r"consider\w*|suggest\w*|discuss\w*|potential\w*|candidate for|request\w*|target|plan\w*|offer\w*")
CONDITION = pattern_of(r"\b(?:if|should|unless|until|once|in case|were)\b[^.;]{0,40}$")
# "Irresectable metastases of colon cancer".
OF_METASTASES = pattern_of(
    r" (?!lung|pulm|perit|brain|bone|nod|adren)(?:(?:bilobar|multiple|diffuse|liver|hepatic|colorectal) )?(?:metastas[ei]s|mets?|secondaries)\b"
)
# The line that asks for a study gives no verdict; the indication of an operation may quote one.
ASKING = frozenset({RADIOLOGY, PATHOLOGY})


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`stated_resectability`: the verdict of the weightiest section, there the last."""
    found: list[tuple[int, Mention]] = []
    ahead: list[Mention] = []
    for match in ticked_words(reading):
        mention = reading.mention(
            "stated_resectability", match.span(), verdict_named(match.group("word")), Assertion.PRESENT
        )
        found.append((reading.rank_at(match.start()), mention))
    for hit in reading.hits("resectability"):
        if hit.concept == "other_subject":
            continue
        verdict = verdict_of(reading, hit) if hit.concept in VERDICTS else on_scale(reading, hit)
        if verdict:
            span = (hit.start, hit.end)
            mention = reading.mention("stated_resectability", span, verdict, Assertion.PRESENT)
            found.append((reading.rank_at(hit.start), mention))
        if verdict == "unresectable" and (
            coming := COMING.search(reading.levelled, hit.end, next_end(reading, hit.end))
        ):
            ahead.append(reading.mention("stated_resectability", coming.span(), "borderline", Assertion.PRESENT))
            found.append((reading.rank_at(hit.start), ahead[-1]))
        if hit.concept == "resectable" and (other := LIVER_IS_NOT.match(reading.levelled, hit.end)):
            mention = reading.mention("stated_resectability", other.span(), "unresectable", Assertion.PRESENT)
            found.append((reading.rank_at(hit.start), mention))
    if any_in(reading.levelled, BORDERLINE_WORD):
        found += called_borderline(reading)
    for index in sorted(reading.sentences_at(places(reading.levelled, PRECLUDING))):
        if precluded := PRECLUDED.search(reading.levelled, *reading.sentences[index]):
            mention = reading.mention("stated_resectability", precluded.span(), "unresectable", Assertion.PRESENT)
            found.append((reading.rank_at(precluded.start()), mention))
    told = any_in(reading.levelled, FEASIBLE_WORDS)
    for match in matches_at(FEASIBLE, reading.levelled, places(reading.levelled, OPERATIONS)) if told else ():
        if (verdict := feasibility(reading, match)) is not None:
            mention = reading.mention("stated_resectability", match.span(), verdict, Assertion.PRESENT)
            found.append((reading.rank_at(match.start()), mention))
    if not found:
        return []
    top = max(rank for rank, _ in found)
    decisive = [mention for rank, mention in found if rank == top]
    # What may become possible softens the verdict before it and no later one.
    values = {str(mention.value) for mention in decisive if mention not in ahead}
    chosen = "borderline" if {"unresectable", "borderline"} <= values else str(decisive[-1].value)
    evidence = tuple(mention for mention in decisive if mention.value == chosen)
    reasons = ("several verdicts are stated",) if len({mention.value for _, mention in found}) > 1 else ()
    return [
        ElementValue("stated_resectability", chosen, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)
    ]


def called_borderline(reading: Reading) -> list[tuple[int, Mention]]:
    """The rank and the place of "borderline" where it opens a conclusion, or is all that a sentence says."""
    told: list[tuple[int, Mention]] = []
    for section in reading.sections:
        opened = BORDERLINE.match(reading.levelled, section.body_start) if section.category in CONCLUDING else None
        if opened:
            mention = reading.mention("stated_resectability", opened.span("word"), "borderline", Assertion.PRESENT)
            told.append((reading.rank_at(section.start), mention))
    for index in sorted(reading.sentences_at(places(reading.levelled, BORDERLINE_WORD))):
        start, end = reading.sentences[index]
        if (alone := ALONE.fullmatch(reading.levelled, start, end)) and not reading.is_question(start):
            mention = reading.mention("stated_resectability", alone.span("word"), "borderline", Assertion.PRESENT)
            told.append((reading.rank_at(start), mention))
    return told


def next_end(reading: Reading, offset: int) -> int:
    """The end of the sentence behind that of the offset."""
    return reading.sentences[min(reading.sentence_index(offset - 1) + 1, len(reading.sentences) - 1)][1]


def ticked_words(reading: Reading) -> list[re.Match[str]]:
    """The ticked words of rows whose boxes stand behind them: "Resectable [ ]  Borderline [x]  Unresectable [ ]"."""
    if "[" not in reading.text:
        return []
    return [
        match
        for match in ROW_OF_BOXES.finditer(reading.levelled)
        if match.group("tick") == "x" and in_row(reading, match)
    ]


def in_row(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the line begins with a word and holds two boxes or more, all behind their words."""
    start = reading.text.rfind("\n", 0, match.start()) + 1
    end = reading.text.find("\n", match.end())
    rows = list(ROW_OF_BOXES.finditer(reading.levelled, start, end if end >= 0 else len(reading.text)))
    return len(rows) > 1 and "[" not in reading.text[start : rows[0].start("tick") - 1]


def verdict_named(word: str) -> str:
    """The verdict that a word of a row of boxes stands for."""
    if word.startswith(("borderline", "potentially")):
        return "borderline"
    return "resectable" if word == "resectable" else "unresectable"


def feasibility(reading: Reading, match: re.Match[str]) -> str | None:
    """The verdict in "resection of the liver metastases is not feasible"; None for a question, a condition or another organ."""
    start, end = reading.sentence_at(match.start())
    text = reading.levelled
    if end < match.end() or reading.is_question(match.start()) or CONDITION.search(text, start, match.start()):
        return None
    if not re.search(r"\bliver|hepat|metasta", text[start : match.end()]) or FORMER.search(text, start, match.start()):
        return None
    if reading.rank_at(match.start()) == 0 and reading.note.note_type in ASKING:
        return None
    return "unresectable" if match.group("not") else "resectable"


def on_scale(reading: Reading, hit: Hit) -> str | None:
    """The verdict behind the title "Resectability:", written out or ticked."""
    if hit.concept != "scale":
        return None
    if box := ticked_choice(reading.text, hit.start, hit.end):
        written = ": " + box.label.lower()
        match = SCALE.match(written)
    else:
        match = SCALE.match(reading.levelled, hit.end)
    return match.lastgroup if match else None


def verdict_of(reading: Reading, hit: Hit) -> str | None:
    """The verdict on the liver that the word gives: no question, no condition, not the primary, not of earlier days."""
    text = reading.levelled
    start, end = reading.sentence_at(hit.start)
    clause = reading.clause_at(hit.start)
    if reading.is_question(hit.start) or QUESTION.search(text, start, hit.start):
        return None
    boxed = "[" in text and ROW_OF_BOXES.search(text, max(start, hit.start - 8), hit.end + 4)
    if boxed and in_row(reading, boxed):
        return None
    if text.startswith("not for ", hit.start) and NOT_OF_THIS.match(text, hit.end):
        return None
    if GENERAL.search(text, start, hit.start) or OF_A_STUMP.match(text, hit.end):
        return None
    if WOULD_BE.search(text, hit.start, hit.end) and ON_CONDITION.match(text, hit.end):
        return None
    if box := BOX.search(text, start, hit.start):
        return hit.concept if box.group("tick") == "x" else None
    if reading.rank_at(hit.start) == 0 and reading.note.note_type in ASKING:
        return None
    if CONVERTED.match(text, hit.start, hit.end) and NOT_DONE.match(text, hit.end):
        return None
    categories = {
        cue.category
        for cue in reading.modifiers(hit.start, hit.end)
        if not OPINION.match(text, cue.start, cue.end)
        and (cue.end <= hit.start or cue.category == "family")
        and not (WOULD_BE.match(text, cue.start) and not ON_CONDITION.match(text, hit.end))
    }
    if "family" in categories or is_other_tumour(reading, hit.start):
        return None
    if CONDITION.search(text, start, hit.start) and hit.concept != "borderline":
        return None
    between = [
        other.end for other in reading.hits("resectability", (clause[0], hit.start)) if other.concept in VERDICTS
    ]
    former = FORMER.search(text, max([clause[0], *between]), min(clause[1], hit.end + 24))
    if former and not (reading.rank_at(hit.start) > 1 and AS_IT_PRESENTS.fullmatch(text, hit.end, end)):
        return None
    if hit.concept == "unresectable" and is_medical(text, hit, end):
        return None
    if hit.concept == "resectable" and (answer := ANSWER.match(text, hit.end)):
        return "resectable" if "yes" in answer.groups() else "unresectable"
    subjects = [word for word in reading.hits("resectability", clause) if word.concept == "other_subject"]
    if any(0 <= word.start - hit.end <= 1 for word in subjects):
        return None  # "resectable lung metastasis, liver clear"
    of_metastases = OF_METASTASES.match(text, hit.end)
    if (
        subjects
        and not of_metastases
        and not re.search(r"\bliver|hepat|\bstage (?:iv|4)|metasta|\bm1", text[clause[0] : clause[1]])
    ):
        return None
    if hit.concept == "resectable":
        if NOT.search(text, max(clause[0], hit.start - 80), hit.start):
            return "unresectable"
        return None if categories & {"hypothetical", "negated"} else "resectable"
    return None if "negated" in categories and hit.concept == "borderline" else hit.concept


def is_medical(text: str, hit: Hit, end: int) -> bool:
    """Whether the patient's health and not the liver forbids the operation."""
    return bool(MEDICAL.match(text, hit.end, end) or MEDICALLY.search(text, max(0, hit.start - 18), hit.start))
