"""How a list is told: JSON to programs, a table to people, a sentence where there is nothing."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from console.terminal.output import note, say, show, table, write_json

T = TypeVar("T")


class Empty(NamedTuple):
    """What is said of an empty list.

    Attributes:
        sentence: On standard output.
        hint: What would change that, on standard error; none where it is empty.
    """

    sentence: str
    hint: str = ""


def told_whole(model: BaseModel) -> object:
    """One of a list, for programs: all its fields."""
    return model.model_dump(mode="json")


def tell_list(  # noqa: PLR0913 - all but the list by name
    found: Sequence[T],
    *,
    as_json: bool,
    whole: Callable[[T], object],
    headings: Sequence[str],
    row: Callable[[T], Sequence[str]],
    keep: Sequence[int] = (0,),
    empty: str | Empty | None = None,
) -> None:
    """Tell a list.

    Args:
        found: What is in it.
        as_json: Whether a program reads it.
        whole: One of it for a program.
        headings: Of the table.
        row: One of it for people, a cell for each heading.
        keep: The columns, counted from 0, that are never broken.
        empty: What is said where there is nothing; the bare headings if not given.
    """
    if as_json:
        write_json([whole(one) for one in found])
    elif not found and empty is not None:
        sentence, hint = empty if isinstance(empty, Empty) else Empty(empty)
        say(sentence)
        if hint:
            note(hint)
    else:
        show(table(*headings, rows=[row(one) for one in found], keep=keep))
