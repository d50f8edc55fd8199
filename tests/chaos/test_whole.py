"""Two programmes are compared in what people notice, and not in what is chance."""

from typing import Any

from tests.chaos.whole import differing
from tests.e2e.leavings import Leavings, Letter, numbered_anew

ON = "2020-09-21 by visit"
READERS = ("dcs", "health-1")


def outcomes(*readers: str) -> dict[str, Any]:
    keys = [f"VISIT/invitation/1/{reader}" for reader in readers]
    return {"outcomes": [{"key": key, "status": "delivered", "at": "2020-09-21"} for key in keys]}


def entry(number: int) -> Letter:
    """A letter with a calendar entry of this number."""
    text = f"BEGIN:VEVENT\nSEQUENCE:{number}\nSUMMARY:Area SEND visit\nEND:VEVENT\n"
    part = ("text/calendar", "invite.ics", text)
    return Letter("VISIT/timetable/1/dcs", "delivered", "dcs@example", "Dates", "", (part,))


def visit(heard: list[dict[str, Any]], *entries: int) -> Leavings:
    """A visit whose letters arrived, and whose calendar entries have these numbers."""
    facts = [("visit.invitation_delivered.v1", fact) for fact in heard]
    facts.append(("visit.accepted.v1", {}))
    events = tuple((number, kind, ON, fact) for number, (kind, fact) in enumerate(facts, start=3))
    return Leavings(numbered_anew([entry(number) for number in entries]), (), events)


def test_letters_that_are_heard_of_at_once_or_one_by_one_are_the_same() -> None:
    at_once = visit([outcomes(*READERS)], 12, 17)
    one_by_one = visit([outcomes(reader) for reader in READERS], 13, 18)

    assert differing(at_once, one_by_one) == []


def test_a_letter_that_nobody_heard_of_is_named() -> None:
    (told,) = differing(visit([outcomes("dcs")]), visit([outcomes(*READERS)]))

    assert told.startswith("not heard of: visit.invitation_delivered.v1")
    assert "health-1" in told


def test_a_calendar_entry_that_does_not_replace_the_one_before_is_named() -> None:
    assert differing(visit([], 12, 12), visit([], 12, 17)) == [
        "letter VISIT/timetable/1/dcs: parts differs"
    ]
