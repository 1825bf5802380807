"""The studies a note reports or says were done now."""

import re
from collections.abc import Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Mention
from extraction.calendar_dates import MONTH
from extraction.fields.plans import PROPOSAL, follows_plan_letter, is_opinion, is_talked_over
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sections import is_plan_alone

STUDIES = ("CT", "MRI", "PET_CT", "US")
# What may be a word instead of a study has no more letters: "us", "pet".
LONGEST_WORD = 3
TITLE_LINES = 6
RECENT_DAYS = 150
UNREAD = frozenset({"medication", "family_history"})
OLD = pattern_of(
    r"\b(?:previous|prior|prev|earlier|outside|old|last year|surveillance|initial|first|baseline|staging(?! (?:at|on|during) (?:this |the )?(?:admission|stay))|pre ?op\w*|compar\w+)\b[^.;]{0,16}$"
)
# The same in the title of a report, whose study may itself be the first, for staging or in surveillance.
OLD_TITLE = pattern_of(
    r"\b(?:previous|prior|prev|earlier|outside|old|last year|compar\w+|correlat\w+|raised (?:by|on|at)|(?:additional|in addition) to)\b[^.;]{0,16}$"
)
# "The staging CT has shown": of the present work-up.
STAGING = pattern_of(r"\bstaging\s(?:\w+\s)?$")
HAS_SHOWN = pattern_of(
    r"(?: (?:that |which )?we did[^.;,]{0,30}| \w+)? (?:has|have|shows|demonstrates|reveals|confirms)\b"
)
PREVIOUS = pattern_of(
    r"\b(?:previous|prior|prev|outside|compared (?:to|with)|comparison)\s(?:(?:the|an?|of|study|pet/|liver) ?)*$"
    r"|\b(?:until|till|when|after) your (?:\w+ ){0,2}$"
)
OLD_BEHIND = pattern_of(
    r"(?:\s(?:scan|scans|was|were|done|performed|made|taken|obtained|carried out|from|at)){0,3}"
    r"\s(?:elsewhere|abroad|(?:in )?(?:another|(?:the )?(?:local|other)) (?:hospital|clinic|unit|cent(?:re|er)))\b"
    r"(?![^;\n]{0,40}\breviewed\b)|"
    r"[^.;:]{0,20}?\b(?:had (?:shown|demonstrated|been|revealed)|at (?:diagnosis|presentation|baseline|that time)|(?:of|at|in|from) (?:your|(?:the )?referring|(?:(?:the|an?|his|her) )?(?:county|local|district|regional|outside|provincial|community|general|home|peripheral)) (?:hospital(?![^;\n]{0,60}\breview)|clinic|cent(?:re|er)|department|institution|unit|practice)|not re[ -]?reviewed|(?:was|were) (?:done )?in (?:19|20)\d\d|years? ago|before (?:the )?(?:operation|surgery|chemo))"
)
RECENT = pattern_of(
    r"[^.;:]{0,30}?\b(?:of |from |on )?(?:yesterday|today|this (?:week|month|morning)|last (?:week|month|monday|tuesday|wednesday|thursday|friday)|(?:the )?same day|both)\b"
)
# "Picked up on ultrasound" tells how it began; only a recent date makes it part of the present work-up.
ORIGIN = pattern_of(
    r"\b(?:picked up|found|discovered|detected|noticed|diagnosed|seen|t[0-4][a-d]?n[0-2x][a-c]?|staged)\s(?:incidentally )?(?:on|by|at|in|with)\s"
    r"(?:an? |the |routine |his |her |emergency |admission |screening |urgent |acute |follow up |surveillance |outside |chest |thoracic |abdominal )*$"
    r"|\b(?:metastas[ei]s|mets|lesions?|nodules?|recurrence|relapse)\s(?:on|at|by|in|during)\s(?:the |a |his |her |routine |regular |scheduled )*(?:surveillance|screening|routine|follow up)\s(?:abdominal |liver )?$"
    r"|\b(?:until|till) (?:an? |the |your |his |her |our |one |last |routine |recent |follow up |surveillance |annual |yearly |abdominal |liver )*$"
    r"|\b(?:visible|noted|present|apparent|known|described)\s(?:on|by|at|in|from)\s(?:an? |the |his |her )?(?:emergency|admission|screening|acute) (?:chest |abdominal )*$|\b[cmr]*t[0-4][a-d]? ?,?[cmr]*n[0-2x+][a-c]? (?:on|by) (?:\w+ ){0,3}$"
)
NOT_DONE_BEFORE = pattern_of(
    r"\b(?:no|without|never had|declin\w+|refus\w+|(?:unable to|cannot|could not|did not|not) (?:have|tolerate|want|do|had)|if\b[^.;]{0,30}|organi[sz]e|obtain|get|await\w*|for|order(?:ed|ing)?|request(?:ed|ing)?|arrange\w*|book(?:ed)?|schedul\w+|repeat|(?<!we )(?<!i )(?<!was )(?<!were )repeated|plan\w*|next|needs?|will (?:have|need|get|undergo)|to have|advis\w+|recommend\w*|"
    r"suggest\w*|consider\w*|would\b[^.;]{0,30}|should\b[^.;]{0,30}|await(?:s|ed|ing)|further|interval|in future|control|(?<!we )(?<!i )(?<!was )(?<!were )(?:re ?stag(?:e|ing)|re ?imag(?:e|ing)|re ?assess(?:ment)?|re ?evaluat(?:e|ion)|re ?scan|repeat (?:imaging|staging))(?: (?:him|her|again|disease))?(?: (?:at|in|after|every|around|before|following) [^.;:,]{1,24}?)? ?(?:with|by|using|via|:)|to be \w+(?: \w+)? (?:with|by|on|using|in|at|during)|will (?:then |also )?be \w+(?: \w+)? (?:with|by|on|using|in|at|during)|\bto (?:review|clarify|confirm|assess|check|characteri[sz]e|look(?: at)?|evaluate|re ?stage|re ?image|correlate|compare|follow(?: up)?)(?: \w+){0,3} (?:with|by|on|using)),?\s(?:an? |the |another |urgent |repeat |new |staging |further |pelvic |pelvis |liver |cranial |brain |abdominal |chest |thoracic |intra ?operative |triphasic )*$"
)
NOT_DONE = pattern_of(
    r"(?: (?:liver|abdomen|chest|scan|study|request|examination)){0,2} (?:(?:was|were|is|has been|had been) )?(?:cancelled|canceled|rejected|postponed|omitted|skipped|dispensed with)\b|"
    r"(?: \w+){0,2} (?:necessary|needed|required|indicated|useful|helpful|advisable|worthwhile) ?\?|"
    r"[^.;:\d]{0,36}?\b(?:not (?:tolerated|repeated|done|available|performed|obtained|used|employed|applied|brought|at hand|possible|yet|carried|made|feasible|wanted|necessary|needed|required|indicated|authori[sz]ed|approved|(?:thought|felt|considered|deemed) (?:to be )?(?:necessary|indicated|appropriate|useful))|could not be|cannot be|declined|refused|contraindicated|pending|awaited|booked|requested|ordered|scheduled|to follow(?! up)|outstanding|still due|"
    r"(?:first|(?<!as )before|beforehand)(?=[.;,\n]|$)|recommended|advised|suggested|proposed|planned|to be (?:done|repeated|made|booked|arranged|organi[sz]ed|performed)|(?:is|are) (?:being )?(?:arranged|organi[sz]ed|applied for)|will be|(?:would|might|may) (?:be|help|clarify|add)|is due|every (?:\d|two|three|four|six|few|other)|if\b|only if|in \d+ (?:weeks|months|wks)|next|tomorrow|for (?:staging|clarification|further))"
)
IN_FUTURE = pattern_of(
    r"(?: scan| cap| tap)? (?:after|following) (?:this|the next|next|the following|(?:her |his |the )?(?:cycle|course)) ?(?:cycle|course|\d{1,2})?(?=\s*(?:[.;,)]|$))|\s?(?:\w+\s){0,2}(?:in|after|at) (?:another |an additional |a further )?(?:\d{1,2}|two|three|four|six|eight|twelve)(?:\s?-\s?\d{1,2})? ?(?:more |further |additional )?(?:/52|/12|weeks?|wks?|months?|mths?|cycles)|\s(?:in|next) (?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*\.?(?:\s|$)"
    # "CT chest prior to cycle 1": ordered, where nothing is told of it.
    r"|[^.;:\d]{0,36}?\b(?:prior to|before) (?:(?:the )?(?:first |next )?cycle|c\d|start\w*|commenc\w*|initiat\w*)\b"
)
REPORTED = pattern_of(
    r"[^.;]{0,40}?(?:\b(?:show\w*|demonstrat\w*|reveal\w*|confirm\w*|found|adds?|report\w*|reviewed|was normal|is normal|no longer|calls?"
    r"|suggest(?:s|ed)|indicat(?:es|ed)|identif(?:ies|ied)|describ(?:es|ed)|pick(?:s|ed) up|detect(?:s|ed)|looks?|looked"
    r"|(?:is|was|has been|were|are|remains?) (?:(?:very|quite|also|most|more|rather|fairly|again|now|really|less) )?(?:encouraging|reassuring|disappointing|excellent|good|stable|clear|better|worse|favou?rable|unremarkable|pleasing|promising|satisfactory|unchanged|negative|positive|(?:in|un)conclusive|(?:un)?helpful))\b|:)"
)
# "Sonography: not done."
NOT_REPORTED = pattern_of(
    r"\s*(?:(?:date|appointment|slot|on|for) (?:is |given |set |booked )?(?:\d|on\b|for\b)|not (?:done|performed|available|yet|made|obtained|taken|carried out|acquired|requested|ordered|indicated|possible|tolerated|necessary|required|needed)|none\b|no\b(?=\s*(?:$|[.;,\n]))|n/?a\b|(?:request )?(?:refused|declined|rejected|cancelled|canceled|postponed)|pending|awaited|requested|ordered|planned|booked|scheduled|to follow|due\b|tomorrow)"
)
# "Repeat MRI 11/26: mass 3.4 cm": done on that day, and told.
REPEATED = pattern_of(
    r"(?:^\s*|[.;:\n]\s*|\b(?:(?<!hope )that|and|but|as) )(?:the |her |his |a |your |our )?(?:repeat|control|interval|further|follow up)\s$"
)
DAY_IN_WORDS = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {MONTH}|{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?)(?:,? (?:20|')\d\d)?"
# "Interval CT (week 8): partial response"
TOLD = pattern_of(r" ?(?:\([^)\n]{1,20}\))? ?:")
SHOWS = pattern_of(
    r"(?! ?if\b)[^.;:,]{0,24}?\b(?<!if it )(?:shows|showed|demonstrates|demonstrated|reveals|revealed|confirms|confirmed)\b"
)
ENDING = pattern_of(r" at (?:the )?end\b")
BACKDATED = pattern_of(
    rf"(?: scan| liver| abdomen)?,?\s(?:of |on |from |dated |\()*(?:[\d./-]{{4,10}}|{DAY_IN_WORDS})\)?(?:, (?:liver|abdomen))?(?:\s?[:–-]|\s{{3}})"
)
LISTED = pattern_of(r"\W*(?:and|or|nor|plus)?\W*")
# "Restage with CT chest and MRI": the studies of one list, each with its region.
ONE_LIST = pattern_of(
    r"(?:[ /](?:chest|thorax|abdomen|pelvis|liver|cap|tap|scan|c|a|p|ap|tap))*(?: ?[,/+&] ?| (?:and|plus) (?:an? |the )?)(?:liver |pelvic |chest )?"
)
# An addendum that tells of a second study, done in the meantime or showing something.
SINCE_DONE = pattern_of(
    r"\b(?:same day|same date|same session|today|yesterday|this (?:morning|week)|(?:following|next) day|supplement\w*|additional|(?:together|conjunction|jointly|reviewed|read) with"
    r"|performed|completed|obtained|acquired|carried out|was done|has (?:now |since |meanwhile )?(?:been done|shown)|show(?:s|ed)|confirm(?:s|ed)|demonstrate(?:s|d)|reveal(?:s|ed))\b"
)
SINCE_REACH, SINCE_DAYS = 60, 400
VOLUMETRY = pattern_of(r"volumetr|\bflr\b|remnant")
INTRAOPERATIVE = pattern_of(
    r"ious|scann|probe|intra ?op|laparoscop|ultraso|sonogra|echogra|\b(?:us[gs]?|liouss?)\b|duplex"
)
# "Biopsied under ultrasound", "drained with CT control": what guided a needle.
GUIDED = pattern_of(
    r"\b(?:biops\w+|drain(?:ed|age)?|aspirat\w+|punctur\w+|sampled|needled)\b[^.;,]{0,24}\b(?:under|with|by|using|via)\s$"
)
# The study that ends an ablation or an embolisation belongs to the procedure.
AT_THE_END = pattern_of(
    r"\b(?:immediate(?:ly)?|post ?(?:procedur\w*|ablation\w*|intervention\w*|embolis\w*|emboliz\w*|treatment)|on (?:the )?table|intra ?(?:procedur\w*|operative(?:ly)?)|completion|completing|at (?:the )?end|end of (?:the )?procedure|"
    r"after (?:the )?(?:session|procedure|ablation|last ablation|final ablation|withdrawal|removal|needle)|final|same session|check)\b"
)
# "Mr" and "us" are words; in capitals they are studies only beside a word of imaging.
BESIDE = pattern_of(
    r"\b(?:liver|abdomen|abdominal|pelvis|guided|scan|upper|whole|contrast|doppler|angiography|imaging|spine|brain|intra|elastograph\w*|ct|shows?|showed|reveal\w*|demonstrat\w*)\b"
)
# "Lumbar MRI from 2017", "a 2015 MRI": a study of the year that stands beside it.
YEAR_BEHIND = pattern_of(r"(?: scan)?\s(?:(?:\w+ )?(?:of|from|in|dated) (?:\w+ )?)?\(?(?P<year>(?:19|20)\d\d)\b")
YEAR = pattern_of(r"\b(?:19|20)\d\d\b")
YEAR_BEFORE = pattern_of(r"\b(?P<year>(?:19|20)\d\d)\s(?:\w+\s)?$")
# "Four metastases as in the MRI", "known from the CT": what an operation found before.
AS_BEFORE = pattern_of(
    r"\b(?:as|known|expected|described|suspected|unlike|(?:more|fewer|other|less) than)(?: seen| shown| described| known)? (?:in|on|at|by|from) (?:the |his |her |an? )?(?:\w+ )?$"
    r"|\b(?:match\w*|concordant|accord\w*|agree\w*|corresponding|corresponds?)(?: with| to)? (?:the )?(?:\w+ )?$"
)
# A list of earlier studies names them line by line.
PRIOR_LIST = pattern_of(
    r"\b(?:prior|previous|compar\w+|earlier|outside|available)\b[^\n]*\n(?:[^\n.]{0,30}\n)*$", re.IGNORECASE
)
PRIOR_REACH = 120
# A line of a discussion opens with the member who speaks.
MEMBER = pattern_of(r"[\s*•-]*[A-Z][A-Za-z./ ]{1,30}(?::| [-–])\s")
JOINED = pattern_of(r"(?:\band|\+|&|/|,|\bwith|\bplus|\bthen|\bfollowed by)\s?(?:\w+\s){0,4}$")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`imaging`: a radiology note's own study; what a letter or board reports of the present work-up; ultrasound at operation."""
    kind = reading.note.note_type
    if kind is PATHOLOGY:
        return []
    hits = [hit for hit in reading.hits("modality") if hit.concept in STUDIES and is_study(reading, hit)]
    if kind is OPERATIVE:  # a surgeon scans with ultrasound
        hits += [Hit(hit.start, hit.end, "US") for hit in reading.hits("modality") if hit.concept == "scanned"]
    chosen = own_study(reading, hits) if kind is RADIOLOGY else [hit for hit in hits if is_present(reading, hit)]
    if chosen:
        studies = list(dict.fromkeys(hit.concept for hit in chosen))
        return [ElementValue("imaging", studies, tuple(mention(reading, hit) for hit in chosen))]
    return []


def mention(reading: Reading, hit: Hit) -> Mention:
    """The study's name as evidence."""
    return reading.mention("imaging", (hit.start, hit.end), hit.concept, Assertion.PRESENT)


def is_study(reading: Reading, hit: Hit) -> bool:
    """Whether the letters name a study: not "Mr Smith", "told us", "his pet"."""
    written = reading.text[hit.start : hit.end]
    if len(written) > LONGEST_WORD:
        return True
    if written in ("Mr", "mr", "us", "Us", "pet", "Pet"):
        return written in ("mr", "us", "pet") and bool(beside(reading, hit))
    if written in ("MR", "US"):
        start, end = reading.sentence_at(hit.start)
        shouted = reading.text[start:end].upper() == reading.text[start:end]
        initial = re.match(r"\.?\s[A-Z]\b(?![-/])", reading.text[hit.end : hit.end + 4])
        return not initial and (not shouted or bool(beside(reading, hit)))
    return True


def beside(reading: Reading, hit: Hit) -> re.Match[str] | None:
    """A word of imaging right before or behind the letters."""
    text = reading.levelled
    before = BESIDE.search(text, max(0, hit.start - 12), hit.start)
    return before or BESIDE.search(text, hit.end, min(len(text), hit.end + 16))


def own_study(reading: Reading, hits: list[Hit]) -> list[Hit]:
    """The study in the title, else the first one that is no comparison, question or advice; and one made the same day."""
    text = reading.text
    line, titled = 0, []
    for number in range(TITLE_LINES):
        end = text.find("\n", line)
        end = end if end >= 0 else len(text)
        section = reading.section_at(line).category
        if number == 0 or section in ("header", "technique", "findings", "procedure", "body"):
            titled = [
                hit
                for hit in hits
                if line <= hit.start < end
                and not OLD_TITLE.search(reading.levelled, line, hit.start)
                and not (line < hit.start and reading.section_at(hit.start).category in ("indication", "comparison"))
                and not is_ordered(reading, hit)
            ]
        if titled or end >= len(text):
            break
        line = end + 1
    if not titled:
        titled = [
            hit
            for hit in hits
            if reading.section_at(hit.start).category not in ("indication", "comparison", "plan")
            and reading.assertion(hit.start, hit.end) is not Assertion.HYPOTHETICAL
            and not NOT_DONE.match(reading.levelled, hit.end, reading.sentence_at(hit.start)[1])
        ][:1]
    best = [hit for hit in titled if hit.concept == "PET_CT"] or titled[:1]
    taken = {hit.concept for hit in best}
    others = [hit for hit in hits if hit.concept not in taken]
    later = [hit for hit in others if is_same_day(reading, hit)]
    if not best or best[0].concept == "PET_CT":
        return best + later
    also = [hit for hit in titled if hit in others and (hit.concept != "CT" or joins(reading, best, hit))]
    also += [hit for hit in others if hit.start > best[0].start and heads_findings(reading, hit)]
    return best + also + later


def is_ordered(reading: Reading, hit: Hit) -> bool:
    """Whether a report only advises the study: "MRI advised for the lesion in segment 4"."""
    start, end = reading.sentence_at(hit.start)
    if not reading.text[reading.text.rfind("\n", 0, start) + 1 : start].strip():
        return False  # the line's own title
    return bool(
        NOT_DONE.match(reading.levelled, hit.end, end) or NOT_DONE_BEFORE.search(reading.levelled, start, hit.start)
    )


def heads_findings(reading: Reading, hit: Hit) -> bool:
    """Whether a study's name is a line of its own, with what it shows on the next."""
    start, end = reading.text.rfind("\n", 0, hit.start) + 1, reading.text.find("\n", hit.end)
    if end < 0 or reading.text[start:end].strip(" :*_") != reading.text[hit.start : hit.end]:
        return False
    listed = PRIOR_LIST.search(reading.text, max(0, start - PRIOR_REACH), start)
    return not listed and reading.section_at(hit.start).category not in ("comparison", "indication", "plan")


def joins(reading: Reading, best: list[Hit], hit: Hit) -> bool:
    """Whether the title names a second study with the first: "MRI liver and CT chest"."""
    sentence = reading.sentence_at(hit.start)
    return best[0].start >= sentence[0] and bool(JOINED.search(reading.levelled, best[0].end, hit.start))


def is_same_day(reading: Reading, hit: Hit) -> bool:
    """Whether a radiology note takes in the result of a second study of these days, as an addendum does."""
    if reading.section_at(hit.start).category != "addendum":
        return False
    start, end = reading.sentence_at(hit.start)
    lead = max(start, hit.start - SINCE_REACH)
    when = own_date(reading, hit)
    if when and abs((date.fromisoformat(reading.note.note_date) - when).days) > SINCE_DAYS:
        return False
    if OLD_BEHIND.match(reading.levelled, hit.end, end) or is_of_earlier_year(reading, hit):
        return False
    if OLD.search(reading.levelled, lead, hit.start) or NOT_DONE.match(reading.levelled, hit.end, end):
        return False
    if NOT_DONE_BEFORE.search(reading.levelled, lead, hit.start):
        return False
    return bool(SINCE_DONE.search(reading.levelled, lead, min(end, hit.end + SINCE_REACH)))


def is_of_earlier_year(reading: Reading, hit: Hit) -> bool:
    """Whether the study carries a year that is not the note's."""
    behind = YEAR_BEHIND.match(reading.levelled, hit.end)
    told = behind or YEAR_BEFORE.search(reading.levelled, max(0, hit.start - 20), hit.start)
    return told is not None and int(told.group("year")) < date.fromisoformat(reading.note.note_date).year


def is_present(reading: Reading, hit: Hit) -> bool:
    """Done for the present work-up: not planned, not of years ago, not the guidance of a needle, not told for its volumes."""
    text = reading.levelled
    start, end = reading.sentence_at(hit.start)
    section = reading.section_at(hit.start)
    lead, tail = (
        text[max(start, hit.start - 70) : hit.start],
        text[hit.end : own_end(reading, hit, min(end, hit.end + 70))],
    )
    told = reading.note.note_type is OPERATIVE
    if told and not is_of_operation(reading, hit, lead):
        return False
    if section.category in UNREAD or is_plan_alone(reading.text, section) or follows_plan_letter(reading, hit.start):
        return False
    when = own_date(reading, hit)
    if (when is None and is_wish(reading, hit)) or "family" in reading.effects(hit.start, hit.end):
        return False
    reported = REPORTED.match(tail)
    heard = tail[: reported.start()] if reported else tail
    if reported and NOT_REPORTED.match(text, hit.end + reported.end(), end):
        return False
    decided = section.category == "outcome" and not lead.strip(' -*•\t\n"')
    if (section.category == "plan" or decided) and not (when or reported or RECENT.match(tail)):
        return False  # under "Assessment and plan" both are told
    repeated = REPEATED.search(lead) and (
        ENDING.match(tail) or TOLD.match(tail) or SHOWS.match(tail) or (when and BACKDATED.match(tail))
    )
    if (
        guides_needle(reading, lead)
        or ((NOT_DONE_BEFORE.search(lead) or follows_ordered(reading, hit, start)) and not repeated)
        or NOT_DONE.match(tail[: reported.end()] if reported else tail)
    ):
        return False
    if when and abs((date.fromisoformat(reading.note.note_date) - when).days) > RECENT_DAYS:
        return False
    if when is None and not told and RECENT.match(tail):
        return True
    if PREVIOUS.search(lead) or OLD_BEHIND.match(tail):
        return False
    if when is None:
        old = OLD.search(lead) and not (STAGING.search(lead) and HAS_SHOWN.match(tail))
        if old or (ORIGIN.search(lead) and not told) or (not reported and IN_FUTURE.match(heard)):
            return False
        if YEAR.search(reading.text, max(start, hit.start - 16), min(end, hit.end + 10)):
            return False
        if not reported and PROPOSAL.search(text, start, hit.start):
            return False
    return not VOLUMETRY.search(text, hit.start, hit.end + 12) and (
        reported is not None or not VOLUMETRY.search(heard[:24])
    )


def follows_ordered(reading: Reading, hit: Hit, start: int) -> bool:
    """Whether it goes on with a list, in the sentence from `start`, whose first study is only to be done."""
    head = hit.start
    for other in reversed(reading.hits("modality", (start, hit.start))):
        if other.concept in STUDIES and ONE_LIST.fullmatch(reading.levelled, other.end, head):
            head = other.start
    return head < hit.start and NOT_DONE_BEFORE.search(reading.levelled, max(start, head - 70), head) is not None


def is_of_operation(reading: Reading, hit: Hit, lead: str) -> bool:
    """Whether a study told by an operation was made in it: with ultrasound, or at its end; `lead` stands before the name."""
    start, end = reading.sentence_at(hit.start)
    if hit.concept == "US":
        return INTRAOPERATIVE.search(reading.levelled, max(start, hit.start - 16), hit.end) is not None
    if AS_BEFORE.search(lead):
        return False
    return AT_THE_END.search(reading.levelled, max(start, hit.start - 60), min(end, hit.end + 60)) is not None


def is_wish(reading: Reading, hit: Hit) -> bool:
    """Whether a study without a date is what a member of a board asks for: "Gynaecology: pelvic ultrasound, CA-125"."""
    if is_opinion(reading, hit.start):
        return True
    line = reading.text.rfind("\n", 0, hit.start) + 1
    if not is_talked_over(reading, hit.start) or not MEMBER.match(reading.text, line, hit.start):
        return False
    return not REPORTED.match(reading.levelled, hit.end, reading.sentence_at(hit.start)[1])


def own_end(reading: Reading, hit: Hit, end: int) -> int:
    """Where the words about this study end: before the next one, unless the two are one list ("CT and MRI not done")."""
    for other in reading.hits("modality", (hit.end, end)):
        if other.concept in STUDIES and not LISTED.fullmatch(reading.levelled, hit.end, other.start):
            return other.start
    return end


def guides_needle(reading: Reading, lead: str) -> bool:
    """Whether the words before a study make it the guidance of a needle; at an operation it looks for lesions too."""
    return reading.note.note_type is not OPERATIVE and GUIDED.search(lead) is not None


def own_date(reading: Reading, hit: Hit) -> date | None:
    """The date written beside the study, else the one its line starts with."""
    start, end = reading.sentence_at(hit.start)
    window = (max(start, hit.start - 26), min(end, hit.end + 26))
    dates = list(reading.dates_within(window))
    if len(dates) == 1:
        return dates[0].when
    if dates:
        return min(dates, key=lambda item: max(item.start - hit.end, (hit.start - item.end) * 2, 0)).when
    line = reading.text.rfind("\n", 0, hit.start) + 1
    opening = next(reading.dates_within((line, min(line + 20, hit.start))), None)
    return opening.when if opening else None
