"""A scenario: what the area, the team and the departments do, and on which working day."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from schemas import side_processes as side_processes  # noqa: PLC0414 - its kinds declare forms
from schemas.base import Model
from schemas.forms.form import FORMS, Form
from schemas.forms.letters import ContactsForm
from schemas.ids import ActorRef, AreaCode, LetterKey, ProgrammeId, VisitId
from schemas.policy import VisitPolicy

_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_DAY = r"T(?:[+-][0-9]{1,3})?"
When = Annotated[str, StringConstraints(pattern=rf"^{_DAY}(?:\+[1-9]d)? {_CLOCK}$")]
"""A working day counted from day one (T) and a time in London, e.g. `T-16 11:00`; `T-16+1d 11:00`
is the day after that one, working day or not."""


class Moment(NamedTuple):
    """A `When`, taken apart.

    Attributes:
        working_days: Counted from day one.
        days: After that working day.
        clock: The time in London.
    """

    working_days: int
    days: int
    clock: time

    @classmethod
    def read(cls, when: When) -> Self:
        """The moment that is written down."""
        found = re.fullmatch(r"T([+-][0-9]+)?(?:\+([1-9])d)? (.*)", when)
        if found is None:
            raise ValueError(when)
        counted, days, clock = found.groups()
        return cls(int(counted or 0), int(days or 0), time.fromisoformat(clock))

    def __str__(self) -> str:
        """As it is written down."""
        counted = f"{self.working_days:+d}" if self.working_days else ""
        days = f"+{self.days}d" if self.days else ""
        return f"T{counted}{days} {self.clock:%H:%M}"


_SOME_VISIT: VisitId = "interim-e00000000"


def _some_day(distance: int) -> date:
    """A day, to see whether a form is filled in before it is known which."""
    return date(2000, 1, 3) + timedelta(days=distance)


class Step(Model):
    """One thing somebody does.

    Attributes:
        at: On which working day, at what time.
        do: What, as the command is called.
        by: Who; an opaque id.
        form: The form, filled in; where a date is wanted, `T` and `T+1` stand for the days.
        refused: The code with which the visit is expected to refuse it, if it is.
    """

    at: When
    do: Annotated[str, StringConstraints(pattern=rf"^({'|'.join(FORMS)})$")]
    by: ActorRef = "coordinator"
    form: dict[str, Any] = Field(default_factory=dict, alias="with", validate_default=True)
    refused: str | None = None

    @field_validator("form")
    @classmethod
    def _form_is_filled_in(cls, form: dict[str, Any], step: ValidationInfo) -> dict[str, Any]:
        """Find a broken form when the file is read, not half-way through the rehearsal.

        Raises:
            ValidationError: As the form has it, so that each mistake is told at its place.
        """
        if "do" in step.data:
            _filled_in(step.data["do"], form, _some_day)
        return form


Refusing = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:[a-z]+(?:_[a-z]+)*/(?:[0-9]+/)?)?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[0-9]+)?$"
    ),
]
"""A recipient, `<kind of letter>/<recipient>`, or one letter: what follows the visit in its key."""


class Post(Model):
    """How the providers that carry letters behave.

    Attributes:
        proves_delivery: Whether a letter that was taken is proven delivered.
        refuses: Recipients whose mailboxes refuse for good, or `<kind>/<recipient>` for letters
            of one kind only.
        puts_off: How often a mailbox says "not now" before it takes a letter, by the same names.
    """

    proves_delivery: bool = True
    refuses: tuple[Refusing, ...] = ()
    puts_off: dict[Refusing, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)

    def refuses_letter(self, key: LetterKey) -> bool:
        """Whether a mailbox refuses a letter."""
        return bool(_names_of(key) & set(self.refuses))

    def times_put_off(self, key: LetterKey) -> int:
        """How often a mailbox puts a letter off."""
        return max(self.puts_off.get(name, 0) for name in _names_of(key))


def _names_of(key: LetterKey) -> set[str]:
    """By what a scenario may mean a letter."""
    _, kind, number, recipient = key.split("/")
    return {recipient, f"{kind}/{recipient}", f"{kind}/{number}/{recipient}"}


class Scenario(Model):
    """A visit to be rehearsed.

    Attributes:
        title: What it shows, in a sentence.
        area: GSS code of a council that existed on the first day.
        programme: The programme of visits.
        policy: Periods and limits; the defaults when not given.
        opened: When the visit is opened; when not given, as many working days before day one as
            an invitation goes out, in the morning.
        by: Who opens it.
        contacts: Whom to write to; recorded with the opening when given.
        post: How letters fare.
        steps: What follows, in order of time.
    """

    title: str
    area: AreaCode
    programme: ProgrammeId = "interim"
    policy: VisitPolicy = Field(default_factory=VisitPolicy)
    opened: When | None = None
    by: ActorRef = "coordinator"
    contacts: ContactsForm | None = None
    post: Post = Post()
    steps: tuple[Step, ...]


def filled_in(
    step: Step,
    day_one: date,
    day_two: date,
    visit: VisitId = _SOME_VISIT,
    day: Callable[[int], date] | None = None,
) -> Form:
    """A step's form with the visit and the days of the rehearsal in it.

    Args:
        step: Its form may say `T`, `T+1` or `T+5` for days, and `VISIT/…` in a letter's key.
        day_one: The first day.
        day_two: The second day.
        visit: The visit's id; any will do to see whether a form is filled in as it should be.
        day: The working day at a distance from day one; so will any.

    Raises:
        ValidationError: The form is not filled in as it should be.
    """
    known = {0: day_one, 1: day_two}
    there = day or (lambda days: day_one + timedelta(days=days))
    return _filled_in(step.do, step.form, lambda days: known.get(days) or there(days), visit)


def _filled_in(
    do: str, form: Mapping[str, object], day: Callable[[int], date], visit: VisitId = _SOME_VISIT
) -> Form:
    def filled(value: object) -> object:
        if not isinstance(value, str):
            return value
        if not re.fullmatch(r"T(?:[+-][0-9]{1,3})?", value):
            return value.replace("VISIT/", f"{visit}/", 1)
        return day(int(value[1:] or 0)).isoformat()

    values = {name: filled(value) for name, value in form.items()}
    return FORMS[do].model_validate(values, extra="forbid")
