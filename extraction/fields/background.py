"""Disease of the liver tissue outside the tumours: fat, steatohepatitis, sinusoidal injury, fibrosis, cirrhosis."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from abstraction.records import ElementValue, Mention, Status
from extraction.anchors import Anchors, any_in, first_at, one_in, places
from extraction.fields.tick_boxes import ticked_choice
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

DISEASES = ("steatosis", "steatohepatitis", "sinusoidal_injury", "fibrosis", "cirrhosis")
# Words that name a disease of the liver only in its company: "fat 40 %" of hepatocytes, "fibrosis" of portal tracts, "blue" liver.
IN_LIVER = {"liver_fat": "steatosis", "scarring": "fibrosis", "blue_colour": "sinusoidal_injury"}
UNREAD = frozenset({"family_history"})
ZERO = pattern_of(
    r"(?:(?! {3}\w)[^.;,\n\d]){0,25}?(?:\(?\s*(?:stage|score|grade|f)?\s*[:=]?\s*(?<![\d.,a-eg-rt-z])(?:[fs]?0(?!\d|[.,]\d|\s*(?:[-–/]|to)\s*[1-9]))|:\s*(?:none|absent|no|nil|negative|not (?:seen|present|identified))\b"
    r"|\s[.…]{2,}\s*(?:none|absent|no|nil|negative|not)\b)"
)
SHARE_BEHIND = pattern_of(
    r"[^.;,\n\d]{0,30}?(?P<bound>under|below|(?:less|fewer) than|<|≤|up to)?\s*(?P<share>\d{1,2}(?:[.,]\d)?)\s?(?:%|percent|per cent)"
)
SHARE_BEFORE = pattern_of(
    r"(?P<bound>under|below|(?:less|fewer) than|<|≤)?\s*(?P<share>\d{1,2}(?:[.,]\d)?)\s?(?:%|percent)[^\w;,.]{0,2}(?:of\s)?(?:\w+\s)?$"
)
# What may stand between the sign of a share and the name behind it.
OF_NAME = pattern_of(r"(?:%|percent)[^\w;,.]{0,2}(?:of\s)?(?:\w+\s)?")
LIMIT_SHARE, SHARE_SIGNS = 5.0, Anchors("%", "percent", "per cent")
# How far behind the name the sign of its share stands, and how far before the sign what belongs to it.
SIGN_REACH, SHARE_LENGTH = 100, 24
# "Stage 0 fibrosis", "F0 fibrosis", "grade 0 steatosis".
ZERO_BEFORE, ZERO_REACH = (
    pattern_of(r"\b(?:(?:stage|grade|score|level) ?0|[fs]0) (?:(?:portal|macrovesicular|hepatic|liver) )?$"),
    24,
)
# What every form of nought holds.
ZERO_SIGNS = ("0", ":", "..", "…")
NOT_BEFORE = pattern_of(
    r"\b(?:not(?! only\b| just\b| merely\b)|non|nor|neither|never|isn't|wasn't)\s(?:\w+\s){0,2}$"
    r"|\b(?:insufficient|not (?:enough|sufficient)|short|below (?:the )?(?:threshold|level))\s(?:of|for)\s(?:(?:an?|the|diagnosis|criteria|full|of|for)\s){0,4}$"
    r"|\bno (?:\w+ )?(?:increase|excess|deposition|development|features|degree|amount) (?:of|in) (?:the )?$"
)
NOT_BEHIND = pattern_of(
    r"(?:\s\([a-z]+\))?[\s:(]{1,3}(?:is |are |was |were )?(?:not (?:seen|present|identified|evident|confirmed|established|proven|convincing|fulfilled|met|reached|satisfied"
    r"|observed|noted|found|visible|detected|recorded|demonstrated|appreciated|conspicuous|apparent|(?:an? )?(?:\w+ )?(?:feature|finding)s?\b)|absent|lacking\b|missing\b|excluded|ruled out|unlikely|negative|none|neither\b(?! of)|no\b(?! (?:\w+ ){0,2}(?:fibro|steato|cirrho|sinus|sos\b|nash\b|sidero|balloon|inflam|cholest))|nil|\(-\)|resolved|not (?:increased|elevated|raised|abnormal)|normal\b|within (?:the )?normal|in (?:the )?normal)|,? (?:probably|likely) not\b|, (?:none|absent|nil|not (?:seen|identified|present))(?=\s*(?:[.;)]|$))"
)
# "SOS/NRH: neither", "steatosis or fibrosis: none": one answer for all of a list; behind commas only where the list opens the line.
ALTERNATIVE = pattern_of(r"\s?(?:/|\bor\b)\s?")
LISTED = pattern_of(r"\s?(?:/|,|&|\+|,?\s?\bor\b|\band\b)\s?")
LIST_OPENS = pattern_of(r"(?:\A|[\n.:;]|\s[-–])\s*$")
# "Normal fat fraction", "low liver fat content": an amount that everybody has, and no disease.
NORMAL_BEFORE = pattern_of(r"\b(?:normal|low|physiological) (?:\w+ )?$")
AMOUNTS = ("fraction", "content", "pdff")
# "No inflammation, mild fibrosis": what has a degree of its own is there.
DEGREE = pattern_of(
    r",\s(?:(?:with|but)\s)?(?:(?:very|only|focal(?:ly)?)\s)?(?:mild|moderate|severe|marked|slight|delicate|early|patchy|focal|multifocal|scattered|prominent|extensive|bridging|some|minimal|minor|grade \d|stage \d|\d{1,2} ?%)\s(?:(?!or\b|and\b)[\w-]+\s){0,3}$"
)
# "No sinusoidal injury, portal fibrosis (stage 1)", "no SOS, steatosis 20%".
DEGREE_BEHIND = pattern_of(
    r"(?: \w+)? ?[:(]? ?(?:(?:stage|grade|ishak(?: stage)?|metavir|score) ?[1-6iv]|f ?[1-4]\b|[1-4]\+|(?:about |approx\w* )?\d{1,2} ?(?:%|percent)|(?:mild|moderate|severe|present)\b)"
)
AVERTED = pattern_of(
    r"\b(?:prevent\w*|avoid\w*|risk (?:of|for)|danger of|in case of|(?:can|may|could|might) cause)\s(?:\w+\s){0,2}$"
)
# A negation behind the name reaches it only within its own phrase: "mild steatosis (15%), portal tracts unremarkable, trichrome negative".
BEHIND_REACH = 40
THRESHOLD = pattern_of(
    r"(?:>|<|≥|minimum|limit|required|threshold|at least|cut ?off)[^.;]{0,40}\b(?:for|in|with)\s(?:\w+\s)?$"
)
# What stands before the name where one of these three says anything.
LEADS = Anchors(
    *(">", "<", "≥", "minimum", "limit", "required", "threshold", "at least", "cutoff", "cut off"),
    *("prevent", "avoid", "risk ", "danger ", "in case ", " cause "),
    *(
        "not ",
        "non ",
        "nor ",
        "neither ",
        "never ",
        "isn't ",
        "wasn't ",
        "insufficient ",
        "short ",
        "below ",
        "no ",
    ),
)
LIVER = pattern_of(
    r"\b(?:liver|hemiliver|(?:right|left|caudate) lobe(?! of (?:the )?(?:lung|thyroid|prostate))|remnant|hepat\w*|parenchym\w*|portal|trichrome|masson|reticulin|evg|sirius|elastogra\w*|kleiner|ishak|metavir|kpa|fibroscan|steato\w*|sinusoid\w*|septa\w*|lobul\w*|background)\b"
)
TUMOUR_SCAR = pattern_of(
    r"\b(?:tumou?rs?|nodules?|lesions?|foc(?:us|i)|metastas[ie]s|mets?|regression|regressed|scars?|nodes?|viable|necrosis|mucin\w*|pseudotumor|stroma\w*|lungs?|pulmonary|pelvi\w*|peritone\w*|diaphragm|frozen|trg|omentum|mesent\w*|retroperiton\w*|presacral|ligaments?|adhesions?|radiotherapy)\b"
)
OUTSIDE = pattern_of(
    r"\b(?:outside|away from|distant|adjacent|surrounding|uninvolved|non|background|rest of|apart from|adjoining|remote)\b"
)
# "The liver has regenerated. It remains fatty."
IT = pattern_of(
    r"\W*(?:it|this|(?:the )?(?:organ|parenchyma))\s(?:is|was|remains?|looks?|looked|appears?|appeared|still|has)\b"
)
# "Morphine 10 mg 4 hrly SOS", "tramadol SOS if pain": to be taken when needed.
WHEN_NEEDED = pattern_of(
    r"\b(?:mg|mcg|ml|gm?|iu|tabs?|caps?|inj|syp|syr|hrly|hourly|bd|od|tds|qid|po|oral)\b[^.;\n]{0,40}$"
)
NEEDED_FOR = pattern_of(r"\s(?:for|if|when)\b")
ASKED = pattern_of(r"\?\s?(?:\w+\s)?$")
# "Mild steatosis. No ballooning. Stage 1 fibrosis.": a sentence that goes on with the tissue that the last ones told of.
GOES_ON = pattern_of(
    r"\W*(?:(?:no|there is|with|and|but|also|associated|mild|minimal|moderate|marked|severe|slight|patchy|focal|early|ishak|metavir|stage|grade|score|f?\d|f?\d ?[-–/] ?\d|iii?|iv|pericellular|perisinusoidal|centrilobular|septal|bridging|periportal) )*"
    r"$"
)
GOES_ON_LONGEST = 60
FORM_VALUE = pattern_of(r"(?: stage| score| grade)?\s?:")
DYE = pattern_of(
    r"\b(?:ink\w*|dye|methylene|patent|prussian|alcian|stain\w*|blue code|toluidine|demarcat\w*)\b|blue\s?[(/]|(?:red|yellow|green|black) ?[/,]? ?(?:and )?blue"
)


class Judged(NamedTuple):
    """A disease of the liver tissue named in the text: affirmed, denied or, where the passage decides nothing, None."""

    hit: Hit
    disease: str
    stated: bool | None


def judged(reading: Reading) -> list[Judged]:
    """The diseases of the patient's liver tissue that the note names, in text order."""
    found: list[Judged] = []
    for hit in reading.hits("background"):
        disease = IN_LIVER.get(hit.concept, hit.concept)
        if disease not in DISEASES or reading.section_at(hit.start).category in UNREAD:
            continue
        if hit.concept not in IN_LIVER or is_in_liver(reading, hit):
            found.append(Judged(hit, disease, is_stated(reading, hit)))
    return found


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`liver_background`: affirmed diseases in the order of the contract."""
    found: dict[str, list[Mention]] = {}
    denied: dict[str, int] = {}
    for hit, name, stated in reading.once(judged):
        if stated is None or is_unread(reading, hit):
            continue
        if stated is False:
            denied[name] = max(denied.get(name, 0), reading.rank_at(hit.start))
        else:
            found.setdefault(name, []).append(reading.mention("liver_background", (hit.start, hit.end), name))
    if not found:
        return []
    values: list[str] = [
        name
        for name in DISEASES
        if name in found and (name not in denied or not overruled(reading, found[name], denied[name]))
    ]
    if values:
        reasons = tuple(f"{name}: also denied" for name in values if name in denied)
        evidence = tuple(mention for name in values for mention in found[name])
        return [
            ElementValue("liver_background", values, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)
        ]
    return []


def is_unread(reading: Reading, hit: Hit) -> bool:
    """Whether it stands in an order of a drug, or in the line that names the study compared with."""
    section = reading.section_at(hit.start)
    if reading.levelled[hit.start : hit.end] == "sos" and is_dose(reading, hit):
        return True
    return section.category == "comparison" and "\n" not in reading.text[section.body_start : hit.start].strip()


def is_dose(reading: Reading, hit: Hit) -> bool:
    """Whether "SOS" stands in an order of a drug and tells when to take it."""
    line = reading.levelled.rfind("\n", 0, hit.start) + 1
    ordered = WHEN_NEEDED.search(reading.levelled, max(line, hit.start - 60), hit.start)
    return bool(ordered or NEEDED_FOR.match(reading.levelled, hit.end))


def overruled(reading: Reading, mentions: list[Mention], denied_rank: int) -> bool:
    """Whether a weightier section (impression, addendum) denies what these mentions affirm."""
    return denied_rank > max(reading.rank_at(mention.start) for mention in mentions)


def is_stated(reading: Reading, hit: Hit) -> bool | None:
    """True where the disease is affirmed, False where it is denied, None where the passage decides nothing."""
    text = reading.levelled
    ticked = ticked_choice(reading.text, hit.start, hit.end)
    if ticked is not None:
        return ticked.is_positive
    if text[hit.start : hit.end] in ("f1", "f2", "f3", "f4") and re.search(r"\[[ x]?\]\s*$", text[: hit.start][-6:]):
        return None  # one box of a row that is read from its name
    start, end = reading.sentence_at(hit.start)
    lead = text[max(start, hit.start - 60) : hit.start]
    led = one_in(places(text, LEADS), max(start, hit.start - 60), hit.start)
    if led and (THRESHOLD.search(lead) or AVERTED.search(lead)):
        return None
    if hit.concept != "cirrhosis" and (share := share_of(reading, hit, max(start, hit.start - 60))):
        number = float(share.group("share").replace(",", "."))
        if number < LIMIT_SHARE or (share.group("bound") and number <= LIMIT_SHARE):
            return False
    if any_in(text[hit.end : end], ZERO_SIGNS) and ZERO.match(text, hit.end, end):
        return False
    if "0 " in lead[-ZERO_REACH:] and ZERO_BEFORE.search(lead):
        return False
    if (led and NOT_BEFORE.search(lead)) or NOT_BEHIND.match(text, answered_from(reading, hit, end), end):
        return False
    if text.endswith(AMOUNTS, hit.start, hit.end) and NORMAL_BEFORE.search(lead):
        return False
    categories = set()
    for cue in reading.modifiers(hit.start, hit.end):
        if (
            cue.end <= hit.start
            or cue.direction == "sentence"
            or (cue.start - hit.end <= BEHIND_REACH and not re.search(r"[,(%]| {3}", text[hit.end : cue.start]))
        ):
            categories.add(cue.category)
    if categories & {"family", "hypothetical"}:
        return None
    told = "," in lead and DEGREE_BEHIND.match(text, hit.end) is not None
    if "negated" in categories and not told and not DEGREE.search(lead):
        return False
    # "(?oxaliplatin effect)" doubts the cause, not the finding; only a doubt before the name reaches it.
    return None if "possible" in categories or doubted(reading, hit) else True


def answered_from(reading: Reading, hit: Hit, end: int) -> int:
    """Where an answer to the disease may start: behind it, or behind the last of the list that it stands in."""
    text, at = reading.levelled, hit.end
    joint = LISTED if LIST_OPENS.search(reading.text, max(0, hit.start - 4), hit.start) else ALTERNATIVE
    for other in reading.hits("background", (hit.end, end)):
        if other.start < at:
            continue
        if not joint.fullmatch(text, at, other.start):
            break
        at = other.end
    return at


def share_of(reading: Reading, hit: Hit, floor: int) -> re.Match[str] | None:
    """The share of the tissue that stands behind the name, or else before it and behind `floor`."""
    signs = places(reading.levelled, SHARE_SIGNS)
    if not signs:
        return None
    if one_in(signs, hit.end, hit.end + SIGN_REACH) and (share := SHARE_BEHIND.match(reading.levelled, hit.end)):
        return share
    before = first_at(signs, hit.start) - 1
    if before < 0 or signs[before] < floor or not OF_NAME.fullmatch(reading.levelled, signs[before], hit.start):
        return None
    return SHARE_BEFORE.search(reading.levelled, max(floor, signs[before] - SHARE_LENGTH), hit.start)


def doubted(reading: Reading, hit: Hit) -> bool:
    """Whether a question mark stands right before or behind the name: "?steatosis", "cirrhosis?"."""
    text = reading.text
    if "?" not in text[max(0, hit.start - 8) : hit.end + 2]:
        return False
    before = text[max(0, hit.start - 8) : hit.start]
    return ("?" in before and bool(ASKED.search(before))) or text[hit.end : hit.end + 2].strip().startswith("?")


def goes_on(reading: Reading, hit: Hit, sentence: Interval) -> bool:
    """Whether a short sentence grades what it names right behind one, or but one, that told of the liver tissue in its line."""
    text = reading.levelled
    if sentence[1] - sentence[0] > GOES_ON_LONGEST or not GOES_ON.fullmatch(text, sentence[0], hit.start):
        return False
    before = reading.sentences[max(0, reading.sentence_index(hit.start) - 2)][0]
    line = reading.text.rfind("\n", 0, sentence[0] + 1) + 1
    told = reading.hits("background", (max(before, line), sentence[0]))
    return any(item.concept in DISEASES for item in told) and not TUMOUR_SCAR.search(text, *sentence)


def is_in_liver(reading: Reading, hit: Hit) -> bool:
    """Whether a word without a place of its own is said of the liver tissue and not of a tumour, a scar or another organ."""
    text = reading.levelled
    sentence = reading.sentence_at(hit.start)
    clause = reading.clause_at(hit.start)
    around = text[sentence[0] : sentence[1]]
    if hit.concept == "blue_colour":
        near = text[max(sentence[0], hit.start - 100) : min(sentence[1], hit.end + 60)]
        return bool(re.search(r"\bliver\b|parenchyma|\b(?:right|left) lobe\b", near)) and not DYE.search(near)
    others = [item for item in reading.hits("background", sentence) if item.concept in DISEASES]
    if IT.match(text, *sentence) and (index := reading.sentence_index(hit.start)):
        around = text[reading.sentences[index - 1][0] : sentence[1]]
    if hit.concept == "scarring" and not others and FORM_VALUE.match(reading.text, hit.end):
        index = reading.sentence_index(hit.start)
        beside = (
            reading.sentences[max(0, index - 2)][0],
            reading.sentences[min(index + 2, len(reading.sentences) - 1)][1],
        )
        others = [item for item in reading.hits("background", beside) if item.concept in DISEASES]
        return bool(others)  # a line of a form below "Steatosis: 20 %"
    if not others and hit.concept == "scarring" and goes_on(reading, hit, sentence):
        return True
    if not (LIVER.search(around) or others or reading.section_at(hit.start).category == "background"):
        return False
    part = text[max(clause[0], hit.start - 60) : min(clause[1], hit.end + 40)]
    if around == text[slice(*sentence)]:  # "fibrosis around the tumour; background liver normal" are two things
        around = text[text.rfind(";", sentence[0], hit.start) + 1 or sentence[0] : sentence[1]].split(";")[0]
    return hit.concept != "scarring" or not TUMOUR_SCAR.search(part) or bool(OUTSIDE.search(around))
