"""Operations planned and done: which are planned, and which segments they take."""

from collections.abc import Iterable, Iterator, Mapping

from abstraction.records import Assertion, ElementValue, Mention
from extraction.fields.plans import is_in_plan
from extraction.fields.procedures import VOLUMES, named
from extraction.matching import Hit
from extraction.note_types import OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval
from extraction.supplementary.days import TO_COME, done_mentions
from extraction.supplementary.statements import Said, settled
from extraction.supplementary.tenses import NEEDLESS_BEFORE, NO, YES, is_aside, is_intended, is_needless

# Procedure -> the element of its plan, and of its date.
PLANS = {"pve": "pve_planned", "liver_biopsy": "liver_biopsy_planned", "liver_resection": "hepatectomy_planned"}
# What a plan in these notes names is the operation that was then done, unless it stands in their own plan.
PAST_PLANS = (OPERATIVE, PATHOLOGY)
BACKGROUND = pattern_of(r"\b(?:background|non tumou?r\w*|parenchyma|uninvolved|normal liver)\b")
# "The remnant after a right hepatectomy would have been 20 %": a plan that was given up.
SUPPOSED = pattern_of(r"\b(?:would have|if resected|if operated|had been)\b")
# "FLR for right hepatectomy", "[Volumetry] right hepatectomy".
FOR_IT = pattern_of(r"(?:\b(?:for|after|by|following|of)\s(?:an? |the |planned )*|volumetry\]?:?\s)$")
SUPPOSED_BEFORE = pattern_of(r"\b(?:hypothesis|assumption|event) of (?:\w+ ){0,2}$")
PLAN_WEIGHT = {"indication": 0, "comparison": 0, "plan": 3, "outcome": 3, "addendum": 3, "impression": 2}
JOINED = pattern_of(r"(?:\+|&|\band\b|\bplus\b|\bwith\b|,)")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """Plans of embolisation, biopsy and hepatectomy; segments taken or to be taken."""
    done = done_mentions(known)
    return plans(reading, done) + extents(reading, [mention for mention in done if mention.value == "liver_resection"])


def is_covered(hit: Hit, taken: Iterable[Interval]) -> bool:
    """Whether one of the spans shares characters with the hit."""
    return any(start < hit.end and hit.start < end for start, end in taken)


def plans(reading: Reading, done: Iterable[Mention]) -> list[ElementValue]:
    """What is firmly planned, or said not to be needed."""
    values: list[ElementValue] = []
    found: dict[str, list[Said]] = {}
    taken = [(mention.start, mention.end) for mention in done]
    for hit in reading.hits("procedure"):
        if is_covered(hit, taken) and not is_needless(reading.levelled, hit.end):
            continue
        if is_past_plan(reading, hit) or is_aside(reading, hit):
            continue
        element = PLANS.get(procedure_of(reading, hit))
        value = is_intended(reading, hit) if element else None
        if element and value is not None:
            told = NO if value == NO else YES
            assertion = Assertion.ABSENT if told == NO else Assertion.HYPOTHETICAL
            found.setdefault(element, []).append(
                Said(told, reading.mention(element, (hit.start, hit.end), told, assertion))
            )
    for element, told_all in found.items():
        values += settled(reading, element, told_all)
    return values


def procedure_of(reading: Reading, hit: Hit) -> str:
    """The procedure that the words name; a biopsy of the background is another matter, and one that is needless, without an organ, the liver's."""
    name = named(reading, hit) or ""
    sentence = reading.sentence_at(hit.start)
    lead = reading.levelled[sentence[0] : hit.start]
    if (
        not name
        and hit.concept == "sample"
        and (is_needless(reading.levelled, hit.end) or NEEDLESS_BEFORE.search(lead))
    ):
        name = "" if reading.hits("operated_organ", sentence) else "liver_biopsy"
    return "" if name == "liver_biopsy" and BACKGROUND.search(reading.levelled, *sentence) else name


def is_past_plan(reading: Reading, hit: Hit) -> bool:
    """Whether the note tells a plan that its own day has overtaken."""
    return reading.note.note_type in PAST_PLANS and not is_in_plan(reading, hit.start)


def extents(reading: Reading, done: Iterable[Mention]) -> list[ElementValue]:
    """`resected_segments` of operations that were done, `planned_resection` of the one that is planned."""
    values: list[ElementValue] = []
    resected: dict[str, list[Mention]] = {}
    planned: list[tuple[int, Hit, tuple[str, ...]]] = []
    taken = [(mention.start, mention.end) for mention in done]
    for hit in reading.hits("hepatectomy_extent"):
        segments = segments_of(reading, hit)
        if (
            not segments
            or is_aside(reading, hit)
            or SUPPOSED_BEFORE.search(reading.levelled, max(0, hit.start - 30), hit.start)
        ):
            continue
        if is_covered(hit, taken) and not TO_COME.match(reading.levelled, hit.end):
            for segment in segments:
                resected.setdefault(segment, []).append(
                    reading.mention("resected_segments", (hit.start, hit.end), segment, Assertion.PRESENT)
                )
        elif not is_past_plan(reading, hit) and (
            is_for_volumes(reading, hit) or is_intended(reading, hit) == hit.concept
        ):
            planned.append((PLAN_WEIGHT.get(reading.section_at(hit.start).category, 1), hit, segments))
    if resected:
        evidence = tuple(mention for group in resected.values() for mention in group)
        values.append(ElementValue("resected_segments", sorted(resected), evidence))
    if planned:
        values += plan_of(reading, planned)
    return values


def plan_of(reading: Reading, planned: list[tuple[int, Hit, tuple[str, ...]]]) -> Iterator[ElementValue]:
    """The weightiest plan; parts of one operation add up, alternatives leave it open."""
    weight = max(item[0] for item in planned)
    best = [(hit, segments) for found, hit, segments in planned if found == weight]
    last, taken = best[-1]
    whole = set(taken)
    for hit, segments in best[:-1]:
        if set(segments) == set(taken):
            continue
        same = reading.sentence_index(hit.start) == reading.sentence_index(last.start)
        if not (
            same
            and JOINED.search(reading.levelled, hit.end, last.start)
            and " or " not in reading.levelled[hit.end : last.start]
        ):
            return
        whole |= set(segments)
    evidence = tuple(
        reading.mention("planned_resection", (hit.start, hit.end), segment, Assertion.HYPOTHETICAL)
        for hit, segments in best
        for segment in segments
        if segment in whole
    )
    yield ElementValue("planned_resection", sorted(whole), evidence)


def is_for_volumes(reading: Reading, hit: Hit) -> bool:
    """Whether a volumetry names the operation that it was made for."""
    start, end = reading.sentence_at(hit.start)
    if not VOLUMES.search(reading.levelled, start, end) or SUPPOSED.search(reading.levelled, start, end):
        return False
    radiology = reading.note.note_type is RADIOLOGY
    return radiology or bool(FOR_IT.search(reading.levelled, max(start, hit.start - 30), hit.start))


def segments_of(reading: Reading, hit: Hit) -> tuple[str, ...]:
    """The segments that the operation takes: those of its name, or those named beside it."""
    if hit.concept != "named":
        return tuple(hit.concept.split()) if hit.concept != "wedge" else ()
    start, end = reading.sentence_at(hit.start)
    found = read_segments(reading, (max(hit.start - 14, start), min(end, hit.end + 24)))
    return min(found, key=lambda one: max(one.start - hit.end, hit.start - one.end, 0)).codes if found else ()
