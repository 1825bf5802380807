"""Records of the disease in a facts file (lesions, other sites, vessels, nodes, statements) as the flat facts that rules read."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from rules_engine.fact import Interval, load_facts, load_words
from rules_engine.fact_numbers import number
from rules_engine.fact_words import denied, plain, reason_of, spellings, truth_of

Flat: TypeAlias = dict[str, Any]
Case: TypeAlias = Mapping[str, Any]
GONE = (
    "negated",
    "absent",
    "resected",
    "benign",
    "cyst",
    "haemangioma",
    "hemangioma",
    "fnh",
    "mimic",
    "historical",
    "prior",
    "f",
    "false",
    "no",
)
NOW = ("size_mm", "size", "diameter_mm", "longest_mm", "max_mm", "size_cm")
BEFORE = ("prior_size_mm", "previous_size_mm", "prior_mm", "prior_size", "baseline_size_mm", "prior_size_cm")
LISTENERS = (
    "radiologist",
    "radiology",
    "bowel surgeon",
    "colorectal surgeon",
    "oncologist",
    "medical oncologist",
    "gp",
)  # they document no resectability
PEDICLES = ("hilum", "glisson", "main_portal_vein", "left_portal_vein", "right_portal_vein")
NEAR = ("near", "close", "close to", "within", "adjacent", "hedged", "possible", "indeterminate")
CLEAR = (
    "clear",
    "spared",
    "free",
    "patent",
    "none",
    "no",
    "false",
    "f",
    "negated",
    "negative",
    "absent",
    "not involved",
)


def records(value: Any) -> list[Mapping[str, Any]]:
    """A list of records; a lone record or a plain word counts as one."""
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, Mapping) else {"value": item} for item in items if item is not None]


def as_list(value: Any) -> list[Any]:
    """The value as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def entry(record: Mapping[str, Any], *names: str) -> Any:
    """The first of these entries that a record has."""
    return next((record[name] for name in names if record.get(name) is not None), None)


def lesions(value: Any, case: Case) -> Flat:
    """Number, largest size now and before, segments; the number is exact where the list is complete and nothing is hedged."""
    every = [] if denied(value) else records(value)
    found = [one for one in every if plain(one.get("status", "")) not in GONE]
    sure = [one for one in found if not reason_of(one.get("status"))]
    told = case.get("liver_met_count")
    complete = truth_of(case.get("lesion_list_complete")) is True or told in (len(found), str(len(found)))
    flat: Flat = {"liver_met_count": [len(sure), len(found) if complete else None]}
    if complete:
        flat["lesion_list_complete"] = True
    for names, fact in ((NOW, "liver_met_max_mm"), (BEFORE, "liver_prior_max_mm")):
        if largest := largest_size(found, sure, names, fact, complete):
            flat[fact] = largest
    held = [one for one in sure if entry(one, "segments", "segment", "seg") is not None]
    if held and not (
        complete and len(held) < len(sure)
    ):  # a complete list without every segment would count the others as spared
        flat["segments_involved"] = [item for one in held for item in as_list(entry(one, "segments", "segment", "seg"))]
    return flat


def largest_size(
    found: list[Mapping[str, Any]], sure: list[Mapping[str, Any]], names: tuple[str, ...], fact: str, complete: bool
) -> list[float | None] | None:
    """The largest diameter as an interval, open above where a lesion is missing or not measured."""
    sizes = {id(one): size for one in found if (size := size_of(one, names, fact))}
    known = [sizes[id(one)] for one in sure if id(one) in sizes]
    if not known:
        return None
    closed = complete and len(sizes) == len(found)
    return [max(low for low, _ in known), max(high for _, high in sizes.values()) if closed else None]


def size_of(record: Mapping[str, Any], names: tuple[str, ...], fact: str) -> Interval | None:
    """A diameter in mm."""
    for name in names:
        if record.get(name) is not None:
            written = {"value": record[name], "unit": "cm"} if name.endswith("_cm") else record[name]
            found = number(written, load_facts()[fact])
            if found is None and not reason_of(written):
                raise ValueError(f"lesion: {name} takes a size in mm, not this {type(written).__name__}")
            return found
    return None


def extrahepatic(value: Any, case: Case) -> Flat:
    """One fact a site; every present site must be controllable for the disease to be."""
    sites = {name.removeprefix("ehd_"): name for name, fact in load_facts().items() if fact.site}
    if denied(value):
        return dict.fromkeys(sites.values(), False)
    if reason_of(value):
        return dict.fromkeys(sites.values(), value)
    flat: Flat = {}
    control: list[bool | None] = []
    for written, state in sites_of(value):
        key = plain(written).replace(" ", "_")
        plain_state = entry(state, "status", "present", "value") if isinstance(state, Mapping) else state
        plain_state = True if isinstance(state, Mapping) and plain_state is None else plain_state
        if key in ("any", "all", "other_sites", "elsewhere", "none"):
            if truth_of(plain_state) is (key == "none"):
                flat = dict.fromkeys(sites.values(), False) | flat
            continue
        site = load_words().sites.get(key, key)
        if site not in sites:
            raise ValueError(f"ehd: unknown site {str(written)[:40]}: the sites are {', '.join(sites)}")
        flat[sites[site]] = plain_state
        if isinstance(state, Mapping) and site == "peritoneum":
            flat |= {fact: state[key] for key, fact in (("pci", "pci"), ("extent", "pm_extent")) if key in state}
        if truth_of(plain_state) is not False:
            control.append(truth_of(state.get("controllable")) if isinstance(state, Mapping) else None)
    if control and (False in control or all(one is True for one in control)):
        flat["ehd_controllable"] = False not in control
    return flat


def sites_of(value: Any) -> Iterable[tuple[Any, Any]]:
    """(site, what is said of it) of a map, of a list of records or of names, or of one name."""
    if isinstance(value, Mapping) and "site" not in value:
        return value.items()
    items = value if isinstance(value, list) else [value]
    return [(one["site"], one) if isinstance(one, Mapping) and "site" in one else (one, True) for one in items]


def vessels(value: Any, case: Case) -> Flat:
    """Vessels touched; "near" leaves contact open, "clear" denies it, invasion of a portal pedicle counts for itself."""
    if denied(value):
        return {"vessel_contact": False}
    if reason_of(value):
        return {"vessel_contact": value}
    pairs = [(vessel_of(vessel), plain(relation)) for vessel, relation in relations(value)]
    touched = [vessel for vessel, relation in pairs if vessel and relation not in CLEAR and not nearby(relation)]
    if any(not vessel for vessel, relation in pairs if relation not in CLEAR and not nearby(relation)):
        return {"vessel_contact": True} | ({"vascular_contact": touched} if touched else {})
    flat: Flat = {"vascular_contact": touched} if touched else {}
    if not touched:
        flat["vessel_contact"] = "hedged" if any(nearby(relation) for _, relation in pairs) else False
    if any(vessel in PEDICLES and relation.startswith(("inv", "inf")) for vessel, relation in pairs):
        flat["glisson_infiltration"] = True
    return flat


def nearby(relation: str) -> bool:
    """Whether a relation leaves contact open."""
    return relation in NEAR or relation.startswith(("close", "within", "near"))


def vessel_of(written: Any) -> str:
    """A vessel by its name in the dictionary; nothing where only the relation is told."""
    return spellings("vascular_contact").get(plain(written), plain(written).replace(" ", "_")) if written else ""


def relations(value: Any) -> Iterable[tuple[Any, Any]]:
    """(vessel, relation) of a map, of records, of pairs, or of words such as "abuts MHV"."""
    if isinstance(value, Mapping) and "vessel" not in value and "relation" not in value and "vein" not in value:
        return value.items()
    found: list[tuple[Any, Any]] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            found.append((entry(one, "vessel", "vein", "branch", "value"), one.get("relation", "abuts")))
        elif isinstance(one, list) and len(one) == 2:
            found.append((one[0], one[1]))
        else:
            found.append(in_words(str(one)))
    return found


def in_words(written: str) -> tuple[str, str]:
    """A vessel with its relation from "MHV", "abuts MHV", "MHV clear" or "near"."""
    names = {plain(word) for word in load_facts()["vascular_contact"].values} | set(spellings("vascular_contact"))
    said = plain(written)
    vessel = max((name for name in names if f" {name} " in f" {said} "), key=len, default="")
    relation = " ".join(f" {said} ".replace(f" {vessel} ", " ", 1).split()) if vessel else said
    known = (
        relation in CLEAR
        or nearby(relation)
        or relation.startswith(("abut", "inv", "inf", "enc", "att", "in contact", "touch"))
    )
    return (vessel, relation or "abuts") if vessel or known else (written, "abuts")


def nodes_of_primary(value: Any, case: Case) -> Flat:
    """ "3/15", N1a, a number of positive nodes, yes or no."""
    if isinstance(value, str) and value.partition("/")[0].strip().isdigit() and "/" in value:
        return {"primary_n_pos": int(value.partition("/")[0])}
    if isinstance(value, Mapping) and "n_pos" in value:
        return {"primary_n_pos": value["n_pos"]}
    if isinstance(value, list) and len(value) == 2:
        return {"primary_n_pos": value[0]}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"primary_n_pos": value}
    category = plain(value).removeprefix("y").removeprefix("p") if isinstance(value, str) else ""
    if category[:2] in ("n0", "n1", "n2"):
        return {"primary_ln_pos": category[:2] != "n0"}
    return {"primary_ln_pos": value}


def statement(value: Any, case: Case) -> Flat:
    """What was said of resectability; only surgeons and the board document it, "never" is said of every future."""
    if isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
        dated = sorted(value, key=lambda one: str(one.get("date", "")))  # the newest statement holds
        return statement(dated[-1], case) if dated else {}
    said = plain(value.get("value")) if isinstance(value, Mapping) else plain(value)
    if isinstance(value, Mapping) and plain(value.get("speaker", "mdt")) in LISTENERS:
        return {"resectability_statement": "hedged"}
    if said in ("never", "never resectable", "permanently unresectable"):
        return {"resectability_statement": "unresectable", "never_resectable": True}
    if said.startswith("initially "):
        return {"initial_resectability": said.removeprefix("initially ")}
    return {"resectability_statement": value}


def primary(value: Any, case: Case) -> Flat:
    """Where the primary is, and whether it can be controlled."""
    flat: Flat = {"primary_status": value}
    if isinstance(value, Mapping) and "controllable" in value:
        flat["primary_controllable"] = value["controllable"]
    if isinstance(value, str) and plain(value).startswith("in situ") and len(plain(value)) > len("in situ"):
        rest = plain(value).removeprefix("in situ").strip(" ,;()")
        flat = {"primary_status": "in_situ", "primary_controllable": rest in ("resectable", "controllable")}
        return flat if flat["primary_controllable"] else {"primary_status": value}
    return flat
