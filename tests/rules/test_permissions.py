"""The table of permissions is whole, and says no in a sentence."""

import pytest

from register.streams import STREAMS
from rules.decide import DECISIONS
from rules.permissions import PERMISSIONS, Deed, Permission, Reach, Standing, require_permission
from rules.permissions.table import Decidable
from rules.programme import PROGRAMME_DECISIONS
from rules.refusals import Refused
from rules.report import REPORT_DECISIONS
from schemas.messages import DecideFacts, DecideSharing, DeclareConflicts, OpenVisit, RecordFindings
from schemas.parts import TeamMember
from schemas.programme.messages import OpenProgramme
from schemas.report.messages import SignReport, StartReport
from schemas.staff import Acting, StaffRole
from schemas.values import InspectorRole

_BESIDE = [stream.beside for stream in STREAMS.values() if stream.beside is not None]
DECIDABLE: list[Decidable] = [
    OpenVisit,
    *DECISIONS,
    *(opened.models.opening for opened in _BESIDE),
    *(decision for beside in _BESIDE for decision in beside.decisions),
    OpenProgramme,
    *PROGRAMME_DECISIONS,
    StartReport,
    *REPORT_DECISIONS,
    *Deed,
]

TEAM = (
    TeamMember(inspector="hmi-1", role=InspectorRole.OFSTED_EDUCATION),
    TeamMember(inspector="hmi-2", role=InspectorRole.OFSTED_SOCIAL_CARE),
)


def _may(ref: str, role: StaffRole, decidable: Decidable, standing: Standing) -> bool:
    try:
        require_permission(Acting(ref=ref, roles=frozenset({role})), decidable, standing)
    except Refused:
        return False
    return True


def test_every_rule_has_a_line_and_no_line_is_without_a_rule() -> None:
    assert set(DECIDABLE) == set(PERMISSIONS)


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("decidable", DECIDABLE, ids=str)
def test_each_role_may_what_the_table_says_and_nothing_else(
    role: StaffRole, decidable: Decidable
) -> None:
    permission: Permission = PERMISSIONS[decidable]
    reach = permission.roles.get(role)
    here = Standing(team=TEAM, about=("hmi-1",))
    assert _may("hmi-1", role, decidable, here) == (reach is not None)
    elsewhere = _may("hmi-9", role, decidable, here)
    assert elsewhere == (reach is Reach.EVERYWHERE)


def test_an_inspector_decides_only_about_visits_of_their_team() -> None:
    assert _may("hmi-2", StaffRole.INSPECTOR, RecordFindings, Standing(team=TEAM))
    with pytest.raises(Refused, match="hmi-7 is not in its team"):
        require_permission(
            Acting(ref="hmi-7", roles=frozenset({StaffRole.INSPECTOR})),
            RecordFindings,
            Standing(team=TEAM),
        )


def test_only_the_lead_decides_facts() -> None:
    assert _may("hmi-1", StaffRole.LEAD_INSPECTOR, DecideFacts, Standing(team=TEAM))
    assert not _may("hmi-2", StaffRole.LEAD_INSPECTOR, DecideFacts, Standing(team=TEAM))


def test_inspectors_declare_conflicts_for_themselves_alone() -> None:
    both = Standing(about=("hmi-1", "hmi-2"))
    assert _may("hmi-1", StaffRole.INSPECTOR, DeclareConflicts, Standing(about=("hmi-1",)))
    assert not _may("hmi-1", StaffRole.INSPECTOR, DeclareConflicts, both)


def test_whoever_asked_for_the_check_does_not_sign() -> None:
    manager = Acting(ref="m-1", roles=frozenset({StaffRole.SENIOR_MANAGER}))
    require_permission(manager, SignReport, Standing(first="a-1"))
    with pytest.raises(Refused, match="needs a second person, and m-1 decided first"):
        require_permission(manager, SignReport, Standing(first="m-1"))


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(
        Refused, match="“Decide sharing” is for a senior manager, and c-1 is a coordinator"
    ):
        require_permission(
            Acting(ref="c-1", roles=frozenset({StaffRole.COORDINATOR})), DecideSharing, Standing()
        )


def test_an_operator_decides_nothing_about_content() -> None:
    mine = {each for each, line in PERMISSIONS.items() if StaffRole.OPERATOR in line.roles}
    assert mine == {Deed.MANAGE_PEOPLE, Deed.MANAGE_TOKENS, Deed.MANAGE_SUBSCRIPTIONS}
