"""Sentences that speak of the lesion named before them: they call it something else, or doubt it."""

import re

from extraction.anchors import Anchors, places
from extraction.lesions.state import state_of
from extraction.lesions.statement import BENIGN, Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.site_scopes import ScopedSentence

REFERS = pattern_of(
    r"\s*+(?:it|this|these|they|both|all (?:three|four|five|of (?:them|these))|the (?:lesions?|mass(?:es)?|finding)|(?:the )?(?:former|latter)|(?:lesions?|mass|finding)(?= (?:is|are|was|were|has|have|remains?|cannot|could|too)\b))\b",
    re.I,
)
# "Indeterminate and not counted below", "Probably a cyst": a fragment without a subject of its own.
FRAGMENT = pattern_of(
    r"\s*(?:(?:remains |still )?(?:indeterminate|equivocal|uncertain|nonspecific|non specific)|too small (?:to characteri[sz]e|for characteri[sz]ation)|"
    r"(?:(?:its|the|exact|precise) ){0,2}(?:nature|character|significance|aetiology|etiology|dignity|classification|characteri[sz]ation)(?: of (?:it|this|the (?:lesion|mass|focus|nodule)))?"
    r" (?:is |was |remains? )?(?:(?:can ?not|could not) be|not|un(?:clear|certain|determined|classified|known|specific)|undetermined|indeterminate)|"
    r"(?:it |this |which )?(?:can ?not|could not) be (?:further |reliably |safely )?(?:characteri[sz]ed|classified|determined|assigned|categori[sz]ed)|"
    r"not (?:further )?(?:characteri[sz]able|classifiable|assignable)|(?:probably|likely|presumably|most likely) (?:a |an )?(?:benign|cyst|haemangioma|hemangioma|fnh|perfusion)\w*|benign(?! (?:\w+ )?(?:lesions?|findings?|changes?|foci|cysts?))|not (?:(?:a )?metastasis|metastatic|counted|included))\b"
)
DOUBTS = Anchors(
    "indeterminate", "equivocal", "uncertain", "nonspecific", "non specific", "too small", "nature", "character", "significance",
    "etiology", "dignity", "classification", "not ", "probably", "likely", "presumably", "benign",
)  # fmt: skip
BARE_LEAD = pattern_of(
    r"[\s\W]*(?:(?:a|an|likely|probably|probable|most likely|typical|consistent with|compatible with|in keeping with|representing|represents|known|stable|unchanged|small|simple|benign|classic|cavernous|typical of|diagnostic of|favou?red|presumed|on|frozen|section|histology|biopsy|core|fs)[ :]{1,2}){0,4}\W*"
)


# "No pulmonary lesion. On MRI this lesion measures 30 mm": the one before what was only denied.
THIS_ONE = pattern_of(
    r"\W*+(?:(?:(?:on|by|in) )?(?:the )?(?:liver )?(?:mri?|ct|pet ct|ultrasound)\b[^.;:,]{0,24}[:,]? )?(?:this|the same|the said|that|the (?:hepatic|liver))"
    r" (?:one |single |hepatic |liver )?(?:lesion|metastasis|mass|deposit)\b"
)
REFERRING_REACH = 3
DENIALS = frozenset({"negated", "no_new", "normal"})


def refers_over_denials(reading: Reading, span: Interval, number: int, found: list[Statement]) -> bool:
    """Whether the sentence speaks of the liver lesion before it, other places being only denied in between."""
    if not found or found[-1].kind not in ("lesion", "metastasis") or number - found[-1].sentence > REFERRING_REACH:
        return False
    if not THIS_ONE.match(reading.levelled, span[0], span[1]):
        return False
    between = (reading.sentences[found[-1].sentence][1], span[0])
    named = (*reading.hits("ehd_finding", between), *reading.hits("lesion", between))
    return all(reading.effects(hit.start, hit.end) & DENIALS for hit in named)


def doubt_last(reading: Reading, sentence: ScopedSentence, number: int, found: list[Statement]) -> None:
    """ "Too small to characterise.": a fragment behind a lesion says of it that nobody knows what it is."""
    if not found or found[-1].kind not in ("lesion", "uncertain"):
        return
    if FRAGMENT.match(reading.levelled, sentence.start, sentence.end) and follows_closely(
        reading, sentence, number, found
    ):
        found[-1].state = "possible"


def sentences_with_doubt(reading: Reading) -> set[int]:
    """Sentences that hold a word of such a fragment."""
    return reading.sentences_at(places(reading.levelled, DOUBTS))


def follows_closely(reading: Reading, sentence: ScopedSentence, number: int, found: list[Statement]) -> bool:
    """Whether the last statement stands in the sentence before this one, or in the same line."""
    if not found or found[-1].start > sentence.start:
        return False
    between = reading.text[found[-1].end : sentence.start]
    return "\n\n" not in between and (number - found[-1].sentence <= 1 or "\n" not in between.rstrip())


def is_bare_name(reading: Reading, sentence: ScopedSentence, units: list[Statement]) -> bool:
    """Whether the sentence is nothing but the name of a benign finding: "Typical haemangioma.", "Simple cyst."."""
    if len(units) != 1 or units[0].kind != "benign" or len({hit.start for hit in units[0].nouns}) != 1:
        return False
    name = units[0].nouns[0]
    lead = BARE_LEAD.fullmatch(reading.levelled, sentence.start, name.start)
    return lead is not None and not reading.levelled[name.end : sentence.end].strip(" .\n)")


def refer_back(
    reading: Reading, sentence: ScopedSentence, number: int, units: list[Statement], found: list[Statement]
) -> None:
    """ "It is typical of a haemangioma", "Haemangioma.": a sentence that only names the lesion before it renames that lesion."""
    if not found:
        return
    named = None
    for unit in units:
        if unit.segments or unit.sizes or unit.number:
            return
        if named is None and unit.nouns:
            named = unit
    if named is None:
        return
    whole = found[-1].sentence
    unnamed = [one for one in found if one.sentence == whole and one.kind in ("lesion", "uncertain", "")]
    if not unnamed:
        return
    alone = is_bare_name(reading, sentence, units) and follows_closely(reading, sentence, number, found)
    if not (alone or REFERS.match(reading.text, sentence.start, sentence.end)):
        return
    kind, state = named.kind, named.state or state_of(reading, named)
    for earlier in unnamed:
        if kind in BENIGN and state == "present":
            earlier.kind = kind
        elif kind == "metastasis" and state == "present":
            earlier.kind, earlier.state = "metastasis", "present"
        elif state == "possible":
            earlier.state = "possible"
