"""What the desk knows of each kind of process: its workflow, and how a decision is checked first.

Another kind of process is another line of `PROCESSES`.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.reference import working_calendar
from desk.visit_area import require_area
from register import bookings, inbox, side_processes, visits
from register.connection import Connection
from rules.decide import DECISIONS, decide, evolve_all
from rules.decide.stages import require_stage
from rules.refusals import RefusalCode, Refused
from rules.side_processes import decide_side
from rules.zones import london_date
from schemas.base import Model
from schemas.ids import SYSTEM
from schemas.messages import Decision
from schemas.side_processes import SideDecision, SideOpening, SideReceipt, kind_of
from schemas.state import Receipt, VisitState
from schemas.streams import StreamKind, partition_of
from workflows.decisions import update_name
from workflows.side_process import Complaint, Referral
from workflows.visit import Visit

# `Any`: a message goes with its own kind of process.
Check = Callable[[Any], Awaitable[None]]
"""Raises `Refused` for a message that the process, as last recorded, would not take."""


@dataclass(frozen=True)
class ProcessKind:
    """One kind of process, as the desk sees it.

    Attributes:
        workflow: Its workflow class.
        receipt: What it answers decisions with.
        check: How a message is checked against what is recorded of a process; raises where
            nothing is.
        no_run: Says why there is no run of it to take a message; always raises `Refused`.
    """

    workflow: type[Any]
    receipt: type[Model]
    check: Callable[[Connection, str, datetime], Awaitable[Check]]
    no_run: Callable[[Connection, str, Any], Awaitable[None]]


_MESSAGES: dict[str, type[Decision]] = {update_name(message): message for message in DECISIONS}


def kind_of_process(subject: str) -> StreamKind:
    """The kind of a process by its subject: a visit, or what lives beside one."""
    return StreamKind(kind_of(subject)) if "/" in subject else StreamKind.VISIT


async def _check_visit(connection: Connection, visit: str, now: datetime) -> Check:
    state = await _expected(connection, visit, now)

    async def check(message: Decision) -> None:
        after = evolve_all(state, decide(state, message, now))
        require_area(state, message)
        if (after.team, after.days) != (state.team, state.days):
            await _require_free(connection, after)

    return check


async def _expected(connection: Connection, visit: str, now: datetime) -> VisitState:
    """The visit as it will be once everything that waits for Temporal is delivered."""
    state = await visits.require(connection, visit)
    for kept in await inbox.waiting(connection, visit):
        message = _MESSAGES.get(kept.name)
        if message is None:
            continue
        with suppress(Refused):  # it will be told to whoever brought it
            state = evolve_all(state, decide(state, message.model_validate_json(kept.body), now))
    return state


async def _require_free(connection: Connection, after: VisitState) -> None:
    """Refuse a team of which somebody is at another visit on these days."""
    for clash in await bookings.clashes(connection, after):
        raise Refused(
            RefusalCode.TEAM,
            f"That was not recorded: {clash.inspector} is at visit {clash.visit} on "
            f"{clash.day:%A %-d %B %Y}; nobody is in two places. Choose other days or another "
            "inspector.",
        )


async def _no_run_of_visit(connection: Connection, visit: str, message: Decision) -> None:
    """Refuse by the rules what came just as a visit ended."""
    require_stage(await visits.require(connection, visit), message)
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"Visit {visit} has no open run in Temporal; `visits show {visit}` tells "
        "what the register knows of it.",
    )


async def _check_side(connection: Connection, subject: str, now: datetime) -> Check:
    visit = partition_of(subject)
    owner = await visits.require(connection, visit)
    state = await side_processes.require(connection, subject)
    opening = SideOpening(
        subject=subject,
        visit_id=visit,
        programme=owner.programme,
        actor=SYSTEM,
        calendar=working_calendar(london_date(now)),
        policy=owner.policy,
    )

    async def check(message: SideDecision) -> None:
        decide_side(opening, state, message, now)

    return check


async def _no_run_of_side(connection: Connection, subject: str, message: Model) -> None:
    del connection, message
    visit, kind, number = subject.split("/")
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"That was not recorded: {kind} {number} of visit {visit} has no open run in Temporal; "
        f"`visits beside {visit}` tells what the register knows of it.",
    )


PROCESSES: dict[StreamKind, ProcessKind] = {
    StreamKind.VISIT: ProcessKind(Visit, Receipt, _check_visit, _no_run_of_visit),
    StreamKind.REFERRAL: ProcessKind(Referral, SideReceipt, _check_side, _no_run_of_side),
    StreamKind.COMPLAINT: ProcessKind(Complaint, SideReceipt, _check_side, _no_run_of_side),
}
"""Every kind of process that takes decisions."""
