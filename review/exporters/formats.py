"""Every format there is, in the order that `crlm export --help` lists them."""

from review.exporters.format import Format

FORMATS: tuple[Format, ...] = (
    Format("csv", "Tables as CSV: cases, values, notes, lesions, and the dictionary of every column.", folder=True),
    Format("parquet", "The same tables as Parquet.", folder=True),
    Format("excel", "The same tables as one Excel workbook, a sheet a table."),
    Format(
        "redcap", "A REDCap project: data dictionary and import file with raw codes, lesions repeating.", folder=True
    ),
    Format("naaccr", "Items of the NAACCR data standard as NAACCR XML, and why each has its code.", folder=True),
    Format("mcode", "FHIR R4 bundles after the mCODE profiles, one patient a line, without the text of the notes."),
    Format("mcode-with-notes", "The same bundles with the text of the notes in them."),
    Format("omop", "NOTE and NOTE_NLP of the OMOP common data model 5.4 as Parquet.", folder=True),
    Format("report", "Case reports as one page of HTML: values, verdicts and the notes with their evidence marked."),
    Format("report-pdf", "The same reports as PDF."),
    Format("proof", "Proofs of all rule results, a file a case, for `crlm verify`.", folder=True),
)
