"""Nodules that a pathology report names by letter or number, and of which it says later that no tumour is left in them."""

import itertools
import re
from collections.abc import Iterator

from extraction.anchors import Anchors, matches_at, one_in, places
from extraction.lesions.statement import Statement
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

NOUN = r"(?:nodules?|lesions?|mass(?:es)?|tumou?rs?|metastas[ei]s|mets?|deposits?|foci|focus)"
NAME = r"(?:[a-h]|\d{1,2})"
# "a) segment VIII", "Lesion A (segment 5)", "T2 segment 7": the name before the place or the size.
NAMED = pattern_of(
    rf"(?:\b{NOUN} |#|\bt|(?:^|\n|[;:.] )[ \t]*\(?)(?P<name>{NAME})(?:[.):=,]\s*| ?\(|[ \t]{{1,8}})(?:in )?$",
    re.I,
)
# "Nodules d and e: ...", "Lesion 3 shows ..."
CITED = pattern_of(rf"(?:\b{NOUN} ?|\bt)(?P<names>{NAME}(?:(?:, ?| and | ?& ?|/){NAME})*)\b(?! ?(?:mm|cm|of)\b)")
# "Nodule 2 (segment 4b, 9 mm) and nodule 4 hold no tumour": told of both.
JOINED = pattern_of(r" ?(?:\([^()\n]{1,50}\))?(?:,| and|, and| &| as well as) ?")
GONE_WORDS = Anchors("no ", "without ", "complete", "total", "devoid", "entirely", "free of")
NO_TUMOUR = r"\b(?:no|without|devoid of|free of) (?:any )?(?:(?:residual|viable|vital|remaining|living) )*(?:tumou?r|carcinoma|cancer|neoplastic|malignant)"
REGRESSED = r"\b(?:complete(?:ly)?|total(?:ly)?|entirely) (?:pathological |tumou?r )?(?:regress\w+|response|necro\w+|fibro\w+|hyalini[sz]ed|scarred)"
GONE = pattern_of(
    rf"{NO_TUMOUR}(?: cells?| tissue)?\b"
    r"(?! (?:at|in|on|from|within) (?:the )?(?:\w+ )?(?:margin|ink|resection|cut|section|transection|edge|plane|vein|vessel|surface))"
    rf"|{REGRESSED}"
)
# How each of these begins, whatever follows.
GONE_AHEAD = pattern_of(rf"{NO_TUMOUR}|{REGRESSED}")
TUMOUR = pattern_of(
    r"(?<!no )(?<!without )(?<!viable )(?<!vital )(?<!residual )\b(?:adenocarcinoma|carcinoma|viable tumou?r|residual tumou?r)\b"
)
# "A 7 mm nodule in segment 2 was cored; frozen section bile duct adenoma": the sample names what was sampled.
SAMPLED = pattern_of(
    r"[^.\n]{0,60}\b(?:frozen(?: section)?|biops(?:y|ied)|cored?|sampled|excised|sent|histolog\w+|patholog\w+)\b(?:(?!\b(?:margin|edge|plane|metast\w+)\b)[^.\n]){0,50}"
)
SAMPLE_WORDS = Anchors("frozen", "biops", "core", "sampled", "excised", "sent", "histolog", "patholog")
# "Red area: cavernous haemangioma", "The white spot is a bile duct hamartoma": cited by its looks.
BY_LOOKS = pattern_of(
    r"\s*(?:the |this )?(?P<looks>white|whitish|yellow|brown|red|tan|gr[ae]y|dark|pale|cystic|spongy|haemorrhagic|firm|soft|green)"
    r" (?P<noun>area|spot|nodule|lesion|focus|mass|patch|zone)\b"
)
OF_ALL = pattern_of(
    r"\W*(?:(?:in )?(?:both|all|each)\b|(?:(?:diagnosis|conclusion|histolog\w+|microscop\w+)\W{1,3})?(?:(?:intrahepatic|hepatic|liver) )?(?:metastases|mets)\b)"
)
REACH = 180
AHEAD = 24
# "No viable tumour", "0 % viable tumour", "complete response": what is left of a treated metastasis.
LIFELESS = pattern_of(
    rf"\b(?:no|without|devoid of) (?:any )?(?:(?:residual|viable|vital|remaining|living) )+(?:tumou?r|(?:adeno)?carcinoma|cancer|neoplastic|malignant)(?: cells?| tissue)?\b"
    rf"|(?<![\d.])0 ?% (?:residual )?viable(?: tumou?r| carcinoma| cells)?|\bviable (?:tumou?r|carcinoma|cells)(?: cells)?:? (?:none|0 ?%)|{REGRESSED}"
)
LIVING = pattern_of(r"\b(?:viable|residual|\w*carcinoma)\b")
MALIGNANT = pattern_of(
    r"\b(?:metasta\w+|\w*carcinoma\w*|malignan\w+|tumou?rs?(?! (?:free|negative))|neoplas\w+|dysplas\w+)\b"
)
# "Segment 4, biopsy (non-tumour)", "background liver".
NO_LESION = pattern_of(r"\bnon ?(?:tumou?r\w*|neoplastic|lesional)\b|\bbackground (?:liver|parenchyma)\b")


def name_by_looks(reading: Reading, found: list[Statement]) -> None:
    """Call benign the one lesion of a specimen that a later sentence cites by its looks and calls so."""
    if reading.note.note_type is not PATHOLOGY:
        return
    for named in found:
        if named.kind != "benign" or named.state != "present" or named.codes or named.sizes:
            continue
        cited = BY_LOOKS.match(reading.levelled, reading.sentence_at(named.start)[0], named.end)
        if cited is None:
            continue
        same = re.compile(rf"\b{cited.group('looks')}\b(?: \w+){{0,2}} {cited.group('noun')}\b")
        told = [one for one in found if one.end < named.start and same.search(reading.levelled, one.lead, one.end)]
        if len(told) == 1 and told[0].kind in ("lesion", ""):
            told[0].kind = "benign"


def name_sampled(reading: Reading, units: list[Statement], found: list[Statement]) -> None:
    """Call benign the lesion whose sample the sentence goes on to call so, also in the title of the operation."""
    for one, named in itertools.pairwise(units):
        if one.kind != "lesion" or named.kind != "benign" or named.segments or named.sizes or named.number:
            continue
        between = (one.end, max(one.end, named.nouns[0].start))
        if not (one_in(reading.once(sample_words), *between) and SAMPLED.fullmatch(reading.levelled, *between)):
            continue
        for same in (one, *(two for two in found if two.section == "procedure" and not two.sizes)):
            if same.kind == "lesion" and same.codes == one.codes:
                same.kind = "benign"


def sample_words(reading: Reading) -> list[int]:
    """Where words for a sample stand."""
    return places(reading.levelled, SAMPLE_WORDS)


def name_parts(reading: Reading, found: list[Statement]) -> None:
    """ "Both: metastasis", "Metastases of adenocarcinoma" behind the nodules of several specimens: said of all of them, not of the last."""
    if reading.note.note_type is not PATHOLOGY:
        return
    nodules = [one for one in found if one.kind == "lesion" and one.sizes and one.part and one.state == "present"]
    if len({one.part for one in nodules}) < 2:
        return
    for one in found:
        behind = one.start > nodules[-1].end and one.kind == "metastasis" and one.state == "present"
        if (
            behind
            and one.is_borrowed
            and not (one.sizes or one.number)
            and OF_ALL.match(reading.levelled, reading.sentence_at(one.start)[0])
        ):
            one.segments, one.is_borrowed, one.part = [], False, ""
            for nodule in nodules:
                nodule.kind = "metastasis"


def drop_regressed(reading: Reading, found: list[Statement]) -> None:
    """Leave unread what is told of nodules by name of which the report says that they hold no tumour; some are left."""
    if reading.note.note_type is not PATHOLOGY:
        return
    if not matches_at(GONE_AHEAD, reading.levelled, places(reading.levelled, GONE_WORDS)):
        return
    named = {id(one): name for one in found if (name := name_of(reading, one))}
    gone = set(regressed(reading)) if len(named) > 1 else set()
    if not gone or not set(named.values()) - gone:
        return
    for one in found:
        if named.get(id(one)) in gone and one.state == "present":
            one.state = "unread"
        elif one.number and one.number.low == one.number.high == len(set(named.values())) and not one.codes:
            left = one.number.low - len(gone & set(named.values()))  # "four nodules were embedded", two of them scars
            one.number = one.number._replace(low=left, high=left)


def drop_parts_without_tumour(reading: Reading, found: list[Statement]) -> None:
    """Leave unread what is told of specimens that hold a scar without viable tumour or only liver tissue, where others hold tumour."""
    if reading.note.note_type is not PATHOLOGY or len({one.part for one in found if one.part}) < 2:
        return
    empty, holding = set[str](), set[str]()
    runs = [(label, list(run)) for label, run in itertools.groupby(found, key=lambda one: one.part)]
    for (label, run), (_, behind) in itertools.pairwise([*runs, ("", [])]):
        if label:
            end = behind[0].lead if behind else reading.sentence_at(run[-1].start)[1]
            (empty if is_without_tumour(reading, run, end) else holding).add(label)
    if not any(one.part in holding and one.kind == "metastasis" and one.state == "present" for one in found):
        return
    for one in found:
        if one.part in empty - holding and one.state == "present" and one.kind != "benign":
            one.state = "unread"


def is_without_tumour(reading: Reading, run: list[Statement], end: int) -> bool:
    """Whether what a report tells of one specimen up to `end` is that no tumour lives in it, or nothing but the state of the liver."""
    text, start = reading.levelled, run[0].lead
    if LIFELESS.search(text, start, end):
        return not LIVING.search(LIFELESS.sub("", text[start:end]))
    if any(one.kind == "metastasis" or one.sizes for one in run):
        return False
    told = NO_LESION.search(text, start, end) or reading.hits("background", (start, end))
    return bool(told) and not MALIGNANT.search(NO_LESION.sub("", text[start:end]))


def name_of(reading: Reading, one: Statement) -> str:
    """The letter or number right before the statement's place or size; empty without one."""
    first = min([*(ref.start for ref in one.segments), *(size.start for size in one.sizes)], default=None)
    if first is None or one.is_borrowed:
        return ""
    match = NAMED.search(reading.text, max(0, first - AHEAD), first)
    return match.group("name").lower() if match else ""


def regressed(reading: Reading) -> Iterator[str]:
    """Names of nodules that hold no tumour: told between their citation and the next."""
    text = reading.levelled
    cited = list(CITED.finditer(text))
    for number, match in enumerate(cited):
        end = min(match.end() + REACH, cited[number + 1].start() if number + 1 < len(cited) else len(text))
        blank = reading.text.find("\n\n", match.end(), end)
        end = blank if blank >= 0 else end
        if GONE.search(text, match.end(), end) and not TUMOUR.search(text, match.end(), end):
            yield from re.findall(rf"\b{NAME}\b", match.group("names"))
            for before, after in itertools.pairwise(reversed(cited[: number + 1])):
                if not JOINED.fullmatch(text, after.end(), before.start()):
                    break
                yield from re.findall(rf"\b{NAME}\b", after.group("names"))
