"""Whether the words around a treatment put it off: a verb of the future, a list it is on, a verdict it answers or is given."""

import re
from datetime import date

from extraction.anchors import Anchors, one_in, places
from extraction.calendar_dates import MONTH, last_month
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# "FOLFIRI and bevacizumab will begin on Monday": what is given together.
TOGETHER = r"(?:\s?(?:\+|/|&|,|and|plus|with)\s?[\w-]+){0,3}"
DAY = r"(?:(?:on |this |next |coming |the )*(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next|this (?:week|month)|in (?:a |two |three |\d{1,2} )?(?:weeks?|days)|on (?:the )?\d{1,2}(?:st|nd|rd|th))\b"
AHEAD = pattern_of(
    rf"{TOGETHER}\s(?:"
    r"(?:will|shall) (?:\w+ )?(?:be )?(?:start(?:ing)?|begin|commence|take place|happen|go ahead)\b"
    rf"|(?:(?:is|are) )?(?:starts?|begins?|commences?|takes? place|goes ahead|starting|beginning) {DAY}"
    # "Right hepatectomy is on the list for 10 July", "in the diary", "has a date".
    r"|(?:(?:is|are) (?:now )?)?(?:on|in) (?:the |our |my |his |her )?(?:next )?(?:(?:theatre|waiting|operating|surgical|operation|or|ot) )?(?:list|diary|schedule|programme|calendar)\b"
    r"|(?:is|are) (?:down|fixed|set|due) for\b"
    r"|(?:has|have) (?:now )?(?:been (?:fixed|set|put down|slotted in|put on (?:(?:the|our) )?list)|(?:got )?(?:a )?(?:date|slot))\b"
    # "Trifluridine afterwards an option": with or without a verb.
    r"|(?:later |then |afterwards |thereafter |next |after that )(?:(?:is|are|remains?) )?(?:as )?(?:an?|one|another|(?:the )?next|(?:a )?(?:further|possible|second))? ?(?:option|possibility|alternative|choice|possible)\b"
    # "Ablation seems a good compromise", "CAPOX makes most sense", "hepatectomy is what he wants".
    r"|(?:seems?|looks?|sounds?|appears?|strikes? (?:me|us)|is|are|remains?)(?: like| as)? (?:(?:the|an?|my|our) )?(?:\w+ ){0,2}?(?:compromise|course|choice|option|answer|solution|idea|plan|route|approach|next step|way forward|best bet)\b(?! of\b)"
    r"|makes? (?:the )?(?:most|more|good|perfect|better|every) sense\b|(?:is|are) what (?:he|she|they|we|i|the patient) (?:wants?|prefers?|hopes?|asks?)\b"
    r"|(?:(?:is|are|remains?) )?(?:an?|one|another|(?:the )?next|(?:a )?(?:further|possible|second)) (?:option|possibility|alternative|choice)\b"
    r")"
)
AHEAD_WORDS = Anchors(
    *("ill ", "hall ", "start", "begin", "commence", "place", "ahead", "list", "diary", "schedule", "programme"),
    *("calendar", " for", " date", " slot", "option", "possib", "alternative", "choice", "compromise", "course"),
    *("answer", "solution", "idea", "plan", "route", "approach", "next step", "way forward", "best bet", " sense"),
    "what ",
)
# "Resectable. Wedge resections S2 and S5": what answers the verdict is not done yet, unless it is told as done.
VERDICT = pattern_of(
    r"(?:^|[.:;,\n]\s?|\b(?:is|are|now|liver|disease|technically|clearly) )(?:resectable|operable)\s?[.:;–-]\s*$"
)
TOLD_AS_DONE = pattern_of(
    r"\b(?:was|were|had|has|underwent|done|performed|given|received|receiving|completed|so far|to date|already|(?:after|following) (?:\d{1,2}|[a-z]+) (?:cycles|courses)|on treatment|uneventful\w*|discharged|recovered|r[012]|histolog\w+|patholog\w+|clear|negative|ago|since|(?:19|20)\d\d)\b"
)
VERDICT_WORDS = Anchors("resectable", "operable")
# How far back a verdict may stand, and how much of the line before a sentence is looked at.
VERDICT_REACH, VERDICT_LEAD = 70, 60
IN_MONTH = pattern_of(
    rf"[^.;:\n]{{0,30}}?\b(?:in|by|for|of|early|mid|end|beginning) (?:early |mid |late )?(?P<month>{MONTH})\b(?!\.?,? ?['\d])"
)
MONTHS_AHEAD = 6
REPORT = pattern_of(
    r"\b(?:underwent|performed|completed|received|given|was done|were done|has had|had(?! (?:\w+ )?been (?:offered|considered|discussed|proposed|planned|declined|refused|recommended|suggested|advised|intended))|so far|s/p|took place)\b"
)
HAD = pattern_of(r"\b(?:had|received|given|completed|tolerated|took|after(?![^.;,]{0,40}\badjuvant $))\b[^.;,]{0,40}$")
# "Local ablation of segment 4b not possible", "right hepatectomy is contraindicated", "APR later".
UNFIT = pattern_of(
    r"\s(?:later|subsequently)(?=\s*(?:[.;]|$))"
    r"|(?:\s\w+mab|\s?(?:\+|/|&|-|and|plus|with)\s?[\w-]+){0,2}\s(?:(?:is|are|was|were) )?not (?:considered|contemplated|envisaged|entertained|pursued|discussed)\b"
    r"|(?:\s\w+mab|\s?(?:\+|/|&|-|and|plus|with)\s?[\w-]+){0,2}\s(?:(?:is|are|remains?) )?(?:then |later |still )?to be (?:evaluated|assessed|weighed|kept|reserved|held back)\b"
    r"|[^.;:,]{0,40}?\s(?:makes?|has|have) (?:no|little) (?:sense|place|point|role)\b"
    r"|[^.;:,]{0,40}?\b(?:contra ?indicated|not (?:technically |really |yet |at present )?(?:(?:thought|considered|felt|deemed|judged|seen as) )?(?:to be )?"
    r"(?:possible|(?:an )?option|advisable|appropriate|indicated|required|needed|necessary|warranted|called for|safe|sensible|worthwhile))\b"
    r"|[^.;:,]{0,30}?\s(?:(?:is|are|was|were|looks?|seems?|appears?) )?(?:(?:judged|thought|felt|deemed|considered|rated|found|regarded as|assessed as) )?(?:to be |as )?"
    r"(?:(?:less|not|not very|hardly|poorly) (?:suitable|attractive|suited|appealing|favou?red|preferred)|unattractive|unsuitable|inappropriate|inadvisable|too (?:risky|much|dangerous|extensive|large|morbid))\b(?! for (?:resection|surgery|hepatectomy|operation))"
    r"|\s(?:(?:is|are|was|were) )?(?:judged|thought|felt|deemed|considered|rated) (?:to be |as )?(?:risky|dangerous|difficult|excessive|futile|unwise|hazardous)\b"
    r"|(?:\s(?:for|of|in|to|at)\s[^.;:,]{1,24}?)?\s(?:(?:is|was|were|has been|had been)\s)?"
    r"(?:discarded|rejected|dismissed|ruled out|turned down|discounted|set aside|(?:currently |presently |now |still )?not (?:currently |now )?on (?:the )?table|not pursued|not entertained)\b"
)
# "FOLFOX + panitumumab is one way", "CAPOX before surgery is an alternative".
OPEN = pattern_of(
    r"(?:\s?(?:\+|/|&|and|plus|with)\s?[\w-]+){0,2}(?:\s(?:before|after|followed by|and then|for)(?:\s\w+){1,3}?)?"
    r"\s(?:(?:can|may|might|could)(?: then| later| also| still)? be (?:discussed|considered|talked (?:about|over)|debated|weighed|revisited|raised|brought up|thought about)\b"
    r"|(?:has|have|gets|takes|had) (?:my|our|his|her|their|(?:the )?(?:panel|board|team)'?s?) (?:preference|vote|support)\b"
    r"|(?:versus|vs\.?|v\.?|or) (?:best supportive care|supportive care|bsc|hospice|palliative care|no (?:further )?(?:treatment|therapy)|observation|(?:a )?break)\b"
    r"|(?:is|are|would be) (?:my|our|his|her|their) (?:\w+ )?(?:preference|choice|favou?rite|suggestion|proposal)\b"
    r"|(?:starts?|begins?|commences?|to go in|goes in|goes ahead|kicks off)\s(?:tomorrow|shortly|soon|next|on|in|with|from|once|when|after|as soon)\b"
    r"|(?:is|are|remains?|seems?)\s(?:also |still |certainly |perhaps )?"
    r"(?:(?:one|another|(?:the )?other|(?:a )?(?:second|further)|an?) )?(?:(?:way|option|route|possibility|approach|alternative|choice|strategy|idea)\b"
    r"|conceivable|thinkable|imaginable|debatable|worth (?:considering|discussing|(?:a )?try|trying)))"
)
# What calls a treatment unfit goes over none of these.
STOP = pattern_of(r"[.;:,]")
UNFIT_WORDS = Anchors(
    *(" not ", "indicated", " later", "subsequently", "suit", "attracti", " too ", "appropriate", "inadvis"),
    *(f"to be {verb}" for verb in ("evaluated", "assessed", "weighed", "kept", "reserved", "held")),
    *(f" {few} {what}" for few in ("no", "little") for what in ("sense", "place", "point", "role")),
    *("appealing", "favo", "preferred", "risky", "dangerous", "difficult", "excessive", "futile", "unwise"),
    *("hazardous", "discarded", "rejected", "dismissed", "ruled out", "turned down", "discounted", "set aside"),
)
# "PVE discussed, patient not keen": talked about and no more, with no verb that makes it a sentence.
TALKED_OF = (
    r"(?:\s(?:of|for|to|in|at)\s(?:(?!and|then|with)[^.;:,\s]++\s){0,5}?(?!and|then|with)[^.;:,\s]+\s?)?\s?(?:(?:was|were|been|also|again|only|briefly) )*(?:discussed|considered|offered|debated|weighed|contemplated|raised|mentioned|proposed|suggested|asked for)"
    r"(?=\s*(?:[.;,]|$)|\s(?:but|and|with (?:the|her|him|patient)|against|at|in|as|again|only|today)\b)"
)
# "Partial hepatectomy S8, S6, scheduled 7/19".
BOOKED = r"(?: ?(?:\+|/|&|,|and|plus|with) ?[a-z]+(?: resections?)?)?(?:,? (?:of |for |in )?(?:segments? |segs? |sgs? |s ?)?(?:[1-8][ab]?|[iv]{1,4}[ab]?)(?:[/&+-][1-8iv]{1,4}[ab]?)?(?: and)?){1,5},? (?:is |was )?(?:scheduled|booked|planned|listed|set)\b"
BEHIND = pattern_of(
    rf"\s?{TALKED_OF}|{BOOKED}|"
    r"\s(?:at|in) \d{1,2}(?: (?:to |or )?\d{1,2})? (?:wks?|weeks?|days)\b(?! interval)|\s(?:is )?in (?:about |some )?(?:\d{1,2}|two|three|four|six|eight)(?: ?- ?\d{1,2})? (?:weeks|months|wks|days)\b|\s?(?:was |is |being )?(?:proposed|foreseen|contemplated|envisaged|under evaluation)\b|[^.;:]{0,50}?(?<!\band )(?<!\bbut )\b(?:would|might|could|should|feasible|not feasible|as (?:an? )?(?:alternative|escape|option|reserve|back-?up|fallback|rescue)|to follow|to start|to begin|to be (?:done|given|discussed|"
    r"considered|started|proposed|taken|stopped)|unnecessary|(?:deemed|felt|thought) (?:not|un)\w*|if\b|in reserve|on standby|consent|(?:is|are|was|were) never|(?:was|were|been) (?:considered|discussed|offered|declined|refused|planned|intended|proposed|recommended|advised|suggested|requested|attempted|aborted|abandoned)|in (?:the )?first (?:session|stage|step)|never (?:an )?issue|not (?:an )?(?:issue|option)|(?:is|are|was|were|still|technically) possible|foreseen|envisaged|(?<!as )(?<!originally )intended|aimed (?:at|for)|second best|(?:is|are|comes?) next(?=\s*(?:[.;]|$))|(?:is|are) (?:therefore )?no option|out of (?:the )?question|off (?:the )?table|will (?:follow|come)|(?:seems|looks|sounds|appears) (?:\w+ )?(?:best|better|inferior|sensible|reasonable|attractive|premature|futile|wise|unwise)|(?:is|as|remains) (?:(?:the|our|an?) )?(?:goal|aim|target)|mentioned|(?:once|as soon as|when)\s(?:\w+\s){1,4}?(?:is|are|has|have|works?|allows?|permits?|settles?|recovers?|heals?|improves?|normali[sz]es)|then re-?(?:volum|evaluat|stag|"
    r"assess|imag|scan|present)\w*|has not|have not|not (?:yet|started)|may follow|may be|under discussion|or not)\b"
    r"|[^.;:]{0,60}?\b(?:is|are) (?:considered|deemed|felt|thought) (?:to be )?(?:possible|feasible|appropriate|safe|(?:an )?option)\b"
)
BEHIND_WORDS = Anchors(
    *("discuss", "consider", "offer", "debated", "weigh", "contemplat", "raised", "mentioned", "propos", "suggest"),
    *("ask", "scheduled", "booked", "planned", "list", "set", "week", "wk", "days", "months", "foreseen", "envisaged"),
    *("evaluat", "ould", "might", "may ", "feasible", "possib", "alternative", "option", "escape", "reserve", "back"),
    *("rescue", "follow", "start", "begin", "to be ", "necess", "deemed", "felt", "thought", "standby"),
    *(f"if{mark}" for mark in " ,;:.()/?"),
    *("consent", "requested", "attempted", "aborted", "abandoned", "session", "stage", "step", "issue", "aim", "goal"),
    *("never", "has not", "have not", "not yet", "or not", "declined", "refused", "intended", "recommended", "advised"),
    *(
        "target",
        "second best",
        "next",
        "once",
        "as soon",
        "when",
        "then re",
        "out of ",
        "off ",
        "will ",
    ),
    *("seem", "look", "sound", "appear"),
)
OPEN_WORDS = Anchors(
    *(
        f" be {verb}"
        for verb in ("discuss", "consider", "talked", "debated", "weigh", "revisit", "raised", "brought up")
    ),
    *(f"no {what}" for what in ("further", "treatment", "therapy")),
    *(" be thought", "preference", "vote", "support", "bsc", "hospice", "palliative", "observation", "break"),
    *("choice", "favo", "suggestion", "proposal", "start", "begin", "commence", "go in", "goes ", "kicks off", "way"),
    *("option", "route", "possibility", "approach", "alternative", "strategy", "idea", "conceivable", "thinkable"),
    *("imaginable", "debatable", "worth "),
)
# Without one of these behind a treatment, nothing there puts it off.
FOLLOWING_WORDS = Anchors(*AHEAD_WORDS, *OPEN_WORDS, *BEHIND_WORDS, *UNFIT_WORDS)


def answers_verdict(reading: Reading, start: int) -> bool:
    """Whether the treatment's sentence follows the verdict "resectable" in its line and tells nothing as done."""
    text = reading.levelled
    sentence, end = reading.sentence_at(start)
    opening = reading.text.rfind("\n", 0, start) + 1
    before = text[max(opening, sentence - VERDICT_LEAD) : sentence]
    if not VERDICT.search(before) and not VERDICT.search(text[max(opening, sentence) : start]):
        return False
    month = IN_MONTH.match(text, start, end)
    return (is_month_ahead(reading, month) if month else True) and not TOLD_AS_DONE.search(text, sentence, end)


def is_month_ahead(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a month without a year is one of the next, and not one of those just past."""
    own, named = date.fromisoformat(reading.note.note_date), last_month(match.group("month"), reading.note.note_date)
    return (named.month - own.month) % 12 <= MONTHS_AHEAD


def is_put_off(reading: Reading, lead: str, behind: Interval) -> bool:
    """Whether what stands right `behind` a treatment says that it is still to come, or only talked of, or unfit; `lead` stands before it."""
    tail = reading.levelled[slice(*behind)]
    ahead, opening, talking, unfit = reading.once(behind_places)
    if ahead and one_in(ahead, *behind) and AHEAD.match(tail):
        return True
    said = (OPEN.match(tail) if opening and one_in(opening, *behind) else None) or (
        BEHIND.match(tail) if talking and one_in(talking, *behind) else None
    )
    if said is None and unfit:
        stop = STOP.search(reading.levelled, *behind)
        said = UNFIT.match(tail) if one_in(unfit, behind[0], stop.start() if stop else behind[1]) else None
    return said is not None and not REPORT.search(said.group()) and not HAD.search(lead)


def behind_places(reading: Reading) -> list[list[int]]:
    """Where the words of each pattern stand that may put off a treatment before them."""
    return [places(reading.levelled, words) for words in (AHEAD_WORDS, OPEN_WORDS, BEHIND_WORDS, UNFIT_WORDS)]
