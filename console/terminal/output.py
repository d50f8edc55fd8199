"""What commands write: sentences and tables for people, JSON for programs.

Everything goes through here, because what is shown may hold words that somebody else wrote:
nothing in them is obeyed by the terminal.
"""

import codecs
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from console.terminal.streams import let_go_of_output
from schemas.sentences import Sentence
from schemas.visible import as_json_text, visible

WIDTH = 100  # columns of what is not a terminal, so that a file reads as the screen does


class OutputLost(Sentence):
    """What a command had to say could not be written; what it did is done."""


class Screen(Console):
    """A console on which words are only ever shown, and that tells when nobody takes them."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """As the console does, with each character visible that a terminal would obey."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(visible(segment.text), segment.style)

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - as the console has it
        """As the console does.

        Raises:
            OutputLost: Standard output takes no more.
        """
        with _writing(errors=self.stderr):
            super().print(*objects, **options)


@contextmanager
def _writing(*, errors: bool = False) -> Iterator[None]:
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


def console(*, errors: bool = False) -> Screen:
    """Standard output or standard error, as they are now: tests put others in their place."""
    made = Screen(stderr=errors, highlight=False, markup=False, emoji=False)
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
    """Write one JSON value to standard output, in the letters that its character set has."""
    in_full = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"
    write_line(as_json_text(json.dumps(value, ensure_ascii=not in_full, indent=2)))


def write_line(text: str) -> None:
    """Write a line for programs to standard output, as it is."""
    with _writing():
        typer.echo(text)


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
        made.add_row(*(Text(visible(cell)) for cell in row))
    return made


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and what they stand for, one pair a line."""
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(name, Text(visible(value)))
    return made
