"""Which decision belongs to which stages, and how a message in the wrong one is refused."""

from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.state import VisitState
from schemas.values import Outcome, Stage

_BEFORE_THE_END = tuple(stage for stage in Stage if stage is not Stage.ENDED)
_FROM_ACCEPTANCE = tuple(
    stage for stage in _BEFORE_THE_END if stage not in {Stage.OPENED, Stage.INVITED}
)

STAGES: dict[type[m.Decision], tuple[Stage, ...]] = {
    m.RecordContacts: (Stage.OPENED, Stage.INVITED),
    m.RecordDelivery: _BEFORE_THE_END,
    m.Respond: (Stage.INVITED,),
    m.NominateOfficer: _FROM_ACCEPTANCE,
    m.DeclareConflicts: (Stage.OPENED, Stage.INVITED, Stage.PREPARING, Stage.VISITING),
    m.ConfirmTeam: (Stage.PREPARING, Stage.VISITING),
    m.SetDates: (Stage.PREPARING,),
    m.SetMode: (Stage.PREPARING,),
    m.HandOverSurvey: (Stage.PREPARING,),
    m.ChooseCases: (Stage.PREPARING,),
    m.AgreeCases: (Stage.PREPARING,),
    m.FixTimetable: (Stage.PREPARING,),
    m.RecordMeetings: (Stage.PREPARING, Stage.VISITING),
    m.RecordFindings: (Stage.VISITING,),
    m.HoldFeedback: (Stage.VISITING,),
    m.IssueDraft: (Stage.DRAFTING, Stage.AGREEING),
    m.AgreeNote: (Stage.AGREEING,),
    m.ShareNote: (Stage.SHARING,),
    m.AcknowledgeNote: (Stage.SHARING,),
    m.CancelVisit: _BEFORE_THE_END,
}

_WHAT: dict[type[m.Decision], str] = {
    m.RecordContacts: "contacts can be recorded",
    m.RecordDelivery: "a delivery can be recorded",
    m.Respond: "a reply can be recorded",
    m.NominateOfficer: "a nominated officer can be recorded",
    m.DeclareConflicts: "conflicts of interest can be declared",
    m.ConfirmTeam: "the team can be confirmed",
    m.SetDates: "the days can be set",
    m.SetMode: "the mode can be set",
    m.HandOverSurvey: "survey links can be handed over",
    m.ChooseCases: "case studies can be chosen",
    m.AgreeCases: "agreement to case studies can be recorded",
    m.FixTimetable: "the timetable can be fixed",
    m.RecordMeetings: "meetings can be recorded as held",
    m.RecordFindings: "findings can be recorded",
    m.HoldFeedback: "the feedback meeting can be recorded",
    m.IssueDraft: "a draft of the summary note can be issued",
    m.AgreeNote: "agreement to the summary note can be recorded",
    m.ShareNote: "the summary note can be shared",
    m.AcknowledgeNote: "an acknowledgement can be recorded",
    m.CancelVisit: "the visit can be cancelled",
}

STAGE_WORDS: dict[Stage, str] = {
    Stage.OPENED: "opened and not yet invited",
    Stage.INVITED: "invited and awaiting a reply",
    Stage.PREPARING: "being prepared",
    Stage.VISITING: "in its two days",
    Stage.DRAFTING: "awaiting the draft of its summary note",
    Stage.AGREEING: "awaiting agreement to its summary note",
    Stage.SHARING: "sharing its agreed note",
    Stage.ENDED: "over",
}

OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.CLOSED: "it was closed, its note shared and acknowledged",
    Outcome.DECLINED: "the area declined",
    Outcome.CANCELLED: "it was cancelled",
}


def require_stage(state: VisitState, message: m.Decision) -> None:
    """Refuse a decision that does not belong to the stage a visit is in."""
    allowed = STAGES[type(message)]
    if state.stage in allowed:
        return
    what = _WHAT[type(message)]
    if state.outcome is not None:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Visit {state.visit_id} is over: {OUTCOME_WORDS[state.outcome]}; "
            f"{what} only while it is open.",
        )
    wanted = " or ".join(STAGE_WORDS[stage] for stage in allowed)
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"Visit {state.visit_id} is {STAGE_WORDS[state.stage]}; {what} only while it is {wanted}.",
    )
