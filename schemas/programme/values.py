"""The kinds and the parts that a programme's messages, events and state share."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, PersonRef
from schemas.parts import TeamMember
from schemas.values import InspectorRole, LetterKind, Mode

PROGRAMME_STREAM: Final = "programme"


class ProgrammeStage(StrEnum):
    """Where a programme stands."""

    OPENED = "opened"
    """The frame is fixed; the portfolio of permissible samples is being worked out."""
    FIXED = "fixed"
    """The portfolio is fixed; the seed is awaited."""
    DRAWING = "drawing"
    """The seed is known."""
    DRAWN = "drawn"
    """The areas are known; teams and days are awaited."""
    INVITING = "inviting"
    """A plan is confirmed: visits are opened as their days come."""
    CLOSED = "closed"


class Standing(StrEnum):
    """What has become of an area in a programme."""

    SELECTED = "selected"
    """Its visit is not opened yet."""
    OPENED = "opened"
    """Its visit is opened; the area has not accepted."""
    ACCEPTED = "accepted"
    """The area takes part."""
    VISITED = "visited"
    """Its visit was carried to the end."""
    LOST = "lost"
    """It declined, did not reply, or withdrew: a reserve takes its place."""
    ENDED = "ended"
    """Its visit was cancelled, or ended incomplete: its place stays as it is."""
    REMOVED = "removed"
    """A person took it out."""


LIVE = frozenset({Standing.OPENED, Standing.ACCEPTED})
"""Its visit is under way."""

GONE = frozenset({Standing.LOST, Standing.ENDED, Standing.REMOVED})
"""It is not visited."""


class Source(StrEnum):
    """How an area came into a programme."""

    DRAWN = "drawn"
    PROMOTED = "promoted"
    ADDED = "added"


class Steering(StrEnum):
    """What is told to every visit of a programme at once."""

    PAUSE = "pause"
    RESUME = "resume"
    REMOTE = "remote"


class SteeringAsked(Model):
    """Something that every visit is to be told.

    Attributes:
        steering: What.
        by: Who decided it.
        reason: Why, in the register.
        sequence: The event by which it was decided.
    """

    steering: Steering
    by: ActorRef
    reason: ContentRef | None = None
    sequence: int


class Removal(Model):
    """An area that was taken out, whose visit is to be cancelled.

    Attributes:
        area: Which one.
        by: Who decided it.
        reason: Why, in the register.
    """

    area: AreaCode
    by: ActorRef
    reason: ContentRef | None = None


class Window(Model):
    """The days on which visits may be held, both included.

    Attributes:
        first: The first of them.
        last: The last of them.
    """

    first: date
    last: date


class OwnWording(Model):
    """A kind of letter that a programme words itself.

    Attributes:
        letter: Which kind.
        wording: In the register; its version counts every wording of the programme.
    """

    letter: LetterKind
    wording: ContentRef


class Assignment(Model):
    """One visit of a plan.

    Attributes:
        area: Where.
        day_one: The first day.
        day_two: The second day.
        mode: How it is held.
        team: One inspector of each role.
    """

    area: AreaCode
    day_one: date
    day_two: date
    mode: Mode
    team: Annotated[tuple[TeamMember, ...], Field(min_length=1)]

    def inspector(self, role: InspectorRole) -> PersonRef | None:
        """Who visits in a role; `None` where nobody does."""
        return next((one.inspector for one in self.team if one.role is role), None)


class Change(Model):
    """What has become of an area, as the register tells.

    Attributes:
        area: Which one.
        standing: What has become of it.
    """

    area: AreaCode
    standing: Standing
