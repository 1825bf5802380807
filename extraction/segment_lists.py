"""How Couinaud segments are listed: codes joined by signs and words, without sizes, counts and other numbers."""

import re

from extraction.anchors import Anchors
from extraction.patterns import pattern_of

# A size, a count ("6 x2" is one, "4.3 x" is not) or another number that goes on is no segment.
NOT_SEGMENT = r"(?!\s?[x×]\s?(?:S\d|seg|[IV]+\b))(?!\s*(?:-|–|to|to [~≈]|x|×)\s*\d+(?:[.,]\d+)?(?:\s*[x×]\s*\d+(?:[.,]\d+)?)?\s*(?:mm|cm))(?![\w.,]*\d\s*(?:mm|cm)|[.,]\d|\s*(?:mm|cm|ml|cc|%|x\s*\d+(?:[.,]\d+)?\s*(?:mm|cm)))"
# "2 in seg 6, 1 each in seg 7 and 8", "5 and 2 in the left lobe": how many lie in the next place.
COUNT_OF_NEXT = r"(?!(?:(?<=[-–]\s\d)|(?<=[IV],\s\d)|(?<=and\s\d,\s\d)|(?<=&\s\d,\s\d))\s(?:lesions?|mass(?:es)?|mets?|metastas[ei]s|deposits?|nodules?)\b)(?!\s(?:(?:(?:lesions?|mass(?:es)?|mets?|metastas[ei]s|deposits?|nodules?) (?:in )?)?each\b|(?:(?:lesions?|mass(?:es)?|mets?|metastas[ei]s|deposits?|more|further) )?(?:in|within) (?:the )?(?:S\d|seg|left|right|caudate)|(?:lesions?|mass|mets?|metastas[ei]s|deposits?) \((?:S\d|seg)))"
CODE = rf"(?:4\s?[abAB]|[1-8]{COUNT_OF_NEXT}|(?=[IV])(?:VIII|VII|VI|IV\s?[abAB]|IV|V|III|II|I))(?![A-Za-z0-9]){NOT_SEGMENT}"
# "S5 (2), S6 (1)": where each has its number, each stands alone.
NEXT_NUMBERED = r"(?:,|,?\s(?:and|&)|;)\s(?:segments?\s|segs?\.?\s|S)?(?:[1-8][ab]?|[IV]{1,4}[ab]?)\s?\([1-9]\)"
# "Segments 2 and 3, 8 and 6 mm": what follows the comma are two sizes.
NO_SIZES = r"(?!\s*(?:\d{1,2}(?:[.,]\d)?,\s)*\d{1,2}(?:[.,]\d)?\s(?:and|&)\s[~≈]?\d{1,3}(?:[.,]\d)?\s?(?:mm|cm)\b)"
# Here and below a look at the next letter spares the trial of every word.
# "Segment 7 extending to 8", "segment V, crossing into VIII".
REACHING = r",?\s(?=[abcegjprsw])(?:and\s)?(?:partly\s|just\s|slightly\s)?(?:with extension|(?:extend|reach|cross|grow|spread|encroach|bulg|spill|straddl|run)(?:ing|s))(?:\s(?:up|over|across))?\s(?:in)?to(?:wards?)?\b"
JOIN = (
    rf"(?:\s?\((?:\d\s?[x×]|[x×]\s?\d|two|three|four|[1-9](?!\){NEXT_NUMBERED}))\))?"
    rf"(?:\)?{REACHING}\s|(?:\s*(?=[,/&+–—aot\s-])(?:,{NO_SIZES}|/|&|\+|-|–|—|\band\b|\bor\b|\bto\b|\bthrough\b|(?<=\d)\s(?=[1-8] and ))\s*)+)"
    r"(?:S(?=[1-8IV])|segments?\s+|segs?\.?\s*)?"
)
# "IVa/b": the letter alone stands for the second half of segment 4.
HALF = r"(?:\s?[/+&,-]\s?[bB](?![A-Za-z]))?"
LIST = rf"{CODE}{HALF}(?:{JOIN}{CODE})*"
# "in the 8th segment", "the 5th and 6th segment", "the seventh segment"
ORDINAL_WORDS = {
    word: str(number) for number, word in enumerate("first second third fourth fifth sixth seventh eighth".split(), 1)
}
ORDINAL = rf"(?:[1-8](?:st|nd|rd|th)|{'|'.join(ORDINAL_WORDS)})"
ORDINALS = pattern_of(
    rf"\b(?P<named>{ORDINAL}(?:\s*(?:,|/|&|\band\b|\bto\b)\s*(?:the\s)?{ORDINAL})*)\s(?:liver |hepatic )?segments?\b",
    re.I,
)
ORDINAL_SUFFIXES = Anchors(
    "st segment",
    "nd segment",
    "rd segment",
    "th segment",
    "st hepatic",
    "th hepatic",
    "th liver",
    "rd liver",
    "second segment",
    "third segment",
)
ORDINAL_REACH = 40
