"""A programme as the desk sees it: how a decision is checked first, and how a new run begins."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from desk.process_kind import Beginning, Check, ProcessKind, Unopened, way_back
from desk.programme_waves import require_openable
from register import decisions, programmes, visits
from register.areas import area_name
from register.connection import Connection
from register.logged import Logged
from rules.foreseen import Foreseen, steps_of
from rules.programme import decide_programme, evolve_programme, programme_receipt
from rules.programme.planned_days import day_to_say
from rules.refusals import RefusalCode, Refused
from rules.steering import Course, steered
from schemas.programme import (
    OpenProgramme,
    ProgrammeDecision,
    ProgrammeReceipt,
    ProgrammeState,
)
from schemas.programme.events import FrameFixed, ProgrammeOpened
from schemas.programme.messages import OpenWave
from schemas.programme.values import LIVE
from schemas.programme.work import ProgrammeInput

_RECENT = 5


async def _check(connection: Connection, subject: str, now: datetime) -> Check:
    state = await programmes.require(connection, subject)

    async def checked(message: ProgrammeDecision) -> Foreseen:
        events = decide_programme(state, message, now)
        if isinstance(message, OpenWave):
            require_openable(state, message.areas, now)
        foreseen = Foreseen(state, steps_of(evolve_programme, state, events))
        told = await _told_to_each(connection, state, foreseen.after, now)
        return foreseen._replace(sentences=told)

    return checked


async def _told_to_each(
    connection: Connection, before: ProgrammeState, after: ProgrammeState, now: datetime
) -> tuple[str, ...]:
    """What a decision for all would mean for each visit under way, by the rule for its phase."""
    asked = after.steering
    if asked is None or asked == before.steering:
        return ()
    live = {one.area: one for one in after.areas if one.standing in LIVE}
    found = await programmes.visits_of(connection, after.programme, live)
    sentences = []
    for area, known in found.items():
        visit = await visits.require(connection, known.visit)
        day = day_to_say(live[area].planned, visit, now)
        meant = steered(Course(asked.steering.value), visit, now, day_one=day)
        sentences.append(f"{area_name(area, after.window.first)}: {meant.why}")
    return tuple(sentences)


async def _no_run(connection: Connection, subject: str, message: ProgrammeDecision) -> None:
    state = await programmes.require(connection, subject)
    if state.over:
        raise Refused(
            RefusalCode.WRONG_STAGE, f"That was not recorded: programme {subject} is closed."
        )
    del message
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"Programme {subject} has no open run in Temporal; `visits programme show {subject}` tells "
        f"what the register knows of it. {way_back(subject)}",
    )


def _lives(state: ProgrammeState, now: datetime) -> bool:
    del now
    return not state.over


async def _again(
    connection: Connection,
    state: ProgrammeState,
    logged: Sequence[Logged[Any]],
    clock_offset: timedelta,
) -> Beginning:
    opening = opening_of(logged, clock_offset)
    start = ProgrammeInput(
        opening=opening,
        carried=state,
        taken=await decisions.taken(connection, state.programme),
        recent=tuple(entry.event for entry in logged[-_RECENT:]),
        look=True,
    )
    from workflows.programme_wording import programme_static_summary

    return Beginning(start, programme_static_summary(opening))


def opening_of(logged: Sequence[Logged[Any]], clock_offset: timedelta) -> OpenProgramme:
    """How a programme was opened, by its log.

    Raises:
        Unopened: The log does not begin so.
    """
    facts = [entry.event.fact for entry in logged[:2]]
    match facts:
        case [ProgrammeOpened() as opened, FrameFixed() as fixed]:
            first = logged[0].event
            return OpenProgramme(
                programme=first.subject,
                actor=first.actor,
                frame=fixed.frame,
                frame_sha256=fixed.sha256,
                areas=fixed.areas,
                number=opened.number,
                reserves=opened.reserves,
                window=opened.window,
                visits_a_week=opened.visits_a_week,
                coordinators=opened.coordinators,
                policy=opened.policy,
                calendar=opened.calendar,
                clock_offset=clock_offset,
            )
        case _:
            subject = logged[0].event.subject if logged else "a programme"
            raise Unopened(f"The log of {subject} does not begin with its opening.")


def _workflow() -> type[Any]:
    from workflows.programme import Programme

    return Programme


PROGRAMME = ProcessKind(
    name="Programme",
    load=_workflow,
    receipt=ProgrammeReceipt,
    answer=partial(programme_receipt, recorded=False),
    check=_check,
    no_run=_no_run,
    lives=_lives,
    again=_again,
)
"""What there is to know of programmes."""
