"""The course of treatment: chemotherapy before hepatectomy, new lesions, extent of the staging."""

from collections.abc import Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Mention
from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.fields.imaging import own_date
from extraction.matching import Hit
from extraction.note_types import RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.supplementary.statements import Said, said, settled
from extraction.supplementary.tenses import NO, YES

PART = r"(?:chest|thorax|thoracic|abdomen|abdominal|abdo|pelvis|pelvic|tap|cap|c/a/p|a/p|ct|neck|neck to pelvis|liver|hrct|w contrast|with contrast|with iv contrast)"
PARTS = pattern_of(
    rf"(?:\s\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?(?=\s?\())?[\s:,/&+(-]*(?:scans?\s|of\s|the\s|for\s|with contrast\s|contrast\s|whole\s|and\s|[(])*(?:(?:{PART})\b(?:[\s,/&+();]|\band\b|\bof\b|\bthe\b|\bto\b|\bwhole\b)*)+"
)
BEFORE = pattern_of(
    r"\b(?:(?:chest|thoracic|thorax|abdominal|abdomen|abdominopelvic|thoracoabdominal|thoraco abdominal|pelvic|and)[\s/]){1,4}(?:mdct |cect |hrct )?$"
)
BEFORE_ENDS = tuple(
    word + gap
    for word in "chest thoracic thorax abdominal abdomen abdominopelvic thoracoabdominal pelvic and mdct cect hrct".split()
    for gap in " /"
)
NAMED = {
    "chest": ("chest",), "thorax": ("chest",), "thoracic": ("chest",), "abdomen": ("abdomen",), "abdominal": ("abdomen",),
    "abdo": ("abdomen",), "pelvis": ("pelvis",), "pelvic": ("pelvis",), "tap": ("chest", "abdomen", "pelvis"),
    "cap": ("chest", "abdomen", "pelvis"), "c/a/p": ("chest", "abdomen", "pelvis"), "a/p": ("abdomen", "pelvis"),
    "abdominopelvic": ("abdomen", "pelvis"), "thoracoabdominal": ("chest", "abdomen"), "thoraco": ("chest",),
}  # fmt: skip
TO_PELVIS = pattern_of(r"(?:\s\d{1,2}[/.]\d{1,2})?[\s(]*(?:neck|chest|thorax) to (?:the )?pelvis")
WORD = pattern_of(r"c/a/p|a/p|\w+")
OF_PRIMARY = pattern_of(
    r"\b[ypc]{0,2}t[0-4][a-d]?\b|[ypc]{0,2}t[0-4][a-d]?n\d|colectomy|anterior resection|primary\b|hartmann"
)
DEFINED = pattern_of(r"\bpd\s?[=:(]|\bor (?:an? |the )?$|\bcriteria\b|\bneeds\b")
NEW_WORDS = Anchors("new ", "de novo ", "newly ")
# "New line of treatment for the metastases": something else is new.
NEW_FINDING = pattern_of(
    r"(?:(?<!\w)(?:new|de novo|newly (?:seen|visible|detected|apparent))(?: (?!(?:line|regimen|chemo\w*|treatment|therapy|patient|diagnosis|onset|referral|case|scan|ct|mri|pet|pain|primary|cyst\w*|fracture|ha?emangioma|thromb\w*|ascites|effusion|stent|or|and|drug|trial)\b)(?:\d+\.\d+|[\w,/]+)){0,9}? (?:metastas[ei]s|mets?|deposits?|secondaries)\b"
    r"|new since [^.:;\n]{3,30}: (?:\w+ ){0,3}(?:metastas[ei]s|mets)\b"
    r"|new (?:liver |hepatic |target )?lesions?(?: ?\([^)\n]{1,20}\))? ?[:=] ?(?P<answer>none|no|nil|0|yes|\d{1,2})\b)"
)
# In what a resection left behind they are its recurrence.
IN_REMNANT = pattern_of(
    r"[^.;\n]{0,40}\b(?:remnant|residual liver|remaining liver|resection (?:bed|margin|edge|site))\b"
)
ANSWERS_NO = frozenset({"none", "no", "nil", "0"})
UNREAL = frozenset({"negated", "no_new", "hypothetical", "family", "possible"})
# A study older than this is no part of the staging a letter tells.
PRESENT_DAYS = 42


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`preop_chemo`, `new_lesions`, `staging_coverage`."""
    values: list[ElementValue] = []
    if reading.hits("preop_chemo"):
        treated = "chemo_cycles" in known or "chemo_regimens" in known
        told = [
            one for one in said(reading, "preop_chemo") if one.value != NO or not (treated or is_adjuvant(reading, one))
        ]
        values += settled(reading, "preop_chemo", told)
    if reading.hits("new_lesions") or any_in(reading.levelled, NEW_WORDS):
        # Of newly found metastases the word "new" says nothing on the course.
        compared = "response" in known or "liver_prior_max_size_mm" in known
        described = described_as_new(reading)
        answers = [one.mention for one in described if one.value == NO]
        told = [
            one
            for one in (*said(reading, "new_lesions"), *described)
            if (compared or one.value == NO)
            and not is_defined(reading, one)
            and not (
                one.value == YES and any(one.mention.start < at.end and at.start < one.mention.end for at in answers)
            )
        ]
        # "No new lesion" of one organ is no answer where another holds some.
        values += settled(reading, "new_lesions", [one for one in told if one.value != NO] or told)
    values += coverage(reading, known)
    return values


def described_as_new(reading: Reading) -> list[Said]:
    """Metastases called new with words between ("new 8 mm liver metastasis"), and the answer of a form."""
    told: list[Said] = []
    for match in matches_at(NEW_FINDING, reading.levelled, places(reading.levelled, NEW_WORDS)):
        answer = match.group("answer")
        start, end = match.span()
        if answer is None and (reading.effects(end - 1, end) & UNREAL or IN_REMNANT.match(reading.levelled, end)):
            continue
        value = NO if answer in ANSWERS_NO else YES
        assertion = Assertion.ABSENT if value == NO else Assertion.PRESENT
        told.append(Said(value, reading.mention("new_lesions", (start, end), value, assertion)))
    return told


def is_defined(reading: Reading, one: Said) -> bool:
    """Whether the words belong to what progression is: "PD = 20 % or a new lesion"."""
    start = reading.sentence_at(one.mention.start)[0]
    return bool(DEFINED.search(reading.levelled, max(start, one.mention.start - 60), one.mention.start))


def is_adjuvant(reading: Reading, one: Said) -> bool:
    """Whether "no chemotherapy" is told of the time after the primary was resected."""
    start = reading.sentence_at(one.mention.start)[0]
    return bool(OF_PRIMARY.search(reading.levelled, max(start, one.mention.start - 60), one.mention.start))


def coverage(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """The parts of the body that the CT studies of the present work-up show; a PET/CT shows the whole body."""
    if "imaging" not in known:
        return []
    found: dict[str, list[Mention]] = {}
    for study in known["imaging"].evidence:
        for part, span in parts_of(reading, study):
            if not is_present(reading, span):
                break
            found.setdefault(part, []).append(reading.mention("staging_coverage", span, part, Assertion.PRESENT))
    if found:
        return [
            ElementValue(
                "staging_coverage", list(found), tuple(mention for group in found.values() for mention in group)
            )
        ]
    return []


def is_present(reading: Reading, span: Interval) -> bool:
    """Whether the study is the one reported, or of the last weeks where a letter dates it."""
    if reading.note.note_type is RADIOLOGY:
        return True
    when = own_date(reading, Hit(*span, "CT"))
    return when is None or (date.fromisoformat(reading.note.note_date) - when).days <= PRESENT_DAYS


def parts_of(reading: Reading, study: Mention) -> list[tuple[str, Interval]]:
    """The parts named beside a CT, each with the place of the naming."""
    parts: list[tuple[str, Interval]] = []
    if study.value == "PET_CT":
        parts.append(("whole_body", (study.start, study.end)))
    if study.value != "CT":
        return parts
    text = reading.levelled
    preceded = text.endswith(BEFORE_ENDS, 0, study.start)
    before = BEFORE.search(text, max(0, study.start - 40), study.start) if preceded else None
    behind = PARTS.match(text, study.end)
    start, end = before.start() if before else study.start, behind.end() if behind else study.end
    inside = text[start:end].rstrip(" ,/&+();")
    named = [part for word in WORD.findall(inside) for part in NAMED.get(word, ())]
    if "whole abdomen" in inside:
        named.append("pelvis")
    if TO_PELVIS.match(text, study.end):
        named.append("abdomen")
    parts += [(part, (start, start + len(inside))) for part in dict.fromkeys(named)]
    return parts
