"""Stands between this project and a program it starts, so that the program cannot outlive it.

Run by its path with a bare interpreter, never imported by the stack: nothing of the parent's
memory, threads or modules comes along, which is what makes it safe to start from a process that
has threads. It gives up root where asked, and then:

- on Linux it asks the kernel for a signal on the parent's death and *becomes* the program;
- elsewhere it starts the program and ends it when the parent's end of a pipe closes.

Arguments: the parent's pid; the number of the signal that ends the program; user id and group id
to take, or -1; the descriptor of the pipe to watch, or -1 on Linux; the program's path; its
arguments.
"""

import ctypes
import os
import select
import signal
import subprocess  # the guard's whole purpose is to run a program
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

PR_SET_PDEATHSIG = 1
NOT_STARTED = 127  # what a shell says of a program that could not be run
GRACE = 5.0  # seconds a program has to end by itself after its parent's death
FORWARDED = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


def take_identity(uid: int, gid: int) -> None:
    """Give up the present user for another, for good.

    Raises:
        OSError: this process may not change its user.
    """
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def become(argv: Sequence[str], *, parent: int, death: int) -> NoReturn:
    """Turn into the program, which the kernel will signal when the parent's thread dies.

    Raises:
        OSError: the program cannot be run.
    """
    # After the change of user, because the kernel forgets the request then.
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # it died before the request stood
        sys.exit(NOT_STARTED)
    os.execv(argv[0], list(argv))  # noqa: S606 - no shell on purpose


def watch(argv: Sequence[str], *, pipe: int, death: int) -> int:
    """Run the program until it ends, or end it when the pipe closes.

    Returns:
        The program's exit status; 128 and the signal's number where a signal ended it.

    Raises:
        OSError: the program cannot be run.
    """
    os.set_inheritable(pipe, False)  # noqa: FBT003 - it takes no name
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    # Descriptors named for the program were made inheritable by whoever started this guard.
    program = subprocess.Popen(argv, close_fds=False)  # noqa: S603 - our own programs

    def forward(number: int, _frame: FrameType | None) -> None:
        program.send_signal(number)

    for number in FORWARDED:
        signal.signal(number, forward)
    while program.poll() is None:
        readable, _, _ = select.select([pipe, awake], [], [])
        if awake in readable:
            os.read(awake, 64)
        if pipe in readable:  # nobody writes: readable means closed
            program.send_signal(death)
            try:
                program.wait(GRACE)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
    status = program.wait()
    return status if status >= 0 else 128 - status


def main(arguments: Sequence[str]) -> int:
    """Run the program that the arguments name; see the module for their order."""
    parent, death, uid, gid, pipe = (int(argument) for argument in arguments[:5])
    argv = list(arguments[5:])
    try:
        if uid >= 0:
            take_identity(uid, gid)
        if pipe < 0:
            become(argv, parent=parent, death=death)
        return watch(argv, pipe=pipe, death=death)
    except OSError as error:
        sys.stderr.write(f"{argv[0]} was not started: {error}\n")
        return NOT_STARTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
