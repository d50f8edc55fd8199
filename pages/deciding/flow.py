"""How somebody looks at what a form would cause, decides, and is told what became of it."""

import asyncio
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakValueDictionary

from fastapi import Request, Response
from starlette.datastructures import FormData

from desk.answers import KeptForLater, NotAnswered, NotYetRecorded
from desk.receipt_words import of_letters, what_is_next
from desk.second_person import WaitsForSecond
from pages.dates import moment
from pages.deciding.answers import answers_of
from pages.deciding.errors import Errors, Wrong
from pages.deciding.filling import context, form_page, see
from pages.deciding.half_filled import NO_REASON, Begun, changed_since, discard, shown_as
from pages.deciding.matter import Matter
from pages.deciding.places import place_of
from pages.deciding.unkept import forget
from pages.dependencies import PagesDependencies
from pages.rendering import page
from pages.sentences import BEING_RECORDED, KEPT, in_pages
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import Form
from schemas.ids import UpdateId
from schemas.sentences import Sentence


class Told(NamedTuple):
    """Why what was pressed decided nothing, above the check.

    Attributes:
        why: That.
        then: What to do before it is pressed again; nothing where it cannot be.
    """

    why: str
    then: str = ""

    def words(self, *, possible: bool) -> str:
        """What is said of it, with what to do where the decision is still possible."""
        return f"{self.why} {self.then}" if possible and self.then else self.why


_HAPPENED = Told("Something has happened since you looked.", "Check this again before you go on.")
ANOTHER_TAB = Told(
    "Your answers are not those that you looked at: you changed them since, perhaps in another "
    "tab. These are your answers now.",
    "Check them before you go on.",
)
ANOTHER_FORM = Told(
    "The form that you looked at is there no more, and nothing was recorded by it. This is the "
    "form as it is now.",
    "Check it before you go on.",
)
_ONE_AT_A_TIME: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""Who decides about something; another process of these pages has its own."""


async def look(request: Request, deps: PagesDependencies, form: Begun) -> Response:
    """The check of what was filled in; whoever goes back to one that is decided begins anew."""
    return await check_page(request, deps, form) if form.kept else see(form.matter.here)


async def check_page(
    request: Request,
    deps: PagesDependencies,
    form: Begun,
    *,
    told: Told | None = None,
    status: int = 200,
) -> Response:
    """The answers, what has happened meanwhile, what it would bring about, and the button."""
    filled_in, mistakes = form.filled_in()
    if filled_in is None:
        return form_page(
            request, form, form.errors(mistakes), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    seen, changes = await changed_since(deps, form)
    preview, possible, second = None, False, False
    refusal = ""
    try:
        preview = await form.matter.preview(deps.desk, filled_in, form.draft.actor)
        possible = True
    except WaitsForSecond:
        possible, second = True, True
    except Sentence as refused:
        errors = _errors_of(form, refused)
        if errors is not None and told is None:
            return form_page(request, form, errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        refusal = form.matter.words_of(refused)
    there = "#decide" if possible else form.matter.here
    why = told.words(possible=possible) if told else ""
    wrong = [Wrong(words, there) for words in dict.fromkeys((why, refusal)) if words]
    return page(
        request,
        f"{form.matter.pages}/check.html",
        status=status,
        answers=answers_of(form.fields, _as_taken(form, filled_in)),
        preview=preview,
        possible=possible,
        second=second,
        next=what_is_next(preview.receipt, moment) if preview else "",
        changes=changes,
        seen=seen,
        shown=shown_as(form),
        wrong=wrong,
        **context(form),
    )


def _errors_of(form: Begun, refused: Sentence) -> Errors | None:
    """What the rules find wrong, at the field that it is about; `None` where that is no one field.

    It is told where it was typed, like what the form finds wrong by itself.
    """
    if isinstance(refused, Refused) and refused.code is RefusalCode.REASON_MISSING:
        return form.errors([NO_REASON])
    at = place_of(refused, form.fields, form.values)
    return Errors.of_field(form.fields, at, form.matter.words_of(refused)) if at else None


def _as_taken(form: Begun, filled_in: Form) -> dict[str, Any]:
    """What was answered, as it would be kept: what cannot be seen has been taken out of it."""
    taken = filled_in.model_dump(mode="json")
    return {name: taken.get(name, value) for name, value in form.values.items()}


async def decide(
    request: Request, deps: PagesDependencies, form: Begun, sent: FormData
) -> Response:
    """Decide, unless something has happened that whoever decides has not seen."""
    update_id = str(sent.get("_update_id", ""))
    if update_id != form.draft.update_id:
        # It was sent twice, and the first time it was decided: the form is there no more.
        if await _was_decided(deps, form, update_id):
            return see(form.matter.done(update_id))
        return await _shown_again(request, deps, form, ANOTHER_FORM)
    filled_in, mistakes = form.filled_in()
    if filled_in is None:
        return form_page(
            request, form, form.errors(mistakes), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    if str(sent.get("_shown", "")) != shown_as(form):
        return await _shown_again(request, deps, form, ANOTHER_TAB)
    # Of two who press at once, the second is told what the first has done.
    async with _ONE_AT_A_TIME.setdefault(form.matter.stream or update_id, asyncio.Lock()):
        return await _decided(request, deps, form, sent, filled_in)


async def _decided(
    request: Request, deps: PagesDependencies, form: Begun, sent: FormData, filled_in: Form
) -> Response:
    """Decide what was looked at, unless something has happened since."""
    update_id = form.draft.update_id
    seen, _ = await changed_since(deps, form)
    if str(sent.get("_seen", "")) != str(seen) and not await _known(deps, form, update_id):
        return await _shown_again(request, deps, form, _HAPPENED)
    try:
        told_at = await form.matter.decide(deps.desk, filled_in, form.draft.actor, update_id)
    except (NotYetRecorded, KeptForLater):
        told_at = form.matter.done(update_id)
    except WaitsForSecond:
        await discard(deps, form)
        return _waits_page(request, form)
    except NotAnswered:
        told = Told(
            "Nothing answers at the moment, so nobody knows yet whether this was taken. Your form "
            "is kept.",
            "Press the button again in a moment: it is done at most once.",
        )
        return await check_page(
            request, deps, form, told=told, status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    except Sentence as refused:
        told = Told(form.matter.words_of(refused))
        return await check_page(request, deps, form, told=told, status=HTTPStatus.CONFLICT)
    await discard(deps, form)
    answer = see(told_at)
    forget(answer)
    return answer


async def _shown_again(
    request: Request, deps: PagesDependencies, form: Begun, told: Told
) -> Response:
    """The check anew: what is pressed decides what was looked at, and nothing else."""
    return await check_page(request, deps, form, told=told, status=HTTPStatus.CONFLICT)


async def _was_decided(deps: PagesDependencies, form: Begun, update_id: UpdateId) -> bool:
    """Whether that was decided by an id that is shaped as forms have them, and is theirs to hear.

    A link has one id, its own, so that what comes with another was not decided by it.
    """
    try:
        UUID(update_id)
    except ValueError:
        return False
    if not await _known(deps, form, update_id):
        return False
    subject = form.matter.stream or form.matter.subject
    return await deps.desk.may_hear(subject, update_id, form.matter.form, form.draft.actor)


def _waits_page(request: Request, form: Begun) -> Response:
    """It is kept, and somebody else must do the same."""
    return page(
        request,
        "deciding/done.html",
        title=form.matter.title,
        subject=form.matter.subject,
        back=form.matter.back,
        here="",
        waits="It needs a second person: a senior manager other than you signs in and records the "
        "same within 30 days. Then it is recorded, with the reason that you gave.",
        receipt=None,
        letters=[],
        next="",
    )


async def _known(deps: PagesDependencies, form: Begun, update_id: UpdateId) -> bool:
    """Whether a decision was taken before, so that what happened since is its own doing."""
    try:
        return await form.matter.receipt(deps.desk, deps.pool, update_id) is not None
    except (NotYetRecorded, KeptForLater):
        return True
    except Sentence:
        return False


async def done_page(
    request: Request, deps: PagesDependencies, matter: Matter, update_id: UpdateId
) -> Response:
    """What became of a decision."""
    waits, receipt = "", None
    try:
        receipt = await matter.receipt(deps.desk, deps.pool, update_id)
    except KeptForLater:
        waits = KEPT
    except (NotYetRecorded, NotAnswered):
        waits = BEING_RECORDED
    except Refused as refused:
        waits = in_pages(refused)
    return page(
        request,
        "deciding/done.html",
        title=matter.title,
        subject=matter.subject,
        back=matter.back,
        here=matter.done(update_id),
        waits=waits,
        receipt=receipt,
        letters=of_letters(receipt, moment) if receipt else [],
        next=what_is_next(receipt, moment) if receipt else "",
    )
