"""Opens programmes: each once, and only if it can be carried out."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from activities.reference import working_calendar
from desk.answers import KeptForLater
from desk.authority import require_coordinators
from desk.made_up_ids import require_nameless_ids
from desk.means import Means
from desk.programme_process import PROGRAMME, opening_of
from desk.run_start import begin_run
from desk.sending import Sending
from desk.taking_in import TakingIn
from register import areas, content, log, programmes
from register.connection import Connection
from rules.foreseen import Foreseen, steps_of
from rules.programme import evolve_programme, opening_events, programme_receipt
from rules.programme.beginning import check_programme
from rules.refusals import RefusalCode, Refused
from schemas.ids import ActorRef, ProgrammeId, UpdateId
from schemas.policy import VisitPolicy
from schemas.programme import OpenProgramme, ProgrammeReceipt, ProgrammeState
from schemas.programme.content import FrameFile
from schemas.programme.values import Window
from schemas.programme.work import ProgrammeInput
from schemas.selection import Asked, Frame
from schemas.sentences import filled_in
from schemas.values import ContentKind


@dataclass(frozen=True)
class ProgrammeOpening:
    """What a coordinator says to open a programme.

    Attributes:
        programme: Its id.
        text: The file of the frame.
        frame: The areas from which some are selected.
        asked: How many, in which proportions and bounds.
        reserves: How many reserves; as many as are selected if `None`.
        window: The days on which visits may be held.
        visits_a_week: How many visits may be opened in a week.
        coordinators: Who looks after visits, in turn.
        actor: Who opens it.
        policy: The periods and limits of its visits.
        clock_offset: For rehearsals.
    """

    programme: ProgrammeId
    text: str
    frame: Frame
    asked: Asked
    window: Window
    visits_a_week: int
    actor: ActorRef
    reserves: int | None = None
    coordinators: tuple[ActorRef, ...] = ()
    policy: VisitPolicy = field(default_factory=VisitPolicy)
    clock_offset: timedelta = timedelta(0)


class ProgrammeOpenings:
    """Opens programmes.

    Args:
        means: The servers, the clock and the settings.
        sending: The way to Temporal.
    """

    def __init__(self, means: Means, sending: Sending) -> None:
        self._means = means
        self._sending = sending

    async def open(self, opening: ProgrammeOpening, update_id: UpdateId) -> ProgrammeReceipt:
        """Open a programme; again as it was opened is the same.

        Raises:
            UnknownArea: The frame has a code that no local area has.
            AreaNotThen: It has an area that does not exist when the window begins.
            Impossible: Its quotas cannot hold together; the sentence names the smallest set.
            Refused: It cannot be carried out, or another programme has its name.
            NotAnswered: No worker took it.
            NotYetRecorded: It was not recorded in time.
            KeptForLater: Temporal is away.
        """
        name = opening.programme
        async with self._means.pool.acquire() as connection, connection.transaction():
            start = await _taken_in(self._means.taking_in, connection, opening, update_id)
            known = await programmes.load(connection, name)
            if known is not None:
                return await _same_again(connection, known, start.opening)
            await asyncio.to_thread(_require_possible, opening)
            await self._sending.sign(connection, name, update_id, start)
        if self._means.away:
            raise KeptForLater(name, update_id)
        from workflows.programme_wording import programme_static_summary

        await begin_run(
            self._means,
            PROGRAMME.name,
            start,
            run_id=name,
            summary=programme_static_summary(start.opening),
            called=name,
            update_id=update_id,
        )
        state: ProgrammeState = await self._sending.known(
            name, update_id, lambda connection: programmes.load(connection, name)
        )
        return programme_receipt(state, state.sequence, recorded=True)


async def foresee_programme(
    taking_in: TakingIn, connection: Connection, opening: ProgrammeOpening, update_id: UpdateId
) -> Foreseen:
    """What opening it would bring about; raises what `ProgrammeOpenings.open` would.

    Args:
        taking_in: How openings are checked.
        connection: In a transaction that is rolled back.
        opening: How it would be opened.
        update_id: By which.
    """
    start = await _taken_in(taking_in, connection, opening, update_id)
    known = await programmes.load(connection, opening.programme)
    if known is not None:
        await _same_again(connection, known, start.opening)
        return Foreseen(known, ())
    await asyncio.to_thread(_require_possible, opening)
    events = opening_events(start.opening, await taking_in.clock(connection))
    return Foreseen(None, steps_of(evolve_programme, None, events))


async def _taken_in(
    taking_in: TakingIn, connection: Connection, opening: ProgrammeOpening, update_id: UpdateId
) -> ProgrammeInput:
    """Keep the frame, only if the programme can be opened with it."""
    taking_in.mailboxes()  # visits whose notes could go nowhere are not begun
    file = FrameFile(
        text=opening.text, frame=opening.frame, asked=opening.asked, reserves=opening.reserves
    )
    await require_coordinators(connection, taking_in.authority, opening.coordinators)
    with filled_in("frame"):
        for code in opening.frame.codes:
            areas.area_on(code, opening.window.first)
    message = OpenProgramme(
        programme=opening.programme,
        actor=opening.actor,
        frame=await content.keep(connection, opening.programme, ContentKind.FRAME, file),
        frame_sha256=opening.frame.sha256,
        areas=len(opening.frame.codes),
        number=opening.asked.number,
        reserves=opening.reserves,
        window=opening.window,
        visits_a_week=opening.visits_a_week,
        coordinators=opening.coordinators,
        policy=opening.policy,
        calendar=working_calendar(opening.window.first),
        clock_offset=opening.clock_offset,
    )
    check_programme(message, await taking_in.clock(connection))
    await taking_in.authority.require(connection, message.actor, message, message.programme)
    await require_nameless_ids(
        connection,
        opening.programme,
        [opening.programme, opening.actor, *opening.coordinators, update_id],
    )
    return ProgrammeInput(opening=message)


def _require_possible(opening: ProgrammeOpening) -> None:
    # OR-Tools takes a while to load, and only whoever opens a programme needs it here.
    from activities.solvers.selection import require_possible

    require_possible(opening.frame, opening.asked)


async def _same_again(
    connection: Connection, known: ProgrammeState, asked: OpenProgramme
) -> ProgrammeReceipt:
    """The answer to an opening that was asked for before.

    It is held against what was asked for then: the pace may have been changed since.

    Raises:
        Refused: Something else is asked for now, which would be passed over in silence.
    """
    opened = opening_of(await log.of_stream(connection, known.programme), asked.clock_offset)
    if others := list(_otherwise(opened, asked)):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The programme was not opened: there is a programme {known.programme} already, with "
            f"another {', another '.join(others)}. Choose another name.",
        )
    return programme_receipt(known, known.sequence, recorded=True)


def _otherwise(opened: OpenProgramme, asked: OpenProgramme) -> Iterator[str]:
    """What is asked for otherwise than a programme was opened with."""
    if opened.frame_sha256 != asked.frame_sha256:
        yield "frame"
    if opened.number != asked.number:
        yield "number"
    if opened.reserves != asked.reserves:
        yield "number of reserves"
    told = (opened.frame_sha256, opened.number, opened.reserves)
    if opened.frame != asked.frame and told == (asked.frame_sha256, asked.number, asked.reserves):
        yield "share or quota"  # nothing else is kept with the frame
    if opened.window != asked.window:
        yield "window"
    if opened.visits_a_week != asked.visits_a_week:
        yield "pace"
    if asked.coordinators and opened.coordinators != asked.coordinators:
        yield "coordinator"
