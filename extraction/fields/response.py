"""Response of the liver metastases: stated category, else arithmetic on the largest one, else the words of direction."""

import re
from collections.abc import Mapping

from abstraction.records import ElementValue, Mention, Status
from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.fields.liver_specimens import has_liver_specimen
from extraction.fields.response_subject import CATEGORIES, SINCE
from extraction.fields.response_words import Statement, read_statements, told_hits
from extraction.note_types import ONCOLOGY, OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

# RECIST 1.1 on one diameter: a drop of 30 %, or a rise of 20 % that is 5 mm at least.
DROP, RISE, RISE_MM = 0.70, 1.20, 5.0
COMPARED = pattern_of(
    r"\b(?:compar\w+|previous\w*|prior|since|interval|vs|versus|formerly|last (?:ct|mri|scan|study|exam\w*|imaging|pet|ultrasound)|new (?:from|against)|(?:from|than|with|to) last (?:year|month|time|spring|summer|autumn|winter))\b"
    r"|\b(?:stable|unchanged) (?:\w+ ){0,2}(?:metasta\w+|mets|deposits?)\b|\b(?:metasta\w+|mets|deposits?) (?:\w+ ){0,2}(?:stable|unchanged)\b"
)
# "CT of 10 May compared with 2 February: new lesions".
CT_COMPARED = pattern_of(r"\b(?:ct|mri|pet|scan|imaging)\b[^.;]{0,40}\bcompar(?:ed|ison) (?:with|to)\b")
NO_PRIOR = pattern_of(
    r"\bcompar\w*\W{1,4}(?:none|nil|no |not available)|\bno (?:previous|prior|earlier) (?:study|studies|exam\w*|imaging|ct|mri)"
)
RELAPSE = pattern_of(r"\b(?:relapse\w*|recur\w*|again|new (?:liver|hepatic))\b")
# "Not present in 2019" names its own earlier study.
# What an ablation left shrinks by itself.
TREATED_ZONE = pattern_of(
    r"(?!.*\b(?:metast|recurr|relapse|viable|residual tumou?r)).*\b(?:coagulati\w+|ablation|ablated|ablative|rfa|mwa|treated)\s(?:necrosis|zones?|area|cavity|defect|scar|site|bed)\b",
    re.DOTALL,
)
ZONE_WORDS = ("necrosis", "zone", "area", "cavity", "defect", "scar", "site", "bed")
# "The ablation sites" are places and tell no treatment that followed.
WHERE_TREATED = pattern_of(r"\b(?:site|zone|cavit|bed|area|scar|defect)")
OWN_COMPARISON = pattern_of(r"not |none |neither |previously |absent |hitherto |could not |formerly |so far ")
YEAR = pattern_of(r"\b20\d\d\b")
# "Sum of target lesions 45 mm, baseline 80 mm", "sum from 80 to 45 mm", "sum decreased by 35 %".
SUM_WORDS = Anchors("sum of ", " sum ", "sld ")
SUMS = pattern_of(
    r"\s?(?:sum|sld)\b(?: (?:of|the|target|targets|lesions?|longest|diameters?|\(\d ?\+ ?\d\)|is|was|has|now|currently))*[:,]? {1,2}(?:(?P<from>from )?(?P<now>\d{1,3}) ?(?:mm)? ?[,;(]? ?(?:(?(from)to|(?:baseline|prior|previous\w*|before|from|was|vs\.?|versus|down from|up from|nadir)))[ :]{1,2}(?:of |was )?(?P<before>\d{1,3}) ?mm"
    r"|(?:(?P<down>decreas\w+|reduc\w+|shr[aiu]nk|fell|fallen|dropp?\w*|down)|(?:increas\w+|r[io]sen?|gr[eo]wn?|up)) (?:by )?(?P<percent>\d{1,3}(?:[.,]\d)?) ?%)"
)
FULL = 100.0
# "Response: favourable, 50 % shrinkage".
TITLE = pattern_of(r"\b(?:best )?resp(?:onse)?\.?(?: (?:to|on|after|under) [\w ]{3,30})?\s?:")
STUDY = pattern_of(r"\b(?:ct|mri|pet ct|pet|scans?|imaging|restaging)\b[^.;,]{0,24}$")
# "Best response PR" in a history that goes on to the resection.
UNTOLD = frozenset({"negated", "no_new", "possible", "hypothetical"})
BEST, BEST_REACH = pattern_of(r"\bbest (?:\w+ )?resp\w*\W*(?:\w+ )?$"), 32
# Of categories in words and in letters.
CATEGORY_CONCEPTS = (*CATEGORIES, "code")
WITHOUT_STUDY = frozenset({PATHOLOGY, OPERATIVE})
BY_DIRECTION = {"smaller": "PR", "gone": "PR", "larger": "PD", "unchanged": "SD"}


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`response`."""
    values: list[ElementValue] = []
    if not (reading.once(told_hits) or "liver_prior_max_size_mm" in known or any_in(reading.levelled, SUM_WORDS)):
        return values
    if is_of_primary_alone(reading):
        return values
    kind = reading.note.note_type
    categories = read_statements(reading, CATEGORY_CONCEPTS)
    stated = [found for found in categories if not is_past(reading, known, found)]
    if kind is PATHOLOGY and is_left(known):
        # One nodule regressed, others hold tumour.
        stated, categories = ([found for found in told if found.value != "CR"] for told in (stated, categories))
    # A specimen or an operation is compared with no earlier study.
    news = read_statements(reading, ("new",)) if kind not in WITHOUT_STUDY else ()
    spread = [found for found in news if is_new_spread(reading, known, found, is_stated=bool(stated))]
    if stated:
        values += by_category(reading, stated, spread)
    elif spread:
        values.append(made(reading, "PD", spread))
    elif kind is not PATHOLOGY and (measured := by_size(reading, known)) is not None:
        values.append(measured)
    elif kind is not PATHOLOGY and (summed := by_sum(reading)) is not None:
        values.append(summed)
    else:
        values += by_direction(reading, known, categories)
    return values


def is_of_primary_alone(reading: Reading) -> bool:
    """Whether a pathology report is on the bowel only: what treatment did there is no response of the liver."""
    return (
        reading.note.note_type is PATHOLOGY
        and "pT" in reading.text
        and not has_liver_specimen(reading)
        and not any(hit.concept == "liver_biopsy" for hit in reading.hits("procedure"))
    )


def is_left(known: Mapping[str, ElementValue]) -> bool:
    """Whether the specimen holds metastases that are not gone."""
    count = known["liver_lesion_count"].value if "liver_lesion_count" in known else None
    return isinstance(count, dict) and bool(count["min"])


def is_past(reading: Reading, known: Mapping[str, ElementValue], found: Statement) -> bool:
    """Whether a category tells of earlier days: the request of a study quotes the one before, a relapse is a new episode."""
    if found.former or (found.rank == 0 and reading.note.note_type is RADIOLOGY):
        return True
    treated = resected_after(reading, known, found)
    return treated is not None and any(
        not reading.effects(*again.span()) & {"negated", "no_new"}
        for again in RELAPSE.finditer(reading.levelled, treated)
    )


def by_category(reading: Reading, stated: list[Statement], spread: list[Statement]) -> list[ElementValue]:
    """The last category of the weightiest section; new metastases make it progression unless it is mixed or complete."""
    top = max(found.rank for found in stated)
    decisive = [found for found in stated if found.rank == top]
    last = next((found for found in decisive if found.value == "mixed"), decisive[-1])
    newer = [found for found in spread if is_newer(reading, found, last)]
    if newer and last.value in ("PR", "SD"):
        return [made(reading, "PD", newer, "new metastases beside a stated " + last.value)]
    evidence = [found for found in decisive if found.value == last.value]
    several = len({found.value for found in stated}) > 1
    return [made(reading, last.value, evidence, "several categories are stated" if several else "")]


def is_newer(reading: Reading, found: Statement, category: Statement) -> bool:
    """Whether the new metastasis is of the same study or told after the category, not in an older chapter."""
    if reading.note.note_type is RADIOLOGY:
        return found.rank >= min(category.rank, 1)
    return found.start > category.end and not found.former


def is_new_spread(reading: Reading, known: Mapping[str, ElementValue], found: Statement, *, is_stated: bool) -> bool:
    """A metastasis that was not there in an earlier study: neither the first one of all, nor only possible.

    A category, which `is_stated` or not, and others that are told to have changed imply such a study.
    """
    if found.former or found.rank == 0:
        return False
    # "Was not there in 2016": a study of many years ago is no state that the metastases progressed from.
    years = [int(year) for year in YEAR.findall(reading.levelled, found.start, found.end)]
    if years and int(reading.note.note_date[:4]) - max(years) > 1:
        return False
    compares = OWN_COMPARISON.match(reading.levelled, found.start) is not None
    compares = compares or SINCE.match(reading.levelled, found.end) is not None  # "new from 9/2023"
    compares = compares or CT_COMPARED.search(reading.levelled, *reading.sentence_at(found.start)) is not None
    if compares or is_stated or any(other.subject == "liver" for other in reading.once(directions)):
        return True
    return has_prior(reading, known, found)


def has_prior(reading: Reading, known: Mapping[str, ElementValue], found: Statement) -> bool:
    """Whether there is an earlier state to compare with: a study, or a treatment of metastases that was not for those `found`."""
    if "liver_prior_max_size_mm" in known or "chemo_cycles" in known:
        return True
    letter = reading.note.note_type is ONCOLOGY
    for mention in known["procedures"].evidence if "procedures" in known else ():
        # "A new lesion on surveillance. ... Hepatectomy on 12 May", also where a heading names the operation of the stay.
        own = letter and (mention.start > found.end or reading.section_at(mention.start).category == "procedure")
        if mention.value in ("liver_resection", "ablation", "pve") and not own:
            return True
    if reading.note.note_type is not RADIOLOGY:
        return False
    return bool(COMPARED.search(reading.levelled)) and not NO_PRIOR.search(reading.levelled)


def by_size(reading: Reading, known: Mapping[str, ElementValue]) -> ElementValue | None:
    """RECIST 1.1 arithmetic on the largest metastasis, with both sizes as evidence."""
    if "liver_max_size_mm" not in known or "liver_prior_max_size_mm" not in known:
        return None
    now, before = known["liver_max_size_mm"], known["liver_prior_max_size_mm"]
    if not isinstance(now.value, int | float) or not isinstance(before.value, int | float):
        return None
    if all(is_of_zone(reading, found.start) for found in before.evidence):
        return None
    value = category_of(float(now.value), float(before.value))
    evidence = tuple(
        Mention("response", mention.start, mention.end, value, mention.assertion, mention.section)
        for mention in (*now.evidence, *before.evidence)
    )
    return ElementValue("response", value, evidence, Status.NEEDS_REVIEW, ("calculated from the largest metastasis",))


def is_of_zone(reading: Reading, offset: int) -> bool:
    """Whether the sentence is on what an ablation left, and on no tumour."""
    start, end = reading.sentence_at(offset)
    zone = any_in(reading.levelled[start:end], ZONE_WORDS)
    return zone and TREATED_ZONE.match(reading.levelled, start, end) is not None


def by_sum(reading: Reading) -> ElementValue | None:
    """RECIST 1.1 arithmetic on the sum of the target lesions: two sums, or the percentage between them."""
    for match in matches_at(SUMS, reading.levelled, places(reading.levelled, SUM_WORDS)):
        if reading.effects(*match.span()) & {"family", "hypothetical"} or reading.rank_at(match.start()) == 0:
            continue
        if match.group("percent"):
            change = float(match.group("percent").replace(",", ".")) / 100
            now, before = (1 - change if match.group("down") else 1 + change) * FULL, FULL
        else:
            now, before = float(match.group("now")), float(match.group("before"))
            if match.group("from"):
                now, before = before, now
        value = category_of(now, before)
        mention = reading.mention("response", match.span(), value)
        return ElementValue("response", value, (mention,), Status.NEEDS_REVIEW, ("calculated from a sum of lesions",))
    return None


def category_of(now: float, before: float) -> str:
    """The category of one diameter against the earlier one, both in mm."""
    if now <= before * DROP:
        return "PR"
    if now >= before * RISE and now - before >= RISE_MM:
        return "PD"
    return "SD"


def directions(reading: Reading) -> list[Statement]:
    """The statements in words of direction."""
    return read_statements(reading, BY_DIRECTION)


def by_direction(
    reading: Reading, known: Mapping[str, ElementValue], categories: list[Statement]
) -> list[ElementValue]:
    """The words of direction of the weightiest section, but in pathology, which sees no earlier state; without them a category of earlier days."""
    told: list[ElementValue] = []
    is_report = reading.note.note_type is PATHOLOGY
    moved = [] if is_report else [found for found in reading.once(directions) if is_told_now(reading, found)]
    if moved and not is_free_of_metastases(known):
        top = max(found.rank for found in moved)
        decisive = [found for found in moved if found.rank == top]
        told += chosen_direction(reading, decisive)
    elif moved and any(found.value == "gone" for found in moved):
        told.append(made(reading, "CR", [found for found in moved if found.value == "gone"]))
    elif categories and (
        is_best_response(reading, categories[-1])
        or (not is_free_of_metastases(known) and resected_after(reading, known, categories[-1]) is None)
    ):
        last = categories[-1]
        told.append(made(reading, last.value, [last], "the category may be of earlier days"))
    return told


def is_best_response(reading: Reading, found: Statement) -> bool:
    """Whether a history calls the category the best response, and no relapse came after it."""
    text = reading.levelled
    if not BEST.search(text, max(0, found.start - BEST_REACH), found.start):
        return False
    came_back = [
        match
        for match in RELAPSE.finditer(text, found.end)
        if not text.endswith(("no ", "without "), 0, match.start()) and not reading.effects(*match.span()) & UNTOLD
    ]
    return reading.note.note_type is ONCOLOGY and not came_back


def resected_after(reading: Reading, known: Mapping[str, ElementValue], found: Statement) -> int | None:
    """Where the note goes on to tell that the metastases were resected or ablated: what is there now is another episode."""
    if reading.note.note_type is OPERATIVE or "procedures" not in known:
        return None
    return next(
        (
            mention.end
            for mention in known["procedures"].evidence
            if mention.value in ("liver_resection", "ablation")
            and mention.start > found.end
            and not WHERE_TREATED.search(reading.levelled, mention.start, mention.end + 8)
        ),
        None,
    )


def is_told_now(reading: Reading, found: Statement) -> bool:
    """Whether a direction is the author's own finding on the metastases."""
    kind = reading.note.note_type
    if found.former or (found.rank == 0 and kind is RADIOLOGY):
        return False
    if found.subject == "liver" or found.rank > 1:
        return True
    sentence = reading.sentence_at(found.start)
    titled = TITLE.search(reading.levelled, sentence[0], found.start)
    # "Last CT 4/2 stable."
    studied = kind is ONCOLOGY and STUDY.search(reading.levelled, sentence[0], found.start)
    return kind is not RADIOLOGY and bool(titled or studied or reading.has("regimen", sentence))


def chosen_direction(reading: Reading, decisive: list[Statement]) -> list[ElementValue]:
    """One category for one or several directions: growth outweighs, growth beside shrinkage is mixed."""
    values = {BY_DIRECTION[found.value] for found in decisive}
    if values == {"PR", "PD"} or len(values) == 3:
        return [made(reading, "mixed", decisive, "some metastases grew and some shrank")]
    value = next(name for name in ("PD", "PR", "SD") if name in values)
    if values == {"PR", "SD"} and decisive[0].value == "unchanged":
        value = "SD"
    evidence = [found for found in decisive if BY_DIRECTION[found.value] == value]
    return [made(reading, value, evidence, "several directions are stated" if len(values) > 1 else "")]


def is_free_of_metastases(known: Mapping[str, ElementValue]) -> bool:
    """Whether the note states that no liver metastasis is left."""
    count = known["liver_lesion_count"].value if "liver_lesion_count" in known else None
    return isinstance(count, dict) and count.get("max") == 0


def made(reading: Reading, value: str, found: list[Statement], reason: str = "") -> ElementValue:
    """The value with its words; a reason asks for a second look."""
    return ElementValue(
        "response",
        value,
        tuple(statement.mention(reading, value) for statement in found),
        Status.NEEDS_REVIEW if reason else Status.SURE,
        (reason,) if reason else (),
    )
