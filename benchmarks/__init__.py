"""How accurate and how fast the extraction is, measured."""
