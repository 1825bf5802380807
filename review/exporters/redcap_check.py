"""What REDCap refuses in a data dictionary and in the id of a record, found before the files leave."""

import re
from collections.abc import Sequence

from review.exporters.redcap_field import DICTIONARY
from review.rejection import UserError

NAME = re.compile(r"[a-z](?:[a-z0-9]|_(?!_))*(?<!_)")
CODE = re.compile(r"[A-Za-z0-9_]+")
LONGEST_NAME, LONGEST_ID = 26, 100
TYPES = {
    "text",
    "notes",
    "radio",
    "dropdown",
    "checkbox",
    "yesno",
    "truefalse",
    "calc",
    "file",
    "descriptive",
    "slider",
}
CHOOSING = {"radio", "dropdown", "checkbox"}
VALIDATIONS = {"", "number", "integer", "date_ymd"}
# In the name of a record REDCap has no room for these; a first sign that a spreadsheet runs has to go as well.
IN_ID = re.compile(r"""^[=+\-@]|['"&#+<>|\\]""")


def check_dictionary(lines: Sequence[Sequence[str]]) -> None:
    """ValueError names the field, or the column, that breaks a rule of REDCap; the first line holds the names of the columns."""
    if tuple(lines[0]) != DICTIONARY:
        raise ValueError("the columns are not those of a REDCap data dictionary")
    fields = [dict(zip(DICTIONARY, line, strict=True)) for line in lines[1:]]
    if not fields or fields[0][DICTIONARY[0]] != "record_id" or fields[0]["Field Type"] != "text":
        raise ValueError("record_id: the first field is the id of the record, as text")
    names = [field[DICTIONARY[0]] for field in fields]
    forms = list(dict.fromkeys(field["Form Name"] for field in fields))
    if doubled := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"{doubled[0]}: there are two fields of this name")
    if taken := set(names) & {f"{form}_complete" for form in forms}:
        raise ValueError(f"{min(taken)}: REDCap makes a field of this name by itself")
    in_order = [field["Form Name"] for field in fields]
    if [form for at, form in enumerate(in_order) if at == 0 or in_order[at - 1] != form] != forms:
        raise ValueError("the fields of a form do not stand together")
    for field in fields:
        check_field(field)


def check_field(field: dict[str, str]) -> None:
    """The rules of one line."""
    name = field[DICTIONARY[0]]
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ValueError(f"{name}: a name has small letters, digits and single underscores, up to {LONGEST_NAME}")
    if not NAME.fullmatch(field["Form Name"]):
        raise ValueError(
            f"{name}: the form {field['Form Name']} has another name than small letters, digits, underscores"
        )
    if field["Field Type"] not in TYPES:
        raise ValueError(f"{name}: there is no type {field['Field Type']}")
    if not field["Field Label"]:
        raise ValueError(f"{name}: it has no label")
    check_choices(name, field)
    kind = field[DICTIONARY[7]]
    if kind not in VALIDATIONS or (kind and field["Field Type"] != "text"):
        raise ValueError(f"{name}: {kind} is no validation of this field")
    limits = [field["Text Validation Min"], field["Text Validation Max"]]
    if any(limits) and kind not in ("number", "integer"):
        raise ValueError(f"{name}: limits without a number")
    if all(limits) and float(limits[0]) > float(limits[1]):
        raise ValueError(f"{name}: the lower limit is above the higher")
    if field["Identifier?"] not in ("", "y"):
        raise ValueError(f"{name}: Identifier? is y or empty")


def check_choices(name: str, field: dict[str, str]) -> None:
    """Choices are there where they are chosen from: `code, label` parted by |, each code once."""
    written = field[DICTIONARY[5]]
    if (field["Field Type"] in CHOOSING) != bool(written):
        raise ValueError(f"{name}: choices belong to a field that is chosen from, and to no other")
    codes = [choice.partition(", ")[0].strip() for choice in written.split(" | ")] if written else []
    labels = [choice.partition(", ")[2] for choice in written.split(" | ")] if written else []
    if any(not CODE.fullmatch(one) for one in codes) or not all(labels):
        raise ValueError(f"{name}: a choice is a code of letters, digits and underscores, a comma, and a label")
    if field["Field Type"] == "checkbox" and any(one != one.lower() for one in codes):
        raise ValueError(f"{name}: the codes of boxes are in small letters")
    if len(set(codes)) < len(codes):
        raise ValueError(f"{name}: a code stands twice")


def check_ids(case_ids: Sequence[str]) -> None:
    """UserError names the case whose id cannot be that of a record, or that REDCap takes for another one."""
    known: dict[str, str] = {}
    for case_id in case_ids:
        if IN_ID.search(case_id) or len(case_id) > LONGEST_ID:
            raise UserError(
                f"case {case_id} cannot be a record of REDCap: its id has to be up to {LONGEST_ID} characters, without "
                "quotes, & # + < > | \\ and without = - @ in front: name the other cases with --case"
            )
        other = known.setdefault(case_id.casefold(), case_id)
        if other != case_id:
            raise UserError(
                f"cases {other} and {case_id} are one record to REDCap, which takes small and capital letters for the "
                "same: export them one by one with --case"
            )
