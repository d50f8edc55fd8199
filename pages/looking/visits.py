"""`GET /visits`: the visits there are, those due first on top."""

from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from desk.overview import visits_asked_for
from desk.screens import area_of, first_day
from desk.wording import stage_title
from pages.dependencies import Now, Register
from pages.looking.narrowing import DUE, Filters, filters, owner_choices
from pages.rendering import page
from pages.signed_in import SignedIn
from register import programmes
from register.visits import list_visits
from rules.next_action import awaited
from rules.wording import ACTION_WORDS, STAGE_TITLES, holder_words
from schemas.sentences import Sentence
from schemas.state import VisitState
from schemas.values import Owner, Stage

router = APIRouter()


class Row(NamedTuple):
    """One visit of the list; what it is sorted by stands beside its words."""

    visit: str
    area: str
    day_one: datetime | object
    stage: str
    coming: str
    owner: str
    due: datetime | None
    late: bool
    tasks: int


@router.get("/visits", response_class=HTMLResponse)
async def list_all(  # noqa: PLR0913, PLR0917 - what stands in the address
    request: Request,
    acting: SignedIn,
    register: Register,
    now: Now,
    asked: Annotated[Filters, Depends(filters)],
    stage: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Every visit that is under way, or those that are asked for."""
    if stage and stage not in set(Stage):
        raise Sentence("No visit is in a stage of that name; choose from the list.")
    chosen = Stage(stage) if stage else None
    known = await list_visits(register, stage=chosen)
    narrowing = asked.narrowing(acting.ref, now)
    states = visits_asked_for(known, narrowing, ended=None if chosen else False)
    return page(
        request,
        "visits.html",
        title="Visits",
        rows=[_row(state, now) for state in states],
        asked=asked,
        stage=stage,
        stages=[(each.value, STAGE_TITLES[each]) for each in Stage],
        owners=owner_choices(),
        dues=DUE,
        programmes=await programmes.named(register),
    )


def _row(state: VisitState, now: datetime) -> Row:
    coming = awaited(state)
    words = ACTION_WORDS[coming.action]
    return Row(
        visit=state.visit_id,
        area=area_of(state),
        day_one=first_day(state),
        stage=stage_title(state),
        coming=words[:1].upper() + words[1:],
        owner="" if coming.owner is Owner.NOBODY else holder_words(coming),
        due=coming.due,
        late=coming.due is not None and coming.due <= now and state.stage is not Stage.ENDED,
        tasks=len(state.tasks),
    )
