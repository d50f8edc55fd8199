"""Days as requests name them."""

from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2100, 1, 1)


def _possible(day: date) -> date:
    if not _FIRST <= day <= _LAST:
        raise PydanticCustomError("day", "is not a day between 2000 and 2100")
    return day


Day = Annotated[date, AfterValidator(_possible)]
"""A day that a calendar of ours can have; what is worked out from others would overflow."""
