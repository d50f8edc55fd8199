"""A person says which visit a message is about, where it does not say so itself."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from desk.authority import ByRegister
from desk.desk import Desk
from desk.mail_follows import Following
from desk.mail_list import one
from register import content, unmatched_mail, visits
from register.connection import Connection, Pool
from register.letter_list import ListedLetter, Wanted, find_letter, list_letters
from rules.permissions import Deed
from rules.refusals import RefusalCode, Refused
from schemas.ids import ActorRef, LetterKey, PersonRef, VisitId, recipient_of
from schemas.incoming import Mail, MailKind, MailOutcome

_SENT_BY_PEOPLE: Final = (MailKind.REPLY, MailKind.AWAY, MailKind.UNKNOWN)


class Candidate(NamedTuple):
    """A visit that a message may be about: its sender takes part in it.

    Attributes:
        visit: Which.
        ref: Who they are there.
    """

    visit: VisitId
    ref: PersonRef


async def candidates(
    connection: Connection, messages: Iterable[Mail]
) -> dict[int, Sequence[Candidate]]:
    """For each message about no visit, those under way in which its sender takes part."""
    open_ = [each for each in messages if each.visit_id is None and each.kind in _SENT_BY_PEOPLE]
    found = await content.all_under_way_with(connection, (each.sender or "" for each in open_))
    return {
        each.number: [Candidate(*pair) for pair in found.get((each.sender or "").lower(), ())]
        for each in open_
    }


async def letters_that_left(connection: Connection, visit: VisitId) -> list[ListedLetter]:
    """Those of a visit that a message can be about, the latest first.

    Raises:
        UnknownVisit: There is no such visit.
    """
    await visits.require(connection, visit)
    listed = await list_letters(connection, Wanted(visit=visit))
    return [each for each in reversed(listed) if each.sent_at is not None]


async def match(  # noqa: PLR0913 - all but the servers by name
    pool: Pool,
    desk: Desk,
    *,
    actor: ActorRef,
    number: int,
    visit: VisitId,
    letter: LetterKey | None,
    now: Callable[[], datetime],
) -> Mail:
    """Put a message to a visit; a letter that it says came back is recorded as refused.

    Args:
        pool: The register.
        desk: Where the refusal is brought, in the name of whoever says so.
        actor: Who that is.
        number: Of the message.
        visit: Which it is about.
        letter: Which letter it is about, where that is known.
        now: The clock.

    Returns:
        The message as it stands. What Temporal could not be told is told when mail is read next.

    Raises:
        Refused: The actor may not say so, it is about a visit already, or the letter is another's.
        UnknownMail: There is none of that number; likewise of a visit, and of a letter.
    """
    async with pool.acquire() as connection, connection.transaction():
        await ByRegister().require(connection, actor, Deed.SEE_TO_MAIL, "mail")
        await _put(connection, actor, number, visit, letter, now())
        message = await one(connection, number)
    if message.settled_at is None:
        await Following(pool, desk, now).record(message, actor)
    async with pool.acquire() as connection:
        return await one(connection, number)


async def _put(  # noqa: PLR0913, PLR0917 - as `match`
    connection: Connection,
    actor: ActorRef,
    number: int,
    visit: VisitId,
    letter: LetterKey | None,
    at: datetime,
) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"mail/{number}")
    message = await one(connection, number)
    _require_open(message)
    await visits.require(connection, visit)
    if letter is not None:
        listed, _ = await find_letter(connection, letter)
        if listed.order.visit_id != visit:
            raise Refused(
                RefusalCode.LETTER,
                f"Message {number} was not put to visit {visit}: letter {letter} is another "
                "visit's.",
            )
    who = recipient_of(letter) if letter else await _sender_in(connection, visit, message)
    await unmatched_mail.put_to_visit(
        connection, number, visit=visit, letter=letter, recipient=who, actor=actor, at=at
    )


def can_be_put(message: Mail) -> bool:
    """Whether a message can be put to a visit, or to another one.

    What told its visit by itself, or has had its consequence, stays where it is.
    """
    recorded = message.outcome is MailOutcome.RECORDED or message.settled_at is None
    return message.visit_id is None or (message.matched_at is not None and not recorded)


def _require_open(message: Mail) -> None:
    by_hand = message.matched_at is not None
    if not can_be_put(message):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Message {message.number} was not put anywhere: it is about visit "
            f"{message.visit_id}{' already' if by_hand else ', as it says itself'}.",
        )


async def _sender_in(connection: Connection, visit: VisitId, message: Mail) -> PersonRef | None:
    """Who of a visit sent a message, by their address."""
    address = (message.sender or "").lower()
    people = await content.people_of(connection, visit)
    return next(
        (ref for ref, person in people.items() if address and person.email.lower() == address),
        None,
    )
