"""What is arranged with the area: its officer, the team, the days, the survey, the timetable."""

from desk.intake.context import Intake, takes_in
from desk.intake.people import keep_people
from register import content, visits
from schemas import messages as m
from schemas.content import ContentRef
from schemas.forms.preparation import ModeForm, SurveyForm, TimetableForm
from schemas.forms.team import DeclarationsForm, OfficerForm
from schemas.ids import PersonRef
from schemas.parts import Declaration, Slot
from schemas.personal import MeetingDetails, Person, SurveyLinks, TimetableDetails
from schemas.values import ContactRole, ContentKind, Mode


@takes_in(OfficerForm)
async def officer(form: OfficerForm, intake: Intake) -> m.NominateOfficer:
    """The officer's name and address stay in the register."""
    ref = form.ref or await _officer_ref(form, intake)
    person = Person(
        ref=ref,
        role=ContactRole.NOMINATED_OFFICER,
        name=form.name,
        email=form.email,
        organisation=form.organisation,
    )
    corrected = await keep_people(intake, [person])
    kept = await intake.keep(ContentKind.NOMINATED_OFFICER, person)
    return intake.message(m.NominateOfficer, officer=ref, content=kept, corrected=corrected)


async def _officer_ref(form: OfficerForm, intake: Intake) -> PersonRef:
    """Somebody else has a reference of their own, so that both can be written to."""
    known = await content.people_of(intake.connection, intake.visit)
    officers = [p for p in known.values() if p.role is ContactRole.NOMINATED_OFFICER]
    same = next((p.ref for p in officers if p.email.lower() == form.email.lower()), None)
    number = len(officers) + 1
    while f"officer-{number}" in known:
        number += 1
    return same or f"officer-{number}"


@takes_in(DeclarationsForm)
async def declarations(form: DeclarationsForm, intake: Intake) -> m.DeclareConflicts:
    """Who the inspectors are stays in the register; what they declare remains."""
    people = [
        Person(ref=i.ref, role=i.role, name=i.name, email=i.email, organisation=i.organisation)
        for i in form.inspectors
    ]
    corrected = await keep_people(intake, people)
    return intake.message(
        m.DeclareConflicts,
        corrected=corrected,
        declarations=tuple(
            Declaration(inspector=i.ref, role=i.role, conflicts=i.conflicts)
            for i in form.inspectors
        ),
    )


@takes_in(ModeForm)
async def mode(form: ModeForm, intake: Intake) -> m.SetMode:
    """How the visit is held."""
    kept = await _joining(form, intake) if form.mode is Mode.VIRTUAL else None
    return intake.message(m.SetMode, mode=form.mode, content=kept)


async def _joining(form: ModeForm, intake: Intake) -> ContentRef | None:
    """The words of a fixed timetable once what is left of it is held on line."""
    fixed = (await visits.require(intake.connection, intake.visit)).meetings
    if fixed is None:
        return None
    details = await content.fetch(intake.connection, intake.visit, fixed.content, TimetableDetails)
    moving = {
        slot.slot_id
        for slot in fixed.slots
        if slot.mode is not Mode.VIRTUAL and slot.slot_id not in fixed.held
    }
    meetings = tuple(
        x.model_copy(update={"place": form.joining or x.fallback}) if x.slot_id in moving else x
        for x in details.meetings
    )
    return await intake.keep(ContentKind.TIMETABLE_DETAILS, TimetableDetails(meetings=meetings))


@takes_in(SurveyForm)
async def survey(form: SurveyForm, intake: Intake) -> m.HandOverSurvey:
    """The links stay in the register; for whom there is one remains."""
    kept = await intake.keep(ContentKind.SURVEY_LINKS, SurveyLinks(links=form.links))
    return intake.message(m.HandOverSurvey, audiences=tuple(form.links), content=kept)


@takes_in(TimetableForm)
async def timetable(form: TimetableForm, intake: Intake) -> m.FixTimetable:
    """Titles and places stay in the register; kinds and times remain."""
    details = tuple(
        MeetingDetails(
            slot_id=x.slot_id,
            title=x.title,
            place=x.place,
            fallback=x.fallback,
            starts=x.starts,
            ends=x.ends,
        )
        for x in form.meetings
    )
    kept = await intake.keep(ContentKind.TIMETABLE_DETAILS, TimetableDetails(meetings=details))
    slots = tuple(
        Slot(
            slot_id=x.slot_id,
            kind=x.kind,
            day=x.day,
            starts=x.starts,
            ends=x.ends,
            mode=x.mode,
            case=x.case,
        )
        for x in form.meetings
    )
    return intake.message(m.FixTimetable, slots=slots, content=kept)
