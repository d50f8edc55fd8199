"""What people might say when it goes otherwise, sensible or not."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import rule

from rules.working_days import add_working_days
from rules.zones import london_date
from schemas import messages as m
from schemas.content import ContentRef
from schemas.ids import letter_key
from schemas.parts import Contact, Slot, TeamMember
from schemas.values import ContentKind, FindingKind, LetterKind, Reply
from tests.rules.machine.on_the_way import OnTheWay
from tests.rules.machine.world import POOL, RARELY, some, while_taken
from tests.support import visits as v
from tests.support.samples import MANAGER, REASON, comment_on_note, decide_facts, decide_sharing

REASONS = st.sampled_from([REASON, REASON, REASON, None])
VERSIONS = st.sampled_from([0, 0, 0, 1, -1])
"""Which version of the note is meant, from the latest on."""


class OffTheWay(OnTheWay):
    """What people say when it goes otherwise."""

    @while_taken(m.ExtendReply)
    @rule(ahead=st.integers(-1, 20))
    def extension(self, ahead: int) -> None:
        self._tell(m.ExtendReply(actor="coordinator", until=self._day(ahead)))

    @while_taken(m.CorrectPerson)
    @rule(who=st.sampled_from([*v.CONTACTS, *POOL]), words=st.integers(1, 3))
    def correction(self, who: Contact | TeamMember, words: int) -> None:
        ref = who.ref if isinstance(who, Contact) else who.inspector
        self._tell(v.correct_person(ref, who.role, words))

    @while_taken(m.ResendLetter)
    @rule(
        who=st.sampled_from([*v.INVITED, "officer-1", "hmi-1"]),
        kind=st.sampled_from([LetterKind.INVITATION, LetterKind.TIMETABLE, LetterKind.DRAFT_NOTE]),
        copy=st.integers(1, 2),
    )
    def resending(self, who: str, kind: LetterKind, copy: int) -> None:
        key = letter_key(v.VISIT, kind, 1, who, copy)
        self._tell(m.ResendLetter(actor="coordinator", letter=key))

    @while_taken(m.AddLetterNote)
    @rule(
        kind=st.sampled_from([LetterKind.CONFIRMATION, LetterKind.TIMETABLE]),
        who=st.sampled_from([None, None, "dcs", "hmi-1", "nobody"]),
    )
    def note_in_a_letter(self, kind: LetterKind, who: str | None) -> None:
        words = v.content(ContentKind.LETTER_NOTE)
        self._tell(m.AddLetterNote(actor="coordinator", kind=kind, recipient=who, content=words))

    @while_taken(m.RemoveLetterNote)
    @rule(number=st.integers(1, 3))
    def note_out_of_a_letter(self, number: int) -> None:
        self._tell(m.RemoveLetterNote(actor="coordinator", number=number))

    @while_taken(m.RecordNoReply)
    @rule()
    def no_reply(self) -> None:
        self._tell(m.RecordNoReply(actor="coordinator"))

    @while_taken(m.WithdrawVisit)
    @rule(really=RARELY)
    def withdrawal(self, really: bool) -> None:  # noqa: FBT001
        if really:
            self._tell(m.WithdrawVisit(actor="coordinator"))

    @while_taken(m.CorrectReply)
    @rule(reply=st.sampled_from([None, *Reply]), reason=REASONS)
    def corrected_reply(self, reply: Reply | None, reason: ContentRef | None) -> None:
        self._tell(m.CorrectReply(actor="coordinator", reply=reply, reason=reason))

    @while_taken(m.ReinstateVisit)
    @rule(reason=REASONS)
    def reinstatement(self, reason: ContentRef | None) -> None:
        self._tell(m.ReinstateVisit(actor="coordinator", reason=reason))

    @while_taken(m.CorrectMeetings)
    @rule(slots=some(v.SLOTS, least=1), reason=REASONS)
    def meetings_not_held(self, slots: list[Slot], reason: ContentRef | None) -> None:
        ids = tuple(slot.slot_id for slot in slots)
        self._tell(m.CorrectMeetings(actor="hmi-1", slots=ids, reason=reason))

    @while_taken(m.CorrectFinding)
    @rule(number=st.integers(1, 4), was=st.sampled_from(FindingKind), words=st.integers(1, 3))
    def corrected_finding(self, number: int, was: FindingKind, words: int) -> None:
        self._tell(
            m.CorrectFinding(
                actor="hmi-1",
                reason=REASON,
                finding=f"finding-{number}",
                was=was,
                kind=FindingKind.CHALLENGE,
                content=v.content(ContentKind.FINDINGS, words),
            )
        )

    @while_taken(m.RecallNote)
    @rule(reason=REASONS)
    def recall(self, reason: ContentRef | None) -> None:
        self._tell(m.RecallNote(actor="coordinator", reason=reason))

    @while_taken(m.CorrectTeam)
    @rule(members=some(POOL, least=1), whole=st.booleans(), reason=REASONS)
    def corrected_team(
        self,
        members: list[TeamMember],
        whole: bool,  # noqa: FBT001
        reason: ContentRef | None,
    ) -> None:
        team = self.visit.state.team if whole else ()
        others = {member.role: member for member in (*team, *members)}
        visited = tuple(others.values())
        self._tell(m.CorrectTeam(actor="coordinator", members=visited, reason=reason))

    @while_taken(m.TakeBack)
    @rule(reason=REASONS)
    def taking_back(self, reason: ContentRef | None) -> None:
        self._tell(m.TakeBack(actor="coordinator", reason=reason))

    @while_taken(m.OverrideConflict)
    @rule(
        who=st.sampled_from(POOL),
        seconder=st.sampled_from([MANAGER, MANAGER, "allocations", "hmi-1"]),
        reason=REASONS,
    )
    def override(self, who: TeamMember, seconder: str, reason: ContentRef | None) -> None:
        self._tell(
            m.OverrideConflict(
                actor="allocations", inspector=who.inspector, seconder=seconder, reason=reason
            )
        )

    @while_taken(m.ReplaceInspector)
    @rule(leaving=st.sampled_from(POOL), joining=st.sampled_from(POOL), declared=st.booleans())
    def replacement(
        self,
        leaving: TeamMember,
        joining: TeamMember,
        declared: bool,  # noqa: FBT001
    ) -> None:
        if declared:
            self._tell(v.declare(joining))
        self._tell(
            m.ReplaceInspector(
                actor="allocations", leaving=leaving.inspector, joining=joining.inspector
            )
        )

    @while_taken(m.AcceptFewerCases)
    @rule(reason=REASONS)
    def fewer_cases(self, reason: ContentRef | None) -> None:
        self._tell(m.AcceptFewerCases(actor="coordinator", reason=reason))

    @while_taken(m.WithdrawConsent)
    @rule(data=st.data(), number=st.integers(1, 9))
    def consent_withdrawn(self, data: st.DataObject, number: int) -> None:
        studies = self.visit.state.case_studies
        chosen = [case.case for case in studies.cases] if studies else []
        case = data.draw(st.sampled_from([*chosen, f"case-{number}"]))
        self._tell(m.WithdrawConsent(actor="coordinator", case=case))

    @while_taken(m.CommentOnNote)
    @rule(version=VERSIONS, words=st.integers(1, 4))
    def comments(self, version: int, words: int) -> None:
        self._tell(comment_on_note(self._version(version), words))

    @while_taken(m.AgreeNote)
    @rule(who=some(("dcs", "health-1", "health-2", "forum", "dcs-2"), least=1))
    def signatures(self, who: list[str]) -> None:
        agreement = v.agree_note(self._version(0), digest=self._digest())
        self._tell(agreement.model_copy(update={"leaders": tuple(who)}))

    @while_taken(m.DecideFacts)
    @rule(version=VERSIONS, by=st.sampled_from(["hmi-1", "hmi-1", "hmi-9", "hmi-2"]))
    def facts(self, version: int, by: str) -> None:
        self._tell(decide_facts(self._version(version), digest=self._digest(), by=by))

    @while_taken(m.DecideSharing)
    @rule(version=VERSIONS, by=st.sampled_from([MANAGER, MANAGER, "hmi-1"]), share=st.booleans())
    def sharing_of_a_disputed_note(
        self,
        version: int,
        by: str,
        share: bool,  # noqa: FBT001
    ) -> None:
        told = decide_sharing(self._version(version), digest=self._digest(), by=by, share=share)
        self._tell(told)

    @while_taken(m.HandOverVisit)
    @rule(to=st.sampled_from(["coordinator", "coordinator-2"]))
    def another_coordinator(self, to: str) -> None:
        self._tell(m.HandOverVisit(actor="coordinator", to=to))

    @while_taken(m.RaiseSchoolConcern)
    @rule(reason=REASONS)
    def school(self, reason: ContentRef | None) -> None:
        self._tell(m.RaiseSchoolConcern(actor="hmi-1", school="100000", reason=reason))

    @while_taken(m.ReportDisclosure)
    @rule(reason=st.sampled_from([None, None, REASON]))
    def disclosure(self, reason: ContentRef | None) -> None:
        self._tell(m.ReportDisclosure(actor="coordinator", reason=reason))

    @while_taken(m.SeeDisclosure)
    @rule()
    def disclosure_seen(self) -> None:
        self._tell(m.SeeDisclosure(actor="coordinator"))

    @while_taken(m.HoldSharing)
    @rule(reason=REASONS)
    def hold(self, reason: ContentRef | None) -> None:
        self._tell(m.HoldSharing(actor="coordinator", reason=reason))

    @while_taken(m.ReleaseSharing)
    @rule()
    def release(self) -> None:
        self._tell(m.ReleaseSharing(actor="coordinator"))

    @while_taken(m.PauseVisit)
    @rule(reason=REASONS)
    def pause(self, reason: ContentRef | None) -> None:
        self._tell(m.PauseVisit(actor="hmi-1", reason=reason))

    @while_taken(m.ResumeVisit)
    @rule(ahead=st.integers(-1, 12), more=st.integers(0, 2))
    def resumption(self, ahead: int, more: int) -> None:
        one, last = self._day(ahead), self._day(ahead + more)
        self._tell(m.ResumeVisit(actor="coordinator", next_day=one, last_day=max(one, last)))

    @while_taken(m.ResumeVisit)
    @rule(ahead=st.sampled_from([None, None, 3, 8, 30, 60]))
    def end_of_a_hold(self, ahead: int | None) -> None:
        day = None if ahead is None else self._day(ahead)
        self._tell(m.ResumeVisit(actor="coordinator", next_day=day))

    @while_taken(m.EndIncomplete)
    @rule(reason=REASONS)
    def incomplete(self, reason: ContentRef | None) -> None:
        self._tell(m.EndIncomplete(actor="coordinator", reason=reason))

    @while_taken(m.AskDeferral)
    @rule(reason=REASONS)
    def deferral_asked(self, reason: ContentRef | None) -> None:
        self._tell(m.AskDeferral(actor="coordinator", reason=reason))

    @while_taken(m.GrantDeferral)
    @rule(really=RARELY, ahead=st.integers(0, 60))
    def deferral_granted(self, really: bool, ahead: int) -> None:  # noqa: FBT001
        if really:
            self._tell(m.GrantDeferral(actor="programme-office", day_one=self._day(ahead)))

    @while_taken(m.RefuseDeferral)
    @rule(reason=REASONS)
    def deferral_refused(self, reason: ContentRef | None) -> None:
        self._tell(m.RefuseDeferral(actor="programme-office", reason=reason))

    def _day(self, ahead: int) -> date:
        return add_working_days(london_date(self.now), ahead, v.CALENDAR)

    def _version(self, beside: int) -> int:
        """The latest version of the note, or one beside it."""
        note = self.visit.state.note
        return max((note.version if note else 1) + beside, 1)

    def _digest(self) -> str:
        note = self.visit.state.note
        return note.digest if note else v.digest_of(1)
