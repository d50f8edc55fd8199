"""Where inspectors are, day by day, over all visits: nobody is in two places.

Who somebody is, over several visits, is told by their address: references are a visit's own.
"""

from datetime import date
from typing import NamedTuple

from register.connection import Connection
from rules.holds import days_off, on_hold
from rules.versions import RESUMED_DAY_BOOKED
from rules.zones import london_date
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
    """The days on which a visit's team is on site, in their order.

    Two; three where a paused visit goes on for more than a day. None before they are set, while the
    visit is on hold, or after the end. While it is paused, those until the pause: what is to come
    is held on days that are named when it goes on, and nobody has the old ones in their calendar.
    """
    if state.days is None or state.stage is Stage.ENDED or on_hold(state):
        return ()
    one, two = state.days.day_one, state.days.day_two
    goes_on = state.resumed_on if state.rules_version >= RESUMED_DAY_BOOKED else None
    # Days that were set since then, for a visit that had not begun after all, leave it behind.
    days = (one, goes_on, two) if goes_on is not None and one < goes_on < two else (one, two)
    if state.pause is None or not days_off(state):
        return days
    stands_since = london_date(state.pause.since)
    return tuple(day for day in days if day <= stands_since)


def wanted(state: VisitState | None) -> frozenset[tuple[PersonRef, date]]:
    """Whom a visit books for which day, by reference; nobody before it is opened."""
    if state is None:
        return frozenset()
    team = [member.inspector for member in state.team]
    return frozenset((ref, day) for ref in team for day in days_of(state))


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


class TakenElsewhere(Exception):
    """A decision books an inspector whom another visit has booked for the same day just before."""

    final = True
    """Trying again makes it no better: the decision is refused."""


Booking = tuple[str, date]
"""Whose address, in lower case, and for which day."""


async def require_free(connection: Connection, visit: VisitId, fresh: frozenset[Booking]) -> None:
    """See that nobody whom a visit has just booked is booked elsewhere; the later one is refused.

    Args:
        connection: In the transaction that booked them. Visits that book one inspector come here
            one after the other, so that the second sees the first.
        visit: Which.
        fresh: What it has just booked; what it had before is not asked about again.

    Raises:
        TakenElsewhere: Somebody is.
    """
    for email in sorted({email for email, _ in fresh}):
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", email)
    for email, day in fresh:
        if await connection.fetchval(
            "SELECT EXISTS (SELECT FROM bookings WHERE email = $1 AND day = $2 AND visit_id <> $3)",
            email,
            day,
            visit,
        ):
            raise TakenElsewhere


_REWRITE = """
WITH wanted AS (
    SELECT DISTINCT ON (lower(p.email), day) lower(p.email) AS email, day, p.ref
    FROM people AS p CROSS JOIN unnest($3::date[]) AS day
    WHERE p.visit_id = $1 AND p.ref = ANY($2::text[])
    ORDER BY lower(p.email), day, p.ref
), gone AS (
    DELETE FROM bookings AS b WHERE visit_id = $1
    AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.email, w.day) = (b.email, b.day))
), here AS (
    INSERT INTO bookings (email, day, visit_id, ref) SELECT email, day, $1, ref FROM wanted
    ON CONFLICT (email, day, visit_id) DO UPDATE SET ref = excluded.ref
    WHERE bookings.ref <> excluded.ref
)
SELECT w.email, w.day FROM wanted AS w WHERE NOT EXISTS (
    SELECT FROM bookings AS b WHERE (b.email, b.day, b.visit_id) = (w.email, w.day, $1)
)
"""
"""All of it sees the bookings as they were before, the last part, too: what it gives is fresh."""


async def rewrite(connection: Connection, state: VisitState) -> frozenset[Booking]:
    """Book a visit's team for its days, and let go of what it has booked no more.

    Whoever is booked elsewhere, too, is booked twice, as `taken_twice` tells: that can be in what
    an earlier release recorded. The desk refuses the later of two visits, and so does its record.

    Returns:
        What was not booked before.
    """
    rows = await connection.fetch(
        _REWRITE,
        state.visit_id,
        [member.inspector for member in state.team],
        list(days_of(state)),
    )
    return frozenset((row["email"], row["day"]) for row in rows)


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
