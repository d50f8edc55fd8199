"""What lies ahead of a visit if nobody acts: played apart from everything real, when asked for."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from desk.looking_ahead import NotForeseen, not_here
from desk.wording import plain
from pages.dependencies import Deps, PagesDependencies, Register
from pages.looking.visit import visit_page
from pages.looking.visit_pages import Visit
from pages.sentences import in_pages
from pages.signed_in import SignedIn
from register import visits
from rules.wording import OUTCOME_WORDS, STAGE_TITLES, TASK_WORDS
from rules.zones import london_date
from schemas.state import VisitState
from schemas.values import Outcome, Stage, TaskKind

router = APIRouter(prefix="/visits")

_WEEKS: Final = {"": "To its end", "2": "The next two weeks", "4": "Four weeks", "13": "A quarter"}
_ENDS: Final = {
    "until": "That is as far as was asked.",
    "over": "Then it is over and kept no longer.",
    "waits": "After that nothing more happens until a person acts.",
}


@router.get("/{visit}/ahead", response_class=HTMLResponse)
async def ask(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """How far is to be looked."""
    return _page(request, await visits.require(register, visit))


@router.post("/{visit}/ahead", response_class=HTMLResponse)
async def look(
    request: Request,
    _: SignedIn,
    deps: Deps,
    visit: Visit,
    weeks: Annotated[str, Form(max_length=3)] = "",
) -> HTMLResponse:
    """What would happen; nothing real is touched."""
    async with deps.pool.acquire() as connection:  # and given back: it takes some ten seconds
        state = await visits.require(connection, visit)
    weeks = weeks if weeks in _WEEKS else ""
    try:
        outlook = await _outlook(deps, state, weeks)
    except NotForeseen as refused:
        return _page(
            request,
            state,
            weeks=weeks,
            wrong=in_pages(refused),
            status=HTTPStatus.CONFLICT,
        )
    return _page(request, state, weeks=weeks, outlook=_shown(outlook))


async def _outlook(deps: PagesDependencies, state: VisitState, weeks: str) -> dict[str, Any]:
    if deps.ahead is None:
        raise not_here()
    until = london_date(deps.now()) + timedelta(weeks=int(weeks)) if weeks else None
    return await deps.ahead(state.visit_id, until)


def _shown(outlook: dict[str, Any]) -> dict[str, Any]:
    return {
        "to": _moment(outlook["to"]),
        "ends": _ENDS[outlook["ended_by"]],
        "events": [
            {"at": _moment(one["at"]), "words": one["words"], "subject": one["subject"]}
            for one in outlook["events"]
        ],
        "letters": [
            {
                "at": _moment(one["at"]),
                "kind": plain(one["kind"]),
                "recipient": one["recipient"],
                "status": plain(one["status"]),
            }
            for one in outlook["letters"]
        ],
        "tasks": [
            {"words": TASK_WORDS[TaskKind(one["kind"])], "since": _moment(one["raised_at"])}
            for one in outlook["tasks"]
        ],
        "visits": [(one["visit_id"], _in_the_end(one)) for one in outlook["visits"]],
        "waiting": outlook["waiting"],
    }


def _in_the_end(visit: dict[str, Any]) -> str:
    stage = STAGE_TITLES[Stage(visit["stage"])]
    outcome = visit["outcome"]
    return f"{stage}: {OUTCOME_WORDS[Outcome(outcome)]}" if outcome else stage


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _page(  # noqa: PLR0913 - what the template tells, by name
    request: Request,
    state: VisitState,
    *,
    weeks: str = "",
    outlook: dict[str, Any] | None = None,
    wrong: str = "",
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    return visit_page(
        request,
        "visit/ahead.html",
        state,
        "ahead",
        choices=_WEEKS,
        weeks=weeks,
        outlook=outlook,
        wrong=wrong,
        status=status,
    )
