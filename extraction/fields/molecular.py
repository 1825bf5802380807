"""RAS and BRAF status: gene names paired with the status words around them."""

import re
from collections.abc import Mapping

from abstraction.records import ElementValue, Mention
from extraction.anchors import one_in
from extraction.fields.presence import is_of_relative
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

GENES = {"ras": "ras_status", "braf": "braf_status"}
STATUSES = ("mutant", "wild_type", "untested")
NAMED = (*GENES, "other_gene")
# A protein change written with one or three letters: G12D, p.Gly12Val, p.(V600E), Q61K.
VARIANT = pattern_of(
    r"(?<![A-Za-z0-9])(?:p\.)?\(?[ACDEFGHIKLMNPQRSTVWY](?:[a-z]{2})?\d{2,3}(?:[ACDEFGHIKLMNPQRSTVWY](?:[a-z]{2})?|X|\*)(?![A-Za-z0-9])"
)
UNTICKED = pattern_of(r"\[\s?\]\s*$")
MINUS = pattern_of(r"\s*(?:[-–−]|neg\.?)\s*(?=[,;./\n]|$)")
# "Did not show any mutation".
NOT_SHOWN = pattern_of(
    r"\b(?:did|does|do|could|has|have|was|were) not (?:show|shown|reveal\w*|demonstrate\w*|detect\w*|find|found|identif\w+|harbou?r|carry|contain|have|had)(?: (?:any|an?|\w+)){0,3} $"
)
# "No V600 mutation detected", "no exon 2 or 3 variant".
# "KRAS/NRAS mt (-)", "mutation -,", "mut (-/-)".
MINUS_BEHIND = pattern_of(r"\s?[:=]?\s?\(\s?[-–−](?:\s?/\s?[-–−])*\s?\)|\s?:?\s?[-–−](?=\s?(?:[,;.\n)]|$))")
NO_SUCH = pattern_of(r"\bno (?:(?!k?ras|nras|braf|and)[\w.()/-]+ ){1,5}$")
MINUS_VE = pattern_of(r"(?<![A-Za-z0-9])\(?[-–−]ve\b\)?")
# What may stand between a status and the gene it belongs to: "no mutation in KRAS", "wild type for BRAF".
LINK = pattern_of(
    r"\s*(?:in|of|for|at|within|the|gene|genes|(?:codon|exon)s? \d{1,3}|(?:was|were|is) (?:found|detected|identified|present|seen)|\s)*\s*[:(]?\s*"
)
# "KRAS is mutated, BRAF and NRAS are not", "a mutation in KRAS but not in BRAF".
IS_NOT = pattern_of(r"\s(?:(?:is|are|was|were)\s)?not(?=\s*(?:[,;.)\n]|$)|\s(?:and|but)\b)", re.IGNORECASE)
BUT_NOT = pattern_of(r"\b(?:but|and)\snot\s(?:(?:in|of|for|the)\s){0,2}$", re.IGNORECASE)
OPPOSITE = {"mutant": "wild_type", "variant": "wild_type", "wild_type": "mutant"}
# "KRAS (exon 2-4), NRAS": what the brackets hold parts no row of genes.
ASIDE = pattern_of(r"\s?\([^()]{1,40}\)")
# "RAS wild type, BRAF likewise", "... and so is BRAF".
LIKEWISE = pattern_of(
    r",?\s(?:is\s|was\s)?(?:likewise|(?:the )?same|as well|too|ditto|idem)(?=\s*(?:[.,;)]|$))", re.IGNORECASE
)
SO_IS = pattern_of(r"\b(?:as|so) (?:is|was|are) $", re.IGNORECASE)
NO_GENE = pattern_of(r"\b(?:neither|no|not|without)\s(?:evidence of\s)?(?:\w+\s)?(?:a\s)?$", re.IGNORECASE)
DENIES_NEXT = pattern_of(r"\b(?:no|without)\b", re.IGNORECASE)
# "KRAS G12C. No BRAF."
NO_ALONE = pattern_of(r"\bno\s$", re.IGNORECASE)
# "BRAF: no V600E or other variant".
NO_VARIANT = pattern_of(r"\b(?:no|without|absent|neither)\s(?:evidence of\s)?(?:an?\s|the\s)?\(?$", re.IGNORECASE)
ENDS = pattern_of(r"\s*(?:[.;\n]|$)")
# "Pertinent negatives: NRAS, BRAF, ERBB2".
NEGATIVES = pattern_of(r"\bnegatives?(?:\s\w+)?:[^;.\n]*$|\bwild[- ]?type (?:genes)?:[^;.\n]*$", re.IGNORECASE)
# "wt [x]  mut [ ]": boxes behind their words.
BOX_BEHIND = pattern_of(r"\s?\[(?P<tick>[ xX]?)\]")
FIRST_BOX = pattern_of(r"[^\[\n]*\[")
# "Cetuximab if the tumour is RAS wild type", "should it prove RAS wild type": a result that is still to come.
CONDITION = pattern_of(
    r"\b(?:if|unless|once|provided|providing|in case of|in (?:the )?event of|should (?:the|tumou?r|disease|cancer|he|she|it|this|these|his|her|they|mmr|mismatch|msi|k?ras|braf))\b"
    r"(?:(?!as|since|given|because|but)\b\w+\b|[^\w.,;:\n]|\n(?!\s*(?:\n|[-*•])))*$"
)
# "Cetuximab only if\nRAS wild type": the line breaks behind the condition.
OPEN_CONDITION = pattern_of(r"\b(?:if|unless|once|provided)\s+$")
CONDITION_REACH = 60
OPEN_END = 60
UNTESTED_REACH = 50
# Words that come back from patients in general to this one.
OWN_TUMOUR = pattern_of(
    r"\b(?:this|(?:the )?present|her|his|our|patient's) (?:\w+ )?(?:tumou?r|case|patient|cancer|carcinoma|sample|specimen)\b"
)
# "RAS mutated: no", "mutations: RAS no; BRAF yes".
ANSWERED = pattern_of(
    r"(?P<noun>\s(?:mutat\w+|mutant|mut\.?|variants?))?\s?(?:\([^()\n]{1,12}\))?\s?[:=]?\s{1,12}(?P<told>no|none|yes)(?=\s*(?:[,;.)\n]|$)|\s{2,})",
    re.IGNORECASE,
)
MUTATION_TITLE = pattern_of(r"\bmutat\w+[^.;\n]{0,8}:[^.\n]*$", re.IGNORECASE)
# Genes that share one status stand in short rows; a longer list must not cost the square of its length.
LONGEST_ROW = 16
NEXT_GENE = 8
Token = tuple[int, int, str]


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`ras_status` and `braf_status`, over all sentences that name the genes; one mutation makes the gene mutant."""
    values: list[ElementValue] = []
    found: dict[str, list[Mention]] = {}
    named = [hit.start for hit in reading.hits("gene") if hit.concept in GENES]
    for index in sorted(reading.sentences_at(named)):
        span = sentence(reading, index)
        if is_general(reading, span):
            continue
        tokens = tokens_of(reading, span)
        floor = 0 if OPEN_CONDITION.search(reading.levelled, max(0, span[0] - 12), span[0]) else span[0]
        for at, token in enumerate(tokens):
            if token[2] not in GENES or is_of_relative(reading, token[0], token[1]):
                continue
            if CONDITION.search(reading.levelled, max(floor, token[0] - CONDITION_REACH), token[0]):
                continue
            if answer := status_of(reading, tokens, at):
                element = GENES[token[2]]
                mention = reading.mention(
                    element, (token[0], answer[1]) if answer[1] > token[1] else (answer[0], token[1]), answer[2]
                )
                found.setdefault(element, []).append(mention)
    for element, mentions in found.items():
        value = "mutant" if any(mention.value == "mutant" for mention in mentions) else "wild_type"
        values.append(ElementValue(element, value, tuple(mention for mention in mentions if mention.value == value)))
    return values


def sentence(reading: Reading, index: int) -> Interval:
    """The sentence, with the start of the next one when a colon leaves it open, or with the line that titles a list of genes."""
    start, end = reading.sentences[index]
    if reading.text[start:end].rstrip().endswith(":"):
        end = min(len(reading.text), end + OPEN_END)
    told = index == 0 or any(hit.concept in STATUSES for hit in reading.hits("gene", (start, end)))
    if not told and not VARIANT.search(reading.text, start, end):
        title = reading.sentences[index - 1]
        named = {hit.concept for hit in reading.hits("gene", title)}
        if named and named <= set(STATUSES) and reading.text[slice(*title)].rstrip(" ").endswith(("\n", ":")):
            start = title[0]
    return start, end


def is_general(reading: Reading, span: Interval) -> bool:
    """Whether the sentence or the first line of its paragraph speaks of patients in general, not of this one."""
    general = reading.once(general_places)
    if not general or one_in(general, *span):
        return bool(general)
    start = reading.text.rfind("\n\n", 0, span[0]) + 1
    line = reading.text.find("\n", start + 1)
    opening = (start, min(span[0], line if line > 0 else len(reading.text)))
    return one_in(general, *opening) and not OWN_TUMOUR.search(reading.levelled, *span)


def general_places(reading: Reading) -> list[int]:
    """Where the note speaks of patients in general."""
    return [hit.start for hit in reading.hits("gene") if hit.concept == "general"]


def tokens_of(reading: Reading, span: Interval) -> list[Token]:
    """Genes, status words and variants of the span in order; an unticked box is no status."""
    text = reading.text
    boxed = "[" in text
    tokens: list[Token] = [
        (
            hit.start,
            hit.end,
            "wild_type" if hit.concept == "mutant" and is_not_shown(reading, span, hit) else hit.concept,
        )
        for hit in reading.hits("gene", span)
        if hit.concept not in ("general", "examined")
        and not (boxed and hit.concept in STATUSES and is_unticked(text, span, hit))
    ]
    if "neg" in reading.levelled[slice(*span)]:  # "-ve" is levelled to it
        tokens += [(*match.span(), "wild_type") for match in MINUS_VE.finditer(text, *span)]
    tokens += [(*match.span(), "variant") for match in VARIANT.finditer(text, *span)]
    # "KRASwt" is gene and status in one word: the gene comes first.
    if len(tokens) > 1:
        tokens.sort(key=lambda token: (token[0], token[2] not in GENES, token[1]))
    return tokens


def is_not_shown(reading: Reading, span: Interval, hit: Hit) -> bool:
    """Whether the sentence says that the mutation was not found."""
    if MINUS_BEHIND.match(reading.text, hit.end):
        return True
    lead = (reading.levelled, max(span[0], hit.start - 48), hit.start)
    return bool(NOT_SHOWN.search(*lead) or NO_SUCH.search(*lead))


def is_unticked(text: str, span: Interval, hit: Hit) -> bool:
    """Whether the box of the word is empty; where the first box of the row stands behind a word, all do."""
    behind = BOX_BEHIND.match(text, hit.end)
    line = max(span[0], text.rfind("\n", 0, hit.start) + 1)
    first = FIRST_BOX.match(text, line)
    if (
        behind
        and first
        and re.search(r"\b(?:wt|wild.?type|mut\w*|pos\w*|neg\w*|detected|yes|no)\s?\[$", first.group(), re.IGNORECASE)
    ):
        return not behind.group("tick").strip()
    return bool(UNTICKED.search(text, span[0], hit.start))


def status_of(reading: Reading, tokens: list[Token], at: int, row: int = LONGEST_ROW) -> Token | None:
    """(start, end, status) for the gene at this index, looking before it for "no mutation in KRAS", else behind it.

    `row` is how many more genes of its row may be asked.
    """
    text = reading.text
    start, end, gene = tokens[at]
    asked = ANSWERED.match(text, end)
    if asked and (asked.group("noun") or MUTATION_TITLE.search(text, max(0, start - CONDITION_REACH), start)):
        return (start, asked.end(), "mutant" if asked.group("told").lower() == "yes" else "wild_type")
    before = tokens[at - 1] if at else None
    chained = before is not None and before[2] in NAMED and len(ASIDE.sub("", text[before[1] : start])) <= 8
    titled = before is not None and ":" in text[before[1] : start] and before[2] == "mutant"
    told_behind = titled and any(token[2] in STATUSES for token in tokens[at + 1 :])  # "Mutations: KRAS not mutated"
    if before and before[2] in STATUSES and LINK.fullmatch(text, before[1], start) and not told_behind:
        owner = tokens[at - 2] if at > 1 else None
        named = at > 2 and tokens[at - 3][2] in NAMED
        tied = owner and (owner[2] in NAMED or (owner[2] == "variant" and named)) and before[0] - owner[1] <= 20
        if not tied or re.search(r"[,;]", text[owner[1] if owner else 0 : before[0]]):
            return answer(before)
    if chained and row:
        backward = status_of(reading, tokens, at - 1, row - 1)
        if backward and backward[0] < tokens[at - 1][0]:
            return backward
        if is_asked_for(text, tokens, at):
            return None
    following = tokens[at + 1 : at + 1 + LONGEST_ROW]
    if not following and at == 0 and ENDS.match(text, end) and NO_ALONE.search(text, max(0, start - 4), start):
        return (start, end, "wild_type")
    if minus := MINUS.match(text, end):
        return (start, minus.end(), "wild_type")
    if at and (told := opposite(text, tokens, at) or same(text, tokens, at)):
        return told
    for number, token in enumerate(following):
        if token[2] in GENES:
            if DENIES_NEXT.search(text, end, token[0]):
                break  # "NRAS and no KRAS mutation": what follows is said of the next gene
            if ":" in text[end : token[0]]:
                break  # a title over its results: "RAS/BRAF by NGS: NRAS G12D. BRAF wild type."
            if len(text[following[number - 1][1] if number else end : token[0]]) > 30:
                break
            continue
        if token[2] == "other_gene":
            listed = NEGATIVES.search(text, max(0, start - 60), start)
            return (listed.start(), end, "wild_type") if listed else None
        if token[2] == "variant":
            return variant_status(text, gene, token, following[number + 1 :])
        if token[0] - end > 90:
            break
        if token[2] == "mutant" and NO_GENE.search(
            text, max(0, first_of_chain(text, tokens, at) - 30), first_of_chain(text, tokens, at)
        ):
            return (start, token[1], "wild_type")
        return answer(token)
    return None


def is_asked_for(text: str, tokens: list[Token], at: int) -> bool:
    """Whether a row of genes follows the word that asks for them: "sent for RAS & BRAF mutations"."""
    while at and tokens[at - 1][2] in NAMED:
        at -= 1
    return (
        at > 0
        and tokens[at - 1][2] == "untested"
        and LINK.fullmatch(text, tokens[at - 1][1], tokens[at][0]) is not None
    )


def opposite(text: str, tokens: list[Token], at: int) -> Token | None:
    """The status that "is not" or "but not" turns round: "KRAS is mutated, BRAF is not"."""
    start, end, _ = tokens[at]
    told = next((token[2] for token in reversed(tokens[:at]) if token[2] in OPPOSITE), None)
    if told is None:
        return None
    last = at
    while (
        last + 1 < len(tokens) and tokens[last + 1][2] in GENES and tokens[last + 1][0] - tokens[last][1] <= NEXT_GENE
    ):
        last += 1
    behind = IS_NOT.match(text, tokens[last][1])
    if behind:
        return (start, behind.end(), OPPOSITE[told])
    return (start, end, OPPOSITE[told]) if told != "wild_type" and BUT_NOT.search(text, 0, start) else None


def same(text: str, tokens: list[Token], at: int) -> Token | None:
    """The status that "likewise" or "so is" takes over: "RAS is wild type, BRAF likewise"."""
    start, end, _ = tokens[at]
    last = next((number for number in reversed(range(at)) if tokens[number][2] in STATUSES), None)
    if last is None or (told := tokens[last][2]) == "untested":
        return None
    if told == "mutant" and last and tokens[last - 1][2] in GENES:
        first = first_of_chain(text, tokens, last - 1)
        if NO_GENE.search(text, max(0, first - 30), first):
            told = "wild_type"  # "no KRAS mutation, NRAS likewise"
    behind = LIKEWISE.match(text, end)
    if behind or SO_IS.search(text, max(0, start - 12), start):
        return (start, behind.end() if behind else end, told)
    return None


def first_of_chain(text: str, tokens: list[Token], at: int) -> int:
    """Where a row of genes such as "KRAS or NRAS" starts."""
    first = max(0, at - LONGEST_ROW)
    while at > first and tokens[at - 1][2] in GENES:
        between = ASIDE.sub("", text[tokens[at - 1][1] : tokens[at][0]])
        if len(between) > 8 or DENIES_NEXT.search(between):
            break
        at -= 1
    return tokens[at][0]


def answer(token: Token) -> Token | None:
    """The status, unless the gene was not tested."""
    return None if token[2] == "untested" else token


def variant_status(text: str, gene: str, variant: Token, rest: list[Token]) -> Token | None:
    """A named variant is a mutation unless it is called absent; an absent KRAS variant leaves the rest of RAS open."""
    follower = next((token for token in rest if token[0] >= variant[1]), None)
    told = next((token for token in rest if token[0] >= variant[1] and token[2] != "other_gene"), None)
    if told and told[2] == "untested" and told[0] - variant[1] <= UNTESTED_REACH:
        return None
    if no := NO_VARIANT.search(text, max(0, variant[0] - 24), variant[0]):
        return (no.start(), variant[1], "wild_type") if gene == "braf" else None
    attached = follower and not re.search(r"[,;\n]", text[variant[1] : follower[0]])
    if follower and attached and follower[2] == "wild_type":
        return (variant[0], follower[1], "wild_type") if gene == "braf" else None
    return (variant[0], variant[1], "mutant")
