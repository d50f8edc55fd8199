"""Times of day as people type them, and words that are too long."""

import pytest

from desk.decisions import About
from desk.reading import Mistake
from pages.deciding.errors import Errors
from pages.deciding.fields import Field, Kind
from pages.deciding.typed import values_of
from tests.pages.deciding.test_rows import begun_with

STARTS = Field("starts", Kind.TIME, "Starts at")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("09:15", "09:15"),
        ("9:15", "09:15"),
        ("9.15", "09:15"),
        ("0915", "09:15"),
        ("9:15am", "09:15"),
        (" 9.15 AM ", "09:15"),
        ("9am", "09:00"),
        ("9 a.m.", "09:00"),
        ("2pm", "14:00"),
        ("2:30 p.m.", "14:30"),
        ("12pm", "12:00"),
        ("12am", "00:00"),
        ("12:30am", "00:30"),
        ("midday", "12:00"),
        ("Noon", "12:00"),
        ("14:30", "14:30"),
        ("", None),
        # What nobody can tell stays as it was typed, and is asked for again.
        ("9", "9"),
        ("14pm", "14pm"),
        ("0am", "0am"),
        ("9h15", "9h15"),
        ("\u0661:\u0660\u0660", "\u0661:\u0660\u0660"),
    ],
)
def test_a_time_may_be_written_as_people_write_it(typed: str, meant: str | None) -> None:
    assert values_of([STARTS], {"starts": [typed]}).get("starts") == meant


@pytest.mark.parametrize("typed", ["9", "25:00", "9:75", "soon", "9:1"])
def test_what_is_no_time_is_told_with_an_example_and_of_its_meeting(typed: str) -> None:
    form = begun_with(
        About.VISIT,
        "timetable",
        {
            f"meetings.{number}.{name}": [text]
            for number, starts in ((1, "9am"), (4, typed))
            for name, text in (
                ("slot_id", f"study-{number}"),
                ("kind", "team_meeting"),
                ("day", "1"),
                ("starts", starts),
                ("ends", "5pm"),
                ("mode", "on_site"),
                ("title", "A meeting"),
                ("place", "County Hall"),
                ("fallback", "By telephone"),
            )
        },
    )

    _, mistakes = form.filled_in()
    told = Errors(form.fields, form.draft.typed, mistakes).summary()

    assert [(one.text, one.href) for one in told] == [
        (
            "Meeting 2: starts at must be a time, such as 9:30am or 14:30",
            "#meetings-4-starts",
        )
    ]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Title", "Title must have 1,200 characters or fewer"),
        ("Why?", "Your answer to 'Why?' must have 1,200 characters or fewer"),
    ],
)
def test_what_is_too_long_is_told_with_what_there_is_room_for(label: str, told: str) -> None:
    field = Field("text", Kind.LONG_TEXT, label)
    mistake = Mistake(("text",), "is longer than 1200 characters", "")

    (wrong,) = Errors([field], {"text": ["x"]}, [mistake]).summary()

    assert (wrong.text, wrong.href) == (told, "#text")
