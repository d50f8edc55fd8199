"""The client as a consumer has it: a distribution of its own, used as its README says."""

import asyncio
import os
import re
import ssl
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from activities.deliveries import new_secret, shown
from activities.deliveries.signing import headers
from desk.subscriptions import Order
from feed.client import FilePosition, NotGenuine, NotTrusted, Signatures, follow
from register import publication
from register.connection import Pool
from register.subscriptions import Secret
from schemas.subscriptions import SecretKind
from tests.e2e.pushes import pushing
from tests.engine import Engine
from tests.feed.conftest import Door
from tests.register.recording import record
from tests.support.certificates import own_certificate, server_side
from tests.support.free_ports import free_port
from tests.support.visits import closed

FOLDER = Path(__file__).parents[2] / "feed" / "client"
FOLLOWS, RECEIVES = re.findall(
    r"```python\n(.*?)```", (FOLDER / "README.md").read_text(), re.DOTALL
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel puts into an environment; aiohttp is there already."""
    wheels = tmp_path_factory.mktemp("wheels")
    build = ["hatchling", "build", "--target", "wheel", "--directory", f"{wheels}"]
    subprocess.run([sys.executable, "-m", *build], check=True, cwd=FOLDER, capture_output=True)
    (wheel,) = wheels.glob("area_visits_client-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(wheels / "site")
    return wheels / "site"


@asynccontextmanager
async def running(
    code: str, installed: Path, folder: Path, environment: Mapping[str, str]
) -> AsyncIterator[asyncio.StreamReader]:
    """A consumer's program, for as long as the block lasts; what it writes."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-c", code),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            yield process.stdout
    finally:
        process.kill()
        await process.communicate()


async def lines(output: asyncio.StreamReader, count: int) -> list[str]:
    return [(await output.readline()).decode().strip() for _ in range(count)]


async def told_of(pool: Pool) -> list[str]:
    async with pool.acquire() as connection:
        log = await publication.of_visit(connection)
    return [f"{event.position} {event.type} {event.partition}" for event in log]


def test_it_brings_all_that_it_needs_but_aiohttp(installed: Path) -> None:
    code = "import area_visits_client, sys; print(*{m.partition('.')[0] for m in sys.modules})"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    ours = {"desk", "feed", "register", "rules", "schemas", "worker"}
    assert (ours | {"cryptography", "pydantic", "temporalio"}).isdisjoint(told.stdout.split())


def test_every_module_is_in_it(installed: Path) -> None:
    modules = {path.name for path in FOLDER.glob("*.py")}
    there = (installed / "area_visits_client").iterdir()
    assert {path.name for path in there if path.name != "__pycache__"} == modules


async def test_it_follows_as_its_readme_says_and_goes_on_where_it_was(
    installed: Path, door: Door, pool: Pool, tmp_path: Path
) -> None:
    await record(pool, closed().events)
    expected = await told_of(pool)
    environment = {"FEED": door.address, "FEED_TOKEN": door.token}

    async with running(FOLLOWS, installed, tmp_path, environment) as output:
        first = await lines(output, 10)
    known = int((tmp_path / "position").read_text(encoding="utf-8"))
    async with running(FOLLOWS, installed, tmp_path, environment) as output:
        rest = await lines(output, len(expected) - known)

    assert first == expected[:10]
    assert known >= 9, "each but the last is dealt with"
    assert rest == expected[known:]


async def test_it_takes_what_is_posted_as_its_readme_says(
    installed: Path, engine: Engine, tmp_path: Path
) -> None:
    port = free_port()
    async with pushing(engine) as push:
        await push.visits(1)
        await push.show_all("warehouse")
        order = Order(push.named("posted"), "warehouse", f"http://127.0.0.1:{port}/hook", after=0)
        _, keys = await push.desk.make(order)
        assert keys is not None
        environment = {
            "FEED_KEYS": " ".join(keys.values()),
            "FEED_HOST": "localhost",
            "PORT": f"{port}",
        }
        async with running(RECEIVES, installed, tmp_path, environment) as output:
            while b"Running on" not in (said := await output.readline()):
                assert said, "it ended"
            await lines(output, 1)  # how to end it
            # It may have been asked, and found away, before it ran.
            await push.desk.retry(order.id)

            expected = await told_of(engine.pool)
            assert await lines(output, len(expected)) == expected


def posted(body: bytes, *keys: Secret, at: datetime | None = None) -> dict[str, str]:
    """The headers that a feed with these keys posts something with."""
    return headers("e/1", body.decode(), keys, at or datetime.now(UTC))


BODY = b'{"id":"e/1","type":"visit.opened.v1","position":1,"partitionkey":"e"}'


@pytest.mark.parametrize("kind", list(SecretKind))
def test_what_is_signed_by_a_key_is_proven_and_nothing_else(kind: SecretKind) -> None:
    right, other = new_secret(kind), new_secret(kind)
    proof = Signatures([shown(kind, right)])
    signed = posted(BODY, Secret(kind, other, None), Secret(kind, right, None))

    event = proof.prove({name.title(): value for name, value in signed.items()}, BODY)
    assert (event.id, event.position) == ("e/1", 1)

    long_ago = datetime.now(UTC) - timedelta(minutes=6)
    for wrong, body in (
        (signed, BODY.replace(b":1,", b":2,")),
        ({**signed, "webhook-id": "e/2"}, BODY),
        ({**signed, "webhook-signature": "v1,AAAA v1a,AAAA v2,AAAA v1, ,"}, BODY),
        ({**signed, "webhook-timestamp": "soon"}, BODY),
        (posted(BODY, Secret(kind, other, None)), BODY),
        (posted(BODY, Secret(kind, right, None), at=long_ago), BODY),
        ({"webhook-id": "e/1"}, BODY),
    ):
        with pytest.raises(NotGenuine):
            proof.prove(wrong, body)


@pytest.mark.parametrize("keys", [[], ["sesame"], ["whsec_!"], ["whpk_AAAA"], ["whsk_AAAA"]])
def test_keys_that_are_none_are_told_at_once(keys: list[str]) -> None:
    with pytest.raises(ValueError, match=r"key"):
        Signatures(keys)


async def test_a_certificate_of_ones_own_is_believed_when_it_is_named(
    pool: Pool, door: Door, tmp_path: Path
) -> None:
    """The feed behind something that speaks TLS, as it is where it runs in earnest."""
    await record(pool, closed().events)
    certificate = own_certificate(tmp_path)

    async def passed_on(request: web.Request) -> web.Response:
        async with door.session.get(
            f"{door.address}{request.path_qs}",
            headers={"Authorization": request.headers["Authorization"]},
        ) as answer:
            position = {"Feed-Position": answer.headers["Feed-Position"]}
            return web.Response(body=await answer.read(), headers=position)

    proxy = web.Application()
    proxy.router.add_get("/events", passed_on)
    runner = web.AppRunner(proxy, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server_side(certificate))
        await site.start()
        address = f"https://127.0.0.1:{runner.addresses[0][1]}"
        position = FilePosition(tmp_path / "position")

        with pytest.raises(NotTrusted):
            await anext(follow(address, door.token, position=position))
        trust = ssl.create_default_context(cafile=certificate)
        first = follow(address, door.token, position=position, trust=trust)
        async with aclosing(first):
            assert (await anext(first)).position == 1
    finally:
        await runner.cleanup()
