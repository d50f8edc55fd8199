"""Which model each command's body is of, and how an older body reads under this code's models.

Within a major version fields are only ever added, and with a default. So what an older release
wrote counts as the same when it says all that is said now, save for fields it did not know whose
value is the one this code reads into their absence.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, get_type_hints

from pydantic import JsonValue, TypeAdapter, ValidationError

from activities.admission import Admission
from activities.auditing import Auditing
from activities.deliveries import Deliveries
from activities.post_room import PostRoom
from activities.programme import ProgrammeVisits, Selecting
from activities.record import Recording
from activities.reports import Reports
from activities.succession import Succession
from release.replay.commands import GROUNDS, Command, CommandKind
from worker import plugin

ACTIVITIES: Final[Mapping[str, Callable[..., Any]]] = {
    function.__name__: function
    for function in (
        Admission.fetch_working_calendar,
        Recording.record_events,
        Recording.record_side_events,
        Recording.record_programme_events,
        Selecting.fix_portfolio,
        Selecting.draw_sample,
        Selecting.promote_reserve,
        ProgrammeVisits.open_visits,
        ProgrammeVisits.arrange_visit,
        ProgrammeVisits.steer_visits,
        ProgrammeVisits.cancel_visit,
        ProgrammeVisits.look_at_visits,
        PostRoom.send_letters,
        Succession.open_successor,
        Recording.record_report_events,
        Reports.find_evidence,
        Reports.check_report,
        Reports.make_files,
        Deliveries.hand_over,
        Auditing.audit_everything,
    )
}
"""Every activity by name; a test fails when a worker has one that is not here."""


def model_of(command: Command, workflow: str) -> Any:  # noqa: ANN401 - a model's class, or a union
    """The model of a command's body, or `None` where none is known.

    Args:
        command: Whose body.
        workflow: The type of the workflow that gives it.
    """
    shell = next((cls for cls in plugin.every_workflow() if cls.__name__ == workflow), None)
    match command.kind:
        case CommandKind.ACTIVITY:
            return _first(ACTIVITIES.get(command.name))
        case CommandKind.DECISION_ANSWERED:
            return _returned(getattr(shell, command.name, None))
        case CommandKind.COMPLETED:
            return _returned(getattr(shell, "run", None))
        case CommandKind.CONTINUED:
            return _first(getattr(shell, "run", None))
        case _:
            return None


def as_read_now(body: JsonValue, model: Any) -> JsonValue:  # noqa: ANN401 - as `model_of` gives it
    """An older body, with the fields it did not know as this code's model reads their absence.

    Raises:
        ValidationError: This code cannot read it at all.
    """
    if model is None:
        return body
    adapter = _adapter(model)
    read = _filled(body, adapter.dump_python(adapter.validate_python(body), mode="json"))
    if isinstance(read, dict) and GROUNDS in read:
        return {name: value for name, value in read.items() if name != GROUNDS}
    return read


def unreadable_fields(error: ValidationError) -> str:
    """What a model could not read, for a sentence: `fact.cases: Field required`."""
    return "; ".join(
        f"{'.'.join(str(part) for part in detail['loc']) or 'the whole'}: {detail['msg']}"
        for detail in error.errors(include_url=False)[:3]
    )


def _filled(old: JsonValue, read: JsonValue) -> JsonValue:
    if isinstance(old, dict) and isinstance(read, dict):
        known = {name: _filled(value, read.get(name)) for name, value in old.items()}
        return known | {name: value for name, value in read.items() if name not in old}
    if isinstance(old, list) and isinstance(read, list) and len(old) == len(read):
        return [_filled(one, other) for one, other in zip(old, read, strict=True)]
    return old


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - as `model_of` gives it
    return TypeAdapter(model)


def _first(function: Callable[..., Any] | None) -> Any:  # noqa: ANN401 - an annotation
    hints = get_type_hints(function) if function else {}
    names = list(inspect.signature(function).parameters) if function else []
    return next((hints[name] for name in names if name in hints), None)


def _returned(function: Callable[..., Any] | None) -> Any:  # noqa: ANN401 - an annotation
    return get_type_hints(function).get("return") if function else None
