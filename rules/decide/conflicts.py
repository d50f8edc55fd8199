"""Conflicts of interest that are overridden, and inspectors who are replaced."""

from collections.abc import Sequence
from datetime import datetime

from rules.decide.changes import arrangements, new_team_checked, timetable_again
from rules.decide.preparation import require_clear
from rules.decide.rule import BEFORE_THE_END, rule
from rules.next_step import listed
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.wording import ROLE_WORDS
from schemas.events.event import Fact
from schemas.events.team import ConflictOverridden, InspectorReplaced
from schemas.messages import OverrideConflict, ReplaceInspector
from schemas.parts import TeamMember
from schemas.state import VisitState
from schemas.values import Stage


def _open_to_overriding(state: VisitState, _now: datetime) -> None:
    if not any(declaration.conflicts for declaration in state.declarations):
        _refuse_override(
            "nobody has declared a conflict of interest; `visits declare` records what is declared"
        )
    conflicted = tuple(d.inspector for d in state.declarations if d.conflicts)
    if all(inspector in state.overridden for inspector in conflicted):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The conflict of {listed(conflicted)} is overridden already.",
        )


@rule(
    OverrideConflict,
    stages=BEFORE_THE_END,
    words="a conflict of interest can be overridden",
    open_to=_open_to_overriding,
)
def override_conflict(
    state: VisitState, message: OverrideConflict, now: datetime
) -> Sequence[Fact]:
    """Let an inspector take part in spite of a conflict: two people decide it, and say why."""
    del now
    declared = {declaration.inspector: declaration for declaration in state.declarations}
    declaration = declared.get(message.inspector)
    if declaration is None or not declaration.conflicts:
        _refuse_override(
            f"{message.inspector} has declared no conflict of interest, so there is nothing to "
            "override"
        )
    if message.inspector in state.overridden:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The conflict of {message.inspector} is overridden already.",
        )
    if message.seconder == message.actor:
        _refuse_override(
            f"it needs a second person, and {message.seconder} is the one who decides it; "
            "somebody else signs in and does the same"
        )
    if message.inspector in {message.actor, message.seconder}:
        _refuse_override(f"{message.inspector} cannot decide on a conflict of their own")
    require_reason("The conflict was not overridden", message.reason)
    kinds = declaration.conflicts if declaration else ()
    return [
        ConflictOverridden(inspector=message.inspector, conflicts=kinds, seconder=message.seconder)
    ]


def _refuse_override(why: str) -> None:
    raise Refused(RefusalCode.CONFLICT_OF_INTEREST, f"The conflict was not overridden: {why}.")


def _open_to_replacing(state: VisitState, _now: datetime) -> None:
    if not state.team:
        raise Refused(
            RefusalCode.TEAM,
            "The inspector was not replaced: no team is confirmed; `visits team` confirms one.",
        )


@rule(
    ReplaceInspector,
    stages=(Stage.PREPARING, Stage.VISITING),
    words="an inspector can be replaced",
    open_to=_open_to_replacing,
)
def replace_inspector(
    state: VisitState, message: ReplaceInspector, now: datetime
) -> Sequence[Fact]:
    """Replace like with like: another inspector of the same role, after their declaration."""
    del now
    team = {member.inspector: member for member in state.team}
    leaving = team.get(message.leaving)
    if leaving is None:
        raise Refused(
            RefusalCode.TEAM,
            f"The inspector was not replaced: {message.leaving} is not in the confirmed team; "
            "`visits show` tells who is.",
        )
    if message.joining in team:
        raise Refused(
            RefusalCode.TEAM,
            f"The inspector was not replaced: {message.joining} is in the team already, and a "
            f"visit needs all three; name another {ROLE_WORDS[leaving.role]}.",
        )
    joining = TeamMember(inspector=message.joining, role=leaving.role)
    require_clear(state, joining, "The inspector was not replaced")
    return [
        InspectorReplaced(leaving=message.leaving, joining=message.joining, role=leaving.role),
        *new_team_checked(state),
        *arrangements(state, team=True),
        *timetable_again(state),
    ]
