"""The checks of a dry run in words: how serious, what was found, what to do."""

from dataclasses import dataclass

# Refused: not loaded. Check: loaded, and probably not as it was meant. Note: good to know.
REFUSED, CHECK, NOTE = "refused", "check", "note"
LEVELS = (REFUSED, CHECK, NOTE)


@dataclass(frozen=True, slots=True)
class Words:
    """How serious a finding is, what it says, and what to do about it."""

    level: str
    what: str
    todo: str


CHECKS = {
    "day_first_fits": Words(
        CHECK,
        "dates that can be read two ways are refused; those beside them can only be day first",
        "say --date-order dmy",
    ),
    "month_first_fits": Words(
        CHECK,
        "dates that can be read two ways are refused; those beside them can only be month first",
        "say --date-order mdy",
    ),
    "mixed_orders": Words(
        CHECK,
        "dates of both orders: some can only be day first, some only month first",
        "find out which system wrote which, and load them apart, each with its --date-order",
    ),
    "against_order": Words(
        CHECK,
        "dates that only the other order can mean, against the date order given",
        "check the date order: those that can be read both ways are probably meant the other way too",
    ),
    "other_encoding": Words(
        CHECK, "files that are UTF-8, but are read in another encoding", "leave the encoding at utf-8"
    ),
    "not_utf8": Words(CHECK, "files that are not UTF-8", "give the encoding that is named beside each"),
    "garbled": Words(
        CHECK,
        "texts with characters as UTF-8 read in a wrong encoding leaves them (Ã, Â, â€, \ufffd)",
        "export them again in UTF-8: evidence is shown as the note has it",
    ),
    "controls": Words(
        CHECK, "texts with control characters, as Windows-1252 read as Latin-1 has them", "try the encoding cp1252"
    ),
    "twin_elsewhere": Words(
        CHECK, "texts that another case has too, word for word", "check the case ids, or leave one of them out"
    ),
    "twin_here": Words(CHECK, "texts that stand twice in a case, under two note ids", "leave one of them out"),
    "spreadsheet_id": Words(
        CHECK,
        "ids that a spreadsheet has turned into numbers (1.2E+11, 123.0): some may be the same by now",
        "export the ids as text",
    ),
    "single_notes": Words(
        CHECK, "nearly every case has one note only", "check that the case id is that of the patient, not of the note"
    ),
    "same_day": Words(
        CHECK, "most notes have the same date", "check that it is the day of the note, not of the export"
    ),
    "old_date": Words(CHECK, "dates before 1985", "check them: such dates often stand for no date"),
    "cut_off": Words(
        CHECK, "texts of exactly 255, 4000, 8000, 32767 or 65535 characters", "check that they were not cut off"
    ),
    "markup": Words(CHECK, "texts with HTML or RTF marks in them", "export them as plain text"),
    "short": Words(CHECK, "texts of fewer than 40 characters", "check that the column of the text is the right one"),
    "long": Words(CHECK, "texts of more than 50,000 characters", "check that they are one document each"),
    "odd_id": Words(
        CHECK,
        "ids with blanks or unusual characters",
        "check that they name nobody: ids are told in messages and in names of files",
    ),
    "worked_on": Words(
        CHECK,
        "new or changed notes of cases that people worked on",
        "their cases are to be looked at again; signed-off ones become stale",
    ),
    "either_order": Words(NOTE, "dates that can be read two ways, read as the date order says", "check a few of them"),
    "type_read": Words(NOTE, "types read from the text, since the file does not say them", "check a few of them"),
    "date_read": Words(NOTE, "dates read from the text, since the file does not say them", "check a few of them"),
    "type_given": Words(NOTE, "notes without a type, taken as the type given", "check that it is true of all"),
    "date_given": Words(NOTE, "notes without a date, taken as of the date given", "check that it is true of all"),
    "case_given": Words(NOTE, "notes without a case, taken as of the case given", "check that it is true of all"),
    "again": Words(NOTE, "notes that stand in the files twice, the same in all", "nothing: each is read once"),
}
