"""Those who run visits: what they are called in ids and events, and what they are there for.

Their names and addresses are in the register alone. Roles are those of `domain.md`: who may take
which decision goes by them (`rules.permissions`).
"""

from enum import StrEnum

from schemas.base import Model
from schemas.ids import ActorRef


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
