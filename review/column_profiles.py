"""Column profiles that people keep in the registry, beside those that come with the program and those in files."""

import re
from pathlib import Path

from pydantic import ValidationError

from registry import column_store
from registry.store import Registry
from review.importers.columns import Columns, known, profile
from review.rejection import UserError
from review.rights import Person, Right, require

NAME = re.compile(r"[\w][\w .-]{0,59}")
FILES = (".yaml", ".yml")


def save_profile(registry: Registry, person: Person, name: str, columns: Columns) -> str:
    """Keep a profile under a name, in place of one of that name; returns the name. UserError where it cannot be the name of one."""
    require(person, Right.IMPORT)
    wanted = " ".join(name.split())
    if not NAME.fullmatch(wanted) or Path(wanted).suffix in FILES:
        raise UserError(
            "name the profile with 1 to 60 letters, digits, blanks, dots or hyphens, and not as a .yaml file"
        )
    if wanted in known():
        raise UserError(f"{wanted} is a profile that comes with the program: choose another name")
    column_store.save(registry, wanted, columns.model_copy(update={"title": wanted}).model_dump_json(), person.name)
    return wanted


def saved_profiles(registry: Registry) -> dict[str, Columns]:
    """The profiles kept in the registry, by name."""
    try:
        return {name: Columns.model_validate_json(text) for name, text in column_store.load(registry).items()}
    except ValidationError:
        raise UserError(
            f"a column profile in {registry.path} cannot be read: save it anew on the import page"
        ) from None


def profile_named(registry: Registry | None, name: str) -> Columns:
    """The profile of this name in the registry, else one that comes with the program or stands in a file. UserError for none."""
    saved = saved_profiles(registry) if registry else {}
    if name in saved:
        return saved[name]
    try:
        return profile(name)
    except UserError as error:
        if saved and Path(name).suffix not in FILES:
            raise UserError(
                f"no profile {name}: one of {', '.join(sorted({*saved, *known()}))}, or a .yaml file"
            ) from None
        raise error from None
