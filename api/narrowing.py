"""Which visits, and which things to do in them, a request asks for: as the command's options."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Query

from api.days import Day
from api.dependencies import Asking, Deps
from desk.overview import Narrowing
from register.area_names import codes_named
from rules.zones import end_of, london_date
from schemas.ids import ProgrammeId
from schemas.values import Owner
from web.problems import Problem, ProblemCode


async def _narrowing(  # noqa: PLR0913 - what may be asked
    deps: Deps,
    who: Asking,
    *,
    mine: Annotated[bool, Query(description="Only visits that you look after.")] = False,
    owner: Annotated[Owner | None, Query(description="Only what they hold.")] = None,
    area: Annotated[
        str | None,
        Query(max_length=100, description="Only this area, by its code or its name."),
    ] = None,
    programme: Annotated[ProgrammeId | None, Query(description="Only of this one.")] = None,
    due: Annotated[Day | None, Query(description="Only what is due on that day or before.")] = None,
    today: Annotated[bool, Query(description="Only what is due today, or overdue.")] = False,
    overdue: Annotated[bool, Query(description="Only what is overdue.")] = False,
) -> Narrowing:
    if sum((due is not None, today, overdue)) > 1:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            ProblemCode.BAD_REQUEST,
            "Give one of due, today and overdue.",
        )
    now = deps.now()
    day = london_date(now) if today else due
    before = now if overdue else None
    if day is not None:
        before = end_of(day)
    return Narrowing(
        coordinator=who.ref if mine else None,
        owner=owner,
        areas=codes_named(area) if area is not None else None,
        programme=programme,
        due_before=before,
    )


Narrowed = Annotated[Narrowing, Depends(_narrowing)]
