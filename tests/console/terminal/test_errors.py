"""How commands fail: a sentence, a true exit code, no traceback."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import asyncpg
import pytest
import typer
from typer.testing import CliRunner, Result

from console.terminal.errors import LOG, Commands, Failed, explain
from desk.answers import NotAnswered, NotYetRecorded
from register.connection import Pool
from rules.refusals import RefusalCode, Refused

SECRET = "Amara Okafor"  # noqa: S105 - a name that must not be written down


def failing_with(error: Exception) -> typer.Typer:
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

    @app.callback()
    def group() -> None: ...

    @app.command()
    def fail(*, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
        raise error

    return app


@pytest.mark.parametrize(
    "words", [["list"], ["show", "interim-e10000016"], ["respond", "interim-e10000016", "--accept"]]
)
def test_without_a_stack_a_sentence_says_how_to_start_one(
    visits: Callable[..., Result], words: list[str]
) -> None:
    result = visits(*words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Start one with `visits up`" in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_a_stack_json_says_the_same(visits: Callable[..., Result]) -> None:
    result = visits("list", "--json")
    assert result.exit_code == 1
    assert result.stderr == ""
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "stack_unavailable"
    assert "`visits up`" in error["sentence"]


def test_a_register_that_does_not_answer_is_a_sentence(
    visits: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = visits("list")
    assert result.exit_code == 1
    assert "Check DATABASE_URL" in result.stderr


def test_a_worker_without_a_register_is_told_what_to_set(visits: Callable[..., Result]) -> None:
    result = visits("worker")
    assert result.exit_code == 1
    assert "DATABASE_URL is not set" in result.stderr


@pytest.mark.parametrize("as_json", [False, True])
def test_a_broken_scenario_is_a_sentence(visits: Callable[..., Result], *, as_json: bool) -> None:
    Path("broken.yaml").write_text("title: Nothing in it\n", encoding="utf-8")
    result = visits("rehearse", "broken.yaml", *(["--json"] if as_json else []))
    assert result.exit_code == 1
    assert "broken.yaml is broken: area is missing" in (result.stdout if as_json else result.stderr)


def test_an_unknown_scenario_is_answered_with_those_there_are(
    visits: Callable[..., Result],
) -> None:
    result = visits("rehearse", "nonesuch")
    assert result.exit_code == 1
    assert "smooth" in result.stderr


def test_a_refusal_is_its_sentence() -> None:
    refused = Refused(RefusalCode.TEAM, "The team was not confirmed: there is no HMI.")
    result = CliRunner().invoke(failing_with(refused), ["fail"])
    assert (result.exit_code, result.stderr) == (1, f"{refused.sentence}\n")
    told = json.loads(CliRunner().invoke(failing_with(refused), ["fail", "--json"]).stdout)
    assert told == {"error": {"code": "team", "sentence": refused.sentence}}


def test_accepted_but_not_yet_recorded_is_3_and_names_the_id() -> None:
    late = NotYetRecorded("interim-e10000016", "abc-1")
    result = CliRunner().invoke(failing_with(late), ["fail", "--json"])
    assert result.exit_code == 3
    assert json.loads(result.stdout)["error"]["update_id"] == "abc-1"
    assert "--id abc-1" in CliRunner().invoke(failing_with(late), ["fail"]).stderr


def test_not_answered_is_1_and_names_the_id() -> None:
    result = CliRunner().invoke(failing_with(NotAnswered("v", "abc-1")), ["fail", "--json"])
    assert result.exit_code == 1
    told = json.loads(result.stdout)["error"]
    assert told["update_id"] == "abc-1"
    assert "whether Temporal and a worker run" in told["sentence"]


def test_an_unforeseen_error_names_its_class_and_where_it_is_written_down() -> None:
    result = CliRunner().invoke(failing_with(KeyError(SECRET)), ["fail"])
    assert result.exit_code == 1
    assert "KeyError" in result.stderr
    assert str(LOG) in result.stderr
    assert "Traceback" not in result.output
    assert SECRET not in result.output + LOG.read_text(encoding="utf-8")
    assert json.loads(LOG.read_text(encoding="utf-8"))["exception"] == "KeyError"


def test_a_traceback_is_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISITS_DEBUG", "1")
    result = CliRunner().invoke(failing_with(KeyError(SECRET)), ["fail"])
    assert isinstance(result.exception, KeyError)


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (asyncpg.UndefinedTableError(SECRET), "`visits migrate`"),
        (asyncpg.AdminShutdownError(SECRET), "PostgreSQL runs"),
        (asyncpg.InsufficientPrivilegeError(SECRET), "visits_worker for `visits worker`, "),
        (Failed("This and no more."), "This and no more."),
        (asyncpg.SerializationError(SECRET), "Try again in a moment."),
        (TimeoutError(), "PostgreSQL runs"),
        (PermissionError(13, "Permission denied", "out"), "“out” cannot be used"),
        (OSError(30, "Read-only file system", "out"), "“out” cannot be used: Read-only"),
        (OSError(28, "No space left on device"), "A file cannot be used: No space left"),
        (OSError(5, "Input/output error", "out"), "“out” cannot be used: Input/output error."),
        (FileExistsError(17, "File exists", "out"), "“out” cannot be used: it is there already"),
        (NotADirectoryError(20, "Not a directory", "out/a"), "“out/a” cannot be used"),
    ],
)
def test_what_servers_and_files_say_becomes_a_sentence(error: Exception, hint: str) -> None:
    _, sentence = explain(error)
    assert hint in sentence
    assert SECRET not in sentence


@pytest.mark.parametrize("value", ["a\0b", "half \udcff"])
async def test_a_value_that_the_database_refuses_is_not_told_as_a_database_that_is_away(
    pool: Pool, value: str
) -> None:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)) as refused:
        await pool.fetchval("SELECT $1::text", value)
    code, sentence = explain(refused.value)
    assert code == "register_refused"
    assert "did not answer" not in sentence
    assert value not in sentence


def test_the_process_ends_with_the_commands_own_code() -> None:
    command = [sys.executable, "-m", "console.main"]
    failed = subprocess.run([*command, "list"], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith("No stack is running")
    wrong = subprocess.run([*command, "opne"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    fine = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    assert (fine.returncode, fine.stderr) == (0, "")
    assert fine.stdout.startswith("area-visits")
