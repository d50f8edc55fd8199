"""How far a decision for many visits has come: it can be stopped, and gone on with."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response

from desk.batches import Batches
from desk.decisions import About, decisions
from pages.deciding.filling import see
from pages.deciding.running import RUNNING
from pages.dependencies import Deps
from pages.rendering import page
from pages.signed_in import SignedIn

router = APIRouter()


@router.get("/each/batches/{batch}")
async def progress(request: Request, deps: Deps, who: SignedIn, batch: str) -> Response:
    """What became of it in each visit so far."""
    found = await Batches(deps.desk, deps.pool).progress(batch)
    if found.batch.actor != who.ref:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    kind = decisions(About.VISIT)[found.batch.decision.replace("_", "-")]
    left = sum(1 for one in found.members if not one.is_settled)
    return page(
        request,
        "deciding/progress.html",
        title=kind.form.heading,
        here=f"/each/batches/{batch}",
        members=found.members,
        settled=len(found.members) - left,
        left=left,
        running=RUNNING.has(batch),
        waits=RUNNING.waits(batch),
    )


@router.post("/each/batches/{batch}")
async def steer(request: Request, deps: Deps, who: SignedIn, batch: str) -> Response:
    """Stop after the visit that is under way, or go on."""
    found = await Batches(deps.desk, deps.pool).progress(batch)
    if found.batch.actor != who.ref:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    async with request.form() as sent:
        if sent.get("_do") == "stop":
            await RUNNING.stop(batch)
        else:
            RUNNING.start(deps, batch, who.ref, resumed=True)
    return see(f"/each/batches/{batch}")
