"""How much of the feed one consumer may take up, so that all others are served meanwhile."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Limits:
    """What one process of the feed allows.

    Attributes:
        header_within: Within which a request's header must have come, from the first byte or, on
            a new connection, from its beginning. Likewise the body after it.
        taken_within: Within which a consumer must take some of what it is sent.
        idle_per_address: Connections of one address that have sent no whole header; one more ends
            the oldest of them.
        idle: The same of all addresses together.
        per_address: Requests of one address that are answered at once, streams included.
        per_token: The same of one token.
        at_once: The same of everybody together.
    """

    header_within: timedelta = timedelta(seconds=10)
    taken_within: timedelta = timedelta(seconds=30)
    idle_per_address: int = 64
    idle: int = 256
    per_address: int = 200
    per_token: int = 100
    at_once: int = 500
