"""The people of a visit: the area's nominated officer and the three inspectors."""

from typing import Annotated, Literal

from schemas.content import ContentRef
from schemas.event_types import EventType
from schemas.ids import ActorRef, PersonRef
from schemas.parts import Declaration, TeamMember
from schemas.pseudonyms import PSEUDONYMOUS
from schemas.streams import FactModel
from schemas.values import ConflictKind, InspectorRole


class OfficerNominated(FactModel):
    """The area named its nominated officer.

    Each time one is named; the last one counts.

    Attributes:
        officer: The nominated officer, by reference.
        content: Where the register keeps name and address.
    """

    type: Literal[EventType.OFFICER_NOMINATED] = EventType.OFFICER_NOMINATED
    officer: PersonRef
    content: ContentRef


class ConflictsDeclared(FactModel):
    """Inspectors declared their conflicts of interest, or none.

    Each time declarations are recorded; an inspector's last one counts.

    Attributes:
        declarations: What each declared, by kinds only.
    """

    type: Literal[EventType.CONFLICTS_DECLARED] = EventType.CONFLICTS_DECLARED
    declarations: tuple[Declaration, ...]


class ConflictOverridden(FactModel):
    """Two people decided that an inspector may take part in spite of a declared conflict.

    When both have decided it: `actor` is the first of them. A `reason` is always given.

    Attributes:
        inspector: Who may take part.
        conflicts: What they had declared.
        seconder: The second of the two people; the first is `actor`.
    """

    type: Literal[EventType.CONFLICT_OVERRIDDEN] = EventType.CONFLICT_OVERRIDDEN
    inspector: Annotated[PersonRef, PSEUDONYMOUS]
    conflicts: Annotated[tuple[ConflictKind, ...], PSEUDONYMOUS]
    seconder: ActorRef


class ConflictsChecked(FactModel):
    """The confirmed team was checked again, because team, area or days had changed.

    Right after the event that changed them, in the same decision.

    Attributes:
        conflicted: Inspectors whose conflict had been overridden for the area and days of
            before; it has to be decided again, and until then the team is open.
    """

    type: Literal[EventType.CONFLICTS_CHECKED] = EventType.CONFLICTS_CHECKED
    conflicted: Annotated[tuple[PersonRef, ...], PSEUDONYMOUS] = ()


class TeamConfirmed(FactModel):
    """The three inspectors were confirmed.

    Each time a whole team is confirmed, all clear of conflicts or overridden; it replaces the one
    before.

    Attributes:
        members: One inspector in each role.
    """

    type: Literal[EventType.TEAM_CONFIRMED] = EventType.TEAM_CONFIRMED
    members: tuple[TeamMember, ...]


class InspectorReplaced(FactModel):
    """An inspector took the place of another of the same role.

    When like is replaced with like in a confirmed team.

    Attributes:
        leaving: Who left.
        joining: Who came.
        role: The role of both.
    """

    type: Literal[EventType.INSPECTOR_REPLACED] = EventType.INSPECTOR_REPLACED
    leaving: PersonRef
    joining: PersonRef
    role: InspectorRole


TeamFact = (
    OfficerNominated
    | ConflictsDeclared
    | ConflictOverridden
    | ConflictsChecked
    | TeamConfirmed
    | InspectorReplaced
)
