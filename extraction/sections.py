"""Headings to sections: what a part of the note is for decides how its statements are read."""

import re
from collections.abc import Iterator, Sequence

from abstraction.records import Section
from extraction.matching import Hit
from extraction.patterns import pattern_of

BEFORE = pattern_of(r"[ \t*#<>\[(=_-]*(?:(?:\d{1,2}|[A-Za-z]|[IVX]{1,4})[.)][ \t]*)?[\[(*]*")
CLOSED = (".", "!", "?", ")", "*")
INLINE_AFTER = pattern_of(r"[ \t]*(?::|--? )")
AFTER_LINE = pattern_of(
    r"[ \t*\])>=_]*(?:(?:of |on )?\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?(?=[ \t]*:))?[ \t]*(?:\(([^)\n]{0,60})\))?[ \t*\])=_]*(?::|\)|[ \t]-+[ \t]|\.(?=\s)|(?=\n)|[ \t]{3,}|(?<=[\])])|$)"
)
# The next line, unless it goes on with the family: an indented, bulleted or lower-case one; or what is told of the patient alone.
FAMILY_LINE = pattern_of(
    r"\n(?![ \t]*[-*•a-z(]|[ \t]+\S)"
    r"|(?<=[.;])[ \t]+(?=(?:ECOG|WHO|PS|Performance status|KPS|Karnofsky|CEA|[KN]?RAS|BRAF|MSI|MSS|Plan|Liver|Colonoscopy|Smok\w+|(?:Non|Ex)-?smok\w+|Labs?|Bloods|Exam|PE|Physical|Vitals?|Social|SH|Allerg\w+|Meds|Medications?|PMH|PSH|ROS|CT|MRI|PET|O/E|On exam\w*|BP|Wt|Weight)\b)"
)
# A question ends where the report begins: at a line that names the organ looked at ("Technique: ...\nLiver: ...") or at a table.
ORGANS = r"(?:liver|hepatobiliary|hepatic|lungs?|chest|thorax|mediastinum|abdomen|pelvis|spleen|adrenals?|kidneys?|pancreas|bones?|peritoneum|lymph nodes|nodes)"
REPORT_LINE = pattern_of(
    rf"\n(?=[ \t*•-]*(?:{ORGANS}\b[^\n:.?]{{0,30}}:|(?:the |in the )?{ORGANS}\.[ ]|(?:in )?the {ORGANS}\b|(?:target )?lesions?\b[^\n:.]{{0,40}}\n)"
    r"|[^\n]*\S {3,}\S[^\n]*\S {3,}\S)",
    re.I,
)
# "Hx: hemicolectomy for caecal ca, CEA rising.\nThere are new lesions ...": the report itself, in running text.
REPORT_SENTENCE = pattern_of(
    r"(?<=[.?!)\w])[ \t]*\n(?=[ \t]*(?:There (?:is|are|has been|have been)\b(?! (?:an? |some )?(?:\w+ )?(?:history|concern|suspicion|question|worry|plan|request))|Comparison (?:is|was) made\b|Compared (?:with|to)\b|(?:CE)?(?:CT|MRI?|PET[/ -]?CT)(?: of)?(?: the)? (?:chest|thorax|abdo\w*|liver|pelvis|CAP|TAP)\b(?![^\n]*\b(?:show|reveal|demonstr|request|done\b|awaited|booked|pending))))"
)
# What tells how a study was done is one line: the report follows.
METHOD_LINE = pattern_of(r"(?<=[.)\d])[ \t]*\n(?=[ \t]*[-*•]?[ \t]*[A-Z])")
# "History: sigmoid carcinoma.\nA: metastasis of 34 mm. B: ...": the first of the specimens opens the report.
FIRST_SPECIMEN = pattern_of(r"(?<=[.?])[ \t]*\n(?=[ \t]*(?:(?i:specimen|part|pot) )?(?:A|I)[.:)][ \t]*[A-Za-z])")
METHODS = frozenset({"technique", "comparison"})
# "O/E: soft abdomen.\nCECT 15/12: liver lesion": what a study shows is no finding of the hand.
STUDY_SHOWS = pattern_of(
    r"\n(?=[ \t*•-]*(?:(?:ix|inv|investigations?|labs?|bloods?|imaging)\b[^\n]{0,12}:|(?:ce)?ct\b|mri?\b|pet\b|usg?\b|ultrasound|colonoscopy))",
    re.I,
)
# A paragraph of running text behind an entry in one line.
PROSE_LINE = pattern_of(r"(?<=\.)[ \t]*\n(?=[ \t]*[A-Z][^\n]{60})")
# "EXAMINATION: CT ABDOMEN" is the title of a report and no examination by hand.
STUDY_LINE = pattern_of(
    r"[^\n.]{0,40}\b(?:ct|mri?|pet|ultrasound|ultrasonography|sonography|us|tomography)\b[^\n]{0,60}\n", re.I
)
PARAGRAPH = pattern_of(r"\n[ \t]*\n")
DATED = pattern_of(r"[^\n:]{0,40}(?::|\n)")

# "Plan: 1. FOLFOX ..." at the head of a letter, before the letter itself.
LETTER_OPENS = pattern_of(
    r"\n(?:[ \t]*\n)?(?=[ \t]*(?:I (?:saw|reviewed|met|had the pleasure)|We (?:saw|reviewed|met)|Thank you|Thanks|Many thanks|It was (?:a pleasure|good|nice)|This (?:pleasant|lovely|delightful|\d\d))\b)"
)

# How much a section's statement weighs where a note repeats itself and disagrees (contract: addendum, then impression, then body).
RANK = {"addendum": 3, "impression": 2, "diagnosis": 2, "outcome": 2, "postoperative_diagnosis": 2, "indication": 0}
QUESTIONS = frozenset({"indication", "comparison", "technique"})
# These end with their paragraph where no heading follows.
OF_A_PARAGRAPH = QUESTIONS | {"examination", "medication", "past_history"}
# Sections of any other kind end where the next one starts.
MAY_END = OF_A_PARAGRAPH | {"family_history", "plan", "outcome", "diagnosis"}
# "Dx: caecal cancer, liver metastases" says at the head of a report whose it is; the report follows.
SHORT_DIAGNOSIS = pattern_of(r"\W*(?:Dx|DX)[ \t]*[:=-][ \t]*")
ENTRIES = frozenset({"past_history", "medication"})
# "Other history: asthma.\nMRI today: ...": an entry in one line, and the next line is another one.
LABELLED_LINE = pattern_of(r"\n(?=[ \t]*[A-Z][^\n:.;,]{1,40}:[ \t])")

# "Comorbidity        : COPD": a form with its colons below one another; each line is an entry of its own.
FORM_COLON = "  : "
FORM_TITLE = pattern_of(r"[A-Z][^\n:]{1,48}? {2,}: ")
FORM_LINE = pattern_of(r"\n(?=[A-Z][^\n:]{1,48}? {2,}: )")


# "Assessment and plan": what is found and what is to be done under one heading.
BOTH = pattern_of(r"\W*(?:a ?/ ?p\b|[^\n]{0,12}\b(?:assessment|impression)\b)", re.I)


def is_plan_alone(text: str, section: Section) -> bool:
    """Whether the section is of plans and, by its heading, of nothing else."""
    return section.category == "plan" and BOTH.match(text, section.start, section.body_start) is None


def read_sections(text: str, headings: Sequence[Hit]) -> tuple[Section, ...]:
    """Sections in order, covering the text; what stands before the first heading is the section "header"."""
    found: list[Section] = []
    opened = ("header", 0, 0)
    for hit in headings:
        body = body_start(text, hit)
        if body is None or hit.start < opened[2]:
            continue
        line = text.rfind("\n", 0, hit.start) + 1
        if opened[0] == "addendum" and text[line : hit.start].strip(" \t*#>[(=_-"):
            continue  # "Interpretation:" in the running text of an addendum is still the addendum
        start = line if not text[line : hit.start].strip(" \t*#>[(=_-") else hit.start
        if start > opened[1]:
            found.append(Section(opened[0], opened[1], opened[2], start))
        opened = (hit.concept, start, body)
    found.append(Section(opened[0], opened[1], opened[2], len(text)))
    aligned = FORM_COLON in text
    return tuple(
        part
        for section in found
        for part in (first_paragraph(text, section, aligned) if aligned or section.category in MAY_END else (section,))
    )


def first_paragraph(text: str, section: Section, aligned: bool) -> Iterator[Section]:
    """A question ends with its paragraph, a family history and the entry of an aligned form with its line: the report follows."""
    body = section.end - len(text[section.body_start : section.end].lstrip())
    if section.category == "family_history":
        line = FAMILY_LINE.search(text, body, section.end)
        if line and text[line.end() : section.end].strip():
            yield Section(section.category, section.start, section.body_start, line.end())
            yield Section("body", line.end(), line.end(), section.end)
            return
    if aligned and FORM_TITLE.match(text, section.start) and (line := FORM_LINE.search(text, body, section.end)):
        yield Section(section.category, section.start, section.body_start, line.end())
        yield Section("body", line.end(), line.end(), section.end)
        return
    if section.category == "examination" and (line := STUDY_LINE.match(text, body, section.end)):
        yield Section("header", section.start, section.body_start, line.end())
        yield Section("body", line.end(), line.end(), section.end)
        return
    opening = LETTER_OPENS.search(text, body, section.end) if section.category in ("plan", "outcome") else None
    if opening:
        yield Section(section.category, section.start, section.body_start, opening.end())
        yield Section("body", opening.end(), opening.end(), section.end)
        return
    in_short = section.category == "diagnosis" and SHORT_DIAGNOSIS.fullmatch(text, section.start, body) is not None
    if section.category not in OF_A_PARAGRAPH and not in_short:
        yield section
        return
    inline = "\n" not in text[section.start : body]
    ends = [PARAGRAPH]
    if section.category in QUESTIONS:
        ends += [REPORT_LINE, FIRST_SPECIMEN]
    if inline and section.category in QUESTIONS:
        ends.append(REPORT_SENTENCE)
    if inline and section.category in METHODS:
        ends.append(METHOD_LINE)
    if inline and section.category in ENTRIES:
        ends += [LABELLED_LINE, PROSE_LINE]
    if inline and section.category == "examination":
        ends.append(STUDY_SHOWS)
    found = [match for match in (end.search(text, body, section.end) for end in ends) if match]
    blank = min(found, key=lambda match: match.start(), default=None)
    if blank is None or not text[blank.end() : section.end].strip():
        yield section
        return
    yield Section(section.category, section.start, section.body_start, blank.end())
    yield Section("body", blank.end(), blank.end(), section.end)


def body_start(text: str, hit: Hit) -> int | None:
    """Where the section's body starts if the hit is a heading, else None."""
    line = text.rfind("\n", 0, hit.start) + 1
    lead = text[line : hit.start]
    if hit.concept != "addendum" and not text[hit.start].isupper() and lead.strip():
        return None
    if not lead or BEFORE.fullmatch(lead):
        if hit.concept == "addendum":
            # "ADDENDUM REPORT to case 5" as the first line is the title of the document.
            dated = DATED.match(text, hit.end)
            return None if not text[:line].strip() else dated.end() if dated else hit.end
        after = AFTER_LINE.match(text, hit.end)
        if after and (text[hit.start].isupper() or not lead.strip()):
            return after.end() if is_title(text, hit, after.end()) else None
        return None
    if text[hit.start].isupper() and lead.rstrip().endswith(CLOSED):
        after = INLINE_AFTER.match(text, hit.end)
        return after.end() if after else None
    return None


def is_title(text: str, hit: Hit, end: int) -> bool:
    """Titles start with a capital; a lone lower-case word at a line start is running text."""
    return text[hit.start].isupper() or text[end - 1 : end] == ":"
