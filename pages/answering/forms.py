"""The pages of a question: its form, the check before it is sent, and what became of it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from desk.note_files import FILE_TYPES, editable_file, note_to_edit
from pages.answering.asked import told_of
from pages.answering.closed import check_kept, form_kept, open_link
from pages.answering.matter import DONE, HERE, Answer, done_of, here_of, late_of
from pages.answering.said import Said, said_in
from pages.answering.sorry import sorry
from pages.deciding.filling import form_page, see, take_in
from pages.deciding.flow import decide, look
from pages.deciding.half_filled import Begun, begun
from pages.dependencies import Deps, PagesDependencies
from pages.rendering import download, page
from pages.session.csrf import MOST_FIELDS
from register import drafts
from rules.questions import Standing
from schemas.staff import Acting

router = APIRouter()


async def answer_of(request: Request, deps: Deps) -> Answer:
    """What is asked by the link that is open in this browser.

    Raises:
        Closed: It is not.
    """
    async with deps.pool.acquire() as connection:
        return Answer(await told_of(connection, open_link(request)), deps)


Asked = Annotated[Answer, Depends(answer_of)]


async def open_form(request: Request, deps: Deps, answer: Asked) -> Begun | None:
    """The form as it was left; `None` where there is nothing to answer any more, or yet."""
    if answer.about.standing is not Standing.OPEN:
        return None
    who = Acting(ref=answer.about.link.ref, roles=frozenset())
    return await begun(request, deps, who, answer)


Form = Annotated[Begun | None, Depends(open_form)]


@router.get(HERE)
async def fill_in(request: Request, answer: Asked, form: Form) -> Response:
    """The form."""
    return see(done_of(answer.about.link.ref)) if form is None else form_page(request, form)


@router.post(HERE, dependencies=[Depends(form_kept)])
async def filled_in(request: Request, deps: Deps, answer: Asked, form: Form) -> Response:
    """Keep what was typed."""
    async with request.form(max_fields=MOST_FIELDS) as sent:
        if form is None:
            return _too_late(request, answer, said_in(answer.fields, sent.multi_items()))
        return await take_in(request, deps, form, sent)


@router.get(f"{HERE}/check")
async def check(request: Request, deps: Deps, answer: Asked, form: Form) -> Response:
    """The answers, before they are sent."""
    if form is None:
        return see(done_of(answer.about.link.ref))
    return await look(request, deps, form)


@router.post(f"{HERE}/check", dependencies=[Depends(check_kept)])
async def send(request: Request, deps: Deps, answer: Asked, form: Form) -> Response:
    """Record the answer."""
    if form is None:
        return _too_late(request, answer, await _looked_at(deps, answer))
    async with request.form() as sent:
        return await decide(request, deps, form, sent)


async def _looked_at(deps: PagesDependencies, answer: Answer) -> list[Said]:
    """The words that somebody looked at before they pressed the last button."""
    async with deps.pool.acquire() as connection:
        found = await drafts.find(
            connection, answer.about.link.ref, answer.subject, answer.name, deps.now()
        )
    typed = found.typed if found else {}
    return said_in(answer.fields, [(at, text) for at, texts in typed.items() for text in texts])


def _too_late(request: Request, answer: Answer, said: Sequence[Said]) -> Response:
    """There is nothing to answer any more; no words are lost by that."""
    told = answer.about
    if not said:
        return see(late_of(told.link.ref))
    status = HTTPStatus.CONFLICT
    if told.link.answered_at is None:
        return sorry(request, told, status=status, said=said)
    return _thanks(request, answer, status=status, late=True, said=said)


@router.get(f"{HERE}/note.{{ending}}")
async def note_to_be_edited(deps: Deps, answer: Asked, ending: Literal["docx", "odt"]) -> Response:
    """The version that is commented on, to be edited and brought back."""
    if not answer.copies:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    async with deps.pool.acquire() as connection:
        note = await note_to_edit(connection, answer.about.state, tracked=True)
    name = f"{answer.subject}-note.{ending}"
    return download(editable_file(note, name), FILE_TYPES[ending], name)


@router.get(DONE)
async def done(request: Request, answer: Asked, *, late: bool = False) -> Response:
    """What became of it."""
    told = answer.about
    if told.link.answered_at is not None:
        return _thanks(request, answer, late=late)
    if told.standing is Standing.OPEN:
        return see(here_of(told.link.ref))
    return sorry(request, told, status=HTTPStatus.OK)


def _thanks(
    request: Request,
    answer: Answer,
    *,
    status: int = HTTPStatus.OK,
    late: bool,
    said: Sequence[Said] = (),
) -> Response:
    """The link was answered; somebody may have sent another answer since."""
    return page(
        request,
        "answering/done.html",
        status=status,
        title="Thank you",
        told=answer.about,
        late=late,
        said=said,
    )
