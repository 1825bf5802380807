"""Vessels that a liver tumour touches, encases or invades."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from abstraction.records import ElementValue, Mention, Status
from extraction.anchors import Anchors, any_in, first_at, matches_within, one_in, places
from extraction.fields.tick_boxes import ticked_choice
from extraction.fields.vessel_marks import NAMES, SHORT, SIGNED, Vessel, is_place_of_edge, marked
from extraction.lesions.size_course import is_stale
from extraction.matching import Hit
from extraction.note_types import RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sections import is_plan_alone
from extraction.sentences import Interval
from extraction.tumours import is_on_other_tumour, is_other_tumour

SIDES = pattern_of(
    r"(?<![a-z])(?:(?:both |the )*(?:right|middle|median|left|main|rt|lt|and|or|,|/|&|\+|as well as|also|the|respectively)\s*)+$"
)
SIDE_WORDS = Anchors("right", "middle", "median", "left", "main", "rt", "lt")
SIDE = pattern_of("|".join(SIDE_WORDS))
KIND_OF = {name: kind for (kind, _), name in NAMES.items()} | {kind: kind for kind, _ in NAMES}
BRACKET = pattern_of(r"[^.;()]{0,30}\(([^)]{0,40})\)")
GLUE = pattern_of(
    r"(?:[\s,()/&+]|and|also|as well as|the|both|to|with|of|at|its|in|confluence|root|trunk|wall|origin|branch|branches|junction|or|from|over|"
    r"about|for|broadly|shortly|focally|directly|ostium|orifice|intrahepatic|retrohepatic|part|portion|level|onto|into|i e)*"
)
DENYING = frozenset({"negated", "no_new", "hypothetical", "family", "possible"})
EARLIER = frozenset({"previously", "formerly", "initially", "originally", "at baseline", "before chemotherapy"})
# "all three hepatic veins", "both portal branches": every side is meant.
EVERY = pattern_of(r"\b(?:all|both|(?:all )?(?:the )?three)(?: (?:three|major|main|large|of the|the))*\s*$")
BREAK_WORDS = Anchors(*";[", "but", "not ", "while", "whereas", "however", "although", *(f"and {n}" for n in range(10)))
BREAK = pattern_of(
    r";|\[|\b(?:but|not (?:with|the|of|to|into)|while|whereas|however|although|and \d[\d.]* ?[mc]m (?:away )?(?:from|off|to))\b"
)


# "The latter is encased": one of two vessels named before.
REFERRING_WORDS = Anchors("the former", "latter", "former is ", "former was ", "former but ")
REFERRING = pattern_of(
    r"(?:the (?=f)|(?=latter|former (?:is|was|but) ))(former|latter)\b(?! (?:lesion|mass\b|metastas|met\b|deposit|nodule|one|segment|study|examination|ct|mri|measur))"
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`vascular_contact`: vessels in affirmed contact with a liver tumour."""
    if "vessel" not in reading.topics or reading.once(is_on_other_tumour) or holds_none(known):
        return []
    touched: dict[str, list[tuple[int, Mention]]] = {}
    denied: dict[str, int] = {}
    told = reading.sentences_with("vessel")
    if words := places(reading.levelled, REFERRING_WORDS):
        told |= reading.sentences_at(words)
    for index in sorted(told):
        span = reading.sentences[index]
        if not tells_of_contact(reading.hits("contact", span)) and not may_be_signed(reading, span):
            continue
        section = reading.section_at(span[0])
        if section.category in ("family_history", "technique") or is_plan_alone(reading.text, section):
            continue
        for vessel, relation, positive in told_of(reading, span):
            rank = reading.rank_at(vessel.start)
            if positive:
                start, end = min(vessel.start, relation.start), max(vessel.end, relation.end)
                mention = reading.mention("vascular_contact", (start, end), vessel.name)
                touched.setdefault(vessel.name, []).append((rank, mention))
            else:
                denied[vessel.name] = max(rank, denied.get(vessel.name, -1))
    names = [name for name, found in touched.items() if max(rank for rank, _ in found) >= denied.get(name, -1)]
    evidence = tuple(mention for name in names for _, mention in touched[name])
    if not evidence:
        return []
    reasons = tuple(f"{name}: contact is also denied" for name in names if name in denied)
    return [ElementValue("vascular_contact", names, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)]


def holds_none(known: Mapping[str, ElementValue]) -> bool:
    """Whether the liver is told to hold no metastasis now: what one touched before it was taken out is history."""
    count = known["liver_lesion_count"].value if "liver_lesion_count" in known else None
    return isinstance(count, dict) and count["max"] == 0


def tells_of_contact(words: Sequence[Hit]) -> bool:
    """Whether one of the words says that something touches."""
    return any(hit.concept == "contact" for hit in words)


def may_be_signed(reading: Reading, span: Interval) -> bool:
    """Whether the sentence of a study holds a sign that can stand for contact or its absence."""
    return reading.note.note_type is RADIOLOGY and any_in(reading.text[slice(*span)], SIGNS)


def told_of(reading: Reading, span: Interval) -> list[tuple[Vessel, Hit, bool]]:
    """What the sentence says of its vessels; from "the former" or "the latter" on it says it of those named before."""
    referring = matches_within(REFERRING, reading.levelled, places(reading.levelled, REFERRING_WORDS), *span)
    meant = antecedents(reading, span[0], referring[0].start()) if referring else []
    if not meant:
        return relations(reading, span)
    first, end = referring[0].start(), max([span[0], *(vessel.end for vessel in meant)])
    cut = max(max(reading.levelled.rfind(mark, end, first) for mark in (";", ",", ":", " and ")), end)
    referred = [Vessel(*one.span(), meant[one.group(1) == "latter"].name) for one in referring]
    return relations(reading, (span[0], cut)) + relations(reading, (cut, span[1]), referred)


def antecedents(reading: Reading, start: int, until: int) -> list[Vessel]:
    """The two vessels that are named before, in the sentence or the one before it; empty where they are not two, or segments are."""
    before = reading.sentence_at(max(0, start - 2))[0]
    for floor in (start, before):
        hits = [named(reading, hit, (floor, until)) for hit in reading.hits("vessel", (floor, until))]
        # In "the middle and left hepatic veins" the side that stands at the noun is the last.
        vessels = [vessel for found in hits for vessel in (*found[1:], *found[:1])]
        if len({vessel.name for vessel in vessels}) == 2:
            return [vessels[0], vessels[-1]]
    return []


def relations(reading: Reading, span: Interval, referred: Sequence[Vessel] = ()) -> list[tuple[Vessel, Hit, bool]]:
    """(vessel, words of contact, whether affirmed) for every vessel of the sentence that something is said of."""
    signs: list[tuple[Vessel, Hit, bool]] = []
    hits, words = reading.hits("vessel", span), reading.hits("contact", span)
    vessels = list(referred)
    told: list[tuple[Vessel, bool]] = []
    for hit in hits:
        vessels += named(reading, hit, span)
        told += marked(reading, hit, span)
    vessels.sort()
    signed = [(vessel, sign) for vessel in vessels if (sign := SIGNED.match(reading.text, vessel.end, span[1]))]
    listed = sum(not sign.group("word") for _, sign in signed) > 1 and reading.note.note_type is RADIOLOGY
    if not (vessels or told) or not (listed or tells_of_contact(words)) or is_other_tumour(reading, span[0]):
        return signs
    signs += [(vessel, words[0], is_positive) for vessel, is_positive in told]
    for vessel, sign in signed:
        is_positive = bool(sign.group("yes")) or "+" in sign.group()
        signs.append((vessel, Hit(vessel.end, sign.end(), "contact"), is_positive))
    if told or signed:
        sides = {vessel.name for vessel, _ in (*told, *signed)}
        vessels = [vessel for vessel in vessels if vessel.name not in sides]
    parting = matches_within(BREAK, reading.levelled, places(reading.levelled, BREAK_WORDS), *span)
    breaks = [span[0], *(match.start() for match in parting), span[1]]
    for group in grouped(reading, vessels):
        for vessel, word in governed(reading, breaks, group, words):
            if word.concept not in ("near", "subject_node") and not is_of_node(reading, word, words):
                is_positive = word.concept == "contact" and is_affirmed(reading, vessel, word, words)
                signs.append((vessel, word, is_positive))
    return signs


def named(reading: Reading, hit: Hit, span: Interval) -> list[Vessel]:
    """The vessels of one hit: "middle and right hepatic veins" are two, "portal vein (right, main)" too."""
    ends = reading.levelled.endswith(LANDMARK_ENDS, 0, hit.start)
    is_landmark = ends and LANDMARK.search(reading.levelled, max(span[0], hit.start - 40), hit.start)
    if is_landmark or hit.concept == "not_vessel":
        return []
    own = Vessel(hit.start, hit.end, hit.concept)
    kind = KIND_OF.get(hit.concept)
    if not kind:
        return [own]
    sides: list[str] = []
    ahead = (max(span[0], hit.start - 60), hit.start)
    if one_in(places(reading.levelled, SIDE_WORDS), *ahead) and (before := SIDES.search(reading.levelled, *ahead)):
        sides = SIDE.findall(before.group())
    is_general = hit.concept == kind
    found: list[Vessel] = [] if is_general else [own]
    if is_general and EVERY.search(reading.levelled, max(span[0], hit.start - 30), hit.start):
        sides = ["right", "middle", "left"] if kind == "hepatic_vein" else ["right", "left"]
    if is_general and not sides:
        bracket = BRACKET.match(reading.levelled, hit.end, span[1])
        sides = SIDE.findall(bracket.group(1)) if bracket else []
        if not sides and kind == "portal_vein":
            found += branches_behind(reading, hit, span)
            sides = [] if found or heads_branches(reading, hit, span) else ["main"]
    for side in sides:
        name = NAMES.get((kind, SHORT.get(side, side)))
        if name and name != hit.concept:
            found.append(Vessel(hit.start, hit.end, name))
    return found


def branches_behind(reading: Reading, hit: Hit, span: Interval) -> Iterator[Vessel]:
    """The branches that follow a form's label: "Portal vein: right branch encased, main trunk free"."""
    if LABEL_END.match(reading.levelled, hit.end, span[1]):
        for match in BRANCH.finditer(reading.levelled, hit.end, span[1]):
            yield Vessel(match.start(), match.end(), NAMES["portal_vein", match.group(1)])


def heads_branches(reading: Reading, hit: Hit, span: Interval) -> bool:
    """Whether the name is a form's label before branches: "Portal vein: right branch encased, main trunk free"."""
    if not LABEL_END.match(reading.levelled, hit.end, span[1]):
        return False
    return any(other.concept.endswith("portal_vein") for other in reading.hits("vessel", (hit.end, span[1])))


def grouped(reading: Reading, vessels: list[Vessel]) -> list[list[Vessel]]:
    """Vessels joined by nothing but "and", commas and words like "wall of"."""
    groups: list[list[Vessel]] = []
    for vessel in vessels:
        last = groups[-1][-1] if groups else None
        gap = reading.levelled[last.end : vessel.start] if last else ""
        if last and (vessel.start < last.end or (GLUE.fullmatch(gap) and gap.strip() != "the")):
            groups[-1].append(vessel)
        else:
            groups.append([vessel])
    return groups


def governed(reading: Reading, breaks: list[int], group: list[Vessel], words: list[Hit]) -> list[tuple[Vessel, Hit]]:
    """Each vessel of the group with the word that says how it lies: one behind ("... is free"), else the last before it.

    `breaks` are where the statements of the sentence part, with its start and its end.
    "touches RHV, MHV free": where one word stands before and a denial behind, the last comma divides the group.
    """
    start, end = group[0].start, group[-1].end
    floor = breaks[max(0, first_at(breaks, start) - 1)]
    ceiling = breaks[min(first_at(breaks, end), len(breaks) - 1)]
    ahead = behind = None
    for hit in words:
        if floor <= hit.start < start or start < hit.start < hit.end == end:  # "hilar involvement" holds its own word
            ahead = hit
        elif end <= hit.start < ceiling:
            behind = hit
            break
    is_nearer = behind and ahead and ahead.concept == "near" and ABUTS_IT.match(reading.levelled, behind.end)
    if behind and not is_nearer and not reaches_back(reading, end, behind, alone=ahead is None):
        behind = None
    if behind and ahead and ahead.concept == "contact" and ONLY_TOUCHES.match(reading.levelled, behind.start):
        behind = None
    if not (behind and ahead and behind.concept == "apart"):
        word = behind or ahead
        return [(vessel, word) for vessel in group] if word else []
    commas = (two.start for one, two in itertools.pairwise(group) if "," in reading.levelled[one.end : two.start])
    divide = max(commas, default=start)
    return [(vessel, behind if vessel.start >= divide else ahead) for vessel in group]


def reaches_back(reading: Reading, end: int, word: Hit, *, alone: bool) -> bool:
    """Whether a word behind a vessel is said of it; `alone`: no word before the vessel competes."""
    between = reading.levelled[end : word.start]
    if not alone and "   " in between:
        return False  # the next column of a table
    if word.concept == "apart" and (
        OWN_PART.match(reading.levelled, word.end) or reading.levelled.startswith(("short of", "shy of"), word.start)
    ):
        return False  # "abuts the LHV 2 cm from its junction", "invades the RHV 3 cm short of the cava"
    if not alone and (SAME_SUBJECT.match(between) or (word.concept == "apart" and AND_ALONE.fullmatch(between))):
        return False  # "abuts the RHV and is close to the MHV"
    if word.concept == "contact" and BOTH_OF_THEM.match(reading.levelled, word.end):
        return len(between) <= LONGEST_RELATIVE
    if RELATIVE.match(between):
        return (alone or word.concept == "contact") and len(between) <= LONGEST_RELATIVE
    if NEW_SUBJECT.match(between):
        return False
    if "," in between or len(between) > LONGEST_PREDICATE:
        return alone and len(between) <= LONGEST_RELATIVE
    return (
        alone
        or word.concept == "apart"
        or bool(PASSIVE.search(between))
        or (between.strip() in ("", "in") and ENDS_THERE.match(reading.levelled, word.end) is not None)
    )


# "Lies between the middle and right hepatic veins, touching both".
BOTH_OF_THEM = pattern_of(r" (?:both|them|all three|each of them|either)\b(?! (?:the|hepatic|portal|veins|lobes|its))")
# "Runs along the left portal vein and abuts it": more than the nearness told before it.
ABUTS_IT = pattern_of(r"(?: (?:with|into|to|onto|against))? it\b")
# "Portal vein free, right hepatic vein in contact."
ENDS_THERE = pattern_of(
    r"(?: (?:with|by) (?:it|(?:the )?(?:tumou?r|lesion|mass|metastas[ie]s|met)))?(?=\s*(?:[.,;)]|$))"
)
RELATIVE = pattern_of(r"[^,]{0,12},? (?:whose|which|(?:the )?(?:wall|lumen) of which)\b")
OWN_PART = pattern_of(
    r"(?: (?:its|the))?(?: (?:hilar|resection|transection|parenchymal|surgical|inked|cut|liver|nearest))* (?:junction|confluence|origin|root|insertion|ostium|orifice|mouth|take ?off|termination|margin|edge|surface|plane)\b"
)
SAME_SUBJECT = pattern_of(
    r"(?: (?:over|for|along|on) [^,;.]{1,25}?)?\W*and (?:is|are|was|were|comes?|lies?|runs?|extends?|reach\w*|stays?|stayed|keeps?|kept|remains?|remained"
    r"|leaves?|left|spares?|ends?|does|do|did|has|passes)\b"
)
# "In contact with the RHV and clear of the IVC".
AND_ALONE = pattern_of(r"\W*and (?:well |completely |just )?")
DENIED_NAME = pattern_of(r"\b(?:no|not|nor|without)\s(?:the\s)?(?:(?:right|middle|left|main)\s)?$")
NEW_SUBJECT = pattern_of(r"\W*and (?:a|an|the|there)\b")
TUMOUR = pattern_of(r"lesion|metasta|\bmets?\b|tumou?r|mass|deposit|focus")
# A clot touches no vessel; a thrombus that nobody calls tumour is one.
CLOT = pattern_of(r"thromb")
# "Portal vein invasion (microscopic): present" of a synoptic report names no branch.
MICROSCOPIC = pattern_of(r" ?\(?microscopic")
# What an embolisation closed lies in no contact by that.
EMBOLISED_WORDS = Anchors("embol", "pve", "coil", "plug", "particles", "glue", "lipiodol", "cyanoacrylate")
EMBOLISED = pattern_of(
    r"\bemboli[sz]ed (?:\w+ ){0,2}(?:portal|vein|branch)"
    r"|(?:occlu|thromb|obliter|closed|filled|blocked)\w*(?: \w+){0,7} (?:after|by|following|of|from|with|due to) (?:the )?(?:\w+ )?(?:embol|pve|coil|plug|glue|lipiodol|cyanoacrylate)"
    r"|\b(?:embol\w+|coils?|plugs?|particles|glue)(?: \w+){0,3} (?:occlu|obliter)"
)
LONGEST_PREDICATE, LONGEST_RELATIVE = 40, 60
ANSWERED_NO = pattern_of(r"\)? ?[:=] *(?:no|none|nil|absent|negative|n)\b(?! \w)", re.I)
# "Contact: RHV yes / MHV no"
VESSEL_NO = pattern_of(r"\s?(?:[:=(]\s?)?(?:not?|none|n|neg)\)?(?=\s*(?:[,;/.)\n]|$))", re.I)
# "Lies against the cava without invasion".
ONLY_TOUCHES = pattern_of(
    r"(?:without|no|but no|not) (?:\w+ )?(?:invasion|infiltration|invading|infiltrating|encasement|encasing)\b"
)
# "The right hepatic vein at its confluence with the cava", "just before it enters the cava".
LANDMARK = pattern_of(
    r"\b(?:(?:confluence|junction|insertion|entry|union|opening|outflow) (?:with|into|to)"
    r"|(?:before|where|as|after|which) (?:it|they|(?:the )?veins?|this vein) (?:\w+ly )?"
    r"(?:enters?|joins?|reach(?:es)?|meets?|(?:drains?|runs?|opens?|empt(?:y|ies)) into)) (?:the )?$"
)
LANDMARK_ENDS = tuple(f"{word} " for word in "with to the enter enters join joins reach reaches meet meets".split())
BRANCH = pattern_of(
    r"\b(right|left|main)(?: (?:anterior|posterior|anterior sectoral|posterior sectoral))? (?:branch|trunk|stem)\b(?! of)"
)
# "The gallbladder was removed to reach the right portal vein": the surgeon, not the tumour.
ACCESS = pattern_of(
    r"\b(?:removed|taken|divided|mobili[sz]ed|opened|lifted|lowered|dissected|exposed|incised|followed|rotated|in order|way|path)\b[^.;:]{0,40}\bto $"
)
LABEL_END = pattern_of(r"\s*[:=]")
# "It was in contact with the vein in March", "on the last CT it encased the vein".
WAS = pattern_of(r"\b(?:was|were|had been|had|used to be)(?: still)? (?:\w+ ){0,2}$")
IS_SO = pattern_of(r"\b(?:is|are|remains?|has|have|now|currently|still) (?:\w+ ){0,3}$")
BY = pattern_of(r" by\b")
STILL = pattern_of(r"\b(?:still|now as then|unchanged|continues?|as (?:it )?(?:is|does) (?:now|today))\b")
ONCE = pattern_of(
    r"\W*(?:on|in|at) (?:the |his |her |that )?(?:last|previous|prior|earlier|old|baseline|first|initial) (?:ct|mri|mr|scan|study|examination|imaging|pet)\b"
)
SIGNS = ("+", "-", "\u2013")
IN_DAY = pattern_of(r",? (?:in|on|at)(?: the)?(?: (?:ct|mri|study|scan|examination) (?:of|in|from))? ")
PASSIVE = pattern_of(r"\b(?:is|are|was|were|being|been|:)\b|:")


def is_of_node(reading: Reading, word: Hit, words: list[Hit]) -> bool:
    """Whether a lymph node and no tumour is what touches: "a portocaval node abuts the portal vein"."""
    ends = [hit.end for hit in words if hit.concept == "subject_node" and hit.end <= word.start]
    if not ends or word.start - ends[-1] > LONGEST_PREDICATE:
        return False
    return not TUMOUR.search(reading.levelled, ends[-1], word.start)


def is_of_benign(reading: Reading, word: Hit) -> bool:
    """Whether the finding named last before the word is a benign one: "the haemangioma abuts the vein"."""
    for hit in reversed(reading.hits("liver_lesion", (reading.sentence_at(word.start)[0], word.start))):
        if hit.concept != "superlative":
            return hit.concept == "benign" and word.start - hit.end <= LONGEST_PREDICATE
    return False


def is_affirmed(reading: Reading, vessel: Vessel, word: Hit, words: list[Hit]) -> bool:
    """Whether the contact is stated as there now, in words or by a ticked box."""
    choice = ticked_choice(reading.text, min(vessel.start, word.start), max(vessel.end, word.end))
    if choice:
        return bool(choice.is_positive)
    answered = ANSWERED_NO.match(reading.text, max(vessel.end, word.end)) or VESSEL_NO.match(reading.text, vessel.end)
    if answered or is_of_benign(reading, word) or is_place_of_edge(reading, vessel):
        return False
    led = reading.levelled.endswith("to ", 0, word.start)
    if led and ACCESS.search(reading.levelled, max(0, word.start - 60), word.start):
        return False
    if MICROSCOPIC.match(reading.levelled, word.end) or MICROSCOPIC.match(reading.levelled, vessel.end):
        return False
    around = (max(0, min(vessel.start, word.start) - 24), max(vessel.end, word.end) + 40)
    if one_in(places(reading.levelled, EMBOLISED_WORDS), *around) and EMBOLISED.search(reading.levelled, *around):
        return False
    if CLOT.match(reading.levelled, word.start) and not TUMOUR.search(
        reading.levelled, *reading.sentence_at(word.start)
    ):
        return False
    if word.end <= vessel.start and DENIED_NAME.search(reading.levelled, word.end, vessel.start):
        return False  # "Invasion: no portal vein, no hepatic vein"
    for cue in reading.modifiers(word.start, word.end):
        denials = [range(hit.start, hit.end) for hit in words if hit.concept == "apart"]
        if any(cue.start in denial and word.start not in denial for denial in denials):
            continue  # "contact with RHV (+), IVC (-)": each denial has its vessel
        # "(previously 55 mm), in contact with ..."
        size = reading.levelled[cue.end : cue.end + 2].strip()[:1].isdigit()
        # "4.8 cm (3.5 cm previously) and now encases ..."
        between = reading.levelled[cue.end : word.start]
        bracketed = ")" in between and "(" not in between
        earlier = reading.levelled[cue.start : cue.end] in EARLIER and not size and not bracketed
        found_again = reading.levelled.startswith((" described", " known", " reported"), cue.end)
        if cue.category in DENYING or (earlier and not found_again):
            return False
    return not is_told_of_before(reading, vessel, word)


def is_told_of_before(reading: Reading, vessel: Vessel, word: Hit) -> bool:
    """Whether it was so on an earlier study: "it reached the right hepatic vein in April", and not "as in April"."""
    text = reading.levelled
    start, end = reading.sentence_at(word.start)
    until = max(vessel.end, word.end)
    past = text[word.start : word.end].split()[0].endswith("ed") and not BY.match(text, word.end)
    if not (past or WAS.search(text, start, word.start)) or IS_SO.search(text, start, word.start):
        return False
    if STILL.search(text, until, end):
        return False
    if ONCE.match(text, start):
        return True
    day = next((day for day in reading.dates_within((until, min(end, until + 24)))), None)
    return day is not None and is_stale(reading, day) and IN_DAY.fullmatch(text, until, day.start) is not None
