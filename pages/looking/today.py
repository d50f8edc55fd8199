"""Today, for an inspector on a telephone: where they are, and the forms that the day needs."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from desk.diary import Engagement, read_diary
from desk.topics import Topic
from desk.written import Record, read_record
from pages.dependencies import Now, Register
from pages.rendering import page
from pages.signed_in import SignedIn
from rules.meeting_days import days_of_meeting
from rules.wording import ROLE_WORDS
from rules.zones import london_date
from schemas.ids import VisitId
from schemas.personal import MeetingDetails, TimetableDetails

router = APIRouter(prefix="/today")


@router.get("", response_class=HTMLResponse)
async def today(
    request: Request,
    _: SignedIn,
    register: Register,
    now: Now,
    after: Annotated[int, Query(ge=-400, le=400)] = 0,
) -> HTMLResponse:
    """Every visit of a day, so many days after today: its timetable, and what is recorded on it."""
    day = london_date(now) + timedelta(days=after)
    diary = await read_diary(register, day, day)
    by_visit: dict[VisitId, list[Engagement]] = {}
    for each in diary.engagements:
        by_visit.setdefault(each.visit, []).append(each)
    visits = [
        _of_the_day(visit, those, await read_record(register, visit), day)
        for visit, those in by_visit.items()
    ]
    return page(
        request,
        "today.html",
        title="Today",
        day=day,
        after=after,
        visits=visits,
        is_today=after == 0,
    )


def _of_the_day(
    visit: VisitId, those: Sequence[Engagement], record: Record, day: date
) -> dict[str, Any]:
    """One visit as the page tells it."""
    return {
        "visit": visit,
        "area": those[0].area_name,
        "number": those[0].number,
        "team": [(one.name, ROLE_WORDS[one.role]) for one in those],
        "confirmed": record.state.team,
        "meetings": _meetings(record, day),
    }


def _meetings(record: Record, day: date) -> list[tuple[MeetingDetails, bool]]:
    """The meetings of a day, and whether each was held; after a pause what is left is held then."""
    fixed = record.state.meetings
    bodies = [written.body for written in record.about(Topic.TIMETABLE)]
    latest = next((body for body in reversed(bodies) if isinstance(body, TimetableDetails)), None)
    if fixed is None or latest is None:
        return []
    of_the_day = {
        slot.slot_id for slot in fixed.slots if day in days_of_meeting(record.state, slot)
    }
    meetings = [each for each in latest.meetings if each.slot_id in of_the_day]
    meetings.sort(key=lambda each: each.starts)
    return [(each, each.slot_id in fixed.held) for each in meetings]
