"""Dictations without full stops: where a new statement must begin, told by the words that open one."""

import re
from collections.abc import Iterator

from extraction.patterns import pattern_of

# A stretch of so many words with fewer than one mark in so many is speech typed as it came.
LONG, SPARSE = 40, 25
MARK = pattern_of(r"[.,](?!\d)|[;:()\n]")
OPENER = pattern_of(
    r"(?<=[ \n])(?:(?:and|then|so|also|but) )*(?:"
    r"there (?:is|are|was|were)\b"
    r"|in (?:the )?(?:liver|chest|abdomen|pelvis)(?= (?:there|i|we|no|the|multiple|several|an?)\b)"
    r"|(?:the|her|his) (?:liver|spleen|pancreas|gallbladder|kidneys?|adrenals?|lungs?|bones?|uterus|ovaries|bowel|bladder|prostate|stomach|aorta|mass|tumou?r|colon|rectum|primary|ivc|portal|middle|left|right|"
    r"biggest|largest|smallest|next|second|third|others?|rest|patient|segment \w+|\w+ lesions?)\b"
    r"|(?:spleen|pancreas|kidneys|adrenals|bones|uterus|lungs|gallbladder|liver) (?:is|are|looks?|has|have|shows?|normal|unremarkable|clear)\b"
    r"|an? (?:(?:second|third|fourth|further|new|small|smaller|larger|similar|\d+ (?:mm|cm)) )?(?:lesion|metastasis|met|nodule|deposit|mass|node)\b(?= (?:in|is|measures|measuring|at|of|seen|lies|now)\b)"
    r"|review of (?:the )?bone\b"
    r"|s?he (?:is|was|had|has|did|does|will|would|underwent|received|started|completed|tolerated|presented|came|remains|remained|denies|developed|went|got|feels|should)\b"
    r"|we (?:reviewed|discussed|plan|will|recommend\w*|have|would|obtained|gave)\b"
    r"|(?:his|her) (?:cea|ecog|performance|karnofsky|past|mother|father|ct|mri|scan|labs?|disease|weight|kras|msi)\b"
    r"|this was\b|a biopsy (?:was|is|showed|shows)\b"
    r"|no (?!real\b|significant\b|longer\b|change\b)\w+"
    r"|at (?:the )?\w+ lung base\b|impression\b|conclusion\b|comparison\b|indication\b|findings\b|number (?:one|two|three|four|five)\b"
    r"|(?:i|we) (?:am|are|count|see|cannot)\b|this one\b|all of them\b|end of dictation\b)",
    re.I,
)
# After these the words are part of what is being said.
GOES_ON = pattern_of(
    r"\b(?:in|of|at|to|with|from|on|near|by|around|than|the|a|into|over|under|or|is|are|was|were|which|that|beside|behind|between|involves?|involving|abut\w*|encas\w+|"
    r"touch\w*|invad\w+|inside|within|for|as|about|when|because|if|until|till|after|before|since|once|while|where|unless|whether|although|though|who|told|said|says|think|feel|and|or|but|this|these|has|have|shows?|see|count) $",
    re.I,
)

# "Impression one ... two ... three ...": numbers that count the statements and not lesions.
FIRST_ITEM = pattern_of(r"\b(?:impression|conclusion|opinion|summary|assessment) (?:is )?(?:number )?one ", re.I)
NEXT_ITEMS = [
    pattern_of(
        rf"(?<= )(?:number )?{word} (?!(?:liver|hepatic|lung|pulmonary|new|small|tiny|other|further|of|or|to|and|point|lesions?|metasta\w+|mets|nodules?|deposits?|cycles?|"
        r"weeks?|months?|years?|cm|mm|centi\w+|milli\w+|segments?)\b)",
        re.I,
    )
    for word in ("two", "three", "four", "five", "six")
]
# "At the left lung base | there is a nodule" is one statement.
PLACE = pattern_of(r"(?:(?:and|then|so|also|but) )*(?:in|at) (?:the )?[\w ]{3,24} ", re.I)


def statement_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets in `[start, end)` at which a run-on dictation begins a new statement; none in punctuated text."""
    words = text.count(" ", start, end)
    if words < LONG or len(MARK.findall(text, start, end)) * SPARSE > words:
        return
    last = start
    for match in OPENER.finditer(text, start, end):
        if GOES_ON.search(text, max(start, match.start() - 14), match.start()):
            continue
        if PLACE.fullmatch(text, last, match.start()):
            continue
        yield (last := match.start())
    if first := FIRST_ITEM.search(text, start, end):
        at = first.end()
        for item in NEXT_ITEMS:
            found = item.search(text, at, end)
            if not found:
                return
            yield found.start()
            at = found.end()
