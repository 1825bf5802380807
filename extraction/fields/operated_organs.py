"""Which organ an operation's word is about: "resected", "wedge" or "core" takes it from the words beside it."""

import re

from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_mimics import is_lung_segment

BIOPSY = pattern_of(
    r"(?:[\s-]*| (?:it |them |this |the whole )?(?:by|as|in|through|via) (?:(?:an?|the|small) )*(?:excision(?:al)?|incision(?:al)?|wedge|core|needle|forceps) )(?:biopsy|biopsies|biopsied|bx)\b"
)
# "A metastasis stuck to the diaphragm": what it clings to is not what was cut.
STUCK_TO = pattern_of(
    r"\b(?:stuck|adherent|attached|adhering|fixed|infiltrating|invading|abutting|growing) (?:in|on)?(?:to )?(?:the )?$"
    r"|\b(?:away|distant|remote|separate) from (?:the )?$"
)
# "The primary (T4a, 2 of 15 nodes) was operated on": nodes that were counted are no subject.
COUNTED = pattern_of(
    r"(?:\b\d{1,2} ?(?:of|/|out of) ?\d{1,2}|\b(?:no|positive|involved|negative)) (?:positive |involved |lymph )*$"
)
METS_BEHIND = pattern_of(r" (?:of )?(?:the |all )?(?:\w+ )?(?:mets|metastases|crlm)\b")
# "Removal of both metastases", of which the sentences before tell that they lie in the liver.
THOSE_METS = pattern_of(r" of (?:both|all|the|these|those)(?: \w+)? (?:metastases|mets|deposits|secondaries)\b")
METS_NAMED = pattern_of(r"(?:\w+ ){0,2}(?:metastas[ei]s|mets?|deposits?|secondar(?:y|ies))\b")
KNOWN_REACH = 300
OBJECT = pattern_of(
    r"\s(?:biopsy |biopsies |bx )?(?:of|from|in|on|x\s?\d|\(\w+\)|(?:seg\w*|s)\s?(?:\d|[ivx]+\b)|the|liver|two|three|\d(?!\s?[/.-]\s?\d))\b"
)
OBJECT_OF_VERB = pattern_of(
    r"\s(?:from|the|both|two|three|(?:seg\w*|s)\s?(?:\d|[ivx]+\b)|(?:case of|for|c/o|on for))\b"
)
NEAR = 36
APART = pattern_of(r"[),;:]|\b(?:and|with|then|plus|followed)\b")
OF = pattern_of(r" (?:of|in) (?:the |a |an )?(?:right |left )?")
LABEL_BEFORE, LABEL_REACH = pattern_of(r",\s*$"), 4
# "Metastases from a resected caecal carcinoma": the word belongs to the noun behind it.
OF_NOUN = pattern_of(
    r"\b(?:an?|the|of|from|with|after|following|for|known|given|his|her|this|prior|former)(?: (?:previously|surgically|completely|radically|curatively|now|recently|already|formerly))? $"
)
ATTRIBUTES = pattern_of(
    r" (?:(?:distal|proximal|mid|low|upper|primary|right|left|right sided|left sided|obstructing|perforated|locally|advanced|[pc]?t\d[a-d]?|stage|i{1,3}v?) ){0,3}"
)
PASSIVE = pattern_of(r"\b(?:was|were|been|being)\s(?:\w+\s)?$")
VERB = pattern_of(
    r"resected|excised|removed|operated|biopsied|enucleated|extirpated|\w+ out\b|\w+ with surgically|treated surgically"
)
# "A needle biopsy of it": of what the sentence before told.
OF_THAT = pattern_of(
    r"\s(?:was taken |taken )?(?:of|from)\s(?:it|this|that|these|them|both|one(?: of (?:them|these))?|the (?:largest|larger|biggest|bigger|same)(?: one)?)\b(?! \w*(?:node|lung))"
)

# What lies in an organ and is none, and what is cut out of it.
BENIGN = pattern_of(r"\b(?:cysts?|haemangioma|abscess|hydatid|adenomas?|lipoma)\b")
TUMOUR = pattern_of(r"\b(?:metasta\w+|mets?|deposits?|secondaries|lesions?|nodules?|tumou?rs?|mass|masses)\b")
FAR = 5
BACKGROUND_REACH = 80
PROVEN = pattern_of(
    r"\b(?:proven|shown|seen|known|confirmed|diagnosed|found|established|documented) (?:on|by|in|at|from|with) "
)

# "Liver metastases in both lobes. Bx proven." / "This was confirmed by biopsy."
PROVEN_BY_IT = pattern_of(r"\bproven\b")
PROVES = pattern_of(r" (?:proven|confirmed|positive|proved)\b")
PROVEN_ON = pattern_of(
    r"\W*(?:(?:this|these|they|it|both|which|all|was|were|is|are|has|have|been|now|since|then|subsequently|later) )*(?:proven|confirmed|verified|diagnosed) (?:on|by|with|at) (?:(?:an?|the|percutaneous|guided|image|us|ultrasound|ct|core|needle) )*"
)


def organ_before(reading: Reading, hit: Hit) -> str | None:
    """The organ named in the two words before the hit: "lung metastasectomy"."""
    if "hepat" in reading.levelled[hit.start : hit.end]:
        return None
    floor = max(hit.start - 24, reading.sentence_at(hit.start)[0])
    line = max(reading.text.rfind("\n", floor, hit.start) + 1, floor)
    for organ in reversed(reading.hits("operated_organ", (line, hit.start))):
        if is_lung_segment(reading, organ.start):
            return "other"
        return None if APART.search(reading.levelled, organ.end, hit.start) else organ.concept
    return None


def is_of_other_organ(reading: Reading, hit: Hit) -> bool:
    """Whether "of" right behind names neither the liver nor its lesions: "thermoablation of the lung nodule"."""
    behind = OF.match(reading.levelled, hit.end)
    if not behind:
        return False
    return any(
        organ.start == behind.end() and organ.concept == "other"
        for organ in reading.hits("operated_organ", (behind.end(), behind.end() + 1))
    )


def organ_of(reading: Reading, hit: Hit) -> str | None:
    """What was cut: the organ behind "of", else the nearest before the word in its clause, else the nearest behind."""
    text = reading.levelled
    sentence = reading.sentence_at(hit.start)
    inside = reading.hits("operated_organ", (hit.start, hit.end))
    if inside:
        return inside[0].concept
    following = reading.hits("operated_organ", (hit.end, min(sentence[1], hit.end + 60)))
    before = [
        organ
        for organ in reading.hits("operated_organ", (max(sentence[0], hit.start - 90), hit.start))
        if not STUCK_TO.search(text, sentence[0], organ.start)
        and not is_lung_segment(reading, organ.start)
        and not COUNTED.search(text, max(sentence[0], organ.start - 24), organ.start)
    ]
    is_verb = VERB.match(text[hit.start : hit.end])
    if is_verb and before and hit.start - before[-1].end <= 1 and before[-1].concept != "unspecific":
        return before[-1].concept
    if not is_verb and OF_THAT.match(text, hit.end) and (told := organ_of_item(reading, hit)):
        return told
    # A noun belongs to the words behind it ("resection of segment 5"), a verb to its subject ("the lesions were biopsied").
    objects = OBJECT_OF_VERB if is_verb else OBJECT
    named_behind = [organ for organ in following if organ.concept != "unspecific"] or following
    if named_behind and named_behind[0].start - hit.end <= NEAR and objects.match(text, hit.end):
        organ = named_behind[0].concept
        if organ == "unspecific":
            those = THOSE_METS.match(text, hit.end) and told_in_liver(reading, hit.start)
            found = opening_organ(reading, hit) or ("liver" if those else organ_of_item(reading, hit))
            organ = found or of_mets(reading, hit, before) or organ
        return organ
    if (
        is_verb
        and named_behind
        and ATTRIBUTES.fullmatch(text, hit.end, named_behind[0].start)
        and OF_NOUN.search(text, max(sentence[0], hit.start - 36), hit.start)
    ):
        return named_behind[0].concept
    if PASSIVE.search(text, max(sentence[0], hit.start - 16), hit.start):
        clause = reading.clause_at(hit.start)
        subjects = [organ for organ in before if organ.start >= clause[0] and organ.concept != "unspecific"]
        if subjects:
            return subjects[0].concept
    if before:
        organ = nearest(before).concept
        return organ if organ != "unspecific" or is_verb else organ_of_item(reading, hit) or organ
    if following and not (is_verb and "," in text[hit.end : named_behind[0].start]):
        organ = named_behind[0].concept
        return organ if organ != "unspecific" else organ_of_item(reading, hit) or organ
    if is_verb or OF_THAT.match(text, hit.end) or is_proof(reading, hit):
        return organ_of_item(reading, hit)
    return "liver" if proves_background(reading, hit) else None


def is_proof(reading: Reading, hit: Hit) -> bool:
    """Whether the word tells how what the sentence before told was proven: "Bx proven.", "This was confirmed by biopsy."."""
    text = reading.levelled
    if PROVEN_BY_IT.search(text, hit.start, hit.end) or PROVES.match(text, hit.end):
        return True
    return PROVEN_ON.fullmatch(text, reading.sentence_at(hit.start)[0], hit.start) is not None


def proves_background(reading: Reading, hit: Hit) -> bool:
    """Whether it is a sample that proved a disease of the liver: "steatohepatitis, proven on the earlier core"."""
    if not is_sampling(reading, hit):
        return False
    start = max(reading.sentence_at(hit.start)[0], hit.start - BACKGROUND_REACH)
    told = reading.hits("background", (start, hit.start))
    return bool(told) and PROVEN.search(reading.levelled, told[-1].end, hit.start) is not None


def of_mets(reading: Reading, hit: Hit, before: list[Hit]) -> str | None:
    """The liver where its metastases were told and then some cut out: "liver mets: FOLFIRI, then resection of 3 mets"."""
    named = [organ.concept for organ in before if organ.concept != "unspecific"]
    return "liver" if named == ["liver"] and METS_BEHIND.match(reading.levelled, hit.end) else None


def told_in_liver(reading: Reading, offset: int) -> bool:
    """Whether the last metastases told before, in the same paragraph, are those of the liver."""
    floor = max(reading.text.rfind("\n\n", 0, offset), offset - KNOWN_REACH)
    organs = reading.hits("operated_organ", (max(0, floor), offset))
    named = [one for one in organs if METS_NAMED.match(reading.levelled, one.start)]
    return bool(named) and named[-1].concept == "liver"


def opening_organ(reading: Reading, hit: Hit) -> str | None:
    """The organ that a specimen's label opened with: "liver, segment III, wedge biopsy of surface nodule"."""
    if not LABEL_BEFORE.search(reading.levelled, max(0, hit.start - LABEL_REACH), hit.start):
        return None
    start = max(reading.sentence_at(hit.start)[0], reading.text.rfind(";", 0, hit.start) + 1)
    organs = [organ for organ in reading.hits("operated_organ", (start, hit.start)) if organ.concept != "unspecific"]
    return organs[-1].concept if organs and is_sampling(reading, hit) else None


def is_sampling(reading: Reading, hit: Hit) -> bool:
    """Whether the word is a biopsy's."""
    return hit.concept == "sample" or BIOPSY.match(reading.levelled, hit.end) is not None


def nearest(organs: list[Hit]) -> Hit:
    """The last organ, but the carcinoma itself where the last only says which part of it: "sigmoid cancer, pT3, resected"."""
    return next((organ for organ in reversed(organs) if organ.concept != "unspecific"), organs[-1])


def organ_of_item(reading: Reading, hit: Hit) -> str | None:
    """The organ that the item or paragraph opened with: "2018 solitary liver deposit, segment 8. Resected straight away."."""
    index = reading.sentence_index(hit.start)
    if index == 0:
        return None
    start, end = reading.sentences[index - 1]
    if re.search(r"\n\s*\n", reading.text[start : hit.start]):
        return None
    organs = [
        organ
        for organ in reading.hits("operated_organ", (start, end))
        if organ.concept != "unspecific" and not is_benign(reading, organ)
    ]
    return organs[0].concept if organs else None


def is_benign(reading: Reading, organ: Hit) -> bool:
    """Whether the word names a cyst or the like and no organ."""
    return organ.concept == "other" and BENIGN.search(reading.levelled, organ.start, organ.end) is not None


def is_cutting(reading: Reading, hit: Hit) -> bool:
    """Whether the word is a verb of cutting or a wedge, and no operation's mere name."""
    return hit.concept == "wedge" or VERB.match(reading.levelled[hit.start : hit.end]) is not None


def organ_told_before(reading: Reading, hit: Hit) -> str | None:
    """The organ whose tumours an operation told of last: "metastases in segments 3 and 7. Both were wedged out."."""
    index = reading.sentence_index(hit.start)
    for start, end in reversed(reading.sentences[max(0, index - FAR) : index + 1]):
        organs = [
            organ
            for organ in reading.hits("operated_organ", (start, min(end, hit.start)))
            if organ.concept not in ("unspecific", "portal_vein")
            and not is_benign(reading, organ)
            and "negated" not in reading.effects(organ.start, organ.end)
        ]
        if organs and TUMOUR.search(reading.levelled, start, end):
            return next((organ.concept for organ in organs if organ.concept == "liver"), organs[-1].concept)
    return None
