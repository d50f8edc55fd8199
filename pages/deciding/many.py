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
from pages.deciding.errors import Wrong
from pages.deciding.filling import form_page, see, take_in
from pages.deciding.flow import ANOTHER_FORM, ANOTHER_TAB, Told
from pages.deciding.for_many import ForMany, for_many
from pages.deciding.half_filled import Begun, begun, discard, keep, shown_as
from pages.deciding.lapsed import kept_if_lapsed
from pages.deciding.running import RUNNING
from pages.dependencies import Deps, PagesDependencies
from pages.offers import Offers
from pages.rendering import page
from pages.sentences import in_pages
from pages.session.csrf import MOST_FIELDS
from pages.signed_in import SignedIn
from register import batches, visits
from rules.permissions import out_of_reach
from schemas.forms.form import Form, messages_of
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
    offers = Offers(who)
    return page(
        request,
        "deciding/each.html",
        title="Decide for many visits",
        kinds=[
            (kind.form.heading, f"/each/{kind.slug}")
            for kind in decisions(About.VISIT).values()
            if kind.for_many and offers.decide_for_many(kind.slug)
        ],
        left=[
            (decisions(About.VISIT)[one.decision.replace("_", "-")].form.heading, one)
            for one in left
        ],
    )


@router.get(_FORM)
async def fill_in(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """The form, once for all."""
    refused = out_of_reach(who, messages_of(matter.form))
    return form_page(request, await begun(request, deps, who, matter), refused=refused)


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
    each_once = list(dict.fromkeys(picked))
    await keep(deps, form.with_typed({**form.draft.typed, _VISITS: each_once}))
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
    return await _checked(request, deps, await begun(request, deps, who, matter))


async def _checked(
    request: Request, deps: PagesDependencies, form: Begun, told: Told | None = None
) -> Response:
    """The check; anew where what was pressed was not what it showed."""
    here = form.matter.here
    filled_in, _ = form.filled_in()
    picked = form.draft.typed.get(_VISITS, [])
    if filled_in is None or not picked:
        return see(here)
    looked = [await _look(deps, visit, filled_in, form.draft.actor) for visit in picked]
    takes = [one for one in looked if one.preview]
    return page(
        request,
        "deciding/check_many.html",
        status=HTTPStatus.CONFLICT if told else HTTPStatus.OK,
        title=form.matter.title,
        here=f"{here}/check",
        back=f"{here}/visits",
        answers=answers_of(form.fields, form.values),
        looked=looked,
        takes=len(takes),
        update_id=form.draft.update_id,
        shown=shown_as(form),
        wrong=[Wrong(told.words(possible=bool(takes)), "#decide")] if told else [],
    )


async def _look(deps: PagesDependencies, visit: VisitId, form: Form, actor: ActorRef) -> Looked:
    try:
        return Looked(visit, await deps.desk.preview(visit, form, actor=actor))
    except Sentence as refused:
        return Looked(visit, None, in_pages(refused))


@router.post(f"{_FORM}/check")
async def decide(request: Request, deps: Deps, who: SignedIn, matter: OneForMany) -> Response:
    """Begin to bring what was looked at to each visit that would take it, once."""
    form = await begun(request, deps, who, matter)
    async with request.form() as sent:
        pressed, shown = str(sent.get("_update_id", "")), str(sent.get("_shown", ""))
        picked = [str(one) for one in sent.getlist("visit")]
    batch = form.draft.update_id
    if pressed != batch:
        # It was sent twice, and the first time it was begun: the form is there no more.
        if await _was_begun(deps, pressed, who.ref):
            return see(f"/each/batches/{pressed}")
        return await _checked(request, deps, form, ANOTHER_FORM)
    if shown != shown_as(form):
        return await _checked(request, deps, form, ANOTHER_TAB)
    filled_in, _ = form.filled_in()
    allowed = [one for one in form.draft.typed.get(_VISITS, []) if one in picked]
    if filled_in is None or not allowed:
        return see(matter.here)
    if await Batches(deps.desk, deps.pool).begin(filled_in, allowed, who.ref, batch):
        await discard(deps, form)
        RUNNING.start(deps, batch, who.ref, resumed=False)
    return see(f"/each/batches/{batch}")


async def _was_begun(deps: PagesDependencies, batch: str, actor: ActorRef) -> bool:
    """Whether somebody has begun it by that form."""
    try:
        async with deps.pool.acquire() as connection:
            return (await batches.require(connection, batch)).actor == actor
    except Sentence:
        return False
