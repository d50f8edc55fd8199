"""A server that makes visits go on as new runs, long before a real one would."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stack import TemporalServer
from stack.folders import hold_temporary
from tests.engine import Engine
from workflows.search_attributes import server_types

SUGGESTED_AT = 60  # events, where production suggests it at thousands


@pytest.fixture(scope="module")
def impatient_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that suggests to continue as new after a few dozen events."""
    home = hold_temporary(Path(tmp_path_factory.mktemp("server")))
    server = TemporalServer.start(
        home,
        port=None,
        ui_port=None,
        file_backed=False,
        time_skipping=True,
        search_attributes=server_types(),
        dynamic_config=[f"limit.historyCount.suggestContinueAsNew={SUGGESTED_AT}"],
    )
    try:
        yield server.address
    finally:
        server.stop()
        home.release()


@pytest.fixture
def impatient(engine: Engine, impatient_server: str) -> Engine:
    engine.addresses = replace(engine.addresses, temporal=impatient_server)
    return engine
