"""What a refusal adds: what the visit waits for, what of it is missing, and the next command."""

import shlex

from rules.commands import commands_for
from rules.next_action import next_action
from rules.refusals import RefusalCode, Refused
from rules.signatures import leaders_of, missing_signatures
from rules.todo import ToDo, todo
from rules.wording import ACTION_WORDS, moment
from schemas.ids import SlotId
from schemas.state import VisitState
from schemas.values import Action, Owner, SlotKind, Stage

_BEFORE_ITS_TIME = frozenset({RefusalCode.NOT_YET, RefusalCode.WRONG_STAGE})
_WAYS = 2  # commands that a sentence can hold


def with_next_step(state: VisitState, refused: Refused) -> Refused:
    """A refusal of what comes too early or too late says what comes next, unless it does so."""
    if refused.code not in _BEFORE_ITS_TIME or "`" in refused.sentence:
        return refused
    step = next_step(state)
    return Refused(refused.code, f"{refused.sentence} {step}") if step else refused


def next_step(state: VisitState) -> str | None:
    """The next action as a sentence, with what is missing and the command; `None` at the end."""
    if state.stage is Stage.ENDED:
        return None
    coming = next_action(state)
    words = ACTION_WORDS[coming.action]
    things = [thing for thing in todo(state, state.changed_at) if thing.action is coming.action]
    if coming.owner is Owner.ENGINE:
        return f"Next: {words}, which happens by itself on {moment(coming.due)}."
    if not things:
        return f"Next: {words}."
    missing = _missing(state, coming.action)
    return f"Next: {words}{missing}, with {_commands(state, things[0])}."


def _missing(state: VisitState, action: Action) -> str:
    match action:
        case Action.AGREE_NOTE:
            names = missing_signatures(state)
            return f"; missing {_are(names)} {listed(names)}" if names else ""
        case Action.HOLD_MEETINGS:
            left = meetings_left(state)
            return f"; left {_are(left)} {listed(left)}" if left else ""
        case _:
            return ""


def _commands(state: VisitState, thing: ToDo) -> str:
    missing = missing_signatures(state)
    if thing.action is Action.AGREE_NOTE and missing and missing != leaders_of(state):
        return signing(state, missing)
    return " or ".join(f"`{command}`" for command in commands_for(thing)[:_WAYS])


def signing(state: VisitState, leaders: tuple[str, ...]) -> str:
    """The command that records the agreement of some leaders."""
    named = "".join(f" --leader {shlex.quote(ref)}" for ref in leaders)
    return f"`visits agree {state.visit_id}{named}`"


def meetings_left(state: VisitState) -> tuple[SlotId, ...]:
    """The meetings that are not recorded as held, the feedback meeting apart."""
    if state.meetings is None:
        return ()
    return tuple(
        slot.slot_id
        for slot in state.meetings.slots
        if slot.kind is not SlotKind.FEEDBACK and slot.slot_id not in state.meetings.held
    )


def listed(names: tuple[str, ...]) -> str:
    """Names in a sentence: `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _are(names: tuple[str, ...]) -> str:
    return "are" if names[1:] else "is"
