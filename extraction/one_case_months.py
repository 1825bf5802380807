"""Months in text of one case: "apr" beside a day or another month is April, by itself an operation on the rectum."""

import re

from extraction.patterns import pattern_of

NAMES = (
    "january february april june july august september october november december jan feb apr jun jul aug sept sep oct nov dec"
).split()
OTHERS = "(?:jan|feb|mar|march|may|june?|july?|aug|sept?|oct|nov|dec)"
JOIN = r"(?:\W{1,3}|\W{1,3}(?:to|and|until|till)\s|[ \t]{2,})"
# Beside a day, a year or another month; of the words, only what cannot be a verb ("may") or a journey ("march").
APRIL = pattern_of(
    rf"(?:(?<=\d)\W{{1,3}}|\b{OTHERS}{JOIN}|\()apr\b(?!\s?e)|\bapr\b(?=\W{{0,3}}\d|\W{{1,3}}(?:to|and|until|till)\s{OTHERS}\b|[ \t]*(?:->|[-–/|])|[ \t]{{2,}}{OTHERS}\b|\s{OTHERS}\b)",
    re.IGNORECASE,
)
OPERATION = pattern_of(r"\bapr\b")
MONTH = pattern_of(
    rf"\b(?:{'|'.join(name for name in NAMES if name != 'apr')}|(?:mar|march|may)(?=\.? ?'?\d)|(?:(?<=\d )|(?<=\d-)|(?<=\d/))(?:mar|march|may)(?=[\s,./-]))(?![a-z])",
    re.IGNORECASE,
)


def with_months(text: str) -> str:
    """The text, as long as before, with "Apr" for the month and "APR" for the operation, and a capital for every other month."""
    if "apr" in text or "APR" in text:
        text = APRIL.sub(lambda month: month.group()[:-3] + "Apr", text)
        text = OPERATION.sub("APR", text)
    return MONTH.sub(lambda month: month.group().capitalize(), text)
