"""Rehearsals: a scenario played through the real engine in virtual time, in seconds.

Nothing here is a double: the same workflow, activities, register and letters serve real visits.
"""

from desk.timeline import TimelineEntry
from release.rehearsal.loader import BrokenScenario, load_scenario
from release.rehearsal.player import UnexpectedRefusal, rehearse
from release.rehearsal.report import Report

__all__ = [
    "BrokenScenario",
    "Report",
    "TimelineEntry",
    "UnexpectedRefusal",
    "load_scenario",
    "rehearse",
]
