"""Every search attribute of a visit: the single source for workflow, server and documentation.

They are plain text on the server, so nothing personal and no words: references, dates, kinds, and
the names of local areas.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from rules.next_action import next_action
from rules.programme import programme_deadlines, programme_tasks
from rules.report import report_tasks
from rules.side_process import SideProcess
from rules.zones import at_london
from schemas.areas import AreaName
from schemas.programme import ProgrammeState
from schemas.report.state import ReportState
from schemas.side_processes import SideState
from schemas.state import NextAction, VisitState
from schemas.values import Owner

Value: TypeAlias = str | bool | datetime
Values: TypeAlias = Mapping[str, Value]

STAGE = SearchAttributeKey.for_keyword("VisitStage")
PROGRAMME = SearchAttributeKey.for_keyword("VisitProgramme")
AREA = SearchAttributeKey.for_keyword("VisitArea")
REGION = SearchAttributeKey.for_keyword("VisitRegion")
MODE = SearchAttributeKey.for_keyword("VisitMode")
DAY_ONE = SearchAttributeKey.for_datetime("VisitDayOne")
NEXT_ACTION = SearchAttributeKey.for_keyword("VisitNextAction")
OWNER = SearchAttributeKey.for_keyword("VisitOwner")
DUE = SearchAttributeKey.for_datetime("VisitDue")
NEEDS_ATTENTION = SearchAttributeKey.for_bool("VisitNeedsAttention")


class _Found(NamedTuple):
    """What a visit is found by besides its state.

    Attributes:
        coming: What happens next.
        area_name: What its area is called, where it was told.
    """

    coming: NextAction
    area_name: AreaName | None


def _day_one(state: VisitState, _found: _Found) -> datetime:
    day = state.days.day_one if state.days else state.day_one
    return at_london(day, state.policy.day_starts_at)


# `Any`: a key's type goes with the value its function gives.
_VALUES: Final[Mapping[SearchAttributeKey[Any], Callable[[VisitState, _Found], Value | None]]] = {
    STAGE: lambda state, _: state.stage.value,
    PROGRAMME: lambda state, _: state.programme,
    AREA: lambda _, found: found.area_name,
    REGION: lambda state, _: state.region.value,
    MODE: lambda state, _: state.mode and state.mode.value,
    DAY_ONE: _day_one,
    NEXT_ACTION: lambda _, found: found.coming.action.value,
    OWNER: lambda _, found: found.coming.owner.value,
    DUE: lambda _, found: found.coming.due,
    NEEDS_ATTENTION: lambda state, _: bool(state.tasks),
}

SEARCH_ATTRIBUTES: Final[Mapping[str, SearchAttributeKey[Any]]] = {key.name: key for key in _VALUES}
"""All of them by name, as `visits search-attributes register` registers them."""

SAVED_SEARCHES: Final[Mapping[str, str]] = {
    "A person must act": "VisitNeedsAttention = true",
    "Waiting for the area": "VisitOwner = 'area'",
    "Waiting for us": (
        "VisitOwner IN ('coordinator', 'team', 'lead_inspector', 'senior_manager', 'analyst')"
    ),
    "In the two days": "VisitStage = 'visiting'",
    "Note not yet shared": "VisitStage IN ('drafting', 'agreeing', 'sharing')",
}
"""Searches without a date; `docs/operations.md` has these and the ones with a date."""


def values_of(state: VisitState, area_name: AreaName | None = None) -> Values:
    """What a visit can be found by; an attribute without a value is left out.

    Args:
        state: The visit.
        area_name: What its area is called. Visits that were opened before names were told have
            none, and replay without.
    """
    found = _Found(next_action(state), area_name)
    values = ((key.name, value(state, found)) for key, value in _VALUES.items())
    return {name: value for name, value in values if value is not None}


def side_values_of(kind: SideProcess[Any, Any], state: SideState) -> Values:
    """What a side process can be found by."""
    values: dict[str, Value] = {
        PROGRAMME.name: state.programme,
        OWNER.name: kind.owner(state).value,
        NEEDS_ATTENTION.name: kind.needs_a_person(state),
    }
    if state.due is not None:
        values[DUE.name] = state.due
    return values


def programme_values_of(state: ProgrammeState) -> Values:
    """What a programme can be found by."""
    tasks = programme_tasks(state)
    values: dict[str, Value] = {
        PROGRAMME.name: state.programme,
        OWNER.name: (Owner.COORDINATOR if tasks else Owner.ENGINE).value,
        NEEDS_ATTENTION.name: bool(tasks),
    }
    if due := programme_deadlines(state):
        values[DUE.name] = due[0].at
    return values


def report_values_of(state: ReportState, whose: Owner | None = None) -> Values:
    """What a report can be found by.

    Args:
        state: The report.
        whose: Who is told to hold its tasks, where that is not whoever may do the next of them:
            in runs of earlier releases it is the coordinator.
    """
    tasks = report_tasks(state)
    owner = (whose or tasks[0].owner) if tasks else Owner.ENGINE
    return {
        PROGRAMME.name: state.programme,
        OWNER.name: owner.value,
        NEEDS_ATTENTION.name: bool(tasks),
    }


def updates(before: Values, after: Values) -> list[SearchAttributeUpdate[Any]]:
    """What to tell the server so that it knows `after`; nothing where nothing changed."""
    return [
        key.value_set(after[name]) if name in after else key.value_unset()
        for name, key in SEARCH_ATTRIBUTES.items()
        if before.get(name) != after.get(name)
    ]


def server_types() -> dict[str, str]:
    """Each attribute's type as the server's command line names it, e.g. `Keyword`."""
    words = {"KEYWORD": "Keyword", "DATETIME": "Datetime", "BOOL": "Bool"}
    return {
        name: words[key.indexed_value_type.name.removeprefix("INDEXED_VALUE_TYPE_")]
        for name, key in SEARCH_ATTRIBUTES.items()
    }
