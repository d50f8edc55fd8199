"""The shape of a visit: how many decisions, timers and activities, in which order and when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from release.rehearsal.time_skipping import is_of_virtual_time


@dataclass
class Beat:
    """One thing that happens to it.

    Attributes:
        decided: Whether somebody decides; otherwise a timer has fired.
        at: Seconds from its start, on its own clock.
        records: How many activities follow, one after the other.
        wakes: When it wakes by itself after this, likewise; `None` if that stays as it was.
    """

    decided: bool
    at: float
    records: int = 0
    wakes: float | None = None


@dataclass
class Shape:
    """All that happens, in order; before the first record there is one activity more.

    Attributes:
        beats: The first is the decision that arrives with the start.
    """

    beats: list[Beat]


class Counts(NamedTuple):
    """What stands in a history, without what moving its clock adds.

    Attributes:
        updates: That were accepted.
        timers: That were started.
        fired: Of those.
        activities: That were scheduled.
        workflow_tasks: Likewise.
        search_attributes: How often they were changed.
        signals: That came in.
        events: All.
        bytes: Of all events, as Temporal encodes them.
    """

    updates: int
    timers: int
    fired: int
    activities: int
    workflow_tasks: int
    search_attributes: int
    signals: int
    events: int
    bytes: int

    @property
    def actions(self) -> int:
        """What Temporal Cloud would bill of a history: the start and all that is counted here.

        An estimate: retries and queries are billed, too, and stand in no history.
        """
        told = self.updates + self.signals + self.search_attributes
        return 1 + told + self.timers + self.activities


def counts_of(events: Sequence[HistoryEvent]) -> Counts:
    """Count what stands in a history."""
    own = [event for event in events if not is_of_virtual_time(event)]
    kinds: Mapping[EventType.ValueType, int] = Counter(event.event_type for event in own)
    return Counts(
        updates=kinds[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED],
        timers=kinds[EventType.EVENT_TYPE_TIMER_STARTED],
        fired=kinds[EventType.EVENT_TYPE_TIMER_FIRED],
        activities=kinds[EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED],
        workflow_tasks=kinds[EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED],
        search_attributes=kinds[EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES],
        signals=kinds[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED],
        events=len(own),
        bytes=sum(event.ByteSize() for event in own),
    )


def shape_of(events: Sequence[HistoryEvent]) -> Shape:
    """Read the shape off a whole history."""
    began = _moment(events[0])
    beats: list[Beat] = []
    activities = 0
    for event in events:
        at = (_moment(event) - began).total_seconds()
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                beats.append(Beat(decided=True, at=at))
            case EventType.EVENT_TYPE_TIMER_FIRED:
                beats.append(Beat(decided=False, at=at))
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                activities += 1
                if activities > 1:  # the first looks something up, before any record
                    beats[-1].records += 1
            case EventType.EVENT_TYPE_TIMER_STARTED:
                lasts: timedelta = (
                    event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
                )
                beats[-1].wakes = at + lasts.total_seconds()
            case _:
                pass
    return Shape(beats)


def _moment(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime()
