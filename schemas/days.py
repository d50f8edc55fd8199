"""Days as people fill them in."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: object) -> object:
    """Leave a day that is written as one, and refuse what would only be taken for one.

    A number alone would be read as seconds since 1970, and a moment as its day.
    """
    if type(value) is date or (isinstance(value, str) and _ISO.fullmatch(value.strip())):
        return value.strip() if isinstance(value, str) else value
    raise PydanticCustomError("date_parsing", "not a day")


Day = Annotated[date, BeforeValidator(_as_written)]
"""A day, as a date or written like 2020-10-05."""
