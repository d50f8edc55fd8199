"""The timeline: a line an event, in 100 columns, without colour too."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from console.look.timeline import Timeline
from desk.timeline import TimelineEntry
from schemas.ids import SYSTEM
from schemas.state import NextAction
from schemas.values import Action, Owner, Stage

AGREE = NextAction(
    action=Action.AGREE_CASES, owner=Owner.AREA, due=datetime(2020, 10, 1, 16, tzinfo=UTC)
)
SEND = NextAction(
    action=Action.SEND_INVITATION, owner=Owner.ENGINE, due=datetime(2020, 9, 7, 8, tzinfo=UTC)
)


def line(
    at: datetime,
    coming: NextAction,
    words: str = "case studies chosen",
    actor: str = SYSTEM,
    reason: str | None = None,
    stage: Stage = Stage.OPENED,
) -> TimelineEntry:
    return TimelineEntry(1, at, "interim-e10000016", stage, words, coming, actor, reason)


def drawn(*entries: TimelineEntry, width: int = 100) -> list[str]:
    screen = io.StringIO()
    timeline = Timeline(Console(file=screen, width=width))
    for entry in entries:
        timeline.draw(entry)
    return screen.getvalue().splitlines()


def test_an_entry_tells_when_in_london_what_and_who_does_what_by_when() -> None:
    lines = drawn(line(datetime(2020, 9, 5, 8, 5, tzinfo=UTC), SEND))
    assert lines[0].split() == ["London", "time", "Stage", "What", "happened", "Next"]
    assert lines[1] == "2020"
    assert lines[2].startswith("Sat  5 Sep 09:05  Opened     case studies chosen")
    assert " ".join(" ".join(lines[2:]).split()).endswith(
        "send the invitation (sent by itself), on 7 Sep"
    )


@pytest.mark.parametrize("width", [60, 100, 200])
def test_no_line_is_longer_than_the_terminal_or_100_columns(width: int) -> None:
    long = "a person is asked to help: Case studies or timetable are not settled."
    for text in drawn(line(datetime(2020, 9, 5, tzinfo=UTC), AGREE, long), width=width):
        assert len(text) <= max(min(width, 100), 82)
        assert text == text.rstrip()


def test_a_next_action_that_stands_is_said_once() -> None:
    at = datetime(2020, 9, 5, tzinfo=UTC)
    lines = drawn(line(at, SEND), line(at, SEND), line(at, AGREE))
    assert sum("send the invitation" in text for text in lines) == 1
    assert sum("as before" in text for text in lines) == 1
    assert sum("obtain agreement" in text for text in lines) == 1


def test_a_date_is_not_broken_over_two_lines() -> None:
    lines = drawn(line(datetime(2020, 9, 5, tzinfo=UTC), AGREE))
    assert [text for text in lines if "by\u00a01\u00a0Oct" in text]


def test_a_new_year_is_a_heading() -> None:
    lines = drawn(
        line(datetime(2020, 12, 31, tzinfo=UTC), SEND), line(datetime(2021, 1, 4, tzinfo=UTC), SEND)
    )
    assert lines.count("2020") == lines.count("2021") == 1


def test_a_decision_says_once_who_decided_and_why() -> None:
    at = datetime(2020, 9, 5, tzinfo=UTC)
    cancelled = line(at, SEND, "visit cancelled", "office", "restrictions return", Stage.ENDED)
    closed = line(at, SEND, "letters withdrawn", "office", stage=Stage.ENDED)
    by_itself = line(at, SEND, "surveys closed", stage=Stage.ENDED)

    told = " ".join(" ".join(drawn(cancelled, closed, by_itself, width=100)).split())

    assert "visit cancelled, by office:" in told
    assert "restrictions" in told
    assert told.count("by office") == 1
    assert "by system" not in told
