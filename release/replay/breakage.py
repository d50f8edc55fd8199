"""Says in a sentence why a running visit would stop under this code.

The engine's own words name state machines; here the visit's commands are laid beside those of
this code, and the first that does not match is told.
"""

import re
from collections.abc import Sequence

from temporalio.api.failure.v1 import Failure

from release.replay.capture import Caught
from release.replay.commands import ANSWERS, Command, CommandKind
from release.replay.wording import asked_for

_MESSAGE = re.compile(r'message: "((?:[^"\\]|\\.)*)"')
_AT_EVENT = re.compile(r"HistoryEvent\(id: (\d+), (?:Some\()?(\w+)")
_STOPS = "A running visit would stop there."
_IN_VAIN = (
    "A worker has failed there before: `visits audit` says whether the visit stands still already."
)


def explain(history: Sequence[Command], caught: Caught, failure: Exception) -> tuple[str, str]:
    """Why, for a release manager, and the engine's own words."""
    found = _MESSAGE.search(str(failure))
    detail = found[1].replace('\\"', '"').replace("\\n", "\n") if found else str(failure)
    why = (
        _raised(caught)
        or _refused(history, caught)
        or _mismatch(history, caught)
        or _at_event(detail)
    )
    stops = _STOPS if caught.untold_from is None else f"{_STOPS} {_IN_VAIN}"
    return f"{why} {stops}", detail.splitlines()[0] if detail else type(failure).__name__


def unasked(history: Sequence[Command], caught: Caught) -> str | None:
    """What this code asks for and the visit did not, where replay itself goes through.

    The engine notices a command too many only when it comes to the next event that needs one.
    """
    known = {command.pair for command in history}
    for command in _lasting(caught.commands):
        if command.kind is not CommandKind.PATCH and command.pair not in known:
            return f"This code {asked_for(command)} where the visit did not. {_STOPS}"
    return None


def _raised(caught: Caught) -> str | None:
    if caught.failure is None:
        return None
    while_ = f" when the visit {asked_for(caught.doing)}" if caught.doing else ""
    return f"This code fails{while_}: {_cause(caught.failure)}."


def _refused(history: Sequence[Command], caught: Caught) -> str | None:
    for command in history:
        refusal = caught.refused.get(command.key)
        if command.kind is not CommandKind.DECISION_TAKEN or refusal is None:
            continue
        told = f"The visit took the decision {command.name} (event {command.event_id})"
        if refusal.HasField("cause"):
            return f"{told}; this code cannot read it: {_cause(refusal)}."
        return f"{told}; this code refuses it: {_cause(refusal)}."
    return None


def _mismatch(history: Sequence[Command], caught: Caught) -> str | None:
    """The first mismatch that says most: of activities, else of anything.

    Answers to decisions have no fixed place among a task's commands, so they are looked at last.
    """
    now = _lasting(caught.commands)
    return (
        _instead([c for c in history if _is_work(c)], [c for c in now if _is_work(c)])
        or _first_mismatch(_without_answers(history), _without_answers(now))
        or _first_mismatch(history, now)
    )


def _is_work(command: Command) -> bool:
    return command.kind in {CommandKind.ACTIVITY, CommandKind.CHILD}


def _without_answers(commands: Sequence[Command]) -> list[Command]:
    return [command for command in commands if command.kind not in ANSWERS]


def _instead(history: Sequence[Command], now: Sequence[Command]) -> str | None:
    for old, new in zip(history, now, strict=False):
        if (old.pair, old.name) != (new.pair, new.name):
            return (
                f"Where the visit {asked_for(old)} (event {old.event_id}), "
                f"this code {asked_for(new)}."
            )
    return None


def _first_mismatch(history: Sequence[Command], now: Sequence[Command]) -> str | None:
    found = _instead(history, now)
    if found or len(history) == len(now):
        return found
    if len(history) < len(now):
        return f"This code {asked_for(now[len(history)])} where the visit did not."
    # The history goes on after the place where this code was stopped; what it lacks is near it.
    lacking = history[len(now)]
    reached = max((command.task for command in now), default=0)
    if (lacking.event_id or 0) > reached + _TASK_EVENTS:
        return None
    return f"Where the visit {asked_for(lacking)} (event {lacking.event_id}), this code did not."


_TASK_EVENTS = 20
"""More commands than one task of a visit gives."""


def _lasting(commands: Sequence[Command]) -> list[Command]:
    """Commands the history must tell of: not timers that were stopped in the task they began in."""
    begun = {(c.key, c.task) for c in commands if c.kind is CommandKind.TIMER}
    stopped = {(c.key, c.task) for c in commands if c.kind is CommandKind.TIMER_STOPPED} & begun
    return [c for c in commands if c.settled and not (_of_timer(c) and (c.key, c.task) in stopped)]


def _of_timer(command: Command) -> bool:
    return command.kind in {CommandKind.TIMER, CommandKind.TIMER_STOPPED}


def _at_event(detail: str) -> str:
    found = _AT_EVENT.search(detail)
    if found is None:
        return "This code does not do what the visit did."
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", found[2]).lower()
    return f"At event {found[1]} ({words}) this code does not do what the visit did."


def _cause(failure: Failure) -> str:
    """The innermost cause on one line; a model's errors as `Respond.why: Field required`."""
    while failure.HasField("cause"):
        failure = failure.cause
    kind = failure.application_failure_info.type
    first, *rest = failure.message.splitlines() or [""]
    if " validation error" in first:
        model = first.rpartition(" for ")[2]
        fields = [line for line in rest if line and not line.startswith(" ")]
        whys = [line.strip().partition(" [")[0] for line in rest if re.match(r"  \S", line)]
        if not fields:  # it is no such thing at all
            return f"{model}: {whys[0]}" if whys else model
        return "; ".join(
            f"{model}.{field}: {why}" for field, why in zip(fields, whys, strict=False)
        )
    first = first.removesuffix(".")
    return f"{first} ({kind})" if kind else first
