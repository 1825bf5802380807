"""What the rules say of the case, why, why not, and what is missing."""

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.replies import facts
from review.fact_places import element_of
from review.rule_words import REASONS, verdict_words
from review.wording import candidate_words
from rules_engine import RuleResult, Verdict
from rules_engine.card import STAGES
from rules_engine.change import smallest_changes
from rules_engine.fact import FactValue, load_facts, show
from rules_engine.reach import Goal
from rules_engine.verdicts import CANDIDATE_SETS

SETS = {"ecmtg": "ECMTG stage", "group": "Group at presentation", "ajcc8_m": "AJCC 8 M category"}
GROUPS = {"G1": "clearly resectable", "G2": "chemotherapy may make it resectable", "G3": "likely to stay unresectable"}
RESECTABILITY = ("R01.documented", "R01.derived")
FACTS, GAPS, WAYS = 6, 6, 4  # reasons, open facts and ways told in one answer


def results_of(asked: Asked, rule: str) -> list[RuleResult]:
    """The results of a rule, both tracks where it has two."""
    return [one for one in asked.review.verdicts.results if one.rule == rule]


def verdict(asked: Asked) -> Answer:
    """What is the stage, group or resectability; is a rule met; which rules are met."""
    outcome, rule, wanted, stage = (asked.slot(kind) for kind in ("outcome", "rule", "verdict", "stage"))
    if stage:
        left = candidates(asked, stage)
        key = "stage_yes" if left == (stage,) else "stage_open" if stage in left else "stage_no"
        text = asked.say(key, stage=stage, words=meaning(stage), left=candidate_words(left))
        return asked.answer(
            text,
            left == (stage,) or (None if stage in left else False),
            [f"Why {left[0]}?" if len(left) == 1 else f"What is missing for {stage}?"],
            stage=stage,
        )
    if rule:
        lines = [line for one in results_of(asked, rule) for line in verdict_lines(asked, one)]
        found = [one.verdict.value for one in results_of(asked, rule)]
        return asked.answer(
            "\n".join(lines),
            found[0] if len(found) == 1 else found,
            [f"Why {rule}?", f"What is missing for {rule}?"],
            rule=rule,
        )
    if wanted:
        rules = [one for one in asked.review.verdicts.results if one.verdict.value == wanted]
        lines = [asked.say("listed", rule=one.rule, title=one.title) for one in rules]
        words = verdict_words(asked.review.verdicts.results[0].written)[Verdict(wanted)].lower()
        return asked.answer(
            "\n".join([asked.say("count", count=len(rules), verdict=words), *lines]), [one.key for one in rules]
        )
    if outcome == "resectability" or outcome is None:
        lines = [
            line
            for key in RESECTABILITY
            if key in asked.review.verdicts.by_key
            for line in verdict_lines(asked, asked.review.verdicts.by_key[key])
        ]
        if outcome is None:
            lines = [set_line(asked, "ecmtg"), set_line(asked, "group"), *lines]
        values = {key: asked.review.verdicts.by_key[key].verdict.value for key in RESECTABILITY}
        return asked.answer("\n".join(lines), values, ["Why?", "What is missing?"], outcome="resectability", rule="R01")
    left = asked.review.verdicts.candidates(outcome)
    return asked.answer(set_line(asked, outcome), list(left), ["Why?", "What is missing?"], outcome=outcome)


def set_line(asked: Asked, outcome: str) -> str:
    """A candidate set in a sentence."""
    left = asked.review.verdicts.candidates(outcome)
    if not left:
        return asked.say("set_none", name=SETS[outcome])
    key = "set_one" if len(left) == 1 else "set_open"
    return asked.say(key, name=SETS[outcome], left=candidate_words(left), words=meaning(left[0]))


def meaning(candidate: str) -> str:
    """What a stage or group means, in brackets; nothing where the code says it all."""
    found = {**STAGES, **GROUPS}.get(candidate, "")
    return f" ({found})" if found else ""


def candidates(asked: Asked, stage: str) -> tuple[str, ...]:
    """What is left of the set that this stage or group belongs to."""
    return asked.review.verdicts.candidates("group" if stage.startswith("G") else "ecmtg")


def verdict_lines(asked: Asked, result: RuleResult) -> list[str]:
    """Rule, verdict and what follows."""
    rule = result.written
    words = verdict_words(rule)[result.verdict].lower()
    said = {Verdict.MET: rule.conclusion, Verdict.NOT_MET: rule.otherwise}.get(result.verdict, "")
    return [asked.say("rule", rule=rule.id, title=rule.title, verdict=words, said=f" {said}" if said else "")]


def why(asked: Asked) -> Answer:
    """Why a rule says what it says: the facts it rests on with their places, what is missing, the passage of the source."""
    rule, stage, outcome = asked.slot("rule"), asked.slot("stage"), asked.slot("outcome")
    lead: list[str] = []
    if asked.match.one("item"):  # why a finding is said to be there: because a note says so
        return facts.where(asked)
    if stage:
        left = candidates(asked, stage)
        if stage not in left or len(left) > 1:
            key = "not_it" if stage not in left else "still_open"
            lead.append(asked.say(key, stage=stage, left=candidate_words(left)))
        rule = "R03" if stage.startswith("G") else "R10"
    elif outcome in CANDIDATE_SETS:
        rule = CANDIDATE_SETS[outcome].partition(".")[0]
    elif outcome == "resectability":
        rule = "R01"
    if rule is None:
        return asked.answer(asked.say("which"))
    lines = [*lead]
    for result in results_of(asked, rule):
        lines += reasons(asked, result)
    found = [one.verdict.value for one in results_of(asked, rule)]
    return asked.answer(
        "\n".join(lines), found[0] if len(found) == 1 else found, [f"What is missing for {rule}?"], rule=rule
    )


def reasons(asked: Asked, result: RuleResult) -> list[str]:
    """One result with its grounds."""
    lines = verdict_lines(asked, result)
    if len(result.candidates) > 1:
        lines.append(asked.say("candidates", left=candidate_words(result.candidates)))
    elif result.candidates:
        lines.append(asked.say("candidate", left=result.candidates[0], words=meaning(result.candidates[0])))
    for one in result.because[:FACTS]:
        lines.append(asked.say("because", label=one.label, value=one.value, marks=asked.grounds.mark(one.evidence)))
    if len(result.because) > FACTS:
        lines.append(asked.say("more", count=len(result.because) - FACTS))
    for gap in result.missing[:GAPS]:
        lines.append(asked.say("missing", label=gap.label, reason=REASONS[gap.reason]))
    if not result.because and not result.missing:
        lines.append(asked.say("nothing"))
    citation = result.citation
    lines.append(asked.say("source", section=citation.section, quote=citation.quote))
    return lines


def why_not(asked: Asked) -> Answer:
    """The smallest sets of facts that would leave this stage or group as the only one."""
    stage = asked.match.slots["stage"][-1]  # "why M1b and not M1a"
    left = candidates(asked, stage)
    if left == (stage,):
        return asked.answer(asked.say("is_it", stage=stage, words=meaning(stage)), [], [f"Why {stage}?"], stage=stage)
    name = "group" if stage.startswith("G") else "ecmtg"
    goal = Goal(CANDIDATE_SETS[name], alone=stage)
    ways = smallest_changes(asked.review.verdicts.evaluation, goal)
    key = "open" if stage in left else "out"
    head = asked.say(key, stage=stage, words=meaning(stage), left=candidate_words(left) if left else "none")
    if not ways:
        return asked.answer(
            "\n".join([head, asked.say("no_way", stage=stage)]), [], [f"Why {left[0]}?"] if left else [], stage=stage
        )
    lines = [
        asked.say("way", changes=", and ".join(change_words(asked, name, value) for name, value in way.items()))
        for way in ways[:WAYS]
    ]
    if len(ways) > WAYS:
        lines.append(asked.say("more", count=len(ways) - WAYS))
    shown = [{name: show(value, load_facts()[name].unit) for name, value in way.items()} for way in ways]
    return asked.answer("\n".join([head, asked.say("ways"), *lines]), shown, ["What is missing?"], stage=stage)


def options(asked: Asked) -> Answer:
    """What the rules hold open to the patient, and what they warn of."""
    lines: list[str] = []
    keys: list[str] = []
    for one in asked.review.verdicts.card.sentences:
        if one.part in ("option", "caution"):
            lines.append(
                asked.say(one.part, text=one.text, rules=", ".join(key.partition(".")[0] for key in one.rules))
            )
            keys += one.rules
    return asked.answer("\n".join([asked.say("head" if lines else "none"), *lines]), keys, ["What is missing?"])


def change_words(asked: Asked, name: str, value: FactValue) -> str:
    """A fact with the value it would need, and what it is now where it is known."""
    evaluation = asked.review.verdicts.evaluation
    fact, now = load_facts()[name], evaluation.state.values[name]
    wanted = show(value, fact.unit)
    if now is None:
        return asked.say("unknown_fact", label=fact.label, value=wanted)
    marks = asked.grounds.mark(evaluation.evidence(name))
    return asked.say("known_fact", label=fact.label, value=wanted, now=show(now, fact.unit), marks=marks)


def missing(asked: Asked) -> Answer:
    """The facts that could still settle a verdict, of the whole case or of one rule."""
    rule, stage, outcome = asked.slot("rule"), asked.slot("stage"), asked.slot("outcome")
    keys = set()
    if stage:
        keys = {CANDIDATE_SETS["group" if stage.startswith("G") else "ecmtg"]}
    elif outcome in CANDIDATE_SETS:
        keys = {CANDIDATE_SETS[outcome]}
    elif rule or outcome:
        keys = {one.key for one in results_of(asked, rule or "R01")}
    questions = asked.review.verdicts.questions
    if keys:
        gaps = [gap for key in sorted(keys) for gap in asked.review.verdicts.by_key[key].missing]
        lines = [asked.say("gap", label=gap.label, reason=REASONS[gap.reason], question=gap.question) for gap in gaps]
        about = rule or stage or SETS.get(outcome or "", "resectability")
        head = asked.say("for_rule" if gaps else "none_for_rule", rule=about, count=len(gaps))
        return asked.answer(
            "\n".join([head, *lines]), [gap.fact for gap in gaps], ["Ask me"], **({"rule": rule} if rule else {})
        )
    if not questions:
        return asked.answer(asked.say("none"), [])
    lines = [
        asked.say(
            "settling",
            label=one.label,
            reason=REASONS[one.reason],
            rules=", ".join(key.partition(".")[0] for key in one.settles[:GAPS])
            + (" and others" if len(one.settles) > GAPS else ""),
        )
        for one in questions[:GAPS]
    ]
    if len(questions) > GAPS:
        lines.append(asked.say("more", count=len(questions) - GAPS))
    return asked.answer(
        "\n".join([asked.say("head", count=len(questions)), *lines]),
        [one.fact for one in questions],
        ["Ask me"],
        element=element_of(questions[0].fact),
    )
