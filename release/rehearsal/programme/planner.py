"""The planner of a rehearsed programme: plans whenever an area waits for days and a team."""

import asyncio
from datetime import date, datetime, time

from desk.desk import Desk
from desk.programme_plans import plan_asked, plan_form, solve
from register.connection import Pool
from release.rehearsal.programme.moments import FAR, moment_of
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.areas import Region
from schemas.ids import AreaCode, PersonRef, UpdateId
from schemas.plan import Span
from schemas.plan_answer import Impossible
from schemas.programme import ProgrammeStage, ProgrammeState
from schemas.programme.forms import RemoveAreaForm
from schemas.programme.scenario import ProgrammeScenario
from schemas.programme.staff import AskedDays, Staff, StaffMember
from schemas.programme.values import GONE, Source, Standing
from schemas.sentences import Sentence
from schemas.values import InspectorRole

_AT = time(10)


class NotPlanned(Sentence):
    """No plan is possible; the sentence says what would free it."""


class RehearsedPlanner:
    """Plans and confirms.

    Args:
        scenario: Who there is.
        desk: Where plans are confirmed.
        pool: The register.
    """

    def __init__(self, scenario: ProgrammeScenario, desk: Desk, pool: Pool) -> None:
        self._scenario = scenario
        self._desk = desk
        self._pool = pool
        self._staff = staff_of(scenario)
        self._afresh: set[AreaCode] = set()
        self._changed = False

    def on_leave(self, ref: PersonRef, first: date, last: date) -> None:
        """Let somebody be away; what was confirmed is changed in as few places as there can be."""
        leave = Span(first=first, last=last)
        self._staff = self._staff.model_copy(
            update={
                "inspectors": tuple(
                    one.model_copy(update={"leave": (*one.leave, leave)}) if one.ref == ref else one
                    for one in self._staff.inspectors
                )
            }
        )
        self._changed = True

    def redate(self, state: ProgrammeState, now: datetime) -> bool:
        """Whether something is planned anew that was to be held before now, and was not."""
        self._afresh |= {
            one.area
            for one in state.areas
            if one.planned is not None
            and one.standing not in GONE
            and one.standing is not Standing.VISITED
            and one.planned.day_one <= london_date(now)
        }
        return bool(self._afresh)

    def wanted_at(self, state: ProgrammeState, now: datetime) -> datetime:
        """When the next plan is confirmed; far off where nothing waits for one."""
        if state.stage not in {ProgrammeStage.DRAWN, ProgrammeStage.INVITING} or state.stopped:
            return FAR
        first = moment_of(self._scenario.plan.at)
        if state.stage is ProgrammeStage.DRAWN:
            return max(first, now)
        unplanned = [one for one in state.areas if one.planned is None and one.standing not in GONE]
        if not unplanned and not self._afresh and not self._changed:
            return FAR
        day = add_working_days(london_date(now), 0, state.calendar)
        at = at_london(day, _AT)
        if at < now:
            at = at_london(add_working_days(day, 1, state.calendar), _AT)
        return max(first, at)

    async def plan(self, state: ProgrammeState, now: datetime, update_id: UpdateId) -> str:
        """Plan what waits, and confirm it; what came of that, in words."""
        async with self._pool.acquire() as connection:
            asked = await plan_asked(
                connection,
                state.programme,
                self._wanted(state),
                today=london_date(now),
                seed=self._scenario.select.seed,
                seconds=self._scenario.plan.seconds,
                afresh=tuple(self._afresh),
                changed=True,
            )
        found = await asyncio.to_thread(solve, asked)
        if isinstance(found, Impossible):
            return await self._give_up(state, found, update_id)
        self._afresh.clear()
        self._changed = False
        if not found.visits:
            return "the plan stays as it is"
        form = plan_form(found, self._staff)
        await self._desk.submit(state.programme, form, actor="planner", update_id=update_id)
        moved = f", {len(found.moves)} things otherwise" if found.moves else ""
        return f"plan of {len(form.visits)} visits confirmed{moved}"

    def _wanted(self, state: ProgrammeState) -> Staff:
        """Who there is, and at first between which days visits are wanted."""
        drawn = [one for one in state.areas if one.source is Source.DRAWN]
        if any(one.planned for one in drawn) or not self._scenario.plan.spans:
            return self._staff
        spans = [span for span in self._scenario.plan.spans for _ in range(span.visits)]
        asked = tuple(
            AskedDays(area=one.area, earliest=span.first, latest=span.last)
            for one, span in zip(drawn, spans, strict=False)
        )
        return self._staff.model_copy(update={"visits": asked})

    async def _give_up(self, state: ProgrammeState, answer: Impossible, update_id: UpdateId) -> str:
        """Take out an area for which there is no room left, as its coordinator would.

        Raises:
            NotPlanned: None can be: there is no plan for those that have their days.
        """
        last = [one for one in state.areas if one.planned is None and one.standing not in GONE]
        if not last:
            raise NotPlanned(f"No plan is possible. {' '.join(answer.frees)}")
        form = RemoveAreaForm(area=last[-1].area, reason=f"No plan: {answer.frees[0]}")
        await self._desk.submit(state.programme, form, actor="planner", update_id=update_id)
        return f"no room left for {form.area}"


def staff_of(scenario: ProgrammeScenario) -> Staff:
    """Who there is in a scenario; people are invented."""
    named = scenario.plan.inspectors
    members = [
        StaffMember(
            ref=one.ref,
            role=one.role,
            name=_name(one.ref),
            email=f"{one.ref}@inspectors.example.gov.uk",
            organisation=_ORGANISATIONS[one.role],
            home=one.home,
            leave=tuple(Span(first=first, last=last) for first, last in one.leave),
            conflicts=one.conflicts,
            most_visits=one.most_visits,
        )
        for one in named
    ]
    regions = [region.value for region in Region]
    for role in InspectorRole if not named else ():
        for number in range(1, scenario.plan.teams + 1):
            ref = f"{_SHORT[role]}-{number}"
            members.append(
                StaffMember(
                    ref=ref,
                    role=role,
                    name=_name(ref),
                    email=f"{ref}@inspectors.example.gov.uk",
                    organisation=_ORGANISATIONS[role],
                    home=regions[number % len(regions)],
                )
            )
    return Staff(inspectors=tuple(members), mode=scenario.plan.mode)


_SHORT = {
    InspectorRole.OFSTED_EDUCATION: "education",
    InspectorRole.OFSTED_SOCIAL_CARE: "social-care",
    InspectorRole.CQC_CHILDREN: "cqc",
}
_ORGANISATIONS = {
    InspectorRole.OFSTED_EDUCATION: "Ofsted",
    InspectorRole.OFSTED_SOCIAL_CARE: "Ofsted",
    InspectorRole.CQC_CHILDREN: "Care Quality Commission",
}


def _name(ref: PersonRef) -> str:
    return f"Inspector {ref.replace('-', ' ').title()}"
