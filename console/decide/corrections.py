"""Decisions that put right what was recorded by mistake."""

from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.forms import ReinstatementForm, ReplyCorrectionForm, TakingBackForm
from schemas.values import Answer
from schemas.visible import echoed

_REPLIES = {"accepted": Answer.ACCEPT, "declined": Answer.DECLINE, "none": None}


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "correct-reply")(correct_reply)
    decision(app, "reinstate")(reinstate)
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
    """Take back an end before its letters have left; --reason is needed."""
    del visit
    return TakingBackForm()
