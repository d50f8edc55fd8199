"""The pages of a question: its form, the check before it is sent, and what became of it."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from desk.note_files import FILE_TYPES, editable_file, note_to_edit
from pages.answering.asked import told_of
from pages.answering.matter import DONE, HERE, LATE, Answer
from pages.answering.sorry import NotOpen, sorry
from pages.deciding.filling import form_page, see, take_in
from pages.deciding.flow import decide, look
from pages.deciding.half_filled import Begun, begun
from pages.dependencies import Deps
from pages.rendering import download, page
from pages.session.csrf import MOST_FIELDS
from register.link_sessions import LinkSession
from rules.questions import Standing
from schemas.staff import Acting

router = APIRouter()


async def answer_of(request: Request, deps: Deps) -> Answer:
    """What is asked by the link that is open in this browser.

    Raises:
        NotOpen: None is.
    """
    session = getattr(request.state, "session", None)
    if not isinstance(session, LinkSession):
        raise NotOpen(
            "Open the link in our email again. This page closes after an hour in which you do "
            "nothing; what you typed is kept."
        )
    async with deps.pool.acquire() as connection:
        return Answer(await told_of(connection, session.link), deps)


Asked = Annotated[Answer, Depends(answer_of)]


async def open_form(request: Request, deps: Deps, answer: Asked) -> Begun | None:
    """The form as it was left; `None` where there is nothing to answer any more, or yet."""
    if answer.about.standing is not Standing.OPEN:
        return None
    who = Acting(ref=answer.about.link.ref, roles=frozenset())
    return await begun(request, deps, who, answer)


Form = Annotated[Begun | None, Depends(open_form)]


@router.get(HERE)
async def fill_in(request: Request, form: Form) -> Response:
    """The form."""
    return see(DONE) if form is None else form_page(request, form)


@router.post(HERE)
async def filled_in(request: Request, deps: Deps, form: Form) -> Response:
    """Keep what was typed."""
    if form is None:
        return see(LATE)
    async with request.form(max_fields=MOST_FIELDS) as sent:
        return await take_in(request, deps, form, sent)


@router.get(f"{HERE}/check")
async def check(request: Request, deps: Deps, form: Form) -> Response:
    """The answers, before they are sent."""
    return see(DONE) if form is None else await look(request, deps, form)


@router.post(f"{HERE}/check")
async def send(request: Request, deps: Deps, form: Form) -> Response:
    """Record the answer."""
    if form is None:
        return see(LATE)
    async with request.form() as sent:
        return await decide(request, deps, form, sent)


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
        return page(request, "answering/done.html", title="Thank you", told=told, late=late)
    if told.standing is Standing.OPEN:
        return see(HERE)
    return sorry(request, told, status=HTTPStatus.OK)
