"""What people decided, and what can be asked."""

from abstraction.decisions import WHOLE
from assistant.answer import Answer
from assistant.asked import Asked
from review.decision_words import decision_line, when
from review.wording import element_label

WHOLE_WORDS = {"sign_off": "case signed off", "assign": "case given to {value}", "undo": "sign-off taken back"}
SHOWN = 12


def decisions(asked: Asked) -> Answer:
    """What people decided, newest first, on the case or one element."""
    element = asked.slot("element")
    item = asked.match.one("item")
    element = item.element if item else element
    made = [one for one in reversed(asked.review.decisions) if element in (None, one.element)]
    about = asked.say("about", label=element_label(element)) if element else ""
    if not made:
        return asked.answer(asked.say("none", about=about), [], element=element)
    lines = []
    for one in made[:SHOWN]:
        said = (
            WHOLE_WORDS[one.action].format(value=one.value or "nobody")
            if one.action in WHOLE or not one.element
            else decision_line(one)
        )
        reason = asked.say("reason", reason=one.reason) if one.reason else ""
        lines.append(
            asked.say("line", when=when(one.decided_at), who=one.reviewer, said=said, reason=reason)
            + asked.grounds.mark(one.evidence, 1)
        )
    if len(made) > SHOWN:
        lines.append(asked.say("more", count=len(made) - SHOWN))
    rows = [
        {"decision_id": one.decision_id, "element": one.element, "action": one.action, "by": one.reviewer}
        for one in made
    ]
    return asked.answer("\n".join([asked.say("head", count=len(made), about=about), *lines]), rows, element=element)


def help(asked: Asked) -> Answer:
    """What can be asked of a case."""
    from assistant.suggesting import fitting

    return asked.answer(asked.say("text"), None, fitting(asked.review))
