"""The edge that a hepatectomy left: what recurs there is of the liver and not of the bowel."""

from extraction.patterns import pattern_of

# "Condition after hemihepatectomy. At the resection margin a 22 mm lesion, most probably local recurrence".
LIVER_EDGE = pattern_of(
    r"hepat[^:]*\b(?:resection|transection|cut|hepatectomy|parenchymal|liver) (?:margin|surface|edge|plane|line|bed)\b[^.;]*$"
)
EDGE_REACH = 300


def is_at_liver_edge(text: str, start: int) -> bool:
    """Whether the sentence before the offset names the edge of a resected liver, of which the text before it speaks."""
    return LIVER_EDGE.search(text, max(0, start - EDGE_REACH), start) is not None
