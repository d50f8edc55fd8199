"""Puts together what a programme's planner is asked, and what is confirmed of its answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from desk.plan_files import NotAPlan, pins_of
from register import content, diary, programmes, terms
from register.areas import area_on
from register.connection import Connection
from rules.planning.problem import Pin
from rules.programme.deadlines import OPENED_BEFORE
from rules.programme.staffing import planned_refs, staff_contradictions
from rules.terms import terms_between
from rules.working_days import add_working_days
from schemas import plan as p
from schemas import plan_answer as a
from schemas.ids import AreaCode, ProgrammeId
from schemas.parts import TeamMember
from schemas.programme import ProgrammeState
from schemas.programme.content import FrameFile
from schemas.programme.forms import PlanForm
from schemas.programme.staff import Staff
from schemas.programme.state import ProgrammeArea
from schemas.programme.values import GONE, Assignment, Standing
from schemas.sentences import Sentence
from schemas.terms import SchoolTerm
from schemas.values import InspectorRole, Mode


class NothingToPlan(Sentence):
    """No area of the programme waits for days and a team."""


class Asked(NamedTuple):
    """What a planner is asked.

    Attributes:
        request: The problem.
        confirmed: What was confirmed before, and is changed in as few places as there can be.
        begun: Areas whose visits have begun, and stay as they are.
        modes: How each visit is held.
        pins: What somebody settled of single visits.
    """

    request: p.PlanRequest
    confirmed: tuple[a.Assignment, ...]
    begun: frozenset[AreaCode]
    modes: Mapping[AreaCode, Mode]
    pins: Mapping[AreaCode, Pin]


class Proposal(NamedTuple):
    """A plan that is possible.

    Attributes:
        answer: All of it.
        visits: Those that have other days or another team than before.
        replanned: The same beside what was confirmed before, if anything was.
    """

    answer: a.PlanAnswer
    visits: tuple[Assignment, ...]
    replanned: a.Replanned | None

    @property
    def moves(self) -> tuple[a.Move, ...]:
        """What is otherwise for visits that had their days and team."""
        return self.replanned.moves if self.replanned else ()


async def plan_asked(  # noqa: PLR0913 - all but the programme by name
    connection: Connection,
    programme: ProgrammeId,
    staff: Staff,
    *,
    today: date,
    seed: str,
    seconds: float,
    afresh: Sequence[AreaCode] = (),
    changed: bool = False,
    settled: Sequence[str] = (),
) -> Asked:
    """What to ask a planner for all areas that are visited, those planned before as they are.

    Args:
        connection: Any.
        programme: Which one.
        staff: Who there is.
        today: In London; a visit that is not opened yet needs time to be invited.
        seed: Decides between plans that are equally good.
        seconds: How long the planner may think.
        afresh: Areas that are planned anew although they were planned before.
        changed: Whether what was confirmed may not do any more, as when somebody is ill.
        settled: What somebody settles of single visits, as `pins_of` reads it.

    Raises:
        UnknownProgramme: There is no such programme.
        NothingToPlan: Nothing waits to be planned.
        AreaNotThen: An area ends before its days could be.
        NotAPlan: What is settled or planned anew is not about this plan, or its staff cannot be
            planned with.
    """
    state = await programmes.require(connection, programme)
    await _require_plannable(connection, state, staff)
    going = [one for one in state.areas if one.standing not in GONE]
    for code in afresh:
        if code not in {one.area for one in going}:
            raise NotAPlan(f"{code} is not in programme {programme}, or not any more.")
    waiting = [one for one in going if one.planned is None or one.area in afresh]
    if not going or not (waiting or changed or settled):
        raise NothingToPlan(
            f"No area of programme {programme} waits for days and a team. With --again AREA one is "
            "planned anew; with --changed those for which the plan will not do any more."
        )
    known_terms = await terms.recorded(connection, [one.area for one in going])
    kept = [one for one in going if one.planned is not None and one.area not in afresh]
    modes = {one.area: _mode(one, state, staff) for one in going}
    taken = await _taken(connection, state, kept, today)
    request = p.PlanRequest(
        window=p.Span(first=state.window.first, last=state.window.last),
        seed=seed,
        seconds=seconds,
        pace=p.Pace(visits_a_week=state.visits_a_week),
        weights=staff.weights,
        bank_holidays=tuple(
            day for day in state.calendar.holidays if state.window.first <= day <= state.window.last
        ),
        areas={one.area: _area(one, state, known_terms.get(one.area, [])) for one in going},
        visits=tuple(
            _visit(one, state, staff, today, settled=one in kept, mode=modes[one.area])
            for one in going
        ),
        inspectors=tuple(
            p.Inspector.model_validate(
                one.model_dump(include=set(p.Inspector.model_fields))
                | {"leave": (*one.leave, *taken.get(one.email.lower(), ()))}
            )
            for one in staff.inspectors
        ),
    )
    confirmed = tuple(
        a.Assignment(
            area=one.area,
            days=(one.planned.day_one, one.planned.day_two),
            team={member.role: member.inspector for member in one.planned.team},
        )
        for one in kept
        if one.planned is not None
    )
    begun = frozenset(each.area for each in confirmed if each.days[0] <= today)
    return Asked(request, confirmed, begun, modes, pins_of(request, settled))


async def _require_plannable(connection: Connection, state: ProgrammeState, staff: Staff) -> None:
    frame = {*(one.area for one in state.areas), *state.reserves}
    if state.frame is not None and not frame.issuperset(one.area for one in staff.visits):
        file = await content.fetch(connection, state.programme, state.frame, FrameFile)
        frame.update(file.frame.codes)
    if wrong := list(staff_contradictions(staff, frame, planned_refs(state))):
        raise NotAPlan(f"It cannot be planned with that: {'; '.join(wrong)}.")


async def _taken(
    connection: Connection, state: ProgrammeState, kept: Sequence[ProgrammeArea], today: date
) -> dict[str, tuple[p.Span, ...]]:
    """The days on which somebody is at a visit that the plan has on other days, by their address.

    As where a paused visit goes on later: nobody can be at another visit then.
    """
    days = {one.area: {one.planned.day_one, one.planned.day_two} for one in kept if one.planned}
    found: dict[str, list[p.Span]] = {}
    for one in await diary.booked(connection, today, state.window.last):
        here = one.visit.programme == state.programme and one.visit.area in days
        if here and one.day not in days[one.visit.area]:
            found.setdefault(one.email, []).append(p.Span(first=one.day, last=one.day))
    return {email: tuple(spans) for email, spans in found.items()}


def _area(
    one: ProgrammeArea, state: ProgrammeState, recorded: Sequence[SchoolTerm]
) -> p.PlannedArea:
    area = area_on(one.area, state.window.first)
    found = terms_between(recorded, state.window.first, state.window.last)
    return p.PlannedArea(
        name=area.name,
        region=area.region.value,
        terms=tuple(p.Span(first=term.first, last=term.last) for term in found),
    )


def _visit(  # noqa: PLR0913 - all but whose visit by name
    one: ProgrammeArea,
    state: ProgrammeState,
    staff: Staff,
    today: date,
    *,
    settled: bool,
    mode: Mode,
) -> p.PlannedVisit:
    """A visit as it is asked for; an area that ends is visited before that."""
    wanted = next((each for each in staff.visits if each.area == one.area), None)
    earliest = (wanted and wanted.earliest) or _earliest(state, one, today, settled=settled)
    latest = (wanted and wanted.latest) or state.window.last
    ends = area_on(one.area, state.window.first).last_date
    return p.PlannedVisit(
        area=one.area,
        earliest=earliest,
        latest=min(latest, ends) if ends else latest,
        mode=mode,
    )


def _earliest(state: ProgrammeState, one: ProgrammeArea, today: date, *, settled: bool) -> date:
    """The first day on which a visit can begin: there must be time for what comes before.

    One that has its days may keep them, however near they are.
    """
    if one.standing is Standing.ACCEPTED:
        notice = state.policy.arrangements_before
    else:
        notice = state.policy.invitation_before + OPENED_BEFORE
    earliest = max(state.window.first, add_working_days(today, notice, state.calendar))
    return min(earliest, one.planned.day_one) if settled and one.planned else earliest


def _mode(one: ProgrammeArea, state: ProgrammeState, staff: Staff) -> Mode:
    if state.remote:
        return Mode.VIRTUAL
    asked = next((each.mode for each in staff.visits if each.area == one.area), None)
    return asked or (one.planned.mode if one.planned else staff.mode)


def solve(asked: Asked) -> Proposal | a.Impossible:
    """Have a plan worked out; it takes as long as was allowed.

    Raises:
        NoPlanFound: The time was too short to know.
    """
    # OR-Tools takes a while to load, and only whoever plans needs it.
    from activities.solvers.planning import propose
    from activities.solvers.planning_changes import replan

    replanned = None
    if asked.confirmed:
        changed = replan(asked.request, asked.confirmed, begun=asked.begun, pins=asked.pins)
        if isinstance(changed, a.Impossible):
            return changed
        answer, replanned = changed.answer, changed
    else:
        proposed = propose(asked.request, pins=asked.pins)
        if isinstance(proposed, a.Impossible):
            return proposed
        answer = proposed
    before = {each.area: each for each in asked.confirmed}
    fresh = tuple(
        Assignment(
            area=one.area,
            day_one=one.days[0],
            day_two=one.days[1],
            mode=asked.modes[one.area],
            team=tuple(
                TeamMember(inspector=ref, role=InspectorRole(role))
                for role, ref in one.team.items()
            ),
        )
        for one in answer.assignments
        if before.get(one.area) != one
    )
    return Proposal(answer, fresh, replanned)


def plan_form(proposal: Proposal, staff: Staff) -> PlanForm:
    """What a person confirms: days and team of each visit that had none, or others."""
    return PlanForm(
        visits=proposal.visits, inspectors=tuple(one.planned for one in staff.inspectors)
    )
