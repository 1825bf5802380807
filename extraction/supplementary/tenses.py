"""How a supplementary statement is meant: so now, done, planned, or either; a question, a condition and an option state nothing."""

from collections.abc import Callable

from extraction.fields.plans import is_in_plan, is_planned, is_talked_over, is_to_come
from extraction.fields.presence import is_of_relative, tells_of_relatives
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading, question_sentences
from extraction.tumours import is_other_tumour, names_other_tumour

YES, NO = "yes", "no"
DENIED = frozenset({"negated", "no_new"})
DOUBTED = frozenset({"possible", "hypothetical"})
# "Fit for surgery if cardiology clears him": what hangs on a condition is not stated.
CONDITION = pattern_of(
    r"[^.;\n]{0,60}?\b(?:if|provided|subject to|pending|depending|dependent on|unless|assuming|as long as|in case|would be)\b"
)
PAST_BEFORE = pattern_of(
    r"\b(?:previously|formerly|initially|originally|earlier|in the past|at (?:first )?(?:diagnosis|presentation)|in (?:19|20)\d\d|outside hospital)\b[^.;]{0,40}$"
)
PAST_BEHIND = pattern_of(
    r"[^.;,\n]{0,30}?\b(?:in the past|at (?:diagnosis|presentation)|at that time|elsewhere|at (?:the |an )?outside hospital)\b"
    r"|\s?(?:\w+\s)?in (?:19|20)\d\d\b"
)
# An option that is talked over is no plan.
OPTION = pattern_of(
    r"\b(?:may (?:be|also|well|need|not|have|follow|become|then|undergo|require|go|proceed)|might|could|would|consider\w*|option\w*|possib\w*|alternativ\w*|discuss\w*|mention\w*|if|unless|in case|reserve|fallback|escape|candidacy|eligib\w*|"
    r"evaluat\w*|versus|vs|whether|role of|asked about|not favou?red|nobody|trial)\b|\?"
)
REFUSED = pattern_of(
    r"\b(?:declin\w*|refus\w*|reject\w*|no|not|never|without|contraindicat\w*|against|unnecessary|cancel\w*|abandon\w*|abort\w*|ruled out|instead of|rather than|neither|nor|cannot|can't|impossible|preferred to|preferable to|not interested)\b"
)
# "Not necessary", "no role for": said of a plan, this is its denial.
NEEDLESS_BEFORE = pattern_of(
    r"\b(?:no (?:need|role|indication|place)(?: \w+){0,2} (?:for|of)|without)\s(?:\w+\s){0,2}$"
)
NEEDLESS_BEHIND = pattern_of(
    r"[^,;.:\n]{0,14}?\b(?:not (?:\w+ ){0,2}(?:necessary|needed|required|indicated|planned|intended)|unnecessary)\b"
)
# What makes a plan firm.
FIRM = pattern_of(
    r"\b(?:plan(?:ned|s|ning)?|schedul\w+|booked|listed|recommend\w*|request\w*|offered|will|to undergo|propos\w+|intended|intention|proceed|agreed|decided|decision|now for|"
    r"is to|are to|preferred|due|concept|strategy|then)\b"
)
# Talked of and not given.
NOT_GIVEN = pattern_of(
    r"\b(?:not interested|contraindicat\w*|not favou?red|not suitable|unsuitable|role of|asked about|candidate for|eligible for|candidacy)\b"
)
REACH, NEEDLESS_REACH = 80, 26
Judge = Callable[[Reading, Hit], str | None]


def is_aside(reading: Reading, hit: Hit) -> bool:
    """Whether the words are a relative's, a question's or another tumour's."""
    return reading.once(tells_asides) and (
        reading.section_at(hit.start).category == "family_history"
        or reading.is_question(hit.start)
        or is_other_tumour(reading, hit.start)
        or is_of_relative(reading, hit.start, hit.end)
    )


def tells_asides(reading: Reading) -> bool:
    """Whether the note asks anything, or speaks anywhere of a relative or another tumour."""
    return (
        bool(reading.once(question_sentences))
        or reading.once(names_other_tumour)
        or reading.once(tells_of_relatives)
        or any(section.category == "family_history" for section in reading.sections)
    )


def around(reading: Reading, hit: Hit) -> tuple[str, str]:
    """The words of the sentence before and behind the hit, as far as they can bear on it."""
    start, end = reading.sentence_at(hit.start)
    text = reading.levelled
    return text[max(start, hit.start - REACH) : hit.start], text[hit.end : min(end, hit.end + REACH)]


def so_now(reading: Reading, hit: Hit) -> str | None:
    """A state: not doubted, conditional or past; a yes that is denied is a no."""
    effects = reading.effects(hit.start, hit.end)
    if effects & DOUBTED or CONDITION.match(reading.levelled, hit.end):
        return None
    lead, tail = around(reading, hit)
    if PAST_BEFORE.search(lead) or PAST_BEHIND.match(tail):
        return None
    if effects & DENIED:
        return NO if hit.concept == YES else None
    return hit.concept


def was_done(reading: Reading, hit: Hit) -> str | None:
    """A treatment or study: carried out, and not planned, refused or to come."""
    if is_planned(reading, hit.start, hit.end) or is_in_plan(reading, hit.start) or is_to_come(reading, hit.end):
        return None
    lead, tail = around(reading, hit)
    return None if NOT_GIVEN.search(lead) or NOT_GIVEN.search(tail) else hit.concept


def is_intended(reading: Reading, hit: Hit) -> str | None:
    """A plan: firm, neither an option nor refused; what was done already is no plan, what is not needed is none."""
    lead, tail = around(reading, hit)
    if NEEDLESS_BEFORE.search(lead) or is_needless(tail, 0):
        return NO
    if OPTION.search(lead) or OPTION.search(tail) or REFUSED.search(lead) or REFUSED.search(tail):
        return None
    if (is_in_plan(reading, hit.start) and not is_talked_over(reading, hit.start)) or is_to_come(reading, hit.end):
        return hit.concept
    firm = FIRM.search(lead) or FIRM.search(tail)
    return hit.concept if firm and is_planned(reading, hit.start, hit.end) else None


def is_needless(text: str, at: int) -> bool:
    """Whether it is said right behind that there is no need."""
    near = text[at : at + NEEDLESS_REACH]
    return ("not " in near or "unnecessary" in near) and NEEDLESS_BEHIND.match(text, at) is not None


def done_or_intended(reading: Reading, hit: Hit) -> str | None:
    """Carried out or firmly planned."""
    done = was_done(reading, hit)
    return (
        done
        if done is not None
        else next((hit.concept for value in (is_intended(reading, hit),) if value == hit.concept), None)
    )


JUDGES: dict[str, Judge] = {"now": so_now, "done": was_done, "planned": is_intended, "either": done_or_intended}
