"""Children that cannot outlive this process, whatever ends it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_GUARD = Path(__file__).with_name("guard.py")
_LOG_GROWS_TO = 10_000_000  # bytes
_LOG_LIMIT = 1_000_000  # bytes after which a log is put aside at the next start
_TAIL = 8_000  # bytes of a log that are looked at to explain an end


class Identity(NamedTuple):
    """A user and a group of the operating system, by number."""

    uid: int
    gid: int


class Child:
    """A program that runs in the foreground of this process, its output going to a file."""

    def __init__(
        self, process: subprocess.Popen[bytes], *, log: Path, log_start: int, pipe: int | None
    ) -> None:
        """Take charge of a process; use `spawn`.

        Args:
            process: Leads a session of its own.
            log: Where its output goes.
            log_start: Size of the log before it started, in bytes.
            pipe: The end of the guard's pipe that is ours, if there is a guard.
        """
        self._process = process
        self._log_start = log_start
        self._pipe = pipe
        self.log = log

    @property
    def pid(self) -> int:
        """The pid of the program, or of its guard where there is one."""
        return self._process.pid

    def poll(self) -> int | None:
        """Exit status (negative: the signal that ended it), or `None` while it runs."""
        status = self._process.poll()
        if status is not None:
            self._close_pipe()
        return status

    def wait(self, timeout: float) -> int:
        """Wait for the end.

        Args:
            timeout: Seconds.

        Returns:
            The exit status.

        Raises:
            TimeoutError: it still runs.
        """
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(str(error)) from error
        self._close_pipe()
        return status

    def send(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens where the program has ended."""
        self._process.send_signal(number)

    def stop(self, number: signal.Signals, timeout: float) -> int:
        """End the program: ask, wait, and kill it with its group if it has not ended.

        Args:
            number: The signal by which this program is asked to end.
            timeout: Seconds to wait before SIGKILL.

        Returns:
            The exit status.
        """
        try:
            if self._process.poll() is None:
                self.send(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout)
        finally:
            # Also when a second Ctrl-C interrupts the wait.
            if self._process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            status = self._process.wait()
            self._close_pipe()
        return status

    def said(self) -> str:
        """The end of what it wrote to its log since it started."""
        try:
            with self.log.open("rb") as log:
                end = log.seek(0, os.SEEK_END)
                log.seek(max(self._log_start, end - _TAIL))
                return log.read().decode(errors="replace")
        except OSError:
            return ""

    def _close_pipe(self) -> None:
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


def spawn(  # noqa: PLR0913 - the ways in which children differ, all by name
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    identity: Identity | None = None,
    stdin: Path | None = None,
    keep: Sequence[int] = (),
    death: signal.Signals = signal.SIGKILL,
    guarded: bool = not sys.platform.startswith("linux"),
) -> Child:
    """Start a program whose life is tied to that of this process.

    It leads a session of its own, so that Ctrl-C in the terminal reaches only us, and inherits
    no descriptor but its log and those in `keep`.

    Args:
        argv: The program's absolute path and its arguments.
        log: File that gets its output, appended; one that grew large is put aside first.
        env: Its whole environment.
        cwd: Its working folder, entered before the change of user.
        identity: User to take, where this process is root.
        stdin: File that it reads as standard input; nothing by default.
        keep: Descriptors that it and its own children hold for as long as they live.
        death: What it is sent when this process dies.
        guarded: Tie it by a guard process and a pipe instead of the kernel's signal, which only
            Linux has.

    Raises:
        RuntimeError: called outside the main thread: the kernel would end the child together
            with that thread.
        OSError: log, standard input or working folder cannot be opened.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("spawn() must be called from the main thread")
    _put_aside(log)
    ours: int | None = None
    theirs = -1
    uid, gid = identity or Identity(-1, -1)
    with contextlib.ExitStack() as opened:
        output = opened.enter_context(log.open("ab"))
        source = opened.enter_context((stdin or Path(os.devnull)).open("rb"))
        if guarded:
            theirs, ours = os.pipe()
            opened.callback(os.close, theirs)
        arguments = [str(number) for number in (os.getpid(), int(death), uid, gid, theirs)]
        try:
            process = subprocess.Popen(  # noqa: S603 - programs that we located ourselves
                [sys.executable, "-I", "-S", _GUARD, *arguments, *argv],
                stdin=source,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=dict(env),
                start_new_session=True,
                pass_fds=(*keep, theirs) if guarded else tuple(keep),
            )
        except BaseException:
            if ours is not None:
                os.close(ours)
            raise
        return Child(process, log=log, log_start=output.tell(), pipe=ours)


def _put_aside(log: Path) -> None:
    """Bound the logs of a folder that is used for years."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".previous.log"))


def bound_log(log: Path, *, grows_to: int = _LOG_GROWS_TO) -> None:
    """Keep a log bounded that is being written to, by us or by a program.

    It is copied and cut, because whoever writes has it open: at its end, so writing goes on there.
    Of lines that are written at that very moment some may be lost.

    Args:
        log: The file.
        grows_to: Bytes; as many are kept of before.
    """
    with contextlib.suppress(OSError):
        if log.stat().st_size > grows_to:
            shutil.copyfile(log, log.with_suffix(".previous.log"))
            os.truncate(log, 0)
