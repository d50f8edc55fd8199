"""One decision for many visits: looked at first, then brought to each, once, however often begun.

Each visit has it under an id that is worked out from the batch's and its own, so that whatever was
brought before everything stopped is found again and not done twice.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

from desk.answers import NotAnswered, NotYetRecorded
from desk.desk import Desk
from register import batches
from register.batches import Batch, Member
from register.connection import Pool
from rules.refusals import Refused
from schemas.forms.form import FORMS, Form
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.sentences import Sentence

_NAMESPACE = UUID("5c9cfb1b-7f2b-4a2b-9a54-0a0d5b2f8f19")  # any: the same ids for ever


class Brought(NamedTuple):
    """What became of a decision in one visit.

    Attributes:
        member: The visit, settled or not.
        waits: Why it is not settled yet, as a sentence.
    """

    member: Member
    waits: str = ""


class Progress(NamedTuple):
    """A batch and its visits.

    Attributes:
        batch: The decision.
        members: Its visits, in order.
    """

    batch: Batch
    members: Sequence[Member]


class BatchOfAnother(Sentence):
    """Somebody goes on with what somebody else began."""


class Batches:
    """Brings decisions to many visits.

    Args:
        desk: Brings one to one.
        pool: The register.
    """

    def __init__(self, desk: Desk, pool: Pool) -> None:
        self._desk = desk
        self._pool = pool

    async def begin(
        self, form: Form, visits: Sequence[VisitId], actor: ActorRef, batch: str
    ) -> bool:
        """Keep what is to be done, before any of it is.

        Args:
            form: The decision.
            visits: To which it is brought, each once.
            actor: Who decides.
            batch: The id by which it is gone on with, made up by whoever begins.

        Returns:
            Whether it begins now; it does not where it was begun before.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            fresh = await batches.begin(connection, batch, name_of(form), form, actor)
            if fresh:
                await batches.add(connection, batch, visits)
        return fresh

    async def progress(self, batch: str) -> Progress:
        """A batch, and what became of it so far.

        Raises:
            UnknownBatch: There is none.
        """
        async with self._pool.acquire() as connection:
            return Progress(
                await batches.require(connection, batch), await batches.members(connection, batch)
            )

    async def go_on(self, batch: str, actor: ActorRef, *, resumed: bool) -> AsyncIterator[Brought]:
        """Bring the decision to each visit that is not settled, one after the other.

        It stops at a visit that does not answer: others would not either. What Temporal is away
        for is kept for each, as always.

        Args:
            batch: Which.
            actor: Who goes on with it.
            resumed: Whether some of it may have been brought before.

        Raises:
            UnknownBatch: There is none.
            BatchOfAnother: Somebody else began it: what is decided is decided in their name.
        """
        known, members = await self.progress(batch)
        if known.actor != actor:
            raise BatchOfAnother(
                f"Nothing was done: {known.actor} began {batch}, which goes on only in their "
                "name. Begin another for the visits that are left."
            )
        if known.form is None:
            return
        for member in members:
            if member.is_settled:
                continue
            brought = await self._bring(known, known.form, member.visit, resumed=resumed)
            if brought.member.is_settled:
                async with self._pool.acquire() as connection:
                    await batches.settle(connection, batch, brought.member)
            yield brought
            if brought.waits and not self._desk.keeps_for_later:
                return
        async with self._pool.acquire() as connection:
            await batches.end_if_settled(connection, batch)

    async def _bring(self, known: Batch, form: Form, visit: VisitId, *, resumed: bool) -> Brought:
        try:
            receipt = await self._desk.submit(
                visit,
                form,
                actor=known.actor,
                update_id=update_id_of(known.batch, visit),
                repeated=resumed,
            )
        except Refused as refused:
            return Brought(Member(visit, refused=refused))
        except (NotYetRecorded, NotAnswered) as late:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from None  # Ctrl-C ends a wait as if it were over
            return Brought(Member(visit), str(late))
        return Brought(Member(visit, receipt.sequence))


def update_id_of(batch: str, visit: VisitId) -> UpdateId:
    """The id under which a visit has the decision of a batch."""
    return str(uuid5(_NAMESPACE, f"{batch}/{visit}"))


def name_of(form: Form) -> str:
    """What filling in a form is called."""
    return next(name for name, kind in FORMS.items() if type(form) is kind)


def left(members: Iterable[Member]) -> list[VisitId]:
    """The visits that are not settled."""
    return [member.visit for member in members if not member.is_settled]
