"""Commands decide at an installation elsewhere: they know its API and a personal token, no more."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from typer.testing import Result

from api.app import create_api
from api.dependencies import ApiDependencies
from console.terminal import kept_tokens
from console.terminal.acting import TOKEN
from console.terminal.places import API
from desk.authority import ByRegister
from desk.desk import Desk
from register import visits as register_of_visits
from schemas.staff import StaffRole
from schemas.values import Stage
from tests.console.conftest import Visits
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.pages.serving import serving
from tests.support.signed_in import token_of


class There(NamedTuple):
    """An installation, with a visit that waits for its area's officer.

    Attributes:
        walk: The visit.
        engine: Of the installation.
        run: Runs a command here, on a machine that knows the API alone.
    """

    walk: Walk
    engine: Engine
    run: "Callable[..., asyncio.Future[Result]]"


@pytest.fixture
async def there(
    engine: Engine, visits: Visits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[There]:
    async with engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("respond")
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            patience=UNHURRIED,
            now=lambda: walk.now,
            authority=ByRegister(),
        )
        api = create_api(ApiDependencies(engine.pool, desk))
        async with serving(Starlette(routes=[Mount("/api", api)])) as address:
            monkeypatch.setenv(API, f"{address}/api")
            monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
            yield There(walk, engine, lambda *words, **more: _in_thread(visits, *words, **more))


def _in_thread(visits: Visits, *words: str, stdin: str | None = None) -> "asyncio.Future[Result]":
    # A command has an event loop of its own.
    return asyncio.ensure_future(asyncio.to_thread(visits, *words, stdin=stdin))


async def _token(there: There, ref: str, *roles: StaffRole) -> str:
    return await token_of(there.engine.addresses.database_url, ref, *roles)


REPORT = """\
title: What the first visits found
programme: Area visits 2026
office: Ofsted and the Care Quality Commission
introduction: [We visited local areas. These visits were not inspections.]
method: [Each visit took two days.]
contact: {office: The team for area SEND visits}
"""
NOMINATED = ("--name", "Morwenna Hale", "--email", "m@kent.example.gov.uk", "--organisation", "KCC")


async def test_a_decision_is_taken_there_by_whoever_the_token_belongs_to(
    there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, await _token(there, "p-ada", StaffRole.COORDINATOR))

    looked = await there.run("nominate", there.walk.visit, *NOMINATED, "--preview")
    done = await there.run("nominate", there.walk.visit, *NOMINATED, "--id", "one", "--json")
    again = await there.run("nominate", there.walk.visit, *NOMINATED, "--id", "one", "--json")

    assert "Nothing is recorded. If this is decided now" in looked.stdout
    assert json.loads(done.stdout)["recorded"] is True, done.stdout + done.stderr
    assert json.loads(again.stdout)["sequence"] == json.loads(done.stdout)["sequence"]
    events = await there.engine.events(there.walk.visit)
    assert events[-1].event.actor == "p-ada"


async def test_what_is_refused_there_is_said_here(
    there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, await _token(there, "p-op", StaffRole.OPERATOR))
    not_theirs = await there.run("nominate", there.walk.visit, *NOMINATED)
    monkeypatch.setenv(TOKEN, await _token(there, "p-ada", StaffRole.COORDINATOR))
    too_early = await there.run("share", there.walk.visit, "--to", "dfe")
    unasked = await there.run("cancel", there.walk.visit, "--reason", "Flooded.")
    unknown = await there.run("nominate", "interim-e10000099", *NOMINATED)
    looking = await there.run("list")

    assert not_theirs.exit_code == 1
    assert "operator" in not_theirs.stderr
    assert "has no summary note yet" in too_early.stderr
    assert "Repeat the command with --yes if that is meant." in unasked.stderr
    assert "interim-e10000099" in unknown.stderr
    assert "`visits list`" in " ".join(unknown.stderr.split())
    assert looking.exit_code == 1
    assert "This command reads the register" in looking.stderr
    async with there.engine.pool.acquire() as connection:
        state = await register_of_visits.require(connection, there.walk.visit)
    assert state.stage is Stage.PREPARING

    meant = await there.run("cancel", there.walk.visit, "--reason", "Flooded.", "--yes")
    assert meant.exit_code == 0, meant.stderr


async def test_a_token_is_taken_once_it_opens_something(there: There) -> None:
    secret = await _token(there, "p-ada", StaffRole.COORDINATOR)

    nobody = await there.run("nominate", there.walk.visit, *NOMINATED)
    wrong = await there.run("login", stdin="not-a-token\n")
    right = await there.run("login", stdin=f"{secret}\n")
    done = await there.run("nominate", there.walk.visit, *NOMINATED)
    out = await there.run("logout")

    assert "You have not signed in to that installation" in nobody.stderr
    assert (wrong.exit_code, "This token is not known" in wrong.stderr) == (1, True)
    assert right.exit_code == 0
    assert secret not in right.stdout + right.stderr
    assert done.exit_code == 0, done.stderr
    assert out.exit_code == 0
    assert secret not in kept_tokens.path().read_text(encoding="utf-8")


async def test_a_visit_is_opened_there(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, await _token(there, "p-ada", StaffRole.COORDINATOR))
    words = ("open", "Essex", "--day-one", "2020-11-10", "--programme", f"e{there.engine.number}")

    looked = await there.run(*words, "--preview", "--json")
    opened = await there.run(*words, "--json")

    assert json.loads(looked.stdout)["preview"] is True, looked.stderr
    assert json.loads(opened.stdout)["visit"] == f"e{there.engine.number}-e10000012", opened.stderr


async def test_a_programme_is_opened_there(
    there: There, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(TOKEN, await _token(there, "p-ada", StaffRole.COORDINATOR))
    frame = tmp_path / "frame.csv"
    frame.write_text("code,region\nE10000012,East\nE10000016,South\nE10000030,South\n")
    name = f"elsewhere-{there.engine.number}"
    days = ("--from", "2020-11-02", "--until", "2020-12-11")
    words = ("programme", "start", name, str(frame), "--number", "1", *days, "--id", "one")

    looked = await there.run(*words, "--preview")
    before = [one for one in await there.engine.all_events() if one.event.subject == name]
    opened = await there.run(*words)
    again = await there.run(*words, "--json")
    bad = await there.run(*words[:3], str(frame), "--number", "9", *days)

    assert f"Nothing is recorded. If this is decided now, in {name}:" in looked.stdout, (
        looked.stderr
    )
    assert before == []
    assert f"Programme {name} is opened: 1 of 3 areas will be drawn." in opened.stdout, (
        opened.stderr
    )
    assert json.loads(again.stdout)["programme"] == name, again.stderr
    assert bad.exit_code == 1
    known = [one.event for one in await there.engine.all_events() if one.event.subject == name]
    assert known[0].actor == "p-ada"


async def test_files_that_a_spreadsheet_saved_open_a_programme(
    there: There, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """“CSV UTF-8” has a mark of order and two characters at the end of each line."""
    monkeypatch.setenv(TOKEN, await _token(there, "p-ada", StaffRole.COORDINATOR))
    frame, quotas = tmp_path / "frame.csv", tmp_path / "quotas.csv"
    frame.write_bytes(
        b"\xef\xbb\xbfcode,region\r\nE10000012,East\r\nE10000016,South\r\nE10000030,South\r\n"
    )
    quotas.write_bytes(b"\xef\xbb\xbfcolumn,value,min,max\r\nregion,South,1,\r\n")
    name = f"spreadsheet-{there.engine.number}"
    days = ("--from", "2020-11-02", "--until", "2020-12-11")

    opened = await there.run(
        *("programme", "start", name, str(frame), "--quotas", str(quotas), "--number", "1"), *days
    )

    assert opened.exit_code == 0, opened.stderr
    # Whoever has the file can work out the digest that is made known.
    assert hashlib.sha256(frame.read_bytes()).hexdigest() in opened.stdout
    fixed = [one.event for one in await there.engine.all_events() if one.event.subject == name][1]
    assert fixed.fact.sha256 == hashlib.sha256(frame.read_bytes()).hexdigest()


async def test_a_report_is_begun_there(
    there: There, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where nothing can be said yet, it is refused there, and that is said here."""
    monkeypatch.setenv(TOKEN, await _token(there, "p-ana", StaffRole.ANALYST))
    file = tmp_path / "report.yaml"
    file.write_text(REPORT)

    refused = await there.run("report", "start", "none-such/first", "--file", str(file))

    assert refused.exit_code == 1
    assert "none-such" in refused.stderr
    assert "reads the register" not in refused.stderr


async def test_a_token_goes_over_https_alone(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(API, "http://visits.example.org/api")
    monkeypatch.setenv(TOKEN, "secret")

    refused = await asyncio.to_thread(visits, "nominate", "interim-e10000016", *NOMINATED)

    assert refused.exit_code == 1
    assert "it begins with https://" in refused.stderr


@pytest.mark.parametrize("status", [502, 503])
async def test_what_may_have_been_taken_is_asked_for_by_its_id(
    visits: Visits, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    async def away(_request: Request) -> Response:
        return Response("<html>", status_code=status)

    door = Starlette(routes=[Route("/{path:path}", away, methods=["POST"])])
    monkeypatch.setenv(TOKEN, "avp_0_0")
    async with serving(door) as address:
        monkeypatch.setenv(API, address)
        words = ("pause", "interim-e10000016", "--reason", "A lockdown.", "--yes", "--id", "a-1")
        found = await _in_thread(visits, *words)

    said = " ".join(found.stderr.split())
    assert found.exit_code == 1
    assert f"is away (status {status})" in said
    assert "repeat the command with --id a-1; it is done at most once" in said
