"""An audit of everything, in numbers: what crosses Temporal of it, and what the register keeps."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model

Number = Annotated[int, Field(ge=0)]


class AuditRequest(Model):
    """Ask for everything to be compared with the log."""


class AuditFound(Model):
    """What an audit of everything found.

    Attributes:
        processes: How many it looked at.
        wrong: How many of them do not agree with the log.
        not_compared: How many could not be compared.
        in_log: How many things are wrong with the log of all streams.
        from_outside: How many runs nobody knows, and how many starts were refused.
    """

    processes: Number
    wrong: Number
    not_compared: Number
    in_log: Number
    from_outside: Number
