"""What only the register can refuse, and what whoever decided it is told.

A rule is pure and knows one process. Whether words are kept, and where an inspector is in other
visits, shows when a decision is recorded; the process then takes it back.
"""

from collections.abc import Mapping
from typing import Final

from rules.refusals import RefusalCode, Refused

REFUSED_AT_RECORD: Final[Mapping[str, Refused]] = {
    "ContentNotKept": Refused(
        RefusalCode.WORDS,
        "That was not recorded: it refers to words that the register does not have. Bring the "
        "decision with its words.",
    ),
    "TakenElsewhere": Refused(
        RefusalCode.TEAM,
        "That was not recorded: in the same moment another visit booked an inspector for one of "
        "these days; nobody is in two places. Repeat the command to be told who and where.",
    ),
}
"""By the name of the failure with which the record ends."""
