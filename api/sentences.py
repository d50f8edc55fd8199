"""Turns what a desk says no with into problem documents, each with its sentence."""

from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from api.wording import in_api
from desk.answers import NotAnswered, NotConfirmed
from desk.diary import UnknownInspector
from desk.links import UnknownLink
from desk.reading import Mistakes
from register.areas import AreaNotThen, UnknownArea
from register.batches import UnknownBatch
from register.brought import IdOfAnother
from register.letter_list import UnknownLetter
from register.programmes import UnknownProgramme
from register.related import UnknownSideProcess
from register.reports import UnknownReport
from register.visits import UnknownVisit
from rules.refusals import RefusalCode, Refused
from schemas.sentences import Sentence
from web.problems import AT_A_TERMINAL, KINDS, ProblemCode, Wrong, document

_UNKNOWN: Final = (
    UnknownBatch,
    UnknownInspector,
    UnknownLetter,
    UnknownLink,
    UnknownProgramme,
    UnknownReport,
    UnknownSideProcess,
    UnknownVisit,
)


def add_sentences(app: FastAPI) -> None:
    """Let every sentence of the desk be told as a problem document."""
    app.add_exception_handler(Sentence, _sentence)


async def _sentence(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Sentence)  # noqa: S101 - registered for nothing else
    return problem_of(error)


def problem_of(error: Sentence) -> JSONResponse:
    """What a sentence is told as."""
    match error:
        case Mistakes():
            errors = [
                Wrong.model_validate({"in": _place(one.path), "wrong": in_api(one.why)})
                for one in error.each
            ]
            return _said(ProblemCode.BAD_REQUEST, f"The form cannot be used: {error}.", errors)
        case IdOfAnother():
            return _said(ProblemCode.ID_OF_ANOTHER, str(error), refusal=error.code)
        case Refused(code=RefusalCode.PERMISSION):
            return _said(ProblemCode.NOT_PERMITTED, error.sentence, refusal=error.code)
        case Refused():
            return _said(ProblemCode.REFUSED, error.sentence, refusal=error.code)
        case NotConfirmed():
            return _told(
                ProblemCode.NOT_CONFIRMED,
                f"{' '.join(error.consequences)} Nothing was changed; ask again with "
                "confirmed=true if that is meant.",
                more={"consequences": list(error.consequences)},
            )
        case NotAnswered():
            return _told(
                ProblemCode.NOT_ANSWERED,
                "No worker took this in time, and it may not have been accepted. Send it again "
                f"with the Idempotency-Key {error.update_id}: it is done at most once.",
                more={"update_id": error.update_id},
                headers={"Retry-After": "5"},
            )
        case UnknownArea() | AreaNotThen():
            return _said(ProblemCode.REFUSED, str(error))
        case _ if isinstance(error, _UNKNOWN):
            return _said(ProblemCode.NOT_FOUND, str(error))
        case _:
            return _said(ProblemCode.REFUSED, str(error))


def _said(
    code: ProblemCode,
    sentence: str,
    errors: list[Wrong] | None = None,
    *,
    refusal: RefusalCode | None = None,
) -> JSONResponse:
    """A sentence in the words of this door; as it was where a terminal shows it to a person."""
    detail = in_api(sentence)
    more: dict[str, object] = {"code": refusal.value} if refusal else {}
    if detail != sentence:
        more[AT_A_TERMINAL] = sentence
    return _told(code, detail, errors, more=more)


def _told(
    code: ProblemCode,
    detail: str,
    errors: list[Wrong] | None = None,
    *,
    more: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    return document(
        KINDS[code].status, code, detail, errors=errors, headers=headers, more=more or {}
    )


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in ("body", *path)).encode("ascii", "replace").decode()[:80]
