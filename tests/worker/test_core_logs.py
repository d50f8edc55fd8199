"""A command's standard output is what it has to say, whatever becomes of Temporal meanwhile."""

import asyncio
import os
import sys
from asyncio import StreamReader, StreamWriter
from pathlib import Path

from stack import StackAddresses

ASKS_WHILE_IT_GOES_AWAY = """
import asyncio, os, sys
from temporalio.service import RPCError
from console.terminal.logs import no_logs
from worker.client import connect_client

async def ask(address):
    client = await connect_client(address)
    print("connected", file=sys.stderr, flush=True)
    sys.stdin.readline()
    try:
        await client.get_workflow_handle("nothing").describe()
    except RPCError:
        print("told", file=sys.stderr, flush=True)

no_logs()
asyncio.run(ask(sys.argv[1]))
os._exit(0)  # as commands do: the SDK may abort where an interpreter is taken down
"""


class Way:
    """A way to Temporal that can be cut off."""

    def __init__(self, target: str) -> None:
        self._host, _, self._port = target.rpartition(":")
        self._open: list[StreamWriter] = []

    async def take(self, reader: StreamReader, writer: StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, int(self._port))
        self._open += [writer, back]
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))

    def cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()


async def _pass_on(reader: StreamReader, writer: StreamWriter) -> None:
    try:
        while told := await reader.read(65536):
            writer.write(told)
            await writer.drain()
    except OSError:
        pass
    writer.close()


async def test_temporal_going_away_says_nothing_of_itself(addresses: StackAddresses) -> None:
    way = Way(addresses.temporal)
    server = await asyncio.start_server(way.take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    asking = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ASKS_WHILE_IT_GOES_AWAY, f"127.0.0.1:{port}"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert asking.stderr is not None
    assert (await asking.stderr.readline()).strip() == b"connected"
    server.close()
    way.cut()

    said, errors = await asking.communicate(b"\n")

    assert (said, errors.strip()) == (b"", b"told")
