"""A scenario: what the area, the team and the departments do, and on which working day."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from schemas import forms
from schemas import side_processes as side_processes  # noqa: PLC0414 - its kinds declare forms
from schemas.base import Model
from schemas.ids import ActorRef, AreaCode, ProgrammeId, VisitId
from schemas.policy import VisitPolicy

_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
When = Annotated[str, StringConstraints(pattern=rf"^T(?:[+-][0-9]{{1,3}})? {_CLOCK}$")]
"""A working day counted from day one (T) and a time in London, e.g. `T-16 11:00`."""


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
    do: Annotated[str, StringConstraints(pattern=rf"^({'|'.join(forms.FORMS)})$")]
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
    str, StringConstraints(pattern=r"^(?:[a-z]+(?:_[a-z]+)*/)?[a-z0-9]+(?:-[a-z0-9]+)*$")
]
"""A recipient, or `<kind of letter>/<recipient>`."""


class Post(Model):
    """How the providers that carry letters behave.

    Attributes:
        proves_delivery: Whether a letter that was taken is proven delivered.
        refuses: Recipients whose mailboxes refuse for good, or `<kind>/<recipient>` for letters
            of one kind only.
    """

    proves_delivery: bool = True
    refuses: tuple[Refusing, ...] = ()


class Scenario(Model):
    """A visit to be rehearsed.

    Attributes:
        title: What it shows, in a sentence.
        area: GSS code of a council that existed on the first day.
        programme: The programme of visits.
        policy: Periods and limits; the defaults when not given.
        contacts: Whom to write to; recorded with the opening when given.
        post: How letters fare.
        steps: What follows, in order of time.
    """

    title: str
    area: AreaCode
    programme: ProgrammeId = "interim"
    policy: VisitPolicy = VisitPolicy()
    contacts: forms.ContactsForm | None = None
    post: Post = Post()
    steps: tuple[Step, ...]


def filled_in(
    step: Step,
    day_one: date,
    day_two: date,
    visit: VisitId = _SOME_VISIT,
    day: Callable[[int], date] | None = None,
) -> forms.Form:
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
) -> forms.Form:
    def filled(value: object) -> object:
        if not isinstance(value, str):
            return value
        if not re.fullmatch(r"T(?:[+-][0-9]{1,3})?", value):
            return value.replace("VISIT/", f"{visit}/", 1)
        return day(int(value[1:] or 0)).isoformat()

    values = {name: filled(value) for name, value in form.items()}
    return forms.FORMS[do].model_validate(values, extra="forbid")
