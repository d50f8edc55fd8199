"""Which decision belongs to which stages, and how a message in the wrong one is refused."""

from rules.refusals import RefusalCode, Refused
from rules.zones import london
from schemas import messages as m
from schemas.state import VisitState
from schemas.values import Outcome, Stage

_BEFORE_THE_END = tuple(stage for stage in Stage if stage is not Stage.ENDED)
_FROM_ACCEPTANCE = tuple(
    stage for stage in _BEFORE_THE_END if stage not in {Stage.OPENED, Stage.INVITED}
)

STAGES: dict[type[m.Decision], tuple[Stage, ...]] = {
    m.RecordContacts: _BEFORE_THE_END,
    m.RecordDelivery: tuple(Stage),  # what tells of the end may go astray, too
    m.Respond: (Stage.INVITED,),
    m.ExtendReply: (Stage.INVITED,),
    m.RecordNoReply: (Stage.INVITED,),
    m.WithdrawVisit: _FROM_ACCEPTANCE,
    m.NominateOfficer: _FROM_ACCEPTANCE,
    m.DeclareConflicts: (Stage.OPENED, Stage.INVITED, Stage.PREPARING, Stage.VISITING),
    m.OverrideConflict: (Stage.OPENED, Stage.INVITED, Stage.PREPARING, Stage.VISITING),
    m.ConfirmTeam: (Stage.PREPARING, Stage.VISITING),
    m.ReplaceInspector: (Stage.PREPARING, Stage.VISITING),
    m.SetDates: (Stage.PREPARING,),
    m.SetMode: (Stage.PREPARING, Stage.VISITING),
    m.HandOverSurvey: (Stage.PREPARING,),
    m.ChooseCases: (Stage.PREPARING,),
    m.AgreeCases: (Stage.PREPARING,),
    m.AcceptFewerCases: (Stage.PREPARING,),
    m.WithdrawConsent: tuple(Stage),  # a successor has cases before it is invited
    m.FixTimetable: (Stage.PREPARING,),
    m.RecordMeetings: (Stage.PREPARING, Stage.VISITING),
    m.RecordFindings: (Stage.VISITING,),
    m.HoldFeedback: (Stage.VISITING,),
    m.IssueDraft: (Stage.DRAFTING, Stage.AGREEING, Stage.SHARING),
    m.CommentOnNote: (Stage.AGREEING,),
    m.AgreeNote: (Stage.AGREEING,),
    m.DecideFacts: (Stage.AGREEING,),
    m.DecideSharing: (Stage.AGREEING,),
    m.ShareNote: (Stage.SHARING,),
    m.AcknowledgeNote: (Stage.SHARING,),
    m.HandOverVisit: _BEFORE_THE_END,
    m.CancelVisit: _BEFORE_THE_END,
    m.RaiseSchoolConcern: tuple(Stage),
    m.ReportDisclosure: (*_FROM_ACCEPTANCE, Stage.ENDED),
    m.SeeDisclosure: (*_FROM_ACCEPTANCE, Stage.ENDED),
    m.HoldSharing: _FROM_ACCEPTANCE,
    m.ReleaseSharing: _FROM_ACCEPTANCE,
    m.PauseVisit: (Stage.VISITING,),
    m.ResumeVisit: (Stage.VISITING,),
    m.EndIncomplete: (Stage.VISITING,),
    m.AskDeferral: (Stage.INVITED, Stage.PREPARING),
    m.GrantDeferral: (Stage.INVITED, Stage.PREPARING),
    m.RefuseDeferral: (Stage.INVITED, Stage.PREPARING),
}

_WHAT: dict[type[m.Decision], str] = {
    m.RecordContacts: "contacts can be recorded",
    m.RecordDelivery: "a delivery can be recorded",
    m.Respond: "a reply can be recorded",
    m.ExtendReply: "more time to reply can be given",
    m.RecordNoReply: "it can be recorded that there was no reply",
    m.WithdrawVisit: "the area can withdraw",
    m.NominateOfficer: "a nominated officer can be recorded",
    m.DeclareConflicts: "conflicts of interest can be declared",
    m.OverrideConflict: "a conflict of interest can be overridden",
    m.ConfirmTeam: "the team can be confirmed",
    m.ReplaceInspector: "an inspector can be replaced",
    m.SetDates: "the days can be set",
    m.SetMode: "the mode can be set",
    m.HandOverSurvey: "survey links can be handed over",
    m.ChooseCases: "case studies can be chosen",
    m.AgreeCases: "agreement to case studies can be recorded",
    m.AcceptFewerCases: "fewer case studies can be accepted",
    m.WithdrawConsent: "a withdrawn agreement can be recorded",
    m.FixTimetable: "the timetable can be fixed",
    m.RecordMeetings: "meetings can be recorded as held",
    m.RecordFindings: "findings can be recorded",
    m.HoldFeedback: "the feedback meeting can be recorded",
    m.IssueDraft: "a draft of the summary note can be issued",
    m.CommentOnNote: "comments on the summary note can be recorded",
    m.AgreeNote: "agreement to the summary note can be recorded",
    m.DecideFacts: "the facts of the summary note can be decided",
    m.DecideSharing: "sharing of a disputed note can be decided",
    m.ShareNote: "the summary note can be shared",
    m.AcknowledgeNote: "an acknowledgement can be recorded",
    m.HandOverVisit: "the visit can be handed over",
    m.CancelVisit: "the visit can be cancelled",
    m.RaiseSchoolConcern: "a concern about a school can be handed over",
    m.ReportDisclosure: "a disclosure in a survey reply can be reported",
    m.SeeDisclosure: "a disclosure can be recorded as seen to",
    m.HoldSharing: "sharing can be held",
    m.ReleaseSharing: "sharing can be released",
    m.PauseVisit: "the visit can be paused",
    m.ResumeVisit: "the visit can be resumed",
    m.EndIncomplete: "the visit can be ended as incomplete",
    m.AskDeferral: "a deferral can be asked for",
    m.GrantDeferral: "a deferral can be granted",
    m.RefuseDeferral: "a deferral can be refused",
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
    Outcome.CLOSED: "it was closed, the work on its note done",
    Outcome.DECLINED: "the area declined",
    Outcome.NO_REPLY: "the area did not reply",
    Outcome.WITHDRAWN: "the area withdrew after it had accepted",
    Outcome.CANCELLED: "it was cancelled",
    Outcome.INCOMPLETE: "it was paused for too long and ended incomplete",
    Outcome.DEFERRED: "it was deferred to a visit of its own",
}


NOT_WHILE_PAUSED: tuple[type[m.Decision], ...] = (m.RecordMeetings, m.HoldFeedback)
"""What cannot happen while a visit stands still; findings may be written down meanwhile."""


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


def require_going(state: VisitState, message: m.Decision) -> None:
    """Refuse a decision that makes no sense while a visit stands still."""
    if state.pause is None or type(message) not in NOT_WHILE_PAUSED:
        return
    raise Refused(
        RefusalCode.PAUSED,
        f"Visit {state.visit_id} is paused since {london(state.pause.since):%A %-d %B %Y}; "
        f"{_WHAT[type(message)]} only once it goes on, which `visits resume` records.",
    )
