"""A programme for tests of its rules: told one thing after the other, without a server."""

from datetime import UTC, date, datetime, timedelta

from activities.reference import working_calendar
from rules.programme import decide_programme, evolve_programme, opening_events
from rules.programme.work import owed
from schemas.content import ContentRef
from schemas.parts import TeamMember
from schemas.programme import ProgrammeDecision, ProgrammeOccurrence, ProgrammeState
from schemas.programme import messages as m
from schemas.programme.events import ProgrammeEvent
from schemas.programme.values import Assignment, Change, Standing, Window
from schemas.values import ContentKind, InspectorRole, Mode

AREAS = tuple(f"E0600000{number}" for number in range(1, 7))
RESERVES = ("E08000001", "E08000002")
OPENED = datetime(2020, 9, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def ref(kind: ContentKind, version: int = 1) -> ContentRef:
    return ContentRef(kind=kind, version=version, digest="a" * 64)


REASON = ref(ContentKind.REASON)
PLAN = ref(ContentKind.PLAN)


class Told:
    """A programme, its events and its clock."""

    def __init__(self, visits_a_week: int = 2) -> None:
        opening = m.OpenProgramme(
            programme="autumn",
            actor="anna",
            frame=ref(ContentKind.FRAME),
            frame_sha256="b" * 64,
            areas=20,
            number=len(AREAS),
            window=Window(first=date(2020, 10, 5), last=date(2020, 12, 11)),
            visits_a_week=visits_a_week,
            calendar=working_calendar(date(2020, 10, 5)),
        )
        self.now = OPENED
        self.events: list[ProgrammeEvent] = opening_events(opening, self.now)
        state = None
        for event in self.events:
            state = evolve_programme(state, event)
        assert state is not None
        self.state: ProgrammeState = state

    def tell(self, message: ProgrammeDecision | ProgrammeOccurrence) -> list[str]:
        """The types of the events that follow."""
        fresh = decide_programme(self.state, message, self.now)
        for event in fresh:
            self.state = evolve_programme(self.state, event)
        self.events += fresh
        return [event.type.value for event in fresh]

    @property
    def owed(self) -> str:
        """What it has to do next, by name; empty for nothing."""
        task = owed(self.state)
        return type(task).__name__ if task else ""

    def standing(self, area: str) -> Standing:
        one = self.state.area(area)
        assert one is not None
        return one.standing


def drawn(visits_a_week: int = 2) -> Told:
    told = Told(visits_a_week)
    told.tell(
        m.PortfolioFound(
            portfolio=ref(ContentKind.PORTFOLIO), sha256="c" * 64, samples=3, tickets=1000
        )
    )
    told.tell(m.DrawSample(actor="anna", seed=ref(ContentKind.SEED)))
    told.tell(m.SampleFound(selected=AREAS, reserves=RESERVES))
    return told


def assignment(area: str, day_one: date = date(2020, 10, 19)) -> Assignment:
    return Assignment(
        area=area,
        day_one=day_one,
        day_two=day_one + DAY,
        mode=Mode.ON_SITE,
        team=tuple(
            TeamMember(inspector=f"inspector-{n}", role=role)
            for n, role in enumerate(InspectorRole)
        ),
    )


def planned(visits_a_week: int = 2) -> Told:
    """All visits have days, two on the Monday of each of three weeks."""
    told = drawn(visits_a_week)
    days = [date(2020, 10, 19) + timedelta(weeks=n // 2) for n in range(len(AREAS))]
    visits = tuple(assignment(area, day) for area, day in zip(AREAS, days, strict=True))
    told.tell(m.ConfirmPlan(actor="planner", plan=PLAN, visits=visits))
    return told


def invited(*areas: str) -> Told:
    """Some visits are opened."""
    told = planned()
    told.tell(m.OpenWave(actor="anna", areas=areas))
    told.tell(m.VisitsStarted(opened=areas))
    return told


def became(told: Told, area: str, standing: Standing) -> list[str]:
    return told.tell(m.VisitsChanged(changes=(Change(area=area, standing=standing),)))
