"""The fields a question may name: each with its kind, and the query that reads it, a row a case; a field that is not here cannot be asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lexicons import load_elements

Bind = Callable[[object], str]
CASES = "SELECT case_id FROM case_stages UNION SELECT case_id FROM notes"
RULE = re.compile(r"rule\.([A-Z]\d{1,2})\.(derived|documented)")
# What one case holds of an element, by its kind: `v` is the value; a count has its ends too.
OF_ELEMENT = {
    "number": "TRY_CAST(value_json AS DOUBLE) AS v",
    "category": "value_json ->> '$' AS v",
    "date": "value_json ->> '$' AS v",
    "list": "value_json::JSON::VARCHAR[] AS v",
    "count": "(value_json ->> '$.min')::INTEGER AS v, (value_json ->> '$.max')::INTEGER AS most, "
    "(value_json ->> '$.innumerable')::BOOLEAN AS innumerable",
    "sites": "[one.key FOR one IN map_entries(value_json::JSON::MAP(VARCHAR, VARCHAR)) IF one.value = 'present'] AS v",
}
OF_REGISTRY = {
    "year": ("number", "SELECT case_id, year(min(note_date))::DOUBLE AS v FROM current_notes GROUP BY case_id"),
    "notes": ("number", "SELECT case_id, count(*)::DOUBLE AS v FROM current_notes GROUP BY case_id"),
    "note_types": ("list", "SELECT case_id, list(DISTINCT note_type) AS v FROM current_notes GROUP BY case_id"),
    "conflicts": (
        "list",
        f"SELECT case_id, coalesce(list(element) FILTER (element IS NOT NULL), []) AS v FROM ({CASES}) "
        "LEFT JOIN case_conflicts USING (case_id) GROUP BY case_id",
    ),
    "ecmtg": (
        "candidates",
        "SELECT case_id, ecmtg_json::JSON::VARCHAR[] AS v FROM case_stages WHERE ecmtg_json <> '[]'",
    ),
    "group": (
        "candidates",
        "SELECT case_id, group_json::JSON::VARCHAR[] AS v FROM case_stages WHERE group_json <> '[]'",
    ),
}


# Nodes outside the liver of any station: present where one is, else as doubtful or absent as what is stated of them.
NODES = "ehd.nodes"
STATIONS = ("hilar_nodes", "celiac_nodes", "paraaortic_nodes", "other_nodes")


def nodes_query(element: str) -> str:
    """What is stated of nodes, taken together."""
    states = ", ".join(f"value_json ->> '$.{station}'" for station in STATIONS)
    first = "CASE " + " ".join(
        f"WHEN list_contains(states, '{state}') THEN '{state}'" for state in ("present", "indeterminate", "absent")
    )
    return (
        f"SELECT * FROM (SELECT case_id, {first} END AS v FROM (SELECT case_id, [{states}] AS states "
        f"FROM case_values WHERE element = {element})) WHERE v IS NOT NULL"
    )


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its name; `element` is the data element it is of, empty for what is no element."""

    name: str
    kind: str
    element: str = ""

    def query(self, bind: Bind) -> str:
        """The query that reads it; `bind` keeps a value apart from the SQL and returns its place."""
        if self.name in OF_REGISTRY:
            return OF_REGISTRY[self.name][1]
        if rule := RULE.fullmatch(self.name):
            which = f"rule = {bind(rule[1])} AND track = {bind(rule[2])}"
            return f"SELECT case_id, verdict AS v FROM rule_results WHERE {which}"
        if self.name == NODES:
            return nodes_query(bind(self.element))
        value = f"value_json ->> {bind(f'$.{self.site}')} AS v" if self.site else OF_ELEMENT[self.kind]
        query = f"SELECT case_id, {value} FROM case_values WHERE element = {bind(self.element)}"
        return f"SELECT * FROM ({query}) WHERE v IS NOT NULL" if self.site else query

    @property
    def site(self) -> str:
        """The site outside the liver that it is about."""
        return self.name.partition(".")[2] if self.element == "ehd" else ""


@cache
def field_of(name: str) -> Field:
    """The field of this name; KeyError where there is none."""
    if name in OF_REGISTRY:
        return Field(name, OF_REGISTRY[name][0])
    if RULE.fullmatch(name):
        return Field(name, "category")
    element, _, site = name.partition(".")
    known = load_elements()[element]
    if site:
        if site not in known.sites and name != NODES:
            raise KeyError(name)
        return Field(name, "category", element)
    return Field(name, {"integer": "number", "map": "sites"}.get(known.kind, known.kind), element)
