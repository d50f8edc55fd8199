"""What a desk works with: the servers, the clock and the settings."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client

from desk.signing import Signs
from desk.taking_in import TakingIn
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
        taking_in: How forms are taken in and checked.
        patience: How long to wait for a record.
        away: Whether Temporal does not answer.
        signer: Signs what was decided.
    """

    client: Client
    pool: Pool
    task_queue: str
    taking_in: TakingIn
    patience: timedelta
    away: bool
    signer: Signs
