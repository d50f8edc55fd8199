"""The oldest PostgreSQL that the register is said to work on, and those between it and ours."""

from pathlib import Path

import pytest

from register.connection import open_pool
from register.migrate import migrate
from register.roles import SERVING, Role, missing_roles
from release.audit import audit
from stack import EmbeddedStack, Postgres
from stack.folders import hold
from stack.programs import postgres_install
from tests.engine import Engine

OLDEST = 15
INSTALLED = (Path(f"/usr/lib/postgresql/{OLDEST}"), postgres_install().with_name("pginstall"))


@pytest.mark.parametrize("install", INSTALLED, ids=["oldest", "between"])
async def test_a_visit_is_carried_from_start_to_end(
    stack: EmbeddedStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, install: Path
) -> None:
    if not (install / "bin" / "postgres").is_file():
        pytest.skip(f"needs PostgreSQL {OLDEST}: apt-get install postgresql-{OLDEST}")
    monkeypatch.setattr("stack.postgres_user.postgres_install", lambda: install)
    with hold(tmp_path / "var") as home:
        server = Postgres.start(home, port=None, throwaway=False, roles=SERVING)
        try:
            async with open_pool(server.url) as owner:
                assert await migrate(owner)
                version = await owner.fetchval("SHOW server_version_num")
                assert OLDEST <= int(version) // 10_000 < 18
                async with owner.acquire() as connection:
                    assert await missing_roles(connection) == []
                engine = Engine(
                    addresses=stack.addresses,
                    pool=owner,
                    folder=tmp_path,
                    number=int(version),
                )
                await engine.play()
                report = await audit(owner, await engine.client(), engine.visit(engine.scenario()))
            assert report.exit_status in {0, 3}, report  # no worker is left to ask
            async with open_pool(server.urls[Role.FEED]) as feed:
                assert await feed.fetchval("SELECT count(*) FROM events") > 0
        finally:
            server.stop()
