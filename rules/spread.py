"""When a visit acts on a deadline that many share: within some seconds, each at one of its own."""

from datetime import timedelta
from hashlib import sha256

from schemas.ids import VisitId
from schemas.policy import VisitPolicy


def spread(visit: VisitId, policy: VisitPolicy) -> timedelta:
    """How long after the moment of a deadline a visit acts on it; always the same for one visit.

    Deadlines are hours of a working day, so those of a whole programme fall due in one moment.
    """
    number = int.from_bytes(sha256(visit.encode()).digest()[:8])
    return timedelta(seconds=number % (policy.deadlines_spread_seconds + 1))
