"""A plan is asked for, shown with what it costs, and taken over into what confirms it."""

import json
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from desk import plan_words
from desk.decisions import About, decisions
from desk.proposing import Proposed, propose, require_may_propose
from pages.dates import dated
from pages.deciding.errors import Errors
from pages.deciding.filling import form_page, see, take_in
from pages.deciding.half_filled import Begun, begun, keep
from pages.deciding.lapsed import kept_if_lapsed
from pages.deciding.matter import Decision
from pages.deciding.typed import typed_of
from pages.dependencies import Deps, PagesDependencies
from pages.planning.matter import Planning
from pages.rendering import page
from pages.sentences import in_pages
from pages.session.csrf import MOST_FIELDS
from pages.signed_in import SignedIn
from rules.planning.problem import ROLES
from rules.zones import london_date
from schemas.ids import ProgrammeId
from schemas.plan_answer import Impossible
from schemas.programme.staff import ProposalForm
from schemas.sentences import Sentence
from schemas.staff import Acting

router = APIRouter()
_PATH: Final = "/programmes/{programme}/plan"
_PROPOSED: Final = "_proposed"
"""Where a draft has what was proposed, so that what is looked at is what is taken over."""

_NOTHING: Final = "Nothing has to change: what was confirmed keeps all the rules."


async def planning(programme: ProgrammeId) -> Planning:
    """The plan of the programme that an address names."""
    return Planning(programme)


Asked = Annotated[Planning, Depends(planning)]


@router.get(_PATH)
async def fill_in(request: Request, deps: Deps, who: SignedIn, matter: Asked) -> Response:
    """What is planned with, as it was left."""
    require_may_propose(who)
    return form_page(request, await begun(request, deps, who, matter))


@router.post(_PATH, dependencies=[kept_if_lapsed(planning)])
async def filled_in(request: Request, deps: Deps, who: SignedIn, matter: Asked) -> Response:
    """Keep what is planned with; and where that was asked for, propose a plan."""
    form = await begun(request, deps, who, matter)
    async with request.form(max_fields=MOST_FIELDS) as sent:
        answer = await take_in(request, deps, form, sent)
    if not answer.headers.get("location", "").endswith("/check"):
        return answer
    return await _proposed(request, deps, who, matter)


async def _proposed(
    request: Request, deps: PagesDependencies, who: Acting, matter: Planning
) -> Response:
    form = await begun(request, deps, who, matter)
    filled_in, _ = form.filled_in()
    assert isinstance(filled_in, ProposalForm)  # noqa: S101 - what is wrong with it was told
    try:
        found = await propose(deps.pool, matter.programme, filled_in, who, london_date(deps.now()))
    except Sentence as error:
        wrong = Errors.of_form(in_pages(error))
        return form_page(request, form, wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told = json.dumps(_shown(found), ensure_ascii=False)
    await keep(deps, form.with_typed({**form.draft.typed, _PROPOSED: [told]}))
    return see(f"{matter.here}/proposed")


@router.get(f"{_PATH}/proposed")
async def proposed(request: Request, deps: Deps, who: SignedIn, matter: Asked) -> Response:
    """The plan that was proposed last, and what it costs."""
    form = await begun(request, deps, who, matter)
    found = _found(form)
    if found is None:
        return see(matter.here)
    return page(
        request,
        "planning/proposed.html",
        title="Days and teams proposed",
        subject=matter.programme,
        here=matter.here,
        back=matter.here,
        roles=[plan_words.ROLE_HEADINGS[role] for role in ROLES],
        found=found,
    )


@router.post(f"{_PATH}/proposed")
async def take_over(request: Request, deps: Deps, who: SignedIn, matter: Asked) -> Response:
    """Fill in the decision with what was proposed, and show what it would bring about."""
    found = _found(await begun(request, deps, who, matter))
    if found is None or found["form"] is None:
        return see(matter.here)
    confirming = Decision(decisions(About.PROGRAMME)["plan"], matter.programme)
    form = await begun(request, deps, who, confirming)
    await keep(deps, form.with_typed(typed_of(form.fields, found["form"])))
    return see(f"{confirming.here}/check")


def _shown(proposed: Proposed) -> dict[str, Any]:
    """What is shown of a plan, and what is decided by whoever takes it."""
    request, found = proposed.request, proposed.found
    shown: dict[str, Any] = {
        "visits": [],
        "costs": [],
        "moves": [],
        "cost_of_moves": "",
        "collides": [],
        "frees": [],
        "form": proposed.form.model_dump(mode="json") if proposed.form else None,
    }
    if isinstance(found, Impossible):
        return {
            **shown,
            "verdict": "There is no plan that keeps all the rules.",
            "collides": [in_pages(one) for one in plan_words.collisions(request, found)],
            "frees": [in_pages(sentence) for sentence in found.frees],
        }
    if found.replanned:
        shown |= {
            "moves": [_moved(one) for one in plan_words.moves(request, found.replanned)],
            "cost_of_moves": plan_words.cost_of_moves(found.replanned),
        }
    fresh = {one.area for one in found.visits}
    return {
        **shown,
        "verdict": plan_words.verdict(found.answer) if fresh else _NOTHING,
        "visits": [
            {
                **one._asdict(),
                "week": one.week.isoformat(),
                "days": dated(one.days),
                "fresh": one.code in fresh,
            }
            for one in plan_words.by_visit(request, found.answer)
        ],
        "costs": [one._asdict() for one in plan_words.costs(request, found.answer)],
    }


def _moved(move: plan_words.MoveRow) -> dict[str, str]:
    """What is otherwise than it was confirmed: a day, or who."""
    return {name: dated(words) for name, words in move._asdict().items()}


def _found(form: Begun) -> dict[str, Any] | None:
    told = form.draft.typed.get(_PROPOSED)
    found: dict[str, Any] | None = json.loads(told[0]) if told else None
    return found
