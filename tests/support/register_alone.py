"""A scenario played on the register alone: by the rules, the recorder's steps and the post room.

Temporal would only say when; here time is told. What takes a minute of a real stack takes a second.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from activities.letter_writer import LetterWriter
from activities.reference import working_calendar
from activities.sender import EXAMPLE
from desk.answers import Opening
from desk.authority import Unasked
from desk.clock import kept_by
from desk.processes import process_of
from desk.taking_in import TakingIn, to_open
from register import letters, related, visits
from register.connection import Connection, Pool
from register.filing import file_letters
from register.record import record
from register.streams import side_process_of
from release.rehearsal.days import Days
from release.rehearsal.player import OUT_OF_TERM, mailboxes_in
from rules.deadlines import Deadline, open_deadlines
from rules.decide import decide, decide_opening, evolve_all
from rules.evolve import FAILED, evolve
from rules.refusals import RefusalCode, Refused
from rules.side_process import side_deadlines
from schemas.forms.form import Form
from schemas.ids import ActorRef, VisitId, visit_id
from schemas.letters import LetterOrder
from schemas.messages import CalendarFetched, DeadlinePassed, LettersSettled
from schemas.parts import LetterOutcome
from schemas.scenario import Scenario, Step, filled_in
from schemas.side_processes import SideDue, SideOpening, SideOpeningForm, SideState
from schemas.state import VisitState
from schemas.streams import AnyEvent, partition_of
from schemas.values import LetterKind, LetterStatus

_PROVEN = LetterKind.INVITATION  # the only letters of which a visit hears that they arrived
_WAITING = (LetterStatus.FILED, LetterStatus.ATTEMPTING)


@dataclass(frozen=True)
class Done:
    """What a decision did to the register.

    Attributes:
        subject: Of the process.
        events: That were recorded.
        state: After them.
        letters: Orders that were filed and not overtaken, by key, with when they go if not at once.
        messages: Those letters as they are written.
        stay: Keys of letters that waited before, and wait no more.
        documents: The titles of those that were made.
    """

    subject: str
    events: Sequence[AnyEvent]
    state: Any
    letters: dict[str, tuple[LetterOrder, datetime | None]]
    messages: dict[str, bytes]
    stay: set[str]
    documents: list[str]


class Alone:
    """One visit, its clock and its register.

    Args:
        scenario: What people do.
        days: When.
        pool: The register, as its owner.
    """

    def __init__(self, scenario: Scenario, days: Days, pool: Pool) -> None:
        self.scenario = scenario
        self.days = days
        self.now = days.opened
        self.visit: VisitId = visit_id(scenario.programme, scenario.area)
        self._pool = pool
        self.taking_in = TakingIn(
            clock=kept_by(lambda: self.now),
            offset=lambda: timedelta(0),
            mailboxes=lambda: mailboxes_in(scenario),
            authority=Unasked(),
        )
        self._openings: dict[str, SideOpening] = {}

    @property
    def opening(self) -> Opening:
        return Opening(
            area=self.scenario.area,
            day_one=self.days.one,
            programme=self.scenario.programme,
            actor="coordinator",
            policy=self.scenario.policy,
        )

    def form(self, step: Step) -> Form:
        return filled_in(step, self.days.one, self.days.two, self.visit, self.days.day)

    async def state(self) -> VisitState:
        async with self._pool.acquire() as connection:
            return await visits.require(connection, self.visit)

    # --- Doing ------------------------------------------------------------------------------

    async def open(self) -> Done:
        """Open the visit; it learns of bank holidays, and does what is due."""
        try:
            return await self.open_as(self.opening)
        except Refused as refused:
            if refused.code is not RefusalCode.OUT_OF_TERM:
                raise
            return await self.open_as(replace(self.opening, reason=OUT_OF_TERM))

    async def open_as(self, opening: Opening) -> Done:
        """Open the visit with these words, whatever is said to them."""
        async with self._pool.acquire() as connection, connection.transaction():
            message, _ = await to_open(connection, opening)
            admitted = await self.taking_in.opening(
                connection, message, self.scenario.contacts, "open", opening.reason
            )
            message = admitted.message
            opened = decide_opening(message, self.now)
            state = evolve(None, opened)
            events = [opened]
            fetched = CalendarFetched(calendar=working_calendar(message.day_one))
            for told in [admitted.decision, fetched]:
                if told is not None:
                    more = decide(state, told, self.now)
                    state, events = evolve_all(state, more), [*events, *more]
            done = await self._record(connection, self.visit, events, state, read=True)
        await self.post()
        return done

    async def take(self, form: Form, actor: ActorRef, update_id: str, *, read: bool) -> Done:
        """Take a decision; what follows is recorded, and its letters go.

        Args:
            form: As filled in.
            actor: Who decides.
            update_id: Of the decision.
            read: Whether anybody reads its letters: else they are not written.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            done = await self._done(connection, form, actor, update_id, read=read)
        await self.post()
        return done

    async def try_out(self, form: Form, actor: ActorRef) -> Done:
        """Take a decision to see what comes of it, and put everything back."""
        async with _put_back(self._pool) as connection:
            return await self._done(connection, form, actor, "trial", read=False)

    async def _done(
        self,
        connection: Connection,
        form: Form,
        actor: ActorRef,
        update_id: str,
        *,
        read: bool,
    ) -> Done:
        events: Sequence[AnyEvent]
        if isinstance(form, SideOpeningForm):
            opening, _ = await self.taking_in.beginning(
                connection, self.visit, form, actor, update_id
            )
            self._openings[opening.subject] = opening
            kind = side_process_of(opening.subject)
            event = kind.open(opening, self.now)
            return await self._record(
                connection, opening.subject, [event], kind.evolve(None, event), read=read
            )
        subject = form.subject(self.visit)
        message, _ = await self.taking_in.decision(connection, subject, form, actor, update_id)
        if subject == self.visit:
            state = await visits.require(connection, subject)
            if not process_of(subject).lives(state, self.now):
                await process_of(subject).no_run(connection, subject, message)
            events = decide(state, message, self.now)  # type: ignore[arg-type]
            return await self._record(
                connection, subject, events, evolve_all(state, events), read=read
            )
        kind, side = side_process_of(subject), await related.require(connection, subject)
        if side.over:
            await process_of(subject).no_run(connection, subject, message)
        events = kind.decide(self._openings[subject], side, message, self.now)  # type: ignore[arg-type]
        for event in events:
            side = kind.evolve(side, event)
        return await self._record(connection, subject, events, side, read=read)

    async def _record(
        self,
        connection: Connection,
        subject: str,
        events: Sequence[AnyEvent],
        state: Any,  # noqa: ANN401 - of the kind of process
        *,
        read: bool,
    ) -> Done:
        before = await letters.of_visit(connection, partition_of(subject), words=True)
        papers = await _papers(connection)
        batch = [*events]
        if isinstance(state, VisitState):
            for due in self._due(state):
                more = decide(state, due, self.now)
                state, batch = evolve_all(state, more), [*batch, *more]
        elif isinstance(state, SideState):
            late = [due for due in side_deadlines(state) if due.at <= self.now]
            batch += self._side_due(state) if late else []
        recorded = await record(connection, batch)
        if isinstance(state, VisitState):
            await file_letters(connection, recorded)
        after = await letters.of_visit(connection, partition_of(subject), words=True)
        waited = {row.order.key for row in before if row.status in _WAITING}
        fresh = [
            row for row in after if row.order.key not in waited and row.status is LetterStatus.FILED
        ]
        writer = LetterWriter(connection, partition_of(subject), EXAMPLE)
        messages = {row.order.key: (await writer.write(row.order)).content for row in fresh if read}
        return Done(
            subject=subject,
            events=batch,
            state=recorded.state,
            letters={row.order.key: (row.order, row.next_attempt_at) for row in fresh},
            messages=messages,
            stay=waited - {row.order.key for row in after if row.status in _WAITING},
            documents=[
                title for key, title in (await _papers(connection)).items() if key not in papers
            ],
        )

    def _due(self, state: VisitState) -> list[DeadlinePassed]:
        return [
            DeadlinePassed(deadline=due.kind, due=due.at)
            for due in open_deadlines(state)
            if due.at <= self.now
        ]

    # --- Time and the post ------------------------------------------------------------------

    async def pass_to(self, moment: datetime) -> None:
        """Let time go by: each deadline does its work, and letters that wait are tried."""
        while True:
            state = await self.state()
            told = [
                (each, events)
                for each in open_deadlines(state)
                if each.at <= moment and (events := self._passed(state, each))
            ]
            if not told:
                break
            first, events = told[0]
            self.now = max(first.at, self.now)
            async with self._pool.acquire() as connection, connection.transaction():
                await file_letters(connection, await record(connection, events))
            await self.post()
        self.now = max(moment, self.now)
        await self._sides_pass()
        await self.post()

    async def _sides_pass(self) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            for _, side in await related.of_visit(connection, self.visit):
                if any(due.at <= self.now for due in side_deadlines(side)):
                    await record(connection, self._side_due(side))

    def _side_due(self, side: SideState) -> Sequence[AnyEvent]:
        assert side.due is not None
        kind = side_process_of(side.subject)
        return kind.decide(self._openings[side.subject], side, SideDue(due=side.due), self.now)

    def _passed(self, state: VisitState, due: Deadline) -> Sequence[AnyEvent]:
        passed = DeadlinePassed(deadline=due.kind, due=due.at)
        return decide(state, passed, max(due.at, self.now))

    async def post(self) -> None:
        """Let what waits go, as the scenario's providers take it, and tell the visit of it."""
        async with self._pool.acquire() as connection, connection.transaction():
            rows = await letters.of_visit(connection, self.visit, statuses=_WAITING, words=True)
            told = [
                await self._hand_over(connection, row.order)
                for row in rows
                if row.next_attempt_at is None or row.next_attempt_at <= self.now
            ]
            news = [each for each in told if each.kind is _PROVEN or each.status in FAILED]
            if not news:
                return
            state = await visits.require(connection, self.visit)
            events = decide(state, LettersSettled(outcomes=tuple(news)), self.now)
            if events:
                await file_letters(connection, await record(connection, events))

    async def _hand_over(self, connection: Connection, order: LetterOrder) -> LetterOutcome:
        post = self.scenario.post
        refused = post.refuses_letter(order.key)
        taken = LetterStatus.DELIVERED if post.proves_delivery else LetterStatus.SENT
        status = LetterStatus.REFUSED if refused else taken
        await letters.mark(connection, order.key, status, at=self.now, channel="alone")
        return LetterOutcome(
            key=order.key,
            kind=order.kind,
            recipient=order.recipient,
            status=status,
            at=self.now,
        )


async def _papers(connection: Connection) -> dict[tuple[str, str, int], str]:
    rows = await connection.fetch(
        "SELECT visit_id, kind, version, title FROM documents ORDER BY created_at, kind, version"
    )
    return {(row["visit_id"], row["kind"], row["version"]): row["title"] for row in rows}


@asynccontextmanager
async def _put_back(pool: Pool) -> AsyncIterator[Connection]:
    async with pool.acquire() as connection:
        trial = connection.transaction()
        await trial.start()
        try:
            yield connection
        finally:
            await trial.rollback()


async def fingerprint(connection: Connection) -> dict[str, str]:
    """Every table of the register in a few letters each: it tells whether anything changed."""
    names = [
        row["tablename"]
        for row in await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
    ]
    each = " UNION ALL ".join(
        f"SELECT '{name}' AS name, count(*) || '/' ||"  # noqa: S608 - names of tables
        f" coalesce(sum(hashtextextended(t::text, 0)), 0) AS rows FROM {name} AS t"
        for name in names
    )
    return {row["name"]: row["rows"] for row in await connection.fetch(each)}
