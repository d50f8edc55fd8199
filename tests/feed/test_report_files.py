"""What came out of a report, at the address that its event has."""

import hashlib
import json

import pytest

from register import reports
from register.connection import Pool
from register.reports import Published
from rules.report.digest import content_digest
from schemas.access import Scope
from schemas.report import messages as m
from schemas.report.state import ReportState
from tests.feed.conftest import Door, MakeToken
from tests.rules.report.reports import REASON, Told, passed, published, signed, written
from tests.support.reports import report
from web.problems import ProblemCode

FILES = {
    "report.html": b"<!doctype html>",
    "areas.meta.csv": b"col_name\n",
    "tables.ods": b"PK",
}
MANIFEST = json.dumps(
    {"files": [{"name": n, "sha256": hashlib.sha256(b).hexdigest()} for n, b in FILES.items()]}
).encode()


async def keep(pool: Pool, state: ReportState) -> None:
    content = report().content
    out = Published(
        state.report, content_digest(content), frozenset({"a"}), content, state.changed_at
    )
    async with pool.acquire() as connection, connection.transaction():
        await reports.save(connection, state)
        await reports.publish(connection, out, {**FILES, "manifest.json": MANIFEST})


@pytest.fixture
def told() -> Told:
    return published(signed(passed(written())))


def address(told: Told, file: str) -> str:
    """As a consumer makes it of the event that it was told."""
    event = next(one for one in told.events if one.type.value == "report.published.v1")
    programme, _, name = event.subject.split("/")
    return f"/programmes/{programme}/report/{name}/files/{file}"


async def test_every_file_of_the_manifest_is_there(pool: Pool, door: Door, told: Told) -> None:
    await keep(pool, told.state)

    async with door.get(address(told, "manifest.json")) as answer:
        listed = json.loads(await answer.read())["files"]
    assert {one["name"] for one in listed} == FILES.keys()
    for one in listed:
        async with door.get(address(told, one["name"])) as answer:
            body = await answer.read()
            assert answer.status == 200
            assert hashlib.sha256(body).hexdigest() == one["sha256"]
            assert answer.headers["ETag"] == f'"{one["sha256"]}"'
            assert one["name"] in answer.headers["Content-Disposition"]


async def test_a_copy_is_known_by_its_tag(pool: Pool, door: Door, told: Told) -> None:
    await keep(pool, told.state)
    tag = f'"{hashlib.sha256(FILES["report.html"]).hexdigest()}"'
    asked = {**door.headers, "If-None-Match": tag}

    there = f"{door.address}{address(told, 'report.html')}"
    async with door.session.get(there, headers=asked) as answer:
        assert answer.status == 304


async def test_what_is_not_out_is_not_found(pool: Pool, door: Door) -> None:
    not_yet = signed(passed(written()))
    await keep(pool, not_yet.state)
    for name in ("first/files/manifest.json", "first/files/areas.csv", "other/files/manifest.json"):
        async with door.get(f"/programmes/autumn/report/{name}") as answer:
            assert answer.status == 404


async def test_what_was_taken_back_is_gone(pool: Pool, door: Door, told: Told) -> None:
    there = address(told, "report.html")
    told.tell(m.WithdrawReport(actor="anna", reason=REASON))
    await keep(pool, told.state)
    async with door.get(there) as answer:
        problem = await answer.json()
    assert answer.status == 410
    assert problem["type"].endswith(ProblemCode.REPORT_WITHDRAWN)


async def test_a_token_without_the_feed_is_refused(
    pool: Pool, door: Door, make_token: MakeToken, told: Told
) -> None:
    await keep(pool, told.state)
    door.token = await make_token(Scope.SUBSCRIPTIONS)
    async with door.get(address(told, "report.html")) as answer:
        assert answer.status == 403
    async with door.session.get(f"{door.address}{address(told, 'report.html')}") as answer:
        assert answer.status == 401
