"""Liver lesions of one note: events of a sentence -> statements -> the picture of the liver now."""
