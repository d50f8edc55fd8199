"""The table: for each decision there is, who may take it.

Coordinators bring what areas, teams and departments decided and steer all visits. What weighs more
is for whoever answers for it: facts for the lead, disputes and signatures for a senior manager,
harm for the safeguarding lead, what reports say for analysts. Operators keep the servers, and
decide nothing about content.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from rules.permissions.permission import (
    ANALYST,
    COORDINATOR,
    INSPECTORS_THEMSELVES,
    LEAD,
    MANAGER,
    OPERATOR,
    SAFEGUARDING,
    TEAM,
    Permission,
    by,
)
from schemas import messages as m
from schemas.base import Model
from schemas.programme import messages as p
from schemas.report import messages as r
from schemas.side_processes.complaint import AnswerComplaint, AskReview, ReceiveComplaint
from schemas.side_processes.referral import ConfirmReferral, RaiseReferral


class Deed(StrEnum):
    """What is decided about no visit, programme or report, and so has no message."""

    SECOND_AN_OVERRIDE = "second_an_override"
    WITHDRAW_LINK = "withdraw_link"
    SEE_TO_MAIL = "see_to_mail"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_SUBSCRIPTIONS = "manage_subscriptions"
    IMPORT_TERMS = "import_terms"


Decidable: TypeAlias = type[Model] | Deed

_VISITS: Final[Mapping[Decidable, Permission]] = {
    m.OpenVisit: by(COORDINATOR),
    m.RecordContacts: by(COORDINATOR),
    m.CorrectPerson: by(COORDINATOR),
    m.ResendLetter: by(COORDINATOR),
    m.AddLetterNote: by(COORDINATOR),
    m.RemoveLetterNote: by(COORDINATOR),
    m.RecordDelivery: by(COORDINATOR),
    Deed.WITHDRAW_LINK: by(COORDINATOR),
    Deed.SEE_TO_MAIL: by(COORDINATOR),
    m.Respond: by(COORDINATOR),
    m.ExtendReply: by(COORDINATOR),
    m.RecordNoReply: by(COORDINATOR),
    m.WithdrawVisit: by(COORDINATOR),
    m.NominateOfficer: by(COORDINATOR),
    m.DeclareConflicts: by(COORDINATOR, INSPECTORS_THEMSELVES),
    m.OverrideConflict: by(COORDINATOR, MANAGER),
    Deed.SECOND_AN_OVERRIDE: by(MANAGER),
    m.ConfirmTeam: by(COORDINATOR),
    m.ReplaceInspector: by(COORDINATOR),
    m.SetDates: by(COORDINATOR),
    m.SetMode: by(COORDINATOR, LEAD),
    m.HandOverSurvey: by(COORDINATOR),
    m.RecordSurveyResults: by(COORDINATOR, ANALYST),
    m.ChooseCases: by(COORDINATOR, LEAD),
    m.AgreeCases: by(COORDINATOR),
    m.AcceptFewerCases: by(COORDINATOR),
    m.WithdrawConsent: by(COORDINATOR, TEAM),
    m.FixTimetable: by(COORDINATOR, LEAD),
    m.RecordMeetings: by(COORDINATOR, TEAM),
    m.CorrectMeetings: by(COORDINATOR, TEAM),
    m.RecordFindings: by(COORDINATOR, TEAM),
    m.CorrectFinding: by(COORDINATOR, TEAM),
    m.HoldFeedback: by(COORDINATOR, TEAM),
    m.IssueDraft: by(COORDINATOR, LEAD),
    m.CommentOnNote: by(COORDINATOR),
    m.AgreeNote: by(COORDINATOR),
    m.DecideFacts: by(LEAD),
    m.DecideSharing: by(MANAGER),
    m.ShareNote: by(COORDINATOR),
    m.AcknowledgeNote: by(COORDINATOR),
    m.RecallNote: by(COORDINATOR, MANAGER),
    m.CorrectTeam: by(COORDINATOR),
    m.HandOverVisit: by(COORDINATOR),
    m.CancelVisit: by(COORDINATOR, MANAGER),
    m.PauseVisit: by(COORDINATOR, LEAD),
    m.ResumeVisit: by(COORDINATOR),
    m.EndIncomplete: by(COORDINATOR),
    m.AskDeferral: by(COORDINATOR),
    m.GrantDeferral: by(COORDINATOR, MANAGER),
    m.RefuseDeferral: by(COORDINATOR, MANAGER),
    m.RaiseSchoolConcern: by(COORDINATOR, TEAM, SAFEGUARDING),
    m.ReportDisclosure: by(COORDINATOR, TEAM, SAFEGUARDING),
    m.SeeDisclosure: by(SAFEGUARDING),
    m.HoldSharing: by(COORDINATOR, MANAGER, SAFEGUARDING),
    m.ReleaseSharing: by(COORDINATOR, MANAGER),
    m.CorrectReply: by(COORDINATOR),
    m.ReinstateVisit: by(COORDINATOR),
    m.TakeBack: by(COORDINATOR),
}

_BESIDE_VISITS: Final[Mapping[Decidable, Permission]] = {
    RaiseReferral: by(COORDINATOR, TEAM, SAFEGUARDING),
    ConfirmReferral: by(SAFEGUARDING),
    ReceiveComplaint: by(COORDINATOR, MANAGER),
    AnswerComplaint: by(COORDINATOR, LEAD, MANAGER),
    AskReview: by(COORDINATOR, MANAGER),
}

_PROGRAMMES: Final[Mapping[Decidable, Permission]] = {
    p.OpenProgramme: by(COORDINATOR, ANALYST),
    p.DrawSample: by(COORDINATOR, ANALYST),
    p.ConfirmPlan: by(COORDINATOR),
    p.RecordAreaContacts: by(COORDINATOR),
    p.SetPace: by(COORDINATOR),
    p.SetWording: by(COORDINATOR, MANAGER),
    p.UseStandardWording: by(COORDINATOR, MANAGER),
    p.AddArea: by(COORDINATOR),
    p.RemoveArea: by(COORDINATOR),
    p.OpenWave: by(COORDINATOR),
    p.SeeToArea: by(COORDINATOR),
    p.StopInviting: by(COORDINATOR, MANAGER),
    p.PauseProgramme: by(COORDINATOR, MANAGER),
    p.ResumeProgramme: by(COORDINATOR, MANAGER),
    p.GoRemote: by(COORDINATOR, MANAGER),
    p.CloseProgramme: by(COORDINATOR, MANAGER),
}

_REPORTS: Final[Mapping[Decidable, Permission]] = {
    r.StartReport: by(ANALYST),
    r.SetThemes: by(ANALYST),
    r.WriteStatement: by(ANALYST),
    r.TakeOutStatement: by(ANALYST),
    r.AnswerWord: by(ANALYST),
    r.LetAreaBeNamed: by(ANALYST, COORDINATOR),
    r.RecordNames: by(ANALYST),
    r.LeaveTablesOut: by(ANALYST),
    r.CheckReport: by(ANALYST),
    r.SignReport: by(MANAGER, after=True),
    r.PublishReport: by(ANALYST, MANAGER),
    r.WithdrawReport: by(MANAGER),
}

_ELSE: Final[Mapping[Decidable, Permission]] = {
    Deed.MANAGE_PEOPLE: by(OPERATOR),
    Deed.MANAGE_TOKENS: by(OPERATOR),
    Deed.MANAGE_SUBSCRIPTIONS: by(OPERATOR),
    Deed.IMPORT_TERMS: by(COORDINATOR),
}

SECTIONS: Final[Mapping[str, Mapping[Decidable, Permission]]] = {
    "Visits": _VISITS,
    "Beside visits": _BESIDE_VISITS,
    "Programmes": _PROGRAMMES,
    "Reports": _REPORTS,
    "Everything else": _ELSE,
}
"""The table, in the order in which it is shown."""

PERMISSIONS: Final[Mapping[Decidable, Permission]] = {
    decidable: permission
    for section in SECTIONS.values()
    for decidable, permission in section.items()
}
"""Who may take each decision."""


def title_of(decidable: Decidable) -> str:
    """What a decision is called, e.g. `decide sharing`."""
    if isinstance(decidable, Deed):
        return decidable.value.replace("_", " ")
    return re.sub(r"(?<!^)(?=[A-Z])", " ", decidable.__name__).lower()
