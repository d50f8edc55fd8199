"""How a decision is refused that a visit, as it stands, does not let anybody take."""

from datetime import datetime

from rules.decide.rule import RULES
from rules.holds import on_hold
from rules.refusals import RefusalCode, Refused
from rules.wording import OUTCOME_WORDS, STAGE_WORDS
from rules.zones import london
from schemas.messages import Decision
from schemas.state import VisitState


def require_open(state: VisitState, kind: type[Decision], now: datetime) -> None:
    """Refuse a kind of decision that cannot be taken as things stand, however it is filled in.

    Args:
        state: The visit as it is.
        kind: What would be decided.
        now: The moment, aware, by the visit's clock.

    Raises:
        Refused: The stage, a pause, or what was decided before does not let it.
    """
    require_stage(state, kind)
    _require_going(state, kind)
    declared = RULES[kind]
    if declared.open_to is not None:
        declared.open_to(state, now)


def require_stage(state: VisitState, kind: type[Decision]) -> None:
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


def _require_going(state: VisitState, kind: type[Decision]) -> None:
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
