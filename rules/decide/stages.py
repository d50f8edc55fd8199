"""How a decision is refused in a stage it does not belong to, or while a visit stands still."""

from rules.decide.rule import RULES
from rules.holds import on_hold
from rules.refusals import RefusalCode, Refused
from rules.wording import OUTCOME_WORDS, STAGE_WORDS
from rules.zones import london
from schemas.messages import Decision
from schemas.state import VisitState


def require_stage(state: VisitState, message: Decision) -> None:
    """Refuse a decision that does not belong to the stage a visit is in."""
    require_stage_of(state, type(message))


def require_stage_of(state: VisitState, kind: type[Decision]) -> None:
    """Refuse a kind of decision that does not belong to the stage a visit is in."""
    declared = RULES[kind]
    if state.stage in declared.stages:
        return
    what = declared.words
    if state.outcome is not None:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Visit {state.visit_id} is over: {OUTCOME_WORDS[state.outcome]}; "
            f"{what} only while it is open.",
        )
    *others, last = [STAGE_WORDS[stage] for stage in declared.stages]
    wanted = f"{', '.join(others)} or {last}" if others else last
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"Visit {state.visit_id} is {STAGE_WORDS[state.stage]}; {what} only while it is {wanted}.",
    )


def require_going(state: VisitState, message: Decision) -> None:
    """Refuse a decision that makes no sense while a visit stands still."""
    require_going_of(state, type(message))


def require_going_of(state: VisitState, kind: type[Decision]) -> None:
    """Refuse a kind of decision that makes no sense while a visit stands still."""
    declared = RULES[kind]
    if state.pause is None or declared.while_paused:
        return
    stands = "on hold" if on_hold(state) else "paused"
    raise Refused(
        RefusalCode.PAUSED,
        f"Visit {state.visit_id} is {stands} since {london(state.pause.since):%A %-d %B %Y}; "
        f"{declared.words} only once it goes on, which `visits resume` records.",
    )
