"""Finds whom a provider means among those who run visits."""

from register import staff
from register.connection import Connection
from schemas.identity import Identified
from schemas.ids import SYSTEM, ActorRef
from schemas.sentences import Sentence
from schemas.staff import StaffChangeKind


class NobodyHere(Sentence):
    """Whoever the provider means is none of those who run visits."""


async def sign_in(connection: Connection, known_as: Identified) -> ActorRef:
    """Who somebody is here, with the roles that their provider names, where it names any.

    Args:
        connection: In a transaction.
        known_as: What the provider says of them.

    Raises:
        NobodyHere: They are not among those who run visits, or not any more.
    """
    known = await staff.by_subject(connection, known_as.issuer, known_as.subject)
    if known is None and known_as.email is not None:
        known = await staff.by_email(connection, known_as.email)
        if known is not None:
            await staff.know_by(connection, known.ref, known_as.issuer, known_as.subject)
            await staff.note(connection, known.ref, SYSTEM, StaffChangeKind.KNOWN_BY_PROVIDER)
    if known is None:
        return await _added(connection, known_as)
    if known.ended_at is not None:
        raise _nobody()
    if known_as.roles is not None:
        await staff.set_roles(connection, known.ref, known_as.roles, SYSTEM)
    return known.ref


async def _added(connection: Connection, known_as: Identified) -> ActorRef:
    """Somebody new, where the provider itself says that they are there for something."""
    if not known_as.roles:
        raise _nobody()
    added = await staff.add(
        connection,
        ref=staff.new_ref(),
        name=(known_as.name or "Not told by their provider")[:200],
        email=known_as.email,
        roles=known_as.roles,
        actor=SYSTEM,
    )
    await staff.know_by(connection, added.ref, known_as.issuer, known_as.subject)
    await staff.note(connection, added.ref, SYSTEM, StaffChangeKind.KNOWN_BY_PROVIDER)
    return added.ref


def _nobody() -> NobodyHere:
    return NobodyHere(
        "You are not signed in: you are known to your organisation, and are not among those who "
        "run visits. An operator adds you, with `visits people add`."
    )
