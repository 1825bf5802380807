"""What a form answers behind the name of a treatment: whether it was done."""

from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# What a label says of when, where or with what: "ablation in the same session: no", "resection of the primary tumour (previous): no".
OF_LABEL = (
    r" (?:earlier|previously|before|pre ?operative(?:ly)?|intra ?operative(?:ly)?|simultaneous(?:ly)?|concomitant(?:ly)?|in addition|additional(?:ly)?|as well|procedure|tumou?r|done|performed|carried out)\b"
    r"| (?:before|prior to|during|at|in|after|with|of|for|as part of|together with)(?: (?:the|this|same|a|index|present|liver))*"
    r" (?:surgery|operation|resection|hepatectomy|session|procedure|treatment|chemotherapy|admission|primary(?: tumou?r)?|history|past|liver|metastas[ei]s|lesions?|sitting)\b"
    r"| ?\((?:pre ?operative|intra ?operative|previous|prior|earlier|additional|simultaneous|synchronous|concomitant)\)"
)
# "PVE: no", "primary resected: not yet".
ANSWERED_NO = pattern_of(
    rf"(?=\s{{0,2}}(?:[:=/(–-]|or |n/a)| (?:done|performed|resected|excised|removed|given|received)|{OF_LABEL})"  # how it opens
    rf"(?:{OF_LABEL}){{0,3}}(?: (?:done|performed|resected|excised|removed|given|received))?\s?(?:\(y/n\)\s?)?"
    r"(?:(?:\s?/\s?| or )\w+(?: \w+){0,2}?)?(?:\s?[:=]|\s[-–])\s{0,30}"
    r"(?:no|none|nil|n/a|-+|deferred|declined|refused|(?:never|not)(?: (?:yet|considered|offered|indicated|attempted|advised|recommended|planned|feasible"
    r"|possible|needed|required|wanted|undertaken|suitable|done|performed|given|applicable|made|carried out|eligible|appropriate)){0,2})"
    r"(?=\s*(?:[.,;)|]|$)|\s{2,}|\s[a-z][\w ]{1,20}:)"
    r"|(?: (?:done|performed|resected|excised|removed|given|received))?\s?(?:\((?:n|no|not done|none)\)|n/a\b)"
)
# "Recurrence after ablation: no" denies the recurrence; the ablation was done.
ASKS_OF_ANOTHER = pattern_of(
    r"\b(?:recurr\w+|relapse\w*|progress\w+|complications?|toxicit\w+|residual(?: disease)?|leak\w*|bleeding|mortality|morbidity|failure|reactions?|side effects|intolerance|growth|events?) "
    r"(?:after|following|since|of|from|with|at|to|under|during|on|post)(?: [\w-]+){0,3}? $"
)
ASKED_REACH, ANSWER_REACH = 60, 240


def is_answered_no(text: str, start: int, end: int) -> bool:
    """Whether a form answers no behind the treatment at `[start, end)`: not where it asks for what came of the treatment."""
    near = text[end : end + ANSWER_REACH]
    if ":" not in near and "=" not in near and "(n" not in near and "n/a" not in near:
        return False
    return ANSWERED_NO.match(text, end) is not None and not ASKS_OF_ANOTHER.search(
        text, max(0, start - ASKED_REACH), start
    )


# "FOLFOX x6 -> RFA declined -> FOLFIRI x4": what is said of one step holds for no other.
ARROW = pattern_of(r"[-=]+>|→|➔|>>|\s>\s")
REFUSED = ("declined", "refused", "not ", "cancelled", "aborted", "abandoned", "rejected", "never", "no ", "without")


def is_of_other_step(reading: Reading, span: Interval, cue: Interval) -> bool:
    """Whether an arrow parts the treatment from a cue that refuses a step, or that has a further step behind it."""
    text, first, last = reading.text, min(span[1], cue[1]), max(span[0], cue[0])
    if ARROW.search(text, first, last) is None:
        return False
    if reading.levelled.startswith(REFUSED, cue[0]):
        return True
    return ARROW.search(text, cue[1], reading.sentence_at(span[0])[1]) is not None
