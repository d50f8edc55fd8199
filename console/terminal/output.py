"""What commands write: sentences and tables for people, JSON for programs.

Everything goes through here, because what is shown may hold words that somebody else wrote:
nothing in them is obeyed by the terminal. What draws tables is loaded when one is drawn.
"""

import codecs
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import typer

from console.terminal.streams import let_go_of_output
from schemas.sentences import Sentence
from schemas.visible import as_json_text, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from console.terminal.screen import Screen

WIDTH = 100  # columns of what is not a terminal, so that a file reads as the screen does


class OutputLost(Sentence):
    """What a command had to say could not be written; what it did is done."""


@contextmanager
def writing(*, errors: bool = False) -> Iterator[None]:
    """Tell when nobody takes what is written in the block.

    Raises:
        OutputLost: Standard output takes no more.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # the reader has read enough
    except OSError as error:
        if errors:
            return  # there is nowhere left to say so
        let_go_of_output()
        raise OutputLost(
            f"Standard output cannot be written to: {error.strerror}. "
            "What the command did stands; only what it had to say is lost."
        ) from None


def console(*, errors: bool = False) -> "Screen":
    """Standard output or standard error, as they are now: tests put others in their place."""
    from console.terminal.screen import Screen

    made = Screen(stderr=errors, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = WIDTH
    return made


def say(text: str = "") -> None:
    """Write a line of any length to standard output, unbroken so that it can be copied."""
    with writing():
        _write(sys.stdout, text)


def note(text: str) -> None:
    """Write a line about the command's own doings to standard error."""
    with writing(errors=True):
        _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{visible(text)}\n".expandtabs())
    stream.flush()


def show(renderable: "RenderableType") -> None:
    """Write a table or the like to standard output."""
    console().print(renderable)


def write_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Write one JSON value to standard output, in the letters that its character set has."""
    in_full = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"
    write_line(as_json_text(json.dumps(value, ensure_ascii=not in_full, indent=2)))


def write_line(text: str) -> None:
    """Write a line for programs to standard output, as it is."""
    with writing():
        typer.echo(text)


def table(*headings: str, rows: Sequence[Sequence[str]], keep: Sequence[int] = ()) -> "Table":
    """A table that reads as well without colour.

    Args:
        headings: One for each column.
        rows: Cells; what they say is taken literally.
        keep: Columns, counted from 0, that are never broken: ids that people copy.
    """
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        if number in keep:
            made.add_column(heading, no_wrap=True, overflow="fold")
        else:
            made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(Text(visible(cell)) for cell in row))
    return made


def facts(rows: Sequence[tuple[str, str]]) -> "Table":
    """Names and what they stand for, one pair a line."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(name, Text(visible(value)))
    return made
