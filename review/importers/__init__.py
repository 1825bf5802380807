"""Kinds of files that hold notes: each module turns one kind into text or into rows, and says in words what it cannot read."""
