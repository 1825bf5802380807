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
)
