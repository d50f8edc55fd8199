"""Events put into the log together with the state they lead to."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from register import log
from register.connection import Connection
from register.streams import STREAMS, ReadModel
from schemas.streams import AnyEvent


class Recorded(NamedTuple):
    """What came of a batch.

    Attributes:
        state: After the whole batch.
        new: Each event that was not there before, with the state just after it.
        before: The state that the register had; `None` before the first event.
    """

    # `Any`: the state of the kind of stream that the events are of.
    state: Any
    new: list[tuple[AnyEvent, Any]]
    before: Any


async def record(connection: Connection, events: Sequence[AnyEvent]) -> Recorded:
    """Append events of one stream to the log, and write its row.

    Args:
        connection: In a transaction that will be committed as a whole.
        events: Consecutive events of one stream with a read model, at least one.

    Returns:
        What was new; what is there already is left as it is.

    Raises:
        SequenceConflict: A number came again with another event, or leaves a gap.
    """
    known = await _rows_of(events).load(connection, events[0].subject, lock=True)
    return await record_onto(connection, known, events)


# `Any`: as `Recorded.state`.
async def record_onto(
    connection: Connection,
    known: Any,  # noqa: ANN401
    events: Sequence[AnyEvent],
) -> Recorded:
    """The same, onto a state that was read and locked in this transaction.

    Args:
        connection: In that transaction.
        known: The state; `None` before the first event.
        events: As for `record`.

    Raises:
        SequenceConflict: As for `record`.
    """
    stream, rows = STREAMS[events[0].stream], _rows_of(events)
    state, new = await log.append(connection, known, events, stream.fold)
    if new:
        await rows.save(connection, state)
    return Recorded(state, new, known)


def _rows_of(events: Sequence[AnyEvent]) -> ReadModel:
    stream = STREAMS[events[0].stream]
    if stream.read_model is None:
        raise TypeError(f"a {stream.kind} has no row that an event could change")
    return stream.read_model
