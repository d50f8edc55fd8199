"""What is arranged with the area: its officer, the team, the days, the survey, the timetable."""

from desk.intake.context import Paper
from register import content, visits
from schemas import forms as f
from schemas import messages as m
from schemas.content import ContentRef
from schemas.ids import PersonRef
from schemas.parts import Declaration, Slot, TeamMember
from schemas.personal import MeetingDetails, Person, SurveyLinks, TimetableDetails
from schemas.values import ContactRole, ContentKind, Mode


async def officer(form: f.OfficerForm, paper: Paper) -> m.Decision:
    """The officer's name and address stay in the register."""
    ref = form.ref or await _officer_ref(form, paper)
    person = Person(
        ref=ref,
        role=ContactRole.NOMINATED_OFFICER,
        name=form.name,
        email=form.email,
        organisation=form.organisation,
    )
    await content.keep_people(paper.connection, paper.visit, [person])
    kept = await paper.keep(ContentKind.NOMINATED_OFFICER, person)
    return m.NominateOfficer(actor=paper.actor, reason=paper.reason, officer=ref, content=kept)


async def _officer_ref(form: f.OfficerForm, paper: Paper) -> PersonRef:
    """Somebody else has a reference of their own, so that both can be written to."""
    known = await content.people_of(paper.connection, paper.visit)
    officers = [p for p in known.values() if p.role is ContactRole.NOMINATED_OFFICER]
    same = next((p.ref for p in officers if p.email.lower() == form.email.lower()), None)
    number = len(officers) + 1
    while f"officer-{number}" in known:
        number += 1
    return same or f"officer-{number}"


async def declarations(form: f.DeclarationsForm, paper: Paper) -> m.Decision:
    """Who the inspectors are stays in the register; what they declare remains."""
    people = [
        Person(ref=i.ref, role=i.role, name=i.name, email=i.email, organisation=i.organisation)
        for i in form.inspectors
    ]
    await content.keep_people(paper.connection, paper.visit, people)
    return m.DeclareConflicts(
        actor=paper.actor,
        reason=paper.reason,
        declarations=tuple(
            Declaration(inspector=i.ref, role=i.role, conflicts=i.conflicts)
            for i in form.inspectors
        ),
    )


async def override(form: f.OverrideForm, paper: Paper) -> m.Decision:
    """A conflict that two people think does no harm."""
    return m.OverrideConflict(
        actor=paper.actor,
        reason=paper.reason,
        inspector=form.inspector,
        seconder=form.seconder,
    )


async def team(form: f.TeamForm, paper: Paper) -> m.Decision:
    """Who inspects."""
    return m.ConfirmTeam(
        actor=paper.actor,
        reason=paper.reason,
        members=tuple(TeamMember(inspector=x.inspector, role=x.role) for x in form.members),
    )


async def replacement(form: f.ReplacementForm, paper: Paper) -> m.Decision:
    """Who takes another's place."""
    return m.ReplaceInspector(
        actor=paper.actor, reason=paper.reason, leaving=form.leaving, joining=form.joining
    )


async def dates(form: f.DatesForm, paper: Paper) -> m.Decision:
    """The days."""
    return m.SetDates(
        actor=paper.actor,
        reason=paper.reason,
        day_one=form.day_one,
        day_two=form.day_two,
        mode=form.mode,
    )


async def mode(form: f.ModeForm, paper: Paper) -> m.Decision:
    """How the visit is held."""
    kept = await _joining(form, paper) if form.mode is Mode.VIRTUAL else None
    return m.SetMode(actor=paper.actor, reason=paper.reason, mode=form.mode, content=kept)


async def _joining(form: f.ModeForm, paper: Paper) -> ContentRef | None:
    """The words of a fixed timetable once what is left of it is held on line."""
    fixed = (await visits.require(paper.connection, paper.visit)).meetings
    if fixed is None:
        return None
    details = await content.fetch(paper.connection, paper.visit, fixed.content, TimetableDetails)
    moving = {
        slot.slot_id
        for slot in fixed.slots
        if slot.mode is not Mode.VIRTUAL and slot.slot_id not in fixed.held
    }
    meetings = tuple(
        x.model_copy(update={"place": form.joining or x.fallback}) if x.slot_id in moving else x
        for x in details.meetings
    )
    return await paper.keep(ContentKind.TIMETABLE_DETAILS, TimetableDetails(meetings=meetings))


async def survey(form: f.SurveyForm, paper: Paper) -> m.Decision:
    """The links stay in the register; for whom there is one remains."""
    kept = await paper.keep(ContentKind.SURVEY_LINKS, SurveyLinks(links=form.links))
    return m.HandOverSurvey(
        actor=paper.actor, reason=paper.reason, audiences=tuple(form.links), content=kept
    )


async def timetable(form: f.TimetableForm, paper: Paper) -> m.Decision:
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
    kept = await paper.keep(ContentKind.TIMETABLE_DETAILS, TimetableDetails(meetings=details))
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
    return m.FixTimetable(actor=paper.actor, reason=paper.reason, slots=slots, content=kept)
