"""What a desk works with: the servers, the clock and the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import Client

from desk.departments import Mailboxes
from register.connection import Pool

LOOK_AGAIN = 0.1
"""Seconds between looks at whether something has been recorded."""


@dataclass(frozen=True)
class Means:
    """What the parts of a desk share; `desk.desk.Desk` tells what each is.

    Attributes:
        client: Temporal.
        pool: The register.
        task_queue: Where workers listen.
        now: The clock decisions are checked against.
        offset: What the clock of a new process beside a visit is moved by.
        mailboxes: Where agreed notes go.
        patience: How long to wait for a record.
        away: Whether Temporal does not answer.
    """

    client: Client
    pool: Pool
    task_queue: str
    now: Callable[[], datetime]
    offset: Callable[[], timedelta]
    mailboxes: Mailboxes
    patience: timedelta
    away: bool
