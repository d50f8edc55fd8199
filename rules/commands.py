"""The commands by which people do each thing: for lists of what is to be done, and for refusals."""

import shlex
from collections.abc import Mapping
from typing import Final

from rules.todo import ToDo
from schemas.ids import recipient_of
from schemas.values import Action, TaskKind

COMMANDS: Final[Mapping[Action, tuple[str, ...]]] = {
    Action.RECORD_CONTACTS: ("contacts {visit} --file CONTACTS.yaml",),
    Action.PROVE_DELIVERY: (
        "delivery {letter} --delivered",
        "resend {letter}",
        "correct {visit} {recipient} --email EMAIL",
    ),
    Action.REPLY: (
        "respond {visit} --accept",
        "respond {visit} --decline",
        "extend {visit} --until DATE --reason TEXT",
        "no-reply {visit} --reason TEXT",
    ),
    Action.NOMINATE_OFFICER: ("nominate {visit} --name NAME --email EMAIL --organisation NAME",),
    Action.DECLARE_CONFLICTS: ("declare {visit} --file DECLARATIONS.yaml",),
    Action.CONFIRM_TEAM: ("team {visit} --education REF --social-care REF --cqc REF",),
    Action.SET_DATES: ("dates {visit} DATE",),
    Action.SET_MODE: ("mode {visit} MODE",),
    Action.HAND_OVER_SURVEY: ("survey {visit} --link AUDIENCE=URL",),
    Action.CHOOSE_CASES: ("cases choose {visit} CASE --offered N",),
    Action.AGREE_CASES: ("cases agree {visit} CASE=WHO",),
    Action.ACCEPT_FEWER_CASES: ("cases proceed {visit} --reason TEXT",),
    Action.FIX_TIMETABLE: ("timetable {visit} --file TIMETABLE.yaml",),
    Action.HOLD_MEETINGS: ("held {visit} --day {day}",),
    Action.RECORD_FINDINGS: ("finding {visit} --file FINDINGS.yaml",),
    Action.HOLD_FEEDBACK: ("feedback {visit}",),
    Action.DRAFT_NOTE: ("draft {visit} --file NOTE.yaml",),
    Action.AGREE_NOTE: ("agree {visit}",),
    Action.ANSWER_COMMENTS: ("draft {visit} --file NOTE.yaml",),
    Action.DECIDE_FACTS: ("decide-facts {visit} --reason TEXT",),
    Action.DECIDE_SHARING: (
        "decide-sharing {visit} --share --reason TEXT",
        "decide-sharing {visit} --no-share --reason TEXT",
    ),
    Action.RELEASE_SHARING: ("release-sharing {visit}",),
    Action.SHARE_NOTE: ("share {visit}",),
    Action.ACKNOWLEDGE_NOTE: ("acknowledge {visit} dfe", "acknowledge {visit} nhs_england"),
    Action.RESUME: ("resume {visit} --on DATE",),
    Action.END_INCOMPLETE: ("incomplete {visit} --reason TEXT",),
    Action.SEE_TO_TASKS: ("show {visit}",),
    Action.DECIDE_DEFERRAL: (
        "defer grant {visit} --day-one DATE --reason TEXT",
        "defer refuse {visit} --reason TEXT",
    ),
}
"""The commands by which a person does each thing, the likeliest first. What is in capitals is for
the person to fill in; all else can be typed as it is."""


_OF_TASKS: Final[Mapping[TaskKind, tuple[str, ...]]] = {
    TaskKind.SURVEY_DISCLOSURE: ("disclosure {visit} --seen",),
    TaskKind.LETTER_LATE: ("letters {visit}",),
    TaskKind.LETTER_NOT_DELIVERED: COMMANDS[Action.PROVE_DELIVERY],
}
"""Those by which a task is settled otherwise than by its action."""


def commands_for(thing: ToDo) -> list[str]:
    """The commands that do a thing, each as it can be typed into a shell."""
    letter = thing.letter or f"{thing.visit_id}/invitation/ROUND/RECIPIENT"
    given = {
        "visit": thing.visit_id,
        "letter": letter,
        "recipient": recipient_of(letter),
        "day": str(thing.day or 1),
    }
    ways = _OF_TASKS.get(thing.task) if thing.task else None
    return typed(ways or COMMANDS[thing.action], given)


def typed(ways: tuple[str, ...], given: Mapping[str, str]) -> list[str]:
    """Commands as they can be typed into a shell."""
    quoted = {name: shlex.quote(value) for name, value in given.items()}
    return [f"visits {way.format(**quoted)}" for way in ways]
