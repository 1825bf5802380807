"""Every format there is, in the order that `crlm export --help` lists them."""

from review.exporters.format import Format

FORMATS: tuple[Format, ...] = ()
