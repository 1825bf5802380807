"""Numbers of a sentence that are no count of lesions: an age, a place, the number of a list, pieces of a biopsy."""

import re

from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# "1 Colon cancer with ...": the number of a list.
COUNT_BEFORE = pattern_of(
    r"(?:[a-z]s|foci|crlm|clm|metastasis|met|number|count|lobe|right|left)\)? ?\($|\b(?:s|seg\w*\.? ?)(?:[1-8][ab]?|[iv]{1,4}[ab]?) ?\($",
    re.I,
)
# "(4 tumour nodules, up to 6 cm)"
THINGS_BEHIND = pattern_of(
    r" (?:[a-z-]+ ){0,2}(?:lesions|nodules|metastases|mets|foci|deposits|tumou?rs|masses|secondaries|sols?)\b"
)
# "(3 right, 2 left)"
SIDE_BEHIND = pattern_of(r" (?:on the |in the )?(?:right|left)\b")
# "(at least 5)", "(approx. 12)": a number and no item of a list.
BOUND_BEFORE = pattern_of(
    r"\b(?:at least|more than|up to|about|approx(?:imately|\.)?|around|roughly|probably|minimum|total|total of|number)[ :=]$|[>≥~] ?$"
)
LINE_NUMBER = pattern_of(
    r"\s+(?!(?:(?:LIVER|HEPATIC|BILOBAR|NEW|SMALL) )*(?:SOL[Ss]?|METASTASES|METS|LESIONS|NODULES|DEPOSITS|FOCI|MASSES|SECONDARIES)\b)[A-Z]|\s?[-–]\s+[A-Za-z]|:\s"
)
# "4 left ovary; 5 liver, segment III": specimens by number.
SPECIMENS = (" liver", " left ovary", " right ovary", " omentum", " gallbladder")
SPECIMEN_NUMBER = pattern_of(
    r" (?:liver|left ovary|right ovary|omentum|gallbladder)\b(?! (?:lesion|met|nodule|deposit|mass|tumou?r|foc|filia|secondar|implant|spot|sols?\b|space|hypo))"
)
ENUMERATOR = pattern_of(r"[.)](?=\s+\S)")
# What is counted is something else.
OTHER_THINGS = pattern_of(
    r"\s*+(?:mm|cm|(?:to \w+ |further |more |additional |of the |of these |of )?(?:cycles?|courses?|months?|weeks?|years?|days?|doses?|hours?|minutes|lymph|nodes?|units?|stages?|pieces|fragments|"
    r"cores?|blocks?|levels|sections?|slides|passes|times|drains?|ports|stage|patients?|siblings|children|packs?|pack|other sites|vessels|veins|stents?|clips|"
    r"segments?|lobes?|parts|phases?|fold|thirds?|quarters?|point|of \d+(?! (?:(?:liver|hepatic|known|tumou?r|focal) )?(?:nodules?|lesions?|metastases|mets|deposits|masses|foci|tumou?rs)\b)|l\b|kg|g\b|gms?\b|grams?|litres?|units|cylinders?|punch\w*|weekly|seconds?|separate (?:studies|occasions)|centimet\w+|millimet\w+|\d{1,2}(?: ?g| gauge)|gauge|ga|fr|french|watts?|w|insertions?|applications?|overlap\w*|overlapping \w+|firings?|loads?|trocars?|needles?|antennas?|antennae|probes?|electrodes?|staplers?|cartridges?|clamp\w*|punctures?|sittings?|surgeons?|visits?))\b"
)
# "A two-line report", "a three-month interval": no number of things.
COMPOUND = pattern_of(
    r"-(?!to\b|or\b|and\b|plus\b|two|three|four|five|six|seven|eight|nine|ten|met|lesion|fold)[a-z]{3,}"
)
# "- 5, 6, 6 and 8, each under 2 cm": a run of three or more names places.
NAME_RUN = pattern_of(r"(?<![\w.,/])[1-8](?:, [1-8]){1,6},? (?:and|&) [1-8](?![\w.,]?\d)")
# "The two longer cores contain adenocarcinoma", "three cores, two of which contain": pieces of a biopsy.
CORES_BEHIND = pattern_of(
    r" (?:(?:out )?of (?:the |these |all )?(?:[a-z]+|\d) |(?:(?!with\b|of\b|in\b)[a-z-]+ ){0,2})(?:cores?|fragments?|cylinders?|chips|blocks?|slides?|passes|needle biops\w+)\b"
)
OF_THE_CORES = pattern_of(r" of (?:which|them|these)\b")
# "Of the four cores, two contain".
SHARE_OF_CORES = pattern_of(r"\bof (?:[a-z]+ |\d ){0,3}(?:cores?|fragments?|cylinders?|pieces|blocks?),? $")
CORES_BRACKET = pattern_of(r"(?:cores?|fragments?|cylinders?|pieces|biops(?:y|ies)|blocks?) \($")
CORES_BEFORE = pattern_of(r"\b(?:cores?|fragments?|cylinders?|pieces|biops(?:y|ies)|blocks?)\b[^.;]{0,30}$")
# "Zones of 35 and 25 mm", "100 W in 4 and 3 minutes": the numbers of a list that ends in a unit.
SHARES_UNIT = pattern_of(
    r"(?:, ?\d{1,3}(?:[.,]\d)?){0,3},? ?(?:and|&|or) \d{1,3}(?:[.,]\d)? ?(?:mm|cm|min(?:utes?|s)?|sec(?:onds)?|w|watts?|months|weeks|days|cycles|g)\b"
)
# "Tumour regression grade 2 to 3 of 5"
OF_GRADES = pattern_of(r"\b(?:grade|score|stage|trg|category)s?:? ?\d(?: ?(?:to|or|and|-|/)? ?\d)? (?:out )?of $")
# "Parts 2 and 3", "lesions 2 and 3": names and no numbers of things.
LISTED_NAMES = pattern_of(
    r"\b(?:parts?|blocks?|levels?|slides?|specimens?|lesions|masses|nodules|pots?|samples?|jars?) \d{1,2}[a-z]?(?:, ?\d{1,2}[a-z]?)*,? ?(?:and|&|or|to) ?$"
)
NAME_JOINS = ("and ", "& ", "or ", "to ", "and", "&", "or", "to")
NAMES_AHEAD = pattern_of(
    r"\b(?:parts?|blocks?|levels?|slides?|specimens?|lesions|masses|nodules|pots?|samples?|jars?) ?$"
)
MORE_NAMES = pattern_of(r",? ?(?:and|&|or|to|,) ?\d{1,2}\b")
SPELLED_BESIDE = pattern_of(r" (?:one|two|three|four|five|six|seven|eight)\b")
SPELLED_AHEAD = pattern_of(r"\b(?:one|two|three|four|five|six|seven|eight) $")
LAST_WORD = pattern_of(r"\b(?P<word>\w+)\.?\)? ?$")
OTHER_NUMBERS = frozenset(
    "level levels block blocks station stations grade trg mtrg mandard dworak second minute stage slide slides specimen specimens "
    "pot pots jar jars container containers vial vials sample samples image images series day pod week number item part parts step type "
    "cycle ps ecog age page room this each not larger largest biggest bigger smaller smallest dominant main first last figure c "
    "score tumor tumour lesion mass nodule metastasis deposit cea kps karnofsky hb bmi asa max suv suvmax line no prev".split()
)
OTHER_PHRASES = pattern_of(r"\b(?:rubbia brandt|\d of|(?:the|one) in)\.?\)? ?$")
PHRASE_ENDS = frozenset({"brandt", "of", "in"})
POINTING = OTHER_NUMBERS | PHRASE_ENDS | {"that"}
# "The CT shows that four metastases have shrunk": the word opens a clause and points at nothing.
CONJUNCTION = pattern_of(
    r"\b(?:show\w*|found|finds?|see|sees|seen|saw|say|says|said|report\w*|confirm\w*|mean|means|meant|note|notes|noted|reveal\w*|demonstrat\w*|suggest\w*|indicat\w*|know|knows|think|thinks|believ\w*|afraid|sorry|glad|pleased|happy|now|so|tells?|told|states?|stated|agree\w*|clear|evident) that $"
)
# "The metastases now number four."
VERB_NUMBER = pattern_of(
    r"\b(?:lesions|masses|metastases|mets|deposits|secondaries|nodules|tumou?rs|foci|they|these) (?:now )?number(?:ed)? (?:now )?$"
    r"|\b(?:lesions?|metastas[ei]s|mets|tumou?rs?|synchronous|metachronous|bilobar|liver|lobes?)[,;:(] ?(?:total )?number (?:now )?$|\btotal number(?: of [a-z ]{3,30})?(?: is)?[ :=]{1,3}$"
)
# "IMPRESSION 1 ..." begins a list; "Conclusion. Two metastases" counts.
TITLE_BEFORE = pattern_of(
    r"\b(?:impression|conclusion|opinion|addendum|supplement|(?:supplementary|supplemental|additional|addendum) report)\.? ?$"
)
# "S6 27 mm vs 33 mm; S4 14 vs 18": sizes that leave their unit out.
PLACE_AHEAD = pattern_of(r"\b(?:s|seg(?:ment)?\.? )(?:[1-8][ab]?|[iv]{1,4}[ab]?):? $")
COMPARED_BEHIND = pattern_of(r" ?(?:vs\.?|versus|against|->|→) ?\d")
COMPARED_AHEAD = pattern_of(
    r"\b(?:s|seg(?:ment)?\.? )(?:[1-8][ab]?|[iv]{1,4}[ab]?):? \d{1,3} ?(?:vs\.?|versus|against|->|→) ?$"
)
# How far back a run "(1) ... (2) ... (3)" may start, and what stands before it.
RUN = 600
RUN_STARTS = pattern_of(r"(?:[:.;\n] ?|^)$")
# "Mr B, 58, colon cancer with metastases": an age, which stands between commas.
AGE_BEFORE = pattern_of(r", ?$")
AGE_BEHIND = pattern_of(r" ?,")
YOUNGEST = 18


# "One conglomerate (previously three separate lesions)": how many there were.
HOW_MANY_WERE = pattern_of(
    r"\((?:previously|formerly|initially|originally|prior|was|were|had been)[ :]+(?:there were |at least |about )?$"
)
WERE_REACH = 30


# "CEA has risen to 24 and CT confirms a metastasis".
CEA_BEFORE = pattern_of(
    r"\bcea\b(?: levels?)?(?: (?:has|have|had|is|was|now|again|since|rose|risen|rising|gone|climbed|increased|decreased|fallen|fell|dropped|went|up|down|from|to|at|of|about|only|\d+(?:[.,]\d+)?))* $"
)
CEA_REACH = 40


def is_other(reading: Reading, span: Interval, start: int, end: int) -> bool:
    """Whether the number at `[start, end)` counts other things, names one of a list or tells how old the patient is."""
    text = reading.levelled
    if OTHER_THINGS.match(text, end, span[1]):
        return True
    before = max(span[0], start - WERE_REACH)
    if (
        text.find("(", before, start) >= 0
        and HOW_MANY_WERE.search(text, before, start)
        and THINGS_BEHIND.match(text, end)
    ):
        return True
    before = max(span[0], start - 36)
    if is_of_other(text, max(span[0], start - 16), start) and not (
        text.find("number", before, start) >= 0 and VERB_NUMBER.search(text, before, start)
    ):
        return True
    if text[start].isdigit():
        if COMPARED_AHEAD.search(text, max(span[0], start - 28), start) or (
            COMPARED_BEHIND.match(text, end) and PLACE_AHEAD.search(text, max(span[0], start - 12), start)
        ):
            return True
        if is_age(reading, start, end) or SHARES_UNIT.match(text, end, span[1]):
            return True
        opens = max(span[0], start - CEA_REACH)
        if text.find("cea ", opens, start) >= 0 and CEA_BEFORE.search(text, opens, start):
            return True
        if TITLE_BEFORE.search(text, max(0, start - 24), start):
            return True
    elif COMPOUND.match(reading.text, end):
        return True
    if reading.note.note_type is PATHOLOGY and is_of_cores(reading, start, end):
        return True
    if text.endswith("of ", 0, start) and OF_GRADES.search(text, max(span[0], start - 30), start):
        return True
    return is_name(reading, start, end)


def is_of_other(text: str, floor: int, start: int) -> bool:
    """Whether the word before the number makes it that of a level, a grade, a day or the like."""
    last = text[floor:start].rstrip(" ).").rpartition(" ")[2]
    if last.isalnum() and last not in POINTING:
        return False
    ahead = LAST_WORD.search(text, floor, start)
    if ahead is None:
        return False
    word = ahead.group("word")
    if word == "that":
        pointing = text.startswith("one", start)  # "that one has disappeared"
        return pointing or CONJUNCTION.search(text, max(0, start - 24), start) is None
    return word in OTHER_NUMBERS or (word in PHRASE_ENDS and OTHER_PHRASES.search(text, floor, start) is not None)


def is_age(reading: Reading, start: int, end: int) -> bool:
    """Whether the number stands between two commas as the age of a grown patient does."""
    text = reading.levelled
    age = text[start : start + 2]
    if not AGE_BEHIND.match(text, end) or not age.isdecimal() or int(age) < YOUNGEST:
        return False
    return AGE_BEFORE.search(text, max(0, start - 2), start) is not None


def is_of_cores(reading: Reading, start: int, end: int) -> bool:
    """Whether a pathology report counts the pieces of a biopsy."""
    if CORES_BEHIND.match(reading.levelled, end):
        return True
    before = CORES_BEFORE.search(reading.levelled, max(0, start - 40), start)
    if before and CORES_BRACKET.search(before.group()):
        return True  # "core biopsies (3)"
    if before and SHARE_OF_CORES.search(reading.levelled, max(0, start - 40), start):
        return True
    return bool(before and OF_THE_CORES.match(reading.levelled, end))


def is_name(reading: Reading, start: int, end: int) -> bool:
    """Whether the number names a thing of a list ("lesions 2 and 3") or a place ("the six seven lesion")."""
    text = reading.levelled
    if text.endswith(NAME_JOINS, 0, start) and LISTED_NAMES.search(text, max(0, start - 40), start):
        return True
    if MORE_NAMES.match(text, end) and NAMES_AHEAD.search(text, max(0, start - 16), start):
        return True
    if not text[start:end].isalpha():
        return False
    return bool(SPELLED_BESIDE.match(text, end) or SPELLED_AHEAD.search(text, max(0, start - 8), start))


def is_of_run(text: str, match: re.Match[str]) -> bool:
    """Whether "(3)" stands in a run "(1) laparotomy (2) wedge of segment 5 (3) biopsy" that starts behind a title or a stop."""
    if text[match.start() - 1 : match.start()] != "(" or text[match.end() : match.end() + 1] != ")":
        return False
    number = int(match.group("low"))
    first = text.rfind("(1)", max(0, match.start() - RUN), match.end() + 1)
    if first < 0 or not RUN_STARTS.search(text, max(0, first - 4), first):
        return False
    return all(f"({one})" in text[first : match.end() + 1] for one in range(1, number))


def is_list_number(reading: Reading, match: re.Match[str], span: Interval) -> bool:
    """Whether the number only begins an item of a list: "3) ...", "1 Colon cancer ..."."""
    text, levelled = reading.text, reading.levelled
    start, end = match.span()
    is_specimen = levelled.startswith(SPECIMENS, end) and SPECIMEN_NUMBER.match(levelled, end) is not None
    if is_specimen and not levelled.endswith("of ", 0, start):
        return True
    in_brackets = text[start - 1] == "("
    if (in_brackets or (text.startswith((".", ")"), end) and ENUMERATOR.match(text, end, span[1]))) and not is_counted(
        reading, start, end, in_brackets
    ):
        return True
    if text.startswith(": ", end) and not text[span[0] : start].strip():
        return True
    return starts_line(text, start) and LINE_NUMBER.match(text, end) is not None


def is_counted(reading: Reading, start: int, end: int, in_brackets: bool) -> bool:
    """Whether the number is one of things for all that stands beside it: "(at least 5)", "(3 right, 2 left)", "lesions (3)"."""
    text = reading.levelled
    return (
        opened(reading, start)
        or BOUND_BEFORE.search(text, max(0, start - 20), start) is not None
        or SIDE_BEHIND.match(text, end) is not None
        or (in_brackets and THINGS_BEHIND.match(text, end) is not None)
    )


def starts_line(text: str, start: int) -> bool:
    """Whether nothing but blanks stands before the offset on its line."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def opened(reading: Reading, start: int) -> bool:
    """Whether a bracket opens right before the number: "(3)" is one, "3)" begins an item of a list."""
    return bool(COUNT_BEFORE.search(reading.text, max(0, start - 14), start))


def is_of_places(text: str, start: int, end: int) -> bool:
    """Whether the number is one of a run of names: "- 5, 6, 6 and 8, each under 2 cm"."""
    if not (text.startswith(", ", end) or text.endswith(", ", 0, start)):
        return False
    run = NAME_RUN.search(text, max(0, start - 12), end + 16)
    return run is not None and run.start() <= start < run.end()
