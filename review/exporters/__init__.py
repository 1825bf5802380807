"""Formats that the registry goes out in: one module a format, all written by `review.exporting`."""
