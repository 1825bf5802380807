"""Procedures done on liver and primary, now or in the past."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from abstraction.records import ElementValue, Mention, Status
from extraction.anchors import Anchors, any_in, matches_at, one_in, places
from extraction.fields.operated_organs import (
    BIOPSY,
    OBJECT,
    is_cutting,
    is_of_other_organ,
    organ_before,
    organ_of,
    organ_told_before,
)
from extraction.fields.plans import DATE, DONE, is_in_plan, is_planned, is_to_come
from extraction.fields.resection_objects import RESECTED, second_object
from extraction.fields.tick_boxes import ticked_choice
from extraction.lesions.parts import read_parts
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.specimen_tables import told_of
from extraction.tumours import is_other_tumour

# "Bile duct hamartoma, completely excised" of what came as an excision biopsy.
COMPLETELY = pattern_of(r"\b(?:completely|fully|entirely|totally|narrowly|incompletely) (?:locally )?$")
IN_TOTO = pattern_of(r" (?:completely|entirely|in (?:its|their) entirety|in toto)\b")
FOR_HISTOLOGY = pattern_of(
    r"(?:\s\w+){0,2}?\s(?:for|to|as) (?:an? |the )?(?:histolog\w+|frozen|patholog\w+|diagnosis|confirm\w*|proof|biopsy)\b"
)
EXCISION_BIOPSY = pattern_of(r"\b(?:excision(?:al)?|wedge) (?:biopsy|biopsies|biopsied|bx)\b")
EXCISION_WORDS = Anchors("excision", "wedge")
# Volumetry names the operation it was made for; that is no report of one.
VOLUMES = pattern_of(r"volumetr|\bvolumes?\b|\bsimulation|\bflr\b|\bremnant")
VOLUME_WORDS = Anchors("volum", "simulation", "flr", "remnant")
# In a pathology report, a piece of liver with a weight or three edges is a resection specimen.
WEIGHT = pattern_of(r"\b\d{2,4}(?:[.,]\d)?\s?(?:g|gm|gms|grams?|gr)\b")
# "Liver segment 6, 5 x 4 x 3 cm": three edges, of a piece that no needle brings.
EDGES = pattern_of(
    r"(?:(?!tumou?r|lesion|mass|nodul|metasta)[^.;\n]){0,24}?[,:(] ?\d{1,3}(?:[.,]\d)? ?[x×] ?\d{1,3}(?:[.,]\d)? ?[x×] ?\d{1,3}(?:[.,]\d)? ?[mc]m\b"
)
PIECE_TITLE = pattern_of(
    r"\W*(?:(?:[a-h]|\d{1,2}|i{1,3}|iv|v)[.):]* )?(?:\w+ )?(?:liver|hepatic)\b[^.;\n]{0,20}?\b(?:segments?|lobe|section|s[1-8])\b"
)
WEIGHT_WORDS = Anchors(*(f"{digit}{gap}g" for digit in range(10) for gap in ("", " ")))
PIECE = pattern_of(
    r"\b(?:liver|hepatic|caudate)\b[^.;\n]{0,60}?\b(?:lobe|section|segment|tissue|resectate|specimen|wedge|parenchyma|\d{2,4}\s?g)\b"
    r"|\b(?:lobe|section|segment|wedge)s?\b[^.;\n]{0,30}\bliver\b|\bcaudate lobe\b|^[^.;\n]{0,8}\bliver\b"
)
STAGED = pattern_of(
    r"\by?pT[0-4][a-d]?\W{0,4}(?:\([a-zA-Z]{1,4}\)\W{0,3})?(?:y?p?N[0-2]|\d{1,2}/\d{1,2} (?:lymph )?nodes?\b|(?i:\d{1,2}|no|none|one|two|three|four|five|six|seven|eight|nine|ten) (?:out )?of (?:the )?\d{1,2} (?:(?:lymph|regional|mesenteric|mesocolic|pericolic|mesorectal) ){0,2}nodes?\b|(?:LNs?|(?:lymph )?nodes?|N)\b[^.;\n]{0,16}?\b\d{1,2}/\d{1,2}\b)"
)
STAGED_WORDS = Anchors(*(f"{mark}{number}" for mark in ("pt", "ypt") for number in range(5)))
CORE = pattern_of(r"\b(?:(?:1[4-9]|2[0-2]) ?g x ?\d|guided|gauge|core|cores|biopsy|needle|cytology|fna|aspirat\w+)\b")

STAGE_LABEL = pattern_of(r"y?pt\b|t stage|stage\b|tnm")
REVERSAL = pattern_of(r"\W{0,2}s? ?(?:procedure |operation )?reversal\b")
AIM_WORDS = Anchors("aim", "intent", "planned", "intended", "scheduled", "proposed")
AIM = pattern_of(
    r"\W*(?:aim|intent(?:ion)?|(?:planned|intended|scheduled|proposed)(?: (?:procedure|operation|surgery|intervention))?)\b[^:\n]{0,12}:"
)
# "Intended: left hepatectomy. Done: ablation."
AFTER_AIM = pattern_of(r"\b(?:done|performed|actual(?:ly)?|executed|carried out)\b")
LATER = pattern_of(
    r"\b(?:(?:\d{1,2}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen) (?:years?|yrs?|months?|mths?|mo|weeks?|wks?)|\d{1,2}/(?:12|52))"
    r" (?:after|post|since|following) (?:the |his |her |a |an )?(?:\w+ )?$"
)
COUNTED_WORDS = Anchors(
    *(
        f"{unit} {word} "
        for unit in (
            "year",
            "yr",
            "yrs",
            "years",
            "month",
            "months",
            "mth",
            "mths",
            "mo",
            "week",
            "weeks",
            "wk",
            "wks",
            "/12",
            "/52",
        )
        for word in ("after", "post", "since", "following")
    )
)
LATER_REACH = 40
FOUND_LATER = pattern_of(
    r"\bmetachronous\b|\b(?:metastas[ei]s|mets?|lesions?|mass(?:es)?) (?:\w+ ){0,3}(?:found|diagnosed|detected|discovered|appeared|developed|occurred)\b"
)
# "Two liver mets | one year after resection", "13 months after resection, | liver mets on CT".
FOUND_JUST_BEFORE = pattern_of(
    r"\b(?:metastas[ei]s|mets?|lesions?|deposits?|secondaries|recurrence|relapse)(?: (?:in|of) the liver)?[ ,:;(]*(?:(?:about|some|only|at|just) )?$"
)
FOUND_BEHIND = pattern_of(
    r"[ ,:;).]*(?:(?!no\b|not\b|without\b|after\b|of\b)\w+ ){0,5}?(?:(?:liver|hepatic) (?:metastas[ei]s|mets?|lesions?|deposits?|secondaries|recurrence|relapse)|(?:recurrence|relapsed?) (?:in|of) the liver)\b"
)
LATER_STILL = pattern_of(
    r"\s(?:about |some |another )?(?:\d{1,2}|two|three|four|six|eight|a few) (?:weeks?|wks?|months?) (?:(?:later|thereafter|afterwards)\b|after(?: (?:that|this))?(?=\s*(?:[.;,)]|$)))"
)
STILL_WORDS = Anchors(" later", " thereafter", " after")
RESECTION = pattern_of(r"\b(?:resect\w+|excision|\w*ectom\w+)\b")
# "Apr 30" is a day.
APRIL = pattern_of(r"\bApr\b\.?\s?\d|\d{1,2}[ .-]{1,2}(?i:apr)\b|\bapr\b\.?\s?\d")
DAY_BEFORE = pattern_of(r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?[ ./-]$")
# "21 (Apr)", "Feb - Apr", and the months over the columns of a table.
MONTH_NAME = r"(?:Jan|Feb|Mar|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*"
JOIN = r"(?:\s?(?:-|–|/|to|and|,|\|)\s?|[ \t]{2,}|\t)"
BESIDE_MONTH = pattern_of(rf"\(Apr\)|\bApr\.?\s?[:=]\s?\d|{MONTH_NAME}\.?{JOIN}Apr\b|\bApr\.?{JOIN}{MONTH_NAME}")
YEAR_BEHIND = pattern_of(r"\.?,?[ ./'-]{1,2}\d")
AFTER = pattern_of(r"\b(?:after|following|post|s/p)\s(?:the |a |an )?$")
# The inflow of the half that is taken out is tied in the same operation; that is no embolisation's stand-in.
HEMIHEPATECTOMY = pattern_of(r"\b(?P<side>right|left) (?:extended |lateral )?(?:hemi ?)?hepatectomy\b")
EARLIER = ("had been ", "had already been ", "was previously ", "had previously been ")
# "Biopsies of peritoneum and liver": the second of the organs that were sampled.
AND_LIVER = pattern_of(
    r"\s(?:of|from) (?:the )?[a-z]+(?: [a-z]+)?(?:, (?:the )?[a-z]+){0,2},? (?:and|&|as well as) (?:of |from )?(?:the |a |one )?(?:liver|hepatic)(?= (?:lesion|nodule|metasta|mass|tissue|segment|surface)|\s*(?:[.,;)]|$))"
)
VEIN_SIDE = pattern_of(r"\b(right|left) portal (?:vein|branch)")
LONGEST_OBJECT = 60
STAGED_SURGERY = pattern_of(
    r"\b(?:first stage|1st stage|stage (?:one|1|i)|(?:two|2)[ -]staged?|two steps?|alpps|hypertroph\w+|grow|growth|grown|in (?:about )?\w+ weeks|second stage)\b"
)
PERCENT = pattern_of(r"%|\bpercent\b|\bper cent\b")
TITLES = frozenset({"procedure", "postoperative_diagnosis"})
OWN_OPERATION = frozenset({"header", "procedure", "postoperative_diagnosis", "diagnosis", "description"})
# What a biopsy may be taken by, and what takes its name from an organ.
CUT = frozenset({"liver_resection", "wedge", "cut_out", "operated"})
OF_ORGAN = frozenset({"wedge", "cut_out", "operated"})


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`procedures`: every kind that was done."""
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for hit, own in reading.once(names).items():
        second = second_object(reading, hit)
        if second and is_planned(reading, second.start, second.end):
            continue
        for name in (own, RESECTED[second.concept] if second else None):
            if name and is_done(reading, hit, name):
                found[name].append(reading.mention("procedures", (hit.start, hit.end), name))
    if "liver_resection" not in found and reading.note.note_type is PATHOLOGY:
        specimens = [reading.mention("procedures", span, "liver_resection") for span in liver_specimens(reading)]
        if specimens:
            found["liver_resection"] = specimens
    reasons: tuple[str, ...] = ()
    margins = known["margin_status"].evidence if "margin_status" in known else ()
    if "liver_resection" not in found and reading.note.note_type is PATHOLOGY and margins:
        found["liver_resection"] = [replace(one, element="procedures", value="liver_resection") for one in margins]
        reasons = ("liver_resection: inferred from its margin",)
    if "primary_resection" not in found and (staged := list(staged_by_pathology(reading))):
        found["primary_resection"] = staged
        reasons += ("primary_resection: inferred from the pathological stage",)
    if found:
        mentions = tuple([mention for group in found.values() for mention in group])
        status = Status.NEEDS_REVIEW if reasons else Status.SURE
        return [ElementValue("procedures", list(found), mentions, status, reasons)]
    return []


def staged_by_pathology(reading: Reading) -> list[Mention]:
    """A pathological T and N of the colorectal carcinoma: nobody counts nodes without having resected the bowel."""
    mentions: list[Mention] = []
    for match in matches_at(STAGED, reading.text, places(reading.levelled, STAGED_WORDS)):
        if "family" in reading.effects(*match.span()) or is_other_tumour(reading, match.start()):
            continue
        mentions.append(reading.mention("procedures", match.span(), "primary_resection"))
    for entry in told_of(reading, "bowel", STAGE_LABEL):
        mentions.append(reading.mention("procedures", entry.cell, "primary_resection"))
    return mentions


def named(reading: Reading, hit: Hit) -> str | None:
    """The contract's name of a procedure that the note names."""
    return reading.once(names)[hit]


def names(reading: Reading) -> dict[Hit, str | None]:
    """The contract's name of each procedure of the note."""
    return {hit: name_of(reading, hit) for hit in reading.hits("procedure")}


def name_of(reading: Reading, hit: Hit) -> str | None:
    """The contract's name; a word such as "resected", "wedge" or "core" takes it from the organ beside it."""
    text, concept = reading.levelled, hit.concept
    if concept in CUT and BIOPSY.match(text, hit.end):
        return "liver_biopsy" if organ_of(reading, hit) == "liver" else None
    if concept in OF_ORGAN:
        return name_of_cut(reading, hit)
    if concept == "sample":
        return "liver_biopsy" if organ_of(reading, hit) == "liver" or AND_LIVER.match(text, hit.end) else None
    if concept == "interrupted" or (concept == "divided" and reading.once(is_staged)):
        before = "embol" in text[hit.start : hit.end] or text.endswith(EARLIER, 0, hit.start)
        closed = organ_of(reading, hit) == "portal_vein" and (before or not is_of_hemihepatectomy(reading, hit))
        return "pve" if closed else None
    if concept in ("not_procedure", "divided") or (text[hit.start : hit.end] == "apr" and is_month(reading, hit)):
        return None
    if concept == "liver_resection" and organ_before(reading, hit) == "other":
        return None
    if concept == "ablation" and is_of_other_organ(reading, hit):
        return None
    return concept


def name_of_cut(reading: Reading, hit: Hit) -> str | None:
    """The name of a wedge or of a verb of cutting, by its organ."""
    if hit.concept == "wedge" and is_piece_of_biopsy(reading, hit):
        return None
    if hit.concept == "cut_out" and is_cut_of_biopsy(reading, hit):
        return None
    organ = "primary" if counts_interval(reading, hit) else organ_of(reading, hit)
    told = reading.note.note_type is OPERATIVE
    if told and (organ == "unspecific" or (organ is None and is_cutting(reading, hit))):
        organ = organ_told_before(reading, hit) or ("liver" if hit.concept == "wedge" else None)
    if organ == "liver":
        return "liver_resection"
    return "primary_resection" if organ == "primary" and hit.concept != "wedge" else None


def counts_interval(reading: Reading, hit: Hit) -> bool:
    """Whether metastases are told as found so long after it: "metachronous liver metastases 26 months after resection"."""
    start, end = reading.sentence_at(hit.start)
    if not reading.once(marks)[1] or OBJECT.match(reading.levelled, hit.end, end):
        return False
    later = LATER.search(reading.levelled, max(start, hit.start - LATER_REACH), hit.start)
    if later is None:
        return False
    if FOUND_LATER.search(reading.levelled, start, hit.start):
        return True
    if any(
        other.concept == "liver_resection" or (other.concept in OF_ORGAN and organ_of(reading, other) == "liver")
        for other in reading.hits("procedure", (0, hit.start))
    ):
        return False
    return bool(
        FOUND_JUST_BEFORE.search(reading.levelled, start, later.start())
        or FOUND_BEHIND.match(reading.levelled, hit.end, end)
    )


def is_staged(reading: Reading) -> bool:
    """Whether the note tells of a first stage, after which the remnant is to grow."""
    return STAGED_SURGERY.search(reading.levelled) is not None


def is_of_hemihepatectomy(reading: Reading, hit: Hit) -> bool:
    """Whether the tied vein leads to the half of the liver that this operation takes out."""
    sides = VEIN_SIDE.findall(reading.levelled, max(0, hit.start - LONGEST_OBJECT), hit.start)
    return any(
        (not sides or match.group("side") == sides[-1])
        and reading.section_at(match.start()).category in OWN_OPERATION
        and not reading.effects(*match.span()) & {"hypothetical", "historical"}
        and not VOLUMES.search(reading.levelled, *reading.sentence_at(match.start()))
        for match in HEMIHEPATECTOMY.finditer(reading.levelled)
    )


def is_piece_of_biopsy(reading: Reading, hit: Hit) -> bool:
    """Whether "wedge of liver" only describes what lies in a specimen, or was done in an operation, titled a biopsy."""
    if reading.note.note_type is OPERATIVE:
        return bool(reading.once(is_biopsied)) and not RESECTION.search(
            reading.levelled, *reading.sentence_at(hit.start)
        )
    part = reading.once(read_parts).at(hit.start)
    biopsied = (part and part.is_biopsy) or reading.once(is_only_biopsied)
    return bool(biopsied) and not RESECTION.search(reading.levelled, *reading.sentence_at(hit.start))


def is_biopsied(reading: Reading) -> bool:
    """Whether the note names a wedge or excision as a biopsy."""
    return bool(matches_at(EXCISION_BIOPSY, reading.levelled, places(reading.levelled, EXCISION_WORDS)))


def is_only_biopsied(reading: Reading) -> bool:
    """Whether the note names a wedge or excision as a biopsy, and no resection of the liver."""
    return is_biopsied(reading) and not any(
        hit.concept == "liver_resection" and not BIOPSY.match(reading.levelled, hit.end)
        for hit in reading.hits("procedure")
    )


def is_cut_of_biopsy(reading: Reading, hit: Hit) -> bool:
    """Whether a report only tells that an excision biopsy holds the whole lesion, or an operation that it was taken for histology."""
    if reading.note.note_type is OPERATIVE:
        if FOR_HISTOLOGY.match(reading.levelled, hit.end) is None:
            return False
        return reading.once(is_biopsied) or any(one.concept == "liver_biopsy" for one in reading.hits("procedure"))
    if reading.note.note_type is not PATHOLOGY:
        return False
    whole = COMPLETELY.search(reading.levelled, max(0, hit.start - 24), hit.start)
    whole = whole or IN_TOTO.match(reading.levelled, hit.end)
    return whole is not None and reading.once(is_biopsied)


def is_month(reading: Reading, hit: Hit) -> bool:
    """Whether "Apr" is April and no operation: "04-Apr-23", "Apr 2023"."""
    text = reading.text
    if APRIL.search(text, max(0, hit.start - 4), hit.end + 4):
        return True
    if text[hit.start : hit.end] == "Apr" and BESIDE_MONTH.search(text, max(0, hit.start - 16), hit.end + 16):
        return True
    day, year = DAY_BEFORE.search(text, max(0, hit.start - 6), hit.start), YEAR_BEHIND.match(text, hit.end)
    return bool(day and year) or (text[hit.start : hit.end] != "APR" and bool(day or year))


ADMITTED = pattern_of(
    r"\badmi(?:tted|ssion) for (?:(?:an? |the |elective |planned |right |left |extended |liver |open |laparoscopic |robotic )*)$"
)
NOT_GONE_ON = Anchors(
    *("abandoned", "aborted", "cancelled", "canceled", "not performed", "not carried out", "postponed", "deferred"),
    *("not done", "not possible", "not gone ahead", "did not go ahead", "not resected", "inoperable", "open and close"),
)


def is_done(reading: Reading, hit: Hit, name: str) -> bool:
    """Done in this patient: neither planned, declined nor denied."""
    if "hartmann" in reading.levelled[hit.start : hit.end] and REVERSAL.match(reading.levelled, hit.end):
        return not reading.effects(hit.start, hit.end) & {"family"}  # what is to be reversed was done
    ticked = ticked_choice(reading.text, hit.start, hit.end) if "[" in reading.text else None
    if ticked is not None:
        return bool(ticked.is_positive)
    aimed, counted, later = reading.once(marks)
    line = reading.text.rfind("\n", 0, hit.start) + 1 if aimed else 0
    if aimed and one_in(aimed, line, hit.start + 1) and not AFTER_AIM.search(reading.levelled, line, hit.start):
        return False
    if counted and LATER.search(reading.levelled, max(0, hit.start - LATER_REACH), hit.start):
        # "A patient 5 years after surgery for colon cancer", but not the plan "to reassess 6 weeks after hepatectomy".
        return not is_in_plan(reading, hit.start)
    if later and LATER_STILL.match(reading.levelled, hit.end) and follows_plan(reading, hit):
        return False
    if is_planned(reading, hit.start, hit.end) or is_in_plan(reading, hit.start) or is_to_come(reading, hit.end):
        return False
    if any_in(reading.levelled, NOT_GONE_ON) and ADMITTED.search(reading.levelled, max(0, hit.start - 48), hit.start):
        return False  # "admitted for hepatectomy ... the operation was abandoned"
    if name == "liver_resection" and is_of_volumes(reading, hit):
        return False
    if not reading.is_question(hit.start):
        return True
    span = reading.sentence_at(hit.start)
    return bool(DONE.search(reading.levelled, *span) or DATE.search(reading.text, *span))


def marks(reading: Reading) -> tuple[list[int], list[int], list[int]]:
    """Where a label ends that tells what is aimed at, where time may be counted from an operation, and up to it."""
    text = reading.levelled
    words = places(text, AIM_WORDS)
    lines = sorted({reading.text.rfind("\n", 0, at) + 1 for at in words}) if words else words
    aimed = [label.end() for line in lines if (label := AIM.match(text, line))]
    return aimed, places(text, COUNTED_WORDS), places(text, STILL_WORDS)


def is_of_volumes(reading: Reading, hit: Hit) -> bool:
    """Whether volumetry only names the operation it was made for; an operation that tells its volumes needs their share."""
    start, end = reading.sentence_at(hit.start)
    text = reading.levelled
    if not one_in(places(text, VOLUME_WORDS), start, end) or not VOLUMES.search(text, start, end):
        return False
    told = reading.note.note_type is OPERATIVE
    share = PERCENT.search(text, start, end)
    if told and (not share or reading.section_at(hit.start).category in TITLES):
        return False
    clause = reading.clause_at(hit.start)
    if DONE.search(text, *clause) or DATE.search(reading.text, *clause):
        return False
    return share is not None or not AFTER.search(text, start, hit.start)


def follows_plan(reading: Reading, hit: Hit) -> bool:
    """Whether an operation told in the sentence or the one before is only planned: "hepatectomy is booked; colectomy 8 weeks later"."""
    start = reading.sentences[max(0, reading.sentence_index(hit.start) - 1)][0]
    return any(is_planned(reading, other.start, other.end) for other in reading.hits("procedure", (start, hit.start)))


def liver_specimens(reading: Reading) -> Iterator[Interval]:
    """Items of a pathology report that describe a resected piece of liver."""
    for index in sorted(reading.sentences_at(places(reading.levelled, WEIGHT_WORDS))):
        start, end = reading.sentences[index]
        piece = PIECE.search(reading.levelled, start, end)
        weight = piece and WEIGHT.search(reading.levelled, piece.start(), min(end, piece.end() + 60))
        part = reading.once(read_parts).at(start) if piece and weight else None
        if piece and weight and not (part and part.is_biopsy) and not CORE.search(reading.levelled, start, end):
            yield (piece.start(), weight.end())
    if any(hit.concept in ("liver_biopsy", "sample") for hit in reading.hits("procedure")):
        return
    for index in sorted(reading.sentences_at([hit.start for hit in reading.hits("site") if hit.concept == "liver"])):
        start, end = reading.sentences[index]
        title = PIECE_TITLE.match(reading.levelled, start, end)
        edges = title and EDGES.match(reading.levelled, title.end(), end)
        if title and edges and not CORE.search(reading.levelled, start, end):
            yield (title.start(), edges.end())
