"""`GET /calendars/{secret}`: where one inspector is, for a calendar programme of theirs.

Such programmes send no token, so the address itself is the secret: it is made and revoked by
`visits diary`, tells of visits, areas and days, and of nothing else.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Response

from desk.diary_calendar import MEDIA_TYPE, as_icalendar
from feed.dependencies import Deps
from register import calendar_links, diary, publication
from rules.zones import london_date
from web.problems import Problem, ProblemCode, responses_of

router = APIRouter(tags=["calendars"])

_BACK = timedelta(days=60)
_AHEAD = timedelta(days=400)


@router.get(
    "/calendars/{secret}",
    operation_id="readCalendar",
    summary="Follow where you are, in a calendar programme",
    response_class=Response,
    responses={
        200: {
            "description": "The days on which an inspector is at visits, as iCalendar.",
            "content": {"text/calendar": {"schema": {"type": "string"}}},
        },
        **responses_of(ProblemCode.NOT_FOUND),
    },
)
async def read_calendar(
    deps: Deps,
    secret: Annotated[
        str,
        Path(
            description="The secret of your address, which was given to you whole.",
            pattern=r"^[A-Za-z0-9_-]{43}$",
        ),
    ],
) -> Response:
    """Two months back and as far ahead as visits are planned. No token is needed."""
    today = london_date(deps.now())
    async with deps.pool.acquire() as connection:
        email = await calendar_links.find(connection, secret)
        if email is None:
            raise Problem(
                HTTPStatus.NOT_FOUND,
                ProblemCode.NOT_FOUND,
                "There is no calendar at this address. It may have been revoked; ask the programme "
                "for a new one.",
            )
        booked = await diary.booked(connection, today - _BACK, today + _AHEAD, [email])
        host = urlsplit(await publication.address(connection)).hostname or "localhost"
    return Response(
        as_icalendar(booked, host=host),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"},
    )
