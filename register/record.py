"""Events put into the log together with the state they lead to."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from register import log
from register.connection import Connection
from register.streams import STREAMS
from schemas.streams import AnyEvent


class Recorded(NamedTuple):
    """What came of a batch.

    Attributes:
        state: After the whole batch.
        new: Each event that was not there before, with the state just after it.
    """

    # `Any`: the state of the kind of stream that the events are of.
    state: Any
    new: list[tuple[AnyEvent, Any]]


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
    stream = STREAMS[events[0].stream]
    rows = stream.read_model
    if rows is None:
        raise TypeError(f"a {stream.kind} has no row that an event could change")
    known = await rows.load(connection, events[0].subject, lock=True)
    state, new = await log.append(connection, known, events, stream.fold)
    if new:
        await rows.save(connection, state)
    return Recorded(state, new)
