"""The gate: events are recorded only if they follow from what they are said to rest on.

Whoever reaches Temporal can run a record by itself, with whatever events they like. So each must
follow, by the rules and from the state that the register has, from one of three things: a decision
whose proof the desk kept and signed; a finding that an activity kept; or a moment that has come.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from temporalio import activity

from activities.side_opening import first_of, side_opening
from register import announcements, programmes, proofs
from register.connection import Connection
from register.signatures import trusted
from register.streams import STREAMS, Stream
from rules.process_law import ProcessLaw
from rules.proofs import (
    NotProved,
    digest_of_proof,
    digest_of_told,
    is_mandate,
    mandated,
    message_in,
)
from rules.refusals import Refused
from schemas.ids import Digest
from schemas.proofs import Grounds, Proof, Signed
from schemas.side_processes import workflow_id
from schemas.streams import AnyEvent

_AHEAD = timedelta(seconds=30)
"""By how much the clocks of a server and a worker may differ."""


class NotOwed(Exception):
    """A process's log has not come to what is asked of an activity; it may be about to."""


async def now_of(connection: Connection, subject: str) -> datetime:
    """The moment by a process's clock, and a little more: nothing in it can be later.

    By the server's clock, which in a rehearsal is not this machine's, moved as the process's is.
    """
    offset = await announcements.clock_offset(connection, workflow_id(subject))
    return activity.info().started_time + offset + _AHEAD


def require_own_run(subject: str) -> None:
    """Refuse an activity that the process's own run did not ask for.

    Raises:
        NotProved: It runs by itself, or for another workflow.
    """
    if activity.info().workflow_id != workflow_id(subject):
        raise NotProved


async def require_not_ahead(connection: Connection, subject: str, moment: datetime) -> None:
    """Refuse to take a moment for now that has not come: held letters would leave early.

    Raises:
        NotProved: It has not, by the process's clock.
    """
    if moment > await now_of(connection, subject):
        raise NotProved


# `Any`: the state of the kind of process that the events are of.
async def require_grounds(
    connection: Connection,
    subject: str,
    events: Sequence[AnyEvent],
    grounds: Sequence[Grounds],
    moment: datetime | None = None,
) -> Any:  # noqa: ANN401
    """Refuse events that do not follow from what they are said to rest on.

    What is recorded already is passed over: whether it is the same, the log says.

    Args:
        connection: In the transaction that records them.
        subject: Of which process.
        events: Consecutive.
        grounds: What they rest on, in the same order.
        moment: What is taken for now, if it goes on to letters (`require_not_ahead`).

    Returns:
        The state that the register has without them, locked until the transaction ends; `None`
        before the first.

    Raises:
        NotProved: They do not, or that moment has not come.
    """
    require_own_run(subject)
    if sum(each.events for each in grounds) != len(events) or any(
        event.subject != subject for event in events
    ):
        raise NotProved
    now = await now_of(connection, subject)
    if moment is not None and moment > now:
        raise NotProved
    gate = _Gate(connection, subject, STREAMS[events[0].stream], now)
    before = await gate.load()
    left = list(events)
    for each in grounds:
        these, left = left[: each.events], left[each.events :]
        await gate.pass_through(these, each)
    return before


async def give_up(connection: Connection, subject: str, grounds: Sequence[Grounds]) -> None:
    """Let a decision that was refused at its record never be recorded, whoever brings it again.

    Of several together it shows one by one which is refused: they are left as they are.
    """
    if len(grounds) != 1 or grounds[0].proof is None:
        return
    proof = await proofs.find(connection, subject, grounds[0].proof)
    if proof is not None:
        with suppress(NotProved):
            await proofs.use(connection, _signed(proof), grounds[0].proof)


class _Gate:
    """The state that the register has, and what follows from it."""

    def __init__(self, connection: Connection, subject: str, stream: Stream, now: datetime) -> None:
        if stream.law is None or stream.read_model is None:
            raise NotProved
        self._connection = connection
        self._subject = subject
        self._stream = stream
        self._law: ProcessLaw = stream.law
        self._load = stream.read_model.load
        self._now = now
        self._state: Any = None

    # `Any`: as `require_grounds`.
    async def load(self) -> Any:  # noqa: ANN401
        """Take the state as it is recorded, locked until the transaction ends."""
        self._state = await self._load(self._connection, self._subject, lock=True)
        return self._state

    async def pass_through(self, events: Sequence[AnyEvent], grounds: Grounds) -> None:
        """Let events pass, or raise."""
        have = self._state.sequence if self._state else 0
        if events[-1].sequence <= have:
            return
        at = events[0].at
        if events[0].sequence != have + 1 or at > self._now:
            raise NotProved
        if self._state is None:
            await self._require_opened(events)
        elif grounds.proof is not None:
            await self._require_decided(grounds.proof, events)
        elif grounds.told is not None:
            await self._require_told(grounds.told, events)
        else:
            raise NotProved
        for event in events:
            self._state = self._stream.fold(self._state, event)

    async def _require_opened(self, events: Sequence[AnyEvent]) -> None:
        for proof, signed, start in await self._announced():
            if (signed.subject, signed.actor) == (self._subject, start.opening.actor):
                expected = self._law.opens(start.opening, events[0].at)
                if list(expected) == list(events):
                    await self._use(signed, digest_of_proof(proof), events)
                    return
        raise NotProved

    # `Any`: what the kind's workflow starts with.
    async def _announced(self) -> list[tuple[Proof, Signed, Any]]:
        """The announced openings that are proved, with what was signed."""
        run = workflow_id(self._subject)
        found = []
        for proof in await announcements.openings_of(self._connection, run):
            with suppress(NotProved):
                signed = _signed(proof, new=self._state is None)
                found.append((proof, signed, message_in(signed, [self._law.start])))
        return found

    async def _require_decided(self, digest: Digest, events: Sequence[AnyEvent]) -> None:
        proof = await proofs.find(self._connection, self._subject, digest)
        if proof is None:
            raise NotProved
        signed = _signed(proof)
        message = message_in(signed, self._law.decisions)
        if (signed.subject, signed.actor) != (self._subject, message.actor):
            raise NotProved
        if signed.mandate is not None:
            await self._require_mandate(signed)
        await self._require_follow(message, events)
        await self._use(signed, digest, events)

    async def _require_mandate(self, signed: Signed) -> None:
        """A programme decides about its own visits, and only on what is recorded of it."""
        mandate = signed.mandate
        programme = self._state.programme
        if mandate is None or mandate.programme != programme:
            raise NotProved
        recorded = await programmes.sequence_of(self._connection, programme)
        if not recorded or recorded < mandate.sequence:
            raise NotProved
        if not signed.update_id.startswith(f"{programme}-"):
            raise NotProved

    async def _require_told(self, digest: Digest, events: Sequence[AnyEvent]) -> None:
        at = events[0].at
        for due in self._law.due(self._state):
            if due.at <= at and digest_of_told(due.message) == digest:
                await self._require_follow(due.message, events)
                return
        await self._require_found(digest, events)

    async def _require_found(self, digest: Digest, events: Sequence[AnyEvent]) -> None:
        """What was found is told as it was found; the events that follow, the rules alone give."""
        message = await proofs.take(
            self._connection,
            self._subject,
            digest,
            events[-1].sequence,
            self._law.findings,
        )
        if message is None:
            raise NotProved
        await self._require_follow(message, events)

    async def _require_follow(self, message: Any, events: Sequence[AnyEvent]) -> None:  # noqa: ANN401 - of the kind
        for opening in await self._openings():
            with suppress(Refused):
                expected = self._law.decide(opening, self._state, message, events[0].at)
                if list(expected) == list(events):
                    return
        raise NotProved

    async def _openings(self) -> list[Any]:
        """How a process beside a visit may have been opened: as announced, or by its log."""
        kind = self._stream.beside
        if kind is None:
            return [None]  # what else there is knows all of that by its state
        announced = [start.opening for _, _, start in await self._announced()]
        first = await first_of(self._connection, self._subject)
        return [*announced, await side_opening(self._connection, kind, first)] if first else []

    async def _use(self, signed: Signed, digest: Digest, events: Sequence[AnyEvent]) -> None:
        used = await proofs.use(
            self._connection, signed, digest, events[0].sequence, events[-1].sequence
        )
        if not used:
            raise NotProved


def _signed(proof: Proof, *, new: bool = True) -> Signed:
    """What a proof proves; nothing that is new may be signed with a key that is retired."""
    if is_mandate(proof):
        return mandated(proof)
    if new and not trusted().may_sign(proof):
        raise NotProved
    return trusted().verified(proof)
