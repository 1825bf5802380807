"""Words are found again in a changed text, or not at all."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from abstraction.anchoring import anchored

LETTER = "ONCOLOGY CLINIC\nECOG performance status 1. CEA 12 ng/mL. Liver metastases are resectable.\n"


def found(words: str, new: str, old: str = LETTER) -> str | None:
    """The text from where the words are found again to the end of the line."""
    place = anchored(old, start := old.index(words), start + len(words), new)
    if place is None:
        return None
    assert new[slice(*place)].split() == words.split()
    return new[place[0] :].splitlines()[0]


@pytest.mark.parametrize("words", ["1", "12", "CEA 12 ng/mL", "resectable", "Liver metastases are resectable"])
def test_words_are_found_after_text_was_put_in_before_them(words: str) -> None:
    new = f"ADDENDUM\nSeen by Dr Bell. CEA 1. ECOG 12.\n{LETTER}"
    assert found(words, new) == LETTER[LETTER.index(words) :].splitlines()[0]


def test_lines_wrapped_anew_are_the_same_words() -> None:
    new = LETTER.replace("performance status", "performance\n  status")
    assert found("ECOG performance status 1", new) == "ECOG performance"


CHANGED = [
    ("1", LETTER.replace("ECOG performance status 1", "CEA 1"), "the words before them are others"),
    ("1", LETTER.replace("status 1", "status 2"), "the number is another"),
    ("1", LETTER.replace("status 1.", "status 14."), "they are part of a longer number"),
    ("Liver metastases are resectable", LETTER.replace("are resectable", "were resectable"), "they were written anew"),
    ("resectable", LETTER.replace("resectable", "unresectable"), "they are part of a longer word"),
    (
        "metastases are resectable",
        "ADDENDUM\nThe lung metastases are resectable, he says.\n",
        "the sentence is another",
    ),
    ("1", "", "nothing is left"),
]


@pytest.mark.parametrize(("words", "new"), [one[:2] for one in CHANGED], ids=[one[2] for one in CHANGED])
def test_words_that_are_not_there_again_are_not_found(words: str, new: str) -> None:
    assert found(words, new) is None


def test_of_equal_words_those_with_the_same_surroundings_are_meant() -> None:
    old = "Segment 2: cyst of 5 mm.\nSegment 3: cyst of 5 mm.\nSegment 4: cyst of 5 mm.\n"
    third = old.index("5 mm", old.index("Segment 3"))
    new = f"CT\n{old}"
    assert anchored(old, third, third + 4, new) == (third + 3, third + 7)
    assert anchored(old, third, third + 4, "Segment 2: cyst of 5 mm.\nSegment 4: cyst of 5 mm.\n") is None


def test_a_span_that_is_not_in_the_old_text_is_found_nowhere() -> None:
    assert anchored("short", 2, 40, "short and more") is None
    assert anchored("a  b", 1, 3, "a  b") is None, "white space alone is no evidence"


LINES = st.lists(
    st.lists(st.sampled_from(["liver", "lesion", "of", "12", "mm", "in", "no", "segment", "4", "is"]), min_size=1, max_size=6).map(" ".join),
    min_size=1,
    max_size=6,
)  # fmt: skip
ADDED = st.lists(st.sampled_from(["liver", "lesion", "12", "mm", "\n", "segment", "4", "today", "CT"]), max_size=8).map(
    " ".join
)


@given(LINES, ADDED, st.data())
def test_never_other_words(lines: list[str], added: str, data: st.DataObject) -> None:
    """Whatever is put in or taken out, what is found are the same words."""
    old = ".\n".join(lines)
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    cut = data.draw(st.integers(0, len(old)))
    upto = data.draw(st.integers(cut, len(old)))
    new = old[:cut] + added + old[upto:]
    place = anchored(old, start, end, new)
    if place is not None:
        assert new[slice(*place)].split() == old[start:end].split()


@given(st.data())
def test_of_lines_that_differ_in_a_number_never_another_is_meant(data: st.DataObject) -> None:
    """Lines are taken out and put in between; words of a line that is gone are not found, those of one that stays only there."""
    numbers = data.draw(st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True))
    lines = {number: f"Segment {number}: cyst of 5 mm." for number in numbers}
    mine = data.draw(st.sampled_from(numbers))
    kept = [lines[number] for number in numbers if data.draw(st.booleans())]
    for at in data.draw(st.lists(st.integers(0, len(kept)), max_size=3)):
        kept.insert(at, data.draw(st.sampled_from(["No ascites.", "A cyst of 7 mm.", "Segment 99: nothing."])))
    old, new = "\n".join(lines.values()), "\n".join(kept)
    words = data.draw(st.sampled_from(["5", "5 mm", "cyst", "cyst of 5 mm"]))
    start = old.index(lines[mine]) + lines[mine].index(words, 10)
    place = anchored(old, start, start + len(words), new)
    if place is not None:
        line = new.index(lines[mine])
        assert line < place[0] and place[1] <= line + len(lines[mine])


@given(LINES, ADDED, st.booleans(), st.data())
def test_where_the_words_and_their_neighbours_stay_they_are_found_in_their_place(
    lines: list[str], added: str, before: bool, data: st.DataObject
) -> None:
    """Each line has a number of its own, so that no two places are alike; text goes in or out of other lines only."""
    numbered = [f"line {number}x: {line}. end {number}y" for number, line in enumerate(lines)]
    at = data.draw(st.integers(0, len(numbered) - 1))
    words = data.draw(st.sampled_from(sorted(set(re.findall(r"\w+", lines[at])))))
    old = "\n".join(numbered)
    start = old.index(numbered[at]) + data.draw(
        st.sampled_from([one.start() for one in re.finditer(rf"\b{words}\b", numbered[at])])
    )
    changed = list(numbered)
    if before:
        changed[:at] = [added.replace("\n", " ")] if added.strip() else []
    else:
        changed[at + 1 :] = [added.replace("\n", " ")] if added.strip() else []
    new = "\n".join(changed)
    assume(new.count(numbered[at]) == 1)
    moved = new.index(numbered[at]) - old.index(numbered[at])
    assert anchored(old, start, start + len(words), new) == (start + moved, start + moved + len(words))
