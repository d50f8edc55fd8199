"""Who is where: inspectors at visits, day by day, with what stands in their way."""

from collections.abc import AsyncIterator, Collection
from datetime import date

from activities.reference import published_holidays
from register import areas, content, diary, terms, visits
from register.bookings import taken_twice
from register.connection import Connection
from register.diary import Booked
from rules.terms import holidays_between
from schemas.base import Model
from schemas.ids import AreaCode, PersonRef, ProgrammeId, VisitId
from schemas.sentences import Sentence
from schemas.terms import SchoolHoliday
from schemas.values import ConflictKind, InspectorRole, Mode, Stage


class UnknownInspector(Sentence):
    """No visit knows such an inspector, or several go by that reference."""


class Engagement(Model):
    """An inspector at a visit on one day.

    Attributes:
        day: London's calendar day.
        inspector: Who, by the visit's reference.
        name: Their name.
        role: As what.
        visit: At which visit.
        area_name: Of which local area, by its name.
        number: Whether it is the first or the second of the two days; what is left of the first
            after a pause is of the first.
        mode: How the day is held, once that is set.
        in_term: Whether schools of the area teach on that day.
        elsewhere: Another visit that has them on the same day, which is one too many.
    """

    day: date
    inspector: PersonRef
    name: str
    role: InspectorRole
    visit: VisitId
    area_name: str
    number: int
    mode: Mode | None = None
    in_term: bool = True
    elsewhere: VisitId | None = None


class AreaHoliday(SchoolHoliday):
    """School holidays of an area that is visited.

    Attributes:
        area: Its code.
        area_name: Its name.
    """

    area: AreaCode
    area_name: str


class DeclaredConflict(Model):
    """A conflict of interest that an inspector has declared about a visit that still goes on.

    Attributes:
        visit: Which.
        area_name: Of which area.
        inspector: Who, by the visit's reference.
        name: Their name.
        kinds: What was declared.
    """

    visit: VisitId
    area_name: str
    inspector: PersonRef
    name: str
    kinds: tuple[ConflictKind, ...]


class OnLeave(Model):
    """When an inspector is not there, as a programme's plan has it.

    Attributes:
        name: Who.
        first: The first day.
        last: The last day.
        programme: Whose plan says so.
    """

    name: str
    first: date
    last: date
    programme: ProgrammeId


class Diary(Model):
    """Who is where from one day to another.

    Attributes:
        first: The first day.
        last: The last day.
        engagements: By day.
        holidays: Bank holidays in between, on which nobody is anywhere.
        school_holidays: Of the areas that are visited in between, in which no visit should be.
        conflicts: What inspectors have declared.
        leave: Who is not there in between.
    """

    first: date
    last: date
    engagements: tuple[Engagement, ...]
    leave: tuple[OnLeave, ...]
    holidays: tuple[date, ...]
    school_holidays: tuple[AreaHoliday, ...]
    conflicts: tuple[DeclaredConflict, ...]


async def read_diary(
    connection: Connection, first: date, last: date, inspector: str | None = None
) -> Diary:
    """Who is where.

    Args:
        connection: Any.
        first: The first day.
        last: The last day.
        inspector: Only this one, by a visit's reference or by address; of a reference that several
            share, all of them.

    Raises:
        UnknownInspector: No visit knows one by that name.
    """
    emails = None if inspector is None else await _emails(connection, inspector)
    known = _Known(connection)
    booked = await diary.booked(connection, first, last, emails)
    school = await _school_holidays(connection, booked, first, last)
    doubled = {(t.visit, t.inspector, t.day): t.elsewhere for t in await taken_twice(connection)}
    engagements = [
        Engagement(
            day=one.day,
            inspector=one.inspector,
            name=await known.name(one.visit.visit_id, one.inspector),
            role=role_of(one),
            visit=one.visit.visit_id,
            area_name=areas.area_of_visit(one.visit).name,
            number=number_of(one),
            mode=one.visit.mode,
            in_term=not any(
                holiday.area == one.visit.area and holiday.first <= one.day <= holiday.last
                for holiday in school
            ),
            elsewhere=doubled.get((one.visit.visit_id, one.inspector, one.day)),
        )
        for one in booked
    ]
    return Diary(
        first=first,
        last=last,
        engagements=tuple(engagements),
        leave=tuple(await _leave(connection, first, last, emails)),
        holidays=tuple(day for day in published_holidays() if first <= day <= last),
        school_holidays=tuple(school),
        conflicts=tuple([one async for one in _conflicts(connection, known, emails)]),
    )


async def _leave(
    connection: Connection, first: date, last: date, emails: Collection[str] | None
) -> list[OnLeave]:
    """Leave that goes into these days, each once, whichever programmes know of it."""
    found: dict[tuple[str, date, date], OnLeave] = {}
    for programme, plan in await diary.plans(connection):
        for person in plan.inspectors:
            email = person.email.lower()
            if emails is not None and email not in emails:
                continue
            for span in plan.leave.get(person.ref, ()):
                if span.first <= last and span.last >= first:
                    away = OnLeave(
                        name=person.name, first=span.first, last=span.last, programme=programme
                    )
                    found.setdefault((email, span.first, span.last), away)
    return sorted(found.values(), key=lambda one: (one.first, one.name))


async def _school_holidays(
    connection: Connection, booked: Collection[Booked], first: date, last: date
) -> list[AreaHoliday]:
    """The school holidays of the areas in which somebody is."""
    visited = {one.visit.area: areas.area_of_visit(one.visit).name for one in booked}
    recorded = await terms.recorded(connection, visited.keys())
    found = [
        AreaHoliday(area=area, area_name=name, **holiday.model_dump())
        for area, name in visited.items()
        for holiday in holidays_between(recorded.get(area, []), first, last)
    ]
    return sorted(found, key=lambda holiday: (holiday.first, holiday.area_name))


async def one_inspector(connection: Connection, wanted: str) -> str:
    """The address of the one inspector who is meant, in lower case.

    Raises:
        UnknownInspector: There is none, or more than one.
    """
    emails = await _emails(connection, wanted)
    if len(emails) > 1:
        raise UnknownInspector(
            f"{len(emails)} inspectors go by “{wanted}” in different visits; name the one by their "
            f"email address: {', '.join(emails)}."
        )
    return emails[0]


def role_of(booked: Booked) -> InspectorRole:
    """As what somebody is at a visit."""
    return next(m.role for m in booked.visit.team if m.inspector == booked.inspector)


def number_of(booked: Booked) -> int:
    """Which of a visit's days it is: 1 or 2; a day on which the first goes on is of the first."""
    days = booked.visit.days
    return 1 if days is not None and booked.day < days.day_two else 2


async def _emails(connection: Connection, wanted: str) -> list[str]:
    emails = await diary.inspectors(connection, wanted)
    if not emails:
        raise UnknownInspector(
            f"No visit knows an inspector “{wanted}”: name them by their reference, as `visits "
            "show` tells it, or by their email address."
        )
    return emails


class _Known:
    """People of visits, each visit's asked for once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people: dict[VisitId, dict[PersonRef, tuple[str, str]]] = {}

    async def _of(self, visit: VisitId, ref: PersonRef) -> tuple[str, str]:
        if visit not in self._people:
            people = await content.people_of(self._connection, visit)
            self._people[visit] = {r: (p.name, p.email.lower()) for r, p in people.items()}
        return self._people[visit].get(ref, (ref, ""))

    async def name(self, visit: VisitId, ref: PersonRef) -> str:
        """Their name; the reference where none is known."""
        return (await self._of(visit, ref))[0]

    async def email(self, visit: VisitId, ref: PersonRef) -> str:
        """Their address in lower case."""
        return (await self._of(visit, ref))[1]


async def _conflicts(
    connection: Connection, known: _Known, emails: Collection[str] | None
) -> AsyncIterator[DeclaredConflict]:
    for state in await visits.list_visits(connection):
        if state.stage is Stage.ENDED:
            continue
        for declaration in state.declarations:
            email = await known.email(state.visit_id, declaration.inspector)
            if declaration.conflicts and (emails is None or email in emails):
                yield DeclaredConflict(
                    visit=state.visit_id,
                    area_name=areas.area_of_visit(state).name,
                    inspector=declaration.inspector,
                    name=await known.name(state.visit_id, declaration.inspector),
                    kinds=declaration.conflicts,
                )
