"""What topics of the fold use: what must already be there."""

from rules.folds import OutOfOrderError
from schemas.state import Invitation, Meetings, Survey, VisitState


def invitation_of(state: VisitState) -> Invitation:
    """The invitation, which there must be.

    Raises:
        OutOfOrderError: There is none yet.
    """
    if state.invitation is None:
        raise OutOfOrderError(f"{state.visit_id} has not been invited")
    return state.invitation


def survey_of(state: VisitState) -> Survey:
    """The survey, which there must be.

    Raises:
        OutOfOrderError: There is none yet.
    """
    if state.survey is None:
        raise OutOfOrderError(f"{state.visit_id} has no survey")
    return state.survey


def meetings_of(state: VisitState) -> Meetings:
    """The fixed timetable, which there must be.

    Raises:
        OutOfOrderError: There is none yet.
    """
    if state.meetings is None:
        raise OutOfOrderError(f"{state.visit_id} has no timetable")
    return state.meetings
