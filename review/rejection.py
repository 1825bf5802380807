"""What is refused, and how the user is told."""

from dataclasses import dataclass


class UserError(Exception):
    """Nothing can be done as asked; the message is one line for the user: what, where, what to do."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A note or file that was not taken: where it stands, what is wrong, what to do. Never holds note text."""

    where: str
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.todo}"
