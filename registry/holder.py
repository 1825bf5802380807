"""Who holds a registry file: the process by its number and what it runs, without its arguments."""

from pathlib import Path


def holder(pid: int) -> str:
    """`the app (process 7)`, `crlm ingest (process 7)`, else the name of its program; only the number where that cannot be told."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return f"process {pid}"
    return f"{program(words)} (process {pid})"


def program(words: list[str]) -> str:
    """What a command line runs."""
    names = [Path(word).name for word in words if word]
    if "streamlit" in names and "app.py" in names:
        return "the app"
    for own in ("crlm", "review.cli"):
        if own in names[:-1]:
            return f"crlm {names[names.index(own) + 1]}"
    return names[0] if names else "a process"
