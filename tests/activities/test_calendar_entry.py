"""The visit in a recipient's calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from activities.calendar_entry import calendar_entry
from activities.sender import Sender
from rules.zones import LONDON
from schemas.brief import Brief
from schemas.letters import LetterOrder
from schemas.values import LetterKind
from tests.activities.briefs import VISIT, make_brief, make_person, make_state

SENDER = Sender(name='Area "SEND" visits', email="visits@inspectors.example")


def make_order(sequence: int = 1, *, cancelled: bool = False) -> LetterOrder:
    return LetterOrder(
        visit_id=VISIT,
        kind=LetterKind.CANCELLATION if cancelled else LetterKind.CONFIRMATION,
        round=sequence,
        recipient="officer-1",
        sequence=9,
        calendar_sequence=sequence,
        calendar_cancelled=cancelled,
    )


def read(order: LetterOrder, brief: Brief | None = None) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(calendar_entry(order, brief or make_brief(), SENDER))
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return calendar, event


def test_an_entry_spans_the_two_days_from_first_meeting_to_last() -> None:
    calendar, event = read(make_order())
    assert calendar.method == "REQUEST"
    assert event.uid == f"{VISIT}@area-visits"
    assert event.sequence == 1
    assert event.summary == "Area SEND visit: Testshire"
    assert event.status == "CONFIRMED"
    assert event.start == datetime(2020, 10, 5, 9, tzinfo=LONDON)
    assert event.end == datetime(2020, 10, 6, 16, 30, tzinfo=LONDON)
    assert make_brief().written_at == event.DTSTAMP


def test_an_entry_lists_the_meetings_by_day() -> None:
    description = str(read(make_order())[1].description).splitlines()
    assert description[0] == "Monday 5 October 2020"
    assert (
        description[1]
        == "9am to 10:30am: Opening discussion with leaders (in person, County Hall, room 2)"
    )
    assert "Tuesday 6 October 2020" in description
    assert description[-1].endswith("Feedback meeting (in person, County Hall, council chamber)")


def test_before_a_timetable_exists_the_policys_hours_hold() -> None:
    _, event = read(make_order(), make_brief(state=make_state(meetings=None), timetable=None))
    assert event.start == datetime(2020, 10, 5, 9, tzinfo=LONDON)
    assert event.end == datetime(2020, 10, 6, 17, tzinfo=LONDON)
    assert "not fixed yet" in str(event.description)


def test_a_later_entry_replaces_and_a_cancelled_one_withdraws() -> None:
    _, first = read(make_order(1))
    calendar, last = read(make_order(2, cancelled=True))
    assert first.uid == last.uid
    assert (first.sequence, last.sequence) == (1, 2)
    assert calendar.method == "CANCEL"
    assert last.status == "CANCELLED"


def test_organiser_and_recipient_are_named() -> None:
    _, event = read(make_order())
    assert event.organizer is not None
    assert (event.organizer.email, event.organizer.CN) == (SENDER.email, "Area 'SEND' visits")
    (attendee,) = event.attendees
    assert (attendee.email, attendee.CN) == ("sam@testshire.example", "Sam Whitfield")


def test_a_name_cannot_add_lines() -> None:
    person = make_person("officer-1", name='Eve"\r\nSTATUS:CANCELLED\nX;Y:Z,')
    brief = make_brief(
        people={**make_brief().people, "officer-1": person}, area_name="A\r\nUID:other"
    )
    content = calendar_entry(make_order(), brief, SENDER).decode()
    unfolded = content.replace("\r\n ", "")
    assert unfolded.count("\r\nUID:") == 1
    assert unfolded.count("\r\nSTATUS:") == 1
    assert read(make_order(), brief)[1].status == "CONFIRMED"


@pytest.mark.parametrize(
    ("moment", "offset"),
    [
        (datetime(2020, 10, 25, 0, 59), 1),  # noqa: DTZ001 - local times are the point
        (datetime(2020, 10, 25, 3, 0), 0),  # noqa: DTZ001 - as above
        (datetime(2021, 3, 28, 0, 59), 0),  # noqa: DTZ001 - as above
        (datetime(2021, 3, 28, 2, 1), 1),  # noqa: DTZ001 - as above
    ],
)
def test_the_zone_it_carries_changes_its_clock_when_london_does(
    moment: datetime, offset: int
) -> None:
    calendar, _ = read(make_order())
    (zone,) = calendar.timezones
    carried = zone.to_tz(lookup_tzid=False)
    assert moment.replace(tzinfo=carried).utcoffset() == timedelta(hours=offset)
    assert moment.replace(tzinfo=LONDON).utcoffset() == timedelta(hours=offset)


def test_the_same_data_gives_the_same_bytes() -> None:
    brief = make_brief(written_at=datetime(2020, 9, 7, 8, tzinfo=UTC))
    assert calendar_entry(make_order(), brief, SENDER) == calendar_entry(
        make_order(), brief, SENDER
    )
