"""What is said of a decision: which roles may take it, and how far each of them reaches."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from schemas.staff import StaffRole


class Reach(StrEnum):
    """For what of all there is a role may decide."""

    EVERYWHERE = "everywhere"
    OWN_VISITS = "own_visits"
    """Of whose confirmed team they are."""
    LED_VISITS = "led_visits"
    """Whose lead inspector they are: the education HMI of its team."""
    ONESELF = "oneself"
    """What is about themselves."""


class Permission(NamedTuple):
    """Who may take a decision.

    Attributes:
        roles: How far each role reaches; any that is not named does not reach at all.
        after: Whether it confirms what somebody else decided first, so that they cannot.
    """

    roles: Mapping[StaffRole, Reach]
    after: bool = False


def everywhere(*roles: StaffRole) -> Mapping[StaffRole, Reach]:
    """Roles that reach everywhere."""
    return dict.fromkeys(roles, Reach.EVERYWHERE)


COORDINATOR = everywhere(StaffRole.COORDINATOR)
MANAGER = everywhere(StaffRole.SENIOR_MANAGER)
SAFEGUARDING = everywhere(StaffRole.SAFEGUARDING_LEAD)
ANALYST = everywhere(StaffRole.ANALYST)
OPERATOR = everywhere(StaffRole.OPERATOR)
LEAD: Mapping[StaffRole, Reach] = {StaffRole.LEAD_INSPECTOR: Reach.LED_VISITS}
TEAM: Mapping[StaffRole, Reach] = {
    StaffRole.INSPECTOR: Reach.OWN_VISITS,
    StaffRole.LEAD_INSPECTOR: Reach.OWN_VISITS,
}
INSPECTORS_THEMSELVES: Mapping[StaffRole, Reach] = {
    StaffRole.INSPECTOR: Reach.ONESELF,
    StaffRole.LEAD_INSPECTOR: Reach.ONESELF,
}


def by(*parts: Mapping[StaffRole, Reach], after: bool = False) -> Permission:
    """Whoever has one of these roles."""
    roles: dict[StaffRole, Reach] = {}
    for part in parts:
        roles.update(part)
    return Permission(roles, after=after)
