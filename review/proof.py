"""Results of a case as a proof: a file that holds all it takes to check them again, and no word of a note unless asked."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from abstraction.records import CaseEvidence, Note, ReviewDecision
from registry import import_store, reading_store
from registry.import_store import ImportVersion
from registry.store import Registry
from review.blindness import refuse_hidden
from review.exports import record_export
from review.proof_model import (
    FORMAT,
    Cites,
    Lacks,
    Place,
    Plain,
    Proof,
    ProvenDecision,
    ProvenFact,
    ProvenImport,
    ProvenNote,
    ProvenPolicy,
    ProvenResult,
    ProvenVersions,
    Rests,
)
from review.rejection import UserError
from review.rights import Person, Right, require
from review.workflow import VERSIONS, review_case
from rules_engine import RuleResult
from rules_engine.case_facts import facts_of
from rules_engine.fact import INFINITY, Fact, FactValue
from rules_engine.policy import Policy, policy_hash
from rules_engine.rulebook import load_book


def export_proof(
    registry: Registry, person: Person, case_id: str, rules: Sequence[str] = (), *, with_quotes: bool = False
) -> str:
    """The same as JSON that leaves the registry: kept in the audit before it is handed over.

    RefusedError where the person may not take data out, BlindError where they have yet to abstract the case blind.
    """
    require(person, Right.EXPORT)
    refuse_hidden(registry, person, case_id)
    content = written(proof_of(registry, case_id, rules, with_quotes=with_quotes)) + "\n"
    detail = {"cases": [case_id], "rules": list(rules), "with_quotes": with_quotes}
    record_export(registry, person, "proof", detail, 1, sha256(content))
    return content


def proof_of(registry: Registry, case_id: str, rules: Sequence[str] = (), *, with_quotes: bool = False) -> Proof:
    """The proof of these rules (R29, or one track R01.derived) on a case, of all without any.

    UserError when there is no such case or rule, or when the notes were read by another version.
    """
    review = review_case(registry, case_id)
    keys = asked_for(rules)
    notes = {found.note.note_id: found.note for found in review.case.notes}
    stored = registry.stored_notes(list(notes))
    readers = reading_store.readers(registry, [case_id])[case_id]
    if any(reader != (VERSIONS.software, VERSIONS.lexicon) for reader in readers.values()):
        raise UserError(
            f"case {case_id} was read by another version: run `crlm reread --db {registry.path}` and promote what it reads first"
        )
    policy = review.verdicts.evaluation.book.policy
    facts = proven_facts(relevant(facts_of(review.case, policy), keys), notes, with_quotes=with_quotes)
    return Proof(
        format=FORMAT,
        case_id=case_id,
        with_quotes=with_quotes and any(fact.places for fact in facts),
        versions=present_versions(),
        policy=proven_policy(policy),
        notes=[proven_note(note, stored[note.note_id].version) for note in notes.values()],
        imported=[proven_import(one) for one in import_store.newest(registry, [case_id])],
        decisions=[proven_decision(decision) for decision in registry.decisions(case_id, as_made=True)],
        facts=facts,
        results=[proven_result(review.verdicts.by_key[key]) for key in keys],
    )


def asked_for(rules: Sequence[str]) -> list[str]:
    """Keys of the rules named, in the order of the catalogue; UserError names one that does not exist."""
    written = load_book().written
    known = {one.id for one in written.values()} | set(written)
    if strange := [rule for rule in rules if rule not in known]:
        raise UserError(f"there is no rule {strange[0]}: `crlm rules list` names them all")
    return [key for key, one in written.items() if not rules or key in rules or one.id in rules]


def relevant(facts: Mapping[str, Fact], keys: Sequence[str]) -> dict[str, Fact]:
    """The facts that bear on these rules, by name."""
    grounds = {name for key in keys for name in load_book().grounds(key)}
    return {name: facts[name] for name in sorted(facts) if name in grounds}


def present_versions() -> ProvenVersions:
    """The versions that run now."""
    return ProvenVersions(software=VERSIONS.software, lexicon=VERSIONS.lexicon, rules=VERSIONS.rules)


def proven_policy(policy: Policy) -> ProvenPolicy:
    """The numbers of a site."""
    return ProvenPolicy(hash=policy_hash(policy), values=dict(policy))


def proven_note(note: Note, version: int) -> ProvenNote:
    """A note by the hash of its text."""
    return ProvenNote(
        note_id=note.note_id,
        version=version,
        note_type=note.note_type.value,
        note_date=note.note_date,
        sha256=note.sha256,
    )


def proven_decision(decision: ReviewDecision) -> ProvenDecision:
    """A decision by the hash of all it says."""
    return ProvenDecision(
        decision_id=decision.decision_id,
        element=decision.element,
        action=decision.action,
        value=json.loads(json.dumps(decision.value)),
        decided_at=decision.decided_at,
        sha256=sha256(json.dumps(as_made(decision), sort_keys=True, ensure_ascii=False)),
    )


def as_made(decision: ReviewDecision) -> dict[str, Any]:
    """All a decision says; where its evidence stands today is no part of it."""
    told = asdict(decision)
    del told["earlier"]
    return told


def proven_import(one: ImportVersion) -> ProvenImport:
    """What was imported, by the hash of all it states."""
    told = json.dumps(asdict(one.stated), sort_keys=True, ensure_ascii=False)
    return ProvenImport(note_id=one.stated.note_id, version=one.version, sha256=sha256(told))


def proven_facts(facts: Mapping[str, Fact], notes: Mapping[str, Note], *, with_quotes: bool) -> list[ProvenFact]:
    """Facts with the places that state them."""
    return [
        ProvenFact(
            name=name,
            value=to_plain(fact.value),
            reason=fact.reason,
            places=[place(item, notes, name, with_quotes=with_quotes) for item in fact.evidence],
        )
        for name, fact in facts.items()
    ]


def place(item: CaseEvidence, notes: Mapping[str, Note], fact: str, *, with_quotes: bool) -> Place:
    """A span by the hash of its characters; UserError when a decision points to a text that has changed since."""
    start, end = item.mention.start, item.mention.end
    note = notes.get(item.note_id)
    if note is None or end > len(note.text):
        raise UserError(
            f"fact {fact}: its evidence lies outside note {item.note_id}, which has changed: decide it again"
        )
    words = note.text[start:end]
    return Place(note_id=item.note_id, start=start, end=end, sha256=sha256(words), quote=words if with_quotes else None)


def proven_result(result: RuleResult) -> ProvenResult:
    """A result with the rule's version, title and passage."""
    rule = result.written
    return ProvenResult(
        rule=rule.id,
        track=rule.track,
        version=rule.version,
        title=rule.title,
        citation=Cites(**rule.citation.model_dump()),
        verdict=result.verdict.value,
        candidates=list(result.candidates),
        parts={name: verdict.value for name, verdict in result.parts.items()},
        measure=result.measure.to_stored() if result.measure else None,
        because=[Rests(fact=item.fact, value=item.value) for item in result.because],
        missing=[Lacks(fact=item.fact, reason=item.reason) for item in result.missing],
        conclusion=rule.conclusion,
    )


def to_plain(value: FactValue | None) -> Plain:
    """A fact's value as JSON can hold it."""
    if isinstance(value, tuple):
        return [None if abs(end) == INFINITY else end for end in value]
    return sorted(value) if isinstance(value, frozenset) else value


def sha256(text: str) -> str:
    """Hash of a text, as notes are hashed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def written(proof: Proof) -> str:
    """The proof as JSON; quotes that were not asked for are left out."""
    content: dict[str, Any] = proof.model_dump()
    for found in (found for fact in content["facts"] for found in fact["places"]):
        if found["quote"] is None:
            del found["quote"]
    return json.dumps(content, ensure_ascii=False, indent=1)
