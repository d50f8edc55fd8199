"""A visit as the desk sees it: how a decision is checked first, and how a new run of it begins."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from desk.followed import followed
from desk.process_kind import Beginning, Check, ProcessKind, Unopened, way_back
from desk.visit_area import require_area
from register import areas, bookings, decisions, inbox, letters, visits
from register.connection import Connection
from register.logged import Logged
from rules.decide import DECISIONS, decide, evolve_all
from rules.decide.letters_written import never_written
from rules.decide.stages import require_stage
from rules.foreseen import Foreseen, foresee
from rules.next_action import awaited, receipt
from rules.refusals import RefusalCode, Refused
from rules.timetable import timetable
from rules.zones import london_date
from schemas.events.visit import Opened
from schemas.messages import Decision, OpenVisit, RecordDelivery, ResendLetter
from schemas.state import Receipt, VisitState
from schemas.values import LetterStatus, Stage
from schemas.work import VisitInput
from workflows.names import update_name
from workflows.wording import static_details, static_summary

_MESSAGES: Final[Mapping[str, type[Decision]]] = {
    update_name(message): message for message in DECISIONS
}

_RECENT = 5
_UNSENT = (LetterStatus.FILED, LetterStatus.ATTEMPTING)


async def check(connection: Connection, visit: str, now: datetime) -> Check:
    """How a decision is checked against a visit as recorded."""
    state = await _expected(connection, visit, now)

    async def checked(message: Decision) -> Foreseen:
        foreseen = foresee(state, message, now)
        after = foreseen.steps[-1].after if foreseen.steps else state
        require_area(state, message)
        await _require_letter(connection, state, message)
        await _require_not_followed(connection, state, after)
        if (after.team, bookings.days_of(after)) != (state.team, bookings.days_of(state)):
            await _require_free(connection, state, after)
        return foreseen

    return checked


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


async def _require_not_followed(
    connection: Connection, before: VisitState, after: VisitState
) -> None:
    """Refuse to let a visit go on whose place another has taken."""
    if before.stage is not Stage.ENDED or after.stage is Stage.ENDED:
        return
    if told := await followed(connection, before.visit_id):
        raise Refused(RefusalCode.ALREADY_DONE, told)


async def _require_letter(connection: Connection, state: VisitState, message: Decision) -> None:
    """Refuse what is about a letter that the register does not have.

    The rules know which letters can have been written, and not whether anybody had to be: a visit
    that is put on hold before its invitation tells nobody. One that somebody is asked about can be
    told of, so that they are asked no more.
    """
    if not isinstance(message, RecordDelivery | ResendLetter):
        return
    letter = message.letter
    if letter in {task.letter for task in state.tasks} or await letters.find(connection, letter):
        return
    raise Refused(RefusalCode.LETTER, never_written(state.visit_id, letter))


_AFTER_THE_DAYS = (Stage.DRAFTING, Stage.AGREEING, Stage.SHARING, Stage.ENDED)


async def _require_free(connection: Connection, before: VisitState, after: VisitState) -> None:
    """Refuse a team of which somebody is at another visit on these days."""
    for clash in await bookings.clashes(connection, after):
        over = before.stage in _AFTER_THE_DAYS
        instead = (
            f"First let visit {clash.visit} have other days or another inspector"
            if over
            else "Choose other days or another inspector"
        )
        raise Refused(
            RefusalCode.TEAM,
            f"That was not recorded: {clash.inspector} is at visit {clash.visit} on "
            f"{clash.day:%A %-d %B %Y}; nobody is in two places. {instead}.",
        )


async def no_run(connection: Connection, visit: str, message: Decision) -> None:
    """Refuse by the rules what came just as a visit ended."""
    require_stage(await visits.require(connection, visit), type(message))
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"Visit {visit} has no open run in Temporal; `visits show {visit}` tells "
        f"what the register knows of it. {way_back(visit)}",
    )


def lives(state: VisitState, now: datetime) -> bool:
    """Whether a visit is still kept: until it is over, and nothing of it may be taken back."""
    if state.stage is not Stage.ENDED or state.tasks:
        return True
    dates = timetable(state)
    ends = dates.kept_until if dates else None
    return ends is not None and ends > now


async def again(
    connection: Connection,
    state: VisitState,
    logged: Sequence[Logged[Any]],
    clock_offset: timedelta,
) -> Beginning:
    """What a new run starts with: its state by its log, and letters as they stand."""
    opening = opening_of(logged, clock_offset)
    name = areas.area_on(opening.area, london_date(logged[0].event.at)).name
    opening = opening.model_copy(update={"area_name": name})
    waiting = await letters.of_visit(connection, state.visit_id, statuses=_UNSENT)
    start = VisitInput(
        opening=opening,
        carried=state,
        letters_waiting=bool(waiting),
        taken=await decisions.taken(connection, state.visit_id),
        recent=tuple(entry.event for entry in logged[-_RECENT:]),
    )
    return Beginning(start, static_summary(opening, name), static_details(opening, name))


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
        out_of_term=fact.out_of_term,
        reason=first.reason,
    )


def _workflow() -> type[Any]:
    from workflows.visit import Visit

    return Visit


def _answer(state: VisitState, sequence: int) -> Receipt:
    made = receipt(state, sequence, recorded=False)
    return made.model_copy(update={"next_action": awaited(state)})


VISIT = ProcessKind(
    name="Visit",
    load=_workflow,
    receipt=Receipt,
    answer=_answer,
    check=check,
    no_run=no_run,
    lives=lives,
    again=again,
)
"""What there is to know of visits."""
