"""A changed lexicon: built in a folder of its own, held to the rule on examples, and saved only when asked for."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from pydantic import ValidationError

from extraction.matching import level
from lexicons import folder
from lexicons.vocabulary import Concept, Topic, expand
from review.lexicon_reading import read_with
from review.rejection import UserError
from review.rights import Person, Right, require

# What a change may touch: vocabulary. Data elements are part of the program.
TOPICS, FILES = "targets", ("modifiers.yaml", "sections.yaml", "spelling.yaml", "note_types.yaml")
IGNORED = shutil.ignore_patterns("*.py", "__pycache__")


@dataclass(frozen=True, slots=True)
class Change:
    """Files of the lexicon with their new text, by their path in it: "targets/regimen.yaml"."""

    texts: Mapping[str, str]


def change_of(given: Path) -> Change:
    """What a changed file, or folder of files, has that is not as it is saved. UserError where it holds no change or another kind of file."""
    if given.is_dir():
        named = {place_in(one, given): one for one in sorted(given.rglob("*.yaml"))}
    elif given.is_file():
        named = {place_in(given, given.parent.parent if given.parent.name == TOPICS else given.parent): given}
    else:
        raise UserError(f"{given} does not exist: name a changed lexicon file, or a folder of them")
    try:
        texts = {place: path.read_text(encoding="utf-8") for place, path in named.items()}
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{given} cannot be read as UTF-8 text: save it so, and check its permissions") from None
    changed = {place: text for place, text in texts.items() if text != saved(place)}
    if not changed:
        raise UserError(f"{given} holds no change: it is the lexicon as it is saved")
    return Change(changed)


def place_in(path: Path, root: Path) -> str:
    """Where a file belongs in the lexicon."""
    place = path.relative_to(root).as_posix()
    if place.startswith("elements/") and saved(place) == path.read_text(encoding="utf-8"):
        return place
    if place in FILES or re.fullmatch(rf"{TOPICS}/[a-z_0-9A-Z]+\.yaml", place):
        return place
    if "/" not in place and saved(f"{TOPICS}/{place}") is not None:
        return f"{TOPICS}/{place}"
    raise UserError(
        f"{path} is none of the files that can be tried: {TOPICS}/<topic>.yaml, {', '.join(FILES)} (data elements are part of "
        "the program)"
    )


def saved(place: str) -> str | None:
    """The text of a lexicon file as it is saved, None where there is none."""
    path = folder() / place
    return path.read_text(encoding="utf-8") if path.is_file() else None


@contextmanager
def changed_folder(change: Change) -> Iterator[Path]:
    """The whole lexicon with the change, in a folder that is gone afterwards. It holds vocabulary, never patient text."""
    with TemporaryDirectory() as temporary:
        whole = Path(shutil.copytree(folder(), Path(temporary) / "lexicons", ignore=IGNORED))
        for place, text in change.texts.items():
            (whole / place).write_text(text, encoding="utf-8")
        yield whole


def with_term(topic: str, concept: str, term: str, found: str = "", not_found: str = "") -> Change:
    """The change that adds a term to a concept, with an example that has it and one that only looks like it."""
    place = f"{TOPICS}/{topic}.yaml"
    text = saved(place)
    if text is None:
        raise UserError(f"there is no topic {topic}: choose one of the lexicon")
    if not term.strip():
        raise UserError("enter the term")
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if line.strip() in (f"{concept}:", f'"{concept}":')]
    if not heads:
        raise UserError(f"topic {topic} has no concept {concept}: choose one of the lexicon")
    for key, words in (("terms", term), ("found", found), ("not_found", not_found)):
        if words.strip():
            at = next(
                number for number in range(heads[0] + 1, len(lines)) if lines[number].strip().startswith(f"{key}: [")
            )
            lines[at] = lines[at].rstrip()[:-1] + f", {json.dumps(words.strip(), ensure_ascii=False)}]"
    return Change({place: "\n".join(lines) + "\n"})


def without_examples(change: Change) -> list[str]:
    """New terms that lack an example of their own: one in which they are found, and one that only looks like them."""
    return [
        fault
        for place, text in change.texts.items()
        if place.startswith(f"{TOPICS}/")
        for name, concept in concepts(text, place).items()
        for fault in lacking(f"{place}, {name}", concepts(saved(place) or "", place).get(name), concept)
    ]


def lacking(where: str, old: Concept | None, new: Concept) -> Iterator[str]:
    """What the new terms of one concept lack."""
    before = old or Concept(terms=[], found=[], not_found=[])
    known = {phrase for term in before.terms for phrase in expand(term)}
    found = [level(example) for example in new.found if example not in before.found]
    look_alike = [example for example in new.not_found if example not in before.not_found]
    for term in new.terms:
        phrases = [level(phrase) for phrase in expand(term) if phrase not in known]
        if not phrases or term in before.terms:
            continue
        if not any(phrase in example for phrase in phrases for example in found):
            yield f"{where}: no new sentence under found has the term {term!r}"
        if not look_alike:
            yield f"{where}: no new sentence under not_found only looks like the term {term!r}"


def concepts(text: str, place: str) -> dict[str, Concept]:
    """The concepts of a topic's text; none of an empty one. UserError where it is not in the form of a topic."""
    if not text:
        return {}
    try:
        return Topic.model_validate(yaml.safe_load(text)).concepts
    except yaml.YAMLError:
        raise UserError(f"{place} is not valid YAML: correct it, then try again") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"])
        raise UserError(f"{place}: {where}: {first['msg']}: correct it, then try again") from None


def save(change: Change, person: Person) -> list[Path]:
    """Write the changed files over the saved ones; returns them. UserError, and nothing written, where an example is lacking."""
    require(person, Right.CHANGE_LEXICON)
    if wrong := without_examples(change):
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise UserError(f"{wrong[0]}{more}: add it, then save")
    with changed_folder(change) as whole:
        lexicon, _ = read_with(whole, [])
    if lexicon.faults:
        more = f" (and {len(lexicon.faults) - 1} more)" if len(lexicon.faults) > 1 else ""
        raise UserError(f"{lexicon.faults[0]}{more}: correct the term or the example, then save")
    written = []
    for place, text in change.texts.items():
        path = folder() / place
        partial = path.with_suffix(".partial")
        try:
            partial.write_text(text, encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise UserError(f"{path} cannot be written ({error.strerror}): check its permissions") from None
        written.append(path)
    return written
