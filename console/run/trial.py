"""A copy of a stack's folder that was started to try something: nothing leaves it."""

from pathlib import Path

from stack.place import Told
from worker.environment import SettingsError


def told_of(*, moved: bool, trial: bool) -> Told:
    """What whoever starts a stack says of its folder.

    Raises:
        SettingsError: Both.
    """
    if moved and trial:
        raise SettingsError("A folder is either moved or a trial: say --moved or --trial.")
    return Told.MOVED if moved else Told.TRIAL if trial else Told.NOTHING


def nothing_leaves(folder: Path) -> dict[str, str]:
    """Settings of a trial, whatever the environment says: its mailbox is another's, too."""
    return {
        "VISITS_MAIL_CHANNEL": "maildir",
        "VISITS_MAILDIR": str(folder / "letters"),
        "VISITS_MAILBOX": "none",
    }
