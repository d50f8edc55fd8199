"""`GET /`: what people must do, over everything there is, with the form that does it."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from desk.mail_list import NO_VISIT
from desk.screens import area_of, first_day
from desk.tasks import Asked, Thing, commands, holder_of, things_to_do, words_of
from pages.dates import day
from pages.dependencies import Now, Register
from pages.looking.addresses import address_of, decision_by, form_address
from pages.looking.narrowing import DUE, Filters, filters, owner_choices
from pages.rendering import page
from pages.signed_in import SignedIn
from register import programmes
from rules.permissions import PERMISSIONS, Decidable, Reach, Standing, out_of_reach, reaches
from rules.zones import end_of, london_date
from schemas.forms.form import messages_of
from schemas.parts import TeamMember
from schemas.staff import Acting, StaffRole
from schemas.values import InspectorRole, Owner

router = APIRouter()

_WEEK = timedelta(days=7)

_OF_TEAM: Final = {Owner.TEAM: Reach.OWN_VISITS}
_HOLDS: Final[Mapping[StaffRole, Mapping[Owner, Reach]]] = {
    # Coordinators bring what areas and departments decide.
    StaffRole.COORDINATOR: dict.fromkeys(
        (Owner.COORDINATOR, Owner.AREA, Owner.DEPARTMENTS), Reach.EVERYWHERE
    ),
    StaffRole.INSPECTOR: _OF_TEAM,
    StaffRole.LEAD_INSPECTOR: {**_OF_TEAM, Owner.LEAD_INSPECTOR: Reach.LED_VISITS},
    StaffRole.SENIOR_MANAGER: {Owner.SENIOR_MANAGER: Reach.EVERYWHERE},
    StaffRole.SAFEGUARDING_LEAD: {Owner.SAFEGUARDING_LEAD: Reach.EVERYWHERE},
    StaffRole.ANALYST: {Owner.ANALYST: Reach.EVERYWHERE},
    StaffRole.OPERATOR: {Owner.OPERATOR: Reach.EVERYWHERE},
}
"""Whose tasks are somebody's own, by their roles, and in which visits."""


class Task(NamedTuple):
    """One thing that somebody must do, as the page tells it.

    Attributes:
        words: What.
        about: Which visit, programme or report it is about, in words.
        address: Of that.
        owner: Who holds it, in words.
        due: By when; since when, where nothing says by when.
        when: What that moment is, in words.
        overdue: Whether its time has passed.
        form: Address of the form that does it; `None` where no form of these pages does.
        command: The command that does it, for what operators see to; empty for whoever may not.
    """

    words: str
    about: str
    address: str | None
    owner: str
    due: datetime | None
    when: str
    overdue: bool
    form: str | None
    command: str


@router.get("/", response_class=HTMLResponse)
async def my_tasks(  # noqa: PLR0913 - what goes with a request
    request: Request,
    acting: SignedIn,
    register: Register,
    now: Now,
    asked: Annotated[Filters, Depends(filters)],
    *,
    everybody: bool = False,
) -> HTMLResponse:
    """What whoever asks must do by their roles, or everybody; what is overdue on top."""
    found = await things_to_do(register, now, asked.narrowing(acting.ref, now))
    all_there_are = len(found)
    everybody = everybody or asked.are_any
    if not everybody:
        found = [one for one in found if is_own(acting, one)]
    return page(
        request,
        "tasks.html",
        title="My tasks",
        groups=grouped([task_of(one, acting, now) for one in found], now),
        everybody=everybody,
        others=all_there_are - len(found),
        asked=asked,
        owners=owner_choices(),
        dues=DUE,
        programmes=await programmes.named(register),
    )


def is_own(acting: Acting, one: Asked) -> bool:
    """Whether something is for whoever looks: by their roles, and as far as those reach.

    Args:
        acting: Who looks.
        one: What is to be done.
    """
    owner = one.thing.owner
    team = one.visit.team if one.visit else ()
    if (owner is Owner.TEAM and not team) or (owner is Owner.LEAD_INSPECTOR and not _led(team)):
        # Who brings the declarations of whoever is to be of the team, and answers until it has one.
        owner = Owner.COORDINATOR
    reached = (_HOLDS[role].get(owner) for role in acting.roles)
    return any(
        reach is not None and reaches(reach, acting.ref, Standing(team)) for reach in reached
    ) or (_held_in_vain(one) and _may_do(acting, one))


def _led(team: Sequence[TeamMember]) -> bool:
    """Whether a team has somebody who leads it."""
    return any(member.role is InspectorRole.OFSTED_EDUCATION for member in team)


def _held_in_vain(one: Asked) -> bool:
    """Whether nobody of those who hold it may record it, as of a referral before it escalates."""
    holders = frozenset(role for role, held in _HOLDS.items() if one.thing.owner in held)
    able = [PERMISSIONS[each].roles.keys() for each in _decided(one.thing)]
    return bool(able) and not any(roles & holders for roles in able)


def _may_do(acting: Acting, one: Asked) -> bool:
    """Whether somebody may take the decision that does it; it may be none."""
    team = one.visit.team if one.visit else ()
    return not out_of_reach(acting, _decided(one.thing), Standing(team))


def _decided(thing: Thing) -> Sequence[Decidable]:
    """What the decision can become that does a thing; nothing where no form does it."""
    kind = decision_by(shlex.split(commands(thing)[0])[1:])
    return messages_of(kind.form) if kind else ()


def grouped(tasks: Iterable[Task], now: datetime) -> list[tuple[str, list[Task]]]:
    """Tasks under when they are due; groups that have none are left out."""
    tomorrow = end_of(london_date(now))
    groups: dict[str, list[Task]] = {
        name: [] for name in ("Overdue", "Today", "Within a week", "Later", "When you can")
    }
    for task in tasks:
        groups[_group(task, now, tomorrow)].append(task)
    return [(name, those) for name, those in groups.items() if those]


def _group(task: Task, now: datetime, tomorrow: datetime) -> str:
    if task.overdue:
        return "Overdue"
    if task.due is None or task.due < now:
        return "When you can"
    if task.due < tomorrow:
        return "Today"
    return "Within a week" if task.due < now + _WEEK else "Later"


def task_of(one: Asked, acting: Acting, now: datetime) -> Task:
    """One thing as the page tells it: with its form for whoever may fill that in.

    Args:
        one: What is to be done.
        acting: Who looks.
        now: The moment, aware.
    """
    thing = one.thing
    command = commands(thing)[0]
    offered = not _decided(thing) or _may_do(acting, one)
    words = words_of(thing)
    return Task(
        words=words[:1].upper() + words[1:],
        about=_about(one),
        address="/mail" if thing.visit_id == NO_VISIT else address_of(thing.visit_id),
        owner=holder_of(one),
        due=thing.due,
        when=_when(thing, now),
        overdue=thing.overdue,
        form=_form(thing, command) if offered else None,
        command=command if offered else "",
    )


def _when(thing: Thing, now: datetime) -> str:
    """What the moment of a thing is: some have waited since then, and nothing says until when."""
    if thing.overdue:
        return "was due"
    return "since" if thing.due is not None and thing.due <= now else "by"


def _about(one: Asked) -> str:
    state = one.visit
    if state is None:
        return one.thing.visit_id
    return f"{area_of(state)}, {day(first_day(state))}"


def _form(thing: Thing, command: str) -> str | None:
    """The address of the form for what a command does: they are called the same.

    Mail is looked at where it is shown.
    """
    if command.startswith("visits post "):
        return "/mail" if thing.visit_id == NO_VISIT else f"/visits/{thing.visit_id}/letters#came"
    return form_address(thing.visit_id, shlex.split(command)[1:])
