"""Ten thousand cases under all rules in seconds: a tenth of them, in the time of the processor."""

import random
import time

from rules_engine import classify_facts
from rules_engine.fact import Fact, FactValue
from tests.rules_engine.random_facts import VALUES

CASES, LIMIT_SECONDS = 1000, 4.0  # 10 000 cases in 40 s of one processor, 20 s on two
TOLD = 25  # facts of a case, more than notes tell


def cases() -> list[dict[str, Fact]]:
    drawn = random.Random(7)
    found = []
    for _ in range(CASES):
        names = drawn.sample(sorted(VALUES), TOLD)
        values: dict[str, FactValue] = {name: drawn.choice(VALUES[name]) for name in names}
        found.append(
            {name: Fact(name, value) for name, value in values.items()}
            | {"liver_mets_present": Fact("liver_mets_present", True)}
        )
    return found


def test_a_thousand_cases_are_classified_in_time() -> None:
    given = cases()
    classify_facts("first", given[0])
    start = time.process_time()
    for number, facts in enumerate(given):
        classify_facts(str(number), facts)
    assert time.process_time() - start < LIMIT_SECONDS
