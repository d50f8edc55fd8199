"""One decision brought to many visits: which, and what became of it in each."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError

from register.connection import Connection
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import FORMS, Form
from schemas.ids import ActorRef, VisitId
from schemas.sentences import Sentence


class UnknownBatch(Sentence):
    """There is no such batch in the register."""


class BatchSpoilt(Sentence):
    """What was to be decided for many visits is kept, and is not a form any more."""


class Batch(NamedTuple):
    """A decision for many visits.

    Attributes:
        batch: Its id.
        decision: What filling in its form is called.
        form: As filled in; `None` once every visit has been decided.
        actor: Who decided.
        begun_at: When.
    """

    batch: str
    decision: str
    form: Form | None
    actor: ActorRef
    begun_at: datetime


class Member(NamedTuple):
    """One visit of a batch, and what became of the decision there.

    Attributes:
        visit: Which.
        sequence: The last event that followed; `None` where none has.
        refused: Why it was refused, if it was.
    """

    visit: VisitId
    sequence: int | None = None
    refused: Refused | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it was recorded or refused."""
        return self.sequence is not None or self.refused is not None


async def begin(
    connection: Connection, batch: str, decision: str, form: Form, actor: ActorRef
) -> bool:
    """Keep a decision for many visits; whether it was not kept before."""
    kept = await connection.fetchval(
        "INSERT INTO batches (batch, decision, form, actor) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (batch) DO NOTHING RETURNING true",
        batch,
        decision,
        form.model_dump_json(exclude_unset=True),
        actor,
    )
    return bool(kept)


async def add(connection: Connection, batch: str, visits: Sequence[VisitId]) -> None:
    """Keep for which visits, in this order."""
    await connection.executemany(
        "INSERT INTO batch_visits (batch, place, visit_id) VALUES ($1, $2, $3)",
        [(batch, place, visit) for place, visit in enumerate(visits, start=1)],
    )


async def require(connection: Connection, batch: str) -> Batch:
    """A batch by its id.

    Raises:
        UnknownBatch: There is none.
        BatchSpoilt: Its form cannot be read any more.
    """
    row = await connection.fetchrow(
        "SELECT batch, decision, form, actor, begun_at FROM batches WHERE batch = $1", batch
    )
    if row is None:
        raise UnknownBatch(
            f"There is no batch {batch} in the register. `visits each` shows those that are not "
            "finished."
        )
    try:
        form = FORMS[row["decision"]].model_validate_json(row["form"]) if row["form"] else None
    except ValidationError:
        raise BatchSpoilt(
            f"The form of batch {batch} is kept, and cannot be read any more. Begin anew with "
            "`visits each`: a visit that was decided already is refused, and nothing is done twice."
        ) from None
    return Batch(row["batch"], row["decision"], form, row["actor"], row["begun_at"])


async def members(connection: Connection, batch: str) -> list[Member]:
    """Its visits, in order."""
    rows = await connection.fetch(
        "SELECT visit_id, sequence, refusal, sentence FROM batch_visits WHERE batch = $1"
        " ORDER BY place",
        batch,
    )
    return [
        Member(
            row["visit_id"],
            row["sequence"],
            Refused(RefusalCode(row["refusal"]), row["sentence"]) if row["refusal"] else None,
        )
        for row in rows
    ]


async def settle(connection: Connection, batch: str, member: Member) -> None:
    """Note what became of the decision in one visit."""
    refused = member.refused
    await connection.execute(
        "UPDATE batch_visits SET sequence = $3, refusal = $4, sentence = $5, settled_at = now()"
        " WHERE batch = $1 AND visit_id = $2",
        batch,
        member.visit,
        member.sequence,
        refused.code.value if refused else None,
        refused.sentence if refused else None,
    )


async def end_if_settled(connection: Connection, batch: str) -> None:
    """Let go of the form once it was brought to every visit."""
    await connection.execute(
        "UPDATE batches SET form = NULL, ended_at = now() WHERE batch = $1 AND ended_at IS NULL"
        " AND NOT EXISTS"
        " (SELECT FROM batch_visits WHERE batch_visits.batch = $1 AND settled_at IS NULL)",
        batch,
    )


class Unfinished(NamedTuple):
    """A batch that was stopped.

    Attributes:
        batch: Its id.
        decision: What filling in its form is called.
        actor: Who decided.
        begun_at: When.
        settled: In how many visits it was recorded or refused.
        visits: How many there are.
    """

    batch: str
    decision: str
    actor: ActorRef
    begun_at: datetime
    settled: int
    visits: int


async def unfinished(connection: Connection) -> list[Unfinished]:
    """Those that are not finished, the latest first."""
    rows = await connection.fetch(
        "SELECT batch, decision, actor, begun_at, count(settled_at) AS settled,"
        " count(*) AS visits FROM batches JOIN batch_visits USING (batch)"
        " WHERE ended_at IS NULL GROUP BY batch, decision, actor, begun_at ORDER BY begun_at DESC"
    )
    return [Unfinished(*row) for row in rows]
