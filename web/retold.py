"""Has a sentence of the rules or the desk speak as a door does.

The rules name the command that mends something, and its options, because whoever reads a terminal
can type it. Whoever reads a page or an answer of the API does the same otherwise.
"""

import re
from collections.abc import Callable
from typing import Final

from desk.decisions import About

OPTION: Final = re.compile(r"`?--([a-z][a-z-]*)(?:[ =][A-Z]+)?`?")
"""An option of a command, with what stands for its value."""

GROUPS: Final = {"programme": About.PROGRAMME, "report": About.REPORT}
"""What the commands of a group are about; those of none are about a visit."""

_COMMAND: Final = re.compile(r"`visits ([^`]+)`")
_COMMANDS_LEFT: Final = re.compile(r"(`visits [^`]+`)")


def retold(said: str, called: Callable[[str], str | None], rest: Callable[[str], str]) -> str:
    """A sentence in the words of a door.

    Args:
        said: The sentence.
        called: What a command is called there, by its words after `visits`; `None` where there is
            nothing like it, and it is left as it is.
        rest: What is said there for what stands between commands, options included.
    """
    text = _COMMAND.sub(lambda found: called(found[1]) or found[0], said)
    parts = _COMMANDS_LEFT.split(text)
    return "".join(part if _COMMANDS_LEFT.match(part) else rest(part) for part in parts)
