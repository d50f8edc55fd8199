"""Where inspectors are, as the bookings tell, with the visit that each is for."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from register import visits
from register.connection import Connection
from schemas.email_address import RECORDED
from schemas.ids import PersonRef, ProgrammeId
from schemas.programme.content import PlanFile
from schemas.state import VisitState
from schemas.values import ContentKind, InspectorRole


class Booked(NamedTuple):
    """One inspector at one visit on one day.

    Attributes:
        email: Whose booking it is, in lower case: by that they are one over all visits.
        inspector: The same by the visit's reference.
        day: On which day.
        visit: The visit.
    """

    email: str
    inspector: PersonRef
    day: date
    visit: VisitState


async def booked(
    connection: Connection, first: date, last: date, emails: Collection[str] | None = None
) -> list[Booked]:
    """Who is where, day by day.

    Args:
        connection: Any.
        first: The first day.
        last: The last day.
        emails: Only of these inspectors, in lower case; of all by default.
    """
    rows = await connection.fetch(
        "SELECT b.email, b.ref, b.day, v.visit_id, v.state"
        " FROM bookings AS b JOIN visits AS v USING (visit_id)"
        " WHERE b.day BETWEEN $1 AND $2 AND ($3::text[] IS NULL OR b.email = ANY($3))"
        " ORDER BY b.day, v.visit_id, b.ref",
        first,
        last,
        None if emails is None else sorted(emails),
    )
    states: dict[str, VisitState] = {}
    found = []
    for row in rows:
        text = row["state"]
        if text not in states:
            states[text] = await visits.of_row(connection, row["visit_id"], text)
        found.append(Booked(row["email"], row["ref"], row["day"], states[text]))
    return found


async def inspectors(connection: Connection, wanted: str) -> list[str]:
    """The addresses of the inspectors whom a reference, or an address, may mean.

    Args:
        connection: Any.
        wanted: A reference as visits have it, which several may share, or an email address.
    """
    rows = await connection.fetch(
        "SELECT DISTINCT lower(email) AS email FROM people"
        " WHERE role = ANY($2) AND (ref = $1 OR lower(email) = lower($1)) ORDER BY 1",
        wanted,
        [role.value for role in InspectorRole],
    )
    return [row["email"] for row in rows]


async def plans(connection: Connection) -> list[tuple[ProgrammeId, PlanFile]]:
    """Who is in the plan of each programme, as it was confirmed last."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (c.visit_id) c.visit_id, c.body FROM content c"
        " JOIN programmes p ON p.programme = c.visit_id WHERE c.kind = $1"
        " ORDER BY c.visit_id, c.version DESC",
        ContentKind.PLAN.value,
    )
    return [
        (row["visit_id"], PlanFile.model_validate_json(row["body"], context=RECORDED))
        for row in rows
    ]
