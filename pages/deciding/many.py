"""One decision for many visits: filled in once, looked at for each, brought one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from desk.batches import Batches
from desk.decisions import About, decisions
from desk.overview import EVERYTHING, visits_asked_for
from desk.preview import Preview
from desk.screens import area_of, first_day
from desk.wording import stage_title
from pages.deciding.answers import answers_of
from pages.deciding.filling import form_page, see, take_in
from pages.deciding.for_many import ForMany, for_many
from pages.deciding.half_filled import Begun, begun, discard, keep
from pages.deciding.lapsed import kept_if_lapsed
from pages.deciding.running import RUNNING
from pages.dependencies import Deps, PagesDependencies
from pages.rendering import page
from pages.sentences import in_pages
from pages.session.csrf import MOST_FIELDS
from pages.signed_in import SignedIn
from register import batches, visits
from schemas.form_words import title_of
from schemas.forms import Form
from schemas.ids import ActorRef, VisitId
from schemas.sentences import Sentence
from schemas.state import VisitState

router = APIRouter()
_FORM: Final = "/each/{slug}"
_VISITS: Final = "_visits"
"""Where a draft has which visits are chosen; no field of a form is called so."""


OneForMany = Annotated[ForMany, Depends(for_many)]


@router.get("/each")
async def each(request: Request, deps: Deps, who: SignedIn) -> Response:
    """What can be decided for many visits at once, and what was begun and left."""
    async with deps.pool.acquire() as connection:
        left = [one for one in await batches.unfinished(connection) if one.actor == who.ref]
    return page(
        request,
        "deciding/each.html",
        title="Decide for many visits",
        kinds=[
            (title_of(kind.form), f"/each/{kind.slug}")
            for kind in decisions(About.VISIT).values()
            if kind.for_many
        ],
        left=[
            (title_of(decisions(About.VISIT)[one.decision.replace("_", "-")].form), one)
            for one in left
        ],
    )


@router.get(_FORM)
async def fill_in(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """The form, once for all."""
    return form_page(request, await begun(request, deps, who, matter))


@router.post(_FORM, dependencies=[kept_if_lapsed(for_many)])
async def filled_in(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """As of one visit; what visits were chosen before stay so."""
    form = await begun(request, deps, who, matter)
    async with request.form(max_fields=MOST_FIELDS) as sent:
        answer = await take_in(request, deps, form, sent)
    if answer.headers.get("location", "").endswith("/check"):
        return see(f"{matter.here}/visits")
    return answer


@router.get(f"{_FORM}/visits")
async def choose(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """Which visits: all that have not ended are there to be ticked."""
    return await _choosing(request, deps, await begun(request, deps, who, matter))


async def _choosing(
    request: Request, deps: PagesDependencies, form: Begun, wrong: str = ""
) -> Response:
    async with deps.pool.acquire() as connection:
        states = visits_asked_for(await visits.list_visits(connection), EVERYTHING, ended=None)
    chosen = form.draft.typed.get(_VISITS, [])
    return page(
        request,
        "deciding/choose_visits.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        title=f"{form.matter.title}: choose visits",
        here=f"{form.matter.here}/visits",
        back=form.matter.here,
        rows=[_row(state, chosen) for state in states],
        wrong=wrong,
    )


def _row(state: VisitState, chosen: Sequence[str]) -> dict[str, object]:
    return {
        "visit": state.visit_id,
        "area": area_of(state),
        "day": first_day(state),
        "stage": stage_title(state),
        "chosen": state.visit_id in chosen,
    }


@router.post(f"{_FORM}/visits")
async def chosen(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """Keep which visits, and look at each."""
    form = await begun(request, deps, who, matter)
    async with request.form() as sent:
        picked = [str(one) for one in sent.getlist("visit")]
    if not picked:
        return await _choosing(request, deps, form, "Select at least one visit")
    await keep(deps, form.with_typed({**form.draft.typed, _VISITS: picked}))
    return see(f"{matter.here}/check")


@dataclass(frozen=True)
class Looked:
    """What a decision would do to one visit."""

    visit: VisitId
    preview: Preview | None
    refused: str = ""


@router.get(f"{_FORM}/check")
async def check(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """What it would do to each visit, before any of it is done."""
    form = await begun(request, deps, who, matter)
    filled_in, _ = form.filled_in()
    picked = form.draft.typed.get(_VISITS, [])
    if filled_in is None or not picked:
        return see(matter.here)
    looked = [await _look(deps, visit, filled_in, who.ref) for visit in picked]
    takes = [one for one in looked if one.preview]
    return page(
        request,
        "deciding/check_many.html",
        title=matter.title,
        here=f"{matter.here}/check",
        back=f"{matter.here}/visits",
        answers=answers_of(form.fields, form.values),
        looked=looked,
        takes=len(takes),
        update_id=form.draft.update_id,
    )


async def _look(deps: PagesDependencies, visit: VisitId, form: Form, actor: ActorRef) -> Looked:
    try:
        return Looked(visit, await deps.desk.preview(visit, form, actor=actor))
    except Sentence as refused:
        return Looked(visit, None, in_pages(refused))


@router.post(f"{_FORM}/check")
async def decide(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """Begin to bring it to each visit that would take it."""
    form = await begun(request, deps, who, matter)
    async with request.form() as sent:
        again = sent.get("_update_id") != form.draft.update_id
        picked = [str(one) for one in sent.getlist("visit")]
    filled_in, _ = form.filled_in()
    allowed = [one for one in picked if one in form.draft.typed.get(_VISITS, [])]
    if again or filled_in is None or not allowed:
        return see("/each")
    batch = await Batches(deps.desk, deps.pool).begin(filled_in, allowed, who.ref)
    await discard(deps, form)
    RUNNING.start(deps, batch, who.ref, resumed=False)
    return see(f"/each/batches/{batch}")
