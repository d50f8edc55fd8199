"""How a process was opened, as its log tells it, and what a run of it starts with."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from activities.reference import working_calendar
from register import decisions, letters, visits
from register.connection import Connection
from register.logged import Logged
from rules.zones import london_date
from schemas.events import Opened
from schemas.messages import OpenVisit
from schemas.side_processes import (
    ComplaintReceived,
    RaiseReferral,
    ReceiveComplaint,
    ReferralRaised,
    SideInput,
    SideOpening,
)
from schemas.state import VisitState
from schemas.streams import partition_of
from schemas.values import LetterStatus
from schemas.work import VisitInput

_RECENT = 5
_UNSENT = (LetterStatus.FILED, LetterStatus.ATTEMPTING)


class Unopened(ValueError):
    """A log does not begin as a process begins: it was damaged, and nothing can be started."""


def opening_of(logged: Sequence[Logged[Any]], clock_offset: timedelta) -> OpenVisit:
    """How a visit was opened; what a deferred one left to it is in its state.

    Args:
        logged: Its log.
        clock_offset: Of the new run; zero outside rehearsals.
    """
    first = logged[0].event
    if not isinstance(first.fact, Opened):
        raise Unopened(f"The log of {first.subject} does not begin with its opening.")
    fact = first.fact
    return OpenVisit(
        visit_id=first.subject,
        programme=fact.programme,
        area=fact.area,
        region=fact.region,
        council_type=fact.council_type,
        day_one=fact.day_one,
        actor=first.actor,
        policy=fact.policy,
        rules_version=fact.rules_version,
        clock_offset=clock_offset,
    )


async def visit_input(
    connection: Connection,
    state: VisitState,
    logged: Sequence[Logged[Any]],
    clock_offset: timedelta,
) -> VisitInput:
    """What the new run of a visit starts with: its state by its log, and letters as they stand."""
    waiting = await letters.of_visit(connection, state.visit_id, statuses=_UNSENT)
    return VisitInput(
        opening=opening_of(logged, clock_offset),
        carried=state,
        letters_waiting=bool(waiting),
        taken=await decisions.taken(connection, state.visit_id),
        recent=tuple(entry.event for entry in logged[-_RECENT:]),
    )


async def side_input(
    connection: Connection,
    state: Any,  # noqa: ANN401 - of a referral or a complaint; `SideInput` checks it
    logged: Sequence[Logged[Any]],
    clock_offset: timedelta,
) -> SideInput:
    """What the new run of a referral or a complaint starts with."""
    first = logged[0].event
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
    opening: RaiseReferral | ReceiveComplaint
    match first.fact:
        case ReferralRaised(authority=authority, area=area):
            opening = RaiseReferral(**dict(common), authority=authority, area=area)
        case ComplaintReceived(content=content):
            opening = ReceiveComplaint(**dict(common), content=content)
        case _:
            raise Unopened(f"The log of {first.subject} does not begin with its opening.")
    return SideInput(
        opening=opening, carried=state, taken=await decisions.taken(connection, first.subject)
    )
