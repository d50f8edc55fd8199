"""Plays a visit forward from where it is now."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from activities.reference import working_calendar
from activities.sender import Sender
from desk.answers import NotAnswered, NotYetRecorded
from desk.departments import EXAMPLES
from desk.looking_ahead import FURTHEST
from desk.timeline import TimelineEntry
from register import related, visits
from register.connection import Pool, open_pool
from register.content import people_of
from register.keyring import KeyRing
from register.migrate import migrate
from register.private_files import make_folder
from release.foresight.copied import Copied, put_in
from release.foresight.outlook import EndedBy, Outlook, known_of, look_ahead
from release.recovery import Recovery, Remedy
from release.rehearsal.days import Days
from release.rehearsal.player import PATIENCE, Player
from release.rehearsal.post import RehearsedPost
from rules.working_days import add_working_days
from rules.zones import at_london
from schemas.ids import VisitId
from schemas.personal import Person
from schemas.scenario import Post, Scenario, Step
from schemas.sentences import Sentence
from schemas.state import VisitState
from stack import StackAddresses
from worker.connections import connect
from worker.process import activities_for, running_worker
from worker.settings import WorkerSettings

_MONTH = timedelta(days=31)
_QUARTER = 3 * _MONTH
_LAST_MINUTE = clock_time(23, 59)


class CannotForesee(Sentence):
    """Nothing lies ahead of a visit, or its log cannot be gone on from."""


async def foresee(  # noqa: PLR0913 - all but the visit by name
    copied: Copied,
    *,
    now: datetime,
    until: date | None,
    scenario: Scenario | None,
    out: Path,
    kept: bool,
    addresses: StackAddresses,
    on_event: Callable[[TimelineEntry], None],
    sender: Sender,
    settings: WorkerSettings = WorkerSettings(),  # noqa: B008 - frozen
) -> Outlook:
    """Play a visit forward on a throwaway stack.

    Args:
        copied: The visit as it is.
        now: The moment from which on, by the visit's clock.
        until: The last day; by default to the visit's end, or until only people could act.
        scenario: What people do from now on; by default nobody does anything.
        out: A folder for letters and documents; made if it is not there.
        kept: Whether that folder is there afterwards, so that its files are worth naming.
        addresses: Of a stack in virtual time, with nothing in its register.
        on_event: Told each event once it is recorded.
        sender: Whom letters come from.
        settings: Of the worker.

    Raises:
        CannotForesee: See there.
    """
    make_folder(out)
    visit = copied.visit
    post = RehearsedPost(out / "letters", scenario.post if scenario else Post())
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        async with pool.acquire() as connection:
            await put_in(connection, copied)
            state = await visits.require(connection, visit)
            _require_ahead(state)
            known = await known_of(connection, visit)
            people = list((await people_of(connection, visit)).values())
        client = await connect(addresses.temporal, addresses.namespace)
        activities = activities_for(pool, post, sender)
        async with running_worker(client, activities, settings):
            days = _days(state, now)
            player = Player(
                scenario or _nobody(state),
                days,
                client,
                pool,
                settings,
                on_event,
                _mailboxes(people),
            )
            await player.take_up(visit)
            await _bring_to_life(
                Recovery(
                    pool,
                    client,
                    keys=KeyRing(),
                    task_queue=settings.task_queue,
                    clock_offset=lambda: player.offset,
                    patience=PATIENCE,
                    now=lambda: now,
                ),
                visit,
            )
            await _keep_clocks(player, pool, visit)
            ahead = _Ahead(player, pool, visit, at_london(until, _LAST_MINUTE) if until else None)
            refused = await ahead.act(scenario.steps if scenario else (), days)
            ended_by = await ahead.let_time_pass()
            async with pool.acquire() as connection:
                return await look_ahead(
                    connection,
                    visit,
                    known=known,
                    since=now,
                    to=player.now,
                    ended_by=ended_by,
                    refused=refused,
                    waiting=copied.waiting,
                    out=out if kept else None,
                )


def _require_ahead(state: VisitState) -> None:
    if state.deferred_to is not None:
        raise CannotForesee(
            f"Visit {state.visit_id} was deferred, and goes on as visit "
            f"{state.deferred_to.visit_id}: `visits foresee {state.deferred_to.visit_id}`."
        )


async def _bring_to_life(recovery: Recovery, visit: VisitId) -> None:
    """Begin runs of all that lives, each from its log, as after a loss of Temporal.

    Raises:
        CannotForesee: See there.
    """
    steps = await recovery.carry_out(visit)
    damaged = [step.subject for step in steps if step.remedy is Remedy.BY_HAND]
    if damaged:
        raise CannotForesee(
            f"{damaged[0]} cannot be gone on from: its log is damaged. `visits audit {visit}` "
            "tells more."
        )
    if visit not in {step.subject for step in steps}:
        raise CannotForesee(
            f"Visit {visit} is over and kept no longer: nothing more happens in it. "
            f"`visits timeline {visit}` tells what did, and `visits beside {visit}` what is open "
            "beside it."
        )


async def _keep_clocks(player: Player, pool: Pool, visit: VisitId) -> None:
    """What lives beside the visit goes on by the same clock."""
    async with pool.acquire() as connection:
        beside = await related.of_visit(connection, visit)
    for one in beside:
        if not one.state.over:
            player.beside.take_up(one.state.subject, player.offset)


class _Ahead:
    """The time ahead of a visit.

    Args:
        player: Moves its clocks.
        pool: The rehearsal's register.
        visit: Which.
        end: The last moment, if one is set.
    """

    def __init__(self, player: Player, pool: Pool, visit: VisitId, end: datetime | None) -> None:
        self._player = player
        self._pool = pool
        self._visit = visit
        self._end = end
        self._begun = player.now

    async def act(self, steps: Sequence[Step], days: Days) -> list[str]:
        """Take the steps that are still to come, each on its day; what was refused is told."""
        refused = []
        for number, step in enumerate(steps, start=1):
            moment = days.moment(step.at)
            if moment <= self._begun or (self._end is not None and moment > self._end):
                continue
            await self._player.advance_to(self._visit, moment)
            try:
                await self._player.take(self._visit, step, f"foreseen-{number}")
            except (NotAnswered, NotYetRecorded):
                raise
            except Sentence as told:
                refused.append(str(told))
            await self._player.show(self._visit)
        return refused

    async def let_time_pass(self) -> EndedBy:
        """To the last moment, to the visit's end, or until for a quarter nothing happened."""
        ended_by = await self._pass()
        await self._player.show(self._visit)
        state = await self._state()
        if state.deferred_to is not None:
            await self._player.follow(state.deferred_to.visit_id, self._end)
        return ended_by

    async def _pass(self) -> EndedBy:
        if self._end is not None:
            await self._player.advance_to(self._visit, self._end)
            return EndedBy.UNTIL
        running, quiet = True, timedelta(0)
        while running and quiet < _QUARTER and self._player.now - self._begun < FURTHEST:
            before = (await self._state()).sequence
            running = await self._player.pass_on(self._visit, _MONTH)
            await self._player.show(self._visit)
            quiet = quiet + _MONTH if (await self._state()).sequence == before else timedelta(0)
        return EndedBy.WAITS if running else EndedBy.OVER

    async def _state(self) -> VisitState:
        async with self._pool.acquire() as connection:
            return await visits.require(connection, self._visit)


def _days(state: VisitState, now: datetime) -> Days:
    """The visit's days as they are now; a scenario's steps are counted from them."""
    if state.days is not None:
        return Days(opened=now, one=state.days.day_one, two=state.days.day_two)
    two = add_working_days(state.day_one, 1, working_calendar(state.day_one))
    return Days(opened=now, one=state.day_one, two=two)


def _nobody(state: VisitState) -> Scenario:
    """Nobody does anything."""
    return Scenario(
        title="Nobody acts",
        area=state.area,
        programme=state.programme,
        policy=state.policy,
        steps=(),
    )


def _mailboxes(people: Sequence[Person]) -> tuple[Person, ...]:
    """Where the visit's note goes already, as recorded; a rehearsal's own where nobody is."""
    named = {person.role: person for person in people}
    return tuple(named.get(example.role, example) for example in EXAMPLES)
