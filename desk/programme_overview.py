"""A programme at a glance: its areas with their visits, what is left, who has how much to do."""

from collections import Counter
from datetime import date, datetime
from typing import NamedTuple

from desk.letter_wordings import wording_tasks
from register import programme_refusals, programmes
from register.areas import area_name
from register.connection import Connection
from rules.programme import ProgrammeTask, programme_deadlines, programme_tasks
from rules.programme.wording import STANDING_WORDS
from rules.wording import STAGE_TITLES
from schemas.ids import AreaCode, PersonRef, ProgrammeId, VisitId
from schemas.programme import ProgrammeState
from schemas.programme.state import ProgrammeArea
from schemas.programme.values import GONE, LIVE, Standing
from schemas.values import Stage


class AreaShown(NamedTuple):
    """One area of a programme.

    Attributes:
        area: What the programme knows of it.
        name: Of the area.
        visit: Its visit, if it is opened.
        stage: Where that stands.
        late: Whether its next action is overdue.
        refusal: Why its visit did not take what the programme told it, until that is seen to.
    """

    area: ProgrammeArea
    name: str
    visit: VisitId | None
    stage: Stage | None
    late: bool
    refusal: str | None = None

    @property
    def stands(self) -> str:
        """In words, with the stage of its visit where that tells more."""
        words = STANDING_WORDS[self.area.standing]
        if self.stage in {None, Stage.OPENED} or self.area.standing not in LIVE:
            return words
        return f"{words} ({STAGE_TITLES[self.stage].lower()})"


class Overview(NamedTuple):
    """A programme.

    Attributes:
        state: As recorded.
        areas: In the order of their days.
        stages: How many visits stand in each stage.
        workload: How many visits each inspector has that are not over.
        next_wave: When the next visits are opened.
        tasks: What a person must see to.
    """

    state: ProgrammeState
    areas: tuple[AreaShown, ...]
    stages: Counter[Stage]
    workload: Counter[PersonRef]
    next_wave: datetime | None
    tasks: tuple[ProgrammeTask, ...]


async def overview(connection: Connection, programme: ProgrammeId, now: datetime) -> Overview:
    """A programme as recorded.

    Raises:
        UnknownProgramme: There is none of that name.
    """
    state = await programmes.require(connection, programme)
    found = await programmes.visits_of(connection, programme, [one.area for one in state.areas])
    late = await programmes.late_visits(connection, programme, now)
    refusals = await programme_refusals.of_programme(connection, programme)
    shown = []
    for one in state.areas:
        visit = found.get(one.area)
        why = refusals.get(one.area) if one.trouble else None
        shown.append(
            AreaShown(
                area=one,
                name=name_in(state, one.area),
                visit=visit.visit if visit else None,
                stage=visit.stage if visit else None,
                late=bool(visit and visit.visit in late),
                refusal=why.sentence if why else None,
            )
        )
    shown.sort(key=lambda each: (_day(each.area) or date.max, each.name))
    going = [one for one in state.areas if one.standing not in {*GONE, Standing.VISITED}]
    due = programme_deadlines(state)
    return Overview(
        state=state,
        areas=tuple(shown),
        stages=Counter(each.stage for each in shown if each.stage),
        workload=Counter(
            member.inspector for one in going if one.planned for member in one.planned.team
        ),
        next_wave=due[0].at if due else None,
        tasks=(*programme_tasks(state), *await wording_tasks(connection, state)),
    )


def name_in(state: ProgrammeState, code: AreaCode) -> str:
    """What an area is called when the programme's window begins."""
    return area_name(code, state.window.first)


def _day(one: ProgrammeArea) -> date | None:
    return one.planned.day_one if one.planned else None
