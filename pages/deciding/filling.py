"""How somebody fills a form in: what they type is kept, and what is wrong with it is told."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from pages.deciding.errors import FILE, Errors
from pages.deciding.half_filled import Begun, discard, keep
from pages.deciding.note_files import MARKS, takes_note
from pages.deciding.shown import shown_of
from pages.deciding.typed import Typed, with_row, without_row
from pages.deciding.unkept import forget, parted, remember
from pages.deciding.uploads import UnusableFile, takes_file, typed_in
from pages.dependencies import PagesDependencies
from pages.rendering import page
from schemas.forms.form import Form
from schemas.forms.note import CommentsForm, DraftForm
from schemas.forms.preparation import SurveyResultsForm
from schemas.programme.forms import AreaContactsForm


def see(address: str) -> Response:
    """Lead on to another page, so that going back or looking again sends nothing twice."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def context(form: Begun) -> dict[str, Any]:
    """What every page of a form tells."""
    return {
        "title": form.matter.title,
        "subject": form.matter.subject,
        "back": form.matter.back,
        "here": form.matter.here,
        "update_id": form.draft.update_id,
        "told": form.matter.told,
        "marks": form.draft.typed.get(MARKS, []),
    }


def form_page(
    request: Request,
    form: Begun,
    errors: Errors | None = None,
    *,
    status: int = 200,
    refused: str = "",
) -> Response:
    """The form as it is, with what is wrong with it, and why it would be refused in any case."""
    told = errors or form.errors()
    return page(
        request,
        f"{form.matter.pages}/form.html",
        status=status,
        parts=shown_of(form.fields, form.draft.typed, told),
        file=takes_file(form.fields),
        file_error=told.at(FILE),
        file_hint=_file_hint(form.matter.form),
        copies=form.matter.copies,
        edited=takes_note(form.matter.form),
        wrong=told.summary(),
        refused=refused,
        kept=form.kept,
        **context(form),
    )


async def take_in(
    request: Request, deps: PagesDependencies, form: Begun, sent: FormData
) -> Response:
    """Keep what was typed, and go where the button that was pressed leads."""
    if sent.get("_do") == "discard":
        await discard(deps, form)
        anew = see(form.matter.here)
        forget(anew)
        return anew
    typed = as_typed(form, sent)
    answer = await _taken_in(request, deps, form, sent, typed)
    remember(answer, form.draft.update_id, parted(typed, form.matter.unkept)[1])
    return answer


async def _taken_in(
    request: Request, deps: PagesDependencies, form: Begun, sent: FormData, typed: Typed
) -> Response:
    do, _, at = str(sent.get("_do", "check")).partition(" ")
    if do == "add":
        typed = with_row(typed, at)
    if do == "remove":
        typed = without_row(typed, at)
    if do == "file":
        try:
            typed = await typed_in(deps, form.matter, form.fields, typed, sent.get("_file"))
        except UnusableFile as error:
            form = form.with_typed(typed)
            await keep(deps, form)
            wrong = Errors.of_file(str(error))
            return form_page(request, form, wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    form = form.with_typed(typed)
    await keep(deps, form)
    if do == "file":
        return see(form.matter.here)
    if do in {"add", "remove"}:
        where = at if do == "add" else at.rpartition(".")[0]
        return see(f"{form.matter.here}#{where.replace('.', '-')}")
    if do == "keep":
        return see(form.matter.back)
    _, mistakes = form.filled_in()
    if mistakes:
        return form_page(
            request, form, form.errors(mistakes), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    return see(f"{form.matter.here}/check")


def as_typed(form: Begun, sent: FormData) -> Typed:
    """What was typed into the fields that the form has, and what was chosen beside them before."""
    names = {known.name for known in form.fields}
    typed: Typed = {at: texts for at, texts in form.draft.typed.items() if at.startswith("_")}
    for address, text in sent.multi_items():
        if isinstance(text, str) and address.partition(".")[0] in names:
            typed.setdefault(address, []).append(text)
    return typed


def _file_hint(form: type[Form]) -> str:
    what = _FILES.get(form, "As the command takes it")
    return f"{what}; what is typed above is replaced"


_FILES: Final[Mapping[type[Form], str]] = {
    DraftForm: "A .docx or .odt file with a heading for each section, or YAML",
    CommentsForm: "The note as .docx or .odt, edited: what was changed becomes comments",
    AreaContactsForm: "CSV with the columns area, role, ref, name, email and organisation, or YAML",
    SurveyResultsForm: "CSV with the columns audience, question, answer and count",
}
"""What file a form is filled in from, where that is not as a matter of course."""
