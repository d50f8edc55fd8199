"""Decisions on the two days: meetings held, findings, feedback."""

from pathlib import Path
from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.forms import from_file_or_person, from_options
from register.connection import RegisterUnavailable
from register.visits import load, require
from rules.next_step import listed, meetings_left
from schemas.forms.days import FeedbackForm, FindingsForm, HeldForm
from schemas.ids import SlotId, VisitId
from schemas.values import FindingKind
from stack import StackUnavailable


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "held")(held)
    decision(app, "finding")(finding)
    decision(app, "feedback")(feedback)


def held(
    visit: options.VisitArgument,
    slot: Annotated[
        list[str] | None,
        typer.Argument(metavar="SLOT", help="Meetings by their ids in the timetable."),
    ] = None,
    *,
    day: Annotated[
        int | None,
        typer.Option(min=1, max=2, help="All of this day's meetings not yet recorded."),
    ] = None,
    on: options.On = None,
    folder: Path = options.VAR,
) -> HeldForm:
    """Record that meetings were held; the first one begins the visit."""
    if bool(slot) == (day is not None):
        raise typer.BadParameter(
            f"name the meetings, or give --day, and not both.{_to_be_held(visit, folder)}"
        )
    slots = slot or _left_on(visit, day or 1, folder)
    if not slots:
        raise typer.BadParameter(f"no meeting of day {day} is left to be recorded as held.")
    return from_options(HeldForm, {"slots": slots, **options.as_happened(on)})


def _to_be_held(visit: VisitId, folder: Path) -> str:
    """Which meetings are left to be recorded, where the register can be asked."""
    try:
        state = ask_register(folder, lambda connection: load(connection, visit))
    except (StackUnavailable, RegisterUnavailable):
        return ""
    left = meetings_left(state) if state else ()
    return f" Left are {listed(left)}." if left else ""


def _left_on(visit: VisitId, day: int, folder: Path) -> list[SlotId]:
    """A day's meetings that are not recorded as held; the feedback meeting has its own command."""
    state = ask_register(folder, lambda connection: require(connection, visit))
    days = {slot.slot_id: slot.day for slot in state.meetings.slots} if state.meetings else {}
    return [slot_id for slot_id in meetings_left(state) if days[slot_id] == day]


def finding(
    visit: options.VisitArgument,
    *,
    kind: Annotated[
        FindingKind | None,
        typer.Option(
            metavar=options.choices(FindingKind),
            parser=options.one_of(FindingKind),
            help="What it tells; none of these is a grade.",
        ),
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="The finding, in words.")] = None,
    file: options.FormFile = None,
    folder: Path = options.VAR,
) -> FindingsForm:
    """Write down a finding, or several from a file. There are no grades."""
    if file or not (kind or text):
        return from_file_or_person(FindingsForm, "finding", visit, file, folder)
    given = {key: value for key, value in {"kind": kind, "text": text}.items() if value is not None}
    return from_options(FindingsForm, {"findings": [given]})


def feedback(visit: options.VisitArgument, *, on: options.On = None) -> FeedbackForm:
    """Record that the feedback meeting was held."""
    del visit
    return from_options(FeedbackForm, options.as_happened(on))
