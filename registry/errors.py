"""What can be wrong with a registry file: one line each, saying what, where and what to do."""


class RegistryError(Exception):
    """The registry cannot be used; the message is for the user."""


class NotARegistryError(RegistryError):
    """The file is not a DuckDB file or not one of ours."""


class DamagedError(RegistryError):
    """The file is a registry, but not as it was written: a backup has to take its place."""


class LockedError(RegistryError):
    """Another process holds the file."""


class NewerVersionError(RegistryError):
    """The file was written by a newer version of crlm-review."""


class UnwritableError(RegistryError):
    """The file or its folder cannot be written."""


class BrokenChainError(RegistryError):
    """The decisions are not as they were written."""
