"""Margin of the liver resection: status and closest distance, kept apart from bowel margins."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from abstraction.records import Assertion, ElementValue, Mention
from extraction.anchors import Anchors, matches_at, places
from extraction.fields.liver_specimens import is_of_primary_alone, names_metastasis
from extraction.fields.margin_distances import (
    distances,
    is_ahead,
    is_aimed_at,
    is_from_vessel,
    is_no_breach,
    is_sliced,
    listed_before,
    names_edge,
    status_reach,
)
from extraction.fields.margin_final import cut_again, near_final
from extraction.fields.margin_organ import ORGANS, is_liver
from extraction.fields.margin_regressed import lies_in_regressed
from extraction.lesions.statement import BENIGN
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.specimen_tables import is_in_table, specimen_tables, told_of

R_STATUS = pattern_of(r"R(?<![A-Za-z0-9-].)\s?([012])(?:v(?:asc)?)?(?![A-Za-z0-9])")
R_WORDS = Anchors("r0", "r1", "r2", "r 0", "r 1", "r 2")
# "R0 (4 mm)", "R0, nearest 5 mm".
BESIDE_R = pattern_of(
    r" ?[,;:(]? ?(?:(?:nearest|closest|narrowest|minimum|minimal|min\.?|smallest|margin|distance|clearance|by|with|at) ?[:=]? ?){0,3}[<>]?(?=\d)\d"
)
# "R1 is defined as", "risk of R1", "R0 resection is feasible" state no result.
NO_RESULT = pattern_of(
    r"(?:risk of|chance of|for an?|achieve|achieving|if|possible|obtain|likely|intended|aim(?:ing)? for)\s*(?:an?\s)?$",
    re.IGNORECASE,
)
DEFINED = pattern_of(
    r"\s*(?:is|was)?\s*(?:defined|=|means|(?:resection|hepatectomy|surgery|margin|clearance|situation|status)(?: of [^.;]{0,30})? (?:(?:is|was) (?:usually |commonly )?(?:defined|understood)|is (?!con|found|ach|doc|pos|neg|inv|free|clear|pres|due|bec)|seems|appears|would|can|could|may|might|should|will)|resectab|(?:would|could|may|might|can|will) be|feasible|achievable|if )",
    re.IGNORECASE,
)
# "A margin of less than 1 mm is regarded as R1" explains the term.
DEFINITION = pattern_of(
    r"\b(?:an?|any|each|every) (?:\w+ ){0,2}(?:margin|distance|clearance)\b[^.;]{0,40}\b(?:is|counts?|will be)\b[^.;]{0,24}\br[01]\b"
    r"|\b(?:margin|distance|clearance) (?:of )?(?:less than|under|below|<|≤) ?\d[\d.]* ?mm (?:is|counts) [^.;]{0,24}\br[01]\b"
    r"|\b(?:margins|distances|clearances) (?:of|under|below|<|less)[^.;]{0,30}\b(?:are|count)\b[^.;]{0,24}\br[01]\b"
    r"|\br[01] (?:margin |resection |status )?(?:is|are|was) (?:usually |commonly )?(?:defined|understood)\b"
    r"|\br[01] (?:is|means|denotes|refers to|stands for|indicates) (?:an?|any|tumou?r|margin|distance|when|if|defined|used for)\b"
)
DEFINED_WORDS = Anchors("r0", "r1")
# The distance that a diagnosis gives for all specimens together.
CLOSEST = pattern_of(r"\b(?:minimal|minimum|closest|narrowest|nearest|smallest|shortest|least)\b")
RESECTIONS = frozenset({"liver_resection", "primary_resection"})
# Of these words of the topic something is told; the others name an organ.
EDGES = frozenset({"margin", "distance", "final"})
DENIED = frozenset({"negated", "no_new"})
LIVER_OPERATED = pattern_of(
    r"\bliver (?:was |already )?(?:operated|resected)\b"
    r"|\b(?:liver|hepatic) (?:mets?|metastas[ei]s|secondar(?:y|ies)|deposits?|lesions?|mass(?:es)?)\b[^.;]{0,60}\b(?:resected|excised|removed)\b"
)
ABLATED = pattern_of(
    r"\bablati(?:on|ve) (?:zones?|margins?|cavit\w+|areas?)\b|\bzone margins?\b|\bpost ablation\b|\b(?:rfa|mwa|microwave|radiofrequency)\b|\bablated\b"
)
BARE = pattern_of(r"\s*(?:\(?mm\)?)\s*[:=]?((?:\s+(?:\d{1,2}(?:[.,]\d)?|n/a|-))+)")
MARGIN_LABEL = pattern_of(r"margin|clearance|\bedges?\b|resection (?:status|line|plane)|\br status|\br ?class|distance")
CELL_STATUS = pattern_of(
    r"(?P<negative>\b(?:clear|free|negative|neg|uninvolved|not involved|tumou?r free)\b)|(?P<positive>\b(?:positive|pos|involved|at ink|exposed)\b)"
)
CELL_DISTANCE = pattern_of(r"(?<![\w.,/])(?P<number>\d{1,2}(?:[.,]\d)?) ?(?P<unit>mm|cm)?(?![\w/]|[.,]\d)")
# "The margin towards the hepatic vein is infiltrated".
TOWARDS = pattern_of(
    r" (?:(?:on|at|to) the side of|towards?|facing|next to|adjacent to|near|close to|along|beside|at) [^,;]{3,40}$"
)
# "Margin + (tumour on the artefact)".
PLUS = pattern_of(r"\s?\+(?![\d+/])(?=[\s.,;)]|$)")
CLEAR = pattern_of(r"clear\b(?! of)")
BELOW = ("<", "less than", "under", "below")
DIAGNOSIS, ADDENDUM = 2, 3
# Whether tumour is left where a report says that it was excised in whole or in part.
EXCISED = {"whole": False, "in_part": True}


class Statement(NamedTuple):
    """One statement on the liver margin: R-status, words or a distance in mm, with its weight; `is_below` of "< 1 mm".

    `is_concluded`: told in the diagnosis; `is_closest`: called the closest there.
    """

    rank: float
    is_final: bool
    mention: Mention
    r_status: str = ""
    is_positive: bool | None = None
    distance: float | None = None
    is_below: bool = False
    is_concluded: bool = False
    is_closest: bool = False


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`margin_status` and `margin_mm` of the newest liver resection the note reports."""
    kind = reading.note.note_type
    if kind is RADIOLOGY or (kind is PATHOLOGY and is_of_primary_alone(reading)):
        if may_tell_of_operation(reading):
            told = [hit for hit in reading.hits("margin") if hit.concept not in ORGANS]
            asked = [hit for hit in told if reading.rank_at(hit.start) == 0]
            return values([one for one in stated(reading, asked) if is_of_operation(reading, one)])
        return []
    if kind is PATHOLOGY and not names_metastasis(reading):
        return []
    statements = stated(reading, reading.hits("margin"))
    if reading.once(specimen_tables):
        statements = [one for one in statements if not is_in_table(reading, one.mention.start)]
        statements += in_tables(reading)
    if not statements:
        return []
    top = max(statement.rank for statement in statements)
    # The last addendum replaces what it restates; a clinical line counts only when nothing else speaks.
    if top >= ADDENDUM or top == 0:
        decisive = [item for item in statements if item.rank == top]
    else:
        decisive = [item for item in statements if item.rank > 0]
    whole = [item for item in decisive if item.distance is None or not lies_in_regressed(reading, item.mention.start)]
    return values(whole if any(item.distance is not None for item in whole) else decisive)


def may_tell_of_operation(reading: Reading) -> bool:
    """Whether the note names a liver resection, or an R-status that may be the liver's in other words."""
    if reading.once(r_statuses):
        return True
    return any(hit.concept == "liver_resection" for hit in reading.hits("procedure"))


def r_statuses(reading: Reading) -> list[re.Match[str]]:
    """Every "R0" of the note, its like, and what else is written so."""
    return matches_at(R_STATUS, reading.text, places(reading.levelled, R_WORDS))


def is_of_operation(reading: Reading, one: Statement) -> bool:
    """Whether the request of a study tells how a liver resection came out: "hepatectomy in 2021, R1", "with clear margins"."""
    start, end = reading.sentence_at(one.mention.start)
    done = [hit.concept for hit in reading.hits("procedure", (start, end))]
    if one.r_status:
        return "liver_resection" in done or bool(LIVER_OPERATED.search(reading.levelled, start, end))
    before = [hit.concept for hit in reading.hits("procedure", (start, one.mention.start)) if hit.concept in RESECTIONS]
    return one.rank == 0 and before[-1:] == ["liver_resection"]


def values(statements: list[Statement]) -> list[ElementValue]:
    """Status: the stated R, else words and distances; the final margin after a re-excision replaces the first."""
    made: list[ElementValue] = []
    if not statements:
        return made
    final = [item for item in statements if item.is_final]
    pool = final or statements
    distances = [item for item in pool if item.distance is not None]
    distances = distances or [item for item in statements if item.distance is not None]
    if any(item.is_closest for item in distances):
        distances = [item for item in distances if item.is_concluded]
    closest = min(distances, key=lambda item: item.distance or 0.0, default=None)
    if closest and (closest.distance or 0.0) >= 1 and any(item.is_positive for item in pool):
        # The distance of another specimen, whose margin is clear.
        closest = next((item for item in pool if item.distance is not None and item.distance < 1), None)
    stated_r = [item for item in pool if item.r_status] or [item for item in statements if item.r_status]
    status = ""
    evidence: tuple[Mention, ...] = ()
    if stated_r:
        status = max(item.r_status for item in stated_r)
        evidence = tuple(item.mention for item in stated_r if item.r_status == status)
    elif any(item.is_positive for item in pool):
        status, evidence = "R1", tuple(item.mention for item in pool if item.is_positive)
    elif closest is not None and closest.distance is not None and below_one(closest.distance, closest.is_below):
        status, evidence = "R1", (closest.mention,)
    elif clear := tuple(item.mention for item in pool if item.is_positive is False):
        status, evidence = "R0", clear
    elif closest is not None:
        status, evidence = "R0", (closest.mention,)
    if status:
        made.append(ElementValue("margin_status", status, tuple(renamed(mention, status) for mention in evidence)))
    if closest is not None and closest.distance is not None and status != "R2":
        made.append(ElementValue("margin_mm", closest.distance, (closest.mention,)))
    return made


def below_one(distance: float, is_below: bool) -> bool:
    """Whether the tumour is nearer than 1 mm, which is R1 where no R-status is told."""
    return distance < 1 or (is_below and distance <= 1)


def renamed(mention: Mention, status: str) -> Mention:
    """The same evidence for `margin_status`."""
    return Mention("margin_status", mention.start, mention.end, status, mention.assertion, mention.section)


def stated(reading: Reading, words: Iterable[Hit]) -> list[Statement]:
    """Every statement on a liver margin: by an R-status, then by the words on margins given."""
    statements: list[Statement] = []
    text = reading.text
    of_report = reading.note.note_type is PATHOLOGY
    for match in reading.once(r_statuses):
        span = match.span()
        if (
            NO_RESULT.search(text[max(0, span[0] - 24) : span[0]])
            or DEFINED.match(text, span[1])
            or reading.sentence_index(span[0]) in reading.once(defining_sentences)
            or not is_liver(reading, span)
        ):
            continue
        mention = reading.mention("margin_status", span, f"R{match.group(1)}", Assertion.PRESENT)
        weight, final = rank(reading, span[0]), near_final(reading, span)
        statements.append(Statement(weight, final, mention, r_status=f"R{match.group(1)}"))
        beside = BESIDE_R.match(reading.levelled, span[1])
        for length in reading.lengths((span[1], beside.end() if beside else span[1])):
            whole = reading.mention("margin_mm", (span[0], length.end), length.mm, Assertion.PRESENT)
            statements.append(Statement(weight, final, whole, distance=length.mm))
    for hit in words:
        start, end, concept = hit.start, hit.end, hit.concept
        if concept in EDGES:
            statements += of_margin(reading, hit)
        elif (
            concept == "positive"
            and names_edge(reading, reading.clause_at(start))
            and is_liver(reading, (start, end))
            and not is_no_breach(reading, hit)
        ):
            mention = reading.mention("margin_status", (start, end), None, Assertion.PRESENT)
            final = near_final(reading, (start, end))
            there = DENIED.isdisjoint(reading.effects(start, end))
            statements.append(Statement(rank(reading, start), final, mention, is_positive=there))
            statements += of_margin(reading, hit)
        elif of_report and concept == "negative":
            statements += clear_by(reading, hit)
        elif of_report and concept in EXCISED:
            statements += of_excision(reading, hit)
    return statements


def defining_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences that explain what R1 means."""
    named = reading.sentences_at(places(reading.levelled, DEFINED_WORDS))
    return {index for index in named if DEFINITION.search(reading.levelled, *reading.sentences[index])}


def of_excision(reading: Reading, hit: Hit) -> Iterator[Statement]:
    """The margin where a report only tells that the excision is complete, or that it is not."""
    span = (hit.start, hit.end)
    told = "hypothetical" not in reading.effects(*span)
    benign = any(lesion.concept in BENIGN for lesion in reading.hits("liver_lesion", reading.sentence_at(hit.start)))
    if told and not benign and is_liver(reading, span):
        mention = reading.mention("margin_status", span, None, Assertion.PRESENT)
        yield Statement(rank(reading, hit.start), near_final(reading, span), mention, is_positive=EXCISED[hit.concept])


def clear_by(reading: Reading, hit: Hit) -> list[Statement]:
    """The distance in "9 mm clear" of a report, told of the liver with no word for its edge."""
    statements: list[Statement] = []
    if not CLEAR.match(reading.levelled, hit.start) or not is_liver(reading, (hit.start, hit.end)):
        return statements
    for length in reading.lengths((max(0, hit.start - 12), hit.start)):
        if len(length.axes) == 1 and reading.levelled[length.end : hit.start].strip() == "":
            whole = (length.start, hit.end)
            mention = reading.mention("margin_mm", whole, length.mm, Assertion.PRESENT)
            statements.append(
                Statement(rank(reading, hit.start), near_final(reading, whole), mention, distance=length.mm)
            )
    return statements


def in_tables(reading: Reading) -> Iterator[Statement]:
    """What a table of specimens tells in the cells of the liver."""
    for entry in told_of(reading, "liver", MARGIN_LABEL):
        start, end = entry.cell
        words = reading.levelled[start:end]

        def said(element: str, value: str | float | None, span: Interval = entry.cell) -> Mention:
            return reading.mention(element, span, value, Assertion.PRESENT)

        if match := R_STATUS.search(reading.text, start, end):
            status = f"R{match.group(1)}"
            yield Statement(1.0, False, said("margin_status", status), r_status=status)
        elif found := CELL_STATUS.search(words):
            yield Statement(1.0, False, said("margin_status", None), is_positive=found.lastgroup == "positive")
        number = CELL_DISTANCE.search(words)
        if number and (unit := number.group("unit") or named_unit(entry.label)):
            mm = float(number.group("number").replace(",", ".")) * (10.0 if unit == "cm" else 1.0)
            span = (start + number.start(), start + number.end())
            yield Statement(1.0, False, said("margin_mm", mm, span), distance=mm)


def named_unit(label: str) -> str:
    """The unit that a label names: "margin (mm)"."""
    found = re.search(r"\b(mm|cm)\b", label)
    return found.group() if found else ""


def rank(reading: Reading, offset: int) -> float:
    """0 for the clinical line, 3 and more for an addendum (the later the higher), else 1: all parts count alike."""
    found = reading.rank_at(offset)
    if found == ADDENDUM:
        return ADDENDUM + reading.section_at(offset).start / len(reading.text)
    return float(min(found, 1))


def of_margin(reading: Reading, hit: Hit) -> list[Statement]:
    """Status words and distances tied to one margin word."""
    statements: list[Statement] = []
    span = (hit.start, hit.end)
    if (
        reading.sentence_index(hit.start) in reading.once(defining_sentences)
        or not is_liver(reading, span)
        or is_ahead(reading, reading.clause_at(hit.start))
    ):
        return statements
    if (hit.concept == "distance" and is_from_vessel(reading, hit)) or is_sliced(reading, hit):
        return statements
    told = reading.note.note_type is OPERATIVE
    if not told and "bed" in reading.levelled[hit.start : hit.end].split():
        return statements  # the bed of an old resection, on imaging
    around = reading.sentence_at(hit.start)
    if told and ABLATED.search(reading.levelled, *around) and not is_cut_in(reading, around):
        return statements
    if told and is_aimed_at(reading, hit):
        return statements
    clause, sentence = reading.clause_at(hit.start), reading.sentence_at(hit.start)
    final = hit.concept == "final" or near_final(reading, span)
    weight = rank(reading, hit.start)
    words = reading.hits("margin", (clause[0], sentence[1]))
    bowel_behind = (word.start for word in words if word.concept == "bowel" and word.start >= hit.end)
    stop = next(bowel_behind, sentence[1])
    if hit.concept != "distance":
        for word in words:
            if word.concept not in ("negative", "positive") or word.start >= stop or is_no_breach(reading, word):
                continue
            if abs(word.start - hit.start) > status_reach(reading, hit, word):
                continue
            if any(word.start < cut <= hit.start for cut in reading.once(cut_again)):
                continue
            between = reading.levelled[hit.end : word.start]
            if re.search(r"vein|duct|node", between) and not TOWARDS.match(between):
                continue
            if reading.levelled.startswith(" for metast", word.end) and word.start < hit.start:
                continue
            positive = word.concept == "positive" and DENIED.isdisjoint(reading.effects(word.start, word.end))
            whole = (min(hit.start, word.start), max(hit.end, word.end))
            last = final or near_final(reading, (word.start, word.end))
            statements.append(
                Statement(
                    weight, last, reading.mention("margin_status", whole, None, Assertion.PRESENT), is_positive=positive
                )
            )
    if plus := PLUS.match(reading.text, hit.end):
        whole = (hit.start, plus.end())
        statements.append(
            Statement(weight, final, reading.mention("margin_status", whole, None, Assertion.PRESENT), is_positive=True)
        )
    for length in distances(reading, hit, sentence, stop):
        if min(length.axes) <= 60 and (length.join != "x"):
            whole = (min(hit.start, length.start), max(hit.end, length.end))
            nearest = min(*length.axes, listed_before(reading, length, hit.end))
            mention = reading.mention("margin_mm", whole, nearest, Assertion.PRESENT)
            told = reading.rank_at(hit.start) == DIAGNOSIS
            called = told and CLOSEST.search(reading.levelled, clause[0], whole[1]) is not None
            statements.append(
                Statement(
                    weight,
                    final,
                    mention,
                    distance=nearest,
                    is_below=length.bound in BELOW,
                    is_concluded=told,
                    is_closest=called,
                )
            )
    if match := BARE.match(reading.text, hit.end):
        for number in re.finditer(r"\d{1,2}(?:[.,]\d)?", match.group(1)):
            value = float(number.group().replace(",", "."))
            place = (match.start(1) + number.start(), match.start(1) + number.end())
            statements.append(
                Statement(weight, final, reading.mention("margin_mm", place, value, Assertion.PRESENT), distance=value)
            )
    return statements


def is_cut_in(reading: Reading, span: Interval) -> bool:
    """Whether the span tells of a resection beside an ablation."""
    return any(hit.concept in ("liver_resection", "wedge", "cut_out") for hit in reading.hits("procedure", span))
