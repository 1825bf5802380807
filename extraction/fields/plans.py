"""Whether a treatment that a note names was carried out, or is only planned, discussed, or the name of an option."""

import re
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from sys import maxsize

from extraction.anchors import Anchors, any_in, first_at, one_in, places
from extraction.assertion import Cue
from extraction.fields.answers import is_answered_no, is_of_other_step
from extraction.fields.upcoming import (
    FOLLOWING_WORDS,
    REPORT,
    VERDICT_REACH,
    VERDICT_WORDS,
    answers_verdict,
    is_put_off,
)
from extraction.note_types import ONCOLOGY, OPERATIVE, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

UNREAL = frozenset({"family", "hypothetical", "negated", "no_new"})
# How far back, in characters, a word on the treatment, a proposal and a letter "P)" are looked for.
LEAD, TAIL = 70, 80
REACH = 400
PLAN_REACH = 2000
NEXT = 24
PLANNING_SECTIONS = frozenset({"plan", "outcome"})
# Within a plan, only such words make a treatment one of the past.
DONE = pattern_of(
    r"\b(?:underwent|undergone|performed|completed|received|s/p|status post|has had|had (?:a|an|her|his|the)|(?:he|she|patient|who|already) had (?!no\b|not\b|never\b|hop|plan|agree|declin|refus)|ago|previous(?:ly)?|prior|since|(?:(?<=was )|(?<=were )|(?<=been ))given|given(?! (?:the|that|his|her|their|its|this|these|how|a|an|[\w-]+ (?:status|mutation|result|response|age|comorbidit\w+|neuropathy|toxicity|frailty|progression|burden|volume|extent|number|size|location))\b)|was done|were done|following (?:her|his|the)|"
    r"recover\w* (?:from|after)|post(?!\.? (?:section|sector|segment))|(?<!hold )(?<!held )(?<!delay )(?<!defer )(?<!skip )(?<!omit )(?:\bc|\bcycle |\bdose )\d{1,2}(?: ?d\d{1,2})? (?:\w+ ){0,3}today)\b"
)
# A sentence that proposes speaks of plans up to its end, unless it reports.
PROPOSAL = pattern_of(
    r"\b(?:(?:oncolog\w+|onc|surgeons?|surgery|team|hpb|mdt|unit|gp|ir|interventional radiology|colleagues?|dr\.? \w+) to (?:see|review|evaluate|perform|attempt|discuss|decide|consider|advise|meet|call|assess|give|start|begin|commence|arrange|organi[sz]e|contact|speak)|recommend\w*|propos\w+|proposal|preference|(?<=i )favou?r|(?<=we )favou?r|suggest\w*|concept|(?<!two stage )(?<!2 stage )(?<!liver first )strategy|is planned|planned is|plan is|intention|aim is|(?<!second )opinions?|(?:talk(?:ed|ing|s)?|sp[eo]ken?|speaking) (?:(?:with|to) (?:[\w.]+ ){1,4}?)?(?:about|through|over)|(?:agreed|decided|agreement|decision|consensus|resolved)(?: is| was)?[:,]? {1,2}(?:to )?(?:change|switch|move|go|turn|escalate|add|start|begin|try) (?:on |over )?(?:to|with|from|for)|"
    r"(?:(?:all|everyone|everybody|board|panel|team|group|surgeons?) (?:of us )?agree[sd]?|agreed|next steps?)(?=\s?:)|settled (?:on|for)|prefer(?:red|s) (?:operation|procedure|option|treatment|approach)|choice(?: is| was| of all)?(?=\s?:)|consensus(?: of (?:all|(?:the )?\w+))?(?=\s?:)|unanimous(?:ly)?(?=\s?:)|all in favou?r(?=\s?:)|(?<!after )(?<!following )discuss(?:ed|ing|ion)? (?:(?:the )?(?:option|possibility|role|risks)|about|of)|ask(?:s|ed)? (?:(?:the|our|their) \w+ (?:\w+ )?|(?:\w+ists?|surgeons?|radiology|oncology|team|colleagues) )?(?:about|whether|for|re|regarding)|referral (?:sent |made |done |is in |in )?(?:re|regarding|about)|(?:see|back to|refer(?:red)? (?:back )?to|review (?:by|with)|app(?:ointmen)?t with) (?:(?!who\b|and\b|which\b)[\w.]+ ){1,3}?(?:re|regarding|about|concerning)|(?:back|refer(?:red)?) to (?:(?!who\b|and\b|which\b|work\b)[\w.]+ ){1,3}?for (?:consideration of |possible )?(?:further |adjuvant |post ?operative |pre ?operative )|(?:discuss\w*|seen|spoke|spoken|met|opinion|advice|input|views?|meeting|mtg|mdt|mdm|surg\w+|team|(?:mr|ms|miss|mrs|dr|prof)\.? \w+)\b[^.;]{0,24}? (?:re|regarding|concerning)|(?:questions?|enquir\w+|inquir\w+|wonder\w*|reading|read|heard) (?:about|of)|interest(?:ed)? in|explained|counsell?ed|consent\w* (?:form )?(?:includ\w+|covers?|covered|taken|obtained|was|given|for)|(?:consented|agreed|agreeable|willing|happy) to|alternatives?|options?|guidelines?|nccn|esmo|in (?:randomi[sz]ed |the |recent )?trials|standard\b[^.;]{0,40}\b(?:is|are|remains?|includes?)|risks? (?:of|and|involved|includ\w+)|date for|merits of|pros and cons|in favour of|keen on|hoping for|(?:resectable|operable|treatable|removable|achievable|attainable|conceivable|(?:can|could|might|may) be (?:resected|cleared|removed|treated|managed|dealt with|achieved|reached|addressed|approached|controlled|destroyed|tackled)),? (?:(?:in|to) (?:my|our|his|her|their|the) (?:view|opinion|mind|judge?ment|hands)(?: of [\w. ]{2,20})?,? )?(?:(?:probably|best|preferably|most likely|ideally) )?(?:by|with|via|through)|trial|would|we would|could|should)\b"
)
BEFORE = pattern_of(
    r"(?:\b(?:before|prior to|preceding|pre|(?:now|listed|(?<=be )admitted|(?<=is )admitted|(?<=being )admitted|scheduled|candidate|need|needs|needed|limit|cut ?off|threshold|fit|suitable|due|down|waiting|waiting list|wait ?list\w*|on (?:the )?list|enough|planned|evaluation|assessment|work ?up|worked up|(?:being|is|are|was|were|been) (?:evaluated|prepared|optimi[sz]ed|put forward|considered|listed)|assessed|pre ?op(?:erative(?:ly)?)?|preparation|eligible|unsuitable|unfit|see|review|refer|referred|assess) for|feasibility of|amenable to|accessible to|question of|possibility of|possible|probable|potential|\+/ |±|and/or|to allow|to enable|permits?|allow(?:s|ing)?|instead of|rather than|never|(?:most )?likely|presumably|preferably|ideally|perhaps|maybe|choice of|versus|vs\.?|not for|no|not(?: been| yet| be)?|unlikely to be|"
    # "The primary is to come out later", "has to have the colon resected".
    r"(?:is|are|was|were|has|have|needs?|ought|going|meant|supposed) to(?: be| have| get| then)*|"
    r"(?:can|could|to|should|must|may|might|will|would|cannot|can't)(?: then| later| also| not| only| safely)*(?: be| have been)"
    r"(?: (?:treated|managed|addressed|dealt with|cleared|removed|approached) (?:by|with|via|through|using))?|"
    r"(?<!now )(?:resectable|operable|treatable|achievable|attainable|possible|feasible|conceivable|doable|removable|manageable) (?:in \w+ (?:stages?|steps?|sessions?) )?(?:by|with|via|through|after|following))|\?)\s?"
    r"(?:(?:m?folf\w+|capox|xelox|capecitabine|resection|surgery|cytoreduction|crs|ablation|hepatectomy|embolisation|embolization|transplant\w*|sirt|tace|rfa|mwa|sbrt|hipec|pve)(?: (?:or|nor|and|with|plus|\+)|/|,) )?"
    r"(?:(?:the|an?|any|her|his|formal|planned|possible|future|elective|major|staged?|adjuvant|palliative|(?:extended |ext\.? )?(?:right|left|rt\.?|lt\.?)(?: sided)?|liver|portal vein|central|anterior|posterior|atypical|non anatomic(?:al)?)[ ,-]+)*$"
)
# "No complications after six cycles", "no recurrence since the hepatectomy": what is denied came after it.
THEREAFTER = pattern_of(r"\b(?:after|since|following)\b")
# "Declined surgery and had ablation": what was done has a verb of its own.
ANEW = pattern_of(
    r"\b(?:and|but|then|so|therefore)\s(?:(?!not|never)\w+\s)?(?:had|underwent|received|got|was given|has had)\s(?!not|no\b|never)"
)
# What stands behind "and is" is told of the patient or of something else, not of the operation that was had.
TOLD_AS_PAST = pattern_of(
    r"\b(?:(?:he|she|patient|who|has|have|already) had|underwent|undergone|s/p|status post|recovered from|(?:is|are|was|well|out) after)\s(?:(?!for\b|of\b|about\b|on\b)[\w/-]+\s){0,4}$"
)
NEXT_PREDICATE = pattern_of(r"\b(?:and|but)\s(?:is|are|was|now|he|she|they|his|her|a|an|the|further|new)\b")
PAST_REACH = 60
# "After right hepatectomy adjuvant FOLFOX was discussed".
DATES_OTHER = pattern_of(r"\b(?:after|following|s/p|status post|since)\s(?:(?:the|his|her|a|an)\s)?$")
ADJUVANT = pattern_of(r"\b(?:adjuvant|post ?operative|systemic|chemotherapy)\b")
WAS_TALKED_OF = pattern_of(r"(?:was|were|has been) |declined|discussed|refused|offered")
# "5 cycles (6 planned)", "x 5, 6 had been planned".
BESIDE_NUMBER = pattern_of(r"\d[^.\n]{0,24}[(,;]\s?(?:of\s)?\d{1,2}\s(?:were |was |had been |originally |initially )*$")
OF_NUMBER = pattern_of(
    r"(?:(?<!segment )(?<!segments )\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|cycles?|courses?)\b"
    r"\)? (?:out )?of|\d/\d{1,2})\s(?:\w+\s){0,2}$|/\d{1,2}\s$"
)
# An option talked over: "we discussed perioperative FOLFOX", but not "discussed after right hepatectomy".
OPTION = pattern_of(
    r"\b(?:discuss(?:ed|ing)?|considering|considered|offer(?:ed|ing)?|prefers?|preferred|wants?|opted for|choose)\s(?:(?!after|with|following|who|on|post|under|since|of|at)\w+\s){0,3}$"
)
NUMBER_BEHIND = pattern_of(
    r"\s(?:will )?follows? (?:after|in|later|once|when)\b|\s(?:was |were )?never (?:been )?(?:discussed|considered|offered|needed|required|indicated|planned|contemplated)\b|"
    r"(?: were| was)?\s?:?\s?\d{1,2}\b(?!\s?(?:weeks?|months?|days?|/|(?:st|nd|rd|th)\b|(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)
# "For right hepatectomy next month."
OPENS_FOR = pattern_of(
    r"\W*(?:for|to (?:have|get|undergo|proceed to|go for)) (?:(?:an?|the|her|his|elective|right|left|extended|staged|liver|repeat|now|(?:neo ?)?adjuvant|palliative|systemic|(?:first|second|third) line|peri ?operative|conversion|maintenance|further|single agent|chemo\w*|m?folf\w+|capox|xelox|capecitabine|with|plus|and) )*"
)
# "Day 28 after PVE, for right hepatectomy": behind a comma, what the patient is examined or seen for.
IS_FOR = pattern_of(
    r"(?<!admitted)(?<!\d),\s(?:now |is )?(?:for|awaiting) (?:(?:an?|the|her|his|elective|right|left|extended|staged|liver|repeat|planned|possible) )*$"
)
LONGEST_FOR = 40
# "Book right hepatectomy within 3 weeks", "arrange PVE, then left hepatectomy".
ORDERED = pattern_of(
    r"\W*(?:\d{1,2}\W{1,3})?(?:please |to )?"
    r"(?:book|booked|schedule|arrange|organi[sz]e|request|refer|offer|proceed|list|listed|aim|go ahead|put (?:on (?:the )?list|down))"
    r"\s(?!of\b)(?:[\w/%-]+,?\s){0,7}"
)
# "Until the wound has healed, then FOLFOX", "as soon as the liver has recovered: CAPOX", "waiting for the port, then FOLFIRI".
AWAITED = pattern_of(
    r"\b(?:"
    r"(?:until|till|once|as soon as|when|after|provided)\s(?:\w+\s){1,6}?(?:has|have|is|are)\s(?:\w+\s){0,3}?\w+"
    r"|(?:wait\w*|await\w*|pause\w*|(?:give|gives|needs?|allow) [^.;:]{0,30}\btime)\b[^.;:]*?(?=[,:]\s(?:then|afterwards|thereafter|next)\b)"
    r")[,:]\s(?:then\s|afterwards\s|thereafter\s|next\s)?"
    r"(?:(?:re)?start\s|begin\s|go on\s|proceed\s|continue\s)?(?:with\s|on\s|to\s)?(?:(?!was|were|had|has|he|she|we)[\w/+-]+\s){0,4}$"
)
# "If there is regrowth: biopsy, then ablation", "in case of relapse, repeat hepatectomy or RFA": up to the sentence's end.
CONDITIONAL = pattern_of(
    r"\W*(?:\d{1,2}\W{1,3})?(?:if|should|in case of|in (?:the )?event of|(?:on|at|upon) (?:progression|pd|relapse|recurrence))\b"
)
AWAITING = Anchors("until", "till ", "once ", "as soon", "when ", "after ", "provided", "wait", "pause", " time")
PROPOSAL_WORDS = Anchors(
    *("recommend", "propos", "prefer", "favo", "suggest", "concept", "strategy", "planned", "plan is", "intention"),
    *("aim is", "opinion", "talk", "spoke", "speak", "agree", "next step", "decided", "decision", "consensus"),
    *("resolved", "settled", "choice", "unanimous", "all in favo", " about ", "back to ", "refer"),
    *("discuss", "ask", "referral", "question", "nquir", "wonder", "read about", "read of", "reading ", "heard "),
    *("interest", "explained", "counsel", "consent", "willing", "happy to", "alternative", "option", "guideline"),
    *("nccn", "esmo", "trial", "standard", "risk", "date for", "merits", "pros and", "keen on", "hoping for"),
    *("resectable", "operable", "treatable", "removable", "can be", "may be", "might be", "ould", "to see"),
    *(*("achievable", "attainable", "conceivable"), "to review", "to evaluate", "to perform", "to attempt"),
    *("to decide", "to consider", "to advise", "to meet", "to call", "to assess", "to give", "to start", "to begin"),
    *("to commence", "to arrange", "to organi", "to contact", "to speak", " re ", " re:", "regarding", "concerning"),
)
NEVER_WORDS = Anchors(
    *("aborted", "abandoned", "attempted", "cancelled", "failed", "unsuccessful", "refused", "declined"),
    *("been ", "at no "),
)
UNDONE_WORDS = Anchors("not ", "omitted", "deferred", "postponed", "abandoned", "cancelled", "aborted")
START_WORDS = Anchors("start", "begin", "commenc")
ORDER_WORDS = Anchors(
    *("book", "schedul", "arrang", "organi", "request", "refer", "offer", "proceed", "list", "aim", "go ahead", "put ")
)
BEFORE_WORDS = Anchors(
    *(
        "before",
        "pre ",
        "prior ",
        "preceding",
        "for ",
        "feasib",
        "possib",
        "probab",
        "potential",
        "+/",
        "±",
        "/or",
        "to ",
    ),
    *("permit", "allow", "instead", "than ", "never", "likely", "presum", "prefer", "ideal", "perhaps", "maybe"),
    *("choice", "question", "versus", "vs", "no ", "not ", "can ", "could ", "should ", "must ", "may ", "might "),
    *("will ", "would ", "cannot ", "can't", "resectable", "operable", "treatable", "achievable", "removable"),
    *("manageable", "attainable", "conceivable", "doable", "?"),
)
OPTION_WORDS = Anchors("discuss", "consider", "offer", "prefer", "want", "opted", "choose")
LEADS = (
    *(NEVER_WORDS, UNDONE_WORDS, START_WORDS, ORDER_WORDS),
    *(AWAITING, BEFORE_WORDS, OPTION_WORDS, PROPOSAL_WORDS),
)
# Without one of these in the sentence before a treatment, no word there makes it one to come.
LEADING_WORDS = Anchors(
    *(word for words in LEADS for word in words),
    *("if ", "in case", "event of", "progression", "relapse", "recurrence", "at pd ", "on pd ", "upon pd "),
)
# "Starting FOLFOX tomorrow", "she begins capecitabine on Monday".
STARTING = pattern_of(r"\b(?:start(?:ing|s)?|begin(?:ning|s)?|commenc(?:ing|es))\s(?:on\s|with\s)?$")
SOON = pattern_of(
    r"[^.;,]{0,14}?\s(?:tomorrow|shortly|soon|next|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|on (?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)?(?: (?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*(?!\W{1,2}(?:19|20)\d\d))?(?![\d/.])|in \d+ (?:days|weeks))\b"
)
NEVER = pattern_of(
    r"\b(?:aborted|abandoned|attempted|cancelled|failed|unsuccessful|refused|declined)\s(?:\w+\s){0,2}$"
    # "Has never been removed", "has not, to date, been excised".
    r"|(?:\b(?:not|never)|n't),? (?:(?:yet|so far|to date|as yet|ever|until now|up to now|thus far),? )?been\s(?:\w+\s)?$"
    r"|\bat no (?:time|point) (?:been )?$"
)
# "Not performed: hepatectomy, HIPEC".
LEFT_UNDONE = pattern_of(
    r"\b(?:not (?:yet )?(?:done|performed|undertaken|carried out|attempted|given)|omitted|deferred|postponed|abandoned|cancelled|aborted)"
    r"(?: (?:today|procedures?|operations?|parts?|steps?|at this operation))?\s?[:=]\s[^.;:]*$"
)
SPEAKER = pattern_of(
    r"[\s*•-]*(?:(?:opinions?|discussion|comments?|input|views?)\s?:\s*)?(?:(?:hpb |liver |colorectal )?surgeons?|surg onc\w*|(?:med\.? |medical |clin\.? |clinical |rad\.? |radiation )?onco?(?:l\w*)?|radio(?:l\w*)?|ir|interventional radiology|hpb|hepatology|anaesth\w*)(?: \w)?\s?(?::| [-–] | {1,2}(?=technically|would|favou?rs?\b|recommends?\b|not\b|no\b|agrees?\b|suggests?\b|m?folf|capox))"
)
# No treatment is booked further ahead: "biopsied 3/28" is a day in March, not March 2028.
FORESEEABLE = timedelta(days=365)
# A heading that stands alone in its line, with what each member said below it.
DISCUSSION = pattern_of(
    r"[\s\[*#]*(?:(?:mdt|mdm|board|team|panel|meeting|group|case|tumou?r board|multidisciplinary|general) )?(?:discussion|considerations?|deliberations?|opinions?|arguments|views|(?:treatment )?options)[\]:*]*[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
DISCUSSION_WORDS = Anchors(*("discussion", "consideration", "deliberation", "opinion", "argument", "views", "option"))
# "P) FOLFOX": the letters that open the four parts of a SOAP note.
SOAP = pattern_of(r"\n([SOAP])[):]")
SOAP_PLAN = Anchors(" p)", " p:")
DATED = pattern_of(
    r"[\s(:,]*(?:in|on|of|from|at|since)?\s*(?:(?:19|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{1,2}/\d{2,4}\b|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*\.? (?:19|20)?\d\d)"
)
# "FOLFOX showed PR, 4 more cycles are planned."
OWN_NUMBER = pattern_of(r",[^,]*\b(?:cycles|courses)\s$")
COMMA = pattern_of(r",| / ")
DATE = pattern_of(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}/\d{2}\b")


def is_planned(reading: Reading, start: int, end: int) -> bool:
    """Whether the treatment at `[start, end)` is no fact: negated, conditional, somebody else's, proposed, or of a plan."""
    if reading.section_at(start).category == "family_history":
        return True
    if (cues := reading.modifiers(start, end)) and is_unreal(reading, start, end, cues):
        return True
    if is_answered_no(reading.levelled, start, end):
        return True
    verdicts, leading, following = reading.once(telling_places)
    if verdicts and one_in(verdicts, start - VERDICT_REACH, start) and answers_verdict(reading, start):
        return True
    first = reading.sentence_at(start)[0]
    led = leading[first_at(leading, first)] < start
    if led and (is_led_to(reading, start, end) or is_conditional(reading, start, end)):
        return True
    told = following[first_at(following, end)]
    if told >= end + TAIL:
        return False
    behind = (end, min(reading.clause_at(start)[1], end + TAIL))
    return told < behind[1] and is_put_off(reading, reading.levelled[max(first, start - LEAD) : start], behind)


def telling_places(reading: Reading) -> tuple[list[int], list[int], list[int]]:
    """Where a verdict stands, a word that may make a treatment behind it one to come, one that may put off a treatment before it.

    Behind the places of the words stands one that ends every search.
    """
    text = reading.levelled
    leading, following = places(text, LEADING_WORDS), places(text, FOLLOWING_WORDS)
    return places(text, VERDICT_WORDS), [*leading, maxsize], [*following, maxsize]


def is_conditional(reading: Reading, start: int, end: int) -> bool:
    """Whether the sentence of the treatment opens with a condition and reports nothing."""
    text, first = reading.levelled, reading.sentence_at(start)[0]
    if not CONDITIONAL.match(text, first):
        return False
    return REPORT.search(text, first, min(reading.clause_at(start)[1], end + 30)) is None


def is_led_to(reading: Reading, start: int, end: int) -> bool:
    """Whether the sentence before a treatment makes it one that was not done, or not yet."""
    text, first = reading.levelled, reading.sentence_at(start)[0]
    far, near = max(first, start - REACH), max(first, start - LEAD)
    whole, lead = text[far:start], text[near:start]
    never, undone, starting, ordering, awaiting, before, optional, proposing = reading.once(lead_places)
    if never and one_in(never, near, start) and NEVER.search(lead):
        return True
    if undone and ":" in lead and LEFT_UNDONE.search(lead):
        return True
    tail = text[end : min(reading.clause_at(start)[1], end + TAIL)]
    starts = starting and one_in(starting, near, start) and STARTING.search(lead)
    if starts and (SOON.match(tail) or is_to_come(reading, end)):
        return True
    ordered = ordering and one_in(ordering, far, start) and ORDERED.fullmatch(text, first, start)
    if ordered and reading.note.note_type is not OPERATIVE:
        return True
    if awaiting and one_in(awaiting, far, start) and AWAITED.search(whole):
        return True
    if DATED.match(tail):
        return False
    if before and one_in(before, near, start) and (OPENS_FOR.fullmatch(text, first, start) or BEFORE.search(lead)):
        return True
    if before and reading.note.note_type is RADIOLOGY and IS_FOR.search(lead[-LONGEST_FOR:]):
        return True
    if optional and one_in(optional, near, start) and OPTION.search(lead):
        return True
    return one_in(proposing, far, start) and any(
        not REPORT.search(whole, proposal.end()) for proposal in PROPOSAL.finditer(whole)
    )


def lead_places(reading: Reading) -> list[list[int]]:
    """Where the words of each pattern stand that may make a treatment behind them one to come."""
    return [places(reading.levelled, words) for words in LEADS]


def is_to_come(reading: Reading, end: int) -> bool:
    """Whether a day after the note's own stands right behind: "hepatectomy on 12 July"."""
    days = reading.once(days_to_come)
    if not days or not one_in(days, end, end + NEXT):
        return False
    behind = (end, min(end + NEXT, reading.sentence_at(end - 1)[1]))
    day = date.fromisoformat(reading.note.note_date)
    return any(day < written.when <= day + FORESEEABLE for written in reading.dates_within(behind))


def days_to_come(reading: Reading) -> list[int]:
    """Where the note writes a day after its own."""
    day = date.fromisoformat(reading.note.note_date)
    last = day + FORESEEABLE
    return [written.start for written in reading.dates((0, len(reading.text))) if day < written.when <= last]


def is_unreal(reading: Reading, start: int, end: int, cues: list[Cue]) -> bool:
    """Whether a cue makes the treatment negated, conditional or another person's; a question behind a comma asks something else."""
    for cue in cues:
        if cue.category not in UNREAL:
            continue
        asks = reading.text[cue.start : cue.end] == "?" and cue.start - end > 1
        behind = cue.start >= end
        comma = COMMA.search(reading.text, end, cue.start) if behind else None
        if comma and (
            DATE.search(reading.text, end, comma.start())
            or OWN_NUMBER.search(reading.levelled, comma.start(), cue.start)
        ):
            continue  # "right hepatectomy in 2021, chemotherapy declined"
        if behind and names_other_in_brackets(reading, end, cue.start):
            continue
        if is_of_other_step(reading, (start, end), (cue.start, cue.end)):
            continue
        had = behind and TOLD_AS_PAST.search(reading.levelled, max(0, start - PAST_REACH), start)
        if had and NEXT_PREDICATE.search(reading.levelled, end, cue.end):
            continue  # "she had a low anterior resection and is booked for CT"
        if behind and WAS_TALKED_OF.match(reading.levelled, cue.start) and precedes_option(reading, start, end, cue):
            continue  # "after right hepatectomy adjuvant FOLFOX was discussed"
        if not behind and ANEW.search(reading.levelled, cue.end, start):
            continue
        if cue.category == "negated" and not behind and THEREAFTER.search(reading.levelled, cue.end, start):
            continue
        if not asks and not is_planned_number(reading, cue, behind):
            return True
    return False


def names_other_in_brackets(reading: Reading, start: int, end: int) -> bool:
    """Whether a bracket that is still open names another drug: "capecitabine (oxaliplatin declined)"."""
    opened = reading.text.find("(", start, end)
    return opened >= 0 and reading.text.find(")", opened, end) < 0 and bool(reading.hits("regimen", (opened, end)))


def precedes_option(reading: Reading, start: int, end: int, cue: Cue) -> bool:
    """Whether the treatment only dates an adjuvant one, of which the cue speaks."""
    return bool(
        DATES_OTHER.search(reading.levelled, max(0, start - PAST_REACH), start)
        and ADJUVANT.search(reading.levelled, end, cue.start)
    )


def is_planned_number(reading: Reading, cue: Cue, behind: bool) -> bool:
    """Whether "planned" only tells the number that was meant: "5 of planned 8", "3 cycles (planned 4)"."""
    if behind and NUMBER_BEHIND.match(reading.levelled, cue.end):
        return True
    if not cue.name.startswith("hypothetical") or reading.levelled.startswith(("is ", "are "), cue.start):
        return False  # "6 cycles of CAPOX are planned"
    return bool(
        OF_NUMBER.search(reading.levelled, max(0, cue.start - 24), cue.start)
        or (behind and BESIDE_NUMBER.search(reading.levelled, max(0, cue.start - 60), cue.start))
    )


def is_in_plan(reading: Reading, start: int) -> bool:
    """Whether the offset stands in a plan, a decision or a board member's opinion, in a clause that does not look back."""
    if not (
        reading.section_at(start).category in PLANNING_SECTIONS
        or (reading.once(soap_letters) and follows_plan_letter(reading, start))
        or (
            reading.note.note_type is ONCOLOGY
            and ((reading.once(discussions) and is_talked_over(reading, start)) or is_opinion(reading, start))
        )
    ):
        return False
    clause = reading.clause_at(start)
    return not DONE.search(reading.levelled, clause[0], min(clause[1], start + 60))


def follows_plan_letter(reading: Reading, offset: int) -> bool:
    """Whether the last letter of a SOAP note before the offset is "P)" or "P:"."""
    letters = reading.once(soap_letters)
    at = bisect_left(letters, (offset - 1, "")) - 1 if letters else -1
    return at >= 0 and letters[at][1] == "P" and letters[at][0] > offset - PLAN_REACH


def soap_letters(reading: Reading) -> list[tuple[int, str]]:
    """Where the letters of a SOAP note stand at the start of a line, with each letter; none where no plan has one."""
    if not any_in(reading.levelled, SOAP_PLAN):
        return []
    return [(match.start(1), match.group(1)) for match in SOAP.finditer(reading.text)]


def is_talked_over(reading: Reading, offset: int) -> bool:
    """Whether a letter's or a board's discussion, with a line for each speaker ("Surgery   ..."), has not ended yet."""
    if reading.note.note_type is not ONCOLOGY:
        return False
    opened = reading.once(discussions)
    at = bisect_right(opened, offset)
    return at > 0 and reading.text.find("\n\n", opened[at - 1], offset) < 0


def discussions(reading: Reading) -> list[int]:
    """Where the headings of a discussion end."""
    words = places(reading.levelled, DISCUSSION_WORDS)
    lines = sorted({reading.text.rfind("\n", 0, at) + 1 for at in words}) if words else words
    return [heading.end() for line in lines if (heading := DISCUSSION.match(reading.text, line))]


def is_opinion(reading: Reading, offset: int) -> bool:
    """Whether the line is what one member of a board said: "Surgeon A: ..."."""
    if reading.note.note_type is not ONCOLOGY:
        return False
    line = reading.text.rfind("\n", max(0, offset - REACH), offset) + 1
    return bool(SPEAKER.match(reading.levelled, line, offset)) and not DATE.search(reading.text, line, offset + 40)
