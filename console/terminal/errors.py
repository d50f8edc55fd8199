"""How commands fail: one sentence, a true exit code, never a traceback nobody asked for."""

import os
import re
import socket
import sys
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

import asyncpg
import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from console.terminal.logs import logs_in
from console.terminal.output import OutputLost, note, write_json
from desk.answers import KeptForLater, NotAnswered, NotYetRecorded
from register.roles import Role
from rules.refusals import Refused
from schemas.complaints import complaint
from schemas.sentences import NotYetKnown, Sentence
from stack import StackUnavailable

LOG = Path("var/visits.log")
"""Where an error that nobody foresaw is written down, without its words: they may be personal."""

UNFORESEEN = "unforeseen"
WRONG_USAGE = "wrong_usage"
_AS_JSON = "visits.as_json"


class ExitCode(IntEnum):
    """What a command tells the shell. Wrong usage is 2, an interrupted command 130: Typer's."""

    DONE = 0
    FAILED = 1
    WRONG_INPUT = 2
    NOT_YET_RECORDED = 3


class Failed(Sentence):
    """Something a command alone knows to be wrong, as a sentence."""


class StoppedHalfWay(NotYetKnown):
    """A server went away in the middle of many things: some may be recorded, and not all are."""


class WrongInput(Sentence):
    """What a command was given to work on is not what it works on: wrong usage, like Typer's."""


class Commands(TyperGroup):
    """All commands, with the one place that turns an error into a sentence and an exit code."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer types the context as its own
        """Note whether JSON is wanted before anything can go wrong."""
        ctx.meta[_AS_JSON] = "--json" in args
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            _tell_of_usage(error, as_json=ctx.meta[_AS_JSON])
            raise

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # noqa: ANN401 - as Typer has it
        """Run a command."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            told = in_plain_words(error)
            _tell_of_usage(told, as_json=ctx.meta[_AS_JSON])
            raise told from None
        except Exception as error:
            _tell_of_usage(error, as_json=ctx.meta[_AS_JSON])
            # Typer's own carry their exit code; a closed pipe is for Typer to see to.
            if hasattr(error, "exit_code") or isinstance(error, typer.Abort | BrokenPipeError):
                raise
            if os.environ.get("VISITS_DEBUG") == "1":
                raise
            try:
                tell(error, as_json=ctx.meta[_AS_JSON])
            except OutputLost as lost:
                note(str(lost))
            raise typer.Exit(_exit_code(error)) from None


def in_plain_words(error: typer.BadParameter) -> typer.BadParameter:
    """A value that will not do, told in our words where the library that checked it said why."""
    wrong = error.__cause__
    if isinstance(wrong, ValidationError):
        error.message = f"{complaint(wrong.errors())}."
    return error


def _tell_of_usage(error: Exception, *, as_json: bool) -> None:
    """Tell a program of wrong usage as of any other error; people are told of it by Typer.

    Raises:
        Exit: It was told.
    """
    # Typer's errors of usage have no name of their own that is public.
    words: Callable[[], str] | None = getattr(error, "format_message", None)
    if as_json and words and getattr(error, "exit_code", None) == ExitCode.WRONG_INPUT:
        try:
            write_json({"error": {"code": WRONG_USAGE, "sentence": words()}})
        except OutputLost as lost:
            note(str(lost))
        raise typer.Exit(ExitCode.WRONG_INPUT) from None


def _exit_code(error: Exception) -> ExitCode:
    match error:
        case NotYetRecorded() | KeptForLater() | StoppedHalfWay():
            return ExitCode.NOT_YET_RECORDED
        case WrongInput():
            return ExitCode.WRONG_INPUT
        case _:
            return ExitCode.FAILED


def tell(error: Exception, *, as_json: bool) -> None:
    """Say what went wrong: on standard error, or as JSON on standard output."""
    code, sentence = explain(error)
    if not as_json or isinstance(error, OutputLost):
        note(sentence)
        return
    told = {"code": code, "sentence": sentence}
    if isinstance(error, NotYetRecorded | NotAnswered):
        told["update_id"] = error.update_id
    write_json({"error": told})


def explain(error: Exception) -> tuple[str, str]:
    """An error's code, for programs, and its sentence, for people."""
    return foreseen(error) or (UNFORESEEN, _unforeseen(error))


def foreseen(error: Exception) -> tuple[str, str] | None:
    """The same, of an error that there are words for."""
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
    match error:
        case Refused():
            return error.code.value, error.sentence
        case Sentence() | StackUnavailable():
            return code, str(error)
        case asyncpg.UndefinedTableError() | asyncpg.UndefinedColumnError():
            return "register_not_prepared", (
                "The register's tables are not those of this release. Run `visits migrate`."
            )
        case _ if status := _temporal_status(error):
            return "temporal_unavailable", (
                f"Temporal did not answer ({status}). "
                "Nothing is known to have changed; see whether it runs, then try again."
            )
        case asyncpg.TransactionRollbackError() | asyncpg.LockNotAvailableError():
            return "register_busy", (
                f"The register is busy ({type(error).__name__}), and nothing has changed. "
                "Try again in a moment."
            )
        case asyncpg.InsufficientPrivilegeError():
            return "register_not_allowed", (
                "The register does not allow this to the role that DATABASE_URL names. It is "
                f"{Role.WORKER} for `visits worker`, {Role.FEED} for `visits feed` and "
                f"{Role.DESK} for every other command; after a new release, run `visits migrate` "
                "as the register's owner."
            )
        case _ if _is_away(error):
            return "register_unavailable", (
                f"The register did not answer ({type(error).__name__}). Nothing is known to have "
                "changed; see whether PostgreSQL runs, then try again."
            )
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return "register_refused", (
                f"The register refused what it was given ({type(error).__name__}), and nothing "
                "has changed. Look for a character that does not belong there."
            )
        case OSError():
            return "file", _of_a_file(error)
        case _:
            return None


_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InternalClientError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
)


def who_is_away(error: Exception) -> str | None:
    """Which server did not answer, as a clause; `None` of any other error."""
    if status := _temporal_status(error):
        return f"Temporal did not answer ({status})"
    busy = isinstance(error, asyncpg.TransactionRollbackError | asyncpg.LockNotAvailableError)
    if busy or _is_away(error):
        return f"the register did not answer ({type(error).__name__})"
    return None


def _is_away(error: Exception) -> bool:
    """Whether PostgreSQL did not answer; a value that it cannot take is its answer."""
    return isinstance(error, _AWAY) and not isinstance(error, ValueError)


def _of_a_file(error: OSError) -> str:
    name = f"“{error.filename}”" if error.filename else "A file"
    if isinstance(error, FileExistsError):
        return f"{name} cannot be used: it is there already, and is not a folder."
    return f"{name} cannot be used: {error.strerror or type(error).__name__}."


def _temporal_status(error: Exception) -> str | None:
    """What Temporal's client said; it can only have said it if it was loaded."""
    service = sys.modules.get("temporalio.service")
    if service is None or not isinstance(error, service.RPCError):
        return None
    return str(error.status.name).lower().replace("_", " ")


def _unforeseen(error: Exception) -> str:
    where = f"It is written down in {LOG}." if _write_down(error) else ""
    return (
        f"Something went wrong that this program did not foresee ({type(error).__name__}). "
        f"{where or 'It could not be written down.'} "
        "VISITS_DEBUG=1 before the command shows all of it."
    )


def _write_down(error: Exception) -> bool:
    import structlog

    try:
        with logs_in(LOG):
            structlog.get_logger("console").error("unforeseen", exc_info=error)
    except OSError:
        return False
    return True
