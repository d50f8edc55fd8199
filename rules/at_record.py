"""What only the register can refuse, and what whoever decided it is told.

A rule is pure and knows one process. Whether words are kept, where an inspector is in other visits,
which letters have left and who signed shows when a decision is recorded; the process then takes it
back.
"""

from collections.abc import Mapping
from typing import Final

from rules.refusals import RefusalCode, Refused

UNPROVED: Final = Refused(
    RefusalCode.PROOF,
    "That was not recorded: it does not prove who decided it. Decide with the `visits` command or "
    "on the pages, both of this release; what an older release was told is decided again.",
)
"""Of whatever did not come from a desk, and of what came from one that signed nothing."""

REFUSED_AT_RECORD: Final[Mapping[str, Refused]] = {
    "ContentNotKept": Refused(
        RefusalCode.WORDS,
        "That was not recorded: it refers to words that the register does not have. Bring the "
        "decision with its words.",
    ),
    "NotProved": UNPROVED,
    "NoteHasLeft": Refused(
        RefusalCode.LETTER,
        "That was not recorded: in the same moment a letter with the note left, so it cannot be "
        "taken out any more.",
    ),
    "TakenElsewhere": Refused(
        RefusalCode.TEAM,
        "That was not recorded: in the same moment another visit booked an inspector for one of "
        "these days; nobody is in two places. Repeat the command to be told who and where.",
    ),
}
"""By the name of the failure with which the record ends."""
