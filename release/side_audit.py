"""Compares the logs of what outlives visits with their rows: each log must fold to its row."""

from pydantic import ValidationError

from register import log, side_processes
from register.connection import Connection
from rules.side_processes import SideOutOfOrderError, evolve_side
from schemas.ids import VisitId
from schemas.side_processes import SideEvent, SideState, SideSubject


async def side_mismatches(connection: Connection, visit: VisitId | None = None) -> list[str]:
    """What does not agree, a sentence each.

    Args:
        connection: In a transaction that sees one state of the register.
        visit: Only what lives beside this visit.
    """
    folded: dict[SideSubject, SideState | None] = {}
    wrong: list[str] = []
    try:
        for entry in await log.read_all(connection, about=visit):
            if isinstance(entry.event, SideEvent):
                known = folded.get(entry.event.subject)
                folded[entry.event.subject] = evolve_side(known, entry.event)
        rows = {row.subject: row for row in await side_processes.of_visit(connection, visit)}
    except SideOutOfOrderError as error:
        return [f"A log of a referral or complaint does not fold: {error}."]
    except ValidationError as error:
        return [
            f"What the register holds of referrals and complaints cannot be read: {error.title}."
        ]
    for subject in sorted(folded.keys() | rows.keys()):
        row, state = rows.get(subject), folded.get(subject)
        if row is None:
            wrong.append(f"{subject} has a log, and is missing from the list of side processes.")
        elif state is None:
            wrong.append(f"{subject} is in the list of side processes, and the log knows nothing.")
        elif row != state:
            wrong.append(f"{subject}: the list of side processes differs from what the log says.")
    return wrong
