"""Text typed with hardly a capital, as ordinary sentences: abbreviations, segments, stages, labels and sentence starts get theirs."""

import re

from extraction.one_case_months import with_months
from extraction.one_case_starts import AFTER_STOP, STOPS, goes_on, opened, with_start
from extraction.patterns import pattern_of
from extraction.wrapping import LABEL, wraps

# A word with a capital: so few of them, for so many small letters, that none of them starts a sentence.
CAPITALISED = pattern_of(r"[A-Z][a-z]")
LETTERS_A_WORD = 150
# An ordinary text has one in its first lines, and in those behind a title.
TITLE, OPENING = 150, 500

ROMAN = r"(?:viii|vii|vi|iv|iii|ii)"
SIZE = r"[~≈]?\d{1,3}(?:[.,]\d)?\s?(?:x\s?\d{1,3}(?:[.,]\d)?\s?)?(?:mm|cm)\b"
JOIN = r"(?:\s?[/&+–-]\s?|,\s|,?\s(?:and|or|to)\s)"
AHEAD = r"(?:(?<=\bin )|(?<=\binto )|(?<=\bsegment )|(?<=\bsegments )|(?<=\bseg )|(?<=\bsegs )|(?<=\bseg\. )|(?<=\bwedge )|(?<=\bwedges )|(?<=\bbisegment ))"
# What has capitals in ordinary text, wherever it stands.
TO_RAISE = pattern_of(
    "|".join(
        (
            # Genes and their variants: "kras g12v", "c.35g>t", "p.(gly12val)".
            r"\b(?:[knh]?ras|braf)\b",
            r"\b[a-z]\d{2,3}[a-z]\b",
            r"(?<=\d)[acgt](?=>[acgt]\b)|(?<=\d[acgt]>)[acgt]\b|(?<=\bp\.)[a-z](?=[a-z]{2}\d)|(?<=\bp\.\()[a-z](?=[a-z]{2}\d)|(?<=\d)[a-z](?=[a-z]{2}\)?(?:\s|$))",
            # Segments: "ii", "ivb", "v/vi", "v 18 mm", "in v", "s viii", "s8"; not "(ii)", the second of a list.
            rf"(?<![(\w]){ROMAN}(?=[ab]?\b)|(?<=\(){ROMAN}(?=[ab]?\b(?!\)))",
            rf"\b[iv](?={JOIN}(?:segments?\s)?(?:{ROMAN}|v)[ab]?\b)|(?<=\b[iv][iv][/,&+–-])[iv]\b|(?<=\b[iv][/,&+–-])[iv]\b",
            r"(?:(?<=[iv][ab][/,&+–-])|(?<=[iv][ab], )|(?<=[iv], )|(?<=[iv] and )|(?<=[iv][ab] and )|(?<=[iv] or )|(?<=[iv] & ))v\b(?! (?:\w+ )?(?:the|a|prior|previous)\b)",
            rf"\bv(?=:?\s?\(?{SIZE}|[,:]\s{SIZE}|\s?\()",
            rf"{AHEAD}[iv](?=[ab]?\b)(?!\.\w)",
            rf"(?<!['’.\w])s(?=[1-8][ab]?\b|[ -]?{ROMAN}[ab]?\b|(?<=liver s) ?v\b)",
            # Stages, grades and what was left: "pt4an2am1a", "g2", "r0", "h1".
            r"(?:(?<=\b)|(?<=\b[pcr])|(?<=\b[ya][pc])|(?<=[tn][0-4x])|(?<=[tn][0-4][a-d]))[tnm](?=[0-4x][a-d]?(?:\b|[nm][0-4x])|\d{2}\b|is\b|(?<=n)\+)|(?:(?<=\bm1 \()|(?<=\bm1[a-c] \())hep\b",
            r"\bg(?=[1-4]\b)|\b[wmp]/d\b|\br(?=[012x]\b)|\bh(?=[0-3]\b)|\b[lc](?=\d{1,2}\b)",
            # Targets of a follow-up: "tl1", "t01", "nt2".
            r"\b(?:ntl?|tl?)(?=0?\d{1,2}\b)",
            # Answers, "(x) n", "n ( )", "adrenals n."; men and women of an age.
            r"(?<=[)\]] )[yn]\b|\b[yn](?= ?[(\[])|(?<=[a-z] )n(?=\.?\s*(?:\n|$)|\. )|(?<=\b[2-9]\d )[mf](?=[,;/)\n])",
            # Response, studies, lobes of the lung, the first diagnosis.
            r"\b(?:pr|sd|pd)\b|\bcr\b(?!:? ?\d|eat)|\b[rl][lu]l\b|\brml\b|\bed(?= \d)|\bpet\b(?!s)",
            r"\bmr(?=:| (?:abd\w*|liver|hepat\w*|pelvis|rectum|scan|tomogra\w+|imaging|enterogra\w+|of the|with|without|\d))|(?<=\bon )mr\b(?! [a-z]+ (?:who|was|is))",
            r"\bus(?=:| (?:abd\w*|liver|hepat\w*|scan|of the|guided|elastogra\w+|neck|yesterday|today|\d|/))|(?:(?<=intraop )|(?<=intraoperative )|(?<=surveillance )|(?<=endoscopic )|(?<=laparoscopic ))us\b|(?<=\bon )us\b(?=[.,;)\n])",
            # Parts of a specimen: "a: segment 4b", "part c", "b) liver"; the pronoun.
            r"(?<![\w/(-])[a-h](?=[:)] )|(?<=\()[a-h](?=\) [a-z])|\b[a-h](?=[-–&,] ?[b-h][.:)] )|(?<=\b[a-h][-–&,])[b-h](?=[.:)] )|(?<=\b[a-h][&,] )[b-h](?=[.:)] )",
            r"(?:(?<=\bpart )|(?<=\bparts )|(?<=\bpot )|(?<=\bjar )|(?<=\bspecimen )|(?<=\bspecimens )|(?<=\bblock )|(?<=\bblocks )|(?<=\blesion )|(?<=\bsectioning ))[a-h]\b|(?:(?<=\bin )|(?<=\bfrom ))(?:[b-h]\b|a(?=[,;.)]))(?!/)",
            r"(?:(?<=\n)|(?<=[.:;] ))(?:[a-h]|v)(?=\. )|(?<![\w(.'’])i\b(?![.)]\w)(?!\))",
        )
    ),
    re.MULTILINE,
)
# "Specimens: (i) right hemicolectomy; (ii) liver": the parts of a specimen.
BRACKETED = pattern_of(r"^[ \t]*(?:specimens?|parts?|material|received)\b(?:[^\n]+\n?)+", re.MULTILINE)
NUMBER = pattern_of(r"(?<=\()(?:iv|i{1,3}|vi{0,3})(?=\) ?[a-z])")
# "a liver, segment 5" over or before "b liver, segment 2": a letter each, at a line's start or behind a gap.
SECOND = pattern_of(r"(?:^[ \t]*|  )b[ \t]+[a-z0-9]", re.MULTILINE)
LETTERED = pattern_of(r"(?:^[ \t]*|(?<=  ))[a-h][ \t]+[a-z0-9]", re.MULTILINE)


def is_small(text: str) -> bool:
    """Whether the text has hardly a word with a capital."""
    if CAPITALISED.search(text, 0, TITLE) and CAPITALISED.search(text, TITLE, OPENING):
        return False
    return LETTERS_A_WORD * len(CAPITALISED.findall(text)) <= len(text)


def with_capitals(text: str) -> str:
    """The text, as long as before, with the capitals that ordinary text has."""
    text = TO_RAISE.sub(raised, with_months(text))
    text = BRACKETED.sub(lambda line: NUMBER.sub(raised, line.group()), text)
    if SECOND.search(text):
        text = LETTERED.sub(raised, text)
    text = AFTER_STOP.sub(opened, text)
    cut = set(wraps(text))
    lines = text.split("\n")
    width = max(map(len, lines))
    written, before, end = [], "", -1
    for line in lines:
        is_cut = end in cut and not (before.endswith(STOPS) or LABEL.match(line))
        follows = is_cut or goes_on(before, line, width)
        written.append(with_start(line, follows=follows))
        before, end = line.rstrip(), end + len(line) + 1
    return "\n".join(written)


def raised(letters: re.Match[str]) -> str:
    """The letters as capitals."""
    return letters.group().upper()
