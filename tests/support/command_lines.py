"""What `visits` understands, to hold against what documents and sentences say of it."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import typer

from console.main import app
from console.terminal.groups import DEFAULT, WithDefault

ROOT = Path(__file__).parents[2]
OTHERS = frozenset({"--build-arg"})
"""Options of other people's programs."""


class Command(NamedTuple):
    """A command, or a group of them.

    Attributes:
        flags: Its options that take no value.
        valued: Those that take one.
        below: The commands of a group, by name.
    """

    flags: frozenset[str]
    valued: frozenset[str]
    below: "dict[str, Command]"

    @property
    def options(self) -> frozenset[str]:
        """All that it takes."""
        return self.flags | self.valued


@cache
def program() -> Command:
    """All of `visits`."""

    # `Any`: Typer brings a click of its own, without types.
    def read(command: Any) -> Command:  # noqa: ANN401
        context = command.make_context("visits", [], resilient_parsing=True)
        names = command.list_commands(context) if hasattr(command, "list_commands") else ()
        flags, valued = {"--help"}, set[str]()
        for one in command.params:
            (flags if getattr(one, "is_flag", False) else valued).update(
                name for name in (*one.opts, *one.secondary_opts) if name.startswith("-")
            )
        below = {name: read(command.get_command(context, name)) for name in names}
        if isinstance(command, WithDefault):
            flags |= below[DEFAULT].flags
            valued |= below[DEFAULT].valued
        return Command(frozenset(flags), frozenset(valued), below)

    return read(typer.main.get_command(app))


@cache
def every_option() -> frozenset[str]:
    """The options of all commands together, and those of programs that the guides start."""

    def of(command: Command) -> Iterator[str]:
        yield from command.options
        for one in command.below.values():
            yield from of(one)

    programs = [*(ROOT / "bench").rglob("*.py"), *(ROOT / "tests" / "chaos").rglob("*.py")]
    theirs = [re.findall(r'"(--[a-z-]+)"', one.read_text(encoding="utf-8")) for one in programs]
    return frozenset(of(program())).union(*theirs, OTHERS)


def faults(line: str) -> Iterator[str]:
    """The words of a command line that no command knows."""
    try:
        words = shlex.split(line)
    except ValueError:  # an apostrophe in a sentence
        words = line.split()
    command, of, outer, is_value = program(), "visits", frozenset[str](), False
    for word in words:
        name = word.strip("[]…,.;:").partition("=")[0]
        if is_value:
            is_value = False
        elif name.startswith("--"):
            if name not in command.options | outer:
                yield f"{of} {name}"
            is_value = name in command.valued and "=" not in word
        elif command.below and re.fullmatch(r"[a-z][a-z-]*", name):
            of = f"{of} {name}"
            if name not in command.below:
                yield of
                return
            # What a group takes itself, as `visits each` does, stands before its command.
            outer |= command.options
            command = command.below[name]
