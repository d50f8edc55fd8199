"""One stack for the whole run: the real server in virtual time and the real PostgreSQL.

Tests are kept apart by a database each and a programme each, not by servers each.
"""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from collections.abc import Set as AbstractSet
from itertools import count
from pathlib import Path
from shutil import disk_usage

import asyncpg
import pytest

from desk.desk import Desk
from register.connection import Pool, open_pool
from register.migrate import migrate
from register.roles import SERVING
from stack import EmbeddedStack, StackAddresses, throwaway_stack
from tests.engine import UNHURRIED, Engine
from tests.process_logs import set_up_for_tests
from tests.side_by_side import SideBySide, order_of
from workflows.search_attributes import server_types

pytest_plugins = ["tests.performances", "tests.support.several_runs"]
# What modules share requires things, too: say of these what they found, as tests do.
pytest.register_assert_rewrite("tests.e2e", "tests.feed", "tests.rules", "tests.support")

# Thousands of tests that have been collected are no garbage: looking for some among them as often
# as Python does by itself took a sixth of all processor time.
gc.set_threshold(100_000, 50, 50)

_NUMBERS = count(1)
_MANY_QUEUES = (
    "matching.maxTaskQueuesInDeploymentVersion=10000",
    "metrics.breakdownByTaskQueue=false",
    "frontend.WorkflowPauseEnabled=true",
)
"""Each test has a task queue of its own. By default a worker's version may have a hundred, of those
beyond which the server takes no notice, and each has metrics that are worked out each second. A
whole run can be paused where a server's operator allows it."""
_ROOM = 4 * 2**30  # bytes; two stacks side by side took half a GiB at most
_PLAYED_WITHIN = 900  # seconds, on a machine that has much else to do; usually one minute


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SideBySide | None:
    """Where files run side by side: see there."""
    return SideBySide(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that none of it begins when all else is done."""
    for item in items:
        _require_cases_in_order(item)
    items.sort(key=lambda item: order_of(item.nodeid))
    for item in items:
        if "performances" in getattr(item, "fixturenames", ()):
            # Whichever comes first waits until every scenario has been played.
            item.add_marker(pytest.mark.timeout(_PLAYED_WITHIN))


def _require_cases_in_order(item: pytest.Item) -> None:
    """Each process must collect the same tests in the same order, and a set has none to keep."""
    for mark in item.iter_markers("parametrize"):
        if any(isinstance(part, AbstractSet) for part in (*mark.args, *mark.kwargs.values())):
            message = f"The cases of {item.nodeid} come from a set: give them in an order"
            raise pytest.UsageError(message)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Name every offender where a list of them should be empty.

    By itself pytest names the first, or, asked for more, works out a difference line by line, which
    takes minutes where the texts are long.
    """
    if op != "==" or not isinstance(left, list) or not isinstance(right, list) or right:
        return None
    return [f"there are {len(left)} where there should be none", *(f"  {each!r}" for each in left)]


def pytest_configure(config: pytest.Config) -> None:
    """Keep the bytecode of the processes that tests start, where none is kept beside the code.

    Each would compile every library anew, which takes longer than most of them live.
    """
    set_up_for_tests()
    cache: pytest.Cache | None = getattr(config, "cache", None)
    if cache is not None and os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(cache.mkdir("bytecode"))


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Whatever a test, or what is made for many of them, does to logging, the next finds none."""
    set_up_for_tests()
    yield
    set_up_for_tests()


@pytest.fixture(scope="session", autouse=True)
def unhurried_desks() -> Iterator[None]:
    """Commands, pages and doors of this process wait longer than a person would, too.

    They sit down at a desk of their own, which a test does not come to.
    """
    by_default = Desk.__init__.__kwdefaults__
    assert by_default is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(by_default, "patience", UNHURRIED)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands sign as this process's desks do, whose workers take that and nothing else."""
    from tests.support.signed import own_key_file  # once its assertions can be rewritten

    file = own_key_file(tmp_path_factory.mktemp("keys"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VISITS_DECISIONS_KEY_FILE", str(file))
        yield


@pytest.fixture(scope="session")
def stack() -> Iterator[EmbeddedStack]:
    """A throwaway stack in virtual time."""
    with throwaway_stack(
        search_attributes=server_types(),
        roles=SERVING,
        parent=_memory(),
        dynamic_config=_MANY_QUEUES,
    ) as running:
        yield running


def _memory() -> Path | None:
    """Where files are kept in memory, if the system has such a place and there is room.

    Hundreds of databases are made and dropped: a slow disk would set the pace of all tests.
    """
    place = Path("/dev/shm")  # noqa: S108 - what is made there is private, and goes with the stack
    if place.is_dir() and disk_usage(place).free >= _ROOM:
        return place
    return None


@pytest.fixture
async def addresses(
    stack: EmbeddedStack, request: pytest.FixtureRequest
) -> AsyncIterator[StackAddresses]:
    """The stack's addresses with a database of the test's own; empty, unless it asks for `pool`."""
    like = await migrated(stack) if "pool" in request.fixturenames else None
    made = await own_database(stack.addresses, like=like)
    yield made
    await _drop(made)


async def own_database(
    shared: StackAddresses, *, like: StackAddresses | None = None
) -> StackAddresses:
    """Addresses that differ from the shared ones by a database of their own.

    Args:
        shared: Of the stack.
        like: Whose database to copy, while nobody is connected to it; by default it is empty.
    """
    name = f"test_{next(_NUMBERS)}"
    template = "template1" if like is None else like.database_url.rsplit("/", 1)[1]
    connection = await asyncpg.connect(f"{shared.database_url.rsplit('/', 1)[0]}/postgres")
    try:
        # Copied as files: with so few rows in them, that takes half as long.
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    finally:
        await connection.close()
    return shared.in_database(name)


_MIGRATED: list[StackAddresses] = []


async def migrated(stack: EmbeddedStack) -> StackAddresses:
    """A register that nobody writes to, to be copied: quicker than migrating one for each test."""
    if not _MIGRATED:
        made = await own_database(stack.addresses)
        async with open_pool(made.database_url) as opened:
            await migrate(opened)
        _MIGRATED.append(made)
    return _MIGRATED[0]


async def _drop(made: StackAddresses) -> None:
    """Thousands of files would otherwise be put away at the end, while nothing else goes on."""
    base, _, name = made.database_url.rpartition("/")
    connection = await asyncpg.connect(f"{base}/postgres")
    try:
        # Not WITH (FORCE): that also asks for the right to end PostgreSQL's own tidying up, which
        # runs as its superuser. What is left of ours is ended here, and a plain drop waits for it.
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = $1 AND usename IS NOT NULL AND pid <> pg_backend_pid() "
            "AND pg_has_role(usesysid, 'MEMBER')",
            name,
        )
        await connection.execute(f"DROP DATABASE {name}")
    finally:
        await connection.close()


@pytest.fixture
async def pool(addresses: StackAddresses) -> AsyncIterator[Pool]:
    """A register of the test's own, migrated."""
    async with open_pool(addresses.database_url) as opened:
        yield opened


@pytest.fixture
def engine(addresses: StackAddresses, pool: Pool, tmp_path: Path) -> Engine:
    """Everything a visit needs, for one test."""
    return Engine(addresses=addresses, pool=pool, folder=tmp_path, number=next(_NUMBERS))
