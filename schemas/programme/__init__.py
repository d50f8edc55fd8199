"""A programme of visits: what it is told, what happens to it, what it knows, what is filled in.

Areas are named by their codes, people by references; the frame, the seed, the plan and the contacts
are content of the register. Fields are only ever added within a major version.
"""

from schemas.programme.events import ProgrammeEvent, ProgrammeEventType, ProgrammeFact
from schemas.programme.messages import OpenProgramme, ProgrammeDecision, ProgrammeOccurrence
from schemas.programme.state import ProgrammeReceipt, ProgrammeState
from schemas.programme.values import PROGRAMME_STREAM, ProgrammeStage, Standing

__all__ = [
    "PROGRAMME_STREAM",
    "OpenProgramme",
    "ProgrammeDecision",
    "ProgrammeEvent",
    "ProgrammeEventType",
    "ProgrammeFact",
    "ProgrammeOccurrence",
    "ProgrammeReceipt",
    "ProgrammeStage",
    "ProgrammeState",
    "Standing",
]
