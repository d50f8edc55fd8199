"""Decisions that put right what was recorded by mistake."""

from typing import Annotated

import typer

from console.decide import places
from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.forms.corrections import (
    FindingCorrectionForm,
    NotHeldForm,
    RecallForm,
    ReinstatementForm,
    ReplyCorrectionForm,
    TakingBackForm,
    TeamCorrectionForm,
)
from schemas.values import FindingKind, Reply
from schemas.visible import echoed

_REPLIES = {"accepted": Reply.ACCEPT, "declined": Reply.DECLINE, "none": None}


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "correct-reply")(correct_reply)
    decision(app, "reinstate")(reinstate)
    decision(app, "not-held")(not_held)
    decision(app, "correct-finding")(correct_finding)
    decision(app, "correct-team")(correct_team)
    decision(app, "recall")(recall)
    decision(app, "take-back")(take_back)


def _a_reply(text: str) -> str:
    reply = text.strip().lower()
    if reply not in _REPLIES:
        raise typer.BadParameter(f"“{echoed(text)}” is none of {'|'.join(_REPLIES)}.")
    return reply


def correct_reply(
    visit: options.VisitArgument,
    reply: Annotated[
        str,
        typer.Argument(
            metavar="|".join(_REPLIES), parser=_a_reply, help="What the area had said, if anything."
        ),
    ],
) -> ReplyCorrectionForm:
    """Put right a reply, or silence, that was recorded by mistake; --reason is needed."""
    del visit
    return from_options(ReplyCorrectionForm, {"reply": _REPLIES[reply]})


def reinstate(visit: options.VisitArgument) -> ReinstatementForm:
    """Let a visit go on that was ended by mistake; --reason is needed."""
    del visit
    return ReinstatementForm()


def take_back(visit: options.VisitArgument) -> TakingBackForm:
    """Take back an end, or a sharing, before its letters have left; --reason is needed."""
    del visit
    return TakingBackForm()


def not_held(
    visit: options.VisitArgument,
    slot: Annotated[
        list[str], typer.Argument(metavar="SLOT", help="Meetings by their ids in the timetable.")
    ],
) -> NotHeldForm:
    """Put right that meetings were recorded as held by mistake; --reason is needed."""
    del visit
    return from_options(NotHeldForm, {"slots": slot})


def correct_finding(
    visit: options.VisitArgument,
    finding: Annotated[
        str, typer.Argument(metavar="FINDING", help="Which finding, such as finding-3.")
    ],
    *,
    kind: Annotated[
        FindingKind | None,
        typer.Option(
            metavar=options.choices(FindingKind),
            parser=options.one_of(FindingKind),
            help="What it tells; none of these is a grade.",
        ),
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="The right words.")] = None,
) -> FindingCorrectionForm:
    """Put right the words or the kind of a finding; --reason is needed."""
    del visit
    given = {"finding": finding, "kind": kind, "text": text}
    return from_options(FindingCorrectionForm, given)


def correct_team(
    visit: options.VisitArgument,
    *,
    education: places.Education,
    social_care: places.SocialCare,
    cqc: places.Cqc,
) -> TeamCorrectionForm:
    """Put right who visited, once the two days are over; --reason is needed."""
    del visit
    return from_options(
        TeamCorrectionForm, {"members": places.members(education, social_care, cqc)}
    )


def recall(visit: options.VisitArgument) -> RecallForm:
    """Call back a note that was shared too early; --reason is needed."""
    del visit
    return RecallForm()
