"""Disease outside the liver in one note: pieces of a sentence -> what each says -> statements on sites."""
