import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import asyncpg
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from stack import (
    ADDRESSES_NAME,
    EmbeddedStack,
    StackAddresses,
    StackPorts,
    StackUnavailable,
    TemporalServer,
    persistent_stack,
    read_addresses,
    throwaway_stack,
)
from stack.folders import HeldFolder, hold, is_held
from tests.support.free_ports import free_port

THROWAWAY = """
import sys, time
from pathlib import Path
from stack import throwaway_stack
with throwaway_stack(search_attributes={}, parent=Path(sys.argv[1])) as stack:
    print("ready", stack.folder, flush=True)
    time.sleep(60)
"""
PERSISTENT = """
import sys, time
from pathlib import Path
from stack import StackPorts, persistent_stack
from tests.support.free_ports import free_port
with persistent_stack(Path(sys.argv[1]), ports=StackPorts(), search_attributes={}) as stack:
    print("ready", stack.folder, flush=True)
    time.sleep(60)
"""

ATTRIBUTES = {"VisitStage": "Keyword", "VisitDeadline": "Datetime"}

Eventually = Callable[[Callable[[], object]], None]
Family = Callable[[int], dict[int, str]]
Newcomers = Callable[[], dict[int, str]]
RunScript = Callable[..., tuple[subprocess.Popen[str], str]]


async def fetch(addresses: StackAddresses, sql: str) -> object:
    connection = await asyncpg.connect(addresses.database_url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def client_of(addresses: StackAddresses) -> Client:
    return await Client.connect(addresses.temporal, namespace=addresses.namespace)


async def test_both_servers_answer_as_soon_as_the_stack_is_up(stack: EmbeddedStack) -> None:
    addresses = stack.addresses
    assert await fetch(addresses, "SELECT 1") == 1
    assert await fetch(addresses, "SHOW server_encoding") == "UTF8"
    client = await client_of(addresses)
    described = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=addresses.namespace)
    )
    assert described.namespace_info.name == addresses.namespace
    assert stack.poll() is None
    assert read_addresses(stack.folder / ADDRESSES_NAME) == addresses


def test_a_stack_tells_other_commands_where_its_feed_is(stack: EmbeddedStack) -> None:
    stack.tell_doors(feed="http://127.0.0.1:8400")
    told = read_addresses(stack.folder / ADDRESSES_NAME)
    assert told == stack.addresses
    assert told.feed == "http://127.0.0.1:8400"


async def test_search_attributes_can_be_used_at_once(stack: EmbeddedStack) -> None:
    client = await client_of(stack.addresses)
    stage = SearchAttributeKey.for_keyword("VisitStage")
    handle = await client.start_workflow(
        "Any",
        id="with-attributes",
        task_queue="none",
        search_attributes=TypedSearchAttributes([SearchAttributePair(stage, "invited")]),
    )
    assert (await handle.describe()).typed_search_attributes[stage] == "invited"


async def test_virtual_time_is_allowed(stack: EmbeddedStack) -> None:
    skipper = TimeSkipper(await client_of(stack.addresses))
    await skipper.client.start_workflow("Any", id="skips", task_queue="none")


def test_nothing_listens_beyond_this_machine(stack: EmbeddedStack, family: Family) -> None:
    targets = {
        str(link.readlink())
        for pid in family(os.getpid())
        for link in Path(f"/proc/{pid}/fd").iterdir()
    }
    inodes = {match[1] for target in targets if (match := re.match(r"socket:\[(\d+)", target))}
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    hosts = {
        fields[1].partition(":")[0] for fields in lines if fields[3] == "0A" and fields[9] in inodes
    }
    assert hosts == {"0100007F"}  # 127.0.0.1, as the kernel writes it


async def test_two_stacks_live_side_by_side_and_leave_nothing(
    stack: EmbeddedStack, tmp_path: Path, newcomers: Newcomers, search_attributes: Mapping[str, str]
) -> None:
    with throwaway_stack(search_attributes=search_attributes, parent=tmp_path) as second:
        assert second.addresses.temporal != stack.addresses.temporal
        assert await fetch(second.addresses, "SELECT 1") == 1
        assert list(tmp_path.iterdir()) == [second.folder]
    assert not list(tmp_path.iterdir())
    assert not newcomers()
    assert await fetch(stack.addresses, "SELECT 1") == 1


def test_a_program_that_ends_by_itself_is_named_with_its_log(
    tmp_path: Path, newcomers: Newcomers, eventually: Eventually
) -> None:
    with throwaway_stack(search_attributes={}, parent=tmp_path) as stack:
        (temporal,) = (pid for pid, command in newcomers().items() if "start-dev" in command)
        os.kill(temporal, signal.SIGKILL)
        eventually(stack.poll)
        ended = stack.poll()
        assert ended is not None
        assert (ended.name, ended.status) == ("Temporal", -signal.SIGKILL)
        assert ended.log.is_file()
        assert str(ended.log) in str(ended)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_the_process_that_started_it(
    number: signal.Signals,
    tmp_path: Path,
    run_script: RunScript,
    family: Family,
    is_running: Callable[[int], bool],
    eventually: Eventually,
) -> None:
    parent = tmp_path / "parent"
    parent.mkdir()
    process, folder = run_script(THROWAWAY, parent)
    programs = family(process.pid)
    assert len(programs) > 5  # PostgreSQL has several

    process.send_signal(number)

    eventually(lambda: not any(is_running(pid) for pid in programs))
    eventually(lambda: not is_held(Path(folder)))
    with throwaway_stack(search_attributes={}, parent=parent) as next_one:
        assert list(parent.iterdir()) == [next_one.folder]
    assert not list((tmp_path / "home").iterdir())


async def test_a_folder_survives_the_death_of_its_stack(
    tmp_path: Path, run_script: RunScript
) -> None:
    var = tmp_path / "var"
    process, _ = run_script(PERSISTENT, var)
    addresses = read_addresses(var / ADDRESSES_NAME)
    await fetch(addresses, "CREATE TABLE kept AS SELECT 42 AS answer")
    await (await client_of(addresses)).start_workflow("Any", id="kept", task_queue="none")
    with pytest.raises(StackUnavailable, match=rf"Process {process.pid} already runs a stack"):
        persistent_stack(var, ports=StackPorts(), search_attributes={}).__enter__()
    assert await fetch(addresses, "SELECT answer FROM kept") == 42

    process.kill()
    process.wait()

    with persistent_stack(var, ports=StackPorts(), search_attributes={}) as stack:
        assert await fetch(stack.addresses, "SELECT answer FROM kept") == 42
        client = await client_of(stack.addresses)
        assert (await client.get_workflow_handle("kept").describe()).id == "kept"
        with pytest.raises(RPCError, match="Time-Skipping feature is not enabled"):
            await TimeSkipper(client).client.start_workflow("Any", id="skips", task_queue="none")
    with pytest.raises(StackUnavailable, match="No stack is running"):
        read_addresses(var / ADDRESSES_NAME)
    assert not list((tmp_path / "home").iterdir())


async def test_search_attributes_may_be_added_on_a_later_start(tmp_path: Path) -> None:
    with hold(tmp_path) as home:
        for attributes in ({"VisitStage": "Keyword"}, ATTRIBUTES):
            server = start_temporal(home, attributes)
            try:
                client = await Client.connect(server.address)
                known = await client.operator_service.list_search_attributes(
                    ListSearchAttributesRequest(namespace=server.namespace)
                )
                assert known.custom_attributes.keys() == attributes.keys()
            finally:
                server.stop()
        with pytest.raises(StackUnavailable, match="already exists and has different type"):
            start_temporal(home, {"VisitStage": "Int"})


def start_temporal(home: HeldFolder, search_attributes: Mapping[str, str]) -> TemporalServer:
    return TemporalServer.start(
        home,
        port=None,
        ui_port=None,
        file_backed=True,
        time_skipping=False,
        search_attributes=search_attributes,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("name", "setting"),
    [("temporal", "--temporal-port"), ("ui", "--ui-port"), ("postgres", "--database-port")],
)
def test_a_port_in_use_is_a_sentence_that_names_the_setting(
    name: str, setting: str, tmp_path: Path, taken_port: int, newcomers: Newcomers
) -> None:
    stack = persistent_stack(tmp_path, ports=StackPorts(**{name: taken_port}), search_attributes={})
    with pytest.raises(StackUnavailable, match=rf"Port {taken_port}, .*`{setting}`"):
        stack.__enter__()
    assert not newcomers()
    assert not is_held(tmp_path)


def test_ports_are_those_that_were_asked_for(tmp_path: Path) -> None:
    ports = StackPorts(temporal=free_port(), ui=free_port(), postgres=free_port())
    with persistent_stack(tmp_path, ports=ports, search_attributes={}) as stack:
        assert stack.addresses.temporal == f"127.0.0.1:{ports.temporal}"
        assert stack.addresses.ui == f"http://127.0.0.1:{ports.ui}"
        assert f"@127.0.0.1:{ports.postgres}/" in stack.addresses.database_url
        with urllib.request.urlopen(stack.addresses.ui) as page:  # noqa: S310 - our own server
            assert page.status == 200


def test_a_stack_that_does_not_run_has_no_addresses(tmp_path: Path) -> None:
    stack = throwaway_stack(search_attributes={}, parent=tmp_path)
    assert stack.poll() is None
    with pytest.raises(RuntimeError, match="not running"):
        _ = stack.addresses
