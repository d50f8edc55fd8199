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
    if state.manifest is not None:
        state = state.model_copy(update={"manifest": hashlib.sha256(MANIFEST).hexdigest()})
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


@pytest.mark.parametrize("name", ["report.html", "manifest.json"])
async def test_another_file_in_the_place_of_one_is_handed_to_nobody(
    pool: Pool, door: Door, told: Told, name: str
) -> None:
    """It passed no gate, and nobody signed it."""
    await keep(pool, told.state)
    async with pool.acquire() as connection:
        await connection.execute(
            "UPDATE publication_files SET body = $1, sha256 = $2 WHERE name = $3",
            b"saved again",
            hashlib.sha256(b"saved again").hexdigest(),
            name,
        )
        lost = await reports.lost_files(connection, told.state.report)

    async with door.get(address(told, name)) as answer:
        problem = await answer.json()

    assert answer.status == 503
    assert "is not what was published" in problem["detail"]
    assert len(lost) == 1
    assert f"The published file {name} of {told.state.report} is not what was kept" in str(lost[0])


async def test_a_file_that_is_gone_or_was_added_is_told_to_operators(
    pool: Pool, told: Told
) -> None:
    await keep(pool, told.state)
    report = told.state.report
    async with pool.acquire() as connection:
        assert await reports.lost_files(connection, report) == []
        await connection.execute(
            "UPDATE publication_files SET name = 'other.pdf' WHERE name = 'tables.ods'"
        )
        lost = {
            str(one).partition(" of ")[0] for one in await reports.lost_files(connection, report)
        }
        with pytest.raises(reports.FileSpoilt):
            await reports.files_of(connection, report)

        assert await reports.file_of(connection, report, "other.pdf") is None

    assert lost == {"The published file tables.ods", "The published file other.pdf"}


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
