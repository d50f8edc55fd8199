"""A kind of process that the project does not have: an area undertakes to send something in time.

This file is all that it costs but for its line in the table of streams, which a test enters. It is
imported when a test wants it, and not before: its form is declared by that.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import Field

from rules.folds import Changes
from rules.refusals import RefusalCode, Refused
from rules.side_process import (
    SideCourse,
    SideEvent,
    SideModels,
    SideProcess,
    SideWords,
    closing,
)
from schemas.forms.form import form
from schemas.ids import ProgrammeId
from schemas.side_processes import (
    SideDecision,
    SideDecisionForm,
    SideDue,
    SideOpening,
    SideOpeningForm,
    SideState,
    SideSubject,
)
from schemas.streams import Event, FactModel, StreamKind
from schemas.values import Owner

KIND: Final = "undertaking"


class GiveUndertaking(SideOpening):
    """The area undertakes to send something."""

    kind: Literal["undertaking"] = KIND
    days: int


class KeepUndertaking(SideDecision):
    """It has come."""


class UndertakingEventType(StrEnum):
    """Every event of an undertaking."""

    GIVEN = "undertaking.given.v1"
    MISSED = "undertaking.missed.v1"
    KEPT = "undertaking.kept.v1"


class UndertakingGiven(FactModel):
    """The area undertook to send something."""

    type: Literal[UndertakingEventType.GIVEN] = UndertakingEventType.GIVEN
    programme: ProgrammeId
    days: int
    until: datetime


class UndertakingMissed(FactModel):
    """It has not come in time."""

    type: Literal[UndertakingEventType.MISSED] = UndertakingEventType.MISSED


class UndertakingKept(FactModel):
    """It has come."""

    type: Literal[UndertakingEventType.KEPT] = UndertakingEventType.KEPT


UndertakingFact = Annotated[
    UndertakingGiven | UndertakingMissed | UndertakingKept, Field(discriminator="type")
]
UndertakingEvent: TypeAlias = Event[SideSubject, UndertakingFact]


class UndertakingState(SideState):
    """One undertaking."""

    kind: Literal["undertaking"] = KIND
    days: int


@form("undertake", GiveUndertaking)
class UndertakingForm(SideOpeningForm):
    """What the area undertakes."""

    heading = "Record an undertaking"

    kind: ClassVar[StreamKind] = KIND
    days: int = Field(5, ge=1)


@form("undertaking_kept", KeepUndertaking)
class UndertakingKeptForm(SideDecisionForm):
    """It has come."""

    heading = "Record that it was kept"

    kind: ClassVar[StreamKind] = KIND


UNDERTAKING = SideProcess(
    KIND,
    workflow="Undertaking",
    models=SideModels(
        opening=GiveUndertaking,
        state=UndertakingState,
        event=UndertakingEvent,
        facts=UndertakingFact,
        types=UndertakingEventType,
    ),
    course=SideCourse(
        first=UndertakingGiven,
        raised=lambda opening, now: UndertakingGiven(
            programme=opening.programme,
            days=opening.days,
            until=closing(opening, now, opening.days),
        ),
        begun=lambda fact: {"due": fact.until, "days": fact.days},
        reopened=lambda common, fact: GiveUndertaking(**dict(common), days=fact.days),
        owner=lambda state: Owner.COORDINATOR if state.escalations else Owner.AREA,
        needs_a_person=lambda state: state.escalations > 0,
    ),
    words=SideWords(
        title="undertaking",
        begins="area undertook to send something",
        stands=lambda state: "kept" if state.over else "not yet kept",
        awaits="send it",
        command=lambda state: f"visits undertaking-kept {state.visit_id} {state.number}",
    ),
)


@UNDERTAKING.rule(KeepUndertaking)
def keep(
    _opening: SideOpening, state: UndertakingState, _message: KeepUndertaking, _now: datetime
) -> Sequence[UndertakingFact]:
    """Once."""
    if state.over:
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was recorded: it has come already.")
    return [UndertakingKept()]


@UNDERTAKING.rule(SideDue)
def miss(
    _opening: SideOpening, state: UndertakingState, _message: SideDue, now: datetime
) -> Sequence[UndertakingFact]:
    """Ask the coordinator, once."""
    return [UndertakingMissed()] if state.due and now >= state.due else []


@UNDERTAKING.fact(UndertakingMissed, "undertaking not kept in time, coordinator asked")
def missed(state: UndertakingState, _event: SideEvent, _fact: UndertakingMissed) -> Changes:
    """A person is asked."""
    return {"escalations": state.escalations + 1, "due": None}


@UNDERTAKING.fact(UndertakingKept, "undertaking kept")
def kept(_state: UndertakingState, _event: SideEvent, _fact: UndertakingKept) -> Changes:
    """Nothing is left to do."""
    return {"due": None, "over": True}
