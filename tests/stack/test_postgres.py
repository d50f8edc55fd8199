# ruff: noqa: ASYNC220 - nothing else runs in the loop of a test
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from stack import Postgres, StackUnavailable
from stack.folders import hold
from stack.postgres_user import Way, find_postgres_user
from stack.programs import copy_postgres, postgres_install, temporal_program
from stack.waiting import wait_until_ready

ROOT = Path(__file__).parents[2]

Newcomers = Callable[[], dict[int, str]]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to find another way")

POSTGRES_USER = """
import sys
from pathlib import Path
from stack.postgres_user import ROOT_WAYS, Way, find_postgres_user
user = find_postgres_user(Path(sys.argv[1]), ways=[Way.NOBODY, Way.NOBODY_COPY])
print("ready", user.way.name, flush=True)
user.release()
"""
ORDINARY = """
import sys
from pathlib import Path
from stack import throwaway_stack
with throwaway_stack(search_attributes={}, parent=Path(sys.argv[1])) as stack:
    print(stack.addresses.temporal, stack.addresses.database_url)
"""


def walkable_by_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def may_make_namespaces() -> bool:
    unshare = shutil.which("unshare")
    command = [unshare or "", "--user", "--map-user=1000", "--map-group=1000", "true"]
    return bool(unshare) and not subprocess.run(command, check=False).returncode


async def one(url: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval("SELECT 1")
    finally:
        await connection.close()


@as_root
@pytest.mark.parametrize("way", [Way.NAMESPACE, Way.NOBODY, Way.NOBODY_COPY])
async def test_root_has_three_ways_to_run_it_in_a_folder_closed_to_others(
    tmp_path: Path, way: Way
) -> None:
    if way is Way.NAMESPACE and not may_make_namespaces():
        pytest.skip("this kernel or container allows no user namespaces")
    if way is Way.NOBODY and not walkable_by_all(postgres_install()):
        pytest.skip("the virtual environment is closed to other users")
    tmp_path.chmod(0o700)
    with hold(tmp_path) as home:
        server = Postgres.start(home, port=None, throwaway=True, ways=[way])
        try:
            assert await one(server.url) == 1
        finally:
            server.stop()


@as_root
async def test_root_may_change_its_way_from_one_start_to_the_next(tmp_path: Path) -> None:
    ways = [Way.NOBODY_COPY]
    if may_make_namespaces():
        ways = [Way.NAMESPACE, Way.NOBODY_COPY, Way.NAMESPACE]
    with hold(tmp_path) as home:
        for way in ways:
            server = Postgres.start(home, port=None, throwaway=False, ways=[way])
            try:
                assert await one(server.url) == 1
            finally:
                server.stop()


@as_root
def test_where_nobody_cannot_walk_to_the_programs_they_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = postgres_install().parent
    for name in (package.name, f"{package.name}.libs"):
        (closed / name).symlink_to(package.with_name(name))
    result = subprocess.run(
        [sys.executable, "-c", POSTGRES_USER, tmp_path],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{closed}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split() == ["ready", "NOBODY_COPY"]


@as_root
def test_if_no_way_works_the_sentence_names_the_other_door(tmp_path: Path) -> None:
    with pytest.raises(StackUnavailable, match=r"cannot be run here .* set DATABASE_URL"):
        find_postgres_user(tmp_path, ways=[])


@pytest.fixture
def readable_by_all() -> Iterator[Path]:
    """A folder that every user can walk to, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="readable-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@as_root
def test_an_ordinary_user_runs_it_as_it_is(readable_by_all: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    interpreter = Path("/usr/bin/python3")
    if (
        not interpreter.exists()
        or subprocess.run(
            [interpreter, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], check=False
        ).returncode
    ):
        pytest.skip("no Python that other users can run")
    code = readable_by_all / "code"
    copy_postgres(postgres_install(), readable_by_all)
    shutil.copytree(ROOT / "stack", code / "stack")
    shutil.copy2(temporal_program(), readable_by_all / "temporal")
    theirs = readable_by_all / "theirs"
    theirs.mkdir()
    os.chown(theirs, nobody.pw_uid, nobody.pw_gid)

    result = subprocess.run(
        [interpreter, "-W", "error", "-c", ORDINARY, theirs],
        env={
            "PATH": f"{readable_by_all}:/usr/bin:/bin",
            "PYTHONPATH": f"{code}:{readable_by_all}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(theirs),
        },
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        cwd=theirs,
        capture_output=True,
        text=True,
        check=False,
    )

    assert not result.stderr
    assert "postgresql://visits_owner:" in result.stdout
    assert not list(theirs.iterdir())


async def test_the_file_of_a_killed_server_does_not_stop_the_next(tmp_path: Path) -> None:
    with hold(tmp_path) as home:
        Postgres.start(home, port=None, throwaway=False).stop()
        # Its number has been given to some other process since.
        other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        try:
            stale = f"{other.pid}\n/elsewhere\n0\n5432\n\n127.0.0.1\n0 0\nready\n"
            (tmp_path / "postgres" / "data" / "postmaster.pid").write_text(stale)
            server = Postgres.start(home, port=None, throwaway=False)
            try:
                assert await one(server.url) == 1
            finally:
                server.stop()
        finally:
            other.communicate()


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    with hold(tmp_path) as home:
        server = Postgres.start(home, port=None, throwaway=True)
        try:
            assert len(server.url.partition("visits_owner:")[2].partition("@")[0]) == 48
            assert (tmp_path / "postgres" / "passwords.json").stat().st_mode & 0o777 == 0o600
            hba = (tmp_path / "postgres" / "data" / "pg_hba.conf").read_text()
        finally:
            server.stop()
    methods = {line.split()[-1] for line in hba.splitlines() if line and line[0] != "#"}
    assert methods == {"scram-sha-256"}


def test_a_folder_that_does_not_hold_a_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    with hold(tmp_path) as home, pytest.raises(StackUnavailable, match="could not make its roles"):
        Postgres.start(home, port=None, throwaway=True)
    (tmp_path / "postgres" / "passwords.json").write_text("secret")
    with hold(tmp_path) as home, pytest.raises(StackUnavailable, match="cannot use the folder"):
        Postgres.start(home, port=None, throwaway=True)


def test_a_start_that_is_broken_off_leaves_nothing(tmp_path: Path, newcomers: Newcomers) -> None:
    with hold(tmp_path) as home:
        server = Postgres(home, port=None, throwaway=True)
        assert not server.advance()
        server.stop()
        assert not newcomers()
        server = Postgres.start(home, port=None, throwaway=True)  # the half-made data is no bar
        server.stop()


def port_of(server: Postgres) -> int:
    return int(server.url.rpartition(":")[2].partition("/")[0])


async def test_a_port_that_is_lost_while_it_starts_is_replaced(tmp_path: Path) -> None:
    with hold(tmp_path) as home:
        server = Postgres(home, port=None, throwaway=True)
        try:
            lost = port_of(server)
            with socket.create_server(("127.0.0.1", lost)):
                wait_until_ready([server])
            assert port_of(server) != lost
            assert await one(server.url) == 1
        finally:
            server.stop()


def test_a_port_that_a_person_chose_is_not_replaced(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        wanted: int = other.getsockname()[1]
    with hold(tmp_path) as home:
        server = Postgres(home, port=wanted, throwaway=True)
        try:
            with (
                socket.create_server(("127.0.0.1", wanted)),
                pytest.raises(StackUnavailable, match=f"Port {wanted}, where PostgreSQL"),
            ):
                wait_until_ready([server])
        finally:
            server.stop()
