"""A letter that ends without disease: what it says of that, and which lesions were taken out before."""

from collections.abc import Sequence

from extraction.anchors import Anchors, matches_at, one_in, places
from extraction.fields.procedures import is_done, named
from extraction.lesions.earlier_operation import taken_out_earlier
from extraction.lesions.statement import Statement, names_both_lobes
from extraction.note_types import ONCOLOGY, OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading

FREE_WORDS = Anchors(
    "disease free",
    "recurrence free",
    "tumour free",
    "tumor free",
    "cancer free",
    "without recurrence",
    "without any recurrence",
    "without relapse",
    "free of ",
    "ned",
    "remission",
    "no evidence of",
    "no sign",
    "no trace of",
    "no indication of",
    *(f"not {verb} " for verb in ("show", "demonstrate", "reveal")),
    *(f"{verb} clear" for verb in ("is", "was", "are", "were", "remains")),
    "no hint of",
    *(
        f"no {kind}disease"
        for kind in ("", "active ", "residual ", "recurrent ", "visible ", "measurable ", "detectable ")
    ),
    *(f"without {some}{word}" for some in ("", "any ") for word in ("evidence", "sign", "trace", "indication", "hint")),
)
FREE = pattern_of(
    r"\b(?:(?:disease|recurrence|tumou?r|cancer) free(?! (?:interval|survival|until|for|margin|time|period|before|edge|surface|from))|free of (?:disease|recurrence|recurrent disease)"
    r"|ned\b(?! until)|in (?:complete |full )?remission|(?:no|without(?: any)?) (?:evidence|signs?|sign or evidence|trace|indication|hint) of (?:any |active |recurrent |residual |persistent |or |metastatic |further |tumou?r )*(?:disease|recurrence|relapse|tumou?r)(?! (?:in|at(?! (?:\d|\w+ (?:months?|years?)|last|present|follow))|outside|elsewhere|of|progression))"
    r"|not (?:show|demonstrate|reveal) (?:any )?(?:(?:evidence|signs?|sign) of )?(?:any |active |recurrent )*(?:disease|recurrence|relapse)(?! (?:in|at|outside|elsewhere|of|progression))"
    r"|(?:(?<=\bct )|(?<=scan )|(?<=mri ))(?:is|was|remains) clear(?! (?:of|from|that|how))|(?:is|remains) clear(?=\s*(?:[.;,)]|$))"
    r"|no (?:(?:active|residual|recurrent|visible|measurable|detectable) )*disease(?=\s*(?:[.;,)]|$)| (?:seen|visible|detected|detectable|found|identified|on (?:ct|mri|pet|imaging))\b)"
    r"|(?<=has remained )(?:disease|recurrence|tumou?r|cancer) free for|without (?:any )?(?:recurrence|relapse)(?! (?:in|of|free|until|for)))\b"
)
# "Is alive without recurrence", "remains disease free": the end of a history, whatever came before.
ENDS_WELL = pattern_of(
    r"\b(?:(?:is|are) (?:currently |now |still )?(?:alive|doing well|well)|remains? (?:alive|well)|(?:has |have )?survived)(?! with)\b[^.;]{0,40}$"
)
# "CT and CEA of today without evidence of tumour": said of the whole study, and of no scar.
BY_STUDY = pattern_of(
    r"\b(?:ct|mri|pet(?: ct)?|imaging|scans?|staging|(?:follow up|control|surveillance) \w+|cea|(?:today|currently|clinically|at present))\b(?![^.;]*\b(?:cavit\w+|zone|site|bed|margin|scar|anastomosis|liver|lungs?|pelvis|remnant)\b)[^.;]{0,50}$"
)
# "The CT of last month is clear".
STUDY_CLEAR = pattern_of(
    r"\b(?:ct|mri|pet(?: ct)?|imaging|scan)(?: scan)?(?: (?:(?:of|from|on|in|dated|done|performed) )?(?:(?:the |his |her )?(?:[\w.]+ ){0,2}(?:today|yesterday|week|month|visit|\w*day|(?:19|20)\d\d|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)|[\d./-]{3,10}))? $"
)
# "Was disease free then", "if disease free".
FREE_BEFORE = pattern_of(r"\b(?:was|were|had been|if|until|not|once|after being|when|should) (?:\w+ )?$")
NOW_BEFORE = pattern_of(r"\b(?:currently|now|today|remains|maintains) (?:\w+ )?$")
# "Solitary liver metastasis, segment 6, 23 mm. Laparoscopic resection March 2023"
TREATED_NEXT = pattern_of(
    r"[^.;\n]{0,60}[.;,\n]\s*(?:\w+ ){0,4}?(?:resection|resected|excised|removed|\w*hepatectomy|metastasectomy|ablation|ablated|\w*sectionectomy|\w*segmentectomy|rfa|mwa|wedge)\b[^.;\n]{0,40}(?:19|20)\d\d"
)
SECOND_STAGE = pattern_of(r"\b(?:second|2nd|final) stage\b|\bstage (?:2|two|ii)\b|\bcompletion (?:\w+ )?hepatectomy\b")
AGAIN_WORDS = Anchors("new", "recur", "relaps")
AGAIN = pattern_of(r"\bnew(?:ly)?\b|\brecur\w*|\brelaps\w*")
# A first stage leaves lesions behind.
FIRST_STAGE = pattern_of(r"\b(?:first stage|stage (?:1|one|i)|1st stage)\b")
LOST = pattern_of(r"\b(?:disappear|vanish|resol|no longer|any ?more|gone)")
# "All three liver metastases have disappeared", and not nearly all of them.
WHOLLY = pattern_of(r"\b(?:all|both|none|every|any|complete(?:ly)?|entirely|fully)\b")
NEARLY = pattern_of(r"\b(?:almost|nearly|mostly|virtually|partly|partially|incomplete(?:ly)?|not all|all but)\b")
LIVER_TREATMENTS = ("liver_resection", "ablation")


def disease_free(reading: Reading) -> list[Statement]:
    """A letter that ends "NED", "remains disease free": no metastases now."""
    if reading.note.note_type is not ONCOLOGY:
        return []
    starts = places(reading.levelled, FREE_WORDS)
    for match in reversed(list(matches_at(FREE, reading.levelled, starts))):
        start, end = match.span()
        category = reading.section_at(start).category
        if match.group().endswith(" clear") and not STUDY_CLEAR.search(reading.levelled, max(0, start - 60), start):
            continue  # "the left lobe is clear"
        if match.group().startswith("without") and not (told_well(reading, start) or told_by_study(reading, start)):
            continue  # "ablation cavity without recurrence"
        past = category in ("indication", "plan", "past_history") or FREE_BEFORE.search(
            reading.levelled, max(0, start - 24), start
        )
        now = match.group().startswith("remains") or NOW_BEFORE.search(reading.levelled, max(0, start - 24), start)
        unreal = {"hypothetical", "family", "possible"} | (set() if now else {"historical"})
        if not past and not reading.effects(start, end) & unreal:
            return [
                Statement(
                    start, end, reading.rank_at(start), category, kind="metastasis", state="absent", in_liver=True
                )
            ]
    return []


def told_well(reading: Reading, offset: int) -> bool:
    """Whether the patient is told to be alive or well right before the offset."""
    return ENDS_WELL.search(reading.levelled, max(reading.sentence_at(offset)[0], offset - 60), offset) is not None


def told_by_study(reading: Reading, offset: int) -> bool:
    """Whether a study, or today's visit, is the subject of the sentence before the offset."""
    return BY_STUDY.search(reading.levelled, max(reading.sentence_at(offset)[0], offset - 80), offset) is not None


def treated_since(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """Lesions of a letter that were taken out or burnt before it goes on to find none, or a recurrence elsewhere."""
    if reading.note.note_type is OPERATIVE:
        return before_second_stage(reading, statements) | taken_out_earlier(reading, statements)
    if reading.note.note_type is not ONCOLOGY:
        return set()
    described = [one for one in statements if one.counts and (one.sizes or one.number or one.codes)]
    fresh = recurrences(reading, described)
    well = disease_free(reading)
    ends = [one.start for one in [*denials(statements), *well, *fresh]]
    free = max(ends) if ends else -1
    vanished = vanished_since(reading, statements, described)
    told = [one for one in statements if one.state == "present" and one.end < free]
    if not told:
        return vanished
    if any(one.start > told[-1].end and told_well(reading, one.start) for one in well):
        return vanished | {id(one) for one in told}
    since = last_treatment(reading, free)
    left = any(one.start > since and one not in fresh for one in described)
    return vanished | {
        id(one) for one in told if (one.end < since and not left) or TREATED_NEXT.match(reading.levelled, one.end)
    }


def vanished_since(reading: Reading, statements: Sequence[Statement], described: Sequence[Statement]) -> set[int]:
    """Lesions of a letter that goes on to tell that every one of them has disappeared, and describes none after that but new ones."""
    for gone in reversed(statements):
        if gone.state not in ("gone", "absent") or not is_of_all(reading, statements, gone):
            continue
        later = [one for one in described if one.start > gone.start]
        if not all(AGAIN.search(reading.levelled, one.lead, one.end) for one in later):
            return set()
        return {id(one) for one in statements if one.state == "present" and one.end <= gone.start}
    return set()


def is_of_all(reading: Reading, statements: Sequence[Statement], gone: Statement) -> bool:
    """Whether the sentence lets the liver's lesions go without exception, and as many as were told."""
    if not (gone.in_liver and gone.kind in ("metastasis", "lesion") and gone.rank > 0) or gone.codes or gone.lobes:
        return False
    start, end = reading.sentence_at(gone.start)
    whole = WHOLLY.search(reading.levelled, start, end)
    if not whole or NEARLY.search(reading.levelled, start, end):
        return False
    if gone.state == "absent" and not LOST.search(reading.levelled, start, gone.end):
        return False
    most = max((one.number.low for one in statements if one.in_liver and one.number), default=0)
    number = gone.number.low if gone.number else 2 if whole.group() == "both" else most
    return number >= most


def recurrences(reading: Reading, described: Sequence[Statement]) -> list[Statement]:
    """Lesions called new or a recurrence, in places where none was told before, with what their sentence goes on to say."""
    found: list[Statement] = []
    words = places(reading.levelled, AGAIN_WORDS)
    for number, one in enumerate(described):
        if found:
            told_again = bool(one.codes) and set(one.codes) <= {code for two in found for code in two.codes}
            if told_again or (found[-1].sentence == one.sentence and one.inherits):
                found.append(one)
                continue
        named = max([hit.end for hit in one.nouns]) if one.nouns else one.end
        if not one_in(words, one.lead, named) or not AGAIN.search(reading.levelled, one.lead, named):
            continue
        before = {code for two in described[:number] if two not in found for code in two.codes}
        if before.isdisjoint(one.codes):
            found.append(one)
    return found


def denials(statements: Sequence[Statement]) -> list[Statement]:
    """Statements that the liver holds no metastasis, or no lesion at all."""
    return [
        one
        for one in statements
        if one.kind in ("metastasis", "lesion")
        and one.state == "absent"
        and one.in_liver
        and one.rank > 0
        and (not one.lobes or names_both_lobes(one))
        and not any(ref.start >= one.lead for ref in one.segments)
    ]


def last_treatment(reading: Reading, before: int) -> int:
    """Where the last liver resection or ablation that was done is told before the offset; -1 without one."""
    done = (
        hit.start
        for hit in reversed(reading.hits("procedure", (0, before)))
        for name in (named(reading, hit),)
        if name in LIVER_TREATMENTS
        and is_done(reading, hit, name)
        and not FIRST_STAGE.search(reading.levelled, *reading.sentence_at(hit.start))
    )
    return next(done, -1)


def before_second_stage(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """What an operation's history tells of the liver before the first stage, where the second one goes on to describe it."""
    found = next((section.start for section in reading.sections if section.category == "findings"), None)
    first = of_first_stage(reading, statements)
    if found is None or not SECOND_STAGE.search(reading.levelled, 0, found):
        return first
    present = [one for one in statements if one.in_liver and one.state == "present" and one.kind == "metastasis"]
    if not any(one.start > found and (one.number or one.sizes) for one in present):
        return first
    return first | {id(one) for one in statements if one.end <= found}


def of_first_stage(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """What the note of a second stage tells of the first one, where it goes on to describe what is left."""
    second = SECOND_STAGE.search(reading.levelled)
    if second is None or (first := FIRST_STAGE.search(reading.levelled)) is None or first.start() < second.start():
        return set()
    told = {
        id(one)
        for one in statements
        if one.in_liver and FIRST_STAGE.search(reading.levelled, reading.sentence_at(one.start)[0], one.start)
    }
    left = [one for one in statements if one.in_liver and one.state == "present" and id(one) not in told]
    return told if any(one.number or one.sizes for one in left) else set()
