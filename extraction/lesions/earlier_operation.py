"""Lesions that an operation note tells as taken out earlier: "two months ago the metastases of segments 2 and 3 were removed"."""

from collections.abc import Iterator, Sequence

from extraction.anchors import Anchors, places
from extraction.lesions.statement import Statement
from extraction.note_types import OPERATIVE
from extraction.number_words import NUMBERS
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

NUMBER = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)}|an?|a few|several|some)"
EARLIER = pattern_of(
    rf"\b{NUMBER} (?:days?|weeks?|months?|years?) (?:ago|earlier|before|previously|back)\b"
    r"|\b(?:at|in|during) (?:the |her |his |a )?(?:first|1st|initial|previous|prior|earlier|former|last) (?:stage|step|operation|hepatectomy|surgery|procedure|session|resection|laparotomy)\b"
    r"|\b(?:previously|formerly|last (?:year|month|week|spring|summer|autumn|winter))\b"
)
EARLIER_WORDS = Anchors(
    " ago", " earlier", " before", "previously", " back", "first ", "1st ", "initial ", "previous ", "prior ", "earlier ",
    "former ", "formerly", "last ",
)  # fmt: skip
# The lesions stand before such words, and behind those of an operation's name.
TAKEN_OUT = pattern_of(
    r"\b(?:was|were|had been|has been|have been)\s(?:\w+\s){0,2}?(?:resected|excised|removed|enucleated|cleared|wedged|ablated|treated|taken (?:out|off|care of)|cut out|cleaned out|dealt with|burnt)"
    rf"|\b(?:resected|excised|removed|ablated|treated|burnt) {NUMBER} (?:weeks?|months?|years?) (?:ago|earlier|before)"
)
OPERATED = pattern_of(
    r"\b(?:wedges?|wedge resections?|clearance|ablations?|resections?|enucleations?|metastasectom(?:y|ies)|\w+ectom(?:y|ies)) (?:of|for|in)\b"
)
HAD = pattern_of(r"\b(?:had|underwent|undergone|previous|prior|earlier|status post|s/p)\s(?:\w+\s){0,3}$")
# "Metastases found four months ago were resected": that is when they were found.
FOUND = pattern_of(
    r"\b(?:found|diagnosed|detected|discovered|seen|noted|known|visible|present|described|identified|measured|scan|ct|mri|pet)\b[^.;]{0,24}$"
)
# "Liver metastasis S4b from carcinoma of the sigmoid (resected 2 years ago)".
OF_PRIMARY = pattern_of(
    r"\b(?:carcinoma|cancer|primary|adenocarcinoma)(?: of (?:the )?\w+(?: \w+)?)? ?[,(] ?(?:which |that |it )?$"
)
NOW = pattern_of(r"\b(?:now|today|currently|this time|at this operation|at present)\b")


def taken_out_earlier(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """The statements, by identity, of sentences of an operation note that tell an earlier operation."""
    if reading.note.note_type is not OPERATIVE:
        return set()
    spans = list(earlier_operations(reading))
    return {id(one) for one in statements for start, end in spans if start <= one.start < end}


def earlier_operations(reading: Reading) -> Iterator[Interval]:
    """What stands before the verb or behind the name of an earlier operation, up to "now" or "today"."""
    for index in sorted({reading.sentence_index(at) for at in places(reading.levelled, EARLIER_WORDS)}):
        start, sentence_end = reading.sentences[index]
        earlier = EARLIER.search(reading.levelled, start, sentence_end)
        if not earlier or FOUND.search(reading.levelled, start, earlier.start()):
            continue
        now = NOW.search(reading.levelled, earlier.end(), sentence_end)
        end = now.start() if now else sentence_end
        taken_out = TAKEN_OUT.search(reading.levelled, start, end)
        if taken_out and not OF_PRIMARY.search(reading.levelled, start, taken_out.start()):
            yield start, taken_out.start()
        operated = OPERATED.search(reading.levelled, start, end)
        if operated and (operated.start() > earlier.start() or HAD.search(reading.levelled, start, operated.start())):
            yield operated.end(), end
