"""What a note says about the course of the metastases: categories, letters and words of direction, each with its subject."""

import re
from collections.abc import Container, Sequence
from datetime import date
from typing import NamedTuple

from abstraction.records import Mention
from extraction.anchors import Anchors, one_in, places
from extraction.assertion import Cue
from extraction.fields.response_subject import CATEGORIES, subject_of
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.site_scopes import ScopedSentence, scoped_sentences

# "PR = at least 30 % decrease", "PR would require", "SD if less": the rule book, not the patient.
DEFINITION = pattern_of(
    r"\s*(?:[=<>≥≤]|\(?(?:(?:by|on|per) recist )?(?:would|requires?|needs?|means|is defined|defined|if|when)\b|:\s*(?:at least|[<>≥≤])"
    r"|:?\s*(?:disappearance of|(?:decrease|increase|reduction|growth|rise|drop) (?:of |by )?(?:at least|more than|over|[<>≥≤])))"
    r"|:?\s(?:at least|(?:an? )?(?:increase|decrease|reduction|growth|rise|drop) of|[<>≥≤]=?|\d+ ?% or more)\s?(?:\d+ ?% or more|at least|\d+ ?%|increase|decrease)"
)
# "RECIST reminder: PR at least 30 % decrease": the line says itself that it explains.
EXPLAINS = pattern_of(r"\b(?:reminder|criteria|key|legend|definitions?|thresholds?)\b[^:;\n]{0,30}:[^\n]*$")
# What a legend explains side by side; no patient has had all three in one sentence.
LEGEND = frozenset({"CR", "PR", "PD"})
ASKED = pattern_of(
    r"\b(?:until|till|once|unless|assess|assessing|assessment of|evaluate|evaluation of|evaluating|monitor|monitoring|in case of|in (?:the )?event of|depending on|pending|await\w*|absence of"
    r"|hoping for|aim\w* (?:for|at)|if|should|when|check for|look for|time to|risk of|in view of possible)\s(?:\w+\s){0,3}$"
)
# "A7-01A-PR" is the number of a sample, "PD fs axial" a proton density sequence.
JOINED = pattern_of(r"[A-Za-z0-9][-_]$")
SEQUENCE = pattern_of(
    r"(?:\s*[,/&]|\s+(?:and|with))?[\s-]*(?:(?:fs|fat|tse|fse|spair|stir|ir|t1|t2|dwi|gre|flair|weighted|sequences?|images?|axial|sag\w*|cor\w*|tra\w*)\b)",
    re.IGNORECASE,
)
AT_PROGRESSION = pattern_of(r"\b(?:at|on|upon)\s(?:first\s|any\s|further\s)?$")
NEGATION = pattern_of(
    r"\b(?:no|not|nothing|without|any|none|never|nil)\s(?:(?!but\b|and\b|with\b|however\b)\w+\s){0,3}$"
)
NOT_SO = pattern_of(r"\b(?:not|longer)\s(?:\w+\s)?$")
THE = pattern_of(r"\bthe\s$")
MARK = pattern_of(r"[(),:;]")
GOAL = pattern_of(r"\b(?:goals?|aims?|hopes?|purpose|chances?|likelihood|probability)\b[^.;]{0,40}$")
# "reduced diffusion", "increased T2 signal": how the picture looks, not how large.
APPEARANCE = pattern_of(
    r"\s(?:\w+\s){0,2}(?:signal|diffusion|enhancement|uptake|attenuation|density|echogenicity|adc|suv\w*|vascularity|intensity|perfusion|necrosis|calcifications?|liquefaction|cystic)\b"
    r"(?! (?:\w+ )?(?:lesions?|areas?|foc(?:us|i)|mass(?:es)?|nodules?|deposits?|metastas[ei]s|abnormalit\w+)\b)"
)
# "Signal decrease in opposed phase", "the density has decreased".
APPEARANCE_AHEAD = pattern_of(
    r"\b(?:signal(?: intensity)?|diffusion|enhancement|attenuation|density|echogenicity|adc(?: value)?|perfusion|vascularity) (?:is |was |has |has been |are )?$"
)
LOOK_REACH = 32
# "Second stage if the remnant is large enough and there is no progression".
CONDITION = pattern_of(
    r"\b(?:if|provided|providing|assuming|as long as|unless)\b[^.;:]*$"
    r"|\b(?:(?:potentially|possibly|perhaps|eventually|(?:could|may|might) (?:be|become)) (?:resectable|operable|removable)|convertible|(?:possible|feasible) only)"
    r" (?:only )?(?:after|upon|on|with|following|in case of) (?:\w+ ){0,2}$"
)
# "S7 10 mm -> CR": one lesion of several.
ONE_LESION = pattern_of(r"\d\s?(?:mm|cm)\s*(?:[>→]|to)+\s*$")
LENGTH = 12
# Without one of these before it, a word is neither asked, hoped for nor a condition.
ASKING_WORDS = Anchors(
    *("goal", "aim", "hop", "purpose", "chance", "likelihood", "probability", "provid", "unless", "assum"),
    *(f"if{mark}" for mark in " ,;:.()/?"),
    *("as long as", "resectable", "operable", "removable", "convertible", "possible", "feasible", "ntil"),
    *("till", "once", "assess", "evaluat", "monitor", "in case", "event of", "depending", "pending", "await"),
    *("absence of", "should", "when", "check for", "look for", "time to", "risk of", "in view of"),
)
# Without one of them or of these in its sentence, it is no look, no definition and not denied either.
IDLE_WORDS = Anchors(
    *ASKING_WORDS,
    *("signal", "diffusion", "enhancement", "uptake", "attenuation", "density", "echogenicity", "adc", "suv"),
    *("vascularity", "intensity", "perfusion", "necrosis", "calcification", "liquefaction", "cystic"),
    *("=", "<", ">", "≥", "≤", "would", "require", "need", "means", "defined", "at least", "disappearance"),
    *("more than", "over", "crease of", "reduction of", "growth of", "rise of", "drop of", "or more"),
    *("no ", "not ", "nothing ", "without ", "any ", "none ", "never ", "nil ", "longer "),
)
# "I would call this": a verdict, whatever its mood.
ABLATED = pattern_of(r"\b(?:complete|successful|satisfactory|technically successful) ablation\b")
VERDICT = pattern_of(r"\s(?:call|regard|say|class|classify|describe|consider|judge|rate|interpret|read|see)\b")
# "the larger lies", "a second, smaller focus" compare lesions with one another, not with an earlier study.
RANKING = frozenset({"larger", "bigger", "smaller", "similar", "the same", "constant"})
RANKED = pattern_of(
    r"\s(?:(?:\w+ |seg(?:ment)? \w+ )?(?:focus|lesion|mass|nodule|metastasis|met|deposit)\b|(?:left|right) ones?\b|areas?\b|abnormalit\w+|hypodensit\w+|opacit\w+|satellites?\b|(?:low (?:attenuation|density)|hypo\w+|ill defined|subcapsular) \w+|(?:(?:liver|hepatic|intrahepatic) )(?:foci|lesions|nodules|metastases|mets|deposits)\b|one|ones|than (?:the )?(?:left|right|other)\b|than the (?!prior|previous|last)|lesions?|nodul\w+|foc\w+|mass\w*|metast\w+|mets?|deposits?|tumou?rs?|lies|measur\w+|of (?:the )?two|finding\w*|in (?:the )?(?:left|right)|size[sd]? (?:nod|les))\b"
)
# "Larger is in segment 8", "smaller, 14 mm, sits high", "vein invaded by larger": with the article left out.
RANKED_FIRST = pattern_of(
    r",?(?: \d[\d.]* ?[mc]m\b(?:[^.;]|\.\d){0,30}?)? (?:is|was|lies|lay|sits|sat|abuts|occupies|touches|reaches|encases|invades|measures) ?(?:at|in|within|on|high|low|close|next|near|adherent|between|across|against|(?:the |right |left |middle |\d))"
)
INVADED_BY, NOTHING_MORE = pattern_of(r"\b(?:by|of) $"), pattern_of(r"\s*(?:[.;,)\n]|$)")
# "A similar hypodense lesion", "few similar enhancing foci" liken lesions to one another.
LIKENED = pattern_of(
    r"\s(?:(?!(?:in|to|as|with|on|than|size|compared|when|since)\b)\w+\s){0,4}?(?:lesions?|nodul\w+|foc\w+|mass\w*|hypodensit\w+|deposits?|areas?|densit\w+|bulges?|changes|findings?|metast\w+)\b"
)
# "A malignant growth in the rectum" is the tumour itself.
MASS_AHEAD = pattern_of(
    r"\b(?:malignant|\w*proliferative|ulcerat\w+|ulcero\w*|polypoid\w*|circumferential|annular|stenosing|fungating|exophytic|infiltrating|obstructing|neoplastic|rectal|rectum|sigmoid|colonic|colon|caecal|cecal|rectosigmoid|a|the|this)\s$"
)
# "A metastasis with intrabiliary growth" is how it grows.
KIND_OF_GROWTH = pattern_of(
    r"\b(?:infiltrative|infiltrating|expansive|pushing|intra ?(?:biliary|ductal|luminal|vascular)|papillary|nodular|replacement|desmoplastic|exophytic)\s(?:papillary\s|tumou?r\s)?$"
)
MASS_BEHIND = pattern_of(
    r"\s(?:\(|was|is (?:seen|noted|palpable)|seen|noted|found|involving|arising|extending|measuring|at \d|from (?:the )?anal|(?:in|of|at) (?:the )?(?:\w+\s)?(?:rect|sigm|colon|caec|cec|ascend|descend|transv|hepatic flex|splenic flex|anal))"
)
NOT_REACHED = pattern_of(r"\s(?:(?:is|was|has been|has|could be|were)\s)?(?:not|never)\b")
# In an operation much progresses; there the course of the disease is told beside its treatment.
TREATMENT = pattern_of(r"\b(?:chemo\w*|cycles?|courses?|treatment|therapy|recist|scan|ct|mri|restaging)\b")
# "were progressive, since then stable": the first is over.
SUPERSEDED = pattern_of(r"[^.;]{0,60}\b(?:since then|now|currently|at present|meanwhile|thereafter)\b")
FORMER = pattern_of(
    r"\b(?:best(?: \w+)? resp|initial|at first|first line|1l\b|1st line|formerly|at that time|at (?:two|three|four|six|[2346]) months|in (?:the )?past|before that)"
)
FORMER_WORDS = Anchors(
    *("best ", "initial", "at first", "first line", "1l", "1st line", "formerly", "at that time", "past"),
    *("before that", *(f"at {number} months" for number in ("two", "three", "four", "six", "2", "3", "4", "6"))),
)
YEAR = pattern_of(r"(?<![\d./-])(?:19|20)\d\d\b")
# The date of the study compared with is no date of the finding.
COMPARED_WITH = pattern_of(
    r"\b(?:since|than in|than on|than|vs\.?|versus|from|against|in relation to|compar\w+(?:\s(?:with|to|study|of|the|previous|prior|ct|mri|pet|scan|dated))*)[\s:(]*$"
)
SINCE_CHANGE = pattern_of(
    r"(?:19|20)\d\d\b[^.]{0,12}\b(?:since|now|currently|at present|meanwhile|but|thereafter)\b[^.]*$"
)
YEAR_BEHIND = pattern_of(r"[^.;,\d]{0,40}? (?:in|during|by) (?:\w+ )?(?P<year>(?:19|20)\d\d)\b")
DATE_BEHIND = 14
OLD_DAYS = 130
MONTHS_A_YEAR = 12
# Of a complaint, or of anything else that is no disease.
OTHER_COURSES = frozenset({"complaint", "other"})


class Statement(NamedTuple):
    """One statement at `[start, end)`: a category or a direction, of the liver or of nothing named; `former` is of earlier days."""

    value: str
    start: int
    end: int
    rank: int
    subject: str
    former: bool

    def mention(self, reading: Reading, value: str) -> Mention:
        """The words as evidence for the value they stand for."""
        return reading.mention("response", (self.start, self.end), value)


def read_statements(reading: Reading, concepts: Container[str]) -> list[Statement]:
    """The statements on the metastases in words of these concepts, in text order."""
    hits = [hit for hit in reading.once(told_hits) if hit.concept in concepts]
    if not hits:
        return []
    scopes = scoped_sentences(reading)
    return [found for hit in hits if (found := read_statement(reading, hit, scopes))]


def told_hits(reading: Reading) -> list[Hit]:
    """The words for a course of the disease, without those of a sentence that only explains them."""
    hits = [hit for hit in reading.hits("response") if hit.concept not in OTHER_COURSES]
    explained = legends(reading, hits) if len(hits) >= len(LEGEND) else ()
    return [hit for hit in hits if reading.sentence_index(hit.start) not in explained] if explained else hits


def legends(reading: Reading, hits: Sequence[Hit]) -> set[int]:
    """The sentences, by their number, that explain the categories: "CR: complete response, PR: ..., PD: ..."."""
    stated = [hit for hit in hits if hit.concept == "code" or hit.concept in LEGEND]
    if len(stated) < len(LEGEND):
        return set()
    told: dict[int, set[str]] = {}
    for hit in stated:
        value = reading.text[hit.start : hit.end][-2:] if hit.concept == "code" else hit.concept
        told.setdefault(reading.sentence_index(hit.start), set()).add(value)
    return {index for index, values in told.items() if values >= LEGEND}


def read_statement(reading: Reading, hit: Hit, scopes: Sequence[ScopedSentence]) -> Statement | None:
    """What the hit says, unless it is asked, planned, denied, defined or of something else."""
    value = hit.concept
    if value == "code":
        written = reading.text[hit.start : hit.end]
        value = written[-2:]
        if not value.isupper() or not is_code(reading, hit):
            return None
    if is_idle(reading, hit, value):
        return None
    subject = subject_of(reading, hit, value, scopes)
    if subject == "other" or (subject == "none" and is_of_operation(reading, hit, value)):
        return None
    return Statement(value, hit.start, hit.end, rank_of(reading, hit), subject, is_former(reading, hit, value))


def is_of_operation(reading: Reading, hit: Hit, value: str) -> bool:
    """Whether an operative note tells of its own course, with no treatment named in the sentence; "partial response" never is."""
    if reading.note.note_type is not OPERATIVE or value in ("CR", "PR", "mixed"):
        return False
    if reading.levelled.startswith("stable disease", hit.start):
        return False
    sentence = reading.sentence_at(hit.start)
    return not (reading.has("regimen", sentence) or TREATMENT.search(reading.levelled, *sentence))


def rank_of(reading: Reading, hit: Hit) -> int:
    """The section's weight; the line that names the study compared with weighs nothing, what follows it does."""
    section = reading.section_at(hit.start)
    if section.category in ("comparison", "technique"):
        return int(reading.sentence_at(hit.start)[0] > reading.sentence_at(section.body_start)[0])
    return reading.rank_at(hit.start)


def is_code(reading: Reading, hit: Hit) -> bool:
    """Whether "PR", "SD" and the like stand as a word of their own about a treatment or a study."""
    text = reading.text
    following = text[hit.end : hit.end + 12]
    if JOINED.search(text, max(0, hit.start - 4), hit.start) or SEQUENCE.match(text, hit.end):
        return False
    if re.match(
        r"\s(?:probe|needle|antenna|applicator|exam|bleed|interval|given|suppos|tone)|[-/]\w|[^\S\n]*[:=]?[^\S\n]*\d+(?![\d/.]*\d|\s*(?:%|cycles|courses|x))",
        following,
    ):
        return False
    if reading.section_at(hit.start).category == "examination":
        return False
    shouted = text[max(0, hit.start - 60) : hit.end + 60].isupper()
    return not shouted or "RECIST" in text or reading.has("regimen", reading.sentence_at(hit.start))


def is_idle(reading: Reading, hit: Hit, value: str) -> bool:
    """Asked, planned, denied, a relative's or a definition."""
    text = reading.levelled
    start, end = reading.sentence_at(hit.start)
    cues = reading.modifiers(hit.start, hit.end)
    if cues:
        cues = [cue for cue in cues if cue.start < hit.start]
    if reading.is_question(hit.start) or (cues and any(is_unreal(text, cue) for cue in cues)):
        return True
    lead = text[start : hit.start]
    if one_in(reading.once(idle_places), start, end) and is_idle_by_words(reading, hit, value, lead):
        return True
    if "m" in lead[-LENGTH:] and ONE_LESION.search(lead):
        return True
    if value == "PD" and AT_PROGRESSION.search(lead):
        return True
    word = text[hit.start : hit.end]
    if word in RANKING and (RANKED.match(text, hit.end) or THE.search(lead) or is_ranked_alone(reading, hit, lead)):
        return True
    if word == "similar" and LIKENED.match(text, hit.end, end):
        return True
    if word == "growth" and (
        KIND_OF_GROWTH.search(lead) or (MASS_AHEAD.search(lead) and MASS_BEHIND.match(text, hit.end, end))
    ):
        return True
    if value == "gone" and ABLATED.search(text, start, end):
        return True  # "complete ablation, no residual disease" is what the needle did
    if not cues or value in ("unchanged", "SD"):
        return False
    return any(cue.category in ("negated", "no_new") and not MARK.search(text, cue.end, hit.start) for cue in cues)


def is_ranked_alone(reading: Reading, hit: Hit, lead: str) -> bool:
    """Whether "larger" or "smaller" stands for a lesion, its article and noun left out."""
    if INVADED_BY.search(lead):
        return NOTHING_MORE.match(reading.text, hit.end) is not None
    return not lead.strip() and RANKED_FIRST.match(reading.levelled, hit.end) is not None


def idle_places(reading: Reading) -> list[int]:
    """Where a word stands that may make one of its sentence idle."""
    return places(reading.levelled, IDLE_WORDS)


def is_idle_by_words(reading: Reading, hit: Hit, value: str, lead: str) -> bool:
    """Whether words around it ask for it, hope for it, deny it, define it, or speak of a look; `lead` is the sentence before it."""
    text, end = reading.levelled, reading.sentence_at(hit.start)[1]
    asking = one_in(places(text, ASKING_WORDS), hit.start - len(lead), hit.start)
    if asking and (GOAL.search(lead) or CONDITION.search(lead) or ASKED.search(lead)):
        return True
    if APPEARANCE.match(text, hit.end, end) or APPEARANCE_AHEAD.search(lead[-LOOK_REACH:]):
        return True
    if hit.concept == "code" and "%" in text[hit.end : end] and EXPLAINS.search(lead):
        return True
    if DEFINITION.match(text, hit.end, end):
        return True
    if value in ("unchanged", "SD"):
        return NOT_SO.search(lead) is not None
    return bool(NEGATION.search(lead) or NOT_REACHED.match(text, hit.end, end))


def is_unreal(text: str, cue: Cue) -> bool:
    """Whether the cue makes a word a relative's or a supposition: "I would call this" is a verdict."""
    return cue.category == "family" or (cue.category == "hypothetical" and not VERDICT.match(text, cue.end))


def is_former(reading: Reading, hit: Hit, value: str) -> bool:
    """Whether the words tell of earlier days: by a cue, or by a date of their own that lies well before the note."""
    start, end = reading.sentence_at(hit.start)
    stated = value in CATEGORIES
    words = reading.once(former_places)
    if words and FORMER.search(reading.levelled, max(start, hit.start - 60), min(end, hit.end + 24)):
        return True
    if stated and SUPERSEDED.match(reading.levelled, hit.end, end):
        return True
    own = (start, min(end, hit.end + DATE_BEHIND) if stated else hit.start)
    dates = [
        found.when
        for found in reading.dates_within(own)
        if not COMPARED_WITH.search(reading.levelled, start, found.start)
    ]
    if dates:
        today = date.fromisoformat(reading.note.note_date)
        return (today - max(latest(when, today) for when in dates)).days > OLD_DAYS
    if reading.note.note_type is not ONCOLOGY:
        return False
    if stated and told_in_past(reading, hit):
        return True
    years = [int(match.group()) for match in YEAR.finditer(reading.text, start, hit.start)]
    if not years or (not stated and SINCE_CHANGE.search(reading.levelled, start, hit.start)):
        return False  # "progressed in 2022; since the change to FOLFIRI the metastases are regressing"
    return max(years) < int(reading.note.note_date[:4])


def former_places(reading: Reading) -> list[int]:
    """Where a word of earlier days stands."""
    return places(reading.levelled, FORMER_WORDS)


def told_in_past(reading: Reading, hit: Hit) -> bool:
    """Whether a year gone by stands right behind the category: "progressed through FOLFOX in 2022"."""
    behind = YEAR_BEHIND.match(reading.levelled, hit.end)
    return behind is not None and int(behind.group("year")) < int(reading.note.note_date[:4]) - 1


def latest(when: date, today: date) -> date:
    """The date, or with day and month exchanged where that is later and still not after the note: 10/5 may be October."""
    if when.day > MONTHS_A_YEAR:
        return when
    other = date(when.year, when.day, when.month)
    return max(when, other) if other <= today else when
