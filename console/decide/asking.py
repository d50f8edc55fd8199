"""Asks a person whether a decision is meant, where it brings about more than it says."""

from collections.abc import Coroutine
from typing import Protocol, TypeVar

import typer

from console.terminal.connection import run_waiting
from console.terminal.errors import ExitCode
from console.terminal.output import note
from console.terminal.streams import somebody_is_there
from desk.answers import NotConfirmed, called

T = TypeVar("T")
Done_co = TypeVar("Done_co", covariant=True)


_FIRST = "it to be checked; it is recorded unless something is to be confirmed first"
"""While nobody has said yes, it is not known yet whether it is recorded without a question."""


class Doing(Protocol[Done_co]):
    """Does something, if that is meant or brings about nothing else."""

    def __call__(self, *, confirmed: bool) -> Coroutine[object, object, Done_co]:
        """Do it; raises `NotConfirmed` where it is not known to be meant."""


def run_confirmed(do: Doing[T], what: str, *, yes: bool, as_json: bool) -> T:
    """Do something, once that is meant with all that it brings about.

    A person at a terminal is told and asked; a program has to say yes beforehand.

    Args:
        do: Does it.
        what: That is waited for, as in "Waiting for …".
        yes: Whether that was said beforehand.
        as_json: Whether a program reads the answer.

    Raises:
        NotConfirmed: It would bring about something, and nobody has said that this is meant.
    """
    try:
        return run_waiting(do(confirmed=yes), what if yes else _FIRST)
    except NotConfirmed as unsaid:
        if as_json or not somebody_is_there():
            raise
        for sentence in unsaid.consequences:
            note(sentence)
        if not typer.confirm("Is that meant?", err=True):
            note(f"Nothing was changed in {called(unsaid.visit)}.")
            raise typer.Exit(ExitCode.FAILED) from None
        return run_waiting(do(confirmed=True), what)
