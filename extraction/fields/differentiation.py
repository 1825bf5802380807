"""Differentiation of the carcinoma: words, G1-G4, tub/por, two-tier grades; the worse of several."""

import re
from collections.abc import Iterator, Mapping

from abstraction.records import Assertion, ElementValue, Mention
from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.specimen_tables import specimen_tables, told_of
from extraction.tumours import is_other_tumour

ORDER = ("well", "moderate", "poor", "undifferentiated")
TWO_TIER = {"low": "moderate", "high": "poor", "middle": "moderate", "intermediate": "moderate"}
# "G: 2" alone on its line, behind nothing but the mark of an item.
LINE_LETTER, ITEM_MARK = pattern_of(r"G\s?[:=]\s{0,30}([1-4])[ \t]*$", re.MULTILINE), " \t*-"
LETTER_WORDS = Anchors("g1", "g2", "g3", "g4", "g 1", "g 2", "g 3", "g 4")
LETTER = pattern_of(r"G(?<![A-Za-z0-9].)\s?([1-4])(?:\s?(?:[-–/]|to|bis)\s?G?([1-4])\b)?(?![A-Za-z0-9%]|\s?[-–/]\s?\d)")
# "Hist.: G2".
HISTOLOGY = pattern_of(r"\b(?:[Hh]ist\w*|[Gg]rading)\.?\s?:\s{0,4}$")
NUMBER = pattern_of(
    r"(?:\s?\([^)\n]{0,24}\)(?=\s?[:=]))?\W{0,4}(?:is|of)?(?:\W{0,3}|\s{0,40})(?:G|grade )?([1-4]|I{1,3}|IV)(?![\w]|[.,]\d|\s*(?:cm|mm|x\b))",
    re.IGNORECASE,
)
WORD = pattern_of(
    r"[^.;\n]{0,40}?\b(well|moderate|intermediate|poor|undifferentiated)(?:ly)?(?:\s?(?:/|to|-|and)\s?(well|moderate|poor))?\b",
    re.IGNORECASE,
)
TICKED = pattern_of(
    r"\W*(?:[\[(] ?[\])]\s*\w+\s*)*[\[(][xX][\])]\s*(?:G([1-4])|(well|moderate|poor|undifferentiated|low|high))",
    re.IGNORECASE,
)
# "Grade 2 of 3", and "Grade: high" as a line of a form.
OF_THREE = pattern_of(r"\s?(?:of|/)\s?3\b")
TIER = pattern_of(
    r"\s?:\s{0,30}(?:(?P<tier>high|low|intermediate)\b(?! grade dys)|(?P<word>well|moderate|poor|undifferentiated)(?:ly)?\b)",
    re.IGNORECASE,
)
GRADE_LABEL = pattern_of(r"(?:histolog\w+ |tumou?r )?(?:grad\w+|differen\w+)")
CELL_GRADE = pattern_of(
    r"(?:g ?|grade )?(?P<number>[1-4])(?![\d.,/])|(?:g\d )?(?P<word>well|moderate|poor|undifferentiated|low|high)(?:ly)?\b"
)
# "Sigmoid AC, MD", "AC of the rectum (PD)": a letter pair right behind the carcinoma.
PAIR = pattern_of(
    r"\b(?:AC|ACA|(?:[Aa]deno)?[Cc]arcinoma|[Aa]deno(?:ca|CA)?\.?|[Cc]a|CA|[Cc]ancer)(?: of (?:the )?\w+)?\s?"
    r"(?:,\s?|\()(?P<pair>[WMP]D)(?=\)|\s?[,;]|\s?(?:\.|$)(?!\w)|\s(?:[yp]{1,2}T|T)[0-4])"
)
# "Left hemicolectomy: M/D, pT3N1".
SLASHED = pattern_of(r"(?<![\w/])(?P<pair>[WMP]/D)(?=\s?[,;.)]?\s?(?:[yp]{1,2}T[0-4]|[Aa]deno|\n|$))")
PAIR_REACH, PAIR_LEADS, PAIR_FOLLOWERS = 40, (",", ", ", "("), ("", *"),;.Typ")
PAIRS = {"WD": "well", "MD": "moderate", "PD": "poor"}
SLASHED_PAIRS = {"W/D": "well", "M/D": "moderate", "P/D": "poor"}
PAIR_WORDS, SLASHED_WORDS = Anchors("wd", "md", "pd"), Anchors("w/d", "m/d", "p/d")
# "G2, in places G3", "grade: G2 (focally G3)": the worse part of what was graded just before.
PARTLY = pattern_of(
    r"\s?[,;(]?\s?(?:(?:and|with|to|but|only|in|the|of|a|an|as|well|at|places|parts?|areas?|foci|focus|spots"
    r"|focal(?:ly)?|part(?:ly|ially)|local(?:ly)?|margin|edge|front|elsewhere|small|minor|few|some)\s){1,5}",
    re.IGNORECASE,
)
WITH = pattern_of(r"\s(?:with|and)\s")
AREA = pattern_of(r"\s*(?:areas?|components?|tumou?r|invasive|carcinoma|adenoca)", re.IGNORECASE)
# "Poorly differentiated adenocarcinoma mismatch repair stains are pending": what is awaited is something else.
WAITS = "hypothetical_behind"
TIER_REACH = 14
# "Low-grade FDG uptake at the carcinoma", "high-grade large bowel obstruction": how much of it there is.
OF_NO_TUMOUR = pattern_of(
    r"[\s-](?:(?:fdg|tracer|metabolic|diffuse|focal|background|malignant|large|small|bowel|colonic|rectal|luminal)[\s-])*"
    r"(?:uptake|avid\w*|activity|\w*metabol\w+|enhancement|signal|restriction|fevers?|febrile|pyrexia|temperatures?|obstruction"
    r"|stricture|stenos[ei]s|narrowing|infection|sepsis|pain|nausea|fatigue|symptoms?|portal|reflux|thrombocyt\w+)\b",
    re.IGNORECASE,
)
IT_IS = pattern_of(r"\s*(?:(?:it|this|the (?:tumou?r|carcinoma|lesion)) is (?:of )?)?\W*")
FAR = 5
UNREAL = frozenset({"negated", "no_new", "family", "hypothetical"})
TUMOUR = pattern_of(r"carcinoma|cancer|tumou?r\b|\bca\b|colectomy|\bprimary\b(?=:| (?:in|of|site|at))")
# Between a grade and the tumour that it grades.
OTHER_REACH = 40
NAMES_NEXT = pattern_of(r"[\s-]*(?:differentiated\s)?(?:(?!and\b|or\b|not\b|no\b|with\b)[\w-]+\s){0,2}")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# "Tis" and not the start of "tissue".
CATEGORY = pattern_of(r"(?<![A-Za-z0-9])[ypc]{0,2}T(?:is(?=N[0-2X]|\W|$)|[0-4])", re.IGNORECASE)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`differentiation`: the worst grade stated of the colorectal carcinoma or its metastasis."""
    fine: list[Mention] = []
    coarse: list[Mention] = []
    for hit in reading.hits("grade"):
        if hit.concept in ORDER:
            fine.extend(accepted(reading, (hit.start, hit.end), hit.concept))
        elif hit.concept in TWO_TIER:
            # "High grade" beside a finer word is the worse part of the tumour; "low grade" adds nothing to it.
            if is_carcinoma_grade(reading, hit):
                tier = coarse if hit.concept == "low" else fine
                tier.extend(accepted(reading, (hit.start, hit.end), TWO_TIER[hit.concept]))
        else:
            fine.extend(scale_value(reading, hit))
    for match in matches_at(LETTER, reading.text, places(reading.levelled, LETTER_WORDS)):
        clause = reading.sentence_at(match.start())
        labelled = HISTOLOGY.search(reading.text, clause[0], match.start()) or goes_on(reading, fine, match.start())
        if (labelled or has_tumour(reading, clause)) and not near_other_grade(reading, match.span()):
            fine.extend(accepted(reading, match.span(), ORDER[int(match.group(2) or match.group(1)) - 1]))
    if is_of_pathology(reading):
        for match in LINE_LETTER.finditer(reading.text):
            if reading.text[reading.text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(ITEM_MARK):
                continue
            fine.extend(accepted(reading, match.span(1), ORDER[int(match.group(1)) - 1]))
    for at in places(reading.levelled, PAIR_WORDS):
        if reading.text[at : at + 2] not in PAIRS or not reading.levelled.endswith(PAIR_LEADS, 0, at):
            continue
        if reading.text[at + 2 : at + 4].strip()[:1] not in PAIR_FOLLOWERS:
            continue  # "Smith, MD" over the next line
        if paired := PAIR.search(reading.text, max(0, at - PAIR_REACH), at + PAIR_REACH):
            fine.extend(accepted(reading, paired.span("pair"), PAIRS[paired.group("pair")]))
    for match in matches_at(SLASHED, reading.text, places(reading.levelled, SLASHED_WORDS)):
        fine.extend(accepted(reading, match.span("pair"), SLASHED_PAIRS[match.group("pair")]))
    if reading.once(specimen_tables):
        fine.extend(in_tables(reading))
    mentions = fine or coarse
    if mentions:
        worst = max(mentions, key=lambda mention: ORDER.index(str(mention.value)))
        evidence = tuple(mention for mention in mentions if mention.value == worst.value)
        return [ElementValue("differentiation", str(worst.value), evidence)]
    return []


def goes_on(reading: Reading, fine: list[Mention], offset: int) -> bool:
    """Whether the grade at the offset belongs to the part of the tumour that the one before it leaves over."""
    return any(PARTLY.fullmatch(reading.text, mention.end, offset) for mention in fine[-2:])


def in_tables(reading: Reading) -> Iterator[Mention]:
    """Grades in the cells of a table of specimens."""
    for organ in ("bowel", "liver"):
        for entry in told_of(reading, organ, GRADE_LABEL):
            if match := CELL_GRADE.match(reading.levelled, *entry.cell):
                number, word = match.group("number"), match.group("word")
                yield from accepted(
                    reading, match.span(), ORDER[int(number) - 1] if number else TWO_TIER.get(word, word)
                )


def accepted(reading: Reading, span: Interval, value: str) -> list[Mention]:
    """The grade as evidence, unless it is denied, a relative's, or another tumour's."""
    for cue in reading.modifiers(*span):
        if cue.category in UNREAL and not (cue.start >= span[1] and cue.name == WAITS):
            return []
    sentence = reading.sentence_at(span[0])
    if is_other_tumour(reading, span[0]) or near_template(reading, sentence):
        return []
    if grades_other(reading, span, sentence[1]):
        return []
    if any(hit.concept == "general" for hit in reading.hits("gene", sentence)):
        return []
    return [reading.mention("differentiation", span, value, Assertion.PRESENT)]


def grades_other(reading: Reading, span: Interval, end: int) -> bool:
    """Whether the tumour named right behind the grade is another: "a well-differentiated hepatocellular carcinoma"."""
    named = reading.hits("tumour_entity", (span[1], min(end, span[1] + OTHER_REACH)))
    return (
        bool(named)
        and named[0].concept == "other"
        and bool(NAMES_NEXT.fullmatch(reading.levelled, span[1], named[0].start))
    )


def near_template(reading: Reading, sentence: Interval) -> bool:
    """Whether the sentence explains a grading scheme ("low grade = well/moderate")."""
    words = reading.levelled[slice(*sentence)]
    return "=" in words and "scheme" in words


def scale_value(reading: Reading, hit: Hit) -> list[Mention]:
    """The value behind "Histologic grade", "differentiation:" or "grade"."""
    mentions: list[Mention] = []
    text = reading.text
    end = reading.sentence_at(hit.start)[1]
    name = text[hit.start : hit.end].lower()
    tells_words = name.startswith("diff") or "differ" in name or "histolog" in name
    if match := TICKED.match(text, hit.end):
        word = (match.group(2) or "").lower()
        value = ORDER[int(match.group(1)) - 1] if match.group(1) else TWO_TIER.get(word, word)
        mentions += accepted(reading, match.span(2 if word else 1), value)
    elif match := NUMBER.match(text, hit.end, end):
        if (
            "histolog" in name
            or "tumo" in name
            or (
                is_of_pathology(reading)
                and (OF_THREE.match(text, match.end()) or text[match.start(1) - 1] == "G")
                and is_line_start(text, hit.start)
            )
            or (
                (has_tumour(reading, reading.clause_at(hit.start)) or is_listed_behind(reading, hit))
                and not near_other_grade(reading, (hit.start, match.end()))
            )
            or (
                (is_of_pathology(reading) or ":" in match.group()) and follows_tumour(reading, (hit.start, match.end()))
            )
        ):
            written = match.group(1).lower()
            mentions += accepted(reading, (hit.start, match.end()), ORDER[(ROMAN.get(written) or int(written)) - 1])
    elif (match := TIER.match(text, hit.end)) and not (match["word"] and tells_words):
        tier, word = match.group("tier"), match.group("word")
        span = (hit.start, match.end())
        at_line = is_of_pathology(reading) and is_line_start(text, hit.start)
        if not (at_line or (tier and follows_tumour(reading, span))) or near_other_grade(reading, span):
            return mentions
        if tier or not is_below_other(reading, hit.start):
            mentions += accepted(reading, (hit.start, match.end()), TWO_TIER[tier.lower()] if tier else word.lower())
    elif tells_words and (match := WORD.match(text, hit.end, end)):
        for word in filter(None, match.groups()):
            mentions += accepted(reading, (hit.start, match.end()), TWO_TIER.get(word.lower(), word.lower()))
    return mentions


def is_listed_behind(reading: Reading, hit: Hit) -> bool:
    """Whether a report lists the grade behind the carcinoma and its size: "Metastatic adenocarcinoma, 5.6 cm, grade 2"."""
    if not is_of_pathology(reading) or not reading.levelled.endswith(", ", 0, hit.start):
        return False
    before = (reading.sentence_at(hit.start)[0], hit.start)
    graded = (found for found in reading.hits("tumour_entity", before) if found.concept == "not_grade")
    return has_tumour(reading, before) and not any(graded)


def is_below_other(reading: Reading, offset: int) -> bool:
    """Whether the line before that of the offset names what has grades of its own: "Steatosis: present" above "Grade: mild"."""
    line = reading.text.rfind("\n", 0, offset)
    above = reading.text.rfind("\n", 0, max(0, line)) + 1
    return any(hit.concept == "not_grade" for hit in reading.hits("tumour_entity", (above, offset)))


def is_of_pathology(reading: Reading) -> bool:
    """Whether the note is a pathologist's."""
    return reading.note.note_type is PATHOLOGY


def is_line_start(text: str, offset: int) -> bool:
    """Whether only signs stand before the offset on its line."""
    return not re.search(r"\w", text[text.rfind("\n", 0, offset) + 1 : offset])


def has_tumour(reading: Reading, span: Interval) -> bool:
    """Whether the span names a carcinoma or its T category."""
    if any(hit.concept in ("colorectal", "other") for hit in reading.hits("tumour_entity", span)):
        return True
    return bool(TUMOUR.search(reading.levelled, *span) or CATEGORY.search(reading.text, *span))


def follows_tumour(reading: Reading, span: Interval) -> bool:
    """Whether the grade is a sentence of its own, behind those on the carcinoma: "... CK20 positive. Grade 2."."""
    index = reading.sentence_index(span[0])
    start, end = reading.sentences[index]
    if not IT_IS.fullmatch(reading.levelled, start, span[0]) or reading.levelled[span[1] : end].strip(" .;,\n"):
        return False
    before = (reading.sentences[max(0, index - FAR)][0], start)
    graded = (
        hit
        for hit in reading.hits("tumour_entity", before)
        if hit.concept == "not_grade" and not is_of_it(reading, hit)
    )
    return index > 0 and has_tumour(reading, before) and not any(graded)


def is_of_it(reading: Reading, hit: Hit) -> bool:
    """Whether the word tells how the carcinoma itself looks, which grades nothing else."""
    return reading.levelled.startswith("necrosis", hit.start)


def near_other_grade(reading: Reading, span: Interval) -> bool:
    """Whether the number grades something else: steatosis, neuropathy, dysplasia, in the same sentence."""
    return any(
        hit.concept == "not_grade" and not is_set_off(reading, span, hit)
        for hit in reading.hits("tumour_entity", (span[0] - 30, span[1] + 30))
    )


def is_set_off(reading: Reading, span: Interval, hit: Hit) -> bool:
    """Whether the word stands in another sentence or line, or behind the number and a comma or "with"."""
    text = reading.text
    if hit.start < span[1]:
        return "\n" in text[hit.end : span[0]] or ". " in text[hit.end : span[0]]
    behind = text[span[1] : hit.start]
    return any_in(behind, (",", ". ", "\n")) or WITH.match(behind) is not None


def is_tier_of_other(reading: Reading, hit: Hit) -> bool:
    """Whether "low grade" stands in one phrase with dysplasia or an adenoma."""
    text = reading.text
    return any(
        other.concept == "not_grade" and "," not in text[min(hit.end, other.end) : max(hit.start, other.start)]
        for other in reading.hits("tumour_entity", (hit.start - TIER_REACH, hit.end + TIER_REACH))
    )


def is_carcinoma_grade(reading: Reading, hit: Hit) -> bool:
    """Whether "low grade" grades a carcinoma: not dysplasia, and a carcinoma or a grade line beside it."""
    if is_tier_of_other(reading, hit) or OF_NO_TUMOUR.match(reading.text, hit.end):
        return False
    if AREA.match(reading.text, hit.end):
        return True
    span = reading.sentence_at(hit.start)
    index = reading.sentence_index(hit.start)
    if index and not reading.levelled[slice(*span)].replace(reading.levelled[hit.start : hit.end], "", 1).strip(" .,;"):
        span = (reading.sentences[index - 1][0], span[1])  # "pT4aN1c, 0/24 LN. High grade."
    line = (max(0, hit.start - 40), hit.end)
    return has_tumour(reading, span) or any(found.concept == "scale" for found in reading.hits("grade", line))
