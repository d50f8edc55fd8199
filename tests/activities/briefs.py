"""Made-up visits for tests: nobody here exists."""

from datetime import UTC, date, datetime, time
from typing import Any

from schemas.areas import CouncilType, Region
from schemas.brief import Brief
from schemas.content import ContentRef
from schemas.parts import CaseStudy, Contact, NoteVersion, Slot, TeamMember, VisitDays
from schemas.personal import (
    MeetingDetails,
    NoteSection,
    Person,
    SummaryNote,
    SurveyLinks,
    TimetableDetails,
)
from schemas.policy import VisitPolicy
from schemas.state import (
    CaseStudies,
    DeferralRequest,
    Meetings,
    Pause,
    Succession,
    Survey,
    VisitState,
)
from schemas.values import (
    Consenter,
    ContactRole,
    ContentKind,
    InspectorRole,
    Mode,
    SlotKind,
    Stage,
    SurveyAudience,
)
from schemas.working_calendar import WorkingCalendar

VISIT = "interim-2020-e10000099"
WRITTEN = datetime(2020, 9, 7, 8, 0, tzinfo=UTC)  # 9am in London
DRAFTED = datetime(2020, 10, 13, 15, 30, tzinfo=UTC)
DIGEST = "0123456789abcdef" * 4

PEOPLE = (
    Person(
        ref="dcs-1",
        role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
        name="Amina Okonkwo-Bell",
        email="amina@testshire.example",
        organisation="Testshire County Council",
    ),
    Person(
        ref="ccg-1",
        role=ContactRole.ACCOUNTABLE_OFFICER,
        name="Piotr Łukasiewicz",
        email="piotr@testshire-ccg.example",
        organisation="NHS Testshire CCG",
    ),
    Person(
        ref="pcf-1",
        role=ContactRole.PARENT_CARER_FORUM,
        name="Carys Morgan",
        email="hello@testshire-forum.example",
        organisation="Testshire Parent Carer Forum",
    ),
    Person(
        ref="officer-1",
        role=ContactRole.NOMINATED_OFFICER,
        name="Sam Whitfield",
        email="sam@testshire.example",
        organisation="Testshire County Council",
    ),
    Person(
        ref="dfe-1",
        role=ContactRole.DFE,
        name="SEND Unit",
        email="send@dfe.example",
        organisation="Department for Education",
    ),
    Person(
        ref="nhse-1",
        role=ContactRole.NHS_ENGLAND,
        name="SEND Team",
        email="send@nhse.example",
        organisation="NHS England",
    ),
    Person(
        ref="inspector-1",
        role=InspectorRole.OFSTED_EDUCATION,
        name="Ruth Hargreaves",
        email="ruth@ofsted.example",
        organisation="Ofsted",
    ),
    Person(
        ref="inspector-2",
        role=InspectorRole.OFSTED_SOCIAL_CARE,
        name="Devan Pillai",
        email="devan@ofsted.example",
        organisation="Ofsted",
    ),
    Person(
        ref="inspector-3",
        role=InspectorRole.CQC_CHILDREN,
        name="Siobhán Kelly",
        email="siobhan@cqc.example",
        organisation="Care Quality Commission",
    ),
)

_MEETINGS = (
    (1, 9, 10, SlotKind.LEADERS_OPENING, "Opening discussion with leaders", "County Hall, room 2"),
    (1, 11, 12, SlotKind.PARENT_CARER_FORUM, "Parent carer forum", "https://meet.example/forum"),
    (1, 13, 14, SlotKind.CASE_STUDY, "Case study 1", "https://meet.example/case-1"),
    (1, 15, 16, SlotKind.TEAM_MEETING, "Inspectors' meeting", "County Hall, room 4"),
    (2, 9, 10, SlotKind.CASE_STUDY, "Case study 2", "https://meet.example/case-2"),
    (2, 11, 12, SlotKind.LEADERS_PRIORITIES, "Leaders on their priorities", "County Hall, room 2"),
    (2, 13, 14, SlotKind.SYNTHESIS, "Bringing it together", "County Hall, room 4"),
    (2, 15, 16, SlotKind.FEEDBACK, "Feedback meeting", "County Hall, council chamber"),
)


def _slot(day: int, starts: int, ends: int, kind: SlotKind, place: str) -> Slot:
    return Slot(
        slot_id=f"day-{day}-at-{starts}",
        kind=kind,
        day=day,
        starts=time(starts),
        ends=time(ends, 30),
        mode=Mode.VIRTUAL if place.startswith("https") else Mode.ON_SITE,
        case=f"case-{day}" if kind is SlotKind.CASE_STUDY else None,
    )


SLOTS = tuple(_slot(day, start, end, kind, place) for day, start, end, kind, _, place in _MEETINGS)
TIMETABLE = TimetableDetails(
    meetings=tuple(
        MeetingDetails(
            slot_id=f"day-{day}-at-{start}",
            title=title,
            place=place,
            fallback="By telephone" if place.startswith("https") else "https://meet.example/spare",
            starts=time(start),
            ends=time(end, 30),
        )
        for day, start, end, _, title, place in _MEETINGS
    )
)
NOTE = SummaryNote(
    sections=(
        NoteSection(
            heading="What worked well",
            paragraphs=(
                "Health visitors and social workers telephoned families every week.",
                "Speech and language therapists moved their sessions online within two weeks.",
            ),
        ),
        NoteSection(
            heading="Challenges and lessons",
            paragraphs=("Health assessments were delayed when staff were redeployed.",),
        ),
        NoteSection(
            heading="Opportunities to improve",
            paragraphs=("Leaders want to write to families in plainer English, and sooner.",),
        ),
    ),
    cases=("case-1", "case-2", "case-3", "case-4"),
)


def content(kind: ContentKind, version: int = 1) -> ContentRef:
    return ContentRef(kind=kind, version=version, digest=DIGEST)


def make_state(**changes: Any) -> VisitState:  # noqa: ANN401 - any field of the state
    """A visit for which everything has happened, up to a drafted note."""
    state = VisitState(
        visit_id=VISIT,
        programme="interim-2020",
        area="E10000099",
        region=Region.SOUTH_EAST,
        council_type=CouncilType.COUNTY_COUNCIL,
        policy=VisitPolicy(),
        rules_version=1,
        sequence=7,
        stage=Stage.AGREEING,
        opened_at=datetime(2020, 9, 1, 9, tzinfo=UTC),
        changed_at=WRITTEN,
        day_one=date(2020, 10, 5),
        calendar=WorkingCalendar(
            version="govuk-0.19",
            first=date(2020, 1, 1),
            last=date(2021, 12, 31),
            holidays=(date(2020, 8, 31), date(2020, 12, 25), date(2020, 12, 28)),
        ),
        contacts=tuple(
            Contact(ref=who.ref, role=who.role)
            for who in PEOPLE
            if isinstance(who.role, ContactRole) and who.role != ContactRole.NOMINATED_OFFICER
        ),
        officer="officer-1",
        team=tuple(
            TeamMember(inspector=who.ref, role=who.role)
            for who in PEOPLE
            if isinstance(who.role, InspectorRole)
        ),
        days=VisitDays(day_one=date(2020, 10, 5), day_two=date(2020, 10, 6)),
        mode=Mode.MIXED,
        survey=Survey(
            audiences=(SurveyAudience.PARENTS_AND_CARERS, SurveyAudience.YOUNG_PEOPLE),
            content=content(ContentKind.SURVEY_LINKS),
            round=1,
        ),
        case_studies=CaseStudies(
            offered=8,
            cases=tuple(
                CaseStudy(case=f"case-{number}", agreed_by=Consenter.PARENT)
                for number in range(1, 5)
            ),
        ),
        meetings=Meetings(round=1, slots=SLOTS, content=content(ContentKind.TIMETABLE_DETAILS)),
        note=NoteVersion(version=1, content=content(ContentKind.SUMMARY_NOTE), drafted_at=DRAFTED),
        pause=Pause(number=1, since=WRITTEN, until=datetime(2020, 10, 12, 16, tzinfo=UTC)),
        resumed_on=date(2020, 10, 5),
        deferral=DeferralRequest(number=1, asked_at=WRITTEN, decision_due=WRITTEN),
        deferred_to=Succession(visit_id=f"{VISIT}-2", day_one=date(2020, 11, 9)),
        cases_withdrawn=("case-5",),
    )
    return state.model_copy(update=changes)


def make_brief(*, state: VisitState | None = None, **changes: Any) -> Brief:  # noqa: ANN401 - as above
    """All there is to write from, with changes; the days were others in the round before."""
    sooner = VisitDays(day_one=date(2020, 9, 28), day_two=date(2020, 9, 29))
    before = (state or make_state()).model_copy(update={"days": sooner})
    brief = Brief(
        state=state or make_state(),
        written_at=WRITTEN,
        area_name="Testshire",
        before=before,
        people={who.ref: who for who in PEOPLE},
        reply_due=datetime(2020, 9, 14, 16, tzinfo=UTC),  # 5pm in London
        survey_links=SurveyLinks(
            links={
                SurveyAudience.PARENTS_AND_CARERS: "https://surveys.example/testshire/parents",
                SurveyAudience.YOUNG_PEOPLE: "https://surveys.example/testshire/young-people",
            }
        ),
        timetable=TIMETABLE,
        note=NOTE,
    )
    return brief.model_copy(update=changes)


def make_person(ref: str, **changes: Any) -> Person:  # noqa: ANN401 - as above
    """One of the people, with changes."""
    return next(who for who in PEOPLE if who.ref == ref).model_copy(update=changes)
