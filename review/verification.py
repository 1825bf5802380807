"""A proof checked against the registry from scratch: texts hashed and read again, decisions applied, facts derived, rules run."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from abstraction.records import Note, NoteAbstraction
from registry import import_store
from registry.store import Registry
from review.extracting import extract_note
from review.proof import (
    present_versions,
    proven_decision,
    proven_import,
    proven_note,
    proven_policy,
    proven_result,
    relevant,
    sha256,
    to_plain,
)
from review.proof_check import Check, both_ways, compared, differences, told
from review.proof_model import FORMAT, Proof, ProvenFact, ProvenImport
from review.rejection import UserError
from review.workflow import case_of, effective_policy, stored_results, versions_of
from rules_engine.case_facts import facts_of
from rules_engine.evaluation import Evaluation
from rules_engine.fact import INFINITY, Fact, FactDefinition, FactValue, load_facts, show
from rules_engine.policy import Policy
from rules_engine.rulebook import RuleBook, load_book


def read_proof(path: Path) -> Proof:
    """The proof in a file; UserError when it is none, which names the place and never quotes it."""
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): name a file made by `crlm proof`") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is no proof (not UTF-8): name a file made by `crlm proof`") from None
    try:
        return Proof.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise UserError(f"{path} is no proof (not valid JSON): name a file made by `crlm proof`") from None
        place = ".".join(str(part)[:40] for part in first["loc"])
        raise UserError(f"{path} is no proof ({place or 'the file'}: {first['type']}): export it again") from None


def verify(registry: Registry, proof: Proof) -> list[Check]:
    """Every check of a proof, in order; it holds when each of them does."""
    book = load_book(effective_policy(registry))
    checks = [*made_by(proof, book.policy)]
    found = {one.note.note_id: one.note for one in registry.note_abstractions(proof.case_id)}
    checks += [*notes_and_decisions(registry, proof, found), *spans(proof, found), *quotes(proof, found)]
    scratch = from_scratch(registry, proof.case_id, found, book.policy)
    if isinstance(scratch, Check):
        return [*checks, scratch]
    keys = [one.key for one in proof.results if one.key in book.written]
    bearing = relevant(scratch, keys)
    kept = kept_results(registry, proof.case_id, keys, Evaluation(bearing, book))
    return [*checks, *facts(proof, bearing), *results(proof, book), *kept]


def made_by(proof: Proof, policy: Policy) -> Iterator[Check]:
    """Format, versions and the numbers of the site are those of today."""
    yield Check("format", "" if proof.format == FORMAT else f"this is no {FORMAT}")
    yield compared("versions of software, lexicon and rules", proof.versions, present_versions())
    yield compared("policy, the numbers of the site", proof.policy, proven_policy(policy))


def notes_and_decisions(registry: Registry, proof: Proof, notes: Mapping[str, Note]) -> Iterator[Check]:
    """Every note, import and decision is in the registry as the proof has it, and there are no others on the case."""
    stored = registry.stored_notes(list(notes))
    there = {note_id: proven_note(note, stored[note_id].version) for note_id, note in notes.items()}
    yield from both_ways("note", {one.note_id: one for one in proof.notes}, there, len(proof.notes))
    made = registry.decisions(proof.case_id, as_made=True)
    decided = {one.decision_id: proven_decision(one) for one in made}
    yield from both_ways("decision", {one.decision_id: one for one in proof.decisions}, decided, len(proof.decisions))
    stated = imports(map(proven_import, import_store.newest(registry, [proof.case_id])))
    yield from both_ways("import", imports(proof.imported), stated, len(proof.imported))
    order = [one.decision_id for one in proof.decisions]
    if sorted(order) == sorted(decided) and order != list(decided):
        yield Check("order of the decisions", "another one in the registry")


def imports(found: Iterable[ProvenImport]) -> dict[str, ProvenImport]:
    """Imported abstractions by what they are of."""
    return {f"of note {one.note_id}" if one.note_id else "of the whole case": one for one in found}


def spans(proof: Proof, notes: Mapping[str, Note]) -> Iterator[Check]:
    """Every span lies in its note and holds the characters that the proof knows by their hash."""
    for fact in proof.facts:
        for found in fact.places:
            what = f"span {found.start}-{found.end} of note {found.note_id} for {fact.name}"
            note = notes.get(found.note_id)
            if note is None:
                yield Check(what, "the registry has no such note for this case")
            elif not 0 <= found.start < found.end <= len(note.text):
                yield Check(what, f"the note has {len(note.text)} characters")
            else:
                same = sha256(note.text[found.start : found.end]) == found.sha256
                yield Check(what, "" if same else "its characters have another hash")


def quotes(proof: Proof, notes: Mapping[str, Note]) -> Iterator[Check]:
    """Every quote is what stands there, and every place has one or none has."""
    for fact in proof.facts:
        for found in fact.places:
            what = f"quote of {found.start}-{found.end} of note {found.note_id} for {fact.name}"
            if (found.quote is not None) != proof.with_quotes:
                yield Check(what, "missing" if proof.with_quotes else "the proof is said to have none")
            elif found.quote is not None and found.note_id in notes:
                same = notes[found.note_id].text[found.start : found.end] == found.quote
                yield Check(what, "" if same else "the note says something else")
    if proof.with_quotes and not any(fact.places for fact in proof.facts):
        yield Check("quotes", "the proof is said to have some, and has none")


def from_scratch(
    registry: Registry, case_id: str, notes: Mapping[str, Note], policy: Policy
) -> dict[str, Fact] | Check:
    """The facts of the case from the texts and decisions alone, whatever was stored of an earlier reading."""
    what = f"case {case_id} read again"
    if not notes:
        return Check(what, "the registry has no such case")
    read: list[NoteAbstraction] = []
    for note in notes.values():
        found = extract_note(note)
        if not isinstance(found, NoteAbstraction):
            return Check(what, str(found))
        read.append(found)
    case, _ = case_of(registry, case_id, read)
    return facts_of(case, policy)


def facts(proof: Proof, scratch: Mapping[str, Fact]) -> Iterator[Check]:
    """Every fact follows from notes and decisions, and none that bears on the results is left out."""
    given = {fact.name: fact for fact in proof.facts}
    if len(given) != len(proof.facts):
        yield Check("every fact once", "the proof names one twice")
    for name in {**given, **scratch}:
        what = f"fact {name}"
        if name not in scratch:
            yield Check(what, "notes and decisions do not give it for these rules")
        elif name not in given:
            yield Check(what, "notes and decisions give it, and it is not in the proof")
        else:
            yield Check(what, fact_differs(given[name], scratch[name]))


def fact_differs(given: ProvenFact, found: Fact) -> str:
    """What a fact of the proof has that notes and decisions do not give."""
    if given.value != to_plain(found.value) or isinstance(given.value, bool) != isinstance(found.value, bool):
        return f"notes and decisions give {show(found.value, load_facts()[found.name].unit)}"
    if given.reason != found.reason:
        return f"it is unknown for another reason ({found.reason})"
    places = [(one.note_id, one.start, one.end) for one in given.places]
    if places != [(one.note_id, one.mention.start, one.mention.end) for one in found.evidence]:
        return "notes and decisions give it in other places"
    return ""


def results(proof: Proof, book: RuleBook) -> Iterator[Check]:
    """Every rule is there in its version and says, over the facts of the proof alone, what the proof says."""
    given, unreadable = given_facts(proof)
    evaluation = Evaluation(given, book)
    keys = [one.key for one in proof.results]
    if not keys or len(set(keys)) != len(keys):
        yield Check("every result once", "the proof names one twice, or none at all")
    for result in proof.results:
        what, rule = f"result {result.key}", book.written.get(result.key)
        if rule is None:
            yield Check(what, "there is no such rule: `crlm rules list` names them all")
        elif rule.version != result.version:
            yield Check(what, f"the rule is another version now ({rule.version})")
        elif unreadable:
            yield Check(what, f"cannot be evaluated: {unreadable}")
        else:
            yield compared(what, result, proven_result(evaluation.result(result.key)))


def kept_results(registry: Registry, case_id: str, keys: Sequence[str], scratch: Evaluation) -> Iterator[Check]:
    """What the registry keeps of these results is what follows from the notes; a case that waits to be computed is left out."""
    if case_id in registry.stale_cases(versions_of(scratch.book.policy), case_id):
        return
    kept = {f"{one['rule']}.{one['track']}": one for one in stored_results(registry, case_id)}
    for key in keys:
        again = json.loads(json.dumps(scratch.result(key).to_json()))
        yield Check(f"result {key} in the registry", told(differences(kept.get(key), again)))


def given_facts(proof: Proof) -> tuple[dict[str, Fact], str]:
    """The facts of the proof as rules take them, and what is wrong with one of them."""
    found: dict[str, Fact] = {}
    for fact in proof.facts:
        definition = load_facts().get(fact.name)
        if definition is None:
            return found, f"there is no fact {fact.name}"
        value = from_plain(fact.value, definition)
        if (value is None) != (fact.value is None):
            return found, f"fact {fact.name} is a {definition.kind}"
        found[fact.name] = Fact(fact.name, value, fact.reason)
    return found, ""


def from_plain(value: Any, fact: FactDefinition) -> FactValue | None:
    """A fact's value from the form it has in JSON; None when it is not of the fact's kind."""
    words = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if fact.kind == "truth":
        return value if isinstance(value, bool) else None
    if fact.kind == "number":
        if not isinstance(value, list) or len(value) != 2 or (words and value):
            return None
        low, high = value
        return (-INFINITY if low is None else low, INFINITY if high is None else high)
    if fact.kind == "set":
        return frozenset(value) if words else None
    return frozenset(value) if words and len(value) > 1 else value if isinstance(value, str) else None
