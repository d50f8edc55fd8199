"""Times of day: London's, to the minute, without a zone."""

import re
from datetime import time
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_CLOCK = re.compile(r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::00)?")


def _local_time(value: object) -> time:
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value.strip())):
        return time(int(found["hour"]), int(found["minute"]))
    if isinstance(value, time) and value == value.replace(second=0, microsecond=0, tzinfo=None):
        return value
    raise PydanticCustomError(
        "local_time",
        "is not a time of day in London, in hours and minutes and without a zone, such as 10:30",
    )


LocalTime = Annotated[time, BeforeValidator(_local_time)]
"""A time of day on a London clock.

What is written is taken as written: a time with seconds or a zone is refused, not converted,
because nobody can tell whether the zone or the hour was meant. Seconds of nought are no others:
the register writes them.
"""
