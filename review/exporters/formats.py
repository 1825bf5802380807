"""Every format there is, in the order that `crlm export --help` lists them."""

from review.exporters.format import Format

FORMATS: tuple[Format, ...] = (
    Format("mcode", "FHIR R4 bundles after the mCODE profiles, one patient a line, without the text of the notes."),
    Format("mcode-with-notes", "The same bundles with the text of the notes in them."),
    Format("omop", "NOTE and NOTE_NLP of the OMOP common data model 5.4 as Parquet.", folder=True),
    Format("report", "Case reports as one page of HTML: values, verdicts and the notes with their evidence marked."),
    Format("report-pdf", "The same reports as PDF."),
    Format("proof", "Proofs of all rule results, a file a case, for `crlm verify`.", folder=True),
)
