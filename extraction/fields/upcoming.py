"""Whether the words around a treatment put it into the days to come: a verb of the future, a list it is on, a verdict it answers."""

import re
from datetime import date

from extraction.anchors import any_in
from extraction.calendar_dates import MONTH, last_month
from extraction.reading import Reading

# "FOLFIRI and bevacizumab will begin on Monday": what is given together.
TOGETHER = r"(?:\s?(?:\+|/|&|,|and|plus|with)\s?[\w-]+){0,3}"
DAY = r"(?:(?:on |this |next |coming |the )*(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next|this (?:week|month)|in (?:a|two|three|\d{1,2}) (?:weeks?|days)|on the \d{1,2}(?:st|nd|rd|th))\b"
AHEAD = re.compile(
    rf"{TOGETHER}\s(?:"
    r"(?:will|shall) (?:\w+ )?(?:be )?(?:start(?:ing)?|begin|commence|take place|happen|go ahead)\b"
    rf"|(?:(?:is|are) )?(?:starts?|begins?|commences?|takes? place|goes ahead|starting|beginning) {DAY}"
    # "Right hepatectomy is on the list for 10 July", "in the diary", "has a date".
    r"|(?:(?:is|are) (?:now )?)?(?:on|in) (?:the |our |my |his |her )?(?:next )?(?:(?:theatre|waiting|operating|surgical|operation|or|ot) )?(?:list|diary|schedule|programme|calendar)\b"
    r"|(?:is|are) (?:down|fixed|set|due) for\b"
    r"|(?:has|have) (?:now )?(?:been (?:fixed|set|put down|slotted in|put on (?:the|our) list)|a date|a slot|got a (?:date|slot))\b"
    # "Trifluridine afterwards an option": with or without a verb.
    r"|(?:later |then |afterwards |thereafter |next |after that )(?:(?:is|are|remains?) )?(?:as )?(?:an?|one|another|the next|a (?:further|possible|second))? ?(?:option|possibility|alternative|choice|possible)\b"
    # "Ablation seems a good compromise", "CAPOX makes most sense", "hepatectomy is what he wants".
    r"|(?:seems?|looks?|sounds?|appears?|strikes? (?:me|us)|is|are|remains?)(?: like| as)? (?:the|an?|my|our) (?:\w+ ){0,2}?(?:compromise|course|choice|option|answer|solution|idea|plan|route|approach|next step|way forward|best bet)\b(?! of\b)"
    r"|makes? (?:the )?(?:most|more|good|perfect|better|every) sense\b|(?:is|are) what (?:he|she|they|we|i|the patient) (?:wants?|prefers?|hopes?|asks?)\b"
    r"|(?:(?:is|are|remains?) )?(?:an?|one|another|the next|a (?:further|possible|second)) (?:option|possibility|alternative|choice)\b"
    r")"
)
AHEAD_WORDS = (
    "ill ",
    "hall ",
    "start",
    "begin",
    "commence",
    "place",
    "ahead",
    "list",
    "diary",
    "schedule",
    "programme",
    "calendar",
    " for",
    " date",
    " slot",
    "option",
    "possib",
    "alternative",
    "choice",
    "seem",
    "look",
    "sound",
    "appear",
    "strike",
    " is ",
    " are ",
    "remain",
    " sense",
)
# "Resectable. Wedge resections S2 and S5": what answers the verdict is not done yet, unless it is told as done.
VERDICT = re.compile(
    r"(?:^|[.:;,\n]\s?|\b(?:is|are|now|liver|disease|technically|clearly) )(?:resectable|operable)\s?[.:;–-]\s*$"
)
TOLD_AS_DONE = re.compile(
    r"\b(?:was|were|had|has|underwent|done|performed|given|received|receiving|completed|so far|to date|already|(?:after|following) (?:\d{1,2}|[a-z]+) (?:cycles|courses)|on treatment|uneventful\w*|discharged|recovered|r[012]|histolog\w+|patholog\w+|clear|negative|ago|since|(?:19|20)\d\d)\b"
)
VERDICT_REACH = 60
IN_MONTH = re.compile(
    rf"[^.;:\n]{{0,30}}?\b(?:in|by|for|of|early|mid|end|beginning) (?:early |mid |late )?(?P<month>{MONTH})\b(?!\.?,? ?['\d])"
)
MONTHS_AHEAD = 6


def lies_ahead(tail: str) -> bool:
    """Whether the words right behind a treatment say that it is still to come, or only an option."""
    return any_in(tail, AHEAD_WORDS) and AHEAD.match(tail) is not None


def answers_verdict(reading: Reading, start: int) -> bool:
    """Whether the treatment's sentence follows the verdict "resectable" in its line and tells nothing as done."""
    text = reading.levelled
    if text.find("able", max(0, start - VERDICT_REACH), start) < 0:
        return False
    sentence, end = reading.sentence_at(start)
    opening = reading.text.rfind("\n", 0, start) + 1
    before = text[max(opening, sentence - VERDICT_REACH) : sentence]
    if not VERDICT.search(before) and not VERDICT.search(text[max(opening, sentence) : start]):
        return False
    month = IN_MONTH.match(text, start, end)
    return (is_month_ahead(reading, month) if month else True) and not TOLD_AS_DONE.search(text, sentence, end)


def is_month_ahead(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a month without a year is one of the next, and not one of those just past."""
    own, named = date.fromisoformat(reading.note.note_date), last_month(match.group("month"), reading.note.note_date)
    return (named.month - own.month) % 12 <= MONTHS_AHEAD
