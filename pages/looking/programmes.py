"""Programmes: where each stands, its areas by stage, its window as a picture, its draw."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from activities.window_picture import as_svg
from desk.programme_overview import name_in, overview
from desk.programme_picture import programme_picture
from desk.programme_record import selection_record
from pages.dates import day, moment
from pages.dependencies import Now, Register
from pages.rendering import page
from pages.signed_in import SignedIn
from register import programmes
from rules.programme.stages import STAGE_CLAUSES
from rules.wording import STAGE_TITLES

router = APIRouter(prefix="/programmes")

Programme = Annotated[str, Path(pattern=r"^[a-z0-9-]+$", max_length=40)]


@router.get("", response_class=HTMLResponse)
async def list_all(request: Request, _: SignedIn, register: Register) -> HTMLResponse:
    """Every programme."""
    states = [
        await programmes.require(register, name) for name in await programmes.subjects(register)
    ]
    rows = [(state, _stands(STAGE_CLAUSES[state.stage], paused=state.paused)) for state in states]
    return page(request, "programmes.html", title="Programmes", rows=rows)


@router.get("/{programme}", response_class=HTMLResponse)
async def one(
    request: Request, _: SignedIn, register: Register, now: Now, programme: Programme
) -> HTMLResponse:
    """One programme: its areas with their visits, what is left, who has how much to do."""
    shown = await overview(register, programme, now)
    return page(
        request,
        "programme.html",
        title=f"Programme {programme}",
        shown=shown,
        state=shown.state,
        stands=_stands(STAGE_CLAUSES[shown.state.stage], paused=shown.state.paused),
        stages=[(STAGE_TITLES[stage], count) for stage, count in shown.stages.items()],
        areas=shown.areas,
        root=f"/programmes/{programme}",
    )


@router.get("/{programme}/window.svg")
async def window(_: SignedIn, register: Register, now: Now, programme: Programme) -> Response:
    """Its window: visits by day, teams, holidays, terms; the same stands in the table in words."""
    shown = await overview(register, programme, now)
    picture = await programme_picture(register, shown)
    return Response(as_svg(picture), media_type="image/svg+xml")


@router.get("/{programme}/draw", response_class=HTMLResponse)
async def draw(
    request: Request, _: SignedIn, register: Register, programme: Programme
) -> HTMLResponse:
    """The record of its draw."""
    record = (await selection_record(register, programme)).record
    state = await programmes.require(register, programme)
    return page(
        request,
        "draw.html",
        title=f"The draw of programme {programme}",
        facts=[
            ("Drawn", day(record.drawn_on)),
            ("Fixed", moment(record.fixed_at)),
            ("Seed known", moment(record.seed_known_at)),
            ("Seed", record.seed),
            ("Areas in the frame", str(len(record.codes))),
            ("Frame", f"{state.frame_sha256} (SHA-256)"),
            ("Portfolio", f"{state.portfolio_sha256} (SHA-256)"),
        ],
        sample=[name_in(state, code) for code in record.drawn.selected],
        reserves=[name_in(state, code) for code in record.drawn.reserves],
        root=f"/programmes/{programme}",
    )


def _stands(words: str, *, paused: bool) -> str:
    return f"{words}, paused" if paused else words
