"""The pages on which somebody fills a form in, looks at what it would cause, and decides."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from desk.answers import KeptForLater, NotAnswered, NotYetRecorded
from desk.decisions import About, DecisionKind, decisions
from desk.receipt_words import what_is_next
from pages.deciding.answers import answers_of
from pages.deciding.errors import Errors, Wrong
from pages.deciding.half_filled import Begun, begun, changed_since, discard, keep
from pages.deciding.shown import shown_of
from pages.deciding.typed import Typed, with_row, without_row
from pages.dependencies import Deps, PagesDependencies
from pages.rendering import page
from pages.signed_in import SignedIn
from rules.refusals import Refused
from schemas.form_words import title_of
from schemas.ids import UpdateId
from schemas.sentences import Sentence
from web.subjects import SUBJECTS, address_of

router = APIRouter()

_OWN: Final = "_"
"""With what the names of fields begin that are the machine's own."""
_MOST_FIELDS: Final = 4000


def _kind(about: About, slug: str) -> DecisionKind:
    found = decisions(about).get(slug)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _where(kind: DecisionKind, subject: str, *more: str) -> str:
    return "/".join([address_of(kind.about, subject), "decide", kind.slug, *more])


def _see(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _add(about: About) -> None:
    """Add the pages of every decision about one kind of thing."""
    path, named = SUBJECTS[about]
    subject_of = Depends(named)

    @router.get(f"{path}/decide/{{slug}}")
    async def fill_in(
        request: Request, deps: Deps, who: SignedIn, slug: str, subject: Annotated[str, subject_of]
    ) -> Response:
        return _form_page(request, await begun(deps, who, _kind(about, slug), subject))

    @router.post(f"{path}/decide/{{slug}}")
    async def filled_in(
        request: Request, deps: Deps, who: SignedIn, slug: str, subject: Annotated[str, subject_of]
    ) -> Response:
        form = await begun(deps, who, _kind(about, slug), subject)
        async with request.form(max_fields=_MOST_FIELDS) as sent:
            return await _filled_in(request, deps, form, sent)

    @router.get(f"{path}/decide/{{slug}}/check")
    async def check(
        request: Request, deps: Deps, who: SignedIn, slug: str, subject: Annotated[str, subject_of]
    ) -> Response:
        form = await begun(deps, who, _kind(about, slug), subject)
        return await _check_page(request, deps, form)

    @router.post(f"{path}/decide/{{slug}}/check")
    async def decide(
        request: Request, deps: Deps, who: SignedIn, slug: str, subject: Annotated[str, subject_of]
    ) -> Response:
        form = await begun(deps, who, _kind(about, slug), subject)
        async with request.form() as sent:
            return await _decide(request, deps, form, sent)

    @router.get(f"{path}/decide/{{slug}}/done/{{update_id}}")
    async def done(
        request: Request,
        deps: Deps,
        _who: SignedIn,
        slug: str,
        update_id: UpdateId,
        subject: Annotated[str, subject_of],
    ) -> Response:
        return await _done_page(request, deps, _kind(about, slug), subject, update_id)


for _about in About:
    _add(_about)


# --- Filling in -----------------------------------------------------------------------------


def _context(form: Begun) -> dict[str, Any]:
    return {
        "title": title_of(form.kind.form),
        "subject": form.subject,
        "back": address_of(form.kind.about, form.subject),
        "here": _where(form.kind, form.subject),
        "update_id": form.draft.update_id,
    }


def _form_page(
    request: Request, form: Begun, errors: Errors | None = None, *, status: int = 200
) -> Response:
    told = errors or Errors(form.fields, form.draft.typed, ())
    return page(
        request,
        "deciding/form.html",
        status=status,
        parts=shown_of(form.fields, form.draft.typed, told),
        wrong=told.summary(),
        **_context(form),
    )


async def _filled_in(
    request: Request, deps: PagesDependencies, form: Begun, sent: FormData
) -> Response:
    typed = _typed(form, sent)
    do, _, at = str(sent.get("_do", "check")).partition(" ")
    if do == "add":
        typed = with_row(typed, at)
    if do == "remove":
        typed = without_row(typed, at)
    form = form.with_typed(typed)
    await keep(deps, form)
    if do in {"add", "remove"}:
        where = at if do == "add" else at.rpartition(".")[0]
        return _see(f"{_where(form.kind, form.subject)}#{where.replace('.', '-')}")
    if do == "keep":
        return _see(address_of(form.kind.about, form.subject))
    _, mistakes = form.filled_in()
    if mistakes:
        errors = Errors(form.fields, typed, mistakes)
        return _form_page(request, form, errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _see(_where(form.kind, form.subject, "check"))


def _typed(form: Begun, sent: FormData) -> Typed:
    """What was typed into the fields that the form has; nothing else is kept."""
    names = {known.name for known in form.fields}
    typed: Typed = {}
    for address, text in sent.multi_items():
        if isinstance(text, str) and address.partition(".")[0] in names:
            typed.setdefault(address, []).append(text)
    return typed


# --- Checking, and deciding -----------------------------------------------------------------


async def _check_page(
    request: Request, deps: PagesDependencies, form: Begun, *, told: str = "", status: int = 200
) -> Response:
    filled_in, mistakes = form.filled_in()
    if filled_in is None:
        errors = Errors(form.fields, form.draft.typed, mistakes)
        return _form_page(request, form, errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    seen, changes = await changed_since(deps, form)
    preview, wrong = None, [Wrong(told, "#decide")] if told else []
    try:
        preview = await deps.desk.preview(form.subject, filled_in, actor=form.draft.actor)
    except Refused as refused:
        wrong = [Wrong(refused.sentence, _where(form.kind, form.subject))]
    return page(
        request,
        "deciding/check.html",
        status=status,
        answers=answers_of(form.fields, form.values),
        preview=preview,
        next=what_is_next(preview.receipt) if preview else "",
        changes=changes,
        seen=seen,
        wrong=wrong,
        **_context(form),
    )


async def _decide(
    request: Request, deps: PagesDependencies, form: Begun, sent: FormData
) -> Response:
    update_id = str(sent.get("_update_id", ""))
    done = _where(form.kind, form.subject, "done", update_id)
    if update_id != form.draft.update_id:
        # It was sent twice, and the first time it was decided: the form is there no more.
        return _see(done)
    filled_in, mistakes = form.filled_in()
    if filled_in is None:
        errors = Errors(form.fields, form.draft.typed, mistakes)
        return _form_page(request, form, errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    seen, _ = await changed_since(deps, form)
    if str(sent.get("_seen", "")) != str(seen) and not await _known(deps, form, update_id):
        told = "Something has happened since you looked. Check this again before you go on."
        return await _check_page(request, deps, form, told=told, status=HTTPStatus.CONFLICT)
    try:
        await deps.desk.submit(form.subject, filled_in, actor=form.draft.actor, update_id=update_id)
    except (NotYetRecorded, KeptForLater):
        await discard(deps, form)
        return _see(done)
    except Refused as refused:
        return await _check_page(
            request, deps, form, told=refused.sentence, status=HTTPStatus.CONFLICT
        )
    except NotAnswered:
        told = (
            "Nothing answers at the moment, so nobody knows yet whether this was taken. Your form "
            "is kept. Press the button again in a moment: it is done at most once."
        )
        return await _check_page(
            request, deps, form, told=told, status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    await discard(deps, form)
    return _see(done)


async def _known(deps: PagesDependencies, form: Begun, update_id: UpdateId) -> bool:
    """Whether a decision was taken before, so that what happened since is its own doing."""
    try:
        return await deps.desk.receipt(_process(form.kind, form.subject), update_id) is not None
    except (NotYetRecorded, KeptForLater):
        return True
    except Sentence:
        return False


def _process(kind: DecisionKind, subject: str) -> str:
    """The process that a decision is about, where its form does not say otherwise."""
    return subject if kind.about is not About.REPORT else subject.replace("/", "/report/", 1)


async def _done_page(
    request: Request, deps: PagesDependencies, kind: DecisionKind, subject: str, update_id: UpdateId
) -> Response:
    waits, receipt = "", None
    try:
        receipt = await deps.desk.receipt(_process(kind, subject), update_id)
    except KeptForLater:
        waits = (
            "The part that carries visits is away. What you decided is kept, and is delivered "
            "once as soon as it is back. You need not do anything."
        )
    except (NotYetRecorded, NotAnswered):
        waits = "It was accepted, and is being recorded. Nothing is lost; look again in a moment."
    except Refused as refused:
        waits = refused.sentence
    return page(
        request,
        "deciding/done.html",
        title=title_of(kind.form),
        subject=subject,
        back=address_of(kind.about, subject),
        waits=waits,
        receipt=receipt,
        next=what_is_next(receipt) if receipt else "",
    )
