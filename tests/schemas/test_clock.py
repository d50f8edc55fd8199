"""Times are London's, to the minute, without a zone."""

from datetime import UTC, time

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.clock import LocalTime
from schemas.forms.preparation import MeetingForm
from schemas.parts import Slot
from schemas.personal import MeetingDetails
from schemas.policy import VisitPolicy

TIME: TypeAdapter[time] = TypeAdapter(LocalTime)


def test_hours_and_minutes_are_a_time() -> None:
    assert TIME.validate_python("09:15") == TIME.validate_python(" 09:15:00") == time(9, 15)
    assert TIME.validate_python(time(9, 15)) == time(9, 15)
    assert TIME.validate_json('"23:59"') == time(23, 59)


@pytest.mark.parametrize(
    "wrong",
    [
        "09:15Z",
        "10:30+02:00",
        "10:30:15",
        "10:30:00.5",
        "9:15",
        "24:00",
        "10.30",
        "10:30 am",
        "T10:30",
        "",
        630,  # 10:30, to a reader of YAML that counts in sixties
        10.5,
        None,
        time(10, 30, 15),
        time(10, 30, tzinfo=UTC),
    ],
)
def test_whatever_else_is_refused_and_never_converted(wrong: object) -> None:
    with pytest.raises(ValidationError, match=r"is not a time of day in London.*such as 10:30"):
        TIME.validate_python(wrong)


def test_there_is_one_kind_of_time() -> None:
    found = [
        f"{model.__name__}.{name}"
        for model in (MeetingForm, MeetingDetails, Slot, VisitPolicy)
        for name, field in model.model_fields.items()
        if field.annotation is time and not field.metadata
    ]
    assert found == []
