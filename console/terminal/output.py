"""What commands write: sentences and tables for people, JSON for programs."""

import json
from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

WIDTH = 100  # columns of what is not a terminal, so that a file reads as the screen does


def console(*, errors: bool = False) -> Console:
    """Standard output or standard error, as they are now: tests put others in their place."""
    made = Console(stderr=errors, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = WIDTH
    return made


def say(text: str = "") -> None:
    """Write a line of any length to standard output, unbroken so that it can be copied."""
    console().print(text, soft_wrap=True)


def note(text: str) -> None:
    """Write a line about the command's own doings to standard error."""
    console(errors=True).print(text, soft_wrap=True)


def show(renderable: RenderableType) -> None:
    """Write a table or the like to standard output."""
    console().print(renderable)


def write_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Write one JSON value to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(*headings: str, rows: Sequence[Sequence[str]], keep: Sequence[int] = ()) -> Table:
    """A table that reads as well without colour.

    Args:
        headings: One for each column.
        rows: Cells; what they say is taken literally.
        keep: Columns, counted from 0, that are never broken: ids that people copy.
    """
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        if number in keep:
            made.add_column(heading, no_wrap=True, overflow="fold")
        else:
            made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and what they stand for, one pair a line."""
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(name, Text(value))
    return made
