"""Those who run visits: what they are called in ids and events, and what they are there for.

Their names and addresses are in the register alone. Roles are those of `domain.md`: who may take
which decision goes by them (`rules.permissions`).
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from schemas.base import Model
from schemas.email_address import EmailAddress
from schemas.ids import ActorRef
from schemas.personal import Name, Personal

OWNER: Final[ActorRef] = "owner"
"""Whoever owns an embedded stack; on any other nobody is called so."""


class StaffRole(StrEnum):
    """What somebody is there for. One person can have several."""

    COORDINATOR = "coordinator"
    """Opens and steers visits, and brings what areas and teams decide."""
    INSPECTOR = "inspector"
    """Visits areas: meetings, findings, concerns, conflicts of their own."""
    LEAD_INSPECTOR = "lead-inspector"
    """Leads a visit and holds its note; of which visits, its team says."""
    SENIOR_MANAGER = "senior-manager"
    """Decides what is disputed, signs reports, and confirms what needs a second person."""
    SAFEGUARDING_LEAD = "safeguarding-lead"
    """Sees to referrals and disclosures."""
    ANALYST = "analyst"
    """Draws selections, themes findings, drafts reports."""
    OPERATOR = "operator"
    """Looks, and keeps the servers well; decides nothing about content."""


class Acting(Model):
    """Somebody who has signed in, or who owns the embedded stack on which they act.

    Attributes:
        ref: Opaque; what events and proofs call them.
        roles: What they are there for, as it stood when they were asked.
    """

    ref: ActorRef
    roles: frozenset[StaffRole]


class StaffRecord(Personal):
    """What the register has of one of those who run visits.

    Attributes:
        ref: What ids, events and proofs call them.
        name: Theirs.
        email: Theirs; an identity provider that vouches for it is believed when they first come.
        roles: What they are there for.
        issuer: The identity provider that knows them; `None` until they came by one.
        subject: What that provider calls them.
        added_at: Since when they are known.
        ended_at: Since when they can do nothing any more.
    """

    ref: ActorRef
    name: Name
    email: EmailAddress | None = None
    roles: frozenset[StaffRole]
    issuer: str | None = None
    subject: str | None = None
    added_at: datetime
    ended_at: datetime | None = None


class StaffChangeKind(StrEnum):
    """What can be done about somebody."""

    ADDED = "added"
    ROLES_CHANGED = "roles_changed"
    ENDED = "ended"
    SIGNED_OUT = "signed_out"
    """Everywhere, by one act."""
    KNOWN_BY_PROVIDER = "known_by_provider"
    SIGN_IN_ADDRESS_MADE = "sign_in_address_made"
    TOKEN_MADE = "token_made"  # noqa: S105 - what happened, and no token


class StaffChange(Model):
    """What was done about somebody: without a name, an address or a word.

    Attributes:
        at: When.
        ref: About whom.
        actor: By whom.
        change: What.
        roles: Theirs after it, where they changed.
    """

    at: datetime
    ref: ActorRef
    actor: ActorRef
    change: StaffChangeKind
    roles: frozenset[StaffRole] | None = None
