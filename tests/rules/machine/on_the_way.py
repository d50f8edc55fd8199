"""What people might say on the way, sensible or not."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from rules.working_days import add_working_days
from rules.zones import london_date
from schemas import messages as m
from schemas.parts import Contact, Slot, TeamMember
from schemas.values import (
    Answer,
    ConflictKind,
    Consenter,
    ContactRole,
    Department,
    LetterKind,
    LetterStatus,
    Mode,
    SurveyAudience,
)
from tests.rules.machine.world import POOL, RARELY, World, some, while_taken
from tests.support import visits as v

NEW_DCS = Contact(ref="dcs-2", role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)
CONFLICTS = ((), (), *((conflict,) for conflict in ConflictKind))
OTHERS = (v.HEALTH_1, v.HEALTH_2, v.FORUM)


def modes() -> st.SearchStrategy[Mode | None]:
    return st.none() | st.sampled_from(Mode)


class OnTheWay(World):
    """What people say on the way from the invitation to the shared note."""

    @while_taken(m.RecordContacts)
    @rule(dcs=st.sampled_from([v.DCS, NEW_DCS]), others=some(OTHERS), all_=st.booleans())
    def contacts(self, dcs: Contact, others: list[Contact], all_: bool) -> None:  # noqa: FBT001
        departments = (v.DFE, v.NHS_ENGLAND) if all_ else (v.DFE,)
        self._tell(v.record_contacts([dcs, *others, *departments]))

    @while_taken(m.RecordDelivery)
    @rule(
        data=st.data(),
        kind=st.sampled_from(["invitation", "invoice", *LetterKind]),
        number=st.integers(1, 3),
        recipient=st.sampled_from(["dcs", "health-1", "forum", "dfe", "nobody"]),
        status=st.sampled_from(LetterStatus),
    )
    def a_word_on_a_letter(
        self, data: st.DataObject, kind: str, number: int, recipient: str, status: LetterStatus
    ) -> None:
        made_up = f"{v.VISIT}/{kind}/{number}/{recipient}"
        wrong = [task.letter for task in self.visit.state.tasks if task.letter]
        letters = [*wrong, *wrong, *self.letters, made_up]
        self._tell(v.record_delivery(data.draw(st.sampled_from(letters)), status))

    @while_taken(m.Respond)
    @rule(answer=st.sampled_from([Answer.ACCEPT, Answer.ACCEPT, Answer.DECLINE]))
    def reply(self, answer: Answer) -> None:
        self._tell(v.respond(answer))

    @while_taken(m.NominateOfficer)
    @rule(officer=st.sampled_from(["officer-1", "officer-2"]))
    def officer(self, officer: str) -> None:
        self._tell(v.nominate(officer))

    @while_taken(m.DeclareConflicts)
    @rule(who=some(POOL, least=1), conflicts=st.sampled_from(CONFLICTS))
    def declarations(self, who: list[TeamMember], conflicts: tuple[ConflictKind, ...]) -> None:
        self._tell(v.declare(*who, conflicts=conflicts))

    @while_taken(m.ConfirmTeam)
    @rule(members=some(POOL, least=1))
    def team(self, members: list[TeamMember]) -> None:
        self._tell(v.confirm_team(*members))

    @while_taken(m.SetDates)
    @rule(ahead=st.integers(-2, 400), gap=st.sampled_from([1, 1, 1, 0, 2]), mode=modes())
    def dates(self, ahead: int, gap: int, mode: Mode | None) -> None:
        one = add_working_days(london_date(self.now), ahead, v.CALENDAR)
        self._tell(v.set_dates(one, add_working_days(one, gap, v.CALENDAR), mode))

    @while_taken(m.SetMode)
    @rule(mode=st.sampled_from(Mode))
    def mode(self, mode: Mode) -> None:
        self._tell(v.set_mode(mode))

    @while_taken(m.HandOverSurvey)
    @rule(audiences=some(tuple(SurveyAudience)), version=st.integers(1, 3))
    def surveys(self, audiences: list[SurveyAudience], version: int) -> None:
        self._tell(v.hand_over(audiences, version))

    @while_taken(m.RecordSurveyResults)
    @rule(audiences=some(tuple(SurveyAudience), least=1), version=st.integers(1, 3))
    def results(self, audiences: list[SurveyAudience], version: int) -> None:
        self._tell(v.survey_results(audiences, version))

    @while_taken(m.ChooseCases)
    @rule(
        numbers=some(tuple(range(1, 10)), least=1),
        by=st.sampled_from([None, *Consenter]),
        offered=st.sampled_from([9, 9, 5]),
        context=st.sampled_from([None, 1, 2]),
    )
    def cases(
        self, numbers: list[int], by: Consenter | None, offered: int, context: int | None
    ) -> None:
        cases = [v.case(n, by) for n in numbers]
        self._tell(v.choose_cases(cases, offered=offered, context=context))

    @while_taken(m.AgreeCases)
    @rule(numbers=some(tuple(range(1, 10)), least=1), by=st.sampled_from([None, *Consenter]))
    def agreements(self, numbers: list[int], by: Consenter | None) -> None:
        self._tell(v.agree_cases(*(v.case(n, by) for n in numbers)))

    @while_taken(m.FixTimetable)
    @rule(whole=st.booleans(), slots=some(v.SLOTS), version=st.integers(1, 3))
    def meetings(self, whole: bool, slots: list[Slot], version: int) -> None:  # noqa: FBT001
        studies = self.visit.state.case_studies
        full = v.slots_for(studies.cases if studies else (), self.visit.state.mode)
        self._tell(v.fix_timetable(full if whole else slots, version))

    @while_taken(m.RecordMeetings)
    @rule(data=st.data())
    def held(self, data: st.DataObject) -> None:
        planned = self.visit.state.meetings
        slots = tuple(s.slot_id for s in planned.slots) if planned else ("leaders",)
        self._tell(v.record_meetings(*data.draw(some((*slots, "lunch"), least=1))))

    @while_taken(m.RecordFindings)
    @rule()
    def findings(self) -> None:
        self._tell(v.record_findings())

    @while_taken(m.HoldFeedback)
    @rule()
    def feedback(self) -> None:
        self._tell(v.hold_feedback())

    @while_taken(m.IssueDraft)
    @rule(version=st.integers(1, 4), words=st.integers(1, 4))
    def draft(self, version: int, words: int) -> None:
        self._tell(v.issue_draft(version, words=words))

    @while_taken(m.AgreeNote)
    @rule(version=st.integers(1, 4), words=st.integers(1, 4))
    def agreement(self, version: int, words: int) -> None:
        self._tell(v.agree_note(version, digest=v.digest_of(words)))

    @while_taken(m.ShareNote)
    @rule(
        version=st.integers(1, 4),
        words=st.integers(1, 4),
        departments=some(tuple(Department), least=1),
    )
    def sharing(self, version: int, words: int, departments: list[Department]) -> None:
        digest = v.digest_of(words)
        self._tell(v.share_note(*departments, version=version, digest=digest))

    @while_taken(m.AcknowledgeNote)
    @rule(department=st.sampled_from(Department))
    def acknowledgement(self, department: Department) -> None:
        self._tell(v.acknowledge(department))

    @while_taken(m.CancelVisit)
    @rule(really=RARELY)
    def cancelling(self, really: bool) -> None:  # noqa: FBT001
        self._tell(v.cancel(reason=really))
