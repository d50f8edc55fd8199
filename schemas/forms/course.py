"""What people fill in to steer a visit: hand it over, pause it, end it."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.days import Day
from schemas.events.course import EndedIncomplete, Paused, PutOnHold, Resumed, TakenOffHold
from schemas.events.visit import Cancelled, HandedOver
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import ActorRef


@form("hand-over", m.HandOverVisit, told_by=(HandedOver,), for_many=True)
class HandOverForm(VisitForm):
    """Who looks after the visit from now on."""

    heading = "Hand the visit over"

    to: Annotated[
        ActorRef,
        FieldWords("To whom?", "The reference of whoever looks after the visit from now on"),
    ]


@form("cancel", m.CancelVisit, told_by=(Cancelled,), for_many=True, reason_needed=True)
class CancellationForm(VisitForm):
    """The programme ends the visit."""

    heading = "Cancel the visit"


@form("pause", m.PauseVisit, told_by=(Paused, PutOnHold), for_many=True, reason_needed=True)
class PauseForm(VisitForm):
    """The visit stands still; the reason is needed."""

    heading = "Pause the visit"


@form("resume", m.ResumeVisit, told_by=(Resumed, TakenOffHold), for_many=True)
class ResumptionForm(VisitForm):
    """The days on which the meetings that are left are held; of a visit on hold, its two days."""

    heading = "Let the visit go on"

    next_day: Annotated[
        Day | None,
        FieldWords(
            "On which day does it go on?",
            "A visit on hold keeps its days if you leave this empty, where they still will do",
        ),
    ] = Field(None, description="a visit on hold keeps its days, where they still will do")
    last_day: Annotated[
        Day | None, FieldWords("On which day does it end?", "Leave it empty for the same day")
    ] = Field(
        None,
        description="when not given, the next day itself; of a visit on hold, the day after it",
    )


@form("incomplete", m.EndIncomplete, told_by=(EndedIncomplete,), for_many=True, reason_needed=True)
class IncompleteForm(VisitForm):
    """The visit ends incomplete; the reason is needed."""

    heading = "End the visit as incomplete"
