"""What a step is told from: one decision's facts, the words they refer to, and the days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from release.retold.stand_ins import StandIns
from rules.working_days import is_working_day, working_days_between
from rules.zones import london
from schemas.content import ContentRef
from schemas.ids import PersonRef
from schemas.personal import Person, Personal, Reason
from schemas.scenario import Moment
from schemas.side_processes import SideSubject
from schemas.streams import FactModel
from schemas.values import ContentKind
from schemas.working_calendar import WorkingCalendar

P = TypeVar("P", bound=Personal)

Contents = Mapping[tuple[ContentKind, int], str]
"""All that the register keeps for a visit, as JSON, by its kind and version."""


@dataclass
class Told:
    """What is known on the way through a visit's log.

    Attributes:
        contents: What the register keeps.
        people: Everybody, as they were known at that point of the log.
        day_one: The day from which a scenario counts.
        calendar: The bank holidays.
        stand_ins: What stands in for what is personal.
        numbers: What lives beside the visit, by the number that it has in a rehearsal.
        decision: All facts of the decision that is told.
        timetable: The words of the timetable before it.
        signed: Who has signed which version of the note before it.
    """

    contents: Contents
    people: dict[PersonRef, Person]
    day_one: date
    calendar: WorkingCalendar
    stand_ins: StandIns = field(default_factory=StandIns)
    numbers: dict[SideSubject, int] = field(default_factory=dict)
    decision: Sequence[FactModel] = ()
    timetable: ContentRef | None = None
    signed: set[tuple[int, PersonRef]] = field(default_factory=set)

    def content(self, ref: ContentRef, model: type[P]) -> P:
        """What a reference stands for."""
        return model.model_validate_json(self.contents[ref.kind, ref.version])

    def reason(self, ref: ContentRef | None) -> str | None:
        """What stands in for a reason."""
        if ref is None:
            return None
        return self.stand_ins.words(self.content(ref, Reason).text)

    def day(self, day: date) -> str:
        """A working day as a scenario counts it."""
        counted = working_days_between(self.day_one, day, self.calendar)
        return f"T{counted:+d}" if counted else "T"

    def when(self, at: datetime) -> str:
        """A moment as a scenario counts it; on a day off, from the working day before."""
        local = london(at)
        day, days = local.date(), 0
        while not is_working_day(day, self.calendar):
            day -= timedelta(days=1)
            days += 1
        counted = working_days_between(self.day_one, day, self.calendar)
        return str(Moment(counted, days, local.time().replace(second=0, microsecond=0)))
