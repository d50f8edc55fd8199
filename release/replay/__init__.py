"""What this code would do to live visits: their histories replayed, and what replay gives compared.

Temporal's own replay notices only that commands come in another order or are of another kind. Here
the inputs it gives to activities, the durations of timers and the state at the end are compared
too. Nothing here changes a visit.
"""

from release.replay.commands import Command, CommandKind
from release.replay.comparison import Difference, DifferenceKind, find_differences
from release.replay.histories import commands_of, input_of, workflow_type_of
from release.replay.report import ReplayReport, Verdict, VisitReplay
from release.replay.sources import FiledHistory, NoHistories, of_folder, of_stack, read_file
from release.replay.verdict import replay_each, replay_visits

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
