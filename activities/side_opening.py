"""How a process beside a visit was opened, by its log: its periods and holidays hold for life."""

from datetime import timedelta
from typing import Any

from activities.reference import working_calendar
from register import log, visits
from register.connection import Connection
from rules.side_process import SideEvent, SideProcess
from rules.zones import london_date
from schemas.side_processes import SideOpening
from schemas.streams import partition_of


async def side_opening(
    connection: Connection,
    kind: SideProcess[Any, Any],
    first: SideEvent,
    clock_offset: timedelta = timedelta(0),
) -> SideOpening:
    """How it was opened.

    Args:
        connection: Any.
        kind: Which kind it is.
        first: The first event of its log.
        clock_offset: What its clock is moved by.

    Raises:
        OutOfOrderError: Its log does not begin as one of its kind.
    """
    owner = await visits.require(connection, partition_of(first.subject))
    common = SideOpening(
        subject=first.subject,
        visit_id=owner.visit_id,
        programme=owner.programme,
        actor=first.actor,
        reason=first.reason,
        calendar=working_calendar(london_date(first.at)),
        policy=owner.policy,
        clock_offset=clock_offset,
    )
    opening: SideOpening = kind.reopened(common, first)
    return opening


async def first_of(connection: Connection, subject: str) -> SideEvent | None:
    """The first event of a log, if there is one."""
    logged = await log.of_stream(connection, subject)
    return logged[0].event if logged else None
