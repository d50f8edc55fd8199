"""Made-up visits at each stage, built by telling the rules real messages. Nobody here exists.

Day one is Monday 5 October 2020, so T-20 is Monday 7 September. A `Visit` is a value: telling
it something gives another one, and letting time pass does what the workflow does, deadline by
deadline.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any

import pytest

from rules.deadlines import Deadline, open_deadlines
from rules.decide import decide, decide_opening, evolve_all
from rules.evolve import evolve, replay
from rules.refusals import Refused
from rules.zones import at_london
from schemas import messages as m
from schemas.areas import CouncilType, Region
from schemas.content import ContentRef
from schemas.events.event import Fact, VisitEvent
from schemas.events.visit import Opened
from schemas.ids import LetterKey, PersonRef, letter_key
from schemas.parts import (
    CaseStudy,
    Contact,
    CorrectedPerson,
    Declaration,
    FindingCount,
    LetterOutcome,
    Slot,
    TeamMember,
)
from schemas.policy import VisitPolicy
from schemas.state import VisitState
from schemas.values import (
    Answer,
    ConflictKind,
    Consenter,
    ContactRole,
    ContentKind,
    DeadlineKind,
    Department,
    FindingKind,
    InspectorRole,
    LetterKind,
    LetterStatus,
    Mode,
    SlotKind,
    SurveyAudience,
)
from schemas.working_calendar import WorkingCalendar

VISIT = "interim-e10000016"
DAY_ONE = date(2020, 10, 5)
DAY_TWO = date(2020, 10, 6)

CALENDAR = WorkingCalendar(
    version="govuk-0.19",
    first=date(2020, 6, 1),
    last=date(2021, 12, 31),
    holidays=(
        date(2020, 8, 31),
        date(2020, 12, 25),
        date(2020, 12, 28),  # Boxing Day was a Saturday
        date(2021, 1, 1),
        date(2021, 4, 2),
        date(2021, 4, 5),
        date(2021, 5, 3),
        date(2021, 5, 31),
        date(2021, 8, 30),
        date(2021, 12, 27),
        date(2021, 12, 28),
    ),
)

DCS = Contact(ref="dcs", role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)
HEALTH_1 = Contact(ref="health-1", role=ContactRole.ACCOUNTABLE_OFFICER)
HEALTH_2 = Contact(ref="health-2", role=ContactRole.ACCOUNTABLE_OFFICER)
FORUM = Contact(ref="forum", role=ContactRole.PARENT_CARER_FORUM)
DFE = Contact(ref="dfe", role=ContactRole.DFE)
NHS_ENGLAND = Contact(ref="nhs-england", role=ContactRole.NHS_ENGLAND)
CONTACTS = (DCS, HEALTH_1, HEALTH_2, FORUM, DFE, NHS_ENGLAND)
ADDRESSEES = ("dcs", "health-1", "health-2")
INVITED = (*ADDRESSEES, "forum")

TEAM = (
    TeamMember(inspector="hmi-1", role=InspectorRole.OFSTED_EDUCATION),
    TeamMember(inspector="hmi-2", role=InspectorRole.OFSTED_SOCIAL_CARE),
    TeamMember(inspector="cqc-1", role=InspectorRole.CQC_CHILDREN),
)


def at(text: str) -> datetime:
    """A London moment, e.g. `at("2020-09-07 09:00")`."""
    day, clock = text.split(" ")
    return at_london(date.fromisoformat(day), time.fromisoformat(clock))


def content(kind: ContentKind, version: int = 1) -> ContentRef:
    """A reference; each version has words, and so a digest, of its own."""
    return ContentRef(kind=kind, version=version, digest=f"{version:064x}")


# --- A visit and what can be done to it ------------------------------------------------------


@dataclass(frozen=True)
class Visit:
    """A visit, its log, and its clock."""

    state: VisitState
    events: tuple[VisitEvent, ...]
    now: datetime

    def told(self, *messages: m.Message) -> "Visit":
        """After it was told these, one after the other, now."""
        visit = self
        for message in messages:
            events = decide(visit.state, message, visit.now)
            state = evolve_all(visit.state, events)
            visit = Visit(state, (*visit.events, *events), visit.now)
        return visit

    def at(self, moment: str | datetime) -> "Visit":
        """Once time has passed to a moment, each deadline having done its work on the way."""
        until = at(moment) if isinstance(moment, str) else moment
        visit = self
        while visit.due and visit.due[0].at <= until:
            nearest = visit.due[0]
            visit = replace(visit, now=max(visit.now, nearest.at))
            fired = visit.told(m.DeadlinePassed(deadline=nearest.kind, due=nearest.at))
            if nearest.kind is DeadlineKind.CONSENT_WINDOW_ENDS:
                break
            assert nearest not in fired.due, f"{nearest.kind} comes again for ever"
            visit = fired
        return replace(visit, now=max(visit.now, until))

    @property
    def due(self) -> tuple[Deadline, ...]:
        """What it waits for, besides people."""
        return open_deadlines(self.state)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What has happened so far."""
        return tuple(event.fact for event in self.events)

    def since(self, earlier: "Visit") -> tuple[Fact, ...]:
        """What has happened since an earlier moment of the same visit."""
        return self.facts[len(earlier.facts) :]

    def fact(self, kind: type[Any]) -> Any:  # noqa: ANN401 - the fact asked for
        """The latest fact of a kind."""
        return next(fact for fact in reversed(self.facts) if isinstance(fact, kind))


def with_rules(visit: Visit, version: int) -> Visit:
    """The same visit, opened under another version of the rules."""
    opening = visit.events[0]
    assert isinstance(opening.fact, Opened)
    fact = opening.fact.model_copy(update={"rules_version": version})
    events = (opening.model_copy(update={"fact": fact}), *visit.events[1:])
    return replace(visit, events=events, state=replay(events))


def refused(visit: Visit, message: m.Message) -> Refused:
    """The refusal of a message; its sentence is one that a person can read."""
    with pytest.raises(Refused) as caught:
        decide(visit.state, message, visit.now)
    require_readable(caught.value.sentence)
    return caught.value


def require_readable(sentence: str) -> None:
    """A sentence ends, and says nothing in code; ids of letters and commands may be quoted."""
    assert sentence.endswith(".")
    assert "  " not in sentence
    said = re.sub(r"`[^`]*`|\S*/\S*", "", sentence)
    assert not re.search(r"[a-z]_[a-z]|[<>{}\[\]]|None|\b[A-Z]+_[A-Z]+\b", said), sentence


# --- Messages --------------------------------------------------------------------------------


def open_visit(*, day_one: date = DAY_ONE, policy: VisitPolicy | None = None) -> m.OpenVisit:
    return m.OpenVisit(
        visit_id=VISIT,
        programme="interim",
        area="E10000016",
        region=Region.SOUTH_EAST,
        council_type=CouncilType.COUNTY_COUNCIL,
        day_one=day_one,
        actor="coordinator",
        policy=policy or VisitPolicy(),
    )


def calendar_fetched(calendar: WorkingCalendar = CALENDAR) -> m.CalendarFetched:
    return m.CalendarFetched(calendar=calendar)


def record_contacts(contacts: Iterable[Contact] = CONTACTS) -> m.RecordContacts:
    ref = content(ContentKind.CONTACTS)
    return m.RecordContacts(actor="coordinator", content=ref, contacts=tuple(contacts))


def invitation_to(recipient: PersonRef, number: int = 1) -> LetterKey:
    return letter_key(VISIT, LetterKind.INVITATION, number, recipient)


def outcome(
    recipient: PersonRef,
    status: LetterStatus,
    moment: datetime,
    *,
    kind: LetterKind = LetterKind.INVITATION,
    number: int = 1,
) -> LetterOutcome:
    key = letter_key(VISIT, kind, number, recipient)
    return LetterOutcome(key=key, kind=kind, recipient=recipient, status=status, at=moment)


def settled(*outcomes: LetterOutcome, late: Iterable[LetterKey] = ()) -> m.LettersSettled:
    return m.LettersSettled(outcomes=outcomes, late=tuple(late))


def record_delivery(
    letter: LetterKey, status: LetterStatus = LetterStatus.DELIVERED
) -> m.RecordDelivery:
    return m.RecordDelivery(actor="coordinator", letter=letter, status=status)


def respond(answer: Answer = Answer.ACCEPT) -> m.Respond:
    return m.Respond(actor="coordinator", answer=answer)


def nominate(officer: PersonRef = "officer-1") -> m.NominateOfficer:
    ref = content(ContentKind.NOMINATED_OFFICER)
    return m.NominateOfficer(actor="coordinator", officer=officer, content=ref)


def declare(*members: TeamMember, conflicts: Sequence[ConflictKind] = ()) -> m.DeclareConflicts:
    return m.DeclareConflicts(
        actor="allocations",
        declarations=tuple(
            Declaration(inspector=x.inspector, role=x.role, conflicts=tuple(conflicts))
            for x in members or TEAM
        ),
    )


def correct_person(
    person: PersonRef = "dcs",
    role: ContactRole | InspectorRole = ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
    words: int = 1,
) -> m.CorrectPerson:
    """Somebody's address is put right; `words` tells which address they have."""
    ref = content(ContentKind.PERSON, words)
    corrected = CorrectedPerson(person=person, role=role, content=ref)
    return m.CorrectPerson(actor="coordinator", corrected=corrected)


def confirm_team(*members: TeamMember) -> m.ConfirmTeam:
    return m.ConfirmTeam(actor="allocations", members=members or TEAM)


def correct_team(*members: TeamMember) -> m.CorrectTeam:
    """The social care inspector had stood in for somebody else, where nobody is named."""
    others = (TEAM[0], TeamMember(inspector="hmi-5", role=TEAM[1].role), TEAM[2])
    reason = content(ContentKind.REASON)
    return m.CorrectTeam(actor="coordinator", members=members or others, reason=reason)


def set_dates(
    one: date = DAY_ONE, two: date = DAY_TWO, mode: Mode | None = Mode.MIXED
) -> m.SetDates:
    return m.SetDates(actor="coordinator", day_one=one, day_two=two, mode=mode)


def set_mode(mode: Mode = Mode.MIXED) -> m.SetMode:
    return m.SetMode(actor="coordinator", mode=mode)


def hand_over(
    audiences: Iterable[SurveyAudience] = VisitPolicy().survey_audiences, version: int = 1
) -> m.HandOverSurvey:
    ref = content(ContentKind.SURVEY_LINKS, version)
    return m.HandOverSurvey(actor="coordinator", audiences=tuple(audiences), content=ref)


def case(number: int, agreed_by: Consenter | None = Consenter.PARENT) -> CaseStudy:
    return CaseStudy(case=f"case-{number}", agreed_by=agreed_by)


CASES = tuple(case(number) for number in (1, 3, 4, 7))


def choose_cases(
    cases: Iterable[CaseStudy] = CASES, *, offered: int = 9, context: int | None = None
) -> m.ChooseCases:
    """A choice; `context` tells which version of what is told of the cases comes with it."""
    ref = content(ContentKind.CASE_CONTEXT, context) if context else None
    return m.ChooseCases(actor="hmi-1", offered=offered, cases=tuple(cases), context=ref)


def survey_results(
    audiences: Iterable[SurveyAudience] = (SurveyAudience.PARENTS_AND_CARERS,), version: int = 1
) -> m.RecordSurveyResults:
    ref = content(ContentKind.SURVEY_RESULTS, version)
    return m.RecordSurveyResults(
        actor="coordinator", audiences=tuple(audiences), questions=2, content=ref
    )


def agree_cases(*cases: CaseStudy) -> m.AgreeCases:
    return m.AgreeCases(actor="coordinator", cases=cases)


def slot(
    slot_id: str,
    kind: SlotKind,
    day: int,
    starts: int,
    *,
    ends: int | None = None,
    mode: Mode = Mode.ON_SITE,
    case: str | None = None,
) -> Slot:
    return Slot(
        slot_id=slot_id,
        kind=kind,
        day=day,
        starts=time(starts),
        ends=time(ends or starts + 1),
        mode=mode,
        case=case,
    )


SLOTS = (
    slot("leaders", SlotKind.LEADERS_OPENING, 1, 9),
    slot("forum", SlotKind.PARENT_CARER_FORUM, 1, 10, mode=Mode.VIRTUAL),
    slot("study-1", SlotKind.CASE_STUDY, 1, 13, case="case-1"),
    slot("study-3", SlotKind.CASE_STUDY, 1, 14, case="case-3"),
    slot("study-4", SlotKind.CASE_STUDY, 2, 9, case="case-4"),
    slot("study-7", SlotKind.CASE_STUDY, 2, 10, case="case-7"),
    slot("priorities", SlotKind.LEADERS_PRIORITIES, 2, 13),
    slot("feedback", SlotKind.FEEDBACK, 2, 15),
)
ON_DAY_ONE = ("leaders", "forum", "study-1", "study-3")
ON_DAY_TWO = ("study-4", "study-7", "priorities")


def slots_for(cases: Iterable[CaseStudy], mode: Mode | None = None) -> tuple[Slot, ...]:
    """A timetable in which each case has its meeting."""
    frame = [s for s in SLOTS if s.kind is not SlotKind.CASE_STUDY]
    studies = [slot(f"study-{c.case}", SlotKind.CASE_STUDY, 1, 13, case=c.case) for c in cases]
    held = mode if mode in {Mode.ON_SITE, Mode.VIRTUAL} else None
    return tuple(s.model_copy(update={"mode": held}) if held else s for s in (*frame, *studies))


def fix_timetable(slots: Iterable[Slot] = SLOTS, version: int = 1) -> m.FixTimetable:
    ref = content(ContentKind.TIMETABLE_DETAILS, version)
    return m.FixTimetable(actor="coordinator", slots=tuple(slots), content=ref)


def record_meetings(*slots: str) -> m.RecordMeetings:
    return m.RecordMeetings(actor="hmi-1", slots=slots)


def record_findings(*kinds: FindingKind) -> m.RecordFindings:
    return m.RecordFindings(
        actor="hmi-1",
        findings=tuple(
            FindingCount(kind=kind, count=1) for kind in kinds or (FindingKind.WORKED_WELL,)
        ),
        content=content(ContentKind.FINDINGS),
    )


def hold_feedback() -> m.HoldFeedback:
    return m.HoldFeedback(actor="hmi-1")


def issue_draft(version: int = 1, *, words: int | None = None) -> m.IssueDraft:
    """A draft; `words` tells which text it has, its own by default."""
    ref = content(ContentKind.SUMMARY_NOTE, words or version)
    return m.IssueDraft(actor="hmi-1", version=version, content=ref)


def digest_of(version: int = 1) -> str:
    return content(ContentKind.SUMMARY_NOTE, version).digest


def agree_note(version: int = 1, *, digest: str | None = None) -> m.AgreeNote:
    return m.AgreeNote(actor="dcs", version=version, digest=digest or digest_of(version))


def share_note(
    *departments: Department, version: int = 1, digest: str | None = None
) -> m.ShareNote:
    return m.ShareNote(
        actor="coordinator",
        version=version,
        digest=digest or digest_of(version),
        departments=departments or tuple(Department),
    )


def acknowledge(department: Department) -> m.AcknowledgeNote:
    return m.AcknowledgeNote(actor="coordinator", department=department)


def cancel(*, reason: bool = True) -> m.CancelVisit:
    ref = content(ContentKind.REASON) if reason else None
    return m.CancelVisit(actor="coordinator", reason=ref)


# --- Visits at each stage --------------------------------------------------------------------


@cache
def just_opened(policy: VisitPolicy | None = None) -> Visit:
    """Opened, with nothing known yet but what it was opened with."""
    now = at("2020-09-07 08:30")
    event = decide_opening(open_visit(policy=policy), now)
    return Visit(evolve(None, event), (event,), now)


@cache
def opened(policy: VisitPolicy | None = None) -> Visit:
    """Opened half an hour before the invitation goes out, with calendar and contacts."""
    return just_opened(policy).told(calendar_fetched(), record_contacts())


@cache
def invited() -> Visit:
    """The letters are on their way."""
    return opened().at("2020-09-07 09:00")


@cache
def delivered() -> Visit:
    """Everybody has the invitation, an hour later."""
    visit = invited().at("2020-09-07 10:00")
    arrived = (outcome(ref, LetterStatus.DELIVERED, visit.now) for ref in INVITED)
    return visit.told(settled(*arrived))


@cache
def accepted() -> Visit:
    return delivered().at("2020-09-11 11:00").told(respond())


@cache
def arranged() -> Visit:
    """Officer, team, days, mode and surveys are settled."""
    visit = accepted().at("2020-09-14 10:00").told(nominate(), declare(), confirm_team())
    return visit.at("2020-09-18 10:00").told(set_dates(), hand_over())


@cache
def planned() -> Visit:
    """The timetable is fixed."""
    return arranged().at("2020-09-25 10:00").told(choose_cases(), fix_timetable())


@cache
def visiting() -> Visit:
    """The evening of day one."""
    return planned().at("2020-10-05 17:15").told(record_meetings(*ON_DAY_ONE))


@cache
def visited() -> Visit:
    """Day two, just before the feedback meeting."""
    visit = visiting().at("2020-10-06 14:30")
    return visit.told(record_meetings(*ON_DAY_TWO), record_findings())


def hold() -> m.PauseVisit:
    """Somebody lets the visit stand still."""
    return m.PauseVisit(actor="hmi-1", reason=content(ContentKind.REASON))


@cache
def paused() -> Visit:
    """It stands still since the evening of day one."""
    return visiting().told(hold())


@cache
def not_invited_yet() -> Visit:
    """Whom to write to is known, and the invitation has a week to go."""
    return just_opened().told(calendar_fetched(), record_contacts())


@cache
def held_uninvited() -> Visit:
    """On hold before the invitation."""
    return not_invited_yet().told(hold())


@cache
def held_invited() -> Visit:
    """On hold on the second of the five days that the area has to reply."""
    return delivered().at("2020-09-09 10:00").told(hold())


@cache
def held_prepared() -> Visit:
    """On hold with everything prepared, and entries in the calendars."""
    return planned().told(hold())


@cache
def deferral_asked() -> Visit:
    """Prepared, and the area has asked for later days."""
    ref = content(ContentKind.REASON)
    return planned().told(m.AskDeferral(actor="coordinator", reason=ref))


@cache
def drafting() -> Visit:
    return visited().at("2020-10-06 16:30").told(hold_feedback())


@cache
def agreeing() -> Visit:
    return drafting().at("2020-10-12 12:00").told(issue_draft())


@cache
def sharing() -> Visit:
    return agreeing().at("2020-10-19 12:00").told(agree_note())


@cache
def shared() -> Visit:
    return sharing().at("2020-10-20 10:00").told(share_note())


@cache
def closed() -> Visit:
    visit = shared().at("2020-10-22 10:00")
    return visit.told(*(acknowledge(department) for department in Department))


@cache
def declined() -> Visit:
    return delivered().at("2020-09-11 11:00").told(respond(Answer.DECLINE))


@cache
def cancelled() -> Visit:
    return arranged().told(cancel())


@cache
def no_reply() -> Visit:
    return delivered().at("2020-09-15 10:00").told(m.RecordNoReply(actor="coordinator"))


@cache
def withdrawn() -> Visit:
    return arranged().told(m.WithdrawVisit(actor="coordinator"))


@cache
def incomplete() -> Visit:
    visit = paused()
    assert visit.state.pause is not None
    ref = content(ContentKind.REASON)
    late = visit.at(visit.state.pause.until)
    return late.told(m.EndIncomplete(actor="coordinator", reason=ref))


@cache
def deferred() -> Visit:
    later = m.GrantDeferral(actor="programme-office", day_one=date(2020, 11, 9))
    return deferral_asked().told(later)


STAGES = (
    opened,
    held_uninvited,
    invited,
    delivered,
    held_invited,
    accepted,
    arranged,
    planned,
    held_prepared,
    deferral_asked,
    visiting,
    paused,
    visited,
    drafting,
    agreeing,
    sharing,
    shared,
    closed,
    declined,
    cancelled,
)
"""A visit at each point of its life, in order; the last two are the other ends."""
