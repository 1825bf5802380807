"""The second organ of a resection that took out two: "resection of the rectal primary and the liver metastases"."""

from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading

LONGEST_OBJECT, NEAR = 60, 36
RESECTED = {"liver": "liver_resection", "primary": "primary_resection"}
OF_REACH = 60
RESECTION_OF = pattern_of(r"(?:\w+ ){0,2}(?:resections?|excision|removal)\s(?:of|\w+ of)\b")
AND_ALSO = pattern_of(
    r"(?:\s\w+){0,2}?\s(?:and|&|plus|as well as|together with|along with|with)\s(?:(?:of|the|her|his|its|all|both|an?|single|solitary|multiple|synchronous|two|three|four|five|\d)\s)*"
)
# "Resection of the sigmoid and liver metastases were found": the second opens a statement of its own.
OWN_PREDICATE = pattern_of(
    r"(?:\s\w+)?\s(?:(?:was|were|is|are|has|have)\s(?!performed|done|carried|undertaken|achieved|completed|planned|scheduled|proposed|intended|recommended|discussed|considered)|(?:on|at|in) (?:follow|surveillance|ct|mri)|appear|develop|found|detected|seen|diagnosed|later)"
)


def second_object(reading: Reading, hit: Hit) -> Hit | None:
    """The organ joined by "and" to the first one of this resection, if both are liver or primary."""
    levelled = reading.levelled
    if levelled.find("of", hit.start, hit.end + OF_REACH) < 0 or not RESECTION_OF.match(levelled, hit.start):
        return None
    end = reading.sentence_at(hit.start)[1]
    organs = reading.hits("operated_organ", (hit.start, min(end, hit.end + LONGEST_OBJECT)))
    organs = [organ for organ in organs if organ.concept in RESECTED][:2]
    if len(organs) < 2 or organs[0].concept == organs[1].concept or organs[0].start - hit.end > NEAR:
        return None
    joined = AND_ALSO.fullmatch(reading.levelled, organs[0].end, organs[1].start)
    return None if not joined or OWN_PREDICATE.match(reading.levelled, organs[1].end, end) else organs[1]
