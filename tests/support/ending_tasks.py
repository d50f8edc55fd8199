"""By which decisions a person does what a task asks for."""

from schemas import messages as m
from schemas.values import TaskKind

ENDS_A_TASK: dict[TaskKind, tuple[type[m.Decision], ...]] = {
    TaskKind.CONTACTS_MISSING: (m.RecordContacts,),
    TaskKind.REPLY_OVERDUE: (m.Respond, m.ExtendReply, m.RecordNoReply),
    TaskKind.LETTER_NOT_DELIVERED: (m.RecordDelivery,),
    TaskKind.LETTER_LATE: (m.RecordDelivery,),
    TaskKind.OFFICER_OVERDUE: (m.NominateOfficer,),
    TaskKind.ARRANGEMENTS_OVERDUE: (m.ConfirmTeam,),
    TaskKind.TIMETABLE_OVERDUE: (m.FixTimetable,),
    TaskKind.VISIT_RECORD_OVERDUE: (m.HoldFeedback, m.RecordMeetings),
    TaskKind.DRAFT_OVERDUE: (m.IssueDraft,),
    TaskKind.AGREEMENT_OVERDUE: (m.AgreeNote,),
    TaskKind.SHARING_OVERDUE: (m.ShareNote,),
    TaskKind.ACKNOWLEDGEMENT_OVERDUE: (m.AcknowledgeNote,),
    TaskKind.SURVEY_DISCLOSURE: (m.SeeDisclosure,),
    TaskKind.PAUSE_TOO_LONG: (m.EndIncomplete,),
    TaskKind.HOLD_TOO_LONG: (m.ResumeVisit,),
    TaskKind.DEFERRAL_OVERDUE: (m.GrantDeferral, m.RefuseDeferral),
}
