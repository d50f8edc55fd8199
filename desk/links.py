"""Personal links for those who run visits: what each asks and what became of it, and its end."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from desk.authority import ByRegister
from register import content, links, visits
from register.connection import Connection
from rules.permissions import Deed
from rules.questions import ASKED, Standing, standing_of
from rules.wording import moment
from schemas.ids import ActorRef, LetterKey, VisitId
from schemas.personal import Person
from schemas.questions import Link
from schemas.sentences import Sentence
from schemas.state import VisitState


class UnknownLink(Sentence):
    """There is no such link."""


class ListedLink(NamedTuple):
    """A link as people look at it.

    Attributes:
        link: The link.
        person: For whom it is, if the register knows.
        asks: What is asked.
        became: What became of it, e.g. `opened 4 Mar 2027 09:30, not answered`.
        live: Whether it still opens something.
    """

    link: Link
    person: Person | None
    asks: str
    became: str
    live: bool


class Answerer(NamedTuple):
    """Whoever decided something by a link.

    Attributes:
        words: Who, e.g. `Amara Okafor, by a link`.
        letter: In which letter that stood.
    """

    words: str
    letter: LetterKey


async def links_of(connection: Connection, visit: VisitId) -> list[ListedLink]:
    """A visit's links, in the order in which they were made.

    Raises:
        UnknownVisit: There is no such visit.
    """
    state = await visits.require(connection, visit)
    people = await content.people_of(connection, visit)
    found = await links.of_visit(connection, visit)
    return [_listed(link, state, people.get(link.recipient)) for link in found]


async def withdraw(
    connection: Connection, actor: ActorRef, visit: VisitId, ref: ActorRef, now: datetime
) -> ListedLink:
    """Let a link open nothing any more; its letter can be sent again, with another.

    Args:
        connection: Any.
        actor: Who wants that.
        visit: About which the link is.
        ref: Which link.
        now: The moment, aware.

    Raises:
        UnknownVisit: There is no such visit.
        UnknownLink: It has no such link.
        Refused: The actor may not.
    """
    async with connection.transaction():
        await ByRegister().require(connection, actor, Deed.WITHDRAW_LINK, visit)
        await visits.require(connection, visit)
        link = await links.find(connection, ref)
        if link is None or link.visit_id != visit:
            raise UnknownLink(
                f"Nothing was withdrawn: visit {visit} has no link of that name. "
                f"`visits links list {visit}` shows those it has."
            )
        await links.withdraw(connection, link, actor, now)
    return next(each for each in await links_of(connection, visit) if each.link.ref == ref)


async def answerers(
    connection: Connection, actors: Collection[ActorRef]
) -> Mapping[ActorRef, Answerer]:
    """Those of some who decided by a link, and who they are."""
    found: dict[ActorRef, Answerer] = {}
    for link in await links.called(connection, actors):
        people = await content.people_of(connection, link.visit_id)
        person = people.get(link.recipient)
        name = person.name if person is not None else link.recipient
        found[link.ref] = Answerer(f"{name}, by a link", link.letter)
    return found


def _listed(link: Link, state: VisitState, person: Person | None) -> ListedLink:
    standing = standing_of(link, state)
    live = standing is not Standing.OVER
    return ListedLink(link, person, ASKED[link.question].title, _became(link, standing), live)


def _became(link: Link, standing: Standing) -> str:
    opened = f"opened {moment(link.opened_at)}" if link.opened_at else "not opened"
    if link.answered_at is not None:
        return f"answered {moment(link.answered_at)}"
    if link.withdrawn_at is not None:
        by = f" by {link.withdrawn_by}" if link.withdrawn_by else ", as its letter was sent again"
        return f"withdrawn {moment(link.withdrawn_at)}{by}"
    if standing is Standing.OVER:
        return f"{opened}, no longer asked"
    return f"{opened}, not answered"
