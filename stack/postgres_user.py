"""As which user PostgreSQL runs, and from which programs.

An ordinary user runs the bundled programs as they are. PostgreSQL refuses root, which is who runs
things in most containers; then the first of these holds that works here:

1. a user namespace in which root has another number, where the kernel allows one;
2. the user `nobody`, where it can reach the programs;
3. `nobody` with a copy of the programs in a temporary folder that it can reach.

No user is added and no mode of an existing folder is changed. The data stays in the stack's
folder even where `nobody` could not walk to it: the server is started *in* its data folder.
"""

import os
import pwd
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from stack.errors import StackUnavailable
from stack.folders import HeldFolder, hold_temporary
from stack.processes import Identity, spawn
from stack.programs import base_environment, copy_postgres, postgres_install

_UNPRIVILEGED = 1000  # root's number within its user namespace; any but 0 does
_TRIAL = 10.0  # seconds that a program has to tell its version


class Way(Enum):
    """A way in which PostgreSQL can be run."""

    AS_WE_ARE = "as the present user"
    NAMESPACE = "in a user namespace"
    NOBODY = "as nobody"
    NOBODY_COPY = "as nobody, from a copy"


ROOT_WAYS = (Way.NAMESPACE, Way.NOBODY, Way.NOBODY_COPY)


@dataclass
class PostgresUser:
    """A way that works here."""

    way: Way
    bin: Path
    """Folder of the programs."""
    prefix: tuple[str, ...]
    """What comes before a program's path on its command line."""
    identity: Identity | None
    """User to take before the program starts."""
    owner: Identity
    """User to whom its files belong, as seen from outside."""
    copy: HeldFolder | None = None
    """The temporary folder that holds the programs, if they were copied."""

    @property
    def in_place(self) -> bool:
        """Whether the data folder is named by the working folder, not by its path."""
        return self.way is not Way.AS_WE_ARE and sys.platform.startswith("linux")

    def release(self) -> None:
        """Remove the copy, if one was made."""
        if self.copy is not None:
            self.copy.release()


def find_postgres_user(scratch: Path, *, ways: Sequence[Way] | None = None) -> PostgresUser:
    """Find a way in which PostgreSQL runs here, trying each.

    Args:
        scratch: A folder of ours for the output of trials.
        ways: The ways to try, in order; by default those that fit the present user.

    Raises:
        StackUnavailable: none works.
    """
    if ways is None:
        ways = ROOT_WAYS if os.geteuid() == 0 else (Way.AS_WE_ARE,)
    for way in ways:
        if user := _try_way(way, postgres_install(), scratch):
            return user
    tried = ", ".join(way.value for way in ways)
    raise StackUnavailable(
        f"The embedded PostgreSQL cannot be run here (tried: {tried}), mostly because it refuses "
        "to run as root. Run this as an ordinary user, or set DATABASE_URL to a PostgreSQL "
        "server that runs elsewhere."
    )


def _try_way(way: Way, install: Path, scratch: Path) -> PostgresUser | None:
    us = Identity(os.geteuid(), os.getegid())
    match way:
        case Way.AS_WE_ARE:
            return PostgresUser(way, install / "bin", (), None, us)
        case Way.NAMESPACE:
            if not (unshare := shutil.which("unshare")):
                return None
            mapping = (f"--map-user={_UNPRIVILEGED}", f"--map-group={_UNPRIVILEGED}")
            user = PostgresUser(way, install / "bin", (unshare, "--user", *mapping), None, us)
            return user if _runs(user, scratch) else None
        case Way.NOBODY | Way.NOBODY_COPY:
            try:
                entry = pwd.getpwnam("nobody")
            except KeyError:
                return None
            nobody = Identity(entry.pw_uid, entry.pw_gid)
            if way is Way.NOBODY_COPY:
                return _copied(install, nobody, scratch)
            user = PostgresUser(way, install / "bin", (), nobody, nobody)
            return user if _runs(user, scratch) else None


def _copied(install: Path, nobody: Identity, scratch: Path) -> PostgresUser | None:
    # The usual temporary folder may itself be closed to others, or refuse to run programs.
    usual = Path(tempfile.gettempdir())
    others = [Path("/tmp"), Path("/var/tmp")]  # noqa: S108 - the folder made there is private
    for parent in dict.fromkeys([usual, *others]):
        try:
            copy = hold_temporary(parent)
        except StackUnavailable:
            continue
        try:
            programs = copy_postgres(install, copy.path) / "bin"
            user = PostgresUser(Way.NOBODY_COPY, programs, (), nobody, nobody, copy)
            if _runs(user, scratch):
                return user
        except OSError:
            pass  # no space there: the next place may have some
        except BaseException:
            copy.release()
            raise
        copy.release()
    return None


def _runs(user: PostgresUser, scratch: Path) -> bool:
    trial = spawn(
        [*user.prefix, user.bin / "postgres", "--version"],
        log=scratch / "trial.log",
        env=base_environment(scratch),
        cwd=scratch,
        identity=user.identity,
        keep=[user.copy.lock] if user.copy else [],
    )
    try:
        return trial.wait(_TRIAL) == 0
    except TimeoutError:
        return False
    finally:
        trial.stop(signal.SIGKILL, 0)
