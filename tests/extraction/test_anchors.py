"""Patterns that are tried only at the places of rare words find there all that they would find anywhere."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from abstraction.records import Note, NoteType
from benchmarks.synthetic_notes import corpus
from extraction import (
    calendar_dates,
    clause_marks,
    durations,
    measurements,
    part_labels,
    reading,
    segment_mimics,
    segments,
    site_scopes,
    sites,
    tumours,
)
from extraction.anchors import Anchors, any_in, matches_at, one_in, places
from extraction.digits import digits_alike
from extraction.extrahepatic import antecedents, blanket, chunks, history, staged, verdict
from extraction.fields import (
    background,
    cycle_counts,
    cycle_purposes,
    differentiation,
    interval_forms,
    liver_specimens,
    margin_distances,
    margin_regressed,
    margins,
    node_counts,
    plans,
    procedures,
    remnant,
    resectability,
    response_subject,
    response_words,
    timing,
    timing_circumstances,
    tnm,
    upcoming,
    vessels,
)
from extraction.lesions import (
    affected_segments,
    cells,
    counts,
    cutting,
    dated_heads,
    dating,
    doubts,
    earlier_operation,
    earlier_study,
    events,
    known,
    lobe_labels,
    lobes,
    looking_back,
    named_nodules,
    other_lengths,
    outcome,
    parts,
    picture,
    pieces,
    referring,
    rows,
    size_course,
    state,
    statements,
    treated,
)
from extraction.matching import level
from extraction.supplementary import numbers

GOLD = sorted((Path(__file__).parents[1] / "gold").glob("dev_*.jsonl"))
TEXTS = [json.loads(line)["text"] for path in GOLD for line in path.read_text(encoding="utf-8").splitlines()]
TEXTS += [row["text"] for row in corpus(60, 3)]
LINES = [line for text in TEXTS for line in text.splitlines()]
LINES += ["Cycles completed: 6", "Recurrence treated with ablation"]
LINES += ["What was a 20 mm lesion in segment 5 is a fleck of calcium today."]
LINES += ["In the examination of 02.02. the same lesions were larger.", "The previous size should read 36 mm."]
TEXTS.append("Complete radiological response. Resection of both liver metastases is technically feasible.")
TEXTS.append(
    "Complete radiological response. Resection of both liver metastases is technically feasible. DFI (months): 9"
)
LINES += ["Cycles completed: 6", "Recurrence treated with ablation", "Tumour site:", "The embolised right portal vein"]
LINES += ["Resection of the metastases is not feasible", "Segment 6: 20 mm then and now."]
LINES += ["Resection of the metastases is not feasible"]
LINES += ["Residual disease:     R0", "The PET was otherwise clear."]
TEXTS.append("Left hemicolectomy: M/D, pT3NO.")
TEXTS.append("Metastases seg 5 x1, 6 x2. Adenocarcinoma, so colorectal and not of the breast.")
Places = Callable[[str, str], Sequence[int]]

# Pattern, whether it reads the levelled text, and where it is tried: from the text and the levelled text.
TRIED: dict[str, tuple[re.Pattern[str], bool, Places]] = {
    "date": (calendar_dates.DATE, False, lambda text, low: calendar_dates.Calendar(text, low, "2024-05-01").starts),
    "full date": (calendar_dates.FULL, False, lambda text, low: calendar_dates.slash_places(digits_alike(text))),
    "short date": (calendar_dates.SHORT, False, lambda text, low: calendar_dates.slash_places(digits_alike(text))),
    "unit": (measurements.UNIT, False, lambda text, low: places(low, measurements.UNITS)),
    "named segment": (segments.NAMED, False, lambda text, low: places(low, segments.NAMES)),
    "bare segment": (
        segments.BARE,
        False,
        lambda text, low: sorted([*places(text, segments.ROMANS), *places(low, segments.HALVES)]),
    ),
    "both lobes": (lobes.BOTH, True, lambda text, low: places(low, lobes.BOTH_WORDS)),
    "one lobe": (lobes.SIDE, True, lambda text, low: places(low, lobes.SIDE_WORDS)),
    "bilateral": (lobes.BILATERAL, True, lambda text, low: places(low, lobes.BILATERALS)),
    "numbered side": (lobes.NUMBERED_SIDE, True, lambda text, low: places(low, lobes.NAMED_SIDES)),
    "side and number": (lobe_labels.NUMBERED, True, lambda text, low: places(low, lobe_labels.NUMBERED_WORDS)),
    "hard cut": (cutting.HARD, True, lambda text, low: places(low, cutting.HARD_WORDS)),
    "in a year": (dating.IN_YEAR, True, lambda text, low: places(low, dating.IN_YEARS)),
    "comma": (clause_marks.opening_comma(), True, lambda text, low: places(low, clause_marks.COMMA)),
    "clause with and": (clause_marks.AND, True, lambda text, low: places(low, clause_marks.AND_WORDS)),
    "separator": (chunks.SEPARATOR, True, lambda text, low: places(low, chunks.SEPARATORS)),
    "part": (part_labels.PART, False, lambda text, low: part_labels.part_places(text)),
    "specimen": (parts.LABEL, False, lambda text, low: part_labels.part_places(text)),
    "times": (counts.TIMES, False, lambda text, low: counts.times_starts(low)),
    "bowel": (parts.BOWEL, True, lambda text, low: places(low, parts.BOWEL_WORDS)),
    "biopsy": (parts.BIOPSY, True, lambda text, low: places(low, parts.BIOPSY_WORDS)),
    "spread": (known.SPREAD, True, lambda text, low: places(low, known.SPREAD_WORDS)),
    "nodule without tumour": (
        named_nodules.GONE_AHEAD,
        True,
        lambda text, low: places(low, named_nodules.GONE_WORDS),
    ),
    "complete response": (picture.COMPLETE, True, lambda text, low: places(low, picture.COMPLETE_WORDS)),
    "T category": (
        tnm.T_CATEGORY,
        False,
        lambda text, low: tnm.before(low, places(low, tnm.T_LETTERS), "ypcrmu", 3),
    ),
    "N category alone": (tnm.N_ALONE, False, lambda text, low: tnm.before(text, places(low, tnm.N_LETTERS), "ypc", 2)),
    "bare N category": (tnm.N_BARE, False, lambda text, low: places(low, tnm.N_LETTERS)),
    "digit scanned as a letter": (
        tnm.SCANNED,
        False,
        lambda text, low: sorted(
            {at + step for at in places(low, tnm.SCANNED_WORDS) for step in range(tnm.LONGEST_SCANNED)}
        ),
    ),
    "share of nodes": (
        node_counts.FRACTION,
        False,
        lambda text, low: node_counts.numbers_before(text, places(low, node_counts.FRACTION_MARKS)),
    ),
    "nodes in words and digits": (
        node_counts.SPELLED,
        False,
        lambda text, low: node_counts.digits_before(text, places(low, node_counts.COUNTED_WORDS)),
    ),
    "involved nodes": (node_counts.OF_INVOLVED, False, lambda text, low: places(low, node_counts.FORM_WORDS)),
    "break between vessels": (vessels.BREAK, True, lambda text, low: places(low, vessels.BREAK_WORDS)),
    "R-status": (margins.R_STATUS, False, lambda text, low: places(low, margins.R_WORDS)),
    "grade by a number": (differentiation.LETTER, False, lambda text, low: places(low, differentiation.LETTER_WORDS)),
    "grade by letters": (differentiation.SLASHED, False, lambda text, low: places(low, differentiation.SLASHED_WORDS)),
    "age and sex": (
        numbers.AGE_SEX,
        False,
        lambda text, low: [ahead.start() for ahead in numbers.AGE_AHEAD.finditer(digits_alike(text))],
    ),
    "segment by its letter": (
        segments.LETTER,
        False,
        lambda text, low: segments.letter_places(text, low, places(text, segments.ROMANS)),
    ),
    "segment by a plain number": (segments.PLAIN, False, lambda text, low: places(low, segments.PLAIN_WORDS)),
    "far from a place": (sites.AWAY, True, lambda text, low: places(low, sites.AWAY_WORDS)),
    "no origin": (sites.NO_ORIGIN, True, lambda text, low: places(low, sites.NOT)),
    "nodal in a list": (sites.IN_LIST, True, lambda text, low: places(low, sites.NODAL)),
    "number of lesions": (
        segments.TIMES,
        False,
        lambda text, low: segments.numbers_before(text, places(low, segments.TIMES_MARKS)),
    ),
    "negative nodes": (node_counts.NEGATIVE_NODES, False, lambda text, low: places(low, node_counts.NEGATIVE_WORDS)),
    "nodes": (node_counts.NODES, True, lambda text, low: places(low, node_counts.NODE_WORDS)),
    "stage": (timing.STAGED, False, timing.staged_places),
    "told treatment": (
        timing_circumstances.TREATED,
        True,
        lambda text, low: places(low, timing_circumstances.TREATED_WORDS),
    ),
    "interval of a form": (interval_forms.FORM, True, lambda text, low: places(low, interval_forms.FORM_WORDS)),
    "pathological stage": (procedures.STAGED, False, lambda text, low: places(low, procedures.STAGED_WORDS)),
    "pathological T": (liver_specimens.FORMULA, False, lambda text, low: places(low, liver_specimens.FORMULA_WORDS)),
    "feasible": (resectability.FEASIBLE, True, lambda text, low: places(low, resectability.OPERATIONS)),
    "cycles": (
        cycle_counts.BEFORE,
        False,
        lambda text, low: cycle_counts.number_places(text, low, (0, len(text))),
    ),
    "cycles of planned": (
        cycle_counts.OF_PLANNED,
        False,
        lambda text, low: cycle_counts.number_places(text, low, (0, len(text))),
    ),
}


def without_end(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The pattern wherever in a sentence it stands."""
    return re.compile(pattern.pattern.replace("\\s*$", "").removesuffix("$"), pattern.flags)


# Pattern, whether it reads the levelled text, and words of which one stands in every sentence where it can match.
GUARDED: dict[str, tuple[re.Pattern[str], bool, Sequence[str]]] = {
    "treatment": (re.compile(treated.TREATED.pattern.removesuffix("$")), True, treated.TREATMENT_WORDS),
    "treatment in a year": (treated.GONE_IN_YEAR, True, treated.TREATMENT_WORDS),
    "treatment behind": (treated.GONE_BEHIND, True, treated.TREATMENT_WORDS),
    "treated with": (treated.TREATED_WITH, True, treated.TREATMENT_WORDS),
    "past": (state.PAST, True, state.PAST_WORDS),
    "past behind": (state.PAST_BEHIND, True, state.PAST_WORDS),
    "no such lesion": (re.compile(state.NO_SUCH.pattern.removesuffix("$")), True, state.AHEAD_WORDS),
    "vanishing": (state.VANISHING, True, state.AHEAD_WORDS),
    "free of": (re.compile(state.FREE_OF.pattern.removesuffix("$")), True, state.AHEAD_WORDS),
    "gone since": (state.GONE_SINCE, True, state.LEFT_WORDS),
    "scar": (state.IS_SCAR, True, state.LEFT_WORDS),
    "unclassified": (doubts.UNCLASSIFIED, True, doubts.DOUBT_WORDS),
    "looked at again": (doubts.LOOK_AGAIN, True, doubts.DOUBT_WORDS),
    "margin": (pieces.MARGIN, True, pieces.MARGIN_WORDS),
    "looking back": (looking_back.EARLIER, True, looking_back.EARLIER_WORDS),
    "time ago": (dating.TIME_AGO, True, dating.AGO_WORDS),
    "other vessel": (statements.OTHER_VESSEL, True, statements.OTHER_VESSEL_WORDS),
    "earlier size": (re.compile(earlier_study.WAS.pattern.removesuffix("$")), True, earlier_study.WAS_WORDS),
    "earlier study": (earlier_study.EARLIER_STUDY, True, earlier_study.THEN_WORDS),
    "earlier operation": (earlier_operation.EARLIER, True, earlier_operation.EARLIER_WORDS),
    "denied name": (without_end(cutting.DENIED), True, cutting.DENIALS),
    "denied place": (cutting.FREE_PLACE, True, cutting.DENIALS),
    "new lesion": (without_end(state.NEWLY), True, state.NEW_WORDS),
    "corrected size": (earlier_study.CORRECTED, True, earlier_study.CORRECTIONS),
    "origin": (events.ORIGIN_BEHIND, True, events.ORIGIN_WORDS),
    "title of a bowel operation": (parts.BOWEL_TITLE, True, parts.BOWEL_OPERATIONS),
    "bowel operation": (parts.BOWEL_OPERATION, True, parts.BOWEL_OPERATIONS),
    "title of a form": (parts.FORM_TITLE, True, parts.FORM_WORDS),
    "nothing at a place": (without_end(sites.NOTHING_AT), True, sites.NOTHING_WORDS),
    "chest": (sites.THORACIC, True, sites.THORACIC_WORDS),
    "tumour decided against": (without_end(tumours.REJECTED), True, tumours.REJECTED_WORDS),
    "planned margin": (numbers.MARGIN_PLAN, True, numbers.MARGIN_PLAN_WORDS),
    "region of a study": (sites.FIELD, True, sites.REGION_WORDS),
    "another station of nodes": (node_counts.OTHER_STATION, False, node_counts.STATION_WORDS),
    "embolised vessel": (vessels.EMBOLISED, True, vessels.EMBOLISED_WORDS),
    "definition of R1": (margins.DEFINITION, True, margins.DEFINED_WORDS),
    "feasible resection": (resectability.FEASIBLE, True, resectability.FEASIBLE_WORDS),
    "future of a margin": (margin_distances.FUTURE, True, margin_distances.FUTURE_WORDS),
    "edge of a specimen": (margin_distances.AT_EDGE, True, margin_distances.EDGE_WORDS),
    "metastasis that is there": (margin_regressed.METASTASIS, True, margin_regressed.ALIVE_WORDS),
    "tumour that is there": (margin_regressed.TUMOUR, True, margin_regressed.ALIVE_WORDS),
    "limit of a share": (without_end(remnant.LIMIT), False, remnant.LIMIT_LEADS),
    "word for a limit": (remnant.LIMIT_WORDS, False, remnant.LIMITING),
    "threshold": (without_end(background.THRESHOLD), True, background.LEADS),
    "averted disease": (without_end(background.AVERTED), True, background.LEADS),
    "involved nodes of a form": (node_counts.OF_INVOLVED, False, node_counts.INVOLVED_WORDS),
    "side of a vessel": (vessels.SIDE, True, vessels.SIDE_WORDS),
    "primary": (response_subject.PRIMARY, True, response_subject.PRIMARY_WORDS),
    "reference back": (antecedents.THEY, True, antecedents.THEY_WORDS),
    "reference back by a verb": (antecedents.IT_IS, True, antecedents.THEY_WORDS),
    "judgement alone": (antecedents.JUDGES, True, antecedents.JUDGES_WORDS),
    "reference to a part": (site_scopes.REFERENCE, False, site_scopes.REFERENCE_WORDS),
    "row of a form": (site_scopes.ROW, False, site_scopes.ROWS),
    "title of a lobe": (site_scopes.LOBE_TITLE, True, site_scopes.LOBES),
    "count of nodes": (verdict.RATIO, True, verdict.RATIO_WORDS),
    "letter of a stage": (staged.PERITONEAL, False, staged.PERITONEAL_WORDS),
    "clear study": (blanket.CLEAR_STUDY, True, blanket.CLEAR_WORDS),
    "bedside": (history.BEDSIDE, True, history.EXAMINATION_WORDS),
    "examined": (history.EXAMINED, True, history.EXAMINATION_WORDS),
    "unit of a table": (cells.NAMED_UNIT, False, ("mm", "cm")),
    "label of cycles": (cycle_counts.LABEL, False, cycle_counts.LABEL_WORDS),
    "total of cycles": (cycle_counts.LONE_TOTAL, False, cycle_counts.TOTAL_WORDS),
    "times of a regimen": (cycle_counts.TIMES, False, cycle_counts.TIMES_WORDS),
    "proposal": (plans.PROPOSAL, True, plans.PROPOSAL_WORDS),
    "treatment that is talked of": (upcoming.BEHIND, True, upcoming.BEHIND_WORDS),
    "open treatment": (upcoming.OPEN, True, upcoming.OPEN_WORDS),
    "treatment ahead": (upcoming.AHEAD, True, upcoming.AHEAD_WORDS),
    "treatment that is unfit": (upcoming.UNFIT, True, upcoming.UNFIT_WORDS),
    "verdict": (without_end(upcoming.VERDICT), True, upcoming.VERDICT_WORDS),
    "option": (without_end(plans.OPTION), True, plans.OPTION_WORDS),
    "order": (plans.ORDERED, True, plans.ORDER_WORDS),
    "former response": (response_words.FORMER, True, response_words.FORMER_WORDS),
    "denied response": (without_end(response_words.NEGATION), True, response_words.IDLE_WORDS),
    "response asked for": (without_end(response_words.ASKED), True, response_words.ASKING_WORDS),
    "time counted from an operation": (without_end(procedures.LATER), True, procedures.COUNTED_WORDS),
    "adjuvant cycles": (cycle_purposes.ADJUVANT, True, cycle_purposes.ADJUVANT_WORDS),
    "weight of a specimen": (procedures.WEIGHT, True, procedures.WEIGHT_WORDS),
    "stage without spread": (timing_circumstances.WITHOUT_SPREAD, False, timing_circumstances.M0_WORDS),
    "times of lesions": (counts.TIMES, False, (*counts.TIMES_MARKS, *counts.SEGMENT_MARKS)),
    "part of a segment's name": (without_end(segment_mimics.NAME_AHEAD), False, segment_mimics.NAME_WORDS),
    "segment of no lesion": (without_end(affected_segments.NOT_THERE), True, affected_segments.EXCLUDING),
    "segment of an operation": (affected_segments.OPERATION_BEHIND, True, affected_segments.OPERATIONS),
    "landmark": (without_end(events.LANDMARK), True, events.LANDMARK_WORDS),
    "both times": (size_course.BOTH_TIMES, True, size_course.BOTH_WORDS),
    "sample": (named_nodules.SAMPLED, True, named_nodules.SAMPLE_WORDS),
    "doubt": (referring.FRAGMENT, True, referring.DOUBTS),
    "title of a liver specimen": (liver_specimens.LIVER_LINE, False, liver_specimens.TITLE_WORDS),
    "free margin": (without_end(other_lengths.MARGIN_FREE), True, ("margin",)),
    "word of time over a column": (dated_heads.WORDED_HEAD, False, dated_heads.TIME_WORDS),
    "column of segments": (rows.SEGMENT_HEAD, False, rows.SEGMENT_HEADS),
    "other lesion": (picture.OTHER, True, picture.OTHER_WORDS),
    "recurrence": (outcome.AGAIN, True, outcome.AGAIN_WORDS),
}


@pytest.mark.parametrize("name", TRIED)
def test_nothing_is_missed_between_the_places(name: str) -> None:
    pattern, is_levelled, where = TRIED[name]
    found = 0
    for text in TEXTS:
        low = level(text)
        read = low if is_levelled else text
        tried = [match.span() for match in matches_at(pattern, read, where(text, low))]
        assert tried == [match.span() for match in pattern.finditer(read)]
        found += len(tried)
    assert found


def test_the_number_of_one_cycle_is_tried_wherever_it_stands() -> None:
    found = [low for line in LINES if cycle_counts.POSITION.search(line) for low in [level(line)]]
    assert found
    assert all(cycle_counts.NAMED_NUMBER.search(low) or cycle_counts.NUMBERED_NAME.search(low) for low in found)


@pytest.mark.parametrize("name", GUARDED)
def test_a_guarded_pattern_never_stands_without_its_words(name: str) -> None:
    pattern, is_levelled, words = GUARDED[name]
    found = [line for line in LINES if pattern.search(level(line) if is_levelled else line)]
    assert found
    assert all(any_in(level(line), words) for line in found)


@pytest.mark.parametrize("words", [("and", "d", "and the"), (",",), ("zq", "q"), ("node", "lymph node")])
def test_anchors_stand_where_their_words_do(words: tuple[str, ...]) -> None:
    for text in TEXTS:
        low = level(text)
        assert places(low, Anchors(*words)) == places(low, words)
        assert any_in(low, Anchors(*words)) == any_in(low, words)


def test_every_duration_has_a_unit_behind_it() -> None:
    for text in TEXTS:
        low = level(text)
        units = durations.counted_units(low)
        told = [match for match in durations.DURATION.finditer(low) if not durations.AGE_BEHIND.match(low, match.end())]
        assert all(one_in(units, *match.span()) for match in told)


def test_every_line_that_titles_a_specimen_ends_like_one() -> None:
    for text in TEXTS:
        starts = [0, *(at + 1 for at in places(text, "\n"))]
        assert {at for at in starts if parts.TITLE.match(text, at)} <= set(parts.title_lines(text))


def test_every_title_has_a_mark_near_its_start() -> None:
    for text in TEXTS:
        note = Note("n1", "c1", NoteType.RADIOLOGY, "2024-05-01", text)
        whole = reading.Reading(note)
        for start, end in whole.sentences:
            label = site_scopes.LABEL.match(whole.text, start, end)
            if not label or len(label.group(1)) > site_scopes.LONGEST_NAME:
                continue
            if label.group()[len(label.group(1)) :].strip() in (":", "]", "="):
                assert site_scopes.opens_with_mark(whole, start, end)
