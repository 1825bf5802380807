"""The final margin of one that was cut again."""

from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sentences import Interval

CUT_AGAIN = (
    *(
        "re resect",
        "second frozen",
        "margin now",
        "now clear",
        "further ",
        "additional ",
        "second ",
        "extra ",
        "wider ",
    ),
    *("re excis", "re cut", "recut", "was re", "were re"),
)


def near_final(reading: Reading, span: Interval) -> bool:
    """Whether the sentence speaks of the final margin; of one that was cut again, what stands behind that word."""
    words = reading.once(final_words)
    if not words:
        return False
    start, end = reading.sentence_at(span[0])
    return any(
        start <= word.start < end and (word.start <= span[0] or not reading.levelled.startswith(CUT_AGAIN, word.start))
        for word in words
    )


def cut_again(reading: Reading) -> list[int]:
    """Where words stand that tell of a second cut."""
    return [word.start for word in reading.once(final_words) if reading.levelled.startswith(CUT_AGAIN, word.start)]


def final_words(reading: Reading) -> list[Hit]:
    """Words for the final margin."""
    return [word for word in reading.hits("margin") if word.concept == "final"]
