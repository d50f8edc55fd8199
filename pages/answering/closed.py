"""A link that is not open in a browser, or not any more: what is told, and what is kept of it."""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import Response

from pages.answering.asked import told_of
from pages.answering.matter import Answer, fields_asked, link_of
from pages.answering.said import Said, said_in
from pages.answering.sorry import told_page
from pages.deciding.filling import as_typed
from pages.deciding.half_filled import Begun, begun, keep
from pages.deciding.unkept import parted
from pages.dependencies import Deps, PagesDependencies
from pages.session import cookie
from pages.session.csrf import MOST_FIELDS, SAFE, had_by
from register import link_sessions, links
from register.link_sessions import LinkSession
from rules.questions import ASKED, Standing
from schemas.questions import Link
from schemas.sentences import Sentence
from schemas.staff import Acting


class Closed(Sentence):
    """The link is not open in this browser.

    Attributes:
        said: What was typed, and is neither recorded nor kept.
    """

    def __init__(self, words: str, said: list[Said] | None = None) -> None:
        super().__init__(words)
        self.said = said or []


_CLOSES: Final = "This page closes after an hour in which you do nothing."
_NOTHING: Final = f"{_CLOSES} Nothing was recorded just now."
_KEPT: Final = (
    f"{_CLOSES} Nothing was recorded just now, and what you typed is kept: open the link again, "
    "and it is there."
)


def open_link(request: Request) -> Link:
    """The link that is open in this browser.

    Raises:
        Closed: It is not.
    """
    session = getattr(request.state, "session", None)
    if not isinstance(session, LinkSession):
        raise Closed(_CLOSES if request.method in SAFE else _NOTHING)
    return session.link


async def form_kept(request: Request, deps: Deps) -> None:
    """Before somebody is told that the link is closed, what they have just typed is kept for them.

    Nothing is recorded. Where it cannot be kept, because the link was withdrawn or nobody had
    opened it in this browser, it is given back.

    Raises:
        Closed: The link is not open.
    """
    if isinstance(getattr(request.state, "session", None), LinkSession):
        return
    sent = await request.form(max_fields=MOST_FIELDS)
    form = await _left(request, deps)
    if form is None:
        ref = link_of(request.url.path)
        async with deps.pool.acquire() as connection:
            link = await links.find(connection, ref) if ref else None
        asked = fields_asked(ASKED[link.question]) if link else ()
        raise Closed(_NOTHING, said_in(asked, sent.multi_items()))
    typed = as_typed(form, sent)
    await keep(deps, form.with_typed(typed))
    unkept = [
        (at, text) for at, texts in parted(typed, form.matter.unkept)[1].items() for text in texts
    ]
    raise Closed(_KEPT, said_in(form.fields, unkept))


async def check_kept(request: Request, deps: Deps) -> None:
    """Likewise of the answers that somebody looked at: they are kept already.

    Raises:
        Closed: The link is not open.
    """
    if not isinstance(getattr(request.state, "session", None), LinkSession):
        form = await _left(request, deps)
        raise Closed(_KEPT if form is not None and form.kept else _NOTHING)


async def _left(request: Request, deps: PagesDependencies) -> Begun | None:
    """The form of a page that was left open for too long, if its question can still be answered."""
    ref = link_of(request.url.path)
    secret = cookie.shown(request.scope, cookie.of_link(ref)) if ref else None
    if secret is None:
        return None
    async with deps.pool.acquire() as connection:
        session = await link_sessions.find_lapsed(connection, secret)
        if session is None or session.link.ref != ref:
            return None
        told = await told_of(connection, session.link)
    sent = await request.form(max_fields=MOST_FIELDS)
    if told.standing is not Standing.OPEN or not had_by(session, sent):
        return None
    who = Acting(ref=session.link.ref, roles=frozenset())
    return await begun(request, deps, who, Answer(told, deps))


def add_closed(app: FastAPI) -> None:
    """Let whoever comes to a link that is not open be told so on a page."""
    app.add_exception_handler(Closed, _told)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, Closed)  # noqa: S101 - registered for it
    return told_page(
        request,
        "Open the link in our email again",
        str(error),
        status=HTTPStatus.CONFLICT,
        said=error.said,
    )
