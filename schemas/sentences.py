"""Errors that are told to people as they are."""

from collections.abc import Iterator
from contextlib import contextmanager


class Sentence(Exception):
    """An error whose words are a sentence for the person at the terminal: what, and what to do.

    Attributes:
        field: In which field of a form it was filled in; empty where that is no one field.
    """

    field: str = ""


class NotYetKnown(Sentence):
    """Nobody said no: what was brought may be done, or may be done later.

    The same brought again, with its id, finds out; whoever takes this for a refusal is wrong.
    """


@contextmanager
def filled_in(field: str) -> Iterator[None]:
    """What is said within is about one field of a form, unless it names another.

    Args:
        field: By its name.
    """
    try:
        yield
    except Sentence as said:
        said.field = said.field or field
        raise
