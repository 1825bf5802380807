"""The primary: what became of it, how many of its nodes were involved, and when it was diagnosed."""

from collections.abc import Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Status
from extraction.fields.node_counts import n_of, regional_counts
from extraction.fields.procedures import named
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.supplementary.days import DAY_WRITTEN, YEAR, done_mentions
from extraction.supplementary.statements import said, settled
from extraction.supplementary.tenses import YES, is_aside, is_intended

REACH, FAR = 14, 60
# "N2b (9/22)": right behind the category a fraction is no month.
COUNT_BEHIND = pattern_of(r"[\s,]{0,2}\(?\s?(?P<positive>\d{1,2})\s?(?:/|of|out of)\s?(?P<total>\d{1,3})(?![\d/.])")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`primary_status`, `primary_controllable`, `primary_n_pos`, `primary_nodes_examined`, `primary_diagnosis_date`."""
    values = status(reading, known)
    if "primary_n" in known:
        values += node_numbers(reading, known)
    values += diagnosed(reading)
    return values


def node_numbers(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """The first count of regional nodes that fits the N category of the note."""
    values: list[ElementValue] = []
    for mention in known["primary_n"].evidence:
        if beside := COUNT_BEHIND.match(reading.levelled, mention.end):
            span = beside.start("positive"), beside.end("total")
            values += numbers_of(reading, span, int(beside.group("positive")), int(beside.group("total")))
            return values
    tumours = [mention.start for mention in known["primary_t"].evidence] if "primary_t" in known else []
    category = str(known["primary_n"].value)[:2]
    for found in regional_counts(reading, tumours):
        is_month = reading.text[found.start] == "0" and reading.text[found.start + 1].isdigit()
        if n_of(found.positive)[:2] == category and not is_month:
            values += numbers_of(reading, (found.start, found.end), found.positive, found.total)
            return values
    return values


def numbers_of(reading: Reading, span: Interval, positive: int, total: int) -> list[ElementValue]:
    """Both numbers of one count."""
    values: list[ElementValue] = []
    for element, number in (("primary_n_pos", positive), ("primary_nodes_examined", total)):
        if positive <= total:
            values.append(ElementValue(element, number, (reading.mention(element, span, number, Assertion.PRESENT),)))
    return values


def status(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """What the words say; else in place where its resection is still planned, which also says that it can be resected."""
    done = tuple(mention for mention in done_mentions(known) if mention.value == "primary_resection")
    stated = [one for one in said(reading, "primary_status") if not (done and one.value == "in_situ")]
    values = settled(reading, "primary_status", stated)
    if done or stated:
        return values
    for hit in reading.hits("procedure"):
        if hit.concept != "primary_resection" or is_aside(reading, hit) or named(reading, hit) != hit.concept:
            continue
        if is_intended(reading, hit) == hit.concept:
            for element, value in (("primary_status", "in_situ"), ("primary_controllable", YES)):
                mention = reading.mention(element, (hit.start, hit.end), value, Assertion.HYPOTHETICAL)
                values.append(
                    ElementValue(
                        element,
                        value,
                        (mention,),
                        Status.NEEDS_REVIEW,
                        ("inferred: the resection of the primary is planned",),
                    )
                )
            return values
    return values


def diagnosed(reading: Reading) -> list[ElementValue]:
    """The date right behind "diagnosed" or its like, where no liver is named before it in the clause."""
    values: list[ElementValue] = []
    for hit in reading.hits("primary_diagnosis_date"):
        if is_aside(reading, hit):
            continue
        clause = reading.clause_at(hit.start)
        sites = {site.concept for site in reading.hits("site", (clause[0], hit.start))}
        named_between = reading.levelled[hit.start : hit.end].endswith("with")
        reach = FAR if named_between else REACH
        window = (hit.end, min(reading.sentence_at(hit.start)[1], hit.end + reach))
        sites |= {site.concept for site in reading.hits("site", window)} if named_between else set()
        written = next(reading.dates_within(window), None)
        year = YEAR.match(reading.text, hit.end, window[1] + 4)
        if sites & {"liver", "lung"} or not (written or year):
            continue
        if written and written.when <= date.fromisoformat(reading.note.note_date):
            iso = written.when.isoformat()
            value = iso if DAY_WRITTEN.search(reading.text[written.start : written.end]) else iso[:7]
            span = (hit.start, written.end)
        elif year and year.group("year") <= reading.note.note_date[:4]:
            value, span = year.group("year"), (hit.start, year.end("year"))
        else:
            continue
        values.append(
            ElementValue(
                "primary_diagnosis_date",
                value,
                (reading.mention("primary_diagnosis_date", span, value, Assertion.PRESENT),),
            )
        )
        return values
    return values
