"""Compares the logs of what outlives visits with their rows: each log must fold to its row.

Whatever kind of stream keeps its state in a read model is looked at, but for visits, of which
`release.audit` asks more.
"""

from pydantic import ValidationError

from register import log
from register.connection import Connection
from register.streams import STREAMS, Stream
from schemas.ids import VisitId
from schemas.streams import AnyEvent, StreamKind


async def stream_mismatches(connection: Connection, visit: VisitId | None = None) -> list[str]:
    """What does not agree, a sentence each.

    Args:
        connection: In a transaction that sees one state of the register.
        visit: Only what belongs to this visit.
    """
    try:
        entries = await log.read_all(connection, about=visit)
    except ValidationError as error:
        return [f"What the log holds beside visits cannot be read: {error.title}."]
    events = [entry.event for entry in entries]
    wrong: list[str] = []
    for kind, stream in STREAMS.items():
        if kind is not StreamKind.VISIT and stream.read_model is not None:
            wrong += await _of_kind(
                connection, stream, visit, [event for event in events if event.stream is kind]
            )
    return wrong


async def _of_kind(
    connection: Connection, stream: Stream, visit: VisitId | None, events: list[AnyEvent]
) -> list[str]:
    if stream.read_model is None:
        return []
    # `object`: states are compared with each other and with nothing else.
    folded: dict[str, object] = {}
    try:
        for event in events:
            folded[event.subject] = stream.fold(folded.get(event.subject), event)
        rows: dict[str, object] = {
            row.subject: row
            for row in await stream.read_model.of_partition(connection, visit)
            if row.kind == stream.kind
        }
    except ValidationError as error:
        return [f"What the register holds of a {stream.kind} cannot be read: {error.title}."]
    except ValueError as error:
        return [f"A log of a {stream.kind} does not fold: {error}."]
    wrong: list[str] = []
    for subject in sorted(folded.keys() | rows.keys()):
        if subject not in rows:
            wrong.append(f"{subject} has a log, and is missing from the list of its kind.")
        elif subject not in folded:
            wrong.append(f"{subject} is in the list of its kind, and the log knows nothing.")
        elif rows[subject] != folded[subject]:
            wrong.append(f"{subject}: the list of its kind differs from what the log says.")
    return wrong
