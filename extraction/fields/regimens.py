"""Regimens and agents given, or being given, to this patient."""

import re

from extraction.anchors import first_at, one_in
from extraction.fields.plans import is_in_plan, is_planned
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import NOTHING, Reading

# An agent inside a named regimen is not listed again.
PARTS = {
    "oxaliplatin": {"FOLFOX", "FOLFOXIRI", "CAPOX", "irox"},
    "irinotecan": {"FOLFIRI", "FOLFOXIRI", "CAPIRI", "irox"},
    "capecitabine": {"CAPOX", "CAPIRI"},
    "5FU_LV": {"FOLFOX", "FOLFIRI", "FOLFOXIRI"},
}
# Agents spelled out together, in whatever order and with their doses, are the regimen.
SPELLED_OUT = {
    frozenset({"5FU_LV", "oxaliplatin", "irinotecan"}): "FOLFOXIRI",
    frozenset({"5FU_LV", "irox"}): "FOLFOXIRI",
    frozenset({"FOLFOX", "irinotecan"}): "FOLFOXIRI",
    frozenset({"FOLFIRI", "oxaliplatin"}): "FOLFOXIRI",
    frozenset({"5FU_LV", "oxaliplatin"}): "FOLFOX",
    frozenset({"5FU_LV", "irinotecan"}): "FOLFIRI",
    frozenset({"capecitabine", "oxaliplatin"}): "CAPOX",
    frozenset({"capecitabine", "irinotecan"}): "CAPIRI",
}
SPELLED = frozenset().union(*SPELLED_OUT)
DOSE = r"\d[\d.,]*\s?m?g(?:\s?/\s?(?:m[2²]|kg))?(?:\s(?:of|daily|twice daily|bd|bid))?"
BETWEEN_AGENTS = pattern_of(
    rf"\s?\(?(?:{DOSE})?\)?\s?(?:(?:,|/|\+|&|and\b|plus\b|with\b|leucovorin\b|folin\w+ acid\b)\s?)+\(?(?:{DOSE})?\)?\s?",
    re.IGNORECASE,
)
LONGEST_BETWEEN = 60
WHOLE = {"irox": ("oxaliplatin", "irinotecan"), "trifluridine": ("other",), "regorafenib": ("other",)}
ANTIBODIES = frozenset({"bevacizumab", "cetuximab", "panitumumab", "other", "HAI_FUDR"})
# Words that make an agent a treatment of its own beside the regimen it is part of.
ALONE_BEFORE = pattern_of(
    r"\b(?:then|later|maintenance|followed by|switched to|changed to|(?:continu\w+|carr\w+ on|went on|goes on|proceeded|left|remain\w*) (?:with|on)|reduced to|simplified to|stepped down to|adjuvant|single agent|rt|radiotherapy|concurrent|concomitant|chemo ?radi\w*|radio ?chemo\w*|n?a?crt|ccrt|lccrt|rct|radiation|radiosensiti\w+|gy|mono|cycles? of|courses? of|cycles? with|\d more of|\d more|(?:then|followed by|and|,) \d{1,2}(?: of)?|de escalat\w+ to|deescalat\w+ to)\s?[+(:,]?\s?(?:with |on |to |of |using |and |concurrent |single agent |the |oral |post ?operative |pre ?operative |adjuvant |additional )*$"
)
ALONE_BEHIND = pattern_of(
    r"\s?(?:\([^)]{0,20}\)\s?)?(?:alone|only|monotherapy|mono\b|maint\w*|single agent|x\s?\d|\d{1,2}\s?(?:x|cycles?|courses?|#)|\+ ?rt\b|with (?:rt|radio)|based chemorad)"
)
# "Oxaliplatin dropped (neuropathy), 5-FU/LV + panitumumab": what went on without the other agent.
PARTNER_DROPPED = pattern_of(
    r"\b(?:oxali\w*|irinotecan|platin\w*) (?:(?:was|is|has been|had been|being|then|therefore|finally) )*(?:dropped|stopped|omitted|discontinued|withdrawn|held|left out|removed|ceased|taken out|paused|suspended)\b[^.\n]*$"
)
# "No more than 12 cycles of oxaliplatin" limits the regimen that holds it.
AT_MOST = pattern_of(
    r"\b(?:exceed\w*|beyond|more than|maximum(?: of)?|max|limit\w*(?: to)?|up to)\s(?:\d{1,2}\W{1,3}(?:or |to )?){0,2}(?:\w+ )?(?:cycles?|courses?) (?:of|with) (?:the )?$"
)
# "07-08/2021  5-FU/LV + panitumumab": a row of its own in a course.
DATED_ROW = pattern_of(
    r"[\s|*•\d./–-]*(?:(?:to|until|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s|*•\d./:–-]*)*"
)
JOINED = pattern_of(r"\s?(?:\+|/|and|with|plus|&)\s?")
PAUSED = pattern_of(
    r"\s?(?:\([^)]{0,20}\)\s?)?(?:was |were |is |then |has been |being )?(?:stopped|held|omitted|dropped|discontinued|paused?|withdrawn|left out|reduced|removed|neuropathy|dose|from cycle|only from)"
)
NEVER_GIVEN = pattern_of(
    r"\s?(?:and \w+ )?(?:was |were |is |are |has been |had been )?(?:held (?:b/c|because|due|for|given|until)|omitted from (?:the )?start|withheld|avoided|contraindicated|not (?:considered|indicated|suitable|given|used|started|tolerable)|unsuitable|"
    r"(?:cannot|could not|can not) be (?:added|given|used|started)\b|never|naive|was not|is not|allerg\w+|\(gr\w* \d hypersens\w*)"
)
# Words right before the name that put it into the present or the past, whatever the rest of the sentence plans.
RUNNING = pattern_of(
    r"\b(?:receiving|currently (?:on|receiving|under)|(?:is|was|been|remains|continues|started|commenced|maintained|placed|put|kept) on|began|has had|having had|had|has received|received|completed|tolerated|was given|were given|progress\w+ on|under)\s"
    r"(?:(?!not\b|no\b|never\b|questions?\b|doubts?\b|read\b|heard\b|discuss|talk)[\w/+#.-]+\s){0,4}$"
)
# "Will continue FOLFIRI and Vectibix", "she will stay on FOLFIRI": it runs; "failed FOLFOX" was given.
CONTINUES = pattern_of(
    r"\b(?:continu(?:e|es|ed|ing)(?! to)|carr(?:y|ies|ying) on|keeps? (?:going|on)|stay(?:s|ing)? on|remain(?:s|ing)? on|failed|failing|failure (?:of|on|to)|refractory to|intoleran(?:t|ce) (?:of|to))\s"
    r"(?:(?:with|on|the|same|current|her|his|present|both|prior|first|second|line|further|maintenance)\s)*(?:(?:m?folf\w*|capox|xelox|capiri|capecitabine|\w+mab|bev\w*|5 ?fu(?:/?lv)?|erbitux|vectibix|avastin|xeloda)\s?(?:\+|/|,|and\b|with\b|plus\b|&| )\s?)*$"
)
# "If the disease progresses under FOLFIRI": what the note only plans elsewhere runs then, and not yet.
CONDITION = pattern_of(
    r"\b(?:if|unless|in case of|in (?:the )?event of|should (?:the|tumou?r|he|she|it|this|they|we|disease))\b[^.,;:]*$"
)
# "Cycle 9 FOLFIRI deferred": eight were given.
LATER_CYCLE = pattern_of(
    r"\b(?:(?:cycle|course|c)\s?#?(?:[2-9]|1\d)|(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d(?:nd|rd|th)) (?:cycle|course))\s(?:of\s)?"
    r"(?:(?:m?folf\w*|capox|xelox|capiri|capecitabine|\w+mab|5 ?fu/?lv)\s?(?:\+|/|and\b|with\b|plus\b|&)\s?)?$"
)
GIVEN_NUMBER = pattern_of(
    r"[^.;]{0,20}\bfor (?:\d{1,2}|\w+) (?:cycles|courses),? (?:evaluated|assessed|resulted|achiev\w+|with|and)\b[^.;]{0,20}\b(?:pr|sd|pd|cr|partial|stable|response|complete)\b|[^.;]{0,60}\b(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\s(?:cycles |courses )?(?:were |was |have been |has been )?(?:given|completed|delivered|received|administered|so far|to date|(?:un)?till? now)\b"
)
ALLERGY = pattern_of(r"allerg(?:y|ies|ic)\s?(?:to\b|:)[^.\n]{0,30}$")
# In a plan, these words say that the treatment has been running.
CONTINUED = pattern_of(
    r"\b(?:continu\w+|carry on|keep|keeps|stop|stopped|discontinu\w+|resum\w+|restart\w*|cease|finish\w*|complet\w+|remain\w*|currently|ongoing|maintain|hold|held|pause|on|under|after)\b[^.;]{0,24}$"
)
# A pathology report tells a treatment in its clinical lines; its tables of drugs are about patients in general.
TREATED = pattern_of(
    r"\b(?:cycles?|courses?|cures?|after|post|s/p|pre ?op\w*|neo ?adjuvant\w*|adjuvant|adj|treated|treatment with|under|received|given|got|on|had|prior|previous\w*|status|following|pretreat\w+|therapy with|has|was|during|while|maintenance|progress\w+)\b|\bx ?\d|\d ?x\b|\d ?#"
)
# "Filled with saline only, FUDR from week 2": the pump runs without its drug.
SALINE = pattern_of(
    r"\b(?:(?:only|just|plain|with) (?:heparin\w* )?saline|saline (?:only|alone|first|fill|until|till|for now|so far|at present|today|in (?:the )?meantime|at first))\b"
)
FROM_WEEK = pattern_of(
    r"\s(?:\w+\s){0,2}(?:from|with|at|in|as of|only from) (?:the )?(?:week|cycle|day|fill|visit|\w+ (?:week|cycle|day|fill|refill|visit))\b"
)
# "Start FOLFIRI/bev today", "de-escalate to capecitabine beginning today"; not "discussed starting FOLFIRI today".
TODAY, TODAY_REACH = pattern_of(r"(?:(?!next|discuss|tomorrow|week)[^.;\n]){0,30}?\btoday\b"), 40
STARTED = pattern_of(
    r"(?<!discuss )(?<!discussed )(?<!consider )(?<!considering )(?<!about )(?<!not )\b(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|commenc\w+|initiat\w+|proceed(?:s|ing)?|switch\w*|chang\w+|de ?escalat\w+|go(?:es)?|giv\w+|receiv\w+|resum\w+|continu\w+)\b(?:(?!\bif\b|discuss|hold|defer|delay)[^.;]){0,40}$"
)
# "Progression. Switching to FOLFIRI.", "we are changing to FOLFIRI and cetuximab": what comes next.
SWITCHING = pattern_of(
    r"\W*(?:(?:hence|so|therefore|thus),? )?(?:we are |i am )?(?:now )?(?:switching|changing|moving|moving on|swapping)(?: (?:him|her|them|over|treatment|therapy))* to (?:second line |third line |2nd line |3rd line |the )?$"
)
SENTENCE_ENDS = pattern_of(r"(?: ?(?:\+|/|and|with|plus|&) ?\w+)?\s*(?:\.(?!\d)|$|\n|next|from next)")
# "Eastern Cape", "Cape Town": no short form of capecitabine.
CAPE = "cape"
CAPE_BEFORE = pattern_of(r"\b(?:eastern|western|northern|southern|[nsew])\.? $")
CAPE_BEHIND = pattern_of(
    r" (?:town|coral|cod|breton|may|girardeau|canaveral|fear|verde|coast|province|peninsula|metro\w*|winelands|regional|hospital|medical|university|health|cancer|oncology)\b"
)
LEAD = 60
CLINICAL = frozenset({"indication", "course", "past_history"})


def given_hits(reading: Reading) -> list[Hit]:
    """Mentions of regimens that were given, in text order; agents spelled out together are one."""
    hits = reading.hits("regimen")
    denials = [hit.start for hit in hits if hit.concept == "not_given"]
    given = [hit for hit in hits if hit.concept != "not_given" and is_given(reading, hit, denials)]
    if len(given) < 2:
        return given
    found: list[Hit] = []
    run: list[Hit] = []
    for hit in given:
        if run and not (hit.concept in SPELLED and is_beside(reading, run[-1], hit)):
            found += spelled_out(run)
            run = []
        run.append(hit)
    return found + spelled_out(run)


def is_beside(reading: Reading, one: Hit, two: Hit) -> bool:
    """Whether nothing but a joining word and doses stand between two agents."""
    if one.concept not in SPELLED or not 0 < two.start - one.end <= LONGEST_BETWEEN:
        return False
    return BETWEEN_AGENTS.fullmatch(reading.text, one.end, two.start) is not None


def spelled_out(run: list[Hit]) -> list[Hit]:
    """The run of agents as the regimen that they make up, else as it is."""
    name = SPELLED_OUT.get(frozenset(hit.concept for hit in run)) if len(run) > 1 else None
    return [Hit(run[0].start, run[-1].end, name)] if name else run


def is_given(reading: Reading, hit: Hit, denials: list[int]) -> bool:
    """Given or being given to this patient: not planned, declined, withheld, general text, or the name of an effect.

    `denials` are where words of the note start that say so right behind a name.
    """
    text = reading.levelled
    start, end = reading.sentence_at(hit.start)
    if hit.end - hit.start == len(CAPE) and is_place(text, hit):
        return False
    before = text[: hit.start][-LEAD:]
    lead = text[start : hit.start][-LEAD:]
    denied = denials and one_in(denials, hit.end, hit.end + 3)
    if denied and "." not in reading.text[hit.end : denials[first_at(denials, hit.end)]]:
        return False
    if NEVER_GIVEN.match(text, hit.end) or ("allerg" in before and ALLERGY.search(before)):
        return False
    if SWITCHING.fullmatch(text, start, hit.start) and SENTENCE_ENDS.match(text, hit.end):
        return False
    if starts_today(reading, hit):
        return not reading.effects(hit.start, hit.end) & {"negated", "no_new", "family"}
    if is_in_plan(reading, hit.start) and (not CONTINUED.search(lead) or is_supposed(reading, hit, lead)):
        return False
    if (
        is_planned(reading, hit.start, hit.end)
        and not is_denied_of_next(reading, hit)
        and (
            not is_running(reading, hit, lead)
            or reading.effects(hit.start, hit.end) & {"negated", "no_new", "family"}
            or is_supposed(reading, hit, lead)
        )
    ):
        return False
    if (
        hit.concept == "HAI_FUDR"
        and FROM_WEEK.match(text, hit.end)
        and SALINE.search(text, start, end)
        and not is_running(reading, hit, lead)
    ):
        return False
    if reading.note.note_type is PATHOLOGY:
        if any(word.concept == "general" for word in reading.hits("gene", (start, end))):
            return False
        return bool(TREATED.search(text, start, end)) or reading.section_at(hit.start).category in CLINICAL
    return True


def is_denied_of_next(reading: Reading, hit: Hit) -> bool:
    """Whether what is not given is the drug named next, behind a comma: "XELOX x4, bev not given for a DVT"."""
    text = reading.levelled
    following = reading.hits("regimen", (hit.end, hit.end + LEAD))
    if not following or "," not in text[hit.end : following[0].start] or not NEVER_GIVEN.match(text, following[0].end):
        return False
    first = min([cue.start for cue in reading.modifiers(hit.start, hit.end)], default=0)
    return first >= following[0].end


def is_place(text: str, hit: Hit) -> bool:
    """Whether "Cape" is part of the name of a place."""
    if not text.startswith(CAPE, hit.start):
        return False
    return CAPE_BEHIND.match(text, hit.end) is not None or CAPE_BEFORE.search(text, 0, hit.start) is not None


def starts_today(reading: Reading, hit: Hit) -> bool:
    """Whether a plan begins the regimen on the day of the note: "go to maintenance capecitabine beginning today"."""
    text = reading.levelled
    if " today" not in text[hit.end : hit.end + TODAY_REACH]:
        return False
    line = max(reading.sentence_at(hit.start)[0], text.rfind(";", 0, hit.start) + 1)
    return TODAY.match(text, hit.end) is not None and STARTED.search(text, line, hit.start) is not None


def is_running(reading: Reading, hit: Hit, lead: str) -> bool:
    """Whether the words around the regimen tell that it runs or ran, whatever the sentence plans; `lead` stands before it."""
    if RUNNING.search(lead) or LATER_CYCLE.search(lead):
        return True
    if CONTINUES.search(lead) and not reading.levelled.startswith(" maint", hit.end):
        return True
    return GIVEN_NUMBER.match(reading.levelled, hit.end, reading.sentence_at(hit.start)[1]) is not None


def is_supposed(reading: Reading, hit: Hit, lead: str) -> bool:
    """Whether `lead`, which stands before it, makes the regimen a condition, and the note plans it elsewhere."""
    return CONDITION.search(lead) is not None and is_proposed_elsewhere(reading, hit)


def is_proposed_elsewhere(reading: Reading, hit: Hit) -> bool:
    """Whether the note plans the regimen where it names it otherwise."""
    return any(
        is_in_plan(reading, other.start) or is_planned(reading, other.start, other.end)
        for other in reading.hits("regimen")
        if other.concept == hit.concept and other.start != hit.start
    )


def kept_hits(reading: Reading, given: list[Hit]) -> list[tuple[str, Hit]]:
    """(value, hit) of what is listed: agents that are only ever named as part of a regimen of the note are left out."""
    named = {hit.concept for hit in given} if given else NOTHING
    parts = {name for name in named if name in PARTS and PARTS[name] & named}
    parts -= (
        {hit.concept for hit in given if hit.concept in parts and is_alone(reading, hit, given)} if parts else parts
    )
    return [(name, hit) for hit in given if hit.concept not in parts for name in WHOLE.get(hit.concept, (hit.concept,))]


def is_alone(reading: Reading, hit: Hit, given: list[Hit]) -> bool:
    """Whether the agent stands as a treatment of its own: "maintenance capecitabine", "irinotecan and cetuximab"."""
    text = reading.levelled
    if PAUSED.match(text, hit.end) or AT_MOST.search(text, max(0, hit.start - 60), hit.start):
        return False
    if ALONE_BEHIND.match(text, hit.end) or ALONE_BEFORE.search(text, max(0, hit.start - 40), hit.start):
        return True
    line = text[reading.text.rfind("\n", 0, hit.start) + 1 : hit.start]
    if PARTNER_DROPPED.search(line):
        return True
    if hit.concept == "5FU_LV" and any(char.isdigit() for char in line) and DATED_ROW.fullmatch(line):
        return True
    following = next((other for other in given if other.start >= hit.end), None)
    return (
        following is not None
        and following.concept in ANTIBODIES
        and (hit.concept != "5FU_LV" or reading.levelled.startswith(" maint", following.end))
        and JOINED.fullmatch(text, hit.end, following.start) is not None
    )
