"""What was gathered from a question -> the typed question."""

from assistant.question_asked import NUMERIC, Asked, mark
from assistant.question_conditions import Placed, flat
from assistant.question_sides import population
from registry.question import Ask, Condition, Question
from registry.question_fields import field_of


def typed(asked: Asked, atoms: list[Placed]) -> Question | None:
    """The typed question."""
    among = flat(atoms)
    left = asked.named()
    if asked.has("share"):
        mark(asked, "share", "among")
        if asked.sides or asked.by:
            mark(asked, "compare", "versus", "between")
        split_at = population(asked, atoms)
        among, target = flat(split_at[0]), flat(split_at[1])
        if not target:
            return None
        return made(asked, "share", among=among, target=target, of_all=asked.has("of_all"))
    mark(asked, "count", "among")
    if asked.statistic:
        if asked.sides or asked.by:
            mark(asked, "compare", "versus", "between")
        return made(asked, asked.statistic, among=among) if asked.measure else None
    if asked.limit:
        return made(asked, "list", among=among)
    per_case = "case" in asked.by
    if per_case:
        asked.by.remove("case")
        for at in left:
            asked.measure = asked.parts[at].names[0]
            asked.keep(at)
        return made(asked, "list", among=among) if asked.measure else None
    if asked.has("commonest", "rarest") and (left or asked.has("year")) and not asked.by:
        mark(asked, "commonest", "rarest")
        asked.by = [asked.parts[at].names[0] for at in left[:1]] or ["year"]
        asked.limit, asked.highest = 1, asked.has("commonest")
        for at in left[:1]:
            asked.keep(at)
        return made(asked, "count", among=among)
    if asked.sides or asked.has("compare", "versus"):
        mark(asked, "compare", "versus", "between")
        for at in left:
            name = asked.parts[at].names[0]
            asked.keep(at)
            if field_of(name).kind in NUMERIC and not asked.measure:
                asked.measure = name
            else:
                asked.by.append(name)
        return made(asked, "median" if asked.measure else "count", among=among) if asked.sides or asked.by else None
    if asked.has("trend") and among and not asked.has("count"):
        return made(asked, "share", target=among)
    if asked.by:
        for at in left:
            name = asked.parts[at].names[0]
            asked.keep(at)
            if field_of(name).kind in NUMERIC and not asked.measure:
                asked.measure = name
            elif name not in asked.by:
                asked.by.append(name)
        return made(asked, "median" if asked.measure else "count", among=among)
    if asked.has("distribution") and left:
        asked.by = [asked.parts[at].names[0] for at in left]
        for at in left:
            asked.keep(at)
        mark(asked, "distribution")
        return made(asked, "count", among=among)
    if asked.has("count") and asked.has("case"):
        mark(asked, "total")
    if asked.has("count"):
        return made(asked, "count", among=among) if among or asked.has("case") else None
    if left and among and (len(left) == 1 or asked.has("list", "distribution")):
        asked.measure = asked.parts[left[0]].names[0]
        asked.keep(left[0])
        return made(asked, "list", among=among)
    if left and asked.has("list") and asked.has("case", "of_all") and not asked.has("distribution"):
        asked.measure = asked.parts[left[0]].names[0]
        asked.keep(left[0])
        return made(asked, "list", among=among)
    if left and not among and len(left) == 1 and field_of(asked.parts[left[0]].names[0]).kind not in NUMERIC:
        asked.by = [asked.parts[left[0]].names[0]]
        asked.keep(left[0])
        return made(asked, "count")
    if among or asked.has("list"):
        return made(asked, "list", among=among)
    return None


def made(
    asked: Asked,
    ask: Ask,
    *,
    among: tuple[Condition, ...] = (),
    target: tuple[Condition, ...] = (),
    of_all: bool = False,
) -> Question:
    """The typed question with what was gathered."""
    return Question(
        ask=ask, among=among, target=target, measure=asked.measure, by=tuple(name for name in dict.fromkeys(asked.by) if name != "case"), groups=tuple(asked.sides),
        limit=asked.limit, highest=asked.highest, of_all=of_all,
    )  # fmt: skip
