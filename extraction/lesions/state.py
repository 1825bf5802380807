"""Whether a lesion of a statement is there now: present, absent, gone, possible, prior (an earlier one) or unread."""

from typing import NamedTuple

from extraction.anchors import Anchors, any_in, one_in, places
from extraction.assertion import Cue
from extraction.lesions.counts import REMAINS
from extraction.lesions.denials import is_said_of_next
from extraction.lesions.doubts import DOUBT_WORDS, is_doubt_of_others, is_unclassified
from extraction.lesions.earlier_study import is_told_of_before, sentences_told_of_before
from extraction.lesions.other_study import is_of_other_study
from extraction.lesions.primary_years import IN_A_YEAR, is_of_primary
from extraction.lesions.statement import Statement
from extraction.lesions.treated import is_to_be_treated, is_treated, sentences_with_treatment
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading, question_sentences
from extraction.sentences import Interval
from extraction.target_rows import excepts_targets

# Words of modality that leave a finding standing.
HARMLESS = frozenset(
    {"target", "once", "start", "request", "requested", "until", "before planned", "towards", "should"}
)
PAST = pattern_of(
    r"\b(?:previously (?:described|seen|known|resected|excised|treated|ablated|reported)|(?:previously|formerly|before that|in (?:the )?past)[ ,:]+(?:there (?:were|was) )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|multiple|several|numerous) (?:\w+ ){0,2}(?:lesions?|mets?|metastas[ei]s|deposits|nodules|tumou?rs)|formerly|former (?:lesion|mass|metasta\w+|mets?\b|site|deposit|nodule|tumou?r)|prior (?:resected|treated)|baseline (?:study|scan|ct|mri)|at (?:first )?diagnosis|(?:mri|ct|scan|imaging) (?:then|at (?:that |the )?time)|"
    r"at (?:the )?(?:beginning|presentation|outset|start)|initially|originally|old report|had (?:had|been (?:resected|excised|treated))|in (?:19|20)\d\d"
    r"|before (?:the )?(?:start of )?(?:the )?(?:chemotherapy|treatment|systemic \w+),? (?:there )?(?:had been|were|was))\b"
)
# "The previously described metastasis is stable": what was seen before and is there still.
SEEN_BEFORE = pattern_of(
    r"\b(?:previously|formerly) (?:described|seen|known|reported|avid|visible|active|hot|large|enhancing)\b(?! (?:and|but|as))"
)
STILL = pattern_of(
    r"\b(?:again|still|persist\w*|remains?|unchanged|stable|redemonstrated|(?:is|are|has|have) (?:\w+ )?(?:increased|decreased|enlarged|grown|shrunk|smaller|larger)|now|today)\b"
)
PAST_BEHIND = pattern_of(
    r"(?: (?:had been|were|was) (?:known|present|visible|seen|counted|described))? (?:when (?:she|he|they|(?:the )?patient|treatment|chemotherapy) (?:was |had )?(?:started|began|begun)|before (?:the )?(?:start of |first cycle of )(?:the )?(?:chemotherapy|treatment))\b|"
    r"[^.;,\d]{0,12}\b(?:at (?:first )?diagnosis|at presentation|at (?:that |the )?time|at baseline|at (?:the )?(?:start|beginning|outset))\b"
)
PAST_WORDS = Anchors(
    "previously", "formerly", "former ", "before that", "in the past", "in past", "prior resected", "prior treated", "baseline ",
    "at baseline", "at first diagnosis", "at diagnosis", "mri then", "ct then", "scan then", "imaging then", "at that time",
    "at the time", "at time", *(f"at {the}{time}" for the in ("", "the ") for time in ("beginning", "presentation", "outset", "start")),
    "initially", "originally", "old report", "had had", "had been ", "in 19", "in 20", "before the ", "before start",
    "before first", "before chemo", "before treatment", "before systemic", "started", "began", "begun",
)  # fmt: skip
# "Lesion in segment III (previously 13 mm) has resolved", "metastases, in segments 3 and 5, are no longer seen".
GONE_SINCE = pattern_of(
    r"(?:, (?:formerly|previously|prior|initially|which (?:was|measured)|\d[\d.]* ?[mc]m (?:in|on|at|before)) [^,;()\n]{1,25})?(?: ?\([^()\n]{0,40}\),? |(?: ?\))?, )(?:is|are|was|were|has|have|can)(?: now| all| both| since)? (?:completely |fully |entirely )?"
    r"(?:resolved|disappeared|vanished|gone(?! (?:from|up|down|to|back|well|on|through|(?:in )?(?:different|opposite|separate)))|no longer|not (?:seen|visible))\b"
)
# "What was a 20 mm lesion in segment 5 is a fleck of calcium today".
SCAR_WORDS = ("fleck", "speck", "calci", "scar")
IS_SCAR = pattern_of(
    r"[^.;,:]{0,6}\b(?:is|are|has become|have become|became|turned into)(?: (?:now|today|currently|only|just|merely|nothing (?:but|more than)|no more than))* (?:an? )?"
    r"(?:(?:small|tiny|thin|calcified|residual|old|mere|fibrous) )*(?:flecks?|specks?|calcifications?|calcium|scars?)\b"
)
VALUE_NEXT = pattern_of(r"\.? ?\d")
GONE_WORDS = ("resolved", "disappeared", "vanished", "gone", "no longer", "not seen", "not visible")
# "Previous specimen (2021): metastasis segment 2".
EARLIER_SPECIMEN = pattern_of(
    r"\b(?:previous|prior|earlier) (?:(?:liver|surgical|histology|pathology) )?(?:specimens?|biops(?:y|ies)|reports?|resections?|hepatectom(?:y|ies)|histology|pathology|material)\b[^.;]{0,30}:"
)
# "Frozen section of the margin at segment 4 negative" tells of the cut edge and of no lesion.
CUT_EDGE = pattern_of(
    r"\bfrozen (?:section|margins?|edge)\b|\b(?:resection|transection|cut|section) (?:planes?|margins?|line|surface|edge)|\bparenchymal margin"
    r"|\bmargins? (?:\w+ ){0,3}(?:negative|clear|free)\b"
)
EDGE_WORDS = Anchors(
    "frozen ", "margin", *(f"section {edge}" for edge in ("plane", "line", "surface", "edge")),
    *(f"cut {edge}" for edge in ("plane", "line", "surface", "edge")),
)  # fmt: skip
# "right lobe free of disease", "segment 2 is clear"
PLACE_FREE = pattern_of(
    r"[ :,]*(?:is |are |was |were |remains? |appears? )?(?:completely |otherwise |entirely )?"
    r"(?:free(?! margin| fluid)|clear(?:ed)?|spared|unremarkable|normal|without|not (?:involved|affected)|uninvolved|unaffected|negative|disease free)\b"
)
FREE_OF = pattern_of(r"\b(?:free|clear) of (?:any |visible |detectable )?$")
# "No uptake in the previously avid segment 2 lesion".
INACTIVE = pattern_of(
    r"\bno (?:residual |significant |abnormal |increased |pathological |fdg |tracer |remaining ){0,2}(?:uptake|activity|avidity|hypermetabolism)(?: is| was)?(?: seen| noted| identified)? "
    r"(?:in|at|within) (?:the |a |any )?(?:previously|formerly|prior|former|initially|earlier) (?:\w+ ){0,3}$"
)
# "Not a colorectal metastasis": what one lesion is not denies no other.
NO_SUCH = pattern_of(r"\b(?:not|rather than|instead of|nor) (?:an? |of an? )(?:\w+ ){0,3}$")
AHEAD_WORDS = Anchors(
    *(f"{word} {article}a" for word in ("not", "nor", "rather than", "instead of") for article in ("", "of ")),
    "disappear", "vanish", "uptake", "activity", "avidity", "hypermetabolism", "free of ", "clear of ",
)  # fmt: skip
LEFT_WORDS = Anchors(*GONE_WORDS, *SCAR_WORDS)
UNSURE_WORDS = Anchors(*DOUBT_WORDS)
# "Three hyalinised nodules, up to 1.1 cm, without viable tumour": in a specimen none of them counts.
NO_TUMOUR = pattern_of(
    r"(?:(?!\b(?:nodule|lesion|metast|tumou?r|segment|seg|but|and (?!\d|acellular|mucin|fibrosis|necrosis|no ))|\bs\d)[^.;:\n]|\.(?=\d)){0,60}?[ ,]"
    r"(?:(?:without|no|devoid of|free of) (?:any )?(?:(?:residual|viable|vital|remaining|living) )+(?:(?:tumou?r|carcinoma|cancer|neoplastic|malignant)(?: cells?)?|cells|adenocarcinoma|glands)\b"
    r"|(?:only |purely |entirely )?acellular mucin\b(?! and)|(?:mucin|mucus) (?:lakes?|pools?|only) without cells|100 ?% (?:necrosis|necrotic|fibrosis|fibrotic|regress\w+))"
    r"(?! (?:at|in|on|from|within) (?:the )?(?:\w+ )?(?:margin|ink|resection|cut|section|transection|edge|plane|vein|vessel|surface))"
)
# "The nodule in segment 3 shows complete response", "consists entirely of acellular mucin".
REGRESSED = pattern_of(
    r"(?:(?!\b(?:nodule|lesion|metast|segment|seg|but|and (?!\d))|\bs\d)[^.;:\n]|\.(?=\d)){0,60}?[ ,]"
    r"(?:shows?|showed|has|have|had|with|exhibits?|demonstrates?|is|are|was|were|consists?|composed) (?:an? |of |now |evidence of )*"
    r"(?:complete(?:ly)?|total(?:ly)?|entirely|wholly|exclusively)(?: (?:of|composed|replaced|by|pathological|pathologic|tumou?r|histological|acellular))*"
    r" (?:response|responded|regress\w+|necro\w+|fibro\w+|hyalini\w+|scar\w*|mucin)\b"
)
SPECIMEN_WORDS = Anchors(
    "previous ", "prior ", "earlier ", " complete", " total", " entirely", " wholly", " exclusively", "acellular mucin", "without cells", "100 %", "100%",
    *(
        f"{denied} {article}{left}"
        for denied in ("without", "no", "devoid of", "free of")
        for article in ("", "any ")
        for left in ("residual ", "viable ", "vital ", "remaining ", "living ")
    ),
)  # fmt: skip
# "Disappearing lesion segment 2", as surgeons call those that chemotherapy has made invisible.
VANISHING = pattern_of(
    r"\b(?:disappearing|vanishing|disappeared|vanished) (?:\w+ )?(?:lesions?|mass(?:es)?|metastas[ei]s|mets?|dlms?)\b"
)
# "The seven known lesions and no more: segment 2, 14 mm; ...": the list behind the colon is of those that are there.
# "Next to the vein without infiltrating it: 38 mm": the contact is denied and not the lesion.
NOT_TOUCHING = pattern_of(
    r"(?:without|not|never|no) (?:(?:direct|broad|any) )?(?:(?:infiltrat|invad|touch|abut|reach|encas|contact|compress|involv|occlud|narrow)ing (?:it|them|this|the (?:vein|vessel)s?)"
    r"|(?:contact|infiltration|invasion|involvement|compression)(?: (?:of|to|with) [a-z ]{2,30})?)(?:[:,]| [-–]) ?(?:(?:now|measuring|currently|today) )?"
)
NO_CONTACT = len("no contact")
NO_MORE = pattern_of(
    r"(?:\w+ )?(?:no|not|nothing|none) (?:\w+ ){0,2}?(?:more|others?|else|further|additional|new)(?: \w+){0,2} ?:"
)
PRIOR_REACH = 24
# "New lesions: none" denies no older one.
NEW_WORDS = ("new ", "further ", "additional ", "other ", "fresh ")
NEWLY = pattern_of(
    r"(?<!or )(?<!and )\b(?:new|further|additional|other|fresh)(?: (?:or \w+ )?(?:liver|hepatic|focal|suspicious|metastatic|target|solid))* $"
)
# "There was no recurrence; however, ...": it came later.
CAME_BACK = pattern_of(r"(?:recurrence|relapse)(?: [^.;,]{1,30})?[;,.] ?(?:however|but|until)\b")
# "Ablation of the lesion of segment 3 if not visible": nobody knows yet.
IF_NOT = pattern_of(
    r"\b(?:if|should|in case|where|when|whenever) (?:(?:it|they|these|this|is|are|be|still|found|one) )*$"
)
VANISHED = pattern_of(r"no longer|melted away|faded away|invisible|disappeared|resolved|vanished|gone")
# "Two metastases in segments 5 and 8, which I will ablate next week": planned is what is done to them.
OWN_PLAN = pattern_of(
    r",? (?:which|that|both of which|all of which|these|they|both)(?: \w+){0,4}? (?:ablate|resect|remove|treat|excise|irradiate|take out|ablated|resected|removed|treated|excised|irradiated|taken out)\b"
)
PLAN_REACH = 30
NEXT_STEP = pattern_of(
    r", (?:is |are )?(?:planned|scheduled|booked)(?: for)? (?:an? )?(?:\w+ ){0,3}(?:\w*ectom|resection|ablation|pve|surgery|embol|operation)[\s\S]*"
)
# "Six metastases planned for extended right hepatectomy".
LISTED_FOR = pattern_of(
    r"(?:planned|scheduled|booked|listed) for (?:an? |the )?(?:\w+ ){0,3}(?:\w*ectom|resection|ablation|pve|surgery|embol|operation)"
)
# "Two metastases, which could be treated with ablation": the treatment is supposed, not the lesion.
TREATABLE = pattern_of(
    r"(?:\w+ ){1,4}?(?:treated|resected|ablated|removed|excised|taken out|managed|addressed|cleared|irradiated)\b"
)


class Worded(NamedTuple):
    """Sentences, by their number, with words by which a lesion may be anything else than there now."""

    asking: set[int]
    # Those that stand before the name, tell what is left of the lesion or doubt what it is, and all of the three.
    ahead: set[int]
    left: set[int]
    unsure: set[int]
    verdict: set[int]
    before: set[int]
    past: set[int]
    treatment: set[int]
    specimens: set[int]
    edges: set[int]
    # All of these, and the same with the sentences that hold a cue.
    worded: set[int]
    judged: set[int]


def state_of(reading: Reading, unit: Statement) -> str:
    """present, absent, gone, possible, prior or unread."""
    number, text = unit.number, reading.levelled
    alone = not (unit.nouns or unit.sizes)
    if number and alone and not unit.segments and REMAINS.match(text, number.end):
        return "present"
    index, sentences = unit.sentence, reading.once(worded_sentences)
    if index not in sentences.judged:
        return "absent" if alone and is_free_place(reading, unit) else "present"
    start, end = name_of(unit)
    in_words = index in sentences.worded
    if in_words and (index in sentences.asking or (index in sentences.edges and is_on_edge(reading, unit))):
        return "unread"
    cues = reading.modifiers(start, end)
    if cues or index in sentences.verdict:
        verdict = judged(reading, unit, cues, start, end)
    else:
        verdict = "absent" if alone and is_free_place(reading, unit) else ""
    if verdict or not in_words:
        return verdict or "present"
    if index in sentences.specimens:
        opened, closed = reading.sentences[index]
        if unit.kind in ("lesion", "metastasis") and (
            NO_TUMOUR.match(text, unit.end, closed) or REGRESSED.match(text, unit.end, closed)
        ):
            return "absent"
        if EARLIER_SPECIMEN.search(text, opened, start):
            return "prior"
    if (
        (index in sentences.before and is_told_of_before(reading, unit))
        or (index in sentences.past and is_past(reading, unit, start))
        or (index in sentences.treatment and is_treated(reading, unit, start))
    ):
        return "prior"
    return "present"


def is_on_edge(reading: Reading, unit: Statement) -> bool:
    """Whether the statement, in an operation's sentence on an edge, is on the cut edge and on no lesion."""
    if unit.sizes or unit.kind == "benign":
        return False
    opened, closed = reading.sentences[unit.sentence]
    named_only = not (unit.nouns or unit.number)  # "the segment 8 specimen was clear at its resection margin"
    return CUT_EDGE.search(reading.levelled, opened, closed if named_only else unit.end) is not None


def name_of(unit: Statement) -> Interval:
    """What the cues are of: the name of the lesion, else its first size or place."""
    carcinoma: Interval | None = None
    for noun in unit.nouns:
        if noun.concept == unit.kind:  # "sigmoid ca, possible met in segment 4"
            return noun.start, noun.end
        if carcinoma is None and noun.concept == "carcinoma":
            carcinoma = noun.start, noun.end
    if carcinoma is not None:
        return carcinoma
    placed = unit.sizes or unit.segments
    return (placed[0].start, placed[0].end) if placed else (unit.start, unit.end)


def worded_sentences(reading: Reading) -> Worded:
    """The sentences of the note with such words."""
    text, note_type = reading.levelled, reading.note.note_type
    asking = reading.once(question_sentences)
    ahead = reading.sentences_at(places(text, AHEAD_WORDS))
    left = reading.sentences_at(places(text, LEFT_WORDS))
    unsure = reading.sentences_at(places(text, UNSURE_WORDS))
    verdict = ahead.union(left, unsure)
    past = reading.sentences_at(places(text, PAST_WORDS))
    before, treatment = reading.once(sentences_told_of_before), reading.once(sentences_with_treatment)
    specimens, edges = set[int](), set[int]()
    if note_type is PATHOLOGY:
        specimens = reading.sentences_at(places(text, SPECIMEN_WORDS))
    if note_type is OPERATIVE:
        edges = reading.sentences_at(places(text, EDGE_WORDS))
    found = asking.union(verdict, before, past, treatment, specimens, edges)
    cued = reading.sentences_at([cue.start for cue in reading.cues((0, len(text)))])
    return Worded(asking, ahead, left, unsure, verdict, before, past, treatment, specimens, edges, found, found | cued)


def is_free_place(reading: Reading, unit: Statement) -> bool:
    """Whether nothing but a place is named, and called free: "segment 2 is clear"."""
    if unit.nouns or unit.sizes or unit.number or not (unit.lobes or unit.segments):
        return False
    ends = [*(lobe.end for lobe in unit.lobes), *(ref.end for ref in unit.segments)]
    return PLACE_FREE.match(reading.levelled, max(ends)) is not None


def judged(reading: Reading, unit: Statement, reaching: list[Cue], start: int, end: int) -> str:
    """What cues and words in the sentence make of the lesion named at `[start, end)`; empty where they leave it standing."""
    text, index, sentences = reading.levelled, unit.sentence, reading.once(worded_sentences)
    closed = reading.sentences[index][1]
    cues: list[Cue] = []
    categories: set[str] = set()
    for cue in reaching:
        category = cue.category
        if category == "possible" and is_comparison(reading, cue):
            continue
        if cue.start < start and (
            (text.find(":", cue.start, closed) >= 0 and NO_MORE.match(text, cue.start))
            or (
                start - cue.start > NO_CONTACT
                and text[cue.start] in "nw"
                and NOT_TOUCHING.fullmatch(text, cue.start, start)
            )
        ):
            continue
        if category == "negated" and cue.start >= end and is_of_other_study(reading, cue):
            continue
        cues.append(cue)
        if category != "hypothetical" or not (
            text[cue.start : cue.end] in HARMLESS or is_next_step(reading, cue.start, cue.end, end)
        ):
            categories.add(category)
    if "family" in categories or "hypothetical" in categories or "no_new" in categories:
        return "unread"
    if index in sentences.ahead and (told := judged_ahead(reading, unit, start)):
        return told
    if "normal" in categories and any(
        cue.category == "normal" and text.startswith(("no ", "not "), cue.start) for cue in cues
    ):
        return "absent"
    if not unit.nouns and is_free_place(reading, unit):
        return "absent"
    if "negated" in categories:
        denials = [cue for cue in cues if cue.category == "negated"]
        if not is_said_of_next(reading, denials, start, end):
            return denied(reading, unit, denials, start, end)
    if index in sentences.left and is_gone(reading, unit):
        return "gone"
    doubted = "possible" in categories and not is_doubt_of_others(reading, cues, end)
    return "possible" if doubted or (index in sentences.unsure and is_unclassified(reading, unit, closed)) else ""


def judged_ahead(reading: Reading, unit: Statement, start: int) -> str:
    """What words before the name at `start` make of the lesion; empty where they leave it standing."""
    text, opened = reading.levelled, reading.sentences[unit.sentence][0]
    if NO_SUCH.search(text, max(opened, start - 40), start):
        return "unread"
    placed = unit.segments[0].start if unit.segments else None
    if VANISHING.search(text, max(unit.lead, start - 24), unit.end if placed is None else placed):
        return "gone"
    if INACTIVE.search(text, opened, start if placed is None else placed):
        return "gone"
    return "absent" if unit.nouns and FREE_OF.search(text, max(unit.lead, start - 16), start) else ""


def is_gone(reading: Reading, unit: Statement) -> bool:
    """Whether the sentence goes on to say that nothing, or a scar, is left."""
    text, closed = reading.levelled, reading.sentences[unit.sentence][1]
    named = {unit.end, end_of_name(unit)} if unit.segments or unit.nouns else {unit.end}
    behind = text[min(named) : closed]
    if any_in(behind, GONE_WORDS) and any(GONE_SINCE.match(text, at) for at in named):
        return True
    return any_in(behind, SCAR_WORDS) and any(IS_SCAR.match(text, at) for at in named)


def denied(reading: Reading, unit: Statement, denials: list[Cue], start: int, end: int) -> str:
    """What the denials that reach the lesion named at `[start, end)` say: that there is none, that it is gone, or nothing certain."""
    text, opens = reading.levelled, max(unit.lead, start - 40)
    if all(IF_NOT.search(text, cue.start - 24, cue.start) for cue in denials):
        return "unread"
    if (
        (any(text.find(word, opens, start) >= 0 for word in NEW_WORDS) and NEWLY.search(text, opens, start))
        or (text.startswith(("recurrence", "relapse"), start) and CAME_BACK.match(text, start))
        or excepts_targets(reading, end)
    ):
        return "unread"
    if any(VANISHED.search(text, cue.start, cue.end) for cue in denials):
        return "gone"
    behind = any(cue.start >= end for cue in denials)
    seen = bool(unit.segments or unit.sizes) or "previous" in text[unit.start - 30 : end]
    return "gone" if behind and seen else "absent"


def is_past(reading: Reading, unit: Statement, start: int) -> bool:
    """Whether words before the lesion or behind it put it into an earlier time."""
    text = reading.levelled
    opened, closed = reading.sentences[unit.sentence]
    words = places(text, PAST_WORDS)
    past = PAST.search(text, unit.lead, unit.end) if one_in(words, unit.lead, unit.end) else None
    operated = reading.note.note_type is OPERATIVE  # which finds again what was described
    if past and SEEN_BEFORE.match(text, past.start()) and (operated or STILL.search(text, past.end(), closed)):
        past = None
    if past and any(
        size.prior_mm is not None
        and (0 <= size.prior_start - past.end() < PRIOR_REACH or past.group().startswith("former "))
        for size in unit.sizes
    ):
        past = None  # "formerly 2.8 cm, now 0.9 cm": the size is past and not the lesion
    if past and text.endswith("(", 0, past.start()) and unit.sizes and unit.sizes[0].end <= past.start():
        past = None  # "one mass of 11 cm (previously three lesions)"
    if past and IN_A_YEAR.fullmatch(past.group()) and is_of_primary(reading, opened, past.span(), start):
        past = None
    if past:
        return True
    closed = min(closed, unit.end + 60)
    if not one_in(words, unit.end, closed):
        return False
    compared = any(size.prior_mm is not None and size.prior_start >= size.end for size in unit.sizes)
    return not compared and PAST_BEHIND.match(text, unit.end, closed) is not None


def is_comparison(reading: Reading, cue: Cue) -> bool:
    """Whether the doubt is a "versus" between two values, which weighs nothing: "SUVmax 5.2 versus 14.0"."""
    versus = reading.levelled.startswith(("versus", "vs"), cue.start)
    return versus and VALUE_NEXT.match(reading.levelled, cue.end) is not None


def is_next_step(reading: Reading, start: int, end: int, named: int) -> bool:
    """Whether the plan is of something named behind it: "multiple metastases, planned right hepatectomy"."""
    if start < named:
        return is_to_be_treated(reading, start)
    listed = LISTED_FOR.match(reading.levelled, start) or TREATABLE.match(reading.levelled, start)
    own = start > named and OWN_PLAN.search(reading.levelled, named, end + PLAN_REACH)
    return bool(listed or own or (start > named and NEXT_STEP.fullmatch(reading.levelled, start - 2, end + 40)))


def end_of_name(unit: Statement) -> int:
    """Where the lesion's name and place end."""
    return max([ref.end for ref in unit.segments] + [hit.end for hit in unit.nouns])
