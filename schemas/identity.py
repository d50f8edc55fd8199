"""An identity provider: who it is, and what it says of those who come by it."""

from dataclasses import dataclass

from schemas.personal import Personal
from schemas.staff import StaffRole


@dataclass(frozen=True)
class IdentitySettings:
    """The identity provider by which people sign in.

    Attributes:
        issuer: Its address, as it is in what it signs.
        client_id: What it calls us.
        client_secret: What we show it; `None` for a client without one.
        public_address: Where people reach the pages, so that it can send them back.
        roles_claim: Which of its claims names roles; `None` leaves roles to the register.
        private: Whether it may be reached without TLS: on this machine, for trials.
    """

    issuer: str
    client_id: str
    client_secret: str | None
    public_address: str
    roles_claim: str | None = None
    private: bool = False


class Identified(Personal):
    """Who somebody is, as their provider signed it.

    Attributes:
        issuer: The provider.
        subject: What it calls them; no other has that name there.
        sid: What it calls its session with them.
        name: Theirs.
        email: Theirs, only where the provider has made sure of it.
        roles: Those it names; `None` where it is not asked.
    """

    issuer: str
    subject: str
    sid: str | None = None
    name: str | None = None
    email: str | None = None
    roles: frozenset[StaffRole] | None = None
