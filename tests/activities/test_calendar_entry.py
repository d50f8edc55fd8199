"""The visit in a recipient's calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from activities.calendar_entry import calendar_entry
from activities.sender import Sender
from rules.zones import LONDON
from schemas.brief import Brief
from schemas.letters import LetterOrder
from schemas.parts import VisitDays
from schemas.values import LetterKind
from tests.activities.briefs import VISIT, make_brief, make_person, make_state

SENDER = Sender(name='Area "SEND" visits', email="visits@inspectors.example")


def make_order(
    sequence: int = 1, *, cancelled: bool = False, kind: LetterKind | None = None
) -> LetterOrder:
    usual = LetterKind.CANCELLATION if cancelled else LetterKind.CONFIRMATION
    return LetterOrder(
        visit_id=VISIT,
        kind=kind or usual,
        round=sequence,
        recipient="officer-1",
        sequence=9,
        calendar_sequence=sequence,
        calendar_cancelled=cancelled,
    )


def read_all(order: LetterOrder, brief: Brief | None = None) -> tuple[Calendar, list[Event]]:
    calendar = Calendar.from_ical(calendar_entry(order, brief or make_brief(), SENDER))
    assert isinstance(calendar, Calendar)
    return calendar, calendar.events


def read(order: LetterOrder, brief: Brief | None = None) -> tuple[Calendar, Event]:
    """The entry as of its first day."""
    calendar, events = read_all(order, brief)
    return calendar, events[0]


def spans(events: list[Event]) -> list[tuple[object, object]]:
    return [(event.start, event.end) for event in events]


def test_each_day_has_its_own_times_from_its_first_meeting_to_its_last() -> None:
    calendar, (first, second) = read_all(make_order())
    assert calendar.method == "REQUEST"
    assert spans([first, second]) == [
        (datetime(2020, 10, 5, 9, tzinfo=LONDON), datetime(2020, 10, 5, 16, 30, tzinfo=LONDON)),
        (datetime(2020, 10, 6, 9, tzinfo=LONDON), datetime(2020, 10, 6, 16, 30, tzinfo=LONDON)),
    ]
    for event in (first, second):
        assert event.uid == f"{VISIT}@inspectors.example"
        assert event.sequence == 1
        assert event.summary == "Area SEND visit: Testshire"
        assert event.status == "CONFIRMED"
        assert make_brief().written_at == event.DTSTAMP


def test_the_parent_carer_forum_has_the_meetings_that_it_takes_part_in() -> None:
    order = make_order().model_copy(update={"recipient": "pcf-1"})
    calendar, entries = read_all(order)
    assert spans(entries) == [
        (datetime(2020, 10, 5, 11, tzinfo=LONDON), datetime(2020, 10, 5, 12, 30, tzinfo=LONDON)),
        (datetime(2020, 10, 6, 15, tzinfo=LONDON), datetime(2020, 10, 6, 16, 30, tzinfo=LONDON)),
    ]
    words = calendar.to_ical().decode().replace("\r\n ", "")
    assert "https://meet.example/forum" in words
    assert "Feedback meeting" in words
    assert "Case study" not in words
    assert "County Hall\\, room 2" not in words


def test_the_second_day_is_that_occurrence_of_the_first() -> None:
    """One entry with one UID, as RFC 5546 wants of a message; its days are a series of two."""
    apart = make_brief(
        state=make_state(days=VisitDays(day_one=date(2020, 10, 23), day_two=date(2020, 10, 26)))
    )
    _, (first, second) = read_all(make_order(), apart)
    assert first["RRULE"].to_ical() == b"FREQ=DAILY;COUNT=2;INTERVAL=3"
    assert "RECURRENCE-ID" not in first
    # The clocks change between the two days; the occurrence keeps London's time.
    assert b"RECURRENCE-ID;TZID=Europe/London:20201026T090000\r\n" in second.to_ical()
    assert "RRULE" not in second
    assert first["DTSTART"].params["TZID"] == second["RECURRENCE-ID"].params["TZID"]


def test_no_day_holds_the_night() -> None:
    for brief in (make_brief(), make_brief(state=make_state(meetings=None), timetable=None)):
        _, events = read_all(make_order(), brief)
        assert len(events) == 2
        assert all(event.duration < timedelta(hours=12) for event in events)


def test_a_day_lists_its_own_meetings_and_where_they_are() -> None:
    _, (first, second) = read_all(make_order())
    assert str(first.description).splitlines()[:2] == [
        "Monday 5 October 2020",
        "9am to 10:30am: Opening discussion with leaders (in person, County Hall, room 2)",
    ]
    assert "Tuesday" not in str(first.description)
    assert str(second.description).splitlines()[0] == "Tuesday 6 October 2020"
    assert str(second.description).endswith(
        "Feedback meeting (in person, County Hall, council chamber)"
    )
    assert first["LOCATION"] == "County Hall, room 2; County Hall, room 4; Online"


def test_before_a_timetable_exists_the_policys_hours_hold() -> None:
    brief = make_brief(state=make_state(meetings=None), timetable=None)
    _, (first, second) = read_all(make_order(), brief)
    assert spans([first, second]) == [
        (datetime(2020, 10, day, 9, tzinfo=LONDON), datetime(2020, 10, day, 17, tzinfo=LONDON))
        for day in (5, 6)
    ]
    assert "not fixed yet" in str(first.description)
    assert first["LOCATION"] == "Testshire: in person and online"


def test_after_a_pause_only_the_days_that_are_left_are_in_it() -> None:
    brief = make_brief(state=make_state(resumed_on=date(2020, 10, 6)))
    _, (only,) = read_all(make_order(), brief)
    assert only.start == datetime(2020, 10, 6, 9, tzinfo=LONDON)
    assert "RRULE" not in only


def test_a_later_entry_replaces_and_a_cancelled_one_withdraws_it_whole() -> None:
    _, first = read(make_order(1))
    calendar, (last,) = read_all(make_order(2, cancelled=True))
    assert first.uid == last.uid
    assert (first.sequence, last.sequence) == (1, 2)
    assert calendar.method == "CANCEL"
    assert last.status == "CANCELLED"
    assert "RECURRENCE-ID" not in last


def test_somebody_who_is_stood_down_is_not_told_that_the_visit_is_cancelled() -> None:
    stood_down = make_order(2, cancelled=True, kind=LetterKind.STOOD_DOWN)
    calendar, (event,) = read_all(stood_down)
    assert calendar.method == "CANCEL"
    assert "STATUS" not in event
    (attendee,) = event.attendees
    assert attendee.email == "sam@testshire.example"


@pytest.mark.parametrize("kind", [LetterKind.CANCELLATION, LetterKind.STOOD_DOWN])
def test_nobody_is_asked_to_reply_to_a_cancellation(kind: LetterKind) -> None:
    (attendee,) = read(make_order(2, cancelled=True, kind=kind))[1].attendees
    assert "RSVP" not in attendee.params
    assert "PARTSTAT" not in attendee.params
    (asked,) = read(make_order())[1].attendees
    assert asked.params["RSVP"] == "TRUE"


def test_organiser_and_recipient_are_named() -> None:
    _, event = read(make_order())
    assert event.organizer is not None
    assert (event.organizer.email, event.organizer.CN) == (SENDER.email, "Area 'SEND' visits")
    (attendee,) = event.attendees
    assert (attendee.email, attendee.CN) == ("sam@testshire.example", "Sam Whitfield")


def test_each_copy_of_a_round_is_for_its_own_reader_alone() -> None:
    brief = make_brief()
    refs = list(brief.people)[:3]

    named = [
        [
            [attendee.email for attendee in event.attendees]
            for event in read_all(make_order().model_copy(update={"recipient": ref}), brief)[1]
        ]
        for ref in refs
    ]

    assert named == [[[brief.people[ref].email]] * 2 for ref in refs]


def test_words_that_look_like_a_line_for_a_reader_stay_words() -> None:
    words = "A ATTENDEE:mailto:anybody@example.invalid"
    for length in range(30, 75):  # wherever a long line is folded
        area = f"{'a' * length} {words}"
        _, event = read(make_order(), make_brief(area_name=area))
        assert event.summary == f"Area SEND visit: {area}"
        assert [attendee.email for attendee in event.attendees] == ["sam@testshire.example"]


def test_a_name_cannot_add_lines() -> None:
    person = make_person("officer-1", name='Eve"\r\nSTATUS:CANCELLED\nX;Y:Z,')
    brief = make_brief(
        people={**make_brief().people, "officer-1": person}, area_name="A\r\nUID:other"
    )
    content = calendar_entry(make_order(), brief, SENDER).decode()
    unfolded = content.replace("\r\n ", "")
    assert unfolded.count("\r\nUID:") == 2
    assert unfolded.count("\r\nSTATUS:") == 2
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
