"""What can be decided now, and what cannot and why: by how things stand, whatever is filled in.

Whether a decision is allowed with what is filled in is told by its preview.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from desk.decisions import About, DecisionKind, decision_of, decisions
from desk.followed import followed
from register import letters
from register.connection import Connection
from register.related import Related, of_visit
from rules.commands import commands_for
from rules.decide.letters_written import none_written
from rules.decide.stages import require_open
from rules.permissions import Standing, out_of_reach
from rules.process_rules import ProcessRules
from rules.programme import programme_tasks
from rules.programme.rule import PROGRAMME_RULES
from rules.refusals import Refused
from rules.report import report_tasks
from rules.report.rule import REPORT_RULES
from rules.todo import todo
from schemas.base import Model
from schemas.forms.corrections import ReinstatementForm, ReplyCorrectionForm, TakingBackForm
from schemas.forms.form import Form, messages_of
from schemas.forms.letters import DeliveryForm, ResendingForm
from schemas.messages import Decision
from schemas.programme import ProgrammeState
from schemas.report.state import ReportState
from schemas.side_processes import SideDecisionForm
from schemas.staff import Acting
from schemas.state import VisitState
from schemas.values import Outcome, Stage

_ABOUT_A_LETTER: Final = (DeliveryForm, ResendingForm)
"""What the register says more about than the rules: whether there is a letter at all."""

_GO_ON: Final[frozenset[type[Form]]] = frozenset(
    {ReinstatementForm, ReplyCorrectionForm, TakingBackForm}
)
"""What lets a visit go on that has ended; the register knows whether another took its place."""


@dataclass(frozen=True)
class Offered:
    """A decision, and whether it can be taken now.

    Attributes:
        kind: Which.
        waits: Whether it is what is waited for.
        refused: Why it cannot be taken; empty where it can.
    """

    kind: DecisionKind
    waits: bool = False
    refused: str = ""


async def offered_about_visit(
    connection: Connection, state: VisitState, now: datetime
) -> list[Offered]:
    """Every decision about a visit, and about what lives beside it.

    Args:
        connection: Any.
        state: The visit.
        now: The moment, aware.
    """
    offered = offered_with(state, await of_visit(connection, state.visit_id), now)
    asked = any(task.letter is not None for task in state.tasks)
    if not asked and not await letters.any_of(connection, state.visit_id):
        offered = _refused_too(offered, _ABOUT_A_LETTER, none_written(state.visit_id))
    if state.stage is Stage.ENDED and (told := await followed(connection, state.visit_id)):
        offered = _refused_too(offered, _would_go_on(state), told)
    return offered


def _refused_too(
    offered: Iterable[Offered], forms: Collection[type[Form]], told: str
) -> list[Offered]:
    """The same, of which these are refused where the rules would let them be decided."""
    return [
        replace(one, waits=False, refused=one.refused or told) if one.kind.form in forms else one
        for one in offered
    ]


def _would_go_on(state: VisitState) -> Collection[type[Form]]:
    """What would let a visit that has ended go on, however it is filled in."""
    if state.outcome is Outcome.NO_REPLY:
        return _GO_ON - {ReplyCorrectionForm}  # that the area declined can still be recorded
    return _GO_ON


def offered_with(state: VisitState, beside: Collection[Related], now: datetime) -> list[Offered]:
    """Every decision about a visit, and about what is known to live beside it.

    Args:
        state: The visit.
        beside: What lives, or lived, beside it.
        now: The moment, aware.
    """
    waited = {kind.slug for kind in _waited_for(state, now)}
    return [
        Offered(kind, kind.slug in waited, _refusal(kind, state, now, beside))
        for kind in decisions(About.VISIT).values()
    ]


def offered_about_programme(state: ProgrammeState) -> list[Offered]:
    """Every decision about a programme, by what its rules let be decided now."""
    commands = [task.command for task in programme_tasks(state)]
    return _offered_by(PROGRAMME_RULES, About.PROGRAMME, state, commands)


def offered_about_report(state: ReportState) -> list[Offered]:
    """Every decision about a report, likewise."""
    commands = [task.command for task in report_tasks(state)]
    return _offered_by(REPORT_RULES, About.REPORT, state, commands)


# `Any`: of the kind that the state is of.
def _offered_by(
    rules: ProcessRules[Any, Any],
    about: About,
    state: Any,  # noqa: ANN401
    commands: Iterable[str],
) -> list[Offered]:
    # After the names of the program and of the group.
    asked = (decision_of(about, command.split()[2:]) for command in commands)
    waited = {kind.slug for kind in asked if kind is not None}

    def refusal(kind: DecisionKind) -> str:
        return _refused_by(
            [partial(rules.require_open, state, message) for message in messages_of(kind.form)]
        )

    return [Offered(kind, kind.slug in waited, refusal(kind)) for kind in decisions(about).values()]


def as_offered_to(offered: Iterable[Offered], acting: Acting, standing: Standing) -> list[Offered]:
    """The same for somebody: what they may not decide is refused, and by whom not.

    Args:
        offered: What there is to decide.
        acting: They.
        standing: What tells who may, of what it is about.
    """
    return [
        replace(one, waits=False, refused=told)
        if (told := out_of_reach(acting, messages_of(one.kind.form), standing))
        else one
        for one in offered
    ]


def _waited_for(state: VisitState, now: datetime) -> list[DecisionKind]:
    commands = [way for thing in todo(state, now) for way in commands_for(thing)]
    found = (decision_of(About.VISIT, command.split()[1:]) for command in commands)
    return [kind for kind in found if kind is not None]


def _refusal(
    kind: DecisionKind, state: VisitState, now: datetime, beside: Collection[Related]
) -> str:
    form = kind.form
    if issubclass(form, SideDecisionForm):
        those = [one for one in beside if one.kind.kind == form.kind]
        asked = [
            partial(process.require_open, side, message, now)
            for process, side in those
            for message in messages_of(form)
        ]
        return _refused_by(asked) if those else "There is none of these beside the visit."
    if kind.beside:
        return ""
    return _refused_by(
        [partial(_require_open, state, message, now) for message in messages_of(form)]
    )


def _require_open(state: VisitState, message: type[Model], now: datetime) -> None:
    assert issubclass(message, Decision)  # noqa: S101 - a visit's forms make no other
    require_open(state, message, now)


def _refused_by(asked: Iterable[Callable[[], None]]) -> str:
    """Why none of them can be decided, as the first says it; empty where one can."""
    told = ""
    for require in asked:
        try:
            require()
        except Refused as refused:
            told = told or refused.sentence
        else:
            return ""
    return told
