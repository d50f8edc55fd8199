"""Where inspectors are, day by day, over all visits: nobody is in two places.

Who somebody is, over several visits, is told by their address: references are a visit's own.
"""

from datetime import date
from typing import NamedTuple

from register.connection import Connection
from schemas.ids import PersonRef, VisitId
from schemas.state import VisitState
from schemas.values import Stage


class Clash(NamedTuple):
    """An inspector who is wanted where they are not free.

    Attributes:
        inspector: Who, by the reference of the visit that wants them.
        day: On which day.
        visit: Where they are then.
    """

    inspector: PersonRef
    day: date
    visit: VisitId


def days_of(state: VisitState) -> tuple[date, ...]:
    """The days on which a visit's team is on site; none before they are set, or after the end."""
    if state.days is None or state.stage is Stage.ENDED:
        return ()
    return (state.days.day_one, state.days.day_two)


async def clashes(connection: Connection, state: VisitState) -> list[Clash]:
    """Who of a visit's team is booked elsewhere on its days.

    Args:
        connection: Any.
        state: The visit as it would be.
    """
    rows = await connection.fetch(
        "SELECT DISTINCT p.ref, b.day, b.visit_id FROM people AS p"
        " JOIN bookings AS b ON b.email = lower(p.email)"
        " WHERE p.visit_id = $1 AND p.ref = ANY($2::text[]) AND b.day = ANY($3::date[])"
        " AND b.visit_id <> $1 ORDER BY b.day, p.ref",
        state.visit_id,
        [member.inspector for member in state.team],
        list(days_of(state)),
    )
    return [Clash(row["ref"], row["day"], row["visit_id"]) for row in rows]


async def rewrite(connection: Connection, state: VisitState) -> None:
    """Book a visit's team for its days, and let go of what it has booked no more.

    Whoever is booked elsewhere, too, is booked twice, as `taken_twice` tells: the desk refuses the
    later of two visits, unless both were decided in the same moment.
    """
    await connection.execute("DELETE FROM bookings WHERE visit_id = $1", state.visit_id)
    await connection.execute(
        "INSERT INTO bookings (email, day, visit_id, ref)"
        " SELECT DISTINCT ON (lower(p.email), day) lower(p.email), day, $1, p.ref"
        " FROM people AS p CROSS JOIN unnest($3::date[]) AS day"
        " WHERE p.visit_id = $1 AND p.ref = ANY($2::text[])",
        state.visit_id,
        [member.inspector for member in state.team],
        list(days_of(state)),
    )


class TakenTwice(NamedTuple):
    """An inspector whom two visits have on one day.

    Attributes:
        visit: One of them; the other is told of the same.
        inspector: Who, by that visit's reference.
        day: On which day.
        elsewhere: The other.
    """

    visit: VisitId
    inspector: PersonRef
    day: date
    elsewhere: VisitId


async def taken_twice(connection: Connection) -> list[TakenTwice]:
    """Who is wanted in two places, by day: each visit of a pair is told."""
    rows = await connection.fetch(
        "SELECT one.visit_id AS visit, one.ref AS inspector, one.day, other.visit_id AS elsewhere"
        " FROM bookings AS one JOIN bookings AS other USING (email, day)"
        " WHERE one.visit_id <> other.visit_id ORDER BY day, visit, inspector, elsewhere"
    )
    return [TakenTwice(**dict(row)) for row in rows]
