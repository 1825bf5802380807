"""Where a dictation without full stops is cut, and that written text is left alone."""

import itertools

from extraction.dictation import statement_starts

SPOKEN = (
    "this is the scan of a man with colon cancer and we are looking for progress the liver shows two metastases and the "
    "larger of them touches the right hepatic vein at the right lung base there is a small nodule the spleen is normal no "
    "ascites there are no enlarged nodes and the kidneys are normal impression number one stable disease "
)


def pieces(text: str) -> list[str]:
    starts = [0, *statement_starts(text, 0, len(text)), len(text)]
    return [text[one:two].strip() for one, two in itertools.pairwise(starts) if text[one:two].strip()]


def test_a_statement_begins_with_each_organ() -> None:
    found = pieces(SPOKEN)
    assert "the spleen is normal" in found
    assert "no ascites" in found
    assert "the liver shows two metastases and the larger of them touches the right hepatic vein" in found


def test_a_place_stays_with_its_finding() -> None:
    assert "at the right lung base there is a small nodule" in pieces(SPOKEN)


def test_punctuated_text_is_left_alone() -> None:
    written = "The liver shows two metastases, and the spleen is normal. There is no ascites. " * 6
    assert list(statement_starts(written, 0, len(written))) == []


def test_short_text_is_left_alone() -> None:
    assert list(statement_starts("the liver is normal the spleen is normal", 0, 40)) == []
