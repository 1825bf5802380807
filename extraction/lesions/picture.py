"""Statements on liver lesions -> which of them hold now, lesion by lesion."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from extraction.anchors import Anchors, matches_at, one_in, places
from extraction.lesions.corrections import taken_back, with_right_sizes
from extraction.lesions.distinct import Key, is_count
from extraction.lesions.earlier import is_told_anew, measured_again, outdated
from extraction.lesions.earlier_study import is_told_of_before
from extraction.lesions.follow_up import followed_up
from extraction.lesions.known import denies_but_liver, is_known, is_of_other_organ
from extraction.lesions.outcome import disease_free, treated_since
from extraction.lesions.resected_before import resected_before
from extraction.lesions.size import Size
from extraction.lesions.statement import BENIGN, Statement, names_both_lobes, names_largest, without
from extraction.note_types import ONCOLOGY, OPERATIVE, PATHOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.tumours import is_weighed

OTHER_WORDS = Anchors("second", "third", "other")
OTHER = pattern_of(r"\b(?:second|third|other|another)\b")
# What is left of the liver after a resection is all of it.
REMAINING = pattern_of(r"\b(?:hypertroph\w+|remnant|remaining|residual|regenerat\w+) (?:the )?$")
COMPLETE_WORDS = Anchors("complete ", "completely ")
COMPLETE = pattern_of(
    r"\bcomplete (?:(?:radiolog\w+|radiograph\w+|imaging|clinical|tumou?r|hepatic|liver|metabolic|pathological|pathologic) )?(?:response|remission)\b"
    r"|\bcompletely (?:regressed|necrotic|fibrotic|hyalini[sz]ed|sclerosed) (?:\w+ )?(?:metasta\w+|mets?\b|deposits?|nodules?|lesions?|tumou?rs?)\b"
)
# "CT 4/2024: CR."; "Cr 1.1" is creatinine.
CODED, CODE_REACH = Anchors(" cr"), 40
CODE = pattern_of(
    r"\b(?:CT|MRI|PET|[Ss]cans?|[Ii]maging|[Rr]estaging|RECIST|[Rr]esponse)\b[^.;\n]{0,30}?(?<![A-Za-z])(?P<code>CR)\b(?!\s*[:=]?\s*\d|[/-])"
)
PRIMARY = pattern_of(r"\b(?:y?p?t0|rect\w+|colon\w*|sigmoid|primary|bowel|node|nodal|nodes|lung|lungs|pulmonary)\b")
LIVER = pattern_of(r"\b(?:liver|hepatic|metasta\w+|mets)\b")
NOT_YET = pattern_of(r"\b(?:no|not|not a|without|never) (?:\w+ )?$")


class LiverPicture:
    """What the note says of the liver's metastases now: statements by rank, lesions by segments."""

    def __init__(self, reading: Reading, statements: Sequence[Statement]) -> None:
        statements = with_right_sizes(reading, followed_up(reading, statements))
        self.reading, self.told = reading, statements
        older, treated = outdated(reading, statements), treated_since(reading, statements)
        treated |= resected_before(reading, statements)
        stale = (older if is_told_anew(statements, older) else set()) | treated
        remeasured = measured_again(reading, statements) | older
        past = (older | remeasured) - treated
        self.superseded: list[Statement] = []
        if past:
            self.superseded = [one for one in statements if id(one) in past and one.sizes and one.state == "present"]
        if stale or remeasured:
            fresh = [one for one in statements if id(one) not in stale]
            statements = [replace(one, sizes=[]) if id(one) in remeasured else one for one in fresh]
        self.statements = [
            one if one.number is None or is_count(reading, one, one.number) else replace(one, number=None)
            for one in statements
        ]
        self.known = is_known(reading) or any(
            one.kind == "metastasis" and (one.counts or (one.state == "absent" and lobes_denied(reading, one)))
            for one in self.statements
        )
        # What the statements are told as, before some of it is settled.
        self.states = {one.state for one in self.statements}
        undone = self.undone()
        if not self.states.isdisjoint(("possible", "unread")):
            self.affirm()
        self.present = [one for one in self.statements if one.counts] if self.known else []
        if undone:
            self.present = [
                one if is_across(reading, one) else without(one, undone)
                for one in self.present
                if not (one.codes and one.rank < undone.get(frozenset(one.codes), 0))
            ]
        examined = reading.note.note_type is PATHOLOGY
        if examined or reading.note.note_type is OPERATIVE:
            self.present = self.without_benign(examined)
        self.present = self.asked_only_if_silent()
        if "possible" in self.states:
            doubted = {frozenset(one.codes) for one in self.statements if one.state == "possible" and one.codes}
            if doubted:
                doubted -= {frozenset(one.codes) for one in self.present if one.kind == "metastasis" or one.sizes}
                self.present = [one for one in self.present if frozenset(one.codes) not in doubted]
        if examined:
            self.present = self.of_specimens()
        if is_on_other_tumour(reading, self.present):
            self.present = []
        if "absent" in self.states and self.denied_outright():
            self.present = []
        self.complete_response = complete_response(reading, self.present)
        if self.complete_response:
            self.present = []
        # The present statements by their segments, of each place those that give its sizes, and the statements without segments.
        self.lesions: dict[Key, list[Statement]] = {}
        self.unplaced: list[Statement] = []
        for one in self.present:
            if codes := one.codes:
                self.lesions.setdefault(tuple(sorted(codes)), []).append(one)
            else:
                self.unplaced.append(one)
        self.measured = {key: weightiest(group) for key, group in self.lesions.items()}

    def of_specimens(self) -> list[Statement]:
        """The present statements of a pathology report, without those on specimens that hold nothing or something benign."""
        present = self.present
        located = {one.part for one in present if one.part and one.segments and not one.is_borrowed}
        if located:
            present = [replace(one, segments=[]) if one.is_borrowed and one.part in located else one for one in present]
        if cleared := self.cleared_parts():
            present = [one for one in present if one.part not in cleared]
            if not any(one.kind == "metastasis" and one.rank > 0 for one in present):
                return []
        return present

    def without_benign(self, examined: bool) -> list[Statement]:
        """The present statements without places where the note, a pathology report or an operation's, finds something benign."""
        benign = [one for one in self.statements if one.kind in BENIGN and one.state == "present" and one.codes]
        if not benign:
            return self.present
        places_of_benign = {one.codes for one in benign}
        present = [one for one in self.present if one.codes not in places_of_benign or not self.is_benign_biopsy(one)]
        return without_renamed(present, benign) if examined else present

    def is_benign_biopsy(self, one: Statement) -> bool:
        """Whether the note finds something benign in what was taken there: "biopsy segment 3 ... seg 3: hamartoma"."""
        examined = self.reading.note.note_type is PATHOLOGY
        titled = self.reading.note.note_type is OPERATIVE and one.section == "procedure"
        if not (examined or titled) or not one.codes or one.sizes or (examined and one.nouns):
            return False
        there = [two for two in self.statements if two.state == "present" and two.codes == one.codes]
        named = any(two.kind == "metastasis" and (examined or two.sizes or two.section != "procedure") for two in there)
        return not named and any(two.kind in BENIGN for two in there)

    @property
    def looking_back(self) -> list[Statement]:
        """Statements of a sentence on an earlier study that speaks of the same lesions."""
        return [
            one
            for one in self.told
            if one.state == "prior" and one.in_liver and one.sizes and is_told_of_before(self.reading, one)
        ]

    def asked_only_if_silent(self) -> list[Statement]:
        """The present statements; of those of the request only what the report itself does not tell."""
        report = [one for one in self.present if one.rank > 0]
        if len(report) == len(self.present):
            return in_order(report)
        sized = any(one.sizes for one in report)
        # A biopsy measures one of as many as the request tells, and "the largest 4 cm" counts none.
        numbered = any(one.number or (one.sizes and not (one.is_biopsy or names_largest(one))) for one in report)
        placed = any(one.segments and not one.is_biopsy for one in report)
        kept = report
        for one in self.present:
            if one.rank == 0:
                if (sized and one.sizes) or (numbered and one.number) or (placed and one.segments):
                    one = replace(
                        one,
                        sizes=[] if sized else one.sizes,
                        number=None if numbered else one.number,
                        segments=[] if placed and (sized or not one.sizes) else one.segments,
                    )
                kept.append(one)
        return in_order(kept)

    def affirm(self) -> None:
        """What the findings only suspect and the impression names at the same place is there, with the size it was given."""
        named: dict[frozenset[str], int] = {}
        if suspected := any(one.state == "possible" and one.codes and one.sizes for one in self.statements):
            metastases = [one for one in self.statements if one.kind == "metastasis" and one.counts]
            named = {frozenset(one.codes): one.rank for one in metastases}
        proven = self.reading.note.note_type is PATHOLOGY and any(
            one.kind == "metastasis" and one.counts and one.rank > 0 for one in self.statements
        )
        if proven:  # "Single lesion of S6, 4.0 cm, metastasis?" is answered by the report itself
            self.statements = [
                replace(one, state="present")
                if one.rank == 0
                and (one.sizes or one.codes)
                and (one.state == "possible" or (one.state == "unread" and self.reading.is_question(one.start)))
                else one
                for one in self.statements
            ]
        if suspected:
            self.statements = [
                replace(one, state="present")
                if one.state == "possible" and one.codes and one.sizes and one.rank < named.get(frozenset(one.codes), 0)
                else one
                for one in self.statements
            ]

    def undone(self) -> dict[frozenset[str], int]:
        """Segments of lesions that are gone or called benign, with the rank above which nothing else may call them present."""
        found = taken_back(self.reading)
        if "gone" not in self.states and not any(one.kind in BENIGN for one in self.statements):
            return found
        for one in self.statements:
            if (one.state != "gone" and one.kind not in BENIGN) or not one.codes:
                continue
            if one.state == "gone" and not one.sizes and self.is_compared(one.codes):
                continue  # "S6 21 mm (30) ... a second focus in S6 is no longer seen"
            if not one.kind and one.section == "specimen":
                continue  # "A. Segment 7. B. Cut edge, frozen section (negative)"
            if one.state == "gone" and not tells_of_others(self.reading, one):
                found[frozenset(one.codes)] = one.rank + 1
                if one.kind and not is_across(self.reading, one):  # "the S2 and S5 lesions are gone": each of them
                    found |= {frozenset({code}): one.rank + 1 for code in one.codes}
            elif one.kind in BENIGN and one.state == "present" and (one.rank >= 2 or not one.sizes):
                found[frozenset(one.codes)] = one.rank
                if not any("/" in self.reading.text[ref.start : ref.end] for ref in one.segments):
                    found |= {frozenset((code,)): one.rank for code in one.codes}  # "4b and 6 are cysts"
        return found

    def is_compared(self, codes: tuple[str, ...]) -> bool:
        """Whether the report measures a lesion of the segments now beside what it was."""
        return is_report(self.reading) and any(
            one.codes == codes and one.counts and any(size.prior_mm is not None for size in one.sizes)
            for one in self.statements
        )

    def cleared_parts(self) -> set[str]:
        """Specimens in which something benign or nothing was found and no metastasis."""
        if not any(one.part for one in self.statements):
            return set()
        positive = {one.part for one in self.statements if one.kind == "metastasis" and one.state == "present"}
        described: dict[str, set[str]] = defaultdict(set)
        for one in self.statements:
            if one.kind == "lesion" and one.state == "present" and not one.is_borrowed:
                described[one.part] |= set(one.codes)
        named = {
            one.part
            for one in self.statements
            if (
                one.kind in BENIGN
                and one.state == "present"
                and not (one.codes and described[one.part] - set(one.codes))
            )
            or (one.kind == "metastasis" and one.state == "absent")
        }
        return named - positive - {""}

    def denied_outright(self) -> bool:
        """Whether the note says in so many words that there are no liver metastases, and tells of none that is there."""
        # What the request of a study knows stands against no denial of its report.
        asked = 0 if is_report(self.reading) else -1
        if any(one.kind == "metastasis" and one.rank > asked for one in self.present):
            return False
        return any(
            one.kind == "metastasis"
            and one.state == "absent"
            and one.rank > 0
            and "liver" in one.places
            and not one.codes
            and not lobes_denied(self.reading, one)
            and not denies_but_liver(self.reading, one.start)
            for one in self.statements
        )

    @property
    def denied(self) -> list[Statement]:
        """Statements that there is no liver metastasis, or that all are gone."""
        return (
            self.complete_response
            + (disease_free(self.reading) if is_known(self.reading) else [])
            + [
                one
                for one in self.statements
                if one.in_liver
                and one.state in ("absent", "gone")
                and one.kind in ("metastasis", "lesion")
                and not lobes_denied(self.reading, one)
                and not (one.state == "absent" and denies_but_liver(self.reading, one.start))
                and not (one.state == "absent" and is_of_other_organ(self.reading, one))
                and one.rank > 0
                and (one.state == "gone" or not one.codes)
                and not (one.state == "gone" and is_one_of_more(self.statements, one))
                and (self.known or one.state == "absent" or one.kind == "metastasis" or not is_report(self.reading))
                and (
                    self.reading.note.note_type is not PATHOLOGY or ("liver" in one.places and one.kind == "metastasis")
                )
            ]
        )

    def sized(self) -> list[tuple[Statement, Size]]:
        """The size of each lesion: by segments, from the statement of the highest rank; sizes without segments all."""
        placed = [(one, size) for group in self.measured.values() for one in group for size in one.sizes]
        return placed + [(one, size) for one in self.unplaced for size in one.sizes]


def in_order(statements: list[Statement]) -> list[Statement]:
    """The statements as the text has them; they nearly always stand so."""
    ordered = all(one.start <= two.start for one, two in pairwise(statements))
    return statements if ordered else sorted(statements, key=attrgetter("start"))


def weightiest(group: Sequence[Statement]) -> list[Statement]:
    """Those with sizes of the highest rank."""
    told = [one for one in group if one.sizes]
    if len(told) < 2:
        return told
    top = max([one.rank for one in told])
    return [one for one in told if one.rank == top]


def without_renamed(present: list[Statement], benign: Sequence[Statement]) -> list[Statement]:
    """The present statements without lesions that the report goes on to call benign: "18 mm, segment VI ... segment VI: haemangioma"."""
    named = {one.codes for one in present if one.kind == "metastasis"}
    renamed = {one.codes: one.start for one in benign if not one.sizes and one.codes not in named}
    return [one for one in present if one.kind != "lesion" or one.is_borrowed or one.start > renamed.get(one.codes, -1)]


def tells_of_others(reading: Reading, one: Statement) -> bool:
    """Whether the statement counts its lesion after another."""
    words = places(reading.levelled, OTHER_WORDS)
    return one_in(words, one.lead, one.end) and OTHER.search(reading.levelled, one.lead, one.end) is not None


def is_report(reading: Reading) -> bool:
    """Whether it is a radiology report, where a lesion that is gone may have been anything."""
    return reading.note.note_type is RADIOLOGY


def is_one_of_more(statements: Sequence[Statement], gone: Statement) -> bool:
    """ "3 liver lesions ... one no longer seen": the others are still there."""
    if gone.number is None or gone.number.vague:
        return False
    return any(one.number and one.number.low > gone.number.low for one in statements if one.in_liver)


def lobes_denied(reading: Reading, one: Statement) -> bool:
    """Whether the denial is of one lobe only: "hypertrophied left liver, no metastasis" denies more than its lobe."""
    if names_both_lobes(one):
        return False
    named = min((hit.start for hit in one.nouns), default=one.end)
    clause = reading.levelled.rfind(",", one.lead, named)
    return any(
        lobe.start > clause and not REMAINING.search(reading.levelled, max(0, lobe.start - 24), lobe.start)
        for lobe in one.lobes
    )


def complete_response(reading: Reading, present: Sequence[Statement]) -> list[Statement]:
    """ "Complete radiological response" with no lesion described after it: all are gone."""
    found = [match.span() for match in matches_at(COMPLETE, reading.levelled, places(reading.levelled, COMPLETE_WORDS))]
    for at in places(reading.levelled, CODED) if reading.note.note_type is ONCOLOGY else ():
        if coded := CODE.search(reading.text, max(0, at - CODE_REACH), at + CODE_REACH):
            found.append(coded.span("code"))
    if not found or reading.note.note_type is OPERATIVE:
        return []
    start, end = max(found)
    rank, category = reading.rank_at(start), reading.section_at(start).category
    told_after = any(one.start > start and (one.sizes or one.number or one.codes) for one in present)
    told_here = reading.note.note_type is PATHOLOGY and any(one.sizes and one.rank >= rank for one in present)
    if reading.levelled.startswith("completely", start):  # said of one nodule: others may hold tumour
        told_here = any(one.rank > 0 and (one.sizes or one.number or one.codes) for one in present)
    if told_after or told_here or category in ("indication", "plan") or not is_of_liver(reading, start, end):
        return []
    return [Statement(start, end, rank, category, kind="metastasis", state="gone", in_liver=True)]


def is_of_liver(reading: Reading, start: int, end: int) -> bool:
    """Whether the words of complete response are affirmed, and not said of the primary."""
    if NOT_YET.search(reading.levelled, max(0, start - 14), start):
        return False
    if reading.effects(start, end) & {"hypothetical", "family", "possible"}:
        return False
    span = reading.sentence_at(start)
    told = reading.levelled[slice(*span)]
    if "partial" in told and "progress" in told:
        return False  # "CR: complete response, PR: partial response, PD: progression" only explains the letters
    return not PRIMARY.search(reading.levelled, *span) or bool(LIVER.search(reading.levelled, *span))


def is_on_other_tumour(reading: Reading, present: Sequence[Statement]) -> bool:
    """Whether the weightiest name of the liver's tumour is another one: hepatocellular, biliary, neuroendocrine."""
    others = [
        reading.rank_at(hit.start)
        for hit in reading.hits("liver_lesion")
        if hit.concept == "other_tumour"
        and not is_weighed(reading, hit.start)
        and not reading.effects(hit.start, hit.end) & {"negated", "possible", "hypothetical", "family", "historical"}
        and not reading.is_question(hit.start)
    ]
    if not others:
        return False
    return max(others) > max([one.rank for one in present if one.kind == "metastasis"], default=0)


def is_across(reading: Reading, one: Statement) -> bool:
    """Whether it is one lesion that lies in two segments, "S7/8 9 mm": another that is gone from one of them leaves it there."""
    if len(one.segments) != 1 or len(one.sizes) != (one.state == "present"):
        return False
    return "/" in reading.text[one.segments[0].start : one.segments[0].end]
