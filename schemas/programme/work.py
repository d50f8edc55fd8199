"""What a programme's workflow starts with, asks of activities, and is answered."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, ProgrammeId, UpdateId
from schemas.policy import VisitPolicy
from schemas.programme.events import ProgrammeEvent
from schemas.programme.messages import OpenProgramme
from schemas.programme.state import ProgrammeState
from schemas.programme.values import Assignment, Change, Removal, Standing, SteeringAsked
from schemas.proofs import Grounds


class ProgrammeInput(Model):
    """What the workflow of a programme starts with.

    Attributes:
        opening: How it was opened.
        carried: What an earlier run handed on, all of it recorded.
        taken: The last event of each decision taken so far, by update id.
        recent: The latest events, for operators to see.
        look: Whether something of its visits is still to be looked at.
    """

    opening: OpenProgramme
    carried: ProgrammeState | None = None
    taken: dict[UpdateId, int] = Field(default_factory=dict)
    recent: tuple[ProgrammeEvent, ...] = ()
    look: bool = False


class ProgrammeResult(Model):
    """What became of a programme."""

    programme: ProgrammeId
    sequence: int


class ProgrammeRecordRequest(Model):
    """Ask for events of a programme to be recorded, in order and once."""

    programme: ProgrammeId
    events: Annotated[tuple[ProgrammeEvent, ...], Field(min_length=1)]
    grounds: tuple[Grounds, ...] = ()


class FixRequest(Model):
    """Ask for the portfolio of permissible samples."""

    programme: ProgrammeId
    frame: ContentRef


class DrawRequest(Model):
    """Ask for the sample that a seed decides."""

    programme: ProgrammeId
    frame: ContentRef
    portfolio: ContentRef
    seed: ContentRef


class PromoteRequest(Model):
    """Ask which reserve takes a place.

    Attributes:
        lost: Whose place.
        standing: The areas that are in the sample besides.
        reserves: Those left, in order.
    """

    programme: ProgrammeId
    frame: ContentRef
    portfolio: ContentRef
    lost: AreaCode
    standing: tuple[AreaCode, ...]
    reserves: tuple[AreaCode, ...]


class Turn(Model):
    """One visit that is to be opened.

    Attributes:
        planned: Its days.
        coordinator: Who looks after it.
    """

    planned: Assignment
    coordinator: ActorRef


class OpenVisitsRequest(Model):
    """Ask for visits to be opened, each once.

    Attributes:
        rehearsed: Whether the programme's clock is a rehearsal's.
    """

    programme: ProgrammeId
    wave: int
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    contacts: ContentRef | None = None
    policy: VisitPolicy
    now: datetime
    rehearsed: bool


class ArrangeRequest(Model):
    """Ask for a visit to be told its days and team.

    Attributes:
        plan: Who the inspectors are.
        number: Of the plan; with it repeated requests are one.
    """

    programme: ProgrammeId
    plan: ContentRef
    number: int
    planned: Assignment
    actor: ActorRef
    now: datetime


class SteerRequest(Model):
    """Ask for every visit under way to be told something.

    Attributes:
        asked: What, by whom and why.
        areas: Whose visits.
        planned: What is planned for each.
    """

    programme: ProgrammeId
    asked: SteeringAsked
    areas: tuple[AreaCode, ...]
    planned: dict[AreaCode, Assignment] = Field(default_factory=dict)
    now: datetime


class CancelRequest(Model):
    """Ask for the visit of an area that was taken out to be cancelled."""

    programme: ProgrammeId
    removal: Removal
    now: datetime


class KnownStanding(Model):
    """What a programme takes an area for."""

    area: AreaCode
    standing: Standing


class LookRequest(Model):
    """Ask what has become of areas.

    Attributes:
        known: What the programme takes those of them for whose visits were opened.
    """

    programme: ProgrammeId
    known: tuple[KnownStanding, ...]


class LookReport(Model):
    """What has become of them, where it is something else."""

    changes: tuple[Change, ...] = ()
