"""Cycles of chemotherapy given for the metastases: counts in the text, joined to their regimens, summed over lines of treatment."""

import re
from operator import attrgetter
from typing import NamedTuple

from abstraction.records import Assertion, Mention
from extraction.anchors import Anchors, first_at, matches_at, places
from extraction.fields.answers import is_of_other_step
from extraction.fields.cycle_counts import Group, counts
from extraction.fields.cycle_purposes import is_adjuvant, is_end_of_agent
from extraction.fields.cycle_regimens import is_of_option, is_resumed
from extraction.fields.cycle_times import time_of
from extraction.fields.plans import THEREAFTER, is_in_plan, is_planned_number, names_other_in_brackets
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

REACHED = pattern_of(
    r"\b(?:after|post|following|completed|complet\w+|received|done|given|taken|finished|has had|so far|is in|on|now|today|currently|s/p|status|delivered|administered|through|to date|under|undergoing|receiving|during|adm\w*|had)\b",
    re.IGNORECASE,
)
# "Since the last visit completed C10".
JUST_DONE = pattern_of(
    r"\b(?:since|at|from|before)\b[^.;]*\b(?:completed|received|finished|had|given) (?:her |his |the )?$"
)
NOT_REACHED = pattern_of(
    r"\b(?:from|before|until|next|at|since|due|with effect from|starting|stopped from|booked|will|plan\w*|prior to|delayed?|f/u|await\w*|tomorrow|reduc\w+|continue with|proceed to|(?:here|attend\w*|presents?|review|seen|comes?|came|ready|reviewed|called in|listed) for|first|omit\w*)\b[^.;,]{0,22}$",
    re.IGNORECASE,
)
# "Was the first cycle, followed by five more": one of the cycles given.
FIRST_OF_MORE = pattern_of(r"[^.;\d]{0,24}?\bfollowed by\b", re.IGNORECASE)
TO_COME = pattern_of(
    r"\s?\(?[^.;]{0,14}?\b(?:next|tomorrow|due|starts?|booked|planned|will|to be|to start|scheduled|pending|delayed|postponed|deferred|cancelled|skipped|omitted|on hold)\b",
    re.IGNORECASE,
)
FUTURE = pattern_of(
    r"(?:\b(?:plan(?:ned|s)?|remaining|next|up to(?! now| date| here)|would|if|will|should|starts?|in reserve|to give|prefers|to finish|to complete|needs?|minimum(?: of)?|at least|maximum|max|recommend\w*|propos\w*|advis\w*|suggest\w*|"
    r"consider\w*|aim\w*|carry on to|continue (?:the same therapy )?(?:for|to)|resume\b|restart\b|booked|scheduled|give|another|agree[ds]? on|decided on|opted for|settled on|go(?:es|ing)? on to)\b[^.;,]{0,34}|[>≥])$"
)
# "Re-stage after 4 cycles" is a plan in a letter; in a radiology request it is the reason of the study.
CHECK = pattern_of(
    r"\bre ?(?:present|stage|staging|evaluat\w*|assess\w*|imag\w*|scan|view|volum\w*|discuss)\b[^.;,]{0,34}$"
    r"|\b(?:new|control|follow ?up|interim|fresh|repeat|for)\s(?:\w+\s){0,2}(?:scans?|ct|mri|pet(?:[/ ]?ct)?|imaging|evaluation|assessment|staging)\b[^.;,:]{0,24}\bafter (?:the )?(?:\w+ )?$"
    r"|\b(?:board|mdt|conference|meeting|discuss|review|see)\s(?:\w+\s)?again\s(?:\w+\s)?after (?:the )?(?:\w+ )?$"
)
SHOWED = pattern_of(
    r"[^.;]{0,30}(?:show|demonstr|reveal|:|\b(?:PR|SD|PD|CR)\b|partial|stable|smaller|progress|decreas|shrink|respon|reduc)",
    re.IGNORECASE,
)
HAVING = pattern_of(r"\b(?:after|following|completed|received|has had|have had|s/p|post)\s$", re.IGNORECASE)
HAD = pattern_of(r"\b(?:has|have) (?:now |so far |already )?(?:had|received|completed|been given)\s$", re.IGNORECASE)
# Words right behind "8 cycles" that say they were given, whatever sentence names the drug.
GIVEN = pattern_of(
    r"\s?(?:have been |has been |were |was |are |already |so far |all )*(?:completed|given|administered|received|taken|delivered|finished|done|applied|so far|to date|until now|till now|now(?=\s*[.;,)])|in(?=\s*(?:[.;,)]|$)))(?:\b|(?=\W|$))",
    re.IGNORECASE,
)
# "Her sixth and last cycle", "since the last (12th) cycle".
CALLED_LAST = pattern_of(r"\b(?:last|final)\b", re.IGNORECASE)
LAST_BEFORE = pattern_of(r"\b(?:last|final|latest|most recent) \(?$", re.IGNORECASE)
# "Last dose 12.04.2024"
DAY_GOES_ON = pattern_of(r"[./-]\d")
TOLD = pattern_of(r"\b(?:completed|had|received|given|done|so far|to date)\b")
PLANNED_BEHIND = pattern_of(
    r"[^.;,]{0,20}?(?<!\(\d )(?<!\(\d\d )\b(?:planned(?!\s?:?\s?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))|are planned|to be given|to follow|then re ?\w+|remaining|are due|left|to go(?! on)|(?:are |is |were )?agreed|would|will|if)\b"
)
FURTHER = pattern_of(
    r"\b(?:further|additional|another|again|more|extra|second course|re ?challenge|reintroduc\w*|restarted|resumed)\b"
)
# "Resumed FOLFOX, now s/p 4 cycles".
RESUMED = pattern_of(r"\b(?:resum\w+|restart\w+|re ?challeng\w+(?: with)?|reintroduc\w+|back on) (?:\w+ )?$")
TOTAL = pattern_of(r"\b(?:altogether|in total|in all|total(?:ling|led)?(?: of| no\.? of)?|overall|cumulative\w*)\b")
# "12 cycles of chemo total to date".
CALLED_TOTAL = pattern_of(r"(?: of)?(?: \w+){0,2} (?:in )?total\b(?! of| neo| dose)", re.IGNORECASE)
PARALLEL = pattern_of(
    r"\b(?:in parallel|concurrent\w*|together with|simultaneous\w*|alternating|alongside|same time)\b", re.IGNORECASE
)
JOINED = pattern_of(
    r"[\s+/,&(-]*(?:with|and|plus|in combination with|combined with|concurrent\w*|systemic|together with|followed by maintenance)?[\s+/,&(-]*",
    re.IGNORECASE,
)
CHEMO = pattern_of(
    r"chemo|treatment|therap|regimen|systemic|palliative|neoadj|preop|pretreat|oncolog|line|recist|she has|he has|tolerat"
)
NOT_CHEMO = pattern_of(
    r"pringle|clamp|radiother|\bgy\b|antibiotic|dialysis|heparin|g ?csf|warm isch|lanreotide|prrt|freeze|menstr|fracture|sbrt|fraction|short.course|long.course|clinical course|course of steroid|hpylori"
)
# Behind the number and the names of its drugs: "six cycles of FOLFIRI with bevacizumab would be reasonable".
DRUGS_REACH = 36
# "FOLFOX 6 cycles, postop FOLFOX planned": what is planned is named behind the comma.
NEXT_DRUG = pattern_of(
    r",[^,]*\b(?:folf\w+|capox|xelox|capecitabine|mfolfox\w*|cycles|courses|bev\w*|\w+mab|avastin|erbitux|vectibix|oxali\w*|irinotecan)\s"
)
# The cycle that a stay in hospital is for counts, unless the note says that only the ones before it were given.
DUE = pattern_of(r"\b(?:adm\w*\.?|hospitali[sz]\w+|day care|visit)\s(?:\w+\s){0,3}for\b[^.;]{0,24}$", re.IGNORECASE)
# "C9 FOLFIRI/bev today", unless it is told as given.
TODAY = pattern_of(r"[^.;\n]{0,40}?\btoday\b")
TODAY_GIVEN = pattern_of(
    r"\b(?:received|completed|given|tolerated|had|got|finished|administered|delivered|s/p|after)\b"
)
# "FOLFOX (6 cycles) and cetuximab (4 cycles)": the antibody ran beside the drugs.
ANTIBODIES = frozenset({"bevacizumab", "cetuximab", "panitumumab"})
TOGETHER = pattern_of(
    r"(?:(?!then\b|later\b|follow|switch|mainten)[\w\s(.#×])*[),]*\s?(?:and|with|plus|\+|&)\s?", re.IGNORECASE
)
# Numbers of cycles in a sentence that names neither a drug nor the word.
UNNAMED = pattern_of(
    r" (?:first (?:\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|c\d{1,2} (?:given|done|completed)|(?:(?<=after )|(?<=post )|(?<=following )|(?<=received )|(?<=completed )|(?<=finished )|(?<=tolerated )|(?<=had ))c\d{1,2})\b"
)
CYCLE_WORDS = Anchors("cycle", "course", "cures", " cyc ", "total", "altogether")
UNNAMED_WORDS = Anchors(" first ", *(f" c{number}" for number in range(1, 10)))
NEXT_LINE = pattern_of(r",?;? (?:and )?(?:then|followed by|thereafter|afterwards|later|subsequently)\b", re.IGNORECASE)
MOST_CYCLES = 60
LABELLED = pattern_of(r"(?:cycles|courses)[^\d\n]{0,20}[:=]", re.IGNORECASE)
NEXT = 12
LETTERS = frozenset({ONCOLOGY, OPERATIVE})


class Statement(NamedTuple):
    """A number of given cycles: of which line of treatment, and whether it adds to it, sums up, or runs beside another."""

    number: int
    span: Interval
    line: str
    is_further: bool
    is_total: bool
    beside: str
    is_due: bool


SPAN = attrgetter("span")


def read_cycles(reading: Reading, given: list[Hit]) -> tuple[int, tuple[Mention, ...], tuple[str, ...]]:
    """Total, evidence, and the reasons to look again."""
    told = sentences(reading, given)
    if not told:
        return 0, (), ()
    groups = grouped(reading, given)
    starts = [group.start for group in groups]
    found: list[Statement] = []
    for index in told:
        # Only the groups of this sentence and the two before can own its numbers.
        floor, end = reading.sentences[index - 2 if index > 2 else 0][0], reading.sentences[index][1]
        around = groups and groups[first_at(starts, floor) : first_at(starts, end + NEXT)]
        found += statements(reading, groups, around, index)
    if not found:
        return 0, (), ()
    total, used, reasons = summed(reading, groups, found)
    evidence = tuple([reading.mention("chemo_cycles", item.span, item.number, Assertion.PRESENT) for item in used])
    return total, evidence, reasons


def grouped(reading: Reading, given: list[Hit]) -> list[Group]:
    """Neighbouring regimens as one group, named by its first."""
    groups: list[Group] = []
    for hit in given:
        if (
            groups
            and hit.start - groups[-1].end <= 40
            and JOINED.fullmatch(reading.text, groups[-1].end, max(hit.start, groups[-1].end))
        ):
            groups[-1] = Group(groups[-1].start, hit.end, groups[-1].name)
        else:
            groups.append(Group(hit.start, hit.end, hit.concept))
    return groups


def sentences(reading: Reading, given: list[Hit]) -> list[int]:
    """Indexes of the sentences that name a regimen or speak of cycles."""
    named = places(reading.levelled, CYCLE_WORDS) + [hit.start for hit in given]
    named += [told.start() for told in matches_at(UNNAMED, reading.levelled, places(reading.levelled, UNNAMED_WORDS))]
    return sorted(reading.sentences_at(named)) if named else named


def statements(reading: Reading, every: list[Group], groups: list[Group], index: int) -> list[Statement]:
    """Numbers of given cycles in the sentence in order; `every` group of the note stands for "cycle 3", those around it for the rest."""
    sentence = reading.sentences[index]
    text = reading.text
    found = counts(reading, groups, sentence)
    if not found:
        return []
    named = any(sentence[0] <= group.start < sentence[1] for group in groups)
    if not named and NOT_CHEMO.search(reading.levelled, *sentence):
        return []
    given: list[Statement] = []
    taken: list[Interval] = []
    for count, span, is_position in found:
        if any(a < span[1] and span[0] < b for a, b in taken) or not 0 < count <= MOST_CYCLES:
            continue
        taken.append(span)
        group = nearest(groups, sentence, span, text)
        if group is None:
            goes_on = (
                is_position
                or LABELLED.match(text, span[0])
                or CHEMO.search(reading.levelled, *sentence)
                or FURTHER.search(reading.levelled, *sentence)
                or GIVEN.match(text, span[1])
                or HAVING.search(text, sentence[0], span[0])
            )
            group = earlier(reading, groups, index) if goes_on else None
            if group is None and is_position:
                group = next((one for one in reversed(every) if one.end <= span[0]), None)
            known = CHEMO.search(reading.levelled, *sentence) or TOTAL.search(reading.levelled, *sentence)
            if group is None and not (known or (goes_on and reading.note.note_type is ONCOLOGY)):
                continue
        if is_of_option(reading, every, span) or (is_position and is_end_of_agent(reading, every, group, span)):
            continue
        if not is_counted(reading, sentence, span, is_position) or is_adjuvant(reading, groups, group, sentence, span):
            continue
        near = reading.levelled[max(sentence[0], span[0] - 24) : min(sentence[1], span[1] + 12)]
        given.append(
            Statement(
                count,
                span,
                group.name if group else "",
                bool(FURTHER.search(near))
                or (
                    group is not None
                    and RESUMED.search(reading.levelled, max(0, group.start - 24), group.start) is not None
                )
                or (not is_position and is_resumed(reading, every, group, span)),
                bool(TOTAL.search(near)) or CALLED_TOTAL.match(text, span[1]) is not None,
                partner(groups, group, sentence, text),
                is_position and (bool(DUE.search(text, sentence[0], span[0])) or is_of_today(reading, sentence, span)),
            )
        )
    return sorted(given, key=SPAN)


def is_of_today(reading: Reading, sentence: Interval, span: Interval) -> bool:
    """Whether the cycle is the one of the visit, and not told as given: "C9 today", beside "s/p 8 cycles"."""
    text = reading.levelled
    if not TODAY.match(text, span[1], sentence[1]):
        return False
    return not TODAY_GIVEN.search(text, sentence[0], sentence[1])


def nearest(groups: list[Group], sentence: Interval, span: Interval, text: str) -> Group | None:
    """The group the number belongs to: "6 cycles of X" the one behind, else the nearest one of the sentence."""
    inside = [group for group in groups if sentence[0] <= group.start < sentence[1]]
    if not inside:
        return None
    behind = [group for group in inside if group.start >= span[1]]
    if behind and re.fullmatch(
        r"\s?(?:of\s|with\s)?(?:(?!followed|then|and|later|switch|before|plus)\w+\s){0,2}",
        text[span[1] : behind[0].start],
    ):
        return behind[0]
    before = [group for group in inside if group.end <= span[0]]
    if before and behind and NEXT_LINE.search(text, span[1], behind[0].start):
        inside = before  # "CAPOX from September, five cycles, then capecitabine"
    return min(inside, key=lambda group: max(group.start - span[1], span[0] - group.end, 0))


def partner(groups: list[Group], group: Group | None, sentence: Interval, text: str) -> str:
    """The line given in parallel with this one, where the sentence says so: its cycles are not added."""
    if group and group.name in ANTIBODIES:
        before = [other for other in groups if sentence[0] <= other.start and other.end <= group.start]
        if before and TOGETHER.fullmatch(text, before[-1].end, group.start):
            return before[-1].name
    others = [other for other in groups if other != group and sentence[0] <= other.start < sentence[1]]
    match = PARALLEL.search(text, *sentence) if others else None
    if not match:
        return ""
    return min(others, key=lambda other: max(other.start - match.end(), match.start() - other.end, 0)).name


def earlier(reading: Reading, groups: list[Group], index: int) -> Group | None:
    """The last group of the two sentences before, in the same paragraph: "She began FOLFIRI. She has had three cycles."."""
    sentence = reading.sentences[index]
    floor = reading.sentences[max(0, index - 2)][0]
    before = [group for group in groups if floor <= group.start < sentence[0]]
    if not before or "\n\n" in reading.text[before[-1].end : sentence[0]]:
        return None
    return before[-1]


def is_counted(reading: Reading, sentence: Interval, span: Interval, is_position: bool) -> bool:
    """Cycles already given: not planned, not a limit, not the cycle at which something changed."""
    text, levelled = reading.text, reading.levelled
    start = max(sentence[0], span[0] - 60)
    lead, tail = levelled[start : span[0]], levelled[span[1] : min(sentence[1], span[1] + 40)]
    near = lead[max(lead.rfind("."), lead.rfind(";"), lead.rfind(","), text.rfind("\n", start, span[0]) - start) + 1 :]
    if any(
        text[cue.start : cue.end] != "?"
        and not (cue.category == "negated" and THEREAFTER.search(text, cue.end, max(cue.end, span[0])))
        for cue in reading.modifiers(*span)
        if cue.category in ("family", "hypothetical", "negated")
        and (cue.end <= span[0] or cue.start - span[1] <= DRUGS_REACH)
        and not is_planned_number(reading, cue, cue.start >= span[1])
        and not (cue.start >= span[1] and NEXT_DRUG.search(levelled, span[1], cue.start))
        and not names_other_in_brackets(reading, span[1], cue.start)
        and not is_of_other_step(reading, span, (cue.start, cue.end))
        and not (text[cue.start : cue.end] == "without" and reading.hits("regimen", (cue.end, cue.end + 4)))
    ) and not re.search(r"so far|completed|given|received|delivered|administered", tail[:24]):
        return False
    if (FUTURE.search(near) and not GIVEN.match(tail)) or (
        PLANNED_BEHIND.match(tail) and not is_position and not HAD.search(lead)
    ):
        return False
    if CHECK.search(near) and reading.note.note_type in LETTERS and not SHOWED.match(tail):
        return False
    if is_in_plan(reading, span[0]) and not (GIVEN.match(tail) or TOLD.search(lead + tail[:20])):
        return False
    if not is_position:
        return True
    if FIRST_OF_MORE.match(tail):
        return True
    if CALLED_LAST.search(levelled, *span) or (LAST_BEFORE.search(lead) and not DAY_GOES_ON.match(tail)):
        return True
    if (NOT_REACHED.search(lead) and not JUST_DONE.search(lead)) or TO_COME.match(tail):
        return False
    written, lead = text[span[0] : span[1]], text[start : span[0]]
    return bool(
        REACHED.search(lead[-40:]) or REACHED.search(tail[:24]) or re.search(r"\dd\s?\d", written, re.IGNORECASE)
    ) or (
        not lead.strip(" ,;(")
        or bool(
            re.search(
                r"\bc\s?\d{1,2}\s?[-–]\s?$|\bHAI\s?$|folf\w+\s?$|,\s?$|\bd(?:ay)?\s?\d{1,2},?\s(?:of\s)?$",
                lead,
                re.IGNORECASE,
            )
        )
    )


def summed(
    reading: Reading, groups: list[Group], found: list[Statement]
) -> tuple[int, list[Statement], tuple[str, ...]]:
    """The total over lines of treatment; a line told twice counts once, a stated total beats the sum."""
    given = {item.number for item in found if not item.is_due}
    found = [item for item in found if not (item.is_due and item.number - 1 in given)]
    totals = [item for item in found if item.is_total]
    lines: dict[str, list[Statement]] = {}
    for item in found:
        if item.is_total or not item.line:
            continue
        told = lines.setdefault(item.line, [])
        if not told or item.is_further or is_of_other_time(reading, groups, told, item):
            told.append(item)
        elif item.number > max(before.number for before in told):
            told[:] = [before for before in told if before.is_further] + [item]
    pump, systemic = lines.get("HAI_FUDR", []), [name for name in lines if name != "HAI_FUDR"]
    for name in systemic:
        if pump and any(item.beside == name for item in pump):
            del lines["HAI_FUDR" if sum_of(lines[name]) >= sum_of(pump) else name]
            break
    for name in [name for name in lines if name in ANTIBODIES]:
        if any(item.beside in lines and sum_of(lines[item.beside]) >= item.number for item in lines[name]):
            del lines[name]
    used = [item for told in lines.values() for item in told]
    total, unnamed = sum_of(used), [item for item in found if not item.line and not item.is_total]
    reasons = ("summed over lines of treatment",) if len(used) > 1 else ()
    if totals:
        best = max(totals, key=lambda item: item.number)
        return (
            best.number,
            [best, *used],
            ("a stated total differs from the sum",) if total not in (0, best.number) else (),
        )
    if unnamed and max(item.number for item in unnamed) > total:
        best = max(unnamed, key=lambda item: item.number)
        return best.number, [best], ("no regimen is named with the cycles",) if used else ()
    return total, used, reasons


def is_of_other_time(reading: Reading, groups: list[Group], told: list[Statement], item: Statement) -> bool:
    """Whether the cycles were given at another time than those told before of the same line, which are dated as they are."""
    how, when = time_of(reading, groups, item.span)
    times = [time_of(reading, groups, before.span) for before in told] if how else []
    return bool(times) and all(time[0] == how and time[1] != when for time in times)


def sum_of(items: list[Statement]) -> int:
    """The cycles of these statements together."""
    return sum(item.number for item in items)
