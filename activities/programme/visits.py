"""Opens the visits of a programme, tells them what was decided, and sees what became of them."""

import asyncio
from collections.abc import Awaitable, Iterable

import structlog
from temporalio import activity

from activities.findings import kept
from activities.grounds import require_own_run
from activities.programme.deciding import Behalf, Deciding
from activities.programme.owing import require_owed
from activities.unreadable import tells_what_is_unreadable
from register import content, programme_refusals, programmes, visits
from register.connection import Pool
from rules.programme.planned_days import day_to_say
from rules.refusals import RefusalCode, Refused
from rules.steering import Course, steered
from schemas.content import ContentRef
from schemas.forms.course import CancellationForm
from schemas.forms.form import VisitForm
from schemas.forms.letters import ContactsForm
from schemas.forms.preparation import DatesForm
from schemas.forms.team import DeclarationsForm, InspectorForm, MemberForm, TeamForm
from schemas.ids import AreaCode, ProgrammeId
from schemas.personal import Person, Reason
from schemas.programme.content import AreaContacts, PlanFile
from schemas.programme.messages import (
    ArrangementsMade,
    VisitCancelled,
    VisitsChanged,
    VisitsStarted,
    VisitsSteered,
)
from schemas.programme.values import Assignment, Change
from schemas.programme.work import (
    ArrangeRequest,
    CancelRequest,
    LookReport,
    LookRequest,
    OpenVisitsRequest,
    SteerRequest,
    Turn,
)
from schemas.sentences import NotYetKnown, Sentence

_log = structlog.get_logger(__name__)

_AT_ONCE = 4


class ProgrammeVisits:
    """What a programme does with its visits.

    Args:
        pool: The register.
        deciding: Brings openings and decisions to visits.
    """

    def __init__(self, pool: Pool, deciding: Deciding) -> None:
        self._pool = pool
        self._deciding = deciding

    @activity.defn
    @tells_what_is_unreadable
    async def open_visits(self, request: OpenVisitsRequest) -> VisitsStarted:
        """Open visits, each once; one that cannot be opened is left to a person."""
        mandate = await require_owed(self._pool, request.programme, request)
        people = await self._contacts(request.programme, request.contacts)
        few = asyncio.Semaphore(_AT_ONCE)

        async def open_one(turn: Turn) -> bool:
            known = people.get(turn.planned.area, ())
            form = ContactsForm(people=known) if known else None
            async with few:
                activity.heartbeat()
                try:
                    await self._deciding.open(request, turn, form, mandate)
                except NotYetKnown:
                    raise  # it may be open by now: a person would be asked about nothing
                except Sentence as refused:
                    code = refused.code.value if isinstance(refused, Refused) else ""
                    kind = type(refused).__name__
                    area = turn.planned.area
                    _log.warning("visit_not_opened", area=area, failure=kind, code=code)
                    await self._say_why(request, area, refused)
                    return False
                return True

        opened = await _all_of(map(open_one, request.turns))
        codes = [turn.planned.area for turn in request.turns]
        started = VisitsStarted(
            opened=tuple(code for code, done in zip(codes, opened, strict=True) if done),
            refused=tuple(code for code, done in zip(codes, opened, strict=True) if not done),
        )
        return await kept(self._pool, request.programme, started)

    @activity.defn
    @tells_what_is_unreadable
    async def arrange_visit(self, request: ArrangeRequest) -> ArrangementsMade:
        """Tell a visit its days and team, as decisions of its own in the planner's name."""
        mandate = await require_owed(self._pool, request.programme, request)
        planned = request.planned
        async with self._pool.acquire() as connection:
            plan = await content.fetch(connection, request.programme, request.plan, PlanFile)
            latest = await programmes.visits_of(connection, request.programme, [planned.area])
        visit = latest[planned.area].visit
        for name, form in _arrangements(planned, plan.inspectors):
            update = f"{request.programme}-plan-{request.number}-{name}"
            try:
                await self._deciding.submit(
                    visit, form, Behalf(request.actor, update, request.now, mandate)
                )
            except Refused as refused:
                if refused.code is RefusalCode.ALREADY_DONE:
                    continue  # a later plan has other days, or another team, and not both
                _log.warning("arrangement_refused", visit=visit, code=refused.code.value)
                await self._say_why(request, planned.area, refused)
                made = ArrangementsMade(area=planned.area, number=request.number, refused=True)
                return await kept(self._pool, request.programme, made)
        made = ArrangementsMade(area=planned.area, number=request.number)
        return await kept(self._pool, request.programme, made)

    @activity.defn
    @tells_what_is_unreadable
    async def steer_visits(self, request: SteerRequest) -> VisitsSteered:
        """Tell every visit under way what the rule for its phase makes of it."""
        mandate = await require_owed(self._pool, request.programme, request)
        asked = request.asked
        reason = await self._reason(request.programme, asked.reason)
        told: list[AreaCode] = []
        refused: list[AreaCode] = []
        async with self._pool.acquire() as connection:
            latest = await programmes.visits_of(connection, request.programme, request.areas)
        update = f"{request.programme}-{asked.steering}-{asked.sequence}"
        for area, known in latest.items():
            activity.heartbeat()
            behalf = Behalf(asked.by, update, request.now, mandate)
            if await self._deciding.has_taken(known.visit, behalf):
                told.append(area)  # in an attempt that did not come to its end
                continue
            activity.heartbeat()
            async with self._pool.acquire() as connection:
                state = await visits.require(connection, known.visit)
            day = day_to_say(request.planned.get(area), state, request.now)
            form = steered(Course(asked.steering.value), state, request.now, day_one=day).form
            if form is None:
                continue
            form = form.model_copy(update={"reason": reason})
            try:
                await self._deciding.submit(known.visit, form, behalf)
            except Refused as no:
                _log.warning("steering_refused", visit=known.visit, code=no.code.value)
                await self._say_why(request, area, no)
                refused.append(area)
            else:
                told.append(area)
        steered_so = VisitsSteered(
            steering=asked.steering, told=tuple(told), refused=tuple(refused)
        )
        return await kept(self._pool, request.programme, steered_so)

    @activity.defn
    @tells_what_is_unreadable
    async def cancel_visit(self, request: CancelRequest) -> VisitCancelled:
        """Cancel the visit of an area that was taken out; one that is over stays as it is."""
        mandate = await require_owed(self._pool, request.programme, request)
        removal = request.removal
        reason = await self._reason(request.programme, removal.reason)
        form = CancellationForm(reason=reason)
        update = f"{request.programme}-removed"
        async with self._pool.acquire() as connection:
            latest = await programmes.visits_of(connection, request.programme, [removal.area])
        if removal.area in latest:
            visit = latest[removal.area].visit
            try:
                await self._deciding.submit(
                    visit, form, Behalf(removal.by, update, request.now, mandate)
                )
            except Refused as refused:
                if refused.code is not RefusalCode.WRONG_STAGE:
                    raise
        return await kept(self._pool, request.programme, VisitCancelled(area=removal.area))

    @activity.defn
    @tells_what_is_unreadable
    async def look_at_visits(self, request: LookRequest) -> LookReport:
        """What has become of areas, where it is something else than the programme knows."""
        require_own_run(request.programme)
        known = {each.area: each.standing for each in request.known}
        async with self._pool.acquire() as connection:
            recorded = await programmes.load(connection, request.programme)
            found = await programmes.visits_of(connection, request.programme, known)
        # What it says that the programme knows is looked up: it is told nothing twice.
        standing = {one.area: one.standing for one in recorded.areas} if recorded else {}
        changes = tuple(
            Change(area=area, standing=visit.standing)
            for area, visit in found.items()
            if visit.standing is not known[area] and visit.standing is not standing.get(area)
        )
        if changes:
            await kept(self._pool, request.programme, VisitsChanged(changes=changes))
        return LookReport(changes=changes)

    async def _say_why(
        self,
        request: OpenVisitsRequest | ArrangeRequest | SteerRequest,
        area: AreaCode,
        refused: Sentence,
    ) -> None:
        async with self._pool.acquire() as connection:
            await programme_refusals.keep(
                connection, request.programme, area, str(refused), request.now
            )

    async def _contacts(
        self, programme: ProgrammeId, ref: ContentRef | None
    ) -> dict[AreaCode, tuple[Person, ...]]:
        if ref is None:
            return {}
        async with self._pool.acquire() as connection:
            return (await content.fetch(connection, programme, ref, AreaContacts)).areas

    async def _reason(self, programme: ProgrammeId, ref: ContentRef | None) -> str | None:
        if ref is None:
            return None
        async with self._pool.acquire() as connection:
            return (await content.fetch(connection, programme, ref, Reason)).text


async def _all_of(opening: Iterable[Awaitable[bool]]) -> list[bool]:
    """What came of each, once none goes on any more: the next attempt would meet it."""
    ended = await asyncio.gather(*opening, return_exceptions=True)
    opened: list[bool] = []
    for one in ended:
        if isinstance(one, BaseException):
            raise one
        opened.append(one)
    return opened


def _arrangements(planned: Assignment, people: Iterable[Person]) -> list[tuple[str, VisitForm]]:
    """The decisions that a plan means for a visit, in their order."""
    known = {person.ref: person for person in people}
    team = [(member.role, member.inspector) for member in planned.team]
    inspectors = tuple(
        InspectorForm.model_validate({**known[ref].model_dump(), "role": role})
        for role, ref in team
    )
    members = tuple(MemberForm(inspector=ref, role=role) for role, ref in team)
    dates = DatesForm(day_one=planned.day_one, day_two=planned.day_two, mode=planned.mode)
    return [
        ("declare", DeclarationsForm(inspectors=inspectors)),
        ("team", TeamForm(members=members)),
        ("dates", dates),
    ]
