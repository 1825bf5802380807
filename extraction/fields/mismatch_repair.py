"""Mismatch-repair status: stated, else from the proteins that are retained or lost."""

from collections.abc import Mapping

from abstraction.records import ElementValue, Mention
from extraction.fields.molecular import CONDITION, CONDITION_REACH, GENES, NAMED, UNTICKED, is_general, tokens_of
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

STATUSES, PROTEIN_STATUSES = ("MSS", "MSI_H"), ("retained", "lost")
UNREAL = frozenset({"family", "hypothetical"})
NOT_BEFORE = pattern_of(r"\bnot $")
CUT_OFF = pattern_of(r"[ \t]*(?:>|≥|=>|is called|if|\d|score|cut)")
ITEM_END = pattern_of(r"\s?(?:[.,;)\n]|$)")
# "MLH1 +, PMS2 (-)".
SIGN = pattern_of(r"\s?(?:\([+-]\)|\+|-(?=\s*(?:[,;.)\n]|$)))")
# "Microsatellite instability (7 markers): stable".
STABLE_BEHIND = pattern_of(
    r"(?: status| testing| analysis| assay)?(?: \([^)\n]{1,40}\))? ?(?:[:=|]|\s{2,}|-)\s{0,40}"
    r"(?:mss\b|(?:msi |microsatellite )?(?:stable|absent|none|no\b|negative|not (?:detected|found|identified)|low|l\b))"
)
# "0/5 markers unstable", "none of 5 loci unstable".
NONE_OF = pattern_of(
    r"(?<![\d./])(?:0|none|no)\s?(?:/|of|out of)\s?(?:the\s)?\d{1,2}\s?(?:(?:tested|examined|analysed|mono\w*|di\w*)\s)?(?:markers?|loci|locus|microsatellites?|sites)?\s?(?:(?:is|are|was|were|showed|show)\s)?$"
)
# A line that explains what the categories mean: "Reference: MSI-H, two or more unstable markers".
LEGEND = pattern_of(r"\W*(?:reference|legend|key|definitions?|explanation)s?\s?:")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`msi_status`: a stated status wins; else one lost protein is MSI_H, and all retained MSS."""
    stated: list[Mention] = []
    derived: list[Mention] = []
    named = [hit.start for hit in reading.hits("mismatch_repair") if hit.concept not in PROTEIN_STATUSES]
    for index in sorted(reading.sentences_at(named)):
        span = reading.sentences[index]
        hits = reading.hits("mismatch_repair", span)
        concepts = {hit.concept for hit in hits}
        if LEGEND.match(reading.levelled, max(span[0], reading.text.rfind("\n", 0, hits[0].start) + 1)):
            continue
        if concepts.isdisjoint(PROTEIN_STATUSES) and (
            is_general(reading, span) or ("not_status" in concepts and "MSS" not in concepts)
        ):
            continue
        if not concepts.isdisjoint(STATUSES):
            stated.extend(stated_status(reading, hits))
        stated.extend(bare_status(reading, span, hits))
        if "protein" in concepts:
            derived.extend(signed_proteins(reading, hits))
            derived.extend(protein_status(reading, span, hits))
    mentions = stated or derived
    if mentions:
        value = "MSI_H" if any(mention.value == "MSI_H" for mention in mentions) else "MSS"
        return [ElementValue("msi_status", value, tuple(mention for mention in mentions if mention.value == value))]
    return []


def stated_status(reading: Reading, hits: list[Hit]) -> list[Mention]:
    """ "MSS", "dMMR" and the like; a cut-off in brackets ("MSI-H >= 20 %") is none."""
    told: list[Mention] = []
    for hit in hits:
        if hit.concept in STATUSES:
            following = reading.text[hit.end : hit.end + 24].lower()
            if hit.concept == "MSI_H" and STABLE_BEHIND.match(reading.levelled, hit.end):
                told.append(reading.mention("msi_status", (hit.start, hit.end), "MSS"))
                continue
            if CUT_OFF.match(following):
                continue
            cues = reading.modifiers(hit.start, hit.end)
            effects = {
                cue.category
                for cue in cues
                if not is_of_next_gene(reading, hit, cue.start)
                and not (cue.category == "hypothetical" and "," in reading.text[hit.end : max(hit.end, cue.start)])
            }
            if hit.concept == "MSI_H" and (
                "negated" in effects or NOT_BEFORE.search(reading.levelled, max(0, hit.start - 5), hit.start)
            ):
                told.append(reading.mention("msi_status", (hit.start, hit.end), "MSS"))
            elif UNREAL.isdisjoint(effects) and not (hit.concept == "MSI_H" and is_conditional(reading, hit)):
                told.append(reading.mention("msi_status", (hit.start, hit.end), hit.concept))
    return told


def is_of_next_gene(reading: Reading, hit: Hit, start: int) -> bool:
    """Whether a word behind belongs to a gene named in between: "MSS, RAS/BRAF pending"."""
    return start > hit.end and any(gene.concept in GENES for gene in reading.hits("gene", (hit.end, start)))


def bare_status(reading: Reading, span: Interval, hits: list[Hit]) -> list[Mention]:
    """ "MSI" as an item of its own behind the result of a gene: "BRAF V600E mutated, MSI."."""
    told: list[Mention] = []
    text = reading.text
    for hit in hits if "MSI" in text else ():
        if text[hit.start : hit.end] == "MSI" and ITEM_END.match(text[hit.end : hit.end + 2]):
            tokens = [token for token in tokens_of(reading, span) if token[1] <= hit.start]
            behind = [token for token in tokens_of(reading, span) if token[0] >= hit.end]
            listed = len(behind) > 1 and behind[0][2] in GENES and behind[0][0] - hit.end <= 3
            if listed and not tokens and behind[1][2] in ("mutant", "wild_type", "variant"):
                told.append(reading.mention("msi_status", (hit.start, hit.end), "MSI_H"))
            if tokens and tokens[-1][2] in ("mutant", "wild_type", "variant") and hit.start - tokens[-1][1] <= 3:
                told.append(reading.mention("msi_status", (hit.start, hit.end), "MSI_H"))
    return told


def is_conditional(reading: Reading, hit: Hit) -> bool:
    """Whether instability is only supposed: "would be an option were the tumour MSI-H"."""
    cues = reading.cues((reading.clause_at(hit.start)[0], hit.start))
    return any(cue.category == "hypothetical" for cue in cues)


def signed_proteins(reading: Reading, hits: list[Hit]) -> list[Mention]:
    """ "MLH1 +, PMS2 -": the sign right behind a protein."""
    told: list[Mention] = []
    for hit in hits:
        if (
            hit.concept == "protein"
            and reading.text[hit.end - 1].isdigit()
            and (sign := SIGN.match(reading.text, hit.end))
        ):
            value = "MSS" if "+" in sign.group() else "MSI_H"
            told.append(reading.mention("msi_status", (hit.start, sign.end()), value))
    return told


def is_of_gene(reading: Reading, hit: Hit, proteins: list[Hit]) -> bool:
    """Whether the status belongs to a gene right before it: "BRAF: negative; MSI: stable"."""
    genes = [gene.end for gene in reading.hits("gene", (hit.start - 30, hit.start)) if gene.concept in NAMED]
    if not genes or any(genes[-1] <= protein.start < hit.start for protein in proteins):
        return False
    following = [protein.start - hit.end for protein in proteins if protein.start >= hit.end]
    return hit.start - genes[-1] <= min(following, default=60)


def protein_status(reading: Reading, span: Interval, hits: list[Hit]) -> list[Mention]:
    """Retained or lost proteins of one sentence."""
    told: list[Mention] = []
    proteins = [hit for hit in hits if hit.concept == "protein"]
    for hit in hits:
        if hit.concept not in PROTEIN_STATUSES:
            continue
        if is_of_gene(reading, hit, proteins):
            continue
        own = [
            protein
            for protein in proteins
            if ";" not in reading.text[min(protein.end, hit.end) : max(protein.start, hit.start)]
        ]
        if not own:
            continue
        gaps = [min(abs(protein.start - hit.end), abs(hit.start - protein.end)) for protein in own]
        near = own[gaps.index(min(gaps))]
        if min(gaps) > 60 or UNTICKED.search(reading.text, span[0], hit.start):
            continue
        if CONDITION.search(reading.levelled, max(span[0], near.start - CONDITION_REACH), near.end):
            continue
        denied = hit.concept == "lost" and (
            "negated" in reading.effects(hit.start, hit.end)
            or NONE_OF.search(reading.levelled, max(span[0], hit.start - 40), hit.start) is not None
        )
        value = "MSS" if hit.concept == "retained" or denied else "MSI_H"
        told.append(reading.mention("msi_status", (min(near.start, hit.start), max(near.end, hit.end)), value))
    return told
