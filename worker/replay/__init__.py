"""What this code would do to live visits: their histories replayed, and what replay gives compared.

Temporal's own replay notices only that commands come in another order or are of another kind. Here
the inputs it gives to activities, the durations of timers and the state at the end are compared
too. Nothing here changes a visit.
"""

from worker.replay.commands import Command, CommandKind
from worker.replay.comparing import Difference, DifferenceKind, find_differences
from worker.replay.histories import commands_of, input_of, workflow_type_of
from worker.replay.replaying import replay_each, replay_visits
from worker.replay.report import ReplayReport, Verdict, VisitReplay
from worker.replay.sources import FiledHistory, NoHistories, of_folder, of_stack, read_file

__all__ = [
    "Command",
    "CommandKind",
    "Difference",
    "DifferenceKind",
    "FiledHistory",
    "NoHistories",
    "ReplayReport",
    "Verdict",
    "VisitReplay",
    "commands_of",
    "find_differences",
    "input_of",
    "of_folder",
    "of_stack",
    "read_file",
    "replay_each",
    "replay_visits",
    "workflow_type_of",
]
