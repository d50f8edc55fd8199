"""What lives beside a visit, of whatever kind, as the desk sees it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from activities.reference import working_calendar
from activities.side_opening import side_opening
from desk.process_kind import Beginning, Check, ProcessKind, Unopened, way_back
from register import decisions, related, visits
from register.connection import Connection
from register.logged import Logged
from rules.folds import OutOfOrderError
from rules.foreseen import Foreseen, foresee_side
from rules.refusals import RefusalCode, Refused
from rules.side_process import SideProcess
from rules.zones import london_date
from schemas.base import Model
from schemas.ids import SYSTEM
from schemas.side_processes import SideDecision, SideOpening, SideReceipt, SideState
from schemas.streams import partition_of
from workflows.side_wording import side_static_summary


async def _check(
    kind: SideProcess[Any, Any], connection: Connection, subject: str, now: datetime
) -> Check:
    visit = partition_of(subject)
    owner = await visits.require(connection, visit)
    state = await related.require(connection, subject)
    opening = SideOpening(
        subject=subject,
        visit_id=visit,
        programme=owner.programme,
        actor=SYSTEM,
        calendar=working_calendar(london_date(now)),
        policy=owner.policy,
    )

    async def checked(message: SideDecision) -> Foreseen:
        return foresee_side(kind, opening, state, message, now)

    return checked


async def _no_run(connection: Connection, subject: str, message: Model) -> None:
    del connection, message
    visit, kind, number = subject.split("/")
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"That was not recorded: {kind} {number} of visit {visit} has no open run in Temporal; "
        f"`visits beside {visit}` tells what the register knows of it. {way_back(visit)}",
    )


def _lives(state: SideState, now: datetime) -> bool:
    del now
    return not state.over


async def _again(
    kind: SideProcess[Any, Any],
    connection: Connection,
    state: SideState,
    logged: Sequence[Logged[Any]],
    clock_offset: timedelta,
) -> Beginning:
    first = logged[0].event
    try:
        opening = await side_opening(connection, kind, first, clock_offset)
    except OutOfOrderError:
        raise Unopened(f"The log of {first.subject} does not begin with its opening.") from None
    taken = await decisions.taken(connection, first.subject)
    start = kind.start(opening=opening, carried=state, taken=taken)
    return Beginning(start, side_static_summary(kind, opening))


def _workflow(kind: SideProcess[Any, Any]) -> type[Any]:
    from workflows.side_process import workflow_of

    return workflow_of(kind)


@cache
def side_process_kind(kind: SideProcess[Any, Any]) -> ProcessKind:
    """What there is to know of a kind that lives beside visits, made of what it declares."""
    return ProcessKind(
        name=kind.workflow,
        load=partial(_workflow, kind),
        receipt=SideReceipt,
        answer=partial(kind.receipt, recorded=False),
        check=partial(_check, kind),
        no_run=_no_run,
        lives=_lives,
        again=partial(_again, kind),
    )
