"""One message of every kind of decision."""

from datetime import date

from schemas import messages as m
from schemas.parts import SectionComments
from schemas.values import ContentKind, Department, FindingKind, LetterKind
from tests.support import visits

REASON = visits.content(ContentKind.REASON)
MANAGER = "senior-manager"


def comment_on_note(version: int = 1, words: int = 1) -> m.CommentOnNote:
    """Comments on a section; `words` tells which text they have."""
    return m.CommentOnNote(
        actor="dcs",
        version=version,
        comments=(SectionComments(section=1, count=2),),
        content=visits.content(ContentKind.NOTE_COMMENTS, words),
    )


def decide_facts(version: int = 1, *, digest: str | None = None, by: str = "hmi-1") -> m.Decision:
    """The lead inspector's decision."""
    digest = digest or visits.digest_of(version)
    return m.DecideFacts(actor=by, reason=REASON, version=version, digest=digest)


def decide_sharing(
    version: int = 1, *, digest: str | None = None, by: str = MANAGER, share: bool = True
) -> m.Decision:
    """The senior manager's decision."""
    digest = digest or visits.digest_of(version)
    return m.DecideSharing(actor=by, reason=REASON, version=version, digest=digest, share=share)


SAMPLES: tuple[m.Decision, ...] = (
    visits.record_contacts(),
    visits.record_delivery(visits.invitation_to("dcs")),
    visits.correct_person(),
    m.ResendLetter(actor="coordinator", letter=visits.invitation_to("dcs")),
    m.AddLetterNote(
        actor="coordinator",
        kind=LetterKind.TIMETABLE,
        content=visits.content(ContentKind.LETTER_NOTE),
    ),
    m.RemoveLetterNote(actor="coordinator", number=1),
    visits.respond(),
    m.ExtendReply(actor="coordinator", until=date(2020, 9, 21)),
    m.RecordNoReply(actor="coordinator"),
    m.WithdrawVisit(actor="coordinator"),
    visits.nominate(),
    visits.declare(),
    m.OverrideConflict(actor="allocations", seconder=MANAGER, reason=REASON, inspector="hmi-1"),
    visits.confirm_team(),
    m.ReplaceInspector(actor="allocations", leaving="hmi-1", joining="hmi-9"),
    visits.set_dates(),
    visits.set_mode(),
    visits.hand_over(),
    visits.survey_results(),
    visits.choose_cases(),
    visits.agree_cases(visits.case(1)),
    m.AcceptFewerCases(actor="coordinator", reason=REASON),
    m.WithdrawConsent(actor="coordinator", case="case-1"),
    visits.fix_timetable(),
    visits.record_meetings("leaders"),
    visits.record_findings(),
    visits.hold_feedback(),
    visits.issue_draft(),
    comment_on_note(),
    visits.agree_note(),
    decide_facts(),
    decide_sharing(),
    visits.share_note(),
    visits.acknowledge(Department.DFE),
    m.HandOverVisit(actor="coordinator", to="coordinator-2"),
    visits.cancel(),
    m.RaiseSchoolConcern(actor="hmi-1", school="100000"),
    m.ReportDisclosure(actor="coordinator"),
    m.SeeDisclosure(actor="coordinator"),
    m.HoldSharing(actor="coordinator", reason=REASON),
    m.ReleaseSharing(actor="coordinator"),
    m.PauseVisit(actor="hmi-1", reason=REASON),
    m.ResumeVisit(actor="coordinator", next_day=date(2020, 10, 7), last_day=date(2020, 10, 7)),
    m.EndIncomplete(actor="coordinator", reason=REASON),
    m.AskDeferral(actor="coordinator", reason=REASON),
    m.GrantDeferral(actor="programme-office", day_one=date(2020, 11, 9)),
    m.RefuseDeferral(actor="programme-office", reason=REASON),
    m.CorrectReply(actor="coordinator", reason=REASON),
    m.ReinstateVisit(actor="coordinator", reason=REASON),
    m.CorrectMeetings(actor="hmi-1", slots=("leaders",), reason=REASON),
    m.CorrectFinding(
        actor="hmi-1",
        reason=REASON,
        finding="finding-1",
        was=FindingKind.WORKED_WELL,
        kind=FindingKind.CHALLENGE,
        content=visits.content(ContentKind.FINDINGS, 2),
    ),
    m.RecallNote(actor="coordinator", reason=REASON),
    visits.correct_team(),
    m.TakeBack(actor="coordinator", reason=REASON),
)
