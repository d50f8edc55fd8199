"""A value that a command does not take is refused in our words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from console.main import put_together
from console.terminal.errors import in_plain_words
from schemas.sentences import Sentence

WRONG = ("", "x", "-1", "0", "nan", "inf", "1.5", "1e400", "9" * 400, "2020-13-45", "\N{WAVE DASH}")
LIBRARYS_WORDS = re.compile(r"[Ii]nput should|should be|[Vv]alid (number|int|str|date)|unable to")


# `Any`: as Typer makes commands of functions.
def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for called, one in inner.items():
        yield from _commands(one, f"{name} {called}")


def test_of_no_option_is_told_what_the_library_says() -> None:
    told = {}
    for name, command in _commands(get_command(put_together()), "visits"):
        context = typer.Context(command, info_name=name)
        for param in command.params:
            read = param.get_runtime_param()
            if read.parameter_info.parser is not None:
                continue  # it has words of its own
            several = param.multiple or param.nargs == -1
            for value in WRONG:
                try:
                    read.coerce([value] if several else value, param=param, ctx=context)
                except Sentence as error:
                    told[name, param.name, value] = str(error)
                except typer.BadParameter as error:
                    told[name, param.name, value] = in_plain_words(error).message

    assert len(told) > 50
    assert {at: words for at, words in told.items() if LIBRARYS_WORDS.search(words)} == {}


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "x"])
def test_how_long_to_look_is_a_number_of_seconds(seconds: str) -> None:
    command = ["tables", "protect", "no-such-table.csv", f"--seconds={seconds}"]
    answer = CliRunner().invoke(put_together(command), command)

    assert answer.exit_code == 2
    assert "is no number of seconds from 0 to 3600" in " ".join(answer.output.split())
