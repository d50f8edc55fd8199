"""Whether what proves decisions still holds: the signatures, and that the log names who signed."""

from collections.abc import Mapping, Sequence

from register import proofs
from register.connection import Connection
from register.logged import Logged
from register.signatures import trusted
from rules.proofs import NotProved, is_mandate, mandated
from schemas.proofs import Proof
from schemas.streams import AnyEvent


async def disproved(
    connection: Connection, subject: str, logged: Sequence[Logged[AnyEvent]]
) -> list[str]:
    """What the log of a process says of who decided, and a proof says otherwise; a sentence each.

    Where no public key is at hand, signatures are taken as they are.

    Args:
        connection: Any.
        subject: Of which process.
        logged: Its log.
    """
    events = {entry.event.sequence: entry.event for entry in logged}
    return [
        f"Record {first} of {subject}: the proof of who decided it does not hold."
        for first, last, proof in await proofs.of_stream(connection, subject)
        if not _holds(subject, events, range(first, last + 1), proof)
    ]


def _holds(subject: str, events: Mapping[int, AnyEvent], numbers: range, proof: Proof) -> bool:
    try:
        if is_mandate(proof):
            signed = mandated(proof)
        elif trusted().ids:
            signed = trusted().verified(proof)
        else:
            return True
    except NotProved:
        return False
    return signed.subject == subject and all(
        number in events and events[number].actor == signed.actor for number in numbers
    )
