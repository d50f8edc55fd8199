"""While a question is open nothing is said to be recorded, and nothing turns beside it."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator

import pytest

_ASKS = """
import asyncio
from console.decide.asking import run_confirmed
from desk.answers import NotConfirmed

async def decide(*, confirmed):
    await asyncio.sleep(0.3)
    if not confirmed:
        raise NotConfirmed("interim-e10000016", ("The cancellation would go to 4 people.",))
    return "Recorded"

print(run_confirmed(decide, "it to be recorded", yes=False, as_json=False))
"""
_ENDS = "Is that meant? [y/N]: "
_QUIET = 0.5  # seconds; a spinner turns twelve times in one
_WITHIN = 60  # seconds, on a busy machine


class AtATerminal:
    """A person at a terminal that shows all that is written."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal

    def reads(self, until: str) -> str:
        """What is written up to some words."""
        read = ""
        while not read.endswith(until):
            more = self._more(_WITHIN)
            assert more, read
            read += more
        return read

    def reads_meanwhile(self) -> str:
        """What is written while nobody answers."""
        return self._more(_QUIET) or ""

    def reads_to_the_end(self) -> str:
        """What is written until whoever writes has gone."""
        read = ""
        while (more := self._more(_WITHIN)) != "":
            assert more is not None, read
            read += more
        return read

    def _more(self, within: float) -> str | None:
        """What is written next: `None` if that is nothing, empty if nothing more is to come."""
        ready, _, _ = select.select([self._terminal], [], [], within)
        if not ready:
            return None
        try:
            return os.read(self._terminal, 4096).decode()
        except OSError:  # whoever wrote has gone
            return ""

    def types(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())


@pytest.fixture
def person() -> Iterator[AtATerminal]:
    """Somebody whose decision would send letters, as the command begins."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-c", _ASKS], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as command:
        os.close(theirs)
        yield AtATerminal(ours)
        command.kill()
    os.close(ours)


def test_it_is_said_to_be_recorded_only_once_a_person_has_said_so(person: AtATerminal) -> None:
    before = person.reads(_ENDS)
    meanwhile = person.reads_meanwhile()
    person.types("y")
    after = person.reads("Recorded\r\n")

    assert "Waiting for it to be checked; it is recorded unless" in before
    assert "Waiting for it to be recorded" not in before
    assert before.endswith(f"The cancellation would go to 4 people.\r\n{_ENDS}")
    assert not meanwhile
    assert "Waiting for it to be recorded" in after


def test_what_is_not_meant_is_never_said_to_be_recorded(person: AtATerminal) -> None:
    person.reads(_ENDS)
    person.types("n")
    after = person.reads_to_the_end()

    assert "Nothing was changed in visit interim-e10000016." in after
    assert "Waiting" not in after
